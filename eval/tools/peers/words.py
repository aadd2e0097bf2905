"""Words compared with the truth: errors, and how far off the times at which turns start are.

Everybody's words and the truth's go through the English normalizer that is published with Whisper. It drops what stands
in brackets, so a number that Ringcheck masks (`[card]`) counts as words that it missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer

from peers.recordings import Turn


@dataclass(frozen=True)
class Errors:
    """Errors in words; they add up over recordings."""

    substituted: int = 0
    inserted: int = 0
    deleted: int = 0
    said: int = 0
    """Words of the truth."""

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(
            self.substituted + other.substituted,
            self.inserted + other.inserted,
            self.deleted + other.deleted,
            self.said + other.said,
        )

    @property
    def rate(self) -> float | None:
        """Word error rate; None where nothing was said."""
        return (self.substituted + self.inserted + self.deleted) / self.said if self.said else None


_NORMALIZE = EnglishTextNormalizer()


@cache
def normalized(text: str) -> str:
    """`text` in the form that is compared."""
    return " ".join(_NORMALIZE(text).split())


def count_errors(truth: str, heard: str) -> Errors:
    """Errors of what was heard over the alignment with the fewest of them."""
    said, got = normalized(truth), normalized(heard)
    if not said or not got:
        return Errors(inserted=len(got.split()), deleted=len(said.split()), said=len(said.split()))
    out = jiwer.process_words(said, got)
    return Errors(out.substitutions, out.insertions, out.deletions, len(said.split()))


def turn_start_errors_s(turns: Sequence[Turn], words: Sequence[tuple[float, str]]) -> list[float]:
    """For each turn whose first word was heard, when that word was put less when the turn starts, in seconds.

    Words are normalized one by one here, so that each keeps its time.
    """
    said = [(index == 0, turn.start_s, token) for turn in turns for index, token in enumerate(_tokens(turn.text))]
    got = [(start, token) for start, word in words for token in normalized(word).split()]
    if not said or not got:
        return []
    out = jiwer.process_words(" ".join(token for *_, token in said), " ".join(token for _, token in got))
    errors = []
    for chunk in out.alignments[0]:
        if chunk.type != "equal":
            continue
        for ours, theirs in zip(
            range(chunk.ref_start_idx, chunk.ref_end_idx), range(chunk.hyp_start_idx, chunk.hyp_end_idx), strict=True
        ):
            first, start_s, _ = said[ours]
            if first:
                errors.append(got[theirs][0] - start_s)
    return errors


def _tokens(text: str) -> list[str]:
    return [token for word in text.split() for token in normalized(word).split()]


def nearest_rank(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of all values do not exceed; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]
