"""Reprints of one wire story, found by their words (MinHash, Broder 1997).

A report's fingerprint is a MinHash signature over runs of words. Papers that print one
wire story in the same days edit it: another headline, half of the paragraphs, words
changed. Two reports of the same days are therefore compared directly and need little
likeness; a copy from any other time is found by LSH bands and must be nearly verbatim.
Two outlets' own accounts of one event share far fewer runs than either.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sourceline.fuse import minhash

_BANDS, _RUN = 32, 2
"""Bands of 8 rows find likeness 0.7 with probability 0.85 and 0.8 with 0.997; words of
a run."""
SAME_DAYS = 7
"""Reports published within so many days are of the same days."""
LIKE, LIKE_ANY_DAY = 0.17, 0.6
"""Least likeness of a reprint of the same days and of any other;
``benchmarks/reprints.py`` has the curve."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a report's words to find its reprints.

    Attributes:
        signature: ``minhash.LENGTH`` 32-bit minima; empty for a text without words.
    """

    signature: tuple[int, ...]

    def __bytes__(self) -> bytes:
        return np.asarray(self.signature, dtype="<u4").tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Fingerprint":
        """The fingerprint that ``bytes`` made these of."""
        return cls(tuple(np.frombuffer(stored, dtype="<u4").tolist()))


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a report's article text.

    Case, punctuation and white space do not count.
    """
    words = [w.casefold() for w in _WORD.findall(text)]
    if not words:
        return Fingerprint(())
    runs = {" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1))}
    return Fingerprint(tuple(minhash.signature(sorted(runs)).tolist()))


def bands(found: Fingerprint) -> tuple[str, ...]:
    """LSH keys: two reports of any days are compared where they share one."""
    if not found.signature:
        return ()
    rows = minhash.LENGTH // _BANDS
    parts = np.asarray(found.signature, dtype="<u4").reshape(_BANDS, rows)
    return tuple(
        f"{number}:{hashlib.sha256(part.tobytes()).hexdigest()[:16]}"
        for number, part in enumerate(parts)
    )


def likeness(a: Fingerprint, b: Fingerprint) -> float:
    """Estimated share of word runs that two reports have in common (Jaccard)."""
    if not a.signature or not b.signature:
        return 0.0
    return float((_minima(a) == _minima(b)).mean())


def reprints_among(
    mine: bytes, others: Sequence[tuple[str, bytes, bool]]
) -> dict[str, float]:
    """Which reports reprint one, or are reprinted by it.

    Args:
        mine: the report's fingerprint, as stored.
        others: id and stored fingerprint of each report it may be, and whether it is
            of the same days.

    Returns:
        Likeness by id.
    """
    some = [o for o in others if mine and len(o[1]) == len(mine)]
    if not some:
        return {}
    told = np.frombuffer(b"".join(o[1] for o in some), dtype="<u4")
    same = told.reshape(len(some), -1) == np.frombuffer(mine, dtype="<u4")
    like = same.mean(axis=1)
    return {
        name: float(found)
        for (name, _, same_days), found in zip(some, like, strict=True)
        if found >= (LIKE if same_days else LIKE_ANY_DAY)
    }


def stories(pairs: Iterable[tuple[str, str, float]]) -> dict[str, str]:
    """The story of each report that is a reprint or is reprinted.

    Args:
        pairs: reports that are alike.

    Returns:
        Story id by report id; the id is the least report id of its group.
    """
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for left, right, _ in pairs:
        a, b = sorted((root(left), root(right)))
        parent[b] = a
    return {report: root(report) for report in sorted(parent)}


def _minima(found: Fingerprint) -> NDArray[np.uint32]:
    return np.asarray(found.signature, dtype=np.uint32)
