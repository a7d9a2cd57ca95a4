"""A text as it was read, and the reason why one was not."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Source:
    """One text.

    Attributes:
        key: the user's own name for it: a file's stem, the ``id`` of a JSON line.
        path: where it was read from.
        text: its characters, untouched; all offsets count here. For a web page the
            text that was extracted from it.
        sha256: hash of its bytes.
        title: as given, or from the page's markup.
        published: day of publication, if anything beside the text says it.
        basis: where that day is from: ``given``, ``metadata`` or ``unknown``.
        url: address.
        publisher: who published it.
        language: as given, None where nobody said.
        extracted: True where the text is not the input itself.
        extra: what else the input carried; no stage reads it.
    """

    key: str
    path: str
    text: str
    sha256: str
    title: str | None = None
    published: datetime.date | None = None
    basis: str = "unknown"
    url: str | None = None
    publisher: str | None = None
    language: str | None = None
    extracted: bool = False
    extra: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Rejection:
    """What was not read or yielded nothing, at which stage and why."""

    path: str
    stage: str
    reason: str
    key: str = ""
