"""What waits for a person, in which order, and why."""

import pytest

from sourceline.review import drafts
from sourceline.review.queue import queue, review_of
from sourceline.review.replay import blind_state, replay
from tests.review.told import Log, happening

ONE = happening("c-a", "c-b", deaths=3)


def reasons(log, *incidents):
    return {i.incident: i.reasons for i in queue(incidents, replay(log.rows))}


def test_the_queue_is_ordered_by_what_matters():
    log = Log()
    plain = happening("c-a", deaths=2)
    deadly = happening("c-b", deaths=40)
    weak = happening("c-c", "c-d", weight=0.5)
    disputed = happening("c-e", disputed={"deaths": ["2", "9"]})
    joined = happening("c-f", "c-g")
    doubtful = happening("c-h")
    done = happening("c-i")
    log.add(drafts.stance("accept", happening("c-f")))
    log.add(drafts.stance("unsure", doubtful, "which village?"))
    log.add(drafts.stance("accept", done))
    found = queue(
        [done, doubtful, plain, joined, deadly, weak, disputed], replay(log.rows)
    )
    assert [x.incident for x in found] == ["i-e", "i-c", "i-b", "i-f", "i-a", "i-h"]
    assert [x.reasons[0] for x in found] == [
        "disputed deaths: 2, 9",
        "joined on weak evidence (+0.5 bits)",
        "up to 40 deaths",
        "1 claim of 1 report joined since Ann accepted it on 2026-03-01",
        "nobody has looked at it yet",
        "Ann was unsure: which village?",
    ]


@pytest.mark.parametrize(
    ("kind", "state"), [("accept", "accepted"), ("reject", "rejected")]
)
def test_a_settled_incident_leaves_the_queue_and_an_undo_brings_it_back(kind, state):
    log = Log()
    made = log.add(drafts.stance(kind, ONE))
    assert reasons(log, ONE) == {}
    assert review_of(ONE, replay(log.rows)).state == state
    log.add(drafts.undo([made]))
    assert reasons(log, ONE) == {"i-a": ("nobody has looked at it yet",)}


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (
            happening("c-a", "c-b", "c-z"),
            "1 claim of 1 report joined since Ann accepted it on 2026-03-01",
        ),
        (happening("c-a"), "1 claim left since Ann accepted it on 2026-03-01"),
        (
            happening("c-a", "c-b", disputed={"date": ["1", "2"]}),
            "reports now disagree on date: 1, 2",
        ),
    ],
)
def test_a_reviewed_incident_comes_back_when_reports_join_or_contradict(now, why):
    log = Log()
    log.add(drafts.stance("accept", ONE))
    assert review_of(now, replay(log.rows)).state == "returned"
    assert why in reasons(log, now)[now.id]
    log.add(drafts.stance("accept", now))
    assert reasons(log, now) == {}


def test_a_dispute_that_gets_other_values_or_ends_brings_an_incident_back():
    was = happening("c-a", disputed={"deaths": ["2", "9"]})
    log = Log()
    log.add(drafts.stance("accept", was))
    assert reasons(log, was) == {}
    other = happening("c-a", disputed={"deaths": ["2", "30"]})
    assert (
        "reports now give other values for deaths: 2, 30, before: 2, 9"
        in reasons(log, other)["i-a"]
    )
    assert reasons(log, happening("c-a")) == {
        "i-a": ("reports no longer disagree on deaths",)
    }


def test_a_correction_or_comment_alone_settles_nothing_but_is_told():
    log = Log()
    log.add(drafts.comment(ONE, "see the map"))
    log.add(drafts.correct(ONE, "deaths", {"best": 4}, ("c-a", None)))
    found = review_of(ONE, replay(log.rows))
    assert (found.state, found.corrected) == ("open", ("deaths",))


def test_a_blind_coder_has_a_queue_of_his_own():
    log = Log()
    log.add(drafts.stance("accept", ONE, blind=True), "Bea")
    state = replay(log.rows)
    assert [x.incident for x in queue([ONE], state)] == ["i-a"]
    assert queue([ONE], blind_state(state, "Bea")) == []
    assert [x.incident for x in queue([ONE], blind_state(state, "Cem"))] == ["i-a"]


def test_a_decision_on_one_incident_leaves_another_as_it_was():
    log = Log()
    other = happening("c-y", "c-z")
    before = reasons(log, other)
    log.add(drafts.stance("reject", ONE))
    assert reasons(log, other) == before
