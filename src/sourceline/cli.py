"""The command line: turns arguments into calls, records into output, errors into
messages and exit codes.
"""

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sourceline import __version__
from sourceline.errors import SourcelineError

if TYPE_CHECKING:
    from sourceline.model.analysis import Analysis
    from sourceline.model.source import Source

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False
)


class AnalysisFormat(StrEnum):
    """How an analysis is printed."""

    table = "table"
    conllu = "conllu"
    jsonl = "jsonl"
    html = "html"


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"sourceline {__version__}")
        raise typer.Exit


@app.callback()
def start(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Reads news reports about armed conflict into an auditable record."""


@app.command()
def analyse(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH…",
            help="Text files, folders of them, or - for standard input.",
        ),
    ],
    form: Annotated[
        AnalysisFormat, typer.Option("--format", help="What to print.")
    ] = AnalysisFormat.table,
) -> None:
    """Show what the language model sees: words, trees, names, mentions, triggers and
    roles.
    """
    from sourceline.ingest.files import sources  # noqa: PLC0415 - --help answers at once
    from sourceline.model.source import Rejection  # noqa: PLC0415
    from sourceline.pipeline import analyser  # noqa: PLC0415

    before, each, after = _printers()[form]
    read = rejected = 0
    print(before, end="")
    for source in sources(paths):
        if isinstance(source, Rejection):
            rejected += 1
            print(f"sourceline: {source.path}: {source.reason}", file=sys.stderr)
        else:
            each(source, analyser().analyse(source.text))
            read += 1
    print(after, end="")
    if rejected or not read:
        print(f"sourceline: {read} read, {rejected} rejected", file=sys.stderr)
    if not read:
        raise typer.Exit(2)


def _printers() -> dict[
    AnalysisFormat, tuple[str, Callable[["Source", "Analysis"], None], str]
]:
    """For each format what is printed before the reports, for each report, and after
    them.
    """
    from sourceline.export import analysis as as_json  # noqa: PLC0415 - --help answers at once
    from sourceline.export import conllu, page, table  # noqa: PLC0415

    return {
        AnalysisFormat.table: (
            "",
            lambda source, seen: table.show(seen, source.key),
            "",
        ),
        AnalysisFormat.conllu: (
            "",
            lambda source, seen: print(*conllu.conllu(seen, source.key), sep="\n"),
            "",
        ),
        AnalysisFormat.jsonl: (
            "",
            lambda source, seen: print(as_json.line(seen, source.key, source.path)),
            "",
        ),
        AnalysisFormat.html: (
            page.head() + "\n",
            lambda source, seen: print(page.article(seen, source.key)),
            page.foot() + "\n",
        ),
    }


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


if __name__ == "__main__":
    main()
