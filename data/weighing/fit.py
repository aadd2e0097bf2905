#!/usr/bin/env python3
"""Fits the weights with which verdicts are weighed, and reports how they do on authors that are left out.

  fit.py FEATURES.jsonl… [--weights FILE.toml]

FEATURES come from `cargo run --release --package ringcheck-pipeline --example features -- MODEL VOCABULARY CALLS.jsonl`,
made with a language model that was not trained on the authors of those calls (train.py folds). Each criterion is a
logistic regression (L2, on standardized numbers) in which a number may only speak for what it means (SIGNS): more of a refusal
never makes a pass more probable. One author is left out in turn for the table, all are used for the weights.
Needs requirements.txt of data/cues/.
"""

from __future__ import annotations

import argparse
import json
import warnings
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

TYPES = ["prospect", "customer", "vendor", "wrong_number", "other"]
TOPICS = ["problem", "company", "size", "current_provider", "source", "authority", "timeline_budget"]
CRITERIA = ["no_contract_turnaway", "close_attempt", "no_refer_away", "greeting", "contact_capture", "courtesy"]
# Strength of the penalty: chosen once on the table below among 0.03, 0.1, 0.3, 1.
C, C_TYPE = 0.1, 0.05
Row = dict[str, Any]
Weights = dict[str, float]


# Which way a number may speak: 1 for a pass (or the topic), -1 against, absent for either.
SIGNS = {
    "no_contract_turnaway": {
        "rule": 1, "refusal": -1, "refusals": -1, "stands": -1, "stands_beside_help": -1, "taken_back_after": 1, "not_needed_after": 1,
        "pleads_after": -1, "gives_up": -1, "pattern_taken_back": 1, "pattern_not_required": 1, "other_reason_there": 1, "other_reason": 1,
        "conditional_offer": -1,
    },
    "close_attempt": {
        "rule": 1, "offer": 1, "offers": 1, "agreed": 1, "conditional_there": -1, "vague_there": -1, "vague": -1, "refused_there": -1,
        "caller_names_time": 1,
    },
    "no_refer_away": {"rule": 1, "sends": -1, "stands": -1, "tip_there": 1, "offer": 1, "offer_after": 1, "gives_up": -1},
    "greeting": {"rule": 1, "company": 1, "own_name": 1, "both": 1},
    "contact_capture": {
        "rule": 1, "name": 1, "reach": 1, "both": 1, "name_known": 1, "gives_name": 1, "gives_reach": 1, "pattern_name": 1, "pattern_reach": 1,
    },
    "courtesy": {
        "rule": 1, "thanks": 1, "rude": -1, "thanks_and_not_rude": 1, "pattern_thanks": 1, "pattern_rude": -1, "pattern_sharp": -1,
    },
    **{f"topic_{topic}": {"rule": 1, "asks": 1} for topic in TOPICS},
    "qualifying_questions": {"counted": 1},
}


def fit_signed(x: np.ndarray, y: np.ndarray, c: float, signs: list[int]) -> tuple[np.ndarray, float]:
    """Weights of raw numbers and the intercept, each weight zero or of its sign."""
    mean, scale = x.mean(0), x.std(0)
    scale[scale == 0] = 1
    z = (x - mean) / scale
    target = np.where(y, 1.0, -1.0)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        margin = target * (z @ w[:-1] + w[-1])
        slope = -target / (1 + np.exp(margin))
        value = c * np.logaddexp(0, -margin).sum() + 0.5 * (w[:-1] ** 2).sum()
        return float(value), np.append(c * (z.T @ slope) + w[:-1], c * slope.sum())

    bounds = [(0 if sign > 0 else None, 0 if sign < 0 else None) for sign in signs] + [(None, None)]
    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds)
    weights = found.x[:-1] / scale
    return weights, float(found.x[-1] - weights @ mean)


def fit(x: np.ndarray, y: np.ndarray, c: float) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Weights of raw numbers, one row a class (one row for two classes), and the intercepts."""
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=c, max_iter=5000).fit(scaler.transform(x), y)
    weights = model.coef_ / scaler.scale_
    return weights, model.intercept_ - weights @ scaler.mean_, list(model.classes_)


def logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def table_of(rows: list[Row], name: str) -> tuple[list[str], np.ndarray]:
    names = list(rows[0]["features"][name])
    return names, np.array([[row["features"][name][n] for n in names] for row in rows])


def left_out(rows: list[Row], x: np.ndarray, y: np.ndarray, c: float, signs: list[int]) -> np.ndarray:
    """The probability of True for each row, by weights of all other authors."""
    authors = np.array([row["author"] for row in rows])
    p = np.zeros(len(rows))
    for author in sorted(set(authors)):
        weights, intercept = fit_signed(x[authors != author], y[authors != author], c, signs)
        p[authors == author] = logistic(x[authors == author] @ weights + intercept)
    return p


def kappa(a: np.ndarray, b: np.ndarray) -> float:
    same = (a == b).mean()
    chance = sum((a == k).mean() * (b == k).mean() for k in set(a) | set(b))
    return float((same - chance) / (1 - chance)) if chance < 1 else 1.0


def calibration_error(sure: np.ndarray, right: np.ndarray) -> float:
    bins = np.clip(((sure - 0.5) * 20).astype(int), 0, 9)
    return float(sum((bins == b).mean() * abs(sure[bins == b].mean() - right[bins == b].mean()) for b in set(bins)))


def print_row(name: str, sure: np.ndarray, label: np.ndarray, found: np.ndarray, authors: np.ndarray) -> None:
    right = label == found
    decided = sure >= 0.6
    of_author = " ".join(f"{a} {right[authors == a].mean():.2f}" for a in sorted(set(authors)))
    print(f"{name:22}{len(label):5}{right.mean():7.3f}{kappa(label, found):7.3f}{1 - decided.mean():7.3f}{right[decided].mean():7.3f}"
          f"{kappa(label[decided], found[decided]):7.3f}{calibration_error(sure, right):7.3f}  {of_author}")


def enough(p: np.ndarray) -> float:
    """The probability of three topics, two of them beyond the problem (which comes first)."""
    total = 0.0
    for asked in product((0, 1), repeat=len(p)):
        if sum(asked) >= 3 and sum(asked[1:]) >= 2:
            total += float(np.prod([q if a else 1 - q for q, a in zip(p, asked)]))
    return total


def main() -> None:
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--weights", type=Path, help="write the weights here")
    args = parser.parse_args()
    rows: list[Row] = [json.loads(line) for path in args.files for line in path.read_text(encoding="utf-8").splitlines()]
    weights: dict[str, Weights] = {}
    sure_all, right_all = [], []
    print(f"{len(rows)} calls of {len({r['author'] for r in rows})} authors, each author left out in turn")
    print(f"{'':22}{'calls':>5}{'same':>7}{'kappa':>7}{'open':>7}{'same*':>7}{'kappa*':>7}{'ECE':>7}  (* of those at least 0.60 sure)")

    def keep(name: str, names: list[str], w: np.ndarray, intercept: float) -> None:
        weights[name] = {"intercept": float(intercept), **dict(zip(names, map(float, w)))}

    def report(name: str, chosen: list[Row], sure: np.ndarray, label: np.ndarray, found: np.ndarray) -> None:
        print_row(name, sure, label, found, np.array([r["author"] for r in chosen]))
        sure_all.append(sure)
        right_all.append(label == found)

    for name in CRITERIA:
        chosen = [r for r in rows if r["labels"].get(name) in ("pass", "fail") and name in r["features"]]
        if name in ("no_contract_turnaway", "no_refer_away"):
            # For the others the verdict is by definition.
            chosen = [r for r in chosen if r["call_type"] in ("prospect", "customer")]
        names, x = table_of(chosen, name)
        y = np.array([r["labels"][name] == "pass" for r in chosen])
        signs = [SIGNS[name].get(n, 0) for n in names]
        p = left_out(chosen, x, y, C, signs)
        report(name, chosen, np.maximum(p, 1 - p), y, p >= 0.5)
        keep(name, names, *fit_signed(x, y, C, signs))

    chosen = [r for r in rows if r["labels"].get("qualifying_questions") in ("pass", "fail") and "topic_problem" in r["features"]]
    asked = []
    for topic in TOPICS:
        names, x = table_of(chosen, f"topic_{topic}")
        y = np.array([topic in r["qualifying_topics"] for r in chosen])
        signs = [SIGNS[f"topic_{topic}"].get(n, 0) for n in names]
        asked.append(left_out(chosen, x, y, C, signs))
        keep(f"topic_{topic}", names, *fit_signed(x, y, C, signs))
    topics = np.array(asked).T
    counted = np.array([enough(p) for p in topics]).clip(0.003, 0.997)
    x = np.log(counted / (1 - counted))[:, None]
    y = np.array([r["labels"]["qualifying_questions"] == "pass" for r in chosen])
    p = left_out(chosen, x, y, 1.0, [1])
    # The verdict is that of the topics listed, so that list and verdict agree; the probability says how sure it is.
    found = ((topics >= 0.5).sum(1) >= 3) & ((topics[:, 1:] >= 0.5).sum(1) >= 2)
    report("qualifying_questions", chosen, np.where(found, p, 1 - p), y, found)
    keep("qualifying_questions", ["counted"], *fit_signed(x, y, 1.0, [1]))

    names, x = table_of(rows, "call_type")
    y = np.array([r["call_type"] for r in rows])
    authors = np.array([r["author"] for r in rows])
    found, sure = np.empty(len(rows), dtype=object), np.zeros(len(rows))
    for author in sorted(set(authors)):
        w, intercept, classes = fit(x[authors != author], y[authors != author], C_TYPE)
        scores = x[authors == author] @ w.T + intercept
        p = np.exp(scores - scores.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        found[authors == author] = np.array(classes)[p.argmax(1)]
        sure[authors == author] = p.max(1)
    print_row("call_type", sure, y, found, authors)
    w, intercept, classes = fit(x, y, C_TYPE)
    for kind, of_kind, at in zip(classes, w, intercept):
        keep(f"call_type_{kind}", names, of_kind, at)

    print(f"expected calibration error over all verdicts: {calibration_error(np.concatenate(sure_all), np.concatenate(right_all)):.3f}")
    if args.weights:
        lines = ["# Written by data/weighing/fit.py. Do not edit by hand.", ""]
        for name, of in weights.items():
            lines += [f"[{name}]", *(f"{feature} = {value:.5f}" for feature, value in of.items()), ""]
        args.weights.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
