import sqlite3

import pytest

from sourceline.resolve.gazetteer import Gazetteer
from sourceline.resolve.gazetteer_build import Sources, build
from tests.resolve.places_world import COUNTRIES, city


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


def test_a_table_with_missing_columns_is_refused():
    sources = Sources([], COUNTRIES, "AA,Tarun\n", "")
    with pytest.raises(ValueError, match="line 1: 2 columns"):
        build(sqlite3.connect(":memory:"), sources)
