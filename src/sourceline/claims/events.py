"""Events of a report: triggers pooled, roles filled by the likeliest thing, named by
its fullest words.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sourceline.claims import attribution, grammar
from sourceline.claims.tolls import tolls
from sourceline.claims.unharmed import with_unharmed
from sourceline.model.analysis import Analysis, GraphScores
from sourceline.model.drafts import DraftEvent, DraftSource
from sourceline.model.labels import ROLES
from sourceline.model.taxonomy import STATUSES, SUB_EVENT_TYPES

LEAST_TRIGGER = 0.9
LEAST_ROLE = 0.3
NEAR_BEST = 0.5
"""Beside the likeliest, only those half as likely fill a role."""
LEAST_SOURCE = 0.3
LEAST_PLACE, LEAST_DATE = 0.1, 0.1
"""An event has one place and one date: the likeliest, even where it is not sure."""
FALLBACK_ROLE = 0.15
"""Where nobody reaches ``LEAST_ROLE``, the likeliest initiator or target above this."""

OPEN_ROLES = ("initiator", "target", "ally", "party", "object", "weapon")
PRONOUNS = frozenset(
    "he she it they him her them his its their we us our i who which that those these "
    "whom whose one both others".split()
)


def events(analysis: Analysis) -> list[DraftEvent]:
    """All events that the article tells, in order of their first trigger."""
    out = []
    for scores in analysis.scores:
        count = len(scores.status)
        rows = range(scores.first_trigger, scores.first_trigger + count)
        numbers = dict.fromkeys(
            analysis.triggers[i].event for i in rows if analysis.triggers[i].is_event
        )
        for number in numbers:
            members = [
                i
                for i in rows
                if analysis.triggers[i].event == number
                and analysis.triggers[i].is_event
            ]
            found = _event(analysis, scores, members)
            if found:
                out.append(found)
    return with_unharmed(analysis, out)


def _event(
    analysis: Analysis, scores: GraphScores, members: Sequence[int]
) -> DraftEvent | None:
    sure = max(analysis.triggers[i].probability for i in members)
    if sure < LEAST_TRIGGER:
        return None
    local = [i - scores.first_trigger for i in members]
    roles = grammar.shifted_roles(analysis, scores, local).max(0)
    status = scores.status[local].mean(0)
    kind = scores.sub_type[local].mean(0)
    filled = _roles(analysis, scores.first_mention, roles)
    return DraftEvent(
        triggers=tuple(members),
        sub_type=SUB_EVENT_TYPES[int(kind.argmax())],
        status=STATUSES[int(status.argmax())],
        news=float(scores.news[local].mean()),
        roles=filled,
        tolls=tuple(tolls(analysis, scores, local)),
        sources=sources(analysis, scores.first_mention, roles),
        confidence=round(float(sure * kind.max() * status.max()) ** (1 / 3), 3),
    )


def _roles(
    analysis: Analysis, shift: int, roles: NDArray[np.float32]
) -> tuple[tuple[str, int], ...]:
    """Open roles thing by thing, place and date one each; the likeliest first."""
    out: list[tuple[float, str, int]] = []
    pooled = _pooled(analysis, shift, roles)
    for role in OPEN_ROLES:
        column = pooled[:, ROLES.index(role)]
        rivals = _rivals(role, pooled)
        least = max(LEAST_ROLE, NEAR_BEST * float(column.max(initial=0.0)))
        able = np.flatnonzero((column >= least) & (column >= rivals))
        if not len(able) and role in {"initiator", "target"} and len(column):
            best = int(column.argmax())
            fits = column[best] > FALLBACK_ROLE and column[best] >= rivals[best]
            able = np.array([best] if fits else [], dtype=np.int64)
        own = roles[:, ROLES.index(role)]
        ordered = sorted(able.tolist(), key=lambda j: (-column[j], -own[j], j))
        sure = {
            analysis.mentions[j + shift].entity: float(column[j])
            for j in reversed(ordered)
        }
        out += [
            (sure[analysis.mentions[m].entity], role, m)
            for m in named(analysis, [j + shift for j in ordered])
        ]
    for role, least in (("place", LEAST_PLACE), ("date", LEAST_DATE)):
        column = roles[:, ROLES.index(role)]
        if len(column) and column.max() > least:
            out.append((float(column.max()), role, int(column.argmax()) + shift))
    return tuple((role, m) for _, role, m in sorted(out, key=lambda one: -one[0]))


def _pooled(
    analysis: Analysis, shift: int, roles: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Each mention with the likeliest role scores of any naming of its thing."""
    entities = np.array(
        [analysis.mentions[j + shift].entity for j in range(len(roles))]
    )
    out = roles.copy()
    for entity in np.unique(entities):
        out[entities == entity] = roles[entities == entity].max(0)
    return out


def _rivals(role: str, roles: NDArray[np.float32]) -> NDArray[np.float32]:
    """An initiator is not its own target: the likelier of the two roles holds."""
    other = {"initiator": "target", "target": "initiator"}.get(role)
    if other is None:
        return np.zeros(len(roles), dtype=np.float32)
    column: NDArray[np.float32] = roles[:, ROLES.index(other)]
    return column


def named(analysis: Analysis, mentions: Sequence[int]) -> list[int]:
    """One mention a thing: the fullest naming in place of a pronoun."""
    out: dict[int, int] = {}
    for index in mentions:
        entity = analysis.mentions[index].entity
        if entity not in out:
            out[entity] = _fullest(analysis, index)
    return list(dict.fromkeys(out.values()))


def _fullest(analysis: Analysis, index: int) -> int:
    """The mention itself, or where it is a pronoun the nearest full naming of its
    thing.
    """
    if _words(analysis, index).lower() not in PRONOUNS:
        return index
    same = [
        i
        for i, m in enumerate(analysis.mentions)
        if m.entity == analysis.mentions[index].entity
        and analysis.text[m.start : m.end].lower() not in PRONOUNS
    ]
    return min(same, key=lambda i: abs(i - index)) if same else index


def sources(
    analysis: Analysis, shift: int, roles: NDArray[np.float32]
) -> tuple[DraftSource, ...]:
    """Who says so, one mention a thing, from the reader inwards."""
    if not len(roles):
        return ()
    column = roles[:, ROLES.index("source")]
    able = named(
        analysis, sorted((np.flatnonzero(column > LEAST_SOURCE) + shift).tolist())
    )
    kinds = [attribution.kind_of(_words(analysis, i)) for i in able]
    return tuple(DraftSource(able[i], kinds[i]) for i in attribution.chain(kinds))


def _words(analysis: Analysis, index: int) -> str:
    return analysis.text[analysis.mentions[index].start : analysis.mentions[index].end]
