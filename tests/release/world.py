"""An invented gazetteer and records for releases."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sourceline.model.claims import DateRange, Place
from sourceline.model.incidents import (
    ControlPeriod,
    DayRange,
    Dispute,
    DisputedValue,
    Incident,
    Member,
    Testimony,
    Toll,
    TollStep,
)
from sourceline.resolve.gazetteer import Entry
from tests.export.invented import (
    PLACE,
    Invented,
    claim,
    incident,
    killed,
    side,
    told_in,
)

AS_OF = datetime.date(2019, 6, 30)
TOWN = Entry(
    "geonames:1", "Tel Sarun", "Upper Marh", "IQ", 34.51234, 41.25678, 9000,
    "settlement", 4.0, 0,
)  # fmt: skip
DISTRICT = replace(
    TOWN, id="geonames:2", name="Sarun District", kind="district", radius_km=30.0
)
PROVINCE = replace(
    TOWN,
    id="geonames:3",
    name="Upper Marh",
    kind="admin1",
    lat=34.9876,
    lon=41.9876,
    radius_km=90.0,
)
COUNTRY = Entry(
    "geonames:4", "Iraq", None, "IQ", 33.0456, 44.0456, 0, "country", 400.0, 0
)
SEA = Entry("geonames:5", "Grey Sea", None, "", 20.4, 40.4, 0, "water", 200.0, 0)


@dataclass
class Index:
    """Answers like a gazetteer."""

    entries: tuple[Entry, ...] = (TOWN, DISTRICT, PROVINCE, COUNTRY, SEA)

    def find(self, name: str, countries: Sequence[str] = ()) -> tuple[Entry, ...]:
        near = {*countries, ""} if countries else None
        return tuple(
            e
            for e in self.entries
            if e.name == name and (near is None or e.country in near)
        )


INDEX = Index()
NAMED = replace(PLACE, lat=TOWN.lat, lon=TOWN.lon, radius_km=4.0)


def full_incident(number: int = 1) -> Incident:
    """An incident with something in every field."""
    first, second = f"c-{number:015x}a", f"c-{number:015x}b"
    toll = Toll(
        4, 5, 9, (("civilian", 4), ("unknown", 5)), "the latest of a rising toll",
        (TollStep(datetime.date(2019, 5, 4), 5, first),), (second,),
    )  # fmt: skip
    return replace(
        incident(f"i-{number:015x}a"),
        place=NAMED,
        participants=(
            side("initiator", "Islamic State", "rebel group", first),
            side("target", "Civilians (Iraq)", "civilians", first),
        ),
        deaths=toll,
        wounded=toll,
        members=(
            Member(first, "r-1", 4.5, ("same day (+4.1)",)),
            Member(second, "r-2", 4.5, ()),
        ),
        disputed=(
            Dispute(
                "deaths",
                (DisputedValue("5", (first,)), DisputedValue("at least 9", (second,))),
            ),
            Dispute("place", (DisputedValue("Tel Sarun", (first,)),)),
        ),
    )


def told_of(one: Incident, **changes) -> Testimony:
    told = claim(
        one.members[0].id, "r-1", killed(5), says=(("Border Herald", "outlet"),)
    )
    return told_in(replace(told, **changes))


def full_period() -> ControlPeriod:
    return ControlPeriod(
        NAMED,
        "Islamic State",
        DayRange(datetime.date(2019, 1, 3), datetime.date(2019, 1, 5)),
        DayRange(datetime.date(2019, 3, 3), datetime.date(2019, 3, 3)),
        "captured",
        "held",
        ("c-1", "c-2"),
        ("c-3",),
    )


def days(first: str, last: str | None = None) -> DateRange:
    ends = [datetime.date.fromisoformat(d) for d in (first, last or first)]
    return DateRange(*ends, 1, "stated")


def project(
    *found: Incident,
    periods: Sequence[ControlPeriod] = (),
    claims: Sequence[Testimony] = (),
) -> Invented:
    return Invented(list(found), list(claims), list(periods))


def at(**changes) -> Place:
    return replace(NAMED, **changes)
