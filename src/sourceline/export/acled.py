"""Incidents in the columns of ACLED, one row an incident.

Columns and codes follow the ACLED codebook (2023). The rows are ours: their ids begin
with ``SL``, and what ACLED has no column for stands in ``sl_*`` columns after its own.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sourceline.export import speakers
from sourceline.export.country_codes import CountryCodes, countries
from sourceline.export.csv_file import write_rows
from sourceline.export.incident_notes import notes
from sourceline.export.material import Exported, ToldIncident, Written, told_incidents
from sourceline.export.numbering import Numbers
from sourceline.export.sides import CROWD, Side, sides
from sourceline.fuse.tolls import Vague, read_vague
from sourceline.model.claims import Casualty, DateRange, Place
from sourceline.model.incidents import Incident
from sourceline.resources import table

ACLED_COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type"),
    *("event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1"),
    *("actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location"),
    *("latitude", "longitude", "geo_precision", "source", "source_scale", "notes"),
    *("fatalities", "tags", "timestamp"),
)
COLUMNS = (
    *ACLED_COLUMNS,
    *("sl_best", "sl_low", "sl_high", "sl_wounded_low", "sl_wounded_high", "sl_grade"),
    *("sl_event_uri", "sl_urls", "adm1_pcode", "adm2_pcode"),
)
ACTOR_CODES = MappingProxyType(
    {
        "state forces": 1,
        "rebel group": 2,
        "political militia": 3,
        "unknown": 3,
        "identity militia": 4,
        "rioters": 5,
        "protesters": 6,
        "civilians": 7,
        "external forces": 8,
    }
)
"""ACLED codes a group that nobody can name as a political militia."""
TIME_PRECISION = MappingProxyType({1: 1, 2: 2, 3: 2, 4: 3})
"""UCDP date precision to ACLED's; 5 (wider than a month) has none."""

_ON_CIVILIANS = "Violence against civilians"
_DEMONSTRATIONS = frozenset({"Protests", "Riots"})
_VIOLENT_PROTEST = "Excessive force against protesters"
_UNIDENTIFIED = "Unidentified Armed Group"
_CROWD_NAMES = MappingProxyType(
    {"civilians": "Civilians", "protesters": "Protesters", "rioters": "Rioters"}
)
_NOT_PLACED = frozenset({6, 7})
_DISTRICT = 3
_SMALL_KM = 25.0
"""A district no wider than this is a small part of a region: precision 2."""
_GEO_PRECISION = MappingProxyType({1: 1, 2: 2, 3: 3, 4: 3, 5: 3})
_DAYS_OF_PRECISION = MappingProxyType({1: 1, 3: 7, 4: 31})
_YEAR_PRECISION = 5
_PLURAL = 3
"""Fatalities that ACLED codes for an unknown number of dead in a limited attack."""


@dataclass(frozen=True, slots=True)
class _Actor:
    """One column group: who, with whom, and the code of his kind; 0 for nobody."""

    name: str = ""
    allies: str = ""
    code: int = 0


def write(_kind: str, told: Exported, path: Path) -> Written:
    """Write one incident a row, in order of incident id."""
    left_out: Counter[str] = Counter()
    count = write_rows(path, COLUMNS, _rows(told, left_out))
    return Written(count, tuple(sorted(left_out.items())))


def _rows(told: Exported, left_out: Counter[str]) -> Iterator[dict[str, str]]:
    numbers = Numbers()
    for one in told_incidents(told):
        number = numbers.of(one.incident.id)
        if reason := _unfit(one.incident):
            left_out[reason] += 1
        else:
            yield acled_row(one, number)


def _unfit(incident: Incident) -> str | None:
    """Why ACLED would have no row for an incident, None where it would."""
    date, place = incident.date, incident.place
    if date is None or date.earliest is None or date.latest is None:
        return "no date"
    if date_precision(date) >= _YEAR_PRECISION:
        return "date not known to the month"
    if place is None or place.country not in countries():
        return "no country"
    if place.precision in _NOT_PLACED:
        return "place known to the country only, or on water or in the air"
    return None


def acled_row(one: ToldIncident, number: int) -> dict[str, str]:
    """The row of an incident that has a date within a month and a place in a country.

    Args:
        one: the incident and its claims.
        number: its whole number, for the id.
    """
    incident, place, date = one.incident, one.incident.place, one.incident.date
    if place is None or date is None or place.country is None:
        raise ValueError(incident.id)
    country = countries()[place.country]
    day = midpoint(date)
    first, second = _actors(incident, country.acled_name)
    return (
        {
            "event_id_cnty": f"SL{country.iso3}{number}",
            "event_date": day.isoformat(),
            "year": str(day.year),
            "time_precision": str(TIME_PRECISION[date_precision(date)]),
            "disorder_type": disorder_type(incident),
            "event_type": incident.event_type,
            "sub_event_type": incident.sub_event_type,
            "actor1": first.name,
            "assoc_actor_1": first.allies,
            "inter1": str(first.code),
            "actor2": second.name,
            "assoc_actor_2": second.allies,
            "inter2": str(second.code),
            "interaction": interaction(first.code, second.code),
            "civilian_targeting": _civilian_targeting(incident, first, second),
        }
        | _place_cells(place, country)
        | _told_cells(one, country)
        | _own_cells(one)
    )


def _place_cells(place: Place, country: CountryCodes) -> dict[str, str]:
    return {
        "iso": country.iso_numeric,
        "region": country.acled_region,
        "country": country.acled_name,
        "admin1": place.admin1 or "",
        "admin2": "",
        "admin3": "",
        "location": place.gazetteer_name or place.name,
        "latitude": "" if place.lat is None else f"{place.lat:.4f}",
        "longitude": "" if place.lon is None else f"{place.lon:.4f}",
        "geo_precision": str(geo_precision(place)),
    }


def _told_cells(one: ToldIncident, country: CountryCodes) -> dict[str, str]:
    dead = fatalities(one)
    last = speakers.last_publication(one.claims)
    return {
        "source": "; ".join(speakers.outlets(one.claims)),
        "source_scale": "",
        "notes": f"{notes(one, country.acled_name)} Fatalities coded as {dead}.",
        "fatalities": str(dead),
        "tags": "; ".join(_tags(one.incident)),
        "timestamp": "" if last is None else str(_unix(last)),
    }


def _own_cells(one: ToldIncident) -> dict[str, str]:
    deaths, wounded = one.incident.deaths, one.incident.wounded
    return {
        "sl_best": _figure(deaths.best),
        "sl_low": _figure(deaths.low),
        "sl_high": _figure(deaths.high),
        "sl_wounded_low": _figure(wounded.low),
        "sl_wounded_high": _figure(wounded.high),
        "sl_grade": one.incident.grade,
        "sl_event_uri": f"urn:sourceline:{one.incident.id}",
        "sl_urls": "; ".join(speakers.urls(one.claims)),
        "adm1_pcode": "",
        "adm2_pcode": "",
    }


# --- when and where -------------------------------------------------------------------


def date_precision(date: DateRange) -> int:
    """UCDP date precision, the coarser of what is said and what the range shows."""
    if date.earliest is None or date.latest is None:
        return _YEAR_PRECISION
    days = (date.latest - date.earliest).days + 1
    fits = (p for p, longest in _DAYS_OF_PRECISION.items() if days <= longest)
    return max(date.precision, next(fits, _YEAR_PRECISION))


def midpoint(date: DateRange) -> datetime.date:
    """The middle day of a range, the earlier of two.

    Raises:
        ValueError: the range is open.
    """
    if date.earliest is None or date.latest is None:
        raise ValueError("an open range has no middle")
    return date.earliest + (date.latest - date.earliest) // 2


def geo_precision(place: Place) -> int:
    """ACLED's geographic precision of a place in a country."""
    small = place.radius_km is not None and place.radius_km <= _SMALL_KM
    if place.precision == _DISTRICT and small:
        return 2
    return _GEO_PRECISION[place.precision]


# --- who ------------------------------------------------------------------------------


def interaction(code1: int, code2: int) -> str:
    """Two digits, the smaller first; one-sided events have a 0 after it."""
    present = sorted(code for code in (code1, code2) if code)
    return "".join(map(str, [*present, 0, 0][:2]))


def disorder_type(incident: Incident) -> str:
    """ACLED's disorder type of an incident's event type."""
    if incident.event_type == "Strategic developments":
        return "Strategic developments"
    if incident.sub_event_type == _VIOLENT_PROTEST:
        return "Political violence; Demonstrations"
    peaceful = incident.sub_event_type == "Violent demonstration"
    if incident.event_type == "Protests" or peaceful:
        return "Demonstrations"
    return "Political violence"


def _actors(incident: Incident, country: str) -> tuple[_Actor, _Actor]:
    first, second = sides(incident)
    unidentified = _Actor(f"{_UNIDENTIFIED} ({country})", "", ACTOR_CODES["unknown"])
    civilians = _Actor(f"Civilians ({country})", "", ACTOR_CODES["civilians"])
    if incident.event_type in _DEMONSTRATIONS:
        return _demonstration(incident, first, second, country)
    if incident.event_type == "Strategic developments" and not first:
        first, second = second, first
    on_civilians = incident.event_type == _ON_CIVILIANS
    one = _side(_armed_first(first), country)
    other = _side(second if on_civilians else _armed_first(second), country)
    if not one.name:
        one = unidentified
    if not other.name:
        groups = dict(incident.deaths.by_group)
        if incident.event_type == "Battles":
            other = unidentified
        elif on_civilians or (
            incident.event_type == "Explosions/Remote violence"
            and groups.get("civilian")
        ):
            other = civilians
    return one, other


def _demonstration(
    incident: Incident, first: Side, second: Side, country: str
) -> tuple[_Actor, _Actor]:
    """Those who demonstrate come first; ACLED has no demonstration without them."""
    kind = "protesters" if incident.event_type == "Protests" else "rioters"
    shown = frozenset({"protesters", "rioters"})
    if not any(p.actor_type in shown for p in first):
        if any(p.actor_type in shown for p in second):
            first, second = second, first
        else:
            crowd = _Actor(f"{_CROWD_NAMES[kind]} ({country})", "", ACTOR_CODES[kind])
            return crowd, _side(first + second, country)
    return _side(first, country), _side(second, country)


def _armed_first(side: Side) -> Side:
    """Organised actors before the people among whom they were hit."""
    return sorted(side, key=lambda p: p.actor_type in CROWD)


def _side(side: Side, country: str) -> _Actor:
    """The first of a side with the rest beside him. A crowd has ACLED's name for it,
    and its own name beside that.
    """
    if not side:
        return _Actor()
    name, *allies = (p.actor for p in side)
    kind = side[0].actor_type
    if kind in CROWD:
        generic = f"{_CROWD_NAMES[kind]} ({country})"
        if name not in {generic, _CROWD_NAMES[kind]}:
            allies.insert(0, name)
        name = generic
    elif name == _UNIDENTIFIED:
        name = f"{_UNIDENTIFIED} ({country})"
    return _Actor(name, "; ".join(dict.fromkeys(allies)), ACTOR_CODES[kind])


def _civilian_targeting(incident: Incident, first: _Actor, second: _Actor) -> str:
    suffers = second.code or first.code
    attacked = incident.event_type == _ON_CIVILIANS or (
        incident.event_type in {"Explosions/Remote violence", "Riots"}
        and suffers == ACTOR_CODES["civilians"]
    )
    shot_at = incident.sub_event_type == _VIOLENT_PROTEST
    return "Civilian targeting" if attacked or shot_at else ""


# --- how many -------------------------------------------------------------------------


def fatalities(one: ToldIncident) -> int:
    """The lowest credible total; 0 where nobody speaks of deaths, or says none.

    Where no credible claim gives a lower bound, a vague word counts what ACLED codes
    for it, the lowest of several; "up to" counts as an unknown plural. A party's
    figures for its enemy's losses count nothing.
    """
    deaths = one.incident.deaths
    if deaths.low is not None:
        return deaths.low
    if deaths.best is not None:
        return deaths.best
    open_figures = [
        casualty
        for testimony in one.claims
        if testimony.claim.id not in deaths.enemy_claims
        for casualty in testimony.claim.casualties
        if casualty.harm == "killed" and casualty.scope == "event"
    ]
    return min((_vague(figure) for figure in open_figures), default=0)


def _vague(figure: Casualty) -> int:
    said = next((x for x in (figure.low, figure.best) if x is not None), None)
    if said is not None:
        return said
    words = figure.words.lower()
    coded = (
        low
        for word, (low, _) in _vague_counts().items()
        if re.search(rf"\b{word}\b", words)
    )
    count = max(coded, default=_PLURAL)
    return count if figure.high is None else min(count, figure.high)


@cache
def _vague_counts() -> Vague:
    return read_vague(table("vague_counts.csv"))


# --- the rest -------------------------------------------------------------------------


def _tags(incident: Incident) -> Iterator[str]:
    yield f"independent sources={incident.independent_sources}"
    yield from (f"disputed={dispute.field}" for dispute in incident.disputed)
    if incident.date is not None and incident.date.basis == "publication":
        yield "date=publication"
    if incident.deaths.enemy_claims:
        yield "enemy losses claimed"
    if len({step.figure for step in incident.deaths.history}) > 1:
        yield "toll revised"


def _figure(figure: int | None) -> str:
    return "" if figure is None else str(figure)


def _unix(day: datetime.date) -> int:
    """Seconds from 1970 to the beginning of a day, UTC."""
    return (day - datetime.date(1970, 1, 1)).days * 86400
