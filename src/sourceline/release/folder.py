"""Frozen folders: written aside, named by the hash of their content, put in place
whole, never changed.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sourceline.errors import InputError
from sourceline.model.decisions import Checkpoint
from sourceline.model.releases import ReleaseFile

MANIFEST = "manifest.json"
FORMAT = 1
_NAME_SIGNS = 32
_READ_ONLY = 0o444
_FOLDER = 0o755


@contextmanager
def workplace(out: Path) -> Iterator[Path]:
    """A folder to write a release in; what is left there in the end is removed.

    Raises:
        InputError: ``out`` can not be made or written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".release-", dir=out))
    except OSError as error:
        raise InputError(f"{out}: {error.strerror}", expected="a folder") from error
    try:
        yield part
    except OSError as error:
        raise InputError(f"{out}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def seal(part: Path, out: Path, about: dict[str, Any]) -> tuple[Path, bool]:
    """Write the manifest and put the folder in place under its hash.

    Args:
        part: the folder with every other file.
        out: where releases stand.
        about: what the manifest says beside the files.

    Returns:
        The folder, and whether the very same one stood there already.

    Raises:
        InputError: a folder of that name has other content.
    """
    files = {
        f.name: {"bytes": f.size, "sha256": f.sha256}
        for f in (_described(path) for path in sorted(part.iterdir()))
    }
    told = json.dumps(
        {"format": FORMAT, **about, "files": files}, ensure_ascii=False, indent=1
    )
    (part / MANIFEST).write_text(told + "\n", encoding="utf-8", newline="\n")
    name = name_of(part)
    target = out / name
    if target.exists():
        read_manifest(target)
        return target, True
    for path in part.iterdir():
        _flush(path)
        path.chmod(_READ_ONLY)
    part.chmod(_FOLDER)
    _flush(part)
    part.rename(target)
    _flush(out)
    return target, False


def name_of(folder: Path) -> str:
    """The name that a release's content gives it."""
    digest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    return f"release-{digest[:_NAME_SIGNS]}"


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release whose every byte is as it was written.

    Raises:
        InputError: it is no release, or a file was changed, added or lost.
    """
    told = told_by(folder)
    _compare(folder, told["files"])
    return told


def told_by(folder: Path) -> dict[str, Any]:
    """A release's manifest, held against the folder's name; the other files are not
    looked at.

    Raises:
        InputError: it is no release, or its manifest was changed.
    """
    try:
        told: dict[str, Any] = json.loads(
            (folder / MANIFEST).read_text(encoding="utf-8")
        )
        told["files"], form = dict(told["files"]), told["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{folder} is no release: {MANIFEST} is missing or broken",
            expected="a folder that sourceline release wrote",
        ) from error
    if form != FORMAT:
        raise InputError(f"{folder}: format {form}", expected=str(FORMAT))
    if folder.resolve().name != name_of(folder):
        raise InputError(
            f"{folder}: {MANIFEST} belongs to {name_of(folder)}",
            expected="a folder that bears its own hash",
        )
    return told


def checked_file(folder: Path, name: str) -> Path:
    """A file that a release's manifest lists, or the manifest, unchanged.

    Raises:
        InputError: it lists no such file, or the file was changed.
    """
    listed = told_by(folder)["files"]
    if name == MANIFEST:
        return folder / MANIFEST
    if name not in listed:
        raise InputError(f"no file {name[:80]}", expected="one of the manifest")
    path = folder / name
    if not path.is_file() or _described(path).sha256 != listed[name]["sha256"]:
        raise InputError(f"{path} was changed", advice="take an unchanged copy")
    return path


def log_mark(manifest: dict[str, Any]) -> Checkpoint | None:
    """Where the decision log stood when a release was made, None where it does not
    say.
    """
    marks = manifest.get("log") or []
    return Checkpoint(marks[-1]["number"], marks[-1]["hash"]) if marks else None


def files_of(manifest: dict[str, Any]) -> tuple[ReleaseFile, ...]:
    """The files that a manifest lists."""
    return tuple(
        ReleaseFile(name, f["bytes"], f["sha256"])
        for name, f in sorted(manifest["files"].items())
    )


def _compare(folder: Path, listed: dict[str, Any]) -> None:
    there = {p.name for p in folder.iterdir()} - {MANIFEST}
    for name in sorted(there ^ listed.keys()):
        what = "is not in the manifest" if name in there else "is missing"
        raise InputError(f"{folder / name} {what}", advice="take an unchanged copy")
    for name, said in sorted(listed.items()):
        if _described(folder / name).sha256 != said["sha256"]:
            raise InputError(
                f"{folder / name} was changed", advice="take an unchanged copy"
            )


def _described(path: Path) -> ReleaseFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ReleaseFile(path.name, path.stat().st_size, digest)


def _flush(path: Path) -> None:
    """Have the bytes on the disk before a name points to them."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
