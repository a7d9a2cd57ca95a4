"""The keyword and regular-expression baseline: trigger words, first number before a harm word, first place.

Trigger words are counted from the training part of the practice corpus; nothing is learned otherwise.
"""

import re
from collections import Counter, defaultdict
from functools import lru_cache

from corpus.reader import Report, reports
from corpus.split import split
from sourceline.claims.numbers import bounds
from sourceline.model.taxonomy import EVENT_TYPE_OF

HARM_WORDS = {
    "killed": r"kill\w*|dead|die[sd]?|deaths?|slain|shot dead|massacr\w+",
    "wounded": r"wound\w*|injur\w*|hurt",
    "abducted": r"abduct\w*|kidnap\w*",
    "detained": r"arrest\w*|detain\w*",
}
_NUMBER = re.compile(
    r"(?i)\b(?:(?:at least|more than|about|around|up to|some|over|nearly)\s+)?(?:\d[\d,]*|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|dozens)\b"
)
_WORD = re.compile(r"[A-Za-z-]+")


def stem(word: str) -> str:
    lowered = word.lower()
    for ending in ("ings", "ing", "ed", "ers", "er", "es", "s"):
        if lowered.endswith(ending) and len(lowered) - len(ending) >= 4:
            return lowered[: -len(ending)]
    return lowered


@lru_cache(maxsize=1)
def lexicon() -> dict[str, str]:
    """Stem to sub-event type: seen at least three times, a trigger in four of ten of its uses."""
    as_trigger: dict[str, Counter] = defaultdict(Counter)
    seen: Counter = Counter()
    for report in split(reports())["train"]:
        for block in report.blocks:
            seen.update(
                stem(w) for w in _WORD.findall(report.text[block.start : block.end])
            )
        for mark in report.triggers:
            if mark.kind == "e":
                for word in _WORD.findall(report.text[mark.start : mark.end]):
                    as_trigger[stem(word)][report.events[mark.id]["type"]] += 1
    return {
        word: kinds.most_common(1)[0][0]
        for word, kinds in as_trigger.items()
        if kinds.total() >= 3 and kinds.total() >= 0.4 * seen[word] and len(word) > 2
    }


def baseline_record(report: Report) -> dict:
    """A report record by keywords: one event a sub-type."""
    known, events = lexicon(), defaultdict(list)
    for match in _WORD.finditer(report.text):
        kind = known.get(stem(match.group()))
        if kind:
            events[kind].append(match.span())
    claims = []
    for kind, spans in events.items():
        sentences = {_sentence(report.text, a) for a, _ in spans}
        claims.append(
            {
                "event_type": EVENT_TYPE_OF[kind],
                "sub_event_type": kind,
                "status": "occurred",
                "background": False,
                "participants": [],
                "attribution": [],
                "place": None,
                "date": {"earliest": report.published, "latest": report.published},
                "casualties": [
                    t for s in sorted(sentences) for t in _tolls(report.text[slice(*s)])
                ],
                "why": [
                    {"rule": "trigger", "span": {"start": a, "end": b}}
                    for a, b in spans
                ],
            }
        )
    return {"claims": claims, "control": []}


def _sentence(text: str, at: int) -> tuple[int, int]:
    start = max(text.rfind("\n", 0, at), text.rfind(". ", 0, at) + 1) + 1
    ends = [e for e in (text.find("\n", at), text.find(". ", at)) if e >= 0]
    return start, min(ends, default=len(text))


def _tolls(sentence: str) -> list[dict]:
    out = []
    for harm, pattern in HARM_WORDS.items():
        for match in re.finditer(rf"(?i)\b(?:{pattern})\b", sentence):
            before = list(_NUMBER.finditer(sentence, 0, match.start()))
            if before:
                said = bounds(before[-1].group())
                out.append(
                    {
                        "harm": harm,
                        "group": "civilian",
                        "low": said.low,
                        "high": said.high,
                        "scope": "event",
                    }
                )
                break
    return out
