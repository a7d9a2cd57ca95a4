"""What opens the workbench once somebody is known: sessions of browsers, tokens of
programs. Of their secrets, 256 random bits each, only the hash is kept. The log tells
of tokens made and taken back, and of sessions that an owner ended.
"""

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, delete, or_, select, update

from sourceline.errors import InputError
from sourceline.model.decisions import ROLES, Account, Session, Token
from sourceline.store import schema as t
from sourceline.store.account_log import Draw, Hand, note
from sourceline.store.chain import stamp
from sourceline.store.database import insert
from sourceline.store.people import account_of, at_least, moment

IDLE, ABSOLUTE = timedelta(hours=12), timedelta(days=7)
"""A session ends so long after its last use, and so long after it was opened."""
TOUCH_EVERY = timedelta(minutes=1)
"""A session is marked as used at most so often: reading pages writes nothing."""
LONGEST_TOKEN = timedelta(days=366)
_BYTES = 32
_PREFIX = "sl_"
"""Lets a token that strayed into a file be found and known for what it is."""
_LONGEST_LABEL = 100


def open_session(
    connection: Connection, account: Account, when: datetime, draw: Draw
) -> str:
    """Open a session; sessions that ended are swept away.

    Returns:
        The secret for the browser's cookie, never to be had again.
    """
    connection.execute(
        delete(t.session).where(
            or_(
                t.session.c.opened < stamp(when - ABSOLUTE),
                t.session.c.seen < stamp(when - IDLE),
            )
        )
    )
    secret = _secret(draw)
    row = {
        "hash": _hash(secret),
        "account": account.id,
        "opened": stamp(when),
        "seen": stamp(when),
    }
    connection.execute(insert(connection, t.session), [row])
    return secret


def session_of(connection: Connection, secret: str, when: datetime) -> Session | None:
    """The session that a secret opens, None where it ended or never was.

    Args:
        connection: a reading one is enough.
        secret: what the browser sent.
        when: UTC moment.
    """
    row = connection.execute(
        select(t.session.c.opened, t.session.c.seen, t.account)
        .join(t.account, t.account.c.id == t.session.c.account)
        .where(t.session.c.hash == _hash(secret), t.account.c.disabled.is_(None))
    ).one_or_none()
    if row is None:
        return None
    opened, seen = moment(row.opened), moment(row.seen)
    if when >= opened + ABSOLUTE or when >= seen + IDLE:
        return None
    return Session(account_of(row), opened, seen)


def is_to_touch(session: Session, when: datetime) -> bool:
    """Whether it is time to mark a session as used."""
    return when - session.seen >= TOUCH_EVERY


def touch_session(connection: Connection, secret: str, when: datetime) -> None:
    """Mark a session as used."""
    connection.execute(
        update(t.session)
        .where(t.session.c.hash == _hash(secret), t.session.c.seen < stamp(when))
        .values(seen=stamp(when))
    )


def close_session(connection: Connection, secret: str) -> None:
    """End a session; its secret opens nothing any more."""
    connection.execute(delete(t.session).where(t.session.c.hash == _hash(secret)))


def close_sessions(connection: Connection, hand: Hand) -> int:
    """End everybody's sessions; how many there were."""
    ended = connection.execute(delete(t.session)).rowcount
    note(connection, "sessions ended", hand, sessions=ended)
    return ended


def add_token(
    connection: Connection,
    account: Account,
    label: str,
    role: str,
    expires: datetime,
    hand: Hand,
) -> tuple[Token, str]:
    """Make a key to the project's API.

    Args:
        connection: a writing one.
        account: whose it is.
        label: what it is for.
        role: what it may do, at most what the account may.
        expires: when it ends.
        hand: who makes it, and when.

    Returns:
        The token, and its secret, which is never to be had again.

    Raises:
        InputError: no such role, more than the account may, or no sensible end.
    """
    label = " ".join(label.split())
    if role not in ROLES:
        raise InputError(f"role {role!r}", expected=", ".join(ROLES))
    if not at_least(account.role, role):
        raise InputError(f"a token of role {role}", expected=f"{account.role} at most")
    if not timedelta() < expires - hand.when <= LONGEST_TOKEN:
        raise InputError(
            f"a token until {expires:%Y-%m-%d}",
            expected=f"an end within {LONGEST_TOKEN.days} days",
        )
    if not label.isprintable() or not 0 < len(label) <= _LONGEST_LABEL:
        raise InputError(f"label {label!r}", expected="what the token is for, in words")
    secret = _PREFIX + _secret(hand.draw)
    row = {
        "id": "t-" + hand.draw(8).hex(),
        "hash": _hash(secret),
        "account": account.id,
        "label": label,
        "role": role,
        "made": stamp(hand.when),
        "expires": stamp(expires),
    }
    connection.execute(insert(connection, t.token), [row])
    note(
        connection,
        "token made",
        hand,
        account=account.name,
        token=row["id"],
        label=label,
        role=role,
        until=f"{expires:%Y-%m-%d}",
    )
    return Token(row["id"], label, account, role, expires), secret


def token_of(connection: Connection, secret: str, when: datetime) -> Token | None:
    """The token that a secret is, None where it ended, was taken back or never was; its
    role is what both the token and its account may do now.
    """
    row = connection.execute(
        _tokens().where(
            t.token.c.hash == _hash(secret),
            t.token.c.revoked.is_(None),
            t.account.c.disabled.is_(None),
            t.token.c.expires > stamp(when),
        )
    ).one_or_none()
    if row is None:
        return None
    whose = account_of(row)
    role = min(row.token_role, whose.role, key=ROLES.index)
    return Token(row.token_id, row.label, whose, role, moment(row.expires))


def tokens(connection: Connection) -> list[Token]:
    """Tokens that were not taken back, by label."""
    rows = connection.execute(
        _tokens()
        .where(t.token.c.revoked.is_(None))
        .order_by(t.token.c.label, t.token.c.id)
    )
    return [
        Token(r.token_id, r.label, account_of(r), r.token_role, moment(r.expires))
        for r in rows
    ]


def revoke_token(connection: Connection, name: str, hand: Hand) -> None:
    """Take a token back.

    Raises:
        InputError: there is none of that id.
    """
    row = connection.execute(
        _tokens().where(t.token.c.id == name, t.token.c.revoked.is_(None))
    ).one_or_none()
    if row is None:
        raise InputError(f"no token {name}", advice="the list of tokens shows ids")
    connection.execute(
        update(t.token).where(t.token.c.id == name).values(revoked=stamp(hand.when))
    )
    whose = account_of(row).name
    note(connection, "token revoked", hand, account=whose, token=name, label=row.label)


def _tokens() -> Select[Any]:
    return select(
        t.token.c.id.label("token_id"),
        t.token.c.role.label("token_role"),
        t.token.c.label,
        t.token.c.expires,
        t.account,
    ).join(t.account, t.account.c.id == t.token.c.account)


def _secret(draw: Draw) -> str:
    return base64.urlsafe_b64encode(draw(_BYTES)).rstrip(b"=").decode()


def _hash(secret: str) -> str:
    """Enough for 256 random bits; a slow hash is for what people choose."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
