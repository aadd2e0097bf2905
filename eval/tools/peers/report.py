"""The report: every turn of a set of recordings, by model and cores.

usage: python -m peers.report RESULTS.jsonl RECORDINGS_FOLDER [ID,ID]
"""

import json
import re
import statistics
import sys
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from peers.contenders import CONTENDERS, FASTER_WHISPER, PYWHISPERCPP, RINGCHECK, Contender
from peers.recordings import BOTH, BUSINESS, CALLER, Recording, call_seconds, channel_seconds, fingerprint, read_folder
from peers.words import Errors, count_errors, nearest_rank, turn_start_errors_s

WIDTH = 110
MASK = re.compile(r"\[(?:card|ssn|number)\b")
Key = tuple[str, int]
"""Run and round: turns with the same key ran one after the other."""

METHOD = (
    "Speed is audio over time: `channel s/s` counts each channel that is transcribed (a stereo call twice), `call s/s` "
    "each call once. Median of the rounds (lowest-highest). Peers: time of transcription alone, in their own process, "
    "after loading the model and a warm-up, from samples at 16 kHz that were decoded before. Ringcheck: time of the "
    "whole process by its command line, with its start, loading the model and decoding the recordings; that counts "
    "against it.",
    "`x best fw`: speed over that of the fastest faster-whisper configuration of the same round; median "
    "(lowest-highest). `CPU s`: processor time of the same span, median. `others`: cores that everything else on the "
    "machine kept busy meanwhile, highest round. `peak MB`: the process's maximum resident set (getrusage), highest "
    "round.",
    "Stereo: each channel is transcribed and compared with the words of its side; mono: the whole with both sides' "
    "words in order. WER is errors over words said, added up over recordings, of the last round; every text and the "
    "truth's pass whisper-normalizer's EnglishTextNormalizer. Ringcheck always masks card and social security numbers, "
    "and the normalizer drops the mark, so such a number counts as missed words; where Ringcheck takes the wrong "
    "channel for the business, all words of the call are wrong. Both count against it.",
    "`word start`: error of the time of the first word of each turn, where it was heard, without its sign: median / "
    "95th percentile in ms, in brackets how many turns.",
)


@dataclass
class Row:
    """All turns of one contender under one model and number of cores."""

    contender: Contender
    turns: dict[Key, dict[str, Any]]
    recordings: list[Recording]

    @property
    def last(self) -> dict[str, Any]:
        return self.turns[max(self.turns)]

    def speeds(self, seconds: float) -> dict[Key, float]:
        return {key: seconds / turn["wall_s"] for key, turn in self.turns.items()}

    @cached_property
    def channel_speeds(self) -> dict[Key, float]:
        return self.speeds(channel_seconds(self.recordings))

    @property
    def cpu_s(self) -> float:
        """Processor time of a round, the median."""
        return statistics.median(float(turn["cpu_s"]) for turn in self.turns.values())

    @cached_property
    def errors(self) -> dict[tuple[str, str], Errors]:
        """Errors of the last round by recording and part."""
        return {
            (recording.id, part): count_errors(
                " ".join(turn.text for turn in recording.turns_of(part)),
                self.last["heard"][recording.id][part]["text"],
            )
            for recording in self.recordings
            for part in recording.parts
        }

    def wer(self, wanted: Callable[[str, str], bool]) -> float | None:
        """Word error rate over the (recording, part) pairs that are wanted."""
        return sum((e for key, e in self.errors.items() if wanted(*key)), Errors()).rate

    @cached_property
    def start_errors_s(self) -> list[float]:
        """Signed errors of turn starts in the last round."""
        return [
            error
            for recording in self.recordings
            for part in recording.parts
            for error in turn_start_errors_s(recording.turns_of(part), self.last["heard"][recording.id][part]["words"])
        ]


def main(results: Path, folder: Path, only: str) -> None:
    """Print the report on the recordings of a folder."""
    recordings = [r for r in read_folder(folder) if not only or r.id in only.split(",")]
    wanted = fingerprint(recordings)
    turns = [turn for turn in map(json.loads, results.read_text().splitlines()) if turn["set"] == wanted]
    if not turns:
        sys.exit(f"{results}: nothing was measured on these recordings")
    print("\n".join(report(turns, recordings)))


def report(turns: list[dict[str, Any]], recordings: list[Recording]) -> Iterable[str]:
    """The lines of the report."""
    turns = without_older_builds(turns)
    stereo = sum(recording.channels == 2 for recording in recordings)
    yield "Ringcheck beside faster-whisper and pywhispercpp (whisper.cpp)"
    yield "Made by: make bench-peers RECORDINGS=FOLDER (docs/evaluation.md, Beside other programs)"
    yield (
        f"{len(recordings)} recordings ({stereo} stereo, {len(recordings) - stereo} mono), "
        f"{call_seconds(recordings):.0f} s of calls, {channel_seconds(recordings):.0f} s of channels; "
        f"set {turns[0]['set']}"
    )
    yield ""
    yield from machine_lines(turns)
    yield ""
    for paragraph in METHOD:
        yield from textwrap.wrap(paragraph, WIDTH, break_on_hyphens=False)
    names = list(dict.fromkeys(turn["model"] for turn in turns))
    for name in sorted(names, key=lambda name: (name != "tiny.en", name)):
        for cores in sorted({turn["cores"] for turn in turns if turn["model"] == name}):
            yield from section(name, cores, [t for t in turns if (t["model"], t["cores"]) == (name, cores)], recordings)


def without_older_builds(turns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of Ringcheck only the turns of the build that ran last with the same model and cores."""
    latest = {(turn["model"], turn["cores"]): turn["ringcheck"] for turn in turns if turn["contender"] == RINGCHECK}
    return [
        turn
        for turn in turns
        if turn["contender"] != RINGCHECK or turn["ringcheck"] == latest[turn["model"], turn["cores"]]
    ]


def machine_lines(turns: list[dict[str, Any]]) -> Iterable[str]:
    """What it all ran on."""
    latest = turns[-1]
    yield from heading("Machine", "=")
    yield from wrapped(latest["machine"])
    if any(turn["machine"] != latest["machine"] for turn in turns):
        yield "NOT ALL TURNS RAN ON THIS MACHINE"
    builds = dict.fromkeys(turn["ringcheck"] for turn in turns if turn["contender"] == RINGCHECK)
    yield from wrapped(
        [
            ", ".join(f"{name} {version}" for name, version in latest["versions"]["packages"].items()),
            f"CTranslate2 computes on this processor in: {', '.join(latest['versions']['compute_types'])}",
            f"pywhispercpp's whisper.cpp: {latest['versions']['whispercpp'].replace('WHISPER : ', '').strip(' |')}",
            *(f"Ringcheck: {build}" for build in builds),
            f"Runs: {', '.join(sorted({turn['run'] for turn in turns}))}",
        ]
    )


def wrapped(lines: Iterable[str]) -> Iterable[str]:
    """Lines broken at the page's width, what follows indented."""
    for line in lines:
        yield from textwrap.wrap(line, WIDTH, subsequent_indent="    ", break_on_hyphens=False)


def section(name: str, cores: int, turns: list[dict[str, Any]], recordings: list[Recording]) -> Iterable[str]:
    """One model on one number of cores."""
    rows = []
    for contender in CONTENDERS:
        mine = {(turn["run"], turn["round"]): turn for turn in turns if turn["contender"] == contender.name}
        if mine:
            rows.append(Row(contender, mine, recordings))
    yield ""
    yield ""
    yield from heading(f"{name}, {'one core' if cores == 1 else f'{cores} cores'}", "=")
    for row in rows:
        note = f" ({row.last['note']})" if row.last["note"] else ""
        yield from wrapped([f"{row.contender.name:<13}{row.last['what']}{note}"])
    yield ""
    yield from speed_table(rows, recordings)
    yield ""
    yield from comparisons(rows)
    yield ""
    yield from accuracy_table(rows)
    yield ""
    yield from table_by_recording(rows, recordings)


def speed_table(rows: list[Row], recordings: list[Recording]) -> Iterable[str]:
    """Speed, time and memory, a line for each contender."""
    best = best_by_round(row for row in rows if row.contender.program == FASTER_WHISPER)
    calls_in_channels = call_seconds(recordings) / channel_seconds(recordings)
    yield (
        f"{'':<13}{'rounds':>6}  {'channel s/s':^20}{'call s/s':>9}  {'x best fw':^18}"
        f"{'wall s':>8}{'CPU s':>8}{'others':>8}{'peak MB':>9}"
    )
    for row in rows:
        speeds = list(row.channel_speeds.values())
        yield (
            f"{row.contender.name:<13}{len(speeds):>6}  {spread(speeds, 1):^20}"
            f"{statistics.median(speeds) * calls_in_channels:>9.1f}  {spread(ratios(row.channel_speeds, best), 2):^18}"
            f"{statistics.median(turn['wall_s'] for turn in row.turns.values()):>8.1f}"
            f"{row.cpu_s:>8.1f}"
            f"{max(turn['others_cores'] for turn in row.turns.values()):>8.2f}"
            f"{max(turn['peak_bytes'] for turn in row.turns.values()) / 1e6:>9.0f}"
        )


def comparisons(rows: list[Row]) -> Iterable[str]:
    """Ringcheck over the fastest of each kind of peer, round by round."""
    ringcheck = next((row for row in rows if row.contender.program == RINGCHECK), None)
    if ringcheck is None:
        return
    faster = [row for row in rows if row.contender.program == FASTER_WHISPER]
    kinds = (
        ("the fastest faster-whisper", faster),
        ("the fastest faster-whisper with word times", [row for row in faster if row.contender.has_word_times]),
        ("pywhispercpp on whole channels", [row for row in rows if row.contender.program == PYWHISPERCPP]),
    )
    for kind, peers in kinds:
        found = ratios(ringcheck.channel_speeds, best_by_round(peers))
        if found:
            fastest = max(peers, key=lambda row: statistics.median(row.channel_speeds.values()))
            yield f"Ringcheck over {kind} ({fastest.contender.name}): {spread(found, 2)} x"
            yield (
                f"    processor time {fastest.cpu_s / ringcheck.cpu_s:.2f} x; WER {figure(ringcheck.wer(everything))} "
                f"against {figure(fastest.wer(everything))}, on stereo {figure(ringcheck.wer(stereo))} "
                f"against {figure(fastest.wer(stereo))}"
            )


def everything(_id: str, _part: str) -> bool:
    """Every recording and part."""
    return True


def stereo(_id: str, part: str) -> bool:
    """The sides of stereo recordings."""
    return part != BOTH


def accuracy_table(rows: list[Row]) -> Iterable[str]:
    """Errors in words and times, a line for each contender."""
    heads = ("business", "caller", "stereo", "mono", "all", "inserted")
    yield f"{'WER':<13}" + "".join(f"{head:>10}" for head in heads) + f"   {'word start':<22}{'same text'}"
    for row in rows:
        rates = [
            row.wer(lambda _, part: part == BUSINESS),
            row.wer(lambda _, part: part == CALLER),
            row.wer(stereo),
            row.wer(lambda _, part: part == BOTH),
            row.wer(everything),
        ]
        inserted = sum(error.inserted for error in row.errors.values())
        texts = {json.dumps(texts_of(turn), sort_keys=True) for turn in row.turns.values()}
        same = "-" if len(row.turns) == 1 else "yes" if len(texts) == 1 else "no"
        yield (
            f"{row.contender.name:<13}" + "".join(f"{figure(rate):>10}" for rate in rates) + f"{inserted:>10}   "
            f"{starts(row):<22}{same}"
        )
    said = sum((error for error in rows[0].errors.values()), Errors()).said
    yield f"{said} words said. inserted: words with no counterpart in the truth. same text: the same in all rounds."
    masked = sum(
        len(MASK.findall(what["text"]))
        for row in rows
        if row.contender.program == RINGCHECK
        for parts in row.last["heard"].values()
        for what in parts.values()
    )
    exchanged = [id for row in rows if row.contender.program == RINGCHECK for id in exchanged_sides(row)]
    told = f": {' '.join(exchanged)}" if exchanged else ""
    yield f"Numbers that Ringcheck masked: {masked}. Calls of which it exchanged the sides: {len(exchanged)}{told}"


def exchanged_sides(row: Row) -> Iterable[str]:
    """Stereo recordings in which what was heard of each side fits the other's truth better."""
    for recording in row.recordings:
        if recording.business_channel is None:
            continue
        heard = row.last["heard"][recording.id]
        truth = {part: " ".join(turn.text for turn in recording.turns_of(part)) for part in recording.parts}
        straight = sum((row.errors[recording.id, part] for part in recording.parts), Errors())
        crossed = count_errors(truth[BUSINESS], heard[CALLER]["text"]) + count_errors(
            truth[CALLER], heard[BUSINESS]["text"]
        )
        if (crossed.rate or 0) < (straight.rate or 0):
            yield recording.id


def texts_of(turn: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What was heard in a turn, without times."""
    return {id: {part: what["text"] for part, what in parts.items()} for id, parts in turn["heard"].items()}


def starts(row: Row) -> str:
    """Median and 95th percentile of the error of turn starts."""
    errors_ms = [abs(error) * 1000 for error in row.start_errors_s]
    middle, high = nearest_rank(errors_ms, 0.5), nearest_rank(errors_ms, 0.95)
    return "-" if middle is None or high is None else f"{middle:.0f} / {high:.0f} ({len(errors_ms)})"


def table_by_recording(rows: list[Row], recordings: list[Recording]) -> Iterable[str]:
    """Rates by recording and side, as many contenders beside each other as the page is wide."""
    across = (WIDTH - 18) // 12
    for shown in (rows[at : at + across] for at in range(0, len(rows), across)):
        yield f"{'WER by recording':<18}" + "".join(f"{row.contender.name:>12}" for row in shown)
        for recording in recordings:
            for part in recording.parts:
                rates = "".join(f"{figure(row.errors[recording.id, part].rate):>12}" for row in shown)
                yield f"{recording.id[:8]:<9}{part:<9}{rates}"


def best_by_round(rows: Iterable[Row]) -> dict[Key, float]:
    """The highest speed of any of these in each round."""
    best: dict[Key, float] = {}
    for row in rows:
        for key, speed in row.channel_speeds.items():
            best[key] = max(speed, best.get(key, 0))
    return best


def ratios(speeds: dict[Key, float], others: dict[Key, float]) -> list[float]:
    """Speed over speed in each round that has both."""
    return [speed / others[key] for key, speed in speeds.items() if key in others]


def spread(values: list[float], digits: int) -> str:
    """Median (lowest-highest); the median alone of one value; a dash of none."""
    if not values:
        return "-"
    middle = f"{statistics.median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def figure(rate: float | None) -> str:
    """A rate with three decimals."""
    return "-" if rate is None else f"{rate:.3f}"


def heading(text: str, line: str) -> Iterable[str]:
    """A line of text, underlined."""
    yield text
    yield line * len(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
