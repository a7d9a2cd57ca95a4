"""Accounts, sessions and tokens."""

import datetime
import itertools
import time

import pytest
from sqlalchemy import Engine, text

from sourceline.errors import InputError
from sourceline.store import keys, people
from sourceline.store.account_log import Hand
from sourceline.store.database import reading

WHEN = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
SECRET = "correct horse battery"  # noqa: S105
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
_numbers = itertools.count(1)


def draw(size: int) -> bytes:
    return next(_numbers).to_bytes(size, "big")


HAND = Hand("Ann", WHEN, draw)


@pytest.fixture(autouse=True)
def _light_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MEMORY_KIB", 64)
    monkeypatch.setattr(people, "TIME_COST", 1)


@pytest.fixture
def ann(engine: Engine):
    with engine.begin() as connection:
        return people.add_account(connection, "Ann", SECRET, "owner", HAND)


def add(engine, name, role="reviewer", password=SECRET):
    with engine.begin() as connection:
        return people.add_account(connection, name, password, role, HAND)


def waits(engine, name, when=WHEN):
    with reading(engine) as connection:
        return people.waiting_time(connection, name, when)


# --- accounts ------------------------------------------------------------------------


def test_the_right_password_opens_an_account_whatever_the_case_of_its_name(
    engine, ann
) -> None:
    assert people.verify_password(engine, " aNN ", SECRET, WHEN) == ann
    assert people.verify_password(engine, "Ann", SECRET + ".", WHEN) is None
    assert people.verify_password(engine, "Bea", SECRET, WHEN) is None


def test_a_password_is_the_same_however_a_keyboard_composes_it(engine) -> None:
    made = add(engine, "Bea", password="caf\u00e9 au lait noir")  # noqa: S106
    assert (
        people.verify_password(engine, "Bea", "cafe\u0301 au lait noir", WHEN) == made
    )


def test_passwords_are_kept_as_argon2id_with_the_declared_cost(
    engine, monkeypatch
) -> None:
    monkeypatch.undo()
    add(engine, "Bea")
    with reading(engine) as connection:
        kept = connection.execute(text("SELECT password FROM account")).scalar_one()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert SECRET not in kept


@pytest.mark.parametrize(
    ("name", "password", "role"),
    [
        ("Ann", SECRET, "viewer"),
        ("ANN", SECRET, "viewer"),
        ("", SECRET, "viewer"),
        ("B\nea", SECRET, "king"),
        ("B\x00", SECRET, "viewer"),
        ("Bea", "short", "viewer"),
        ("Bea", "x" * 1025, "viewer"),
        ("Bea", SECRET, "king"),
    ],
)
@pytest.mark.usefixtures("ann")
def test_an_account_that_can_not_be_is_refused(engine, name, password, role) -> None:
    with pytest.raises(InputError):
        add(engine, name, role, password)


@pytest.mark.usefixtures("ann")
def test_there_is_always_an_owner(engine) -> None:
    with engine.begin() as connection:
        with pytest.raises(InputError, match="last owner"):
            people.disable(connection, "Ann", HAND)
        with pytest.raises(InputError, match="last owner"):
            people.set_role(connection, "Ann", "viewer", HAND)
    add(engine, "Bea", "owner")
    with engine.begin() as connection:
        assert people.disable(connection, "Ann", HAND).disabled
        with pytest.raises(InputError, match="last owner"):
            people.set_role(connection, "Bea", "coder", HAND)


def test_until_somebody_has_an_account_one_is_needed(engine) -> None:
    assert people.needs_account(engine)
    add(engine, "Bea")
    assert not people.needs_account(engine)


# --- failed sign-ins -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["Ann", "nobody of that name"])
@pytest.mark.usefixtures("ann")
def test_failures_slow_a_name_down_whether_or_not_it_is_an_account(
    engine, name
) -> None:
    for n in range(people.FREE_ATTEMPTS):
        assert not waits(engine, name), n
        assert people.verify_password(engine, name, "wrong", WHEN) is None
    assert waits(engine, name) == people.FIRST_WAIT
    assert people.verify_password(engine, name, SECRET, WHEN) is None, (
        "not even the right one"
    )
    later = WHEN + people.FIRST_WAIT
    assert people.verify_password(engine, name, "wrong", later) is None
    assert waits(engine, name, later) == 2 * people.FIRST_WAIT
    for _ in range(20):
        later += people.LONGEST_WAIT
        people.verify_password(engine, name, "wrong", later)
    assert waits(engine, name, later) == people.LONGEST_WAIT
    assert not waits(engine, "Cem", later)


def test_success_and_time_forget_failures(engine, ann) -> None:
    for _ in range(people.FREE_ATTEMPTS - 1):
        people.verify_password(engine, "Ann", "wrong", WHEN)
    assert people.verify_password(engine, "Ann", SECRET, WHEN) == ann
    for _ in range(people.FREE_ATTEMPTS):
        people.verify_password(engine, "Ann", "wrong", WHEN)
    people.verify_password(engine, "Bea", "wrong", WHEN + 2 * DAY)
    assert not waits(engine, "Ann", WHEN + 2 * DAY)


def test_an_unknown_name_takes_as_long_as_a_wrong_password(engine, monkeypatch) -> None:
    monkeypatch.undo()
    people._nobodys_password.cache_clear()
    add(engine, "Ann", "owner")
    people.verify_password(engine, "warm", "up", WHEN)

    def seconds(name):
        took = []
        for _ in range(3):
            began = time.perf_counter()
            people.verify_password(engine, name, "wrong password", WHEN)
            took.append(time.perf_counter() - began)
        return min(took)

    known, unknown = seconds("Ann"), seconds("Zoe")
    assert 0.5 < known / unknown < 2
    people._nobodys_password.cache_clear()


# --- sessions ------------------------------------------------------------------------


def opened(engine, account, when=WHEN):
    with engine.begin() as connection:
        return keys.open_session(connection, account, when, draw)


def session(engine, secret, when=WHEN):
    with reading(engine) as connection:
        return keys.session_of(connection, secret, when)


def test_a_session_opens_until_it_is_closed_and_its_secret_is_not_kept(
    engine, ann
) -> None:
    secret = opened(engine, ann)
    assert session(engine, secret).account == ann
    assert session(engine, secret + "x") is None
    with engine.begin() as connection:
        kept = connection.execute(text("SELECT hash FROM session")).scalar_one()
        assert kept != secret
        assert len(secret) == 43, "256 bits"
        keys.close_session(connection, secret)
    assert session(engine, secret) is None


def test_a_session_ends_when_idle_and_at_last_in_any_case(engine, ann) -> None:
    secret = opened(engine, ann)
    assert session(engine, secret, WHEN + keys.IDLE - MINUTE)
    assert session(engine, secret, WHEN + keys.IDLE) is None
    when = WHEN
    while when + keys.IDLE / 2 < WHEN + keys.ABSOLUTE:
        when += keys.IDLE / 2
        found = session(engine, secret, when)
        assert keys.is_to_touch(found, when)
        with engine.begin() as connection:
            keys.touch_session(connection, secret, when)
    assert session(engine, secret, WHEN + keys.ABSOLUTE) is None


@pytest.mark.usefixtures("ann")
def test_a_role_follows_at_once_and_a_disabled_account_is_out(engine) -> None:
    bea = add(engine, "Bea")
    secret = opened(engine, bea)
    with engine.begin() as connection:
        people.set_role(connection, "Bea", "viewer", HAND)
    assert session(engine, secret).account.role == "viewer"
    with engine.begin() as connection:
        people.disable(connection, "Bea", HAND)
    assert session(engine, secret) is None
    assert people.verify_password(engine, "Bea", SECRET, WHEN) is None


def test_a_new_password_ends_all_sessions_and_everybody_can_be_logged_out(
    engine, ann
) -> None:
    secret = opened(engine, ann)
    with engine.begin() as connection:
        people.set_password(connection, "Ann", "another long secret", HAND)
    assert session(engine, secret) is None
    assert people.verify_password(engine, "Ann", "another long secret", WHEN)
    first, second = opened(engine, ann), opened(engine, add(engine, "Bea"))
    with engine.begin() as connection:
        assert keys.close_sessions(connection, HAND) == 2
    assert session(engine, first) is session(engine, second) is None


# --- tokens --------------------------------------------------------------------------


def token(engine, account, role="viewer", days=30):
    with engine.begin() as connection:
        return keys.add_token(
            connection, account, "weekly figures", role, WHEN + days * DAY, HAND
        )


def of(engine, secret, when=WHEN):
    with reading(engine) as connection:
        return keys.token_of(connection, secret, when)


def test_a_token_opens_until_it_ends_or_is_taken_back(engine, ann) -> None:
    made, secret = token(engine, ann)
    assert of(engine, secret) == made
    assert of(engine, secret, WHEN + 30 * DAY) is None
    with reading(engine) as connection:
        assert keys.tokens(connection) == [made]
        kept = connection.execute(text("SELECT hash FROM token")).scalar_one()
        assert kept not in secret
    with engine.begin() as connection:
        keys.revoke_token(connection, made.id, HAND)
        assert keys.tokens(connection) == []
        with pytest.raises(InputError):
            keys.revoke_token(connection, made.id, HAND)
    assert of(engine, secret) is None


@pytest.mark.usefixtures("ann")
def test_a_token_may_never_do_more_than_its_account(engine) -> None:
    bea = add(engine, "Bea", "reviewer")
    _, secret = token(engine, bea, "reviewer")
    with engine.begin() as connection:
        people.set_role(connection, "Bea", "viewer", HAND)
    assert of(engine, secret).role == "viewer"
    with engine.begin() as connection:
        people.disable(connection, "Bea", HAND)
    assert of(engine, secret) is None


@pytest.mark.parametrize(
    ("role", "days"), [("owner", 30), ("king", 30), ("viewer", 0), ("viewer", 500)]
)
@pytest.mark.usefixtures("ann")
def test_a_token_that_can_not_be_is_refused(engine, role, days) -> None:
    bea = add(engine, "Bea", "coder")
    with pytest.raises(InputError):
        token(engine, bea, role, days)
