"""The command line: turns arguments into calls, records into output, errors into
messages and exit codes.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sourceline import __version__
from sourceline.cli import people, project, reading, releasing, serving
from sourceline.errors import SourcelineError

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
)
app.add_typer(reading.places, name="gazetteer")
app.add_typer(people.account, name="account")
app.add_typer(people.token, name="token")
for command in (
    reading.analyse,
    reading.extract,
    project.init,
    project.add,
    project.run,
    project.status,
    project.summary,
    project.incidents,
    project.show,
    project.control,
    project.compare,
    project.judge,
    project.learn,
    project.export,
    releasing.release,
    releasing.verify,
    serving.serve,
):
    app.command()(command)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"sourceline {__version__}")
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Option("--project", help="The project's folder.")
    ] = Path(),
    version: Annotated[  # noqa: ARG001 - its callback answers
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Reads news reports about armed conflict into an auditable record."""
    context.obj = folder


def main() -> None:
    """Run the command line; an error that a user can mend is one message on stderr and
    its own exit code.
    """
    try:
        app()
    except SourcelineError as error:
        print(f"sourceline: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
