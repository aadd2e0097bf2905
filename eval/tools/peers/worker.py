"""One peer in a process of its own: reads a job from stdin, transcribes, writes what it heard and its times to stdout.

usage: python -m peers.worker transcribe|decode|versions  <JOB.json

The clock runs over the transcription of all recordings, after the model was loaded and one warm-up; decoding was done
before. Samples are read from the page cache while the clock runs, one recording at a time, so that a peer's memory does
not hold the whole set: a few milliseconds for each call, reported as `reading_s`.
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

SAMPLE_RATE_HZ = 16_000
WARM_UP_S = 20

Heard = dict[str, list[list[Any]]]
"""`segments`: [start in seconds, text]; `words`: [start in seconds, word], empty where a peer gives none."""


def transcribe(job: dict[str, Any]) -> dict[str, Any]:
    """Run a job: `program`, `model`, `cores`, `settings`, and `channels`: [recording, channel, samples file] each."""
    started = time.perf_counter()
    make = {"faster_whisper": _faster_whisper, "pywhispercpp": _pywhispercpp}[job["program"]]
    new_listener, note = make(job["model"], job["cores"], job["settings"])
    workers = int(job["settings"].get("workers", 1))
    local = threading.local()
    reading = [0.0]

    def hear(samples_file: str, limit: int | None = None) -> Heard:
        if not hasattr(local, "listen"):
            local.listen = new_listener()
        before = time.perf_counter()
        samples = np.load(samples_file)[:limit]
        reading[0] += time.perf_counter() - before
        return local.listen(samples)

    with ThreadPoolExecutor(workers) as pool:
        files = [file for _, _, file in job["channels"]]
        # A listener belongs to its thread: the barrier gives each thread one warm-up.
        barrier = threading.Barrier(workers)
        list(pool.map(lambda _: (barrier.wait(), hear(files[0], WARM_UP_S * SAMPLE_RATE_HZ)), range(workers)))
        reading[0] = 0.0
        ready, cpu = time.perf_counter(), time.process_time()
        heard = list(pool.map(hear, files))
        wall_s, cpu_s = time.perf_counter() - ready, time.process_time() - cpu
    return {
        "wall_s": wall_s,
        "cpu_s": cpu_s,
        "loading_s": ready - started,
        "reading_s": reading[0],
        "note": note,
        "heard": [[id, channel, what] for (id, channel, _), what in zip(job["channels"], heard, strict=True)],
    }


Listener = Callable[[np.ndarray], Heard]


def _faster_whisper(model: str, cores: int, settings: dict[str, Any]) -> tuple[Callable[[], Listener], str]:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    workers = settings["workers"]
    whisper = WhisperModel(
        model,
        device="cpu",
        compute_type=settings["compute_type"],
        cpu_threads=cores // workers,
        num_workers=workers,
    )
    options = {
        "language": "en",
        "beam_size": settings["beam_size"],
        "vad_filter": True,
        "word_timestamps": settings["words"],
    }

    def new_listener() -> Listener:
        if settings["batch_size"]:
            pipeline = BatchedInferencePipeline(whisper)
            options_here = options | {"batch_size": settings["batch_size"], "without_timestamps": True}
            run = pipeline.transcribe
        else:
            options_here, run = options, whisper.transcribe

        def listen(samples: np.ndarray) -> Heard:
            segments, _ = run(samples, **options_here)
            return _heard((s.start, s.text, [(w.start, w.word) for w in s.words or []]) for s in segments)

        return listen

    return new_listener, f"compute type {whisper.model.compute_type}"


def _pywhispercpp(model: str, cores: int, settings: dict[str, Any]) -> tuple[Callable[[], Listener], str]:
    from pywhispercpp.model import Model

    more = {"audio_ctx": settings["audio_ctx"]} if "audio_ctx" in settings else {}

    def new_listener() -> Listener:
        whisper = Model(
            model,
            redirect_whispercpp_logs_to=None,
            params_sampling_strategy=0,
            n_threads=cores // settings.get("workers", 1),
            language="en",
            print_progress=False,
            print_realtime=False,
            print_timestamps=False,
            **more,
        )

        def listen(samples: np.ndarray) -> Heard:
            # t0 is in hundredths of a second.
            return _heard((s.t0 / 100, s.text, []) for s in whisper.transcribe(samples))

        return listen

    return new_listener, ""


def _heard(segments: Iterable[tuple[float, str, list[tuple[float, str]]]]) -> Heard:
    found = list(segments)
    return {
        "segments": [[round(float(start), 3), text.strip()] for start, text, _ in found],
        "words": [[round(float(at), 3), word.strip()] for _, _, words in found for at, word in words],
    }


def decode(job: dict[str, Any]) -> dict[str, Any]:
    """Write each channel's samples at 16 kHz: `recordings` is a list of [file, [samples file of each channel]]."""
    from faster_whisper.audio import decode_audio

    for source, targets in job["recordings"]:
        decoded = decode_audio(source, sampling_rate=SAMPLE_RATE_HZ, split_stereo=len(targets) == 2)
        for samples, target in zip(decoded if len(targets) == 2 else [decoded], targets, strict=True):
            with Path(target).open("wb") as out:
                np.save(out, np.ascontiguousarray(samples, np.float32))
    return {}


def versions(_: dict[str, Any]) -> dict[str, Any]:
    """What the peers are, and how whisper.cpp was built."""
    import ctranslate2
    from pywhispercpp.model import Model

    names = ("faster-whisper", "ctranslate2", "onnxruntime", "pywhispercpp", "whisper-normalizer", "jiwer", "numpy")
    system = Model.system_info()
    return {
        "packages": {name: metadata.version(name) for name in names},
        "whispercpp": system if isinstance(system, str) else bytes(system or b"").decode(),
        "compute_types": sorted(ctranslate2.get_supported_compute_types("cpu")),
    }


if __name__ == "__main__":
    task = {"transcribe": transcribe, "decode": decode, "versions": versions}[sys.argv[1]]
    print(json.dumps(task(json.load(sys.stdin))))
