"""Many ids in portions that one statement takes."""

from collections.abc import Iterable, Iterator

_AT_ONCE = 500
"""Ids in one statement: SQLite takes some thousands, PostgreSQL plans few better."""


def shares(items: Iterable[str], size: int = _AT_ONCE) -> Iterator[list[str]]:
    """Sorted items in lists of at most ``size``."""
    listed = sorted(items)
    for at in range(0, len(listed), size):
        yield listed[at : at + size]
