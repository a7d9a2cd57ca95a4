"""How a row of the decision log is written and hashed.

Frozen: whoever changes a byte of this form can no longer verify the logs that exist.
A row's body is JSON with sorted keys, without spaces, in ASCII; its hash is the SHA-256
of the previous row's hash, a line feed and the body.
"""

import datetime
import hashlib
import json

from sourceline.model.decisions import Decision, Draft

BEGINNING = "0" * 64
"""What the first row has in the place of a previous hash."""
_ID_DIGITS = 16


def body_of(number: int, draft: Draft, who: str, when: datetime.datetime) -> str:
    """The body of a row."""
    row = {
        "blind": draft.blind,
        "kind": draft.kind,
        "number": number,
        "payload": dict(draft.payload),
        "target": list(draft.target),
        "undoes": list(draft.undoes),
        "when": stamp(when),
        "who": who,
    }
    return json.dumps(
        row, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def digest(previous: str, body: str) -> str:
    """The hash of a row."""
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()


def name_of(row_hash: str) -> str:
    """The decision's id."""
    return f"d-{row_hash[:_ID_DIGITS]}"


def read_body(body: str, previous: str, row_hash: str) -> Decision:
    """The decision that a row tells."""
    plain = json.loads(body)
    return Decision(
        plain["number"],
        name_of(row_hash),
        plain["who"],
        datetime.datetime.fromisoformat(plain["when"]),
        plain["kind"],
        tuple(plain["target"]),
        plain["payload"],
        tuple(plain["undoes"]),
        plain["blind"],
        previous,
        row_hash,
    )


def stamp(when: datetime.datetime) -> str:
    """A moment as text that sorts as moments do.

    Raises:
        ValueError: a moment without its offset from UTC.
    """
    if when.tzinfo is None:
        raise ValueError(f"{when} has no offset from UTC; pass an aware moment")
    return when.astimezone(datetime.UTC).isoformat(timespec="microseconds")
