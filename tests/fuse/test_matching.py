"""Which claims tell one happening, and why."""

import datetime
import itertools
import json
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourceline.errors import ResourceError
from sourceline.fuse.matching import blocks, match, read_weights
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
    TextSpan,
)
from sourceline.model.incidents import Outlet
from sourceline.model.taxonomy import EVENT_TYPE_OF
from sourceline.resources import table

WEIGHTS = read_weights(table("match_weights.json"))
DAY = datetime.date(2021, 3, 4)
RIDGE = Place(
    "Tel Azraq",
    "Tel Azraq",
    "geonames:1",
    None,
    "Ridge",
    "IQ",
    34.5,
    43.0,
    1,
    3.0,
    TextSpan(0, 9),
)
REBELS = Actor("Sons of the Ridge", "rebel group", "IQ", "lexicon")
ARMY = Actor("Ridge Republic Army", "state forces", "IQ", "lexicon")
CIVILIANS = Actor("Civilians (Iraq)", "civilians", "IQ", "description")
NOWHERE = TextSpan(0, 1)


def killed(people, group="civilian", harm="killed"):
    return Casualty(
        harm,
        group,
        None,
        people,
        people,
        people,
        "exact",
        "event",
        NOWHERE,
        str(people),
    )


def sides(initiator=REBELS, target=CIVILIANS):
    return tuple(
        Participant(role, actor.name, actor, NOWHERE)
        for role, actor in (("initiator", initiator), ("target", target))
        if actor
    )


def on(first=DAY, last=None):
    return DateRange(first, last or first, 1 if last is None else 5, "stated", NOWHERE)


def told(
    name,
    text,
    *,
    report=None,
    kind="Attack",
    day=DAY,
    date=None,
    place=RIDGE,
    people=None,
    printed=None,
    trigger=None,
    **other,
):
    found = text.find(trigger) if trigger else 0
    why = (
        (Reason("model: trigger", TextSpan(found, found + len(trigger))),)
        if trigger
        else ()
    )
    claim = EventClaim(
        id=f"c-{name}",
        report=report or f"r-{name}",
        event_type=EVENT_TYPE_OF[kind],
        sub_event_type=kind,
        status="occurred",
        background=False,
        participants=sides(),
        objects=(),
        place=place,
        date=date or (on(day) if day else None),
        casualties=() if people is None else (killed(people),),
        attribution=(),
        weapon=(),
        evidence=(Evidence(TextSpan(0, len(text)), text),),
        why=why,
        confidence=0.9,
    )
    printed = printed or DAY + datetime.timedelta(1)
    outlet = Outlet(
        claim.report, None, Published(printed, printed, printed, "given"), claim.report
    )
    return incidents.Testimony(replace(claim, **other), outlet)


MARKET = told(
    "market-a",
    "Gunmen on motorbikes opened fire in the livestock market of Tel Azraq, killing 14 traders, Doctor Samira Nuri said.",
    people=14,
    trigger="opened fire",
)
MARKET_LATER = told(
    "market-b",
    "Fourteen traders died when gunmen opened fire at the livestock market in Tel Azraq, the hospital's Samira Nuri said.",
    people=14,
    printed=DAY + datetime.timedelta(2),
    trigger="opened fire",
)
SCHOOL = told(
    "school",
    "A shell fell on the courtyard of a girls' school in Tel Azraq and two pupils were injured, teachers said.",
    kind="Shelling/artillery/missile attack",
    casualties=(killed(2, harm="wounded"), killed(0)),
    trigger="shell",
)


def weight(*pair):
    found = match(list(pair), WEIGHTS)
    return found[0].weight if found else None


def test_one_happening_told_twice_is_a_pair_above_even():
    [pair] = match([MARKET, MARKET_LATER], WEIGHTS)
    assert (pair.left, pair.right) == ("c-market-a", "c-market-b")
    assert pair.weight > 2


def test_another_event_of_the_same_day_place_and_sides_is_not():
    assert (weight(MARKET, SCHOOL) or -9) < 0


def test_of_the_same_type_tolls_and_means_keep_two_attacks_apart():
    shots = told(
        "shots",
        "Gunmen on motorbikes shot 14 traders dead and wounded 30 in the livestock market of Tel Azraq.",
        casualties=(killed(14), killed(30, harm="wounded")),
        weapon=("rifles",),
        trigger="shot",
    )
    knives = told(
        "knives",
        "Monks found 3 pilgrims beaten to death and one hurt beside the northern well, elder Yusuf Darwish told the radio.",
        casualties=(killed(3), killed(1, harm="wounded")),
        weapon=("wooden clubs",),
        trigger="beaten",
    )
    assert (weight(shots, knives) or -9) < 0


def test_reasons_are_in_words_with_their_bits_strongest_first():
    [pair] = match([MARKET, MARKET_LATER], WEIGHTS)
    assert any(r.startswith("14 killed in both (+") for r in pair.reasons)
    assert any(r.startswith("same day (+") for r in pair.reasons)
    bits = [abs(float(r.rsplit("(", 1)[1].rstrip(")"))) for r in pair.reasons]
    assert bits == sorted(bits, reverse=True)


def test_a_toll_that_rose_speaks_for_and_one_that_fell_less():
    later = told(
        "more",
        MARKET_LATER.claim.evidence[0].text,
        people=19,
        printed=DAY + datetime.timedelta(3),
        trigger="opened fire",
    )
    less = told(
        "less",
        MARKET_LATER.claim.evidence[0].text,
        people=9,
        printed=DAY + datetime.timedelta(3),
        trigger="opened fire",
    )
    [up] = match([MARKET, later], WEIGHTS)
    [down] = match([MARKET, less], WEIGHTS)
    assert any(
        r.startswith("14 against 19 killed, revised upwards (+") for r in up.reasons
    )
    assert up.weight > down.weight


def test_a_contradicting_toll_is_told_with_the_figures():
    other = told(
        "many", MARKET_LATER.claim.evidence[0].text, people=90, trigger="opened fire"
    )
    [pair] = match([MARKET, other], WEIGHTS)
    assert any(
        r.startswith("14 against 90 killed, contradicting (-") for r in pair.reasons
    )


def test_two_events_of_one_report_are_never_a_pair():
    second = replace(
        MARKET_LATER, claim=replace(MARKET_LATER.claim, report=MARKET.claim.report)
    )
    assert match([MARKET, second], WEIGHTS) == []


def test_the_order_of_claims_does_not_matter():
    some = [MARKET, MARKET_LATER, SCHOOL]
    expected = match(some, WEIGHTS)
    assert expected
    for order in itertools.permutations(some):
        assert match(order, WEIGHTS) == expected


def crowd():
    out = [MARKET, MARKET_LATER, SCHOOL]
    for n in range(6):
        day = DAY + datetime.timedelta(n % 4)
        out.append(
            told(
                f"more-{n}",
                f"Raiders burnt {n + 2} tents near the quarry and killed {n + 2} herders.",
                day=day,
                people=n + 2,
            )
        )
    return out


def test_one_by_one_gives_the_pairs_of_all_at_once():
    every = crowd()
    grown = []
    for n, one in enumerate(every):
        grown += match([one], WEIGHTS, against=every[:n])
    assert sorted(grown, key=lambda p: (p.left, p.right)) == match(every, WEIGHTS)


def test_older_claims_are_not_compared_again():
    assert match([SCHOOL], WEIGHTS, against=[MARKET, MARKET_LATER]) == [
        p
        for p in match([MARKET, MARKET_LATER, SCHOOL], WEIGHTS)
        if "c-school" in (p.left, p.right)
    ]


def test_nothing_gives_nothing():
    assert match([], WEIGHTS) == []
    assert match([MARKET], WEIGHTS) == []
    assert match([], WEIGHTS, against=[MARKET, MARKET_LATER]) == []


def test_a_month_apart_is_not_compared():
    later = told(
        "later",
        MARKET.claim.evidence[0].text,
        day=DAY + datetime.timedelta(30),
        people=14,
    )
    assert match([MARKET, later], WEIGHTS) == []


def test_far_apart_is_not_compared_even_with_the_same_sides():
    away = replace(
        RIDGE,
        name="Bir Sufra",
        gazetteer_name="Bir Sufra",
        gazetteer_id="geonames:2",
        admin1="Coast",
        lat=30.5,
    )
    assert (
        match(
            [
                MARKET,
                told("away", MARKET.claim.evidence[0].text, place=away, people=14),
            ],
            WEIGHTS,
        )
        == []
    )


def test_a_spelling_of_the_place_is_the_place():
    spelt = replace(
        RIDGE,
        name="Tall Azrak",
        gazetteer_name=None,
        gazetteer_id=None,
        precision=2,
        radius_km=12.0,
        lat=34.55,
    )
    [pair] = match(
        [
            MARKET,
            told("spelt", MARKET_LATER.claim.evidence[0].text, place=spelt, people=14),
        ],
        WEIGHTS,
    )
    assert any(r.startswith(("same small place", "same place")) for r in pair.reasons)


def test_a_place_that_no_list_holds_is_met_by_its_name_far_from_its_guessed_point():
    guessed = replace(
        RIDGE, gazetteer_name="Coast", admin1="Coast", lat=30.5, precision=4
    )
    [pair] = match(
        [
            MARKET,
            told("far", MARKET_LATER.claim.evidence[0].text, place=guessed, people=14),
        ],
        WEIGHTS,
    )
    assert any(r.startswith(("same small place", "same place")) for r in pair.reasons)
    assert pair.weight > 0


def test_who_leaves_a_town_and_who_takes_it_tell_one_happening():
    taken = told(
        "taken",
        "The Sons of the Ridge entered Tel Azraq at dawn and hoisted their flag.",
        kind="Non-state actor overtakes territory",
        participants=sides(REBELS, ARMY),
    )
    left = told(
        "left",
        "The army says that its units left Tel Azraq for better ground.",
        kind="Non-violent transfer of territory",
        participants=sides(ARMY, None),
    )
    retaken = told(
        "retaken",
        "The army says that its units entered Tel Azraq and hoisted the flag.",
        kind="Government regains territory",
        participants=sides(ARMY, None),
    )
    assert weight(taken, left) > 0
    assert weight(taken, left) > weight(taken, retaken)


def test_a_count_over_several_events_is_none_of_them():
    text = MARKET_LATER.claim.evidence[0].text
    summed = replace(killed(90), scope="aggregate")
    one = told("one", text, casualties=(killed(14),))
    many = told("many", text, casualties=(killed(14), summed))
    assert weight(MARKET, many) < weight(MARKET, one)


def test_history_without_a_date_has_no_keys():
    old = told(
        "old", "In an earlier raid on the town many died.", day=None, background=True
    )
    assert blocks(old) == ()


def test_what_is_only_planned_has_no_keys():
    assert blocks(told("plan", "The army will storm the town.", status="planned")) == ()


def test_claims_without_place_and_known_sides_share_no_key():
    blind = [
        told(
            f"blind-{n}",
            "Gunmen killed a man.",
            place=None,
            participants=sides(
                Actor("Unidentified Armed Group", "unknown", None, "x"), None
            ),
        )
        for n in range(2)
    ]
    assert not set(blocks(blind[0])) & set(blocks(blind[1]))


def test_a_claim_dated_to_its_year_meets_one_dated_to_the_day():
    year = told(
        "year",
        MARKET.claim.evidence[0].text,
        date=on(datetime.date(2021, 1, 1), datetime.date(2021, 12, 31)),
        people=14,
    )
    assert set(blocks(year)) & set(blocks(MARKET))
    assert match([MARKET, year], WEIGHTS)


@settings(max_examples=150, deadline=None)
@given(
    st.floats(-75, 75),
    st.floats(-179, 179),
    st.floats(-0.25, 0.25),
    st.floats(-0.25, 0.25),
    st.integers(0, 3),
    st.integers(0, 700),
)
def test_near_in_time_and_space_share_a_key_and_there_are_few(
    lat, lon, north, east, gap, start
):
    def at(name, y, x, day):
        place = replace(
            RIDGE,
            lat=y,
            lon=(x + 180) % 360 - 180,
            admin1=None,
            country=None,
            name=name,
            gazetteer_name=name,
        )
        return told(name, "Shots.", place=place, day=day, participants=())

    day = DAY + datetime.timedelta(start)
    one, other = (
        at("here", lat, lon, day),
        at("there", lat + north, lon + east, day + datetime.timedelta(gap)),
    )
    assert set(blocks(one)) & set(blocks(other))
    assert len(blocks(one)) <= 30


def test_a_dense_claim_has_few_keys():
    assert len(blocks(MARKET)) <= 30


def test_adding_a_report_to_its_neighbours_takes_little_time():
    near = [
        told(
            f"n-{n:03}",
            f"Shots were fired at post {n}.",
            day=DAY + datetime.timedelta(n % 3),
            people=n,
        )
        for n in range(200)
    ]
    new = [
        told(f"x-{n}", "Shots were fired at a post.", people=n, report="r-x")
        for n in range(5)
    ]
    match(new, WEIGHTS, against=near)
    begun = time.perf_counter()
    match(new, WEIGHTS, against=near)
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("prior"),
        lambda d: d.update(format=99),
        lambda d: d["comparisons"].pop("date"),
        lambda d: d["comparisons"]["date"].update({"same day": [0.0, 0.5]}),
        lambda d: d.update(prior="high"),
    ],
)
def test_broken_weights_are_refused_with_a_reason(change):
    data = json.loads(table("match_weights.json"))
    change(data)
    with pytest.raises(ResourceError, match="match weights"):
        read_weights(json.dumps(data))


def test_text_that_is_no_json_is_refused():
    with pytest.raises(ResourceError):
        read_weights("none")
