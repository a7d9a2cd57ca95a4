"""Readers of the public sets: UD treebanks with lemmas and names, GUM entity heads,
re3d documents.

All return :class:`Sentence` lists; layers that a set lacks are None and masked in the
loss.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sourceline.language.tokenizer import tokenize

RE3D_TYPES = (
    "Organisation",
    "Location",
    "Person",
    "Temporal",
    "Quantity",
    "Weapon",
    "MilitaryPlatform",
    "DocumentReference",
    "Nationality",
    "Money",
    "Vehicle",
)
NAME_TYPES = ("PER", "ORG", "LOC")
_GUM_NAMES = {"person": "PER", "organization": "ORG", "place": "LOC"}
_TITLES = frozenset(
    [
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "dr",
        "dr.",
        "president",
        "senator",
        "sen.",
        "minister",
        "general",
        "gen.",
        "king",
        "queen",
        "prince",
        "sir",
        "professor",
        "prof.",
        "captain",
        "secretary",
        "governor",
        "judge",
        "justice",
        "pope",
        "chancellor",
        "ambassador",
        "colonel",
        "lieutenant",
        "administrator",
        "director",
    ]
)


@dataclass(slots=True)
class Sentence:
    """One sentence with whatever layers its set has; all layers are as long as
    ``words``."""

    doc: str
    words: list[str]
    glued: list[bool]
    new_line: bool = False
    upos: list[str] | None = None
    heads: list[int] | None = None
    relations: list[str] | None = None
    lemmas: list[str] | None = None
    names: list[str] | None = None
    kinds: list[str] | None = None
    conflict: list[str] | None = None
    bounded: bool = True
    text: str = ""
    misc: list[str] = field(default_factory=list)


def conllu(path: Path) -> Iterator[tuple[str, Sentence]]:
    """Sentence ids and sentences of a CoNLL-U file; multiword tokens give their words,
    glued."""
    doc, name, text, new_line = "", "", "", False
    sentence: Sentence | None = None
    inside, space_after, previous_space = 0, True, True
    for raw in path.read_text(encoding="utf-8").splitlines():
        if raw.startswith("#"):
            key, _, value = raw[1:].partition("=")
            match key.strip():
                case "newdoc id":
                    doc = value.strip()
                case "sent_id":
                    name = value.strip()
                case "text":
                    text = value.strip()
            new_line = new_line or raw.startswith("# newpar")
        elif not raw:
            if sentence:
                yield name, sentence
            sentence, new_line, inside, previous_space = None, False, 0, True
        else:
            cells = raw.split("\t")
            if "." in cells[0]:
                continue
            if "-" in cells[0]:
                inside = int(cells[0].split("-")[1])
                space_after = "SpaceAfter=No" not in cells[9]
                continue
            if sentence is None:
                sentence = Sentence(doc, [], [], new_line, [], [], [], [], text=text)
            number = int(cells[0])
            sentence.words.append(cells[1])
            sentence.glued.append(not previous_space)
            sentence.lemmas.append(cells[2])
            sentence.upos.append(cells[3])
            sentence.heads.append(int(cells[6]))
            sentence.relations.append(cells[7])
            sentence.misc.append(cells[9])
            if number <= inside:
                previous_space = space_after if number == inside else False
            else:
                previous_space = "SpaceAfter=No" not in cells[9]
    if sentence:
        yield name, sentence


def ewt(root: Path, part: str) -> list[Sentence]:
    """UD EWT with the UNER names laid over it (sentences whose words differ go without
    names)."""
    tags: dict[str, list[str]] = {}
    name = ""
    for raw in (
        (root / f"ner_uner_ewt/en_ewt-ud-{part}.iob2")
        .read_text(encoding="utf-8")
        .splitlines()
    ):
        if raw.startswith("# sent_id"):
            name = raw.split("=", 1)[1].strip()
            tags[name] = []
        elif raw and not raw.startswith("#"):
            cells = raw.split("\t")
            if "-" not in cells[0] and "." not in cells[0]:
                tags[name].append(cells[2] if cells[2][2:] in NAME_TYPES else "O")
    out = []
    for name, sentence in conllu(root / f"ud_ewt/en_ewt-ud-{part}.conllu"):
        found = tags.get(name)
        sentence.names = found if found and len(found) == len(sentence.words) else None
        out.append(sentence)
    return out


def gum(root: Path, part: str) -> list[Sentence]:
    """GUM's free genres: names derived from entity spans, and the entity kind of each
    head word."""
    out = []
    for _, sentence in conllu(root / f"ud_gum_free/en_gum_free-{part}.conllu"):
        sentence.names, sentence.kinds = _gum_layers(sentence)
        out.append(sentence)
    return out


def _gum_entities(sentence: Sentence) -> list[tuple[int, int, list[str]]]:
    open_spans: dict[str, list[tuple[int, list[str]]]] = {}
    found = []
    for index, misc in enumerate(sentence.misc):
        marks = [item[7:] for item in misc.split("|") if item.startswith("Entity=")]
        for token in re.findall(r"\([^()]+\)?|[^()]+\)", marks[0]) if marks else ():
            if token.startswith("("):
                fields = token.strip("()").split("-", 6)
                group = fields[0].split("[")[0]
                if token.endswith(")"):
                    found.append((index, index, fields))
                else:
                    open_spans.setdefault(group, []).append((index, fields))
            else:
                group = token[:-1].split("[")[0]
                if open_spans.get(group):
                    start, fields = open_spans[group].pop()
                    found.append((start, index, fields))
    return found


def _gum_layers(sentence: Sentence) -> tuple[list[str], list[str]]:
    """Names are PROPN-headed person, organization and place spans, cut to their proper
    part."""
    size = len(sentence.words)
    names, kinds, spans = ["O"] * size, ["O"] * size, []
    for start, end, fields in _gum_entities(sentence):
        heads = [
            i
            for i in range(start, end + 1)
            if not start <= sentence.heads[i] - 1 <= end
        ]
        if len(fields) < 6 or not heads:
            continue
        head, kind = heads[0], fields[1]
        kinds[head] = kind
        if kind in _GUM_NAMES and sentence.upos[head] == "PROPN":
            spans.append(
                (
                    *_proper_part(sentence, start, end, head, fields[5], kind),
                    _GUM_NAMES[kind],
                )
            )
    for low, high, kind in sorted(spans, key=lambda s: s[0] - s[1]):
        if all(names[i] == "O" for i in range(low, high + 1)):
            names[low : high + 1] = [f"B-{kind}"] + [f"I-{kind}"] * (high - low)
    return names, kinds


def _proper_part(
    sentence: Sentence, start: int, end: int, head: int, core: str, kind: str
) -> tuple[int, int]:
    marked = [start + int(x) - 1 for x in core.split(",") if x.isdigit()]
    inside = [i for i in marked if start <= i <= end] + [head]
    low, high = min(inside), max(inside)
    words, upos = sentence.words, sentence.upos
    while (
        low - 1 >= start
        and upos[low - 1] == "PROPN"
        and words[low - 1].lower() not in _TITLES
        and kind != "person"
    ):
        low -= 1
    while (
        high + 1 <= end
        and upos[high + 1] == "PROPN"
        and sentence.relations[high + 1] in {"flat", "compound"}
    ):
        high += 1
    if kind == "place" and "," in words[low : high + 1] and words[low] != ",":
        high = low + words[low : high + 1].index(",") - 1
    while low < high and (
        words[low].lower() in _TITLES or upos[low] in {"DET", "PUNCT", "ADP"}
    ):
        low += 1
    while high > low and upos[high] in {"PUNCT", "ADP", "PART"}:
        high -= 1
    return low, high


def re3d(root: Path) -> tuple[list[Sentence], list[Sentence]]:
    """(train, test): documents on the Syria and Iraq conflict; every fifth document is
    held back whole."""
    entities: dict[str, list[dict]] = {}
    documents = []
    for folder in sorted((root / "re3d").iterdir()):
        if not (folder / "documents.json").exists():
            continue
        for line in (folder / "entities.json").read_text(encoding="utf-8").splitlines():
            if line.strip():
                entity = json.loads(line)
                entities.setdefault(entity["documentId"], []).append(entity)
        documents += [
            json.loads(x)
            for x in (folder / "documents.json")
            .read_text(encoding="utf-8")
            .splitlines()
            if x.strip()
        ]
    documents.sort(key=lambda d: d["_id"])
    random.Random(1).shuffle(documents)
    train, test = [], []
    for number, document in enumerate(documents):
        (train if number % 5 else test).extend(
            _re3d_document(document, entities.get(document["_id"], []))
        )
    return train, test


def _re3d_document(document: dict, entities: list[dict]) -> list[Sentence]:
    text = document["text"]
    tokens = tokenize(text)
    labels = ["O"] * len(tokens)
    usable = [
        e
        for e in entities
        if e["confidence"] >= 0.5
        and text[e["begin"] : e["end"]] == e["value"]
        and e["type"] in RE3D_TYPES
    ]
    for entity in sorted(usable, key=lambda e: e["begin"] - e["end"]):
        inside = [
            i
            for i, t in enumerate(tokens)
            if t.start < entity["end"] and t.end > entity["begin"]
        ]
        while inside and text[slice(*tokens[inside[0]])].lower() in {"the", "a", "an"}:
            inside.pop(0)
        if inside and all(labels[i] == "O" for i in inside):
            labels[inside[0]] = f"B-{entity['type']}"
            for i in inside[1:]:
                labels[i] = f"I-{entity['type']}"
    out: list[Sentence] = []
    for i, token in enumerate(tokens):
        gap = text[tokens[i - 1].end : token.start] if i else "\n"
        ended = (
            i > 0
            and re.search(
                r"[.!?][”\"’')]*$",
                text[max(0, tokens[i - 1].end - 2) : tokens[i - 1].end],
            )
            and gap
        )
        if not out or "\n" in gap or (ended and text[token.start].isupper()):
            out.append(
                Sentence(
                    document["_id"], [], [], "\n" in gap, conflict=[], bounded=False
                )
            )
        out[-1].words.append(text[slice(*token)])
        out[-1].glued.append(gap == "")
        out[-1].conflict.append(labels[i])
    return out
