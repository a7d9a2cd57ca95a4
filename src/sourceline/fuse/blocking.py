"""Which claims are compared at all: keys to look claims up by, and a cheap test.

Keys join a window of days with a cell of the map, a first-level unit or a pair of
actors. Narrow dates use windows of days, wider ones months or years together with the
type of event; every claim also has the wider keys, so that wide and narrow ones meet.
The name of a place is a key by itself: no list may hold it, and its point be a guess.
"""

import datetime
import math
from collections.abc import Iterator
from itertools import combinations

from sourceline.fuse.features import (
    TAKING,
    TOLD,
    days,
    is_named,
    skeleton,
    spots_of,
)
from sourceline.model.claims import EventClaim, Place
from sourceline.model.incidents import Testimony

SLACK_DAYS = 3
"""Dates that lie further apart are not compared."""
SLACK_KM = 60.0
"""Places whose edges lie further apart are not compared."""
_BIN_DAYS, _SPREAD_DAYS = 4, 2
"""Windows of days; a range is widened on both sides, so that ranges within the slack
meet in one window."""
_NARROW_DAYS, _MONTH_DAYS, _YEAR_DAYS = 14, 62, 400
_CELL_EDGE = 0.3
"""Degrees; points nearer than twice this share a cell of one degree."""
_WIDE_KM = 80.0
_PROVINCE, _COUNTRY = 4, 6
_MOST_SIDES = 2
_LEAST_COSINE = 0.2


def blocks(testimony: Testimony) -> tuple[str, ...]:
    """Blocking keys of a claim; two claims may be compared iff they share one.

    A claim without any bound on its date has none, nor has one of what is only planned:
    missing values are no reason to compare.
    """
    claim = testimony.claim
    if claim.status not in TOLD:
        return ()
    first, last = days(
        claim.date, testimony.outlet.published, background=claim.background
    )
    if first is None or last is None or last - first > _YEAR_DAYS:
        return ()
    place, kind = claim.place, claim.sub_event_type
    alone = _alone(claim)
    cells, unit, sides = _cells(place), _unit(place), _sides(claim)
    keys: set[str] = set()
    if last - first <= _NARROW_DAYS:
        where = [*cells, *unit, *sides]
        if place is not None and place.country:
            where.append(f"{place.country} {kind}")
        where += [f"{one} {kind}" for one in (*spots_of(place), *alone)]
        keys |= {f"{w} {spot}" for w in _bins(first, last) for spot in where}
    if last - first <= _MONTH_DAYS:
        where = [*(f"{u} {kind}" for u in unit), *sides]
        where += [f"{one} {kind}" for one in alone]
        keys |= {f"{w} {spot}" for w in _months(first, last) for spot in where}
    told = "taking" if kind in TAKING else kind
    where = [f"{spot} {told}" for spot in (*_spots(place), *sides[:1])]
    keys |= {f"{w} {spot}" for w in _years(first, last) for spot in where}
    return tuple(sorted(keys))


def _bins(first: int, last: int) -> Iterator[str]:
    for number in range(
        (first - _SPREAD_DAYS) // _BIN_DAYS, (last + _SPREAD_DAYS) // _BIN_DAYS + 1
    ):
        yield f"d{number}"


def _months(first: int, last: int) -> Iterator[str]:
    begin = datetime.date.fromordinal(first - _SPREAD_DAYS)
    end = datetime.date.fromordinal(last + _SPREAD_DAYS)
    for number in range(begin.year * 12 + begin.month, end.year * 12 + end.month + 1):
        yield f"m{number}"


def _years(first: int, last: int) -> Iterator[str]:
    begin = datetime.date.fromordinal(first - _SPREAD_DAYS).year
    end = datetime.date.fromordinal(last + _SPREAD_DAYS).year
    for year in range(begin, end + 1):
        yield f"y{year}"


def _cells(place: Place | None) -> list[str]:
    """Cells of one degree that the surroundings of a point touch."""
    if place is None or place.lat is None or place.lon is None:
        return []
    if (place.radius_km or 0.0) > _WIDE_KM or place.precision >= _COUNTRY:
        return []
    wide = _CELL_EDGE / max(_LEAST_COSINE, math.cos(math.radians(place.lat)))
    rows = {math.floor(place.lat + d) for d in (-_CELL_EDGE, _CELL_EDGE)}
    columns = {math.floor(place.lon + d) for d in (-wide, 0.0, wide)}
    return [f"{row},{(column + 180) % 360 - 180}" for row in rows for column in columns]


def _unit(place: Place | None) -> list[str]:
    if place is None or not place.country or not place.admin1:
        return []
    return [f"{place.country}:{skeleton(place.admin1)}"]


def _spots(place: Place | None) -> list[str]:
    """The place by its own name, with its country."""
    if place is None or not place.country:
        return []
    names = {skeleton(place.name)}
    if place.gazetteer_name and place.precision < _PROVINCE:
        names.add(skeleton(place.gazetteer_name))
    return [f"{place.country}:{n}" for n in names if n]


def _sides(claim: EventClaim) -> list[str]:
    """Pairs of actors that meet in the event, at least one of them known by name."""
    armed: set[str] = set()
    others: set[str] = set()
    for one in claim.participants:
        known = is_named(one.actor)
        (armed if known else others).add(
            one.actor.name if known else one.actor.actor_type
        )
    met = [*combinations(sorted(armed), 2)]
    met = met or [(a, o) for a in sorted(armed) for o in sorted(others)]
    return [f"{a} / {b}" for a, b in met[:_MOST_SIDES]]


def _alone(claim: EventClaim) -> list[str]:
    """Armed actors of a name, for claims that do not say whom they met."""
    named = {p.actor.name for p in claim.participants if is_named(p.actor)}
    return sorted(named)[:_MOST_SIDES]
