"""Incidents as another recorder counts them: whole, and never mixed with a project's
own.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sourceline.model.claims import DateRange, Place
from sourceline.model.records import date_range, place, read_date, read_place

UCDP = "UCDP GED"
"""Name of the UCDP Georeferenced Event Dataset as a source."""
VIOLENCE = {1: "state-based", 2: "non-state", 3: "one-sided"}
"""UCDP type_of_violence; one-sided is an armed actor against civilians."""

CIVILIANS = "civilians"
"""Key of civilians as a party, whoever they are."""
STATE, GROUP = "state:", "group:"
"""Begin the keys of the other parties; a state's ISO 3166 alpha-2 code or a group's
folded name follows.
"""


@dataclass(frozen=True, slots=True)
class OutsideDeaths:
    """Deaths as the other recorder counts them.

    Attributes:
        low: lowest credible total.
        best: most reliable total.
        high: highest credible total.
        side_a: best figure for the first side's own dead.
        side_b: best figure for the second side's own dead.
        civilians: best figure for civilians.
        unknown: best figure for dead whose side is not known.
    """

    low: int
    best: int
    high: int
    side_a: int
    side_b: int
    civilians: int
    unknown: int


@dataclass(frozen=True, slots=True)
class OutsideSource:
    """A report that the other recorder names.

    Attributes:
        words: as it is written, whole.
        outlet: who published it, None where the words do not say it in a fixed form.
        day: day of publication, likewise.
        headline: its headline, likewise.
    """

    words: str
    outlet: str | None = None
    day: datetime.date | None = None
    headline: str | None = None


@dataclass(frozen=True, slots=True)
class OutsideIncident:
    """One incident of another recorder.

    Attributes:
        source: the recorder: ``UCDP``.
        id: its id there.
        date: range and UCDP date_prec.
        place: point, names, UCDP where_prec, and a radius that goes with it; the
            country is None where its name is not known here.
        side_a: first side; says nothing about who attacked whom.
        side_b: second side, ``Civilians`` for one-sided violence.
        type_of_violence: key of ``VIOLENCE``.
        deaths: figures.
        sources: the reports behind it.
        headline: headline of the first of them that has one.
        speakers: who said it, as written, None where nobody is named.
        summary: True for an event that was made from reports about many (UCDP
            event_clarity 2).
        faults: what the row breaks of the recorder's own rules, in words.
    """

    source: str
    id: str
    date: DateRange
    place: Place
    side_a: str
    side_b: str
    type_of_violence: int
    deaths: OutsideDeaths
    sources: tuple[OutsideSource, ...] = ()
    headline: str | None = None
    speakers: str | None = None
    summary: bool = False
    faults: tuple[str, ...] = ()


def outside_record(one: OutsideIncident) -> dict[str, Any]:
    """The incident as a plain dictionary."""
    deaths = one.deaths
    return {
        "source": one.source,
        "id": one.id,
        "date": date_range(one.date),
        "place": place(one.place),
        "side_a": one.side_a,
        "side_b": one.side_b,
        "type_of_violence": one.type_of_violence,
        "deaths": {
            "low": deaths.low,
            "best": deaths.best,
            "high": deaths.high,
            "side_a": deaths.side_a,
            "side_b": deaths.side_b,
            "civilians": deaths.civilians,
            "unknown": deaths.unknown,
        },
        "sources": [
            {
                "words": s.words,
                "outlet": s.outlet,
                "day": None if s.day is None else s.day.isoformat(),
                "headline": s.headline,
            }
            for s in one.sources
        ],
        "headline": one.headline,
        "speakers": one.speakers,
        "summary": one.summary,
        "faults": list(one.faults),
    }


def read_outside(plain: Mapping[str, Any]) -> OutsideIncident:
    """The incident that a plain dictionary tells."""
    return OutsideIncident(
        source=plain["source"],
        id=plain["id"],
        date=read_date(plain["date"]),
        place=read_place(plain["place"]),
        side_a=plain["side_a"],
        side_b=plain["side_b"],
        type_of_violence=plain["type_of_violence"],
        deaths=OutsideDeaths(**plain["deaths"]),
        sources=tuple(
            OutsideSource(
                s["words"],
                s["outlet"],
                None if s["day"] is None else datetime.date.fromisoformat(s["day"]),
                s["headline"],
            )
            for s in plain["sources"]
        ),
        headline=plain["headline"],
        speakers=plain["speakers"],
        summary=plain["summary"],
        faults=tuple(plain["faults"]),
    )
