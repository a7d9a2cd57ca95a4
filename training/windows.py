"""Windows of words with labels, and batches of like length, as the network reads
them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from sourceline.language.pieces import CLS, SEP, Pieces, lay_out

IGNORE = -100
MASK = 103


@dataclass(slots=True)
class Window:
    """Words of one or more lines, their pieces and one label list a layer (root first,
    IGNORE where unknown)."""

    words: list[str]
    glued: list[bool]
    breaks: frozenset[int]
    labels: dict[str, list[int]] = field(default_factory=dict)
    pieces: Pieces | None = None

    @property
    def length(self) -> int:
        return len(self.pieces.ids) if self.pieces else len(self.words)


def lay(tokenizer: Tokenizer, windows: Sequence[Window]) -> None:
    """Give every window its pieces."""
    encodings = tokenizer.encode_batch(
        [w.words for w in windows], is_pretokenized=True, add_special_tokens=False
    )
    for window, encoding in zip(windows, encodings, strict=True):
        window.pieces = lay_out(
            encoding.ids, encoding.word_ids, window.words, window.glued, window.breaks
        )


def padded(rows: Sequence[Sequence[int]], fill: int = 0) -> Tensor:
    out = np.full((len(rows), max(map(len, rows))), fill, dtype=np.int64)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return torch.from_numpy(out)


def collate(
    windows: Sequence[Window],
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Ids, shapes, mask (B, T); first, last, word mask (B, W)."""
    pieces = [w.pieces for w in windows]
    return (
        padded([p.ids for p in pieces]),
        padded([p.shapes for p in pieces]),
        padded([[1] * len(p.ids) for p in pieces]),
        padded([p.first for p in pieces]),
        padded([p.last for p in pieces]),
        padded([[1] * len(p.first) for p in pieces]),
    )


def batches(
    windows: Sequence[Window], most_pieces: int, rng: random.Random
) -> list[list[Window]]:
    """Windows of like length together, no more than ``most_pieces`` padded pieces a
    batch, in random order."""
    out: list[list[Window]] = []
    widest = 0
    for window in sorted(windows, key=lambda w: w.length + rng.random() * 3):
        widest = max(widest, window.length)
        if not out or widest * (len(out[-1]) + 1) > most_pieces:
            out.append([])
            widest = window.length
        out[-1].append(window)
    rng.shuffle(out)
    return out


def hide(ids: Tensor, share: float) -> Tensor:
    """Ids with a random share of the pieces masked, so that no label hangs on one
    word alone; marks of windows and lines stay."""
    chosen = torch.rand(ids.shape) < share
    return ids.masked_fill(chosen & (ids != CLS) & (ids != SEP) & (ids != 0), MASK)
