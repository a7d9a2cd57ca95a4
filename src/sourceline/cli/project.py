"""Commands of a project: make one, add reports, run, ask, decide, export."""

import datetime
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sourceline.cli.reading import announce_index, day
from sourceline.errors import InputError

if TYPE_CHECKING:
    from sourceline.project import Progress, Project

_NEAR_PARTS = 3


class InputForm(StrEnum):
    """What is added."""

    reports = "reports"
    ucdp = "ucdp"


class Kind(StrEnum):
    """What is exported."""

    incidents = "incidents"
    claims = "claims"
    control = "control"
    reports = "reports"


class Form(StrEnum):
    """How it is exported."""

    jsonl = "jsonl"
    csv = "csv"
    acled = "acled"
    ucdp = "ucdp"
    geojson = "geojson"
    parquet = "parquet"
    xlsx = "xlsx"


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
) -> None:
    """Make a project in a folder."""
    from sourceline.project import init_project  # noqa: PLC0415 - --help answers at once

    init_project(folder)
    print(f"sourceline: project in {folder}", file=sys.stderr)
    print(f"next: sourceline --project {folder} add PATH", file=sys.stderr)


def add(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH…", help="Text, HTML, JSONL or CSV files, folders, or -."
        ),
    ],
    country: Annotated[
        str | None, typer.Option(help="Two-letter code of the publishers' country.")
    ] = None,
    form: Annotated[
        InputForm, typer.Option("--format", help="Reports, or rows of UCDP GED.")
    ] = InputForm.reports,
) -> None:
    """Add reports to the project; what is there already is left as it is.

    With --format ucdp, rows of UCDP GED are kept as incidents of their own source.
    """
    from sourceline.ingest.files import sources  # noqa: PLC0415
    from sourceline.ingest.ucdp import read_ucdp  # noqa: PLC0415

    project = open_here(context)
    if form is InputForm.ucdp:
        rows = (row for path in paths for row in read_ucdp(path))
        added = project.add_outside(rows)
    else:
        added = project.add(sources(paths), country)
    print(
        f"{added.new} added, {added.known} known already, {added.rejected} rejected",
        file=sys.stderr,
    )


def run(context: typer.Context) -> None:
    """Bring everything up to what was added: read, compare, fuse, who held what.

    A run that was stopped goes on where it stood; only what changed is done again.
    """
    project = open_here(context)
    announce_index()
    with _bars() as progress:
        project.run(progress)
    counts = project.counts()
    print(
        f"{counts['read']} reports, {counts['event claims']} event claims, "
        f"{counts['incidents']} incidents, {counts['control periods']} control periods",
        file=sys.stderr,
    )


def status(context: typer.Context) -> None:
    """What the project holds, what was rejected and why, and what it covers."""
    from sourceline.export import project_tables  # noqa: PLC0415

    project = open_here(context)
    project_tables.status(project.counts(), project.rejections(), project.coverage())


def summary(context: typer.Context) -> None:
    """One screen: deadliest incidents, rival tolls, who holds what, what to try."""
    from sourceline.export import project_tables  # noqa: PLC0415

    project = open_here(context)
    project_tables.summary(
        list(project.incidents()), project.control(), project.counts()
    )


def incidents(  # noqa: PLR0913, PLR0917 - one option a filter
    context: typer.Context,
    place: Annotated[str | None, typer.Option(help="Part of a place's name.")] = None,
    near: Annotated[
        str | None, typer.Option(help="LAT,LON,KM: within so many kilometres.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="That day or later.")] = None,
    until: Annotated[str | None, typer.Option(help="That day or earlier.")] = None,
    actor: Annotated[str | None, typer.Option(help="Part of an actor's name.")] = None,
    kind: Annotated[
        str | None, typer.Option("--type", help="Event type or sub-event type.")
    ] = None,
    least: Annotated[
        int | None, typer.Option("--deaths", help="At least so many deaths.")
    ] = None,
    grade: Annotated[str | None, typer.Option(help="Exact grade.")] = None,
    country: Annotated[str | None, typer.Option(help="Two-letter code.")] = None,
    sort: Annotated[str, typer.Option(help="date, deaths, sources or id.")] = "date",
    most: Annotated[int | None, typer.Option(help="No more than so many.")] = None,
) -> None:
    """List incidents, one a line."""
    from sourceline.export import project_tables  # noqa: PLC0415
    from sourceline.store.search import Filter  # noqa: PLC0415

    asked: Filter = Filter(
        place,
        _near(near),
        day(since, "--since"),
        day(until, "--until"),
        actor,
        kind,
        least,
        grade,
        country,
        sort,
        most,
    )
    project_tables.incidents(open_here(context).incidents(asked))


def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="An incident's id.")],
) -> None:
    """Print one incident: every claim's sentence and source, weights, disputes."""
    from sourceline.export import project_tables  # noqa: PLC0415

    project = open_here(context)
    found = project.incident(name)
    project_tables.incident(found, project.testimonies(m.id for m in found.members))


def control(
    context: typer.Context,
    place: Annotated[
        str | None, typer.Argument(metavar="PLACE", help="Part of a place's name.")
    ] = None,
    on: Annotated[str | None, typer.Option(help="Who held it that day.")] = None,
) -> None:
    """Who held which place from when to when, and which claims say so."""
    from sourceline.control import held_on  # noqa: PLC0415
    from sourceline.export import project_tables  # noqa: PLC0415

    found = open_here(context).control(place)
    asked = day(on, "--on")
    if place and not found:
        raise InputError(
            f"nobody is said to hold a place named {place}",
            advice="sourceline control lists every place",
        )
    if asked:
        by_place = held_on(found, asked)
        found = [p for key in sorted(by_place) for p in by_place[key]]
    project_tables.control(found, asked)


def compare(
    context: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="UCDP GED; else what was added."),
    ] = None,
    most: Annotated[int, typer.Option(help="Rows a table.")] = 50,
) -> None:
    """Hold the project against UCDP GED: matches, what one side lacks, tolls."""
    from sourceline.export import comparison_table  # noqa: PLC0415
    from sourceline.ingest.ucdp import read_ucdp  # noqa: PLC0415
    from sourceline.model.source import Rejection  # noqa: PLC0415

    rows = None
    if path is not None:
        rows = []
        for row in read_ucdp(path):
            if isinstance(row, Rejection):
                print(f"sourceline: {row.path}: {row.reason}", file=sys.stderr)
            else:
                rows.append(row)
    comparison_table.comparison(open_here(context).compare(rows), most=most)


def judge(
    context: typer.Context,
    left: Annotated[str, typer.Argument(help="A claim's id.")],
    right: Annotated[str, typer.Argument(help="Another claim's id.")],
    verdict: Annotated[str, typer.Argument(help="same, different or unsure.")],
    who: Annotated[
        str | None, typer.Option(help="Who decides; else the user's name.")
    ] = None,
) -> None:
    """Decide whether two claims tell one happening; it outranks every score."""
    name = who or os.environ.get("USER") or "unknown"
    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251 - a decision has its time
    project = open_here(context)
    project.judge((left, right), verdict, name, now)
    project.run()


def learn(context: typer.Context) -> None:
    """Train the match weights on this project's own judgements, and run again."""
    project = open_here(context)
    count = project.learn()
    print(f"sourceline: weights from {count} judgements", file=sys.stderr)
    project.run()


def export(
    context: typer.Context,
    kind: Annotated[Kind, typer.Argument(help="What to export.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    form: Annotated[Form, typer.Option("--format", help="How.")] = Form.jsonl,
) -> None:
    """Write incidents, claims, control periods or reports to a file, with a code book
    beside it.
    """
    from sourceline.export import files  # noqa: PLC0415

    count = files.export(kind.value, form.value, out, open_here(context))
    print(f"sourceline: {count} {kind.value} in {out}", file=sys.stderr)


def open_here(context: typer.Context) -> "Project":
    """The project that ``--project`` names."""
    from sourceline.project import open_project  # noqa: PLC0415

    return open_project(context.obj)


def _near(said: str | None) -> tuple[float, float, float] | None:
    if said is None:
        return None
    try:
        parts = tuple(float(x) for x in said.split(","))
    except ValueError:
        parts = ()
    if len(parts) != _NEAR_PARTS:
        raise InputError(f"--near {said}", expected="LAT,LON,KM such as 34.4,41.9,25")
    return parts[0], parts[1], parts[2]


@contextmanager
def _bars() -> Iterator["Progress"]:
    """Bars with rate and time left on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        TaskID,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bars  # noqa: PLC0415

    tasks: dict[str, TaskID] = {}
    columns = (
        TextColumn("{task.description:<18}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.speed:.1f}/s"),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:

        def told(stage: str, done: int, whole: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=whole)
            bars.update(tasks[stage], completed=done, total=whole)

        yield told
