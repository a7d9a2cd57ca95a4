"""Match weights that learn: counts of levels become rates, and what a person decided
adds to the counts.

The shipped weights keep what they were counted from and so are the prior of every later
estimate: few judgements move them a little, many a lot.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sourceline.errors import ResourceError
from sourceline.fuse.comparisons import COMPARISONS
from sourceline.fuse.features import features
from sourceline.fuse.matching import FORMAT, MatchWeights, Scored, compare
from sourceline.model.incidents import Judgement, Testimony

PSEUDO = 2.0
"""Pairs that every comparison is thought to have seen besides, spread as all are."""
_COUNT_DIGITS, _RATE_DIGITS = 3, 6
_LEAST_RATE = 10.0**-_RATE_DIGITS

Levels = Mapping[str, Mapping[str, tuple[float, float]]]
"""By comparison and level a number for claims of one happening and one for others."""


def learn(
    testimonies: Iterable[Testimony],
    judgements: Iterable[Judgement],
    weights: MatchWeights,
) -> MatchWeights:
    """Weights that have learnt from a person's decisions.

    Every pair that is judged the same or different counts once in each of its levels,
    on top of what the weights were counted from; of several judgements of a pair the
    last one holds. What share of pairs is the same stays as it was: people judge what
    is put before them, which says nothing of how often it happens.

    Args:
        testimonies: the judged claims; others do no harm.
        judgements: what was decided. Pairs of claims that are not given, of one report,
            or that are never compared teach nothing.
        weights: shipped ones, or others that know their counts.

    Raises:
        ResourceError: the weights do not know what they were counted from.
    """
    if not weights.counts:
        raise ResourceError(
            f"match weights {weights.version} lack their counts",
            expected="counts and factors, as in match_weights.json",
        )
    told = {t.claim.id: t for t in testimonies}
    verdicts = {
        pair: verdict
        for pair, verdict in _latest(judgements).items()
        if verdict != "unsure" and told.keys() >= set(pair)
    }
    decided = _levels_of(verdicts, told, weights)
    if not decided:
        return weights
    same = [s for s in decided if verdicts[s.left, s.right] == "same"]
    other = [s for s in decided if verdicts[s.left, s.right] == "different"]
    counts = _sum(weights.counts, counted(each(same), each(other)))
    return replace(
        weights,
        levels=raised(rates(counts), weights.factors),
        counts=counts,
        version=f"{weights.version}, {len(decided)} judgements",
    )


def each(pairs: Iterable[Scored], worth: float = 1.0) -> list[tuple[Scored, float]]:
    """Pairs that all count the same."""
    return [(s, worth) for s in pairs]


def _latest(judgements: Iterable[Judgement]) -> dict[tuple[str, str], str]:
    """The last verdict on each pair, by the ordered ids."""
    out: dict[tuple[str, str], str] = {}
    for one in sorted(judgements, key=lambda j: (j.when, j.who, j.verdict)):
        left, right = sorted((one.left, one.right))
        if left != right:
            out[left, right] = one.verdict
    return out


def _levels_of(
    pairs: Iterable[tuple[str, str]],
    told: Mapping[str, Testimony],
    weights: MatchWeights,
) -> list[Scored]:
    """The levels of given pairs."""
    listed = sorted(pairs)
    if not listed:
        return []
    names = sorted({name for pair in listed for name in pair})
    rows = [features(told[name], weights.usual) for name in names]
    keyed = [(c, f"pair {n}", True) for n, pair in enumerate(listed) for c in pair]
    return compare(rows, keyed, flat())


def flat() -> MatchWeights:
    """Weights that let every pair through and say nothing."""
    levels = {c.name: {x.name: (0.5, 0.5) for x in c.levels} for c in COMPARISONS}
    return MatchWeights(0.5, -1000.0, levels, frozenset(), "flat")


def counted(
    same: Iterable[tuple[Scored, float]], other: Iterable[tuple[Scored, float]]
) -> Levels:
    """How many pairs of one happening and how many others fall into each level.

    Args:
        same: pairs of one happening, each with what it counts.
        other: the others.
    """
    sums = {c.name: {x.name: [0.0, 0.0] for x in c.levels} for c in COMPARISONS}
    for side, pairs in enumerate((same, other)):
        for scored, worth in pairs:
            for comparison, index in zip(COMPARISONS, scored.levels, strict=True):
                if index >= 0:
                    level = comparison.levels[index].name
                    sums[comparison.name][level][side] += worth
    return _frozen({c: {k: (m, u) for k, (m, u) in x.items()} for c, x in sums.items()})


def rates(counts: Levels) -> Levels:
    """Give m and u of every level: its share, with ``PSEUDO`` more pairs as all are.

    A level that was seen once among few pairs would otherwise decide everything.
    """
    out: dict[str, dict[str, tuple[float, float]]] = {}
    for comparison, given in counts.items():
        pooled = {k: m + u + 1 for k, (m, u) in given.items()}
        every = sum(pooled.values())
        same, other = (sum(x[side] for x in given.values()) for side in (0, 1))
        out[comparison] = {
            k: (
                (m + PSEUDO * pooled[k] / every) / (same + PSEUDO),
                (u + PSEUDO * pooled[k] / every) / (other + PSEUDO),
            )
            for k, (m, u) in given.items()
        }
    return out


def raised(levels: Levels, factors: Mapping[str, float]) -> Levels:
    """Raise m and u to their comparisons' factors: what repeats another comparison
    weighs less.
    """
    return _frozen(
        {
            c: {k: (m ** factors[c], u ** factors[c]) for k, (m, u) in given.items()}
            for c, given in levels.items()
        }
    )


def _sum(one: Levels, other: Levels) -> Levels:
    return _frozen(
        {
            c: {k: (m + other[c][k][0], u + other[c][k][1]) for k, (m, u) in x.items()}
            for c, x in one.items()
        }
    )


def _frozen(levels: Mapping[str, dict[str, tuple[float, float]]]) -> Levels:
    return MappingProxyType({c: MappingProxyType(x) for c, x in levels.items()})


def to_json(weights: MatchWeights, notes: Mapping[str, object] | None = None) -> str:
    """The text that ``read_weights`` reads back.

    Args:
        weights: the weights.
        notes: what else to write at its head; it is not read.
    """
    data = {
        "format": FORMAT,
        "version": weights.version,
        **(notes or {}),
        "prior": round(weights.prior, _RATE_DIGITS),
        "floor": weights.floor,
        "factors": {c: round(f, _RATE_DIGITS) for c, f in weights.factors.items()},
        "comparisons": _rounded(weights.levels, _RATE_DIGITS, _LEAST_RATE),
        "counts": _rounded(weights.counts, _COUNT_DIGITS, 0.0),
        "usual_words": " ".join(weights.usual_words),
    }
    return json.dumps(data, indent=1) + "\n"


def _rounded(
    levels: Levels, digits: int, least: float
) -> dict[str, dict[str, Sequence[float]]]:
    return {
        c: {
            k: [max(least, round(x, digits)) for x in both] for k, both in given.items()
        }
        for c, given in levels.items()
    }
