"""Files of what a filter lets through, in the forms of ``sourceline export``."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from sourceline.export import csv_file, geojson
from sourceline.export.material import Exported, Written
from sourceline.model.claims import ReportRecord
from sourceline.model.incidents import ControlPeriod, Incident, Testimony
from sourceline.project import Project
from sourceline.store import evidence
from sourceline.store.database import reading

Write = Callable[[str, Exported, Path], Written]
FORMS: Mapping[str, tuple[Write, str]] = MappingProxyType(
    {
        "csv": (csv_file.write, "text/csv; charset=utf-8"),
        "geojson": (geojson.write, "application/geo+json"),
    }
)


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

    def testimonies(self, ids: Iterable[str] | None = None) -> list[Testimony]:
        """Claims with their reports."""
        return self._project.testimonies(ids)

    def control(self) -> list[ControlPeriod]:
        """The control timeline."""
        return self._project.control()

    def records(self) -> Iterator[ReportRecord]:
        """Every report record."""
        yield from self._project.records()


def download(form: str, project: Project, ids: Sequence[str]) -> FileResponse:
    """A file of some incidents, thrown away when it is sent."""
    write, media = FORMS[form]
    folder = tempfile.TemporaryDirectory(prefix="sourceline-")
    path = Path(folder.name) / f"incidents.{form}"
    try:
        write("incidents", Selected(project, ids), path)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        path,
        media_type=media,
        filename=path.name,
        background=BackgroundTask(folder.cleanup),
    )
