"""What decisions make clustering obey."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.errors import InputError
from sourceline.fuse.clusters import cluster
from sourceline.model.incidents import Pair
from sourceline.review import drafts
from sourceline.review.judgements import judgements_of
from sourceline.review.replay import replay
from tests.review.told import Log, happening, verdicts

CLAIMS = {f"c-{x}": f"r-{x}" for x in "abcdef"}


def clusters(log, pairs=()):
    return cluster(CLAIMS, pairs, judgements_of(replay(log.rows)))


def test_a_merge_joins_what_the_machine_kept_apart_and_its_undo_parts_it():
    log = Log()
    made = log.add(drafts.merge([happening("c-a", "c-c"), happening("c-e")]))
    assert ("c-a", "c-c", "c-e") in clusters(log)
    log.add(drafts.undo([made]))
    assert clusters(log) == [(c,) for c in CLAIMS]


def test_a_split_parts_what_the_machine_joins_and_leaves_the_rest_together():
    bridge = [
        Pair("c-a", "c-b", 9, ()),
        Pair("c-b", "c-c", 9, ()),
        Pair("c-a", "c-c", 1, ()),
    ]
    log = Log()
    assert ("c-a", "c-b", "c-c") in clusters(log, bridge)
    made = log.add(drafts.split(happening("c-a", "c-b", "c-c"), ["c-b"]))
    assert {("c-a", "c-c"), ("c-b",)} <= set(clusters(log, bridge))
    log.add(drafts.undo([made]))
    assert ("c-a", "c-b", "c-c") in clusters(log, bridge)


def test_a_second_split_of_the_rest_does_not_let_the_first_part_back():
    strong = [Pair("c-a", other, 12, ()) for other in ("c-b", "c-c", "c-d", "c-e")]
    strong += [Pair(x, y, 12, ()) for x in ("c-b", "c-c") for y in ("c-d", "c-e")]
    log = Log()
    log.add(drafts.split(happening("c-a", "c-b", "c-c", "c-d", "c-e"), ["c-d", "c-e"]))
    log.add(drafts.split(happening("c-a", "c-b", "c-c"), ["c-a"]))
    parts = {("c-a",), ("c-b", "c-c"), ("c-d", "c-e")}
    assert parts <= set(clusters(log, strong))


def test_an_accepted_incident_is_not_taken_apart_by_a_new_score():
    log = Log()
    log.add(drafts.stance("accept", happening("c-a", "c-b", "c-c")))
    against = [Pair("c-a", "c-b", -12, ()), Pair("c-b", "c-c", -12, ())]
    assert ("c-a", "c-b", "c-c") in clusters(log, against)


def test_the_later_decision_holds():
    log = Log()
    log.add(drafts.stance("accept", happening("c-a", "c-b")))
    log.add(drafts.split(happening("c-a", "c-b"), ["c-b"]))
    assert {("c-a",), ("c-b",)} <= set(clusters(log))
    log.add(drafts.merge([happening("c-a"), happening("c-b")]))
    assert ("c-a", "c-b") in clusters(log)


@pytest.mark.parametrize("kind", ["reject", "unsure"])
def test_other_stances_say_nothing_about_pairs(kind):
    log = Log()
    log.add(drafts.stance(kind, happening("c-a", "c-b")))
    assert judgements_of(replay(log.rows)) == []


@pytest.mark.parametrize("said", drafts.VERDICTS)
def test_a_verdict_on_two_claims_is_a_judgement_on_them(said):
    log = Log()
    log.add(drafts.verdict(("c-b", "c-a"), said), "Cem")
    (found,) = judgements_of(replay(log.rows))
    assert (found.left, found.right, found.verdict, found.who) == (
        "c-a",
        "c-b",
        said,
        "Cem",
    )


def test_what_can_not_be_split_or_merged_is_refused():
    one = happening("c-a", "c-b")
    for out in ([], ["c-a", "c-b"], ["c-x"]):
        with pytest.raises(InputError):
            drafts.split(one, out)
    with pytest.raises(InputError, match="two or more"):
        drafts.merge([one])


@st.composite
def groups(draw):
    """Decisions on two sets of claims that have nothing to do with each other."""

    def some(names):
        ids = [f"c-{n}" for n in names]
        out = []
        for _ in range(draw(st.integers(1, 4))):
            chosen = sorted(draw(st.sets(st.sampled_from(ids), min_size=2)))
            kind = draw(st.sampled_from(["merge", "split", "accept"]))
            if kind == "merge":
                out.append(drafts.merge([happening(c) for c in chosen]))
            elif kind == "split":
                out.append(drafts.split(happening(*chosen), chosen[:1]))
            else:
                out.append(drafts.stance("accept", happening(*chosen)))
        return out

    return some("abc"), some("def")


@given(groups(), st.randoms())
def test_the_order_of_unrelated_decisions_does_not_matter(both, rng):
    left, right = both
    plain, mixed = Log(), Log()
    for draft in (*left, *right):
        plain.add(draft)
    queues = [list(left), list(right)]
    while any(queues):
        mixed.add(rng.choice([q for q in queues if q]).pop(0))
    assert verdicts(judgements_of(replay(plain.rows))) == verdicts(
        judgements_of(replay(mixed.rows))
    )
    assert clusters(plain) == clusters(mixed)
