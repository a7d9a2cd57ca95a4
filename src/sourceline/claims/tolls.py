"""Casualty figures of one event: each figure once, parts and totals apart, a side from
the people it counts.
"""

from collections.abc import Sequence

import numpy as np

from sourceline.claims.numbers import Bounds, bounds
from sourceline.model.analysis import Analysis, GraphScores
from sourceline.model.drafts import DraftToll
from sourceline.model.labels import LINKS, ROLES
from sourceline.model.taxonomy import CASUALTY_GROUPS, CASUALTY_SCOPES, HARMS

LEAST_COUNT = 0.7
LEAST_LINK = 0.4
SURE_SIDES = 0.8
"""Like figures of two sides are two figures only where both sides are this sure."""
_SINGLE = frozenset({"he", "she", "him", "her"})
_PLURAL = frozenset("they them we us those these who others people".split())


def tolls(
    analysis: Analysis, scores: GraphScores, triggers: Sequence[int]
) -> list[DraftToll]:
    """Figures of the event whose triggers are given (rows of ``scores``)."""
    found = [
        *_figures(analysis, scores, triggers, "count"),
        *_figures(analysis, scores, triggers, "victim"),
    ]
    kept: list[DraftToll] = []
    for toll in sorted(found, key=lambda t: (not _counted(t), -t.probability, t.first)):
        if not _told(analysis, kept, toll):
            kept.append(toll)
    return sorted(kept, key=lambda t: t.first)


def _figures(
    analysis: Analysis, scores: GraphScores, triggers: Sequence[int], role: str
) -> list[DraftToll]:
    out = []
    column = scores.roles[list(triggers), :, ROLES.index(role)]
    for j in np.flatnonzero(column.max(0) > LEAST_COUNT).tolist():
        row = triggers[int(column[:, j].argmax())]
        mention = analysis.mentions[j + scores.first_mention]
        said = _said(analysis, mention.start, mention.end, role)
        if said is None:
            continue
        group = scores.group[row, j]
        first = scores.first_mention
        who = _linked(scores, j, "who", role, first) if role == "count" else j + first
        out.append(
            DraftToll(
                first=mention.first,
                last=mention.last,
                mention=j + scores.first_mention,
                who=who,
                harm=HARMS[int(scores.harm[row, j].argmax())],
                group=CASUALTY_GROUPS[int(group.argmax())],
                group_sure=float(group.max()),
                scope=CASUALTY_SCOPES[int(scores.scope[row, j].argmax())],
                low=said.low,
                high=said.high,
                modifier=said.modifier,
                rule=f"model: {role}, grammar: bounds",
                probability=float(column[:, j].max()),
                by=_linked(scores, j, "by", role, scores.first_mention),
            )
        )
    return out


def _said(analysis: Analysis, start: int, end: int, role: str) -> Bounds | None:
    """Bounds of a count; one for a single person harmed, None for a plural without
    one.
    """
    text = analysis.text
    if role == "count":
        line = text.rfind("\n", 0, start) + 1
        counted = bounds(
            text[start:end], text[max(line, start - 24) : start], text[end : end + 16]
        )
        return _with_companions(text[max(line, start - 24) : start], counted)
    words = text[start:end].lower()
    return None if words in _PLURAL else Bounds(1, 1, "exact")


def _with_companions(before: str, counted: Bounds) -> Bounds:
    """He and two companions are three: the one named first is harmed too."""
    words = before.lower().split()
    joined = len(words) > 1 and words[-1] == "and" and words[-2] in _SINGLE
    if not joined or counted.low is None or counted.low != counted.high:
        return counted
    return Bounds(counted.low + 1, counted.low + 1, counted.modifier)


def _linked(
    scores: GraphScores, count: int, link: str, role: str, first: int
) -> int | None:
    """The mention that a count is likeliest linked to, None where none is likely."""
    if role != "count":
        return None
    column = scores.links[count, :, LINKS.index(link)]
    likely = len(column) and column.max() > LEAST_LINK
    return int(column.argmax()) + first if likely else None


def _told(analysis: Analysis, kept: Sequence[DraftToll], toll: DraftToll) -> bool:
    """Whether a figure is already there: named again, or one person of a counted
    harm.
    """
    return any(_repeats(analysis, other, toll) for other in kept)


def _counted(toll: DraftToll) -> bool:
    return toll.rule.startswith("model: count")


def _repeats(analysis: Analysis, other: DraftToll, toll: DraftToll) -> bool:
    if other.harm != toll.harm:
        return False
    if not _counted(toll) and _counted(other) and other.scope == "event":
        return True
    things = [
        analysis.mentions[t.mention].entity
        for t in (other, toll)
        if t.mention is not None
    ]
    one_thing = len(set(things)) == 1
    if not _counted(toll) and not _counted(other):
        return one_thing
    bounds = [(t.low, t.high, t.modifier) for t in (other, toll)]
    both_sure = min(other.group_sure, toll.group_sure) > SURE_SIDES
    return bounds[0] == bounds[1] and (
        one_thing or other.group == toll.group or not both_sure
    )
