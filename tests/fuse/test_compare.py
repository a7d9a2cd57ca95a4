import datetime
import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from sourceline.fuse.compare import Comparison, compare
from sourceline.model.claims import DateRange, Place
from sourceline.model.incidents import Incident, IncidentParticipant, Toll
from sourceline.model.outside import (
    CIVILIANS,
    UCDP,
    OutsideDeaths,
    OutsideIncident,
)
from sourceline.pipeline import lexicon
from sourceline.resolve.parties import parties

DAY = datetime.date(2019, 5, 14)
NOBODY = Toll(None, None, None, (), "")


def known(name: str, _country: str | None, _year: int | None) -> frozenset[str]:
    """Parties by the letter that a name begins with; "?" tells nobody apart."""
    if name == "Civilians":
        return frozenset({CIVILIANS})
    if name.startswith(("Army of ", "State ")):
        return frozenset({"state:" + name[-2:]})
    return frozenset() if name.startswith("?") else frozenset({"group:" + name[0]})


def date(day: datetime.date, days: int = 1, precision: int = 1) -> DateRange:
    last = day + datetime.timedelta(days=days - 1)
    return DateRange(day, last, precision, "stated")


def place(
    lat: float = 13.5, lon: float = 20.25, precision: int = 1, radius: float = 4.0
) -> Place:
    return Place("Talkarah", None, None, None, None, "TD", lat, lon, precision, radius)


def deaths(best: int | None, low: int | None = None, high: int | None = None) -> Toll:
    if best is None:
        return NOBODY
    return Toll(
        best if low is None else low, best, best if high is None else high, (), ""
    )


def incident(
    name: str,
    day: DateRange | None = None,
    where: Place | None = None,
    who: Sequence[str] = ("Army of TD", "Falcons"),
    toll: Toll | None = None,
    kind: tuple[str, str] = ("Battles", "Armed clash"),
) -> Incident:
    return Incident(
        name,
        *kind,
        day or date(DAY),
        where or place(),
        tuple(IncidentParticipant("party", w, "unknown", ()) for w in who),
        deaths(9) if toll is None else toll,
        NOBODY,
        "single source",
        "",
        (),
        1,
    )


def event(
    name: str,
    day: DateRange | None = None,
    where: Place | None = None,
    who: tuple[str, str] = ("State TD", "F"),
    best: int = 9,
    *,
    low: int | None = None,
    high: int | None = None,
    summary: bool = False,
) -> OutsideIncident:
    least = best if low is None else low
    most = best if high is None else high
    return OutsideIncident(
        UCDP,
        name,
        day or date(DAY),
        where or place(),
        *who,
        3 if who[1] == "Civilians" else 1,
        OutsideDeaths(least, best, most, 0, 0, 0, best),
        summary=summary,
    )


def pairs(found: Comparison) -> set[tuple[str, str]]:
    return {(m.incident.id, m.outside.id) for m in found.matches}


def test_the_same_happening_is_matched_with_its_distance_days_and_tolls():
    mine = incident("i-1", where=place(13.52), toll=deaths(12, 9, 15))
    found = compare([mine], [event("7", date(DAY + datetime.timedelta(1)))], known)
    [match] = found.matches
    assert (match.distance_km, match.days_apart, match.difference) == (2.2, 1, 3)
    assert match.within is False
    assert any("a day apart" in r for r in match.reasons)
    assert any("both sides alike" in r for r in match.reasons)
    assert found.only_project == found.only_outside == ()
    assert found.toll_differences == found.matches


def test_strong_agreement_is_said_to_be_surer_than_weak():
    def sure(mine: Incident, theirs: OutsideIncident) -> str:
        return compare([mine], [theirs], known).matches[0].sure

    assert sure(incident("i"), event("1")) == "almost certain"
    assert sure(incident("i", toll=NOBODY, who=("?",)), event("1")) == "likely"
    later = event("1", date(DAY + datetime.timedelta(1)))
    assert sure(incident("i", toll=NOBODY), later) == "possible"


def test_what_one_side_alone_has_says_why():
    far = incident("i-far", where=place(18.0))
    later = event("9", date(DAY + datetime.timedelta(30)))
    other = event("8", who=("State TD", "Falcons"), where=place(40.0, 60.0))
    found = compare([far], [later, other], known)
    assert found.matches == ()
    assert found.only_project[0].why == "nothing within 2 days and 10 km"
    assert {x.outside.id for x in found.only_outside} == {"8", "9"}


def test_dates_are_held_against_both_precisions():
    week = date(DAY, 7, 3)
    inside = event("1", date(DAY + datetime.timedelta(5)))
    beyond = event("1", date(DAY + datetime.timedelta(10)))
    assert compare([incident("i", week)], [inside], known).matches
    assert not compare([incident("i", week)], [beyond], known).matches
    same = compare([incident("i")], [event("1")], known).matches[0].bits
    assert compare([incident("i", week)], [inside], known).matches[0].bits < same


def test_places_are_held_against_both_radii():
    district = place(13.8, precision=3, radius=40.0)
    assert compare([incident("i", where=district)], [event("1")], known).matches
    town = place(13.8)
    assert not compare([incident("i", where=town)], [event("1")], known).matches


def test_sides_that_cannot_be_the_same_are_never_matched():
    theirs = event("1", who=("G", "H"))
    found = compare([incident("i", who=("Falcons", "Army of TD"))], [theirs], known)
    assert found.matches == ()
    assert found.only_project[0].why == "UCDP GED 1 is near, but between other sides"
    assert found.only_outside[0].why == "i is near, but between other sides"


def test_a_side_that_differs_speaks_against_a_match():
    both = compare([incident("i")], [event("1")], known).matches[0]
    mixed = incident("i", who=("Army of TD", "Gulls"))
    [match] = compare([mixed], [event("1")], known).matches
    assert any("the other differs" in r for r in match.reasons)
    assert match.bits < both.bits - 3
    lone = incident("i", who=("Army of TD",))
    assert match.bits < compare([lone], [event("1")], known).matches[0].bits < both.bits


def test_unnamed_sides_do_not_speak_against_a_match():
    mine = incident("i", who=("?gunmen",), toll=deaths(5))
    assert compare([mine], [event("1", best=5)], known).matches


def test_an_ally_of_another_state_is_weaker_than_the_state_itself():
    own = compare([incident("i")], [event("1")], known).matches[0]
    ally = incident("i", who=("Army of FR", "Falcons"))
    lent = compare([ally], [event("1")], known).matches[0]
    assert lent.bits < own.bits
    assert any("another state's forces" in r for r in lent.reasons)


def test_civilians_are_found_by_the_kind_of_event_and_not_by_a_participant_alone():
    kind = ("Violence against civilians", "Attack")
    mine = incident("i", who=("Falcons",), kind=kind)
    [match] = compare([mine], [event("1", who=("F", "Civilians"))], known).matches
    assert any("both sides alike" in r for r in match.reasons)
    others = incident("i", who=("Gulls",), kind=kind)
    assert not compare([others], [event("1", who=("F", "Civilians"))], known).matches


def test_several_events_of_one_day_place_and_sides_stay_apart():
    mine = [incident("i-a", toll=deaths(4)), incident("i-b", toll=deaths(31))]
    theirs = [event("1", best=31), event("2", best=4), event("3", best=11)]
    found = compare(mine, theirs, known)
    assert pairs(found) == {("i-a", "2"), ("i-b", "1")}
    assert [x.outside.id for x in found.only_outside] == ["3"]
    for match in found.matches:
        assert match.beside_words == "2 other UCDP GED events that day within 10 km"


def test_equal_rivals_make_a_match_no_more_than_possible():
    alone = compare([incident("i")], [event("1")], known).matches[0]
    rivals = compare([incident("i")], [event("1"), event("2")], known)
    assert alone.sure == "almost certain"
    assert rivals.matches[0].sure == "possible"
    assert rivals.matches[0].beside == 1
    assert rivals.only_outside[0].why == "i may tell the same, but goes with UCDP GED 1"


def test_matches_are_chosen_together_not_one_by_one():
    # i-a fits 1 best of all, but i-b fits nothing else.
    mine = [
        incident("i-a", where=place(13.6, precision=3, radius=40.0), toll=deaths(20)),
        incident("i-b", toll=deaths(22)),
    ]
    theirs = [event("1", best=20), event("2", where=place(13.75), best=17)]
    alone = compare(mine[:1], theirs, known)
    assert pairs(alone) == {("i-a", "1")}
    rival = compare(mine[1:], theirs, known).matches[0]
    assert rival.bits < alone.matches[0].bits
    assert pairs(compare(mine, theirs, known)) == {("i-a", "2"), ("i-b", "1")}


def test_an_incident_without_a_toll_is_listed_but_is_no_toll_difference():
    found = compare([incident("i", toll=NOBODY)], [event("1")], known)
    [match] = found.matches
    assert match.difference is None
    assert match.within is None
    assert found.toll_differences == ()
    equal = compare([incident("i")], [event("1")], known)
    assert equal.toll_differences == ()


def test_toll_differences_come_with_the_greatest_first():
    day = datetime.timedelta(20)
    mine = [incident("i-1", toll=deaths(10)), incident("i-2", date(DAY + day))]
    theirs = [event("1", best=9), event("2", date(DAY + day), best=20, low=9)]
    found = compare(mine, theirs, known)
    assert [m.difference for m in found.toll_differences] == [-11, 1]
    assert [m.within for m in found.toll_differences] == [True, False]


def test_what_is_too_vague_is_listed_as_such():
    country = place(precision=6, radius=600.0)
    year = date(DAY, 300, 5)
    mine = [incident("i-1", where=country), incident("i-2", year)]
    bare = Incident(**{
        **{f: getattr(mine[0], f) for f in Incident.__slots__},
        "id": "i-3", "date": None, "place": None,
    })  # fmt: skip
    found = compare([*mine, bare], [event("1")], known)
    whys = {x.incident.id: x.why for x in found.only_project}
    assert "country" in whys["i-1"]
    assert "300 days" in whys["i-2"]
    assert whys["i-3"] == "no date: too vague to compare"
    assert found.only_project[-1].incident.id == "i-3"


def test_outside_events_say_whether_the_project_might_have_had_them():
    mine = [incident("i-1"), incident("i-2", date(DAY + datetime.timedelta(90)))]
    inside = event("1", date(DAY + datetime.timedelta(40)))
    before = event("2", date(DAY - datetime.timedelta(400)))
    found = compare(mine, [inside, before], known)
    assert {x.outside.id: x.covered for x in found.only_outside} == {
        "1": True,
        "2": False,
    }


def test_an_empty_side_is_no_error():
    assert compare([], [], known) == Comparison((), (), ())
    assert len(compare([incident("i")], [], known).only_project) == 1
    assert not compare([], [event("1")], known).only_outside[0].covered


def test_names_of_a_state_and_of_a_group_are_matched_by_the_lexicon():
    tables = lexicon()
    mine = incident("i", who=("Police Forces of Chad", "Boko Haram"))
    theirs = event("1", who=("Government of Chad", "Jamaatu Ahlis Sunna"))
    [match] = compare([mine], [theirs], lambda *x: parties(*x, tables)).matches
    assert any("both sides alike" in r for r in match.reasons)


near = st.integers(-3, 3)
incidents = st.lists(
    st.builds(
        incident,
        st.integers(0, 99).map("i-{}".format),
        st.builds(
            lambda n, days: date(DAY + datetime.timedelta(n), days, min(days, 3)),
            near,
            st.integers(1, 3),
        ),
        st.builds(
            lambda n, r: place(13.5 + 0.05 * n, radius=r),
            near,
            st.sampled_from([3.0, 30.0]),
        ),
        st.sampled_from([("Army of TD", "Falcons"), ("Falcons",), ("?",), ("Gulls",)]),
        st.one_of(st.just(NOBODY), st.integers(0, 20).map(deaths)),
    ),
    max_size=8,
    unique_by=lambda x: x.id,
)
events = st.lists(
    st.builds(
        event,
        st.integers(1, 99).map(str),
        st.builds(lambda n: date(DAY + datetime.timedelta(n)), near),
        st.builds(lambda n: place(13.5 + 0.05 * n), near),
        st.sampled_from([("State TD", "F"), ("F", "Civilians"), ("G", "H")]),
        st.integers(0, 20),
    ),
    max_size=8,
    unique_by=lambda x: x.id,
)


@settings(deadline=None)
@given(incidents, events, st.integers(0, 9))
def test_everything_is_listed_once_in_whatever_order_it_comes(
    mine: list[Incident], theirs: list[OutsideIncident], seed: int
):
    found = compare(mine, theirs, known)
    in_both = [m.incident.id for m in found.matches]
    alone = [x.incident.id for x in found.only_project]
    assert sorted(in_both + alone) == sorted(x.id for x in mine)
    there = [m.outside.id for m in found.matches]
    alone = [x.outside.id for x in found.only_outside]
    assert sorted(there + alone) == sorted(x.id for x in theirs)
    other = random.Random(seed)
    again = compare(
        other.sample(mine, len(mine)) + mine[:1],
        other.sample(theirs, len(theirs)) + theirs[-1:],
        known,
    )
    assert again == found


def test_thousands_of_incidents_find_their_own_events_in_a_moment():
    one = random.Random(3)
    mine, theirs = [], []
    for number in range(3000):
        day = date(DAY + datetime.timedelta(one.randrange(1500)))
        where = place(one.uniform(-60, 60), one.uniform(-180, 179.9))
        best = one.randrange(1, 40)
        theirs.append(event(str(number), day, where, best=best))
        mine.append(incident(f"i-{number}", day, where, toll=deaths(best)))
    found = compare(mine, theirs, known)
    assert pairs(found) == {(f"i-{n}", str(n)) for n in range(3000)}
