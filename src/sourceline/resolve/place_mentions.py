"""A place phrase as read, with the place that the words after it put around it."""

import re
from dataclasses import dataclass, replace

from sourceline.model.claims import TextSpan
from sourceline.resolve.place_phrases import OFFSET, Reading, read_phrase

_GAP = 70
_JOIN = re.compile(
    r"^\s*,?\s*\(?(?:(?:an?|the|also|itself|lying|located|situated|some|just|both|well)\s+)*"
    r"(?:(?:\w+\s+){0,2}(?:village|town|hamlet|district|suburb|community|settlement|city|"
    r"area|neighbou?rhood|quarter|commune|camp|place|locality)s?\s*,?\s*)?"
    r"(?P<how>in|of|near|outside|from|close to|inside|within|on the edge of|around|at)?"
    r"\s*(?:(?:the|northern|southern|eastern|western|central|nearby|neighbou?ring|"
    r"[\w-]+ern)\s+)*(?:province|state|town|city|village|district|region|county|"
    r"governorate|department|commune|territory|capital)?\s*(?:of\s+)?$",
    re.IGNORECASE,
)
_MEASURED = re.compile(r"^\s*[,(]?\s*(?P<words>(?:about |some |around )?\d+.{2,50})$")


@dataclass(frozen=True, slots=True)
class Seen:
    """A phrase with its reading and the place that the words around it name."""

    text: str
    span: TextSpan | None
    reading: Reading
    outer: Reading | None = None


def with_gaps(seen: list[Seen], text: str) -> list[Seen]:
    """Phrases with the place that the words after them put around them."""
    out = []
    for n, one in enumerate(seen):
        following = seen[n + 1] if n + 1 < len(seen) else None
        if following and one.span and following.span and text:
            gap = text[one.span.end : following.span.start]
            outer = _outer(gap, following)
            out.append(replace(one, outer=outer))
        else:
            out.append(one)
    return out


def _outer(gap: str, following: Seen) -> Reading | None:
    """What "…, 12 km from " or ", a village in " before a place says."""
    if len(gap) > _GAP or "\n" in gap or not following.reading.names:
        return None
    if match := _MEASURED.match(gap):
        reading = read_phrase(match["words"] + " " + following.text)
        return reading if reading.manner == OFFSET and reading.names else None
    match = _JOIN.match(gap)
    if not match or not gap.strip():
        return None
    if match["how"] or (gap.strip() in {",", "("} and following.reading.unit):
        return following.reading
    return None
