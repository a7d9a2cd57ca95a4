"""The words of time phrases in their canonical form.

"the night of Monday" is ``t w0``: months, weekdays, numbers, feasts and parts of a day
in small words, whatever the language or the spelling.
"""

import re
import unicodedata
from functools import lru_cache

MONTH_FIRST = frozenset(["US", "PH", "PW", "FM", "MH", "LR"])
"""Countries (ISO 3166 alpha-2) whose press writes the month before the day."""

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

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""Seasons to the month that begins them."""

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
def canonical(text: str) -> str:
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
