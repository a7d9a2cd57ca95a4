"""What syntax says of a role: who does, and to whom it is done.

The subject of an active verb of violence begins it, its object and the subject of its
passive suffer it. The model's scores are shifted by as much as helps on the practice
corpus's dev part.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sourceline.model.analysis import Analysis, GraphScores, Mention
from sourceline.model.labels import ROLES

SHIFT = 0.35
_DOER = frozenset({"nsubj", "obl:agent"})
_SUFFERER = frozenset({"obj", "nsubj:pass"})
_INITIATOR, _TARGET = ROLES.index("initiator"), ROLES.index("target")


def shifted_roles(
    analysis: Analysis, scores: GraphScores, triggers: Sequence[int]
) -> NDArray[np.float32]:
    """Role scores (T, M, roles) of some triggers (rows of ``scores``), syntax heard."""
    roles: NDArray[np.float32] = scores.roles[list(triggers)].copy()
    heads = [
        _head(analysis, m)
        for m in analysis.mentions[scores.first_mention :][: roles.shape[1]]
    ]
    for row, trigger in enumerate(triggers):
        found = analysis.triggers[trigger + scores.first_trigger]
        verb = _verb(analysis, found.first, found.last)
        for column, head in enumerate(heads):
            word = analysis.words[head]
            if verb is None or word.head != verb:
                continue
            if word.relation in _DOER:
                _move(roles[row, column], _INITIATOR, _TARGET)
            elif word.relation in _SUFFERER:
                _move(roles[row, column], _TARGET, _INITIATOR)
    return roles


def _move(row: NDArray[np.float32], to: int, away: int) -> None:
    """Only between roles that the mention's kind can fill (an impossible one is 0)."""
    if row[to] > 0:
        row[to] = min(1.0, row[to] + SHIFT)
        row[away] = max(0.0, row[away] - SHIFT)


def _verb(analysis: Analysis, first: int, last: int) -> int | None:
    return next(
        (i for i in range(first, last + 1) if analysis.words[i].upos == "VERB"), None
    )


def _head(analysis: Analysis, mention: Mention) -> int:
    """The word of a mention that its others hang on."""
    inside = range(mention.first, mention.last + 1)
    out = (
        i for i in inside if not mention.first <= analysis.words[i].head <= mention.last
    )
    return next(out, mention.last)
