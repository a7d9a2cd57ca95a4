"""Reports that wait are read, by several processes where they are many."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from sourceline.fuse.reprints import Fingerprint, bands, fingerprint
from sourceline.model.claims import ReportRecord
from sourceline.model.source import Source
from sourceline.pipeline import extractor, reading_version
from sourceline.running import Progress, Workplace
from sourceline.store import reports
from sourceline.store.database import reading
from sourceline.store.shares import shares

_FEW_REPORTS = 12
"""Fewer than this are read in this process: others would only load the model again."""
_SOURCES_AT_ONCE = 50
_AHEAD = 4
"""Reports handed to each process before the first comes back."""


def bring_up(place: Workplace, progress: Progress) -> None:
    """Read every report that waits."""
    version = reading_version()
    with place.engine.begin() as connection:
        reports.wait_for_reading(connection, version)
    with reading(place.engine) as connection:
        ids = reports.waiting(connection)
    for done, found in enumerate(_records(place, ids), 1):
        with place.engine.begin() as connection:
            reports.keep_reading(
                connection,
                found.record,
                version,
                bytes(found.fingerprint),
                bands(found.fingerprint),
            )
        progress("reading", done, len(ids))


@dataclass(frozen=True, slots=True)
class Read:
    """A report's record and the fingerprint of its words."""

    record: ReportRecord
    fingerprint: Fingerprint


def _records(place: Workplace, ids: Sequence[str]) -> Iterator[Read]:
    """What reading gives, report by report, in the order of ids."""
    sources = _sources(place, ids)
    processes = place.settings.processes
    if len(ids) < _FEW_REPORTS or processes == 1:
        yield from (_read(source, country) for source, country in sources)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        ahead: list[Future[Read]] = []
        for source, country in sources:
            ahead.append(pool.submit(_read, source, country))
            if len(ahead) >= _AHEAD * processes:
                yield ahead.pop(0).result()
        for future in ahead:
            yield future.result()


def _sources(
    place: Workplace, ids: Sequence[str]
) -> Iterator[tuple[Source, str | None]]:
    for some in shares(ids, _SOURCES_AT_ONCE):
        with reading(place.engine) as connection:
            found = list(reports.sources(connection, some))
        yield from found


def _read(source: Source, country: str | None) -> Read:
    record = extractor().extract(source, country)
    furniture = [(f.span.start, f.span.end) for f in record.furniture]
    kept, at = [], 0
    for start, end in sorted(furniture):
        kept.append(source.text[at:start])
        at = max(at, end)
    return Read(record, fingerprint("\n".join([*kept, source.text[at:]])))
