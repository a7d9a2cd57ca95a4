"""How exactly a public release says where something was.

Everything it says of a place comes from the gazetteer, found by the record's gazetteer
id; the record itself only says which place, how far from it and how surely. So no
address and no point of a house can pass, whatever field of the record holds it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sourceline.export.country_codes import countries
from sourceline.model.claims import Place, Relation
from sourceline.release import reasons
from sourceline.release.profiles import Profile
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
)

WITHHELD = "place withheld"
_PRECISION = {
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
_DIGITS = {1: 2, 2: 2, 3: 1, 4: 1, 5: 0, 6: 0, 7: 0}
"""Decimals that a place of each precision bears at most."""
_RADIUS_KM = {1: 5.0, 2: 25.0, 3: 50.0, 4: 150.0, 5: 400.0, 6: 1000.0, 7: 300.0}
"""How far a place of each precision may lie off where its record does not say."""
_NEAR, _DISTRICT, _PROVINCE, _NATION = 2, 3, 4, 6
_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_DEGREE_KM = 111.2
_DIRECTIONS = frozenset("N NE NNE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split())


class PlaceIndex(Protocol):
    """What is asked of the gazetteer."""

    def find(self, name: str, countries: Sequence[str] = ()) -> tuple[Entry, ...]:
        """Places that the name may mean."""
        ...


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A place as a release shows it, and why parts of it are other than the record's.

    Attributes:
        place: None where not even the country may be said.
        reasons: field and reason code.
    """

    place: Place | None
    reasons: tuple[tuple[str, str], ...]


def public_place(
    found: Place, index: PlaceIndex, profile: Profile, coarser: str | None = None
) -> PublicPlace:
    """The place as coarse as the profile demands.

    Args:
        found: the record's.
        index: the gazetteer.
        profile: says how fine points may be.
        coarser: the reason code for going up one administrative level; None to stay.
    """
    entry = _entry(found, index)
    if coarser is not None:
        shown = _level_up(found, entry, index)
        said = ((field, coarser) for field in _changed(found, shown))
        return PublicPlace(shown, tuple(said))
    if entry is None:
        shown = _unlisted(found, index, profile)
    elif found.relation is not None:
        shown = _beside(found, found.relation, entry, profile)
    else:
        shown = _named(found, entry, profile)
    name = reasons.UNKNOWN_PLACE if entry is None else reasons.WORDS
    words = {"name": name, "gazetteer_name": name, "relation": reasons.WORDS}
    told = ((f, words.get(f, reasons.PLACE)) for f in _changed(found, shown))
    return PublicPlace(shown, tuple(told))


def _changed(found: Place, shown: Place | None) -> list[str]:
    """Fields that the record has and the release shows otherwise. Spans are withheld
    from all records alike.
    """
    fields = [f for f in Place.__dataclass_fields__ if f != "span"]
    if shown is None:
        return [f for f in fields if getattr(found, f) is not None]
    return [
        f
        for f in fields
        if getattr(found, f) is not None and getattr(found, f) != getattr(shown, f)
    ]


# --- which place ----------------------------------------------------------------------


def _entry(found: Place, index: PlaceIndex) -> Entry | None:
    """The gazetteer's entry of the record's id."""
    if found.gazetteer_id is None or not found.gazetteer_name:
        return None
    near = (found.country,) if found.country else ()
    listed = index.find(found.gazetteer_name, near)
    return next((e for e in listed if e.id == found.gazetteer_id), None)


def _province(name: str | None, country: str, index: PlaceIndex) -> Entry | None:
    if not name:
        return None
    listed = index.find(name, (country,))
    here = [e for e in listed if e.kind == ADMIN1 and e.country == country]
    return next((e for e in here if e.name == name), None)


def _nation(country: str | None, index: PlaceIndex) -> Entry | None:
    known = countries().get(country or "")
    if known is None:
        return None
    listed = [*index.find(known.acled_name), *index.find(known.ucdp_name)]
    fit = [e for e in listed if e.kind == COUNTRY and e.country == country]
    return next(iter(fit), None)


# --- how exactly ----------------------------------------------------------------------


def _named(found: Place, entry: Entry, profile: Profile) -> Place:
    """The gazetteer's point of the named place, as fine as place and evidence are."""
    precision = max(_code(found), _PRECISION[entry.kind])
    radius = max(_radius(found), entry.radius_km)
    digits = min(profile.digits, _DIGITS[precision], _digits(radius))
    return _placed(entry, precision, radius, digits)


def _placed(entry: Entry, precision: int, radius: float, digits: int) -> Place:
    cell = 10.0**-digits
    return Place(
        entry.name,
        entry.name,
        entry.id,
        None,
        entry.admin1 if entry.kind not in (COUNTRY, ADMIN1) else _own(entry),
        entry.country or None,
        round(entry.lat, digits),
        round(entry.lon, digits),
        precision,
        _reach(radius, cell),
    )


def _own(entry: Entry) -> str | None:
    return entry.name if entry.kind == ADMIN1 else None


def _beside(found: Place, relation: Relation, entry: Entry, profile: Profile) -> Place:
    """Near a named place: a point of the grid, and the relation in our words."""
    far = relation.kilometres
    km = None if far is None or far - far != 0 else float(round(far))
    direction = relation.direction if relation.direction in _DIRECTIONS else None
    words = [f"{km:.0f} km" if km is not None else "", direction or ""]
    link = "of" if direction else "near" if km is None else "from"
    told = " ".join(w for w in (*words, link) if w)
    radius = max(_radius(found), entry.radius_km)
    base = _placed(entry, max(_NEAR, _code(found)), radius, 0)
    lat, lon, reach = _on_grid(found, radius, profile)
    return Place(
        base.name,
        base.gazetteer_name,
        base.gazetteer_id,
        Relation(km, direction, entry.name, f"{told} {entry.name}"),
        base.admin1,
        base.country,
        lat,
        lon,
        base.precision,
        reach,
    )


def _unlisted(found: Place, index: PlaceIndex, profile: Profile) -> Place | None:
    """A place that the gazetteer lacks: its province and country, where it lists
    those, and a point of the grid.
    """
    country = found.country if found.country in countries() else None
    province = _province(found.admin1, country, index) if country else None
    lat, lon, reach = _on_grid(found, _radius(found), profile)
    if country is None and lat is None:
        return None
    return Place(
        WITHHELD,
        None,
        None,
        None,
        province.name if province else None,
        country,
        lat,
        lon,
        max(_NEAR, _code(found)),
        reach,
    )


def _level_up(found: Place, entry: Entry | None, index: PlaceIndex) -> Place | None:
    """The next administrative level that the record names: of a town or district its
    province, of anything wider its country.
    """
    code = _code(found) if entry is None else max(_code(found), _PRECISION[entry.kind])
    country = entry.country if entry is not None else found.country
    if country not in countries():
        return None
    admin1 = found.admin1 if entry is None else entry.admin1
    if code <= _DISTRICT and (up := _province(admin1, country, index)):
        return _whole(up, _PROVINCE)
    if up := _nation(country, index):
        return _whole(up, _NATION)
    name = countries()[country].acled_name
    return Place(name, None, None, None, None, country, None, None, _NATION, None)


def _whole(entry: Entry, precision: int) -> Place:
    digits = min(_DIGITS[precision], _digits(entry.radius_km))
    return _placed(entry, precision, entry.radius_km, digits)


# --- figures --------------------------------------------------------------------------


def _code(found: Place) -> int:
    return found.precision if found.precision in _RADIUS_KM else _NATION


def _radius(found: Place) -> float:
    """Kilometres that the record itself is unsure by."""
    said = found.radius_km
    return said if said is not None and said - said == 0 else _RADIUS_KM[_code(found)]


def _digits(radius: float) -> int:
    """Decimals of a degree whose last unit is no finer than the radius: 2 below 11 km,
    1 below 111 km, else none.
    """
    for digits in (1, 0):
        if radius < _DEGREE_KM * 10.0**-digits:
            return digits + 1
    return 0


def _on_grid(
    found: Place, radius: float, profile: Profile
) -> tuple[float | None, float | None, float]:
    """The middle of the grid's cell that holds the record's point, and how far from it
    the true place may lie. The grid never moves, so that many releases together tell no
    more than one.
    """
    least = max(radius / _DEGREE_KM, profile.grid_degrees)
    step = next((s for s in _STEPS if s >= least), _STEPS[-1])
    reach = _reach(radius, step)
    if found.lat is None or found.lon is None:
        return None, None, reach
    if not (abs(found.lat) <= 90 and abs(found.lon) <= 180):  # noqa: PLR2004
        return None, None, reach
    return _middle(found.lat, step, 90.0), _middle(found.lon, step, 180.0), reach


def _middle(degrees: float, step: float, most: float) -> float:
    middle = (math.floor(round(degrees / step, 9)) + 0.5) * step
    return round(max(-most, min(most, middle)), 2)


def _reach(radius: float, cell: float) -> float:
    """The radius, and how far at most a point moves inside a cell: its half diagonal.
    How far it did move would tell where it was.
    """
    return float(math.ceil(radius + cell * _DEGREE_KM / math.sqrt(2)))
