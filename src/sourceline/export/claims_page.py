"""A report beside its claims, as one self-contained page: a value lights up its words.

Nothing is loaded from anywhere; one small script, allowed by its hash, does the lighting. Whatever the report holds
is escaped. Words that carry several values light with each of them.
"""

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from itertools import pairwise

from sourceline.export.claims_table import published_day
from sourceline.model.claims import (
    Casualty,
    ControlClaim,
    DateRange,
    EventClaim,
    Place,
    ReportRecord,
    TextSpan,
)

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #8884; --grey: #6b7280; --lit: #fde68a; --soft: #2563eb22; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #14171a; --grey: #9aa3ad; --lit: #854d0e; --soft: #60a5fa2e; } }
* { box-sizing: border-box; }
body { font: 16px/1.6 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0; }
h1 { font-size: 1.2rem; margin: 0; overflow-wrap: anywhere; }
header { padding: 1rem 1.25rem; border-bottom: 1px solid var(--line); } header p { margin: .2rem 0 0; color: var(--grey); }
.report { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.5rem; padding: 1rem 1.25rem 3rem; border-bottom: 3px solid var(--line); }
@media (max-width: 800px) { .report { grid-template-columns: minmax(0, 1fr); } }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.furniture { color: var(--grey); font-size: .85em; }
.evidence { background: var(--soft); } .value { border-bottom: 1px dotted; }
.lit { background: var(--lit); outline: 1px solid var(--line); }
.claim { border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .9rem; margin-bottom: .9rem; }
.claim h2 { font-size: 1rem; margin: 0 0 .3rem; } .claim small { color: var(--grey); }
dl { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); margin: .3rem 0 0; gap: .15rem .6rem; } dt { color: var(--grey); } dd { margin: 0; overflow-wrap: anywhere; }
button.value { font: inherit; color: inherit; background: none; border: 0; border-bottom: 1px dotted; padding: 0; text-align: left; cursor: pointer; }
button.value:focus-visible { outline: 2px solid #2563eb; }
"""
_SCRIPT = """
for (const type of ["mouseover", "mouseout", "focusin", "focusout"]) {
  document.addEventListener(type, (event) => {
    const value = event.target.closest("[data-v]");
    if (!value) return;
    const on = type === "mouseover" || type === "focusin";
    for (const name of value.dataset.v.split(" "))
      for (const other of document.querySelectorAll(`[data-v~="${name}"]`))
        other.classList.toggle("lit", on);
  });
}
"""


def head() -> str:
    """Everything before the first report."""
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>Claims and their words</title><style>{_STYLE}</style></head><body>"
    )


def foot() -> str:
    """Everything after the last report."""
    return f"<script>{_SCRIPT}</script></body></html>"


def report(record: ReportRecord, text: str, number: int = 0) -> str:
    """One report: its text on the left, its claims on the right."""
    marks: list[tuple[TextSpan, str]] = []
    cards = [_event(c, f"r{number}e{i}", marks) for i, c in enumerate(record.claims)]
    cards += [
        _control(c, f"r{number}k{i}", marks) for i, c in enumerate(record.control)
    ]
    if not cards:
        reasons = "; ".join(f"{stage}: {reason}" for stage, reason in record.rejections)
        cards = [f'<p class="claim">No claim. {escape(reasons)}</p>']
    published, day = record.published, published_day(record)
    return (
        f"<header><h1>{escape(record.title or record.key)}</h1>"
        f"<p>{escape(record.publisher or record.key)} · published {day} ({published.basis})</p></header>"
        f'<section class="report"><div class="text" dir="auto">{_text(record, text, marks)}</div>'
        f"<div>{''.join(cards)}</div></section>"
    )


def _text(record: ReportRecord, text: str, marks: list[tuple[TextSpan, str]]) -> str:
    """The text cut where anything begins or ends, each piece with what covers it."""
    evidence = [e.span for c in record.claims for e in c.evidence]
    evidence += [e.span for c in record.control for e in c.evidence]
    furniture = [f.span for f in record.furniture]
    cuts = {0, len(text)}
    for span in (*evidence, *furniture, *(s for s, _ in marks)):
        cuts |= {span.start, span.end}
    edges = sorted(c for c in cuts if 0 <= c <= len(text))
    pieces = []
    for start, end in pairwise(edges):
        classes = ["furniture"] if _covered(furniture, start) else []
        classes += ["evidence"] if _covered(evidence, start) else []
        values = " ".join(v for s, v in marks if s.start <= start and end <= s.end)
        classes += ["value"] if values else []
        shown = escape(text[start:end])
        if classes:
            data = f' data-v="{values}"' if values else ""
            shown = f'<span class="{" ".join(classes)}"{data}>{shown}</span>'
        pieces.append(shown)
    return "".join(pieces)


def _covered(spans: list[TextSpan], at: int) -> bool:
    return any(s.start <= at < s.end for s in spans)


def _event(claim: EventClaim, name: str, marks: list[tuple[TextSpan, str]]) -> str:
    rows = list(_event_rows(claim))
    state = claim.status + (", background" if claim.background else "")
    return _card(claim.sub_event_type, state, rows, name, marks)


def _control(claim: ControlClaim, name: str, marks: list[tuple[TextSpan, str]]) -> str:
    rows: list[tuple[str, str, TextSpan | None]] = [
        ("place", _place(claim.place), claim.place.span),
        ("holder", claim.holder.name, None),
    ]
    rows += [("says", f"{a.name} ({a.kind})", a.span) for a in claim.attribution]
    title = f"{claim.holder.name} {claim.kind} {claim.place.name}"
    return _card(title, f"control, {claim.status}", rows, name, marks)


def _event_rows(claim: EventClaim) -> Iterator[tuple[str, str, TextSpan | None]]:
    for one in claim.participants:
        shown = (
            one.name if one.actor.name == one.name else f"{one.name} → {one.actor.name}"
        )
        yield one.role, f"{shown} ({one.actor.actor_type})", one.span
    for toll in claim.casualties:
        yield toll.harm, _toll(toll), toll.span
    if claim.place is not None:
        yield "place", _place(claim.place), claim.place.span
    if claim.date is not None:
        yield "date", _date(claim.date), claim.date.span
    for weapon in claim.weapon:
        yield "weapon", weapon, None
    for source in claim.attribution:
        yield "says", f"{source.name} ({source.kind})", source.span


def _card(
    title: str, state: str, rows: list[tuple[str, str, TextSpan | None]], name: str,
    marks: list[tuple[TextSpan, str]],
) -> str:  # fmt: skip
    listed = []
    for number, (label, said, span) in enumerate(rows):
        shown = escape(said)
        if span is not None:
            marks.append((span, f"{name}-{number}"))
            shown = f'<button type="button" class="value" data-v="{name}-{number}">{shown}</button>'
        listed.append(f"<dt>{escape(label)}</dt><dd>{shown}</dd>")
    return f'<div class="claim"><h2>{escape(title)} <small>{escape(state)}</small></h2><dl>{"".join(listed)}</dl></div>'


def _toll(toll: Casualty) -> str:
    numbers = f"{toll.low if toll.low is not None else '?'}–{toll.high if toll.high is not None else '?'}"
    if toll.low == toll.high:
        numbers = toll.words if toll.low is None else str(toll.low)
    scope = "" if toll.scope == "event" else f", {toll.scope}"
    who = f" {toll.who}" if toll.who and toll.who != toll.words else ""
    return f"{numbers}{who} ({toll.group}, {toll.modifier}{scope})"


def _place(place: Place) -> str:
    found = place.gazetteer_name if place.gazetteer_name != place.name else None
    parts = [place.name + (f" → {found}" if found else ""), place.admin1, place.country]
    return ", ".join(p for p in parts if p) + f" (precision {place.precision})"


def _date(date: DateRange) -> str:
    days = (
        f"{date.earliest}"
        if date.earliest == date.latest
        else f"{date.earliest} to {date.latest}"
    )
    return f"{days} ({date.basis})"
