import pytest

from sourceline.model.outside import CIVILIANS
from sourceline.pipeline import lexicon
from sourceline.resolve.lexicon import Lexicon
from sourceline.resolve.parties import parties


@pytest.fixture(scope="module")
def tables() -> Lexicon:
    return lexicon()


@pytest.mark.parametrize(
    ("one", "other", "country", "year"),
    [
        ("Government of Iraq", "Military Forces of Iraq", "IQ", 2015),
        ("Government of Iraq", "Police Forces of Iraq", "IQ", 2015),
        ("Government of Iraq", "Popular Mobilization Forces", "IQ", 2015),
        ("IS", "Islamic State", "IQ", 2015),
        ("IS", "Islamic State Sinai Province", "EG", 2016),
        ("Taleban", "Taliban", "AF", 2010),
        ("Civilians", "Civilians (Mali)", "ML", 2015),
        ("Civilians", "Protesters (Iraq)", "IQ", 2019),
        (
            "Government of Australia, Government of United Kingdom",
            "Military Forces of United Kingdom",
            "IQ",
            2003,
        ),
        ("Falcons of the East", "The Falcons of the East", "TD", 2019),
    ],
)
def test_two_recorders_names_of_one_side_meet(
    tables: Lexicon, one: str, other: str, country: str, year: int
):
    assert parties(one, country, year, tables) & parties(other, country, year, tables)


@pytest.mark.parametrize(
    ("one", "other", "country"),
    [
        ("Government of Iraq", "IS", "IQ"),
        ("Government of Iraq", "Government of Turkey", "IQ"),
        ("PKK", "IS", "IQ"),
        ("Civilians", "IS", "IQ"),
    ],
)
def test_names_of_two_sides_do_not_meet(
    tables: Lexicon, one: str, other: str, country: str
):
    mine = parties(one, country, 2015, tables)
    theirs = parties(other, country, 2015, tables)
    assert mine
    assert theirs
    assert not mine & theirs


def test_descriptions_and_later_names_tell_nobody_apart(tables: Lexicon):
    assert parties("Unidentified Armed Group (Iraq)", "IQ", 2015, tables) == frozenset()
    assert parties("Foreign Forces (Iraq)", "IQ", 2015, tables) == frozenset()
    assert parties("Unknown", "IQ", 2015, tables) == frozenset()
    assert parties("IS", "IQ", 2005, tables) == frozenset()
    assert parties("", "IQ", 2005, tables) == frozenset()
    assert parties("Civilians", None, None, tables) == frozenset({CIVILIANS})
