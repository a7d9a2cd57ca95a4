"""MinHash signatures (Broder 1997): two sets are alike as far as theirs agree.

Each place of a signature is the least value that a permutation of the 32-bit numbers
gives to the hash of an element. Permutations are a·h + b modulo 2³² with an odd a,
after MurmurHash3's finalizer has spread the hashes.

The numbers are those of the library datasketch 2.0 with seed 1, whose loading costs
half a second for parts that nothing here needs. They are kept with every report:
another choice would make all of them worthless.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

LENGTH = 256
_SEED = 1
_AT_ONCE = 4096
"""Elements whose permutations are held in memory together: 4 MB."""
_MIXING = ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1))
"""Shift and multiplier of each round of the finalizer."""


def signature(elements: Sequence[str]) -> NDArray[np.uint32]:
    """The signature of a set of strings, ``LENGTH`` minima; it may not be empty."""
    multipliers, added = _permutations()
    least = np.full(LENGTH, np.iinfo(np.uint32).max, dtype=np.uint32)
    for at in range(0, len(elements), _AT_ONCE):
        hashes = _mixed(_hashes(elements[at : at + _AT_ONCE]))
        told = hashes[:, np.newaxis] * multipliers + added
        least = np.minimum(least, told.min(axis=0))
    return least


@lru_cache(maxsize=1)
def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    # numpy promises that this generator's numbers never change
    drawn = np.random.RandomState(_SEED)
    halves = drawn.randint(0, 1 << 31, LENGTH, dtype=np.uint32)
    added = drawn.randint(0, 1 << 32, LENGTH, dtype=np.uint32)
    return halves * np.uint32(2) + np.uint32(1), added


def _hashes(elements: Sequence[str]) -> NDArray[np.uint32]:
    """The first four bytes of each element's SHA-1: no secret, only spread."""
    told = (hashlib.sha1(x.encode(), usedforsecurity=False) for x in elements)
    joined = b"".join(x.digest()[:4] for x in told)
    return np.frombuffer(joined, dtype="<u4").astype(np.uint32)


def _mixed(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    for shift, multiplier in _MIXING:
        hashes = (hashes ^ (hashes >> np.uint32(shift))) * np.uint32(multiplier)
    return hashes
