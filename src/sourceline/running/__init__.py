"""A project's stages over its store, in their order.

Each stage looks for rows that wait for it, works through them in small shares, and
keeps what came of a share in the transaction that takes it off the list. A run that is
killed at any moment goes on where it stood, what did not change is not done again, and
whoever else writes waits no longer than for one share.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine

from sourceline.settings import Settings

Progress = Callable[[str, int, int], None]
"""Told a stage's name, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """What stages work on.

    Attributes:
        engine: of its database.
        settings: where it lies and how it is read.
    """

    engine: Engine
    settings: Settings


class Stage(Protocol):
    """Brings one kind of thing up to what was added and decided."""

    def __call__(self, place: Workplace, progress: Progress) -> None:
        """Work through everything that waits."""


def stages() -> Iterator[tuple[str, Stage]]:
    """Every stage with its name, in order."""
    # loaded when something runs: the language model's libraries come with them
    from sourceline.running import (  # noqa: PLC0415
        comparing,
        dating,
        fusing,
        reading,
        reprints,
        timeline,
    )

    for stage in (reading, reprints, dating, comparing, fusing, timeline):
        yield stage.__name__.rpartition(".")[2], stage.bring_up


def bring_up(place: Workplace, progress: Progress) -> None:
    """Bring a whole project up to what was added and decided."""
    for _, stage in stages():
        stage(place, progress)
