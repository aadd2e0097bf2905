"""Labelled recordings: what was really said, by which side, on which channel."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

BUSINESS, CALLER, BOTH = "business", "caller", "both"


@dataclass(frozen=True)
class Turn:
    """What one voice said at a time."""

    side: str
    text: str
    start_s: float


@dataclass(frozen=True)
class Recording:
    """A recording and its truth, as docs/evaluation.md describes them."""

    id: str
    path: Path
    duration_s: float
    business_channel: int | None
    """None: one channel with both sides in it."""
    turns: tuple[Turn, ...]

    @property
    def channels(self) -> int:
        return 1 if self.business_channel is None else 2

    @property
    def parts(self) -> tuple[str, ...]:
        """What is compared with the truth: each side by itself, or both in order of time."""
        return (BOTH,) if self.business_channel is None else (BUSINESS, CALLER)

    def turns_of(self, part: str) -> list[Turn]:
        """The turns of one of `parts`, in order of time."""
        return sorted((turn for turn in self.turns if part in (BOTH, turn.side)), key=lambda turn: turn.start_s)

    def part_of_channel(self, channel: int) -> str:
        if self.business_channel is None:
            return BOTH
        return BUSINESS if channel == self.business_channel else CALLER


def read_folder(folder: Path) -> list[Recording]:
    """The recordings of a folder that have a NAME.truth.json beside them, by id. Raises ValueError if there is none."""
    found = [_read_truth(path) for path in sorted(folder.glob("*.truth.json"))]
    if not found:
        raise ValueError(f"{folder}: no *.truth.json; point RECORDINGS at labelled recordings, such as fixtures/calls")
    return found


def _read_truth(path: Path) -> Recording:
    truth = json.loads(path.read_text())
    # Every recorded voice is the business's.
    turns = tuple(
        Turn(CALLER if turn["speaker"] == "caller" else BUSINESS, turn["text"], turn["start_ms"] / 1000)
        for turn in truth["turns"]
    )
    channel = truth["agent_channel"] if truth["layout"] == "stereo" else None
    return Recording(truth["id"], path.parent / truth["file"], truth["duration_ms"] / 1000, channel, turns)


def fingerprint(recordings: list[Recording]) -> str:
    """Twelve digits of a SHA-256 over the recordings' bytes and truths: results of other recordings are kept apart."""
    digest = hashlib.sha256()
    for recording in recordings:
        digest.update(hashlib.sha256(recording.path.read_bytes()).digest())
        digest.update(repr((recording.id, recording.business_channel, recording.turns)).encode())
    return digest.hexdigest()[:12]


def call_seconds(recordings: list[Recording]) -> float:
    """Seconds of the recordings, a stereo one counted once."""
    return sum(recording.duration_s for recording in recordings)


def channel_seconds(recordings: list[Recording]) -> float:
    """Seconds of channels: a stereo recording counts twice, as both its sides are transcribed."""
    return sum(recording.duration_s * recording.channels for recording in recordings)
