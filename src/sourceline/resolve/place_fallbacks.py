"""Places that no list holds: on what the report names around them, and how surely."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sourceline.model.claims import Place, Relation, TextSpan
from sourceline.resolve.gazetteer import Entry
from sourceline.resolve.place_candidates import Report, choice
from sourceline.resolve.place_mentions import Seen
from sourceline.resolve.place_phrases import (
    AT,
    BEARINGS,
    BORDER,
    GENERIC,
    OFFSET,
    Reading,
)
from sourceline.resolve.place_points import (
    DIRECTION_KM,
    DISTRICT_KM,
    EXACT_PLACE,
    IN_DISTRICT,
    IN_PROVINCE,
    NEAR_KM,
    NEAR_PLACE,
    NEIGHBOUR_KM,
    WHOLE_COUNTRY,
    base,
    moved,
    offset,
    related,
    whole,
)

_HERE = re.compile(
    r"\b(?:city|town|village|hamlet|settlement|community|locality|suburb|quarter|"
    r"neighbou?rhood|district)$"
)
_STATE = re.compile(r"\b(?:country|nation|homeland)$")
_CAPITAL_NOUN = re.compile(r"^(?:national )?capital(?: city)?$")
_SEAT = re.compile(
    r"\b(?:provincial|regional|state|district) capital$|^capital of the "
)
_UNIT_NOUN = re.compile(r"\b(?:province|state|region|governorate|department|oblast)$")


def by_surroundings(
    report: Report, seen: Sequence[Seen], placed: Sequence[Place | None], n: int
) -> Place | None:
    """The place by what the report names around it, the surest first."""
    one = seen[n]
    return (
        _by_outer(report, one)
        or _by_noun(report, one, placed, n)
        or _by_neighbour(report, seen, placed, n)
    )


def _by_outer(report: Report, one: Seen) -> Place | None:
    """Y of "X, in Y district" or "X, 12 km from Y", as precise as that relation."""
    for outer, unit in one.reading.within:
        if held := choice(report, outer, unit):
            return _standing_on(one, Reading(AT, unit=unit), held[0])
    if one.outer and one.outer.names:
        held = choice(report, one.outer.names[0], one.outer.unit)
        if held and one.outer.manner == OFFSET:
            return offset(one, one.outer, held[0])
        if held:
            return _standing_on(one, one.outer, held[0])
    return None


def _standing_on(one: Seen, reading: Reading, entry: Entry) -> Place:
    place = whole(one, reading, entry)
    if place.precision > EXACT_PLACE:
        return place
    relation = Relation(None, None, entry.name, one.text)
    return replace(
        place,
        relation=relation,
        precision=NEAR_PLACE,
        radius_km=max(DISTRICT_KM, entry.radius_km),
    )


def _by_noun(
    report: Report,
    one: Seen,
    placed: Sequence[Place | None],
    n: int,
) -> Place | None:
    """What "the capital", "the province", "12 km west of the town" mean here."""
    reading = one.reading
    if reading.names and reading.manner != BORDER:
        return None
    if _STATE.search(reading.noun) or _CAPITAL_NOUN.search(reading.noun):
        return _of_country(report, one)
    last = _last_named(placed, n, report.leading())
    if last is None:
        return None
    if reading.noun and _SEAT.search(reading.noun):
        return _seat(report, one, last)
    return _from_last(one, last)


def _seat(report: Report, one: Seen, last: Place) -> Place | None:
    """What "the provincial capital" means: the seat of the unit that was named last."""
    for name in reversed(list(report.names.values())):
        entry = name.chosen[0] if name.chosen else None
        if entry and (entry.country, entry.admin1) == (last.country, last.admin1):
            seat = report.index.seat(entry.unit)
            reading = replace(one.reading, manner=_manner(one.reading))
            return related(one, reading, seat, 0) if seat else None
    return None


def _of_country(report: Report, one: Seen) -> Place | None:
    country = report.leading()
    entry = report.index.capital(country) if country else None
    if entry is None:
        return None
    if _CAPITAL_NOUN.search(one.reading.noun):
        return related(one, replace(one.reading, manner=_manner(one.reading)), entry, 0)
    place = base(one, entry)
    return replace(
        place,
        gazetteer_name=None,
        gazetteer_id=None,
        admin1=None,
        lat=None,
        lon=None,
        precision=WHOLE_COUNTRY,
        radius_km=None,
    )


def _manner(reading: Reading) -> str:
    return AT if reading.manner == GENERIC else reading.manner


def _last_named(
    placed: Sequence[Place | None], n: int, country: str | None
) -> Place | None:
    """The nearest place named before (else after) that is no wider than a district,
    one of the report's country first.
    """
    for inside in (True, False):
        fitting = [
            m
            for m, p in enumerate(placed)
            if p and p.precision <= IN_DISTRICT and (p.country == country) == inside
        ]
        before = [m for m in fitting if m < n]
        if chosen := before[-1:] or fitting[:1]:
            return placed[chosen[0]]
    return None


def _from_last(one: Seen, last: Place) -> Place | None:
    """A phrase without a name of its own, hung on the last place."""
    if last.lat is None or last.lon is None:
        return None
    reading = one.reading
    place = replace(last, name=one.text, span=one.span)
    if reading.manner == OFFSET:
        return _shifted(one, last, last.lat, last.lon)
    if _HERE.search(reading.noun):
        return place
    if _UNIT_NOUN.search(reading.noun):
        return replace(place, precision=IN_PROVINCE, radius_km=NEIGHBOUR_KM)
    return replace(
        place,
        relation=Relation(None, None, last.gazetteer_name or last.name, one.text),
        precision=max(NEAR_PLACE, last.precision),
        radius_km=(last.radius_km or 0.0) + NEAR_KM,
    )


def _shifted(one: Seen, last: Place, lat: float, lon: float) -> Place:
    reading = one.reading
    far = reading.kilometres if reading.kilometres is not None else DIRECTION_KM
    radius = (last.radius_km or 0.0) / 2 + 0.25 * far
    if reading.direction:
        lat, lon = moved(lat, lon, far, BEARINGS[reading.direction])
    else:
        radius += 0.75 * far
    of = last.gazetteer_name or last.name
    return replace(
        last,
        name=one.text,
        span=one.span,
        relation=Relation(reading.kilometres, reading.direction, of, one.text),
        lat=round(lat, 4),
        lon=round(lon, 4),
        precision=max(NEAR_PLACE, last.precision),
        radius_km=round(max(2.0, radius), 1),
    )


def _by_neighbour(
    report: Report, seen: Sequence[Seen], placed: Sequence[Place | None], n: int
) -> Place | None:
    """A named place that nothing holds: the province of the place named next to it in
    the report's country, at that place's point. The precision says province, the
    relation says of what.
    """
    one, country = seen[n], report.leading()
    options = [
        (_gap(one.span, seen[m].span, n, m), m)
        for m, p in enumerate(placed)
        if p and m != n and p.precision <= IN_PROVINCE and p.country == country
    ]
    if not options:
        return None
    place = placed[min(options)[1]]
    if place is None:
        return None
    return replace(
        place,
        name=one.text,
        span=one.span,
        relation=Relation(None, None, place.gazetteer_name or place.name, one.text),
        precision=IN_PROVINCE,
        radius_km=max(NEIGHBOUR_KM, place.radius_km or 0.0),
    )


def _gap(a: TextSpan | None, b: TextSpan | None, n: int, m: int) -> int:
    """Characters between two phrases, or phrases between where spans are unknown."""
    if a is None or b is None:
        return abs(n - m)
    return max(b.start - a.end, a.start - b.end)


def nowhere(report: Report, one: Seen) -> Place:
    """Nothing but the country that the report's other places and its publisher say."""
    return Place(
        one.text,
        None,
        None,
        None,
        None,
        report.leading(),
        None,
        None,
        WHOLE_COUNTRY,
        None,
        one.span,
    )
