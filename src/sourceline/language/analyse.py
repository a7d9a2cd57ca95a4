"""Read one text with the language model: lines, words, sentences, trees, names, and the
event graph.

The page is read whole, furniture included, window by window; the line head then says
which lines are the article, and only mentions and triggers of the article enter the
event graph. Very long texts are read in stretches, each a report of its own to the span
heads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sourceline.language import features, layout, lemmas
from sourceline.language.features import Span
from sourceline.language.joining import Joining, likeness
from sourceline.language.model import LanguageModel, SpanLayers, WordLayers
from sourceline.language.tagging import Tagger, clusters, sigmoid, softmax
from sourceline.language.tokenizer import Token
from sourceline.language.trees import best_heads
from sourceline.model import labels
from sourceline.model.analysis import (
    Analysis,
    GraphScores,
    Link,
    Mention,
    Name,
    PageLine,
    Role,
    Sentence,
    Trigger,
    Word,
)
from sourceline.model.taxonomy import (
    ACTOR_TYPES,
    CASUALTY_GROUPS,
    CASUALTY_SCOPES,
    CONTROL_KINDS,
    HARMS,
    STATUSES,
    SUB_EVENT_TYPES,
)

Array = NDArray[np.float32]
WINDOWS_A_STRETCH = 8
MOST_SPANS = 200
LIKELY = 0.5
LIKELY_ROLE, LIKELY_CONTROL, LIKELY_SAME = 0.5, 0.5, 0.35
"""Least probabilities, chosen on the dev part of the practice corpus."""
CANDIDATE, LIKELY_TRIGGER = 0.15, 0.5
"""A word is asked about as a trigger from the first probability of its tags on; it is
one where the geometric mean of that and the span head's word reaches the second.
"""
SURE_START = 2.2
"""Log-odds that a sentence needs to begin where nothing closes the one before."""
_CLOSING = frozenset(".!?…:;\"”’')]»")
_OPEN_NAME = frozenset({"of", "de", "du", "al", "el"})
"""A place can not end in these: its name is still to come."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Syntax of a text: for each word its head (-1 for a root), the row of its
    relation, the number of its sentence.
    """

    heads: list[int]
    relations: list[int]
    sentences: list[int]


class Marked(NamedTuple):
    """A phrase by its characters and the letter of its kind (``labels.MENTION_KINDS``
    or ``labels.TRIGGER_KINDS``).
    """

    start: int
    end: int
    kind: str


class Analyser:
    """Reads texts; holds the model and the tag sets.

    Args:
        model: the loaded language model.
        joining: what decides which triggers tell of one event.
    """

    def __init__(self, model: LanguageModel, joining: Joining) -> None:
        self.model, self._joining = model, joining
        self._mentions = Tagger(labels.bio(labels.MENTION_KINDS))
        self._triggers = Tagger(labels.bio(labels.TRIGGER_KINDS))
        self._names = Tagger(model.labels["names"])
        self._conflict = Tagger(model.labels["conflict"])

    def analyse(self, text: str, marked: Sequence[Marked] | None = None) -> Analysis:
        """Everything that the model sees in ``text``; an empty analysis for a text
        without words.

        Args:
            text: what was read.
            marked: triggers and mentions that a person marked, to be scored instead
                of those that the model finds.
        """
        laid = layout.lay(text)
        pieces = (
            layout.cut_words(self.model.tokenizer, laid.words) if laid.words else []
        )
        ranges = layout.windows(laid, [len(p) or 1 for p in pieces])
        parts: list[Analysis] = []
        for at in range(0, len(ranges), WINDOWS_A_STRETCH):
            parts.append(
                self._stretch(
                    laid,
                    pieces,
                    ranges[at : at + WINDOWS_A_STRETCH],
                    parts[-1] if parts else None,
                    marked,
                )
            )
        return _joined(text, parts)

    def _stretch(
        self,
        laid: layout.Layout,
        pieces: Sequence[Sequence[int]],
        ranges: Sequence[tuple[int, int]],
        before: Analysis | None,
        marked: Sequence[Marked] | None,
    ) -> Analysis:
        """Some windows of the text, read as one report."""
        first, stop = ranges[0][0], ranges[-1][1]
        layers = [
            self.model.read_words(layout.window_pieces(laid, pieces, a, b))
            for a, b in ranges
        ]
        tree = self._tree(laid, layers, ranges)
        words = _stacked(layers, "words")
        line_of = np.asarray(laid.line_of[first:stop])
        lines = self._lines(laid, words, line_of)
        article = np.array([lines[k].furniture <= LIKELY for k in line_of - line_of[0]])
        breaks = np.flatnonzero(np.r_[True, line_of[1:] != line_of[:-1]]).tolist()
        forms = laid.words[first:stop]
        tokens = laid.tokens[first:stop]
        lemma_rules, upos_names = self.model.labels["lemma"], self.model.labels["upos"]
        relation_names = self.model.labels["relation"]
        spelled = [
            Word(
                t.start,
                t.end,
                form,
                lemmas.apply(lemma_rules[rule], form),
                upos_names[u],
                head,
                relation_names[r],
            )
            for t, form, rule, u, head, r in zip(
                tokens,
                forms,
                _stacked(layers, "lemma").tolist(),
                _stacked(layers, "upos").tolist(),
                tree.heads,
                tree.relations,
                strict=True,
            )
        ]
        mention_scores, trigger_scores = (
            softmax(_stacked(layers, "mention")),
            softmax(_stacked(layers, "trigger")),
        )
        if marked is None:
            mentions, triggers = self._spans(
                mention_scores, trigger_scores, breaks, article, forms
            )
        else:
            mentions, triggers = _given(tokens, marked)
        graph = self._graph(
            forms, line_of - line_of[0], words, tree, triggers, mentions
        )
        sure = _surety(trigger_scores, triggers, graph)
        if graph is not None and marked is None:
            kept = np.flatnonzero(sure > LIKELY_TRIGGER)
            triggers, sure = [triggers[i] for i in kept], sure[kept]
            graph = graph.only(kept) if len(kept) else None
        shift = (len(before.triggers), len(before.mentions)) if before else (0, 0)
        return _assemble(
            laid.text,
            tokens,
            spelled,
            _sentences(tree.sentences),
            lines,
            _named(tokens, self._names.spans(_stacked(layers, "names"), breaks)),
            _named(tokens, self._conflict.spans(_stacked(layers, "conflict"), breaks)),
            mentions,
            triggers,
            mention_scores,
            sure,
            graph,
            shift,
            self._joining,
        )

    def _tree(
        self,
        laid: layout.Layout,
        layers: Sequence[WordLayers],
        ranges: Sequence[tuple[int, int]],
    ) -> Tree:
        """Sentences begin at lines and where the model says so; heads stay inside them;
        word 0 is the stretch's first.
        """
        heads: list[int] = []
        relations: list[int] = []
        sentences: list[int] = []
        for layer, (start, end) in zip(layers, ranges, strict=True):
            size, offset = end - start, len(heads)
            line_of = laid.line_of[start:end]
            sure = layer.start[1:, 1] - layer.start[1:, 0]
            needed = [
                0.0 if i and laid.words[i - 1][-1] in _CLOSING else SURE_START
                for i in range(start, end)
            ]
            says = (sure > np.array(needed)).tolist()
            begins = [
                i
                for i in range(size)
                if i == 0 or says[i] or line_of[i] != line_of[i - 1]
            ]
            local = best_heads(layer.arcs, begins, size)
            relations += self.model.label_arcs(
                layer.dependents[1:], layer.heads[np.array(local) + 1]
            ).tolist()
            heads += [h + offset if h >= 0 else -1 for h in local]
            number = sentences[-1] + 1 if sentences else 0
            marks = set(begins[1:])
            for i in range(size):
                number += i in marks
                sentences.append(number)
        return Tree(heads, relations, sentences)

    def _lines(
        self, laid: layout.Layout, words: Array, line_of: NDArray[np.int64]
    ) -> list[PageLine]:
        low, high = int(line_of[0]), int(line_of[-1]) + 1
        spots = [(line.start, line.end) for line in laid.lines[low:high]]
        means = np.zeros((high - low, words.shape[1]), dtype=np.float32)
        local = line_of - low
        edges = np.flatnonzero(np.r_[True, local[1:] != local[:-1]])
        sizes = np.diff(np.r_[edges, len(local)])
        means[local[edges]] = np.add.reduceat(words, edges, axis=0) / sizes[:, None]
        kinds = self.model.read_lines(
            means,
            features.line_features(laid.text, spots),
            features.line_order(len(spots)),
        )
        return [
            _line(start, end, row)
            for (start, end), row in zip(spots, kinds, strict=True)
        ]

    def _spans(
        self,
        mention_scores: Array,
        trigger_scores: Array,
        breaks: Sequence[int],
        article: NDArray[np.bool_],
        forms: Sequence[str],
    ) -> tuple[list[Span], list[Span]]:
        """Mentions and candidate triggers of the article; where one overlaps the other,
        the surer stays.
        """
        tiny = np.float32(1e-9)
        lenient = np.log(trigger_scores + tiny)
        lenient[:, 0] += np.log(CANDIDATE / (1 - CANDIDATE))
        mentions = _whole_names(
            forms,
            [
                Span(a, b, k)
                for a, b, k in self._mentions.spans(
                    np.log(mention_scores + tiny), breaks
                )
                if article[a]
            ],
        )
        triggers = [
            Span(a, b, k)
            for a, b, k in self._triggers.spans(lenient, breaks)
            if article[a]
        ]
        owner = {w: m for m in mentions for w in range(m.first, m.last + 1)}
        dropped: set[Span] = set()
        kept = []
        for trigger in triggers:
            rivals = {
                owner[w] for w in range(trigger.first, trigger.last + 1) if w in owner
            }
            if any(
                _sure(mention_scores, m) > _sure(trigger_scores, trigger)
                for m in rivals - dropped
            ):
                continue
            dropped |= rivals
            kept.append(trigger)
        return [m for m in mentions if m not in dropped], kept

    def _graph(
        self,
        forms: Sequence[str],
        line_of: NDArray[np.int64],
        words: Array,
        tree: Tree,
        triggers: list[Span],
        mentions: list[Span],
    ) -> SpanLayers | None:
        """Scores of the span heads; None where there is no trigger.

        Stretches with too many spans keep the surest first ones.
        """
        del triggers[MOST_SPANS:], mentions[MOST_SPANS * 2 :]
        if not triggers:
            return None
        spans = [*triggers, *mentions]
        rows = [
            len(labels.MENTION_KINDS) + labels.TRIGGER_KINDS.index(s.kind)
            for s in triggers
        ]
        rows += [labels.MENTION_KINDS.index(s.kind) for s in mentions]
        first, last = (
            np.array([s.first for s in spans]),
            np.array([s.last for s in spans]),
        )
        mean = np.stack(
            [words[a : b + 1].mean(0) for a, b in zip(first, last, strict=True)]
        )
        heads = features.heads_of(spans, tree.heads)
        fed: dict[str, NDArray[Any]] = {
            "pooled": np.concatenate([words[first], words[last], mean], 1).astype(
                np.float32
            ),
            "kind": np.array(rows, dtype=np.int64),
            "line": np.array(
                [features.line_row(int(line_of[s.first])) for s in spans],
                dtype=np.int64,
            ),
            "relation": np.array([tree.relations[h] for h in heads], dtype=np.int64),
            "order": features.order_rows(spans),
            "between": features.pair_features(
                triggers,
                mentions,
                line_of.tolist(),
                tree.sentences,
                tree.heads,
                tree.relations,
            ),
            "alike": features.alike_words(forms, triggers, 4),
            "likeness": features.mention_likeness(forms, mentions),
        }
        return self.model.read_spans(fed)


def _stacked(layers: Sequence[WordLayers], name: str) -> NDArray[Any]:
    """One layer of all windows, without their roots."""
    return np.concatenate([getattr(x, name)[1:] for x in layers])


def _line(start: int, end: int, kinds: Array) -> PageLine:
    """The likeliest kind on the likelier side: article or furniture."""
    article, furniture = np.split(kinds, [labels.ARTICLE_KINDS])
    share = float(furniture.sum())
    best = furniture.argmax() + len(article) if share > LIKELY else article.argmax()
    return PageLine(start, end, labels.LINE_KINDS[int(best)], share)


def _named(
    tokens: Sequence[Token], spans: Sequence[tuple[int, int, str]]
) -> tuple[Name, ...]:
    return tuple(Name(tokens[a].start, tokens[b].end, kind) for a, b, kind in spans)


def _given(
    tokens: Sequence[Token], marked: Sequence[Marked]
) -> tuple[list[Span], list[Span]]:
    """Marked phrases as word spans, each word in one at most; those outside this
    stretch are left.
    """
    mentions: list[Span] = []
    triggers: list[Span] = []
    taken: set[int] = set()
    for mark in sorted(marked):
        inside = [
            i for i, t in enumerate(tokens) if t.start < mark.end and t.end > mark.start
        ]
        if inside and not taken & set(inside):
            taken |= set(inside)
            (triggers if mark.kind in labels.TRIGGER_KINDS else mentions).append(
                Span(inside[0], inside[-1], mark.kind)
            )
    return mentions, triggers


def _whole_names(forms: Sequence[str], mentions: Sequence[Span]) -> list[Span]:
    """Places with "town of" and its name, tagged apart, as one."""
    out: list[Span] = []
    for span in mentions:
        before = out[-1] if out else None
        if (
            before
            and before.kind == span.kind == "p"
            and before.last + 1 == span.first
            and forms[before.last].lower() in _OPEN_NAME
        ):
            out[-1] = Span(before.first, span.last, "p")
        else:
            out.append(span)
    return out


def _sure(scores: Array, span: Span) -> float:
    """How sure the tags of a span are: the least probability of not being outside."""
    return float((1 - scores[span.first : span.last + 1, 0]).min())


def _surety(
    scores: Array, triggers: Sequence[Span], layers: SpanLayers | None
) -> Array:
    """For each candidate the geometric mean of its tags' probability and the span
    head's.
    """
    tagged = np.array([_sure(scores, t) for t in triggers], dtype=np.float32)
    out: Array = (
        np.sqrt(tagged * sigmoid(layers.real)).astype(np.float32) if layers else tagged
    )
    return out


def _sentences(numbers: Sequence[int]) -> list[Sentence]:
    out: list[Sentence] = []
    for i, number in enumerate(numbers):
        if i and number == numbers[i - 1]:
            out[-1] = Sentence(out[-1].first, i + 1)
        else:
            out.append(Sentence(i, i + 1))
    return out


def _scores(
    layers: SpanLayers, mentions: Sequence[Span], shift: tuple[int, int]
) -> GraphScores:
    """Logits to probabilities; a role that a mention's kind can not fill is
    impossible.
    """
    edges = np.cumsum([len(labels.ROLES), len(HARMS), len(CASUALTY_GROUPS)])
    roles, harm, group, scope = np.split(layers.pairs, edges, axis=-1)
    allowed = np.array(
        [[m.kind in labels.ROLE_MENTIONS[r] for r in labels.ROLES] for m in mentions],
        dtype=np.float32,
    )
    same = sigmoid(layers.same)
    mutual: Array = ((same + same.T) / 2).astype(np.float32)
    return GraphScores(
        *shift,
        softmax(layers.sub_type),
        softmax(layers.status),
        softmax(layers.news)[:, 1],
        sigmoid(layers.control),
        softmax(layers.actor_type),
        sigmoid(roles) * allowed.reshape(-1, len(labels.ROLES))[None],
        softmax(harm),
        softmax(group),
        softmax(scope),
        mutual,
        sigmoid(layers.links),
    )


def _assemble(  # noqa: PLR0913, PLR0917 - the one place where a stretch's layers meet
    text: str,
    tokens: Sequence[Token],
    words: list[Word],
    sentences: list[Sentence],
    lines: list[PageLine],
    names: tuple[Name, ...],
    conflict: tuple[Name, ...],
    mentions: list[Span],
    triggers: list[Span],
    mention_scores: Array,
    sure: Array,
    layers: SpanLayers | None,
    shift: tuple[int, int],
    joining: Joining,
) -> Analysis:
    """Records of one stretch; spans and words are numbered within it."""
    if layers is None:
        plain = tuple(
            Mention(
                m.first,
                m.last,
                tokens[m.first].start,
                tokens[m.last].end,
                _kind(m),
                _sure(mention_scores, m),
                None,
                i,
            )
            for i, m in enumerate(mentions)
        )
        return Analysis(
            text,
            tuple(words),
            tuple(sentences),
            tuple(lines),
            names,
            conflict,
            plain,
            (),
            (),
            (),
            (),
        )
    scores = _scores(layers, mentions, shift)
    entity = _numbers(
        clusters(_mention_likeness(scores), range(len(mentions))), len(mentions)
    )
    event_rows = [i for i, t in enumerate(triggers) if t.kind == "e"]
    events = clusters(likeness(scores, joining), event_rows, LIKELY_SAME)
    event_of = _numbers(
        events + [[i] for i, t in enumerate(triggers) if t.kind != "e"], len(triggers)
    )
    told = [
        _told(scores, [i for i, e in enumerate(event_of) if e == number])
        for number in range(max(event_of) + 1)
    ]
    made_mentions = tuple(
        Mention(
            m.first,
            m.last,
            tokens[m.first].start,
            tokens[m.last].end,
            _kind(m),
            _sure(mention_scores, m),
            ACTOR_TYPES[int(scores.actor_type[i].argmax())] if m.kind == "a" else None,
            entity[i],
        )
        for i, m in enumerate(mentions)
    )
    made_triggers = tuple(
        Trigger(
            t.first,
            t.last,
            tokens[t.first].start,
            tokens[t.last].end,
            t.kind == "e",
            float(sure[i]),
            *told[event_of[i]],
            _control_kinds(scores.control[i]),
            event_of[i],
        )
        for i, t in enumerate(triggers)
    )
    return Analysis(
        text,
        tuple(words),
        tuple(sentences),
        tuple(lines),
        names,
        conflict,
        made_mentions,
        made_triggers,
        tuple(_roles(scores)),
        tuple(_links(scores, mentions)),
        (scores,),
    )


def _told(scores: GraphScores, members: Sequence[int]) -> tuple[str, str, float]:
    """Sub-type, status and news of one event, from all its triggers."""
    return (
        SUB_EVENT_TYPES[int(scores.sub_type[members].mean(0).argmax())],
        STATUSES[int(scores.status[members].mean(0).argmax())],
        float(scores.news[members].mean()),
    )


def _control_kinds(row: Array) -> tuple[str, ...]:
    return tuple(CONTROL_KINDS[k] for k in np.flatnonzero(row > LIKELY_CONTROL))


def _kind(span: Span) -> str:
    return labels.MENTION_NAMES[labels.MENTION_KINDS.index(span.kind)]


def _mention_likeness(scores: GraphScores) -> Array:
    same = scores.links[..., labels.LINKS.index("same")]
    out: Array = ((same + same.T) / 2).astype(np.float32)
    return out


def _numbers(groups: Sequence[Sequence[int]], size: int) -> list[int]:
    """For each item the number of its group, groups numbered by first member."""
    out = [0] * size
    for number, group in enumerate(sorted(groups, key=lambda g: g[0])):
        for item in group:
            out[item] = number
    return out


def _roles(scores: GraphScores) -> list[Role]:
    out = []
    for i, j, k in zip(*np.where(scores.roles > LIKELY_ROLE), strict=True):
        role = labels.ROLES[k]
        toll = role in {"count", "victim"}
        out.append(
            Role(
                int(i),
                int(j),
                role,
                float(scores.roles[i, j, k]),
                HARMS[int(scores.harm[i, j].argmax())] if toll else None,
                CASUALTY_GROUPS[int(scores.group[i, j].argmax())] if toll else None,
                CASUALTY_SCOPES[int(scores.scope[i, j].argmax())] if toll else None,
            )
        )
    return out


def _links(scores: GraphScores, mentions: Sequence[Span]) -> list[Link]:
    """For each count the likeliest people and the likeliest source, where likely at
    all.
    """
    out = []
    for name, kinds in (("who", "avh"), ("by", "sah")):
        able = np.array([m.kind in kinds for m in mentions])
        for i, mention in enumerate(mentions):
            if mention.kind == "n" and able.any():
                row = np.where(able, scores.links[i, :, labels.LINKS.index(name)], 0)
                if row.max() > LIKELY:
                    out.append(Link(i, int(row.argmax()), name, float(row.max())))
    return out


def _joined(text: str, parts: Sequence[Analysis]) -> Analysis:
    """Stretches one after the other, their numbers shifted; a line that two stretches
    share stays one line.
    """
    if len(parts) == 1:
        return parts[0]
    words: list[Word] = []
    sentences: list[Sentence] = []
    lines: list[PageLine] = []
    mentions: list[Mention] = []
    triggers: list[Trigger] = []
    roles: list[Role] = []
    links: list[Link] = []
    for part in parts:
        w, m, t = len(words), len(mentions), len(triggers)
        entity = max((x.entity for x in mentions), default=-1) + 1
        event = max((x.event for x in triggers), default=-1) + 1
        words += [
            Word(
                x.start,
                x.end,
                x.text,
                x.lemma,
                x.upos,
                x.head + w if x.head >= 0 else -1,
                x.relation,
            )
            for x in part.words
        ]
        sentences += [Sentence(s.first + w, s.last + w) for s in part.sentences]
        lines += [x for x in part.lines if not lines or x.start > lines[-1].start]
        mentions += [
            Mention(
                x.first + w,
                x.last + w,
                x.start,
                x.end,
                x.kind,
                x.probability,
                x.actor_type,
                x.entity + entity,
            )
            for x in part.mentions
        ]
        triggers += [
            Trigger(
                x.first + w,
                x.last + w,
                x.start,
                x.end,
                x.is_event,
                x.probability,
                x.sub_type,
                x.status,
                x.news,
                x.control,
                x.event + event,
            )
            for x in part.triggers
        ]
        roles += [
            Role(
                x.trigger + t,
                x.mention + m,
                x.role,
                x.probability,
                x.harm,
                x.group,
                x.scope,
            )
            for x in part.roles
        ]
        links += [
            Link(x.count + m, x.mention + m, x.link, x.probability) for x in part.links
        ]
    return Analysis(
        text,
        tuple(words),
        tuple(sentences),
        tuple(lines),
        tuple(n for p in parts for n in p.names),
        tuple(n for p in parts for n in p.conflict_names),
        tuple(mentions),
        tuple(triggers),
        tuple(roles),
        tuple(links),
        tuple(s for p in parts for s in p.scores),
    )
