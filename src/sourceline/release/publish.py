"""Releases of a project: what would newly be public, and making it so."""

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sourceline.errors import SourcelineError
from sourceline.model.decisions import Checkpoint
from sourceline.model.records import control_period, incident_record
from sourceline.model.releases import ReleaseDifference, ReleaseSummary
from sourceline.project import Project
from sourceline.release.difference import foreseen
from sourceline.release.make import chosen, make_release
from sourceline.release.profiles import Profile
from sourceline.release.released import Released
from sourceline.release.shelf import Shelf
from sourceline.release.words import by_reason, counted
from sourceline.store import audit
from sourceline.store.database import reading
from sourceline.store.verify import verify


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a release would show if it were made now.

    Attributes:
        difference: against the last release under the profile.
        counts: records of each kind.
        left_out: kinds and reasons why records would be missing, and how many.
        withheld: how many fields each reason code takes.
        fields: the same by field: reason, kind, field, how many records (0 for "all").
        seal: a hash of all that would be shown; another where anything changed.
    """

    difference: ReleaseDifference
    counts: Mapping[str, int]
    left_out: Mapping[str, int]
    withheld: Mapping[str, int]
    fields: tuple[tuple[str, str, str, int], ...]
    seal: str


def foresee(project: Project, profile: Profile, as_of: datetime.date) -> Foresight:
    """What a release of a project would make public; nothing is written."""
    made = chosen(project, profile, as_of)
    old = Shelf(project.settings.folder).last(profile.name)
    return Foresight(
        foreseen(old, made, profile),
        {"incidents": len(made.found), "control": len(made.periods)},
        by_reason(made.left_out.items()),
        dict(sorted(counted(made).items())),
        _by_field(made),
        _seal(made, profile, as_of, old),
    )


def release_project(
    project: Project,
    profile: Profile,
    as_of: datetime.date,
    made_by: tuple[str, datetime.datetime],
    out: Path | None = None,
) -> ReleaseSummary:
    """Make a release of a project, with the checkpoints of its decision log.

    Args:
        project: the project.
        profile: what leaves, how coarse, how late.
        as_of: the day of the release.
        made_by: the account's name (empty for the command line), and the moment.
        out: another place than the project's own shelf.

    Raises:
        InputError: the folder can not be written to.
        SourcelineError: the decision log is not what it was.
    """
    shelf = Shelf(project.settings.folder)
    marks = sound_log(project)
    folder = shelf.folder if out is None else out
    made = make_release(project, profile, folder, as_of, log=marks)
    if folder.resolve() == shelf.folder.resolve():
        shelf.note(made, *made_by)
    return made


def sound_log(project: Project, kept: Checkpoint | None = None) -> list[Checkpoint]:
    """The checkpoints of a decision log that is what it was.

    Args:
        project: the project.
        kept: a checkpoint from elsewhere: of a release.

    Raises:
        SourcelineError: the log was changed.
    """
    with reading(project.engine) as connection:
        broken = verify(connection, kept)
        if broken is not None:
            raise SourcelineError(
                f"decision log, row {broken.number}: {broken.reason}",
                expected="the log as it was written",
                advice="put back a copy of the database from before",
            )
        return audit.checkpoints(connection)


def _by_field(made: Released) -> tuple[tuple[str, str, str, int], ...]:
    found = Counter((w.reason, w.kind, w.field) for w in made.withheld)
    always = {(w.reason, w.kind, w.field) for w in made.withheld if w.record == "all"}
    told = ((*key, 0 if key in always else count) for key, count in found.items())
    return tuple(sorted(told))


def _seal(
    made: Released, profile: Profile, as_of: datetime.date, old: Path | None
) -> str:
    """A hash of what somebody looked at before he lets it out."""
    told = [profile.name, as_of.isoformat(), "" if old is None else old.name]
    digest = hashlib.sha256(json.dumps(told).encode())
    for one in made.found:
        digest.update(json.dumps(incident_record(one), sort_keys=True).encode())
    for period in made.periods:
        digest.update(json.dumps(control_period(period), sort_keys=True).encode())
    return digest.hexdigest()
