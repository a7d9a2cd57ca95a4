"""Variations of a practice report, so that a small corpus is not learned by heart.

What a report is about must be read from its words, not from the names that training
happened to pair with it: places and persons are renamed word for word, tolls get other
figures, furniture is left out at random, and words that elsewhere name an event stand
beside the triggers as decoys.
"""

import dataclasses
import random
from collections.abc import Mapping, Sequence

from tokenizers import Tokenizer

from sourceline.language.features import Span
from sourceline.language.layout import cut_words
from training.reports import Example, Parse, example, kept_lines

_FIGURES = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty"
).split()
RENAMED, RECOUNTED, MOST_DECOYS = 0.6, 0.5, 8
"""Share of the readings with other names, with other figures; decoys a report."""


class Variations:
    """Draws variations; knows the names and the trigger words of all training reports.

    Args:
        examples: the training reports.
        tokenizer: the encoder's.
        rng: the source of all draws.
    """

    def __init__(
        self, examples: Sequence[Example], tokenizer: Tokenizer, rng: random.Random
    ) -> None:
        self._tokenizer, self._rng = tokenizer, rng
        common = {w for one in examples for w in one.layout.words if w.islower()}
        self._names = {
            kind: sorted(
                {
                    word
                    for one in examples
                    for word in _words(one, kind)
                    if word[0].isupper()
                    and word[1:].islower()
                    and word.lower() not in common
                }
            )
            for kind in "ph"
        }
        self._kind_of = {word: kind for kind in "hp" for word in self._names[kind]}
        self._trigger_kinds: dict[str, list[str]] = {}
        for one in examples:
            for span in one.triggers:
                form = one.layout.words[span.first].lower()
                self._trigger_kinds.setdefault(form, []).append(span.kind)

    def of(self, one: Example) -> Example:
        """The report with some of its furniture, perhaps other names and figures, and
        decoys."""
        out = self._thinned(one)
        swaps = self._swaps(out)
        if swaps:
            words = tuple(swaps.get(w, w) for w in out.layout.words)
            layout = dataclasses.replace(out.layout, words=words)
            pieces = cut_words(self._tokenizer, words)
            out = dataclasses.replace(out, layout=layout, pieces=pieces)
        return dataclasses.replace(out, decoys=self._decoys(out))

    def _thinned(self, one: Example) -> Example:
        keep = kept_lines(one.report, self._rng)
        if len(keep) == len(one.report.blocks):
            return one
        out = example(one.report, self._tokenizer, keep)
        at = {token: i for i, token in enumerate(one.layout.tokens)}
        rows = [at[token] for token in out.layout.tokens]
        back = {row: i for i, row in enumerate(rows)}
        whole = one.parse
        out.parse = Parse(
            [back.get(whole.heads[r], -1) for r in rows],
            [whole.relations[r] for r in rows],
            [whole.sentences[r] for r in rows],
        )
        return out

    def _swaps(self, one: Example) -> Mapping[str, str]:
        rng, out = self._rng, {}
        words = sorted(set(one.layout.words))
        if rng.random() < RENAMED:
            for word in words:
                if kind := self._kind_of.get(word):
                    out[word] = rng.choice(self._names[kind])
        if rng.random() < RECOUNTED:
            for word in sorted(set(_words(one, "n"))):
                lower = word.lower()
                if lower in _FIGURES:
                    new = rng.choice(_FIGURES)
                    out[word] = new.capitalize() if word[0].isupper() else new
                elif word.isdigit() and int(word) > 1:
                    low = 10 ** (len(word) - 1)
                    out[word] = str(rng.randint(max(2, low), 10 * low - 1))
        return out

    def _decoys(self, one: Example) -> list[Span]:
        taken = {
            w
            for s in (*one.triggers, *one.mentions)
            for w in range(s.first, s.last + 1)
        }
        able = [
            (i, kinds)
            for i, word in enumerate(one.layout.words)
            if i not in taken and (kinds := self._trigger_kinds.get(word.lower()))
        ]
        chosen = self._rng.sample(
            able, min(len(able), self._rng.randint(0, MOST_DECOYS))
        )
        return [Span(i, i, self._rng.choice(kinds)) for i, kinds in sorted(chosen)]


def _words(one: Example, kind: str) -> list[str]:
    return [
        one.layout.words[w]
        for span in one.mentions
        if span.kind == kind
        for w in range(span.first, span.last + 1)
    ]
