#!/usr/bin/env python3
"""Measure Ringcheck as the work grows: 100 and 1,000 calls in a run, calls of minutes and of hours, and a cold start.

usage: make scaling [BENCH_ARGS="--models tiny.en --cores 2 --cases calls-100,cold-start"]

The calls are cut from the stereo recordings of fixtures/calls (peers/make_calls.py) and deleted again. Every
measurement is one line in scaling.jsonl of the work folder, the last of a kind counts; `--report` alone renders them.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from bench_peers import say
from peers import models, process, ringcheck
from peers.recordings import read_folder

TOOLS = Path(__file__).resolve().parent
COLD_RUNS = 10
WIDTH = 110
METHOD = (
    "Stereo calls, cut from the recordings of fixtures/calls; both channels are transcribed. The time is that of the "
    "whole process. `CPU ms`: processor time for each second of call. `others`: cores that everything else on the "
    "machine kept busy meanwhile. `peak MB`: the process's maximum resident set (getrusage)."
)


@dataclass(frozen=True)
class Case:
    """A number of calls of one length, in one run."""

    name: str
    title: str
    count: int
    length_s: int


CASES = (
    Case("calls-100", "100 calls of 30 s", 100, 30),
    Case("calls-1000", "1,000 calls of 30 s", 1000, 30),
    Case("call-2min", "one call of 2 min", 1, 120),
    Case("call-30min", "one call of 30 min", 1, 1800),
    Case("call-2h", "one call of 2 h", 1, 7200),
)
COLD = Case("cold-start", "one call of 10 s", 1, 10)
# What should grow as the audio does: (small, large).
COMPARED = (("calls-100", "calls-1000"), ("call-30min", "call-2h"))


def main() -> None:
    """Measure, unless only a report is asked for, and write the report."""
    options = arguments()
    results: Path = options.work / "scaling.jsonl"
    if not options.report:
        measure(options, results)
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    text = "\n".join(report(lines)) + "\n"
    if options.output:
        options.output.write_text(text)
        say(f"written to {options.output}")
    print(text, end="")


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ringcheck", type=Path, help="the built program")
    parser.add_argument("--work", type=Path, required=True, help="folder for models, calls and results")
    parser.add_argument("--output", type=Path, help="where to write the report, beside stdout")
    parser.add_argument("--models", default="tiny.en", help="of: tiny.en, base; separated by commas")
    parser.add_argument("--cores", default="2", help="of: 1, 2")
    parser.add_argument("--commands", default="transcribe", help="of: transcribe, score")
    parser.add_argument("--cases", default="all", help=", ".join(case.name for case in (*CASES, COLD)))
    parser.add_argument("--report", action="store_true", help="measure nothing")
    options = parser.parse_args()
    options.cases = [c.name for c in (*CASES, COLD)] if options.cases == "all" else options.cases.split(",")
    unknown = set(options.cases) - {case.name for case in (*CASES, COLD)}
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    if not (options.report or options.ringcheck):
        parser.error("--ringcheck is needed to measure")
    return options


def measure(options: argparse.Namespace, results: Path) -> None:
    """Run what is asked for and append a line for each measurement to `results`."""
    head = {"machine": process.machine(), "ringcheck": ringcheck.build_of(options.ringcheck)}
    for case in (*CASES, COLD):
        if case.name not in options.cases:
            continue
        with tempfile.TemporaryDirectory(dir=options.work, prefix="calls-") as made:
            calls = make_calls(case, Path(made))
            for name in options.models.split(","):
                model = models.prepare(name, options.work)
                for cores in map(int, options.cores.split(",")):
                    for verb in options.commands.split(","):
                        command = command_for(options.ringcheck, verb, model.ggml, cores)
                        if case == COLD:
                            took = cold_start(command, model.ggml, calls, cores) if verb == "transcribe" else None
                        else:
                            took = growth(command, calls, cores)
                        if took is None:
                            continue
                        line = head | {"case": case.name, "model": name, "cores": cores, "verb": verb} | took
                        with results.open("a") as out:
                            out.write(json.dumps(line) + "\n")
                        say(f"{case.title}, {verb}, {name}, {cores} core(s): {json.dumps(took)}")


def make_calls(case: Case, folder: Path) -> list[Path]:
    """Write the calls of a case in a process of its own: the memory of this one has to stay small (see `process`)."""
    stereo = [r for r in read_folder(models.ROOT / "fixtures" / "calls") if r.business_channel is not None]
    job = {
        "recordings": [[str(recording.path), recording.business_channel] for recording in stereo],
        "length_s": case.length_s,
        "count": case.count,
        "folder": str(folder),
    }
    command = [sys.executable, "-B", "-m", "peers.make_calls"]
    subprocess.run(command, cwd=TOOLS, check=True, input=json.dumps(job), text=True)
    return sorted(folder.glob("*.wav"))


def command_for(program: Path, verb: str, model: Path, cores: int) -> list[str]:
    """The command line without its recordings."""
    if verb == "transcribe":
        return ringcheck.transcribe_command(program, model, cores)
    told = ["--json", "--quiet", "--quiet-for", "0", "--direction", "all", "--jobs", str(cores), "--model", str(model)]
    return [str(program.resolve()), verb, *told]


def growth(command: list[str], calls: list[Path], cores: int) -> dict[str, Any]:
    """One run over all calls."""
    child = run_once(command, calls, cores)
    answered = len(ringcheck.documents(child.stdout))
    if answered != len(calls):
        raise process.ChildFailed(f"{len(calls)} calls were given, and {answered} came back")
    return {
        "wall_s": child.wall_s,
        "cpu_s": child.cpu_s,
        "peak_bytes": child.peak_bytes,
        "others_cores": child.others_cores,
    }


def cold_start(command: list[str], model: Path, calls: list[Path], cores: int) -> dict[str, Any]:
    """Seconds to the first word on stdout, with program and model in the page cache, and without."""
    warm, cold = [], []
    run_once(command, calls, cores)
    for _ in range(COLD_RUNS):
        warm.append(run_once(command, calls, cores))
        drop_from_cache(Path(command[0]))
        drop_from_cache(model)
        cold.append(run_once(command, calls, cores))
    if any(run.first_output_s is None for run in (*warm, *cold)):
        raise process.ChildFailed("not a word came of the call")
    return {
        "warm_s": [run.first_output_s for run in warm],
        "cold_s": [run.first_output_s for run in cold],
        "cpu_s": [run.cpu_s for run in (*warm, *cold)],
        "others_cores": max(run.others_cores for run in (*warm, *cold)),
    }


def run_once(command: list[str], calls: Iterable[Path], cores: int) -> process.Measured:
    """One run in an empty home."""
    home = Path(tempfile.mkdtemp())
    try:
        return process.run([*command, *map(str, calls)], cores, process.clean_env(cores, home))
    finally:
        shutil.rmtree(home)


def drop_from_cache(path: Path) -> None:
    """Ask the kernel to forget a file that was read, so that it comes from the disk again."""
    with path.open("rb") as file:
        os.fdatasync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def report(lines: list[dict[str, Any]]) -> Iterable[str]:
    """The lines of the report; the last measurement of a kind counts."""
    latest = {(line["model"], line["cores"], line["verb"], line["case"]): line for line in lines}
    yield "Ringcheck as the work grows"
    yield "Made by: make scaling (docs/evaluation.md, As the work grows)"
    yield ""
    shown = list(latest.values())
    yield from dict.fromkeys(text for line in shown for text in line["machine"])
    for build in dict.fromkeys(line["ringcheck"] for line in shown):
        yield from textwrap.wrap(f"Ringcheck: {build}", WIDTH, subsequent_indent="    ", break_on_hyphens=False)
    yield ""
    yield from textwrap.wrap(METHOD, WIDTH)
    for model, cores, verb in dict.fromkeys(key[:3] for key in latest):
        found = {
            case.name: latest[model, cores, verb, case.name]
            for case in CASES
            if (model, cores, verb, case.name) in latest
        }
        if found:
            yield ""
            yield from heading(f"ringcheck {verb}, {model}, --jobs {cores}")
            yield from growth_table(found)
    cold = {key: line for key, line in latest.items() if key[3] == COLD.name}
    if cold:
        yield ""
        yield from heading(f"First word on stdout: ringcheck transcribe of a stereo call of {COLD.length_s} s")
        yield f"{COLD_RUNS} starts each, seconds: median (lowest-highest). Files: the program and the model."
        yield f"{'':<20}{'files in page cache':^24}{'files from the disk':^24}{'CPU s':^20}{'others':>8}"
        for (model, cores, _, _), line in cold.items():
            times = (f"{spread(line['warm_s']):^24}", f"{spread(line['cold_s']):^24}", f"{spread(line['cpu_s']):^20}")
            yield f"{f'{model}, --jobs {cores}':<20}{''.join(times)}{line['others_cores']:>8.2f}"


def growth_table(found: dict[str, dict[str, Any]]) -> Iterable[str]:
    """A line for each case that was measured, and how the large compare with the small."""
    yield (
        f"{'':<22}{'call s':>8}{'wall s':>9}{'CPU s':>9}{'call s/s':>10}{'channel s/s':>13}"
        f"{'CPU ms':>8}{'others':>8}{'peak MB':>9}"
    )
    for case in CASES:
        if case.name not in found:
            continue
        line, audio_s = found[case.name], case.count * case.length_s
        yield (
            f"{case.title:<22}{audio_s:>8}{line['wall_s']:>9.1f}{line['cpu_s']:>9.1f}{audio_s / line['wall_s']:>10.1f}"
            f"{2 * audio_s / line['wall_s']:>13.1f}{1000 * line['cpu_s'] / audio_s:>8.1f}"
            f"{line['others_cores']:>8.2f}{line['peak_bytes'] / 1e6:>9.0f}"
        )
    sizes = {case.name: case for case in CASES}
    for small, large in COMPARED:
        if small in found and large in found:
            more = sizes[large].count * sizes[large].length_s / (sizes[small].count * sizes[small].length_s)
            times = {key: found[large][key] / found[small][key] for key in ("wall_s", "cpu_s", "peak_bytes")}
            yield f"{sizes[large].title} over {sizes[small].title}: {more:.0f} times the audio takes"
            yield (
                f"    {times['wall_s']:.2f} times the time, {times['cpu_s']:.2f} times the processor time "
                f"and {times['peak_bytes']:.2f} times the memory."
            )


def spread(values: list[float]) -> str:
    """Median (lowest-highest)."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def heading(text: str) -> Iterable[str]:
    """A line of text, underlined."""
    yield text
    yield "-" * len(text)


if __name__ == "__main__":
    try:
        main()
    except (ValueError, process.ChildFailed, FileNotFoundError) as error:
        sys.exit(f"scaling: {error}")
