"""Holders of a district or province against holders of a town in it.

Source: UCDP GED codebook (``where_prec``).
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from sourceline.control.days import EVER
from sourceline.control.drafts import HELD, Draft
from sourceline.control.places import PROVINCE, is_unit, lies_in
from sourceline.model.claims import Place


def towns_in_districts(made: Sequence[tuple[str, Place, list[Draft]]]) -> None:
    """Note against each other the holders of a district or province and of a town in
    it, for days on which both surely hold; neither decides about the other.
    """
    coarse: dict[tuple[str | None, str | None], list[tuple[Place, list[Draft]]]]
    coarse = defaultdict(list)
    for _, place, drafts in made:
        if is_unit(place):
            coarse[place.country, place.admin1].append((place, _held(drafts)))
    for _, place, drafts in made:
        if is_unit(place) or place.precision > PROVINCE:
            continue
        for around, wider in coarse.get((place.country, place.admin1), ()):
            if lies_in(place, around):
                _note_overlaps(_held(drafts), wider)


def _held(drafts: Sequence[Draft]) -> list[Draft]:
    return [d for d in drafts if d.state == HELD and d.start[1] is not None]


def _note_overlaps(town: Sequence[Draft], wider: Sequence[Draft]) -> None:
    ends = [_sure(w)[1] for w in wider]
    for mine in town:
        first, last = _sure(mine)
        for other in wider[bisect_right(ends, first) :]:
            start, end = _sure(other)
            if start >= last:
                break
            if other.holder != mine.holder and start < end and first < last:
                found = set(other.evidence), set(mine.evidence)
                mine.against |= found[0]
                other.against |= found[1]


def _sure(draft: Draft) -> tuple[int, int]:
    """Days on which a period surely is: from the first up to before the second."""
    start = draft.start[1] if draft.start[1] is not None else EVER[1]
    if draft.end is None:
        return start, EVER[1]
    return start, draft.end[0] if draft.end[0] is not None else start
