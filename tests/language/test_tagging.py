from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sourceline.language.tagging import Tagger, clusters

TAGS = ("O", "B-a", "I-a", "B-p", "I-p")


def scores(path: list[str]) -> np.ndarray:
    return np.array(
        [[3.0 if t == tag else 0.0 for t in TAGS] for tag in path], dtype=np.float32
    )


def test_spans_follow_the_tags():
    assert Tagger(TAGS).spans(scores(["B-a", "I-a", "O", "B-p"])) == [
        (0, 1, "a"),
        (3, 3, "p"),
    ]


def test_an_inside_without_its_begin_is_repaired_by_the_best_legal_path():
    found = Tagger(TAGS).spans(scores(["O", "I-a", "I-a"]))
    assert found == [(1, 2, "a")]


def test_no_span_crosses_a_line():
    found = Tagger(TAGS).spans(scores(["B-a", "I-a", "I-a"]), breaks=[0, 2])
    assert all(not (a < 2 <= b) for a, b, _ in found)


@given(st.integers(1, 12), st.integers(0, 10_000))
def test_spans_are_in_order_and_apart(size, seed):
    found = Tagger(TAGS).spans(
        np.random.default_rng(seed).normal(size=(size, len(TAGS))).astype(np.float32)
    )
    assert all(a <= b for a, b, _ in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(st.integers(1, 9), st.integers(0, 10_000))
def test_clusters_hold_every_member_once_whatever_the_order(size, seed):
    rng = np.random.default_rng(seed)
    likeness = rng.random((size, size)).astype(np.float32)
    likeness = (likeness + likeness.T) / 2
    found = clusters(likeness, range(size))
    assert sorted(x for c in found for x in c) == list(range(size))
    order = rng.permutation(size).tolist()
    assert sorted(map(tuple, clusters(likeness, order))) == sorted(map(tuple, found))


def test_weak_links_do_not_chain():
    likeness = np.array([[1, 0.9, 0.1], [0.9, 1, 0.6], [0.1, 0.6, 1]], dtype=np.float32)
    assert clusters(likeness, range(3)) == [[0, 1], [2]]
