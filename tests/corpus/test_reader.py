import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.check import faults, source_faults, weekday_fault
from corpus.reader import CorpusError, parse, reports

SOURCE = """id: zz-0001
published: 2019-05-15
country: SO
incidents: {"e1": "zz-inc-01"}
---
#navigation Home > Security
#title Strike [kills](t:e1) [nine](n1) [fighters](a1)
A [drone](w1) [struck](t:e1) them near [Talkarah](p1) on [Tuesday](d1).
---
{"events": {"e1": {"type": "Air/drone strike", "status": "occurred", "news": true, "target": ["a1"], "place": "p1", "date": "d1",
 "casualties": [{"harm": "killed", "group": "combatant-non-state", "low": 9, "high": 9, "modifier": "exact", "scope": "event", "count": "n1", "who": "a1"}]}},
 "control": [], "mentions": {"a1": {"actor": "Al-Shabaab", "actor_type": "rebel group"}, "p1": {"place": "Talkarah", "country": "SO"},
 "d1": {"from": "2019-05-14", "to": "2019-05-14"}}}
"""


def test_offsets_point_at_the_marked_words():
    report = parse(SOURCE, "zz-0001")
    said = [report.text[m.start : m.end] for m in report.mentions]
    assert said == ["nine", "fighters", "drone", "Talkarah", "Tuesday"]
    assert [report.text[t.start : t.end] for t in report.triggers] == [
        "kills",
        "struck",
    ]
    assert [b.kind for b in report.blocks] == ["navigation", "title", "body"]
    assert report.text.startswith("Home > Security\nStrike kills nine")


def test_a_sound_report_has_no_fault():
    assert faults(parse(SOURCE, "zz-0001")) == []
    assert source_faults(SOURCE) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"Air/drone strike"', '"Air strike"', "type"),
        ('"low": 9, "high": 9', '"low": 9, "high": 8', "bounds"),
        ('"exact"', '"vague"', "modifier"),
        ('"target": ["a1"]', '"target": ["a7"]', "not in the text"),
        ('"place": "p1"', '"place": "d1"', "place"),
        ("2019-05-14", "2019-05-13", "monday"),
        ("[fighters](a1)", "[the fighters](a1)", "article"),
        ('"actor_type": "rebel group"', '"actor_type": "rebels"', "actor_type"),
        ("#navigation", "#menu", "block kind"),
    ],
)
def test_a_broken_rule_is_named(old, new, fault):
    found = faults(parse(SOURCE.replace(old, new), "zz-0001"))
    assert any(fault in f for f in found), found


def test_mark_up_in_furniture_and_broken_mark_up_are_found():
    assert source_faults(SOURCE.replace("Home >", "[Home](p1) >"))
    assert source_faults(SOURCE.replace("[drone](w1)", "[drone](q1)"))


def test_a_file_without_three_parts_says_what_it_found():
    with pytest.raises(CorpusError, match="1 parts, expected 3"):
        parse("id: x", "x")
    with pytest.raises(CorpusError, match="JSON"):
        parse(SOURCE.replace('{"events"', '{"events'), "zz-0001")


@pytest.mark.parametrize(
    ("words", "day"),
    [("yesterday", "2019-05-14"), ("today", "2019-05-15"), ("Tuesday", "2019-05-14")],
)
def test_days_are_worked_out_from_publication(words, day):
    assert weekday_fault(words, {"from": day, "to": day}, "2019-05-15") is None
    assert weekday_fault(
        words, {"from": "2019-05-12", "to": "2019-05-12"}, "2019-05-15"
    )


@given(
    st.lists(
        st.tuples(st.text("ab cé", min_size=1, max_size=6), st.booleans()), max_size=8
    )
)
def test_stripping_the_mark_up_gives_the_text_back(parts):
    line = "x" + "".join(
        f"[{w}](a{i})" if marked else w for i, (w, marked) in enumerate(parts)
    )
    plain = "x" + "".join(w for w, _ in parts)
    report = parse(f"id: q\n---\n{line}\n---\n{{}}", "q")
    assert report.text == plain + "\n"
    assert [report.text[m.start : m.end] for m in report.mentions] == [
        w for w, marked in parts if marked
    ]


def test_every_report_of_the_corpus_is_sound_and_says_that_it_is_invented():
    listed = list(reports())
    assert len(listed) >= 1000
    assert not [(r.id, f) for r in listed for f in faults(r)]
    assert all(r.head.get("invented") == "yes" for r in listed)
    assert len({r.id for r in listed}) == len(listed)
