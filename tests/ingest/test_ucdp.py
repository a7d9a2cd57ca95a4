import csv
import datetime
import io
import json
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.errors import InputError
from sourceline.ingest.ucdp import GED_COLUMNS, HDX_COLUMNS, NEEDED, read_ucdp
from sourceline.model.outside import OutsideIncident, outside_record, read_outside
from sourceline.model.source import Rejection

REAL = (
    Path(__file__).parents[3]
    / "shared"
    / "data"
    / "ucdp_ged_iraq"
    / "conflict_data_irq.csv"
)
ROW = {
    "id": "901001",
    "relid": "CHA-2019-1-900-7",
    "year": "2019",
    "active_year": "1",
    "code_status": "Clear",
    "type_of_violence": "1",
    "side_a": "Government of Chad",
    "side_b": "Falcons of the East",
    "number_of_sources": "1",
    "source_article": '"Border Herald,2019-05-15,Nine dead near Talkarah"',
    "source_original": "a doctor",
    "where_prec": "2",
    "where_coordinates": "Talkarah village",
    "adm_1": "Wadi Sal region",
    "latitude": "13.5",
    "longitude": "20.25",
    "country": "Chad",
    "country_id": "483",
    "iso3": "TCD",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2019-05-14",
    "date_end": "2019-05-14",
    "deaths_a": "2",
    "deaths_b": "6",
    "deaths_civilians": "1",
    "deaths_unknown": "0",
    "best": "9",
    "low": "7",
    "high": "12",
}


def row(**changes: object) -> dict[str, str]:
    return {**ROW, **{k: str(v) for k, v in changes.items()}}


def line(values: dict[str, str], columns=GED_COLUMNS) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([values.get(c, "") for c in columns])
    return out.getvalue()


def header(columns=GED_COLUMNS) -> str:
    return ",".join(columns) + "\n"


def read(folder: Path, text: str | bytes) -> list[OutsideIncident | Rejection]:
    path = folder / "ged.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_ucdp(path))


def test_a_row_becomes_an_incident_of_its_own_source(tmp_path: Path):
    [found] = read(tmp_path, header() + line(row()))
    assert (found.source, found.id) == ("UCDP GED", "901001")
    assert found.date.earliest == found.date.latest == datetime.date(2019, 5, 14)
    assert (found.place.name, found.place.admin1) == (
        "Talkarah village",
        "Wadi Sal region",
    )
    assert (found.place.country, found.place.lat, found.place.lon) == (
        "TD",
        13.5,
        20.25,
    )
    assert found.place.precision == 2
    assert found.place.radius_km > 5
    assert (found.side_a, found.side_b) == ("Government of Chad", "Falcons of the East")
    deaths = found.deaths
    assert (deaths.low, deaths.best, deaths.high) == (7, 9, 12)
    assert (deaths.side_a, deaths.side_b, deaths.civilians, deaths.unknown) == (
        2,
        6,
        1,
        0,
    )
    assert found.headline == "Nine dead near Talkarah"
    assert found.speakers == "a doctor"
    assert found.faults == ()


def test_every_form_of_the_file_gives_the_same_incidents(tmp_path: Path):
    rows = [row(), row(id=901002, best=3, deaths_a=1, deaths_b=2, deaths_civilians=0)]
    shuffled = list(GED_COLUMNS)
    random.Random(4).shuffle(shuffled)
    tags = ",".join("#date+start" if c == "date_start" else "" for c in HDX_COLUMNS)
    forms = [
        header() + "".join(map(line, rows)),
        "".join(map(line, rows)),
        header(HDX_COLUMNS) + tags + "\n" + "".join(line(r, HDX_COLUMNS) for r in rows),
        "".join(line(r, HDX_COLUMNS) for r in rows),
        header(shuffled) + "".join(line(r, shuffled) for r in rows),
        "\ufeff" + header().upper() + "\n" + "".join(map(line, rows)),
        (header() + "".join(map(line, rows))).replace("\n", "\r\n"),
    ]
    told = [read(tmp_path, form) for form in forms]
    assert len(told[0]) == 2
    assert all(one == told[0] for one in told)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"date_start": "14.05.2019"}, ["date_start", "14.05.2019", "2019-05-14"]),
        ({"date_end": "2019-02-30"}, ["date_end", "2019-02-30"]),
        ({"best": "many"}, ["best", "many", "number"]),
        ({"deaths_civilians": "-1"}, ["deaths_civilians", "-1"]),
        ({"latitude": "134.5"}, ["latitude", "134.5", "90"]),
        ({"longitude": ""}, ["longitude", "degrees"]),
        ({"where_prec": "8"}, ["where_prec", "8", "1 to 7"]),
        ({"type_of_violence": ""}, ["type_of_violence", "1 to 3"]),
        ({"id": ""}, ["id"]),
    ],
)
def test_a_broken_row_is_named_by_its_line_and_the_rest_is_read(
    tmp_path: Path, change: dict[str, str], said: list[str]
):
    text = header() + line(row()) + line(row(**change)) + line(row(id=3))
    first, broken, last = read(tmp_path, text)
    assert isinstance(broken, Rejection)
    assert broken.path.endswith("ged.csv:3")
    assert all(words in broken.reason for words in said)
    assert (first.id, last.id) == ("901001", "3")


def test_a_short_row_is_named_with_its_id(tmp_path: Path):
    short = line(row(id=77)).rsplit(",", 2)[0] + "\n"
    broken, good = read(tmp_path, header() + short + line(row()))
    assert broken.key == "77"
    assert "47 cells, expected 49" in broken.reason
    assert good.id == "901001"


def test_an_open_quotation_mark_costs_its_own_row_only(tmp_path: Path):
    broken = line(row(id=2)).replace('""",', '"",')
    rows = [line(row(id=n)) for n in range(3, 250)]
    found = read(tmp_path, header() + line(row(id=1)) + broken + "".join(rows))
    rejected = [(x.path.rpartition(":")[2]) for x in found if isinstance(x, Rejection)]
    assert rejected == ["3"]
    assert [x.id for x in found if isinstance(x, OutsideIncident)] == [
        "1",
        *map(str, range(3, 250)),
    ]


def test_line_breaks_in_cells_count_as_lines(tmp_path: Path):
    told = row(source_article='"Border Herald,2019-05-15,Nine\ndead"')
    found = read(tmp_path, header() + line(told) + line(row(id=2, best="x")))
    assert found[0].headline == "Nine\ndead"
    assert found[1].path.endswith(":4")


def test_rows_against_the_rules_are_kept_with_their_faults(tmp_path: Path):
    rows = [
        row(low=10, best=9, high=12),
        row(low=1, best=8, high=12),
        row(date_start="2019-05-16", date_end="2019-05-14"),
        row(code_status="Check deaths"),
    ]
    found = read(tmp_path, header() + "".join(map(line, rows)))
    assert ["low 10, best 9, high 12" in found[0].faults[0], len(found[0].faults)] == [
        True,
        1,
    ]
    assert found[0].deaths.low == 10
    assert "sum to 9" in found[1].faults[0]
    assert "2019-05-14 is before" in found[2].faults[0]
    assert found[2].date.earliest < found[2].date.latest
    assert found[3].faults == ("marked by UCDP: Check deaths",)


def test_characters_that_are_no_utf8_are_kept_as_a_fault(tmp_path: Path):
    text = (header() + line(row(where_coordinates="Talkarâh"))).encode("cp1252")
    [found] = read(tmp_path, text)
    assert found.place.name.startswith("Talkar")
    assert "where_coordinates" in found.faults[0]


def test_reports_are_parsed_by_their_quotation_marks(tmp_path: Path):
    article = (
        '"Border Herald,2019-05-15,Army: "nine, or ten"; more feared";'
        '"Radio Wadi Sal, morning edition,2019-05-16,Talkarah "quiet";"calm""'
    )
    [found] = read(tmp_path, header() + line(row(source_article=article)))
    told = [(s.outlet, str(s.day), s.headline) for s in found.sources]
    assert told[0] == (
        "Border Herald",
        "2019-05-15",
        'Army: "nine, or ten"; more feared',
    )
    assert told[1][:2] == ("Radio Wadi Sal, morning edition", "2019-05-16")
    assert told[1][2] == 'Talkarah "quiet";"calm"'
    assert found.headline == 'Army: "nine, or ten"; more feared'


def test_old_free_text_sources_stay_whole(tmp_path: Path):
    rows = [
        row(source_article="BH 2004-10-23 Two dead; more feared"),
        row(source_article=""),
    ]
    found = read(tmp_path, header() + "".join(map(line, rows)))
    [said] = found[0].sources
    assert said.words == "BH 2004-10-23 Two dead; more feared"
    assert (said.outlet, said.day, found[0].headline) == (None, None, None)
    assert found[1].sources == ()


def test_days_with_midnight_and_whole_numbers_with_a_point_are_read(tmp_path: Path):
    told = row(date_start="2019-05-14 00:00:00.000", best="9.0")
    [found] = read(tmp_path, header() + line(told))
    assert found.date.earliest == datetime.date(2019, 5, 14)
    assert found.deaths.best == 9


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("DR Congo (Zaire)", "CD"),
        ("Myanmar (Burma)", "MM"),
        ("Bosnia-Herzegovina", "BA"),
        ("Ivory Coast", "CI"),
        ("Atlantis", None),
    ],
)
def test_countries_by_the_names_that_ucdp_uses(
    tmp_path: Path, name: str, code: str | None
):
    [found] = read(tmp_path, header() + line(row(country=name, country_id="", iso3="")))
    assert found.place.country == code


def test_a_country_s_number_outranks_its_name(tmp_path: Path):
    [found] = read(tmp_path, header() + line(row(country="Atlantis", iso3="")))
    assert found.place.country == "TD"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no rows"),
        ("a,b,c\n1,2,3\n", "no header row"),
        (",".join(n for n in NEEDED if n != "best") + "\n1,2\n", "no column best"),
        ("1,2,3\n", "3 cells and no header row"),
    ],
)
def test_a_file_of_other_columns_is_refused_once(tmp_path: Path, text: str, said: str):
    [found] = read(tmp_path, text)
    assert isinstance(found, Rejection)
    assert said in found.reason
    assert "expected" in found.reason


def test_a_missing_file_is_an_error(tmp_path: Path):
    with pytest.raises(InputError, match="can not be read"):
        list(read_ucdp(tmp_path / "nothing.csv"))


def test_rows_come_before_the_file_is_read_to_its_end(tmp_path: Path):
    path = tmp_path / "ged.csv"
    path.write_text(header() + line(row()) * 5000, encoding="utf-8")
    rows = read_ucdp(path)
    assert next(rows).id == "901001"
    rows.close()


@given(
    st.builds(
        row,
        best=st.integers(0, 10**6),
        high=st.integers(0, 10**6),
        where_prec=st.integers(1, 7),
        latitude=st.floats(-90, 90),
        source_article=st.text(st.characters(exclude_categories=["Cs", "Cc"])),
        side_b=st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    )
)
def test_incidents_go_both_ways_through_plain_dictionaries(values: dict[str, str]):
    import tempfile  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        [found] = read(Path(folder), header() + line(values))
    assert isinstance(found, OutsideIncident)
    assert read_outside(json.loads(json.dumps(outside_record(found)))) == found


@pytest.mark.skipif(not REAL.exists(), reason="the real rows are not there")
def test_the_real_rows_for_iraq():
    found = list(read_ucdp(REAL))
    assert Counter(type(x) for x in found) == {OutsideIncident: 7473}
    assert sum(bool(x.faults) for x in found) == 69
    assert all("out of order" in f for x in found for f in x.faults)
    for one in found:
        d = one.deaths
        assert d.best == d.side_a + d.side_b + d.civilians + d.unknown
    assert {x.place.country for x in found} == {"IQ"}
    assert sum(x.deaths.best == 0 for x in found) == 324
