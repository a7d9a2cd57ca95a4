"""From arc scores to dependency trees: one root a sentence, no cycle, the best such
tree.

Greedy heads are a tree nine times in ten; where they are not, the maximum spanning
arborescence is found (Chu and Liu 1965, Edmonds 1967) with a single root enforced.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_NEVER = -1e9


def best_heads(
    scores: NDArray[np.float32], begins: Sequence[int], size: int
) -> list[int]:
    """Heads of one window's words.

    Args:
        scores: (W, W) dependent by head, row and column 0 the root.
        begins: word indices (from 0) at which sentences begin, the first 0.
        size: number of words of the window.

    Returns:
        For each word the index of its head word in the window, -1 for the root of
        a sentence.
    """
    out = [-1] * size
    for start, end in zip(begins, [*begins[1:], size], strict=True):
        rows = np.r_[0, start + 1 : end + 1]
        for i, head in enumerate(_tree(scores[np.ix_(rows, rows)])):
            out[start + i] = start + head - 1 if head else -1
    return out


def _tree(scores: NDArray[np.float32]) -> list[int]:
    """Heads 1..n (0 the root) of one sentence from (n+1, n+1) scores."""
    size = len(scores) - 1
    if size == 1:
        return [0]
    greedy = scores[1:].copy()
    greedy[np.arange(size), np.arange(1, size + 1)] = _NEVER
    heads: list[int] = greedy.argmax(1).tolist()
    return heads if is_tree(heads) else _arborescence(scores)


def is_tree(heads: Sequence[int]) -> bool:
    """Whether heads (1..n, 0 the root) have one root and no cycle."""
    if sum(h == 0 for h in heads) != 1:
        return False
    state = [0] * (len(heads) + 1)
    for start in range(1, len(heads) + 1):
        path, at = [], start
        while at and not state[at]:
            state[at] = 1
            path.append(at)
            at = heads[at - 1]
        if at and state[at] == 1:
            return False
        for word in path:
            state[word] = 2
    return True


def _arborescence(scores: NDArray[np.float32]) -> list[int]:
    weights = scores.astype(np.float64)
    np.fill_diagonal(weights, _NEVER)
    weights[0] = _NEVER
    heads = _spanning(weights)
    roots = np.flatnonzero(heads[1:] == 0) + 1
    if len(roots) > 1:
        heads = _single_rooted(weights, roots[np.argsort(-weights[roots, 0])][:3])
    out: list[int] = heads[1:].tolist()
    return out


def _single_rooted(
    weights: NDArray[np.float64], roots: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The best tree with one of ``roots`` as its only root.

    Each word's best head bounds what a tree can reach, so a root whose bound is not
    above the best tree found needs no search.
    """
    inner = weights.copy()
    inner[1:, 0] = _NEVER
    most = inner.max(1)
    best, heads = -np.inf, roots
    every = np.arange(1, len(weights))
    bounds = most[1:].sum() - most[roots] + weights[roots, 0]
    for root, bound in zip(roots.tolist(), bounds.tolist(), strict=True):
        if bound <= best:
            continue
        single = inner.copy()
        single[root, 0] = weights[root, 0]
        single[root, 1:] = _NEVER
        tried = _spanning(single)
        total = single[every, tried[1:]].sum()
        if total > best:
            best, heads = total, tried
    return heads


def _spanning(weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Best head of every node, node 0 the root; a cycle is contracted to one node and
    solved below.
    """
    size = len(weights)
    heads: NDArray[np.int64] = weights.argmax(1)
    heads[0] = -1
    cycle = _cycle(heads.tolist())
    if not cycle:
        return heads
    ring = np.array(cycle)
    apart = np.ones(size, dtype=bool)
    apart[ring] = False
    rest = np.flatnonzero(apart)
    small = np.full((len(rest) + 1, len(rest) + 1), _NEVER)
    among = weights[rest]
    small[:-1, :-1] = among[:, rest]
    own = weights[ring, heads[ring]]
    enter = weights[ring][:, rest] - own[:, None]
    small[-1, :-1] = enter.max(0) + own.sum()
    leave = among[:, ring]
    small[:-1, -1] = leave.max(1)
    small[0] = _NEVER
    solved = _spanning(small)
    last = len(rest)
    out = np.full(size, -1)
    above = np.r_[rest, -1][solved[1:last]]
    out[rest[1:]] = np.where(solved[1:last] == last, ring[leave[1:].argmax(1)], above)
    out[ring] = heads[ring]
    over = solved[last]
    out[ring[enter[:, over].argmax()]] = rest[over]
    return out


def _cycle(heads: Sequence[int]) -> list[int]:
    seen = [0] * len(heads)
    for start in range(1, len(heads)):
        path, at = [], start
        while at > 0 and not seen[at]:
            seen[at] = 1
            path.append(at)
            at = heads[at]
        if at > 0 and seen[at] == 1:
            return path[path.index(at) :]
        for node in path:
            seen[node] = 2
    return []
