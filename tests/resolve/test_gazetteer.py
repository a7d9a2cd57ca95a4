import json
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.resolve.gazetteer import (
    Gazetteer,
    Sources,
    add_geonames,
    add_whosonfirst,
    build,
    distance_km,
    usable,
    without_unit_words,
)
from tests.resolve.places_world import COUNTRIES, city, world


@pytest.fixture
def connection():
    opened = world()
    yield opened
    opened.close()


def ids(entries):
    return [e.id for e in entries]


def test_main_other_and_alike_names_are_graded(connection):
    index = Gazetteer(connection)
    assert index.find("MARUN")[0].grade == 0
    assert index.find("Maroun")[0].grade == 1
    assert index.find("al-Kasra", ("AA",))[0].id == "geonames:2"
    assert index.find("al-Kasra", ("AA",))[0].grade == 2
    assert index.find("Velmur", ("AA",))[0].grade == 3


def test_alike_spellings_are_sought_only_in_the_countries_given(connection):
    assert Gazetteer(connection).find("Velmur", ("BB",)) == ()
    assert ids(Gazetteer(connection).alike("Velmur")) == ["geonames:3"]


def test_codes_are_no_names(connection):
    assert Gazetteer(connection).find("MRN") == ()
    assert not usable("XTM")
    assert not usable("Air Base")
    assert usable("Marun")


def test_units_countries_regions_and_waters_are_areas(connection):
    index = Gazetteer(connection)
    unit = next(e for e in index.find("Taroon") if e.kind == "admin1")
    assert (unit.admin1, unit.country) == ("Tarun Province", "AA")
    assert 10.0 <= unit.lat <= 10.5
    assert index.find("Aldor Republic")[0].kind == "country"
    assert index.find("Aldorian")[0].kind == "country"
    assert index.find("Sea of Grey")[0].kind == "water"
    assert index.find("Thornlands")[0].radius_km == 90


def test_units_have_the_code_of_their_seat_and_ids_of_our_own(connection):
    index = Gazetteer(connection)
    unit = next(e for e in index.find("Taroon") if e.kind == "admin1")
    assert unit.unit == "AA.01"
    assert unit.id.startswith("sourceline:")


def test_a_second_unit_of_one_code_is_a_district_at_its_seat(connection):
    found = Gazetteer(connection).find("Dorslee")[0]
    assert (found.kind, found.admin1, found.lat) == ("district", "Velm", 12.2)


def test_a_unit_without_a_known_seat_is_no_place(connection):
    assert Gazetteer(connection).find("Farrowmoor") == ()
    rows = connection.execute("SELECT code FROM unit WHERE name = 'Farrowmoor'")
    assert rows.fetchall() == [("BB.farrowmoor",)]


def test_a_larger_namesake_by_another_name_is_no_seat():
    cities = [
        city(1, "Grest", ("AA.01", 10.0, 20.0), 900, ["Hallow"]),
        city(2, "Hallow", ("AA.02", 12.0, 22.0), 100),
    ]
    opened = sqlite3.connect(":memory:")
    build(opened, Sources(cities, COUNTRIES, "AA,Hallowshire,,Hallow\n", ""))
    assert Gazetteer(opened).find("Hallowshire")[0].unit == "AA.02"
    opened.close()


def test_capital_and_seat(connection):
    index = Gazetteer(connection)
    assert index.capital("AA").name == "Marun"
    assert index.seat("AA.02").name == "Velmar"
    assert index.capital("ZZ") is None


def test_unit_words_are_no_part_of_the_name():
    assert without_unit_words("Tarun Oblast") == "Tarun"
    assert without_unit_words("State") == "State"


def test_a_file_that_is_no_index_is_refused():
    with pytest.raises(ValueError, match="no place index"):
        Gazetteer(sqlite3.connect(":memory:"))


def test_a_table_with_missing_columns_is_refused():
    sources = Sources([], COUNTRIES, "AA,Tarun\n", "")
    with pytest.raises(ValueError, match="line 1: 2 columns"):
        build(sqlite3.connect(":memory:"), sources)


def dump_line(number, name, code, **more):
    cells = [str(number), name, name, more.get("other", ""), "10.4", "20.9", code[0]]
    cells += [code[1], "AA", "", "01", "", "", "", str(more.get("population", 0))]
    return "\t".join([*cells, "", "", "UTC", "2020-01-01"])


def test_a_geonames_dump_adds_villages_districts_and_waters(connection):
    lines = [
        dump_line(31, "Little Fenn", ("P", "PPL"), other="Fenn Minor"),
        dump_line(32, "Fenn District", ("A", "ADM2")),
        dump_line(33, "Old Fenn", ("P", "PPLH")),
        dump_line(34, "Fenn Lake", ("H", "LK")),
        dump_line(35, "Fenn School", ("S", "SCH")),
    ]
    assert add_geonames(connection, lines) == 3
    index = Gazetteer(connection)
    village = index.find("Fenn Minor")[0]
    assert (village.id, village.admin1) == ("geonames:31", "Tarun Province")
    assert index.find("Fenn District")[0].kind == "district"
    assert index.find("Old Fenn") == ()


def test_a_unit_of_a_dump_gives_its_names_to_ours(connection):
    line = dump_line(41, "Tarunland", ("A", "ADM1"), other="Tarunsko")
    assert add_geonames(connection, [line]) == 1
    units = [e for e in Gazetteer(connection).find("Tarunsko") if e.kind == "admin1"]
    assert [(e.name, e.unit) for e in units] == [("Tarun Province", "AA.01")]
    assert units[0].id.startswith("sourceline:")


def test_a_dump_line_of_another_shape_is_refused(connection):
    with pytest.raises(ValueError, match="expected 19"):
        add_geonames(connection, ["1\tFenn"])


def record(number, name, kind="locality", **more):
    return json.dumps(
        {
            "id": number, "name": name, "placetype": kind, "country": "AA", "pop": 0,
            "lat": more.get("lat", 11.5), "lon": more.get("lon", 21.5), "current": 1,
            "hier": [{"region_id": 70}], "conc": more.get("conc", {}),
            "names": more.get("names", []), "superseded": more.get("superseded", []),
        }
    )  # fmt: skip


def test_whosonfirst_adds_places_under_their_province(connection):
    lines = [
        record(70, "Tarun", "region"),
        record(71, "Fennock"),
        record(72, "Fennock", "county"),
    ]
    add_whosonfirst(connection, lines)
    found = Gazetteer(connection).find("Fennock")
    assert {e.kind for e in found} == {"village", "district"}
    assert {e.admin1 for e in found} == {"Tarun Province"}


def test_whosonfirst_gives_names_to_a_place_that_is_there(connection):
    lines = [
        record(
            71, "Velmaar", conc={"gn:id": 3}, names=[["eng_x_variant", "Welmstead"]]
        ),
        record(72, "Osrah Nova", lat=10.0, lon=20.0, superseded=[5]),
        record(
            73, "Marun", lat=10.01, lon=20.01, names=[["fra_x_preferred", "Marunne"]]
        ),
    ]
    assert add_whosonfirst(connection, lines) == 2
    index = Gazetteer(connection)
    assert ids(index.find("Welmstead")) == ["geonames:3"]
    assert ids(index.find("Marunne")) == ["geonames:1"]
    assert index.find("Osrah Nova") == ()


def test_a_name_that_many_unlike_places_carry_is_none(connection):
    towns = ["Brask", "Colvin", "Drumel", "Estor"]
    lines = [
        record(
            80 + n,
            town,
            lat=30 + n,
            names=[
                ["ces_x_preferred", "Hamlet Green"],
                ["eng_x_variant", "Hamlet Green"],
            ],
        )
        for n, town in enumerate(towns)
    ]
    add_whosonfirst(connection, lines)
    assert Gazetteer(connection).find("Hamlet Green") == ()
    assert Gazetteer(connection).find("Colvin")


def test_broken_json_says_the_line(connection):
    with pytest.raises(ValueError, match="line 2"):
        add_whosonfirst(connection, [record(1, "A"), "{"])


_lat = st.floats(-89, 89)
_lon = st.floats(-179, 179)


@given(_lat, _lon, _lat, _lon)
def test_distance_is_symmetric_and_bounded(a, b, c, d):
    far = distance_km(a, b, c, d)
    assert 0 <= far <= 20038
    assert far == pytest.approx(distance_km(c, d, a, b), abs=1e-6)
