"""An analysis as a table for reading in a terminal: events with their roles, tolls and
sources.
"""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from sourceline.model.analysis import Analysis, Trigger

_SHOWN = 90
_HALF = 0.5
_COLUMNS = (
    ("by", ("initiator", "party", "ally")),
    ("against", ("target", "object")),
    ("harmed", ("count", "victim")),
    ("where", ("place",)),
    ("when", ("date",)),
    ("says", ("source",)),
)


def show(analysis: Analysis, key: str, console: Console | None = None) -> None:
    """Print one report's events; a report without any says so.

    Args:
        analysis: what the model saw.
        key: the report's name.
        console: where to print, standard output when None.
    """
    out = console or Console(soft_wrap=False)
    furniture = sum(line.furniture > _HALF for line in analysis.lines)
    out.print(
        f"[bold]{_plain(key)}[/bold]  {len(analysis.words)} words, "
        f"{len(analysis.sentences)} sentences, "
        f"{furniture} of {len(analysis.lines)} lines are page furniture"
    )
    numbers = list(dict.fromkeys(t.event for t in analysis.triggers if t.is_event))
    if not numbers:
        out.print("  no event: no word of the article names one\n")
        return
    table = Table(show_lines=True, expand=True)
    table.add_column("event", ratio=2, overflow="fold")
    table.add_column("what the model saw", ratio=5, overflow="fold")
    for number in numbers:
        members = [
            i
            for i, t in enumerate(analysis.triggers)
            if t.event == number and t.is_event
        ]
        table.add_row(_event(analysis, members), _roles(analysis, set(members)))
    out.print(table)
    for trigger in analysis.triggers:
        if trigger.control:
            out.print("  control: " + _plain(_control(analysis, trigger)))
    out.print()


def _event(analysis: Analysis, members: list[int]) -> str:
    first = analysis.triggers[members[0]]
    words = ", ".join(
        dict.fromkeys(
            analysis.text[t.start : t.end]
            for t in (analysis.triggers[i] for i in members)
        )
    )
    notes = [first.status] if first.status != "occurred" else []
    notes += ["background"] if first.news < _HALF else []
    state = f" ({', '.join(notes)})" if notes else ""
    return f"[bold]{first.sub_type}[/bold]{state}\n“{_plain(_cut(words))}”"


def _roles(analysis: Analysis, members: set[int]) -> str:
    """A line a role, its label first."""
    rows = []
    for label, roles in _COLUMNS:
        found = _fillers(analysis, members, roles)
        if found:
            rows.append(f"[dim]{label:<8}[/dim]{'; '.join(found)}")
    return "\n".join(rows)


def _fillers(
    analysis: Analysis, members: set[int], roles: tuple[str, ...]
) -> list[str]:
    """Each thing once, by its longest naming; tolls with their harm and group."""
    found: dict[tuple[int, str], str] = {}
    for role in analysis.roles:
        if role.trigger in members and role.role in roles:
            mention = analysis.mentions[role.mention]
            words = analysis.text[mention.start : mention.end]
            if role.harm:
                scope = f", {role.scope}" if role.scope != "event" else ""
                words = f"{words} {role.harm} ({role.group}{scope})"
            held = found.get((mention.entity, role.role), "")
            found[mention.entity, role.role] = max(held, words, key=len)
    return [_plain(_cut(words)) for words in _unique(found.values())]


def _control(analysis: Analysis, trigger: Trigger) -> str:
    index = analysis.triggers.index(trigger)
    words = {
        role.role: analysis.text[
            analysis.mentions[role.mention].start : analysis.mentions[role.mention].end
        ]
        for role in sorted(analysis.roles, key=lambda r: r.probability)
        if role.trigger == index
    }
    holder = words.get("holder") or words.get("loser") or "?"
    return f"{holder} {' and '.join(trigger.control)} {words.get('control_place', '?')}"


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _cut(words: str) -> str:
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"


def _plain(words: str) -> str:
    """Text of a report is never taken for terminal mark-up."""
    return words.replace("[", r"\[")
