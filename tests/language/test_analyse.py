import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.reader import reports
from sourceline.export.analysis import line
from sourceline.language.analyse import Marked
from sourceline.language.trees import is_tree


def test_an_empty_text_gives_an_empty_analysis(reader):
    for text in ("", "   \n\t\n"):
        seen = reader.analyse(text)
        assert seen.words == seen.triggers == seen.mentions == ()


def test_a_plain_report_yields_its_event_with_roles(reader, report_text):
    seen = reader.analyse(report_text)
    said = lambda item: report_text[item.start : item.end]
    killed = [i for i, t in enumerate(seen.triggers) if said(t) in {"kills", "killed"}]
    assert killed
    assert len({seen.triggers[i].event for i in killed}) == 1
    roles = {
        (r.role, said(seen.mentions[r.mention]))
        for r in seen.roles
        if r.trigger in killed
    }
    assert ("count", "nine") in roles
    assert any(role == "source" and "spokesman" in words for role, words in roles)
    toll = next(
        r
        for r in seen.roles
        if r.role == "count" and said(seen.mentions[r.mention]) == "nine"
    )
    assert (toll.harm, toll.group) == ("killed", "combatant-non-state")


def test_menus_and_footers_are_furniture_and_hold_no_event(reader, report_text):
    seen = reader.analyse(report_text)
    kinds = {report_text[x.start : x.end]: x for x in seen.lines}
    assert kinds["Home | News | Opinion | Contact us"].furniture > 0.5
    assert kinds["Copyright 2019 Border Herald. All rights reserved."].furniture > 0.5
    furniture = [x for x in seen.lines if x.furniture > 0.5]
    assert not [
        t for t in seen.triggers for x in furniture if x.start <= t.start < x.end
    ]


def test_the_result_is_the_same_in_any_order_and_company(reader):
    texts = [r.text for r in reports()][:40:2]
    alone = {t: line(reader.analyse(t), "k", "p") for t in texts}
    for seed in range(3):
        shuffled = texts[:]
        random.Random(seed).shuffle(shuffled)
        assert all(line(reader.analyse(t), "k", "p") == alone[t] for t in shuffled)


def test_every_span_lies_in_the_text_and_every_sentence_is_a_tree(reader, report_text):
    seen = reader.analyse(report_text)
    for item in (*seen.words, *seen.lines, *seen.names, *seen.mentions, *seen.triggers):
        assert 0 <= item.start < item.end <= len(report_text)
    for sentence in seen.sentences:
        heads = [
            w.head - sentence.first + 1 if w.head >= 0 else 0
            for w in seen.words[sentence.first : sentence.last]
        ]
        assert is_tree(heads)


def test_a_long_text_is_read_in_stretches_with_numbers_that_go_on(reader, report_text):
    text = report_text * 60
    seen = reader.analyse(text)
    assert len(seen.scores) > 1
    assert [w.text for w in seen.words] == [text[w.start : w.end] for w in seen.words]
    assert all(
        r.trigger < len(seen.triggers) and r.mention < len(seen.mentions)
        for r in seen.roles
    )
    events = [t.event for t in seen.triggers]
    second = seen.scores[1].first_trigger
    assert not set(events[:second]) & set(events[second:])


def test_marked_spans_are_scored_instead_of_found_ones(reader, report_text):
    at = report_text.index("clashes")
    seen = reader.analyse(report_text, [Marked(at, at + len("clashes"), "e")])
    assert [report_text[t.start : t.end] for t in seen.triggers] == ["clashes"]
    assert seen.mentions == ()


@pytest.mark.parametrize(
    "text",
    [
        "😢",
        "\u202eقتل تسعة جنود\u202c",
        "a\u0301" * 40,
        "." * 3000,
        "x" * 5000,
        "\ufeff\u200b",
    ],
)
def test_strange_texts_are_read_without_a_fault(reader, text):
    seen = reader.analyse(text)
    assert all(
        text[w.start : w.end] == w.text or len(w.text) == 200 for w in seen.words
    )


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_is_read_without_a_fault(reader, text):
    for word in reader.analyse(text).words:
        assert text[word.start : word.end].startswith(word.text)
