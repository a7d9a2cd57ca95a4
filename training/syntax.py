"""Syntax and names: label sets, windows of sentences, and the loss of the word
heads."""

import random
from collections import Counter
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from sourceline.language.lemmas import script
from training.network import Reader
from training.treebanks import NAME_TYPES, RE3D_TYPES, Sentence
from training.windows import IGNORE, Window, collate, hide, padded

LAYERS = ("upos", "heads", "relation", "lemma", "names", "conflict", "kinds", "start")
WEIGHTS = {
    "upos": 1.0,
    "heads": 1.0,
    "relation": 1.0,
    "lemma": 0.5,
    "names": 1.0,
    "conflict": 0.7,
    "kinds": 0.5,
    "start": 0.5,
}


def bio(types: Sequence[str]) -> list[str]:
    return ["O"] + [prefix + kind for kind in types for prefix in ("B-", "I-")]


def label_sets(sentences: Sequence[Sentence]) -> dict[str, list[str]]:
    """Closed label lists, from the training sentences."""
    scripts = Counter(
        script(w, lemma)
        for s in sentences
        if s.lemmas
        for w, lemma in zip(s.words, s.lemmas, strict=True)
    )
    return {
        "upos": sorted({u for s in sentences for u in s.upos or ()}),
        "relation": sorted({r for s in sentences for r in s.relations or ()}),
        "lemma": [""]
        + [name for name, count in scripts.most_common() if count >= 3 and name],
        "names": bio(NAME_TYPES),
        "conflict": bio(RE3D_TYPES),
        "kinds": ["O", *sorted({k for s in sentences for k in s.kinds or ()} - {"O"})],
    }


class Labeller:
    """Turns runs of sentences into labelled windows."""

    def __init__(self, labels: dict[str, list[str]]) -> None:
        self.index = {
            layer: {name: i for i, name in enumerate(names)}
            for layer, names in labels.items()
        }

    def window(self, run: Sequence[Sentence]) -> Window:
        """One window of consecutive sentences; every sentence root hangs on position
        0."""
        index = self.index
        labels: dict[str, list[int]] = {layer: [IGNORE] for layer in LAYERS}
        words, glued, breaks = [], [], set()
        for sentence in run:
            size, offset = len(sentence.words), len(words)
            if offset and sentence.new_line:
                breaks.add(offset)
            words += sentence.words
            glued += sentence.glued
            missing = [IGNORE] * size

            def given(
                layer: str, values: list[str] | None, missing: list[int] = missing
            ) -> list[int]:
                return (
                    [index[layer].get(v, IGNORE) for v in values] if values else missing
                )

            labels["upos"] += given("upos", sentence.upos)
            labels["heads"] += (
                [h + offset if h else 0 for h in sentence.heads]
                if sentence.heads
                else missing
            )
            labels["relation"] += given("relation", sentence.relations)
            labels["lemma"] += (
                [
                    index["lemma"].get(script(w, x), IGNORE)
                    for w, x in zip(sentence.words, sentence.lemmas, strict=True)
                ]
                if sentence.lemmas
                else missing
            )
            labels["names"] += given("names", sentence.names)
            labels["conflict"] += given("conflict", sentence.conflict)
            labels["kinds"] += given("kinds", sentence.kinds)
            labels["start"] += [1] + [0] * (size - 1) if sentence.bounded else missing
        return Window(words, glued, frozenset(breaks), labels)

    def windows(
        self, sentences: Sequence[Sentence], rng: random.Random, most_words: int = 260
    ) -> list[Window]:
        """An epoch: two fifths single sentences, two fifths runs of 20 to 90 words, the
        rest runs as long as a report."""
        out, at = [], 0
        while at < len(sentences):
            draw = rng.random()
            wanted = (
                0
                if draw < 0.4
                else rng.randint(20, 90)
                if draw < 0.8
                else rng.randint(90, 240)
            )
            run, size = [sentences[at]], len(sentences[at].words)
            at += 1
            while (
                at < len(sentences)
                and size < wanted
                and sentences[at].doc == run[0].doc
                and size + len(sentences[at].words) <= most_words
            ):
                run.append(sentences[at])
                size += len(sentences[at].words)
                at += 1
            out.append(self.window(run))
        return out


def loss(
    reader: Reader, batch: Sequence[Window], vectors: Tensor, word_mask: Tensor
) -> dict[str, Tensor]:
    """Cross-entropy of each layer that the batch has labels for."""
    gold = {layer: padded([w.labels[layer] for w in batch], IGNORE) for layer in LAYERS}
    scores, of_dependent, of_head = reader.arcs(vectors, word_mask)
    known = gold["heads"] != IGNORE
    rows, dependents = known.nonzero(as_tuple=True)
    logits = {
        "upos": reader.upos(vectors),
        "heads": scores,
        "lemma": reader.lemma(vectors),
        "names": reader.names(vectors),
        "conflict": reader.conflict(vectors),
        "kinds": reader.kinds(vectors),
        "start": reader.start(vectors),
    }
    out = {
        layer: F.cross_entropy(
            x.float().flatten(0, 1), gold[layer].flatten(), ignore_index=IGNORE
        )
        for layer, x in logits.items()
        if (gold[layer] != IGNORE).any()
    }
    if len(rows):
        heads = gold["heads"][rows, dependents]
        relations = reader.relation_scores(
            of_dependent[rows, dependents], of_head[rows, heads]
        )
        out["relation"] = F.cross_entropy(
            relations.float(), gold["relation"][rows, dependents], ignore_index=IGNORE
        )
    return out


def run(
    reader: Reader, batch: Sequence[Window], hidden: float = 0.0
) -> dict[str, Tensor]:
    """Losses of one batch, with a share of its pieces ``hidden``."""
    ids, shapes, mask, first, last, word_mask = collate(batch)
    ids = hide(ids, hidden)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        vectors = reader.vectors(ids, shapes, mask, first, last)
        return loss(reader, batch, vectors, word_mask)
