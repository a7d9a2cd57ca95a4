"""What a release is made of: files under a name, what was withheld and why, and how one
release differs from another.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path

from sourceline.model.decisions import Checkpoint


@dataclass(frozen=True, slots=True)
class Withheld:
    """A field that a release does not show as the project has it.

    Attributes:
        kind: ``incidents`` or ``control``.
        record: the incident's id, a period's line in its file, or ``all``.
        field: the field's path in the record.
        reason: a reason code of the closed list.
    """

    kind: str
    record: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file of a release: its name, its length and the SHA-256 of its bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """What a release holds.

    Attributes:
        folder: where it lies.
        name: the folder's name: a hash of the content.
        profile: the release profile's name.
        as_of: the day of the release.
        counts: records of each kind.
        left_out: reasons why records are missing, and how many for each.
        withheld: reason codes, and how many fields each took; a field that no record
            shows counts once.
        files: its files.
        log: where the decision log stood.
        existed: whether the very same release lay there already.
    """

    folder: Path
    name: str
    profile: str
    as_of: datetime.date
    counts: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, int], ...]
    withheld: tuple[tuple[str, int], ...]
    files: tuple[ReleaseFile, ...]
    log: Checkpoint | None = None
    existed: bool = False


@dataclass(frozen=True, slots=True)
class KeptRelease:
    """A release that a project made and keeps.

    Attributes:
        name: the folder's name: a hash of the content.
        profile: the release profile's name.
        as_of: the day of the release.
        when: UTC moment of its making.
        who: the account that made it, empty for the command line.
    """

    name: str
    profile: str
    as_of: datetime.date
    when: datetime.datetime
    who: str


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record that the older release does not have.

    Attributes:
        kind: ``incidents`` or ``control``.
        record: the incident's id, or the period's place, holder and first day.
        when: its days, in words.
        what: its type, or who held it.
        where: its place, in words.
    """

    kind: str
    record: str
    when: str
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class NewValue:
    """A field whose value the older release shows otherwise or not at all.

    Attributes:
        kind: ``incidents`` or ``control``.
        record: as in ``NewRecord``.
        field: its path in the record.
        before: what the older release shows, as JSON.
        after: what the newer shows, as JSON.
        exposes: ``name`` where the field names who took part or held a place,
            ``place`` where it says where, ``""`` otherwise.
    """

    kind: str
    record: str
    field: str
    before: str
    after: str
    exposes: str


@dataclass(frozen=True, slots=True)
class ReleaseDifference:
    """What a release would make public that an older one does not.

    Attributes:
        old: the older release's name, None where there is none.
        new: the newer one's name.
        profiles: their profiles.
        records: records that are new.
        values: fields that are new or changed, those that may expose somebody first.
        withdrawn: kind and name of records that only the older one has.
    """

    old: str | None
    new: str
    profiles: tuple[str, str]
    records: tuple[NewRecord, ...]
    values: tuple[NewValue, ...]
    withdrawn: tuple[tuple[str, str], ...]
