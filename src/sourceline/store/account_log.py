"""Changes of accounts, tokens and sessions, written into the log of decisions.

One chain for both: whoever cuts out that somebody was made an owner also breaks the
seal of what this owner then decided. A row says who changed what and when. No password,
no token and no hash of either is in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from sourceline.model.decisions import ACCOUNT, DEEDS, Draft
from sourceline.store.audit import append

Draw = Callable[[int], bytes]
"""Gives so many random bytes, as ``secrets.token_bytes`` does."""
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand changes an account.

    Attributes:
        who: the account's name; on the command line, the name at this machine.
        when: UTC moment.
        draw: where salts, ids and secrets come from.
        door: where he came in, if not by the workbench: ``command line``.
    """

    who: str
    when: datetime
    draw: Draw
    door: str = ""


def note(
    connection: Connection, deed: str, hand: Hand, **told: str | int | None
) -> None:
    """Write a change into the log, in the transaction that makes it.

    The salt keeps a release quiet: it shows the hash of the log's last row, against
    which names could be tried if all else in the row could be guessed.

    Args:
        connection: the one that makes the change.
        deed: one of ``DEEDS``.
        hand: whose.
        told: what it was about, by name: ``account``, ``role``, ``label``...
    """
    if deed not in DEEDS:
        raise ValueError(f"{deed!r} is none of {', '.join(DEEDS)}")
    payload = {"deed": deed, "salt": hand.draw(_SALT_BYTES).hex(), **told}
    if hand.door:
        payload["door"] = hand.door
    append(connection, Draft(ACCOUNT, (), payload), hand.who, hand.when)
