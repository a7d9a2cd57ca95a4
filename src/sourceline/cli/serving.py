"""The workbench's command."""

from pathlib import Path
from typing import Annotated

import typer

from sourceline.cli.project import open_here


def serve(  # noqa: PLR0913, PLR0917 - one option each
    context: typer.Context,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")
    ] = 8321,
    host: Annotated[
        str,
        typer.Option(
            help="This machine's address; others than 127.0.0.1 let people in."
        ),
    ] = "127.0.0.1",
    names: Annotated[
        list[str] | None,
        typer.Option("--name", help="A name that people type instead of the address."),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="PEM certificate; serves https.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="PEM key of it.")] = None,
    behind_https: Annotated[
        bool,
        typer.Option(
            "--behind-https", help="Another server speaks https for this one."
        ),
    ] = False,
) -> None:
    """Open the workbench: map, timeline, evidence and review in a browser.

    It is for this machine alone until the project has an account.
    """
    from sourceline.web.serving import Where, serve  # noqa: PLC0415 - --help is instant

    where = Where(host, port, tuple(names or ()), certificate, key, behind_https)
    serve(open_here(context), where)
