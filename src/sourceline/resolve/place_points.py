"""Points for phrases whose names are chosen: the place itself, beside it, at a distance
from it, between two.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from sourceline.model.claims import Place, Relation
from sourceline.resolve.gazetteer import (
    ADMIN1,
    COUNTRY,
    DISTRICT,
    FACILITY,
    QUARTER,
    REGION,
    SETTLEMENT,
    VILLAGE,
    WATER,
    Entry,
    distance_km,
)
from sourceline.resolve.place_candidates import Report, choice
from sourceline.resolve.place_mentions import Seen
from sourceline.resolve.place_phrases import (
    BEARINGS,
    BORDER,
    CAPITAL,
    GENERIC,
    LINE,
    NEAR,
    OFFSET,
    PART,
    Reading,
)

PRECISION = {
    SETTLEMENT: 1,
    VILLAGE: 1,
    QUARTER: 1,
    FACILITY: 1,
    DISTRICT: 3,
    ADMIN1: 4,
    REGION: 5,
    COUNTRY: 6,
    WATER: 7,
}
"""UCDP where_prec of a place by its kind."""

EXACT_PLACE, NEAR_PLACE, IN_DISTRICT, IN_PROVINCE, WIDER, WHOLE_COUNTRY = (
    1,
    2,
    3,
    4,
    5,
    6,
)
"""UCDP where_prec codes 1 to 6."""

NEAR_KM, DISTRICT_KM, NEIGHBOUR_KM, DIRECTION_KM = 15.0, 25.0, 60.0, 12.0
"""How far "near" reaches, a district that only its town stands for, a province that
does so, and a direction without a distance."""

_SHORT_LINE_KM = 50.0


def placed_by_name(report: Report, one: Seen) -> Place | None:
    """The place of a phrase whose own names the index has."""
    reading = one.reading
    if reading.manner == GENERIC or not reading.names:
        return None
    found = [choice(report, t, reading.unit) for t in reading.names]
    entries = [f[0] for f in found if f]
    if not entries:
        return None
    if reading.manner == BORDER and entries[-1].kind == COUNTRY:
        return _border_of(report, one, entries)
    if reading.manner in (LINE, BORDER):
        return _between(one, entries)
    entry, rank = next(f for f in found if f)
    if reading.manner == CAPITAL:
        return _capital_of(report, one, entry)
    return related(one, reading, entry, rank)


def _capital_of(report: Report, one: Seen, entry: Entry) -> Place | None:
    if entry.kind == COUNTRY:
        capital = report.index.capital(entry.country)
    elif entry.kind == ADMIN1:
        capital = report.index.seat(entry.unit)
    else:
        capital = entry
    return base(one, capital) if capital else None


def related(one: Seen, reading: Reading, entry: Entry, rank: int) -> Place:
    """The place that lies to a chosen one as the phrase says."""
    if reading.manner == OFFSET:
        return offset(one, reading, entry)
    if reading.manner == NEAR:
        return _beside(one, entry)
    if reading.manner == PART and _is_part(reading, rank):
        return _part_of(one, reading, entry)
    if reading.facility and rank > 0:
        return _beside(one, entry)
    return whole(one, reading, entry)


def _is_part(reading: Reading, rank: int) -> bool:
    """Whether the spelling found is the one without the word for the part."""
    return rank > reading.names[0].index("") if "" in reading.names[0] else True


def base(one: Seen, entry: Entry) -> Place:
    """The place as the index has it, under the phrase's words."""
    return Place(
        one.text,
        entry.name,
        entry.id,
        None,
        entry.admin1 if entry.kind != COUNTRY else None,
        entry.country or None,
        round(entry.lat, 4),
        round(entry.lon, 4),
        PRECISION[entry.kind],
        entry.radius_km,
        one.span,
    )


def whole(one: Seen, reading: Reading, entry: Entry) -> Place:
    """The place itself; a district that only its town stands for reaches further."""
    place = base(one, entry)
    if reading.unit == "district" and entry.kind in (SETTLEMENT, VILLAGE):
        return replace(place, precision=IN_DISTRICT, radius_km=DISTRICT_KM)
    if reading.unit == "admin1" and entry.kind in (SETTLEMENT, VILLAGE):
        return replace(place, precision=IN_PROVINCE, radius_km=NEIGHBOUR_KM)
    return place


def _beside(one: Seen, entry: Entry) -> Place:
    place = base(one, entry)
    relation = Relation(None, None, entry.name, one.text)
    return replace(
        place,
        relation=relation,
        precision=max(NEAR_PLACE, place.precision),
        radius_km=entry.radius_km + NEAR_KM,
    )


def offset(one: Seen, reading: Reading, entry: Entry) -> Place:
    """The point of "30 km south of X"; without a direction X with that radius."""
    km, direction = reading.kilometres, reading.direction
    far = km if km is not None else DIRECTION_KM + entry.radius_km / 2
    if direction:
        lat, lon = moved(entry.lat, entry.lon, far, BEARINGS[direction])
        radius = entry.radius_km / 2 + (0.25 * far if km is not None else far)
    else:
        lat, lon, radius = entry.lat, entry.lon, far + entry.radius_km / 2
    return replace(
        base(one, entry),
        relation=Relation(km, direction, entry.name, one.text),
        lat=round(lat, 4),
        lon=round(lon, 4),
        precision=max(NEAR_PLACE, PRECISION[entry.kind]),
        radius_km=round(max(2.0, radius), 1),
    )


def _part_of(one: Seen, reading: Reading, entry: Entry) -> Place:
    """Northern X: of an area half way to that edge, of a town the town."""
    place = base(one, entry)
    direction = reading.direction
    relation = Relation(None, direction, entry.name, one.text)
    place = replace(place, relation=relation)
    if entry.kind == COUNTRY:
        place = replace(place, precision=WIDER)
    if direction is None:
        return place
    lat, lon = moved(entry.lat, entry.lon, entry.radius_km / 2, BEARINGS[direction])
    if PRECISION[entry.kind] == EXACT_PLACE:
        return place
    return replace(
        place,
        lat=round(lat, 4),
        lon=round(lon, 4),
        radius_km=round(entry.radius_km * 0.7, 1),
    )


def _border_of(report: Report, one: Seen, entries: Sequence[Entry]) -> Place | None:
    """The border with a country, on the report's side: the town beside it or, where
    only countries are named, the line between them.
    """
    if entries[0].kind != COUNTRY:
        return _beside(one, entries[0])
    home = report.leading()
    if len(entries) > 1 or home is None or home == entries[0].country:
        return _between(one, entries)
    return None


def _between(one: Seen, entries: Sequence[Entry]) -> Place:
    """The middle of a line; with one end known, beside it."""
    first, last = entries[0], entries[-1]
    if first.id == last.id:
        beside = _beside(one, first)
        if PRECISION[first.kind] > IN_PROVINCE:
            return replace(beside, precision=WIDER, radius_km=first.radius_km)
        return beside
    length = distance_km(first.lat, first.lon, last.lat, last.lon)
    lat, lon = (first.lat + last.lat) / 2, (first.lon + last.lon) / 2
    near = length <= _SHORT_LINE_KM
    relation = Relation(None, None, f"{first.name} and {last.name}", one.text)
    return replace(
        base(one, first),
        relation=relation,
        admin1=first.admin1 if first.unit == last.unit else None,
        country=(first.country if first.country == last.country else None) or None,
        lat=round(lat, 4),
        lon=round(lon, 4),
        precision=NEAR_PLACE if near else WIDER,
        radius_km=round(length / 2 + first.radius_km / 2, 1),
    )


def moved(
    lat: float, lon: float, kilometres: float, bearing: float
) -> tuple[float, float]:
    """The point so far away in that direction.

    Args:
        lat: degrees north.
        lon: degrees east.
        kilometres: along the great circle.
        bearing: degrees clockwise from north.

    Returns:
        Degrees north and east, east within -180 to 180.
    """
    arc, course = kilometres / 6371.0, math.radians(bearing)
    a, b = math.radians(lat), math.radians(lon)
    sine = math.sin(a) * math.cos(arc) + math.cos(a) * math.sin(arc) * math.cos(course)
    north = math.asin(max(-1.0, min(1.0, sine)))
    east = b + math.atan2(
        math.sin(course) * math.sin(arc) * math.cos(a),
        math.cos(arc) - math.sin(a) * math.sin(north),
    )
    return math.degrees(north), (math.degrees(east) + 540.0) % 360.0 - 180.0
