"""Files of what a filter lets through, in the forms of ``sourceline export``."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fastapi import Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from sourceline import __version__
from sourceline.export import csv_file, geojson
from sourceline.export.material import Written
from sourceline.model.claims import ReportRecord
from sourceline.model.incidents import ControlPeriod, Incident, Testimony
from sourceline.project import Project
from sourceline.store import evidence
from sourceline.store.database import reading
from sourceline.store.shares import shares
from sourceline.web.answers import holds, tagged
from sourceline.web.desk import Desk, Looked

Write = Callable[[str, Any, Path], Written]


class Selected:
    """A project of which only some incidents are told.

    Args:
        project: the project.
        ids: which incidents.
    """

    def __init__(self, project: Project, ids: Sequence[str]) -> None:
        self._project, self._ids = project, sorted(ids)

    def incidents(self) -> Iterator[Incident]:
        """The chosen incidents, in order of id."""
        with reading(self._project.engine) as connection:
            yield from evidence.incidents(connection, self._ids)

    def plain(self) -> Iterator[dict[str, Any]]:
        """Their records, with the state of their review."""
        with reading(self._project.engine) as connection:
            for some in shares(self._ids):
                yield from evidence.incident_records(connection, some)

    def testimonies(self, ids: Iterable[str] | None = None) -> list[Testimony]:
        """Claims with their reports."""
        return self._project.testimonies(ids)

    def control(self) -> list[ControlPeriod]:
        """The control timeline."""
        return self._project.control()

    def records(self) -> Iterator[ReportRecord]:
        """Every report record."""
        yield from self._project.records()


def write_records(kind: str, told: "Selected", path: Path) -> Written:
    """Write the records as the API tells them, one a line."""
    del kind  # there is but one
    count = 0
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for record in told.plain():
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return Written(count)


FORMS: Mapping[str, tuple[Write, str]] = MappingProxyType(
    {
        "csv": (csv_file.write, "text/csv; charset=utf-8"),
        "geojson": (geojson.write, "application/geo+json"),
        "jsonl": (write_records, "application/x-ndjson"),
    }
)


def download(request: Request, form: str, here: Desk, found: Looked) -> Response:
    """A file of what a filter lets through, thrown away when it is sent; nothing is
    written where the asker has it.
    """
    write, media = FORMS[form]
    ids = found.ids()
    state = (__version__, form, found.catalogue.number, *ids)
    headers = tagged(repr(state).encode(), weak=True)
    if holds(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    folder = tempfile.TemporaryDirectory(prefix="sourceline-")
    path = Path(folder.name) / f"incidents.{form}"
    try:
        write("incidents", Selected(here.project, ids), path)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        path,
        media_type=media,
        filename=path.name,
        headers=headers,
        background=BackgroundTask(folder.cleanup),
    )
