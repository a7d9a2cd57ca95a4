"""Which claims tell one happening: average-link clusters that obey what people judged.

Two clusters are joined where the mean weight over *all* pairs between them is above
zero, the best mean first (average linkage, Sokal and Michener 1958). A pair that was
never compared, or did not reach the matcher's floor, counts as evidence against, so a
chain of weak links does not hold. What people judged stands above every weight.

Weights are whole numbers of 1/1024 bit while they are summed, so that no order of
addition can change a result.
"""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sourceline.model.incidents import Judgement, Pair

MISSING = -6.0
"""Bits of a pair that the matcher does not list."""
STRONGEST = 12.0
"""Weights are cut to this many bits either way: one pair cannot outvote several."""
_UNIT = 1024


@dataclass(slots=True)
class _Cluster:
    """A cluster in the making.

    Attributes:
        name: its least claim id.
        members: its claims.
        reports: their reports.
        apart: numbers of the clusters that a person keeps apart from it.
        links: by the number of another cluster: summed units and how many pairs.
    """

    name: str
    members: list[str]
    reports: set[str]
    apart: set[int] = field(default_factory=set)
    links: dict[int, tuple[int, int]] = field(default_factory=dict)


def cluster(
    claims: Mapping[str, str],
    pairs: Iterable[Pair],
    judgements: Iterable[Judgement] = (),
) -> list[tuple[str, ...]]:
    """Claims that tell one happening.

    Args:
        claims: report id by claim id.
        pairs: compared claims; pairs of claims that are not given are ignored.
        judgements: what people decided. ``same`` always holds together and
            ``different`` always apart; where chains of them contradict each other, the
            later ones hold. ``unsure`` takes the pull out of the pair.

    Returns:
        Every claim in one cluster, members in order, clusters by their first member.
        Two claims of one report share a cluster only where ``same`` joins them.
    """
    latest = _latest(claims, judgements)
    group_of, apart = _judged(claims, latest)
    clusters = _seeds(claims, group_of, apart)
    number = {c: n for n, one in clusters.items() for c in one.members}
    unsure = {p for p, one in latest.items() if one.verdict == "unsure"}
    _link(clusters, number, _units(claims, pairs, unsure))
    _join(clusters)
    return sorted(tuple(sorted(one.members)) for one in clusters.values())


def _latest(
    claims: Mapping[str, str], judgements: Iterable[Judgement]
) -> dict[tuple[str, str], Judgement]:
    """The judgement that holds for each pair: the last one."""
    out: dict[tuple[str, str], Judgement] = {}
    for one in sorted(judgements, key=lambda j: (j.when, j.who, j.verdict)):
        left, right = sorted((one.left, one.right))
        if left in claims and right in claims and left != right:
            out[left, right] = one
    return out


def _judged(
    claims: Mapping[str, str], latest: Mapping[tuple[str, str], Judgement]
) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Groups held together, and pairs of groups held apart.

    Judgements are taken from the last to the first, each unless later ones already say
    otherwise; of one moment the lesser ids first.

    Returns:
        The least claim of its group by claim, and the pairs of such that are apart.
    """
    parent: dict[str, str] = {}
    apart: dict[str, set[str]] = {}

    def root(claim: str) -> str:
        while (above := parent.get(claim, claim)) != claim:
            parent[claim] = parent.get(above, above)
            claim = above
        return claim

    ordered = sorted(latest.items())
    ordered.sort(key=lambda item: item[1].when, reverse=True)
    for (left, right), one in ordered:
        a, b = sorted((root(left), root(right)))
        if one.verdict == "same" and a != b and b not in apart.get(a, ()):
            parent[b] = a
            for other in apart.pop(b, set()):
                apart[other].discard(b)
                apart[other].add(a)
                apart.setdefault(a, set()).add(other)
        elif one.verdict == "different" and a != b:
            apart.setdefault(a, set()).add(b)
            apart.setdefault(b, set()).add(a)
    group_of = {claim: root(claim) for claim in claims}
    return group_of, {(a, b) for a, others in apart.items() for b in others if a < b}


def _seeds(
    claims: Mapping[str, str],
    group_of: Mapping[str, str],
    apart: set[tuple[str, str]],
) -> dict[int, _Cluster]:
    """One cluster a judged group or single claim, numbered by first member."""
    members: dict[str, list[str]] = {}
    for claim in sorted(claims):
        members.setdefault(group_of[claim], []).append(claim)
    numbers = {name: n for n, name in enumerate(sorted(members))}
    out = {
        numbers[name]: _Cluster(name, mine, {claims[c] for c in mine})
        for name, mine in sorted(members.items())
    }
    for a, b in apart:
        out[numbers[a]].apart.add(numbers[b])
        out[numbers[b]].apart.add(numbers[a])
    return out


def _units(
    claims: Mapping[str, str], pairs: Iterable[Pair], unsure: set[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """Weights in units; the greatest where a pair is given twice."""
    out: dict[tuple[str, str], int] = {}
    for pair in pairs:
        left, right = sorted((pair.left, pair.right))
        if left == right or left not in claims or right not in claims:
            continue
        weight = min(max(pair.weight, -STRONGEST), STRONGEST)
        if (left, right) in unsure:
            weight = min(weight, 0.0)
        units = round(weight * _UNIT)
        out[left, right] = max(units, out.get((left, right), units))
    return out


def _link(
    clusters: Mapping[int, _Cluster],
    number: Mapping[str, int],
    units: Mapping[tuple[str, str], int],
) -> None:
    """Enter the pairs into their clusters."""
    for (left, right), weight in units.items():
        a, b = number[left], number[right]
        if a == b:
            continue
        for x, y in ((a, b), (b, a)):
            total, count = clusters[x].links.get(y, (0, 0))
            clusters[x].links[y] = (total + weight, count + 1)


def _mean(a: _Cluster, b: _Cluster, other: int) -> float:
    """Mean units over all pairs of two clusters; ``other`` is the number of ``b``."""
    total, count = a.links[other]
    pairs = len(a.members) * len(b.members)
    return (total + round(MISSING * _UNIT) * (pairs - count)) / pairs


def _join(clusters: dict[int, _Cluster]) -> None:
    """Join the likeliest two clusters while any two pull together."""
    heap: list[tuple[float, str, str, int, int]] = []

    def offer(a: int, others: Iterable[int]) -> None:
        for b in others:
            mean = _mean(clusters[a], clusters[b], b)
            if mean > 0 and _may_join(clusters, a, b):
                one, other = clusters[a].name, clusters[b].name
                key = (one, other, a, b) if one < other else (other, one, b, a)
                heapq.heappush(heap, (-mean, *key))

    for n, one in clusters.items():
        offer(n, [m for m in one.links if m > n])
    fresh = len(clusters)
    while heap:
        *_, a, b = heapq.heappop(heap)
        if a in clusters and b in clusters:
            _merge(clusters, a, b, fresh)
            offer(fresh, clusters[fresh].links)
            fresh += 1


def _may_join(clusters: Mapping[int, _Cluster], a: int, b: int) -> bool:
    """No person keeps them apart and they share no report."""
    one, other = clusters[a], clusters[b]
    return b not in one.apart and one.reports.isdisjoint(other.reports)


def _merge(clusters: dict[int, _Cluster], a: int, b: int, fresh: int) -> None:
    """Replace two clusters by one with a number never used before."""
    one, other = clusters.pop(a), clusters.pop(b)
    one.links.pop(b, None)
    other.links.pop(a, None)
    links = dict(one.links)
    for n, (total, count) in other.links.items():
        already = links.get(n, (0, 0))
        links[n] = (already[0] + total, already[1] + count)
    joined = _Cluster(
        min(one.name, other.name),
        one.members + other.members,
        one.reports | other.reports,
        one.apart | other.apart,
        links,
    )
    clusters[fresh] = joined
    for n, told in links.items():
        theirs = clusters[n].links
        theirs.pop(a, None)
        theirs.pop(b, None)
        theirs[fresh] = told
    for n in joined.apart:
        clusters[n].apart -= {a, b}
        clusters[n].apart.add(fresh)
