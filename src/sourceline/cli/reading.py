"""Commands that read reports: analyse, extract, gazetteer."""

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sourceline.errors import InputError

if TYPE_CHECKING:
    import datetime

    from sourceline.model.analysis import Analysis
    from sourceline.model.claims import ReportRecord
    from sourceline.model.source import Source

places = typer.Typer(no_args_is_help=True, help="The place index.")


class AnalysisFormat(StrEnum):
    """How an analysis is printed."""

    table = "table"
    conllu = "conllu"
    jsonl = "jsonl"
    html = "html"


class RecordFormat(StrEnum):
    """How a report record is printed."""

    jsonl = "jsonl"
    table = "table"
    html = "html"


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
    from sourceline.pipeline import analyser  # noqa: PLC0415

    _each(
        paths,
        _printers()[form],
        lambda source: analyser().analyse(source.text),
    )


def _each(
    paths: list[Path],
    printer: tuple[str, Callable[["Source", Any], None], str],
    read: Callable[["Source"], Any],
) -> None:
    """Read and print every source; rejections go to stderr, nothing read is exit 2."""
    from sourceline.ingest.files import sources  # noqa: PLC0415 - --help answers at once
    from sourceline.model.source import Rejection  # noqa: PLC0415

    before, each, after = printer
    done = rejected = 0
    print(before, end="")
    for source in sources(paths):
        if isinstance(source, Rejection):
            rejected += 1
            print(f"sourceline: {source.path}: {source.reason}", file=sys.stderr)
        else:
            each(source, read(source))
            done += 1
    print(after, end="")
    if rejected or not done:
        print(f"sourceline: {done} read, {rejected} rejected", file=sys.stderr)
    if not done:
        raise typer.Exit(2)


@places.command("add")
def gazetteer_add(
    path: Annotated[
        Path, typer.Argument(help="GeoNames country dump or Who's On First JSON lines.")
    ],
) -> None:
    """Add a country's places, down to villages, to the place index."""
    from sourceline.pipeline import add_places  # noqa: PLC0415

    if not path.is_file():
        raise InputError(f"no such file: {path}", expected="a GeoNames or WOF file")
    announce_index()
    print(f"{add_places(path)} places added from {path.name}", file=sys.stderr)


def announce_index() -> None:
    """The first run compiles the world's places; say so before it takes a minute."""
    from sourceline.resources import gazetteer_file  # noqa: PLC0415

    if not gazetteer_file().exists():
        print(
            "sourceline: compiling the place index, once (about a minute)",
            file=sys.stderr,
        )


def extract(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH…", help="Text, HTML, JSONL or CSV files, folders, or -."
        ),
    ],
    published: Annotated[
        str | None, typer.Option(help="Day of publication, such as 2019-05-15.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Address of the report.")] = None,
    country: Annotated[
        str | None, typer.Option(help="Two-letter code of the publisher's country.")
    ] = None,
    form: Annotated[
        RecordFormat, typer.Option("--format", help="What to print.")
    ] = RecordFormat.jsonl,
) -> None:
    """Print one record a report: events, tolls, places, dates, sources, control."""
    from dataclasses import replace  # noqa: PLC0415 - --help answers at once

    from sourceline.pipeline import extractor  # noqa: PLC0415

    published_on = day(published)
    announce_index()

    def read(source: "Source") -> "ReportRecord":
        told = replace(source, url=url or source.url)
        if published_on:
            told = replace(told, published=published_on, basis="given")
        return extractor().extract(told, country)

    _each(paths, _record_printers()[form], read)


def day(said: str | None, option: str = "--published") -> "datetime.date | None":
    """The day that an option names.

    Raises:
        InputError: it is none.
    """
    import datetime  # noqa: PLC0415

    try:
        return datetime.date.fromisoformat(said) if said else None
    except ValueError as error:
        raise InputError(
            f"{option} {said}", expected="a day such as 2019-05-15"
        ) from error


def _record_printers() -> dict[
    RecordFormat, tuple[str, Callable[["Source", "ReportRecord"], None], str]
]:
    """For each format what is printed before the reports, for each, and after them."""
    from sourceline.export import claims_page, claims_table  # noqa: PLC0415
    from sourceline.model import records  # noqa: PLC0415

    return {
        RecordFormat.jsonl: ("", lambda _, found: print(records.line(found)), ""),
        RecordFormat.table: ("", lambda _, found: claims_table.show(found), ""),
        RecordFormat.html: (
            claims_page.head() + "\n",
            lambda source, found: print(claims_page.report(found, source.text)),
            claims_page.foot() + "\n",
        ),
    }


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
