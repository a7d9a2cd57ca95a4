"""Chooses a place for every name of a report, all of them together.

A name that several places carry goes to the one that fits the report: its country and
province by the votes of the other names, the other places near it, its size.
"""

import math
from collections.abc import Sequence

from sourceline.resolve.gazetteer import (
    ADMIN1,
    COUNTRY,
    DISTRICT,
    FACILITY,
    QUARTER,
    SETTLEMENT,
    VILLAGE,
    WATER,
    Entry,
    distance_km,
)
from sourceline.resolve.place_candidates import (
    COUNTRY_VOTE,
    Name,
    Report,
    fits,
    prior,
)

_POINTS = frozenset([SETTLEMENT, VILLAGE, QUARTER, FACILITY, DISTRICT])
_COUNTRY, _UNIT, _CLOSE, _AROUND = 3.0, 0.9, 1.6, 2.5
_UNIT_FIT = 2.5
_UNIT_MISFIT = {"district": 0.0, "county": 0.0}
_LEAST = 3.5
_CLOSE_KM = 120.0
_ROUNDS = 2
_LONG_NAME, _RARE, _CONCAVE = 6, 0.8, 0.5
_NEIGHBOUR_KM = 60.0
_KM_PER_DEGREE = 111.2


def decide(report: Report) -> None:
    """Choose for every name, then again with the others' choices known."""
    names = [n for n in report.names.values() if n.entries]
    for _ in range(1 + _ROUNDS):
        chosen = [n.chosen[0] for n in names if n.chosen]
        points = [e for e in chosen if e.kind in _POINTS]
        units = {e.unit for e in chosen if e.kind == ADMIN1}
        for name in names:
            _choose(report, name, points, units)
        for name in names:
            name.votes = _vote(name)
        report.count()


def _choose(
    report: Report, name: Name, points: Sequence[Entry], units: set[str]
) -> None:
    own = name.chosen[0].id if name.chosen else ""
    others = [p for p in points if p.id != own]
    support = _others_support(report, name)
    scored = [
        (
            _COUNTRY * support.get(e.country, 0.0)
            + _score(name, e, others, units)
            + _around_score(report, name, e),
            -n,
            e.population,
            e.id,
            e,
        )
        for e, n in name.entries
    ]
    score, rank, _, _, entry = max(scored, key=lambda s: s[:4])
    # Alone, a name means its best known bearer; in a report that plays elsewhere, a
    # small bearer far away is more likely a namesake of a place that no list holds.
    enough = score >= _LEAST or not support
    name.chosen = (entry, -rank) if enough else None


def _others_support(report: Report, name: Name) -> dict[str, float]:
    """The countries' votes without the name's own, the strongest 1."""
    votes = {
        c: v - name.votes.get(c, 0.0)
        for c, v in report.votes.items()
        if v - name.votes.get(c, 0.0) > 1e-9  # noqa: PLR2004
    }
    top = max(1.0, max(votes.values(), default=1.0))
    return {c: (v / top) ** _CONCAVE for c, v in votes.items()}


def _score(name: Name, entry: Entry, others: Sequence[Entry], units: set[str]) -> float:
    score = prior(entry)
    if entry.unit in units and entry.kind != ADMIN1:
        score += _UNIT
    if name.unit and name.unit != "town":
        score += (
            _UNIT_FIT
            if _is_unit(entry, name.unit)
            else _UNIT_MISFIT.get(name.unit, -1.0)
        )
    if len(name.entries) == 1 and len(entry.name) > _LONG_NAME and not entry.grade:
        score += _RARE
    if others and entry.kind not in (COUNTRY, WATER):
        score += _CLOSE * math.exp(-_nearest(entry, others) / _CLOSE_KM)
    return score


def _is_unit(entry: Entry, unit: str) -> bool:
    if unit == "district":
        return entry.kind == DISTRICT
    if unit == "county":
        return entry.kind in (DISTRICT, ADMIN1)
    return fits(entry, unit)


def _nearest(entry: Entry, others: Sequence[Entry]) -> float:
    """About how far the nearest of the others is, in kilometres (flat earth: it is a
    weight, not a result).
    """
    wide = math.cos(math.radians(entry.lat))
    return _KM_PER_DEGREE * math.sqrt(
        min(
            (o.lat - entry.lat) ** 2 + ((o.lon - entry.lon) * wide) ** 2 for o in others
        )
    )


def _around_score(report: Report, name: Name, entry: Entry) -> float:
    """Whether the entry lies in what the report puts around the name."""
    score = 0.0
    for key in name.around:
        outer = report.names.get(key)
        if outer is None or outer.chosen is None or outer is name:
            continue
        held = outer.chosen[0]
        inside = _holds(held, entry)
        score += _AROUND if inside else -_AROUND
    return score


def _holds(outer: Entry, entry: Entry) -> bool:
    if outer.kind == COUNTRY:
        return entry.country == outer.country
    if outer.kind == ADMIN1:
        return entry.unit == outer.unit
    far = distance_km(outer.lat, outer.lon, entry.lat, entry.lon)
    return far <= outer.radius_km + _NEIGHBOUR_KM


def _vote(name: Name) -> dict[str, float]:
    """The vote of a name that has chosen."""
    if not name.chosen or not name.chosen[0].country:
        return {}
    entry = name.chosen[0]
    return {entry.country: COUNTRY_VOTE if entry.kind == COUNTRY else 1.0}
