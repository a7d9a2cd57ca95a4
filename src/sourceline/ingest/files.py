"""Read files, folders and standard input, each by what it is."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sourceline.errors import InputError
from sourceline.ingest.html import article
from sourceline.ingest.rows import json_lines, table
from sourceline.ingest.text import MOST_BYTES, decode
from sourceline.model.source import Rejection, Source

STANDARD_INPUT = "-"
Found = Source | Rejection


def sources(paths: Sequence[Path]) -> Iterator[Found]:
    """Everything readable below some paths, in order of path; what can not be read
    comes as a rejection.

    Args:
        paths: ``.txt``, ``.html``, ``.jsonl`` or ``.csv`` files, folders of them, or
            ``-`` for standard input.

    Raises:
        InputError: a path does not exist; nothing has been read then.
    """
    for path in paths:
        if str(path) != STANDARD_INPUT and not path.exists():
            raise InputError(
                f"no such file or folder: {path}",
                expected="a .txt, .html, .jsonl or .csv file, a folder, or -",
            )
    for path in paths:
        if str(path) == STANDARD_INPUT:
            yield from _parts(sys.stdin.buffer.read(MOST_BYTES + 1), "stdin", "-", "")
        elif path.is_dir():
            for file in sorted(
                p for p in path.rglob("*") if p.suffix.lower() in READERS
            ):
                yield from _file(file)
        else:
            yield from _file(path)


def _file(path: Path) -> Iterator[Found]:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = f"cannot be read: {error.strerror or error}"
        yield Rejection(str(path), "ingest", reason, path.stem)
        return
    yield from _parts(data, path.stem, str(path), path.suffix.lower())


def _parts(data: bytes, key: str, path: str, suffix: str) -> Iterator[Found]:
    read = decode(data, key, path)
    if isinstance(read, Rejection):
        yield read
        return
    start = read.text.lstrip()[:200].lower()
    if suffix not in READERS or suffix == ".txt":
        markup = start.startswith(("<!doctype html", "<html"))
        suffix = ".html" if markup else ".jsonl" if start.startswith('{"') else ".txt"
    yield from READERS[suffix](read)


def _one(read: Source) -> Iterator[Found]:
    yield read


def _page(read: Source) -> Iterator[Found]:
    yield article(read)


READERS: dict[str, Callable[[Source], Iterator[Found]]] = {
    ".txt": _one,
    ".html": _page,
    ".htm": _page,
    ".jsonl": lambda read: json_lines(read.text, read.path),
    ".csv": lambda read: table(read.text, read.path),
}
"""How a file is read, by its suffix."""
