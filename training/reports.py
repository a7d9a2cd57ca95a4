"""Practice reports as the event heads learn from them: words, tags, spans, event
tables, pair labels."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from corpus.reader import Report
from sourceline.language import features
from sourceline.language.features import Span
from sourceline.language.layout import Layout, cut_words, lay, window_pieces, windows
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
from training.windows import IGNORE, Window

MENTION_TAGS = {tag: i for i, tag in enumerate(labels.bio(labels.MENTION_KINDS))}
TRIGGER_TAGS = {tag: i for i, tag in enumerate(labels.bio(labels.TRIGGER_KINDS))}
_ROLE = {role: i for i, role in enumerate(labels.ROLES)}


@dataclass(slots=True)
class Parse:
    """Heads (-1 for a root), relation rows and sentence numbers of a report's words, by
    the first-stage model."""

    heads: list[int]
    relations: list[int]
    sentences: list[int]


@dataclass(slots=True)
class Example:
    """One report laid out with gold labels; indices are words of ``layout``."""

    report: Report
    layout: Layout
    pieces: list[list[int]]
    line_kinds: list[int]
    mention_tags: list[int]
    trigger_tags: list[int]
    mentions: list[Span]
    mention_ids: list[str]
    triggers: list[Span]
    trigger_ids: list[str]
    parse: Parse | None = None
    decoys: list[Span] = field(default_factory=list)
    events: dict[str, "Event"] = field(default_factory=dict)


@dataclass(slots=True)
class Event:
    """Gold of one event or control claim: roles by mention id, casualty labels by
    mention id."""

    type: int = IGNORE
    status: int = IGNORE
    news: int = IGNORE
    control: list[int] = field(default_factory=lambda: [0] * len(CONTROL_KINDS))
    roles: dict[str, set[str]] = field(default_factory=dict)
    tolls: dict[str, tuple[int, int, int]] = field(default_factory=dict)


def example(
    report: Report, tokenizer: Tokenizer, keep: Sequence[int] | None = None
) -> Example:
    """A report with its lines (all, or those of ``keep``) as words and labels."""
    blocks = [
        b
        for i, b in enumerate(report.blocks)
        if (keep is None or i in keep) and report.text[b.start : b.end].strip()
    ]
    trimmed = []
    for block in blocks:
        words = report.text[block.start : block.end]
        left = len(words) - len(words.lstrip())
        trimmed.append((block.start + left, block.start + len(words.rstrip())))
    layout = lay(report.text, trimmed)
    word_at = {c: i for i, t in enumerate(layout.tokens) for c in range(t.start, t.end)}
    out = Example(
        report,
        layout,
        cut_words(tokenizer, layout.words) if layout.words else [],
        [labels.LINE_KINDS.index(b.kind) for b in blocks],
        [0] * len(layout.words),
        [0] * len(layout.words),
        [],
        [],
        [],
        [],
    )
    taken: set[int] = set()
    for marks, spans, ids, tags, index in (
        (
            report.mentions,
            out.mentions,
            out.mention_ids,
            out.mention_tags,
            MENTION_TAGS,
        ),
        (
            report.triggers,
            out.triggers,
            out.trigger_ids,
            out.trigger_tags,
            TRIGGER_TAGS,
        ),
    ):
        for mark in marks:
            inside = sorted(
                {word_at[c] for c in range(mark.start, mark.end) if c in word_at}
            )
            if not inside or taken & set(inside):
                continue
            taken |= set(inside)
            spans.append(Span(inside[0], inside[-1], mark.kind))
            ids.append(mark.id)
            for word in inside:
                tags[word] = index[f"I-{mark.kind}"]
            tags[inside[0]] = index[f"B-{mark.kind}"]
    out.events = _events(report)
    return out


def _events(report: Report) -> dict[str, Event]:
    out: dict[str, Event] = {}
    for key, gold in report.events.items():
        event = Event(
            SUB_EVENT_TYPES.index(gold["type"]),
            STATUSES.index(gold["status"]),
            int(gold["news"]),
        )
        for role in ("initiator", "target", "ally", "party", "object", "weapon"):
            for one in gold.get(role) or ():
                event.roles.setdefault(one, set()).add(role)
        for one in gold.get("sources") or ():
            event.roles.setdefault(one, set()).add("source")
        for role in ("place", "date"):
            if gold.get(role):
                event.roles.setdefault(gold[role], set()).add(role)
        for toll in gold.get("casualties") or ():
            row = (
                HARMS.index(toll["harm"]),
                CASUALTY_GROUPS.index(toll["group"]),
                CASUALTY_SCOPES.index(toll["scope"]),
            )
            if toll.get("count"):
                event.roles.setdefault(toll["count"], set()).add("count")
                event.tolls[toll["count"]] = row
            elif toll.get("who") and toll.get("low") == 1:
                event.roles.setdefault(toll["who"], set()).add("victim")
                event.tolls[toll["who"]] = row
        out[key] = event
    for claim in report.control:
        event = out.setdefault(
            claim["trigger"], Event(status=STATUSES.index(claim["status"]))
        )
        event.control[CONTROL_KINDS.index(claim["kind"])] = 1
        event.roles.setdefault(claim["holder"], set()).add(
            "loser" if claim["kind"] in {"lost", "withdrew"} else "holder"
        )
        event.roles.setdefault(claim["place"], set()).add("control_place")
    return out


def encoder_windows(one: Example, most: int) -> list[Window]:
    """The encoder's input for a whole report, in order; together the windows hold every
    word once."""
    out = []
    for start, end in windows(one.layout, [len(p) or 1 for p in one.pieces], most):
        window = Window(
            list(one.layout.words[start:end]),
            list(one.layout.glued[start:end]),
            frozenset(),
        )
        window.pieces = window_pieces(one.layout, one.pieces, start, end)
        out.append(window)
    return out


def kept_lines(report: Report, rng: random.Random) -> list[int]:
    """Half of the time the whole page, else the article with a random part of its
    furniture."""
    share = 1.0 if rng.random() < 0.5 else rng.random()
    return [
        i for i, b in enumerate(report.blocks) if b.is_article or rng.random() < share
    ]


@dataclass(slots=True)
class Targets:
    """Tensors of one report's spans (S = triggers then mentions)."""

    first: Tensor
    last: Tensor
    kind: Tensor
    line: Tensor
    relation: Tensor
    order: Tensor
    pairs: Tensor
    roles: Tensor
    tolls: Tensor
    same: Tensor
    alike: Tensor
    links: Tensor
    link_known: Tensor
    link_alike: Tensor
    actor_type: Tensor
    real: Tensor
    type: Tensor
    status: Tensor
    news: Tensor
    control: Tensor
    mention_kind: Tensor


def targets(one: Example) -> Targets | None:
    """Labels and features of a report's gold spans and its decoys; None for a report
    without either, or without a mention."""
    keyed = [
        *zip(one.triggers, one.trigger_ids, strict=True),
        *((decoy, "") for decoy in one.decoys),
    ]
    keyed.sort(key=lambda pair: pair[0].first)
    triggers, mentions = [span for span, _ in keyed], one.mentions
    trigger_ids = [key for _, key in keyed]
    if not triggers or not mentions:
        return None
    spans = [*triggers, *mentions]
    line_of, parse = one.layout.line_of, one.parse
    kinds = [
        len(labels.MENTION_KINDS) + labels.TRIGGER_KINDS.index(s.kind) for s in triggers
    ]
    kinds += [labels.MENTION_KINDS.index(s.kind) for s in mentions]
    events = [one.events.get(key, Event()) for key in trigger_ids]
    roles = torch.zeros(len(triggers), len(mentions), len(labels.ROLES))
    tolls = torch.full((len(triggers), len(mentions), 3), IGNORE)
    for i, event in enumerate(events):
        for j, key in enumerate(one.mention_ids):
            for role in event.roles.get(key, ()):
                roles[i, j, _ROLE[role]] = 1
            if key in event.tolls:
                tolls[i, j] = torch.tensor(event.tolls[key])
    keys = np.array(trigger_ids)
    same = (keys[:, None] == keys[None]).astype(np.float32)
    real = np.array([s.kind == "e" and bool(k) for s, k in keyed])
    same[~(real[:, None] & real[None]) | np.eye(len(triggers), dtype=bool)] = IGNORE
    links, known = _links(one)
    types = [one.report.info.get(key, {}).get("actor_type") for key in one.mention_ids]
    tensor = lambda rows: torch.tensor(rows, dtype=torch.long)
    heads = features.heads_of(spans, parse.heads)
    return Targets(
        first=tensor([s.first for s in spans]),
        last=tensor([s.last for s in spans]),
        kind=tensor(kinds),
        line=tensor([features.line_row(line_of[s.first]) for s in spans]),
        relation=tensor([parse.relations[h] for h in heads]),
        order=torch.from_numpy(features.order_rows(spans)),
        pairs=torch.from_numpy(
            features.pair_features(
                triggers,
                mentions,
                line_of,
                parse.sentences,
                parse.heads,
                parse.relations,
            )
        ),
        roles=roles,
        tolls=tolls,
        same=torch.from_numpy(same),
        alike=torch.from_numpy(features.alike_words(one.layout.words, triggers, 4)),
        links=links,
        link_known=known,
        link_alike=torch.from_numpy(
            features.mention_likeness(one.layout.words, mentions)
        ),
        actor_type=tensor(
            [ACTOR_TYPES.index(t) if t in ACTOR_TYPES else IGNORE for t in types]
        ),
        real=torch.tensor([float(bool(key)) for key in trigger_ids]),
        type=tensor([e.type for e in events]),
        status=tensor([e.status for e in events]),
        news=tensor([e.news for e in events]),
        control=torch.tensor([e.control for e in events], dtype=torch.float32),
        mention_kind=tensor([labels.MENTION_KINDS.index(s.kind) for s in mentions]),
    )


def _links(one: Example) -> tuple[Tensor, Tensor]:
    """(M, M, 3) same thing, count to people, count to source; and where each may be
    asked."""
    ids, kinds = one.mention_ids, [s.kind for s in one.mentions]
    size = len(ids)
    gold, known = torch.zeros(size, size, 3), torch.zeros(size, size, 3)
    who = {
        (t["count"], t["who"])
        for e in one.report.events.values()
        for t in e.get("casualties") or ()
        if t.get("count") and t.get("who")
    }
    by = {
        (t["count"], t["by"])
        for e in one.report.events.values()
        for t in e.get("casualties") or ()
        if t.get("count") and t.get("by")
    }
    for i in range(size):
        for j in range(size):
            if i != j and (
                kinds[i] == kinds[j] or (kinds[i] in "ahvs" and kinds[j] in "ahvs")
            ):
                known[i, j, 0], gold[i, j, 0] = 1, float(ids[i] == ids[j])
            if kinds[i] == "n" and kinds[j] in "avh":
                known[i, j, 1], gold[i, j, 1] = 1, float((ids[i], ids[j]) in who)
            if kinds[i] == "n" and kinds[j] in "sah":
                known[i, j, 2], gold[i, j, 2] = 1, float((ids[i], ids[j]) in by)
    return gold, known
