#!/usr/bin/env python3
"""Trains the cue model: all-MiniLM-L6-v2 with its top layers fine-tuned and a linear head, on the bank beside this file.

  train.py fit BASE OUT.npz AUTHOR.jsonl…   trains on the files named
  train.py more BASE OUT.npz START.npz AUTHOR.jsonl… --with AUTHOR.jsonl…
                                            goes on from START: on the files named, and on as many turns, drawn, of --with
  train.py folds BASE FOLDER AUTHOR.jsonl…  for each group of --fold A,B: trains on all other authors, writes FOLDER/A_B.npz
                                            and reports on those left out; with --layers 0 the encoder stays as it is

BASE is the folder of all-MiniLM-L6-v2 (model.safetensors, tokenizer.json). OUT.npz goes into pack.py.
Texts of one author are never in training and test at once. Needs requirements.txt of this folder.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterable

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

AGENT = """names_company names_self refuses_for_contract refuses_other takes_back_refusal needs_no_contract asks_status
sends_elsewhere tip asks_problem asks_company asks_size asks_provider asks_source asks_authority asks_timeline
offers_commitment vague_promise conditional_offer asks_name asks_reach thanks rude transfers answers_objection
drops_objection follows_opportunity""".split()
CALLER = """wants_service is_new is_customer sells wrong_number other_business names_time agrees declines gives_name gives_reach
pleads gives_up objects_price objects_timing objects_provider objects_looking opportunity""".split()
RECORDED = "menu queue_message voicemail bot notice".split()
CUES = AGENT + CALLER + RECORDED

# The input of the model, in word pieces; crates/meaning makes the same.
BEFORE, TARGET, AFTER = 28, 64, 16
CLS, SEP = 101, 102
BUCKETS = (24, 32, 40, 48, 56, 64, 80, 96, 112)
HEADS, WIDTH, LAYERS = 12, 384, 6
VOICE = {"agent": "agent", "caller": "caller", "ivr": "recorded", "voicemail": "recorded", "hold": "recorded"}


@dataclass(frozen=True)
class Said:
    """One turn in its context, with the cues that it holds."""

    author: str
    before: tuple[tuple[str, str], ...]
    by: str
    text: str
    after: tuple[str, str] | None
    cues: frozenset[str]


def read_bank(paths: Iterable[Path]) -> list[Said]:
    said = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.strip():
                continue
            call = json.loads(line)
            turns = [(VOICE[turn["speaker"]], turn["text"]) for turn in call["turns"]]
            for i, turn in enumerate(call["turns"]):
                unknown = set(turn.get("cues", [])) - set(CUES)
                if unknown:
                    sys.exit(f"{path}: {call['id']}, turn {i}: no cue is called {', '.join(sorted(unknown))}; see GUIDE.md")
                said.append(Said(call["author"], tuple(turns[max(0, i - 2) : i]), *turns[i],
                                 turns[i + 1] if i + 1 < len(turns) else None, frozenset(turn.get("cues", []))))
    return said


# What a recognizer does to words: heard alike, split, run together. Negations are never touched.
MISHEARD = [("contract", "contracked"), ("contract", "contact"), ("contracts", "contacts"), ("agreement", "a green mint"), ("retainer", "retain her"),
            ("you're", "your"), ("we're", "were"), ("they're", "there"), ("existing", "exiting"), ("clients", "client's"),
            ("members", "remembers"), ("managed", "manage"), ("plan", "plane"), ("plan", "planned"), ("book", "look"), ("booked", "looked"), ("send", "sent"),
            ("somebody", "some body"), ("anybody", "any body"), ("website", "web sight"), ("computers", "commuters"), ("servers", "service"),
            ("server", "serve her"), ("tech", "check"), ("quote", "coat"), ("visit", "fizzit"), ("appointment", "a pointment"), ("customer", "custom her"),
            ("patient", "patience"), ("insurance", "in shorance"), ("onsite", "on site"), ("warranty", "war and tea"), ("support", "sup port"),
            ("email", "e mail"), ("number", "numb"), ("two", "to"), ("four", "for"), ("eight", "ate"), ("ten", "then"), ("noon", "new"), ("how many", "her many"),
            ("who's", "whose"), ("i'll", "all"), ("we'll", "well"), ("he'll", "heal"), ("there's", "theirs"), ("our", "are"), ("okay", "ok")]
SMALL = set("a an the to of on in at is are was be it that so and for with just um uh well you i we".split())


def as_recognized(text: str, rng: random.Random) -> str:
    """`text` as a recognizer might have written it."""
    if rng.random() < 0.5:
        text = re.sub(r"\b(um|uh|er|erm|mm-hm|mm)\b,? ?", "", text, flags=re.I)
    if rng.random() < 0.6:
        for right, wrong in rng.sample(MISHEARD, len(MISHEARD)):
            if rng.random() < 0.35:
                text = re.sub(rf"\b{re.escape(right)}\b", wrong, text, flags=re.I)
    words = []
    for word in text.split():
        bare = word.strip(".,?!").lower()
        if bare in SMALL and rng.random() < 0.08:
            continue
        words.append(word)
        if rng.random() < 0.01:
            words.append(word)
    text = " ".join(words)
    way = rng.random()
    if way < 0.25:
        text = re.sub(r"[.,?!;:-]+(?=\s|$)", "", text)
    elif way < 0.5:
        text = text.replace("?", ".")
    return text


class Encoder:
    """Texts to word pieces, and batches of like lengths."""

    def __init__(self, base: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def pieces(self, text: str) -> list[int]:
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def encode(self, said: Said, rng: random.Random | None = None) -> tuple[list[int], int, int]:
        """Word pieces, and where the target begins and ends (with its separator)."""
        noise = (lambda text: as_recognized(text, rng)) if rng else (lambda text: text)
        # Now and then nobody knows who spoke.
        hide = rng is not None and rng.random() < 0.12
        name = lambda by: "unknown" if hide else by
        before = " ".join(f"{name(by)} : {noise(text)}" for by, text in said.before)
        after = f"{name(said.after[0])} : {noise(said.after[1])}" if said.after else ""
        b = self.pieces(before)[-BEFORE:]
        t = self.pieces(f"{name(said.by)} : {noise(said.text)}")[:TARGET]
        a = self.pieces(after)[:AFTER]
        return [CLS, *b, SEP, *t, SEP, *a, SEP], len(b) + 2, len(b) + 3 + len(t)


def batches(rows: list[tuple[list[int], int, int]], chosen: list[int], size: int, rng: random.Random | None) -> Iterable[tuple[int, np.ndarray]]:
    """(length, numbers of rows): each batch is of one bucket of length."""
    of_bucket: dict[int, list[int]] = defaultdict(list)
    for i in chosen:
        of_bucket[next(b for b in BUCKETS if len(rows[i][0]) <= b)].append(i)
    plan = []
    for length, numbers in of_bucket.items():
        if rng:
            rng.shuffle(numbers)
        plan += [(length, np.array(numbers[k : k + size])) for k in range(0, len(numbers), size)]
    if rng:
        rng.shuffle(plan)
    yield from plan


def arrays_of(rows: list[tuple[list[int], int, int]], numbers: np.ndarray, size: int, length: int) -> tuple[np.ndarray, ...]:
    """Word pieces, types, mask and weights of pooling; a short batch is filled up with its first row."""
    ids, types, mask, pool = (np.zeros((size, length), d) for d in (np.int32, np.int32, np.float32, np.float32))
    for at, number in enumerate([*numbers, *[numbers[0]] * (size - len(numbers))]):
        pieces, start, end = rows[number]
        ids[at, : len(pieces)] = pieces
        types[at, start:end] = 1
        mask[at, : len(pieces)] = 1
        pool[at, start:end] = 1 / (end - start)
    return ids, types, mask, pool


def norm(x: jax.Array, p: dict[str, jax.Array], name: str) -> jax.Array:
    mean = x.mean(-1, keepdims=True)
    var = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) / jnp.sqrt(var + 1e-12) * p[f"{name}.weight"] + p[f"{name}.bias"]


def linear(x: jax.Array, p: dict[str, jax.Array], name: str) -> jax.Array:
    return x @ p[f"{name}.weight"].T + p[f"{name}.bias"]


def layer(x: jax.Array, mask: jax.Array, p: dict[str, jax.Array], i: int, key: jax.Array | None) -> jax.Array:
    at = f"encoder.layer.{i}."
    n, t, _ = x.shape
    split = lambda y: y.reshape(n, t, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)
    q, k, v = (split(linear(x, p, f"{at}attention.self.{part}")) for part in ("query", "key", "value"))
    scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(WIDTH // HEADS) + (1 - mask[:, None, None, :]) * -1e9
    mixed = (jax.nn.softmax(scores) @ v).transpose(0, 2, 1, 3).reshape(n, t, WIDTH)
    mixed = linear(mixed, p, f"{at}attention.output.dense")
    if key is not None:
        key, sub = jax.random.split(key)
        mixed = mixed * jax.random.bernoulli(sub, 0.9, mixed.shape) / 0.9
    x = norm(x + mixed, p, f"{at}attention.output.LayerNorm")
    inner = linear(jax.nn.gelu(linear(x, p, f"{at}intermediate.dense"), approximate=False), p, f"{at}output.dense")
    if key is not None:
        inner = inner * jax.random.bernoulli(key, 0.9, inner.shape) / 0.9
    return norm(x + inner, p, f"{at}output.LayerNorm")


def below(frozen: dict[str, jax.Array], ids: jax.Array, types: jax.Array, mask: jax.Array, first: int) -> jax.Array:
    x = frozen["embeddings.word_embeddings.weight"][ids] + frozen["embeddings.position_embeddings.weight"][: ids.shape[1]]
    x = norm(x + frozen["embeddings.token_type_embeddings.weight"][types], frozen, "embeddings.LayerNorm")
    for i in range(first):
        x = layer(x, mask, frozen, i, None)
    return x


def logits_of(tuned: dict[str, jax.Array], x: jax.Array, mask: jax.Array, pool: jax.Array, first: int, key: jax.Array | None) -> jax.Array:
    for i in range(first, LAYERS):
        if key is not None:
            key, sub = jax.random.split(key)
        x = layer(x, mask, tuned, i, sub if key is not None else None)
    pooled = (x * pool[:, :, None]).sum(1)
    if key is not None:
        pooled = pooled * jax.random.bernoulli(key, 0.9, pooled.shape) / 0.9
    return pooled @ tuned["cue_head.weight"].T + tuned["cue_head.bias"]


def truth_of(said: list[Said]) -> np.ndarray:
    return np.array([[cue in s.cues for cue in CUES] for s in said], np.float32)


@dataclass
class Settings:
    tuned_layers: int = 2
    epochs: int = 6
    rate: float = 5e-4
    head_rate: float = 5e-3
    size: int = 16
    noisy: float = 0.4
    smoothing: float = 0.01


class Prepared:
    """Turns with what the layers below the tuned ones make of them: as written, and once as a recognizer might have heard them."""

    def __init__(self, base: Path, said: list[Said], tuned_layers: int, n_noisy: int = 1, seed: int = 7) -> None:
        weights = load_file(str(base / "model.safetensors"))
        weights = {name.removeprefix("bert."): value.astype(np.float32) for name, value in weights.items() if value.dtype.kind == "f"}
        self.said, self.first = said, LAYERS - tuned_layers
        self.truth = truth_of(said)
        is_tuned = lambda name: any(name.startswith(f"encoder.layer.{i}.") for i in range(self.first, LAYERS))
        self.start = {name: value for name, value in weights.items() if is_tuned(name)}
        frozen = {name: jnp.asarray(value) for name, value in weights.items() if not is_tuned(name)}
        run = jax.jit(lambda ids, types, mask: below(frozen, ids, types, mask, self.first).astype(jnp.float16))
        encoder, rng = Encoder(base), random.Random(seed)
        self.n_ways = 1 + n_noisy
        self.rows = [encoder.encode(s, rng if way else None) for way in range(self.n_ways) for s in said]
        self.hidden: list[np.ndarray] = [np.zeros(0)] * len(self.rows)
        for length, numbers in batches(self.rows, list(range(len(self.rows))), 32, None):
            ids, types, mask, _ = arrays_of(self.rows, numbers, 32, length)
            for number, x in zip(numbers, np.asarray(run(ids, types, mask))):
                self.hidden[number] = x[: len(self.rows[number][0])]

    def batch(self, numbers: np.ndarray, size: int, length: int) -> tuple[np.ndarray, ...]:
        """Hidden states, mask, weights of pooling and truth."""
        _, _, mask, pool = arrays_of(self.rows, numbers, size, length)
        filled = [*numbers, *[numbers[0]] * (size - len(numbers))]
        x = np.zeros((size, length, WIDTH), np.float32)
        for at, number in enumerate(filled):
            x[at, : len(self.hidden[number])] = self.hidden[number]
        return x, mask, pool, self.truth[np.array(filled) % len(self.said)]


def fit(data: Prepared, chosen: list[int], settings: Settings, seed: int = 1, start: dict[str, np.ndarray] | None = None) -> dict[str, np.ndarray]:
    """Trains the top layers and the head on the turns `chosen`, from `start` or from the beginning.

    Adam with decay of weights, warm-up and a linear fall to zero.
    """
    rng = random.Random(seed)
    share = data.truth[chosen].mean(0).clip(1e-4)
    tuned = {name: jnp.asarray(value) for name, value in data.start.items()}
    tuned["cue_head.weight"] = jnp.asarray(np.random.default_rng(seed).normal(0, 0.02, (len(CUES), WIDTH)).astype(np.float32))
    tuned["cue_head.bias"] = jnp.asarray(np.log(share / (1 - share)).astype(np.float32))
    if start is not None:
        tuned = {name: jnp.asarray(value) for name, value in start.items()}
    n_steps = settings.epochs * (len(chosen) // settings.size + len(BUCKETS))

    def loss_of(tuned: dict[str, jax.Array], x, mask, pool, truth, key):
        logits = logits_of(tuned, x, mask, pool, data.first, key)
        smooth = truth * (1 - 2 * settings.smoothing) + settings.smoothing
        # A cue that is there weighs a little more: most turns hold none.
        return ((1 + truth) * (jnp.logaddexp(0, logits) - logits * smooth)).sum(1).mean()

    @jax.jit
    def step(tuned, m, v, count, x, mask, pool, truth, key):
        loss, grad = jax.value_and_grad(loss_of)(tuned, x, mask, pool, truth, key)
        scale = jnp.minimum(count / (0.06 * n_steps), 1.0) * jnp.maximum(1 - count / n_steps, 0.02)
        m = {k: 0.9 * m[k] + 0.1 * grad[k] for k in grad}
        v = {k: 0.98 * v[k] + 0.02 * grad[k] ** 2 for k in grad}
        new = {}
        for k in grad:
            rate = settings.head_rate if k.startswith("cue_head") else settings.rate
            update = (m[k] / (1 - 0.9**count)) / (jnp.sqrt(v[k] / (1 - 0.98**count)) + 1e-8)
            decay = 0.01 * tuned[k] if k.endswith("weight") and "LayerNorm" not in k else 0.0
            new[k] = tuned[k] - rate * scale * (update + decay)
        return new, m, v, loss

    m = {k: jnp.zeros_like(x) for k, x in tuned.items()}
    v = {k: jnp.zeros_like(x) for k, x in tuned.items()}
    key = jax.random.PRNGKey(seed)
    count = 0
    for epoch in range(settings.epochs):
        started, losses = time.monotonic(), []
        # Each turn once an epoch, as written or as heard.
        ways = [i + len(data.said) * (rng.randrange(1, data.n_ways) if rng.random() < settings.noisy else 0) for i in chosen]
        for length, numbers in batches(data.rows, ways, settings.size, rng):
            count += 1
            key, sub = jax.random.split(key)
            tuned, m, v, loss = step(tuned, m, v, float(count), *data.batch(numbers, settings.size, length), sub)
            losses.append(float(loss))
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return {name: np.asarray(value) for name, value in tuned.items()}


def predict(data: Prepared, tuned: dict[str, np.ndarray], chosen: list[int], way: int = 0) -> np.ndarray:
    """Probabilities of the turns `chosen`, as written (`way` 0) or as a recognizer might have heard them."""
    run = jax.jit(lambda x, mask, pool: jax.nn.sigmoid(logits_of(tuned, x, mask, pool, data.first, None)))
    at = {number + way * len(data.said): row for row, number in enumerate(chosen)}
    result = np.zeros((len(chosen), len(CUES)), np.float32)
    for length, numbers in batches(data.rows, list(at), 32, None):
        x, mask, pool, _ = data.batch(numbers, 32, length)
        result[[at[n] for n in numbers]] = np.asarray(run(x, mask, pool))[: len(numbers)]
    return result


def average_precision(truth: np.ndarray, scores: np.ndarray) -> float:
    order = np.argsort(-scores, kind="stable")
    hits = truth[order]
    return float((hits.cumsum() / np.arange(1, len(hits) + 1) * hits).sum() / max(hits.sum(), 1))


def best_f1(truth: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """The best F1 and its threshold."""
    order = np.argsort(-scores, kind="stable")
    hits = truth[order].cumsum()
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + truth.sum())
    at = int(f1.argmax())
    return float(f1[at]), float(scores[order][at])


def f1_at(truth: np.ndarray, scores: np.ndarray, threshold: float) -> float:
    found = scores >= threshold
    return float(2 * (truth * found).sum() / max(truth.sum() + found.sum(), 1))


def save(path: Path, tuned: dict[str, np.ndarray], version: str) -> None:
    meta = {"cues": CUES, "version": version, "thresholds": [0.5] * len(CUES)}
    np.savez(path, meta=np.array(json.dumps(meta)), **tuned)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layers", type=int, default=2, help="top layers to train")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--fold", action="append", default=[], help="authors who are left out together: A,B; none for all of them")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("fit", "more", "folds"):
        command = commands.add_parser(name)
        command.add_argument("base", type=Path)
        command.add_argument("out", type=Path)
        if name == "more":
            command.add_argument("start", type=Path)
            command.add_argument("--with", dest="old", type=Path, nargs="+", required=True)
        command.add_argument("files", type=Path, nargs="+")
    args = parser.parse_args()
    settings = Settings(tuned_layers=args.layers, epochs=args.epochs)
    said = read_bank(args.files)
    if args.command == "more":
        old = read_bank(args.old)
        said += random.Random(1).sample(old, min(len(said), len(old)))
    started = time.monotonic()
    data = Prepared(args.base, said, args.layers)
    print(f"{len(said)} turns of {len({s.author for s in said})} authors, prepared in {time.monotonic() - started:.0f} s", file=sys.stderr)
    if args.command == "fit":
        save(args.out, fit(data, list(range(len(said))), settings), "1")
        return
    if args.command == "more":
        with np.load(args.start) as file:
            start = {name: file[name] for name in file.files if name != "meta"}
            version = json.loads(str(file["meta"]))["version"]
        gentle = Settings(tuned_layers=args.layers, epochs=args.epochs, rate=settings.rate / 2, head_rate=settings.head_rate / 4)
        save(args.out, fit(data, list(range(len(said))), gentle, start=start), version)
        return
    args.out.mkdir(exist_ok=True)
    for fold in args.fold or sorted({s.author for s in said}):
        left_out = set() if fold == "none" else set(fold.split(","))
        tuned = fit(data, [i for i, s in enumerate(said) if s.author not in left_out], settings)
        save(args.out / f"{fold.replace(',', '_')}.npz", tuned, "1" if fold == "none" else f"1, without {fold}")
        tested = [i for i, s in enumerate(said) if s.author in left_out]
        if tested:
            report(data, tested, {way: predict(data, tuned, tested, number) for number, way in enumerate(("written", "heard"))})


def report(data: Prepared, tested: list[int], found: dict[str, np.ndarray]) -> None:
    """Average precision, and F1 at 0.5, of each cue."""
    truth = data.truth[tested]
    print(f"{'cue':22}{'turns':>7}" + "".join(f"{way + ' AP':>12}{'F1':>7}" for way in found))
    means = []
    for c, cue in enumerate(CUES):
        if truth[:, c].sum() < 3:
            continue
        row = [x for scores in found.values() for x in (average_precision(truth[:, c], scores[:, c]), f1_at(truth[:, c], scores[:, c], 0.5))]
        means.append(row)
        print(f"{cue:22}{int(truth[:, c].sum()):7}" + "".join(f"{x:{w}.3f}" for x, w in zip(row, (12, 7) * len(found))))
    print(f"{'mean':22}{len(tested):7}" + "".join(f"{x:{w}.3f}" for x, w in zip(np.mean(means, 0), (12, 7) * len(found))), flush=True)


if __name__ == "__main__":
    main()
