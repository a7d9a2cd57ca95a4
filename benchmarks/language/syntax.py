"""Syntax and names: UD EWT and GUM (gold tokens and raw text), UNER EWT, re3d.

python -m benchmarks.language.syntax [--part test|dev] [--model DIR]

Gold tokens: one sentence at a time, words given. Raw text: whole documents, paragraphs
as lines, our own words and sentences; a word counts where its offsets agree, an arc
where both its words do (CoNLL 2018 shared task).
"""

import json
from collections.abc import Iterable, Sequence

import numpy as np

from benchmarks.language.shared import Counts, analyser, arguments
from sourceline.language import lemmas
from sourceline.language.analyse import Analyser
from sourceline.language.layout import cut_words
from sourceline.language.pieces import lay_out
from sourceline.language.tagging import Tagger
from sourceline.language.trees import best_heads
from training.treebanks import Sentence, ewt, gum, re3d

STUDY = {
    ("EWT", "LAS"): 89.7,
    ("GUM", "LAS"): 88.8,
    ("EWT", "names"): 77.6,
    ("re3d", "types"): 71.0,
    ("EWT raw", "LAS"): 85.8,
    ("GUM raw", "LAS"): 87.6,
}


def gold_tokens(reader: Analyser, sentences: Sequence[Sentence]) -> dict[str, float]:
    """UPOS, UAS, LAS, lemmas, names F1 and re3d types F1 on given words."""
    model, words = reader.model, 0
    hits = dict.fromkeys(("UPOS", "UAS", "LAS", "lemmas"), 0)
    names, types = Counts(), Counts()
    taggers = {layer: Tagger(model.labels[layer]) for layer in ("names", "conflict")}
    for sentence in sentences:
        pieces = cut_words(model.tokenizer, sentence.words)
        ids = [i for p in pieces for i in p]
        owners = [n for n, p in enumerate(pieces) for _ in p]
        layer = model.read_words(lay_out(ids, owners, sentence.words, sentence.glued))
        size = len(sentence.words)
        if sentence.upos:
            heads = best_heads(layer.arcs, [0], size)
            relations = model.label_arcs(
                layer.dependents[1:], layer.heads[np.array(heads) + 1]
            )
            for i in range(size):
                words += 1
                hits["UPOS"] += (
                    model.labels["upos"][layer.upos[i + 1]] == sentence.upos[i]
                )
                right = heads[i] + 1 == sentence.heads[i]
                hits["UAS"] += right
                hits["LAS"] += (
                    right
                    and model.labels["relation"][relations[i]] == sentence.relations[i]
                )
                hits["lemmas"] += (
                    lemmas.apply(
                        model.labels["lemma"][layer.lemma[i + 1]], sentence.words[i]
                    )
                    == sentence.lemmas[i]
                )
        for gold, counts, scores, tagger in (
            (sentence.names, names, layer.names, taggers["names"]),
            (sentence.conflict, types, layer.conflict, taggers["conflict"]),
        ):
            if gold:
                counts.add(_bio_spans(gold), set(tagger.spans(scores[1:])))
    out = {k: 100 * v / words for k, v in hits.items()} if words else {}
    return out | {k: c.f1 for k, c in (("names", names), ("types", types)) if c.gold}


def _bio_spans(tags: Sequence[str]) -> set[tuple[int, int, str]]:
    out: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        if tag[0] == "I" and out and out[-1][1] == i - 1 and out[-1][2] == tag[2:]:
            out[-1] = (out[-1][0], i, tag[2:])
        elif tag != "O":
            out.append((i, i, tag[2:]))
    return set(out)


def documents(
    sentences: Iterable[Sentence],
) -> list[tuple[str, list[tuple[Sentence, list[tuple[int, int]]]]]]:
    """Each document's text (a paragraph a line) and its sentences with the offsets of
    their words."""
    out: list[tuple[str, list]] = []
    last = None
    for sentence in sentences:
        if sentence.doc != last:
            out.append(("", []))
            last = sentence.doc
        text, listed = out[-1]
        text += ("\n" if sentence.new_line else " ") if text else ""
        at, offsets = 0, []
        for word in sentence.words:
            at = sentence.text.index(word, at)
            offsets.append((len(text) + at, len(text) + at + len(word)))
            at += len(word)
        listed.append((sentence, offsets))
        out[-1] = (text + sentence.text, listed)
    return out


def raw_text(reader: Analyser, sentences: Sequence[Sentence]) -> dict[str, float]:
    """F1 of words, sentences, UPOS, LAS and names from the documents' text."""
    counts = {k: Counts() for k in ("words", "sentences", "UPOS", "LAS", "names")}
    for text, listed in documents(sentences):
        found = reader.analyse(text)
        gold: dict[str, set] = {k: set() for k in counts}
        for sentence, spots in listed:
            gold["words"] |= set(spots)
            gold["sentences"].add((spots[0][0], spots[-1][1]))
            gold["UPOS"] |= set(zip(spots, sentence.upos, strict=True))
            gold["LAS"] |= {
                (spot, spots[h - 1] if h else None, r)
                for spot, h, r in zip(
                    spots, sentence.heads, sentence.relations, strict=True
                )
            }
            gold["names"] |= {
                (spots[a][0], spots[b][1], k)
                for a, b, k in _bio_spans(sentence.names or ())
            }
        at = [(w.start, w.end) for w in found.words]
        seen = {
            "words": set(at),
            "sentences": {(at[s.first][0], at[s.last - 1][1]) for s in found.sentences},
            "UPOS": {(spot, w.upos) for spot, w in zip(at, found.words, strict=True)},
            "LAS": {
                (spot, at[w.head] if w.head >= 0 else None, w.relation)
                for spot, w in zip(at, found.words, strict=True)
            },
            "names": {(n.start, n.end, n.kind) for n in found.names},
        }
        for key, count in counts.items():
            count.add(gold[key], seen[key])
    return {k: c.f1 for k, c in counts.items()}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--part", default="test")
    parser.add_argument("--gold-only", action="store_true")
    args = parser.parse_args()
    reader = analyser(args.model)
    sets = {"EWT": ewt(args.data, args.part), "GUM": gum(args.data, args.part)}
    results = {name: gold_tokens(reader, s) for name, s in sets.items()}
    results["re3d"] = gold_tokens(reader, re3d(args.data)[1])
    if not args.gold_only:
        results |= {f"{name} raw": raw_text(reader, s) for name, s in sets.items()}
    for name, scores in results.items():
        shown = (
            f"{k} {v:.1f}" + (f" ({STUDY[name, k]})" if (name, k) in STUDY else "")
            for k, v in scores.items()
        )
        print(f"{name:8}", "  ".join(shown))
    print(json.dumps(results))


if __name__ == "__main__":
    main()
