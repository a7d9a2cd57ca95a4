"""The log of every decision, and of every change of accounts: rows are added, never
changed, and each seals the one before.

Database triggers refuse to change or delete a row. Against somebody who can write the
file itself there is the chain of hashes, which ``store.verify`` checks.
"""

import datetime
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, func, select

from sourceline.errors import InputError, SourcelineError
from sourceline.model.decisions import ACCOUNT, KINDS, Checkpoint, Decision, Draft
from sourceline.store import schema as t
from sourceline.store.chain import BEGINNING, body_of, digest, name_of, read_body
from sourceline.store.database import insert
from sourceline.store.shares import shares

CHECKPOINT_EVERY = 100
"""Rows from one checkpoint to the next."""
_LOG = "decisions"
_LOCK = 0x736C6C6F67
"""Name of PostgreSQL's lock on the log; SQLite has one writer anyway."""
_LONGEST_NAME = 200
_TICK = datetime.timedelta(microseconds=1)
_rows = t.decision.c


def append(
    connection: Connection, draft: Draft, who: str, when: datetime.datetime
) -> Decision:
    """Put a decision at the end of the log.

    Two writers can not both continue one row: SQLite's write lock or PostgreSQL's
    advisory lock is held until the transaction ends.

    Args:
        connection: a writing one.
        draft: what is decided.
        who: who decides.
        when: UTC moment. Where the clock ran back, the moment just after the last
            row's is kept: the order of the log is the order of its moments.

    Raises:
        InputError: an unknown kind, no claims, a name that is none, or an undo of what
            does not exist or is no decision.
        SourcelineError: the end of the log was changed.
    """
    _check(connection, draft, who)
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    last = _last(connection)
    number = last.number + 1 if last else 1
    previous = last.hash if last else BEGINNING
    moment = max(when, last.when + _TICK) if last else when
    body = body_of(number, draft, who, moment)
    row_hash = digest(previous, body)
    row = {
        "number": number,
        "id": name_of(row_hash),
        "kind": draft.kind,
        "who": who,
        "body": body,
        "previous": previous,
        "hash": row_hash,
    }
    connection.execute(insert(connection, t.decision), [row])
    if draft.target:
        connection.execute(
            insert(connection, t.decision_claim),
            [{"claim": claim, "decision": number} for claim in draft.target],
        )
    _keep_head(connection, number, row_hash)
    return read_body(body, previous, row_hash)


def log(connection: Connection, after: int = 0) -> Iterator[Decision]:
    """The decisions after a number, in order."""
    query = select(t.decision).where(_rows.number > after).order_by(_rows.number)
    for row in connection.execution_options(yield_per=500).execute(query):
        yield read_body(row.body, row.previous, row.hash)


def of_claims(connection: Connection, claims: Collection[str]) -> list[Decision]:
    """The decisions about any of some claims, undos of such among them, in order."""
    numbers: set[int] = set()
    for some in shares(claims):
        numbers |= set(
            connection.execute(
                select(t.decision_claim.c.decision).where(
                    t.decision_claim.c.claim.in_(some)
                )
            ).scalars()
        )
    out = []
    listed = sorted(numbers)
    for at in range(0, len(listed), CHECKPOINT_EVERY):
        rows = connection.execute(
            select(t.decision)
            .where(_rows.number.in_(listed[at : at + CHECKPOINT_EVERY]))
            .order_by(_rows.number)
        )
        out += [read_body(r.body, r.previous, r.hash) for r in rows]
    return out


def decisions(connection: Connection, ids: Collection[str]) -> list[Decision]:
    """Some decisions by their ids, in order.

    Raises:
        InputError: one does not exist.
    """
    out: list[Decision] = []
    for some in shares(set(ids)):
        rows = connection.execute(select(t.decision).where(_rows.id.in_(some)))
        out += [read_body(r.body, r.previous, r.hash) for r in rows]
    missing = sorted(set(ids) - {d.id for d in out})
    if missing:
        raise InputError(f"no decision {missing[0]}", expected="an id from the log")
    return sorted(out, key=lambda d: d.number)


def head(connection: Connection) -> Checkpoint:
    """Where the log stands: to be printed, exported, kept elsewhere."""
    row = connection.execute(select(t.decision_head)).one_or_none()
    return Checkpoint(row.number, row.hash) if row else Checkpoint(0, BEGINNING)


def checkpoints(connection: Connection) -> list[Checkpoint]:
    """The marks that the log kept on its way, and where it stands now."""
    rows = connection.execute(select(t.checkpoint).order_by(t.checkpoint.c.number))
    kept = [Checkpoint(row.number, row.hash) for row in rows]
    end = head(connection)
    return kept if kept and kept[-1] == end else [*kept, end]


def _check(connection: Connection, draft: Draft, who: str) -> None:
    undone = decisions(connection, draft.undoes)
    if strange := next((d.id for d in undone if d.kind == ACCOUNT), None):
        raise InputError(
            f"{strange} is a change of accounts",
            expected="a decision",
            advice="an owner changes accounts on the page People",
        )
    if draft.kind not in {*KINDS, ACCOUNT}:
        raise InputError(f"decision {draft.kind!r}", expected=", ".join(KINDS))
    about_claims = draft.kind != ACCOUNT
    sorted_once = list(draft.target) == sorted(set(draft.target))
    if not sorted_once or bool(draft.target) != about_claims:
        raise InputError(f"claims {draft.target}", expected="sorted ids, one or more")
    if not who.isprintable() or not 0 < len(who.strip()) <= _LONGEST_NAME:
        raise InputError(f"name {who!r}", expected="who decides, in printable words")


def _last(connection: Connection) -> Decision | None:
    at = head(connection)
    row = connection.execute(
        select(t.decision).order_by(_rows.number.desc()).limit(1)
    ).one_or_none()
    if (at.number, at.hash) != ((row.number, row.hash) if row else (0, BEGINNING)):
        raise SourcelineError(
            f"the decision log does not end where it did, at row {at.number}",
            advice="verify it and put back a copy of the database from before",
        )
    return read_body(row.body, row.previous, row.hash) if row else None


def _keep_head(connection: Connection, number: int, row_hash: str) -> None:
    values = {"number": number, "hash": row_hash}
    connection.execute(
        insert(connection, t.decision_head)
        .values(log=_LOG, **values)
        .on_conflict_do_update(index_elements=["log"], set_=values)
    )
    if number % CHECKPOINT_EVERY == 0:
        connection.execute(insert(connection, t.checkpoint), [values])
