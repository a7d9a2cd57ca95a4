import pytest

from sourceline.errors import InputError
from sourceline.model.taxonomy import ACTOR_TYPES
from sourceline.resolve.lexicon import read_actors, read_countries
from tests.resolve.actors_world import ACTORS, COUNTRIES, DESCRIPTIONS, HEADER


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",,rebel group,ML,,,non-state", "name"),
        ("X,,rebels,ML,,,non-state", "actor_type"),
        ("X,,rebel group,Mali,,,non-state", "country"),
        ("X,,rebel group,ML,soon,,non-state", "from_year"),
        ("X,,rebel group,ML,2010,2001,non-state", "to_year"),
        ("X,,rebel group,ML,,,ours", "side"),
        ("X,,rebel group,ML", "from_year"),
        ("X,,rebel group,ML,,,non-state,more", "side"),
    ],
)
def test_bad_rows_name_line_and_column(row: str, column: str) -> None:
    with pytest.raises(InputError, match=rf"mine\.csv line 3, column {column}"):
        read_actors(f"# comment\n{HEADER}\n{row}\n", "mine.csv")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InputError, match="no column 'side'"):
        read_actors("name,aliases,actor_type,country,from_year,to_year\n", "mine.csv")
    with pytest.raises(InputError, match="has no rows"):
        read_actors("# nothing\n", "mine.csv")


def test_shipped_tables() -> None:
    assert len({a.name for a in ACTORS}) >= 450
    codes = {c.iso2 for c in COUNTRIES}
    assert len(codes) == len(COUNTRIES) >= 195
    assert {code for a in ACTORS for code in a.countries} <= codes
    assert {d.actor_type for d in DESCRIPTIONS} <= {*ACTOR_TYPES, None}
    rows = [(a.name, a.from_year) for a in ACTORS]
    assert len(set(rows)) == len(rows)


def test_a_capital_is_no_word_for_the_people_of_its_country():
    text = "iso2,name,demonyms,capital,metonyms\nXX,Talkaria,Talkari|Talkarian,Um Salim,the Red Hall\n"
    [country] = read_countries(text, "countries.csv")
    assert country.demonyms == ("Talkari", "Talkarian")
    assert "Um Salim" in country.words
