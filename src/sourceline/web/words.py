"""Values of records in words, as pages show them; what is unknown is said so."""

import math
import re
from typing import Any

from sourceline.export.country_codes import countries

Plain = dict[str, Any]

PRECISE = {
    1: "exact place",
    2: "near this place",
    3: "somewhere in this district",
    4: "somewhere in this province",
    5: "somewhere in this wider area",
    6: "somewhere in this country",
    7: "at sea or in the air",
}
_DAY_PRECISION = 1
_DAY = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b", re.ASCII)
ROLES = ("initiator", "party", "ally", "instrument_owner", "target", "victim")


def when(date: Plain | None) -> str:
    """A day, or the days between which it lies."""
    if not date or not (date["earliest"] or date["latest"]):
        return "day not said"
    first, last = date["earliest"], date["latest"]
    if first == last:
        return str(first)
    return f"{first or '…'} to {last or '…'}"


def days(words: str) -> list[tuple[str, bool]]:
    """Some words in pieces, and which of these are days: no line ends within one."""
    pieces = _DAY.split(words)
    return [(piece, n % 2 == 1) for n, piece in enumerate(pieces) if piece]


def where(place: Plain | None) -> str:
    """A place with its province and country."""
    if not place:
        return "place not said"
    named = place["gazetteer_name"] or place["name"]
    told = (named, place["admin1"], country(place["country"]))
    return ", ".join(dict.fromkeys(part for part in told if part))


def country(code: str | None) -> str:
    """A country by its name, where the code is one."""
    known = countries().get(code or "")
    return known.acled_name if known else code or ""


def how_sure(place: Plain | None) -> str:
    """How exact a place is, in words; empty where there is none."""
    if not place or place["lat"] is None:
        return "no point on the map"
    words = PRECISE.get(place["precision"], "")
    radius = place["radius_km"]
    return f"{words}, within {radius:g} km" if radius else words


def toll(found: Plain) -> str:
    """The best figure with its bounds where they differ."""
    low, best, high = found["low"], found["best"], found["high"]
    if low is None and best is None and high is None:
        return "not said"
    shown = "unclear" if best is None else f"{best:,}"
    if low == best == high:
        return shown
    return f"{shown} (from {_or(low)} to {_or(high)})"


def figure(casualty: Plain) -> str:
    """One figure for people harmed, as its report has it."""
    group = casualty["group"].replace("-", " ")
    whom = casualty["who"] or (f"{group}s" if group == "civilian" else group)
    scope = {"part": ", part of another figure", "aggregate": ", over several events"}
    return f"{casualty['words']} ({whom}{scope.get(casualty['scope'], '')})"


def sides(record: Plain) -> str:
    """Who took part, by role."""
    told = sorted(record["participants"], key=lambda p: _role(p["role"]))
    return "; ".join(f"{p['actor']} ({p['role'].replace('_', ' ')})" for p in told)


def likelihood(bits: float) -> str:
    """What a weight in bits means."""
    if abs(bits) < 0.5:  # noqa: PLR2004 - less than one and a half times
        return "as likely as not to tell one happening"
    if abs(bits) > 20:  # noqa: PLR2004 - nobody reads more digits
        times = "more than a million"
    else:
        raw = 2 ** abs(bits)
        times = f"{raw:,.0f}" if raw >= 10 else f"{raw:.1f}"  # noqa: PLR2004
    same = "one happening than two" if bits > 0 else "two happenings than one"
    return f"{times} times likelier {same}"


def published(found: Plain) -> str:
    """When a report was published."""
    if found["date"]:
        return str(found["date"])
    if found["earliest"] or found["latest"]:
        return f"{found['earliest'] or '…'} to {found['latest'] or '…'}"
    return "day not known"


def outward(url: str | None) -> str | None:
    """An address that a page may link to: one of the web, never another scheme."""
    if url and url.lower().startswith(("http://", "https://")):
        return url
    return None


def nice_step(most: int, lines: int = 4) -> int:
    """The distance of a chart's grid lines: 1, 2 or 5 with noughts behind."""
    raw = max(1.0, most / lines)
    power = 10 ** math.floor(math.log10(raw))
    return int(next(n * power for n in (1, 2, 5, 10) if n * power >= raw))


def _or(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def _role(role: str) -> int:
    return ROLES.index(role) if role in ROLES else len(ROLES)
