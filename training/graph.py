"""Heads of the event graph, over the word vectors of whole reports.

Spans (triggers and mentions of one report) are pooled from their words, read one
another through two attention layers, and are then scored alone and in pairs. Shapes: S
spans, T triggers, M mentions of one report; 256 wide.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sourceline.language import features
from sourceline.model import labels
from sourceline.model.taxonomy import (
    ACTOR_TYPES,
    CASUALTY_GROUPS,
    CASUALTY_SCOPES,
    CONTROL_KINDS,
    HARMS,
    STATUSES,
    SUB_EVENT_TYPES,
)
from training.network import HIDDEN, NEVER, SPAN, mlp

KINDS = len(labels.MENTION_KINDS) + len(labels.TRIGGER_KINDS)
PAIR_OUTPUTS = (
    len(labels.ROLES) + len(HARMS) + len(CASUALTY_GROUPS) + len(CASUALTY_SCOPES)
)
RELATION_ROWS = 54


class SpanLayer(nn.Module):
    """Pre-norm attention among the spans of one report, with a learned bias for how far
    apart they stand."""

    def __init__(self, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(SPAN), nn.LayerNorm(SPAN)
        self.qkv, self.out = nn.Linear(SPAN, 3 * SPAN), nn.Linear(SPAN, SPAN)
        self.inner, self.outer = nn.Linear(SPAN, 2 * SPAN), nn.Linear(2 * SPAN, SPAN)
        self.bias = nn.Embedding(features.DISTANCES, heads)
        self.drop = nn.Dropout(0.2)
        nn.init.zeros_(self.bias.weight)

    def forward(self, x: Tensor, order: Tensor) -> Tensor:
        size = SPAN // self.heads
        query, key, value = (
            self.qkv(self.norm1(x)).view(-1, 3, self.heads, size).permute(1, 2, 0, 3)
        )
        scores = query @ key.transpose(1, 2) / size**0.5 + self.bias(order).permute(
            2, 0, 1
        )
        mixed = torch.softmax(scores, -1) @ value
        x = x + self.drop(self.out(mixed.permute(1, 0, 2).reshape(-1, SPAN)))
        return x + self.drop(self.outer(F.gelu(self.inner(self.norm2(x)))))


class Graph(nn.Module):
    """Everything that is scored on spans."""

    def __init__(self) -> None:
        super().__init__()
        self.span, self.drop = nn.Linear(3 * HIDDEN, SPAN), nn.Dropout(0.25)
        self.kind, self.line, self.relation = (
            nn.Embedding(KINDS, SPAN),
            nn.Embedding(features.LINE_ROWS, SPAN),
            nn.Embedding(RELATION_ROWS, SPAN),
        )
        self.layers = nn.ModuleList(SpanLayer() for _ in range(2))
        self.norm = nn.LayerNorm(SPAN)
        self.real = mlp(SPAN, 1)
        self.sub_type, self.status, self.news = (
            mlp(SPAN, len(SUB_EVENT_TYPES)),
            mlp(SPAN, len(STATUSES)),
            mlp(SPAN, 2),
        )
        self.control, self.actor_type = (
            mlp(SPAN, len(CONTROL_KINDS)),
            mlp(SPAN, len(ACTOR_TYPES)),
        )
        self.of_trigger, self.of_mention = nn.Linear(SPAN, SPAN), nn.Linear(SPAN, SPAN)
        self.by_trigger, self.by_mention = nn.Linear(SPAN, SPAN), nn.Linear(SPAN, SPAN)
        self.pair_tables = nn.ModuleList(
            nn.Embedding(rows, SPAN)
            for rows in (
                features.DISTANCES,
                features.BETWEEN,
                features.LINE_GAPS,
                features.TREE,
                features.STEPS,
            )
        )
        self.role = nn.Linear(SPAN, PAIR_OUTPUTS)
        self.difference, self.product, self.same = (
            nn.Linear(SPAN, SPAN),
            nn.Linear(SPAN, SPAN),
            nn.Linear(SPAN, 1),
        )
        self.apart, self.alike = (
            nn.Embedding(features.DISTANCES, SPAN),
            nn.Embedding(2, SPAN),
        )
        self.link_a, self.link_b = nn.Linear(SPAN, 128), nn.Linear(SPAN, 128)
        self.link_c, self.link_d = nn.Linear(SPAN, 128), nn.Linear(SPAN, 128)
        self.link_apart, self.link_alike = (
            nn.Embedding(features.DISTANCES, 128),
            nn.Embedding(3, 128),
        )
        self.link = nn.Linear(128, len(labels.LINKS))
        for table in (
            self.kind,
            self.line,
            self.relation,
            *self.pair_tables,
            self.apart,
            self.alike,
            self.link_apart,
            self.link_alike,
        ):
            nn.init.normal_(table.weight, std=0.2)

    def spans(
        self,
        pooled: Tensor,
        kind: Tensor,
        line: Tensor,
        relation: Tensor,
        order: Tensor,
    ) -> Tensor:
        """(S, 256) from pooled words (S, 3H: first, last, mean) of one report;
        ``order`` (S, S) is the banded distance."""
        x = (
            self.span(pooled)
            + self.kind(kind)
            + self.line(line)
            + self.relation(relation)
        )
        x = self.drop(F.gelu(x))
        for layer in self.layers:
            x = layer(x, order)
        return self.drop(self.norm(x))

    def roles(self, triggers: Tensor, mentions: Tensor, pairs: Tensor) -> Tensor:
        """(T, M, outputs): role logits, then harm, group and scope; ``pairs`` (T, M, 5)
        are the pair features."""
        x = self.of_trigger(triggers)[:, None] + self.of_mention(mentions)[None]
        x = x + self.by_trigger(triggers)[:, None] * self.by_mention(mentions)[None]
        for n, table in enumerate(self.pair_tables):
            x = x + table(pairs[..., n])
        return self.role(self.drop(F.gelu(x)))

    def same_event(self, triggers: Tensor, order: Tensor, alike: Tensor) -> Tensor:
        """(T, T) logits that two triggers name one event; ``alike``: the words begin
        alike."""
        difference = self.difference((triggers[:, None] - triggers[None]).abs())
        product = self.product(triggers[:, None] * triggers[None])
        order = torch.where(order >= 11, order - 11, order)
        return self.same(
            self.drop(
                F.gelu(difference + product + self.apart(order) + self.alike(alike))
            )
        )[..., 0]

    def links(self, mentions: Tensor, order: Tensor, alike: Tensor) -> Tensor:
        """(M, M, 3) logits from the row's mention to the column's."""
        x = (
            self.link_a(mentions)[:, None]
            + self.link_b(mentions)[None]
            + self.link_c(mentions)[:, None] * self.link_d(mentions)[None]
        )
        return self.link(
            self.drop(F.gelu(x + self.link_apart(order) + self.link_alike(alike)))
        )


class Lines(nn.Module):
    """What each line of the page is, from its words, its look and its neighbours."""

    def __init__(self) -> None:
        super().__init__()
        self.read = nn.Linear(HIDDEN + features.LINE_FEATURES, SPAN)
        self.drop = nn.Dropout(0.25)
        self.layers = nn.ModuleList(SpanLayer() for _ in range(2))
        self.norm = nn.LayerNorm(SPAN)
        self.out = mlp(SPAN, len(labels.LINE_KINDS), 128)

    def forward(self, means: Tensor, look: Tensor, apart: Tensor) -> Tensor:
        """(lines, kinds) from the mean word vector (lines, H) and the surface features
        (lines, 15) of each line of a page; ``apart`` (lines, lines) is the banded
        distance."""
        x = self.drop(F.gelu(self.read(torch.cat([means, look], -1))))
        for layer in self.layers:
            x = layer(x, apart)
        return self.out(self.norm(x))


def pool(words: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """(S, 3H): first, last and mean word vector of each span, from (W, H)."""
    running = torch.cat([words.new_zeros(1, HIDDEN), words.cumsum(0)])
    mean = (running[last + 1] - running[first]) / (last - first + 1)[:, None].to(
        words.dtype
    )
    return torch.cat([words[first], words[last], mean], -1)


def line_means(words: Tensor, line_of: Tensor, count: int) -> Tensor:
    """(lines, H): the mean word vector of each line; zero for a line without words."""
    total = words.new_zeros(count, HIDDEN).index_add(0, line_of, words)
    size = (
        words.new_zeros(count)
        .index_add(0, line_of, words.new_ones(words.shape[0]))
        .clamp(min=1)
    )
    return total / size[:, None]


def allowed_roles() -> Tensor:
    """(mention kinds, roles): NEVER where a kind cannot fill a role."""
    out = torch.zeros(len(labels.MENTION_KINDS), len(labels.ROLES))
    for column, role in enumerate(labels.ROLES):
        for row, kind in enumerate(labels.MENTION_KINDS):
            if kind not in labels.ROLE_MENTIONS[role]:
                out[row, column] = NEVER
    return out
