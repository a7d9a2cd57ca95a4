"""What decisions say about pairs of claims: the form in which clustering obeys them."""

from collections.abc import Iterable, Iterator
from itertools import pairwise, product

from sourceline.model.decisions import Decision, ReviewState
from sourceline.model.incidents import Judgement

_Verdict = tuple[str, str, str]


def judgements_of(state: ReviewState) -> list[Judgement]:
    """The verdict that holds for each pair of claims that people spoke about.

    * A merge holds all its claims together.
    * A split holds what was taken out together, the rest together, and each of the one
      apart from each of the other, so that no later decision about some of them
      loosens the others.
    * An accepted incident holds together: a better score may add claims to it, which
      brings it back to the queue, but can not take it apart.

    Where decisions contradict each other the later one holds, pair by pair.
    """
    held: dict[tuple[str, str], Judgement] = {}
    for one in state.in_force:
        for left, right, verdict in _verdicts(one):
            held[left, right] = Judgement(left, right, verdict, one.who, one.when)
    return [held[pair] for pair in sorted(held)]


def _verdicts(decision: Decision) -> Iterator[_Verdict]:
    if decision.kind in {"merge", "accept"}:
        yield from _together(decision.target)
    elif decision.kind == "split":
        out = sorted(decision.payload["out"])
        rest = sorted(set(decision.target) - set(out))
        yield from _together(rest)
        yield from _together(out)
        for one, other in product(rest, out):
            yield min(one, other), max(one, other), "different"
    elif decision.kind == "unsure" and decision.payload.get("pair", False):
        left, right = decision.target
        yield left, right, "unsure"


def _together(claims: Iterable[str]) -> Iterator[_Verdict]:
    for left, right in pairwise(sorted(claims)):
        yield left, right, "same"
