"""What a user may set, from ``sourceline.toml`` in the project's folder and the
environment; read once, passed in.
"""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from sourceline.errors import InputError

FILE = "sourceline.toml"
_KNOWN = {"country": str, "processes": int}


@dataclass(frozen=True, slots=True)
class Settings:
    """One project's settings.

    Attributes:
        folder: the project's folder.
        database: SQLAlchemy address: ``SOURCELINE_DATABASE_URL``, else a SQLite file
            in the folder.
        country: ISO 3166 alpha-2 of the publishers, where nothing better is known.
        processes: reports read at once.
    """

    folder: Path
    database: str
    country: str | None = None
    processes: int = 1


def read_settings(folder: Path) -> Settings:
    """The settings of the project in ``folder``.

    Raises:
        InputError: the file is broken, or names a setting that does not exist.
    """
    path = folder / FILE
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}", expected="TOML") from error
    for name, value in told.items():
        if name not in _KNOWN or not isinstance(value, _KNOWN[name]):
            known = ", ".join(f"{k} ({v.__name__})" for k, v in _KNOWN.items())
            raise InputError(f"{path}: {name} = {value!r}", expected=f"one of {known}")
    database = os.environ.get("SOURCELINE_DATABASE_URL")
    return Settings(
        folder,
        database or f"sqlite:///{folder / 'sourceline.db'}",
        told.get("country"),
        told.get("processes", min(os.cpu_count() or 1, 8)),
    )
