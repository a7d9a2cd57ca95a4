"""Which decisions are in force."""

from hypothesis import given
from hypothesis import strategies as st

from sourceline.model.decisions import Draft, ReviewState
from sourceline.review import drafts
from sourceline.review.replay import blind_state, replay
from tests.review.told import Log, happening


@st.composite
def logs(draw):
    """Comments on some claims, and undos of anything before."""
    log = Log()
    for _ in range(draw(st.integers(0, 12))):
        past = log.rows
        if past and draw(st.booleans()):
            few = st.lists(st.sampled_from(past), min_size=1, max_size=3)
            log.add(drafts.undo(draw(few)))
        else:
            claims = draw(st.sets(st.sampled_from(["c-a", "c-b", "c-c"]), min_size=1))
            log.add(Draft("comment", tuple(sorted(claims)), {"words": "x"}))
    return log


@given(logs())
def test_a_decision_is_in_force_unless_an_undo_in_force_takes_it_back(log):
    def stands(one):
        return not any(one.id in u.undoes and stands(u) for u in log.rows[one.number :])

    expected = [d for d in log.rows if d.kind != "undo" and stands(d)]
    assert list(replay(log.rows).in_force) == expected


@given(logs())
def test_undoing_all_gives_the_start_and_undoing_that_gives_all_again(log):
    before = replay(log.rows)
    if not before.in_force:
        return
    back = log.add(drafts.undo(before.in_force))
    assert replay(log.rows) == ReviewState()
    log.add(drafts.undo([back]))
    assert replay(log.rows) == before


def test_one_decision_among_many_is_undone_and_the_others_stand():
    log = Log()
    first = log.add(drafts.stance("accept", happening("c-a")))
    second = log.add(drafts.stance("reject", happening("c-b")))
    log.add(drafts.undo([first]))
    assert replay(log.rows).in_force == (second,)


def test_a_blind_coder_sees_his_own_decisions_alone():
    log = Log()
    log.add(drafts.stance("accept", happening("c-a")), "Ann")
    log.add(drafts.stance("accept", happening("c-a"), blind=True), "Bea")
    log.add(drafts.stance("reject", happening("c-a"), blind=True), "Cem")
    state = replay(log.rows)
    assert [d.who for d in state.in_force] == ["Ann"]
    assert [d.who for d in blind_state(state, "Bea").in_force] == ["Bea"]
    assert [d.kind for d in blind_state(state, "Cem").in_force] == ["reject"]
