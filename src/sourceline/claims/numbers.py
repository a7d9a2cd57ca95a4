"""Count phrases: "at least two dozen" to bounds and a modifier (docs/records.md)."""

import re
from dataclasses import dataclass

_UNIT_WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen
"""
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: number for number, word in enumerate(_UNIT_WORDS.split())}
_TENS = {word: 10 * (number + 2) for number, word in enumerate(_TEN_WORDS.split())}
_TEN, _TWENTY = 10, 20
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12}
_SCALE_MARKS = {"k": 1000, "m": 1_000_000}
_TOKEN = re.compile(r"\d+(?:[.,]\d{3})*(?:\.\d+)?|[a-z]+|[-–—/]")
_NONE = re.compile(r"\b(?:no|none|nobody|no-one|zero|nil|without)\b")
_VAGUE = re.compile(
    r"\b(?:dozens|scores|hundreds|thousands|tens|several|many|some|few|numerous"
    r"|unspecified|unknown|multiple|handful|couple|number of|others|most|countless)\b"
)
_FAMILIES = re.compile(r"\b(?:famil(?:y|ies)|households?)\b")
_LEAST = re.compile(
    r"\b(?:at least|no (?:fewer|less) than|not (?:fewer|less) than|minimum of|or more"
    r"|at the least)\b"
)
_MORE = re.compile(
    r"\b(?:more than|over|exceed(?:s|ed|ing)?|upwards? of|in excess of|above|plus)\b"
)
_MOST = re.compile(
    r"\b(?:up to|as many as|at most|no more than|fewer than|less than|under"
    r"|a maximum of)\b"
)
_ABOUT = re.compile(
    r"\b(?:about|around|some|roughly|approximately|nearly|almost|close to|an? estimated"
    r"|estimated|circa|approx)\b|~"
)
_RANGE = re.compile(r"\bbetween\b|\bto\b|\bor\b|[-–—]")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Least and greatest number said, and how; both None for a vague word."""

    low: int | None
    high: int | None
    modifier: str


def values(phrase: str) -> list[int]:
    """All numbers of a phrase, written in digits or in English words.

    ``"two dozen"`` is [24], ``"8 to 14"`` is [8, 14], ``"twenty-three"`` is [23].
    """
    out: list[int] = []
    total: int | None = None
    for token in _TOKEN.findall(phrase.lower()):
        number = _number(token)
        if token in _UNITS or token in _TENS:
            if total is None or not _fits(total, _small(token)):
                _close(out, total)
                total = _small(token)
            else:
                total += _small(token)
        elif token in _SCALES:
            total = (1 if total is None else total) * _SCALES[token]
        elif number is not None:
            _close(out, total)
            total = number
        elif token in {"and", "-", "–"} and total is not None and _open(total, token):
            continue
        elif token in _SCALE_MARKS and total is not None:
            total *= _SCALE_MARKS[token]
        else:
            _close(out, total)
            total = None
    _close(out, total)
    return out


def _small(token: str) -> int:
    return _UNITS[token] if token in _UNITS else _TENS[token]


def _close(out: list[int], total: int | None) -> None:
    if total is not None:
        out.append(total)


def _number(token: str) -> int | None:
    if not token[0].isdigit():
        return None
    return int(float(re.sub(r"[.,](?=\d{3})", "", token)))


def _fits(total: int, more: int) -> bool:
    """Whether a number word goes on from what stands: "twenty three", "hundred ten"."""
    return total % 100 == 0 or (_tens(total) and more < _TEN)


def _open(total: int, joint: str) -> bool:
    """Whether "and" or a hyphen stands inside a number: "hundred and ten"."""
    if joint == "and":
        return total % 100 == 0
    return _tens(total)


def _tens(total: int) -> bool:
    return total % _TEN == 0 and total % 100 >= _TWENTY


def bounds(phrase: str, before: str = "", after: str = "") -> Bounds:
    """What a count phrase says.

    Args:
        phrase: the words of the count.
        before: a few words before it ("at least" may stand there).
        after: a few words after it ("or more").

    Returns:
        ``at least 5``: 5, None; ``more than 10``: 11, None; ``up to 40``: None, 40;
        ``about 300``: 300, 300; ``dozens``: None, None, vague; ``none``: 0, 0.
    """
    said = phrase.lower().strip()
    found = values(said)
    if _NONE.search(said) and not _LEAST.search(said) and not any(found):
        return Bounds(0, 0, "exact")
    if _FAMILIES.search(f"{said} {after.lower()[:12]}"):
        return Bounds(None, None, "vague")
    if not found:
        single = re.fullmatch(r"(?:an?|his|her|another|single|only)(?: \w+)*", said)
        vague = _VAGUE.search(said) or not single
        return Bounds(None, None, "vague") if vague else Bounds(1, 1, "exact")
    if re.search(r"\b(?:dozens|scores|hundreds|thousands|tens) of\b", said):
        return Bounds(None, None, "vague")
    if len(found) > 1 and found[0] < found[1] and _RANGE.search(said):
        return Bounds(found[0], found[1], "range")
    return _modified(found[0], f"{before.lower()[-24:]} {said}", after.lower()[:16])


def _modified(number: int, said: str, after: str) -> Bounds:
    if _LEAST.search(said) or re.match(r"\s*(?:or more|at least)\b", after):
        return Bounds(number, None, "at least")
    if re.search(r"\bno more than\b|\bnot more than\b", said):
        return Bounds(None, number, "up to")
    if _MORE.search(said):
        return Bounds(number + 1, None, "more than")
    if _MOST.search(said):
        return Bounds(None, number, "up to")
    if _ABOUT.search(said):
        return Bounds(number, number, "about")
    return Bounds(number, number, "exact")
