"""Which triggers tell of one event: the pair head's word weighed with what the triggers
say apart.

Two triggers that name different places, days or victims rarely tell of one event,
however alike they sound; two that share them mostly do. A logistic regression over
such agreements, fitted on the practice corpus's dev part (``training.joining``), says
how likely a pair is one event.
"""

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sourceline.errors import ResourceError
from sourceline.language.tagging import sigmoid
from sourceline.model.analysis import GraphScores
from sourceline.model.labels import LINKS, ROLES
from sourceline.model.taxonomy import EVENT_TYPE_OF, SUB_EVENT_TYPES

Array = NDArray[np.float32]
SHARED_ROLES = (
    "place",
    "date",
    "initiator",
    "target",
    "count",
    "victim",
)
FEATURES = (
    "pair head",
    "sub-type",
    "type",
    "status",
    "news",
    *(f"{role} {says}" for role in SHARED_ROLES for says in ("agrees", "differs")),
)
_TYPES = list(dict.fromkeys(EVENT_TYPE_OF.values()))
_TYPE_ROWS = np.eye(len(_TYPES), dtype=np.float32)[
    [_TYPES.index(EVENT_TYPE_OF[sub]) for sub in SUB_EVENT_TYPES]
]
_LEAST_ROLE = 0.15
"""Below this no mention fills a role; weaker scores say nothing of agreement."""
_EVEN = 0.5
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class Joining:
    """Weights of ``FEATURES`` and the bias, in log-odds."""

    weights: NDArray[np.float64]
    bias: float


def read_joining(text: str) -> Joining:
    """The weights of ``data/joining.json``.

    Raises:
        ResourceError: it lacks a feature or names an unknown one.
    """
    told = json.loads(text)
    odd = set(told["weights"]) ^ set(FEATURES)
    if odd:
        raise ResourceError(
            f"joining.json: {min(odd)!r} is missing or unknown",
            expected=f"a weight for each of {len(FEATURES)} features",
            advice="install the package again, or fit it: python -m training.joining",
        )
    return Joining(np.array([told["weights"][f] for f in FEATURES]), told["bias"])


def features(scores: GraphScores) -> NDArray[np.float64]:
    """(T, T, ``FEATURES``) for all pairs of a stretch's triggers, symmetric."""
    types = scores.sub_type @ _TYPE_ROWS
    news = np.stack([scores.news, 1 - scores.news], axis=1)
    sure = np.clip(scores.same, _EDGE, 1 - _EDGE)
    layers = [np.log(sure / (1 - sure))]
    layers += [_overlap(each) for each in (scores.sub_type, types, scores.status, news)]
    alike = _things(scores)
    for role in SHARED_ROLES:
        filled = scores.roles[:, :, ROLES.index(role)]
        if not filled.shape[1]:
            layers += [np.zeros_like(scores.same)] * 2
            continue
        filled = _shared(filled, alike)
        size = np.linalg.norm(filled, axis=1, keepdims=True)
        unit = filled / np.maximum(size, _LEAST_ROLE)
        most = filled.max(1)
        told = np.minimum(most[:, None], most[None])
        agrees = unit @ unit.T
        layers += [told * agrees, told * (1 - agrees)]
    return np.stack(layers, axis=-1)


def likeness(scores: GraphScores, joining: Joining) -> Array:
    """(T, T) probability that two triggers tell of one event, symmetric."""
    return sigmoid((features(scores) @ joining.weights + joining.bias).astype("f4"))


def _shared(filled: Array, alike: NDArray[np.floating]) -> Array:
    """(T, M) roles, each mention with the best that any naming of its thing fills.
    Column by column, and only where a thing is named twice: all at once would take
    (T, M, M).
    """
    out = filled.copy()
    for column in np.flatnonzero((alike > 0).sum(0) > 1):
        out[:, column] = (filled * alike[:, column]).max(1)
    return out


def _things(scores: GraphScores) -> NDArray[np.floating]:
    """(M, M) how surely two mentions name one thing: 1 of itself, 0 below even odds."""
    said = scores.links[..., LINKS.index("same")]
    mutual = (said + said.T) / 2
    out: NDArray[np.floating] = np.where(mutual > _EVEN, mutual, 0.0)
    np.fill_diagonal(out, 1.0)
    return out


def _overlap(told: NDArray[np.floating]) -> NDArray[np.floating]:
    """How alike rows of probabilities are (Bhattacharyya coefficient)."""
    root = np.sqrt(told)
    out: NDArray[np.floating] = root @ root.T
    return out
