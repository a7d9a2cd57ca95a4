"""Records as JSON lines, exactly as ``docs/records.md`` defines them, and back."""

import json
from collections.abc import Iterator
from pathlib import Path

from sourceline.errors import InputError
from sourceline.export.flat import Record, kind_of
from sourceline.export.material import Exported, Written


def write(kind: str, told: Exported, path: Path) -> Written:
    """Write one record a line."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for plain in kind_of(kind).exported(told):
            plain.pop("outlet", None)
            file.write(json.dumps(plain, ensure_ascii=False) + "\n")
            count += 1
    return Written(count)


def read_jsonl(path: Path, kind: str) -> Iterator[Record]:
    """The records of a file, in its order.

    Raises:
        InputError: a line is no JSON, or no record of that kind.
    """
    read = kind_of(kind).read
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, 1):
            try:
                yield read(json.loads(line))
            except (KeyError, TypeError, ValueError) as error:
                raise InputError(
                    f"{path}:{number}: {error}", expected=f"a record of {kind}"
                ) from error
