"""Invented incidents, claims, periods and reports, and a project that answers with
them.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hypothesis import strategies as st

from sourceline.model.claims import (
    Actor,
    Attribution,
    Casualty,
    ControlClaim,
    DateRange,
    EventClaim,
    Evidence,
    Furniture,
    Participant,
    Place,
    Published,
    Reason,
    Relation,
    ReportRecord,
    TextSpan,
)
from sourceline.model.incidents import (
    ControlPeriod,
    DayRange,
    Dispute,
    DisputedValue,
    Incident,
    IncidentParticipant,
    Member,
    Outlet,
    Testimony,
    Toll,
    TollStep,
)
from sourceline.model.taxonomy import (
    ACTOR_TYPES,
    CASUALTY_GROUPS,
    CASUALTY_SCOPES,
    EVENT_TYPE_OF,
    HARMS,
    MODIFIERS,
    STATUSES,
    SUB_EVENT_TYPES,
)

SPAN = TextSpan(3, 9)
NOTHING = Toll(None, None, None, (), "nobody counts")
FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "'=1",
    "''@",
)


def day(number: int, month: int = 5) -> datetime.date:
    return datetime.date(2019, month, number)


def dated(first: int, last: int | None = None, precision: int = 1) -> DateRange:
    return DateRange(day(first), day(last or first), precision, "stated", SPAN)


def published(number: int) -> Published:
    return Published(day(number), day(number), day(number), "given")


PLACE = Place(
    "Tel Sarun",
    "Tel Sarun",
    "geonames:1",
    None,
    "Upper Marh",
    "IQ",
    34.5,
    41.25,
    1,
    5.0,
    SPAN,
)


def side(role: str, actor: str, kind: str, *claims: str) -> IncidentParticipant:
    return IncidentParticipant(role, actor, kind, claims)


def killed(
    number: int | None,
    group: str = "unknown",
    *,
    words: str | None = None,
    modifier: str = "exact",
    harm: str = "killed",
) -> Casualty:
    high = None if modifier == "at least" else number
    best = number if modifier in {"exact", "about"} else None
    said = str(number) if words is None else words
    return Casualty(
        harm, group, None, number, best, high, modifier, "event", SPAN, said
    )


def claim(
    name: str,
    report: str = "r-1",
    *casualties: Casualty,
    says: tuple[tuple[str, str], ...] = (),
) -> EventClaim:
    return EventClaim(
        name,
        report,
        "Battles",
        "Armed clash",
        "occurred",
        False,
        (
            Participant(
                "party", "the army", Actor("Army", "state forces", None, ""), SPAN
            ),
        ),
        ("a bridge",),
        PLACE,
        dated(3),
        casualties,
        tuple(Attribution(n, k, SPAN) for n, k in says),
        ("mortar",),
        (Evidence(SPAN, "The army fought; nine fell."),),
        (Reason("model: trigger", SPAN),),
        0.75,
    )


def told_in(
    claimed: EventClaim,
    publisher: str | None = "Border Herald",
    on: int = 4,
    *,
    story: str | None = None,
    title: str | None = "Fighting at the bridge",
) -> Testimony:
    outlet = Outlet(
        claimed.report,
        publisher,
        published(on),
        story or claimed.report,
        f"https://example.org/{claimed.report}",
        title,
    )
    return Testimony(claimed, outlet)


def incident(
    name: str = "i-1",
    *,
    kind: str = "Armed clash",
    date: DateRange | None = None,
    place: Place | None = PLACE,
    sides: tuple[IncidentParticipant, ...] = (),
    deaths: Toll = NOTHING,
    wounded: Toll = NOTHING,
    grade: str = "corroborated",
    members: tuple[str, ...] = ("c-1",),
    disputed: tuple[Dispute, ...] = (),
) -> Incident:
    return Incident(
        name,
        EVENT_TYPE_OF[kind],
        kind,
        date or dated(3),
        place,
        sides,
        deaths,
        wounded,
        grade,
        "two outlets",
        tuple(Member(m, "r-1", None) for m in members),
        2,
        disputed,
    )


@dataclass
class Invented:
    """Answers like a project."""

    found: list[Incident] = field(default_factory=list)
    claims: list[Testimony] = field(default_factory=list)
    periods: list[ControlPeriod] = field(default_factory=list)
    reports: list[ReportRecord] = field(default_factory=list)

    def incidents(self) -> Iterator[Incident]:
        yield from sorted(self.found, key=lambda i: i.id)

    def testimonies(self, ids: Iterable[str] | None = None) -> list[Testimony]:
        known = sorted(self.claims, key=lambda t: t.claim.id)
        asked = None if ids is None else set(ids)
        return [t for t in known if asked is None or t.claim.id in asked]

    def control(self) -> list[ControlPeriod]:
        return self.periods

    def records(self) -> Iterator[ReportRecord]:
        yield from sorted(self.reports, key=lambda r: r.id)


# --- strategies -----------------------------------------------------------------------

TEXT = st.one_of(
    st.text(max_size=12), st.sampled_from([*FORMULAS, "-5", "a;b", '"', "|"])
)
SOME = TEXT.filter(bool)
MAYBE = st.none() | SOME
COUNTS = st.integers(0, 400)
MAYBE_COUNT = st.none() | COUNTS
DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 1, 1))
MAYBE_DAY = st.none() | DAYS
SPANS = st.builds(TextSpan, st.integers(0, 50), st.integers(51, 99))
IDS = st.lists(SOME, max_size=3).map(tuple)
RANGES = st.builds(
    lambda first, days, precision, basis, span: DateRange(
        first, first + datetime.timedelta(days), precision, basis, span
    ),
    DAYS,
    st.sampled_from([0, 0, 0, 1, 5, 6, 7, 30, 31, 364, 365, 366, 900]),
    st.integers(1, 5),
    st.sampled_from(["stated", "relative", "publication"]),
    st.none() | SPANS,
)
PLACES = st.builds(
    Place,
    SOME,
    MAYBE,
    MAYBE,
    st.none() | st.builds(Relation, st.none() | st.floats(0, 99), MAYBE, SOME, SOME),
    MAYBE,
    st.sampled_from(["IQ", "SO", "PS", "XK", "US", "ZZ", None]),
    st.none() | st.floats(-90, 90),
    st.none() | st.floats(-180, 180),
    st.integers(1, 7),
    st.none() | st.floats(0, 300),
    st.none() | SPANS,
)
GROUPS = st.dictionaries(st.sampled_from(CASUALTY_GROUPS), COUNTS).map(
    lambda d: tuple(d.items())
)
TOLLS = st.builds(
    Toll,
    MAYBE_COUNT,
    MAYBE_COUNT,
    MAYBE_COUNT,
    GROUPS,
    TEXT,
    st.lists(st.builds(TollStep, MAYBE_DAY, COUNTS, SOME), max_size=2).map(tuple),
    IDS,
)
SIDES = st.lists(
    st.builds(
        IncidentParticipant,
        st.sampled_from(
            ["initiator", "target", "party", "ally", "victim", "instrument_owner"]
        ),
        SOME
        | st.sampled_from(
            ["Military Forces of Iraq", "Civilians (Iraq)", "Unidentified Armed Group"]
        ),
        st.sampled_from(ACTOR_TYPES),
        IDS,
    ),
    max_size=4,
).map(tuple)
INCIDENTS = st.builds(
    lambda name, kind, **rest: Incident(
        id=f"i-{name}", event_type=EVENT_TYPE_OF[kind], sub_event_type=kind, **rest
    ),
    st.integers(0, 10**6),
    st.sampled_from(SUB_EVENT_TYPES),
    date=st.none() | RANGES,
    place=st.none() | PLACES,
    participants=SIDES,
    deaths=TOLLS,
    wounded=TOLLS,
    grade=st.sampled_from(
        ["confirmed", "corroborated", "single source", "contested", "discounted"]
    ),
    grade_reason=TEXT,
    members=st.lists(
        st.builds(Member, SOME, SOME, st.none() | st.floats(-50, 50), IDS), max_size=2
    ).map(tuple),
    independent_sources=st.integers(1, 9),
    disputed=st.lists(
        st.builds(
            Dispute,
            st.sampled_from(["deaths", "date", "place"]),
            st.lists(st.builds(DisputedValue, TEXT, IDS), max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    revision=st.integers(1, 5),
)
CHAIN = st.lists(
    st.builds(Attribution, TEXT, st.sampled_from(["outlet", "police"]), SPANS),
    max_size=2,
).map(tuple)
EVIDENCE = st.lists(st.builds(Evidence, SPANS, TEXT), max_size=2).map(tuple)
WHY = st.lists(st.builds(Reason, TEXT, SPANS), max_size=2).map(tuple)
ACTORS = st.builds(Actor, SOME, st.sampled_from(ACTOR_TYPES), st.none(), st.just(""))
CLAIMS = st.builds(
    lambda kind, **rest: EventClaim(
        event_type=EVENT_TYPE_OF[kind], sub_event_type=kind, **rest
    ),
    st.sampled_from(SUB_EVENT_TYPES),
    id=SOME,
    report=SOME,
    status=st.sampled_from(STATUSES),
    background=st.booleans(),
    participants=st.lists(
        st.builds(
            Participant, st.sampled_from(["initiator", "target"]), TEXT, ACTORS, SPANS
        ),
        max_size=2,
    ).map(tuple),
    objects=IDS,
    place=st.none() | PLACES,
    date=st.none() | RANGES,
    casualties=st.lists(
        st.builds(
            Casualty,
            st.sampled_from(HARMS),
            st.sampled_from(CASUALTY_GROUPS),
            MAYBE,
            MAYBE_COUNT,
            MAYBE_COUNT,
            MAYBE_COUNT,
            st.sampled_from(MODIFIERS),
            st.sampled_from(CASUALTY_SCOPES),
            SPANS,
            TEXT,
        ),
        max_size=2,
    ).map(tuple),
    attribution=CHAIN,
    weapon=IDS,
    evidence=EVIDENCE,
    why=WHY,
    confidence=st.floats(0, 1),
)
CONTROL_CLAIMS = st.builds(
    ControlClaim,
    SOME,
    SOME,
    PLACES,
    ACTORS,
    st.sampled_from(["holds", "captured"]),
    st.sampled_from(["whole", "part"]),
    MAYBE,
    st.none() | RANGES,
    st.just("occurred"),
    CHAIN,
    EVIDENCE,
    WHY,
)
DAY_RANGES = st.builds(DayRange, MAYBE_DAY, MAYBE_DAY)
PERIODS = st.builds(
    ControlPeriod,
    PLACES,
    SOME,
    DAY_RANGES,
    st.none() | DAY_RANGES,
    SOME,
    st.sampled_from(["held", "besieged", "contested"]),
    IDS,
    IDS,
)
REPORTS = st.builds(
    ReportRecord,
    SOME,
    SOME,
    MAYBE,
    MAYBE,
    MAYBE,
    MAYBE,
    st.just("en"),
    st.builds(
        Published,
        MAYBE_DAY,
        MAYBE_DAY,
        MAYBE_DAY,
        st.sampled_from(["given", "unknown"]),
    ),
    st.just("0" * 64),
    st.lists(st.builds(Furniture, SPANS, st.just("byline")), max_size=2).map(tuple),
    st.lists(CLAIMS, max_size=2).map(tuple),
    st.lists(CONTROL_CLAIMS, max_size=1).map(tuple),
    st.lists(st.tuples(SOME, TEXT), max_size=1).map(tuple),
    MAYBE,
)
