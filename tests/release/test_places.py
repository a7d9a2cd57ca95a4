import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.model.claims import Relation
from sourceline.release import reasons
from sourceline.release.places import WITHHELD, public_place
from sourceline.release.profiles import profile_of
from sourceline.release.sensitive import why_sensitive
from sourceline.resolve.gazetteer import distance_km
from tests.export.invented import claim, incident, killed
from tests.release.world import COUNTRY, DISTRICT, INDEX, PROVINCE, SEA, TOWN, at

SAFE = profile_of()
HOUSE = {"lat": 34.543217, "lon": 41.212345}


def shown(place, coarser=None):
    return public_place(place, INDEX, SAFE, coarser).place


def of(entry, precision, radius=None):
    return at(
        name=entry.name, gazetteer_name=entry.name, gazetteer_id=entry.id,
        admin1=entry.admin1, precision=precision, radius_km=radius, **HOUSE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "point", "precision"),
    [
        (of(TOWN, 1, 4.0), (34.51, 41.26), 1),
        (of(TOWN, 1, 0.02), (34.51, 41.26), 1),
        (of(TOWN, 1, 11.2), (34.5, 41.3), 1),
        (of(TOWN, 3, 25.0), (34.5, 41.3), 3),
        (of(TOWN, 4, 60.0), (34.5, 41.3), 4),
        (of(TOWN, 1, 120.0), (35.0, 41.0), 1),
        (of(DISTRICT, 1, 0.1), (34.5, 41.3), 3),
        (of(PROVINCE, 1, 0.1), (35.0, 42.0), 4),
        (of(COUNTRY, 1, 0.1), (33.0, 44.0), 6),
        (of(SEA, 7, 200.0), (20.0, 40.0), 7),
    ],
)
def test_a_named_place_is_its_gazetteer_point_as_fine_as_place_and_evidence(
    place, point, precision
) -> None:
    found = shown(place)
    assert (found.lat, found.lon) == point
    assert found.precision == precision


@pytest.mark.parametrize(
    ("radius", "point"),
    [
        (0.02, (34.55, 41.25)),
        (11.0, (34.55, 41.25)),
        (15.0, (34.5, 41.3)),
        (40.0, (34.75, 41.25)),
        (100.0, (34.5, 41.5)),
        (900.0, (35.0, 45.0)),
    ],
)
def test_a_point_of_no_listed_place_is_a_grids(radius, point) -> None:
    found = shown(at(gazetteer_id="geonames:77", radius_km=radius, **HOUSE))
    assert (found.lat, found.lon) == point
    assert found.name == WITHHELD
    assert (found.admin1, found.country) == ("Upper Marh", "IQ")
    assert found.precision == 2


def test_beside_a_place_the_relation_is_told_in_our_words() -> None:
    relation = Relation(12.4, "N", "the house of the Qanaris", "north of the Qanaris")
    found = shown(at(relation=relation, precision=2, radius_km=6.0, **HOUSE))
    assert found.relation == Relation(12.0, "N", "Tel Sarun", "12 km N of Tel Sarun")
    assert (found.lat, found.lon) == (34.55, 41.25)
    beside = replace(relation, kilometres=None, direction=None)
    told = shown(at(relation=beside, precision=2, **HOUSE)).relation
    assert told.words == "near Tel Sarun"


@pytest.mark.parametrize(
    ("place", "name", "precision"),
    [
        (of(TOWN, 1), "Upper Marh", 4),
        (of(TOWN, 3), "Upper Marh", 4),
        (of(DISTRICT, 3), "Upper Marh", 4),
        (of(TOWN, 4), "Iraq", 6),
        (of(PROVINCE, 4), "Iraq", 6),
        (of(COUNTRY, 6), "Iraq", 6),
        (replace(of(TOWN, 1), gazetteer_id=None), "Upper Marh", 4),
        (replace(of(TOWN, 1), gazetteer_id=None, admin1="A yard"), "Iraq", 6),
    ],
)
def test_a_sensitive_event_is_one_level_coarser(place, name, precision) -> None:
    found = shown(place, reasons.SENSITIVE)
    assert (found.name, found.precision) == (name, precision)
    assert found.relation is None
    assert (found.lat, found.lon) in {(35.0, 42.0), (33.0, 44.0)}


def test_a_sensitive_event_of_no_country_has_no_place() -> None:
    assert shown(of(SEA, 7), reasons.SENSITIVE) is None
    assert shown(at(gazetteer_id=None, country="Q"), reasons.SENSITIVE) is None


@pytest.mark.parametrize(
    ("kind", "harm", "thing", "reason"),
    [
        ("Sexual violence", "wounded", "a car", "sensitive-event"),
        ("Abduction/forced disappearance", "killed", "a car", "sensitive-event"),
        ("Arrests", "killed", "a car", "sensitive-event"),
        ("Armed clash", "detained", "a car", "sensitive-event"),
        ("Armed clash", "missing", "a car", "sensitive-event"),
        ("Armed clash", "abducted", "a school", "sensitive-event"),
        ("Armed clash", "killed", "the maternity hospital", "sensitive-site"),
        ("Armed clash", "killed", "two schools", "sensitive-site"),
        ("Armed clash", "killed", "a camp for displaced people", None),
        ("Armed clash", "killed", "a displaced people's camp", "sensitive-site"),
        ("Armed clash", "killed", "a bridge", None),
    ],
)
def test_what_counts_as_sensitive(kind, harm, thing, reason) -> None:
    told = replace(claim("c-1", "r-1", killed(3, harm=harm)), objects=(thing,))
    assert why_sensitive(incident(kind=kind), [told]) == reason


@given(
    st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 60), st.booleans(),
)  # fmt: skip
def test_the_circle_still_holds_the_true_place(lat, lon, radius, beside) -> None:
    """Whatever the grid does to the middle, the radius grows to cover it, and the
    middle is never the point itself to within the grid's fineness.
    """
    relation = Relation(5.0, "N", "x", "y") if beside else None
    said = at(lat=lat, lon=lon, radius_km=radius, relation=relation)
    place = said if beside else replace(said, gazetteer_id=None)
    found = shown(place)
    moved = distance_km(lat, lon, found.lat, found.lon)
    assert moved + radius <= found.radius_km + 0.01
    assert math.isclose(found.lat * 20, round(found.lat * 20), abs_tol=1e-9)
    assert math.isclose(found.lon * 20, round(found.lon * 20), abs_tol=1e-9)


@given(st.floats(34.5001, 34.5999), st.floats(41.2001, 41.2999))
def test_points_of_one_cell_can_not_be_told_apart(lat, lon) -> None:
    """Linkage: whoever knows every exact point learns only the cell."""
    place = at(gazetteer_id=None, lat=lat, lon=lon, radius_km=0.05)
    middle = at(gazetteer_id=None, lat=34.55, lon=41.25, radius_km=0.05)
    assert shown(place) == shown(middle)


def test_a_profile_may_ask_for_a_coarser_grid() -> None:
    place = at(gazetteer_id=None, radius_km=0.05, **HOUSE)
    found = public_place(place, INDEX, replace(SAFE, grid_degrees=0.5)).place
    assert (found.lat, found.lon) == (34.75, 41.25)
