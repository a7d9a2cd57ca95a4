"""A report that says nobody was harmed gives a figure of zero."""

import re

import pytest

from sourceline.claims.unharmed import with_unharmed
from sourceline.model.analysis import Analysis, Sentence, Trigger, Word
from sourceline.model.drafts import DraftEvent, DraftToll


def told(*sentences: str, trigger: str) -> tuple[Analysis, DraftEvent]:
    """An analysis of sentences and one event named by the word ``trigger``."""
    text = " ".join(sentences)
    words: list[Word] = []
    bounds: list[Sentence] = []
    at = 0
    for sentence in sentences:
        first = len(words)
        for found in re.finditer(r"\w+|[^\w\s]", sentence):
            start, end = at + found.start(), at + found.end()
            words.append(Word(start, end, found.group(), "", "X", -1, "root"))
        bounds.append(Sentence(first, len(words)))
        at += len(sentence) + 1
    i = next(n for n, word in enumerate(words) if word.text == trigger)
    mark = Trigger(
        i,
        i,
        words[i].start,
        words[i].end,
        True,
        1.0,
        "Shelling/artillery/missile attack",
        "occurred",
        1.0,
        (),
        0,
    )
    event = DraftEvent(
        (0,), "Shelling/artillery/missile attack", "occurred", 1.0, (), (), (), 1.0
    )
    none = ((), (), (), ())
    return Analysis(
        text, tuple(words), tuple(bounds), *none, (mark,), (), (), ()
    ), event


def zeros(*sentences: str, trigger: str = "shelled") -> list[tuple[str, str, str]]:
    analysis, event = told(*sentences, trigger=trigger)
    (out,) = with_unharmed(analysis, [event])
    assert all((t.low, t.high, t.scope) == (0, 0, "event") for t in out.tolls)
    return [
        (
            t.harm,
            t.group,
            analysis.text[analysis.words[t.first].start : analysis.words[t.last].end],
        )
        for t in out.tolls
    ]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("No casualties.", [("killed-or-wounded", "civilian", "No casualties")]),
        ("Nobody was hurt.", [("killed-or-wounded", "civilian", "Nobody was hurt")]),
        (
            "No soldier was lost.",
            [("killed", "combatant-state", "No soldier was lost")],
        ),
        (
            "Own losses: none.",
            [("killed-or-wounded", "combatant-state", "Own losses: none")],
        ),
        (
            "No civilians were injured or killed.",
            [
                ("killed", "civilian", "No civilians were injured"),
                ("wounded", "civilian", "No civilians were injured"),
            ],
        ),
    ],
)
def test_nobody_harmed_is_a_figure_of_zero(
    second: str, expected: list[tuple[str, str, str]]
):
    assert zeros("Gunners shelled Tel Arab.", second) == expected


@pytest.mark.parametrize(
    "second",
    [
        "No figures on casualties were given.",
        "No such loss is known.",
        "Nobody has been tried for the death of the mayor.",
        "There was no claim.",
        "No more victims were expected.",
    ],
)
def test_other_negations_are_no_figure(second: str):
    assert zeros("Gunners shelled Tel Arab.", second) == []


def test_a_statement_far_from_the_event_is_not_its_own():
    later = ("The mayor spoke.", "Rain fell.", "No casualties.")
    assert zeros("Gunners shelled Tel Arab.", *later) == []


def test_a_counted_harm_outranks_the_zero():
    analysis, event = told(
        "Gunners shelled Tel Arab.", "No civilians were killed.", trigger="shelled"
    )
    counted = DraftToll(
        0, 0, 0, None, None, "killed", "civilian", 1.0, "event", 3, 3, "exact", "", 1.0
    )
    event = DraftEvent(
        event.triggers, event.sub_type, event.status, 1.0, (), (counted,), (), 1.0
    )
    (out,) = with_unharmed(analysis, [event])
    assert out.tolls == (counted,)
