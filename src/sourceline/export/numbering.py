"""Whole numbers for incidents, for formats that want them."""

import hashlib


class Numbers:
    """Numbers that stay the same from export to export.

    An incident's number is the first bits of the SHA-256 of its id. Should two
    incidents have the same one, the later in order of id takes the next number that is
    free.

    Args:
        bits: length; 48 bits are at most 15 digits, which a spreadsheet and a
            double-precision number hold exactly, and which 100,000 incidents share
            once in 50,000 projects.
    """

    def __init__(self, bits: int = 48) -> None:
        self._bits = bits
        self._taken: set[int] = set()

    def of(self, incident: str) -> int:
        """The incident's number; ask for all incidents, each once, in order of id."""
        number = stable_number(incident, self._bits)
        while number in self._taken:
            number = (number + 1) % (1 << self._bits)
        self._taken.add(number)
        return number


def stable_number(name: str, bits: int) -> int:
    """The first bits of the SHA-256 of a name."""
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:8]) >> (64 - bits)
