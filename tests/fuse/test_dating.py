"""Undated reports, narrowed by what dated ones tell: invented reports of invented
places.
"""

import datetime
from dataclasses import replace

import pytest

from sourceline.fuse import dating
from sourceline.fuse.dating import narrowed
from sourceline.model import incidents
from sourceline.model.claims import (
    Actor,
    Casualty,
    DateRange,
    EventClaim,
    Evidence,
    Participant,
    Place,
    Published,
    Reason,
    ReportRecord,
    TextSpan,
)
from sourceline.model.incidents import Outlet
from sourceline.model.taxonomy import EVENT_TYPE_OF
from sourceline.pipeline import names_days

TUESDAY = datetime.date(2019, 5, 14)
UNKNOWN = Published(None, None, None, "unknown")
HERE = TextSpan(0, 1)
RIDGE = Place(
    "Tel Azraq", "Tel Azraq", "geonames:1", None, "Ridge", "IQ", 34.5, 43.0, 1, 3.0
)
REBELS = Actor("Sons of the Ridge", "rebel group", "IQ", "lexicon")
ARMY = Actor("Ridge Republic Army", "state forces", "IQ", "lexicon")


def killed(people: int) -> Casualty:
    said = str(people)
    group = "combatant-non-state"
    return Casualty(
        "killed", group, None, people, people, people, "exact", "event", HERE, said
    )


def claim(
    name: str,
    text: str,
    *,
    day: datetime.date | None = None,
    people: int | None = 12,
    kind: str = "Armed clash",
    place: Place = RIDGE,
    by: Actor = ARMY,
    background: bool = False,
) -> EventClaim:
    span = TextSpan(0, len(text))
    date = None if day is None else DateRange(day, day, 1, "stated", None)
    sides = tuple(
        Participant(role, actor.name, actor, HERE)
        for role, actor in (("initiator", by), ("target", REBELS))
    )
    return EventClaim(
        id=f"c-{name}",
        report=f"r-{name}",
        event_type=EVENT_TYPE_OF[kind],
        sub_event_type=kind,
        status="occurred",
        background=background,
        participants=sides,
        objects=(),
        place=place,
        date=date,
        casualties=() if people is None else (killed(people),),
        attribution=(),
        weapon=(),
        evidence=(Evidence(span, text),),
        why=(Reason("model: trigger", HERE),),
        confidence=0.9,
    )


def dated(name: str, day: datetime.date, **more: object) -> incidents.Testimony:
    text = "Troops stormed the depot at Tel Azraq and killed twelve fighters."
    told = claim(name, text, day=day, **more)  # type: ignore[arg-type]
    printed = Published(day, day, day, "given")
    return incidents.Testimony(told, Outlet(f"r-{name}", None, printed, f"r-{name}"))


def report(*claims: EventClaim, published: Published = UNKNOWN) -> ReportRecord:
    head = ("r-undated", "undated", None, None, None, None, "en", published)
    own = tuple(replace(c, report="r-undated") for c in claims)
    return ReportRecord(*head, "0" * 64, (), own, (), ())


def found(
    text: str,
    *known: incidents.Testimony,
    published: Published = UNKNOWN,
    **more: object,
) -> ReportRecord:
    told = claim("mine", text, **more)  # type: ignore[arg-type]
    return narrowed(report(told, published=published), known, (), names_days)


PLAIN = "Troops stormed the depot at Tel Azraq and killed twelve fighters."


def test_news_of_a_happening_that_another_report_dates_came_out_soon_after() -> None:
    made = found(PLAIN, dated("a", TUESDAY))
    assert made.published.earliest == TUESDAY
    assert made.published.latest == TUESDAY + datetime.timedelta(days=7)
    assert made.published.basis == "inferred"
    (why,) = made.published.why
    assert "r-a" in why
    assert "2019-05-14" in why


def test_its_claim_gets_that_day_and_says_who_dates_it() -> None:
    (told,) = found(PLAIN, dated("a", TUESDAY)).claims
    assert told.date is not None
    assert (told.date.earliest, told.date.latest) == (TUESDAY, TUESDAY)
    assert told.date.basis == "publication", "the report's own words do not say it"
    assert "dated by others" in told.why[-1].rule


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("on Tuesday", 14, 22),
        ("earlier this month", 14, 31),
        ("two days ago", 14, 18),
    ],
)
def test_the_words_tell_how_far_back_it_lies(words: str, first: int, last: int) -> None:
    text = f"Troops stormed the depot at Tel Azraq {words} and killed twelve fighters."
    published = found(text, dated("a", TUESDAY)).published
    assert published.earliest == datetime.date(2019, 5, first)
    assert published.latest is not None
    assert published.latest.day in {last, (last + 2) % 31 or 31}


def test_words_that_name_another_day_are_not_dated_by_it() -> None:
    text = "Troops stormed the depot at Tel Azraq on Friday and killed twelve fighters."
    assert not found(text, dated("a", TUESDAY)).published.why


def test_what_a_report_recalls_only_says_that_it_came_out_later() -> None:
    published = found(PLAIN, dated("a", TUESDAY), background=True).published
    assert published.earliest == TUESDAY
    assert published.latest is None


def test_two_happenings_that_fit_date_nothing() -> None:
    later = TUESDAY + datetime.timedelta(days=60)
    assert not found(PLAIN, dated("a", TUESDAY), dated("b", later)).published.why


def test_two_reports_of_one_happening_are_no_rivals() -> None:
    known = dated("a", TUESDAY), dated("b", TUESDAY + datetime.timedelta(days=1))
    assert found(PLAIN, *known).published.why


@pytest.mark.parametrize("away", [-400, 400])
def test_the_reports_own_range_decides_between_two(away: int) -> None:
    first, last = datetime.date(2019, 1, 1), datetime.date(2019, 12, 31)
    year = Published(None, first, last, "inferred")
    rival = dated("b", TUESDAY + datetime.timedelta(days=away))
    made = found(PLAIN, dated("a", TUESDAY), rival, published=year)
    assert made.published.earliest == TUESDAY


@pytest.mark.parametrize(
    "other",
    [
        {"people": None, "kind": "Attack"},
        {"by": Actor("Harbour Guard", "political militia", "IQ", "lexicon")},
        {"place": replace(RIDGE, name="Wadi Saba", gazetteer_name="Wadi Saba",
                          gazetteer_id="geonames:2")},
    ],
)  # fmt: skip
def test_another_kind_place_or_side_dates_nothing(other: dict[str, object]) -> None:
    far = dated("a", TUESDAY, **{"people": None, **other})
    assert not found(PLAIN, far).published.why


def test_contradicting_bounds_leave_the_report_as_it_was() -> None:
    one = claim("one", PLAIN)
    two = claim("two", PLAIN, place=replace(RIDGE, name="Wadi Saba",
                gazetteer_name="Wadi Saba", gazetteer_id="geonames:2"))  # fmt: skip
    later = TUESDAY + datetime.timedelta(days=90)
    known = dated("a", TUESDAY), dated("b", later, place=two.place)
    bare = report(one, two)
    assert narrowed(bare, known, (), names_days) is bare


def test_a_reprint_came_out_in_the_days_of_the_dated_copy() -> None:
    bare = report(claim("mine", PLAIN))
    copy = ("r-copy", Published(TUESDAY, TUESDAY, TUESDAY, "given"))
    published = narrowed(bare, (), [copy], names_days).published
    assert published.earliest is not None
    assert published.latest is not None
    assert published.earliest <= TUESDAY <= published.latest
    assert "r-copy" in published.why[0]


def test_a_dated_report_is_left_alone() -> None:
    day = Published(TUESDAY, TUESDAY, TUESDAY, "given")
    known = dated("a", TUESDAY - datetime.timedelta(days=3))
    bare = report(claim("mine", PLAIN), published=day)
    assert narrowed(bare, [known], (), names_days) is bare


def test_a_place_that_many_dated_claims_tell_of_singles_out_nothing() -> None:
    known = [dated(f"a{n}", TUESDAY) for n in range(dating.MOST_DATED + 1)]
    assert not found(PLAIN, *known).published.why
