"""Many reports in one file: JSON lines, and tables with mapped columns."""

import csv
import datetime
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sourceline.ingest.html import article
from sourceline.model.source import Rejection, Source

_STAGE = "ingest"
FIELDS = ("id", "text", "html", "title", "published", "url", "publisher", "language")
"""Names that an input line or a table's header may carry (docs/records.md)."""
COLUMN_NAMES = MappingProxyType(
    {
        "body": "text", "content": "text", "article": "text", "full_text": "text",
        "headline": "title", "date": "published", "publication_date": "published",
        "published_at": "published", "link": "url", "source": "publisher",
        "outlet": "publisher", "guid": "id", "key": "id", "lang": "language",
    }
)  # fmt: skip
"""Other usual names of table columns."""


def json_lines(text: str, path: str) -> Iterator[Source | Rejection]:
    """One source a line; a broken line is named by its number and the rest is read."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            yield Rejection(
                where, _STAGE, f"not JSON: {error.msg} at column {error.colno}"
            )
            continue
        if not isinstance(row, dict):
            yield Rejection(
                where, _STAGE, f"a {type(row).__name__}, expected an object"
            )
            continue
        yield row_source(row, where, str(number))


def table(text: str, path: str) -> Iterator[Source | Rejection]:
    """One source a row of a CSV file with a header; known column names are mapped."""
    csv.field_size_limit(2**26)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = {
        c: COLUMN_NAMES.get(c.strip().lower(), c.strip().lower())
        for c in reader.fieldnames or ()
    }
    if not {"text", "html"} & set(names.values()):
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        yield Rejection(
            path, _STAGE, f"columns {found}; expected one named text or html"
        )
        return
    for number, row in enumerate(reader, 2):
        mapped = {names[k]: v for k, v in row.items() if k in names and v}
        yield row_source(mapped, f"{path}:{number}", str(number))


def row_source(
    row: Mapping[str, object], where: str, number: str
) -> Source | Rejection:
    """One line's or row's source; fields beyond ``FIELDS`` are kept as ``extra``."""
    text, markup = row.get("text"), row.get("html")
    key = str(row.get("id") or number)
    if not isinstance(text or markup, str) or not str(text or markup).strip():
        return Rejection(where, _STAGE, "no text: expected a field text or html", key)
    published = row.get("published")
    try:
        day = datetime.date.fromisoformat(str(published)[:10]) if published else None
    except ValueError:
        reason = f"published is {published!r}, expected a day such as 2019-05-15"
        return Rejection(where, _STAGE, reason, key)
    said = str(text or markup)
    source = Source(
        key=key,
        path=where,
        text=said,
        sha256=hashlib.sha256(said.encode()).hexdigest(),
        title=_maybe(row, "title"),
        published=day,
        basis="given" if day else "unknown",
        url=_maybe(row, "url"),
        publisher=_maybe(row, "publisher"),
        language=_maybe(row, "language"),
        extra=MappingProxyType({k: v for k, v in row.items() if k not in FIELDS}),
    )
    return source if text else article(source)


def _maybe(row: Mapping[str, object], name: str) -> str | None:
    return str(row[name]) if row.get(name) else None
