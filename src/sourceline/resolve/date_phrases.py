"""One time phrase to a range of days, as a function of what is known where it stands.

A table of rules reads the canonical words; a phrase that no rule reads whole is read
as two joined dates, else by the first date inside it. Reading is cached by the words.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from sourceline.resolve import date_calendar, date_feasts, date_relative
from sourceline.resolve.date_context import Groups, Known, Placing, nearest
from sourceline.resolve.date_words import canonical
from sourceline.resolve.days import Days, moved, one_day, whole_month

_Rule = tuple[re.Pattern[str], Callable[[Groups], Placing]]
_TIMES = re.compile(r"\b(?:clock|t)\b ?")
_JOINED = re.compile(r"^(?:between |from )?(.+?) (?:to|and|-) (.+)$")
_LEFT_OVER = re.compile(r"^(?:between|from|since|before|after|to|within|this) | to$")
_LOOSE = re.compile(
    r"^(?:early|late|mid|earlier|later|end|start) (?=w\d|\d|today|yest)"
)


@lru_cache(maxsize=20_000)
def parse(text: str) -> Placing:
    """What the words say, as a function of what is known where they stand."""
    return _read(canonical(text)) or _nothing


def is_time_of_day(text: str) -> bool:
    """Whether the words say a part of a day and no day."""
    return not _TIMES.sub("", canonical(text)).strip()


def _nothing(_: Known) -> None:
    return None


def _read(line: str) -> Placing | None:
    return _whole_phrase(line) or _joined(line) or _somewhere(line)


def _whole_phrase(line: str) -> Placing | None:
    """A rule for all the words; then without times of day, then without lead-ins."""
    bare = _LEFT_OVER.sub("", line)
    core = _LOOSE.sub("", _LEFT_OVER.sub("", _TIMES.sub("", line).strip()))
    for words in dict.fromkeys((line, bare, core)):
        if found := _by_rule(words):
            return found
    return None


def _by_rule(line: str) -> Placing | None:
    for pattern, build in _RULES:
        if match := pattern.fullmatch(line):
            return build(_groups(match))
    return None


def _groups(match: re.Match[str]) -> Groups:
    found = {k: v for k, v in match.groupdict().items() if v}
    return found | {"all": match[0]}


def _joined(line: str) -> Placing | None:
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

    def place(known: Known) -> Days | None:
        first, last = begin(known), end(known)
        if first is None or last is None:
            return first or last
        if first.first > last.last:
            back = moved(first.first, -1, "year") if last.width > 1 else last.first
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


def _somewhere(line: str) -> Placing | None:
    """The first date that stands inside other words: "the elections in May"."""
    for pattern in _INSIDE:
        if match := pattern.search(line):
            return _by_rule(match[0])
    return None


# --- rules -------------------------------------------------------------------------

_Y = r"(?:1[5-9]\d\d|20\d\d)"
_YEAR = rf"(?P<year>{_Y}|(?:this|last|past|next|that|same|previous) year(?: before)?)"
_N = r"(?P<n>\d{1,3}|few|recent)"
_UNIT = r"(?P<unit>minute|hour|day|weekend|week|month|year|decade)"
_PART = (
    r"(?:(?P<part>early|mid|late|start|end|(?:1th|2th|last|past) half"
    r"|(?:\d+th|last|past) week|(?:1th|last|past|few last) (?:few )?day)[ -]+)"
)
_WHICH = r"(?:(?P<which>this|last|past|next|coming|following|same|that|previous) )"


def _day_number(said: Groups) -> Placing:
    """As "the 12th", "13" of "13 and 14 August", "Wed 11"."""
    number, month_before = int(said["day"]), "lastmonth" in said

    def place(known: Known) -> Days | None:
        ahead = _MONTH_AFTER.match(known.after)
        if ahead:
            return parse(f"{number} {ahead['rest']}")(known)
        if known.told_day:
            first = known.told_day.first
        elif known.day:
            first = known.day
        else:
            return None
        if month_before:
            return _day_in(whole_month(first.year, first.month - 1), number)
        options = [whole_month(first.year, first.month + k) for k in (-1, 0, 1)]
        if known.told_day and not known.ahead:
            # The date told before gives the month: "10 March … the 12th".
            return _day_in(options[1], number)
        days = [d for o in options if (d := _day_in(o, number))]
        return nearest(days, known)

    return place


_MONTH_AFTER = re.compile(
    r"\s*(?:and|to|or|until|till|&|,|-|–|—)\s*(?:the )?\d{1,2}(?:st|nd|rd|th)?"
    r"(?P<rest>(?: of)? [A-Z][a-z]+\.?(?:,? \d{4})?)"
)


def _day_in(month: Days, number: int) -> Days | None:
    return one_day(month.first.year, month.first.month, number)


_RULES: tuple[_Rule, ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (r"\d{1,4}[./]\d{1,2}(?:[./]\d{1,4})?", date_calendar.numeric),
        (
            rf"(?:this )?(?:w\d )?(?P<day>\d{{1,2}})(?:th)? m(?P<month>\d\d)"
            rf"(?: {_YEAR})?",
            date_calendar.on_day,
        ),
        (
            rf"(?:w\d )?m(?P<month>\d\d)(?: m\d\d)? (?P<day>\d{{1,2}})(?:th)?"
            rf"(?: {_YEAR})?",
            date_calendar.on_day,
        ),
        (
            rf"(?P<nth>\d+th|last|past) w(?P<weekday>\d) "
            rf"m(?P<month>\d\d)(?: {_YEAR})?",
            date_calendar.nth_weekday,
        ),
        (
            rf"{_PART}?{_WHICH}?(?:month )?m(?P<month>\d\d)(?: {_YEAR})?",
            date_calendar.in_month,
        ),
        (r"(?P<year>last year|this year) m(?P<month>\d\d)", date_calendar.in_month),
        (
            r"m(?P<month>\d\d) (?P<part>)(?P<which>previous|following)",
            date_calendar.in_month,
        ),
        (r"m(?P<month>\d\d) (?P<before>before)", date_calendar.month_before),
        (rf"{_PART}?(?P<year>{_Y})", date_calendar.in_year),
        (rf"so far (?P<year>{_Y})", date_calendar.year_so_far),
        (rf"{_PART}?(?P<decade>(?:1[5-9]|20)?\d0)s", date_calendar.in_decade),
        (
            r"(?:(?:w\d|next day) )?(?P<day>[12]?\d|3[01])(?:th)?"
            r"(?:(?<=th) (?:(?:this|same|that) )?month| (?P<lastmonth>last month))?",
            _day_number,
        ),
        (rf"{_WHICH}?w(?P<weekday>\d)", date_relative.weekday),
        (r"w(?P<weekday>\d) (?P<which>last|next|past|week)", date_relative.weekday),
        (r"quarter", date_calendar.last_quarter),
        (r"(?P<n>\d) w(?P<weekday>\d) ago", date_relative.weekday),
        ("|".join(date_relative.FIXED_DAYS), date_relative.fixed_day),
        (r"(?:today|yesterday|tomorrow)(?= (?:w\d|today))", date_relative.fixed_day),
        (
            r"(?:so far )?(?P<side>earlier|later|so far) (?:in )?"
            r"(?P<which>this|last|next) (?P<unit>week|month|year)",
            date_relative.earlier_in,
        ),
        (r"(?P<side>earlier|later) m(?P<month>\d\d)", date_calendar.earlier_month),
        (rf"(?:{_N} )?{_UNIT} (?:and \d+ \w+ )?ago", date_relative.ago),
        (rf"before {_N} {_UNIT}", date_relative.ago),
        (
            r"(?:next|following|previous) (?:day|t)(?: t)?"
            r"|(?:t|day) (?:before|after|earlier|later)",
            date_relative.beside,
        ),
        (
            rf"{_N} {_UNIT} (?P<side>earlier|before|later|after)(?: that)?",
            date_relative.from_told,
        ),
        (
            r"(?P<n>few )?(?P<unit>minute|hour|week|month|year|decade)"
            r" (?P<side>earlier|before|later|after)(?: that)?",
            date_relative.from_told,
        ),
        (
            rf"(?:(?P<which>last|past|previous|next|coming|this) )?{_N} {_UNIT}",
            date_relative.lasting,
        ),
        (r"(?:coming|within) (?P<unit>hour|day|week|month)", date_relative.soon),
        (rf"{_N} (?P<which>last|past|previous|next) {_UNIT}", date_relative.lasting),
        (
            r"(?P<n>few )?(?P<which>last|past|next|previous|few) "
            r"(?P<unit>hour|day)",
            date_relative.lasting,
        ),
        (
            rf"{_PART}?(?:{_WHICH})?(?P<unit>weekend|week|month|year|decade)",
            date_relative.period,
        ),
        (
            rf"{_PART}?{_WHICH}?(?P<season>spring|summer|autumn|winter)(?: {_YEAR})?",
            date_calendar.season,
        ),
        (rf"(?P<q>[1-4])th (?P<of>quarter|half)(?: {_YEAR})?", date_calendar.quarter),
        (
            rf"(?:(?:last|past) t )?{_PART}?{_WHICH}?h(?P<hijri>\d\d)(?: {_YEAR})?",
            date_feasts.hijri_month,
        ),
        (
            rf"{_WHICH}?(?P<feast>f\d{{4}}|e-?\d+|eid1[02]|ashura)"
            rf"(?: day| weekend| feast)?(?: {_YEAR})?",
            date_feasts.feast,
        ),
        (rf"{_WHICH}?eid", date_feasts.any_eid),
        (
            r"(?:(?:early|late|mid) (?:- )?)?(?:clock|t)(?: (?:t|to|and|clock))*"
            r"|(?:that same|same|that) (?:t|day)(?: t)?|t (?:same|that) day"
            r"|later(?: day)?|day|hour|within hour|(?:day|t) itself",
            date_relative.part_of_day,
        ),
        (r"\d+th (?:day|t)|day \d+|1th t", date_relative.nth_day),
        (r"then|that (?:t|time|moment)|meanwhile", date_relative.told_then),
    )
)
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
