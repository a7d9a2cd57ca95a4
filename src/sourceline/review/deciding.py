"""The one door through which a decision enters a project: it is put in the log, and all
that follows from it is brought up to date in the same transaction.

The log is the truth; judgements on pairs, corrected values, review states and ranks in
the queue are worked out from it and may be worked out again at any time.
"""

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from sourceline.errors import InputError
from sourceline.model.decisions import Decision, Draft, Review, ReviewState
from sourceline.model.incidents import Incident
from sourceline.model.records import incident_record, read_incident
from sourceline.review import drafts
from sourceline.review.corrections import corrected
from sourceline.review.judgements import judgements_of
from sourceline.review.queue import place, queued, review_of
from sourceline.review.replay import replay
from sourceline.store import audit
from sourceline.store import schema as t
from sourceline.store.database import insert
from sourceline.store.fusing import names
from sourceline.store.shares import shares

_ON_PAIRS = frozenset({"accept", "merge", "split", "unsure", "undo"})
"""Kinds that may change what clustering has to obey."""


def decide(
    connection: Connection, draft: Draft, who: str, when: datetime.datetime
) -> Decision:
    """Put a decision in the log and do what follows from it.

    Claims whose pairs were judged anew wait to be fused; ``Project.run`` makes their
    incidents.

    Args:
        connection: a writing one.
        draft: what is decided; ``review.drafts`` makes it.
        who: who decides.
        when: UTC moment.

    Raises:
        InputError: the draft speaks of claims or decisions that do not exist.
    """
    known: set[str] = set()
    for some in shares(draft.target):
        rows = connection.execute(select(t.claim.c.id).where(t.claim.c.id.in_(some)))
        known |= set(rows.scalars())
    missing = sorted(set(draft.target) - known)
    # what was decided about a claim that is gone can still be taken back
    if missing and draft.kind != "undo":
        raise InputError(
            f"no claim {missing[0]} in this project",
            advice="sourceline show INCIDENT lists its claims",
        )
    made = audit.append(connection, draft, who, when)
    if not draft.blind or draft.kind == "undo":
        if draft.kind in _ON_PAIRS:
            keep_judgements(connection, draft.target)
        refresh(connection, draft.target)
    return made


def undo(
    connection: Connection,
    ids: Sequence[str],
    who: str,
    when: datetime.datetime,
    words: str = "",
) -> Decision:
    """Take back decisions by their ids, one or many, however old; of an undo: redo.

    Raises:
        InputError: one does not exist, or is not in force.
    """
    asked = audit.decisions(connection, ids)
    claims = {claim for one in asked for claim in one.target}
    standing = in_force(audit.of_claims(connection, claims))
    for one in asked:
        if one.id not in standing:
            raise InputError(
                f"decision {one.id} is taken back already",
                advice="to bring it again, undo the undo",
            )
    return decide(connection, drafts.undo(asked, words), who, when)


def in_force(decisions: Collection[Decision]) -> set[str]:
    """Ids of decisions that no undo takes back, undos among them."""
    taken_back: set[str] = set()
    standing: set[str] = set()
    for one in sorted(decisions, key=lambda d: d.number, reverse=True):
        if one.id not in taken_back:
            standing.add(one.id)
            if one.kind == "undo":
                taken_back.update(one.undoes)
    return standing


def state_of(connection: Connection, claims: Collection[str]) -> ReviewState:
    """What the log comes to for some claims."""
    return replay(audit.of_claims(connection, claims))


def keep_judgements(connection: Connection, claims: Collection[str]) -> None:
    """Write anew what the log says of the pairs of some claims; where that is not what
    it was, they wait to be fused.
    """
    inside = set(claims)
    wanted = {
        (j.left, j.right): j
        for j in judgements_of(state_of(connection, inside))
        if j.left in inside or j.right in inside
    }
    present: dict[tuple[str, str], tuple[str, str, datetime.datetime]] = {}
    for some in shares(inside):
        ends = or_(t.judgement.c.left.in_(some), t.judgement.c.right.in_(some))
        for row in connection.execute(select(t.judgement).where(ends)):
            present[row.left, row.right] = (row.verdict, row.who, _aware(row.when))
        connection.execute(delete(t.judgement).where(ends))
    if wanted:
        rows = [
            {
                "left": j.left,
                "right": j.right,
                "verdict": j.verdict,
                "who": j.who,
                "when": j.when,
            }
            for _, j in sorted(wanted.items())
        ]
        connection.execute(insert(connection, t.judgement), rows)
    told = {pair: (j.verdict, j.who, j.when) for pair, j in wanted.items()}
    changed = {
        claim
        for pair in present.keys() | told.keys()
        if present.get(pair) != told.get(pair)
        for claim in pair
    }
    for some in shares(changed):
        connection.execute(
            update(t.claim).where(t.claim.c.id.in_(some)).values(waits_for_fusing=True)
        )


def _aware(when: datetime.datetime) -> datetime.datetime:
    """SQLite forgets the offset; it was UTC."""
    return when if when.tzinfo else when.replace(tzinfo=datetime.UTC)


def refresh(connection: Connection, claims: Collection[str]) -> None:
    """Lay corrections over the incidents of some claims, and give them their review
    state and their place in the queue.
    """
    for some in shares(claims):
        touched = select(t.claim.c.incident).where(
            t.claim.c.id.in_(some), t.claim.c.incident.is_not(None)
        )
        rows = connection.execute(
            select(t.incident.c.id, t.incident.c.record, t.incident.c.machine)
            .where(t.incident.c.id.in_(touched))
            .order_by(t.incident.c.id)
        ).all()
        machines = [read_incident(row.machine or row.record) for row in rows]
        members = {m.id for x in machines for m in x.members}
        state = state_of(connection, members)
        for machine in machines:
            connection.execute(
                update(t.incident)
                .where(t.incident.c.id == machine.id)
                .values(**_columns(machine, state))
            )


def review_record(review: Review) -> dict[str, Any]:
    """The review as a plain dictionary, for an incident's ``review`` field."""
    return {
        "state": review.state,
        "who": review.who,
        "when": None if review.when is None else review.when.isoformat(),
        "why": list(review.why),
        "corrected": list(review.corrected),
    }


def _columns(machine: Incident, state: ReviewState) -> dict[str, Any]:
    """Columns of an incident's row that people's decisions have a say in."""
    shown = corrected(machine, state)
    review, item = review_of(machine, state), queued(machine, state)
    told = incident_record(shown) | {"review": review_record(review)}
    if item:
        told["review"]["queue"] = list(item.reasons)
    return {
        "event_type": shown.event_type,
        "sub_event_type": shown.sub_event_type,
        "earliest": shown.date.earliest if shown.date else None,
        "latest": shown.date.latest if shown.date else None,
        "country": shown.place.country if shown.place else None,
        "lat": shown.place.lat if shown.place else None,
        "lon": shown.place.lon if shown.place else None,
        "place": names(shown.place) if shown.place else None,
        "actors": "; ".join(sorted({p.actor for p in shown.participants})),
        "deaths": shown.deaths.best,
        "record": told,
        "machine": None if shown == machine else incident_record(machine),
        "review": review.state,
        "queue": place(item, machine) if item else None,
    }
