"""The match weights of a project: its own where it learned some, else the shipped."""

from pathlib import Path

from sourceline.fuse.matching import MatchWeights, read_weights
from sourceline.resources import table
from sourceline.settings import Settings

_FILE = "match_weights.json"


def shipped() -> MatchWeights:
    """The weights that come with the program."""
    return read_weights(table(_FILE))


def weights_of(settings: Settings) -> MatchWeights:
    """The weights that a project's claims are compared by."""
    own = _own(settings)
    return read_weights(own.read_text(encoding="utf-8")) if own.exists() else shipped()


def keep_own(settings: Settings, text: str) -> None:
    """Put weights of its own in place, whole or not at all."""
    part = settings.folder / f".{_FILE}.part"
    part.write_text(text, encoding="utf-8")
    part.replace(_own(settings))


def _own(settings: Settings) -> Path:
    return settings.folder / _FILE
