#!/usr/bin/env python3
"""Packs the language model of meaning into the two files that Ringcheck embeds.

    pack.py BASE_DIR [TUNED.npz] [--into FOLDER]

BASE_DIR holds all-MiniLM-L6-v2 as sentence-transformers publishes it (`model.safetensors`, `vocab.txt`).
TUNED.npz holds the upper layers and the head that were trained on the bank of cues:

- for each tuned layer i, counted from 0, `encoder.layer.{i}.attention.self.query.weight` and its fifteen neighbors under
  their names in Hugging Face's BERT, float32, matrices as [out, in]; the layers must be the last ones, without a gap;
- `cue_head.weight` [n_cues, 384] and `cue_head.bias` [n_cues], float32;
- `meta`, a JSON text: {"cues": [names], "version": "...", "thresholds": [probability from which a cue counts, per cue]}.

Without it, a head of random numbers on the untuned layers is packed, to develop with; its version says so.

What is written:

- `meaning-vocab.txt`: one token a line, its number the line's. Left out are `[unused*]`; every token with a character
  beyond ASCII, but for signs of money and of typography (KEPT), which transcripts of English hold; and the words of
  `dropped-tokens.txt` beside this script, without which the file would be too large. They are the 1,500 lower-case words
  of the vocabulary that English uses least (Python package wordfreq 3.1.1, `zipf_frequency(word, "en", "large")`, equals
  by the alphabet), like "voivodeship" or "hindwings", without those of the bank and without the first parts of
  contractions ("wouldn"). Such a word is still read, in pieces;
- `meaning.safetensors`: matrices as int8 with one float32 scale for each row (`NAME.weight` and `NAME.scale`; a weight
  is int8 times scale, the scale is the row's largest magnitude / 127), the position embeddings as float16 and cut to
  POSITIONS, all else as float32. Tuned layers are `cue_layer.{i}.*` beside the original `layer.{i}.*`; the layers
  below are shared. The head stays float32. The metadata holds `meta`.

Needs numpy and safetensors. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save

Tensors = dict[str, NDArray[Any]]

HIDDEN = 384
LAYERS = 6
POSITIONS = 256
KEPT = frozenset("£€¢°½¼¾‘’“”–—…")
DROPPED = Path(__file__).with_name("dropped-tokens.txt")
LARGEST_FILE = 25_000_000

LINEAR = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path, metavar="BASE_DIR")
    parser.add_argument("tuned", type=Path, nargs="?", metavar="TUNED.npz")
    parser.add_argument("--into", type=Path, default=Path(__file__).parents[2] / "models", metavar="FOLDER")
    arguments = parser.parse_args()

    base = load_file(arguments.base / "model.safetensors")
    vocabulary = (arguments.base / "vocab.txt").read_text(encoding="utf-8").splitlines()
    tuned, meta = read_tuned(arguments.tuned) if arguments.tuned else untrained(base)

    dropped = set(DROPPED.read_text(encoding="ascii").splitlines())
    kept = [number for number, token in enumerate(vocabulary) if is_kept(token) and token not in dropped]
    tensors = packed_embeddings(base, kept)
    for layer in range(LAYERS):
        tensors |= packed_layer(base, layer, f"layer.{layer}")
    for layer in tuned_layers(tuned):
        tensors |= packed_layer(tuned, layer, f"cue_layer.{layer}")
    tensors |= packed_head(tuned, len(meta["cues"]))

    content = save(tensors, metadata={"meta": json.dumps(meta, separators=(",", ":"))})
    if len(content) >= LARGEST_FILE:
        sys.exit(f"{len(content):,} bytes: the file must stay below {LARGEST_FILE:,}; tune fewer layers")
    (arguments.into / "meaning.safetensors").write_bytes(content)
    lines = "".join(f"{vocabulary[number]}\n" for number in kept)
    (arguments.into / "meaning-vocab.txt").write_bytes(lines.encode())
    print(f"{len(content):,} bytes, {len(kept):,} tokens, {len(meta['cues'])} cues, version {meta['version']}")


def is_kept(token: str) -> bool:
    """Whether a text in English, as Whisper or a telephone system writes it, may hold the token."""
    if re.fullmatch(r"\[unused\d+\]", token):
        return False
    return all(character.isascii() or character in KEPT for character in token)


def read_tuned(path: Path) -> tuple[Tensors, dict[str, Any]]:
    """The trained tensors and their description; ends the program if they do not belong together."""
    with np.load(path, allow_pickle=False) as arrays:
        tensors: Tensors = {name: arrays[name] for name in arrays.files}
    meta: dict[str, Any] = json.loads(str(tensors.pop("meta")))
    if set(meta) < {"cues", "version", "thresholds"} or len(meta["cues"]) != len(meta["thresholds"]):
        sys.exit(f"{path}: meta must hold version, cues, and as many thresholds as cues")
    if len(set(meta["cues"])) != len(meta["cues"]):
        sys.exit(f"{path}: a cue is named twice")
    known = {"cue_head.weight", "cue_head.bias"}
    known |= {name for layer in tuned_layers(tensors) for name in layer_shapes(layer)}
    if unknown := sorted(set(tensors) - known):
        sys.exit(f"{path}: nothing would read {', '.join(unknown)}")
    return tensors, meta


def untrained(base: Tensors) -> tuple[Tensors, dict[str, Any]]:
    """A stand-in for trained tensors: the two top layers as they are and a head of random numbers, always the same."""
    tensors = {name: base[name] for layer in (LAYERS - 2, LAYERS - 1) for name in layer_shapes(layer)}
    cues = ["names_company", "refuses_for_contract", "offers_commitment", "wants_service"]
    random = np.random.default_rng(6)
    tensors["cue_head.weight"] = random.normal(0.0, 0.25, (len(cues), HIDDEN)).astype(np.float32)
    tensors["cue_head.bias"] = np.zeros(len(cues), np.float32)
    return tensors, {"cues": cues, "version": "untrained", "thresholds": [0.5] * len(cues)}


def tuned_layers(tensors: Tensors) -> list[int]:
    """The layers that `tensors` holds anything of: the last ones, or the program ends."""
    found = {int(match[1]) for name in tensors if (match := re.match(r"encoder\.layer\.(\d+)\.", name))}
    layers = sorted(found)
    if layers != list(range(LAYERS - len(layers), LAYERS)):
        sys.exit(f"tuned layers must be the last ones, not {layers}")
    return layers


def layer_shapes(layer: int) -> dict[str, tuple[int, ...]]:
    """The name and shape of each tensor of one layer."""
    shapes: dict[str, tuple[int, ...]] = {}
    for name in LINEAR:
        rows = 4 * HIDDEN if name == "intermediate.dense" else HIDDEN
        columns = 4 * HIDDEN if name == "output.dense" else HIDDEN
        shapes[f"encoder.layer.{layer}.{name}.weight"] = (rows, columns)
        shapes[f"encoder.layer.{layer}.{name}.bias"] = (rows,)
    for name in NORMS:
        shapes[f"encoder.layer.{layer}.{name}.weight"] = (HIDDEN,)
        shapes[f"encoder.layer.{layer}.{name}.bias"] = (HIDDEN,)
    return shapes


def packed_layer(tensors: Tensors, layer: int, name: str) -> Tensors:
    packed: Tensors = {}
    for source, shape in layer_shapes(layer).items():
        target = source.replace(f"encoder.layer.{layer}", name)
        values = checked(tensors, source, shape)
        if len(shape) == 2:
            packed |= quantized(values, target.removesuffix(".weight"))
        else:
            packed[target] = values
    return packed


def packed_embeddings(base: Tensors, kept: list[int]) -> Tensors:
    words = base["embeddings.word_embeddings.weight"][kept]
    positions = base["embeddings.position_embeddings.weight"][:POSITIONS]
    return quantized(words.astype(np.float32), "embeddings.word_embeddings") | {
        "embeddings.position_embeddings.weight": positions.astype(np.float16),
        "embeddings.token_type_embeddings.weight": checked(
            base, "embeddings.token_type_embeddings.weight", (2, HIDDEN)
        ),
        "embeddings.LayerNorm.weight": checked(base, "embeddings.LayerNorm.weight", (HIDDEN,)),
        "embeddings.LayerNorm.bias": checked(base, "embeddings.LayerNorm.bias", (HIDDEN,)),
    }


def packed_head(tuned: Tensors, cues: int) -> Tensors:
    return {
        "cue_head.weight": checked(tuned, "cue_head.weight", (cues, HIDDEN)),
        "cue_head.bias": checked(tuned, "cue_head.bias", (cues,)),
    }


def checked(tensors: Tensors, name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    if name not in tensors:
        sys.exit(f"{name} is missing")
    values = np.ascontiguousarray(tensors[name], np.float32)
    if values.shape != shape:
        sys.exit(f"{name} is {list(values.shape)}, not {list(shape)}")
    if not np.isfinite(values).all():
        sys.exit(f"{name} holds what is no number")
    return values


def quantized(weight: NDArray[np.float32], name: str) -> Tensors:
    """The matrix in 8 bits, one scale for each row."""
    scale = np.abs(weight).max(axis=1) / np.float32(127.0)
    # A row of zeros has the scale 0, by which nothing is divided.
    divisor = np.where(scale == 0.0, np.float32(1.0), scale)
    rounded = np.rint(weight / divisor[:, None]).clip(-127, 127).astype(np.int8)
    return {f"{name}.weight": rounded, f"{name}.scale": scale.astype(np.float32)}


if __name__ == "__main__":
    main()
