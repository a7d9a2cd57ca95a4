"""Cursors: where the next page begins, as a word that a program hands back unread."""

import base64
import binascii
import json

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
    if key is None:
        return None
    told = json.dumps([sort, *key], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def read_cursor(sort: str, said: str | None) -> Key | None:
    """The key that a cursor holds.

    Raises:
        InputError: it is none, or one of another sort.
    """
    if not said:
        return None
    try:
        padded = said + "=" * (-len(said) % 4)
        told = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        own, *key = told
        fits = own == sort and tuple(type(x) for x in key) == _SHAPES[sort]
    except (ValueError, TypeError, binascii.Error):
        fits, key = False, []
    if not fits:
        raise InputError(
            f"cursor {said[:40]!r}",
            expected="the next of the page before, with the same sort",
        )
    return tuple(key)
