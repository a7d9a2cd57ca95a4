"""Incidents in the columns of UCDP's Georeferenced Event Dataset, one row an incident.

Columns and codes follow the UCDP GED codebook (version 23.1). The rows are ours: their
ids are numbers of this program and stand in no register of UCDP.
"""

import datetime
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sourceline.export import speakers
from sourceline.export.country_codes import (
    CountryCodes,
    countries,
    countries_by_name,
)
from sourceline.export.csv_file import write_rows
from sourceline.export.material import Exported, ToldIncident, Written, told_incidents
from sourceline.export.numbering import Numbers, stable_number
from sourceline.export.sides import ORGANISED, STATE, Side, sides
from sourceline.export.speakers import Article
from sourceline.model.claims import DateRange, Place
from sourceline.model.incidents import Incident, IncidentParticipant, Toll

COLUMNS = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence"),
    *("conflict_dset_id", "conflict_new_id", "conflict_name"),
    *("dyad_dset_id", "dyad_new_id", "dyad_name"),
    *("side_a_dset_id", "side_a_new_id", "side_a"),
    *("side_b_dset_id", "side_b_new_id", "side_b"),
    *("number_of_sources", "source_article", "source_office", "source_date"),
    *("source_headline", "source_original", "where_prec", "where_coordinates"),
    *("where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt"),
    *("priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec"),
    *("date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians"),
    *("deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)
STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3

_LEAST_A_YEAR = 25
"""Deaths that make a dyad active in a year (UCDP codebook)."""
_LONGEST_DAYS = 366
_SPANS = MappingProxyType({1: 1, 2: 6, 3: 7, 4: 31, 5: _LONGEST_DAYS})
_DYAD_BITS = 24
_CLEAR = frozenset({"confirmed", "corroborated"})
_PROVINCE, _MONTH, _SUMMARY = 4, 4, 4
_UNIDENTIFIED = "Unidentified Armed Group"
_CELL = 0.5
_ROWS, _COLUMNS = 360, 720
_OF_STATE = re.compile(
    r"(?:Forces|Army|Police|Government|Navy|Guard)[^()]* of ([^()]+)"
)


@dataclass(frozen=True, slots=True)
class Dyad:
    """Two sides as UCDP names them.

    Attributes:
        violence: 1 state-based, 2 non-state, 3 one-sided.
        side_a: the government, or the perpetrator of one-sided violence.
        side_b: its opponent; ``Civilians`` in one-sided violence.
        state_a: the state whose government side A is, None for others.
        state_b: likewise.
        official: whether the fighters of each side are a state's.
        known: whether both sides are named.
    """

    violence: int
    side_a: str
    side_b: str
    state_a: CountryCodes | None
    state_b: CountryCodes | None
    official: tuple[bool, bool]
    known: bool

    @property
    def name(self) -> str:
        """As UCDP writes it."""
        return f"{self.side_a} - {self.side_b}"


@dataclass(frozen=True, slots=True)
class Deaths:
    """Figures for which ``best`` is the sum of the four, and low ≤ best ≤ high."""

    side_a: int
    side_b: int
    civilians: int
    unknown: int
    best: int
    high: int
    low: int


def write(_kind: str, told: Exported, path: Path) -> Written:
    """Write one incident a row, in order of incident id."""
    active = _active(told)
    left_out: Counter[str] = Counter()
    count = write_rows(path, COLUMNS, _rows(told, active, left_out))
    return Written(count, tuple(sorted(left_out.items())))


def _active(told: Exported) -> frozenset[tuple[str, int]]:
    """Dyads and years with at least ``_LEAST_A_YEAR`` deaths in this export."""
    sums: Counter[tuple[str, int]] = Counter()
    for incident in told.incidents():
        country = _country(incident)
        if country is None or _unfit(incident, country):
            continue
        found = dyad(incident, country)
        if found is not None and found.known and incident.date is not None:
            best = _total(incident.deaths)[1]
            sums[found.name, _days(incident.date)[0].year] += best
    return frozenset(key for key, best in sums.items() if best >= _LEAST_A_YEAR)


def _rows(
    told: Exported, active: frozenset[tuple[str, int]], left_out: Counter[str]
) -> Iterator[dict[str, str]]:
    numbers = Numbers()
    for one in told_incidents(told):
        number = numbers.of(one.incident.id)
        country = _country(one.incident)
        reason = _unfit(one.incident, country)
        found = None if reason or country is None else dyad(one.incident, country)
        if country is None or found is None:
            left_out[reason or "no organised actor on either side"] += 1
        else:
            yield ged_row(one, number, country, found, active)


def _country(incident: Incident) -> CountryCodes | None:
    place = incident.place
    return None if place is None else countries().get(place.country or "")


def _unfit(incident: Incident, country: CountryCodes | None) -> str | None:
    """Why UCDP would have no row for an incident, None where it would."""
    date = incident.date
    if date is None or date.earliest is None or date.latest is None:
        return "no date"
    if (date.latest - date.earliest).days >= _LONGEST_DAYS:
        return "date not known to the year"
    if country is None:
        return "no country"
    _, best, high = _total(incident.deaths)
    return None if best or high else "no death in best or high"


def ged_row(
    one: ToldIncident,
    number: int,
    country: CountryCodes,
    found: Dyad,
    active: frozenset[tuple[str, int]] = frozenset(),
) -> dict[str, str]:
    """The row of an incident with a date, a country, a dyad and a death.

    Args:
        one: the incident and its claims.
        number: its whole number, for the id.
        country: where it happened.
        found: its dyad.
        active: dyads and years that count as active.
    """
    incident, place, date = one.incident, one.incident.place, one.incident.date
    if place is None or date is None:
        raise ValueError(incident.id)
    start, end = _days(date)
    dyad_number = stable_number(found.name, _DYAD_BITS)
    counted = deaths(incident.deaths, found)
    precision = date_precision(start, end)
    return (
        dict.fromkeys(COLUMNS, "")
        | {
            "id": str(number),
            "relid": f"{country.iso3}-{start.year}-{found.violence}-{dyad_number}"
            f"-{number}",
            "year": str(start.year),
            "active_year": "1" if (found.name, start.year) in active else "",
            "code_status": _code_status(incident, found, precision),
            "type_of_violence": str(found.violence),
            "conflict_name": found.name,
            "dyad_name": found.name,
            "side_a": found.side_a,
            "side_b": found.side_b,
            "event_clarity": str(_clarity(one, precision)),
            "date_prec": str(precision),
            "date_start": start.isoformat(),
            "date_end": end.isoformat(),
            "deaths_a": str(counted.side_a),
            "deaths_b": str(counted.side_b),
            "deaths_civilians": str(counted.civilians),
            "deaths_unknown": str(counted.unknown),
            "best": str(counted.best),
            "high": str(counted.high),
            "low": str(counted.low),
            "gwnoa": _gw(found.state_a),
            "gwnob": _gw(found.state_b),
        }
        | _source_cells(one)
        | _place_cells(place, country)
    )


def _source_cells(one: ToldIncident) -> dict[str, str]:
    found = speakers.articles(one.claims)
    return {
        "number_of_sources": str(len(found)),
        "source_article": ";".join(_triplet(article) for article in found),
        "source_office": ";".join(a.office for a in found),
        "source_date": ";".join(a.day for a in found),
        "source_headline": ";".join(a.headline for a in found),
        "source_original": ", ".join(speakers.speakers(one.claims)),
    }


def _triplet(article: Article) -> str:
    """Office, day and headline in one pair of quotation marks, which ends the entry."""
    words = f"{article.office},{article.day},{article.headline}"
    return '"' + words.replace('"', "'") + '"'


def _place_cells(place: Place, country: CountryCodes) -> dict[str, str]:
    cells = {
        "where_prec": str(place.precision),
        "where_coordinates": place.gazetteer_name or place.name,
        "where_description": place.relation.words if place.relation else place.name,
        "adm_1": place.admin1 or "",
        "country": country.ucdp_name,
        "country_id": _gw(country),
        "region": country.ucdp_region,
    }
    if place.lat is None or place.lon is None:
        return cells
    return cells | {
        "latitude": f"{place.lat:.6f}",
        "longitude": f"{place.lon:.6f}",
        "geom_wkt": f"POINT ({place.lon:.6f} {place.lat:.6f})",
        "priogrid_gid": str(priogrid_gid(round(place.lat, 6), round(place.lon, 6))),
    }


def _gw(country: CountryCodes | None) -> str:
    return "" if country is None or country.gw is None else str(country.gw)


# --- when and where -------------------------------------------------------------------


def _days(date: DateRange) -> tuple[datetime.date, datetime.date]:
    if date.earliest is None or date.latest is None:
        raise ValueError("an open range")
    return date.earliest, date.latest


def date_precision(start: datetime.date, end: datetime.date) -> int:
    """UCDP date_prec of a range of days, from its length alone.

    1 a day; 2 two to six days; 3 seven days; 4 eight to 31; 5 more.
    """
    days = (end - start).days + 1
    return next((p for p, longest in _SPANS.items() if days <= longest), max(_SPANS))


def priogrid_gid(lat: float, lon: float) -> int:
    """Number of the PRIO-GRID cell of half a degree, counted from the south-west.

    The north pole and the 180th meridian belong to the last row and column.
    """
    row = min(math.floor((lat + 90) / _CELL), _ROWS - 1)
    column = min(math.floor((lon + 180) / _CELL), _COLUMNS - 1)
    return row * _COLUMNS + column + 1


# --- who ------------------------------------------------------------------------------


def dyad(incident: Incident, country: CountryCodes) -> Dyad | None:
    """The two sides; None where neither is an organised armed actor.

    An armed group that nobody names stands as an unidentified one.
    """
    first, second = sides(incident)
    one, other = _armed(first), _armed(second)
    groups = dict(incident.deaths.by_group)
    if one is not None and other is not None:
        return _between(one, other, country)
    if one is not None:
        if _against_civilians(incident, second, groups):
            return _one_sided(one, country)
        return _with_unknown(one, groups, country)
    if not first:
        return _with_unknown(other, groups, country)
    shot_at = groups.get("civilian") or not _fighters(groups)
    return _one_sided(other, country) if other is not None and shot_at else None


def _one_sided(one: IncidentParticipant, country: CountryCodes) -> Dyad:
    name, state = _side_name(one, country)
    official = (one.actor_type in STATE, False)
    return Dyad(ONE_SIDED, name, "Civilians", state, None, official, _known(one))


def _armed(side: Side) -> IncidentParticipant | None:
    """The first organised actor of a side; else one whose kind nobody knows."""
    found = [p for p in side if p.actor_type in ORGANISED]
    found += [p for p in side if p.actor_type == "unknown"]
    return found[0] if found else None


def _against_civilians(
    incident: Incident, victims: Side, groups: Mapping[str, int]
) -> bool:
    """Whether an attack without an organised opponent is one on civilians."""
    if incident.event_type == "Battles" and not victims:
        return False
    civilians = bool(victims) or bool(groups.get("civilian"))
    return civilians or not _fighters(groups)


def _fighters(groups: Mapping[str, int]) -> int:
    return groups.get("combatant-state", 0) + groups.get("combatant-non-state", 0)


def _known(one: IncidentParticipant) -> bool:
    return one.actor_type != "unknown" and not one.actor.startswith(_UNIDENTIFIED)


def _with_unknown(
    one: IncidentParticipant | None, groups: Mapping[str, int], country: CountryCodes
) -> Dyad:
    """A dyad with an opponent that no claim names: the state, where its soldiers die
    by the hands of others, else an unidentified group.
    """
    nobody = IncidentParticipant("party", _UNIDENTIFIED, "unknown", ())
    state = IncidentParticipant("party", "", "state forces", ())
    if one is None:
        if groups.get("combatant-state"):
            return _between(nobody, state, country)
        return _one_sided(nobody, country)
    attacked = one.actor_type not in STATE and groups.get("combatant-state")
    return _between(one, state if attacked else nobody, country)


def _between(
    one: IncidentParticipant, other: IncidentParticipant, country: CountryCodes
) -> Dyad:
    """Two organised sides: a government first, the others in order of their names."""
    official = [p.actor_type in STATE for p in (one, other)]
    named = [_side_name(p, country) for p in (one, other)]
    if named[0][0] == named[1][0]:
        named = [
            (p.actor, found[1]) for p, found in zip((one, other), named, strict=True)
        ]
    order = sorted(
        (0, 1),
        key=lambda i: (not official[i], named[i][1] is not country, named[i][0]),
    )
    (a, state_a), (b, state_b) = named[order[0]], named[order[1]]
    violence = STATE_BASED if any(official) else NON_STATE
    known = _known(one) and _known(other)
    kinds = (official[order[0]], official[order[1]])
    return Dyad(violence, a, b, state_a, state_b, kinds, known)


def _side_name(
    one: IncidentParticipant, country: CountryCodes
) -> tuple[str, CountryCodes | None]:
    """A side as UCDP names it, and its state: soldiers stand for their government."""
    if one.actor_type in STATE:
        said = _OF_STATE.search(one.actor)
        state = countries_by_name().get(said[1].strip()) if said else None
        if state is None and one.actor_type == "state forces":
            state = country
        if state is not None:
            return f"Government of {state.ucdp_name}", state
    if one.actor == _UNIDENTIFIED:
        return f"{_UNIDENTIFIED} ({country.acled_name})", None
    return one.actor, None


# --- how many -------------------------------------------------------------------------


def _total(toll: Toll) -> tuple[int, int, int]:
    """Low, best and high; without a best figure, the lowest stands for it."""
    best = toll.best if toll.best is not None else toll.low or 0
    low = min(best, toll.low) if toll.low is not None else best
    return low, best, max(best, toll.high or 0)


def deaths(toll: Toll, found: Dyad) -> Deaths:
    """The toll by side. What no side can be told for is ``unknown``, and so is all of
    it where the groups' figures are more than the total.
    """
    low, best, high = _total(toll)
    groups = dict(toll.by_group)
    if sum(groups.values()) > best:
        groups = {}
    civilians = groups.get("civilian", 0)
    sided = [0, 0]
    for group, of_state in (("combatant-state", True), ("combatant-non-state", False)):
        of_side = [i for i in _fighting(found) if found.official[i] == of_state]
        if len(of_side) == 1:
            sided[of_side[0]] = groups.get(group, 0)
    unknown = best - sum(sided) - civilians
    return Deaths(sided[0], sided[1], civilians, unknown, best, high, low)


def _fighting(found: Dyad) -> Sequence[int]:
    return (0,) if found.violence == ONE_SIDED else (0, 1)


# --- how sure -------------------------------------------------------------------------


def _code_status(incident: Incident, found: Dyad, precision: int) -> str:
    disputed = {dispute.field for dispute in incident.disputed}
    if not found.known:
        return "Check dyad"
    if incident.grade in _CLEAR:
        return "Clear"
    place = incident.place
    if place is not None and place.precision >= _PROVINCE and "deaths" not in disputed:
        return "Check geography"
    if precision >= _MONTH and "deaths" not in disputed:
        return "Check date"
    return "Check deaths"


def _clarity(one: ToldIncident, precision: int) -> int:
    """1 an event of its own; 2 a summary: every count of the dead is over several
    events, or the days are more than a week.
    """
    scopes = {
        c.scope for t in one.claims for c in t.claim.casualties if c.harm == "killed"
    }
    return 2 if precision >= _SUMMARY or scopes == {"aggregate"} else 1
