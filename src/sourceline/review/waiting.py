"""The queue as a database answers it: by index, without replaying the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from sourceline.model.decisions import ACCOUNT, Decision
from sourceline.model.incidents import Incident
from sourceline.model.records import read_incident
from sourceline.review.queue import RANKS, places_of, rank_of
from sourceline.review.replay import is_stance, replay
from sourceline.store import audit
from sourceline.store import schema as t
from sourceline.store.chain import read_body
from sourceline.store.shares import shares

_i = t.incident.c
Key = tuple[int, str]
"""A place in the queue: its number and the incident's id."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An incident in the queue.

    Attributes:
        id: the incident's id.
        key: its place.
        record: its record, with the review and the reasons of the queue.
    """

    id: str
    key: Key
    record: Mapping[str, Any]

    @property
    def rank(self) -> str:
        """Its rank in words."""
        return RANKS[rank_of(self.key[0])]

    @property
    def reasons(self) -> list[str]:
        """Why it waits."""
        return list(self.record["review"].get("queue", ()))


def waiting(
    connection: Connection,
    after: Key | None = None,
    most: int = 50,
    rank: int | None = None,
) -> list[Waiting]:
    """A page of the queue.

    Args:
        connection: a reading one.
        after: the place of the last one of the page before.
        most: how many.
        rank: of that rank alone.
    """
    query = _in_queue().order_by(_i.queue, _i.id).limit(most)
    if after is not None:
        query = query.where(tuple_(_i.queue, _i.id) > tuple_(*after))
    if rank is not None:
        query = query.where(_i.queue.between(*places_of(rank)))
    return [_waiting(row) for row in connection.execute(query)]


def before(connection: Connection, key: Key) -> str | None:
    """The incident before a place of the queue."""
    query = (
        select(_i.id)
        .where(_i.queue.is_not(None), tuple_(_i.queue, _i.id) < tuple_(*key))
        .order_by(_i.queue.desc(), _i.id.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def after(connection: Connection, key: Key | None) -> str | None:
    """The incident after a place of the queue, the first where none is given."""
    query = select(_i.id).where(_i.queue.is_not(None)).order_by(_i.queue, _i.id)
    if key is not None:
        query = query.where(tuple_(_i.queue, _i.id) > tuple_(*key))
    return connection.execute(query.limit(1)).scalar()


def key_of(connection: Connection, incident: str) -> Key | None:
    """An incident's place, None where it does not wait."""
    query = select(_i.queue).where(_i.id == incident)
    found = connection.execute(query).scalar()
    return None if found is None else (int(found), incident)


def counts(connection: Connection) -> dict[str, int]:
    """How many wait, by rank in words."""
    out = {}
    for number, name in enumerate(RANKS):
        query = select(func.count()).where(_i.queue.between(*places_of(number)))
        if found := connection.execute(query).scalar_one():
            out[name] = int(found)
    return out


def machine_of(connection: Connection, ids: Sequence[str]) -> list[Incident]:
    """Incidents as the machine made them, in order of id."""
    out = []
    for some in shares(ids):
        rows = connection.execute(
            select(_i.id, _i.record, _i.machine).where(_i.id.in_(some)).order_by(_i.id)
        )
        out += [read_incident(row.machine or row.record) for row in rows]
    return out


def incidents_of(connection: Connection, claims: Sequence[str]) -> list[str]:
    """Ids of the incidents that some claims are in now."""
    found: set[str] = set()
    for some in shares(claims):
        rows = connection.execute(
            select(t.claim.c.incident)
            .where(t.claim.c.id.in_(some), t.claim.c.incident.is_not(None))
            .distinct()
        )
        found |= set(rows.scalars())
    return sorted(found)


# --- blind coders --------------------------------------------------------------------


def blindly_done(connection: Connection, who: str) -> set[str]:
    """Claims that a blind coder has taken a stance on."""
    d = t.decision.c
    rows = connection.execute(
        select(t.decision).where(d.who == who).order_by(d.number)
    ).all()
    mine = [read_body(row.body, row.previous, row.hash) for row in rows]
    undone = audit.of_claims(connection, {c for x in mine if x.blind for c in x.target})
    state = replay([*{x.id: x for x in (*mine, *undone)}.values()])
    done = (x for x in state.blind if x.who == who and is_stance(x))
    return {claim for x in done for claim in x.target}


def blind_next(
    connection: Connection,
    done: set[str],
    at: str = "",
    *,
    backwards: bool = False,
) -> str | None:
    """The next incident for a blind coder after one.

    All blind coders meet incidents in the order of their ids, which are hashes: an
    order by what the machine doubts would tell what is hidden from them.

    Args:
        connection: a reading one.
        done: claims that he is done with.
        at: the incident that he comes from.
        backwards: the one before, done or not.
    """
    if backwards:
        query = select(_i.id).where(_i.id < at).order_by(_i.id.desc()).limit(1)
        return connection.execute(query).scalar()
    finished = set(incidents_of(connection, sorted(done)))
    query = select(_i.id).where(_i.id > at).order_by(_i.id).limit(len(finished) + 1)
    rows = connection.execute(query).scalars()
    return next((name for name in rows if name not in finished), None)


def blind_left(connection: Connection, done: set[str]) -> int:
    """How many incidents wait for a blind coder."""
    whole = connection.execute(select(func.count()).select_from(t.incident))
    return int(whole.scalar_one()) - len(incidents_of(connection, sorted(done)))


# --- the log -------------------------------------------------------------------------


def last_of(connection: Connection, who: str, most: int) -> list[Decision]:
    """The last decisions of a person, the newest first."""
    d = t.decision.c
    query = select(t.decision).where(d.who == who, d.kind != ACCOUNT)
    rows = connection.execute(query.order_by(d.number.desc()).limit(most))
    return [read_body(row.body, row.previous, row.hash) for row in rows]


def latest_of(connection: Connection, who: str, *, blind: bool) -> Decision | None:
    """A person's last decision that stands and is no undo, blind or in sight of all."""
    d = t.decision.c
    rows = connection.execution_options(yield_per=20).execute(
        select(t.decision)
        .where(d.who == who, d.kind.not_in(("undo", ACCOUNT)))
        .order_by(d.number.desc())
    )
    for row in rows:
        one = read_body(row.body, row.previous, row.hash)
        if one.blind != blind:
            continue
        state = replay(audit.of_claims(connection, one.target))
        if any(x.id == one.id for x in (*state.in_force, *state.blind)):
            return one
    return None


def _in_queue() -> Select[Any]:
    return select(_i.id, _i.queue, _i.record).where(_i.queue.is_not(None))


def _waiting(row: Any) -> Waiting:  # noqa: ANN401 - a row
    return Waiting(row.id, (int(row.queue), row.id), row.record)
