"""Report records as tables for reading in a terminal."""

from rich.console import Console
from rich.table import Table

from sourceline.model.claims import Casualty, DateRange, EventClaim, ReportRecord


def show(record: ReportRecord, console: Console | None = None) -> None:
    """Print one report's claims; a report without any says why.

    Args:
        record: the report's record.
        console: where to print, standard output when None.
    """
    out = console or Console(soft_wrap=False)
    published, day = record.published, published_day(record)
    out.print(f"[bold]{_plain(record.title or record.key)}[/bold]")
    out.print(
        f"{_plain(record.key)}, published {day} ({published.basis}), "
        f"{len(record.furniture)} lines of page furniture"
    )
    for stage, reason in record.rejections:
        out.print(f"  {stage}: {_plain(reason)}")
    if record.claims:
        out.print(_events(record))
    for claim in record.control:
        since = f" since {claim.since}" if claim.since else ""
        status = "" if claim.status == "occurred" else f" ({claim.status})"
        said = f"{claim.holder.name} {claim.kind} {claim.place.name}{since}{status}"
        out.print("  control: " + _plain(said))
    out.print()


def published_day(record: ReportRecord) -> str:
    """The day of publication, its range, or that nobody knows it."""
    found = record.published
    if found.date:
        return str(found.date)
    if found.earliest and found.latest:
        return f"between {found.earliest} and {found.latest}"
    if found.earliest:
        return f"on {found.earliest} or later"
    return f"by {found.latest}" if found.latest else "on a day that is not known"


def _events(record: ReportRecord) -> Table:
    table = Table(show_lines=True, expand=True)
    table.add_column("event", ratio=2, overflow="fold")
    table.add_column("what the report says", ratio=3, overflow="fold")
    for claim in record.claims:
        told = [
            ("who", _who(claim)),
            ("harmed", _harmed(claim)),
            ("where", _where(claim)),
            ("says", "; ".join(f"{a.name} ({a.kind})" for a in claim.attribution)),
        ]
        rows = [f"[dim]{label:<7}[/dim]{_plain(said)}" for label, said in told if said]
        table.add_row(_what(claim), "\n".join(rows))
    return table


def _what(claim: EventClaim) -> str:
    notes = [claim.status] if claim.status != "occurred" else []
    notes += ["background"] if claim.background else []
    first = _plain(claim.evidence[0].text) if claim.evidence else ""
    state = f" ({', '.join(notes)})" if notes else ""
    return f"[bold]{claim.sub_event_type}[/bold]{state}\n[dim]{first}[/dim]"


def _who(claim: EventClaim) -> str:
    return "; ".join(f"{p.role} {p.actor.name}" for p in claim.participants)


def _harmed(claim: EventClaim) -> str:
    return "; ".join(_toll(t) for t in claim.casualties)


def _toll(toll: Casualty) -> str:
    if toll.low == toll.high:
        number = toll.words if toll.low is None else str(toll.low)
    else:
        number = "–".join("?" if x is None else str(x) for x in (toll.low, toll.high))
    scope = "" if toll.scope == "event" else f", {toll.scope}"
    return f"{number} {toll.harm} ({toll.group}{scope})"


def _where(claim: EventClaim) -> str:
    rows = []
    if claim.place is not None:
        place = claim.place
        rows.append(
            ", ".join(x for x in (place.name, place.admin1, place.country) if x)
        )
    if claim.date is not None:
        rows.append(_days(claim.date))
    return ", ".join(rows)


def _days(found: DateRange) -> str:
    """A day, the two between which it lies, or the one bound that is known."""
    first, last = found.earliest, found.latest
    if first is None or last is None:
        return f"by {last}" if first is None else f"{first} or later"
    return str(first) if first == last else f"{first} to {last}"


def _plain(words: str) -> str:
    """Text of a report is never taken for terminal mark-up."""
    return words.replace("[", r"\[")
