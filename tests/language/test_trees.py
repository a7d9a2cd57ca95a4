from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sourceline.language.trees import best_heads, is_tree


def brute_force(scores: np.ndarray) -> float:
    size = len(scores) - 1
    best = -np.inf
    for heads in product(range(size + 1), repeat=size):
        if all(h != i + 1 for i, h in enumerate(heads)) and is_tree(heads):
            best = max(best, sum(scores[i + 1, h] for i, h in enumerate(heads)))
    return best


@given(st.integers(1, 5), st.integers(0, 10_000))
def test_the_tree_is_the_best_one_with_a_single_root(size, seed):
    scores = (
        np.random.default_rng(seed).normal(size=(size + 1, size + 1)).astype(np.float32)
    )
    heads = best_heads(scores, [0], size)
    rows = [h + 1 for h in heads]
    assert is_tree(rows)
    assert np.isclose(
        sum(scores[i + 1, h] for i, h in enumerate(rows)),
        brute_force(scores),
        atol=1e-4,
    )


def test_heads_stay_inside_their_sentence():
    scores = np.random.default_rng(3).normal(size=(10, 10)).astype(np.float32)
    heads = best_heads(scores, [0, 4], 9)
    assert all(h < 4 for h in heads[:4])
    assert all(h == -1 or h >= 4 for h in heads[4:])
    assert heads[:4].count(-1) == heads[4:].count(-1) == 1


def test_cycles_and_two_roots_are_no_trees():
    assert not is_tree([2, 1])
    assert not is_tree([0, 0])
    assert is_tree([0, 1, 2])
