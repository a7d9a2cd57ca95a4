"""What the claims of an incident offer for each field that may be corrected, each value
with the words that say it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sourceline.model.decisions import FIELDS
from sourceline.review.wording import value_words
from sourceline.web.words import Plain

_PLACE = (
    "name",
    "gazetteer_name",
    "gazetteer_id",
    "admin1",
    "country",
    "lat",
    "lon",
    "precision",
    "radius_km",
)
_HARMS = {"deaths": "killed", "wounded": "wounded"}
_LONGEST_QUOTE = 160
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that claims give for a field.

    Attributes:
        name: what a form calls it.
        value: plain JSON, as a correction has it.
        words: the value in words.
        claim: the first claim that gives it.
        numbers: numbers of all the claims that give it, as the page counts them.
        span: its words in that claim's report, None where no words say it.
        quote: these words.
    """

    name: str
    value: Any
    words: str
    claim: str
    numbers: tuple[int, ...]
    span: Span | None
    quote: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that carries a claim.

    Attributes:
        name: what a form calls it.
        claim: the claim.
        number: the claim's number on the page.
        report: its report.
        start: its first character there.
        end: the one after its last.
        text: it.
    """

    name: str
    claim: str
    number: int
    report: str
    start: int
    end: int
    text: str


def sentences(claims: Sequence[Plain]) -> list[Sentence]:
    """The sentences of some claims, in the order of the claims."""
    return [
        Sentence(
            f"{c['id']}.{n}",
            c["id"],
            number,
            c["report"],
            e["start"],
            e["end"],
            e["text"],
        )
        for number, c in enumerate(claims, 1)
        for n, e in enumerate(c["evidence"])
    ]


def offers(claims: Sequence[Plain], texts: Mapping[str, str]) -> dict[str, list[Offer]]:
    """The values that claims give, by field; alike ones once.

    Args:
        claims: their records, in the order in which the page counts them.
        texts: texts of their reports.
    """
    out: dict[str, list[Offer]] = {}
    for field in FIELDS:
        found: dict[str, Offer] = {}
        for number, claim in enumerate(claims, 1):
            for value, span in _of(field, claim):
                words = value_words(field, value)
                if words in found:
                    old = found[words]
                    if number not in old.numbers:
                        found[words] = _also(old, number)
                    continue
                text = texts.get(claim["report"], "")
                found[words] = Offer(
                    f"{claim['id']}.{len(found)}",
                    value,
                    words,
                    claim["id"],
                    (number,),
                    span,
                    _short(text[span[0] : span[1]]) if span else "",
                )
        out[field] = list(found.values())
    return out


def _also(old: Offer, number: int) -> Offer:
    return Offer(
        old.name,
        old.value,
        old.words,
        old.claim,
        (*old.numbers, number),
        old.span,
        old.quote,
    )


def _of(field: str, claim: Plain) -> Iterator[tuple[Any, Span | None]]:
    match field:
        case "sub_event_type":
            why = claim["why"][0]["span"] if claim["why"] else None
            yield claim[field], _span(why)
        case "date":
            date = claim["date"]
            if date and date["earliest"] and date["latest"]:
                value = {k: date[k] for k in ("earliest", "latest")}
                yield value, _span(date["span"])
        case "place":
            if claim["place"]:
                value = {k: claim["place"][k] for k in _PLACE}
                yield value, _span(claim["place"]["span"])
        case "initiator" | "target":
            yield from _sides(p for p in claim["participants"] if p["role"] == field)
        case _:
            for c in claim["casualties"]:
                figures = {k: c[k] for k in ("low", "best", "high")}
                said = [n for n in figures.values() if n is not None]
                if c["harm"] == _HARMS[field] and c["scope"] != "aggregate" and said:
                    yield figures, _span(c["span"])


def _sides(found: Iterable[Plain]) -> Iterator[tuple[Any, Span | None]]:
    listed = list(found)
    if not listed:
        return
    sides = sorted({(p["actor"], p["actor_type"]) for p in listed})
    value = [{"actor": a, "actor_type": k} for a, k in sides]
    yield value, _span(listed[0]["span"])


def _span(found: Plain | None) -> Span | None:
    return (found["start"], found["end"]) if found else None


def _short(quote: str) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= _LONGEST_QUOTE else flat[: _LONGEST_QUOTE - 1] + "…"
