"""A person's own decisions move the weights, and no more than they weigh."""

import datetime
from dataclasses import replace

import pytest

from sourceline.errors import ResourceError
from sourceline.fuse.learning import learn, to_json
from sourceline.fuse.matching import match, read_weights
from sourceline.model.incidents import Judgement
from sourceline.resources import table
from tests.fuse.test_matching import MARKET, MARKET_LATER, SCHOOL

WEIGHTS = read_weights(table("match_weights.json"))
TOLD = [MARKET, MARKET_LATER, SCHOOL]
NOON = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)


def decided(one, other, verdict, after=0):
    left, right = sorted((one.claim.id, other.claim.id))
    when = NOON + datetime.timedelta(minutes=after)
    return Judgement(left, right, verdict, "Nadia", when)


def weight(weights, *pair):
    [found] = match(list(pair), weights)
    return found.weight


def test_saying_different_again_and_again_pulls_such_pairs_apart():
    others = [
        replace(SCHOOL, claim=replace(SCHOOL.claim, id=f"c-{n}", report=f"r-{n}"))
        for n in range(30)
    ]
    verdicts = [decided(MARKET, other, "different") for other in others]
    weights = replace(learn([MARKET, *others], verdicts, WEIGHTS), floor=-1000.0)
    plain = replace(WEIGHTS, floor=-1000.0)
    assert weight(weights, MARKET, SCHOOL) < weight(plain, MARKET, SCHOOL)


def test_a_single_decision_moves_little():
    weights = learn(TOLD, [decided(MARKET, MARKET_LATER, "different")], WEIGHTS)
    moved = weight(weights, MARKET, MARKET_LATER) - weight(
        WEIGHTS, MARKET, MARKET_LATER
    )
    assert -1 < moved < 0


@pytest.mark.parametrize(
    "verdicts",
    [
        [],
        [decided(MARKET, MARKET_LATER, "unsure")],
        [
            decided(MARKET, MARKET_LATER, "same"),
            decided(MARKET, MARKET_LATER, "unsure", after=1),
        ],
        [Judgement("c-gone", "c-market-a", "same", "Nadia", NOON)],
    ],
)
def test_what_decides_nothing_teaches_nothing(verdicts):
    assert learn(TOLD, verdicts, WEIGHTS) == WEIGHTS


def test_the_last_decision_on_a_pair_holds_and_order_does_not_matter():
    verdicts = [
        decided(MARKET, MARKET_LATER, "different"),
        decided(MARKET, MARKET_LATER, "same", after=1),
        decided(MARKET, SCHOOL, "different"),
    ]
    found = learn(TOLD, verdicts, WEIGHTS)
    assert found == learn(TOLD[::-1], verdicts[::-1], WEIGHTS)
    assert found == learn(TOLD, verdicts[1:], WEIGHTS)
    assert found.version.endswith("2 judgements")


def test_learnt_weights_are_read_back_as_they_were_written():
    found = learn(TOLD, [decided(MARKET, SCHOOL, "different")], WEIGHTS)
    read = read_weights(to_json(found))
    assert to_json(read) == to_json(found)
    assert match(TOLD, read) == match(TOLD, found)


def test_weights_without_their_counts_cannot_learn():
    with pytest.raises(ResourceError, match="counts"):
        learn(TOLD, [], replace(WEIGHTS, counts={}))
