import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.model.claims import TextSpan
from sourceline.resolve.gazetteer import distance_km
from sourceline.resolve.place_phrases import read_phrase
from sourceline.resolve.places import PlaceContext, resolve_places
from tests.resolve.places_world import index

INDEX = index()


def places(*phrases, country="AA", text="", dateline=None):
    pairs = []
    at = 0
    for phrase in phrases:
        start = text.index(phrase, at) if text else at
        pairs.append((phrase, TextSpan(start, start + len(phrase))))
        at = start + len(phrase) + (0 if text else 200)
    return resolve_places(pairs, PlaceContext(country, dateline, text), INDEX)


def one(phrase, **more):
    return places(phrase, **more)[0]


def test_a_town_is_an_exact_place():
    place = one("Marun")
    assert (place.gazetteer_id, place.country, place.admin1) == (
        "geonames:1",
        "AA",
        "Tarun Province",
    )
    assert place.precision == 1


def test_the_order_and_spans_of_phrases_are_kept():
    found = places("Velmar", "nowhere at all", "Marun")
    assert [p.name for p in found] == ["Velmar", "nowhere at all", "Marun"]
    assert found[2].span == TextSpan(420, 425)


def test_namesakes_follow_the_other_places_of_the_report():
    assert places("Dorsa", "Velmar", country=None)[0].country == "AA"
    assert places("Dorsa", "Osk", country=None)[0].country == "BB"


def test_a_lone_name_means_its_largest_bearer_and_the_publisher_can_change_that():
    assert one("Dorsa", country=None).country == "BB"
    assert one("Dorsa", country="AA").country == "AA"


def test_the_dateline_votes():
    assert one("Dorsa", country=None, dateline="VELMAR, Aldoria").country == "AA"


@pytest.mark.parametrize(
    ("phrase", "precision", "kind"),
    [
        ("Tarun province", 4, "sourceline:3342362457"),
        ("the province of Tarun", 4, "sourceline:3342362457"),
        ("Tarun", 1, "geonames:7"),
        ("Aldoria", 6, "geonames:801"),
        ("Grey Sea", 7, None),
        ("Thornlands", 5, None),
        ("Dorsa district", 3, "geonames:4"),
        ("the village of Dorsa", 1, "geonames:4"),
        ("Port Aldoria", 1, "geonames:8"),
    ],
)
def test_the_kind_of_place_sets_the_precision(phrase, precision, kind):
    place = one(phrase)
    assert place.precision == precision
    assert kind is None or place.gazetteer_id == kind


@pytest.mark.parametrize(
    ("phrase", "km", "direction"),
    [
        ("30 km south of Velmar", 30, "S"),
        ("about 30 kilometres to the south-west of Velmar", 30, "SW"),
        ("twenty miles east of Velmar", 32.2, "E"),
        ("some 5-7 km north of the town of Velmar", 6, "N"),
        ("500 metres west of Velmar", 0.5, "W"),
    ],
)
def test_a_distance_is_walked_in_its_direction(phrase, km, direction):
    place = one(phrase)
    assert place.relation.direction == direction
    assert place.relation.kilometres == pytest.approx(km, rel=0.01)
    assert distance_km(12.0, 22.0, place.lat, place.lon) == pytest.approx(
        km, rel=0.02, abs=0.05
    )
    assert place.precision == 2


def test_a_distance_without_direction_is_a_radius():
    place = one("15 km from Velmar")
    assert (place.lat, place.lon) == (12.0, 22.0)
    assert place.radius_km >= 15


@pytest.mark.parametrize(
    "phrase",
    ["near Velmar", "the outskirts of Velmar", "outside Velmar", "road to Velmar"],
)
def test_near_is_precision_two_with_a_wider_radius(phrase):
    place = one(phrase)
    assert (place.gazetteer_id, place.precision) == ("geonames:3", 2)
    assert place.radius_km > one("Velmar").radius_km


@pytest.mark.parametrize(
    "phrase",
    [
        "between Marun and Al Qasrah",
        "the Marun–al-Qasra road",
        "road from Marun to al-Qasrah",
        "Marun-al-Qasrah highway",
    ],
)
def test_a_line_is_its_middle(phrase):
    place = one(phrase)
    assert place.lat == pytest.approx(10.1)
    assert place.lon == pytest.approx(20.2)
    assert place.precision == 2


def test_a_long_line_is_a_wider_region():
    assert one("between Marun and Velmar").precision == 5


def test_a_part_of_an_area_lies_towards_its_edge():
    whole, north = one("Aldoria"), one("northern Aldoria")
    assert north.lat > whole.lat
    assert (whole.precision, north.precision) == (6, 5)


def test_capitals_by_country_and_by_unit():
    assert one("Aldorian capital").gazetteer_name == "Marun"
    assert one("the capital of Aldoria").gazetteer_name == "Marun"
    assert places("Dorsa", "the regional capital")[1].gazetteer_name == "Velmar"


def test_the_city_is_the_last_one_named():
    found = places("Marun", "Velmar", "the city", "10 km west of the town")
    assert found[2].gazetteer_id == "geonames:3"
    assert found[3].lon < 22.0


def test_an_unknown_village_stands_on_the_place_around_it():
    text = "They shot at Zzybrak, a village near Velmar, on Monday."
    place = places("Zzybrak", "Velmar", text=text)[0]
    assert (place.gazetteer_name, place.precision) == ("Velmar", 2)
    assert place.radius_km >= 25


def test_an_unknown_village_with_a_distance_stands_in_a_circle():
    text = "They shot at Zzybrak, 20 km south of Velmar, on Monday."
    place = places("Zzybrak", "Velmar", text=text)[0]
    assert distance_km(12.0, 22.0, place.lat, place.lon) == pytest.approx(20, rel=0.02)


@pytest.mark.parametrize(
    ("phrase", "precision"),
    [
        ("Zzybrak in Tarun province", 4),
        ("Zzybrak village in Dorsa district", 3),
        ("Zzybrak, Velmar", 2),
    ],
)
def test_an_unknown_village_falls_back_to_what_its_phrase_names(phrase, precision):
    place = one(phrase)
    assert place.precision == precision
    assert place.radius_km >= 15


def test_an_unknown_place_beside_known_ones_is_only_known_to_a_province():
    place = places("Velmar", "Zzybrak")[1]
    assert place.precision == 4
    assert place.radius_km >= 60


def test_nothing_known_is_null():
    place = one("Zzybrak", country=None)
    assert (place.lat, place.lon, place.gazetteer_id, place.country) == (
        None,
        None,
        None,
        None,
    )


def test_a_small_namesake_far_away_is_not_taken():
    found = places("Marun", "Velmar", "Dorso", "Osk road")
    assert found[0].country == "AA"
    assert found[2].country == "AA"


@pytest.mark.parametrize(
    "phrase", ["", " ", "-", "km", "the", "))((", "10 km", "between and", "near", "ب"]
)
def test_odd_phrases_have_an_outcome(phrase):
    assert one(phrase).span == TextSpan(0, len(phrase))


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_phrases_give_one_place_each(phrases):
    pairs = [(p, None) for p in phrases]
    found = resolve_places(pairs, PlaceContext("AA"), INDEX)
    assert [p.name for p in found] == phrases


def test_a_phrase_is_read_with_its_surroundings():
    reading = read_phrase("village of Abra in Corm district")
    assert reading.names[0][-1] == "Abra"
    assert reading.within
