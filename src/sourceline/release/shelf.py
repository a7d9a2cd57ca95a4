"""The releases that a project made, where it keeps them, and which one is the last.

A list beside the folders says who made which when: the folders themselves are the same
bytes whoever makes them.
"""

import datetime
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sourceline.errors import InputError
from sourceline.model.releases import KeptRelease, ReleaseFile, ReleaseSummary
from sourceline.release.folder import (
    MANIFEST,
    checked_file,
    files_of,
    read_manifest,
    told_by,
)

FOLDER = "releases"
LIST = "made.jsonl"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""The same day on every file in an archive, so that the same release makes the same
bytes."""


class Shelf:
    """The releases of one project.

    Args:
        project: the project's folder.
    """

    def __init__(self, project: Path) -> None:
        self.folder = project / FOLDER

    def kept(self) -> list[KeptRelease]:
        """The releases that are there, the newest first; one made twice counts at its
        last making.
        """
        made = {one.name: one for one in self._listed()}
        there = [one for one in made.values() if (self.folder / one.name).is_dir()]
        return sorted(there, key=lambda one: one.when, reverse=True)

    def last(self, profile: str) -> Path | None:
        """The folder of the newest release under a profile, None for none."""
        found = (one for one in self.kept() if one.profile == profile)
        newest = next(found, None)
        return None if newest is None else self.folder / newest.name

    def note(self, made: ReleaseSummary, who: str, when: datetime.datetime) -> None:
        """Keep that somebody made a release."""
        one = KeptRelease(made.name, made.profile, made.as_of, when, who)
        line = json.dumps(asdict(one), default=str, ensure_ascii=True)
        with (self.folder / LIST).open("a", encoding="ascii", newline="\n") as file:
            file.write(line + "\n")

    def manifest(self, name: str) -> dict[str, Any]:
        """What a release says of itself; its other files are not looked at.

        Raises:
            InputError: there is no such release.
        """
        return told_by(self._known(name))

    def files(self, name: str) -> tuple[ReleaseFile, ...]:
        """The files of a release.

        Raises:
            InputError: there is no such release.
        """
        return files_of(self.manifest(name))

    def file(self, name: str, file: str) -> Path:
        """A file of a release, as it was written.

        Raises:
            InputError: there is no such release or file, or it was changed.
        """
        return checked_file(self._known(name), file)

    def pack(self, name: str, path: Path) -> None:
        """Write a whole release into one archive.

        Raises:
            InputError: there is no such release, or it was changed.
        """
        folder = self._known(name)
        names = sorted([*read_manifest(folder)["files"], MANIFEST])
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in names:
                entry = zipfile.ZipInfo(f"{name}/{file}", _ZIP_DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o444 << 16
                archive.writestr(entry, (folder / file).read_bytes())

    def _known(self, name: str) -> Path:
        """The folder of a name on the list: no other path can be asked for."""
        if not any(one.name == name for one in self.kept()):
            raise InputError(f"no release {name[:80]}", expected="one of this project")
        return self.folder / name

    def _listed(self) -> Iterator[KeptRelease]:
        path = self.folder / LIST
        if not path.is_file():
            return
        for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), 1):
            try:
                told = json.loads(line)
                yield KeptRelease(
                    told["name"],
                    told["profile"],
                    datetime.date.fromisoformat(told["as_of"]),
                    datetime.datetime.fromisoformat(told["when"]),
                    told["who"],
                )
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(
                    f"{path}, line {number} is no release",
                    expected="what sourceline release wrote",
                ) from error
