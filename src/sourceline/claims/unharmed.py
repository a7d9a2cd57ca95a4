"""Statements that nobody was harmed: a figure of zero, which no count phrase carries.

"No casualties were reported", "nobody was hurt", "own losses: none" belong to the event
told just before them. Zero is a figure like another: a report that says it differs from
one that is silent (``docs/records.md``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sourceline.model.analysis import Analysis
from sourceline.model.drafts import DraftEvent, DraftToll
from sourceline.model.taxonomy import EVENT_TYPE_OF

_HARMS = (
    ("killed", r"dead|deaths?|died|killed|killing|fatalit(?:y|ies)"),
    ("wounded", r"wounded|injured|injur(?:y|ies)|wounding|injuring"),
    (
        "killed-or-wounded",
        r"hurt|harm(?:ed|ing)?|casualt(?:y|ies)|victims?|loss(?:es)?",
    ),
)
_HARM = "|".join(words for _, words in _HARMS)
_NOBODY = r"nobody|no[- ]one|none"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # no casualties, without victims, no civilian deaths, no one injured or killed
        rf"\b(?:no|without|nil|zero)\s(?:[\w-]+\s){{0,3}}?(?:{_HARM})\b",
        # nobody of ours was hurt, none of them had been injured
        rf"\b(?:{_NOBODY})(?:\s(?:of|among|from|on)(?:\s\w+){{1,2}})?"
        r"(?:\s(?:was|were|is|are|has been|have been|had been|got|came to))?"
        rf"(?:\s(?:reported|seriously|badly|else))?\s(?:{_HARM})\b",
        # no civilian came to harm, no soldier was lost
        r"\bno\s(?:[\w-]+\s){0,3}?"
        r"(?:came to harm|(?:was|were|has been|have been)\slost)\b",
        # killed nobody, harmed no one
        rf"\b(?:killed|hurt|harmed|injured|wounded)\s(?:{_NOBODY})\b",
        # own losses: none
        r"\b(?:(?:own|our)\s)?(?:losses|casualties|injured|wounded|dead|killed|victims)\s?[:–—-]\s?"
        r"(?:none|nil|no|zero|0)\b(?!\s?\w)",
    )
)
_NOT_SAID = re.compile(
    r"\b(?:no (?:longer|more|less|fewer|doubt|matter|sooner|way|claim|word|trace"
    r"|figures?|information|details?|news|such|breakdown|count|toll|independent"
    r"|official|immediate)"
    r"|if|unless|would|could)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:own|our|ours|its|his|their)\b", re.IGNORECASE)
_SOLDIERS = re.compile(
    r"\b(?:soldiers?|troops?|police\w*|officers?|peacekeepers?|personnel|forces|guards?"
    r"|gendarmes?)\b",
    re.IGNORECASE,
)
_FIGHTERS = re.compile(
    r"\b(?:militants?|rebels?|fighters?|insurgents?|gunmen|attackers?|mujahid\w+"
    r"|terrorists?)\b",
    re.IGNORECASE,
)
_CIVILIANS = re.compile(
    r"\b(?:civilians?|residents?|people|passengers?|villagers?|pupils?|students?"
    r"|child(?:ren)?|wom[ae]n|families|protesters?|inhabitants?|workers?)\b",
    re.IGNORECASE,
)
_ARMED = frozenset({"Battles", "Strategic developments"})
_AFTER = 24
"""Characters after the statement that may still name those unharmed."""


@dataclass(frozen=True, slots=True)
class _Said:
    first: int
    last: int
    harms: tuple[str, ...]
    around: str


def with_unharmed(analysis: Analysis, events: Sequence[DraftEvent]) -> list[DraftEvent]:
    """The events, with a zero where the report says that nobody was harmed."""
    out = list(events)
    for said in _statements(analysis):
        at = _event_of(analysis, out, said)
        if at is None:
            continue
        event = out[at]
        group = _group(event, said.around)
        more = [
            _zero(said, harm, group)
            for harm in said.harms
            if not any(_rivals(toll, harm, group) for toll in event.tolls)
        ]
        out[at] = replace(event, tolls=(*event.tolls, *more))
    return out


def _statements(analysis: Analysis) -> Iterator[_Said]:
    for sentence in analysis.sentences:
        words = analysis.words[sentence.first : sentence.last]
        start, end = words[0].start, words[-1].end
        text = analysis.text[start:end]
        for pattern in _PATTERNS:
            found = pattern.search(text)
            if found is None or _NOT_SAID.search(found.group()):
                continue
            inside = [
                i
                for i, word in enumerate(words, sentence.first)
                if word.start < start + found.end() and start + found.start() < word.end
            ]
            phrase = text[found.start() : found.end() + _AFTER]
            harms = tuple(
                harm
                for harm, said in _HARMS
                if re.search(rf"\b(?:{said})\b", phrase, re.IGNORECASE)
            )
            yield _Said(
                inside[0],
                inside[-1],
                harms[:2]
                if harms and harms[0] != "killed-or-wounded"
                else _whole(harms),
                phrase,
            )
            break


def _whole(harms: tuple[str, ...]) -> tuple[str, ...]:
    return harms[:1] or ("killed",)


def _event_of(
    analysis: Analysis, events: Sequence[DraftEvent], said: _Said
) -> int | None:
    """The event told last before the statement, in its sentence or the one before;
    else the one that its own sentence tells after it.
    """
    here = _sentence(analysis, said.first)
    told = sorted(
        (analysis.triggers[t].first, at)
        for at, event in enumerate(events)
        for t in event.triggers
    )
    inside = [(first, at) for first, at in told if not said.first <= first <= said.last]
    near = [(f, at) for f, at in inside if _sentence(analysis, f) in {here, here - 1}]
    before = [at for f, at in near if f < said.first]
    if before:
        return before[-1]
    after = [at for f, at in near if _sentence(analysis, f) == here]
    return after[0] if after else None


def _sentence(analysis: Analysis, word: int) -> int:
    return next(i for i, s in enumerate(analysis.sentences) if s.first <= word < s.last)


def _group(event: DraftEvent, around: str) -> str:
    if _SOLDIERS.search(around):
        return "combatant-state"
    if _FIGHTERS.search(around):
        return "combatant-non-state"
    if _CIVILIANS.search(around):
        return "civilian"
    if _OWN.search(around):
        return "combatant-state"
    return "unknown" if EVENT_TYPE_OF[event.sub_type] in _ARMED else "civilian"


def _rivals(toll: DraftToll, harm: str, group: str) -> bool:
    """Whether a figure stands against the zero: somebody of the group was harmed."""
    return toll.harm == harm and group in {toll.group, "unknown"}


def _zero(said: _Said, harm: str, group: str) -> DraftToll:
    return DraftToll(
        first=said.first,
        last=said.last,
        mention=None,
        who=None,
        by=None,
        harm=harm,
        group=group,
        group_sure=0.0,
        scope="event",
        low=0,
        high=0,
        modifier="exact",
        rule="grammar: nobody harmed",
        probability=1.0,
    )
