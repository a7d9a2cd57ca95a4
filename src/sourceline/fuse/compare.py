"""A project's incidents against another recorder's: what is in both, what in one alone,
and where their tolls differ.

Other recorders keep several events of the same day, place and sides (UCDP GED has 286
such groups in Iraq 2014 to 2017 alone), so that these are no key: every pair that comes
near in time and place is scored (``fuse.agreement``), and the matches are chosen
together, one to one, so that the sum of their scores is greatest.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sourceline.fuse.agreement import (
    SLACK_DAYS,
    SLACK_KM,
    Agreement,
    Parties,
    agreement,
    incident_sides,
    outside_sides,
)
from sourceline.fuse.near import Nearby, Spot, apart_km, spot
from sourceline.model.incidents import Incident
from sourceline.model.outside import OutsideIncident

BESIDE_KM = 10.0
"""Other events of the same day are told where they lie within so many kilometres."""
_SURE = ((0.95, "almost certain"), (0.75, "likely"), (0.0, "possible"))
"""Words for the probability that a match is right, all its rivals weighed."""
_LOCAL_KM = 20.0
"""Only places known so well are told as lying beside another."""


@dataclass(frozen=True, slots=True)
class Match:
    """An incident of the project and the other recorder's that tells the same.

    Attributes:
        incident: the project's.
        outside: the other's.
        distance_km: between the two points.
        days_apart: between the two spans of days, 0 where they share one.
        difference: deaths in the project less deaths there, best figures; None where
            the project has none.
        within: whether the project's best figure lies within the other's low and high;
            None where the project has none.
        bits: log2 odds for this pair alone.
        sure: ``almost certain``, ``likely`` or ``possible``, its rivals weighed.
        reasons: what speaks for and against, strongest first, with the bits of each.
        beside: how many other events the other recorder has on those days within
            ``BESIDE_KM`` of the matched one: same day, place and sides do not tell
            its events apart.
    """

    incident: Incident
    outside: OutsideIncident
    distance_km: float
    days_apart: int
    difference: int | None
    within: bool | None
    bits: float
    sure: str
    reasons: tuple[str, ...]
    beside: int

    @property
    def beside_words(self) -> str:
        """What stands beside the match, in words; empty where nothing does."""
        if not self.beside:
            return ""
        same = self.outside.date.earliest == self.outside.date.latest
        events = "event" if self.beside == 1 else "events"
        return (
            f"{self.beside} other {self.outside.source} {events} "
            f"{'that day' if same else 'in those days'} within {BESIDE_KM:.0f} km"
        )


@dataclass(frozen=True, slots=True)
class OnlyProject:
    """An incident that the other recorder does not have, and why it was not matched."""

    incident: Incident
    why: str


@dataclass(frozen=True, slots=True)
class OnlyOutside:
    """An incident that the project does not have.

    Attributes:
        outside: the incident.
        why: why it was not matched.
        covered: whether it lies in a country of the project's incidents and within
            the days that they span, so that the project might have had it.
    """

    outside: OutsideIncident
    why: str
    covered: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A project against another recorder; each part by date, undated last.

    Attributes:
        matches: incidents that both have.
        only_project: incidents that only the project has.
        only_outside: incidents that only the other recorder has.
    """

    matches: tuple[Match, ...]
    only_project: tuple[OnlyProject, ...]
    only_outside: tuple[OnlyOutside, ...]

    @property
    def toll_differences(self) -> tuple[Match, ...]:
        """Matches whose best figures differ, the greatest difference first."""
        differ = [m for m in self.matches if m.difference]
        return tuple(sorted(differ, key=lambda m: -abs(m.difference or 0)))


class _Tried(NamedTuple):
    """The likeliest counterpart that a record was held against; the agreement is None
    where the sides rule it out.
    """

    other: int
    found: Agreement | None


class _Held(NamedTuple):
    """What came of holding every incident against every one near it: by numbers of
    both, the agreements above 0 bits, and the likeliest counterpart of each.
    """

    edges: dict[tuple[int, int], Agreement]
    mine: dict[int, _Tried]
    theirs: dict[int, _Tried]


class _Known(NamedTuple):
    """Numbers of the records that are placed well enough, and an index over them."""

    numbers: list[int]
    spots: list[Spot]
    grid: Nearby


def compare(
    incidents: Iterable[Incident],
    outside: Iterable[OutsideIncident],
    parties: Parties,
) -> Comparison:
    """Match a project's incidents with another recorder's, one to one.

    The result depends neither on the order of either side nor on how often a record
    comes.

    Args:
        incidents: of the project.
        outside: of the other recorder.
        parties: keys of the parties that a side's name may stand for.
    """
    mine = sorted(dict.fromkeys(incidents), key=_incident_order)
    theirs = sorted(dict.fromkeys(outside), key=_outside_order)
    here = [spot(x.date, x.place) for x in mine]
    there = [spot(x.date, x.place) for x in theirs]
    known = _known(there)
    held = _hold((mine, here), (theirs, known), _remembered(parties))
    pairs = _assign(held.edges)
    odds = _odds(held.edges)
    ids = [x.id for x in mine]
    names = [f"{x.source} {x.id}" for x in theirs]
    partners = {i: names[j] for i, j in pairs}
    partners_there = {j: ids[i] for i, j in pairs}
    covered = _coverage(mine)
    return Comparison(
        tuple(
            _match(mine[i], theirs[j], held.edges[i, j], odds[i, j], _beside(j, known))
            for i, j in pairs
        ),
        tuple(
            OnlyProject(one, _why(here[i], held.mine.get(i), names, partners_there))
            for i, one in enumerate(mine)
            if i not in partners
        ),
        tuple(
            OnlyOutside(
                one, _why(there[j], held.theirs.get(j), ids, partners), covered(one)
            )
            for j, one in enumerate(theirs)
            if j not in partners_there
        ),
    )


def _coverage(incidents: Iterable[Incident]) -> Callable[[OutsideIncident], bool]:
    """Whether a record lies in the countries and the span of days of some incidents."""
    placed = [x for x in incidents if isinstance(spot(x.date, x.place), Spot)]
    countries = {x.place.country for x in placed if x.place}
    firsts = [x.date.earliest for x in placed if x.date and x.date.earliest]
    lasts = [x.date.latest for x in placed if x.date and x.date.latest]

    def covered(one: OutsideIncident) -> bool:
        first, last = one.date.earliest, one.date.latest
        if not firsts or first is None or last is None:
            return False
        return (
            one.place.country in countries
            and first <= max(lasts)
            and last >= min(firsts)
        )

    return covered


def _incident_order(one: Incident) -> tuple[str, str]:
    first = one.date.earliest if one.date else None
    return (first.isoformat() if first else "~", one.id)


def _outside_order(one: OutsideIncident) -> tuple[str, str, str, tuple[int, ...]]:
    first, deaths = one.date.earliest, one.deaths
    # Two editions of a data set may tell one id differently; both are kept, in order.
    told = (deaths.best, deaths.high, deaths.low)
    return (first.isoformat() if first else "~", one.source, one.id.zfill(12), told)


def _remembered(parties: Parties) -> Parties:
    """The same, asked once for each name: records name few sides many times."""
    known: dict[tuple[str, str | None, int | None], frozenset[str]] = {}

    def ask(name: str, country: str | None, year: int | None) -> frozenset[str]:
        key = (name, country, year)
        if key not in known:
            known[key] = parties(name, country, year)
        return known[key]

    return ask


# --- pairs --------------------------------------------------------------------------


def _known(spots: Sequence[Spot | str]) -> _Known:
    found = {n: at for n, at in enumerate(spots) if isinstance(at, Spot)}
    return _Known(list(found), list(found.values()), Nearby(list(found.values())))


def _hold(
    mine: tuple[Sequence[Incident], Sequence[Spot | str]],
    theirs: tuple[Sequence[OutsideIncident], _Known],
    parties: Parties,
) -> _Held:
    """Hold every incident against every one of the other recorder near it."""
    held = _Held({}, {}, {})
    records, (numbers, spots, grid) = theirs
    sides = [outside_sides(records[n], parties) for n in numbers]
    for i, (incident, at) in enumerate(zip(*mine, strict=True)):
        if isinstance(at, str):
            continue
        who = incident_sides(incident, parties)
        for k in grid.near(at, SLACK_DAYS, SLACK_KM):
            j = numbers[k]
            found = agreement((incident, at, who), (records[j], spots[k], sides[k]))
            _note(held.mine, i, _Tried(j, found))
            _note(held.theirs, j, _Tried(i, found))
            if found is not None and found.bits > 0:
                held.edges[i, j] = found
    return held


def _note(tried: dict[int, _Tried], number: int, new: _Tried) -> None:
    """Keep the likeliest counterpart, the first of equal ones."""
    old = tried.get(number)
    if old is None or _bits(new) > _bits(old):
        tried[number] = new


def _bits(tried: _Tried) -> float:
    return -math.inf if tried.found is None else tried.found.bits


def _odds(edges: Mapping[tuple[int, int], Agreement]) -> dict[tuple[int, int], float]:
    """Probability that each pair is right, where each record has one match at most."""
    weights = {pair: 2.0**found.bits for pair, found in edges.items()}
    totals: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for (i, j), weight in weights.items():
        totals[0][i] = totals[0].get(i, 0.0) + weight
        totals[1][j] = totals[1].get(j, 0.0) + weight
    return {
        (i, j): weight / (1.0 + totals[0][i] + totals[1][j] - weight)
        for (i, j), weight in weights.items()
    }


# --- choice -------------------------------------------------------------------------


def _assign(edges: Mapping[tuple[int, int], Agreement]) -> list[tuple[int, int]]:
    """The pairs whose bits sum to most, none of them sharing a record."""
    chosen: list[tuple[int, int]] = []
    for part in _parts(edges):
        chosen += part if len(part) == 1 else _best(part, edges)
    return sorted(chosen)


def _parts(pairs: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Pairs grouped so that no record stands in two groups."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(x: tuple[int, int]) -> tuple[int, int]:
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    ordered = sorted(pairs)
    for i, j in ordered:
        a, b = sorted((root((0, i)), root((1, j))))
        parent[b] = a
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for i, j in ordered:
        groups.setdefault(root((0, i)), []).append((i, j))
    return list(groups.values())


def _best(
    part: Sequence[tuple[int, int]], edges: Mapping[tuple[int, int], Agreement]
) -> list[tuple[int, int]]:
    """The best matching of one group: Jonker and Volgenant's assignment, sparse.

    Every row has a column of its own that stands for no match, at 0 bits.
    """
    from scipy.sparse import (  # noqa: PLC0415 - slow
        csr_array,
    )
    from scipy.sparse.csgraph import (  # noqa: PLC0415 - slow
        min_weight_full_bipartite_matching,
    )

    rows = sorted({i for i, _ in part})
    columns = sorted({j for _, j in part})
    row, column = ({x: n for n, x in enumerate(xs)} for xs in (rows, columns))
    # A cost of 0 would be no edge at all.
    most = 1.0 + max(edges[pair].bits for pair in part)
    cells = [(row[i], column[j], most - edges[i, j].bits) for i, j in part]
    cells += [(n, len(columns) + n, most) for n in range(len(rows))]
    at, to, costs = zip(*cells, strict=True)
    shape = (len(rows), len(columns) + len(rows))
    found = min_weight_full_bipartite_matching(csr_array((costs, (at, to)), shape))
    return [
        (rows[a], columns[b])
        for a, b in zip(*(x.tolist() for x in found), strict=True)
        if b < len(columns)
    ]


# --- records ------------------------------------------------------------------------


def _match(
    incident: Incident,
    outside: OutsideIncident,
    found: Agreement,
    probability: float,
    beside: int,
) -> Match:
    best, deaths = incident.deaths.best, outside.deaths
    return Match(
        incident=incident,
        outside=outside,
        distance_km=found.distance_km,
        days_apart=found.days_apart,
        difference=None if best is None else best - deaths.best,
        within=None
        if best is None
        else min(deaths.low, deaths.best) <= best <= max(deaths.high, deaths.best),
        bits=found.bits,
        sure=next(words for least, words in _SURE if probability >= least),
        reasons=found.reasons,
        beside=beside,
    )


def _beside(number: int, known: _Known) -> int:
    """How many other towns' or spots' events lie beside one on its days."""
    at = known.spots[bisect_left(known.numbers, number)]
    near = known.grid.near(replace(at, radius=0.0), 0, BESIDE_KM)
    return sum(
        known.numbers[k] != number
        and known.spots[k].radius <= _LOCAL_KM
        and apart_km(at, known.spots[k]) <= BESIDE_KM
        for k in near
    )


def _why(
    at: Spot | str,
    tried: _Tried | None,
    names: Sequence[str],
    partners: Mapping[int, str],
) -> str:
    """Why a record has no match.

    Args:
        at: where it lies, or why that is not known.
        tried: its likeliest counterpart.
        names: of the counterparts, by number.
        partners: names of those that the counterparts are matched with.
    """
    if isinstance(at, str):
        return f"{at}: too vague to compare"
    if tried is None:
        return f"nothing within {SLACK_DAYS} days and {SLACK_KM:.0f} km"
    name, found = names[tried.other], tried.found
    if found is None:
        return f"{name} is near, but between other sides"
    if found.bits > 0 and tried.other in partners:
        return f"{name} may tell the same, but goes with {partners[tried.other]}"
    return f"{name} is near, but too little agrees: {', '.join(found.reasons)}"
