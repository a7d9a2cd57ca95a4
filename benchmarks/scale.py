"""What fusing costs as a project grows, and what one report more costs.

python -m benchmarks.scale [--claims 1000 10000 100000] [--reports 20000]

Gold claims of the practice corpus are copied with shifted days and places until there are
as many as asked for, and kept in a project as if they had been read; then comparing,
fusing and the control timeline run as in ``sourceline run``. Printed per size: seconds a
stage, the ratio to the size before, the longest time that a transaction kept others from
writing, peak memory of the process. Last, one real report is
added to a project of ``--reports`` reports and run: seconds by the clock, and of the
processor, which a busy machine does not lengthen; the start of the program and of the
model is in both.
"""

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, islice
from pathlib import Path

from sqlalchemy import event

from benchmarks.control import later, moved
from benchmarks.gold_claims import gold_control, gold_testimonies
from corpus.reader import reports as corpus_reports
from sourceline.fuse.reprints import bands, fingerprint
from sourceline.model.claims import ControlClaim, EventClaim, ReportRecord
from sourceline.model.source import Source
from sourceline.pipeline import gazetteer, reading_version
from sourceline.project import Project, init_project
from sourceline.store import reports

_DAYS, _EVERY, _KM = 11, 4, 40
_NEWS = (
    "Gunmen killed four farmers near the town of Monguno on Tuesday, police said. Two "
    "soldiers were wounded when troops gave chase."
)


class Copies:
    """Gold reports, copied with other days, places and names as often as needed."""

    def __init__(self) -> None:
        listed = sorted(corpus_reports(), key=lambda r: r.id)
        events = gold_testimonies(listed, gazetteer())
        held = gold_control(listed, gazetteer())
        by_report = lambda t: t.claim.report
        self.events = {
            k: list(v) for k, v in groupby(sorted(events, key=by_report), by_report)
        }
        self.held = {
            k: list(v) for k, v in groupby(sorted(held, key=by_report), by_report)
        }

    def records(self) -> Iterator[ReportRecord]:
        """Records without end, report by report, copy after copy."""
        number = 0
        while True:
            for name in sorted(self.events):
                yield self._record(name, number)
            number += 1

    def _record(self, name: str, copy: int) -> ReportRecord:
        told, held = self.events[name], self.held.get(name, [])
        outlet = told[0].outlet
        days, far = timedelta(days=_DAYS * copy), copy % _EVERY * _KM
        mark, new = f"-{copy}", f"{name}-{copy}"
        published = replace(
            outlet.published,
            date=later(outlet.published.date, days),
            earliest=later(outlet.published.earliest, days),
            latest=later(outlet.published.latest, days),
        )

        def shifted(claim: EventClaim | ControlClaim) -> dict[str, object]:
            when = claim.date
            return {
                "id": claim.id + mark,
                "report": new,
                "place": claim.place and moved(claim.place, far),
                "date": when
                and replace(
                    when,
                    earliest=later(when.earliest, days),
                    latest=later(when.latest, days),
                ),
            }

        return ReportRecord(
            new,
            new,
            new,
            None,
            None,
            outlet.publisher,
            "en",
            published,
            new,
            (),
            tuple(replace(t.claim, **shifted(t.claim)) for t in told),
            tuple(
                {
                    t.claim.id: replace(t.claim, **shifted(t.claim)) for t in held
                }.values()
            ),
            (),
        )


def fill(
    project: Project, records: Iterator[ReportRecord], claims: int, most: int = 10**9
) -> int:
    """Keep records as read until there are so many claims or reports; reports kept."""
    version, count, kept = reading_version(), 0, 0
    day = date(2019, 1, 1)
    while count < claims and kept < most:
        with project.engine.begin() as connection:
            for record in islice(records, min(500, most - kept)):
                words = fingerprint(_words(record))
                source = Source(
                    record.key,
                    record.key,
                    "",
                    record.sha256,
                    published=record.published.date or day,
                )
                made = replace(record, id=reports.report_id(source))
                own = replace(
                    made,
                    claims=tuple(replace(c, report=made.id) for c in made.claims),
                    control=tuple(replace(c, report=made.id) for c in made.control),
                )
                reports.add(connection, source, None)
                reports.keep_reading(
                    connection, own, version, bytes(words), bands(words)
                )
                count += len(own.claims)
                kept += 1
                if count >= claims:
                    break
    return kept


def _words(record: ReportRecord) -> str:
    """The claims' sentences, every word marked with the copy that it stands in."""
    mark = record.id.rsplit("-", 1)[-1]
    said = " ".join(e.text for c in record.claims for e in c.evidence)
    return " ".join(word + mark for word in said.split())


def timed(project: Project) -> dict[str, float]:
    """Seconds of each stage of a run."""
    spent: dict[str, float] = {}
    last = [time.perf_counter()]

    def told(stage: str, _done: int, _whole: int) -> None:
        now = time.perf_counter()
        spent[stage] = spent.get(stage, 0.0) + now - last[0]
        last[0] = now

    project.run(told)
    return spent


def holds(project: Project) -> list[float]:
    """Seconds that each write transaction holds SQLite's lock, as they end."""
    held: list[float] = []
    begun: dict[int, float] = {}

    def begins(_: object, cursor: sqlite3.Cursor, statement: str, *__: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            begun[id(cursor.connection)] = time.perf_counter()

    def ends(connection: object, _: object) -> None:
        if id(connection) in begun:
            held.append(time.perf_counter() - begun.pop(id(connection)))

    event.listen(project.engine, "after_cursor_execute", begins)
    event.listen(project.engine.pool, "checkin", ends)
    return held


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report_more(folder: Path, copies: Copies, size: int) -> None:
    project = init_project(folder)
    kept = fill(project, copies.records(), 10**9, size)
    project.run()
    project.engine.dispose()
    line = {"id": "one more", "published": "2020-03-04", "text": _NEWS}
    more = folder / "more.jsonl"
    more.write_text(json.dumps(line), encoding="utf-8")
    for words in (("add", str(more), "--country", "NG"), ("run",)):
        begin, before = time.perf_counter(), os.times()
        done = [sys.executable, "-m", "sourceline.cli", "--project", str(folder)]
        subprocess.run([*done, *words], check=True, capture_output=True)
        clock, after = time.perf_counter() - begin, os.times()
        busy = sum(after[2:4]) - sum(before[2:4])
        print(
            f"one report more in a project of {kept}: {words[0]} {clock:.2f} s, "
            f"{busy:.2f} s of the processor"
        )


def main(sizes: Sequence[int] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--claims", type=int, nargs="*", default=[1000, 10_000, 100_000]
    )
    parser.add_argument("--reports", type=int, default=20_000)
    args = parser.parse_args()
    copies, before = Copies(), (0, 0.0)
    for size in sizes or args.claims:
        with tempfile.TemporaryDirectory() as folder:
            project = init_project(Path(folder) / "p")
            kept = fill(project, copies.records(), size)
            held = holds(project)
            spent = timed(project)
            whole = sum(spent.values())
            counts = project.counts()
            stages = ", ".join(f"{k} {v:.1f} s" for k, v in spent.items())
            grown = (
                f", {whole / before[1]:.1f} times the {before[0]} before"
                if before[1]
                else ""
            )
            print(
                f"{counts['event claims']} claims of {kept} reports: {whole:.1f} s{grown} "
                f"({stages}); {counts['incidents']} incidents; longest write "
                f"transaction {max(held):.2f} s of {len(held)}; {megabytes():.0f} MB"
            )
            before = (counts["event claims"], whole)
            project.engine.dispose()
    if args.reports:
        with tempfile.TemporaryDirectory() as folder:
            report_more(Path(folder) / "p", copies, args.reports)


if __name__ == "__main__":
    main()
