"""A report's lines, words and windows: how a text is laid before the model.

A window holds whole lines as long as they fit; a line that does not fit is cut, at the
end of a sentence where there is one. The cut depends on the text alone, never on what
else is read with it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from sourceline.language.pieces import Pieces, lay_out
from sourceline.language.tokenizer import Token, tokenize

MOST_PIECES = 256
"""Word pieces of a window; the encoder knows 512 positions, attention grows with the
square."""

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text that is not blank, without the white space around it, and
    its words.
    """

    start: int
    end: int
    first: int
    last: int
    """Word indices, half-open; a line of stray marks may have none."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A text cut for reading."""

    text: str
    lines: tuple[Line, ...]
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    glued: tuple[bool, ...]
    line_of: tuple[int, ...]


def lines_of(text: str) -> list[tuple[int, int]]:
    """Offsets of the lines that hold anything, trimmed."""
    out = []
    for match in _LINE.finditer(text):
        line = match.group()
        left = len(line) - len(line.lstrip())
        if left < len(line):
            out.append((match.start() + left, match.start() + len(line.rstrip())))
    return out


def lay(text: str, spans: Sequence[tuple[int, int]] | None = None) -> Layout:
    """Cut a text into lines and words.

    Args:
        text: what was read.
        spans: the lines to read, in order, when not all of them.
    """
    lines: list[Line] = []
    tokens: list[Token] = []
    line_of: list[int] = []
    for start, end in lines_of(text) if spans is None else spans:
        found = tokenize(text, start, end)
        lines.append(Line(start, end, len(tokens), len(tokens) + len(found)))
        line_of += [len(lines) - 1] * len(found)
        tokens += found
    words = tuple(text[t.start : t.end][:_MOST_LETTERS] for t in tokens)
    glued = tuple(
        i > 0 and line_of[i] == line_of[i - 1] and tokens[i - 1].end == t.start
        for i, t in enumerate(tokens)
    )
    return Layout(text, tuple(lines), tuple(tokens), words, glued, tuple(line_of))


def cut_words(tokenizer: Tokenizer, words: Sequence[str]) -> list[list[int]]:
    """The piece ids of each word."""
    encoding = tokenizer.encode(
        list(words), is_pretokenized=True, add_special_tokens=False
    )
    out: list[list[int]] = [[] for _ in words]
    for piece, word in zip(encoding.ids, encoding.word_ids, strict=True):
        if word is not None:
            out[word].append(piece)
    return out


def windows(
    layout: Layout, sizes: Sequence[int], most: int = MOST_PIECES
) -> list[tuple[int, int]]:
    """Half-open word ranges, each no more than ``most`` pieces with its marks.

    Args:
        layout: the text.
        sizes: number of pieces of each word.
        most: pieces of a window.
    """
    out: list[tuple[int, int]] = []
    start, room = 0, most - 2
    for line in layout.lines:
        size = sum(sizes[line.first : line.last]) + 1
        if size <= room:
            room -= size
            continue
        if line.first > start:
            out.append((start, line.first))
        start, room = line.first, most - 2
        while (size := sum(sizes[start : line.last]) + 1) > room:
            end = _sentence_end(layout, sizes, start, line.last, room)
            out.append((start, end))
            start = end
        room -= size
    if start < len(layout.words):
        out.append((start, len(layout.words)))
    return out


def _sentence_end(
    layout: Layout, sizes: Sequence[int], start: int, stop: int, room: int
) -> int:
    """Where to cut a line that is too long: after the last sentence that fits, else
    where the room ends.
    """
    used, end, best = 0, start, start
    while end < stop and used + sizes[end] < room:
        used += sizes[end]
        end += 1
        if layout.words[end - 1][-1] in ".!?" and used > room // 4:
            best = end
    return best if best > start else max(end, start + 1)


def window_pieces(
    layout: Layout, pieces: Sequence[Sequence[int]], start: int, end: int
) -> Pieces:
    """The encoder's input for the words of one window."""
    ids = [i for word in pieces[start:end] for i in word]
    owners = [n for n, word in enumerate(pieces[start:end]) for _ in word]
    breaks = frozenset(
        i - start
        for i in range(start + 1, end)
        if layout.line_of[i] != layout.line_of[i - 1]
    )
    return lay_out(
        ids, owners, layout.words[start:end], layout.glued[start:end], breaks
    )
