"""What the heads of the event graph see beside the words: distances, order, syntax
between spans, the look of lines.

Everything is a small integer (a row of an embedding table) or a number between 0 and
about 1.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

DISTANCES, BETWEEN, LINE_GAPS, TREE, STEPS = 22, 6, 9, 10, 110
"""Rows of the pair tables: word distance, triggers between, line gap, tree distance,
first step of the path."""

LINE_ROWS, LINE_FEATURES = 12, 15
_EDGES = np.array([1, 2, 3, 5, 9, 15, 25, 41, 81, 161])
_LINE_EDGES = (0, 1, 2, 3, 4, 5, 6, 7, 10, 15, 30)
_DEEPEST = 200
_FEW_LINES = 6
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


class Span(NamedTuple):
    """Words ``first`` to ``last`` (inclusive) with the letter of their kind."""

    first: int
    last: int
    kind: str


def distance_rows(distance: NDArray[np.int64]) -> NDArray[np.int64]:
    """Signed word distances in 22 bands: 11 to the right (and 0), 11 to the left."""
    band = np.searchsorted(_EDGES, np.abs(distance), side="right")
    return np.where(distance >= 0, band, 11 + band)


def line_row(line: int) -> int:
    """Twelve bands of a line's number."""
    return bisect_left(_LINE_EDGES, line)


def heads_of(spans: Sequence[Span], heads: Sequence[int]) -> list[int]:
    """For each span the word that its others hang on: the first whose own head lies
    outside.

    Args:
        spans: word spans.
        heads: for each word the word it depends on, -1 for a root.
    """
    out = []
    for span in spans:
        inside = range(span.first, span.last + 1)
        out.append(
            next(
                (w for w in inside if not span.first <= heads[w] <= span.last),
                span.last,
            )
        )
    return out


def pair_features(
    triggers: Sequence[Span],
    mentions: Sequence[Span],
    line_of: Sequence[int],
    sentence_of: Sequence[int],
    heads: Sequence[int],
    relations: Sequence[int],
) -> NDArray[np.int64]:
    """Features of all trigger-mention pairs.

    Returns:
        (T, M, 5): word distance, triggers between, line gap, tree distance, first
        step from the trigger.
    """
    t_first, t_last = _edges(triggers)
    m_first, m_last = _edges(mentions)
    lines = np.asarray(line_of)
    right = m_first[None] - t_last[:, None]
    left = m_last[None] - t_first[:, None]
    distance = np.where(right > 0, right, np.where(left < 0, left, 0))
    order = np.sort(t_first)
    low, high = (
        np.minimum(t_first[:, None], m_first[None]),
        np.maximum(t_first[:, None], m_first[None]),
    )
    between = np.searchsorted(order, high, side="left") - np.searchsorted(
        order, low, side="right"
    )
    gap = np.clip(lines[m_first][None] - lines[t_first][:, None], -4, 4) + 4
    out = np.empty((len(triggers), len(mentions), 5), dtype=np.int64)
    out[..., 0] = distance_rows(distance)
    out[..., 1] = np.clip(between, 0, BETWEEN - 1)
    out[..., 2] = gap
    out[..., 3], out[..., 4] = TREE - 1, STEPS - 1
    trigger_heads, mention_heads = heads_of(triggers, heads), heads_of(mentions, heads)
    for i, a in enumerate(trigger_heads):
        for j, b in enumerate(mention_heads):
            if sentence_of[a] == sentence_of[b]:
                out[i, j, 3], out[i, j, 4] = _path(a, b, heads, relations)
    return out


def _edges(spans: Sequence[Span]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.array([s.first for s in spans], dtype=np.int64), np.array(
        [s.last for s in spans], dtype=np.int64
    )


def _path(
    a: int, b: int, heads: Sequence[int], relations: Sequence[int]
) -> tuple[int, int]:
    """Length of the path from ``a`` to ``b`` (up to 8) and its first step: the child's
    relation going down, ours going up.
    """
    up_a, up_b = _ancestors(a, heads), _ancestors(b, heads)
    rank = {word: n for n, word in enumerate(up_a)}
    for steps, word in enumerate(up_b):
        if word in rank:
            length = min(rank[word] + steps, TREE - 2)
            if rank[word] == 0:
                return length, relations[up_b[steps - 1]] if steps else STEPS - 2
            return length, 54 + relations[a]
    return TREE - 2, STEPS - 2


def _ancestors(word: int, heads: Sequence[int]) -> list[int]:
    out = [word]
    while heads[word] >= 0 and len(out) < _DEEPEST:
        word = heads[word]
        out.append(word)
    return out


def order_rows(spans: Sequence[Span]) -> NDArray[np.int64]:
    """(N, N) banded word distance between spans of one list."""
    first, _ = _edges(spans)
    return distance_rows(first[None] - first[:, None])


def line_order(count: int) -> NDArray[np.int64]:
    """(lines, lines) banded distance between the lines of a page."""
    rows = np.arange(count, dtype=np.int64)
    return distance_rows(rows[None] - rows[:, None])


def alike_words(
    words: Sequence[str], spans: Sequence[Span], letters: int
) -> NDArray[np.int64]:
    """(N, N) 1 where the spans' first words begin with the same letters."""
    if not spans:
        return np.zeros((0, 0), dtype=np.int64)
    keys = np.array([words[s.first].lower()[:letters] for s in spans])
    out: NDArray[np.int64] = (keys[:, None] == keys[None]).astype(np.int64)
    return out


def mention_likeness(words: Sequence[str], spans: Sequence[Span]) -> NDArray[np.int64]:
    """(N, N) 2 where two spans have the same words, 1 where they share their last word,
    else 0.
    """
    if not spans:
        return np.zeros((0, 0), dtype=np.int64)
    whole = np.array([" ".join(words[s.first : s.last + 1]).lower() for s in spans])
    last = np.array([words[s.last].lower() for s in spans])
    out: NDArray[np.int64] = (last[:, None] == last[None]).astype(np.int64) + (
        whole[:, None] == whole[None]
    )
    return out


def line_features(text: str, lines: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """(lines, 15) surface features: position, length, ending, digits, capitals, marks
    of menus and addresses, neighbours' length.
    """
    shown = [text[a:b] for a, b in lines]
    sizes = [math.log1p(len(t.split())) / 4 for t in shown]
    count = len(shown)
    rows = []
    for i, line in enumerate(shown):
        words, letters = line.split(), sum(map(str.isalpha, line))
        rows.append(
            [
                i / max(1, count - 1),
                min(i, 10) / 10,
                min(count - 1 - i, 10) / 10,
                sizes[i],
                float(line[-1:] in '.!?"”'),
                sum(map(str.isdigit, line)) / max(1, len(line)),
                sum(map(str.isupper, line)) / max(1, letters),
                sum(w[:1].isupper() for w in words) / max(1, len(words)),
                float(any(c in line for c in "|>»•·")),
                float("@" in line or "http" in line or "www" in line),
                float(bool(_YEAR.search(line))),
                sizes[i - 1] if i else -1.0,
                sizes[i + 1] if i < count - 1 else -1.0,
                float(count <= _FEW_LINES),
                max(sizes[max(0, i - 3) : i + 4]),
            ]
        )
    return np.asarray(rows, dtype=np.float32).reshape(count, LINE_FEATURES)
