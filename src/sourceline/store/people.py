"""Accounts: who may use the workbench, by name, role and password. Each change is
written into the log in its own transaction.

Whether an account exists can not be told from outside: an unknown name takes as long to
refuse as a wrong password, and is slowed down by the same rule.
"""

import hashlib
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Engine, Row, delete, func, select, update

from sourceline.errors import InputError
from sourceline.model.decisions import ROLES, Account
from sourceline.store import schema as t
from sourceline.store.account_log import Draw, Hand, note
from sourceline.store.chain import stamp
from sourceline.store.database import insert, reading

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1024
_LONGEST_NAME = 60
FREE_ATTEMPTS = 10
"""Wrong passwords in a row before waiting begins."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
"""How long the next attempt must wait: doubled with each, up to the longest."""
FORGET_AFTER = timedelta(days=1)
"""Attempts are forgotten after so long without another."""

TIME_COST, MEMORY_KIB, LANES = 3, 65_536, 1
"""Argon2id: three passes over 64 MiB in one lane (RFC 9106, second choice, in one
thread), with a salt of 16 and a hash of 32 bytes."""
_SALT_BYTES = 16
_HASH_BYTES = 32


def at_least(role: str, needed: str) -> bool:
    """Whether a role may do what another may."""
    return ROLES.index(role) >= ROLES.index(needed)


def add_account(
    connection: Connection, name: str, password: str, role: str, hand: Hand
) -> Account:
    """Make an account.

    Args:
        connection: a writing one.
        name: what he signs in and signs with; case does not tell names apart.
        password: of at least ``SHORTEST_PASSWORD`` characters.
        role: one of ``ROLES``.
        hand: who makes it, and when.

    Raises:
        InputError: the name is taken, or name, password or role are none.
    """
    shown = " ".join(unicodedata.normalize("NFC", name).split())
    if not shown.isprintable() or not 0 < len(shown) <= _LONGEST_NAME:
        raise InputError(
            f"name {name!r}", expected=f"1 to {_LONGEST_NAME} printable characters"
        )
    if _row(connection, name) is not None:
        raise InputError(f"there is an account {shown!r} already")
    row = {
        "id": "a-" + hand.draw(8).hex(),
        "name": shown,
        "key": _key(name),
        "role": _known_role(role),
        "password": _hashed(password, hand.draw),
        "made": stamp(hand.when),
    }
    connection.execute(insert(connection, t.account), [row])
    note(connection, "added", hand, account=shown, role=role)
    return Account(row["id"], shown, role)


def accounts(connection: Connection) -> list[Account]:
    """All accounts, by name."""
    rows = connection.execute(select(t.account).order_by(t.account.c.key))
    return [account_of(row) for row in rows]


def account(connection: Connection, name: str) -> Account:
    """The account of a name.

    Raises:
        InputError: there is none.
    """
    return account_of(_known(connection, name))


def set_role(connection: Connection, name: str, role: str, hand: Hand) -> Account:
    """Give an account another role; sessions and tokens follow at once.

    Raises:
        InputError: no such account or role, or nobody would be owner any more.
    """
    row = _known(connection, name)
    if _known_role(role) != "owner":
        _keep_an_owner(connection, row)
    if row.role != role:
        connection.execute(
            update(t.account).where(t.account.c.id == row.id).values(role=role)
        )
        note(connection, "role", hand, account=row.name, role=role, before=row.role)
    return account(connection, name)


def set_password(connection: Connection, name: str, password: str, hand: Hand) -> None:
    """Give an account another password; all its sessions end.

    Raises:
        InputError: no such account, or the password is none.
    """
    row = _known(connection, name)
    connection.execute(
        update(t.account)
        .where(t.account.c.id == row.id)
        .values(password=_hashed(password, hand.draw))
    )
    connection.execute(delete(t.session).where(t.session.c.account == row.id))
    _forget(connection, name)
    note(connection, "password", hand, account=row.name)


def disable(connection: Connection, name: str, hand: Hand) -> Account:
    """Shut an account out: sessions end, tokens no longer open anything, decisions
    stand. Accounts are never deleted.

    Raises:
        InputError: no such account, or nobody would be owner any more.
    """
    row = _known(connection, name)
    _keep_an_owner(connection, row)
    if row.disabled is None:
        since = stamp(hand.when)
        connection.execute(
            update(t.account).where(t.account.c.id == row.id).values(disabled=since)
        )
        connection.execute(delete(t.session).where(t.session.c.account == row.id))
        note(connection, "disabled", hand, account=row.name)
    return account(connection, name)


def enable(connection: Connection, name: str, hand: Hand) -> Account:
    """Let a disabled account in again.

    Raises:
        InputError: no such account.
    """
    row = _known(connection, name)
    if row.disabled is not None:
        connection.execute(
            update(t.account).where(t.account.c.id == row.id).values(disabled=None)
        )
        note(connection, "enabled", hand, account=row.name)
    return account(connection, name)


# --- passwords -----------------------------------------------------------------------


def verify_password(
    engine: Engine, name: str, password: str, when: datetime
) -> Account | None:
    """The account that a name and a password open, None for every kind of no.

    The attempt is counted before the password is looked at, so that many at once do
    not get past the limit; no lock is held while it is hashed.
    """
    with engine.begin() as connection:
        if waiting_time(connection, name, when):
            return None
        _count_attempt(connection, name, when)
        row = _row(connection, name)
    stored = row.password if row else _nobodys_password()
    right = _matches(stored, password)
    if row is None or row.disabled is not None or not right:
        return None
    with engine.begin() as connection:
        _forget(connection, name)
    return account_of(row)


def waiting_time(connection: Connection, name: str, when: datetime) -> timedelta:
    """How long a name must wait for its next attempt, known or not; zero for none."""
    row = connection.execute(
        select(t.sign_in).where(t.sign_in.c.key == _attempts_key(name))
    ).one_or_none()
    if row is None or row.failures < FREE_ATTEMPTS:
        return timedelta()
    doublings = min(int(row.failures) - FREE_ATTEMPTS, 16)
    wait = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    left = moment(row.last) + wait - when
    # where the clock ran back, nobody waits longer than the rule says
    return min(max(left, timedelta()), wait)


def needs_account(engine: Engine) -> bool:
    """Whether nobody can sign in yet: then only this machine may look."""
    with reading(engine) as connection:
        query = select(func.count()).select_from(t.account)
        query = query.where(t.account.c.disabled.is_(None))
        return not connection.execute(query).scalar_one()


def account_of(row: Row[Any]) -> Account:
    """The account that a row of the table tells."""
    return Account(row.id, row.name, row.role, row.disabled is not None)


def moment(told: str) -> datetime:
    """The moment that a stamp tells."""
    return datetime.fromisoformat(told).astimezone(UTC)


def _key(name: str) -> str:
    """The name as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _attempts_key(name: str) -> str:
    return hashlib.sha256(_key(name).encode("utf-8", "surrogatepass")).hexdigest()


def _row(connection: Connection, name: str) -> Row[Any] | None:
    key = _key(name)
    if not key.isprintable():
        return None
    return connection.execute(
        select(t.account).where(t.account.c.key == key)
    ).one_or_none()


def _known(connection: Connection, name: str) -> Row[Any]:
    row = _row(connection, name)
    if row is None:
        raise InputError(f"no account {name!r}", advice="add it first")
    return row


def _known_role(role: str) -> str:
    if role not in ROLES:
        raise InputError(f"role {role!r}", expected=", ".join(ROLES))
    return role


def _keep_an_owner(connection: Connection, row: Row[Any]) -> None:
    others = select(func.count()).where(
        t.account.c.role == "owner",
        t.account.c.disabled.is_(None),
        t.account.c.id != row.id,
    )
    last = row.role == "owner" and row.disabled is None
    if last and not connection.execute(others).scalar_one():
        raise InputError(
            f"{row.name!r} is the last owner", advice="make somebody else owner first"
        )


def _count_attempt(connection: Connection, name: str, when: datetime) -> None:
    """One more attempt; those of long ago are forgotten."""
    connection.execute(
        delete(t.sign_in).where(t.sign_in.c.last < stamp(when - FORGET_AFTER))
    )
    connection.execute(
        insert(connection, t.sign_in)
        .values(key=_attempts_key(name), failures=1, last=stamp(when))
        .on_conflict_do_update(
            index_elements=["key"],
            set_={"failures": t.sign_in.c.failures + 1, "last": stamp(when)},
        )
    )


def _forget(connection: Connection, name: str) -> None:
    connection.execute(delete(t.sign_in).where(t.sign_in.c.key == _attempts_key(name)))


def _hasher() -> PasswordHasher:
    return PasswordHasher(TIME_COST, MEMORY_KIB, LANES, _HASH_BYTES, _SALT_BYTES)


def _plain(password: str) -> bytes:
    """The same bytes for the same password, however a keyboard composes it."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _hashed(password: str, draw: Draw) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(
            f"a password of {len(password)} characters",
            expected=f"{SHORTEST_PASSWORD} to {LONGEST_PASSWORD}",
        )
    return _hasher().hash(_plain(password), salt=draw(_SALT_BYTES))


def _matches(stored: str, password: str) -> bool:
    """Whether a password is the one; as slow for one that is too long to be it."""
    try:
        _hasher().verify(stored, _plain(password[:LONGEST_PASSWORD]))
    except (VerificationError, InvalidHashError):
        return False
    return len(password) <= LONGEST_PASSWORD


@cache
def _nobodys_password() -> str:
    """What a name without account is held against, to take as long."""
    return _hasher().hash(b"nobody", salt=bytes(_SALT_BYTES))
