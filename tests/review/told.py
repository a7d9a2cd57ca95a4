"""Incidents and logs to decide on."""

import datetime
from collections.abc import Iterable

from sourceline.model.claims import DateRange, Place
from sourceline.model.decisions import Decision, Draft
from sourceline.model.incidents import (
    Dispute,
    DisputedValue,
    Incident,
    IncidentParticipant,
    Member,
    Toll,
)
from sourceline.store.chain import BEGINNING, body_of, digest, read_body

START = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
NOBODY = Toll(None, None, None, (), "nobody gives a figure")


def toll(figure: int) -> Toll:
    return Toll(figure, figure, figure, (), "the only figure")


def happening(*claims: str, disputed=None, deaths=None, weight=9.0, **more) -> Incident:
    fields = {
        "id": "i-" + min(claims).removeprefix("c-"),
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "date": DateRange(
            datetime.date(2026, 2, 1), datetime.date(2026, 2, 1), 1, "stated"
        ),
        "place": Place(
            "Rawa", "Rawa", "geonames:1", None, None, "IQ", 34.5, 41.9, 1, 5.0
        ),
        "participants": (
            IncidentParticipant("initiator", "Tamar Front", "rebel group", claims),
        ),
        "deaths": NOBODY if deaths is None else toll(deaths),
        "wounded": NOBODY,
        "grade": "single source",
        "grade_reason": "one source",
        "members": tuple(
            Member(c, c.replace("c-", "r-"), weight if len(claims) > 1 else None)
            for c in sorted(claims)
        ),
        "independent_sources": 1,
        "disputed": tuple(
            Dispute(field, tuple(DisputedValue(v, claims) for v in values))
            for field, values in (disputed or {}).items()
        ),
    }
    return Incident(**fields | more)


class Log:
    """A log in memory, sealed like a true one."""

    def __init__(self) -> None:
        self.rows: list[Decision] = []

    def add(self, draft: Draft, who: str = "Ann") -> Decision:
        number = len(self.rows) + 1
        previous = self.rows[-1].hash if self.rows else BEGINNING
        when = START + datetime.timedelta(minutes=number)
        body = body_of(number, draft, who, when)
        self.rows.append(read_body(body, previous, digest(previous, body)))
        return self.rows[-1]


def verdicts(judged: Iterable) -> set[tuple[str, str, str]]:
    return {(j.left, j.right, j.verdict) for j in judged}
