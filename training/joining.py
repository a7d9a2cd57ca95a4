"""Fits the weights that decide which triggers tell of one event.

    python -m training.joining --check --out src/sourceline/data/joining.json

A logistic regression (ridge) over the pairs of triggers that the model finds in the
corpus's dev part and that overlap marked ones: the model has learned the training part
by heart, so its scores there would be trusted too much. ``--check`` prints the pairwise
F1 of five-fold cross-validation by report, with the pair head alone beside it.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.language.shared import Counts, analyser
from corpus.reader import Report, reports
from corpus.split import PARTS, split
from sourceline.language.analyse import Analyser
from sourceline.language.joining import FEATURES, features
from sourceline.model.analysis import Analysis, GraphScores

Array = NDArray[np.float64]
RIDGE = 3.0
FOLDS = 5
LEAST = 0.35


def pairs(reader: Analyser, report: Report) -> tuple[Array, Array]:
    """Features (P, F) of a report's trigger pairs and whether they are one event."""
    analysis = reader.analyse(report.text)
    rows: list[Array] = []
    same: list[bool] = []
    for scores in analysis.scores:
        keys = _keys(report, analysis, scores)
        told = features(scores)
        for i, one in enumerate(keys):
            for j, other in enumerate(keys[:i]):
                if one and other:
                    rows.append(told[i, j])
                    same.append(one == other)
    return np.array(rows).reshape(-1, len(FEATURES)), np.array(same, dtype=float)


def _keys(report: Report, analysis: Analysis, scores: GraphScores) -> list[str | None]:
    """The marked event that each trigger of a stretch overlaps."""
    out: list[str | None] = []
    first = scores.first_trigger
    for trigger in analysis.triggers[first : first + len(scores.status)]:
        over = [
            mark.id
            for mark in report.triggers
            if mark.start < trigger.end and trigger.start < mark.end
        ]
        known = [key for key in over if key in report.events]
        out.append(known[0] if trigger.is_event and known else None)
    return out


def fit(told: Array, same: Array) -> tuple[Array, float]:
    """Weights and bias on the features' own scales."""
    mean, spread = told.mean(0), told.std(0) + 1e-6
    scaled = np.c_[(told - mean) / spread, np.ones(len(told))]

    def loss(weights: Array) -> tuple[float, Array]:
        odds = scaled @ weights
        slope = np.r_[weights[:-1], 0.0]
        wrong = 1 / (1 + np.exp(-odds)) - same
        total = (np.logaddexp(0, odds) - same * odds).sum() + RIDGE * (slope**2).sum()
        return float(total), scaled.T @ wrong + 2 * RIDGE * slope

    found = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B").x
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ mean)


def check(told: list[tuple[Array, Array]]) -> tuple[float, float]:
    """Pairwise F1 of cross-validation: all features, and the pair head alone."""
    fold = np.random.default_rng(0).integers(0, FOLDS, len(told))
    out = []
    for columns in (slice(None), slice(0, 1)):
        counts = Counts()
        for k in range(FOLDS):
            rest = [pair for pair, f in zip(told, fold, strict=True) if f != k]
            weights, bias = fit(
                np.concatenate([x for x, _ in rest])[:, columns],
                np.concatenate([y for _, y in rest]),
            )
            for x, y in (p for p, f in zip(told, fold, strict=True) if f == k):
                said = 1 / (1 + np.exp(-(x[:, columns] @ weights + bias))) > LEAST
                right = int((said * y).sum())
                counts.cover(int(y.sum()), int(said.sum()), right, right)
        out.append(counts.f1)
    return out[0], out[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--part", choices=PARTS, default="dev")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    reader = analyser(args.model)
    told = [pairs(reader, report) for report in split(reports())[args.part]]
    if args.check:
        ours, alone = check(told)
        print(
            f"same event, cross-validated: {ours:.1f}, the pair head alone {alone:.1f}"
        )
    if args.out:
        weights, bias = fit(
            np.concatenate([x for x, _ in told]), np.concatenate([y for _, y in told])
        )
        table = {f: round(float(w), 4) for f, w in zip(FEATURES, weights, strict=True)}
        plain = json.dumps({"bias": round(bias, 4), "weights": table}, indent=1)
        args.out.write_text(plain + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
