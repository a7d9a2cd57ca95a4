"""The day of publication from a plain page's own words.

A page prints dates for several reasons: because it was published, because it was
fetched or changed that day, because something happened. Lines that say "Published",
bylines and datelines are believed unless the text contradicts them; a bare date at the
top only where days named in the text agree with it. Else the record gets the range
that the text proves: nothing is published before what it tells, nor after a year that
it calls the future, nor after the day the page was printed.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sourceline.model.claims import Published, TextSpan
from sourceline.resolve.date_words import MONTH_FIRST, MONTHS
from sourceline.resolve.tense import looks_ahead

_M = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?![a-z])"
_FULL_DATE = (
    rf"\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of |de )?(?P<m1>{_M})[.,]*[ -]+"
    r"(?:de )?(?P<y1>(?:19|20)\d\d)\b"
    rf"|\b(?P<m2>{_M})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>(?:19|20)\d\d)\b"
    r"|\b(?P<y3>(?:19|20)\d\d)[-/.](?P<m3>\d\d?)[-/.](?P<d3>\d\d?)\b"
    r"|\b(?P<d4>\d\d?)[-/.](?P<m4>\d\d?)[-/.](?P<y4>(?:19|20)\d\d)\b"
)
_FULL = re.compile(_FULL_DATE)
_MONTH_YEAR = re.compile(rf"\b(?P<m>{_M})\.?,? (?:of )?(?P<y>(?:19|20)\d\d)\b")
_YEAR = re.compile(
    r"\b(?:in|since|of|by|from|until|between|during|early|late|mid|before|after|and)"
    r"[ -](?P<y>(?:19|20)\d\d)\b(?! [a-z]+s\b)"
)
_DAY_OF_MONTH = (
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m1>{_M})"
    rf"|(?P<m2>{_M})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)(?![\d:])(?!,? (?:19|20)\d\d)"
)
_DAY_MONTH = re.compile(_DAY_OF_MONTH)
_PLACE = (
    r"^(?!(?:On|In|By|At|Since|From|Until|The|Published|Posted|Updated)\b)"
    r"[A-Z][\w'’. /-]{1,40}?(?:, [A-Z][\w'’. -]{1,30}?)?,? "
)
_SOURCE = r"(?:[ ,]*\([^)]{2,60}\))? ?[-–—]+ "
_DATELINE = re.compile(rf"{_PLACE}(?i:{_FULL_DATE}){_SOURCE}")
_DATELINE_DAY = re.compile(rf"{_PLACE}(?i:{_DAY_OF_MONTH}){_SOURCE}")
_OPENING = re.compile(
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*[,.]? (?i:{_FULL_DATE})[,.:|-]? "
    r"(?=\w+ \w+ \w+)"
)
_PUBLISHED = re.compile(r"\b(?:published|posted|publie|publicado|issued|released)\b\W*")
_PRINTED = re.compile(
    r"\b(?:today|printed|retrieved|fetched|accessed|cached|archived|updated?"
    r"|modified|last \w+|actualizado|copyright)\b|©|->"
)
_END = re.compile(
    r"^(?:leave a (?:reply|comment)|(?:\d+ )?comments?\b|related\b|more from|read also"
    r"|see also|you may also|©|copyright|all rights)"
)
_ADDRESS = re.compile(
    r"[/_-](?P<y>(?:19|20)\d\d)[/_-](?P<m>0?[1-9]|1[0-2])(?:[/_-](?P<d>[0-3]?\d))?"
    r"(?=[/_.-]|$)"
)
_SHORT_LINE, _AROUND, _FEW_WORDS, _WINDOW = 90, 55, 4, 300
_SAYS_SO, _BARE, _PRINTED_THEN = 2, 1, 0
_NEAR, _FAR, _LONG = timedelta(days=21), timedelta(days=75), timedelta(days=800)
_TODAY_OR_BEFORE = (0, 1)
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_CLOCK = re.compile(r"[\s,t|–—-]{1,3}(?:at )?\d\d?[:.h-]\d\d\b")
_WEEKDAY = re.compile(rf"\b(?:on |late |early |since )(?P<day>{'|'.join(WEEKDAYS)})\b")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A date that the page prints, and why it may be the day of publication.

    ``trust``: 2 says so itself (byline, dateline, "Published"), 1 a bare date, 0 a
    date of printing or change, which nothing is published after.
    """

    days: tuple[date, ...]
    trust: int
    stamped: bool = False
    """Whether an hour stands beside it, or it opens the text after its weekday: pages
    stamp their own time of publication so.
    """


@dataclass(frozen=True, slots=True)
class _Proof:
    """What the text tells: bounds, and the days of a year that it does not name."""

    earliest: date | None
    latest: date | None
    near: tuple[tuple[int, int], ...]
    weekday: int | None
    """The first weekday named, 0 for Monday."""


def find_published(
    text: str,
    *,
    address: str | None = None,
    left_out: Sequence[TextSpan] = (),
    country: str | None = None,
) -> Published:
    """When a page was published, from its words and its address.

    Args:
        text: the page's text.
        address: its URL; a day in it counts where the text does not contradict it.
        left_out: parts that are not the page's own words on this story (comments,
            related headlines, footers).
        country: ISO 3166 alpha-2 of the publisher, for the order in "4/11/2020".

    Returns:
        A day with basis ``byline`` or ``url``, a range with basis ``inferred``, or
        nothing with basis ``unknown``.
    """
    lines = list(_lines(text, left_out))
    printed = [c for line, _ in lines for c in _candidates(line, country)]
    proof = _proof(line for line, is_prose in lines if is_prose)
    from_address = _address_days(address)
    for candidate in sorted(printed, key=lambda c: -c.trust):
        found = _believed(candidate, proof)
        if found:
            return Published(found, found, found, "byline")
    if from_address and from_address[0] == from_address[1]:
        day = from_address[0]
        if _within(day, proof):
            return Published(day, day, day, "url")
    return _range(lines, printed, proof, from_address)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _lines(text: str, left_out: Sequence[TextSpan]) -> Iterator[tuple[str, bool]]:
    """Lines of the page's own words, and whether each is prose; up to where the
    comments begin.
    """
    start, seen = 0, 0
    for raw in text.split("\n"):
        end = start + len(raw)
        outside = not any(s.start < end and start < s.end for s in left_out)
        line = raw.strip()
        if line and outside:
            if seen > 1 and _END.match(line.lower()):
                return
            seen += 1
            plain = _plain(line)
            yield plain, not _is_date_line(plain)
        start = end + 1


def _is_date_line(line: str) -> bool:
    """A short line around a date, not a sentence that tells one."""
    low = line.lower()
    if len(line) > _SHORT_LINE or line.endswith(("?", "!")):
        return False
    rest = _FULL.sub("", low)
    if rest == low:
        return bool(_MONTH_YEAR.fullmatch(low))
    sentence = line.endswith(".") and len(rest.split()) > _FEW_WORDS
    return len(rest.strip(" .,|-–—")) <= _AROUND and not sentence


# ---------------------------------------------------------------------- candidates


def _candidates(line: str, country: str | None) -> Iterator[_Candidate]:
    """What the line offers as a day of publication."""
    low = line.lower()
    if dateline := _DATELINE.match(line):
        if days := _days(dateline, country):
            yield _Candidate(days, _SAYS_SO)
        return
    if opening := _OPENING.match(line):
        if days := _days(opening, country):
            yield _Candidate(days, _BARE, stamped=True)
        return
    if not _is_date_line(line):
        return
    previous = 0
    for number, match in enumerate(_FULL.finditer(low)):
        days, before = _days(match, country), low[previous : match.start()]
        trust = _trust(low, before, number)
        unset = trust < _SAYS_SO and days[:1] and days[0] in _CLOCK_ZERO
        if days and not unset and not _PERIOD.search(before):
            yield _Candidate(days, trust, bool(_CLOCK.match(low, match.end())))
        previous = match.end()


_PERIOD = re.compile(r"\d\W*(?:-|–|to|and)\s*$|\bas of\W*$|\b(?:week|month)\b")
"""The date after it ends a period that the page reports on."""
_CLOCK_ZERO = frozenset([date(1970, 1, 1), date(2000, 1, 1)])
"""What a page prints whose clock was never set."""


def _trust(line: str, before: str, number: int) -> int:
    if _PRINTED.search(before):
        return _PRINTED_THEN
    if _PUBLISHED.search(before) or re.match(r"by\b", line):
        return _SAYS_SO
    if number == 0 and _PRINTED.search(line):
        # "29/09/2016 … Today: 12 Jun 2024": the first of two is the story's.
        return _SAYS_SO if len(_FULL.findall(line)) > 1 else _BARE
    # A name or an agency beside the date makes it a byline.
    rest = re.sub(r"[^a-z]+", " ", _FULL.sub(" ", line)).split()
    words = [w for w in rest if w not in _CALENDAR]
    return _SAYS_SO if "/" in line and len(words) > 1 and number == 0 else _BARE


_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur"
    " thurs fri sat sun am pm gmt utc lundi mardi mercredi jeudi vendredi samedi"
    " dimanche date h t at local time".split()
)


def _days(match: re.Match[str], country: str | None) -> tuple[date, ...]:
    """The day a full date names; both of them, likelier first, for "4/11/2020"."""
    found = match.groupdict()
    for n in "123":
        if found[f"y{n}"]:
            month = found[f"m{n}"]
            number = int(month) if month.isdigit() else MONTHS[month.lower()]
            return _valid([(int(found[f"y{n}"]), number, int(found[f"d{n}"]))])
    year, first, second = (int(found[k]) for k in ("y4", "d4", "m4"))
    options = [(year, second, first), (year, first, second)]
    if country in MONTH_FIRST:
        options.reverse()
    return _valid(options)


def _valid(options: Sequence[tuple[int, int, int]]) -> tuple[date, ...]:
    out = []
    for option in options:
        try:
            out.append(date(*option))
        except ValueError:
            continue
    return tuple(dict.fromkeys(out))


def _address_days(address: str | None) -> tuple[date, date] | None:
    match = _ADDRESS.search(address or "")
    if not match:
        return None
    year, month = int(match["y"]), int(match["m"])
    if match["d"] and (days := _valid([(year, month, int(match["d"]))])):
        return days[0], days[0]
    return date(year, month, 1), _month_end(year, month)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


# --------------------------------------------------------------------------- proof


def _proof(lines: Iterator[str]) -> _Proof:
    """Bounds from what the prose tells as past and as future."""
    past: list[date] = []
    future: list[date] = []
    near: list[tuple[int, int]] = []
    weekday: int | None = None
    for line in lines:
        # Folding case may change the length of a line, and with it the offsets.
        low = line.lower() if len(line.lower()) == len(line) else line
        for start, end, first, last in _told(low):
            sentence, at, to = _sentence(line, start, end)
            if not looks_ahead(sentence, at, to):
                past.append(first)
            elif _COMING.search(sentence[:at]):
                future.append(last)
        if weekday is None and (named := _WEEKDAY.search(low)):
            weekday = WEEKDAYS.index(named["day"])
        for match in _DAY_MONTH.finditer(low):
            found = match.groupdict()
            name, day = found["m1"] or found["m2"], found["d1"] or found["d2"]
            near.append((MONTHS[name], int(day)))
    earliest = max(past, default=None)
    # A year called the future that is older than what is told as past is no bound.
    coming = [d for d in future if earliest is None or d >= earliest]
    return _Proof(earliest, min(coming, default=None), tuple(near), weekday)


def _told(low: str) -> Iterator[tuple[int, int, date, date]]:
    """Offsets, first and last day of each dated phrase with its year."""
    for match in _FULL.finditer(low):
        for day in _days(match, None)[:1]:
            yield *match.span(), day, day
    low = _FULL.sub(_blank, low)
    for match in _MONTH_YEAR.finditer(low):
        year, month = int(match["y"]), MONTHS[match["m"]]
        yield *match.span(), date(year, month, 1), _month_end(year, month)
    for match in _YEAR.finditer(_MONTH_YEAR.sub(_blank, low)):
        year = int(match["y"])
        yield match.start("y"), match.end(), date(year, 1, 1), date(year, 12, 31)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


_COMING = re.compile(
    r"\b(?:will|scheduled|planned|plans|expected|due|is to|are to|set to)\b[^;:]*$"
)
"""Words so plain about the future that they bound the day of publication."""
_STOP = re.compile(r"[.!?][\"”’)]? +(?=[A-Z“\"])")


def _sentence(line: str, start: int, end: int) -> tuple[str, int, int]:
    """The sentence around a phrase, a window of it in endless ones, and the phrase's
    offsets in it.
    """
    low, high = max(0, start - _WINDOW), min(len(line), end + _WINDOW)
    first, last = low, high
    for match in _STOP.finditer(line, low, high):
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end:
            last = match.start()
            break
    return line[first:last], start - first, end - first


# ------------------------------------------------------------------------ decision


def _within(day: date, proof: _Proof) -> bool:
    return (proof.earliest is None or proof.earliest <= day) and (
        proof.latest is None or day <= proof.latest
    )


def _believed(candidate: _Candidate, proof: _Proof) -> date | None:
    """The candidate's day, where the text lets it stand."""
    if candidate.trust == _PRINTED_THEN:
        return None
    for day in candidate.days:
        if not _within(day, proof):
            continue
        agreed = _agreement(day, proof)
        if agreed == 0 and candidate.stamped:
            agreed = _weekday_agrees(day, proof)
        if agreed >= _SAYS_SO - candidate.trust:
            return day
    return None


def _agreement(day: date, proof: _Proof) -> int:
    """1 where days named in the text lie shortly before ``day``, -1 where all lie far
    from it, 0 where the text names none.
    """
    if proof.earliest and timedelta(0) <= day - proof.earliest <= _NEAR:
        return 1
    gaps = [g for month, of in proof.near for g in _gaps(day, month, of)]
    if any(timedelta(0) <= g <= _NEAR for g in gaps):
        return 1
    if gaps and not any(-_FAR <= g <= _FAR for g in gaps):
        return -1
    return 0


def _weekday_agrees(day: date, proof: _Proof) -> int:
    """1 where the text first names the weekday of ``day`` or of the day before, as news
    does, and no year that it names is long past.
    """
    fresh = proof.earliest is None or day - proof.earliest <= _LONG
    gap = None if proof.weekday is None else (day.weekday() - proof.weekday) % 7
    return int(fresh and gap in _TODAY_OR_BEFORE)


def _gaps(day: date, month: int, number: int) -> list[timedelta]:
    """How long before ``day`` the named day lies, for the years around."""
    years = (day.year - 1, day.year, day.year + 1)
    return [day - d for d in _valid([(y, month, number) for y in years])]


def _range(
    lines: Sequence[tuple[str, bool]],
    printed: Sequence[_Candidate],
    proof: _Proof,
    from_address: tuple[date, date] | None,
) -> Published:
    """The narrowest range that the text proves; a day where only one fits a dateline
    that leaves out its year.
    """
    earliest, latest = proof.earliest, proof.latest
    for candidate in printed:
        last = max(candidate.days)
        if earliest is None or last >= earliest:
            latest = min(latest or last, last)
    if from_address:
        first, last = from_address
        if latest is None or first <= latest:
            earliest = max(earliest or first, first)
        if last >= (earliest or last):
            latest = min(latest or last, last)
    named = _dateline_day(lines)
    if named and earliest and latest:
        days = _valid([(y, *named) for y in range(earliest.year, latest.year + 1)])
        fitting = [d for d in days if earliest <= d <= latest]
        if len(fitting) == 1:
            return Published(fitting[0], fitting[0], fitting[0], "byline")
        if fitting:
            earliest, latest = fitting[0], fitting[-1]
    if earliest is None and latest is None:
        return Published(None, None, None, "unknown")
    return Published(None, earliest, latest, "inferred")


def _dateline_day(lines: Sequence[tuple[str, bool]]) -> tuple[int, int] | None:
    """Month and day of a dateline that has no year."""
    for line, _ in lines:
        if found := _DATELINE_DAY.match(line):
            month = MONTHS[(found["m1"] or found["m2"]).lower()]
            return month, int(found["d1"] or found["d2"])
    return None
