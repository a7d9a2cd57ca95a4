"""Triggers that name one place and day are one event, others are not."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourceline.errors import ResourceError
from sourceline.language.joining import FEATURES, likeness, read_joining
from sourceline.model.analysis import GraphScores
from sourceline.model.labels import LINKS, ROLES
from sourceline.model.taxonomy import (
    ACTOR_TYPES,
    CASUALTY_GROUPS,
    CASUALTY_SCOPES,
    CONTROL_KINDS,
    HARMS,
    STATUSES,
    SUB_EVENT_TYPES,
)
from sourceline.resources import table

MENTIONS = 2


def scores(places: list[int], head: float = 0.5, seed: int = 0) -> GraphScores:
    """Triggers of one type that name the mention given as their place."""
    count = len(places)
    rng = np.random.default_rng(seed)
    plain = lambda *shape: np.full(shape, 1 / shape[-1], dtype=np.float32)
    roles = (0.02 * rng.random((count, MENTIONS, len(ROLES)))).astype(np.float32)
    for row, place in enumerate(places):
        roles[row, place, ROLES.index("place")] = 0.95
    return GraphScores(
        0,
        0,
        plain(count, len(SUB_EVENT_TYPES)),
        plain(count, len(STATUSES)),
        np.full(count, 0.9, dtype=np.float32),
        plain(count, len(CONTROL_KINDS)),
        plain(MENTIONS, len(ACTOR_TYPES)),
        roles,
        plain(count, MENTIONS, len(HARMS)),
        plain(count, MENTIONS, len(CASUALTY_GROUPS)),
        plain(count, MENTIONS, len(CASUALTY_SCOPES)),
        np.full((count, count), head, dtype=np.float32),
        np.zeros((MENTIONS, MENTIONS, len(LINKS)), dtype=np.float32),
    )


SHIPPED = read_joining(table("joining.json"))


def test_another_place_makes_another_event_likelier():
    found = likeness(scores([0, 0, 1], head=0.8), SHIPPED)
    assert found[0, 1] > 0.5 > found[0, 2]


@given(
    st.lists(st.integers(0, MENTIONS - 1), min_size=1, max_size=5), st.integers(0, 9)
)
def test_likeness_is_a_symmetric_probability(places: list[int], seed: int):
    found = likeness(scores(places, seed=seed), SHIPPED)
    assert found.shape == (len(places), len(places))
    assert np.allclose(found, found.T, atol=1e-5)
    assert ((found >= 0) & (found <= 1)).all()


def test_a_report_without_mentions_can_be_joined():
    told = scores([0, 1])
    bare = GraphScores(
        *(getattr(told, n) for n in ("first_trigger", "first_mention", "sub_type")),
        told.status,
        told.news,
        told.control,
        told.actor_type[:0],
        told.roles[:, :0],
        told.harm[:, :0],
        told.group[:, :0],
        told.scope[:, :0],
        told.same,
        told.links[:0, :0],
    )
    assert likeness(bare, SHIPPED).shape == (2, 2)


def test_a_table_that_lacks_a_weight_is_refused():
    rest = dict.fromkeys(FEATURES[1:], 0.0)
    with pytest.raises(ResourceError, match="pair head"):
        read_joining(json.dumps({"bias": 0.0, "weights": rest}))
