"""Words that tell how long before its report something happened."""

import re
from dataclasses import dataclass

from sourceline.model.claims import EventClaim, Evidence, TextSpan

_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November"
    "|December)"
)
_UNIT = "(?:day|week|month|year|weekend)"
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tonight|overnight"
    rf"|(?:(?:earlier|later) )?(?:this|last|past|previous) (?:{_UNIT}|{_WEEKDAY})"
    r"|(?:this|last) (?:morning|afternoon|evening|night)"
    rf"|earlier in the {_UNIT}"
    rf"|(?:\d+|an?|two|three|four|five|six|seven|ten) {_UNIT}s? ago"
    rf"|{_WEEKDAY}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}\b(?!,? \d{{4}})"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?!,? \d{{4}}))\b"
)


@dataclass(frozen=True, slots=True)
class Phrased:
    """A time phrase in its sentence; ``start`` counts in the sentence."""

    words: str
    sentence: str
    start: int


def relative_phrase(claim: EventClaim) -> Phrased | None:
    """The words that tell when a claim's event was, seen from its report's day.

    The claim's own time phrase, else the only one of the sentence that tells the event;
    None where there are several, since one may be of something else.
    """
    if claim.date is not None and claim.date.span is not None:
        for sentence in claim.evidence:
            if _holds(sentence, claim.date.span):
                start = claim.date.span.start - sentence.span.start
                end = claim.date.span.end - sentence.span.start
                return Phrased(sentence.text[start:end], sentence.text, start)
    told = [r.span for r in claim.why[:1]]
    for sentence in claim.evidence:
        if not told or _holds(sentence, told[0]):
            found = list(_RELATIVE.finditer(sentence.text))
            if len(found) == 1:
                return Phrased(found[0].group(), sentence.text, found[0].start())
            return None
    return None


def _holds(sentence: Evidence, span: TextSpan) -> bool:
    return sentence.span.start <= span.start and span.end <= sentence.span.end
