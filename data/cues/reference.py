#!/usr/bin/env python3
"""Writes what the language model must give, computed in float from the weights before they were packed.

    reference.py BASE_DIR [TUNED.npz] > crates/meaning/tests/data/reference.json

The arguments are those of pack.py, which must have been run: word pieces are cut with the vocabulary that it wrote, by
Hugging Face's tokenizer, and the lengths of the input's parts are read in train.py. Embeddings are those of sentence-transformers: the mean over all word pieces, of length 1.
Needs numpy, safetensors and tokenizers.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pack import HIDDEN, LAYERS, Tensors, read_tuned, tuned_layers, untrained
from safetensors.numpy import load_file
from tokenizers import BertWordPieceTokenizer

Floats = NDArray[np.floating[Any]]

HEADS = 12
# The lengths of the input's parts, as the model is trained on them.
TRAINING = Path(__file__).with_name("train.py").read_text(encoding="utf-8")
LENGTHS = re.search(r"^BEFORE, TARGET, AFTER = (\d+), (\d+), (\d+)$", TRAINING, re.MULTILINE)
assert LENGTHS, "train.py says how long the parts of the input are"
BEFORE, TARGET, AFTER = map(int, LENGTHS.groups())

TEXTS = [
    "",
    " \t\n ",
    "Thank you for calling Northside Computers, this is Dana. How can I help?",
    "We're sorry, we can't; I'd've said so, wouldn't I? Y'all don't.",
    "It isn\u2019t \u201cunder contract\u201d \u2013 it\u2019s \u00a31,250.50, or \u20ac99 \u2014 50% off\u2026",
    "Call 555-0142, ext. 7, or (212) 555.0199 after 5:30pm; model X-200/B #4.",
    "$5 & 10 + 3 = 18 <ok> a_b c^d `e` f|g ~h",
    "caf\u00e9 na\u00efve r\u00e9sum\u00e9 Z\u00fcrich cafe\u0301 \u00c5ngstr\u00f6m \u0130stanbul",
    "great \U0001f600 thanks \u2764\ufe0f bye\U0001f44d\U0001f3fd",
    "\u4f60\u597d world \u043f\u0440\u0438\u0432\u0435\u0442 \u05e9\u05dc\u05d5\u05dd",
    "zero\u200bwidth soft\u00adhyphen nul\u0000byte \ufffd no\u00a0break tab\there",
    "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "a" * 100 + " " + "a" * 101 + " " + "x" * 200,
    "voivodeship hindwings HVAC Wi-Fi o'clock e-mail www.example.com dana@example.com",
    "1234567890123456789 3rd 24/7 1\u00bd \u00bcin \u00b0C 20\u00b0",
    "...!!! ?! -- '' \"\" () [] {}",
]

SENTENCES = [
    "Our server is down and nobody can log in.",
    "None of us can get onto the network since this morning.",
    "I'm sorry, we only help customers who are under contract.",
    "I've a van going past you at three, shall I send him in?",
    "How many computers do you have in the office?",
]

TURNS: list[dict[str, Any]] = [
    {"by": "agent", "text": "Northside Computers, this is Dana, how can I help?", "before": [], "after": None},
    {
        "by": "caller",
        "text": "Our server is down.",
        "before": [["agent", "Northside Computers, this is Dana, how can I help?"]],
        "after": ["agent", "Are you on a plan with us?"],
    },
    {
        "by": "agent",
        "text": "We'd need you on the books first before one of the guys could touch it.",
        "before": [
            ["caller", "Our server is down."],
            ["agent", "Are you on a plan with us?"],
            ["caller", "No, not yet, but this is kind of an emergency for us, we have a dozen people sitting here and a filing due today."],
        ],
        "after": ["caller", "Could you make an exception? We'd pay whatever it takes, and we would sign up right after."],
    },
    {"by": "recorded", "text": "For sales, press one.", "before": [], "after": ["recorded", "For support, press two."]},
    {"by": "unknown", "text": "", "before": [["unknown", "Hello?"]], "after": None},
    {
        "by": "agent",
        "text": "I've a van going past you at three, shall I send him in?",
        "before": [["caller", "It's making that noise again. " * 12], ["caller", "And now there's water."]],
        "after": ["caller", "Yes please, that would be wonderful. " * 6],
    },
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path, metavar="BASE_DIR")
    parser.add_argument("tuned", type=Path, nargs="?", metavar="TUNED.npz")
    arguments = parser.parse_args()

    base = load_file(arguments.base / "model.safetensors")
    tuned, meta = read_tuned(arguments.tuned) if arguments.tuned else untrained(base)
    packed = BertWordPieceTokenizer(str(Path(__file__).parents[2] / "models" / "meaning-vocab.txt"), lowercase=True)
    original = BertWordPieceTokenizer(str(arguments.base / "vocab.txt"), lowercase=True)

    sentences = []
    for text in SENTENCES:
        encoded = original.encode(text)
        mean = forward(base, {}, encoded.ids, [0] * len(encoded.ids)).mean(axis=0)
        sentences.append(mean / np.linalg.norm(mean))
    similarities = [[round(float(a @ b), 5) for b in sentences] for a in sentences]

    reference = {
        "pieces": [{"text": text, "tokens": packed.encode(text, add_special_tokens=False).tokens} for text in TEXTS],
        "sentences": [
            {"text": text, "start": [round(float(value), 5) for value in embedding[:8]], "similarities": row}
            for text, embedding, row in zip(SENTENCES, sentences, similarities, strict=True)
        ],
        "turns": [turn | {"probabilities": cues(base, tuned, meta["cues"], original, turn)} for turn in TURNS],
    }
    print(json.dumps(reference, indent=1))


def cues(
    base: Tensors, tuned: Tensors, names: list[str], words: BertWordPieceTokenizer, turn: dict[str, Any]
) -> dict[str, float]:
    """The probability of each cue in a turn that is short enough for one window."""

    def ids(by: str, text: str) -> list[int]:
        return list(words.encode(f"{by} : {text}", add_special_tokens=False).ids)

    before = [number for by, text in turn["before"][-2:] for number in ids(by, text)][-BEFORE:]
    target = ids(turn["by"], turn["text"])
    after = ids(*turn["after"])[:AFTER] if turn["after"] else []
    assert len(target) <= TARGET
    first, separator = words.token_to_id("[CLS]"), words.token_to_id("[SEP]")
    tokens = [first, *before, separator, *target, separator, *after, separator]
    start, end = len(before) + 2, len(before) + 2 + len(target) + 1
    types = [1 if start <= position < end else 0 for position in range(len(tokens))]
    pooled = forward(base, tuned, tokens, types)[start:end].mean(axis=0)
    odds = tuned["cue_head.weight"] @ pooled + tuned["cue_head.bias"]
    return {name: round(1 / (1 + math.exp(-float(value))), 4) for name, value in zip(names, odds, strict=True)}


def forward(base: Tensors, tuned: Tensors, tokens: list[int], types: list[int]) -> Floats:
    """BERT's last hidden states, one row for each token; tuned layers in place of the original ones."""

    def norm(rows: Floats, weights: Tensors, name: str) -> Floats:
        centered = rows - rows.mean(axis=-1, keepdims=True)
        variance = (centered**2).mean(axis=-1, keepdims=True)
        scaled: Floats = centered / np.sqrt(variance + 1e-12) * weights[f"{name}.weight"] + weights[f"{name}.bias"]
        return scaled

    rows: Floats = (
        base["embeddings.word_embeddings.weight"][tokens]
        + base["embeddings.position_embeddings.weight"][: len(tokens)]
        + base["embeddings.token_type_embeddings.weight"][types]
    )
    rows = norm(rows, base, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        weights = tuned if layer in tuned_layers(tuned) else base
        prefix = f"encoder.layer.{layer}"

        def linear(rows: Floats, name: str, weights: Tensors = weights, prefix: str = prefix) -> Floats:
            result: Floats = rows @ weights[f"{prefix}.{name}.weight"].T + weights[f"{prefix}.{name}.bias"]
            return result

        query, key, value = (
            linear(rows, f"attention.self.{part}").reshape(len(tokens), HEADS, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(HIDDEN // HEADS)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        attended = (scores @ value).transpose(1, 0, 2).reshape(len(tokens), HIDDEN)
        attended = linear(attended, "attention.output.dense")
        rows = norm(rows + attended, weights, f"{prefix}.attention.output.LayerNorm")
        inner = linear(rows, "intermediate.dense")
        inner = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
        rows = norm(rows + linear(inner, "output.dense"), weights, f"{prefix}.output.LayerNorm")
    return rows


if __name__ == "__main__":
    main()
