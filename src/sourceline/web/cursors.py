"""Cursors: where the next page begins, as a word that a program hands back unread."""

import base64
import json
from typing import Any

from sourceline.errors import InputError
from sourceline.web.catalogue import Key

_SHAPES = {
    "date": (bool, int, int, str),
    "deaths": (int, bool, int, int, str),
    "sources": (int, bool, int, int, str),
    "id": (str,),
}


def cursor(sort: str, key: Key | None) -> str | None:
    """The cursor after the incident of a key; None where nothing follows."""
    return None if key is None else _written([sort, *key])


def read_cursor(sort: str, said: str | None) -> Key | None:
    """The key that a cursor holds.

    Raises:
        InputError: it is none, or one of another sort.
    """
    if not said:
        return None
    own, *key = _read(said)
    if own != sort or tuple(type(x) for x in key) != _SHAPES[sort]:
        raise _none(said)
    return tuple(key)


def plain_cursor(kind: str, last: str | None) -> str | None:
    """The cursor after a name in a list that is in the order of names."""
    return None if last is None else _written([kind, last])


def read_plain_cursor(kind: str, said: str) -> str:
    """The name after which a page begins, empty for the first page.

    Raises:
        InputError: it is none, or one of another list.
    """
    if not said:
        return ""
    match _read(said):
        case [str(own), str(last)] if own == kind and "\x00" not in last:
            return last
    raise _none(said)


def _written(told: list[Any]) -> str:
    plain = json.dumps(told, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def _read(said: str) -> list[Any]:
    try:
        padded = said + "=" * (-len(said) % 4)
        told = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        json.dumps(told, ensure_ascii=False).encode()  # no lone half of a surrogate
    except (ValueError, RecursionError) as error:
        raise _none(said) from error
    if not isinstance(told, list) or not told:
        raise _none(said)
    return told


def _none(said: str) -> InputError:
    return InputError(
        f"cursor {said[:40]!r}",
        expected="the next of the page before, of the same list and sort",
    )
