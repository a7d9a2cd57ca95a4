"""Is the decision log what it was?

The chain of hashes shows every change of a row, a row left out, put in or moved; the
head and the checkpoints show a log that was cut short. Whoever can write them all anew
is found by a checkpoint that was kept elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import DBAPIError

from sourceline.model.decisions import Checkpoint
from sourceline.store import schema as t
from sourceline.store.audit import CHECKPOINT_EVERY, head
from sourceline.store.chain import BEGINNING, digest, name_of, read_body

_AT_ONCE = 500
_UNREADABLE = "its text can not be read"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that is not what it was.

    Attributes:
        number: its number; one past the end where rows are missing there.
        reason: what is wrong, in words.
    """

    number: int
    reason: str


def verify(connection: Connection, kept: Checkpoint | None = None) -> Broken | None:
    """The first row of the log that is not what it was, None where all are.

    Args:
        connection: a reading one.
        kept: a checkpoint from elsewhere. Without one, a log that was written anew from
            some row on, with head and checkpoints, can not be told from the true one.
    """
    marks = _marks(connection)
    at = Checkpoint(0, BEGINNING)
    for row, claims in _rows(connection):
        number = at.number + 1
        if row is None:
            return Broken(number, _UNREADABLE)
        reason = _wrong(row, at, claims) or _wrong_mark(row, marks, kept)
        if reason:
            return Broken(number, reason)
        at = Checkpoint(number, row.hash)
    return _wrong_end(connection, at, marks, kept)


def _wrong(row: Row[Any], before: Checkpoint, claims: set[str]) -> str | None:
    """What is wrong with a row in itself and after the row before."""
    number = before.number + 1
    if row.number != number:
        return f"it is missing, row {row.number} comes next"
    if row.previous != before.hash:
        return "it does not follow the row before it"
    if not isinstance(row.body, str) or row.hash != digest(row.previous, row.body):
        return "it was changed: its hash is another"
    return _wrong_beside(row, claims)


def _wrong_beside(row: Row[Any], claims: set[str]) -> str | None:
    """What of a row's other columns differs from its body."""
    told = read_body(row.body, row.previous, row.hash)
    if (row.id, row.kind, row.who) != (name_of(row.hash), told.kind, told.who):
        return "its id, kind or name is not what the body says"
    if told.number != row.number:
        return "it was moved"
    if claims != set(told.target):
        return "the list of its claims was changed"
    return None


def _wrong_mark(
    row: Row[Any], marks: dict[int, str], kept: Checkpoint | None
) -> str | None:
    """What speaks against a row among the checkpoints."""
    if row.number % CHECKPOINT_EVERY == 0 and row.number not in marks:
        return "its checkpoint is missing"
    if marks.get(row.number, row.hash) != row.hash:
        return "it differs from its checkpoint"
    if kept and kept.number == row.number and kept.hash != row.hash:
        return "it differs from the checkpoint that was kept elsewhere"
    return None


def _wrong_end(
    connection: Connection,
    end: Checkpoint,
    marks: dict[int, str],
    kept: Checkpoint | None,
) -> Broken | None:
    """What is missing after the last row."""
    furthest = max([*marks, kept.number if kept else 0])
    if furthest > end.number:
        return Broken(end.number + 1, f"it is missing: there was a row {furthest}")
    if head(connection) != end:
        return Broken(end.number + 1, "the log does not end where it did")
    claims = t.decision_claim.c
    strange = select(claims.decision).where(claims.decision > end.number).limit(1)
    if connection.execute(strange).first():
        return Broken(end.number + 1, "it is missing: claims are listed for it")
    return None


def _marks(connection: Connection) -> dict[int, str]:
    return {0: BEGINNING} | {
        row.number: row.hash for row in connection.execute(select(t.checkpoint))
    }


def _rows(connection: Connection) -> Iterator[tuple[Row[Any] | None, set[str]]]:
    """Every row with the claims listed for it, None for a row that can not be read."""
    numbers = connection.execute(
        select(t.decision.c.number).order_by(t.decision.c.number)
    )
    listed = list(numbers.scalars())
    for start in range(0, len(listed), _AT_ONCE):
        some = listed[start : start + _AT_ONCE]
        claims: dict[int, set[str]] = {number: set() for number in some}
        try:
            for one in _between(connection, t.decision_claim.c.decision, some):
                claims.setdefault(one.decision, set()).add(one.claim)
            rows = _between(connection, t.decision.c.number, some)
        except DBAPIError:
            # bytes that are no text: find the row by asking for one after another
            yield from _one_by_one(connection, some)
            continue
        for row in rows:
            yield row, claims[row.number]


def _one_by_one(
    connection: Connection, numbers: list[int]
) -> Iterator[tuple[Row[Any] | None, set[str]]]:
    for number in numbers:
        try:
            (row,) = _between(connection, t.decision.c.number, [number])
            of_it = _between(connection, t.decision_claim.c.decision, [number])
        except DBAPIError:
            yield None, set()
            return
        yield row, {one.claim for one in of_it}


def _between(connection: Connection, column: Any, some: list[int]) -> list[Row[Any]]:  # noqa: ANN401 - a column of either table
    query = (
        select(column.table).where(column.between(some[0], some[-1])).order_by(column)
    )
    return list(connection.execute(query).all())
