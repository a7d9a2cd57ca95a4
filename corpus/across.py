"""One happening told in two parts: ``across.json``.

Incident ids in the heads keep reports of one happening in one part (``corpus.split``).
Reports of different batches sometimes recall the same event, and linking them would
move a report that was trained on to the test part, or the other way round. Such pairs
are named apart, and what is scored counts them neither as right nor as wrong.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from corpus.reader import CorpusError, Report
from corpus.split import split

ACROSS = Path(__file__).parent / "across.json"

Event = tuple[str, str]
"""Report id and event key."""


def pairs(path: Path = ACROSS) -> list[tuple[Event, Event]]:
    """The pairs of events, as they are listed.

    Raises:
        CorpusError: an entry is not two events.
    """
    listed = json.loads(path.read_text(encoding="utf-8"))["pairs"]
    try:
        return [((a, b), (c, d)) for (a, b), (c, d) in listed]
    except (TypeError, ValueError) as error:
        raise CorpusError(f"{path.name}: not pairs of events: {error}") from error


def happenings(
    incident_of: Mapping[Event, str], listed: Iterable[tuple[Event, Event]]
) -> dict[str, str]:
    """Incidents that the pairs join, each with one name for all that are joined.

    Args:
        incident_of: incident by event, for every event of the corpus.
        listed: pairs of events.
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            name = parent[name]
        return name

    for one, other in listed:
        if one in incident_of and other in incident_of:
            first, second = sorted((root(incident_of[one]), root(incident_of[other])))
            parent[second] = first
    return {name: root(name) for name in parent}


def faults(
    reports: Iterable[Report], listed: Iterable[tuple[Event, Event]]
) -> Iterator[str]:
    """Pairs of events that do not exist, or that an incident id could link."""
    part_of = {r.id: (part, r) for part, rs in split(reports).items() for r in rs}
    for pair in listed:
        unknown = [
            f"{report} {key}"
            for report, key in pair
            if report not in part_of or key not in part_of[report][1].events
        ]
        yield from (f"no event {name}" for name in unknown)
        if not unknown and len({part_of[report][0] for report, _ in pair}) == 1:
            yield f"{pair[0]} and {pair[1]} lie in one part: link them in the heads"
