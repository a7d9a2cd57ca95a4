"""One incident from its claims: tolls, grades, disputes, date, place, sides."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourceline.fuse.consensus import incident
from sourceline.fuse.tolls import read_vague
from sourceline.model.claims import (
    Actor,
    Attribution,
    Casualty,
    DateRange,
    EventClaim,
    Evidence,
    Participant,
    Place,
    Published,
    TextSpan,
)
from sourceline.model.incidents import Judgement, Outlet, Pair
from sourceline.model.incidents import Testimony as Told
from sourceline.model.records import incident_record as plain
from sourceline.model.records import read_incident
from sourceline.model.taxonomy import EVENT_TYPE_OF
from sourceline.resources import table

VAGUE = read_vague(table("vague_counts.csv"))
FIRST = datetime.date(2021, 3, 1)
ARMY = ("initiator", "Ruvian troops", "Military Forces of Ruvia", "state forces")
REBELS = ("target", "Tamar fighters", "Tamar Front", "rebel group")
PEOPLE = ("target", "villagers", "Civilians (Ruvia)", "civilians")


def day(n):
    return FIRST + datetime.timedelta(days=n)


def toll(figure, harm="killed", group="civilian", **more):
    """A figure; ``None`` for vague ones, a pair for ranges."""
    low, high = figure if isinstance(figure, tuple) else (figure, figure)
    modifier = "exact" if low == high and low is not None else "range"
    fields = {
        "harm": harm,
        "group": group,
        "who": None,
        "low": low,
        "best": low if low == high else None,
        "high": high,
        "modifier": modifier,
        "scope": "event",
        "span": TextSpan(0, 1),
        "words": str(low),
        **more,
    }
    return Casualty(**fields)


def said(name, *tolls, by=(), sides=(ARMY, PEOPLE), at=0, story=None, **more):
    """A claim of its own report."""
    fields = {
        "id": f"c-{name}",
        "report": f"r-{name}",
        "event_type": "",
        "sub_event_type": "Air/drone strike",
        "status": "occurred",
        "background": False,
        "participants": tuple(
            Participant(
                role, words, Actor(actor, kind, None, "lexicon"), TextSpan(0, 1)
            )
            for role, words, actor, kind in sides
        ),
        "objects": (),
        "place": None,
        "date": None,
        "casualties": tuple(tolls),
        "attribution": tuple(
            Attribution(words, kind, TextSpan(900, 901)) for kind, words in by
        ),
        "weapon": (),
        "evidence": (),
        "why": (),
        "confidence": 0.9,
        **more,
    }
    fields["event_type"] = EVENT_TYPE_OF[fields["sub_event_type"]]
    published = None if at is None else day(at)
    return Told(
        EventClaim(**fields),
        Outlet(
            f"r-{name}",
            None,
            Published(published, published, published, "given"),
            story or f"r-{name}",
        ),
    )


def figures(found):
    return found.low, found.best, found.high


def dispute(found, field):
    return next((d for d in found.disputed if d.field == field), None)


# --- tolls --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "expected", "rule"),
    [
        ([], (None, None, None), "nobody gives a figure"),
        ([said("a", toll(0))], (0, 0, 0), "the only figure"),
        ([said("a", toll(7))], (7, 7, 7), "the only figure"),
        (
            [said("a", toll(7)), said("b", toll(7))],
            (7, 7, 7),
            "given by every independent speaker",
        ),
        (
            [said("a", toll(12)), said("b", toll(15), at=1), said("c", toll(17), at=3)],
            (12, 17, 17),
            "the latest of a rising toll",
        ),
        (
            [said("a", toll(9)), said("b", toll(4)), said("c", toll(9))],
            (4, 9, 9),
            "given by 2 of 3 independent speakers",
        ),
        (
            [said("a", toll(9)), said("b", toll(4))],
            (4, 4, 9),
            "the lowest of the contradictory figures",
        ),
        (
            [said("a", toll(17)), said("b", toll(12), at=2)],
            (12, 12, 17),
            "the lowest of the contradictory figures",
        ),
    ],
)
def test_rule_that_chooses_among_rival_figures(claims, expected, rule):
    found = incident([said("z", sides=(ARMY,)), *claims]).deaths
    assert figures(found) == expected
    assert found.rule == rule


def test_history_in_the_order_of_the_reports_days():
    found = incident(
        [
            said("c", toll(12)),
            said("a", toll(17), at=3),
            said("d", toll(16), at=None),
            said("b", toll(15), at=1),
        ]
    ).deaths
    assert [(s.day, s.figure, s.claim) for s in found.history] == [
        (day(0), 12, "c-c"),
        (day(1), 15, "c-b"),
        (day(3), 17, "c-a"),
        (None, 16, "c-d"),
    ]


def test_a_speaker_replaces_his_own_figure():
    chief = [("police", "the chief of Oru police, Dan Mabe")]
    later = [("police", "police chief Dan Mabe")]
    found = incident([said("a", toll(9), by=chief), said("b", toll(6), by=later, at=1)])
    assert figures(found.deaths) == (6, 6, 6)
    assert found.deaths.rule == "the latest figure of the one speaker, who revised it"
    assert found.independent_sources == 1


def test_a_late_quotation_of_an_old_figure_is_no_revision():
    chief = [("police", "Dan Mabe")]
    found = incident(
        [
            said("a", toll(5), by=chief),
            said("b", toll(9), by=chief, at=1),
            said("c", toll(5), by=chief, at=2),
        ]
    )
    assert found.deaths.best == 9


@pytest.mark.parametrize(
    ("tolls", "expected"),
    [
        ([toll((5, None), modifier="at least")], (5, 5, None)),
        ([toll((11, None), modifier="more than")], (11, 11, None)),
        ([toll((None, 40), modifier="up to")], (None, None, 40)),
        ([toll((8, 14))], (8, 8, 14)),
        ([toll(None, modifier="vague", words="dozens of")], (12, None, 99)),
        ([toll(None, modifier="vague", words="several")], (3, None, 9)),
        ([toll(None, modifier="vague", words="a few dozen")], (12, None, 99)),
        ([toll(None, modifier="vague", words="several hundred")], (None, None, None)),
        ([toll(None, modifier="vague", words="many")], (3, None, None)),
        ([toll(None, modifier="vague", words="untold")], (None, None, None)),
        ([toll(30, scope="aggregate")], (None, None, None)),
        ([toll(30, scope="part")], (None, None, None)),
        ([toll(4, harm="killed-or-wounded")], (None, None, None)),
        ([toll(0, harm="killed-or-wounded")], (0, 0, 0)),
        ([toll(4, harm="wounded")], (None, None, None)),
    ],
)
def test_bounds_vague_words_and_what_counts(tolls, expected):
    found = incident([said("a", *tolls)], vague=VAGUE).deaths
    assert figures(found) == expected


def test_an_open_bound_below_a_number_leaves_the_number():
    open_ = toll((5, None), modifier="at least")
    assert figures(incident([said("a", open_), said("b", toll(7))]).deaths) == (5, 5, 7)
    assert incident([said("a", open_), said("b", toll(3))]).deaths.high is None


def test_vague_words_do_not_move_a_number():
    vague = toll(None, modifier="vague", words="dozens")
    found = incident([said("a", toll(17)), said("b", vague)], vague=VAGUE)
    assert figures(found.deaths) == (17, 17, 17)


def test_parts_are_never_added_to_their_total():
    found = incident([said("a", toll(9), toll(4, scope="part"), toll(3, scope="part"))])
    assert figures(found.deaths) == (9, 9, 9)


def test_groups_that_make_more_than_their_total_stand_for_it():
    parts = [
        toll(6, group="civilian", scope="part"),
        toll(5, group="combatant-state", scope="part"),
    ]
    found = incident([said("a", toll(9, group="unknown"), *parts)]).deaths
    assert figures(found) == (11, 11, 11)
    assert "added up" in found.rule


def test_named_parts_tell_the_groups_of_an_undivided_total():
    part = toll(6, group="civilian", scope="part")
    found = incident([said("a", toll(9, group="unknown"), part)]).deaths
    assert found.by_group == (("civilian", 6), ("unknown", 3))


def test_groups_of_one_claim_are_added_up_and_the_rule_says_so():
    found = incident([said("a", toll(3), toll(4, group="combatant-state"))]).deaths
    assert figures(found) == (7, 7, 7)
    assert found.by_group == (("civilian", 3), ("combatant-state", 4))
    assert "added up" in found.rule


def test_a_part_is_never_added_to_its_undivided_total():
    part = toll(4, scope="part")
    found = incident([said("a", toll(9, group="unknown"), part)]).deaths
    assert figures(found) == (9, 9, 9)
    assert found.by_group == (("civilian", 4), ("unknown", 5))


def test_people_counted_beside_an_undivided_total_are_added_to_it():
    beside = toll(4, group="combatant-state")
    found = incident([said("a", toll(9, group="unknown"), beside)]).deaths
    assert figures(found) == (13, 13, 13)


def test_a_count_of_one_group_does_not_rival_a_fuller_one():
    full = said("a", toll(3), toll(4, group="combatant-state"))
    found = incident([full, said("b", toll(3))]).deaths
    assert figures(found) == (7, 7, 7)


def test_an_older_figure_that_a_report_recalls_makes_way():
    text = "The dead rose to 15 from 9 as two died in the ward."
    both = [
        toll(15, span=TextSpan(text.index("15"), text.index("15") + 2)),
        toll(9, span=TextSpan(text.index("9"), text.index("9") + 1)),
    ]
    sentence = (Evidence(TextSpan(0, len(text)), text),)
    found = incident([said("a", *both, evidence=sentence)]).deaths
    assert figures(found) == (15, 15, 15)
    assert [s.figure for s in found.history] == [9, 15]


def test_two_speakers_of_one_report_are_two_tolls():
    text = "Nurses counted 20 bodies; residents spoke of 31 dead."
    spots = {n: text.index(n) for n in ("20", "31", "Nurses", "residents")}
    both = [toll(int(n), span=TextSpan(spots[n], spots[n] + 2)) for n in ("20", "31")]
    claim = said("a", *both, evidence=(Evidence(TextSpan(0, len(text)), text),))
    sources = (
        Attribution("Nurses", "medical", TextSpan(0, 6)),
        Attribution("residents", "witness", TextSpan(spots["residents"], 40)),
    )
    claim = replace(claim, claim=replace(claim.claim, attribution=sources))
    found = incident([claim])
    assert figures(found.deaths) == (20, 20, 31)
    assert [v.value for v in dispute(found, "deaths").values] == ["20", "31"]


@pytest.mark.parametrize(
    ("kind", "speaker", "group"),
    [
        ("military", "an army spokesman", "combatant-non-state"),
        ("armed group", "the Tamar Front", "combatant-state"),
    ],
)
def test_a_party_about_its_enemy_counts_for_the_highest_alone(kind, speaker, group):
    boast = said("a", toll(40, group=group), by=[(kind, speaker)], sides=(ARMY, REBELS))
    alone = incident([boast])
    assert figures(alone.deaths) == (None, None, 40)
    assert alone.deaths.enemy_claims == ("c-a",)
    assert alone.grade == "discounted"
    other = said("b", toll(12, group=group), by=[("medical", "a nurse")])
    both = incident([boast, other])
    assert figures(both.deaths) == (12, 12, 40)
    assert dispute(both, "deaths") is not None


def test_wounded_never_enter_the_dead():
    found = incident([said("a", toll(3), toll(11, harm="wounded"))])
    assert figures(found.deaths) == (3, 3, 3)
    assert figures(found.wounded) == (11, 11, 11)


# --- grades and sources -------------------------------------------------------------


def test_grades_of_plain_cases():
    one = said("a", toll(3), by=[("witness", "a farmer")])
    other = said("b", toll(3), by=[("medical", "a nurse of Oru")])
    assert incident([one]).grade == "single source"
    assert incident([one, other]).grade == "corroborated"
    rival = said("c", toll(8), by=[("official", "the mayor of Oru")])
    assert incident([one, rival]).grade == "contested"
    assert incident([one, said("d", toll(8), at=2)]).grade == "corroborated"


@pytest.mark.parametrize("status", ["denied", "planned", "hypothetical"])
def test_what_nobody_says_happened_is_discounted(status):
    found = incident([said("a", toll(3), status=status)])
    assert found.grade == "discounted"
    assert status in found.grade_reason
    assert figures(found.deaths) == (None, None, None)


@pytest.mark.parametrize("sources", [1, 2, 3])
def test_a_denial_makes_it_contested(sources):
    told = [said(f"t{n}", toll(3)) for n in range(sources)]
    denial = said("x", status="denied", by=[("military", "an army spokesman")])
    found = incident([*told, denial])
    assert found.grade == "contested" != incident(told).grade
    assert "army spokesman" in found.grade_reason
    assert {v.value for v in dispute(found, "status").values} == {"occurred", "denied"}


def test_own_losses_conceded_confirm():
    own = said(
        "a",
        toll(2, group="combatant-state"),
        by=[("military", "the army")],
        sides=(ARMY, REBELS),
    )
    found = incident([own])
    assert found.grade == "confirmed"
    assert "own losses" in found.grade_reason
    assert found.deaths.best == 2


def test_a_deed_against_civilians_is_confirmed_by_its_doer():
    doer = ("initiator", "Tamar fighters", "Tamar Front", "rebel group")
    claim = said(
        "a", toll(6), by=[("armed group", "Tamar Front")], sides=(doer, PEOPLE)
    )
    assert incident([claim]).grade == "confirmed"


def test_reports_of_one_speaker_or_one_story_are_one_source():
    mayor = [("official", "the mayor, Ilo Bant")]
    quoted = [said("a", toll(3), by=mayor), said("b", toll(3), by=mayor)]
    assert incident(quoted).independent_sources == 1
    copies = [said("a", toll(3), story="s"), said("b", toll(3), story="s")]
    assert incident(copies).independent_sources == 1
    more = [*quoted, said("c", toll(3), by=[*mayor, ("witness", "a farmer")])]
    assert incident(more).independent_sources == 2


# --- type, date, place, sides -------------------------------------------------------


def test_a_change_of_hands_names_the_event():
    clash = [said(n, sub_event_type="Armed clash") for n in "abc"]
    taken = said("d", sub_event_type="Government regains territory")
    assert incident([*clash, taken]).sub_event_type == "Government regains territory"
    unsaid = said("d", sub_event_type="Government regains territory", status="planned")
    assert incident([*clash, unsaid]).sub_event_type == "Armed clash"


def test_stories_vote_on_the_type_and_background_does_not():
    shelled = "Shelling/artillery/missile attack"
    copies = [said(n, story="s") for n in "abc"]
    others = [said(n, sub_event_type=shelled) for n in "de"]
    found = incident([*copies, *others])
    assert found.sub_event_type == shelled
    assert dispute(found, "type") is not None
    recalled = [replace(t, claim=replace(t.claim, background=True)) for t in others]
    assert incident([*copies, *recalled]).sub_event_type == "Air/drone strike"


def dated(name, first, last, basis="stated", **more):
    return said(name, date=DateRange(day(first), day(last), 1, basis), **more)


def test_the_date_is_what_the_ranges_have_in_common():
    found = incident([dated("a", 0, 6), dated("b", 4, 30), dated("c", 0, 5)])
    assert (found.date.earliest, found.date.latest) == (day(4), day(5))
    assert found.date.precision == 2
    assert dispute(found, "date") is None


def test_contradictory_dates_go_to_most_sources_and_are_disputed():
    found = incident([dated("a", 0, 0), dated("b", 2, 2), dated("c", 2, 3)])
    assert (found.date.earliest, found.date.latest) == (day(2), day(2))
    values = {v.value: v.claims for v in dispute(found, "date").values}
    assert values == {"2021-03-03": ("c-b", "c-c"), "2021-03-01": ("c-a",)}


def test_a_day_of_publication_does_not_contradict_a_stated_day():
    found = incident([dated("a", 0, 0), dated("b", 4, 7, basis="publication")])
    assert found.date.earliest == found.date.latest == day(0)
    assert dispute(found, "date") is None


def test_open_ranges_stay_open():
    claim = said("a", date=DateRange(None, day(3), 5, "stated"))
    found = incident([claim])
    assert (found.date.earliest, found.date.latest) == (None, day(3))
    assert read_incident(plain(found)) == found


def placed(name, lat, precision, radius, **more):
    spot = Place(
        name, name, f"x:{name}", None, "Oru", "RV", lat, 10.0, precision, radius
    )
    return said(name, place=spot, **more)


def test_the_narrowest_place_that_most_allow():
    province, town = placed("p", 10.0, 4, 100.0), placed("t", 10.3, 1, 3.0)
    found = incident([province, town])
    assert found.place.name == "t"
    assert dispute(found, "place") is None
    far = [placed("f", 13.0, 1, 3.0), placed("g", 13.01, 2, 8.0)]
    found = incident([town, *far])
    assert found.place.name == "f"
    values = {v.value: v.claims for v in dispute(found, "place").values}
    assert values == {"f, Oru, RV": ("c-f", "c-g"), "t, Oru, RV": ("c-t",)}


def test_participants_are_joined_and_rival_initiators_disputed():
    rebels = ("initiator", "gunmen", "Tamar Front", "rebel group")
    found = incident([said("a"), said("b"), said("c", sides=(rebels, PEOPLE))])
    assert [(p.role, p.actor, p.claims) for p in found.participants] == [
        ("initiator", "Military Forces of Ruvia", ("c-a", "c-b")),
        ("initiator", "Tamar Front", ("c-c",)),
        ("target", "Civilians (Ruvia)", ("c-a", "c-b", "c-c")),
    ]
    assert found.grade == "contested"
    assert dispute(found, "initiator").values[0].claims == ("c-a", "c-b")


# --- members ------------------------------------------------------------------------


def test_members_carry_their_weight_and_reasons():
    claims = [said(n) for n in "abc"]
    pairs = [
        Pair("c-a", "c-b", 6.0, ("same day (+4.1)", "1", "2", "3", "4")),
        Pair("c-a", "c-c", 3.25, ("near (+2.0)",)),
        Pair("c-a", "c-z", 99.0, ("elsewhere",)),
    ]
    joined = Judgement(
        "c-b", "c-c", "same", "ann", datetime.datetime(2021, 4, 1, tzinfo=datetime.UTC)
    )
    found = incident(claims, pairs, [joined])
    assert [m.match_weight for m in found.members] == [4.6, 6.0, 3.2]
    assert found.members[0].reasons == ("same day (+4.1)", "1", "2", "3")
    assert found.members[2].reasons == ("near (+2.0)", "joined by ann")
    assert found.revision == 2
    assert incident([said("a")]).members[0].match_weight is None


def test_an_incident_needs_claims():
    with pytest.raises(ValueError, match="no claims"):
        incident([])


# --- properties ---------------------------------------------------------------------

SLOWLY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

COUNTS = st.integers(0, 60)
GROUPS = st.sampled_from(
    ["civilian", "combatant-state", "combatant-non-state", "unknown"]
)


@st.composite
def tolls(draw):
    low = draw(st.none() | COUNTS)
    high = draw(st.none() | st.integers(low or 0, 99))
    modifier = "exact" if low == high and low is not None else "range"
    if low is not None and high is None:
        modifier = "at least"
    elif low is None:
        modifier = "up to" if high is not None else "vague"
    return toll(
        (low, high),
        harm=draw(st.sampled_from(["killed", "wounded", "killed-or-wounded"])),
        group=draw(GROUPS),
        modifier=modifier,
        scope=draw(st.sampled_from(["event", "event", "part", "aggregate"])),
        who=draw(st.sampled_from([None, "men", "women"])),
        words=draw(st.sampled_from(["dozens", "several", "some"])),
        span=TextSpan(draw(st.integers(0, 400)), 500),
    )


SPEAKERS = st.sampled_from(
    [
        ("police", "Dan Mabe"),
        ("military", "an army spokesman"),
        ("armed group", "the Tamar Front"),
        ("medical", "a nurse"),
        ("witness", "a farmer"),
        ("outlet", "Oru Radio"),
    ]
)


@st.composite
def reported(draw):
    out = []
    for n in range(draw(st.integers(1, 5))):
        counted = draw(st.lists(tolls(), max_size=3))
        first = draw(st.integers(0, 9))
        date = DateRange(
            day(first),
            day(first + draw(st.integers(0, 9))),
            1,
            draw(st.sampled_from(["stated", "relative", "publication"])),
        )
        where = Place(
            "x",
            None,
            None,
            None,
            None,
            "RV",
            draw(st.none() | st.floats(0, 3)),
            0.0,
            draw(st.integers(1, 7)),
            draw(st.none() | st.floats(1, 90)),
        )
        out.append(
            said(
                f"m{n}",
                *counted,
                by=draw(st.lists(SPEAKERS, max_size=2, unique=True)),
                sides=draw(st.sampled_from([(ARMY, PEOPLE), (ARMY, REBELS), ()])),
                at=draw(st.none() | st.integers(0, 5)),
                story=draw(st.sampled_from([None, None, "r-m0"])),
                status=draw(
                    st.sampled_from(["occurred", "occurred", "ongoing", "denied"])
                ),
                sub_event_type=draw(
                    st.sampled_from(["Attack", "Armed clash", "Air/drone strike"])
                ),
                date=draw(st.none() | st.just(date)),
                place=draw(st.none() | st.just(where)),
            )
        )
    return out


@SLOWLY
@given(reported())
def test_bounds_are_in_order(members):
    found = incident(members)
    for one in (found.deaths, found.wounded):
        known = [n for n in figures(one) if n is not None]
        assert known == sorted(known)
        assert sum(n for _, n in one.by_group) == (one.best or 0)


@SLOWLY
@given(reported())
def test_what_is_shown_was_given_or_is_a_stated_sum(members):
    found = incident(members)
    for one, harm in ((found.deaths, "killed"), (found.wounded, "wounded")):
        given_figures = {
            c.low
            for t in members
            for c in t.claim.casualties
            if c.harm in {harm, "killed-or-wounded"}
        }
        if one.best is not None and "added up" not in one.rule:
            assert one.best in given_figures
        if one.best is not None:
            assert one.best in {s.figure for s in one.history}


@SLOWLY
@given(reported(), st.randoms(use_true_random=False))
def test_order_of_members_does_not_matter(members, random):
    expected = incident(members)
    random.shuffle(members)
    assert incident(members) == expected


@SLOWLY
@given(reported())
def test_a_reprint_adds_no_source_and_moves_no_figure(members):
    before = incident(members)
    known = [t for t in members if t.outlet.published.date]
    first = (known or members)[0]
    later = first.outlet.published
    if later.date:
        later = replace(later, date=later.date + datetime.timedelta(days=1))
    copy = Told(
        replace(first.claim, id="c-zz", report="r-zz"),
        replace(first.outlet, report="r-zz", published=later),
    )
    after = incident([*members, copy])
    assert after.independent_sources == before.independent_sources
    for one, other in (
        (before.deaths, after.deaths),
        (before.wounded, after.wounded),
    ):
        assert figures(one) == figures(other)
        assert one.rule == other.rule
    assert after.grade == before.grade
    assert after.sub_event_type == before.sub_event_type


@SLOWLY
@given(reported())
def test_an_incident_survives_its_public_form(members):
    found = incident(members)
    assert read_incident(plain(found)) == found
