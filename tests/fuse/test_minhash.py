"""Signatures are those that every stored report was given."""

import numpy as np
import pytest
from datasketch import MinHash

from sourceline.fuse import minhash

# ten thousand elements are more than one portion
SETS = [["one"], ["two words", "three words"], [f"run {n}" for n in range(10_000)]]


@pytest.mark.parametrize("elements", SETS)
def test_a_signature_is_that_of_the_library_it_was_taken_from(
    elements: list[str],
) -> None:
    known = MinHash(num_perm=minhash.LENGTH, seed=1, scheme="affine32")
    known.update_batch([x.encode() for x in elements])
    assert minhash.signature(elements).tolist() == known.hashvalues.tolist()


def test_signatures_agree_as_far_as_the_sets_are_alike() -> None:
    one, other = [f"{n}" for n in range(300)], [f"{n}" for n in range(100, 400)]
    same = minhash.signature(one) == minhash.signature(other)
    assert np.mean(same) == pytest.approx(0.5, abs=0.1)
