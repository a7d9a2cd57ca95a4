"""Changes of accounts in the log: who, whose, when; sealed with it, and no secret."""

import datetime
import itertools

import pytest
from sqlalchemy import Engine, text

from benchmarks.tampering import unlock
from sourceline.errors import InputError
from sourceline.model.decisions import ACCOUNT, DEEDS, Decision, Draft
from sourceline.review.replay import replay
from sourceline.review.wording import said
from sourceline.store import audit, keys, people
from sourceline.store.account_log import Hand, note
from sourceline.store.chain import name_of
from sourceline.store.database import reading
from sourceline.store.verify import verify

WHEN = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
LATER = WHEN + datetime.timedelta(days=30)
PASSWORDS = ("correct horse battery", "another long secret")
COMMENT = Draft("comment", ("c-a",), {"words": "seen"})
_numbers = itertools.count(1)


def draw(size: int) -> bytes:
    return next(_numbers).to_bytes(size, "big")


ANN = Hand("Ann", WHEN, draw)


@pytest.fixture(autouse=True)
def _light_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MEMORY_KIB", 64)
    monkeypatch.setattr(people, "TIME_COST", 1)


def every_change(engine: Engine) -> list[str]:
    """One of each, with a decision in between; the secrets that there were."""
    with engine.begin() as connection:
        root = Hand("root", WHEN, draw, "command line")
        ann = people.add_account(connection, "Ann", PASSWORDS[0], "owner", root)
        people.add_account(connection, "Zoë أمل", PASSWORDS[0], "coder", ANN)
        people.set_role(connection, "zoë أمل", "reviewer", ANN)
        opened = keys.open_session(connection, ann, WHEN, draw)
        people.set_password(connection, "Zoë أمل", PASSWORDS[1], ANN)
        people.set_password(connection, "Ann", PASSWORDS[1], ANN)
        audit.append(connection, COMMENT, "Ann", WHEN)
        token, secret = keys.add_token(connection, ann, "figures", "coder", LATER, ANN)
        keys.revoke_token(connection, token.id, ANN)
        again = keys.open_session(connection, ann, WHEN, draw)
        keys.close_sessions(connection, ANN)
        people.disable(connection, "Zoë أمل", ANN)
        people.enable(connection, "Zoë أمل", ANN)
        hashes = connection.execute(
            text("SELECT password FROM account UNION SELECT hash FROM token")
        ).scalars()
        return [*PASSWORDS, opened, again, secret, *hashes]


def told(engine: Engine) -> list[Decision]:
    with reading(engine) as connection:
        return [d for d in audit.log(connection) if d.kind == ACCOUNT]


def test_each_change_says_who_did_what_in_words(engine: Engine) -> None:
    every_change(engine)
    token = told(engine)[5].payload["token"]
    assert [(d.who, said(d)) for d in told(engine)] == [
        ("root", "made an account for Ann: owner, on the command line"),
        ("Ann", "made an account for Zoë أمل: coder"),
        ("Ann", "made Zoë أمل reviewer in place of coder"),
        ("Ann", "gave Zoë أمل a new password"),
        ("Ann", "changed their own password"),
        ("Ann", f"made the token {token} “figures” of Ann: coder, until 2026-05-31"),
        ("Ann", f"took back the token {token} “figures” of Ann"),
        ("Ann", "ended all sessions, 1 of them"),
        ("Ann", "shut out Zoë أمل"),
        ("Ann", "let Zoë أمل in again"),
    ]
    assert {d.payload["deed"] for d in told(engine)} == set(DEEDS)


def test_no_secret_and_no_hash_of_one_is_in_the_log(engine: Engine) -> None:
    secrets = every_change(engine)
    with reading(engine) as connection:
        bodies = connection.execute(text("SELECT body FROM decision")).scalars()
        whole = "\n".join(bodies)
    assert len(secrets) == 8
    assert [one for one in secrets if one in whole] == []


def test_a_change_stands_in_the_log_if_and_only_if_it_was_made(engine: Engine) -> None:
    with engine.begin() as connection:
        people.add_account(connection, "Ann", PASSWORDS[0], "owner", ANN)
    connection = engine.connect()
    connection.begin()
    people.set_password(connection, "Ann", PASSWORDS[1], ANN)
    connection.rollback()
    connection.close()
    assert len(told(engine)) == 1
    assert people.verify_password(engine, "Ann", PASSWORDS[0], WHEN)
    for refused in (
        lambda c: people.set_role(c, "Ann", "viewer", ANN),
        lambda c: people.disable(c, "Ann", ANN),
        lambda c: people.set_password(c, "Ann", "short", ANN),
        lambda c: people.add_account(c, "Ann", PASSWORDS[0], "viewer", ANN),
        lambda c: keys.revoke_token(c, "t-none", ANN),
    ):
        with pytest.raises(InputError), engine.begin() as connection:
            refused(connection)
    assert len(told(engine)) == 1


def test_what_changes_nothing_is_not_told(engine: Engine) -> None:
    with engine.begin() as connection:
        people.add_account(connection, "Ann", PASSWORDS[0], "owner", ANN)
        people.set_role(connection, "Ann", "owner", ANN)
        people.enable(connection, "Ann", ANN)
        people.add_account(connection, "Bea", PASSWORDS[0], "viewer", ANN)
        people.disable(connection, "Bea", ANN)
        people.disable(connection, "Bea", ANN)
    assert [d.payload["deed"] for d in told(engine)] == ["added", "added", "disabled"]


@pytest.mark.parametrize(
    ("change", "number", "reason"),
    [
        ("UPDATE decision SET body = replace(body, 'coder', 'owner')", 2, "changed"),
        ("UPDATE decision SET who = 'Eve'", 1, "its id, kind or name"),
        ("UPDATE decision SET kind = 'accept' WHERE number = 3", 3, "kind"),
        ("DELETE FROM decision WHERE number = 3", 3, "missing"),
        ("INSERT INTO decision_claim VALUES ('c-a', 3)", 3, "list of its claims"),
    ],
)
def test_whoever_changes_such_a_row_is_found(engine, change, number, reason) -> None:
    every_change(engine)
    with reading(engine) as connection:
        assert verify(connection, audit.head(connection)) is None
    with engine.connect() as connection:
        unlock(connection)
        connection.execute(text(change))
        found = verify(connection)
        connection.rollback()
    assert found.number == number
    assert reason in found.reason


def test_changes_of_accounts_are_neither_replayed_nor_undone(engine: Engine) -> None:
    every_change(engine)
    with reading(engine) as connection:
        log = list(audit.log(connection))
        state = replay(log)
    assert [d.kind for d in state.in_force] == ["comment"]
    comment = next(d for d in log if d.kind == "comment")
    for undone in ((log[0].id,), (comment.id, log[0].id)):
        draft = Draft("undo", ("c-a",), {}, undone)
        with pytest.raises(InputError, match="People"), engine.begin() as connection:
            audit.append(connection, draft, "Ann", WHEN)


def test_what_could_be_guessed_of_a_row_does_not_give_its_hash(engine: Engine) -> None:
    """A release shows the hash of the last row: names must not be tried against it."""
    heads = []
    for salt in (b"a", b"b"):
        hand = Hand("Ann", WHEN, lambda size, salt=salt: salt * size)
        connection = engine.connect()
        connection.begin()
        note(connection, "added", hand, account="Zoë", role="coder")
        heads.append(audit.head(connection))
        connection.rollback()
        connection.close()
    assert heads[0].number == heads[1].number == 1
    assert name_of(heads[0].hash) != name_of(heads[1].hash)


def test_a_deed_that_nobody_knows_is_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(ValueError, match="none of"):
        note(connection, "painted", ANN)
