"""From words to the encoder's input: word pieces, shapes, and where each word begins
and ends.

The encoder is uncased, so case travels beside the piece as a *shape* (its token-type
row): seven shapes of the word, twice, because "no space before" matters for names and
clitics.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tokenizers import Tokenizer

SHAPES = 16
CLS, SEP, UNKNOWN = 101, 102, 100
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Pieces:
    """One window as the encoder reads it.

    Attributes:
        ids: word-piece ids, [CLS] first and [SEP] last; a [SEP] also stands between
            two lines.
        shapes: the shape row of each piece.
        first: for the root and each word, the position of its first piece.
        last: for the root and each word, the position of its last piece.
    """

    ids: list[int]
    shapes: list[int]
    first: list[int]
    last: list[int]


@lru_cache(maxsize=65536)
def shape(word: str) -> int:
    """Lower, Capital, UPPER, MiXed, digits, no letters, single capital: 0 to 6."""
    if _DIGIT.search(word):
        return 4
    if not any(c.isalpha() for c in word):
        return 5
    if word.islower():
        return 0
    if word.isupper():
        return 6 if len(word) == 1 else 2
    capital = word[0].isupper() and word[1:].islower()
    return 1 if capital else 3


def cut(
    tokenizer: Tokenizer,
    words: Sequence[str],
    glued: Sequence[bool],
    breaks: frozenset[int] = frozenset(),
) -> Pieces:
    """Cut words into pieces.

    Args:
        tokenizer: the model's WordPiece tokenizer, without truncation or padding.
        words: the words of one window.
        glued: for each word, whether no space stands before it.
        breaks: indices of words that begin a new line (the first word aside).

    Returns:
        The window's pieces; a word that the tokenizer drops (an emoji, a control
        mark) is one unknown piece.
    """
    encoding = tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
    return lay_out(encoding.ids, encoding.word_ids, words, glued, breaks)


def lay_out(
    piece_ids: Sequence[int],
    owners: Sequence[int | None],
    words: Sequence[str],
    glued: Sequence[bool],
    breaks: frozenset[int] = frozenset(),
) -> Pieces:
    """Put pieces, given with the word that each belongs to, into one window."""
    ids, shapes, first, last = [CLS], [0], [0], [0]
    own: list[list[int]] = [[] for _ in words]
    for piece, owner in zip(piece_ids, owners, strict=True):
        if owner is not None:
            own[owner].append(piece)
    for index, (word, pieces) in enumerate(zip(words, own, strict=True)):
        if index in breaks:
            ids.append(SEP)
            shapes.append(0)
        row = shape(word) + 8 * bool(glued[index])
        first.append(len(ids))
        ids.extend(pieces or [UNKNOWN])
        shapes.extend([row] * max(1, len(pieces)))
        last.append(len(ids) - 1)
    ids.append(SEP)
    shapes.append(0)
    return Pieces(ids, shapes, first, last)
