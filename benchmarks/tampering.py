"""Ways to change a decision log behind the program's back."""

import datetime
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, Row, create_engine, event, insert, select, text

from sourceline.model.decisions import Decision, Draft
from sourceline.review import drafts
from sourceline.store import audit
from sourceline.store import schema as t
from sourceline.store.chain import BEGINNING, digest, name_of
from sourceline.store.database import connect
from sourceline.store.verify import Broken, verify

START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
BYTES = "0123456789abcdefXYZ \"'{}[],:\\é"
COLUMNS = ("body", "hash", "previous", "id", "kind", "who")
_c, _of = t.decision.c, t.decision_claim.c
Rows = Sequence[Row]


def filled(address: str, rows: int, rng: random.Random) -> None:
    """A log of some rows."""
    engine = connect(address)
    claims = [f"c-{n:03}" for n in range(40)]
    with engine.begin() as connection:
        made: list[Decision] = []
        for n in range(rows):
            target = tuple(sorted(rng.sample(claims, rng.randint(1, 4))))
            one = Draft("comment", target, {"words": f"word {n} é عاجل"})
            if made and rng.random() < 0.2:
                one = drafts.undo(rng.sample(made, 1))
            when = START + datetime.timedelta(minutes=n)
            made.append(audit.append(connection, one, rng.choice(("Ann", "Bea")), when))
    engine.dispose()


def tampered(
    address: str, mutations: int, rng: random.Random
) -> Iterator[tuple[str, int, Broken | None]]:
    """What ``verify`` says of random mutations, each on the true log: what was done, the
    first row that it touched, what was found.
    """
    engine = create_engine(address)
    if engine.dialect.name == "sqlite":
        event.listen(
            engine, "connect", lambda c, _: setattr(c, "isolation_level", None)
        )
        event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN"))
    with engine.connect() as connection:
        kept = audit.head(connection)
        if verify(connection, kept) is not None:
            raise AssertionError("the true log does not verify")
    for _ in range(mutations):
        with engine.connect() as connection:
            unlock(connection)
            rows = connection.execute(select(t.decision).order_by(_c.number)).all()
            way = rng.choice(sorted(WAYS))
            at = WAYS[way](connection, rows, rng)
            yield way, at, verify(connection, kept)
            connection.rollback()
    engine.dispose()


def unlock(connection: Connection) -> None:
    """What somebody does who owns the database: switch the triggers off."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
        return
    listed = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for name in connection.execute(listed).scalars().all():
        if name.startswith(("decision", "checkpoint")):
            connection.execute(text(f"DROP TRIGGER {name}"))


def one_byte(connection: Connection, rows: Rows, rng: random.Random) -> int:
    row = rng.choice(rows)
    column = rng.choice(COLUMNS)
    was = getattr(row, column)
    place = rng.randrange(len(was))
    new = rng.choice([b for b in BYTES if b != was[place]])
    change(connection, row.number, {column: was[:place] + new + was[place + 1 :]})
    return row.number


def reseal(connection: Connection, rows: Rows, rng: random.Random) -> int:
    """Another name on a row with its own hash anew: the next row tells."""
    free = [r for r in rows[:-1] if r.number % audit.CHECKPOINT_EVERY]
    row = rng.choice(free)
    body = row.body.replace('"who":"', '"who":"not ')
    change(connection, row.number, _sealed(row.number, row.previous, body))
    return row.number + 1


def drop(connection: Connection, rows: Rows, rng: random.Random) -> int:
    at = rng.choice(rows).number
    connection.execute(t.decision.delete().where(_c.number == at))
    return at


def drop_and_renumber(connection: Connection, rows: Rows, rng: random.Random) -> int:
    at = drop(connection, rows, rng)
    for number in range(at + 1, len(rows) + 1):
        change(connection, number, {"number": number - 1})
    return at


def drop_beginning(connection: Connection, rows: Rows, rng: random.Random) -> int:
    connection.execute(t.decision.delete().where(_c.number <= rng.choice(rows).number))
    return 1


def cut_tail(connection: Connection, rows: Rows, rng: random.Random) -> int:
    """The tail, with all in the database that speaks of it."""
    at = rng.choice(rows).number
    mark = t.checkpoint
    connection.execute(t.decision.delete().where(_c.number >= at))
    connection.execute(t.decision_claim.delete().where(_of.decision >= at))
    connection.execute(mark.delete().where(mark.c.number >= at))
    if at == 1:
        connection.execute(t.decision_head.delete())
    else:
        end = {"number": at - 1, "hash": rows[at - 2].hash}
        connection.execute(t.decision_head.update().values(end))
    return at


def swap(connection: Connection, rows: Rows, rng: random.Random) -> int:
    return _swap(connection, rows, rng, COLUMNS)


def swap_bodies(connection: Connection, rows: Rows, rng: random.Random) -> int:
    return _swap(connection, rows, rng, ("body",))


def add(connection: Connection, rows: Rows, rng: random.Random) -> int:
    """A row that says something new, well sealed, but not by the program."""
    body = rng.choice(rows).body.replace('"who":"', '"who":"not ')
    return _put(connection, rows, body)


def say_again(connection: Connection, rows: Rows, rng: random.Random) -> int:
    return _put(connection, rows, rng.choice(rows).body)


def unlist_claims(connection: Connection, rows: Rows, rng: random.Random) -> int:
    at = rng.choice(rows).number
    connection.execute(t.decision_claim.delete().where(_of.decision == at))
    return at


def list_claim(connection: Connection, rows: Rows, rng: random.Random) -> int:
    at = rng.choice(rows).number
    strange = {"claim": "c-other", "decision": at}
    connection.execute(insert(t.decision_claim), [strange])
    return at


def drop_checkpoint(connection: Connection, rows: Rows, rng: random.Random) -> int:
    at = rng.choice(range(audit.CHECKPOINT_EVERY, len(rows), audit.CHECKPOINT_EVERY))
    connection.execute(t.checkpoint.delete().where(t.checkpoint.c.number == at))
    return at


def change_checkpoint(connection: Connection, rows: Rows, rng: random.Random) -> int:
    at = rng.choice(range(audit.CHECKPOINT_EVERY, len(rows), audit.CHECKPOINT_EVERY))
    changed = t.checkpoint.update().where(t.checkpoint.c.number == at)
    connection.execute(changed.values(hash=rows[at - 2].hash))
    return at


def move_head(connection: Connection, rows: Rows, rng: random.Random) -> int:
    at = rng.choice(rows[:-1])
    end = {"number": at.number, "hash": at.hash}
    connection.execute(t.decision_head.update().values(end))
    return len(rows) + 1


def forge(connection: Connection, rows: Rows, rng: random.Random) -> int:
    """Another name on a row, then the whole chain, head and checkpoints anew: only a
    checkpoint from elsewhere tells.
    """
    at = rng.choice(rows).number
    previous = rows[at - 2].hash if at > 1 else BEGINNING
    forged = {}
    for row in rows[at - 1 :]:
        told = json.loads(row.body)
        if row.number == at:
            told["who"] = "Eve"
        body = json.dumps(told, sort_keys=True, separators=(",", ":"))
        forged[row.number] = _sealed(row.number, previous, body)
        previous = forged[row.number]["hash"]
    connection.execute(t.decision.delete().where(_c.number >= at))
    connection.execute(insert(t.decision), list(forged.values()))
    mark = t.checkpoint
    for number in forged:
        changed = mark.update().where(mark.c.number == number)
        connection.execute(changed.values(hash=forged[number]["hash"]))
    connection.execute(t.decision_head.update().values(hash=previous))
    return len(rows)


WAYS: Mapping[str, Callable[[Connection, Rows, random.Random], int]] = {
    way.__name__: way
    for way in (
        one_byte,
        reseal,
        drop,
        drop_and_renumber,
        drop_beginning,
        cut_tail,
        swap,
        swap_bodies,
        add,
        say_again,
        unlist_claims,
        list_claim,
        drop_checkpoint,
        change_checkpoint,
        move_head,
        forge,
    )
}


def change(connection: Connection, number: int, values: dict[str, object]) -> None:
    connection.execute(t.decision.update().where(_c.number == number).values(values))


def _swap(
    connection: Connection, rows: Rows, rng: random.Random, columns: Sequence[str]
) -> int:
    one, other = sorted(rng.sample(list(rows), 2), key=lambda r: r.number)
    unique = {"hash", "previous", "id"} & set(columns)
    if unique:
        change(connection, one.number, {k: f"parked {k}" for k in unique})
    change(connection, other.number, {k: getattr(one, k) for k in columns})
    change(connection, one.number, {k: getattr(other, k) for k in columns})
    return one.number


def _put(connection: Connection, rows: Rows, body: str) -> int:
    row = _sealed(len(rows) + 1, rows[-1].hash, body)
    connection.execute(insert(t.decision), [row])
    claims = [
        {"claim": claim, "decision": row["number"]}
        for claim in json.loads(body)["target"]
    ]
    connection.execute(insert(t.decision_claim), claims)
    return len(rows) + 1


def _sealed(number: int, previous: str, body: str) -> dict[str, object]:
    told, sealed = json.loads(body), digest(previous, body)
    return {
        "number": number,
        "id": name_of(sealed),
        "kind": told["kind"],
        "who": told["who"],
        "body": body,
        "previous": previous,
        "hash": sealed,
    }
