"""A text cut where the words of values begin and end, so that every word can show its
values and every value its words.

Offsets are those of the records: Unicode code points of the report's text. The text is
cut here, where a character is a code point; a browser counts UTF-16 units and is never
asked to count.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """The words of one value.

    Attributes:
        start: first character.
        end: the one after the last.
        value: the value's name on the page.
        label: what the value is, in words.
        kind: ``value``, ``evidence`` or ``furniture``.
    """

    start: int
    end: int
    value: str
    label: str
    kind: str = "value"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that belongs to the same values throughout.

    Attributes:
        start: where it begins.
        text: its characters.
        values: names of the values whose words it is part of.
        labels: what they are.
        evidence: it is part of a sentence that carries a claim.
        furniture: it is no part of the article.
        firsts: names of the values whose words begin here.
    """

    start: int
    text: str
    values: tuple[str, ...]
    labels: tuple[str, ...]
    evidence: bool
    furniture: bool
    firsts: tuple[str, ...]


def pieces(text: str, marks: Iterable[Mark], *, by_line: bool = False) -> list[Piece]:
    """The text from its beginning to its end; joined, the pieces are the text.

    Args:
        text: the text.
        marks: the words of values.
        by_line: cut where a line begins too: a browser writes the ends of lines its own
            way, so what it shows is the text's own only within one line.
    """
    kept = sorted(m for m in marks if 0 <= m.start < m.end <= len(text))
    cuts = sorted(
        {
            *(0, len(text)),
            *(m.start for m in kept),
            *(m.end for m in kept),
            *((m.end() for m in _LINE_END.finditer(text)) if by_line else ()),
        }
    )
    opening: dict[int, list[Mark]] = {}
    for mark in kept:
        opening.setdefault(mark.start, []).append(mark)
    out: list[Piece] = []
    open_: list[Mark] = []
    for start, end in pairwise(cuts):
        new = opening.get(start, [])
        open_ = [m for m in open_ if m.end > start] + new
        out.append(_piece(start, text[start:end], open_, new))
    return out


def _piece(start: int, text: str, open_: Sequence[Mark], new: Sequence[Mark]) -> Piece:
    values = [m for m in open_ if m.kind == "value"]
    return Piece(
        start,
        text,
        tuple(dict.fromkeys(m.value for m in values)),
        tuple(dict.fromkeys(m.label for m in values)),
        any(m.kind == "evidence" for m in open_),
        any(m.kind == "furniture" for m in open_),
        tuple(dict.fromkeys(m.value for m in new if m.kind == "value")),
    )
