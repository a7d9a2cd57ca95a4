"""Whose figure it is, which figures of one report stand, and which of them is shown."""

from dataclasses import replace

import pytest

from sourceline.fuse.consensus import incident
from sourceline.fuse.voices import speaker_of
from sourceline.model.claims import Attribution, Evidence, TextSpan
from tests.fuse.test_consensus import ARMY, PEOPLE, REBELS, dispute, figures, said, toll

FRONT = ("initiator", "the Front", "Tamar People's Front", "rebel group")


def span(text, words):
    start = text.index(words)
    return TextSpan(start, start + len(words))


def report(text, tolls, by, name="a", sides=(ARMY, PEOPLE)):
    """A claim whose sentences, figures and speakers are all in one text."""
    counted = tuple(
        toll(number, span=span(text, words), words=words, **more)
        for words, number, more in tolls
    )
    sentences = [s for s in text.split("|") if s]
    evidence = tuple(Evidence(span(text, s), s) for s in sentences)
    speakers = tuple(Attribution(w, kind, span(text, w)) for kind, w in by)
    one = said(name, *counted, sides=sides, evidence=evidence)
    return replace(one, claim=replace(one.claim, attribution=speakers))


def speakers_of(one):
    told = [speaker_of(one.claim, c) for c in one.claim.casualties]
    return [t and t.name for t in told]


# --- who gives a figure -------------------------------------------------------------


def test_whom_the_report_names_for_a_figure_gives_it():
    text = "Nurses counted 9 dead and the bulletin 14."
    told = [("9", 9, {"by": 0}), ("14", 14, {"by": 1})]
    one = report(text, told, [("medical", "Nurses"), ("outlet", "bulletin")])
    assert speakers_of(one) == ["Nurses", "bulletin"]
    assert figures(incident([one]).deaths) == (9, 9, 14)


def test_a_speaker_comes_before_somebody_who_is_merely_named():
    text = "Guards fired and 25 were hit, an activist said.|Guards denied it."
    told = [("25", 25, {})]
    by = [("police", "Guards"), ("witness", "an activist")]
    one = report(text, told, by)
    elsewhere = Attribution("Guards", "police", TextSpan(text.rindex("Guards"), 60))
    attribution = (elsewhere, one.claim.attribution[1])
    one = replace(one, claim=replace(one.claim, attribution=attribution))
    assert speakers_of(one) == ["an activist"]


def test_other_people_counted_beside_a_named_figure_have_its_speaker():
    text = "One officer spoke.|The staff spoke.|21 rebels and 5 soldiers fell."
    told = [
        ("21", 21, {"group": "combatant-non-state"}),
        ("5", 5, {"group": "combatant-state", "by": 0}),
    ]
    one = report(text, told, [("military", "One officer"), ("military", "The staff")])
    assert speakers_of(one) == ["One officer", "One officer"]


@pytest.mark.parametrize("words", ["Our team", "We", "this newspaper"])
def test_a_report_that_speaks_of_itself_is_one_voice_with_it(words):
    quoted = said("a", toll(9), by=[("official", words)], story="s")
    plain = said("b", toll(12), at=1, story="s")
    assert figures(incident([quoted, plain]).deaths) == (12, 12, 12)


@pytest.mark.parametrize("speaker", ["a TPF commander", "Tamar People's Front radio"])
def test_rebel_commanders_speak_for_the_rebels(speaker):
    fallen = toll(6, group="combatant-non-state", who="the Front")
    one = said("a", fallen, by=[("military", speaker)], sides=(FRONT, ARMY))
    found = incident([one]).deaths
    assert figures(found) == (6, 6, 6)
    assert not found.enemy_claims


# --- which figures of one report stand ----------------------------------------------


def test_the_first_source_is_no_older_figure():
    text = "The first source said 23 died."
    one = report(text, [("23", 23, {})], [("unnamed", "The first source")])
    assert incident([one, said("b", toll(20))]).deaths.high == 23


def test_a_figure_first_reported_is_an_older_one():
    text = "Now 23 are dead.|The ministry first reported 15."
    told = [("23", 23, {"by": 0}), ("15", 15, {"by": 0})]
    one = report(text, told, [("official", "ministry")])
    assert figures(incident([one]).deaths) == (23, 23, 23)


def test_what_an_undivided_count_cannot_hold_is_counted_beside_it():
    found = incident([said("a", toll(19), toll(5, group="unknown"))]).deaths
    assert figures(found) == (24, 24, 24)


def test_a_lesser_figure_of_one_speaker_is_a_part_and_a_greater_one_a_rival():
    spots = {"span": TextSpan(5, 6)}
    assert figures(incident([said("a", toll(23), toll(4, **spots))]).deaths) == (
        23,
        23,
        23,
    )
    assert figures(incident([said("a", toll(4), toll(23, **spots))]).deaths) == (
        4,
        4,
        23,
    )


# --- which one is shown -------------------------------------------------------------


def test_one_sides_dead_are_no_toll_where_both_sides_are_counted():
    both = said(
        "a",
        toll(10, group="combatant-state"),
        toll(29, group="combatant-non-state"),
        sides=(ARMY, REBELS),
    )
    others = [
        said(name, toll(17, group="combatant-state"), sides=(ARMY, REBELS))
        for name in "bc"
    ]
    found = incident([both, *others])
    assert figures(found.deaths) == (39, 39, 39)
    assert dispute(found, "deaths") is not None


def test_one_sides_dead_are_part_of_an_undivided_toll_even_where_it_differs():
    part = toll(3, group="combatant-non-state", scope="part")
    whole = said("a", toll(7, group="unknown"), part)
    raiders = said("b", toll(1, group="combatant-non-state"))
    found = incident([whole, raiders])
    assert figures(found.deaths) == (7, 7, 7)
    assert [v.value for v in dispute(found, "deaths").values] == ["1", "7"]
