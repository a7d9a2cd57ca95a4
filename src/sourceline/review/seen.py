"""What somebody had before his eyes when he decided, and what has changed since.

A page or an answer carries it as one opaque word; with the decision it comes back. So
nobody decides on something that others, or a run with new reports, have changed in the
meantime without being told what.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sourceline.errors import InputError
from sourceline.model.decisions import FIELDS, Decision
from sourceline.model.incidents import Incident
from sourceline.review.drafts import saw
from sourceline.review.wording import (
    FIELD_NAMES,
    by,
    count,
    listed,
    said,
    value_words,
)

_LONGEST = 200_000
_LONGEST_PLAIN = 2_000_000
_PARTS = {"incident", "claims", "saw", "number"}


@dataclass(frozen=True, slots=True)
class Seen:
    """An incident as it stood on a screen.

    Attributes:
        incident: its id then.
        claims: its claims then.
        saw: the machine's values and disputes then.
        number: the last decision of the log then.
    """

    incident: str
    claims: tuple[str, ...]
    saw: Mapping[str, Any]
    number: int


def seen(machine: Incident, number: int) -> Seen:
    """An incident as it stands now.

    Args:
        machine: as the machine made it.
        number: the last decision of the log.
    """
    claims = tuple(sorted(m.id for m in machine.members))
    return Seen(machine.id, claims, saw(machine), number)


def word(one: Seen) -> str:
    """The one word that a page carries."""
    plain = {
        "incident": one.incident,
        "claims": list(one.claims),
        "saw": dict(one.saw),
        "number": one.number,
    }
    told = json.dumps(plain, separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(zlib.compress(told.encode("ascii"))).decode()


def read_word(told: str) -> Seen:
    """What a word says.

    Raises:
        InputError: it is none of ours.
    """
    try:
        plain = _unpacked(told)
        return Seen(
            str(plain["incident"]),
            tuple(sorted({str(c) for c in plain["claims"]})),
            plain["saw"],
            int(plain["number"]),
        )
    except (ValueError, TypeError, KeyError, zlib.error, binascii.Error) as error:
        raise InputError(
            f"seen = {told[:40]!r}",
            expected="the word that came with the incident",
            advice="load the incident again",
        ) from error


def _unpacked(told: str) -> Any:  # noqa: ANN401 - plain JSON
    """What is inside a word, of the shape that ``word`` gives it."""
    if len(told) > _LONGEST:
        raise ValueError(told[:40])
    packed = base64.b64decode(told.encode("ascii"), altchars=b"-_", validate=True)
    plain = json.loads(zlib.decompressobj().decompress(packed, _LONGEST_PLAIN))
    if set(plain) != _PARTS or set(plain["saw"]) != {"disputed", "values"}:
        raise ValueError(told[:40])
    values, disputed = plain["saw"]["values"], plain["saw"]["disputed"]
    if not plain["claims"] or set(values) != set(FIELDS):
        raise ValueError(told[:40])
    if not isinstance(disputed, dict) or not isinstance(plain["claims"], list):
        raise TypeError(told[:40])
    return plain


def changes(
    then: Seen, now: Sequence[Incident], later: Iterable[Decision], who: str
) -> list[str]:
    """What is not as somebody saw it, in words; empty where he may decide.

    Args:
        then: what he saw.
        now: the incidents, as the machine made them, that his claims are in now.
        later: decisions about them that everybody sees.
        who: whose own decisions he knows of.
    """
    out = [
        f"{by(d)} {said(d)}"
        for d in later
        if d.number > then.number and d.who != who and d.kind != "comment"
    ]
    if not now:
        return [*out, "no incident tells these claims any more"]
    if len(now) > 1:
        ids = listed([x.id for x in now])
        return [*out, f"its claims are in {len(now)} incidents now: {ids}"]
    return [*out, *_membership(then, now[0]), *_values(then, saw(now[0]))]


def _membership(then: Seen, now: Incident) -> Iterator[str]:
    present = {m.id for m in now.members}
    joined, left = present - set(then.claims), set(then.claims) - present
    if joined:
        yield f"{count(len(joined), 'claim')} joined: {listed(sorted(joined))}"
    if left:
        yield f"{count(len(left), 'claim')} left: {listed(sorted(left))}"


def _values(then: Seen, now: Mapping[str, Any]) -> Iterator[str]:
    for field in FIELDS:
        before, after = then.saw["values"][field], now["values"][field]
        if before != after:
            yield (
                f"{FIELD_NAMES[field]}: now {_words(field, after)}, "
                f"before {_words(field, before)}"
            )
    if then.saw["disputed"] != now["disputed"]:
        fields = [
            f
            for f in sorted({*then.saw["disputed"], *now["disputed"]})
            if then.saw["disputed"].get(f) != now["disputed"].get(f)
        ]
        yield f"what the reports dispute: {', '.join(fields)}"


def _words(field: str, value: Any) -> str:  # noqa: ANN401 - plain JSON
    """A value that came back with a word may be anything."""
    try:
        return value_words(field, value)
    except (TypeError, KeyError, AttributeError):
        return str(value)[:100]
