"""What a rule for time phrases may use: publication, the dates told before, the tense.

A rule reads the named parts of a canonical phrase into a function of what is known
where the phrase stands.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sourceline.resolve.days import PARTS, Days

_FRESH = 3
_FAR_AHEAD, _FAR_BACK = 300, 290


@dataclass(frozen=True, slots=True)
class Known:
    """What a rule may use: publication, dates told before, the words around."""

    day: date | None
    told: Days | None
    told_day: Days | None
    story_day: Days | None
    ahead: bool | None
    before: str
    after: str
    month_first: bool
    same_sentence: bool

    @property
    def here(self) -> Days | None:
        """The day told before in the paragraph, else publication."""
        if self.told_day or self.day is None:
            return self.told_day
        return Days(self.day, self.day)

    @property
    def lately(self) -> Days | None:
        """As :attr:`here`, but a day of this news told before comes first."""
        story = self.story_day
        if self.told_day is None and story and self.day:
            fresh = (self.day - story.last).days <= _FRESH
            return story if fresh else self.here
        return self.here

    @property
    def base(self) -> Days | None:
        """The day told before, in the paragraph or the report, else publication."""
        here = Days(self.day, self.day) if self.day else None
        return self.told_day or self.story_day or here


Placing = Callable[[Known], Days | None]
"""Days of a phrase by what is known where it stands."""

Groups = Mapping[str, str]
"""Named parts of a canonical phrase that are there; ``all`` is the whole."""


def nearest(options: Sequence[Days], known: Known) -> Days | None:
    """The latest option begun by publication; the first one after it where the words
    look ahead.
    """
    day = known.day
    if day is None or not options:
        return None
    past = [o for o in options if o.first <= day]
    coming = [o for o in options if o.last >= day]
    if not past or not coming:
        return options[0] if coming else options[-1]
    back, on = (day - past[-1].last).days, (coming[0].first - day).days
    if known.ahead is False:
        return past[-1]
    # Nobody leaves out the year of a day that lies most of a year away.
    if known.ahead:
        return coming[0] if on <= _FAR_AHEAD else past[-1]
    return past[-1] if back <= _FAR_BACK or on > _FAR_AHEAD else coming[0]


def meant(options: Sequence[Days], which: str | None, known: Known) -> Days | None:
    """Of yearly recurring days the one meant: "last", "next", "this", or the nearest
    by tense.
    """
    day = known.day
    if day is None:
        return None
    if which == "this":
        return next((o for o in options if o.first.year == day.year), None)
    if which in {"last", "past"}:
        return next((o for o in reversed(options) if o.last < day), None)
    if which in {"next", "coming"}:
        return next((o for o in options if o.first > day), None)
    return nearest(options, known)


def up_to(days: Days, known: Known) -> Days:
    """A running period: what is past of it, or, looking ahead, the rest."""
    day = known.day
    if day is None or not days.first <= day <= days.last:
        return days
    return Days(day, days.last) if known.ahead else Days(days.first, day)


def part_name(said: Groups) -> str | None:
    """The part of a period that the words say, as :func:`days.part_of` calls it."""
    words = said.get("part")
    if not words or words in PARTS:
        return words
    last = words.startswith(("last", "past", "few last"))
    if words.endswith("half"):
        return "half2" if last or words[0] == "2" else "half1"
    if words.endswith("week"):
        return "week-1" if last else f"week{words.split('th', 1)[0]}"
    return "lastdays" if last else "firstdays"


YEAR_STEPS = {"last": -1, "past": -1, "previous": -1, "next": 1}
"""Words for a year to the steps from the present one."""


def year_of(words: str | None, known: Known) -> int | None:
    """The year that "2016", "last year" or "that year" stands for."""
    if not words:
        return None
    if words[0].isdigit():
        return int(words[:4])
    if words.startswith(("that", "same")) and known.told:
        return known.told.first.year
    if known.day is None:
        return None
    return known.day.year + YEAR_STEPS.get(words.split()[0], 0)


def years_near(known: Known) -> range:
    """The years around publication."""
    year = known.day.year if known.day else 0
    return range(year - 1, year + 2) if known.day else range(0)


_YEAR_AFTER = re.compile(
    r"\s*(?:and|to|or|until|till|&|-|–|—)\s*[A-Z][a-z]+\.? (?P<year>\d{4})\b"
    r"|,? of (?:the same|that) year\b"
)


def told_year(known: Known) -> int | None:
    """The year that the words after give ("March" of "March to November 2022"), or one
    told before in the sentence that is not publication's: in a passage on 1992,
    "11 April" is of 1992.
    """
    told = known.told
    if after := _YEAR_AFTER.match(known.after):
        if after["year"]:
            return int(after["year"])
        return told.first.year if told else None
    if told is None or told.first.year != told.last.year:
        return None
    if known.day is None:
        return told.first.year
    old = known.same_sentence and told.first.year < known.day.year - 1
    return told.first.year if old else None
