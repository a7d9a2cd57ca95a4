"""The command that publishes: a frozen release under a profile."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from sourceline.cli.project import open_here
from sourceline.cli.reading import day


def release(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="Folder that takes releases.")],
    profile: Annotated[
        str, typer.Option(help="public-safe, or internal for the team's own eyes.")
    ] = "public-safe",
    as_of: Annotated[
        str | None, typer.Option(help="Day of the release; today when not given.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="An earlier release: what would be new?")
    ] = None,
) -> None:
    """Write a frozen, hash-named release: no names, no place finer than the evidence.

    A map and timeline that opens from a stick lies beside the data.
    """
    from sourceline.export import release_table  # noqa: PLC0415 - --help answers at once
    from sourceline.release import difference, make_release, profile_of  # noqa: PLC0415

    today = datetime.datetime.now(datetime.UTC).date()  # noqa: TID251 - published today
    made = make_release(
        open_here(context), profile_of(profile), out, day(as_of, "--as-of") or today
    )
    release_table.summary(made)
    if against is not None:
        release_table.difference(difference(against, made.folder))
