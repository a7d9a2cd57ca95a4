"""Actors: invented groups and sentences; the shipped tables are read by path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.model.claims import Actor
from sourceline.model.taxonomy import ACTOR_TYPES
from sourceline.resolve.actors import resolve_actors
from tests.resolve.actors_world import ACTORS, LEX, phrases


def resolve(
    *given: str | tuple, country: str | None = "ML", year: int | None = 2018
) -> list[Actor]:
    return resolve_actors(phrases(*given), country, year, LEX)


def names(
    *given: str | tuple, country: str | None = "ML", year: int | None = 2018
) -> list[str]:
    return [a.name for a in resolve(*given, country=country, year=year)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Red Falcon Front", "Red Falcon Front"),
        ("the Red Falcons", "Red Falcon Front"),
        ("fighters of the Red-Falcon front", "Red Falcon Front"),
        ("RFF gunmen", "Red Falcon Front"),
        ("R.F.F.", "Red Falcon Front"),
        ("the RFF's men", "Red Falcon Front"),
        ("Malian army", "Military Forces of Mali"),
        ("Bamako's soldiers", "Military Forces of Mali"),
        ("policemen of Mali", "Police Forces of Mali"),
        ("U.S. jets", "Air Force of United States"),
        ("the army", "Military Forces of Mali"),
        ("army helicopters", "Air Force of Mali"),
        ("Gendarmes", "Gendarmerie of Mali"),
        ("protesters", "Protesters (Mali)"),
        ("Blue Heron Column", "Blue Heron Column"),
    ],
)
def test_single_phrases(text: str, name: str) -> None:
    assert names(text) == [name]


def test_short_acronyms_need_their_capitals() -> None:
    assert names("rff")[0] != "Red Falcon Front"


def test_local_alias_counts_only_in_its_theatre() -> None:
    assert names("the Falcons") == ["Red Falcon Front"]
    assert names("the Falcons", country="PE") != ["Red Falcon Front"]


def test_year_chooses_between_actors_of_one_name() -> None:
    assert names("Lagoon Army", year=1995) == ["Old Lagoon Army"]
    assert names("Lagoon Army", year=2005) == ["New Lagoon Army"]
    assert [a.actor_type for a in resolve("Harbour Watch", year=2012)] == [
        "political militia"
    ]
    assert [a.actor_type for a in resolve("Harbour Watch", year=2020)] == [
        "rebel group"
    ]


@pytest.mark.parametrize(
    "text",
    ["anti-Falcons fighters", "Malian-backed militia", "France-trained fighters"],
)
def test_against_or_backed_is_somebody_else(text: str) -> None:
    [actor] = resolve(text)
    assert actor.name != "Red Falcon Front"
    assert actor.actor_type not in {"state forces", "external forces"}


def test_a_state_abroad_is_external() -> None:
    [here, there, nowhere] = [
        resolve("Chadian troops", country=c)[0] for c in ("TD", "ML", None)
    ]
    assert (here.actor_type, there.actor_type) == ("state forces", "external forces")
    assert nowhere.actor_type == "state forces"
    assert here.name == there.name == "Military Forces of Chad"


def test_a_cluster_takes_its_most_specific_name() -> None:
    found = resolve(
        ("they", 1, None),
        ("gunmen", 1, None),
        ("Red Falcon militants", 1, None),
        ("Red Falcon Front", 1, None),
    )
    assert {a.name for a in found} == {"Red Falcon Front"}


def test_a_description_refers_to_the_only_group_or_the_nearest_before() -> None:
    assert names("militants", "Red Falcon Front", "army")[0] == "Red Falcon Front"
    assert (
        names("Red Falcon Front", "Lagoon Army", "the rebels")[2] == "New Lagoon Army"
    )
    assert (
        names("Red Falcon Front", "the rebels", "Lagoon Army")[1] == "Red Falcon Front"
    )


def test_nothing_to_refer_to_stays_a_description() -> None:
    [actor] = resolve("insurgents")
    assert actor == Actor("Insurgents (Mali)", "rebel group", "ML", "description")


def test_gunmen_are_unidentified_unless_the_model_says_rebels() -> None:
    assert names("Red Falcon Front", "gunmen")[1] == "Unidentified Armed Group (Mali)"
    assert (
        names("Red Falcon Front", ("gunmen", 2, "rebel group"))[1] == "Red Falcon Front"
    )


def test_volunteers_are_never_the_enemy_they_are_named_beside() -> None:
    assert (
        names("Red Falcon Front", "army auxiliaries")[1]
        == "Pro-Government Militia (Mali)"
    )


def test_bare_soldiers_of_a_foreign_force() -> None:
    found = resolve("French troops", ("soldiers", 2, "external forces"))
    assert found[1].name == "Military Forces of France"
    assert (
        resolve(("soldiers", 2, "external forces"))[0].name == "Foreign Forces (Mali)"
    )


def test_an_unknown_group_stays_itself() -> None:
    assert resolve("Green Ibis militia") == [
        Actor("Green Ibis militia", "political militia", None, "as named")
    ]
    assert (
        resolve(("Green Ibis Brigade", 1, "rebel group"))[0].actor_type == "rebel group"
    )


def test_places_and_dress_are_no_names() -> None:
    assert names("residents of Talkarah") == ["Civilians (Mali)"]
    assert resolve("armed men in army uniforms")[0].actor_type != "state forces"


def test_no_country_known() -> None:
    assert names("troops", country=None) == ["troops"]
    assert names("Malian army", "troops", country=None)[1] == "Military Forces of Mali"


def test_order_of_the_phrases_does_not_matter() -> None:
    given = phrases("Red Falcon Front", "army", "the rebels")
    forward = resolve_actors(given, "ML", 2018, LEX)
    assert resolve_actors(given[::-1], "ML", 2018, LEX) == forward[::-1]


def test_every_name_finds_its_own_row() -> None:
    for actor in ACTORS:
        year = actor.from_year or actor.to_year
        [found] = resolve_actors(phrases(actor.name), actor.countries[0], year, LEX)
        assert found.name == actor.name, actor.name


@given(
    st.lists(
        st.tuples(
            st.text(max_size=30)
            | st.sampled_from(
                ["army", "Red Falcon Front", "they", "the militants", "ISIS", "IS"]
            ),
            st.integers(0, 4),
            st.sampled_from([None, *ACTOR_TYPES]),
        ),
        max_size=8,
    ),
    st.sampled_from(["ML", "IQ", "ZZ", None]),
    st.none() | st.integers(1989, 2030),
)
def test_anything_gets_an_actor_of_the_closed_list(
    given: list, country: str | None, year: int | None
) -> None:
    listed = phrases(*given)
    found = resolve_actors(listed, country, year, LEX)
    assert len(found) == len(listed)
    assert all(a.actor_type in ACTOR_TYPES for a in found)
    by_entity = {p.entity: a for p, a in zip(listed, found, strict=True)}
    assert all(by_entity[p.entity] == a for p, a in zip(listed, found, strict=True))
