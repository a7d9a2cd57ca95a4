"""Control claims: who is said to hold, take, lose, leave, besiege or contest a
place.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from sourceline.claims.events import named, sources
from sourceline.model.analysis import Analysis, GraphScores
from sourceline.model.drafts import DraftControl
from sourceline.model.labels import ROLES
from sourceline.model.taxonomy import CONTROL_KINDS, STATUSES

LEAST_KIND = 0.6
LEAST_HOLDER = 0.25
LEAST_PLACE = 0.3
LEAVERS = frozenset({"lost", "withdrew"})


def control(analysis: Analysis) -> list[DraftControl]:
    """All control claims of a report, each once, in the order of their triggers."""
    out: dict[tuple[int, int, str, str], DraftControl] = {}
    for scores in analysis.scores:
        if not scores.roles.shape[1]:
            continue
        for row in range(len(scores.status)):
            for claim in _claims(analysis, scores, row):
                place = analysis.mentions[claim.place].entity
                holder = analysis.mentions[claim.holder].entity
                out.setdefault((place, holder, claim.kind, claim.status), claim)
    return [
        claim for claim in out.values() if not _unmade(analysis, claim, out.values())
    ]


def _unmade(
    analysis: Analysis, claim: DraftControl, told: Collection[DraftControl]
) -> bool:
    """Whether somebody is said to leave what he takes in the same event: then the
    other side left it.
    """

    def what(one: DraftControl) -> tuple[int, int, int, str]:
        place, holder = (analysis.mentions[i].entity for i in (one.place, one.holder))
        return analysis.triggers[one.trigger].event, place, holder, one.status

    return claim.kind in LEAVERS and any(
        other.kind == "captured" and what(other) == what(claim) for other in told
    )


def _claims(analysis: Analysis, scores: GraphScores, row: int) -> list[DraftControl]:
    kinds = np.flatnonzero(scores.control[row] > LEAST_KIND).tolist()
    trigger = analysis.triggers[row + scores.first_trigger]
    if not kinds and not trigger.is_event and scores.control[row].max() > LEAST_HOLDER:
        kinds = [int(scores.control[row].argmax())]
    out = []
    for index in kinds:
        kind = CONTROL_KINDS[index]
        holder = _holder(scores.roles[row], kind)
        if holder is None:
            continue
        for place in _places(scores.roles[row]):
            who = named(analysis, [holder + scores.first_mention])[0]
            out.append(
                DraftControl(
                    row + scores.first_trigger,
                    kind,
                    place + scores.first_mention,
                    who,
                    STATUSES[int(scores.status[row].argmax())],
                    sources(analysis, scores.first_mention, scores.roles[row]),
                    "model: control head",
                )
            )
    return out


def _holder(roles: NDArray[np.float32], kind: str) -> int | None:
    own = roles[:, ROLES.index("loser" if kind in LEAVERS else "holder")]
    helped = own + 0.3 * roles[:, ROLES.index("initiator")]
    best = int(helped.argmax())
    return best if helped[best] > LEAST_HOLDER else None


def _places(roles: NDArray[np.float32]) -> list[int]:
    column = np.maximum(
        roles[:, ROLES.index("control_place")], 0.5 * roles[:, ROLES.index("place")]
    )
    likely: list[int] = np.flatnonzero(column > LEAST_KIND).tolist()
    if likely:
        return likely
    best = int(column.argmax())
    return [best] if column[best] > LEAST_PLACE else []
