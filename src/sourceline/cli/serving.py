"""The workbench's command."""

from typing import Annotated

import typer


def serve(
    context: typer.Context,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")
    ] = 8321,
) -> None:
    """Open the workbench: map, timeline and evidence in a browser on this machine."""
    from sourceline.project import open_project  # noqa: PLC0415 - --help answers at once
    from sourceline.web import serving  # noqa: PLC0415

    serving.serve(open_project(context.obj), port)
