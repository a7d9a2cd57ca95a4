"""Time phrases of one report, in their order, to ranges of days.

A phrase is first put into a canonical form ("the night of Monday" → ``t w0``), then
read by a table of rules into a function of what is known at that point of the report:
the day of publication, the date told before, the tense, the words around. Reading is
cached by the phrase's words; placing it is date arithmetic alone.

A range that begins or ends in a year that is not said is placed in the past, unless
the words around look ahead. "since 2014" keeps its own extent, the year 2014.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sourceline.model.claims import DateRange, Published, TextSpan
from sourceline.resolve.date_context import Known
from sourceline.resolve.date_phrases import is_time_of_day, parse
from sourceline.resolve.date_words import MONTH_FIRST, canonical
from sourceline.resolve.days import Days
from sourceline.resolve.tense import looks_ahead

_LEAD, _FEW = 48, 2
_STATED = re.compile(
    r"\b(?:m\d\d|h\d\d|(?:1[5-9]|20)\d\d|\d+0s|\d{1,2}th|\d+[./]\d+)\b|^\d+$"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A time phrase where it stands.

    Attributes:
        text: the words.
        span: their offsets in the report.
        sentence: the text of the sentence around them.
        offset: where that sentence begins in the report.
        paragraph: number of the paragraph; a date told in the same one anchors
            "that evening" before any other.
        ahead: whether the clause looks ahead (True) or back (False); None lets the
            sentence's words decide, see :func:`looks_ahead`.
    """

    text: str
    span: TextSpan
    sentence: str = ""
    offset: int = 0
    paragraph: int = 0
    ahead: bool | None = None


def resolve_dates(
    phrases: Sequence[Phrase], published: Published, country: str | None = None
) -> list[DateRange | None]:
    """Ranges of days for the time phrases of one report.

    With no day of publication but bounds for it, the range covers what the phrase
    would mean on either bound; a bound that nobody knows is None.

    Args:
        phrases: in the order of the report.
        published: when it was published.
        country: ISO 3166 alpha-2 of the publisher, for the order in "4/11".

    Returns:
        For each phrase its range; None where the words name no day that can be known.
    """
    month_first = country in MONTH_FIRST
    if published.date:
        known = _placed(phrases, published.date, month_first)
        return [
            _range(p, d.first if d else None, d.last if d else None)
            for p, d in zip(phrases, known, strict=True)
        ]
    alone = _placed(phrases, None, month_first)
    low = _bounded(phrases, published.earliest, month_first)
    high = _bounded(phrases, published.latest, month_first)
    out = []
    for phrase, said, first, last in zip(phrases, alone, low, high, strict=True):
        begin, end = said or first, said or last
        out.append(
            _range(phrase, begin.first if begin else None, end.last if end else None)
        )
    return out


def _bounded(
    phrases: Sequence[Phrase], day: date | None, month_first: bool
) -> list[Days | None]:
    return _placed(phrases, day, month_first) if day else [None] * len(phrases)


def _placed(
    phrases: Sequence[Phrase], day: date | None, month_first: bool
) -> list[Days | None]:
    """All phrases in order, each knowing the dates told before it."""
    out: list[Days | None] = []
    story = _Story()
    for number, phrase in enumerate(phrases):
        story.enter(phrase.paragraph)
        beside = phrases[number + 1] if number + 1 < len(phrases) else None
        if beside and _belongs(phrase, beside):
            # "at noon on Tuesday", marked as two phrases.
            found = _placed_one(beside, day, story, month_first)
        else:
            found = _placed_one(phrase, day, story, month_first)
        out.append(found)
        story.tell(found, phrase, day)
    return out


class _Story:
    """The dates told so far: in this paragraph, and the last day of the report."""

    def __init__(self) -> None:
        self.paragraph = -1
        self.told: Days | None = None
        self.told_day: Days | None = None
        self.last_day: Days | None = None
        self.sentence = -1

    def enter(self, paragraph: int) -> None:
        """A new paragraph forgets periods and years."""
        if paragraph != self.paragraph:
            self.paragraph, self.told, self.told_day = paragraph, None, None

    def tell(self, found: Days | None, phrase: Phrase, published: date | None) -> None:
        """Remember what a phrase said."""
        if found is None:
            return
        self.told, self.sentence = found, phrase.offset
        if found.width <= _FEW:
            self.told_day = found
            if published is None or found.last <= published:
                self.last_day = found


def _belongs(phrase: Phrase, following: Phrase) -> bool:
    """A part of a day right before its day."""
    if not 0 < following.span.start - phrase.span.end <= len(" on the "):
        return False
    return is_time_of_day(phrase.text)


def _placed_one(
    phrase: Phrase, day: date | None, story: _Story, month_first: bool
) -> Days | None:
    start = phrase.span.start - phrase.offset
    end = start + phrase.span.end - phrase.span.start
    ahead = phrase.ahead
    if ahead is None:
        ahead = looks_ahead(phrase.sentence, start, end)
    before = phrase.sentence[max(0, start - _LEAD) : max(0, start)].rstrip().lower()
    known = Known(
        day,
        story.told,
        story.told_day,
        story.last_day,
        ahead,
        before,
        phrase.sentence[end : end + _LEAD],
        month_first,
        story.sentence == phrase.offset,
    )
    try:
        return parse(phrase.text)(known)
    except (ValueError, OverflowError):
        # Beyond the calendar: "2,000,000 years ago".
        return None


def _range(phrase: Phrase, first: date | None, last: date | None) -> DateRange | None:
    if first is None and last is None:
        return None
    stated = _STATED.search(canonical(phrase.text))
    return DateRange(
        first,
        last,
        _precision(first, last),
        "stated" if stated else "relative",
        phrase.span,
    )


def _precision(first: date | None, last: date | None) -> int:
    """UCDP date_prec of a range: 1 a day, 2 to six days, 3 a week, 4 to a month, 5
    more, or open.
    """
    if first is None or last is None:
        return 5
    days = (last - first).days + 1
    limits = ((1, 1), (6, 2), (7, 3), (31, 4))
    return next((code for limit, code in limits if days <= limit), 5)
