"""Who takes part, in which configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

RINGCHECK, FASTER_WHISPER, PYWHISPERCPP = "ringcheck", "faster_whisper", "pywhispercpp"


@dataclass(frozen=True)
class Contender:
    """One program in one configuration."""

    name: str
    """The word for it on the command line and in results."""
    program: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What the worker is told beyond model and cores."""
    cores: tuple[int, ...] = (1, 2)
    """On how many cores the configuration makes sense."""
    usual: bool = True
    """Whether it is in the default run; the others show that nothing better was left out."""

    @property
    def has_word_times(self) -> bool:
        return self.program == RINGCHECK or bool(self.settings.get("words"))


def _faster(
    name: str,
    *,
    compute: str = "int8",
    batch: int = 16,
    beam: int = 1,
    words: bool = False,
    workers: int = 1,
    cores: tuple[int, ...] = (1, 2),
    usual: bool = True,
) -> Contender:
    settings = {
        "compute_type": compute,
        "batch_size": batch,
        "beam_size": beam,
        "words": words,
        "workers": workers,
    }
    return Contender(name, FASTER_WHISPER, settings, cores, usual)


# faster-whisper: BatchedInferencePipeline with vad_filter=True throughout, but for `fw-plain`; the number is its batch
# size, `wt` has word times. Two cores: one model with two threads, or two workers of one thread each on different
# recordings (`2w`). `int8` is what CTranslate2 calls int8_float32 on x86, and what it takes for `auto`.
CONTENDERS = (
    Contender("ringcheck", RINGCHECK),
    _faster("fw8", batch=8, cores=(1,)),
    _faster("fw16"),
    _faster("fw16-wt", words=True),
    _faster("fw16-2w", workers=2, cores=(2,)),
    _faster("fw16-2w-wt", workers=2, words=True, cores=(2,)),
    _faster("fw16-beam5", beam=5, cores=(1,)),
    Contender("whispercpp", PYWHISPERCPP),
    Contender("whispcpp-2w", PYWHISPERCPP, {"workers": 2}, (2,)),
    _faster("fw8-2t", batch=8, cores=(2,), usual=False),
    _faster("fw8-2w", batch=8, workers=2, cores=(2,), usual=False),
    _faster("fw8-wt", batch=8, words=True, cores=(1,), usual=False),
    _faster("fw16-auto", compute="auto", usual=False),
    _faster("fw16-f32", compute="float32", usual=False),
    _faster("fw-plain", batch=0, beam=5, usual=False),
    Contender("whispcpp768", PYWHISPERCPP, {"audio_ctx": 768}, (1,), usual=False),
)


def chosen(names: str, cores: int) -> list[Contender]:
    """`usual`, `all`, or names separated by commas, as far as they are for `cores`. Raises ValueError."""
    known = {contender.name: contender for contender in CONTENDERS}
    if names == "usual":
        picked = [contender for contender in CONTENDERS if contender.usual]
    elif names == "all":
        picked = list(CONTENDERS)
    else:
        unknown = [name for name in names.split(",") if name not in known]
        if unknown:
            raise ValueError(f"no such contender: {', '.join(unknown)}; there are {', '.join(known)}")
        picked = [known[name] for name in names.split(",")]
    return [contender for contender in picked if cores in contender.cores]


def describe(contender: Contender, cores: int) -> str:
    """A line that says exactly what ran."""
    settings = contender.settings
    if contender.program == RINGCHECK:
        return f"ringcheck transcribe --format json --jobs {cores}; q8_0; always with word times"
    if contender.program == PYWHISPERCPP:
        context = f", audio_ctx {settings['audio_ctx']}" if "audio_ctx" in settings else ""
        workers = settings.get("workers", 1)
        threads = f"{workers} workers, n_threads {cores // workers}" if workers > 1 else f"n_threads {cores}"
        return f"whole channels, {threads}, greedy, q8_0, else defaults{context}"
    workers = settings["workers"]
    threads = f"{workers} workers of {cores // workers} thread" if workers > 1 else f"cpu_threads {cores}"
    batch = f"batched by {settings['batch_size']}" if settings["batch_size"] else "one window at a time"
    words = ", word times" if settings["words"] else ""
    return f"{settings['compute_type']}, {batch}, VAD on, beam {settings['beam_size']}{words}, {threads}"
