"""One child process, measured: wall time, processor time and peak memory.

Only the standard library is imported here and by whoever starts children: Linux counts the memory of the process that
forks into the peak of its child until the child runs its own program, so the parent has to be small.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """What a child did and took."""

    stdout: str
    wall_s: float
    cpu_s: float
    peak_bytes: int
    others_cores: float
    """Cores that everything else on the machine kept busy meanwhile, or that its host took away; the mean."""
    first_output_s: float | None
    """Seconds from the start to the first byte on stdout; None if there was none."""


class ChildFailed(Exception):
    """A child ended with something else than 0; the message has the end of its stderr."""


def run(command: Sequence[str], cores: int, env: Mapping[str, str], stdin: str = "") -> Measured:
    """Run `command` on the first `cores` cores of this machine and wait for it.

    `wall_s` is the whole life of the process. Raises ChildFailed.
    """
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as given:
        given.write(stdin.encode())
        given.seek(0)
        busy_before_s = busy_s()
        started = time.perf_counter()
        child = subprocess.Popen(
            command,
            stdin=given,
            stdout=subprocess.PIPE,
            bufsize=0,
            stderr=errors,
            env=dict(env),
            preexec_fn=lambda: os.sched_setaffinity(0, first_cores(cores)),
        )
        assert child.stdout is not None
        pipe = child.stdout.fileno()
        # One byte, as soon as it is there; unbuffered, so that nothing else is taken with it.
        first = os.read(pipe, 1)
        first_output_s = time.perf_counter() - started if first else None
        output = first + b"".join(iter(lambda: os.read(pipe, 1 << 20), b""))
        _, status, usage = os.wait4(child.pid, 0)
        wall_s = time.perf_counter() - started
        busy = busy_s() - busy_before_s
        child.returncode = os.waitstatus_to_exitcode(status)
        child.stdout.close()
        if child.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()[-2000:]
            raise ChildFailed(f"{Path(command[0]).name} ended with {child.returncode}: {said}")
    cpu_s = usage.ru_utime + usage.ru_stime
    return Measured(
        stdout=output.decode(),
        wall_s=wall_s,
        cpu_s=cpu_s,
        others_cores=max(0.0, busy - cpu_s) / wall_s,
        peak_bytes=usage.ru_maxrss * 1024,
        first_output_s=first_output_s,
    )


def busy_s() -> float:
    """Processor time that the whole machine has spent since it started, with what its host took away."""
    user, nice, system, _idle, _waiting, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def first_cores(count: int) -> set[int]:
    """The first `count` cores that this process may use. Raises ValueError where there are fewer."""
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < count:
        raise ValueError(f"{count} cores are asked for, and this process may use {len(allowed)}")
    return set(allowed[:count])


def clean_env(cores: int, home: Path) -> dict[str, str]:
    """The environment of a contender: `home` holds whatever it wants to keep, and nothing is fetched.

    OPENBLAS_* and CT2_* are what the caller has, so they are normally unset.
    """
    env = {key: value for key, value in os.environ.items() if not key.startswith("RINGCHECK_")}
    return env | {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "RINGCHECK_DB": str(home / "ringcheck.db"),
        "OMP_NUM_THREADS": str(cores),
        "HF_HUB_OFFLINE": "1",
    }


def machine() -> list[str]:
    """Processor, cores, what they can do, kernel, Python: a line each."""
    said = subprocess.run(
        ["lscpu"], capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    ).stdout
    facts = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in said.splitlines())}
    of_note = ("avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8")
    flags = [flag for flag in of_note if flag in facts.get("Flags", "").split()]
    caches = ", ".join(f"{name} {facts[name]}" for name in ("L2 cache", "L3 cache") if name in facts)
    uname = subprocess.run(["uname", "-srm"], capture_output=True, text=True).stdout.strip()
    names = ("Model name", "CPU family", "Model")
    model, family, number = (facts.get(name, "?") for name in names)
    return [
        f"{model}, family {family}, model {number}; {facts.get('CPU(s)', '?')} processors, "
        f"{facts.get('Thread(s) per core', '?')} thread(s) a core, "
        f"hypervisor: {facts.get('Hypervisor vendor', 'none')}",
        f"{' '.join(flags)}; {caches}",
        f"{uname}; Python {sys.version.split()[0]}",
    ]
