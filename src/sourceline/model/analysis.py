"""What the language model saw in one text.

Character offsets are half-open and count in the text as it was read.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Word:
    """A UD word.

    ``head`` is the index of the word that it depends on, -1 for the root of its
    sentence.
    """

    start: int
    end: int
    text: str
    lemma: str
    upos: str
    head: int
    relation: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Half-open word range."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of the page that holds anything, and what it is (``title``, ``body`` or a
    furniture kind).

    Attributes:
        start: first character.
        end: one past the last.
        kind: the likeliest kind.
        furniture: probability that the line is no part of the article.
    """

    start: int
    end: int
    kind: str
    furniture: float


@dataclass(frozen=True, slots=True)
class Name:
    """A name (PER, ORG, LOC) or a mention kind of conflict texts (the re3d types)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase that may fill a role.

    Attributes:
        first: index of its first word.
        last: index of its last word, inclusive.
        start: first character.
        end: one past the last.
        kind: actor, victim, person, place, time, count, source, weapon or object.
        probability: the model's, lowest over its words.
        actor_type: for actors the likeliest ACLED-like type of the actor.
        entity: number shared by mentions of the same thing.
    """

    first: int
    last: int
    start: int
    end: int
    kind: str
    probability: float
    actor_type: str | None
    entity: int


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word or two that name an event (``is_event``) or a claim of control.

    Attributes:
        first: index of its first word.
        last: index of its last word, inclusive.
        start: first character.
        end: one past the last.
        is_event: False for a word that only says who holds a place.
        probability: that it is a trigger at all.
        sub_type: ACLED sub-event type of its event, pooled over the event's triggers.
        status: occurred, ongoing, planned, denied or hypothetical, pooled likewise.
        news: probability that the event is the report's own news, pooled likewise.
        control: kinds of control claimed, each with a probability above a half.
        event: number shared by triggers of one event.
    """

    first: int
    last: int
    start: int
    end: int
    is_event: bool
    probability: float
    sub_type: str
    status: str
    news: float
    control: tuple[str, ...]
    event: int


@dataclass(frozen=True, slots=True)
class Role:
    """What a mention is to a trigger, both by index.

    Harm, group and scope only for counts and single victims.
    """

    trigger: int
    mention: int
    role: str
    probability: float
    harm: str | None = None
    group: str | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """From a count to the mention of the people it counts (``who``) or of the source
    that gives it (``by``).
    """

    count: int
    mention: int
    link: str
    probability: float


@dataclass(frozen=True, slots=True, eq=False)
class GraphScores:
    """Every probability of one stretch of a report, for stages that weigh them against
    other evidence.

    T triggers and M mentions, numbered from ``first_trigger`` and ``first_mention`` in
    the analysis.
    """

    first_trigger: int
    first_mention: int
    sub_type: Scores
    status: Scores
    news: Scores
    control: Scores
    actor_type: Scores
    roles: Scores
    harm: Scores
    group: Scores
    scope: Scores
    same: Scores
    links: Scores


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """One text as the model read it."""

    text: str
    words: tuple[Word, ...]
    sentences: tuple[Sentence, ...]
    lines: tuple[PageLine, ...]
    names: tuple[Name, ...]
    conflict_names: tuple[Name, ...]
    mentions: tuple[Mention, ...]
    triggers: tuple[Trigger, ...]
    roles: tuple[Role, ...]
    links: tuple[Link, ...]
    scores: tuple[GraphScores, ...]
