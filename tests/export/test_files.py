import csv
import io
import itertools
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourceline.errors import InputError
from sourceline.export import files
from sourceline.export.csv_file import defused, read_rows, undone
from sourceline.export.files import FORMS, codebook_of, export, read_csv, read_jsonl
from sourceline.export.flat import KINDS
from sourceline.model.claims import Casualty, ReportRecord
from sourceline.model.incidents import ControlPeriod, DayRange, Incident, Toll
from tests.export import invented
from tests.export.invented import PLACE, Invented, claim, day, incident, side, told_in

TOGETHER = [(k, f) for f, form in FORMS.items() for k in form.kinds]
quick = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def report(*claims, name="r-1", publisher="Border Herald", text=None) -> ReportRecord:
    return ReportRecord(
        name, "bridge", "bridge.txt", None, "Fighting", publisher, "en",
        invented.published(4), "0" * 64, (), tuple(claims), (), (), text,
    )  # fmt: skip


def workbook(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


@pytest.fixture
def told() -> Invented:
    claims = [
        claim("c-1", "r-1", invented.killed(9), says=(("a colonel", "military"),)),
        claim("c-2", "r-2", invented.killed(12)),
    ]
    found = incident(
        sides=(
            side("initiator", "Marh Front", "rebel group", "c-1"),
            side("target", "Military Forces of Iraq", "state forces", "c-2"),
        ),
        deaths=Toll(9, 12, 12, (("civilian", 9), ("unknown", 3)), "latest"),
        members=("c-1", "c-2"),
    )
    nowhere = replace(found, id="i-2", place=None)
    period = ControlPeriod(
        PLACE,
        "Marh Front",
        DayRange(day(1), day(2)),
        None,
        "captured",
        "held",
        ("k-1",),
    )
    return Invented(
        [found, nowhere],
        [told_in(claims[0]), told_in(claims[1], "Daily Marh", 6)],
        [period],
        [report(claims[0]), report(claims[1], name="r-2", publisher=None)],
    )


@pytest.mark.parametrize(("kind", "form"), TOGETHER)
def test_the_same_records_make_the_same_bytes_on_another_day(
    kind, form, told, tmp_path, monkeypatch
) -> None:
    export(kind, form, tmp_path / "a", told)
    ahead = itertools.count(4_000_000_000, 7)
    monkeypatch.setattr("time.time", lambda: float(next(ahead)))
    other = Invented(
        told.found[::-1], told.claims[::-1], told.periods, told.reports[::-1]
    )
    export(kind, form, tmp_path / "b", other)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    first = codebook_of(tmp_path / "a").read_bytes()
    assert first == codebook_of(tmp_path / "b").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "a", "a.codebook.md", "b", "b.codebook.md",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (k, f)
        for k in [*KINDS, "towns"]
        for f in [*FORMS, "odt"]
        if (k, f) not in TOGETHER
    ],
)
def test_what_does_not_go_together_is_refused_with_what_does(
    kind, form, told, tmp_path
) -> None:
    with pytest.raises(InputError, match="acled of incidents; ucdp of incidents"):
        export(kind, form, tmp_path / "out", told)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("kind", "form"), TOGETHER)
def test_an_export_that_breaks_off_leaves_what_stood_there(
    kind, form, told, tmp_path
) -> None:
    out = tmp_path / "out"
    export(kind, form, out, told)
    before = out.read_bytes(), codebook_of(out).read_bytes()

    class Broken(Invented):
        def incidents(self) -> Iterator[Incident]:
            yield from super().incidents()
            raise RuntimeError

        def control(self) -> list[ControlPeriod]:
            raise RuntimeError

        def records(self) -> Iterator[ReportRecord]:
            yield from super().records()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        export(kind, form, out, Broken(told.found, told.claims))
    assert (out.read_bytes(), codebook_of(out).read_bytes()) == before
    assert len(list(tmp_path.iterdir())) == 2


def test_what_a_killed_export_left_is_written_over(told, tmp_path) -> None:
    (tmp_path / ".out.part").write_text("half", encoding="utf-8")
    assert export("incidents", "jsonl", tmp_path / "out", told) == 2
    assert len(list(tmp_path.iterdir())) == 2


def test_a_place_that_holds_no_file_is_an_error_that_says_so(told, tmp_path) -> None:
    with pytest.raises(InputError, match="no folder"):
        export("incidents", "csv", tmp_path / "gone" / "out", told)
    with pytest.raises(InputError, match="is no file"):
        export("incidents", "csv", tmp_path, told)


@pytest.mark.parametrize(("kind", "form"), TOGETHER)
def test_the_code_book_explains_every_column(kind, form, told, tmp_path) -> None:
    out = tmp_path / "out"
    export(kind, form, out, told)
    lines = codebook_of(out).read_text(encoding="utf-8").splitlines()
    cells = [x.strip("|").split(" | ") for x in lines if x.startswith("| `")]
    named = {c[0].strip(" `"): c[2].strip() for c in cells}
    if form == "jsonl":
        assert {"id", "report.id", "place.name"} & named.keys()
    elif form == "geojson":
        found = json.loads(out.read_text(encoding="utf-8"))["features"][0]["properties"]
        assert list(named) == list(found)
    elif form == "parquet":
        assert list(named) == pyarrow.parquet.read_schema(out).names
    elif form == "xlsx":
        sheet = workbook(out).worksheets[0]
        assert list(named) == [c.value for c in next(sheet.iter_rows())]
    else:
        with out.open(encoding="utf-8", newline="") as file:
            assert list(named) == next(csv.reader(file))
    assert all(named.values())


@pytest.mark.parametrize(
    ("kind", "records"),
    [
        ("incidents", invented.INCIDENTS),
        ("control", invented.PERIODS),
        ("reports", invented.REPORTS),
    ],
)
@pytest.mark.parametrize(("form", "read"), [("jsonl", read_jsonl), ("csv", read_csv)])
@quick
@given(data=st.data())
def test_records_come_back_from_jsonl_and_csv(
    kind, records, form, read, data, tmp_path
):
    some = data.draw(st.lists(records, max_size=2, unique_by=repr))
    told = Invented(found=some, periods=some, reports=some)
    asked = list(
        {"incidents": told.incidents, "control": told.control, "reports": told.records}[
            kind
        ]()
    )
    assert export(kind, form, tmp_path / "out", told) == len(some)
    assert list(read(tmp_path / "out", kind)) == asked


@pytest.mark.parametrize(("form", "read"), [("jsonl", read_jsonl), ("csv", read_csv)])
@quick
@given(claims=st.lists(invented.CLAIMS, max_size=3, unique_by=lambda c: c.id))
def test_claims_come_back_from_jsonl_and_csv(form, read, claims, tmp_path) -> None:
    claims = [replace(c, report="r-1") for c in claims]
    told = Invented(claims=[told_in(c) for c in claims], reports=[report(*claims)])
    assert export("claims", form, tmp_path / "out", told) == len(claims)
    assert list(read(tmp_path / "out", "claims")) == claims


def test_jsonl_holds_the_fields_of_the_contract_and_no_other(told, tmp_path) -> None:
    export("claims", "jsonl", tmp_path / "out", told)
    plain = json.loads((tmp_path / "out").read_text(encoding="utf-8").splitlines()[0])
    assert list(plain)[:3] == ["id", "report", "event_type"]
    assert "outlet" not in plain


def test_a_broken_line_is_named(tmp_path) -> None:
    (tmp_path / "x").write_text('{"id": "i-1"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="x:1"):
        list(read_jsonl(tmp_path / "x", "incidents"))
    (tmp_path / "y").write_text("id\ni-1\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 1"):
        list(read_csv(tmp_path / "y", "incidents"))


@pytest.mark.parametrize("cell", invented.FORMULAS)
def test_a_formula_in_csv_is_words(cell) -> None:
    assert defused(cell).startswith("'")
    assert undone(defused(cell)) == cell


@given(st.text("'=+-@\t\r\n1.e5x", max_size=6))
def test_every_cell_comes_back(cell) -> None:
    safe = defused(cell)
    assert undone(safe) == cell
    if safe and safe[0] in "=+-@\t\r":
        float(safe)


@pytest.mark.parametrize("number", ["-5", "+3", "-41.25", "-1e-7", "-.5"])
def test_a_negative_number_stays_a_number(number) -> None:
    assert defused(number) == number


def test_no_form_lets_a_formula_of_a_report_through(told, tmp_path) -> None:
    evil = "=HYPERLINK(0)"
    place = replace(PLACE, name=evil, gazetteer_name=evil, admin1=evil)
    told.found = [replace(told.found[0], place=place)]
    for form in ("csv", "acled", "ucdp"):
        export("incidents", form, tmp_path / form, told)
        raw = (tmp_path / form).read_text(encoding="utf-8")
        with (tmp_path / form).open(encoding="utf-8", newline="") as file:
            cells = [c for row in csv.reader(file) for c in row]
        assert f"'{evil}" in cells, raw
        assert not [c for c in cells if c.startswith(evil)]
    export("incidents", "xlsx", tmp_path / "xlsx", told)
    sheet = workbook(tmp_path / "xlsx").active
    found = [c for row in sheet.iter_rows() for c in row if c.value == evil]
    assert len(found) == 3
    assert {c.data_type for c in found} == {"s"}


def test_xlsx_cuts_what_no_cell_holds_and_says_so(told, tmp_path) -> None:
    told.reports = [report(text="word " * 9000)]
    export("reports", "xlsx", tmp_path / "out", told)
    sheet = workbook(tmp_path / "out").active
    longest = max(len(str(c.value)) for row in sheet.iter_rows() for c in row)
    assert longest == 32767
    assert "1 cells were longer" in codebook_of(tmp_path / "out").read_text(
        encoding="utf-8"
    )


def test_xlsx_holds_figures_as_figures_and_words_as_words(told, tmp_path) -> None:
    told.found = [replace(told.found[0], grade_reason="12", id="\ufffe007")]
    export("incidents", "xlsx", tmp_path / "out", told)
    head, values = workbook(tmp_path / "out").active.iter_rows()
    row = {h.value: v.value for h, v in zip(head, values, strict=True)}
    assert row["deaths_best"] == 12
    assert row["grade_reason"] == "12"
    assert row["id"] == "\ufffd007"
    assert row["wounded_best"] is None


def test_parquet_has_types_and_nests(told, tmp_path) -> None:
    export("incidents", "parquet", tmp_path / "out", told)
    table = pyarrow.parquet.read_table(tmp_path / "out")
    first, second = table.to_pylist()
    assert first["date_earliest"] == day(3)
    assert first["deaths_best"] == 12
    assert first["participants"][0]["actor"] == "Marh Front"
    assert first["deaths_by_group"]["civilian"] == 9
    assert second["lat"] is None
    assert str(table.schema.field("lat").type) == "double"


@quick
@given(some=st.lists(invented.REPORTS, max_size=2, unique_by=lambda r: r.id))
def test_parquet_holds_whole_reports(some, tmp_path) -> None:
    export("reports", "parquet", tmp_path / "out", Invented(reports=some))
    rows = pyarrow.parquet.read_table(tmp_path / "out").to_pylist()
    assert [len(r["claims"]) for r in rows] == [
        len(r.claims) for r in sorted(some, key=lambda r: r.id)
    ]


def test_geojson_puts_longitude_first_and_null_where_no_point_is_known(
    told, tmp_path
) -> None:
    assert export("incidents", "geojson", tmp_path / "out", told) == 2
    found = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    first, second = found["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [41.25, 34.5]}
    assert first["id"] == "i-1"
    assert first["properties"]["radius_km"] == 5.0
    assert second["geometry"] is None
    export("control", "geojson", tmp_path / "held", told)
    held = json.loads((tmp_path / "held").read_text(encoding="utf-8"))["features"][0]
    assert held["properties"]["holder"] == "Marh Front"
    export("control", "geojson", tmp_path / "none", Invented())
    empty = json.loads((tmp_path / "none").read_text(encoding="utf-8"))
    assert empty["features"] == []


def test_a_claims_table_names_the_report(told, tmp_path) -> None:
    export("claims", "csv", tmp_path / "out", told)
    first, second = read_rows(tmp_path / "out")
    assert (first["publisher"], first["published"]) == ("Border Herald", "2019-05-04")
    assert second["publisher"] == "Daily Marh"
    assert first["says"] == "a colonel"


def test_claims_are_fetched_in_shares_however_many_incidents_there_are(
    tmp_path,
) -> None:
    class Counting(Invented):
        asked = 0

        def testimonies(self, ids=None):
            self.asked += 1
            wanted = set(ids)
            assert len(wanted) < 1000
            return [t for t in self.claims if t.claim.id in wanted]

    some = [incident(f"i-{n:05}", members=(f"c-{n}",)) for n in range(2000)]
    claims = [told_in(claim(f"c-{n}")) for n in range(2000)]
    told = Counting(some, claims)
    assert export("incidents", "acled", tmp_path / "out", told) == 2000
    assert told.asked <= 10


def test_a_casualty_of_a_claim_is_found_again_in_its_cell(tmp_path) -> None:
    one = claim("c-1", "r-1", invented.killed(9, "civilian"))
    export("claims", "csv", tmp_path / "out", Invented(reports=[report(one)]))
    (again,) = files.read_csv(tmp_path / "out", "claims")
    assert isinstance(again.casualties[0], Casualty)
    assert again.casualties[0].best == 9


def test_a_reader_of_the_old_file_reads_all_of_it(told, tmp_path) -> None:
    out = tmp_path / "out"
    export("incidents", "csv", out, told)
    before = out.read_text(encoding="utf-8")
    with out.open(encoding="utf-8", newline="") as file:
        export("incidents", "csv", out, Invented())
        assert file.read().replace("\r\n", "\n") == before
    assert out.read_text(encoding="utf-8") != before


def test_a_link_stays_a_link(told, tmp_path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "far" / "file")
    export("incidents", "csv", tmp_path / "out", told)
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "far" / "file").is_file()


def test_no_clock_goes_into_a_workbook(told, tmp_path) -> None:
    export("incidents", "xlsx", tmp_path / "out", told)
    with zipfile.ZipFile(tmp_path / "out") as parts:
        core = parts.read("docProps/core.xml").decode()
        assert {x.date_time[0] for x in parts.infolist()} == {1980}
    assert set(re.findall(r"(\d{4})-\d\d-\d\dT", core)) == {"1980"}
