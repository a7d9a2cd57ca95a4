import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.resolve.gazetteer import Gazetteer, distance_km


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


def test_capital_and_seat(connection):
    index = Gazetteer(connection)
    assert index.capital("AA").name == "Marun"
    assert index.seat("AA.02").name == "Velmar"
    assert index.capital("ZZ") is None


def test_a_file_that_is_no_index_is_refused():
    with pytest.raises(ValueError, match="no place index"):
        Gazetteer(sqlite3.connect(":memory:"))


_lat = st.floats(-89, 89)
_lon = st.floats(-179, 179)


@given(_lat, _lon, _lat, _lon)
def test_distance_is_symmetric_and_bounded(a, b, c, d):
    far = distance_km(a, b, c, d)
    assert 0 <= far <= 20038
    assert far == pytest.approx(distance_km(c, d, a, b), abs=1e-6)
