"""The commands that publish and that check what was published."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from sourceline.cli.project import open_here
from sourceline.cli.reading import day


def release(
    context: typer.Context,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder that takes it; the project's when left out."
        ),
    ] = None,
    profile: Annotated[
        str, typer.Option(help="public-safe, or internal for the team's own eyes.")
    ] = "public-safe",
    as_of: Annotated[
        str | None, typer.Option(help="Day of the release; today when not given.")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="An earlier release: what is new? The last one if left out."),
    ] = None,
) -> None:
    """Write a frozen, hash-named release: no names, no place finer than the evidence.

    A map and timeline that opens from a stick lies beside the data.
    """
    from sourceline.export import release_table  # noqa: PLC0415 - --help answers at once
    from sourceline.release import (  # noqa: PLC0415
        Shelf,
        difference,
        profile_of,
        release_project,
    )

    now = datetime.datetime.now(datetime.UTC)  # noqa: TID251 - published now
    chosen, on = profile_of(profile), day(as_of, "--as-of") or now.date()
    project = open_here(context)
    last = Shelf(project.settings.folder).last(chosen.name)
    made = release_project(project, chosen, on, ("", now), out)
    release_table.summary(made)
    before = against or last
    if before is not None:
        release_table.difference(difference(before, made.folder))


def verify(
    context: typer.Context,
    release: Annotated[
        Path | None,
        typer.Argument(
            help="A release that was kept elsewhere: was it or the log changed?"
        ),
    ] = None,
) -> None:
    """Check that the log of decisions is what it was.

    With a release, whose checkpoint somebody kept, also a log that was written anew as
    a whole is found, and the release's own files are checked.
    """
    from sourceline.release import sound_log  # noqa: PLC0415 - --help answers at once
    from sourceline.release.folder import log_mark, read_manifest  # noqa: PLC0415

    kept = None if release is None else log_mark(read_manifest(release))
    marks = sound_log(open_here(context), kept)
    print(f"the decision log is whole: {marks[-1].number} rows, hash {marks[-1].hash}")
    if release is not None:
        print(f"the release is whole: {release.resolve().name}")
        if kept is None:
            print(
                "it holds no checkpoint of a log: the log was checked in itself alone"
            )
