"""From tag scores to spans, and from pair scores to clusters."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
_NEVER = -1e4


class Tagger:
    """Legal begin-inside-outside paths over one tag set.

    Args:
        tags: ``O`` first, then ``B-x``, ``I-x`` pairs.
    """

    def __init__(self, tags: Sequence[str]) -> None:
        self.tags = tuple(tags)
        size = len(tags)
        self._moves = np.zeros((size, size), dtype=np.float32)
        for column, tag in enumerate(tags):
            if tag[0] == "I":
                for row, before in enumerate(tags):
                    if before == "O" or before[2:] != tag[2:]:
                        self._moves[row, column] = _NEVER
        self._first = np.array(
            [_NEVER if t[0] == "I" else 0.0 for t in tags], dtype=np.float32
        )
        self._inside = [t[0] == "I" for t in tags]

    def spans(
        self, scores: Array, breaks: Sequence[int] = ()
    ) -> list[tuple[int, int, str]]:
        """Spans (first, last inclusive, kind) of the best legal path.

        Args:
            scores: (words, tags) logits.
            breaks: word indices before which no span may reach (line beginnings).
        """
        if not len(scores):
            return []
        path = scores.argmax(1)
        cut = np.zeros(len(scores), dtype=bool)
        cut[list(breaks)] = True
        cut[0] = True
        broken = (self._moves[path[:-1], path[1:]] < 0) & ~cut[1:]
        wrong = np.r_[False, broken] | (cut & (self._first[path] < 0))
        for start, end in self._regions(scores, path, cut, np.flatnonzero(wrong)):
            before = None if cut[start] else path[start - 1]
            path[start:end] = self._viterbi(scores[start:end], before)
        return self._collect(path, cut)

    def _regions(
        self,
        scores: Array,
        path: NDArray[np.int64],
        cut: NDArray[np.bool_],
        wrong: NDArray[np.int64],
    ) -> list[tuple[int, int]]:
        """Where the greedy path has to change so that it is legal and the best.

        A mend reaches left only as far as going on with ``I-x`` beats beginning with
        ``B-x``, and right to the end of the run of ``I`` tags that it leans on;
        elsewhere the greedy tags are the best legal ones already.
        """
        out: list[tuple[int, int]] = []
        for at in wrong.tolist():
            inside = int(path[at])
            start, end = at, at + 1
            while not cut[start]:
                start -= 1
                if (
                    not self._inside[path[start]]
                    and scores[start, inside - 1] >= scores[start, inside]
                ):
                    break
            while end < len(path) and not cut[end] and self._inside[path[end]]:
                end += 1
            while out and start <= out[-1][1]:
                first, last = out.pop()
                start, end = min(start, first), max(end, last)
            out.append((start, end))
        return out

    def _viterbi(self, scores: Array, before: int | None) -> NDArray[np.int64]:
        """The best legal path of some words, at the beginning of a line or behind a
        word tagged ``before``.
        """
        best = scores[0] + (self._first if before is None else self._moves[before])
        back = np.zeros(scores.shape, dtype=np.int64)
        for i in range(1, len(scores)):
            step = best[:, None] + self._moves
            back[i] = step.argmax(0)
            best = step.max(0) + scores[i]
        path = [int(best.argmax())]
        for i in range(len(scores) - 1, 0, -1):
            path.append(int(back[i][path[-1]]))
        return np.array(path[::-1])

    def _collect(
        self, path: NDArray[np.int64], cut: NDArray[np.bool_]
    ) -> list[tuple[int, int, str]]:
        out: list[tuple[int, int, str]] = []
        for i in np.flatnonzero(path):
            tag = self.tags[path[i]]
            if (
                tag[0] == "I"
                and out
                and out[-1][1] == i - 1
                and out[-1][2] == tag[2:]
                and not cut[i]
            ):
                out[-1] = (out[-1][0], int(i), tag[2:])
            else:
                out.append((int(i), int(i), tag[2:]))
        return out


def softmax(logits: Array) -> Array:
    """Along the last axis."""
    shifted = np.exp(logits - logits.max(-1, keepdims=True)) if logits.size else logits
    out: Array = shifted / shifted.sum(-1, keepdims=True) if logits.size else logits
    return out


def sigmoid(logits: Array) -> Array:
    """Elementwise, safe for large values."""
    out: Array = (1 / (1 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)
    return out


def clusters(
    likeness: NDArray[np.floating], members: Sequence[int], least: float = 0.5
) -> list[list[int]]:
    """Average-link clusters: the two likest join while their mean likeness is at least
    ``least``.

    Args:
        likeness: (N, N), symmetric.
        members: which rows to cluster.
        least: mean likeness at which two clusters still join.

    Returns:
        Clusters in the order of their first members; ties break by that order, so
        the result is the same every time.
    """
    out = [[m] for m in members]
    if len(out) <= 1:
        return out
    index = np.array(members)
    total = likeness[np.ix_(index, index)].astype(np.float64)
    size = np.ones(len(out))
    np.fill_diagonal(total, -np.inf)
    alive = np.ones(len(out), dtype=bool)
    while alive.sum() > 1:
        mean = total / (size[:, None] * size[None])
        flat = int(mean.argmax())
        a, b = sorted(divmod(flat, len(out)))
        if mean[a, b] < least:
            break
        out[a] += out[b]
        total[a] += total[b]
        total[:, a] = total[a]
        total[a, a] = -np.inf
        total[b], total[:, b] = -np.inf, -np.inf
        size[a] += size[b]
        alive[b] = False
    return [sorted(c) for c, live in zip(out, alive, strict=True) if live]
