import csv
import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourceline.export.acled import (
    ACLED_COLUMNS,
    COLUMNS,
    disorder_type,
    geo_precision,
    interaction,
    midpoint,
)
from sourceline.export.country_codes import countries
from sourceline.export.csv_file import read_rows
from sourceline.export.files import codebook_of, export
from sourceline.export.numbering import Numbers
from sourceline.model.incidents import Dispute, DisputedValue, Incident, Toll
from sourceline.model.taxonomy import SUB_EVENT_TYPES
from sourceline.resources import table
from tests.export import invented
from tests.export.invented import (
    NOTHING,
    PLACE,
    Invented,
    claim,
    dated,
    incident,
    killed,
    side,
    told_in,
)

quick = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
REBELS = side("initiator", "Marh Front", "rebel group", "c-1")
ARMY = side("target", "Military Forces of Iraq", "state forces", "c-1")
VALID = re.compile(
    r"1[0-8]|2[02-8]|3[03-8]|4[04-8]|5[05-8]|6[06-8]|7[078]|8[08]|[2-8]{2}"
)


@pytest.fixture
def rows(tmp_path):
    def exported(found: Sequence[Incident], claims=()):
        export(
            "incidents", "acled", tmp_path / "a", Invented(list(found), list(claims))
        )
        return list(read_rows(tmp_path / "a"))

    return exported


def test_the_columns_stand_in_the_order_of_acled(rows) -> None:
    (row,) = rows([incident(sides=(REBELS, ARMY))])
    assert tuple(row) == COLUMNS
    assert len(ACLED_COLUMNS) == 31
    assert COLUMNS[:31] == ACLED_COLUMNS
    assert (row["event_type"], row["disorder_type"]) == (
        "Battles",
        "Political violence",
    )
    assert (row["iso"], row["country"], row["region"]) == ("368", "Iraq", "Middle East")
    assert (row["latitude"], row["longitude"]) == ("34.5000", "41.2500")
    assert row["sl_event_uri"] == "urn:sourceline:i-1"


@pytest.mark.parametrize(
    ("date", "day", "precision"),
    [
        (dated(3), "2019-05-03", "1"),
        (dated(3, 4, 2), "2019-05-03", "2"),
        (dated(3, 7, 2), "2019-05-05", "2"),
        (dated(6, 12, 3), "2019-05-09", "2"),
        (dated(1, 31, 4), "2019-05-16", "3"),
        (dated(1, 10, 4), "2019-05-05", "3"),
        (dated(3, 12, 1), "2019-05-07", "3"),
    ],
)
def test_a_range_of_days_becomes_its_middle(date, day, precision, rows) -> None:
    (row,) = rows([incident(date=date)])
    assert (row["event_date"], row["time_precision"]) == (day, precision)
    assert row["year"] == "2019"


@given(invented.RANGES)
def test_the_middle_lies_inside_the_range(date) -> None:
    day = midpoint(date)
    assert date.earliest <= day <= date.latest
    assert abs((day - date.earliest) - (date.latest - day)) <= datetime.timedelta(1)


@pytest.mark.parametrize(
    ("precision", "radius", "expected"),
    [
        (1, 5, 1),
        (2, 25, 2),
        (3, 20, 2),
        (3, 60, 3),
        (3, None, 3),
        (4, 80, 3),
        (5, 9, 3),
    ],
)
def test_geographic_precision(precision, radius, expected) -> None:
    assert (
        geo_precision(replace(PLACE, precision=precision, radius_km=radius)) == expected
    )


def test_what_acled_has_no_row_for_is_counted_with_its_reason(tmp_path) -> None:
    undated = replace(incident("i-2"), date=None)
    found = [
        incident("i-1"),
        undated,
        incident("i-3", date=dated(1, 3, 5)),
        incident("i-4", place=None),
        incident("i-5", place=replace(PLACE, country=None)),
        incident("i-6", place=replace(PLACE, precision=6)),
    ]
    assert export("incidents", "acled", tmp_path / "a", Invented(found)) == 1
    book = codebook_of(tmp_path / "a").read_text(encoding="utf-8")
    assert "1 rows." in book
    assert (
        "Left out, 5 incidents: date not known to the month: 1; no country: 2" in book
    )
    assert "no date: 1" in book
    assert "always empty: nothing says how far an outlet reaches" in book


@pytest.mark.parametrize(
    ("codes", "expected"),
    [((1, 2), "12"), ((7, 3), "37"), ((1, 0), "10"), ((0, 6), "60"), ((8, 8), "88")],
)
def test_interaction_has_the_smaller_code_first(codes, expected) -> None:
    assert interaction(*codes) == expected


def test_actors_their_allies_and_codes(rows) -> None:
    ally = side("ally", "Marh Brigades", "rebel group", "c-1")
    (row,) = rows([incident(sides=(ARMY, ally, REBELS))])
    assert (row["actor1"], row["assoc_actor_1"], row["inter1"]) == (
        "Marh Front", "Marh Brigades", "2",
    )  # fmt: skip
    assert (row["actor2"], row["inter2"]) == ("Military Forces of Iraq", "1")
    assert row["interaction"] == "12"
    assert not row["civilian_targeting"]


def test_a_battle_with_one_side_named_has_an_unidentified_other(rows) -> None:
    (row,) = rows([incident(sides=(ARMY,))])
    assert row["actor1"] == "Unidentified Armed Group (Iraq)"
    assert row["actor2"] == "Military Forces of Iraq"
    assert row["interaction"] == "13"


def test_violence_against_civilians_has_civilians_as_second_actor(rows) -> None:
    farmers = side("victim", "Farmers", "civilians", "c-1")
    first, second = rows(
        [
            incident("i-1", kind="Attack"),
            incident("i-2", kind="Attack", sides=(farmers,)),
        ]
    )
    assert (first["actor2"], first["interaction"]) == ("Civilians (Iraq)", "37")
    assert (second["actor2"], second["assoc_actor_2"]) == (
        "Civilians (Iraq)",
        "Farmers",
    )
    assert first["civilian_targeting"] == "Civilian targeting"


def test_a_bomb_that_kills_civilians_targets_them(rows) -> None:
    kind = "Remote explosive/landmine/IED"
    dead = Toll(4, 4, 4, (("civilian", 4),), "one figure")
    bomb, empty = rows(
        [incident("i-1", kind=kind, deaths=dead), incident("i-2", kind=kind)]
    )
    assert (bomb["actor2"], bomb["civilian_targeting"]) == (
        "Civilians (Iraq)", "Civilian targeting",
    )  # fmt: skip
    assert (empty["actor2"], empty["inter2"], empty["interaction"]) == ("", "0", "30")


def test_demonstrators_stand_first(rows) -> None:
    police = side("initiator", "Police Forces of Iraq", "state forces", "c-1")
    crowd = side("target", "Students", "protesters", "c-1")
    shot, named = rows(
        [
            incident(
                "i-1", kind="Excessive force against protesters", sides=(police, crowd)
            ),
            incident("i-2", kind="Peaceful protest"),
        ]
    )
    assert (shot["actor1"], shot["assoc_actor_1"]) == ("Protesters (Iraq)", "Students")
    assert (shot["actor2"], shot["interaction"]) == ("Police Forces of Iraq", "16")
    assert shot["civilian_targeting"] == "Civilian targeting"
    assert shot["disorder_type"] == "Political violence; Demonstrations"
    assert (named["actor1"], named["interaction"]) == ("Protesters (Iraq)", "60")


@pytest.mark.parametrize("kind", SUB_EVENT_TYPES)
def test_every_sub_event_type_has_its_disorder_type(kind) -> None:
    found = disorder_type(incident(kind=kind))
    assert ("Demonstrations" in found) == (
        kind
        in {"Peaceful protest", "Protest with intervention", "Violent demonstration"}
        or "Excessive" in kind
    )


@pytest.mark.parametrize(
    ("deaths", "figures", "expected"),
    [
        (NOTHING, (), 0),
        (Toll(0, 0, 0, (), "none"), (killed(0),), 0),
        (Toll(9, 12, 15, (), "latest"), (killed(12),), 9),
        (NOTHING, (killed(None, words="dozens of people", modifier="vague"),), 12),
        (NOTHING, (killed(None, words="scores", modifier="vague"),), 20),
        (NOTHING, (killed(None, words="Several", modifier="vague"),), 3),
        (NOTHING, (killed(None, words="hundreds", modifier="vague"),), 100),
        (NOTHING, (killed(None, words="an unknown toll", modifier="vague"),), 3),
        (NOTHING, (killed(None, words="dozens", modifier="vague", harm="wounded"),), 0),
        (Toll(None, None, 40, (), "enemy", (), ("c-1",)), (killed(40),), 0),
    ],
)
def test_fatalities_are_the_lowest_credible_total(
    deaths, figures, expected, rows
) -> None:
    (row,) = rows([incident(deaths=deaths)], [told_in(claim("c-1", "r-1", *figures))])
    assert row["fatalities"] == str(expected)


def test_the_notes_tell_every_count_and_who_gives_it(rows) -> None:
    claims = [
        told_in(claim("c-1", "r-1", killed(9), says=(("a colonel", "military"),))),
        told_in(claim("c-2", "r-2", killed(12, "civilian")), "Daily Marh", 6),
        told_in(claim("c-3", "r-3", killed(9)), "Evening Post; East", 5),
        told_in(claim("c-4", "r-4", killed(60), says=(("the Front", "armed group"),))),
    ]
    found = incident(
        sides=(REBELS, ARMY),
        deaths=Toll(9, 12, 60, (), "latest", (), ("c-4",)),
        members=("c-1", "c-2", "c-3", "c-4"),
        disputed=(
            Dispute(
                "deaths", (DisputedValue("9", ("c-1",)), DisputedValue("12", ("c-2",)))
            ),
        ),
    )
    (row,) = rows([found], claims)
    said = row["notes"]
    assert said.startswith(
        "On 3 May 2019 in Tel Sarun (Upper Marh, Iraq): Armed clash, "
    )
    assert "9 according to Evening Post, East, a colonel (Border Herald)" in said
    assert "12 civilian according to Daily Marh" in said
    assert "not counted: 60 according to the Front (Border Herald)." in said
    assert "Disputed: deaths 9 (a colonel (Border Herald)) or 12 (Daily Marh)." in said
    assert said.endswith("Fatalities coded as 9.")
    assert row["source"] == "Border Herald; Daily Marh; Evening Post, East"
    assert row["tags"] == "independent sources=2; disputed=deaths; enemy losses claimed"
    midnight = datetime.datetime(2019, 5, 6, tzinfo=datetime.UTC)
    assert row["timestamp"] == str(int(midnight.timestamp()))
    assert row["sl_urls"].split("; ")[0] == "https://example.org/r-1"


def test_ids_are_ours_and_stay_when_other_incidents_come(rows) -> None:
    (alone,) = rows([incident("i-5")])
    both = rows([incident("i-4"), incident("i-5")])
    assert re.fullmatch(r"SLIRQ\d+", alone["event_id_cnty"])
    assert (
        alone["event_id_cnty"] == both[1]["event_id_cnty"] != both[0]["event_id_cnty"]
    )


@given(st.lists(st.text(max_size=5), unique=True, max_size=12))
def test_numbers_that_clash_give_way_in_order(names) -> None:
    found, again = Numbers(bits=4), Numbers(bits=4)
    names.sort()
    numbers = [found.of(name) for name in names]
    assert len(set(numbers)) == len(names)
    assert numbers == [again.of(name) for name in names]


@quick
@given(found=st.lists(invented.INCIDENTS, max_size=4, unique_by=lambda i: i.id))
def test_every_row_keeps_the_rules_of_the_code_book(found, tmp_path) -> None:
    told = Invented(found)
    count = export("incidents", "acled", tmp_path / "a", told)
    rows = list(read_rows(tmp_path / "a"))
    assert len(rows) == count
    for row in rows:
        codes = [int(row[name]) for name in ("inter1", "inter2") if row[name] != "0"]
        assert VALID.fullmatch(row["interaction"])
        assert sorted(codes) == [int(x) for x in row["interaction"] if x != "0"]
        assert bool(row["actor1"]) == (row["inter1"] != "0")
        assert bool(row["actor2"]) == (row["inter2"] != "0")
        assert row["actor1"]
        assert int(row["fatalities"]) >= 0
        assert row["time_precision"] in "123"
        assert row["geo_precision"] in "123"
        assert datetime.date.fromisoformat(row["event_date"]).year == int(row["year"])


def test_the_table_of_codes_holds_every_country() -> None:
    known = countries()
    lines = [x for x in table("countries.csv").splitlines() if not x.startswith("#")]
    for country in csv.DictReader(lines):
        found = known[country["iso2"]]
        assert found.acled_name == country["name"]
        assert found.acled_region
        assert len(found.iso3) == 3
    numbers = [c.gw for c in known.values() if c.gw]
    assert len(set(numbers)) == len(numbers)
    assert all(c.ucdp_region for c in known.values() if c.gw)
    assert known["IQ"].gw == 645


def test_the_owner_of_the_weapon_stands_for_whoever_nobody_names(rows) -> None:
    owner = side("instrument_owner", "Aram Brigade", "rebel group", "c-1")
    hit = side("target", "Marh Front", "rebel group", "c-1", "c-2")
    (row,) = rows([incident(kind="Air/drone strike", sides=(hit, owner))])
    assert (row["actor1"], row["actor2"]) == ("Aram Brigade", "Marh Front")
    assert row["interaction"] == "22"


def test_armed_men_come_before_the_people_among_whom_they_were_hit(rows) -> None:
    people = side("target", "Civilians (Iraq)", "civilians", "c-1", "c-2")
    battle, attack = rows(
        [
            incident("i-1", sides=(people, ARMY, REBELS)),
            incident("i-2", kind="Attack", sides=(people, ARMY, REBELS)),
        ]
    )
    assert (battle["actor2"], battle["interaction"]) == (
        "Military Forces of Iraq",
        "12",
    )
    assert battle["assoc_actor_2"] == "Civilians (Iraq)"
    assert (attack["actor2"], attack["interaction"]) == ("Civilians (Iraq)", "27")


def test_soldiers_and_rebels_who_both_begin_fight_each_other(rows) -> None:
    army = side("initiator", "Military Forces of Iraq", "state forces", "c-1", "c-2")
    (row,) = rows([incident(sides=(army, REBELS))])
    assert (row["actor1"], row["actor2"]) == ("Military Forces of Iraq", "Marh Front")
    assert not row["assoc_actor_1"]
