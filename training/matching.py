"""Weights for "same happening?" from the practice corpus: ``data/match_weights.json``.

    python -m training.matching [--out FILE]

1. m and u of every level are counted on the training part: events of one same-incident
   group are the same happening, all other compared pairs are not. Where the corpus does
   not say (see ``benchmarks/fusing.py``) nothing is counted.
2. The corpus is thinner than the news: two raids on one town on one day by the same
   sides hardly occur in it. So events of groups are also set beside others of their
   kind and country, moved to their day and place, and counted as not the same,
   ``CROWD`` such pairs for each pair that is the same.
3. Comparisons repeat one another (a place is also a name in the sentences), which the
   sum of log2(m / u) would count twice. A logistic regression finds one factor a
   comparison (0 or more) and the prior; m and u are raised to that power.
4. The prior that makes the best clusters is higher than the one that makes the best
   guesses pair by pair. By how many bits is chosen by five folds over the training
   part; what share of the crowded pairs would be joined is printed beside it.
"""

import argparse
import hashlib
import json
import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.fusing import Gold, gold_of, score
from benchmarks.gold_claims import gold_id, gold_testimonies
from corpus.reader import Report, reports
from corpus.split import groups, split
from sourceline.fuse.blocking import blocks
from sourceline.fuse.clusters import cluster
from sourceline.fuse.comparisons import COMPARISONS
from sourceline.fuse.features import Features, features, hashed, skeleton, wording
from sourceline.fuse.matching import FORMAT, MatchWeights, Scored, compare
from sourceline.model.incidents import Pair, Testimony
from sourceline.pipeline import gazetteer

OUT = Path("src/sourceline/data/match_weights.json")
VERSION = "1"
FLOOR = -6.0
CROWD = 0.25
DRAWN = 240
"""Crowded pairs that are made; each counts as much as makes ``CROWD`` of them."""
USUAL = 0.005
PSEUDO = 2.0
"""Pairs that every comparison is thought to have seen besides, spread as all are."""
RIDGE, TYPICAL, LEAST_FACTOR = 5.0, 0.6, 0.01
"""How strongly the factors are held near the typical one, and the least one."""
FOLDS, SEED = 5, 20
SHIFTS = [n / 2 for n in range(8)]
Levels = dict[str, dict[str, tuple[float, float]]]


def flat() -> MatchWeights:
    """Weights that let every pair through and say nothing."""
    levels = {c.name: {x.name: (0.5, 0.5) for x in c.levels} for c in COMPARISONS}
    return MatchWeights(0.5, -1000.0, levels, frozenset(), "flat")


def usual_words(told: list[Testimony]) -> list[str]:
    """Stems that more than ``USUAL`` of the claims have, in alphabetical order."""
    seen = Counter(w for t in told for w in wording(t.claim))
    return sorted(w for w, n in seen.items() if n > USUAL * len(told))


def compared(told: list[Testimony], usual: frozenset[int]) -> list[Scored]:
    keyed = [(t.claim.id, key, True) for t in told for key in blocks(t)]
    return compare([features(t, usual) for t in told], keyed, flat())


def crowded(told: list[Testimony], gold: Gold, usual: frozenset[int]) -> list[Scored]:
    """Pairs of events that are not the same, moved to one day and place."""
    chance = random.Random(SEED)
    near: dict[tuple[str, str], list[Testimony]] = {}
    for one in told:
        claim = one.claim
        plain = claim.date and not claim.background and claim.status != "denied"
        if plain and claim.place and claim.place.country:
            near.setdefault((claim.place.country, claim.sub_event_type), []).append(one)
    pool = [
        t for g in near.values() if len(g) > 1 for t in g if t.claim.id in gold.grouped
    ]
    rows, keyed = [], []
    while len(rows) < 2 * DRAWN:
        one = chance.choice(pool)
        other = chance.choice(near[one.claim.place.country, one.claim.sub_event_type])
        reports_of = one.claim.report, other.claim.report
        if (
            reports_of[0] == reports_of[1]
            or gold.shared[reports_of[0]] & gold.shared[reports_of[1]]
        ):
            continue
        number = len(rows) // 2
        claim = replace(
            other.claim,
            id=f"crowd {number:04}",
            place=one.claim.place,
            date=one.claim.date,
        )
        beside = Testimony(claim, replace(other.outlet, published=one.outlet.published))
        mine = replace(one, claim=replace(one.claim, id=f"crowd {number:04} beside"))
        rows += [features(mine, usual), transplanted(beside, other, one, usual)]
        keyed += [(x.claim, f"crowd {number:04}", True) for x in rows[-2:]]
    return compare(rows, keyed, flat())


def transplanted(
    beside: Testimony, other: Testimony, one: Testimony, usual: frozenset[int]
) -> Features:
    """The features of an event moved to the place of another: the new place's name
    stands in its sentences instead of its own.
    """
    there, own = features(one, usual), features(other, usual)
    here, gone = (set(_place_words(t)) for t in (one, other))
    spoken = (set(own.spoken) - gone) | (set(there.spoken) & here)
    return replace(
        features(beside, usual),
        names=hashed(spoken),
        spoken=tuple(sorted(spoken)),
        words=own.words,
        rare=own.rare,
    )


def _place_words(testimony: Testimony) -> list[str]:
    place = testimony.claim.place
    if place is None:
        return []
    names = (
        place.name,
        place.gazetteer_name,
        place.admin1,
        place.relation and place.relation.of,
    )
    return [skeleton(w) for name in names if name for w in name.split()]


def estimate(
    same: Sequence[Scored], other: Sequence[Scored], crowd: Sequence[Scored]
) -> tuple[Levels, float]:
    """m and u of every level and the prior, with the comparisons' factors in them."""
    worth = CROWD * len(same) / len(crowd)
    levels: Levels = {}
    for n, comparison in enumerate(COMPARISONS):
        m, u = np.zeros(len(comparison.levels)), np.zeros(len(comparison.levels))
        for some, to, weight in ((same, m, 1.0), (other, u, 1.0), (crowd, u, worth)):
            for scored in some:
                if scored.levels[n] >= 0:
                    to[scored.levels[n]] += weight
        pooled = (m + u + 1) / (m + u + 1).sum()
        m, u = ((x + PSEUDO * pooled) / (x.sum() + PSEUDO) for x in (m, u))
        levels[comparison.name] = {
            level.name: (float(m[i]), float(u[i]))
            for i, level in enumerate(comparison.levels)
        }
    every = [*same, *other, *crowd]
    truth = np.array([1.0] * len(same) + [0.0] * (len(other) + len(crowd)))
    worths = np.array([1.0] * (len(same) + len(other)) + [worth] * len(crowd))
    factors = regression(np.array([evidence(s, levels) for s in every]), truth, worths)
    raised = {
        c.name: {k: (m**f, u**f) for k, (m, u) in levels[c.name].items()}
        for c, f in zip(COMPARISONS, np.maximum(factors, LEAST_FACTOR), strict=False)
    }
    return raised, float(1 / (1 + np.exp(-factors[-1])))


def regression(given: np.ndarray, truth: np.ndarray, worths: np.ndarray) -> np.ndarray:
    """Ridge logistic regression by Newton's method; the constant comes last."""
    x = np.c_[given, np.ones(len(given))]
    near = np.r_[np.full(given.shape[1], TYPICAL), 0.0]
    pull = np.r_[np.full(given.shape[1], RIDGE), 1e-6]
    found = near.copy()

    def loss(at: np.ndarray) -> float:
        z = x @ at
        miss = np.logaddexp(0.0, np.where(truth > 0, -z, z))
        return float(worths @ miss + 0.5 * pull @ (at - near) ** 2)

    for _ in range(200):
        p = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        gradient = x.T @ (worths * (p - truth)) + pull * (found - near)
        curved = (x * (worths * p * (1 - p))[:, None]).T @ x + np.diag(pull)
        step = np.linalg.solve(curved, gradient)
        while loss(found - step) > loss(found) and np.abs(step).max() > 1e-9:
            step /= 2
        found = found - step
        if np.abs(step).max() < 1e-9:
            break
    return found


def evidence(scored: Scored, levels: Levels) -> list[float]:
    """Natural log of m / u, comparison by comparison."""
    out = []
    for comparison, index in zip(COMPARISONS, scored.levels, strict=True):
        m, u = (
            levels[comparison.name][comparison.levels[index].name]
            if index >= 0
            else (1.0, 1.0)
        )
        out.append(math.log(m / u))
    return out


def weigh(scored: Scored, levels: Levels, prior: float) -> float:
    return (math.log(prior / (1 - prior)) + sum(evidence(scored, levels))) / math.log(2)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    listed = split(reports())["train"]
    told = gold_testimonies(listed, gazetteer())
    ids = {t.claim.id for t in told}
    gold = gold_of(
        listed, lambda r, key: name if (name := gold_id(r, key)) in ids else None
    )
    words = usual_words(told)
    usual = frozenset(hashed(words))
    pairs = compared(told, usual)
    known = [s for s in pairs if gold.judged(s.left, s.right)]
    same = [s for s in known if gold.incident[s.left] == gold.incident[s.right]]
    other = [s for s in known if gold.incident[s.left] != gold.incident[s.right]]
    crowd = crowded(told, gold, usual)
    print(
        f"{len(told)} claims, {len(pairs)} pairs compared, {len(same)} the same, "
        f"{len(other)} not, {len(crowd)} crowded"
    )

    shift = chosen_shift(listed, told, gold, pairs, (same, other, crowd))
    levels, prior = estimate(same, other, crowd)
    odds = prior / (1 - prior) * 2**shift
    data = {
        "format": FORMAT,
        "version": VERSION,
        "origin": "the practice corpus's training part (corpus/README.md)",
        "made": "python -m training.matching; benchmarks/fusing.py has the figures",
        "counted": {
            "same": len(same),
            "not the same": len(other),
            "crowded": len(crowd),
        },
        "prior": round(odds / (1 + odds), 6),
        "floor": FLOOR,
        "comparisons": {
            name: {level: [round(m, 6), round(u, 6)] for level, (m, u) in given.items()}
            for name, given in levels.items()
        },
        "usual_words": " ".join(words),
    }
    args.out.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    print(f"prior {data['prior']} (moved by {shift:+.1f} bits)")
    for name, given in levels.items():
        print(name, {k: round(math.log2(m / u), 1) for k, (m, u) in given.items()})


def chosen_shift(
    listed: list[Report],
    told: list[Testimony],
    gold: Gold,
    pairs: list[Scored],
    known: tuple[list[Scored], ...],
) -> float:
    """Bits on the prior with which clusters of unseen groups are best."""
    same, other, crowd = known
    fold_of = folds(listed)
    fold = lambda s: max(fold_of[gold.report[s.left]], fold_of[gold.report[s.right]])
    weights, apart = {}, []
    for n in range(FOLDS):
        levels, prior = estimate(
            [s for s in same if fold(s) != n],
            [s for s in other if fold(s) != n],
            [s for i, s in enumerate(crowd) if i % FOLDS != n],
        )
        weights |= {
            (s.left, s.right): weigh(s, levels, prior) for s in pairs if fold(s) == n
        }
        apart += [weigh(s, levels, prior) for s in crowd[n::FOLDS]]
    report_of = {t.claim.id: t.claim.report for t in told}
    best = (-1.0, 0.0)
    for shift in SHIFTS:
        kept = [
            Pair(*pair, bits + shift, ())
            for pair, bits in weights.items()
            if bits + shift >= FLOOR
        ]
        found = {
            c: n for n, members in enumerate(cluster(report_of, kept)) for c in members
        }
        result = score(found, gold, "train")
        share = sum(bits + shift > 0 for bits in apart) / len(apart)
        print(f"prior {shift:+.1f} bits: {result.line()}  crowded joined {share:.2f}")
        best = max(best, (round(result.f1, 3), -shift))
    return -best[1]


def folds(listed: list[Report]) -> dict[str, int]:
    """Fold by report; reports of one group share it."""
    draw = lambda name: int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % FOLDS
    return {r.id: draw(members[0].id) for members in groups(listed) for r in members}


if __name__ == "__main__":
    main()
