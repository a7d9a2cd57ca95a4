"""Weights for "same happening?" from the practice corpus: ``data/match_weights.json``.

    python -m training.matching [--out FILE]

1. m and u of every level (``fuse/learning.py``) are counted on the parts train and dev:
   events of one same-incident group are the same happening, other compared pairs are
   not. Where the corpus does not say (see ``benchmarks/fusing.py``) nothing is counted.
2. The corpus is thinner than the news: two raids on one town on one day by the same
   sides hardly occur in it. So events of groups are also set beside others of their
   kind and country, moved to their day and place, and counted as not the same,
   ``CROWD`` such pairs for each pair that is the same.
3. Comparisons repeat one another (a place is also a name in the sentences), which the
   sum of log2(m / u) would count twice. A logistic regression finds one factor a
   comparison (0 or more) and the prior; m and u are raised to that power.
4. The prior that makes the best clusters is higher than the one that makes the best
   guesses pair by pair. By how many bits is chosen by five folds over both parts: the
   shift with the best clusters. What share of the crowded pairs would be joined is
   printed beside it.
"""

import argparse
import hashlib
import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from sourceline.fuse.learning import (
    Levels,
    counted,
    each,
    flat,
    raised,
    rates,
    to_json,
)
from sourceline.fuse.matching import MatchWeights, Scored, compare
from sourceline.model.incidents import Pair, Testimony
from sourceline.pipeline import gazetteer

OUT = Path("src/sourceline/data/match_weights.json")
PARTS = ("train", "dev")
VERSION = "3"
FLOOR = -6.0
CROWD = 0.25
DRAWN = 240
"""Crowded pairs that are made; each counts as much as makes ``CROWD`` of them."""
USUAL = 0.005
RIDGE, TYPICAL, LEAST_FACTOR = 5.0, 0.6, 0.01
"""How strongly the factors are held near the typical one, and the least one."""
FOLDS, SEED = 5, 20
SHIFTS = [n / 2 for n in range(8)]


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
            or gold.told_across(one.claim.id, other.claim.id)
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


@dataclass(frozen=True)
class Estimate:
    """Rates raised to the comparisons' factors, the prior, and what they are from."""

    levels: Levels
    prior: float
    counts: Levels
    factors: dict[str, float]


def estimate(
    same: Sequence[Scored], other: Sequence[Scored], crowd: Sequence[Scored]
) -> Estimate:
    worth = CROWD * len(same) / len(crowd)
    counts = counted(each(same), [*each(other), *each(crowd, worth)])
    levels = rates(counts)
    every = [*same, *other, *crowd]
    truth = np.array([1.0] * len(same) + [0.0] * (len(other) + len(crowd)))
    worths = np.array([1.0] * (len(same) + len(other)) + [worth] * len(crowd))
    found = regression(np.array([evidence(s, levels) for s in every]), truth, worths)
    factors = {
        c.name: float(f)
        for c, f in zip(COMPARISONS, np.maximum(found, LEAST_FACTOR), strict=False)
    }
    prior = float(1 / (1 + np.exp(-found[-1])))
    return Estimate(raised(levels, factors), prior, counts, factors)


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


def weigh(scored: Scored, found: Estimate) -> float:
    odds = math.log(found.prior / (1 - found.prior))
    return (odds + sum(evidence(scored, found.levels))) / math.log(2)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    listed = [r for part in PARTS for r in split(reports())[part]]
    told = gold_testimonies(listed, gazetteer())
    ids = {t.claim.id for t in told}
    gold = gold_of(
        listed, lambda r, key: name if (name := gold_id(r, key)) in ids else None
    )
    gold = replace(
        gold,
        part=dict.fromkeys(gold.part, "all"),
        lost={"all": sum(gold.lost.values())},
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
    found = estimate(same, other, crowd)
    odds = found.prior / (1 - found.prior) * 2**shift
    weights = MatchWeights(
        odds / (1 + odds),
        FLOOR,
        found.levels,
        usual,
        VERSION,
        found.counts,
        found.factors,
        tuple(words),
    )
    notes = {
        "origin": "the practice corpus's parts train and dev (corpus/README.md)",
        "made": "python -m training.matching; benchmarks/fusing.py has the figures",
        "counted": {
            "same": len(same),
            "not the same": len(other),
            "crowded": len(crowd),
        },
    }
    args.out.write_text(to_json(weights, notes), encoding="utf-8")
    print(f"prior {weights.prior:.6f} (moved by {shift:+.1f} bits)")
    for name, given in found.levels.items():
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
        found = estimate(
            [s for s in same if fold(s) != n],
            [s for s in other if fold(s) != n],
            [s for i, s in enumerate(crowd) if i % FOLDS != n],
        )
        weights |= {(s.left, s.right): weigh(s, found) for s in pairs if fold(s) == n}
        apart += [weigh(s, found) for s in crowd[n::FOLDS]]
    report_of = {t.claim.id: t.claim.report for t in told}
    reached = {}
    for shift in SHIFTS:
        kept = [
            Pair(*pair, bits + shift, ())
            for pair, bits in weights.items()
            if bits + shift >= FLOOR
        ]
        found = {
            c: n for n, members in enumerate(cluster(report_of, kept)) for c in members
        }
        result = score(found, gold, "all")
        share = sum(bits + shift > 0 for bits in apart) / len(apart)
        print(f"prior {shift:+.1f} bits: {result.line()}  crowded joined {share:.2f}")
        reached[shift] = result.f1
    return max(reached, key=lambda shift: reached[shift])


def folds(listed: list[Report]) -> dict[str, int]:
    """Fold by report; reports of one group share it."""
    draw = lambda name: int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % FOLDS
    return {r.id: draw(members[0].id) for members in groups(listed) for r in members}


if __name__ == "__main__":
    main()
