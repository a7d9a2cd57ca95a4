import json

import pytest

from sourceline.resolve.gazetteer import Gazetteer
from sourceline.resolve.gazetteer_files import add_geonames, add_whosonfirst


def ids(entries):
    return [e.id for e in entries]


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
