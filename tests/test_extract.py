import datetime
import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import sourceline
from corpus.reader import reports
from sourceline.cli import app
from sourceline.export import claims_page
from sourceline.model.claims import ReportRecord
from sourceline.model.records import report_record
from sourceline.model.taxonomy import (
    ACTOR_TYPES,
    CASUALTY_GROUPS,
    CASUALTY_SCOPES,
    CONTROL_KINDS,
    EVENT_TYPE_OF,
    FURNITURE_KINDS,
    HARMS,
    MODIFIERS,
    STATUSES,
)

run = CliRunner().invoke
DAY = datetime.date(2019, 5, 15)


@pytest.fixture(scope="session")
def record(report_text) -> ReportRecord:
    return sourceline.extract(report_text, published=DAY)


def test_the_toll_stands_with_its_side_and_its_words(record, report_text):
    tolls = [t for c in record.claims for t in c.casualties]
    nine = [t for t in tolls if (t.harm, t.low, t.high) == ("killed", 9, 9)]
    assert nine
    assert nine[0].group == "combatant-non-state"
    assert report_text[nine[0].span.start : nine[0].span.end] == "nine"


def test_the_day_is_worked_out_from_publication(record):
    tuesday = datetime.date(2019, 5, 14)
    assert any(
        c.date and c.date.earliest == c.date.latest == tuesday for c in record.claims
    )


def test_the_speaker_is_named(record):
    assert any(
        "spokesman" in a.name and a.kind == "military"
        for c in record.claims
        for a in c.attribution
    )


def test_who_takes_a_town_does_not_leave_it_in_the_same_breath():
    text = (
        "Islamic State captures Rawa\n"
        "RAWA (Desert Post) - Islamic State fighters captured the town of Rawa on "
        "Sunday after government troops withdrew, residents said."
    )
    found = sourceline.extract(text, published=DAY)
    assert {(c.kind, c.holder.name) for c in found.control} >= {
        ("captured", "Islamic State")
    }
    assert ("withdrew", "Islamic State") not in {
        (c.kind, c.holder.name) for c in found.control
    }
    # the headline has no day: the sentence that tells the same event has one
    taken = next(c for c in found.control if c.kind == "captured")
    assert taken.date is not None
    assert taken.date.earliest == datetime.date(2019, 5, 12)


def test_furniture_makes_no_claim(record):
    for claim in record.claims:
        for reason in claim.why:
            assert not any(
                f.span.start <= reason.span.start < f.span.end for f in record.furniture
            )


def test_no_actor_stands_on_both_sides_of_an_event():
    told = 0
    for report in islice(reports(), 0, 40, 2):
        for claim in sourceline.extract(report.text, published=DAY).claims:
            named = [p.actor.name for p in claim.participants]
            assert len(named) == len(set(named))
            told += len(named)
    assert told > 20


def test_lists_are_closed_and_every_span_lies_in_the_text(record, report_text):
    shown = report_record(record)
    for claim in shown["claims"]:
        assert EVENT_TYPE_OF[claim["sub_event_type"]] == claim["event_type"]
        assert claim["status"] in STATUSES
        assert {p["actor_type"] for p in claim["participants"]} <= set(ACTOR_TYPES)
        for toll in claim["casualties"]:
            assert toll["harm"] in HARMS
            assert toll["group"] in CASUALTY_GROUPS
            assert toll["modifier"] in MODIFIERS
            assert toll["scope"] in CASUALTY_SCOPES
        for evidence in claim["evidence"]:
            assert report_text[evidence["start"] : evidence["end"]] == evidence["text"]
    assert {c["kind"] for c in shown["control"]} <= set(CONTROL_KINDS)
    assert {f["kind"] for f in shown["report"]["furniture"]} <= set(FURNITURE_KINDS)


def test_the_same_text_gives_the_same_record(record, report_text):
    assert sourceline.extract(report_text, published=DAY) == record


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no words"),
        ("?!? -- 12", "no words"),
        ("a" * 1_000_001, "split the file"),
        (
            "Les forces armées ont repris le village mardi après de violents combats, a annoncé le porte-parole du ministère de la Défense à la presse nationale ce matin encore.",
            "not in English",
        ),
        (
            "قتل تسعة جنود في هجوم مسلح قرب المدينة يوم الثلاثاء وفق ما أعلنه المتحدث باسم الجيش في بيان صدر اليوم من العاصمة وقال إن القوات تلاحق المهاجمين في المنطقة الجبلية",
            "not in English",
        ),
    ],
)
def test_what_is_not_read_says_why(text, reason):
    found = sourceline.extract(text)
    assert found.claims == ()
    assert reason in found.rejections[0][1]


def test_a_report_without_an_event_says_so():
    found = sourceline.extract(
        "The choir sang in the town hall on Friday and everybody went home happy."
    )
    assert found.claims == ()
    assert found.rejections


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=150))
def test_any_text_has_an_outcome(text):
    found = sourceline.extract(text)
    assert found.claims or found.control or found.rejections


def test_jsonl_is_one_record_a_line_and_a_bad_file_stops_nothing(
    tmp_path: Path, report_text
):
    (tmp_path / "good.txt").write_text(report_text, encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01")
    done = run(app, ["extract", str(tmp_path), "--published", "2019-05-15"])
    assert done.exit_code == 0
    [line] = done.stdout.splitlines()
    shown = json.loads(line)
    assert shown["report"]["key"] == "good"
    assert shown["report"]["published"] == {
        "date": "2019-05-15",
        "earliest": "2019-05-15",
        "latest": "2019-05-15",
        "basis": "given",
    }
    assert "zero bytes" in done.stderr


def test_a_wrong_day_is_one_message():
    command = [
        sys.executable,
        "-m",
        "sourceline.cli",
        "extract",
        "-",
        "--published",
        "May",
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, input="x", check=False
    )
    assert done.returncode == 2
    assert "expected a day such as 2019-05-15" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_table_names_what_happened(tmp_path: Path, report_text):
    (tmp_path / "good.txt").write_text(report_text, encoding="utf-8")
    done = run(
        app,
        ["extract", str(tmp_path), "--published", "2019-05-15", "--format", "table"],
    )
    assert "9 killed" in done.stdout


def test_the_page_escapes_links_values_to_words_and_loads_nothing(record, report_text):
    whole = (
        claims_page.head()
        + claims_page.report(record, report_text)
        + claims_page.foot()
    )
    assert "http" not in whole.replace("http-equiv", "")
    assert whole.count('<button type="button" class="value"') == whole.count(
        'button type="button"'
    )
    first = whole.split('data-v="')[1].split('"')[0].split()[0]
    assert whole.count(first) >= 2
    evil = "<img src=x onerror=alert(1)> Troops killed nine militants near Talkarah on Tuesday, police said."
    shown = claims_page.report(sourceline.extract(evil), evil)
    assert "<img" not in shown
