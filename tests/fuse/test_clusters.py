"""Clusters of claims: average link, one claim a report, judgements above all."""

import datetime
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sourceline.fuse.clusters import cluster
from sourceline.model.incidents import Judgement, Pair

DAY = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def pair(left, right, weight):
    return Pair(*sorted((left, right)), weight, ())


def judge(left, right, verdict, day=0, who="ann"):
    return Judgement(
        *sorted((left, right)), verdict, who, DAY + datetime.timedelta(days=day)
    )


def alone(names):
    """Each claim in a report of its own."""
    return {name: f"r-{name}" for name in names}


def test_positive_pairs_join_and_negative_ones_do_not():
    pairs = [pair("a", "b", 5.0), pair("c", "d", -5.0)]
    assert cluster(alone("abcd"), pairs, []) == [("a", "b"), ("c",), ("d",)]


def test_a_claim_without_pairs_is_alone():
    assert cluster(alone("a"), [], []) == [("a",)]
    assert cluster({}, [], []) == []


def test_a_chain_of_weak_links_does_not_hold():
    pairs = [pair("a", "b", 2.0), pair("b", "c", 1.9), pair("c", "d", 2.0)]
    assert cluster(alone("abcd"), pairs, []) == [("a", "b"), ("c", "d")]


def test_one_very_strong_pair_does_not_outvote_all_others():
    pairs = [
        pair("a", "b", 9.0),
        pair("b", "c", 400.0),
        pair("a", "c", -12.0),
        pair("b", "d", 9.0),
        pair("a", "d", 9.0),
        pair("c", "d", -12.0),
    ]
    # c goes with b, the best pair; then a and d are drawn to b and pushed off by c.
    assert cluster(alone("abcd"), pairs, []) == [("a", "d"), ("b", "c")]


def test_the_stronger_of_two_claims_of_one_report_is_taken():
    claims = {"a": "r1", "b": "r1", "c": "r2"}
    pairs = [pair("a", "c", 3.0), pair("b", "c", 4.0)]
    assert cluster(claims, pairs, []) == [("a",), ("b", "c")]


def test_ties_go_to_the_lesser_ids():
    claims = {"a": "r1", "b": "r1", "c": "r2"}
    pairs = [pair("b", "c", 4.0), pair("a", "c", 4.0)]
    assert cluster(claims, pairs, []) == [("a", "c"), ("b",)]


def test_a_person_may_join_two_claims_of_one_report():
    claims = {"a": "r1", "b": "r1", "c": "r2"}
    assert cluster(claims, [], [judge("a", "b", "same")]) == [("a", "b"), ("c",)]
    both = [judge("a", "c", "same"), judge("b", "c", "same")]
    assert cluster(claims, [], both) == [("a", "b", "c")]


def test_a_third_claim_of_the_report_stays_out():
    claims = {"a": "r1", "b": "r1", "c": "r1", "d": "r2"}
    pairs = [pair("c", "d", 9.0), pair("a", "c", 9.0), pair("b", "c", 9.0)]
    found = cluster(claims, pairs, [judge("a", "b", "same")])
    assert found == [("a", "b"), ("c", "d")]


def test_different_keeps_apart_what_pulls_together():
    pairs = [pair(x, y, 9.0) for x, y in combinations("abc", 2)]
    found = cluster(alone("abc"), pairs, [judge("a", "c", "different")])
    assert found == [("a", "b"), ("c",)]


def test_unsure_takes_the_pull_out_of_its_pair():
    pairs = [pair("a", "b", 9.0)]
    assert cluster(alone("ab"), pairs, [judge("a", "b", "unsure")]) == [("a",), ("b",)]
    more = [*pairs, pair("a", "c", 9.0), pair("b", "c", 9.0)]
    found = cluster(alone("abc"), more, [judge("a", "b", "unsure")])
    assert found == [("a", "b", "c")]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((1, 2, 3), [("a",), ("b", "c")]),
        ((1, 2, 0), [("a", "b"), ("c",)]),
        ((0, 1, 2), [("a",), ("b", "c")]),
        ((2, 0, 1), [("a", "b", "c")]),
    ],
)
def test_the_later_judgement_wins_a_contradiction(days, expected):
    ab, apart, bc = days
    judgements = [
        judge("a", "b", "same", ab),
        judge("a", "c", "different", apart),
        judge("b", "c", "same", bc),
    ]
    assert cluster(alone("abc"), [], judgements) == expected


def test_the_last_word_on_a_pair_holds():
    change = [judge("a", "b", "same", 1), judge("a", "b", "different", 2)]
    assert cluster(alone("ab"), [pair("a", "b", 9.0)], change) == [("a",), ("b",)]
    back = [*change, judge("a", "b", "same", 3)]
    assert cluster(alone("ab"), [], back) == [("a", "b")]


def test_pairs_and_judgements_of_unknown_claims_are_ignored():
    pairs = [pair("a", "x", 9.0)]
    assert cluster(alone("a"), pairs, [judge("a", "x", "same")]) == [("a",)]


SLOWLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = [f"c{n}" for n in range(9)]


@st.composite
def tasks(draw):
    reports = st.sampled_from([f"r{n}" for n in range(6)])
    claims = {name: draw(reports) for name in NAMES[: draw(st.integers(1, 9))]}
    able = list(combinations(sorted(claims), 2))
    if not able:
        return claims, [], []
    weight = st.floats(-15, 25, allow_nan=False)
    chosen = draw(st.lists(st.sampled_from(able), unique=True, max_size=24))
    pairs = [pair(*p, draw(weight)) for p in chosen]
    decided = draw(st.lists(st.sampled_from(able), unique=True, max_size=6))
    judgements = [
        judge(
            *p,
            draw(st.sampled_from(["same", "different", "unsure"])),
            draw(st.integers(0, 3)),
        )
        for p in decided
    ]
    return claims, pairs, judgements


@SLOWLY
@given(tasks(), st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(task, random):
    claims, pairs, judgements = task
    expected = cluster(claims, pairs, judgements)
    shuffled = []
    for listed in (list(claims.items()), list(pairs), list(judgements)):
        random.shuffle(listed)
        shuffled.append(listed)
    assert cluster(dict(shuffled[0]), shuffled[1], shuffled[2]) == expected


@SLOWLY
@given(tasks())
def test_every_claim_once_and_sorted(task):
    claims, pairs, judgements = task
    found = cluster(claims, pairs, judgements)
    assert sorted(c for one in found for c in one) == sorted(claims)
    assert found == sorted(tuple(sorted(one)) for one in found)


@SLOWLY
@given(tasks())
def test_without_judgements_no_report_twice(task):
    claims, pairs, _ = task
    for one in cluster(claims, pairs, []):
        assert len({claims[c] for c in one}) == len(one)


@SLOWLY
@given(tasks())
def test_judgements_that_do_not_contradict_are_obeyed(task):
    claims, pairs, judgements = task
    only = [j for j in judgements if j.verdict == "same"]
    place = {c: n for n, one in enumerate(cluster(claims, pairs, only)) for c in one}
    assert all(place[j.left] == place[j.right] for j in only)
    only = [j for j in judgements if j.verdict == "different"]
    place = {c: n for n, one in enumerate(cluster(claims, pairs, only)) for c in one}
    assert all(place[j.left] != place[j.right] for j in only)


@SLOWLY
@given(tasks())
def test_the_last_judgement_of_all_always_holds(task):
    claims, pairs, judgements = task
    if len(claims) < 2:
        return
    left, right = sorted(claims)[:2]
    for verdict in ("same", "different"):
        last = judge(left, right, verdict, 99)
        found = cluster(claims, pairs, [*judgements, last])
        together = any(left in one and right in one for one in found)
        assert together == (verdict == "same")


@SLOWLY
@given(tasks())
def test_a_claim_that_nothing_links_changes_nothing_elsewhere(task):
    claims, pairs, judgements = task
    more = {**claims, "z1": "r1", "z2": "r9"}
    with_them = cluster(more, [*pairs, pair("z1", "z2", 9.0)], judgements)
    without = [one for one in with_them if one != ("z1", "z2")]
    assert without == cluster(claims, pairs, judgements)


def test_many_claims_are_clustered_in_little_time():
    claims = {f"c{n:06}": f"r{n}" for n in range(20_000)}
    names = sorted(claims)
    pairs = [
        pair(names[n], names[n + k], 4.0)
        for n in range(0, 20_000, 4)
        for k in (1, 2, 3)
    ] + [pair(names[n], names[n + 1], 4.0) for n in range(1, 19_999)]
    found = cluster(claims, pairs, [])
    assert sum(len(one) for one in found) == 20_000
