"""What people decide about incidents, what follows from it, and who they are.

Decisions are tied to claims, never to incidents: an incident may change its members
and its name with every report, a claim keeps its id.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sourceline.model.claims import TextSpan

KINDS = (
    "accept",
    "correct",
    "reject",
    "merge",
    "split",
    "unsure",
    "comment",
    "undo",
)
ACCOUNT = "account"
"""Kind of the rows that tell a change of accounts. They stand in the same log and are
no decisions: about no claim, never replayed, never undone.
"""
DEEDS = (
    "added",
    "role",
    "password",
    "disabled",
    "enabled",
    "token made",
    "token revoked",
    "sessions ended",
)
"""What such a row tells; its payload names it as ``deed``."""
STANCES = frozenset({"accept", "reject", "unsure"})
"""Kinds that say how far a person's review of an incident got."""
FIELDS = (
    "sub_event_type",
    "date",
    "place",
    "initiator",
    "target",
    "deaths",
    "wounded",
)
"""What of an incident a person may correct, and coders are compared on."""
REVIEW_STATES = ("open", "returned", "unsure", "accepted", "rejected")
ROLES = ("viewer", "coder", "reviewer", "owner")
"""From the least to the most that one may do; each may all that those before may."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision before it stands in the log.

    Attributes:
        kind: one of ``KINDS``, or ``ACCOUNT``.
        target: sorted ids of the claims that it is about, as the person saw them;
            none where accounts changed.
        payload: what the kind needs beyond that, as plain JSON; ``review.drafts``
            makes it.
        undoes: ids of the decisions that an ``undo`` takes back.
        blind: made without sight of others' decisions: it counts for the agreement
            of coders alone.
    """

    kind: str
    target: tuple[str, ...]
    payload: Mapping[str, Any] = field(default_factory=dict)
    undoes: tuple[str, ...] = ()
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of the log.

    Attributes:
        number: its place in the log, from 1.
        id: ``d-`` and the first digits of its hash.
        who: who decided.
        when: UTC moment, later than that of every row before.
        kind: one of ``KINDS``, or ``ACCOUNT``.
        target: sorted ids of the claims that it is about; none where accounts changed.
        payload: see ``Draft``.
        undoes: ids of the decisions that it takes back.
        blind: see ``Draft``.
        previous_hash: hash of the row before, zeros for the first.
        hash: SHA-256 over the previous hash and the row.
    """

    number: int
    id: str
    who: str
    when: datetime.datetime
    kind: str
    target: tuple[str, ...]
    payload: Mapping[str, Any] = field(default_factory=dict)
    undoes: tuple[str, ...] = ()
    blind: bool = False
    previous_hash: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that a person put in the place of the machine's.

    Attributes:
        decision: the decision's id.
        who: who corrected.
        when: UTC moment.
        field: one of ``FIELDS``.
        value: the right value as plain JSON; None means "not said".
        claim: the claim whose report says so; the correction follows it from incident
            to incident.
        span: the words in that report, None where the person gave none.
    """

    decision: str
    who: str
    when: datetime.datetime
    field: str
    value: Any
    claim: str
    span: TextSpan | None


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What the log comes to: the decisions that were not taken back.

    Attributes:
        in_force: decisions in force that everybody sees, in the order of the log.
        blind: decisions in force of coders who work without sight of one another.
        of_claim: the decisions of ``in_force`` by claim.
    """

    in_force: tuple[Decision, ...] = ()
    blind: tuple[Decision, ...] = ()
    of_claim: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """How far the review of one incident got.

    Attributes:
        state: one of ``REVIEW_STATES``.
        who: whose stance it is, None where there is none.
        when: when it was taken.
        why: in words, why it came back or is not settled.
        corrected: fields that people corrected.
    """

    state: str
    who: str | None = None
    when: datetime.datetime | None = None
    why: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An incident that waits for a person.

    Attributes:
        incident: its id.
        rank: 0 comes first.
        reasons: why it waits, in words, what matters most first.
        review: how far its review got.
    """

    incident: str
    rank: int
    reasons: tuple[str, ...]
    review: Review


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people agree on one field: Krippendorff's alpha.

    Attributes:
        field: one of ``FIELDS``, or ``happened``.
        coders: alpha between blind coders, None where it can not be told.
        coded: incidents that two or more of them coded.
        machine: alpha between the machine and the latest word of people.
        reviewed: incidents that it rests on.
    """

    field: str
    coders: float | None
    coded: int
    machine: float | None
    reviewed: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where the log stood: kept elsewhere, it shows that rows were cut off or that the
    whole log was written anew.
    """

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may use the workbench.

    Attributes:
        id: the account's id.
        name: what he signs in with and signs decisions with.
        role: one of ``ROLES``.
        disabled: may no longer sign in; his decisions stand.
    """

    id: str
    name: str
    role: str
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that signed in.

    Attributes:
        account: who.
        opened: when.
        seen: when it was last marked as used.
    """

    account: Account
    opened: datetime.datetime
    seen: datetime.datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A key to the project's API.

    Attributes:
        id: its public name, for lists and for taking it back.
        label: what it is for.
        account: who made it; a token may never do more than he may.
        role: what it may do.
        expires: when it ends.
    """

    id: str
    label: str
    account: Account
    role: str
    expires: datetime.datetime
