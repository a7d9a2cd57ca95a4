import datetime
import json

import sourceline
from sourceline.model.claims import DateRange, Place
from sourceline.model.incidents import (
    ControlPeriod,
    DayRange,
    Dispute,
    DisputedValue,
    Incident,
    IncidentParticipant,
    Member,
    Toll,
    TollStep,
)
from sourceline.model.records import (
    control_period,
    incident_record,
    read_control_period,
    read_incident,
    read_report,
    report_record,
)


def day(number: int) -> datetime.date:
    return datetime.date(2019, 5, number)


PLACE = Place("Sel", "Sel", "geonames:1", None, "Ro", "SY", 35.0, 40.5, 1, 5.0, None)


def test_a_report_record_survives_the_way_to_json_and_back() -> None:
    text = (
        "Gunmen stormed the village of Konduga in Borno on 3 May 2019, killing at"
        " least 12 farmers and abducting two, police said. The army holds Maiduguri."
    )
    plain = report_record(sourceline.extract(text))
    assert plain["claims"], "the text tells an attack"
    again = report_record(read_report(json.loads(json.dumps(plain))))
    assert again == plain


def test_an_incident_survives_the_way_to_json_and_back() -> None:
    toll = Toll(
        9,
        12,
        15,
        (("civilian", 12),),
        "latest",
        (TollStep(day(5), 12, "c-1"),),
        ("c-2",),
    )
    incident = Incident(
        "i-1",
        "Battles",
        "Armed clash",
        DateRange(day(3), day(4), 2, "stated"),
        PLACE,
        (IncidentParticipant("party", "Army", "state forces", ("c-1",)),),
        toll,
        Toll(None, None, None, (), "nobody counts"),
        "contested",
        "two figures",
        (Member("c-1", "r-1", 7.5, ("same day",)), Member("c-2", "r-2", None)),
        2,
        (Dispute("deaths", (DisputedValue("12", ("c-1",)),)),),
        3,
    )
    assert read_incident(json.loads(json.dumps(incident_record(incident)))) == incident


def test_a_control_period_survives_the_way_to_json_and_back() -> None:
    period = ControlPeriod(
        PLACE,
        "Army",
        DayRange(day(1), day(2)),
        None,
        "captured",
        "held",
        ("k-1",),
        ("k-2",),
    )
    plain = json.loads(json.dumps(control_period(period)))
    assert plain["to"] is None
    assert read_control_period(plain) == period
