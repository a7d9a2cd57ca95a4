"""A release's own words: its README and its code book."""

import datetime
from collections import Counter
from collections.abc import Iterable

from sourceline.release.embargo import last_day
from sourceline.release.profiles import Profile
from sourceline.release.reasons import REASONS
from sourceline.release.released import Released
from sourceline.release.withheld_file import FILE

LIMITS = (
    "Made by a program from news reports: values can be wrong, and a report can be"
    " wrong too. A grade says how well each incident is attested; none says that it"
    " is true.",
    "What nobody reported, or nobody reported in a language that is read, is missing."
    " Fewer incidents somewhere do not mean less violence there.",
    "A record is a claim about a place and a day within the bounds given: points stand"
    " for areas (radius_km), days for ranges.",
    "Names of places and countries follow the gazetteer and imply no opinion on"
    " borders or status.",
    "Not to be used for targeting, nor to look for persons.",
)
"""What every reader of a release must know."""


def readme(profile: Profile, as_of: datetime.date, made: Released) -> str:
    """The README of a release, in Markdown."""
    lines = [f"# Release of {as_of.isoformat()}, profile {profile.name}", ""]
    lines += [*(f"{rule}\n" for rule in _rules(profile, as_of))]
    lines += [f"{len(made.found)} incidents, {len(made.periods)} control periods.", ""]
    for (kind, why), count in sorted(made.left_out.items()):
        lines += [f"Left out of {kind}: {count} ({why}).", ""]
    lines += ["## Files", ""]
    lines += [
        "- `incidents.*`, `control.*`: the records as JSON lines, CSV and GeoJSON,"
        " each with its code book beside it",
        f"- `{FILE}`: every field that is withheld, with a reason code",
        "- `CODEBOOK.md`: the reason codes",
        "- `index.html`: map, timeline and list in one file; it opens without a"
        " network and asks nobody for anything",
        "- `manifest.json`: the profile, length and SHA-256 of each other file, and"
        " the checkpoints of the log of people's decisions (`log`): they say nothing of"
        " what was decided, but whoever keeps them can tell whether it was changed",
        "",
        "The folder's name is a hash of `manifest.json`, so of every byte here: the"
        " same records released under the same profile on the same day have the same"
        " name. Cite the name.",
        "",
        "## Limits",
        "",
    ]
    return "\n".join([*lines, *(f"- {limit}" for limit in LIMITS)]) + "\n"


def _rules(profile: Profile, as_of: datetime.date) -> list[str]:
    if not profile.public:
        return [
            "Internal: records as the project holds them, with names, exact places and"
            " words of reports. Not to be published."
        ]
    last = last_day(as_of, profile.embargo_days).isoformat()
    return [
        f"Nothing that may have happened after {last} ({profile.embargo_days} days of"
        " embargo); a control period that ended later is shown as it stood that day.",
        "No names but those of listed groups, forces and crowds. No words of reports.",
        "Places as the gazetteer names them, points rounded or on a fixed grid. Sexual"
        " violence, abductions, arrests, people detained or missing, and attacks on"
        " hospitals, schools, shelters and prisons: one administrative level coarser;"
        f" figures by group only where each group has {profile.smallest_group} or"
        " more.",
        "null means not said, unless a reason code says that the field is withheld.",
    ]


def codebook(made: Released) -> str:
    """The code book of reason codes, with how many fields each took."""
    taken = counted(made)
    lines = [
        "# Code book: what is withheld, and why",
        "",
        f"`{FILE}` has one row a withheld field: `kind` of record; `record`: an"
        " incident's id, a control period's line in `control.jsonl` (from 1), or `all`"
        " where no record shows the field; `field`: its path in the record; `reason`:"
        " one of the codes below, and no other.",
        "",
        "| reason | fields here | meaning |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{r}` | {taken[r]} | {told} |" for r, told in REASONS.items()]
    return "\n".join(lines) + "\n"


def counted(made: Released) -> Counter[str]:
    """How many fields each reason code took, records left out among them."""
    out = Counter(w.reason for w in made.withheld)
    for (_, why), count in made.left_out.items():
        out[why] += count
    return out


def by_reason(left_out: Iterable[tuple[tuple[str, str], int]]) -> dict[str, int]:
    """Records left out, as ``kind: reason`` and how many."""
    return {f"{kind}: {why}": count for (kind, why), count in sorted(left_out)}
