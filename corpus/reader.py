"""Read practice reports: one file a report, three parts divided by ``---`` (see the
README beside this file).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

REPORTS = Path(__file__).parent / "reports"
MARK = re.compile(r"\[([^\[\]]+)\]\(((?:t:[ek]|[avhpdnswo])\d+)\)")
_DIVIDER = re.compile(r"(?m)^---[ \t]*$\n?")


class CorpusError(ValueError):
    """A file that does not have the three parts, or whose JSON does not parse."""


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the page: ``title``, ``body`` or a furniture kind, with offsets into
    the text.
    """

    kind: str
    start: int
    end: int

    @property
    def is_article(self) -> bool:
        """Title and body, not furniture."""
        return self.kind in {"title", "body"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked phrase.

    ``id`` is the mention's id (``a1``), or for a trigger the event's or control claim's
    key (``e1``, ``k2``).
    """

    id: str
    start: int
    end: int
    block: str

    @property
    def kind(self) -> str:
        """The letter that says what it is."""
        return self.id[0]


@dataclass(frozen=True, slots=True)
class Report:
    """One practice report with its gold annotation; offsets count in ``text``, which
    has no mark-up.
    """

    id: str
    batch: str
    head: dict[str, str]
    text: str
    blocks: tuple[Block, ...]
    mentions: tuple[Mark, ...]
    triggers: tuple[Mark, ...]
    events: dict[str, dict]
    control: list[dict]
    info: dict[str, dict]
    incidents: dict[str, str] = field(default_factory=dict)

    @property
    def published(self) -> str:
        """Day of publication, ISO."""
        return self.head["published"]

    @property
    def country(self) -> str:
        """Two-letter code of the country."""
        return self.head.get("country", "")

    @property
    def reprint_of(self) -> str | None:
        """Id of the report that this one reprints."""
        return self.head.get("reprint_of")


def parse(source: str, name: str, batch: str = "") -> Report:
    """One file's text as a report.

    Args:
        source: the file's text.
        name: the file's stem, used in messages.
        batch: the folder it lies in.

    Raises:
        CorpusError: the file has not three parts, or a JSON part does not parse.
    """
    parts = _DIVIDER.split(source.removeprefix("\ufeff"))
    if len(parts) != 3:
        raise CorpusError(
            f"{name}: {len(parts)} parts, expected 3 (head, text, annotation) "
            "divided by lines of '---'"
        )
    head = {
        k.strip(): v.strip()
        for k, _, v in (line.partition(":") for line in parts[0].strip().splitlines())
    }
    try:
        incidents = json.loads(head.get("incidents", "{}") or "{}")
        data = json.loads(parts[2])
    except json.JSONDecodeError as error:
        raise CorpusError(f"{name}: JSON {error}") from error
    text, blocks, marks = _read_text(parts[1])
    return Report(
        id=head.get("id", name),
        batch=batch,
        head=head,
        text=text,
        blocks=tuple(blocks),
        mentions=tuple(m for m in marks if not m.id.startswith("t:")),
        triggers=tuple(
            Mark(m.id[2:], m.start, m.end, m.block)
            for m in marks
            if m.id.startswith("t:")
        ),
        events=data.get("events", {}),
        control=data.get("control", []),
        info=data.get("mentions", {}),
        incidents=incidents,
    )


def _read_text(source: str) -> tuple[str, list[Block], list[Mark]]:
    """The text without mark-up, its lines and its marks."""
    out: list[str] = []
    blocks: list[Block] = []
    marks: list[Mark] = []
    size = 0
    for raw in source.strip("\n").split("\n"):
        if not raw.strip():
            out.append("\n")
            size += 1
            continue
        kind, line = "body", raw
        if match := re.match(r"#(\w+) ?", raw):
            kind, line = match.group(1), raw[match.end() :]
        start, at = size, 0
        for mark in MARK.finditer(line):
            out += [line[at : mark.start()], mark.group(1)]
            size += mark.start() - at
            marks.append(Mark(mark.group(2), size, size + len(mark.group(1)), kind))
            size += len(mark.group(1))
            at = mark.end()
        out.append(line[at:] + "\n")
        size += len(line) - at
        blocks.append(Block(kind, start, size))
        size += 1
    return "".join(out), blocks, marks


def read(path: Path) -> Report:
    """The report in one file."""
    return parse(path.read_text(encoding="utf-8"), path.stem, path.parent.name)


def reports(root: Path = REPORTS) -> Iterator[Report]:
    """All reports below a folder, by path."""
    for path in sorted(root.rglob("*.txt")):
        yield read(path)
