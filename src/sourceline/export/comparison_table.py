"""A project held against another recorder, as tables for reading in a terminal."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sourceline.export.project_tables import date, place, toll
from sourceline.fuse.compare import Comparison, Match, OnlyOutside, OnlyProject
from sourceline.model.incidents import Toll
from sourceline.model.outside import OutsideDeaths, OutsideIncident


def comparison(
    found: Comparison, console: Console | None = None, most: int | None = None
) -> None:
    """Print matches, toll differences, and what only one side has.

    Of what only the other recorder has, rows beyond the project's countries and days
    are counted and not listed.

    Args:
        found: the comparison.
        console: where to print.
        most: rows of each table; None for all.
    """
    out = console or Console()
    name = _source(found)
    covered = [x for x in found.only_outside if x.covered]
    _matches(found.matches, name, out, most)
    _differences(found.toll_differences, name, out, most)
    _only_project(found.only_project, out, most)
    _only_outside(covered, name, out, most)
    sure = Counter(m.sure for m in found.matches)
    told = ", ".join(f"{n} {words}" for words, n in sorted(sure.items()))
    out.print(f"{len(found.matches)} in both" + (f" ({told})" if told else ""))
    out.print(f"{len(found.toll_differences)} of them with another best toll")
    out.print(f"{len(found.only_project)} only in the project")
    out.print(
        f"{len(covered)} only in {name}, in the project's countries and days; "
        f"{len(found.only_outside) - len(covered)} beyond them"
    )


def _source(found: Comparison) -> str:
    sources = {m.outside.source for m in found.matches}
    sources |= {x.outside.source for x in found.only_outside}
    return ", ".join(sorted(sources)) or "the other recorder"


def _matches(
    matches: Sequence[Match], name: str, out: Console, most: int | None
) -> None:
    rows = (
        (
            date(m.incident.date),
            escape(place(m.incident.place)),
            escape(f"{m.outside.side_a} – {m.outside.side_b}"),
            toll(m.incident.deaths),
            _deaths(m.outside.deaths),
            f"{m.distance_km:.0f} km, {m.days_apart} d",
            m.sure,
            escape(
                "\n".join(
                    x for x in (*m.reasons, m.beside_words, *_faults(m.outside)) if x
                )
            ),
            f"{m.incident.id[:10]}\n{escape(m.outside.id)}",
        )
        for m in matches
    )
    columns = ("date", "where", "sides", "deaths", name, "apart", "how sure", "why")
    _print("in both", (*columns, "ids"), rows, (len(matches), most, out))


def _differences(
    matches: Sequence[Match], name: str, out: Console, most: int | None
) -> None:
    rows = (
        (
            f"{m.difference:+d}",
            toll(m.incident.deaths),
            _deaths(m.outside.deaths),
            "yes" if m.within else "no",
            m.sure,
            date(m.incident.date),
            escape(place(m.incident.place)),
            f"{m.incident.id[:10]}\n{escape(m.outside.id)}",
        )
        for m in matches
    )
    columns = ("difference", "deaths", name, "within its range", "how sure", "date")
    about = (len(matches), most, out)
    _print("other tolls", (*columns, "where", "ids"), rows, about)


def _only_project(alone: Sequence[OnlyProject], out: Console, most: int | None) -> None:
    rows = (
        (
            date(x.incident.date),
            escape(place(x.incident.place)),
            escape(x.incident.sub_event_type),
            toll(x.incident.deaths),
            x.incident.id[:10],
            escape(x.why),
        )
        for x in alone
    )
    columns = ("date", "where", "what", "deaths", "id", "why")
    _print("only in the project", columns, rows, (len(alone), most, out))


def _only_outside(
    alone: Sequence[OnlyOutside], name: str, out: Console, most: int | None
) -> None:
    rows = (
        (
            date(x.outside.date),
            escape(place(x.outside.place)),
            escape(f"{x.outside.side_a} – {x.outside.side_b}"),
            _deaths(x.outside.deaths),
            escape(x.outside.id),
            escape("\n".join((x.why, *_faults(x.outside)))),
        )
        for x in alone
    )
    columns = ("date", "where", "sides", "deaths", "id", "why")
    _print(f"only in {name}", columns, rows, (len(alone), most, out))


def _print(
    title: str,
    columns: Sequence[str],
    rows: Iterable[tuple[str, ...]],
    about: tuple[int, int | None, Console],
) -> None:
    count, most, out = about
    if not count:
        return
    table = Table(title=title, expand=True)
    for column in columns:
        table.add_column(escape(column), overflow="fold")
    for number, row in enumerate(rows):
        if most is not None and number >= most:
            break
        table.add_row(*row)
    out.print(table)
    if most is not None and count > most:
        out.print(f"… and {count - most} more")


def _deaths(deaths: OutsideDeaths) -> str:
    return toll(Toll(deaths.low, deaths.best, deaths.high, (), ""))


def _faults(one: OutsideIncident) -> tuple[str, ...]:
    return tuple(f"its row: {fault}" for fault in one.faults)
