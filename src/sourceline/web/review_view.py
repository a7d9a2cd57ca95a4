"""One incident as a reviewer sees it: its fields with what the claims offer for each,
the sentences, who decided what, and what it may be merged with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from sourceline.model.decisions import FIELDS, Correction, Review, ReviewState
from sourceline.model.incidents import Incident
from sourceline.review import waiting
from sourceline.review.corrections import corrected, corrections_of
from sourceline.review.history import Entry, entries
from sourceline.review.likely import Likely, likely
from sourceline.review.queue import queued, review_of
from sourceline.review.replay import blind_state, replay
from sourceline.review.seen import seen, word
from sourceline.review.values import disputes, shown
from sourceline.review.wording import FIELD_NAMES, count, value_words
from sourceline.store import audit, evidence, search
from sourceline.store.evidence import KeptClaim
from sourceline.web import claim_values, words
from sourceline.web.marks import Piece, pieces
from sourceline.web.review_values import Offer, Sentence, offers, sentences

_MOST_CARDS = 60
_MOST_TEXT = 400_000
"""Characters of reports that a page shows whole; further ones it links to."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the incident.

    Attributes:
        key: one of ``FIELDS``.
        name: what the page calls it.
        value: its value, plain JSON.
        words: its value in words.
        machine: the machine's value in words, where a person corrected it.
        by: who corrected it, None where nobody did.
        quote: the words that the correction comes from, empty where there are none.
        rivals: values that the reports dispute.
        offers: values that the claims give.
    """

    key: str
    name: str
    value: Any
    words: str
    machine: str
    by: Correction | None
    quote: str
    rivals: tuple[str, ...]
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A claim with its sentences.

    Attributes:
        number: how the page calls it, from 1.
        id: the claim's id.
        report: its report's id.
        publisher: who published it.
        title: its headline.
        published: when.
        says: who says so, nearest to the reader first.
        values: what it says, in words.
        weight: bits for its being of the incident, None where hidden or not known.
        sentences: the sentences that carry it, each cut where marked words begin and
            end; every piece knows where in the report it begins.
        whole: its report, cut likewise, where no card before shows it; else empty.
    """

    number: int
    id: str
    report: str
    publisher: str
    title: str
    published: str
    says: str
    values: tuple[str, ...]
    weight: float | None
    sentences: tuple[tuple[Piece, ...], ...]
    whole: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    """An incident that it may be merged with, and the word for it as it stands."""

    likely: Likely
    seen: str
    words: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """All that the page of an incident in review shows."""

    incident: Incident
    machine: Incident
    title: str
    seen: str
    review: Review
    reasons: tuple[str, ...]
    fields: tuple[Field, ...]
    cards: tuple[Card, ...]
    more_claims: int
    history: tuple[Entry, ...]
    partners: tuple[Partner, ...]
    sentences: tuple[Sentence, ...]


def review_view(
    connection: Connection, name: str, *, blind_of: str = "", asked: str = ""
) -> ReviewView:
    """Gather what the page shows.

    Args:
        connection: a reading one.
        name: the incident, by an id that it has now.
        blind_of: the coder who must not see others' decisions and what the machine
            thinks of itself; empty for nobody.
        asked: what was typed to find an incident to merge with.
    """
    machine = waiting.machine_of(connection, [name])[0]
    ids = [m.id for m in machine.members]
    log = audit.of_claims(connection, ids)
    state = replay(log)
    if blind_of:
        state = blind_state(state, blind_of)
        log = [d for d in log if d.blind and d.who == blind_of]
    else:
        log = [d for d in log if not d.blind]
    number = audit.head(connection).number
    claims = ordered(evidence.claims(connection, ids))
    texts = search.report_texts(connection, {m.report for m in machine.members})
    records = [c.record for c in claims]
    found = corrected(machine, state)
    item = queued(machine, state)
    listed = () if blind_of else likely(connection, machine, asked)
    return ReviewView(
        found,
        machine,
        title(found),
        word(seen(machine, number)),
        review_of(machine, state),
        () if blind_of or item is None else item.reasons,
        tuple(_fields(found, machine, state, offers(records, texts), texts)),
        tuple(_cards(claims[:_MOST_CARDS], machine, texts, blind=bool(blind_of))),
        max(0, len(claims) - _MOST_CARDS),
        tuple(entries(connection, log[::-1])),
        tuple(_partner(one, number) for one in listed),
        tuple(sentences(records)),
    )


def title(one: Incident) -> str:
    """An incident in a line."""
    told = shown(one)
    parts = [one.sub_event_type]
    if told["place"]:
        parts.append(words.where(told["place"]))
    if told["date"]:
        parts.append(value_words("date", told["date"]))
    return ", ".join(parts)


def ordered(claims: dict[str, KeptClaim]) -> list[KeptClaim]:
    """Claims in the order of their reports' days, as pages count them."""
    return sorted(claims.values(), key=lambda c: (_day(c), c.record["id"]))


def _day(claim: KeptClaim) -> str:
    told = claim.published
    return str(told["date"] or told["latest"] or "9999")


def _fields(
    found: Incident,
    machine: Incident,
    state: ReviewState,
    offered: dict[str, list[Offer]],
    texts: Mapping[str, str],
) -> Sequence[Field]:
    now, before = shown(found), shown(machine)
    by = {c.field: c for c in corrections_of(state, {m.id for m in machine.members})}
    rivals = disputes(machine)
    return [
        Field(
            key,
            FIELD_NAMES[key],
            now[key],
            value_words(key, now[key]),
            value_words(key, before[key]) if key in by else "",
            by.get(key),
            _quote(by.get(key), machine, texts),
            tuple(rivals.get("type" if key == "sub_event_type" else key, ())),
            tuple(offered[key]),
        )
        for key in FIELDS
    ]


def _quote(made: Correction | None, machine: Incident, texts: Mapping[str, str]) -> str:
    """The words that a correction comes from."""
    if made is None or made.span is None:
        return ""
    report = {m.id: m.report for m in machine.members}.get(made.claim, "")
    return texts.get(report, "")[made.span.start : made.span.end]


def _cards(
    claims: Sequence[KeptClaim],
    machine: Incident,
    texts: Mapping[str, str],
    *,
    blind: bool,
) -> Sequence[Card]:
    weights = {m.id: m.match_weight for m in machine.members}
    told = sentences([c.record for c in claims])
    shown: set[str] = set()
    room = _MOST_TEXT
    out = []
    for number, claim in enumerate(claims, 1):
        record = claim.record
        report = record["report"]
        text = texts.get(report, "")
        near = [c.record for c in claims if c.record["report"] == report]
        cut = _cut(text, near, blind=blind)
        whole = report not in shown and len(text) <= room
        if whole:
            shown.add(report)
            room -= len(text)
        out.append(
            Card(
                number,
                record["id"],
                report,
                claim.publisher or "publisher not said",
                claim.title or "",
                words.published(claim.published),
                ", ".join(a["name"] for a in record["attribution"]),
                tuple(_says(record)),
                None if blind else weights[record["id"]],
                tuple(
                    tuple(p for p in cut if s.start <= p.start < s.end)
                    for s in told
                    if s.claim == record["id"]
                ),
                tuple(cut) if whole else (),
            )
        )
    return out


def _cut(text: str, claims: Sequence[dict[str, Any]], *, blind: bool) -> list[Piece]:
    """A report with the sentences of some claims marked, and the words that the machine
    took values from, unless somebody is to find them without its help.
    """
    marks = [mark for claim in claims for mark in claim_values.evidence_marks(claim)]
    if not blind:
        values = [v for claim in claims for v in claim_values.event_values(claim)]
        marks += [v.mark for v in values if v.mark]
    return pieces(text, marks, by_line=True)


def _says(record: dict[str, Any]) -> Sequence[str]:
    """What a claim says, in a few words each."""
    harmed = [
        f"{c['harm'].replace('-', ' ')}: {words.figure(c)}"
        for c in record["casualties"]
    ]
    told = [record["sub_event_type"], words.when(record["date"])]
    if record["place"]:
        told.append(words.where(record["place"]))
    sides = words.sides(record)
    return [*told, *([sides] if sides else []), *harmed]


def _partner(one: Likely, number: int) -> Partner:
    toll = value_words("deaths", shown(one.incident)["deaths"])
    claims = count(len(one.incident.members), "claim")
    told = f"{title(one.incident)}; killed: {toll}; {claims}"
    return Partner(one, word(seen(one.incident, number)), told)
