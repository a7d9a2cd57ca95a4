"""Time phrases of one report, in their order, to ranges of days.

A phrase is first put into a canonical form ("the night of Monday" → ``w0 t``), then
read by a table of rules into a function of what is known at that point of the report:
the day of publication, the date told before, the tense, the words around. Reading is
cached by the phrase's words; placing it is date arithmetic alone.

A range that begins or ends in a year that is not said is placed in the past, unless
the words around look ahead. "since 2014" keeps its own extent, the year 2014.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from sourceline.model.claims import DateRange, Published, TextSpan

MONTH_FIRST = frozenset(["US", "PH", "PW", "FM", "MH", "LR"])
"""Countries (ISO 3166 alpha-2) whose press writes the month before the day."""


class Days(NamedTuple):
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def width(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1


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


@dataclass(frozen=True, slots=True)
class _Known:
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


_Place = Callable[[_Known], Days | None]
_Groups = Mapping[str, str]
"""Named parts of a canonical phrase that are there; ``all`` is the whole."""
_Rule = tuple[re.Pattern[str], Callable[[_Groups], _Place]]

# --------------------------------------------------------------------------- words

_MONTHS = (
    "january jan janvier enero janeiro januar ocak yanayir yanair",
    "february feb febr fevrier febrero fevereiro februar subat shubat shbat chbat"
    " fibrayir fabrayir",
    "march mar mars marzo marco marz adhar athar azar aadhar",
    "april apr avril abril nisan neesan naysan avr",
    "may mai mayo maio mayis ayyar ayar aiyar mayu",
    "june jun juin junio junho juni haziran huzairan hazeran hzeiran yunyu yunio",
    "july jul juillet julio julho juli temmuz tammuz tamuz tamouz yulyu yulio juil",
    "august aug aout agosto agustos ab aab aghustus",
    "september sep sept septembre septiembre setembro eylul aylul ailul elul ayloul"
    " ailoul sibtambir",
    "october oct octobre octubre outubro oktober ekim uktubar",
    "november nov novembre noviembre novembro kasim nufambir nuvambir",
    "december dec decembre diciembre dezembro dezember aralik disambir",
)
MONTHS = {name: n for n, names in enumerate(_MONTHS, 1) for name in names.split()}
"""Month names and their short forms in several languages, without accents, to 1-12."""

_DAYS = (
    "monday mondays mon lundi lunes",
    "tuesday tuesdays tue tues mardi martes",
    "wednesday wednesdays wed weds mercredi miercoles",
    "thursday thursdays thu thur thurs jeudi jueves",
    "friday fridays fri vendredi viernes",
    "saturday saturdays sat samedi sabado",
    "sunday sundays sun dimanche domingo",
)
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen"
    " fourteen fifteen sixteen seventeen eighteen nineteen twenty"
).split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh"
    " twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth"
    " nineteenth twentieth"
).split()
_UNITS = {
    "minute": "minute mins min minutes moments",
    "hour": "hour hours hrs",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "year years",
    "weekend": "weekend weekends",
    "decade": "decade decades",
}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_HIJRI = {
    "muharram": 1,
    "safar": 2,
    "rajab": 7,
    "shaban": 8,
    "ramadan": 9,
    "ramadhan": 9,
    "ramzan": 9,
    "shawwal": 10,
}
_FEASTS = {
    "new year's eve": "f1231",
    "new year's day": "f0101",
    "new year's": "f0101",
    "new year": "f0101",
    "christmas eve": "f1224",
    "christmas day": "f1225",
    "christmas": "f1225",
    "boxing day": "f1226",
    "all saints' day": "f1101",
    "all saints": "f1101",
    "nowruz": "f0321",
    "newroz": "f0321",
    "epiphany": "f0106",
    "valentine's day": "f0214",
    "may day": "f0501",
    "good friday": "e-2",
    "palm sunday": "e-7",
    "easter sunday": "e0",
    "easter monday": "e1",
    "easter": "e0",
    "ascension day": "e39",
    "pentecost sunday": "e49",
    "pentecost": "e49",
    "ash wednesday": "e-46",
    "eid al fitr": "eid10",
    "eid al adha": "eid12",
    "eid ul fitr": "eid10",
    "eid ul adha": "eid12",
    "feast of sacrifice": "eid12",
    "ashura": "ashura",
    "ashoura": "ashura",
}
_DROPPED = frozenset(
    "the de du del le of in on at during about around approximately roughly some"
    " nearly almost just"
    " only shortly well barely local for over an o as dated all whole entire very"
    " exact present-day towards toward by to-day into its year-old".split()
)


def _vocabulary() -> dict[str, str]:
    words: dict[str, str] = {}
    for number, names in enumerate(_MONTHS, 1):
        words |= dict.fromkeys(names.split(), f"m{number:02d}")
    for number, names in enumerate(_DAYS):
        words |= dict.fromkeys(names.split(), f"w{number}")
    words |= {name: str(n) for n, name in enumerate(_SMALL) if n}
    words |= {name: f"{n}th" for n, name in enumerate(_ORDINALS) if n}
    words |= {name: str(n) for name, n in _TENS.items()}
    words |= {"thirtieth": "30th", "dozen": "12", "couple": "2"}
    words |= dict.fromkeys(["few", "several"], "few")
    for unit, names in _UNITS.items():
        words |= dict.fromkeys(names.split(), unit)
    words |= dict.fromkeys(
        "morning mornings afternoon evening night nights dawn dusk noon midday midnight"
        " sunrise sunset nightfall daybreak dark breakfast lunchtime noontime"
        " prayer prayers".split(),
        "t",
    )
    words |= dict.fromkeys(["past", "final"], "past")
    words |= dict.fromkeys(["previous", "preceding", "prior"], "previous")
    words |= dict.fromkeys(["coming", "upcoming"], "coming")
    words |= dict.fromkeys(["beginning", "start", "opening", "turn"], "start")
    words |= dict.fromkeys(["middle", "mid"], "mid")
    words |= dict.fromkeys(["end", "close", "ends"], "end")
    words |= dict.fromkeys(["earlier", "previously"], "earlier")
    words |= dict.fromkeys(["later", "afterwards"], "later")
    words |= dict.fromkeys(["until", "till", "through", "to"], "to")
    words |= {"current": "this", "present": "this", "fall": "autumn", "&": "and"}
    return words | {name: f"h{n:02d}" for name, n in _HIJRI.items()}


_WORDS = _vocabulary()
_CLOCK = re.compile(
    r"\b\d{1,2}(?:[:.h]\d\d)?\s*(?:a\.?m\b\.?|p\.?m\b\.?)"
    r"|\b\d{1,2}[:h]\d\d\b(?:\s*(?:hrs|hours|h)\b)?"
    r"|\b\d{1,2}\.\d\d\b(?![./]\d)|\b\d{1,2}h\b|\b\d{4}\s*(?:hrs|hours|h)\b|\b0\d{3}\b"
    r"|\b(?:half past |quarter to |quarter past )?(?:\d{1,2}|[a-z]+) ?o'clock"
    r"|\b(?:half past|quarter to|quarter past) [a-z0-9]+"
    r"|\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?= (?:in the|this) (?:morning|afternoon|evening|night))"
)
_FIXED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"\b(?:early|small|late|first|last) hours\b|\bfirst light\b", " morning "),
        (r"\bcall to prayer\b", " morning "),
        (r"\b(?:kanun|kanoun)[ -]*(?:al|ath|el)?[ -]*(?:awwal|awal)\b", "december"),
        (r"\b(?:kanun|kanoun)[ -]*(?:al|ath|el)?[ -]*(?:thani|sani)\b", "january"),
        (
            r"\b(?:tishrin|teshrin|tichrine?)[ -]*(?:al|ath|el)?[ -]*(?:awwal|awal)\b",
            "october",
        ),
        (
            r"\b(?:tishrin|teshrin|tichrine?)[ -]*(?:al|ath|el)?[ -]*(?:thani|sani)\b",
            "november",
        ),
        (r"\b(?:rabi)[ -]*(?:al|ath|ul)?[ -]*(?:awwal|awal|i)\b", " h03 "),
        (r"\b(?:rabi)[ -]*(?:al|ath|ul)?[ -]*(?:thani|akhir|ii)\b", " h04 "),
        (r"\b(?:jumada)[ -]*(?:al|ath|ul)?[ -]*(?:thani|akhira?h?|ii)\b", " h06 "),
        (r"\b(?:jumada)(?:[ -]*(?:al|ath|ul)?[ -]*(?:awwal|ula|i))?\b", " h05 "),
        (r"\bdhu[ -]*(?:al|ul)?[ -]*(?:hijjah?|hijja)\b", " h12 "),
        (r"\bdhu[ -]*(?:al|ul)?[ -]*(?:qadah?|qaadah?)\b", " h11 "),
        (r"\b(?:ramadan|dhul) mubarak\b", "ramadan"),
        (r"\bfortnights?\b", " 14 days "),
        (r"\bhalf (?:an? )?(?:hour|day)\b", " 1 hour "),
        (r"\bquarter of an hour\b", " 1 hour "),
        (r"\b(?:day before yesterday)\b", " ereyesterday "),
        (r"\b(?:day after tomorrow)\b", " overmorrow "),
        (r"\bnight before last\b", " erenight "),
        (r"\b(?:night|nights) ago\b", " days ago "),
        (r"(?<=\d )nights?\b", "days"),
        (r"\b(?:one|an|a) (?=(?:day|week|month|year|hour|decade|night)\b)", "1 "),
        (r"\ba (?=(?:few|couple|dozen))", ""),
        (r"\b(?:more|less) than\b|\bat least\b|\bbarely\b|\bup to\b", " "),
        (r"\b(\d+)(?:[ -]year)?s'?\b(?= )", r"\1s"),
    )
)
_FEAST = re.compile(
    r"\b(?:"
    + "|".join(sorted(_FEASTS, key=len, reverse=True)).replace(" ", "[ -]")
    + r")(?![a-z'])"
)
_TOKEN = re.compile(
    r"\d+(?:st|nd|rd|th|s)?(?![\w.:/])|\d+(?:[./]\d+)+|[a-z&']+\d*(?:-\d+)?|\d+|[-/]"
)
_TENS_AND_ONES = re.compile(r"\b([2-6]0) (?:- )?(\d)(th)?\b")


_MARKS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u0060", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)
"""Apostrophes and dashes of all kinds to the plain ones."""


@lru_cache(maxsize=20_000)
def _canonical(text: str) -> str:
    """The phrase in small words: months ``m01``, weekdays ``w0``, numbers in digits,
    parts of a day ``t``, clock times ``clock``.
    """
    plain = unicodedata.normalize("NFKD", text).lower()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = plain.translate(_MARKS)
    plain = _FEAST.sub(lambda m: f" {_FEASTS[m.group().replace('-', ' ')]} ", plain)
    plain = _CLOCK.sub(" clock ", plain)
    plain = re.sub(r"\b(\d{4})-(\d\d?)-(\d\d?)\b", r"\1/\2/\3", plain)
    for pattern, put in _FIXED:
        plain = pattern.sub(put, plain)
    words = []
    for token in _TOKEN.findall(plain):
        word = re.sub(r"(?:'s|'|s')$", "", token)
        if word not in _DROPPED:
            words.append(_WORDS.get(word, word))
    line = " ".join(w for w in words if w)
    line = _TENS_AND_ONES.sub(lambda m: str(int(m[1]) + int(m[2])) + (m[3] or ""), line)
    line = re.sub(r"\b(\d{1,2}) (?:st|nd|rd)\b", r"\1th", line)
    line = re.sub(r"\b(\d+)(?:st|nd|rd)\b", r"\1th", line)
    return re.sub(r"\bd' ?", "", line)


# ---------------------------------------------------------------------- arithmetic


def _day(year: int, month: int, day: int) -> Days | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Days(found, found)


def _month(year: int, month: int) -> Days:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _year(year: int) -> Days:
    return Days(date(year, 1, 1), date(year, 12, 31))


def _week(day: date, weeks: int = 0) -> Days:
    monday = day - timedelta(days=day.weekday() - 7 * weeks)
    return Days(monday, monday + timedelta(days=6))


def _moved(day: date, count: int, unit: str) -> date:
    """``day`` and a number of units, earlier where negative."""
    if unit in {"minute", "hour"}:
        # Half a day and less stays on the day.
        days = (abs(count) + 11) // 24 if unit == "hour" else 0
        return day + timedelta(days=days if count > 0 else -days)
    if unit in {"day", "week", "weekend"}:
        return day + timedelta(days=count * (1 if unit == "day" else 7))
    months = count * {"month": 1, "year": 12, "decade": 120}[unit]
    there = _month(day.year, day.month + months)
    return there.first + timedelta(
        days=min(day.day, (there.last - there.first).days + 1) - 1
    )


def _around(day: date, unit: str, count: int) -> Days:
    """The days that "``count`` ``unit`` ago" may mean, ``day`` being the exact one."""
    if unit in {"minute", "hour", "day"} or (unit == "week" and count <= _FEW):
        return Days(day, day)
    if unit == "week":
        return Days(day - timedelta(days=3), day + timedelta(days=3))
    if unit in {"year", "decade"}:
        return Days(_moved(day, -6, "month"), _moved(day, 6, "month"))
    return Days(day - timedelta(days=15), day + timedelta(days=15))


def _hijri(year: int, month: int, day: int) -> date:
    """Tabular Islamic calendar: within a day or two of what is announced."""
    days = day + -(-(59 * (month - 1)) // 2) + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(227014 + days)


def _easter(year: int) -> date:
    """Western Easter Sunday (Gauss, Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    lag = (2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4 + 32) % 7
    shift = epact + lag - 7 * ((golden + 11 * epact + 22 * lag) // 451) + 114
    return date(year, shift // 31, shift % 31 + 1)


_FAR_AHEAD, _FAR_BACK = 300, 290


def _nearest(options: Sequence[Days], known: _Known) -> Days | None:
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


_FRESH, _LEAD = 3, 48
_YEARS_FROM, _CENTURY, _LATEST_DECADE = 1000, 100, 20
_FEW, _TWELFTHS, _MONTH_DAYS = 2, 12, 31
_PARTS = {
    "early": (0, 1, 3),
    "mid": (1, 2, 3),
    "late": (2, 3, 3),
    "start": (0, 1, 12),
    "end": (11, 12, 12),
    "half1": (0, 1, 2),
    "half2": (1, 2, 2),
}


def _part(days: Days | None, name: str | None) -> Days | None:
    """A third, a half, a week or an edge of a period."""
    if days is None or not name:
        return days
    if name.startswith("week"):
        return _week_in(days, int(name[4:]))
    if name in {"firstdays", "lastdays"}:
        return _edge(days, 7, at_end=name == "lastdays")
    begin, end, of = _PARTS[name]
    width = days.width
    if of == _TWELFTHS and width <= _MONTH_DAYS:
        # The end of a month is its last week, of a week its last days.
        return _edge(days, max(2, width // 4), at_end=begin > 0)
    return Days(
        days.first + timedelta(days=width * begin // of),
        days.first + timedelta(days=width * end // of - 1),
    )


def _edge(days: Days, count: int, *, at_end: bool) -> Days:
    """The first or the last ``count`` days."""
    step = timedelta(days=count - 1)
    if at_end:
        return Days(max(days.first, days.last - step), days.last)
    return Days(days.first, min(days.last, days.first + step))


def _week_in(days: Days, number: int) -> Days:
    if number < 0:
        return Days(days.last - timedelta(days=6), days.last)
    first = days.first + timedelta(days=7 * (number - 1))
    return Days(min(first, days.last), min(first + timedelta(days=6), days.last))


# --------------------------------------------------------------------------- rules

_Y = r"(?:1[5-9]\d\d|20\d\d)"
_YEAR = rf"(?P<year>{_Y}|(?:this|last|past|next|that|same|previous) year(?: before)?)"
_N = r"(?P<n>\d{1,3}|few|recent)"
_UNIT = r"(?P<unit>minute|hour|day|weekend|week|month|year|decade)"
_PART = (
    r"(?:(?P<part>early|mid|late|start|end|(?:1th|2th|last|past) half"
    r"|(?:\d+th|last|past) week|(?:1th|last|past|few last) (?:few )?day)[ -]+)"
)
_LAST = r"(?:last|past)"


def _part_name(said: _Groups) -> str | None:
    words = said.get("part")
    if not words or words in _PARTS:
        return words
    last = words.startswith(("last", "past", "few last"))
    if words.endswith("half"):
        return "half2" if last or words[0] == "2" else "half1"
    if words.endswith("week"):
        return "week-1" if last else f"week{words.split('th', 1)[0]}"
    return "lastdays" if last else "firstdays"


_YEAR_STEPS = {"last": -1, "past": -1, "previous": -1, "next": 1}


def _year_of(words: str | None, known: _Known) -> int | None:
    """The year that "2016", "last year" or "that year" stands for."""
    if not words:
        return None
    if words[0].isdigit():
        return int(words[:4])
    if words.startswith(("that", "same")) and known.told:
        return known.told.first.year
    if known.day is None:
        return None
    return known.day.year + _YEAR_STEPS.get(words.split()[0], 0)


def _years_near(known: _Known) -> range:
    year = known.day.year if known.day else 0
    return range(year - 1, year + 2) if known.day else range(0)


def _on_day(said: _Groups) -> _Place:
    """As "26 June", "June 26, 2016", "Tuesday the 3rd of March"."""
    day, month = int(said["day"]), int(said["month"])
    words = said.get("year")

    def place(known: _Known) -> Days | None:
        year = _year_of(words, known) if words else _told_year(known)
        if year:
            return _day(year, month, day)
        found = [_day(y, month, day) for y in _years_near(known)]
        return _nearest([d for d in found if d], known)

    return place


_YEAR_AFTER = re.compile(
    r"\s*(?:and|to|or|until|till|&|-|–|—)\s*[A-Z][a-z]+\.? (?P<year>\d{4})\b"
    r"|,? of (?:the same|that) year\b"
)


def _told_year(known: _Known) -> int | None:
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


def _in_month(said: _Groups) -> _Place:
    """As "in March", "early March 2014", "last May", "the first week of May"."""
    month, part, words = int(said["month"]), _part_name(said), said.get("year")
    which = said.get("which")

    def place(known: _Known) -> Days | None:
        year = _year_of(words, known) if words else None
        if not year and not which:
            year = _told_year(known)
        if year:
            return _part(_month(year, month), part)
        if which in _BY_TOLD and known.told:
            return _part(_month_by_told(month, which, known.told.first), part)
        options = [_month(y, month) for y in _years_near(known)]
        return _part(_which(options, which, known), part)

    return place


def _month_before(said: _Groups) -> _Place:
    return _in_month({**said, "which": "previous"})


_BY_TOLD = {"following", "previous", "that", "same"}


def _month_by_told(month: int, which: str | None, told: date) -> Days:
    """As "the following May", "the April before", "that October"."""
    if which == "following":
        return _month(told.year + (month <= told.month), month)
    if which == "previous":
        return _month(told.year - (month >= told.month), month)
    return _month(told.year, month)


def _which(options: Sequence[Days], which: str | None, known: _Known) -> Days | None:
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
    return _nearest(options, known)


def _in_year(said: _Groups) -> _Place:
    part, year = _part_name(said), int(said["year"])
    return lambda _: _part(_year(year), part)


def _year_so_far(said: _Groups) -> _Place:
    year = _year(int(said["year"]))

    def place(known: _Known) -> Days | None:
        day = known.day
        running = day and year.first <= day <= year.last
        return Days(year.first, day) if day and running else year

    return place


def _in_decade(said: _Groups) -> _Place:
    short, part = int(said["decade"]), _part_name(said)
    first = short
    if short < _CENTURY:
        first += 2000 if short <= _LATEST_DECADE else 1900
    return lambda _: _part(Days(date(first, 1, 1), date(first + 9, 12, 31)), part)


def _day_number(said: _Groups) -> _Place:
    """As "the 12th", "13" of "13 and 14 August", "Wed 11"."""
    number, month_before = int(said["day"]), "lastmonth" in said

    def place(known: _Known) -> Days | None:
        ahead = _MONTH_AFTER.match(known.after)
        if ahead:
            return _parse(f"{number} {ahead['rest']}")(known)
        if known.told_day:
            first = known.told_day.first
        elif known.day:
            first = known.day
        else:
            return None
        if month_before:
            return _day_in(_month(first.year, first.month - 1), number)
        options = [_month(first.year, first.month + k) for k in (-1, 0, 1)]
        if known.told_day and not known.ahead:
            # The date told before gives the month: "10 March … the 12th".
            return _day_in(options[1], number)
        days = [d for o in options if (d := _day_in(o, number))]
        return _nearest(days, known)

    return place


_MONTH_AFTER = re.compile(
    r"\s*(?:and|to|or|until|till|&|,|-|–|—)\s*(?:the )?\d{1,2}(?:st|nd|rd|th)?"
    r"(?P<rest>(?: of)? [A-Z][a-z]+\.?(?:,? \d{4})?)"
)


def _day_in(month: Days, number: int) -> Days | None:
    return _day(month.first.year, month.first.month, number)


def _nth_weekday(said: _Groups) -> _Place:
    """As "the second Friday of March"."""
    which, weekday = said["nth"], int(said["weekday"])
    month = _in_month(said)

    def place(known: _Known) -> Days | None:
        days = month(known)
        if days is None:
            return None
        if not which[0].isdigit():
            found = days.last - timedelta(days=(days.last.weekday() - weekday) % 7)
            return Days(found, found)
        first = days.first + timedelta(days=(weekday - days.first.weekday()) % 7)
        found = first + timedelta(days=7 * (int(which[:-2]) - 1))
        return Days(found, found) if found <= days.last else None

    return place


def _numeric(said: _Groups) -> _Place:
    """As "09/05/2022", "4/11": the order of day and month by country, else
    the one nearer to publication.
    """
    parts = [int(p) for p in re.split(r"[./]", said["all"])]
    if parts[0] >= _YEARS_FROM:
        return lambda _: _day(parts[0], parts[1], (*parts, 1)[2])
    year_said = parts[2] if parts[2:] else None
    if year_said is not None and year_said < _CENTURY:
        year_said += 2000

    def place(known: _Known) -> Days | None:
        years = [year_said] if year_said else list(_years_near(known))
        orders = [(parts[1], parts[0]), (parts[0], parts[1])]
        if known.month_first:
            orders.reverse()
        for month, day in orders:
            options = [d for y in years if (d := _day(y, month, day))]
            kept = [d for d in options if _fits(d, known)]
            if kept:
                return _nearest(kept, known) or kept[0]
        found = [d for m, d_ in orders for y in years if (d := _day(y, m, d_))]
        return found[0] if found else None

    return place


def _fits(days: Days, known: _Known) -> bool:
    return known.day is None or known.ahead or days.first <= known.day


def _weekday(said: _Groups) -> _Place:
    """As "Monday": the last one on or before publication, the next one in plans."""
    number, which = int(said["weekday"]), said.get("which")
    extra = int(said.get("n", 0))

    def place(known: _Known) -> Days | None:
        if known.day is None:
            return _weekday_near_told(number, which, known)
        back = (known.day.weekday() - number) % 7
        if which in {"last", "past"}:
            back = back or 7
        elif which in {"next", "coming"} or (known.ahead and which != "this"):
            back = back - 7 if back else -7 * (which == "next")
        elif which == "week":
            back = (back or 7) - 14
        elif which in {"following", "same", "that", "previous"} and known.told_day:
            return _weekday_near_told(number, which, known)
        if extra:
            back = (back or 7) + 7 * (extra - 1)
        day = known.day - timedelta(days=back)
        return Days(day, day)

    return place


def _weekday_near_told(number: int, which: str | None, known: _Known) -> Days | None:
    if known.told_day is None or which not in {"following", "same", "that", "previous"}:
        return None
    told = known.told_day.last
    step = (number - told.weekday()) % 7
    if which == "previous":
        step = (step or 7) - 7
    elif which == "following":
        step = step or 7
    elif step > 3:  # noqa: PLR2004 - the nearest such day
        step -= 7
    day = told + timedelta(days=step)
    return Days(day, day)


_FIXED_DAYS = {
    "today": (0, 0),
    "tonight": (0, 0),
    "now": (0, 0),
    "yesterday": (-1, -1),
    "tomorrow": (1, 1),
    "overnight": (-1, 0),
    "ereyesterday": (-2, -2),
    "overmorrow": (2, 2),
    "erenight": (-2, -1),
    "this t": (0, 0),
    "clock this t": (0, 0),
    "this day": (0, 0),
    "last t": (-1, -1),
    "past t": (-1, -1),
}


def _fixed_day(said: _Groups) -> _Place:
    first, last = _FIXED_DAYS[said["all"]]
    if said["all"] == "now":
        return lambda k: Days(k.day, k.day) if k.day else None
    return lambda k: (
        Days(k.day + timedelta(days=first), k.day + timedelta(days=last))
        if k.day
        else None
    )


def _period(said: _Groups) -> _Place:
    """As "last week", "this month", "next year", "the end of the month"."""
    which, unit, part = said.get("which", "this"), said["unit"], _part_name(said)
    told = which in {"same", "that", "following", "previous"}
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "following": 1}.get(
        which, 0
    )

    def running(days: Days, day: date, known: _Known) -> Days:
        if not said.get("which") and re.search(r"\ban?$", known.before):
            return Days(_moved(day, -1, unit), day)
        review = day.weekday() == 0 or not said.get("which")
        if unit == "week" and review and known.ahead is not True:
            # A review of "the week", or of "this week" on a Monday, is of the past one.
            return Days(day - timedelta(days=7), day - timedelta(days=1))
        return _up_to(days, known)

    def place(known: _Known) -> Days | None:
        base = known.told or known.story_day if told else None
        day = base.first if base else known.day
        if day is None:
            return None
        if unit == "week" and which == "previous" and day.weekday() == 0:
            day -= timedelta(days=1)
        found = _whole(day, unit, step)
        if unit == "weekend" and known.ahead and found.last < day:
            found = _whole(day, unit, 1)
        if part:
            since = part == "start" and known.before.endswith(("since", "since the"))
            return _edge(found, 1, at_end=False) if since else _part(found, part)
        if step or told or known.day is None:
            return found
        return running(found, known.day, known)

    return place


def _up_to(days: Days, known: _Known) -> Days:
    """A running period: what is past of it, or, looking ahead, the rest."""
    day = known.day
    if day is None or not days.first <= day <= days.last:
        return days
    return Days(day, days.last) if known.ahead else Days(days.first, day)


def _whole(day: date, unit: str, step: int) -> Days:
    if unit == "week":
        return _week(day, step)
    if unit == "weekend":
        # The weekend that has begun by ``day``.
        back = (day.weekday() - 5) % 7
        saturday = day - timedelta(days=back - 7 * max(step, 0))
        return Days(saturday, saturday + timedelta(days=1))
    if unit == "month":
        return _month(day.year, day.month + step)
    if unit == "decade":
        first = day.year // 10 * 10 + 10 * step
        return Days(date(first, 1, 1), date(first + 9, 12, 31))
    return _year(day.year + step)


def _earlier_in(said: _Groups) -> _Place:
    """As "earlier this month", "later this year", "so far this year"."""
    later, which, unit = said["side"] == "later", said["which"], said["unit"]

    def place(known: _Known) -> Days | None:
        if known.day is None:
            return None
        found = _whole(known.day, unit, _YEAR_STEPS.get(which, 0))
        if not found.first <= known.day <= found.last:
            return found
        if later:
            return Days(known.day, found.last)
        return Days(found.first, known.day)

    return place


def _earlier_month(said: _Groups) -> _Place:
    """As "earlier November": of that month what is past."""
    month = int(said["month"])

    def place(known: _Known) -> Days | None:
        options = [_month(y, month) for y in _years_near(known)]
        found = _nearest(options, known)
        return _up_to(found, known) if found else None

    return place


def _count(words: str | None) -> int:
    vague = {"few": 3, "recent": 6}
    return vague.get(words or "1") or int(words or 1)


def _ago(said: _Groups) -> _Place:
    count, unit = _count(said.get("n")), said["unit"]

    def place(known: _Known) -> Days | None:
        if known.day is None:
            return None
        return _around(_moved(known.day, -count, unit), unit, count)

    return place


def _from_told(said: _Groups) -> _Place:
    """As "two days earlier", "a week later", "eleven days after": from the date told
    before.
    """
    count, unit, side = _count(said.get("n")), said["unit"], said["side"]
    sign = -1 if side in {"earlier", "before"} else 1

    def place(known: _Known) -> Days | None:
        if side == "after" and _EVENT_AFTER.match(known.after):
            # "ten days after the attack" dates what is told, not the attack.
            return known.base
        base = known.told
        if unit in {"minute", "hour"}:
            base = known.here
        elif unit == "day":
            base = known.told_day or known.told
        base = base or known.base
        if base is None:
            return None
        if base.width == 1:
            return _around(_moved(base.first, sign * count, unit), unit, count)
        return Days(
            _moved(base.first, sign * count, unit),
            _moved(base.last, sign * count, unit),
        )

    return place


_EVENT_AFTER = re.compile(r" (?!and\b|but\b|that\b)\w")


def _lasting(said: _Groups) -> _Place:
    """As "three weeks", "the past 24 hours", "the next two days"; up to publication or
    from it.
    """
    count, unit = _count(said.get("n")), said["unit"]
    which = said.get("which")

    def place(known: _Known) -> Days | None:
        if known.day is None:
            return None
        ahead = which in {"next", "coming"} or (
            which is None and (known.ahead or known.before.endswith("within"))
        )
        if known.before.endswith("before"):
            # "before eleven months", as translations say for "ago".
            return _around(_moved(known.day, -count, unit), unit, count)
        there = _moved(known.day, count if ahead else -count, unit)
        return Days(*sorted((known.day, there)))

    return place


def _soon(said: _Groups) -> _Place:
    """As "in the coming days", "within weeks"."""
    last = {"hour": 1, "day": 7, "week": 28, "month": 150}[said["unit"]]

    def place(known: _Known) -> Days | None:
        if known.day is None:
            return None
        return Days(known.day, known.day + timedelta(days=last))

    return place


def _beside(said: _Groups) -> _Place:
    """As "the next day", "the previous evening", "the day before", "the same night"."""
    words = said["all"]
    step = 0
    if re.search(r"\b(?:next|following|after|later)\b", words):
        step = 1
    elif re.search(r"\b(?:previous|before|earlier)\b", words):
        step = -1

    def place(known: _Known) -> Days | None:
        base = known.base
        if base is None:
            return None
        if step > 0:
            return Days(*(base.last + timedelta(days=1),) * 2)
        if step < 0:
            return Days(*(base.first - timedelta(days=1),) * 2)
        return base

    return place


def _part_of_day(said: _Groups) -> _Place:
    """As "at dawn": of the day told before; "18:30", as logs say it: of that day in the
    paragraph, else of publication.
    """
    if said["all"].startswith(("clock", "day", "hour")):
        return lambda known: known.here
    if said["all"].startswith(("same", "that")):
        return lambda known: known.base
    return lambda known: known.lately


def _nth_day(_: _Groups) -> _Place:
    """As "the third day" of what goes on: the day of the news."""
    return lambda known: (
        known.told_day or (Days(known.day, known.day) if known.day else None)
    )


def _season(said: _Groups) -> _Place:
    month, part, words = _SEASONS[said["season"]], _part_name(said), said.get("year")
    which = said.get("which")

    def place(known: _Known) -> Days | None:
        year = _year_of(words, known)
        if year:
            return _part(_three_months(year, month), part)
        options = [_three_months(y, month) for y in _years_near(known)]
        return _part(_which(options, which, known), part)

    return place


def _three_months(year: int, month: int) -> Days:
    return Days(_month(year, month).first, _month(year, month + 2).last)


def _quarter(said: _Groups) -> _Place:
    number, size = int(said["q"][0]), 3 if said["of"] == "quarter" else 6
    words = said.get("year")

    def place(known: _Known) -> Days | None:
        year = _year_of(words, known) or (known.day.year if known.day else None)
        if year is None:
            return None
        found = Days(
            _month(year, size * (number - 1) + 1).first,
            _month(year, size * number).last,
        )
        if words is None and known.day and found.first > known.day and not known.ahead:
            return Days(_moved(found.first, -1, "year"), _moved(found.last, -1, "year"))
        return found

    return place


def _last_quarter(_: _Groups) -> _Place:
    """As "the quarter" of a report on it: the one that ended last."""

    def place(known: _Known) -> Days | None:
        if known.day is None:
            return None
        end = (known.day.month - 1) // 3 * 3
        first = _month(known.day.year, end - 2)
        return Days(first.first, _month(known.day.year, end).last)

    return place


def _hijri_month(said: _Groups) -> _Place:
    month, part, words = int(said["hijri"]), _part_name(said), said.get("year")
    lastday = "last t" in said["all"] or "past t" in said["all"]
    return _hijri_place(
        lambda y: Days(
            _hijri(y, month, 29 if lastday else 1),
            _hijri(y + month // 12, month % 12 + 1, 1) - timedelta(days=1),
        ),
        words,
        said.get("which"),
        part,
    )


def _hijri_place(
    days_of: Callable[[int], Days],
    words: str | None,
    which: str | None,
    part: str | None,
) -> _Place:
    def place(known: _Known) -> Days | None:
        year = _year_of(words, known)
        near = year or (known.day.year if known.day else None)
        if near is None:
            return None
        # A Gregorian year touches two Hijri years; three give room on either side.
        first = (near - 622) * 33 // 32
        options = [days_of(y) for y in range(first - 1, first + 4)]
        if year:
            kept = [o for o in options if o.first.year == year]
            return _part(kept[0], part) if kept else None
        return _part(_which(options, which, known), part)

    return place


_EID = {"eid10": (10, 1, 3), "eid12": (12, 10, 13), "ashura": (1, 10, 10)}


def _feast(said: _Groups) -> _Place:
    name, words, which = said["feast"], said.get("year"), said.get("which")
    if name in _EID:
        month, first, last = _EID[name]
        return _hijri_place(
            lambda y: Days(_hijri(y, month, first), _hijri(y, month, last)),
            words,
            which,
            None,
        )

    def place(known: _Known) -> Days | None:
        year = _year_of(words, known)
        if year:
            return _feast_day(name, year)
        return _which([_feast_day(name, y) for y in _years_near(known)], which, known)

    return place


def _feast_day(name: str, year: int) -> Days:
    if name[0] == "f":
        day = date(year, int(name[1:3]), int(name[3:]))
    else:
        day = _easter(year) + timedelta(days=int(name[1:]))
    return Days(day, day)


def _any_eid(said: _Groups) -> _Place:
    """Either of the two feasts, the nearer one by tense."""

    def place(known: _Known) -> Days | None:
        if known.day is None:
            return None
        first = (known.day.year - 622) * 33 // 32
        options = [
            Days(_hijri(y, month, low), _hijri(y, month, high))
            for y in range(first - 1, first + 4)
            for month, low, high in (_EID["eid10"], _EID["eid12"])
        ]
        return _which(options, said.get("which"), known)

    return place


def _told_then(_: _Groups) -> _Place:
    return lambda known: known.told


_WHICH = r"(?:(?P<which>this|last|past|next|coming|following|same|that|previous) )"
_RULES: tuple[_Rule, ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (r"\d{1,4}[./]\d{1,2}(?:[./]\d{1,4})?", _numeric),
        (
            rf"(?:this )?(?:w\d )?(?P<day>\d{{1,2}})(?:th)? m(?P<month>\d\d)"
            rf"(?: {_YEAR})?",
            _on_day,
        ),
        (
            rf"(?:w\d )?m(?P<month>\d\d)(?: m\d\d)? (?P<day>\d{{1,2}})(?:th)?"
            rf"(?: {_YEAR})?",
            _on_day,
        ),
        (
            rf"(?P<nth>\d+th|last|past) w(?P<weekday>\d) "
            rf"m(?P<month>\d\d)(?: {_YEAR})?",
            _nth_weekday,
        ),
        (rf"{_PART}?{_WHICH}?(?:month )?m(?P<month>\d\d)(?: {_YEAR})?", _in_month),
        (r"(?P<year>last year|this year) m(?P<month>\d\d)", _in_month),
        (r"m(?P<month>\d\d) (?P<part>)(?P<which>previous|following)", _in_month),
        (r"m(?P<month>\d\d) (?P<before>before)", _month_before),
        (rf"{_PART}?(?P<year>{_Y})", _in_year),
        (rf"so far (?P<year>{_Y})", _year_so_far),
        (rf"{_PART}?(?P<decade>(?:1[5-9]|20)?\d0)s", _in_decade),
        (
            r"(?:(?:w\d|next day) )?(?P<day>[12]?\d|3[01])(?:th)?"
            r"(?:(?<=th) (?:(?:this|same|that) )?month| (?P<lastmonth>last month))?",
            _day_number,
        ),
        (rf"{_WHICH}?w(?P<weekday>\d)", _weekday),
        (r"w(?P<weekday>\d) (?P<which>last|next|past|week)", _weekday),
        (r"quarter", _last_quarter),
        (r"(?P<n>\d) w(?P<weekday>\d) ago", _weekday),
        ("|".join(_FIXED_DAYS), _fixed_day),
        (r"(?:today|yesterday|tomorrow)(?= (?:w\d|today))", _fixed_day),
        (
            r"(?:so far )?(?P<side>earlier|later|so far) (?:in )?"
            r"(?P<which>this|last|next) (?P<unit>week|month|year)",
            _earlier_in,
        ),
        (r"(?P<side>earlier|later) m(?P<month>\d\d)", _earlier_month),
        (rf"(?:{_N} )?{_UNIT} (?:and \d+ \w+ )?ago", _ago),
        (rf"before {_N} {_UNIT}", _ago),
        (
            r"(?:next|following|previous) (?:day|t)(?: t)?"
            r"|(?:t|day) (?:before|after|earlier|later)",
            _beside,
        ),
        (rf"{_N} {_UNIT} (?P<side>earlier|before|later|after)(?: that)?", _from_told),
        (
            r"(?P<n>few )?(?P<unit>minute|hour|week|month|year|decade)"
            r" (?P<side>earlier|before|later|after)(?: that)?",
            _from_told,
        ),
        (
            rf"(?:(?P<which>last|past|previous|next|coming|this) )?{_N} {_UNIT}",
            _lasting,
        ),
        (r"(?:coming|within) (?P<unit>hour|day|week|month)", _soon),
        (rf"{_N} (?P<which>last|past|previous|next) {_UNIT}", _lasting),
        (
            r"(?P<n>few )?(?P<which>last|past|next|previous|few) "
            r"(?P<unit>hour|day)",
            _lasting,
        ),
        (
            rf"{_PART}?(?:{_WHICH})?(?P<unit>weekend|week|month|year|decade)",
            _period,
        ),
        (
            rf"{_PART}?{_WHICH}?(?P<season>spring|summer|autumn|winter)(?: {_YEAR})?",
            _season,
        ),
        (rf"(?P<q>[1-4])th (?P<of>quarter|half)(?: {_YEAR})?", _quarter),
        (
            rf"(?:(?:last|past) t )?{_PART}?{_WHICH}?h(?P<hijri>\d\d)(?: {_YEAR})?",
            _hijri_month,
        ),
        (
            rf"{_WHICH}?(?P<feast>f\d{{4}}|e-?\d+|eid1[02]|ashura)"
            rf"(?: day| weekend| feast)?(?: {_YEAR})?",
            _feast,
        ),
        (rf"{_WHICH}?eid", _any_eid),
        (
            r"(?:(?:early|late|mid) (?:- )?)?(?:clock|t)(?: (?:t|to|and|clock))*"
            r"|(?:that same|same|that) (?:t|day)(?: t)?|t (?:same|that) day"
            r"|later(?: day)?|day|hour|within hour|(?:day|t) itself",
            _part_of_day,
        ),
        (r"\d+th (?:day|t)|day \d+|1th t", _nth_day),
        (r"then|that (?:t|time|moment)|meanwhile", _told_then),
    )
)

_TIMES = re.compile(r"\b(?:clock|t)\b ?")
_JOINED = re.compile(r"^(?:between |from )?(.+?) (?:to|and|-) (.+)$")
_LEFT_OVER = re.compile(r"^(?:between|from|since|before|after|to|within|this) | to$")
_LOOSE = re.compile(
    r"^(?:early|late|mid|earlier|later|end|start) (?=w\d|\d|today|yest)"
)


@lru_cache(maxsize=20_000)
def _parse(text: str) -> _Place:
    """What the words say, as a function of what is known where they stand."""
    return _read(_canonical(text)) or _nothing


def _nothing(_: _Known) -> None:
    return None


def _read(line: str) -> _Place | None:
    return _whole_phrase(line) or _joined(line) or _somewhere(line)


def _whole_phrase(line: str) -> _Place | None:
    """A rule for all the words; then without times of day, then without lead-ins."""
    bare = _LEFT_OVER.sub("", line)
    core = _LOOSE.sub("", _LEFT_OVER.sub("", _TIMES.sub("", line).strip()))
    for words in dict.fromkeys((line, bare, core)):
        if found := _by_rule(words):
            return found
    return None


def _by_rule(line: str) -> _Place | None:
    for pattern, build in _RULES:
        if match := pattern.fullmatch(line):
            return build(_groups(match))
    return None


def _groups(match: re.Match[str]) -> _Groups:
    found = {k: v for k, v in match.groupdict().items() if v}
    return found | {"all": match[0]}


def _joined(line: str) -> _Place | None:
    """As "3 to 5 June", "from Monday to Wednesday": from the first day
    of the one to the last of the other.
    """
    match = _JOINED.match(line)
    if not match:
        return None
    left, right = _TIMES.sub("", match[1]).strip(), _TIMES.sub("", match[2]).strip()
    end = _whole_phrase(_borrowed(right, left))
    begin = _whole_phrase(_lent(left, right))
    if begin is None or end is None:
        return begin or end

    def place(known: _Known) -> Days | None:
        first, last = begin(known), end(known)
        if first is None or last is None:
            return first or last
        if first.first > last.last:
            back = _moved(first.first, -1, "year") if last.width > 1 else last.first
            return Days(min(back, last.first), last.last)
        return Days(first.first, last.last)

    return place


def _lent(left: str, right: str) -> str:
    """The left side with the month and year that only the right side says."""
    month, year = re.search(r"m\d\d", right), re.search(rf"\b{_Y}\b", right)
    if re.fullmatch(r"\d{1,2}(?:th)?", left) and month:
        left = f"{left} {month[0]}"
    if year and not re.search(rf"\b{_Y}\b", left) and "m" in left:
        left = f"{left} {year[0]}"
    return left


def _borrowed(right: str, left: str) -> str:
    month = re.search(r"m\d\d", left)
    if month and (day := re.fullmatch(rf"(\d{{1,2}})(?:th)?( {_Y})?", right)):
        return f"{day[1]} {month[0]}{day[2] or ''}"
    return right


_INSIDE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\d{{1,2}}(?:th)? m\d\d(?: {_Y})?",
        rf"m\d\d \d{{1,2}}(?:th)?(?: {_Y})?(?!\d)",
        rf"m\d\d(?: {_Y})?",
        r"(?:last |next )?w\d",
        r"(?:today|yesterday|tomorrow|overnight)",
        rf"\b{_Y}\b",
        rf"(?:{_WHICH})(?:week|month|year|weekend)",
        r"\d+ (?:day|week|month|year) (?:ago|earlier|later|before|after)",
        r"\d+ (?:day|week|month|year)",
    )
)


def _somewhere(line: str) -> _Place | None:
    """The first date that stands inside other words: "the elections in May"."""
    for pattern in _INSIDE:
        if match := pattern.search(line):
            return _by_rule(match[0])
    return None


# ------------------------------------------------------------------------- resolve

_AHEAD = re.compile(
    r"\b(?:will|shall|won't|'ll|plans?|planned|planning|scheduled|expect(?:s|ed)?|due"
    r"|(?:is|are|was|were) to|announce[sd]? (?:for|from|that)|postponed|put off to"
    r"|(?:promis|vow|threaten|pledg)(?:e|es|ed|s)? (?:to|that|of)|unless|deadline"
    r"|could|might|may|should|would|expires?|ultimatum|intends?|must|set to|prorogued"
    r"|call(?:s|ed)? (?:for|an?|on)|(?:hope|want|ask)s? (?:to|that|for|it)|answers"
    r"|opens|begins?|starts|resumes|meets?|ends|closes|takes? place|sits|hosts"
    r"|goes on|runs (?:until|from|to)|confirmed for|(?:being|be) \w+ed|advised)\b"
    r"|\bto (?:open|begin|start|meet|vote|last|hand|resume)\b"
)
_BACK = re.compile(
    r"\b(?<!be )(?<!be being )(?:said|says?|told|announced|had|was|were|did|fell|took"
    r"|came|went|left|held|broke|shot|hit|struck|found|began|met|lost|fought|drove"
    r"|got|gave|saw|made|sent|caught|became|stood|fled|won|led|ran|rode|put|has|have"
    r"|since|after|(?!call|plan|schedul|expect|postpon|prorogu|advis|need|consider)"
    r"[a-z]{2,}ed)\b"
)
_OPEN_LEAD = re.compile(r"\b(?:until|till|by|before|within)(?: the)? ?$")
_TERM = re.compile(
    r"\b(?:gave|given|gives|unless|if|deadline|ultimatum)\b.{0,80}"
    r"\b(?:until|till|by|before)(?: the)? ?$"
)
_SPOKEN = re.compile(
    r"\b(?:said|told|say|says|announced|warned|stated|confirmed)\b"
    r"(?: (?!(?:will|would|might|could|may|shall|should|must|to)\b)[^\s,]+){0,4}"
    r" (?:on |in |late |early |this )?$"
)
_SINCE = re.compile(r"\b(?:since|after|last)(?: the)? ?$")
_CLAUSE = re.compile(
    r"[;:.?!]\s|[“”\"]| - | – |\b(?:but|while|where|which|who|as|when)\b"
)


_WINDOW = 240
"""Characters on either side in which a word may tell the tense."""


def looks_ahead(sentence: str, start: int, end: int) -> bool | None:
    """Whether the clause around a time phrase speaks of what is still to come.

    The nearest word before it that tells the tense decides, then the nearest after.

    Args:
        sentence: the sentence's text.
        start: where the phrase begins in it.
        end: where it ends.

    Returns:
        True for what is to come, False for what is past, None where no word tells.
    """
    before = sentence[max(0, start - _WINDOW) : start].lower()
    after = sentence[end : end + _WINDOW].lower()
    if _SINCE.search(before) or _SPOKEN.search(before):
        return False
    if _TERM.search(before):
        return True
    cut = max((m.end() for m in _CLAUSE.finditer(before)), default=0)
    left = before[cut:]
    ahead, back = _last(_AHEAD, left), _last(_BACK, left)
    if ahead < 0 and back < 0:
        stop = _CLAUSE.search(after)
        right = after[: stop.start() if stop else len(after)]
        on, past = _AHEAD.search(right), _BACK.search(right)
        ahead = -on.start() if on else -len(after) - 1
        back = -past.start() if past else -len(after) - 1
    if ahead == back:
        return True if _OPEN_LEAD.search(before) else None
    return ahead >= back


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.start() for m in pattern.finditer(text)), default=-1)


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
    return not _TIMES.sub("", _canonical(phrase.text)).strip()


def _placed_one(
    phrase: Phrase, day: date | None, story: _Story, month_first: bool
) -> Days | None:
    start = phrase.span.start - phrase.offset
    end = start + phrase.span.end - phrase.span.start
    ahead = phrase.ahead
    if ahead is None:
        ahead = looks_ahead(phrase.sentence, start, end)
    before = phrase.sentence[max(0, start - _LEAD) : max(0, start)].rstrip().lower()
    known = _Known(
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
        return _parse(phrase.text)(known)
    except (ValueError, OverflowError):
        # Beyond the calendar: "2,000,000 years ago".
        return None


_STATED = re.compile(
    r"\b(?:m\d\d|h\d\d|(?:1[5-9]|20)\d\d|\d+0s|\d{1,2}th|\d+[./]\d+)\b|^\d+$"
)


def _range(phrase: Phrase, first: date | None, last: date | None) -> DateRange | None:
    if first is None and last is None:
        return None
    stated = _STATED.search(_canonical(phrase.text))
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
