"""A claim as rows of values, each with the words that say it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sourceline.web import words
from sourceline.web.marks import Mark
from sourceline.web.words import Plain

FIELDS = (
    "type",
    "status",
    "date",
    "place",
    "initiator",
    "party",
    "ally",
    "instrument_owner",
    "target",
    "victim",
    "deaths",
    "wounded",
    "other harm",
    "weapon",
    "says",
)
NAMES = {
    "type": "Kind of event",
    "status": "Status",
    "date": "When",
    "place": "Where",
    "initiator": "Initiator",
    "party": "Party",
    "ally": "Ally",
    "instrument_owner": "Owner of the weapon",
    "target": "Target",
    "victim": "Victim",
    "deaths": "Killed",
    "wounded": "Wounded",
    "other harm": "Other harm",
    "weapon": "Weapon",
    "says": "Who says so",
    "holder": "Holder",
    "control": "Control",
}
_HARM_FIELDS = {"killed": "deaths", "wounded": "wounded"}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a claim.

    Attributes:
        name: its name on the page.
        field: its field.
        text: as it is shown.
        span: first and after-last character of its words, None where none say it.
        report: the report that the words are in.
        note: what qualifies it.
    """

    name: str
    field: str
    text: str
    span: tuple[int, int] | None
    report: str
    note: str = ""

    @property
    def mark(self) -> Mark | None:
        """Its words in the report."""
        if self.span is None:
            return None
        label = f"{NAMES.get(self.field, self.field)}: {self.text}"
        return Mark(*self.span, self.name, label)


def event_values(claim: Plain) -> list[Value]:
    """The values of an event claim."""
    return _named(claim, _event(claim))


def control_values(claim: Plain) -> list[Value]:
    """The values of a control claim."""
    return _named(claim, _control(claim))


def evidence_marks(claim: Plain) -> list[Mark]:
    """The sentences that carry a claim."""
    return [
        Mark(x["start"], x["end"], claim["id"], "evidence", "evidence")
        for x in claim["evidence"]
    ]


def _named(claim: Plain, found: Iterator[Value]) -> list[Value]:
    return [
        replace(value, name=f"{claim['id']}-{n}", report=claim["report"])
        for n, value in enumerate(found)
    ]


def _value(field: str, text: str, span: Plain | None, note: str = "") -> Value:
    where = None if span is None else (span["start"], span["end"])
    return Value("", field, text, where, "", note)


def _event(claim: Plain) -> Iterator[Value]:
    why = claim["why"][0]["span"] if claim["why"] else None
    yield _value("type", claim["sub_event_type"], why, claim["event_type"])
    background = "told as background" if claim["background"] else ""
    yield _value("status", claim["status"], None, background)
    yield from _when_and_where(claim)
    for p in claim["participants"]:
        said = f"“{p['name']}”" if p["name"] != p["actor"] else ""
        note = ", ".join(x for x in (p["actor_type"], said) if x)
        yield _value(p["role"], p["actor"], p["span"], note)
    for c in claim["casualties"]:
        field = _HARM_FIELDS.get(c["harm"], "other harm")
        harm = "" if field != "other harm" else c["harm"]
        # "at least 25" says its own modifier.
        told = c["modifier"] == "exact" or c["modifier"] in c["words"].lower()
        note = ", ".join(x for x in (harm, "" if told else c["modifier"]) if x)
        yield _value(field, words.figure(c), c["span"], note)
    if claim["weapon"]:
        yield _value("weapon", ", ".join(claim["weapon"]), None)
    yield from _says(claim)


def _control(claim: Plain) -> Iterator[Value]:
    why = claim["why"][0]["span"] if claim.get("why") else None
    part = "part of it" if claim["extent"] == "part" else ""
    yield _value("holder", claim["holder"], why, claim["holder_type"])
    yield _value("control", claim["kind"], why, part)
    yield _value("status", claim["status"], None)
    yield from _when_and_where(claim)
    yield from _says(claim)


def _when_and_where(claim: Plain) -> Iterator[Value]:
    date, place = claim["date"], claim["place"]
    if date:
        yield _value("date", words.when(date), date["span"], date["basis"])
    if place:
        note = words.how_sure(place)
        yield _value("place", words.where(place), place["span"], note)


def _says(claim: Plain) -> Iterator[Value]:
    for a in claim["attribution"]:
        yield _value("says", a["name"], a["span"], a["kind"])
