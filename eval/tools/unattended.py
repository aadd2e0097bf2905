#!/usr/bin/env python3
"""An unattended run over hundreds of calls, killed twice: is every call scored once, is it as fast as its parts, is memory flat?

usage: make soak, or eval/tools/unattended.py --ringcheck target/release/ringcheck --work FOLDER [--calls 500]

The calls are copies of the recordings of fixtures/calls, each with different bytes and the same sound, named as a phone
system does and spread over a week. The run is ended with SIGKILL when a third and when two thirds of the calls are
stored, and begun again. The parts are measured on a few of the same calls: `ringcheck transcribe` (finding, decoding,
listening), and `ringcheck score` of stored transcripts by another rubric (judging, storing); what merely starting takes
is taken off both. Everything runs with as many jobs. Only the standard library is used.
"""

import argparse
import datetime
import json
import os
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from peers import process

ROOT = Path(__file__).resolve().parents[2]
FIRST_DAY = datetime.datetime(2025, 11, 24, 8, 0, 0)
DAYS = 7
COPIES_IN_SAMPLE = 3
SLOWEST = 1.10
"""How many times as long as the sum of its parts the run may take."""
GROWTH = 0.10
"""By how much of itself memory may grow from a start of the run to its end or its kill."""


def main() -> int:
    """Measure, report; 0 if everything is as it has to be."""
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.work, prefix="unattended-") as made:
        place = Place(Path(made), options.ringcheck.resolve(), options.jobs)
        recordings = place.make_calls(options.calls)
        parts = measure_parts(place, recordings)
        starts = run_killed_twice(place, len(recordings), options.seed)
        found = findings(place, recordings, starts, parts)
        text = "\n".join(report(options, recordings, starts, parts, found)) + "\n"
    if options.output:
        options.output.write_text(text)
    print(text, end="")
    return int(any(not is_met for is_met, _ in found))


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ringcheck", type=Path, required=True, help="the built program")
    parser.add_argument("--work", type=Path, required=True, help="a folder for the calls and the database")
    parser.add_argument("--output", type=Path, help="where to write the report, beside stdout")
    parser.add_argument("--calls", type=int, default=500, help="how many calls (%(default)s)")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="cores to use (%(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="of the moments of the kills (%(default)s)")
    options = parser.parse_args()
    if options.calls < 12:
        parser.error("--calls: at least 12, so that there is something to do between the kills")
    return options


@dataclass
class Start:
    """One start of the run, to its end or until it was killed."""

    wall_s: float
    cpu_s: float
    is_killed: bool
    stored: int
    """Scorecards in the database when it was over."""
    memory: list[tuple[float, int]] = field(default_factory=list)
    """Seconds since the start, resident bytes."""


@dataclass(frozen=True)
class Parts:
    """What the parts of a run take for one call, seconds."""

    listening_s: float
    judging_s: float
    start_s: float
    others_cores: float

    def of(self, calls: int) -> float:
        """What so many calls take if nothing is lost between the parts."""
        return calls * (self.listening_s + self.judging_s)


@dataclass(frozen=True)
class Place:
    """Where it happens."""

    folder: Path
    program: Path
    jobs: int

    @property
    def db(self) -> Path:
        """The database of the run."""
        return self.folder / "calls.db"

    def make_calls(self, count: int) -> list[Path]:
        """Write the calls; as many of each recording as there can be."""
        originals = sorted(path for path in (ROOT / "fixtures" / "calls").iterdir() if path.suffix != ".json")
        made = []
        for number in range(count):
            original = originals[number % len(originals)]
            # Ten hours a day, from eight in the morning on.
            day, share = divmod(number * DAYS / count, 1)
            at = FIRST_DAY + datetime.timedelta(days=day, hours=10 * share)
            name = f"in-5125550100-5125550{100 + number % 100}-{at:%Y%m%d-%H%M%S}-{int(at.timestamp())}.{number}"
            path = self.folder / "calls" / f"{at:%Y/%m/%d}" / f"{name}{original.suffix}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(with_other_bytes(original.read_bytes(), number))
            made.append(path)
        return made

    def command(self, verb: str, *more: str | Path) -> list[str]:
        """A command line of the program."""
        return [str(self.program), verb, *map(str, more), "--jobs", str(self.jobs), "--quiet-for", "0", "--quiet"]

    def env(self) -> dict[str, str]:
        """The program sees nothing of the user's but the models."""
        env = process.clean_env(self.jobs, self.folder / "home")
        return env | {"RINGCHECK_MODELS": os.environ.get("RINGCHECK_MODELS", str(ROOT / "models"))}

    def measured(self, verb: str, *more: str | Path) -> process.Measured:
        """One run to its end."""
        return process.run(self.command(verb, *more), self.jobs, self.env())


def with_other_bytes(recording: bytes, number: int) -> bytes:
    """The same sound in another file: a remark is added where the format has a place for one."""
    remark = f"copy {number:06}".encode()
    if recording.startswith(b"RIFF"):
        chunk = b"note" + (len(remark) + len(remark) % 2).to_bytes(4, "little") + remark + b"\0" * (len(remark) % 2)
        return recording[:4] + (len(recording) - 8 + len(chunk)).to_bytes(4, "little") + recording[8:] + chunk
    if recording.startswith(b"fLaC"):
        # An APPLICATION block behind STREAMINFO, which is always the first and 34 bytes long.
        block = b"rgck" + remark
        return recording[:42] + b"\x02" + len(block).to_bytes(3, "big") + block + recording[42:]
    if recording.startswith(b"OggS"):
        return with_other_serial(recording, number)
    if recording[4:8] == b"ftyp":
        return recording + (8 + len(remark)).to_bytes(4, "big") + b"free" + remark
    # ID3v1, the last 128 bytes of an MP3.
    return recording + (b"TAG" + remark).ljust(128, b"\0")


def with_other_serial(ogg: bytes, number: int) -> bytes:
    """An Ogg file with another serial number on each of its pages, and the checksums that go with it."""
    pages, at = [], 0
    while at < len(ogg):
        segments = ogg[at + 26]
        end = at + 27 + segments + sum(ogg[at + 27 : at + 27 + segments])
        page = ogg[at : at + 14] + number.to_bytes(4, "little") + ogg[at + 18 : at + 22] + b"\0" * 4 + ogg[at + 26 : end]
        pages.append(page[:22] + ogg_checksum(page).to_bytes(4, "little") + page[26:])
        at = end
    return b"".join(pages)


def crc_table() -> list[int]:
    """Of the polynomial 0x04c11db7, as RFC 3533 has it."""
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
        table.append(value)
    return table


CRC = crc_table()


def ogg_checksum(page: bytes) -> int:
    """The checksum of a page whose own is zero."""
    value = 0
    for byte in page:
        value = (value << 8 ^ CRC[value >> 24 ^ byte]) & 0xFFFFFFFF
    return value


def measure_parts(place: Place, recordings: list[Path]) -> Parts:
    """Time the parts on the first few copies of each recording."""
    kinds = len([path for path in (ROOT / "fixtures" / "calls").iterdir() if path.suffix != ".json"])
    sample = recordings[: kinds * COPIES_IN_SAMPLE]
    db = ("--db", place.folder / "parts.db")
    listening = place.measured("transcribe", *sample)
    place.measured("score", *sample, *db)
    started = place.measured("score", *sample, *db)
    stricter = place.folder / "stricter.toml"
    rubric = (ROOT / "rubrics" / "msp-inbound.toml").read_text()
    stricter.write_text(rubric.replace("pass_mark = 80", "pass_mark = 81"))
    judging = place.measured("score", *sample, *db, "--rubric", stricter)
    return Parts(
        listening_s=(listening.wall_s - started.wall_s) / len(sample),
        judging_s=(judging.wall_s - started.wall_s) / len(sample),
        start_s=started.wall_s,
        others_cores=max(listening.others_cores, judging.others_cores),
    )


def run_killed_twice(place: Place, count: int, seed: int) -> list[Start]:
    """The run itself: begun, killed, begun again, killed, and left to come to its end."""
    chance = random.Random(seed)
    marks: list[int | None] = [count // 3, count * 2 // 3, None]
    return [run_once(place, mark, chance.uniform(0, 2)) for mark in marks]


def run_once(place: Place, kill_at: int | None, later_s: float) -> Start:
    """One start; it is killed `later_s` after `kill_at` scorecards are stored."""
    errors = place.folder / "stderr"
    with errors.open("wb") as stderr:
        started = time.perf_counter()
        child = subprocess.Popen(
            place.command("score", place.folder / "calls", "--db", place.db, "--no-progress"),
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            env=place.env(),
        )
        memory, is_killed = [], False
        while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            memory.append((time.perf_counter() - started, resident_bytes(child.pid)))
            if kill_at is not None and stored(place.db) >= kill_at:
                time.sleep(later_s)
                child.send_signal(signal.SIGKILL)
                is_killed = True
                break
            time.sleep(1)
        _, status, usage = os.wait4(child.pid, 0)
        wall_s = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != (-signal.SIGKILL if is_killed else 0):
        raise process.ChildFailed(f"the run ended with {child.returncode}: {errors.read_text()[-2000:]}")
    if kill_at is not None and not is_killed:
        raise process.ChildFailed("the run came to its end before it was to be killed")
    return Start(wall_s, usage.ru_utime + usage.ru_stime, is_killed, stored(place.db), memory)


def resident_bytes(pid: int) -> int:
    """How much memory a process has resident; 0 when it is over."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:")]
    return found[0] if found else 0


def stored(db: Path) -> int:
    """How many scorecards are stored; 0 before there is a database."""
    try:
        return int(rows(db, "SELECT count(*) FROM scorecards")[0][0])
    except sqlite3.OperationalError:
        return 0


def rows(db: Path, query: str) -> list[tuple]:
    """What a query finds."""
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True, timeout=30)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def findings(place: Place, recordings: list[Path], starts: list[Start], parts: Parts) -> list[tuple[bool, str]]:
    """What has to be so, and whether it is."""
    count = len(recordings)
    found = []

    def check(is_met: bool, text: str) -> None:
        found.append((is_met, text))

    once = rows(place.db, "SELECT call_id, count(*) FROM scorecards GROUP BY call_id")
    doubled = sum(number > 1 for _, number in once)
    check(len(once) == count and not doubled, f"calls with one scorecard: {len(once) - doubled} of {count}")
    (sound,) = rows(place.db, "PRAGMA integrity_check")[0]
    astray = len(rows(place.db, "PRAGMA foreign_key_check"))
    check(sound == "ok" and not astray, f"SQLite's check of the database: {sound}; rows that refer to nothing: {astray}")
    if rows(place.db, "SELECT 1 FROM sqlite_schema WHERE name = 'attempts'"):
        left = rows(place.db, "SELECT count(*) FROM attempts")[0][0]
        check(left == 0, f"recordings that still count as being listened to: {left}")
    differing = differing_copies(place.db)
    check(not differing, f"recordings whose copies were not all judged alike: {', '.join(differing) or 'none'}")
    wall_s = sum(start.wall_s for start in starts)
    ratio = wall_s / parts.of(count)
    check(ratio <= SLOWEST, f"time of the run over the sum of its parts: {ratio:.3f} (at most {SLOWEST:.2f})")
    longest = max(starts, key=lambda start: start.wall_s)
    growth = slope(longest.memory) * longest.wall_s / statistics.mean(b for _, b in longest.memory)
    check(growth <= GROWTH, f"growth of memory in the longest start: {growth:+.1%} (at most {GROWTH:.0%})")
    return found


def differing_copies(db: Path) -> list[str]:
    """Endings of recordings whose copies have more than one list of verdicts."""
    verdicts: dict[str, Counter[str]] = {}
    for (text,) in rows(db, "SELECT json FROM scorecards"):
        card = json.loads(text)
        recording = card["recordings"][0]
        # Copies of one recording have one length, codec and ending.
        kind = f"{Path(recording['path']).suffix} of {recording['duration_ms']} ms"
        judged = " ".join(f"{c['id']}={c['verdict']}" for c in card["criteria"])
        verdicts.setdefault(kind, Counter())[judged] += 1
    return [kind for kind, found in sorted(verdicts.items()) if len(found) > 1]


def slope(memory: list[tuple[float, int]]) -> float:
    """Bytes a second, of the straight line that fits best behind the first fifth: then all is loaded."""
    later = memory[len(memory) // 5 :]
    return statistics.linear_regression(*zip(*later, strict=True)).slope if len(later) > 2 else 0.0


def report(
    options: argparse.Namespace,
    recordings: list[Path],
    starts: list[Start],
    parts: Parts,
    found: Iterable[tuple[bool, str]],
) -> Iterable[str]:
    """The lines of the report."""
    count = len(recordings)
    wall_s = sum(start.wall_s for start in starts)
    yield f"{count} calls in one unattended run that was killed twice"
    yield f"Made by: make soak (eval/tools/unattended.py --calls {count} --jobs {options.jobs} --seed {options.seed})"
    yield ""
    yield from process.machine()
    yield ""
    yield f"Calls: {count} copies of the recordings of fixtures/calls, over {DAYS} days, no two with the same bytes"
    yield ""
    yield "start      ended by       wall s    CPU s   stored   memory MB: mean  highest   MB an hour"
    for number, start in enumerate(starts, 1):
        resident = [b / 1e6 for _, b in start.memory]
        yield (
            f"{number:<11}{'kill -9' if start.is_killed else 'its end':<13}{start.wall_s:>8.1f}{start.cpu_s:>9.1f}"
            f"{start.stored:>9}{statistics.mean(resident):>18.0f}{max(resident):>9.0f}"
            f"{slope(start.memory) * 3600 / 1e6:>13.1f}"
        )
    yield ""
    yield f"the run:        {wall_s:8.1f} s, {wall_s / count:.3f} s a call, three starts and two kills in it"
    yield f"its parts:      {parts.of(count):8.1f} s, {parts.of(count) / count:.3f} s a call: listening {parts.listening_s:.3f}, judging and storing {parts.judging_s:.3f}"
    yield f"starting up:    {parts.start_s:8.1f} s, taken off each part"
    yield f"others:         {parts.others_cores:8.2f} cores kept busy by everything else on the machine while the parts were measured"
    yield ""
    for is_met, text in found:
        yield f"{'ok  ' if is_met else 'FAIL'}  {text}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (ValueError, process.ChildFailed, OSError) as error:
        sys.exit(f"unattended: {error}")
