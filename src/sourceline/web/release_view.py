"""What the page of releases shows: what a release would make public, and those made."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from sourceline.errors import SourcelineError
from sourceline.export.csv_file import write_rows
from sourceline.model.releases import KeptRelease, ReleaseFile
from sourceline.project import Project
from sourceline.release import REASONS, Foresight, Profile, Shelf, foresee
from sourceline.release.folder import log_mark
from sourceline.store import audit, journal
from sourceline.store.database import reading

COLUMNS = ("kind", "record", "what", "field", "exposes", "public so far", "would be")


class Outlook:
    """What releases would make public, kept until anything changes: only one of them is
    worked out at a time, however often the page is asked for.

    Args:
        project: the project.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[object, Foresight]] = {}

    def of(self, profile: Profile, as_of: date) -> Foresight:
        """What a release under a profile would show on a day."""
        with self._lock:
            state = self._state(profile, as_of)
            known = self._kept.get(profile.name)
            if known is not None and known[0] == state:
                return known[1]
            found = foresee(self._project, profile, as_of)
            self._kept[profile.name] = (state, found)
            return found

    def _state(self, profile: Profile, as_of: date) -> object:
        with reading(self._project.engine) as connection:
            log, number = audit.head(connection), journal.newest(connection)
        last = Shelf(self._project.settings.folder).last(profile.name)
        return as_of, last, log, number


@dataclass(frozen=True, slots=True)
class WithheldFields:
    """The fields that one reason code takes.

    Attributes:
        reason: the code.
        meaning: what it says.
        fields: kind and path, and in how many records; 0 for all of them.
        records: records that are left out for it, by kind.
    """

    reason: str
    meaning: str
    fields: tuple[tuple[str, int], ...]
    records: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ShownRelease:
    """A release as the page lists it.

    Attributes:
        kept: who made it when.
        files: its files; none where its manifest was changed.
        counts: records of each kind.
        row: of the decision log when it was made.
        broken: what is wrong with it, empty where nothing is.
    """

    kept: KeptRelease
    files: tuple[ReleaseFile, ...]
    counts: Mapping[str, int]
    row: int | None
    broken: str


def withheld(found: Foresight) -> list[WithheldFields]:
    """What would be withheld, and why, in the order of the closed list."""
    by_reason = {
        reason: tuple((f"{kind}: {field}", count) for _, kind, field, count in rows)
        for reason, rows in groupby(found.fields, key=lambda row: row[0])
    }
    left: dict[str, list[tuple[str, int]]] = {}
    for told, count in found.left_out.items():
        kind, _, reason = told.partition(": ")
        left.setdefault(reason, []).append((kind, count))
    return [
        WithheldFields(r, meaning, by_reason.get(r, ()), tuple(left.get(r, ())))
        for r, meaning in REASONS.items()
        if r in by_reason or r in left
    ]


def shown_releases(shelf: Shelf) -> Iterator[ShownRelease]:
    """The releases of a project, the newest first."""
    for kept in shelf.kept():
        try:
            told, files = shelf.manifest(kept.name), shelf.files(kept.name)
            mark, counts, broken = log_mark(told), told["counts"], ""
        except (SourcelineError, KeyError, TypeError) as error:
            files, mark, counts, broken = (), None, {}, str(error)
        row = None if mark is None else mark.number
        yield ShownRelease(kept, files, counts, row, broken)


def write_difference(found: Foresight, path: Path) -> int:
    """Write every record and field that would newly be public, one a row.

    Returns:
        How many.
    """
    return write_rows(path, COLUMNS, _rows(found))


def _rows(found: Foresight) -> Iterator[Mapping[str, str]]:
    told = found.difference
    for one in told.records:
        yield _row(
            one.kind, one.record, "new", "", "", f"{one.when}, {one.what}, {one.where}"
        )
    for value in told.values:
        row = _row(
            value.kind, value.record, "changed", value.field, value.before, value.after
        )
        yield {**row, "exposes": value.exposes}
    for kind, name in told.withdrawn:
        yield _row(kind, name, "withdrawn", "", "", "")


def _row(*cells: str) -> dict[str, str]:
    kind, record, what, field, before, after = cells
    return {
        "kind": kind,
        "record": record,
        "what": what,
        "field": field,
        "exposes": "",
        "public so far": before,
        "would be": after,
    }
