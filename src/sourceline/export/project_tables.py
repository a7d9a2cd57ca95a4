"""A project's incidents, timeline and state as tables for reading in a terminal."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sourceline.model.claims import DateRange, Place, Published
from sourceline.model.incidents import (
    ControlPeriod,
    DayRange,
    Incident,
    Testimony,
    Toll,
)
from sourceline.model.source import Rejection

_ROLES = ("initiator", "party", "ally", "target", "victim")


def incidents(found: Iterable[Incident], console: Console | None = None) -> int:
    """Print incidents, one a row.

    Returns:
        How many.
    """
    out = console or Console()
    table = Table(expand=True)
    for name, ratio in (
        ("date", 3),
        ("what", 4),
        ("where", 4),
        ("who", 5),
        ("deaths", 2),
        ("wounded", 2),
        ("grade", 3),
        ("reports", 1),
        ("id", 3),
    ):
        table.add_column(name, ratio=ratio, overflow="fold")
    count = 0
    for one in found:
        table.add_row(
            date(one.date),
            escape(one.sub_event_type),
            escape(place(one.place)),
            escape(_sides(one)),
            toll(one.deaths),
            toll(one.wounded),
            one.grade,
            str(len({m.report for m in one.members})),
            one.id[:10],
        )
        count += 1
    if count:
        out.print(table)
    out.print(f"{count} incidents")
    return count


def summary(
    found: Sequence[Incident],
    periods: Sequence[ControlPeriod],
    counts: dict[str, int],
    console: Console | None = None,
    most: int = 10,
) -> None:
    """Print what a project says in one screen: deadliest incidents, rival tolls, who
    holds what now, and what to try next.
    """
    out = console or Console()
    several = [x for x in found if len({m.report for m in x.members}) > 1]
    out.print(
        f"{counts['read']} reports tell {counts['event claims']} events and "
        f"{counts['control claims']} times who holds a place; they are "
        f"{len(found)} incidents, {len(several)} of them told by several reports, "
        f"and {len(periods)} periods of control."
    )
    deadliest = sorted(found, key=lambda x: (-(x.deaths.best or 0), x.id))[:most]
    out.print("\n[bold]Deadliest[/bold]")
    incidents(deadliest, out)
    rivals = [
        x
        for x in several
        if any(d.field in {"deaths", "wounded"} for d in x.disputed)
        or len({s.figure for s in x.deaths.history}) > 1
    ]
    if rivals:
        out.print("\n[bold]Tolls that rose or contradict each other[/bold]")
        table = Table(expand=True)
        for name in ("what and where", "date", "told as", "shown", "rule", "id"):
            table.add_column(name, overflow="fold")
        for one in sorted(rivals, key=lambda x: (-len(x.members), x.id))[:most]:
            steps = " → ".join(str(s.figure) for s in one.deaths.history)
            table.add_row(
                escape(f"{one.sub_event_type}, {place(one.place)}"),
                date(one.date),
                steps,
                toll(one.deaths),
                escape(one.deaths.rule),
                one.id[:10],
            )
        out.print(table)
    now = [p for p in periods if p.end is None and p.state == "held"]
    changed = {p.place.gazetteer_name for p in periods if p.end is not None}
    if now:
        out.print("\n[bold]Who holds what, where it changed[/bold]")
        control(
            [p for p in now if p.place.gazetteer_name in changed][:most], console=out
        )
    first = deadliest[0].id[:10] if deadliest else "ID"
    town = next(
        (p.place.gazetteer_name for p in now if p.place.gazetteer_name), "PLACE"
    )
    out.print(
        "\nNext: [bold]show[/bold] "
        f"{first} (every claim's sentence, source and weight), "
        f"[bold]control[/bold] {town!r} (its periods), [bold]incidents[/bold] --deaths "
        "10 --sort deaths, [bold]export[/bold] incidents --format acled --out FILE; "
        "sourceline --help lists everything."
    )


def incident(
    one: Incident, told: Sequence[Testimony], console: Console | None = None
) -> None:
    """Print one incident with every claim that it stands on."""
    out = console or Console()
    out.print(f"[bold]{escape(one.sub_event_type)}[/bold], {escape(place(one.place))}")
    out.print(f"{date(one.date)}   {one.id}")
    out.print(f"who: {escape(_sides(one))}")
    for name, figures in (("deaths", one.deaths), ("wounded", one.wounded)):
        groups = ", ".join(f"{g} {n}" for g, n in figures.by_group)
        out.print(
            f"{name}: {toll(figures)}"
            + (f" ({groups})" if groups else "")
            + (f" [dim]{escape(figures.rule)}[/dim]" if figures.rule else "")
        )
        if len({s.figure for s in figures.history}) > 1:
            steps = [f"{s.figure} ({s.day or 'undated'})" for s in figures.history]
            out.print("  told as " + " → ".join(steps))
        if figures.enemy_claims:
            out.print(
                "  a party's claims about its enemy, not counted: "
                + ", ".join(figures.enemy_claims)
            )
    out.print(f"grade: {one.grade}: {escape(one.grade_reason)}")
    for line in _one_source(told):
        out.print(escape(line))
    for dispute in one.disputed:
        rival = " against ".join(
            f"{escape(v.value)} ({', '.join(v.claims)})" for v in dispute.values
        )
        out.print(f"disputed {dispute.field}: {rival}")
    claims = {t.claim.id: t for t in told}
    table = Table(expand=True, show_lines=True)
    table.add_column("claim", ratio=2, overflow="fold")
    table.add_column("words", ratio=5, overflow="fold")
    table.add_column("why here", ratio=3, overflow="fold")
    for member in one.members:
        if (testimony := claims.get(member.id)) is None:
            continue
        claim, outlet = testimony.claim, testimony.outlet
        says = "; ".join(f"{a.name} ({a.kind})" for a in claim.attribution)
        weight = (
            "" if member.match_weight is None else f"{member.match_weight:+.1f} bits\n"
        )
        table.add_row(
            escape(
                f"{claim.id}\n{outlet.publisher or outlet.report}\n"
                f"{_published(outlet.published)}, {claim.status}"
            ),
            escape(" … ".join(e.text for e in claim.evidence))
            + (f"\n[dim]says: {escape(says)}[/dim]" if says else ""),
            weight + escape("\n".join(member.reasons)),
        )
    out.print(table)


def _one_source(told: Sequence[Testimony]) -> Iterator[str]:
    """Which reports print one wire story, and so count as one source."""
    stories: dict[str, dict[str, str]] = {}
    for outlet in (t.outlet for t in told):
        name = f"{outlet.publisher}, {outlet.report}" if outlet.publisher else ""
        stories.setdefault(outlet.story, {})[outlet.report] = name or outlet.report
    for story, outlets in sorted(stories.items()):
        if len(outlets) > 1:
            names = "; ".join(outlets[report] for report in sorted(outlets))
            yield f"one wire story {story}, one source: {names}"


def _published(found: Published) -> str:
    """When a report was published; of an undated one what narrowed it."""
    if found.date is not None and not found.why:
        return found.date.isoformat()
    if found.earliest is None and found.latest is None:
        return "undated"
    first, last = (x.isoformat() if x else "?" for x in (found.earliest, found.latest))
    why = f" ({'; '.join(found.why)})" if found.why else ""
    return f"undated, {first} to {last}{why}"


def control(
    found: Iterable[ControlPeriod],
    on: datetime.date | None = None,
    console: Console | None = None,
) -> None:
    """Print who held what, all of the time or ``on`` the day that was asked for."""
    out = console or Console()
    table = Table(expand=True)
    for name in (
        "place",
        "holder",
        "from",
        "to",
        "began",
        "state",
        "claims",
        "against",
    ):
        table.add_column(name, overflow="fold")
    count = 0
    for period in found:
        table.add_row(
            escape(place(period.place)),
            escape(period.holder),
            days(period.start),
            "still" if period.end is None else days(period.end),
            escape(period.began),
            period.state,
            str(len(period.evidence)),
            str(len(period.contradicted_by)),
        )
        count += 1
    if count:
        out.print(table)
    out.print(f"{count} periods" + (f" on {on}" if on else ""))


def status(
    counts: dict[str, int],
    rejections: Sequence[Rejection],
    coverage: Sequence[tuple[str, str, int]],
    console: Console | None = None,
) -> None:
    """Print what a project holds."""
    out = console or Console()
    for name, number in counts.items():
        out.print(f"{number:>8}  {name}")
    if rejections:
        table = Table(title="not read, or without any claim", expand=True)
        for name in ("report", "stage", "why"):
            table.add_column(name, overflow="fold")
        for one in rejections:
            table.add_row(escape(one.key or one.path), one.stage, escape(one.reason))
        out.print(table)
    if coverage:
        table = Table(title="reports by publisher and month", expand=True)
        for name in ("publisher", "month", "reports"):
            table.add_column(name, overflow="fold")
        for publisher, month, number in coverage:
            table.add_row(escape(publisher), month, str(number))
        out.print(table)


def date(found: DateRange | None) -> str:
    """A day, or the two between which it lies."""
    return "undated" if found is None else days(DayRange(found.earliest, found.latest))


def days(found: DayRange) -> str:
    """A day, or the two between which it lies."""
    if found.earliest == found.latest:
        return str(found.earliest or "undated")
    return f"{found.earliest or '…'} – {found.latest or '…'}"


def place(found: Place | None) -> str:
    """The place's name, its province and country."""
    if found is None:
        return "no place"
    parts = [found.gazetteer_name or found.name, found.admin1, found.country]
    return ", ".join(dict.fromkeys(p for p in parts if p))


def toll(found: Toll) -> str:
    """``best``, with its bounds where they differ; ``–`` where nobody counts."""
    if found.best is None and found.low is None and found.high is None:
        return "–"
    best = "?" if found.best is None else str(found.best)
    if found.low == found.best == found.high:
        return best
    low = "?" if found.low is None else str(found.low)
    high = "?" if found.high is None else str(found.high)
    return f"{best} ({low}–{high})"


def _sides(one: Incident) -> str:
    sides = sorted(
        one.participants,
        key=lambda p: (_ROLES.index(p.role) if p.role in _ROLES else 9, p.actor),
    )
    return "; ".join(f"{p.actor} ({p.role})" for p in sides)
