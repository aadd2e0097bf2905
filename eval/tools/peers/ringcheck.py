"""Ringcheck's command line: what it is told, and what its answers say."""

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

from peers.recordings import BOTH


def transcribe_command(program: Path, model: Path, cores: int, form: str = "json") -> list[str]:
    """The command line without its recordings. All speech is English, as the peers are told too.

    Raises ValueError for a program without `transcribe`.
    """
    options = subprocess.run([program, "transcribe", "--help"], capture_output=True, text=True)
    if options.returncode:
        raise ValueError(f"{program}: has no `transcribe`; build it anew")
    language = ["--language", "en"] if "--language" in options.stdout else []
    told = ["--quiet", "--format", form, "--jobs", str(cores), "--model", str(model), *language]
    return [str(program.resolve()), "transcribe", *told]


def documents(stdout: str) -> list[dict[str, Any]]:
    """The JSON documents on stdout: one a line for several recordings, one over many lines for a single one."""
    decoder, found, at = json.JSONDecoder(), [], 0
    text = stdout.rstrip()
    while at < len(text):
        document, at = decoder.raw_decode(text, at)
        found.append(document)
        while at < len(text) and text[at].isspace():
            at += 1
    return found


def heard_of(part: str, segments: list[dict[str, Any]]) -> dict[str, Any]:
    """What was put on one side; where the truth has both sides in one, all segments in order of time."""
    mine = sorted((s for s in segments if part in (BOTH, s["speaker"])), key=lambda segment: segment["start"])
    return {
        "text": " ".join(segment["text"].strip() for segment in mine),
        "words": [[word["start"], word["word"].strip()] for segment in mine for word in segment.get("words", [])],
    }


def build_of(program: Path) -> str:
    """A line: what the program says of itself, and the start of its SHA-256, so that builds are not mixed unseen."""
    said = subprocess.run([program, "--version", "--verbose"], capture_output=True, text=True)
    if said.returncode:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    # Folders of this machine say nothing about the program.
    facts = [" ".join(line.split()) for line in said.stdout.splitlines() if "/" not in line]
    with program.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{'; '.join(fact for fact in facts if fact)} (sha256 {digest[:12]})"
