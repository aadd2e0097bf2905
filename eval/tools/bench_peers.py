#!/usr/bin/env python3
"""Measure Ringcheck beside faster-whisper and pywhispercpp: speed, word errors, memory.

usage: make bench-peers [RECORDINGS=FOLDER] [BENCH_ARGS="--models tiny.en --cores 1 --rounds 3 --contenders usual"]

All get the same recordings, the same weights (quantized once for Ringcheck and whisper.cpp, as they were fetched for
faster-whisper, which quantizes them itself), the same cores, and turns: A B C A B C … Each is a process of its own.
Every turn is one line in results.jsonl; `--report` alone renders what is there for these recordings.
"""

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from peers import models, process, ringcheck
from peers.contenders import CONTENDERS, RINGCHECK, Contender, chosen, describe
from peers.recordings import Recording, call_seconds, channel_seconds, fingerprint, read_folder

TOOLS = Path(__file__).resolve().parent


def main() -> None:
    """Measure, unless only a report is asked for, and write the report."""
    options = arguments()
    if options.self_test:
        sys.exit(subprocess.run([sys.executable, "-m", "unittest", "peers.tests"], cwd=TOOLS).returncode)
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    recordings = read_folder(options.recordings)
    if options.only:
        recordings = [recording for recording in recordings if recording.id in options.only.split(",")]
    results = work / "results.jsonl"
    if not options.report:
        measure(recordings, options, results)
    render = [sys.executable, "-m", "peers.report", str(results), str(options.recordings.resolve()), options.only or ""]
    report = subprocess.run(render, cwd=TOOLS, check=True, stdout=subprocess.PIPE, text=True).stdout
    if options.output:
        options.output.write_text(report)
        say(f"written to {options.output}")
    print(report, end="")


def arguments() -> argparse.Namespace:
    """What the command line says."""
    known = ", ".join(contender.name for contender in CONTENDERS)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ringcheck", type=Path, help="the built program")
    parser.add_argument("--work", type=Path, help="folder for models, samples and results")
    parser.add_argument("--recordings", type=Path, help="folder with recordings and *.truth.json")
    parser.add_argument("--output", type=Path, help="where to write the report, beside stdout")
    parser.add_argument("--only", help="ids of recordings, separated by commas; without it all")
    parser.add_argument("--models", default="tiny.en,base", help="of: tiny.en, base")
    parser.add_argument("--cores", default="1,2", help="of: 1, 2")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--contenders", default="usual", help=f"usual, all, or of: {known}")
    parser.add_argument("--ringcheck-args", default="", help="more options for ringcheck transcribe")
    parser.add_argument("--report", action="store_true", help="measure nothing")
    parser.add_argument("--self-test", action="store_true", help="run the unit tests of these tools and end")
    options = parser.parse_args()
    if options.self_test:
        return options
    if not (options.work and options.recordings):
        parser.error("--work and --recordings are needed")
    if not (options.report or options.ringcheck):
        parser.error("--ringcheck is needed to measure")
    return options


def measure(recordings: list[Recording], options: argparse.Namespace, results: Path) -> None:
    """Run all turns and append a line for each to `results`."""
    samples = decode(recordings, options.work)
    run = {
        "run": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "set": fingerprint(recordings),
        "call_s": call_seconds(recordings),
        "channel_s": channel_seconds(recordings),
        "machine": process.machine(),
        "versions": peer("versions", {}, 1)[0],
        "ringcheck": ringcheck.build_of(options.ringcheck),
    }
    for name in options.models.split(","):
        model = models.prepare(name, options.work)
        for cores in map(int, options.cores.split(",")):
            turns = chosen(options.contenders, cores)
            for round_number in range(1, options.rounds + 1):
                for contender in turns:
                    if contender.program == RINGCHECK:
                        took = turn_of_ringcheck(options, model, cores, recordings)
                    else:
                        took = turn_of_peer(contender, model, cores, recordings, samples)
                    line = run | {"model": name, "cores": cores, "round": round_number, "contender": contender.name}
                    with results.open("a") as out:
                        out.write(json.dumps(line | took) + "\n")
                    say(
                        f"{name}, {cores} core(s), round {round_number}: {contender.name}: {took['wall_s']:.2f} s, "
                        f"{run['channel_s'] / took['wall_s']:.1f} channel s/s, {took['peak_bytes'] / 1e6:.0f} MB"
                    )


def turn_of_peer(
    contender: Contender, model: models.Model, cores: int, recordings: list[Recording], samples: Path
) -> dict[str, Any]:
    """One turn of a peer; its time is its own, taken after loading and warming up."""
    job = {
        "program": contender.program,
        "model": str(model.ct2 if contender.program == "faster_whisper" else model.ggml),
        "cores": cores,
        "settings": dict(contender.settings),
        "channels": [
            [recording.id, channel, str(samples_file(samples, recording, channel))]
            for recording in recordings
            for channel in range(recording.channels)
        ],
    }
    answer, child = peer("transcribe", job, cores)
    by_id = {recording.id: recording for recording in recordings}
    heard: dict[str, dict[str, Any]] = {recording.id: {} for recording in recordings}
    for recording_id, channel, what in answer["heard"]:
        part = by_id[recording_id].part_of_channel(channel)
        heard[recording_id][part] = {
            "text": " ".join(text for _, text in what["segments"]),
            "words": what["words"],
        }
    return {
        "what": describe(contender, cores),
        "note": answer["note"],
        "wall_s": answer["wall_s"],
        "cpu_s": answer["cpu_s"],
        "loading_s": answer["loading_s"],
        "reading_s": answer["reading_s"],
        "peak_bytes": child.peak_bytes,
        "others_cores": child.others_cores,
        "heard": heard,
    }


def turn_of_ringcheck(
    options: argparse.Namespace, model: models.Model, cores: int, recordings: list[Recording]
) -> dict[str, Any]:
    """One turn of Ringcheck: the time of the whole process, with its start, the loading of the model and decoding."""
    more = options.ringcheck_args.split()
    command = ringcheck.transcribe_command(options.ringcheck, model.ggml, cores) + more
    with tempfile.TemporaryDirectory() as home:
        env = process.clean_env(cores, Path(home))
        child = process.run([*command, *(str(recording.path) for recording in recordings)], cores, env)
    by_name = {recording.path.name: recording for recording in recordings}
    heard: dict[str, dict[str, Any]] = {}
    for said in ringcheck.documents(child.stdout):
        recording = by_name[Path(said["recording"]).name]
        heard[recording.id] = {part: ringcheck.heard_of(part, said["segments"]) for part in recording.parts}
    missing = [recording.id for recording in recordings if recording.id not in heard]
    if missing:
        raise process.ChildFailed(f"ringcheck said nothing of {', '.join(missing)}")
    return {
        "what": " ".join([describe(next(c for c in CONTENDERS if c.program == RINGCHECK), cores), *more]),
        "note": "",
        "wall_s": child.wall_s,
        "cpu_s": child.cpu_s,
        "peak_bytes": child.peak_bytes,
        "others_cores": child.others_cores,
        "heard": heard,
    }


def decode(recordings: list[Recording], work: Path) -> Path:
    """Decode what the peers are given, once, and return the folder."""
    folder = work / "samples" / fingerprint(recordings)
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [
        (recording, [samples_file(folder, recording, channel) for channel in range(recording.channels)])
        for recording in recordings
    ]
    missing = [
        [str(recording.path), [str(file) for file in files]]
        for recording, files in wanted
        if not all(file.exists() for file in files)
    ]
    if missing:
        peer("decode", {"recordings": missing}, 1)
    return folder


def samples_file(folder: Path, recording: Recording, channel: int) -> Path:
    """Where the samples of a channel are."""
    return folder / f"{recording.id}.{channel}.npy"


def peer(task: str, job: dict[str, Any], cores: int) -> tuple[dict[str, Any], process.Measured]:
    """Run one task of the worker in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        env = process.clean_env(cores, Path(home)) | {"PYTHONPATH": str(TOOLS)}
        child = process.run([sys.executable, "-m", "peers.worker", task], cores, env, json.dumps(job))
    return json.loads(child.stdout.splitlines()[-1]), child


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except (ValueError, process.ChildFailed, FileNotFoundError) as error:
        sys.exit(f"bench_peers: {error}")
