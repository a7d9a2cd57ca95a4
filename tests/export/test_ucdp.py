import csv
import datetime
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourceline.export.country_codes import countries
from sourceline.export.csv_file import read_rows
from sourceline.export.files import codebook_of, export
from sourceline.export.ucdp import COLUMNS, date_precision, priogrid_gid
from sourceline.model.incidents import Incident, IncidentParticipant, Toll
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
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
REAL = (
    Path(__file__).parents[3]
    / "shared"
    / "data"
    / "ucdp_ged_iraq"
    / "conflict_data_irq.csv"
)
Row = Mapping[str, str]
REBELS = side("initiator", "Marh Front", "rebel group", "c-1")
ARMY = side("target", "Military Forces of Iraq", "state forces", "c-1")
PEOPLE = side("victim", "Civilians (Iraq)", "civilians", "c-1")
FOUR = Toll(4, 4, 6, (("civilian", 4),), "one figure")


# --- invariants, for rows of ours and of UCDP -----------------------------------------


def best_is_the_sum(row: Row) -> bool:
    parts = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
    return int(row["best"]) == sum(int(row[part]) for part in parts)


def bounds_in_order(row: Row) -> bool:
    return int(row["low"]) <= int(row["best"]) <= int(row["high"])


def grid_cell_by_the_formula(row: Row) -> bool:
    lat, lon = float(row["latitude"]), float(row["longitude"])
    return row["priogrid_gid"] == str(priogrid_gid(lat, lon))


def point_as_words(row: Row) -> bool:
    lat, lon = float(row["latitude"]), float(row["longitude"])
    return row["geom_wkt"] == f"POINT ({lon:.6f} {lat:.6f})"


def precision_by_the_span(row: Row) -> bool:
    start, end = (
        datetime.date.fromisoformat(row[f"date_{x}"]) for x in ("start", "end")
    )
    return start <= end and row["date_prec"] == str(date_precision(start, end))


def kind_fits_the_sides(row: Row) -> bool:
    civilians = row["side_b"] == "Civilians"
    return (row["type_of_violence"] == "3") == civilians


def as_many_articles_as_sources(row: Row) -> bool:
    found = re.findall(
        r'"[^"]*,(?:\d{4}-\d\d-\d\d)?,[^"]*"(?:;|$)', row["source_article"]
    )
    return len(found) == int(row["number_of_sources"])


INVARIANTS = (
    best_is_the_sum,
    bounds_in_order,
    precision_by_the_span,
    kind_fits_the_sides,
    as_many_articles_as_sources,
)


@pytest.fixture(scope="module")
def real() -> list[dict[str, str]]:
    if not REAL.exists():
        pytest.skip("no rows of UCDP here")
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row["id"]]


@pytest.mark.parametrize(
    ("invariant", "least"),
    [
        (best_is_the_sum, 1.0),
        (grid_cell_by_the_formula, 1.0),
        (point_as_words, 1.0),
        (kind_fits_the_sides, 1.0),
        (bounds_in_order, 0.99),
        (precision_by_the_span, 1.0),
    ],
)
def test_real_rows_keep_the_invariants(invariant, least, real) -> None:
    share = sum(map(invariant, real)) / len(real)
    assert share >= least


def test_real_rows_of_listed_sources_have_as_many_articles(real) -> None:
    listed = [row for row in real if int(row["number_of_sources"]) > 0]
    share = sum(map(as_many_articles_as_sources, listed)) / len(listed)
    assert share >= 0.95


def test_real_rows_have_columns_that_ours_have(real) -> None:
    other = {"start_year", "end_year", "iso3"}
    assert set(real[0]) - other <= set(COLUMNS)


def test_the_country_of_the_real_rows_has_its_number_and_region(real) -> None:
    iraq = countries()["IQ"]
    assert {(r["country"], r["country_id"], r["region"]) for r in real} == {
        (iraq.ucdp_name, str(iraq.gw), iraq.ucdp_region)
    }


# --- rows of ours ---------------------------------------------------------------------


@quick
@given(
    found=st.lists(invented.INCIDENTS, max_size=4, unique_by=lambda i: i.id),
    data=st.data(),
)
def test_every_row_keeps_the_invariants(found, data, tmp_path) -> None:
    names = sorted({m.id for i in found for m in i.members})
    claims = [
        told_in(
            replace(data.draw(invented.CLAIMS), id=name),
            data.draw(invented.MAYBE),
            title=data.draw(invented.MAYBE),
        )
        for name in names
    ]
    count = export("incidents", "ucdp", tmp_path / "a", Invented(found, claims))
    rows = list(read_rows(tmp_path / "a"))
    assert len(rows) == count
    for row in rows:
        for invariant in INVARIANTS:
            assert invariant(row), (invariant.__name__, row)
        if row["latitude"]:
            assert grid_cell_by_the_formula(row)
            assert point_as_words(row)
        assert int(row["high"]) > 0
        assert all(int(v) >= 0 for k, v in row.items() if k.startswith("deaths"))


@given(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))
def test_a_grid_cell_is_one_of_those_that_there_are(north, east) -> None:
    lat, lon = north / 1e6, east / 1e6
    gid = priogrid_gid(lat, lon)
    row, column = divmod(gid - 1, 720)
    assert 0 <= row < 360
    if lat < 90 and lon < 180:
        assert (row, column) == (
            math.floor((lat + 90) * 2),
            math.floor((lon + 180) * 2),
        )


@pytest.mark.parametrize(
    ("days", "expected"),
    [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5), (365, 5)],
)
def test_date_precision_follows_from_the_number_of_days(days, expected) -> None:
    start = datetime.date(2019, 1, 1)
    assert date_precision(start, start + datetime.timedelta(days - 1)) == expected


@pytest.fixture
def row(tmp_path):
    def exported(found: Incident, *claims):
        assert export(
            "incidents", "ucdp", tmp_path / "a", Invented([found], list(claims))
        )
        return next(read_rows(tmp_path / "a"))

    return exported


def test_the_columns_stand_in_the_order_of_ged(row) -> None:
    found = row(incident(sides=(REBELS, ARMY), deaths=FOUR))
    assert len(COLUMNS) == 49
    assert tuple(found) == COLUMNS
    assert (found["year"], found["date_start"], found["date_end"]) == (
        "2019", "2019-05-03", "2019-05-03",
    )  # fmt: skip
    assert found["geom_wkt"] == "POINT (41.250000 34.500000)"
    assert found["relid"] == f"IRQ-2019-1-{found['relid'].split('-')[3]}-{found['id']}"
    assert (found["country_id"], found["region"]) == ("645", "Middle East")


def test_a_state_fights_rebels(row) -> None:
    deaths = Toll(
        5,
        9,
        9,
        (("combatant-state", 2), ("combatant-non-state", 5), ("civilian", 1)),
        "",
    )
    found = row(incident(sides=(REBELS, ARMY), deaths=deaths))
    assert found["type_of_violence"] == "1"
    assert found["dyad_name"] == "Government of Iraq - Marh Front"
    assert (found["gwnoa"], found["gwnob"]) == ("645", "")
    assert [found[f"deaths_{x}"] for x in ("a", "b", "civilians", "unknown")] == [
        "2", "5", "1", "1",
    ]  # fmt: skip
    assert (found["low"], found["best"], found["high"]) == ("5", "9", "9")


def test_two_groups_fight(row) -> None:
    others = side("party", "Aram Brigade", "political militia", "c-1")
    deaths = Toll(3, 3, 3, (("combatant-non-state", 3),), "")
    found = row(incident(sides=(REBELS, others), deaths=deaths))
    assert found["type_of_violence"] == "2"
    assert (found["side_a"], found["side_b"]) == ("Aram Brigade", "Marh Front")
    assert found["deaths_unknown"] == "3", "nobody says whose dead they are"


def test_an_attack_on_civilians(row) -> None:
    found = row(incident(kind="Attack", sides=(REBELS, PEOPLE), deaths=FOUR))
    assert found["type_of_violence"] == "3"
    assert found["dyad_name"] == "Marh Front - Civilians"
    assert (found["deaths_civilians"], found["high"]) == ("4", "6")
    assert found["code_status"] == "Clear"


@pytest.mark.parametrize(
    ("sides", "groups", "expected"),
    [
        ((), (), "Unidentified Armed Group (Iraq) - Civilians"),
        ((ARMY,), (), "Government of Iraq - Unidentified Armed Group (Iraq)"),
        ((REBELS,), (("combatant-state", 4),), "Government of Iraq - Marh Front"),
        ((REBELS,), (("civilian", 4),), "Marh Front - Civilians"),
        ((PEOPLE,), (), "Unidentified Armed Group (Iraq) - Civilians"),
    ],
)
def test_a_side_that_nobody_names(sides, groups, expected, row) -> None:
    kind = "Remote explosive/landmine/IED"
    deaths = Toll(4, 4, 4, groups, "")
    found = row(incident(kind=kind, sides=sides, deaths=deaths))
    assert found["dyad_name"] == expected
    assert (found["code_status"] == "Check dyad") == ("Unidentified" in expected)


def test_soldiers_of_another_state_stand_for_it(row) -> None:
    foreign = side("initiator", "Military Forces of Turkey", "external forces", "c-1")
    rebels = side("target", "Marh Front", "rebel group", "c-1")
    found = row(incident(sides=(foreign, rebels), deaths=Toll(1, 1, 1, (), "")))
    assert (found["side_a"], found["gwnoa"]) == ("Government of Turkey", "640")


def test_groups_that_count_more_than_the_total_are_no_split(row) -> None:
    deaths = Toll(4, 4, 9, (("civilian", 9),), "")
    found = row(incident(kind="Attack", sides=(REBELS, PEOPLE), deaths=deaths))
    assert (found["deaths_civilians"], found["deaths_unknown"]) == ("0", "4")


def test_deaths_in_high_alone_keep_their_row(row) -> None:
    found = row(incident(sides=(REBELS, ARMY), deaths=Toll(None, None, 40, (), "")))
    assert (found["low"], found["best"], found["high"]) == ("0", "0", "40")


def test_an_open_figure_is_the_best_there_is(row) -> None:
    found = row(incident(sides=(REBELS, ARMY), deaths=Toll(5, None, None, (), "")))
    assert (found["low"], found["best"], found["high"]) == ("5", "5", "5")


def test_what_ged_has_no_row_for_is_counted_with_its_reason(tmp_path) -> None:
    rioters = side("initiator", "Rioters (Iraq)", "rioters", "c-1")
    found = [
        incident("i-1"),
        incident("i-2", deaths=FOUR, place=None),
        replace(incident("i-3", deaths=FOUR), date=None),
        incident("i-4", kind="Mob violence", deaths=FOUR, sides=(rioters, PEOPLE)),
        incident("i-5", deaths=replace(NOTHING, high=0)),
    ]
    assert export("incidents", "ucdp", tmp_path / "a", Invented(found)) == 0
    book = codebook_of(tmp_path / "a").read_text(encoding="utf-8")
    assert (
        "Left out, 5 incidents: no country: 1; no date: 1; no death in best or high: 2;"
        " no organised actor on either side: 1." in book
    )


def test_sources_are_named_once_a_story(row) -> None:
    claims = [
        told_in(
            claim("c-1", "r-1", killed(4), says=(("a colonel", "military"),)),
            title='Four die in "battle", army says',
        ),
        told_in(claim("c-2", "r-2", killed(4)), "Daily Marh", 5, story="r-1"),
        told_in(claim("c-3", "r-3", killed(4)), "Evening; Post", 6),
    ]
    found = row(
        incident(sides=(REBELS, ARMY), deaths=FOUR, members=("c-1", "c-2", "c-3")),
        *claims,
    )
    assert found["number_of_sources"] == "2"
    assert found["source_article"] == (
        "\"Border Herald,2019-05-04,Four die in 'battle', army says\";"
        '"Evening, Post,2019-05-06,Fighting at the bridge"'
    )
    assert found["source_office"] == "Border Herald;Evening, Post"
    assert found["source_date"] == "2019-05-04;2019-05-06"
    assert found["source_original"] == "a colonel"


def test_a_dyad_with_25_deaths_in_the_year_is_active(tmp_path) -> None:
    def battle(name: str, number: int, year: int) -> Incident:
        day = datetime.date(year, 2, 1)
        date = replace(dated(3), earliest=day, latest=day)
        deaths = Toll(number, number, number, (), "")
        return incident(name, date=date, sides=(REBELS, ARMY), deaths=deaths)

    found = [battle("i-1", 24, 2018), battle("i-2", 24, 2019), battle("i-3", 1, 2019)]
    export("incidents", "ucdp", tmp_path / "a", Invented(found))
    assert [r["active_year"] for r in read_rows(tmp_path / "a")] == ["", "1", "1"]


def test_a_total_over_several_events_is_a_summary(row) -> None:
    summed = replace(killed(4), scope="aggregate")
    sides: tuple[IncidentParticipant, ...] = (REBELS, ARMY)
    one = row(
        incident(sides=sides, deaths=FOUR), told_in(claim("c-1", "r-1", killed(4)))
    )
    several = row(
        incident(sides=sides, deaths=FOUR), told_in(claim("c-1", "r-1", summed))
    )
    month = row(incident(sides=sides, deaths=FOUR, date=dated(1, 31, 4)))
    assert [x["event_clarity"] for x in (one, several, month)] == ["1", "2", "2"]


def test_a_place_without_a_point_has_no_cell(row) -> None:
    place = replace(PLACE, lat=None, lon=None)
    found = row(incident(sides=(REBELS, ARMY), deaths=FOUR, place=place))
    assert (found["geom_wkt"], found["priogrid_gid"], found["country"]) == (
        "",
        "",
        "Iraq",
    )
