"""A text as it was read, and the reason why one was not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """One text.

    Attributes:
        key: the user's own name for it, a file's stem.
        path: where it was read from.
        text: its characters, untouched; all offsets count here.
        sha256: hash of its bytes.
    """

    key: str
    path: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """What was not read or yielded nothing, at which stage and why."""

    path: str
    stage: str
    reason: str
