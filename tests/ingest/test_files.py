import json
from pathlib import Path

import pytest

from sourceline.errors import InputError
from sourceline.ingest.files import sources
from sourceline.model.source import Rejection, Source


def test_a_folder_is_read_by_path_and_one_bad_file_stops_nothing(tmp_path: Path):
    (tmp_path / "b.txt").write_text("second", encoding="utf-8")
    (tmp_path / "a.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "c.txt").write_text("", encoding="utf-8")
    found = list(sources([tmp_path]))
    assert [type(x) for x in found] == [Rejection, Source, Rejection]
    assert "zero bytes" in found[0].reason
    assert found[1].key == "b"
    assert "empty" in found[2].reason


def test_a_missing_path_is_named_before_anything_is_read(tmp_path: Path):
    with pytest.raises(InputError, match="no such file or folder"):
        list(sources([tmp_path / "nothing.txt"]))


PAGE = """<!doctype html><html><head><title>Army kills nine near Talkarah</title>
<meta property="article:published_time" content="2019-05-15"><meta property="og:site_name" content="Border Herald"></head>
<body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav><article><h1>Army kills nine near Talkarah</h1>
<p>Government troops killed nine militants near the village of Um Salim on Tuesday, an army spokesman told the Border Herald.</p>
<p>Two soldiers were wounded in the clashes, which went on for several hours, he added.</p></article>
<footer>All rights reserved</footer></body></html>"""


def test_a_web_page_gives_its_article_and_its_day(tmp_path: Path):
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    [found] = sources([tmp_path])
    assert "nine militants" in found.text
    assert "Sport" not in found.text
    assert str(found.published) == "2019-05-15"
    assert found.basis == "metadata"
    assert found.extracted


def test_markup_without_an_article_is_rejected_with_advice(tmp_path: Path):
    (tmp_path / "page.html").write_text("<html><body></body></html>", encoding="utf-8")
    [found] = sources([tmp_path])
    assert isinstance(found, Rejection)
    assert "no article" in found.reason


def test_deeply_nested_markup_is_an_outcome_not_a_fault(tmp_path: Path):
    (tmp_path / "bomb.html").write_text(
        "<html>" + "<div>" * 30_000 + "x", encoding="utf-8"
    )
    assert len(list(sources([tmp_path]))) == 1


def test_json_lines_keep_what_they_carry_and_name_broken_lines(tmp_path: Path):
    rows = [
        json.dumps(
            {"id": "a", "text": "Troops left.", "published": "2019-05-15", "desk": "x"}
        ),
        "{broken",
        '["list"]',
        '{"id": "d"}',
    ]
    (tmp_path / "many.jsonl").write_text("\n".join(rows), encoding="utf-8")
    found = list(sources([tmp_path]))
    assert isinstance(found[0], Source)
    assert (found[0].key, found[0].basis, found[0].extra["desk"]) == ("a", "given", "x")
    assert [f.path.rsplit(":", 1)[1] for f in found[1:]] == ["2", "3", "4"]
    assert "not JSON" in found[1].reason
    assert "expected an object" in found[2].reason
    assert "no text" in found[3].reason


def test_a_day_that_is_none_is_named(tmp_path: Path):
    (tmp_path / "x.jsonl").write_text(
        '{"text": "Troops left.", "published": "yesterday"}', encoding="utf-8"
    )
    [found] = sources([tmp_path])
    assert "expected a day" in found.reason


def test_table_columns_are_mapped(tmp_path: Path):
    (tmp_path / "t.csv").write_text(
        "guid,Headline,Body,Date\n7,Title,Troops left.,2019-05-15\n", encoding="utf-8"
    )
    [found] = sources([tmp_path])
    assert (found.key, found.title, found.text) == ("7", "Title", "Troops left.")
    (tmp_path / "t.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    [found] = sources([tmp_path])
    assert "columns a, b" in found.reason


def test_a_tag_with_endless_attributes_does_not_stop_the_article(tmp_path: Path):
    attributes = " ".join(f'a{i}="{"x" * 40}"' for i in range(40_000))
    page = tmp_path / "page.html"
    said = "Gunmen killed four farmers near the river on Friday, the police said. " * 6
    page.write_text(f"<html><body {attributes}><p>{said}</p></body></html>")
    (found,) = sources([page])
    assert isinstance(found, Source)
    assert "killed four farmers" in found.text
