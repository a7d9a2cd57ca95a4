"""Which place is meant: keys that two mentions share, districts and their towns."""

import re
import unicodedata
from functools import lru_cache
from math import cos, hypot, radians

from sourceline.model.claims import Place

_DISTRICT, PROVINCE = 3, 4
_KM_PER_DEGREE = 111.2
_NOT_LETTERS = re.compile(r"[\W_]+")


def place_key(place: Place) -> str:
    """What two mentions of one place share.

    The gazetteer's id where the point is the place itself; else ("30 km south of X",
    a village that the gazetteer lacks) name, first-level unit and country, folded.
    """
    if place.gazetteer_id and place.relation is None:
        return place.gazetteer_id
    parts = [place.name, place.admin1 or "", place.country or ""]
    common_noun = place.name == place.name.lower()
    if place.relation is not None and common_noun:
        parts.append(place.relation.of)
    return "|".join(folded(p) for p in parts)


def area_of(place: Place) -> str:
    """The first-level unit that a place lies in: whose towns and districts are held
    against each other.
    """
    return f"{place.country or ''}|{place.admin1 or ''}"


@lru_cache(maxsize=1 << 16)
def folded(name: str) -> str:
    """A name without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_LETTERS.sub(" ", letters).strip()


def is_unit(place: Place) -> bool:
    """A district or province itself, not a place that is known only by its province."""
    at_unit = place.precision in {_DISTRICT, PROVINCE} and bool(place.admin1)
    return at_unit and place.gazetteer_id is not None and place.relation is None


def lies_in(town: Place, around: Place) -> bool:
    """Whether a town of the same first-level unit lies in the district; the unit itself
    holds all of its towns.
    """
    if around.precision == PROVINCE:
        return True
    here, there = (town.lat, town.lon), (around.lat, around.lon)
    if None in here or None in there or around.radius_km is None:
        return False
    return _km(town, around) <= around.radius_km


def _km(one: Place, other: Place) -> float:
    lat, lon = one.lat or 0.0, one.lon or 0.0
    across = ((other.lon or 0.0) - lon) * cos(radians(lat))
    return hypot((other.lat or 0.0) - lat, across) * _KM_PER_DEGREE
