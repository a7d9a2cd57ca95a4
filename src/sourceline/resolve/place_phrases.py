"""Reads a place phrase: which names it holds, and how the place lies to them.

"about 30 km south of X", "between X and Y", "the X-Y road", "northern X", "village of X
in Y district", "the outskirts of X", "X airport", "the city".
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

AT, OFFSET, NEAR, PART, LINE, BORDER, GENERIC = (
    "at",
    "offset",
    "near",
    "part",
    "line",
    "border",
    "generic",
)
CAPITAL = "capital"
"""What ``manner`` says; ``capital`` is the capital of the named place."""

COMPASS = {
    "north": "N",
    "northeast": "NE",
    "east": "E",
    "southeast": "SE",
    "south": "S",
    "southwest": "SW",
    "west": "W",
    "northwest": "NW",
}
BEARINGS = {p: i * 45.0 for i, p in enumerate("N NE E SE S SW W NW".split())}
"""Degrees clockwise from north."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase says.

    Attributes:
        manner: ``at``, ``offset``, ``near``, ``part``, ``line``, ``border``,
            ``generic`` or ``capital``.
        names: the names to look up, in each the most specific spelling first.
        within: the places around it, as the phrase itself puts them, the nearest
            first: names to look up, and what unit each is said to be.
        unit: ``admin1``, ``county`` (a district, in some countries a first-level
            unit), ``district``, ``town``, ``area`` or ``water`` where a word says it.
        facility: the phrase names something inside or beside its named place.
        kilometres: distance, None where none is said.
        direction: compass point.
        noun: for ``generic`` what kind of thing it is, in lower case.
    """

    manner: str
    names: tuple[tuple[str, ...], ...] = ()
    within: tuple[tuple[tuple[str, ...], str | None], ...] = ()
    unit: str | None = None
    facility: bool = False
    kilometres: float | None = None
    direction: str | None = None
    noun: str = ""


_DIRECTION = (
    r"(?P<dir>(?:north|south)(?:[- ]?(?:east|west))?|east|west)"
    r"(?:ern(?:most)?|wards?|erly)?"
)
_TENS = dict(
    zip(
        "ten twenty thirty forty fifty sixty seventy eighty ninety hundred".split(),
        (10, 20, 30, 40, 50, 60, 70, 80, 90, 100),
        strict=True,
    )
)
_ONES = {
    w: n
    for n, w in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen "
        "fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        1,
    )
}
_NUMBER_WORDS = {**_TENS, **_ONES, "a": 1, "an": 1, "half": 0.5}
_WORDS = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_KM = {"k": 1.0, "mi": 1.609, "na": 1.852, "m": 0.001}
_HEDGE = (
    r"(?:(?:about|around|some|roughly|nearly|almost|approximately|over|under|within|"
    r"just|barely|only|an estimated|less than|more than|at least|up to|the)\s+)*"
)
_DISTANCE = re.compile(
    rf"^{_HEDGE}(?:(?P<num>\d+(?:[.,]\d+)?)(?:\s*(?:-|–|to)\s*(?P<to>\d+(?:[.,]\d+)?))?"
    rf"|(?P<word>(?:{_WORDS})(?:[- ](?:{_WORDS}))?)|(?P<vague>(?:a )?(?:few|several)))"
    r"[\s-]*(?P<unit>nautical miles?|kilomet(?:er|re)s?|kms?|miles?|mi|"
    r"met(?:er|re)s?|m)"
    r"\b\.?[\s,]*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_TAIL = re.compile(
    rf"^(?:(?:away|further|farther|up|down|inland|upstream|downstream|drive|due|to|in|"
    rf"the|direction|side|offshore)\s+)*(?:{_DIRECTION}\b)?\s*"
    r"(?:away|further|down|up|upstream|downstream|offshore)?\s*"
    r"(?:(?:of|from|outside|off|beyond|before|inside|into|to)\b)?\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_DIRECTED = re.compile(
    rf"^{_HEDGE}(?:to\s+)?(?:the\s+)?(?:far\s+|extreme\s+)?{_DIRECTION}"
    r"(?:\s+(?:side|part|half|edge|end|bank))?\s+(?:of|from)\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_NEAR = re.compile(
    rf"^{_HEDGE}(?:on\s+|in\s+)?(?:the\s+)?(?:near(?:by|\s+to)?|outside(?:\s+of)?|around|"
    r"beside|off|beyond|behind|opposite|upstream of|downstream of|close to|next to|"
    r"not far from|(?:(?:[a-z]+ern\s+)?(?:outskirts|edges?|vicinity|suburbs?|"
    r"surroundings|"
    r"environs|countryside|approaches|periphery|gates?|entrances?|hinterland|shores?|"
    r"coast|banks?|areas?|(?:hills?|heights?|villages?|farms?|fields?)(?=\s+[^o])"
    r"|hills|heights|mountains)\s+(?:of|to|around|near|above|outside)))\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_NEAR_AFTER = re.compile(
    r"^(?P<rest>.+?)(?:'s|’s)?\s+(?:outskirts|suburbs?|countryside|surroundings|environs|"
    r"vicinity|area|hinterland|coast|shore|hills|heights|front|frontline|front line)$",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(
    r"^(?:.{0,40}?\b)?between\s+(?:the\s+)?(?P<a>.+?)\s+and\s+(?:the\s+)?(?P<b>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_WAY = (
    r"(?:road|highway|axis|corridor|route|motorway|track|railway|line|street|path|"
    r"expressway)"
)
_WAY_FROM = re.compile(
    rf"^(?:.{{0,30}}?\b)?{_WAY}s?\s+(?:from|linking|connecting|joining|that links)\s+"
    r"(?P<a>.+?)\s+(?:to|and|with|towards?)\s+(?P<b>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_WAY_OF = re.compile(
    rf"^(?:the\s+)?(?P<ab>.+?)\s+(?:(?:international|main|national|old|desert)\s+)?{_WAY}s?$",
    re.IGNORECASE | re.DOTALL,
)
_WAY_TO = re.compile(
    rf"^(?:.{{0,30}}?\b)?{_WAY}s?\s+(?:to|of|towards?|out of|into|near|outside|in|"
    r"west of|"
    r"east of|north of|south of)\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_BORDER = re.compile(
    r"^(?:.{0,40}?\b)?(?:border|frontier|boundary)s?\s+(?:\w+\s+)?(?:with|of|between|to|near)\s+(?P<rest>.+)$"
    r"|^(?:the\s+)?(?P<before>.+?)\s+(?:border|frontier|boundary)(?:\s+(?:area|region|zone|strip|town|post|crossing|village)s?)?$",
    re.IGNORECASE | re.DOTALL,
)
_PART = re.compile(
    rf"^(?:the\s+)?(?:far\s+|extreme\s+|rural\s+)?(?:{_DIRECTION}|(?:central|rural|upper|"
    r"lower|inner|greater|downtown|coastal|mid|middle|occupied))(?:\s+(?:part|half|parts)\s+of)?[\s-]+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_OWN_PART = re.compile(
    rf"^(?P<rest>.+?)(?:'s|’s)\s+(?:far\s+)?{_DIRECTION}(?:\s+\w+)?$",
    re.IGNORECASE | re.DOTALL,
)
_ADMIN1 = (
    "province|state|governorate|region|oblast|department|departement|wilaya|prefecture|"
    "muhafazah?|republic|krai"
)
_DISTRICT = (
    "district|cercle|woreda|raion|subdistrict|sub-district|municipality|"
    "commune|lga|local government area|local government|arrondissement|township|"
    "sub-county|"
    "subcounty|chiefdom|administrative post|sector|tehsil|tahsil|upazila|nahiya|qada"
)
_COUNTY = "county|countie|canton|zone|territory"
_SETTLEMENT = (
    "city|citie|town|village|hamlet|settlement|community|communitie|locality|localitie|"
    "port city|port|port town|border town|farming community|neighbou?rhood|quarter|"
    "suburb"
)
_WATER = "sea|lake|river|gulf|strait|ocean|bay|canal|reservoir|channel|waters"
_UNIT_OF = re.compile(
    rf"^(?:the\s+)?(?:[a-z]+(?:ern)?\s+){{0,2}}(?:(?P<admin1>{_ADMIN1})|(?P<district>{_DISTRICT})|(?P<county>{_COUNTY})|"
    rf"(?P<town>{_SETTLEMENT}))s?\s+(?:of|called|named)?\s*(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_ANY_UNIT_OF = re.compile(
    rf"\b(?:{_ADMIN1}|{_DISTRICT}|{_COUNTY}|{_SETTLEMENT})\s+of\s+.+$",
    re.IGNORECASE | re.DOTALL,
)
_UNIT_AFTER = re.compile(
    rf"^(?:the\s+)?(?P<rest>.+?)(?:'s|’s)?\s+(?:(?P<admin1>{_ADMIN1})|(?P<district>{_DISTRICT})|(?P<county>{_COUNTY})|"
    rf"(?P<town>{_SETTLEMENT}))s?$",
    re.IGNORECASE | re.DOTALL,
)
_TWO_PLACES = re.compile(r",|\(|\s(?:in|near|outside|at)\s", re.IGNORECASE)
_INSIDE = re.compile(
    r"^(?P<rest>.+?)(?:\s*,\s*|\s+\(|\s+(?:in|at|of|near|outside|within|inside|on)\s+)"
    r"(?:the\s+)?(?P<outer>[^()]+?)\)?$",
    re.DOTALL,
)
_CAPITAL_OF = re.compile(
    r"^(?:the\s+)?(?:[a-z]+\s+)?capital(?:\s+city)?\s+of\s+(?P<of>.+)$"
    r"|^(?:the\s+)?(?P<whose>.+?)(?:'s|’s)?\s+capital$",
    re.IGNORECASE | re.DOTALL,
)
_FACILITY = re.compile(
    r"\b(?:airport|airfield|airstrip|airbase|air base|base|camp|camps|hospital|clinic|"
    r"market|mosque|church|cathedral|school|university|college|prison|jail|dam|bridge|"
    r"crossing|checkpoint|gate|square|refinery|plant|oil ?field|field|mine|mines|post|"
    r"barracks|station|hotel|stadium|junction|roundabout|port|harbou?r|terminal|factory|"
    r"palace|castle|fort|park|forest|island|hill|hills|mountain|mountains|valley|desert|"
    r"cemetery|court|courthouse|headquarters|depot|pass|tunnel|farm|farms|compound|silo|"
    r"silos|site|spring|springs|pumping station|power station|border post|garrison|"
    r"barrier|intersection|bank|bakery|tower|street|avenue|boulevard|road|highway|hall)s?$",
    re.IGNORECASE,
)
_FACILITY_OF = re.compile(
    r"^(?:the\s+)?(?:[a-z-]+\s+){1,3}(?:of|in|at|near|to|for)\s+(?:the\s+)?(?P<rest>\S.*)$",
    re.DOTALL,
)
_HYPHENS = re.compile(r"\s*[–—/]\s*|\s+-\s+|-|\s+to\s+")
_LEADING = re.compile(
    r"^(?:the|a|an|in|at|on|into|inside|within|from|this|that|nearby|besieged|entire|"
    r"whole|all|parts? of|"
    r"much of|most of|rest of|cent(?:re|er) of|heart of|middle of|interior of)\s+",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=16384)
def read_phrase(phrase: str) -> Reading:
    """What the phrase says; a phrase that fits no pattern is a plain name.

    Args:
        phrase: the words of one mention.
    """
    text = " ".join(phrase.split()).strip(' ,.;:()"“”')
    for reader in _READERS:
        if (reading := reader(text)) is not None:
            return reading
    return _plain(text)


def _anchor(text: str) -> Reading:
    """The reading of what a relation hangs on: "the village of X in Y"."""
    return read_phrase(text)


def _hung(text: str, manner: str, **more: object) -> Reading:
    """A relation on the named place, or on the last one where none is named."""
    inner = _anchor(text) if text else Reading(GENERIC)
    if inner.manner not in (AT, GENERIC):
        return inner
    if inner.manner == GENERIC:
        inner = replace(inner, names=())
    return replace(inner, manner=manner, **more)  # type: ignore[arg-type]


def _distance(text: str) -> Reading | None:
    match = _DISTANCE.match(text)
    if not match:
        return None
    tail = _TAIL.match(match["rest"])
    if tail is None:
        return None
    return _hung(
        tail["rest"],
        OFFSET,
        kilometres=_kilometres(match),
        direction=_point(tail["dir"]),
    )


def _kilometres(match: re.Match[str]) -> float:
    unit = match["unit"].lower()
    factor = _KM.get(unit[:2], _KM["k"] if unit[0] == "k" else _KM["m"])
    if match["num"]:
        low = float(match["num"].replace(",", "."))
        high = float((match["to"] or match["num"]).replace(",", "."))
        return round((low + high) / 2 * factor, 3)
    if match["vague"]:
        return round(4 * factor, 3)
    parts = [_NUMBER_WORDS[w] for w in re.split("[- ]", match["word"].lower())]
    value = (
        parts[0] * parts[1]
        if parts[-1] == _TENS["hundred"] and len(parts) > 1
        else sum(parts)
    )
    return round(value * factor, 3)


def _point(words: str | None) -> str | None:
    return COMPASS[re.sub("[- ]", "", words.lower())] if words else None


def _directed(text: str) -> Reading | None:
    match = _DIRECTED.match(text)
    return match and _hung(match["rest"], OFFSET, direction=_point(match["dir"]))


def _near(text: str) -> Reading | None:
    match = _NEAR.match(text) or _NEAR_AFTER.match(text)
    return match and _hung(match["rest"], NEAR)


def _line(text: str) -> Reading | None:
    for pattern in (_BETWEEN, _WAY_FROM):
        if match := pattern.match(text):
            return _two(match["a"], match["b"])
    if match := _WAY_TO.match(text):
        return _hung(match["rest"], NEAR)
    if match := _WAY_OF.match(text):
        cuts = list(_HYPHENS.finditer(match["ab"]))
        if not cuts:
            return None
        cut = _best_cut(match["ab"], cuts)
        return _two(match["ab"][: cut.start()], match["ab"][cut.end() :])
    return None


def _best_cut(text: str, cuts: list[re.Match[str]]) -> re.Match[str]:
    """A dash before a hyphen; of hyphens one that follows no article and precedes a
    capital.
    """

    def rank(cut: re.Match[str]) -> tuple[bool, bool, int]:
        before = text[: cut.start()].split()
        article = bool(before) and re.fullmatch(
            r"[aeAE][a-z]{1,2}", re.split("-", before[-1])[-1]
        )
        lower = not text[cut.end() : cut.end() + 1].isupper()
        return (
            cut.group() == "-",
            bool(article) or (lower and not text[cut.end() :].startswith("al")),
            abs(cut.start() - len(text) // 2),
        )

    return min(cuts, key=rank)


def _two(a: str, b: str) -> Reading | None:
    first, second = _anchor(a), _anchor(b)
    names = (*first.names[:1], *second.names[:1])
    if len(names) < 2:  # noqa: PLR2004
        return Reading(NEAR, names) if names else Reading(GENERIC, noun="road")
    return Reading(LINE, names, (*first.within, *second.within))


def _border(text: str) -> Reading | None:
    match = _BORDER.match(text)
    if not match:
        return None
    words = match["rest"] or match["before"]
    parts = [
        p for p in re.split(r"\s+and\s+|\s+to\s+|\s*[–—/]\s*|-(?=[A-Z])", words) if p
    ]
    names = tuple(n for p in parts for n in _anchor(p).names[:1])
    return Reading(BORDER, names[:2]) if names else None


def _unit_of(text: str) -> Reading | None:
    """X of "the northwest state of X", whatever stands before the word for the unit."""
    match = _ANY_UNIT_OF.search(text)
    return match and _unit(match.group())


def _part(text: str) -> Reading | None:
    match = _PART.match(text) or _OWN_PART.match(text)
    if not match or not _named(match["rest"]):
        return None
    direction = _point(match.groupdict().get("dir"))
    inner = _anchor(match["rest"])
    if inner.manner not in (AT, PART) or not inner.names:
        return None
    whole = (text, _strip(text), *_bare(text))
    names = ((*dict.fromkeys(whole), "", *inner.names[0]),)
    return replace(inner, manner=PART, names=names, direction=direction)


def _bare(text: str) -> tuple[str, ...]:
    match = _UNIT_AFTER.match(text)
    return (match["rest"],) if match and _named(match["rest"]) else ()


def _unit(text: str) -> Reading | None:
    match = _UNIT_AFTER.match(text)
    if not match or not _named(match["rest"]) or _TWO_PLACES.search(match["rest"]):
        match = _UNIT_OF.match(text)
    if not match or not _named(match["rest"]):
        return None
    inner = _anchor(match["rest"])
    if not inner.names or inner.manner not in (AT, PART):
        return None
    if inner.manner == PART or inner.unit:
        return inner
    unit = next(u for u in ("admin1", "district", "county", "town") if match[u])
    first = inner.names[0]
    tries = (text, *first) if unit == "town" else (*first, text)
    names = (tuple(dict.fromkeys(tries)), *inner.names[1:])
    return replace(inner, unit=unit, names=names)


def _capital(text: str) -> Reading | None:
    match = _CAPITAL_OF.match(text)
    if not match or not _named(match["of"] or match["whose"]):
        return None
    inner = _anchor(match["of"] or match["whose"])
    return replace(inner, manner=CAPITAL, unit="area") if inner.manner == AT else None


def _inside(text: str) -> Reading | None:
    match = _INSIDE.match(text)
    if not match or not _named(match["outer"]):
        return None
    outer = _anchor(match["outer"])
    if not outer.names:
        return None
    if not _named(match["rest"]):
        return replace(
            outer, manner=NEAR if outer.manner == AT else outer.manner, facility=True
        )
    inner = _anchor(match["rest"])
    around = (*inner.within, (outer.names[0], outer.unit), *outer.within)
    names = ((text, *inner.names[0]), *inner.names[1:]) if inner.names else ((text,),)
    if " of " in text and "," not in text:
        return replace(inner, names=names, within=around)
    return replace(inner, within=around)


def _facility(text: str) -> Reading | None:
    match = _FACILITY.search(text)
    if not match or not match.start():
        return None
    rest = text[: match.start()].strip(" -'’s") if text[: match.start()].strip() else ""
    if not _named(rest):
        return None
    head = _strip(rest)
    tries = [text, head]
    words = head.split()
    tries += [" ".join(words[:n]) for n in range(len(words) - 1, 0, -1)]
    return Reading(AT, (tuple(dict.fromkeys(tries)),), facility=True)


def _generic(text: str) -> Reading | None:
    return None if _named(text) else Reading(GENERIC, noun=_strip(text.lower()))


_READERS = (
    _distance,
    _directed,
    _near,
    _generic,
    _capital,
    _line,
    _border,
    _unit_of,
    _part,
    _unit,
    _inside,
    _facility,
)


def _plain(text: str) -> Reading:
    stripped = _strip(text)
    match = re.match(
        rf"^(?P<water>(?:{_WATER}))\b|\b(?:{_WATER})$", stripped, re.IGNORECASE
    )
    words = stripped.split()
    first = next((i for i, w in enumerate(words) if _named(w)), 0)
    tries = dict.fromkeys((text, stripped, " ".join(words[first:])))
    return Reading(AT, (tuple(tries),), unit="water" if match else None)


def _strip(text: str) -> str:
    while match := _LEADING.match(text):
        text = text[match.end() :]
    return text


def _named(text: str) -> bool:
    """Whether some word begins with a capital, or with an article of a name
    ("al-Qaim"), or is in a script without capitals.
    """
    for word in text.split():
        for part in word.split("-"):
            first = _LETTER.search(part)
            if first and (first.group().isupper() or not first.group().islower()):
                return True
    return False
