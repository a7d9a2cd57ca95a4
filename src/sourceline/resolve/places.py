"""From the place phrases of one report to points: all of them decided together.

A name that several places carry goes to the one that fits the report: its country and
province by the votes of the other names, the other places near it, its size. Relative
phrases are computed. A place that the index lacks stands on the named place that the
report puts around it, with a precision and a radius that say so.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sourceline.model.claims import Place, Relation, TextSpan
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
    Gazetteer,
    distance_km,
)
from sourceline.resolve.place_phrases import (
    AT,
    BEARINGS,
    BORDER,
    CAPITAL,
    GENERIC,
    LINE,
    NEAR,
    OFFSET,
    PART,
    Reading,
    read_phrase,
)
from sourceline.resolve.romanise import fold

Phrase = tuple[str, TextSpan | None]

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

_KIND_WEIGHT = {
    COUNTRY: 2.0,
    ADMIN1: -0.7,
    REGION: 2.4,
    WATER: 2.0,
    DISTRICT: -0.5,
    VILLAGE: -0.9,
}
_POINTS = frozenset([SETTLEMENT, VILLAGE, QUARTER, FACILITY, DISTRICT])
_GRADE_COST = (0.0, 0.25, 1.0, 2.6)
_SIZE, _COUNTRY, _UNIT, _CLOSE, _AROUND = 0.6, 3.0, 0.9, 1.6, 2.5
_HOME, _COUNTRY_VOTE, _FEW_VOTES, _MOST_COUNTRIES = 1.5, 0.5, 0.2, 3
_UNIT_FIT = 2.5
_UNIT_MISFIT = {"district": 0.0, "county": 0.0}
_LEAST = 3.5
_CLOSE_KM = 120.0
_ROUNDS = 2
_KEPT = 12
_UNKNOWN_SIZE = 5000
_LONG_NAME, _RARE, _CONCAVE = 6, 0.8, 0.5
_NEAR_KM, _DISTRICT_KM, _NEIGHBOUR_KM, _DIRECTION_KM = 15.0, 25.0, 60.0, 12.0
_SHORT_LINE_KM = 50.0
_GAP = 70
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What is known of a report beside its place phrases.

    Attributes:
        country: the publisher's country, ISO 3166 alpha-2.
        dateline: text of the dateline ("MARIB, Yemen").
        text: the report's text, which the phrases' spans count in; without it the
            words between two phrases are not read.
    """

    country: str | None = None
    dateline: str | None = None
    text: str = ""


@dataclass(slots=True)
class _Name:
    """One name of the report with the places that it may mean."""

    tries: tuple[str, ...]
    unit: str | None
    entries: list[tuple[Entry, int]]
    around: set[str] = field(default_factory=set)
    chosen: tuple[Entry, int] | None = None
    votes: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Report:
    """The names of one report, and what they say together."""

    context: PlaceContext
    index: Gazetteer
    names: dict[str, _Name] = field(default_factory=dict)
    votes: dict[str, float] = field(default_factory=dict)

    def count(self) -> None:
        """Add up the votes of names and publisher."""
        self.votes = {}
        if self.context.country:
            self.votes[self.context.country] = _HOME
        for name in self.names.values():
            for country, weight in name.votes.items():
                self.votes[country] = self.votes.get(country, 0.0) + weight

    def leading(self) -> str | None:
        """The country with most votes."""
        ranked = sorted(self.votes.items(), key=lambda kv: (-kv[1], kv[0]))
        return ranked[0][0] if ranked else None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A phrase with its reading and the place that the words around it name."""

    text: str
    span: TextSpan | None
    reading: Reading
    outer: Reading | None = None


def resolve_places(
    phrases: Sequence[Phrase], context: PlaceContext, index: Gazetteer
) -> list[Place]:
    """Places of one report.

    Args:
        phrases: words and span of each mention, in the order of the text.
        context: publisher, dateline, text.
        index: the place index.

    Returns:
        One place a phrase, in order. A phrase that nothing places has ``lat``,
        ``lon`` and ``gazetteer_name`` None, precision 6 and the report's country.
    """
    seen = _with_gaps([_Seen(t, s, read_phrase(t)) for t, s in phrases], context.text)
    report = _Report(context, index)
    _collect(report, seen)
    _decide(report)
    placed: list[Place | None] = [_placed(report, s) for s in seen]
    for n in range(len(seen)):
        if placed[n] is None:
            placed[n] = _by_surroundings(report, seen, placed, n)
    return [p or _nowhere(report, s) for p, s in zip(placed, seen, strict=True)]


# --- words between phrases -----------------------------------------------------------

_JOIN = re.compile(
    r"^\s*,?\s*\(?(?:(?:an?|the|also|itself|lying|located|situated|some|just|both|well)\s+)*"
    r"(?:(?:\w+\s+){0,2}(?:village|town|hamlet|district|suburb|community|settlement|city|"
    r"area|neighbou?rhood|quarter|commune|camp|place|locality)s?\s*,?\s*)?"
    r"(?P<how>in|of|near|outside|from|close to|inside|within|on the edge of|around|at)?"
    r"\s*(?:(?:the|northern|southern|eastern|western|central|nearby|neighbou?ring|"
    r"[\w-]+ern)\s+)*(?:province|state|town|city|village|district|region|county|"
    r"governorate|department|commune|territory|capital)?\s*(?:of\s+)?$",
    re.IGNORECASE,
)
_MEASURED = re.compile(r"^\s*[,(]?\s*(?P<words>(?:about |some |around )?\d+.{2,50})$")


def _with_gaps(seen: list[_Seen], text: str) -> list[_Seen]:
    """Phrases with the place that the words after them put around them."""
    out = []
    for n, one in enumerate(seen):
        following = seen[n + 1] if n + 1 < len(seen) else None
        if following and one.span and following.span and text:
            gap = text[one.span.end : following.span.start]
            outer = _outer(gap, following)
            out.append(replace(one, outer=outer))
        else:
            out.append(one)
    return out


def _outer(gap: str, following: _Seen) -> Reading | None:
    """What "…, 12 km from " or ", a village in " before a place says."""
    if len(gap) > _GAP or "\n" in gap or not following.reading.names:
        return None
    if match := _MEASURED.match(gap):
        reading = read_phrase(match["words"] + " " + following.text)
        return reading if reading.manner == OFFSET and reading.names else None
    match = _JOIN.match(gap)
    if not match or not gap.strip():
        return None
    if match["how"] or (gap.strip() in {",", "("} and following.reading.unit):
        return following.reading
    return None


# --- names and their candidates ------------------------------------------------------


def _collect(report: _Report, seen: Sequence[_Seen]) -> None:
    """Every name once, with the candidates that the index has for it."""
    for one in seen:
        readings = [one.reading] + ([one.outer] if one.outer else [])
        for reading in readings:
            for tries in reading.names:
                _add(report, tries, reading.unit)
            for outer, unit in reading.within:
                _add(report, outer, unit)
    for words in re.split(r"[,/()]| - ", report.context.dateline or ""):
        if words.strip():
            _add(
                report,
                tuple(dict.fromkeys((words.strip(), words.strip().title()))),
                None,
            )
    for name in report.names.values():
        name.votes = _first_votes(name)
    report.count()
    countries = _countries(report)
    for name in report.names.values():
        _fill(report, name, countries)
    for one in seen:
        _bind(report, one)


def _key(tries: tuple[str, ...], unit: str | None) -> str:
    return fold(tries[0]) + "|" + (unit or "")


def _add(report: _Report, tries: tuple[str, ...], unit: str | None) -> None:
    key = _key(tries, unit)
    if key not in report.names:
        report.names[key] = _Name(tries, unit, _candidates(report, tries, unit, ()))


def _fill(report: _Report, name: _Name, countries: tuple[str, ...]) -> None:
    """Spellings that are only alike, in the countries of the report."""
    if not any(e.country in countries for e, _ in name.entries):
        name.entries = _candidates(report, name.tries, name.unit, countries)


def _candidates(
    report: _Report,
    tries: tuple[str, ...],
    unit: str | None,
    countries: tuple[str, ...],
) -> list[tuple[Entry, int]]:
    """Entries of the first spelling that has any, with the number of that spelling; a
    shorter spelling is tried only where the longer has none.
    """
    for n, words in enumerate(tries):
        if not words:
            continue
        found = (
            report.index.find(words, countries)
            if countries
            else (
                tuple(e for e in report.index.find(words, ("",)) if e.grade < 2)  # noqa: PLR2004
            )
        )
        fitting = [e for e in found if _fits(e, unit)]
        if not fitting and unit not in ("town", "area"):
            fitting = list(found)
        if fitting:
            best = sorted(fitting, key=lambda e: (-_prior(e), e.id))[:_KEPT]
            inside = [e for e in fitting if e.country in countries and e not in best]
            return [(e, n) for e in (*best, *inside[:_KEPT])]
    return []


def _fits(entry: Entry, unit: str | None) -> bool:
    if unit == "admin1":
        return entry.kind in (ADMIN1, REGION)
    if unit == "water":
        return entry.kind == WATER
    if unit == "area":
        return entry.kind in (COUNTRY, ADMIN1)
    if unit == "town":
        return entry.kind not in (COUNTRY, REGION, ADMIN1)
    return True


def _prior(entry: Entry) -> float:
    """How likely the place is meant where nothing is known of the report."""
    return (
        _SIZE * math.log10((entry.population or _UNKNOWN_SIZE) + 30)
        + _KIND_WEIGHT.get(entry.kind, 0.0)
        - _GRADE_COST[entry.grade]
    )


def _bind(report: _Report, one: _Seen) -> None:
    """Tell a name which names the report puts around it."""
    inner = one.reading
    outers = [_key(w, unit) for w, unit in inner.within]
    if one.outer:
        outers += [_key(t, one.outer.unit) for t in one.outer.names]
    for tries in inner.names:
        name = report.names[_key(tries, inner.unit)]
        name.around.update(outers)


# --- deciding together ---------------------------------------------------------------


def _first_votes(name: _Name) -> dict[str, float]:
    """One name's vote for countries, shared out by how likely each is."""
    best: dict[str, float] = {}
    for entry, _ in name.entries:
        if entry.country:
            known = best.get(entry.country, -9.0)
            best[entry.country] = max(known, _prior(entry))
    if not best:
        return {}
    top = max(best.values())
    weights = {c: math.exp(2.0 * (v - top)) for c, v in best.items()}
    # A country's own name is often an actor's or a capital's: a weaker vote.
    share = _COUNTRY_VOTE if any(e.kind == COUNTRY for e, _ in name.entries) else 1.0
    total = sum(weights.values())
    return {c: share * w / total for c, w in weights.items()}


def _countries(report: _Report) -> tuple[str, ...]:
    """Countries where less alike spellings are sought: the report's, best first."""
    ranked = sorted(report.votes.items(), key=lambda kv: (-kv[1], kv[0]))
    enough = _FEW_VOTES * ranked[0][1] if ranked else 0.0
    out = [c for c, v in ranked if v > enough][:_MOST_COUNTRIES]
    home = report.context.country
    return tuple(dict.fromkeys([*out, *([home] if home else [])]))


def _decide(report: _Report) -> None:
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
    report: _Report, name: _Name, points: Sequence[Entry], units: set[str]
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


def _others_support(report: _Report, name: _Name) -> dict[str, float]:
    """The countries' votes without the name's own, the strongest 1."""
    votes = {
        c: v - name.votes.get(c, 0.0)
        for c, v in report.votes.items()
        if v - name.votes.get(c, 0.0) > 1e-9  # noqa: PLR2004
    }
    top = max(1.0, max(votes.values(), default=1.0))
    return {c: (v / top) ** _CONCAVE for c, v in votes.items()}


def _score(
    name: _Name, entry: Entry, others: Sequence[Entry], units: set[str]
) -> float:
    score = _prior(entry)
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
    return _fits(entry, unit)


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


def _around_score(report: _Report, name: _Name, entry: Entry) -> float:
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


def _vote(name: _Name) -> dict[str, float]:
    """The vote of a name that has chosen."""
    if not name.chosen or not name.chosen[0].country:
        return {}
    entry = name.chosen[0]
    return {entry.country: _COUNTRY_VOTE if entry.kind == COUNTRY else 1.0}


# --- from names to places ------------------------------------------------------------


def _choice(
    report: _Report, tries: tuple[str, ...], unit: str | None
) -> tuple[Entry, int] | None:
    name = report.names.get(_key(tries, unit))
    return name.chosen if name else None


def _placed(report: _Report, one: _Seen) -> Place | None:
    """The place of a phrase whose own names the index has."""
    reading = one.reading
    if reading.manner == GENERIC or not reading.names:
        return None
    found = [_choice(report, t, reading.unit) for t in reading.names]
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
    return _related(one, reading, entry, rank)


def _capital_of(report: _Report, one: _Seen, entry: Entry) -> Place | None:
    if entry.kind == COUNTRY:
        capital = report.index.capital(entry.country)
    elif entry.kind == ADMIN1:
        capital = report.index.seat(entry.unit)
    else:
        capital = entry
    return _base(one, capital) if capital else None


def _related(one: _Seen, reading: Reading, entry: Entry, rank: int) -> Place:
    if reading.manner == OFFSET:
        return _offset(one, reading, entry)
    if reading.manner == NEAR:
        return _beside(one, entry)
    if reading.manner == PART and _is_part(reading, rank):
        return _part_of(one, reading, entry)
    if reading.facility and rank > 0:
        return _beside(one, entry)
    return _whole(one, reading, entry)


def _is_part(reading: Reading, rank: int) -> bool:
    """Whether the spelling found is the one without the word for the part."""
    return rank > reading.names[0].index("") if "" in reading.names[0] else True


def _base(one: _Seen, entry: Entry) -> Place:
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


def _whole(one: _Seen, reading: Reading, entry: Entry) -> Place:
    """The place itself; a district that only its town stands for reaches further."""
    place = _base(one, entry)
    if reading.unit == "district" and entry.kind in (SETTLEMENT, VILLAGE):
        return replace(place, precision=IN_DISTRICT, radius_km=_DISTRICT_KM)
    if reading.unit == "admin1" and entry.kind in (SETTLEMENT, VILLAGE):
        return replace(place, precision=IN_PROVINCE, radius_km=_NEIGHBOUR_KM)
    return place


def _beside(one: _Seen, entry: Entry) -> Place:
    place = _base(one, entry)
    relation = Relation(None, None, entry.name, one.text)
    return replace(
        place,
        relation=relation,
        precision=max(NEAR_PLACE, place.precision),
        radius_km=entry.radius_km + _NEAR_KM,
    )


def _offset(one: _Seen, reading: Reading, entry: Entry) -> Place:
    """The point of "30 km south of X"; without a direction X with that radius."""
    km, direction = reading.kilometres, reading.direction
    far = km if km is not None else _DIRECTION_KM + entry.radius_km / 2
    if direction:
        lat, lon = moved(entry.lat, entry.lon, far, BEARINGS[direction])
        radius = entry.radius_km / 2 + (0.25 * far if km is not None else far)
    else:
        lat, lon, radius = entry.lat, entry.lon, far + entry.radius_km / 2
    return replace(
        _base(one, entry),
        relation=Relation(km, direction, entry.name, one.text),
        lat=round(lat, 4),
        lon=round(lon, 4),
        precision=max(NEAR_PLACE, PRECISION[entry.kind]),
        radius_km=round(max(2.0, radius), 1),
    )


def _part_of(one: _Seen, reading: Reading, entry: Entry) -> Place:
    """Northern X: of an area half way to that edge, of a town the town."""
    place = _base(one, entry)
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


def _border_of(report: _Report, one: _Seen, entries: Sequence[Entry]) -> Place | None:
    """The border with a country, on the report's side: the town beside it or, where
    only countries are named, the line between them.
    """
    if entries[0].kind != COUNTRY:
        return _beside(one, entries[0])
    home = report.leading()
    if len(entries) > 1 or home is None or home == entries[0].country:
        return _between(one, entries)
    return None


def _between(one: _Seen, entries: Sequence[Entry]) -> Place:
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
        _base(one, first),
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


# --- what no list holds --------------------------------------------------------------

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


def _by_surroundings(
    report: _Report, seen: Sequence[_Seen], placed: Sequence[Place | None], n: int
) -> Place | None:
    """The place by what the report names around it, the surest first."""
    one = seen[n]
    return (
        _by_outer(report, one)
        or _by_noun(report, one, placed, n)
        or _by_neighbour(report, seen, placed, n)
    )


def _by_outer(report: _Report, one: _Seen) -> Place | None:
    """Y of "X, in Y district" or "X, 12 km from Y", as precise as that relation."""
    for outer, unit in one.reading.within:
        if choice := _choice(report, outer, unit):
            return _standing_on(one, Reading(AT, unit=unit), choice[0])
    if one.outer and one.outer.names:
        choice = _choice(report, one.outer.names[0], one.outer.unit)
        if choice and one.outer.manner == OFFSET:
            return _offset(one, one.outer, choice[0])
        if choice:
            return _standing_on(one, one.outer, choice[0])
    return None


def _standing_on(one: _Seen, reading: Reading, entry: Entry) -> Place:
    place = _whole(one, reading, entry)
    if place.precision > EXACT_PLACE:
        return place
    relation = Relation(None, None, entry.name, one.text)
    return replace(
        place,
        relation=relation,
        precision=NEAR_PLACE,
        radius_km=max(_DISTRICT_KM, entry.radius_km),
    )


def _by_noun(
    report: _Report,
    one: _Seen,
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


def _seat(report: _Report, one: _Seen, last: Place) -> Place | None:
    """What "the provincial capital" means: the seat of the unit that was named last."""
    for name in reversed(list(report.names.values())):
        entry = name.chosen[0] if name.chosen else None
        if entry and (entry.country, entry.admin1) == (last.country, last.admin1):
            seat = report.index.seat(entry.unit)
            reading = replace(one.reading, manner=_manner(one.reading))
            return _related(one, reading, seat, 0) if seat else None
    return None


def _of_country(report: _Report, one: _Seen) -> Place | None:
    country = report.leading()
    entry = report.index.capital(country) if country else None
    if entry is None:
        return None
    if _CAPITAL_NOUN.search(one.reading.noun):
        return _related(
            one, replace(one.reading, manner=_manner(one.reading)), entry, 0
        )
    place = _base(one, entry)
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


def _from_last(one: _Seen, last: Place) -> Place | None:
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
        return replace(place, precision=IN_PROVINCE, radius_km=_NEIGHBOUR_KM)
    return replace(
        place,
        relation=Relation(None, None, last.gazetteer_name or last.name, one.text),
        precision=max(NEAR_PLACE, last.precision),
        radius_km=(last.radius_km or 0.0) + _NEAR_KM,
    )


def _shifted(one: _Seen, last: Place, lat: float, lon: float) -> Place:
    reading = one.reading
    far = reading.kilometres if reading.kilometres is not None else _DIRECTION_KM
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
    report: _Report, seen: Sequence[_Seen], placed: Sequence[Place | None], n: int
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
        radius_km=max(_NEIGHBOUR_KM, place.radius_km or 0.0),
    )


def _gap(a: TextSpan | None, b: TextSpan | None, n: int, m: int) -> int:
    """Characters between two phrases, or phrases between where spans are unknown."""
    if a is None or b is None:
        return abs(n - m)
    return max(b.start - a.end, a.start - b.end)


def _nowhere(report: _Report, one: _Seen) -> Place:
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
