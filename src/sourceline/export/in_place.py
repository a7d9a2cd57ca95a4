"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sourceline.errors import InputError


def beside(out: Path) -> Path:
    """The name under which a file is written before it takes its place.

    It does not change from run to run: what a killed run left there is written over by
    the next one.
    """
    return out.with_name(f".{out.name}.part")


@contextmanager
def put_in_place(*outs: Path) -> Iterator[tuple[Path, ...]]:
    """Give files to write to; when all is written, put them in place, in their order.

    Args:
        outs: where the files shall stand. A link stays a link: what it points to is
            replaced.

    Raises:
        InputError: the folder is not there, is not to be written to or is full, or a
            file's place is taken by a folder or a device.
    """
    targets = [out.resolve() for out in outs]
    for out, target in zip(outs, targets, strict=True):
        if target.exists() and not target.is_file():
            raise InputError(f"{out} is no file", expected="a file's name")
        if not target.parent.is_dir():
            raise InputError(f"{out}: no folder {target.parent}")
    parts = tuple(beside(target) for target in targets)
    try:
        yield parts
        for part in parts:
            _flush(part)
        for part, target in zip(parts, targets, strict=True):
            part.replace(target)
    except OSError as error:
        raise InputError(f"{outs[0]}: {error.strerror or error}") from error
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Have the bytes on the disk before the name points to them."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
