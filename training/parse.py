"""Trees for the practice reports, by the first-stage model: the syntax that the pair
heads read."""

from collections.abc import Sequence

import torch

from sourceline.language.trees import best_heads
from training.network import Reader
from training.reports import Example, Parse, encoder_windows
from training.windows import collate


@torch.no_grad()
def parse(reader: Reader, examples: Sequence[Example], most: int) -> None:
    """Give each example its parse: sentences cut at predicted starts and at lines,
    heads inside them."""
    reader.eval()
    for one in examples:
        heads: list[int] = []
        relations: list[int] = []
        sentences: list[int] = []
        for window in encoder_windows(one, most):
            ids, shapes, mask, first, last, word_mask = collate([window])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                vectors = reader.vectors(ids, shapes, mask, first, last)
                scores, of_dependent, of_head = reader.arcs(vectors, word_mask)
                start = reader.start(vectors)[0, 1:].argmax(-1).tolist()
            offset = len(heads)
            line_of = one.layout.line_of[offset : offset + len(window.words)]
            begins = [
                i
                for i in range(len(window.words))
                if i == 0 or start[i] or line_of[i] != line_of[i - 1]
            ]
            local = best_heads(scores[0].float().numpy(), begins, len(window.words))
            head_rows = torch.tensor([h + 1 for h in local])
            labels = (
                reader.relation_scores(
                    of_dependent[0, 1:].float(), of_head[0, head_rows].float()
                )
                .argmax(-1)
                .tolist()
            )
            heads += [h + offset if h >= 0 else -1 for h in local]
            relations += labels
            number = sentences[-1] + 1 if sentences else 0
            for i in range(len(window.words)):
                number += i in begins and i > 0
                sentences.append(number)
        one.parse = Parse(heads, relations, sentences)
    reader.train()
