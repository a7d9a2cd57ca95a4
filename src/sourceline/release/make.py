"""Makes a release: records under a profile, in every form, in one frozen folder."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from sourceline.export.files import export
from sourceline.export.material import Exported
from sourceline.model.decisions import Checkpoint
from sourceline.model.releases import ReleaseSummary
from sourceline.release.folder import files_of, read_manifest, seal, workplace
from sourceline.release.names import PublicNames
from sourceline.release.page import page
from sourceline.release.places import PlaceIndex
from sourceline.release.profiles import Profile
from sourceline.release.public import Lists
from sourceline.release.released import Released, released
from sourceline.release.withheld_file import FILE, write_withheld
from sourceline.release.words import by_reason, codebook, counted, readme

KINDS = ("incidents", "control")
FORMS = ("jsonl", "csv", "geojson")
PAGE = "index.html"


def make_release(
    told: Exported,
    profile: Profile,
    out_folder: Path,
    as_of: datetime.date,
    *,
    places: PlaceIndex | None = None,
    log: Sequence[Checkpoint] = (),
) -> ReleaseSummary:
    """Write a release into a folder of its own inside ``out_folder``.

    The folder's name is a hash of what it holds; the same records, profile and day give
    the same name and the same bytes. It is there whole or not at all, and a release
    that is there already is left as it is.

    Args:
        told: a project, or what answers like one.
        profile: what leaves, how coarse, how late.
        out_folder: where releases stand; made where it is missing.
        as_of: the day of the release, which embargoes count from.
        places: the gazetteer; the shipped one when None.
        log: checkpoints of the decision log, where it stands last. Whoever keeps the
            release can tell by them whether the log was changed since.

    Raises:
        InputError: the folder can not be written to, or a release of that name was
            changed.
    """
    made = chosen(told, profile, as_of, places)
    withheld = tuple(sorted(counted(made).items()))
    left_out = by_reason(made.left_out.items())
    counts = {"incidents": len(made.found), "control": len(made.periods)}
    about = {
        "profile": asdict(profile),
        "as_of": as_of.isoformat(),
        "counts": counts,
        "left_out": left_out,
        "withheld": dict(withheld),
        "log": [asdict(mark) for mark in log],
    }
    with workplace(out_folder) as part:
        _write(part, made, profile, as_of)
        folder, existed = seal(part, out_folder, about)
    return ReleaseSummary(
        folder,
        folder.name,
        profile.name,
        as_of,
        tuple(counts.items()),
        tuple(left_out.items()),
        withheld,
        files_of(read_manifest(folder)),
        log[-1] if log else None,
        existed,
    )


def chosen(
    told: Exported,
    profile: Profile,
    as_of: datetime.date,
    places: PlaceIndex | None = None,
) -> Released:
    """The records that a release under the profile would hold on a day."""
    lists = _lists(profile, places) if profile.public else None
    return released(told, profile, as_of, lists)


def _write(part: Path, made: Released, profile: Profile, as_of: datetime.date) -> None:
    for kind in KINDS:
        for form in FORMS:
            export(kind, form, part / f"{kind}.{form}", made)
    write_withheld(part / FILE, made.withheld)
    for name, text in (
        ("README.md", readme(profile, as_of, made)),
        ("CODEBOOK.md", codebook(made)),
        (PAGE, page(made, profile, as_of)),
    ):
        (part / name).write_text(text, encoding="utf-8", newline="\n")


def _lists(profile: Profile, places: PlaceIndex | None) -> Lists:
    from sourceline.pipeline import gazetteer, lexicon  # noqa: PLC0415 - loads the model's library

    names = PublicNames(lexicon(), profile.actors)
    return Lists(names, gazetteer() if places is None else places)
