import numpy as np

from sourceline.claims.grammar import SHIFT, shifted_roles
from sourceline.model.analysis import (
    Analysis,
    GraphScores,
    Mention,
    Sentence,
    Trigger,
    Word,
)
from sourceline.model.labels import ROLES

INITIATOR, TARGET = ROLES.index("initiator"), ROLES.index("target")


def sentence(
    rows: list[tuple[str, str, int, str]], trigger: int, mentions: list[int]
) -> tuple[Analysis, GraphScores]:
    """An analysis of one sentence: (word, upos, head, relation), undecided roles."""
    words, at = [], 0
    for text, upos, head, relation in rows:
        words.append(Word(at, at + len(text), text, text, upos, head, relation))
        at += len(text) + 1
    found = tuple(
        Mention(i, i, words[i].start, words[i].end, "actor", 1.0, None, n)
        for n, i in enumerate(mentions)
    )
    verb = Trigger(
        trigger,
        trigger,
        words[trigger].start,
        words[trigger].end,
        True,
        1.0,
        "Attack",
        "occurred",
        1.0,
        (),
        0,
    )
    roles = np.full((1, len(mentions), len(ROLES)), 0.5, dtype=np.float32)
    none = np.zeros((0,), dtype=np.float32)
    scores = GraphScores(
        0, 0, none, none, none, none, none, roles, none, none, none, none, none
    )
    text = " ".join(r[0] for r in rows)
    return Analysis(
        text,
        tuple(words),
        (Sentence(0, len(words)),),
        (),
        (),
        (),
        found,
        (verb,),
        (),
        (),
        (scores,),
    ), scores


def test_the_subject_begins_and_the_object_suffers():
    analysis, scores = sentence(
        [
            ("Troops", "NOUN", 1, "nsubj"),
            ("killed", "VERB", -1, "root"),
            ("militants", "NOUN", 1, "obj"),
        ],
        1,
        [0, 2],
    )
    roles = shifted_roles(analysis, scores, [0])[0]
    assert roles[0, INITIATOR] > roles[0, TARGET]
    assert roles[1, TARGET] > roles[1, INITIATOR]
    assert np.isclose(roles[0, INITIATOR], 0.5 + SHIFT)


def test_the_passive_turns_it_round():
    analysis, scores = sentence(
        [
            ("Militants", "NOUN", 1, "nsubj:pass"),
            ("killed", "VERB", -1, "root"),
            ("troops", "NOUN", 1, "obl:agent"),
        ],
        1,
        [0, 2],
    )
    roles = shifted_roles(analysis, scores, [0])[0]
    assert roles[0, TARGET] > roles[0, INITIATOR]
    assert roles[1, INITIATOR] > roles[1, TARGET]


def test_a_noun_or_another_verbs_subject_changes_nothing():
    analysis, scores = sentence(
        [
            ("Troops", "NOUN", 1, "nsubj"),
            ("came", "VERB", -1, "root"),
            ("attack", "NOUN", 1, "obl"),
        ],
        2,
        [0],
    )
    assert np.allclose(shifted_roles(analysis, scores, [0]), 0.5)


def test_an_impossible_role_stays_impossible():
    analysis, scores = sentence(
        [("Troops", "NOUN", 1, "nsubj"), ("fired", "VERB", -1, "root")], 1, [0]
    )
    scores.roles[..., INITIATOR] = 0
    assert shifted_roles(analysis, scores, [0])[0, 0, INITIATOR] == 0
