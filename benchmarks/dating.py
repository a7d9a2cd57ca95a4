"""Undated reports: how often the rest of a project narrows when they were published, and
how often rightly.

python -m benchmarks.dating [--parts test,held-out] [--curve] [--errors] [--end-to-end]

Reports of same-incident groups and reprints lose their day of publication, a third of
them at a time, and with it every date of theirs that needs it; all others of the corpus
keep theirs. A report whose text says its day by itself does not count. Of the rest:
the share that is narrowed, the share of narrowed ranges that hold the true day, how wide
they are, and the same for the days of the claims that other reports date.

``--end-to-end`` reads the texts with the shipped model instead of taking gold claims.
"""

import argparse
import datetime
import re
import statistics
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.gold_claims import gold_stories, gold_testimonies, outlet
from corpus.reader import Report, reports
from corpus.split import PARTS, split
from sourceline.fuse import dating
from sourceline.fuse.matching import read_weights
from sourceline.model.claims import EventClaim, Published, ReportRecord
from sourceline.model.incidents import Testimony
from sourceline.pipeline import extractor, gazetteer, names_days, text_source
from sourceline.resolve.published import find_published
from sourceline.resources import table

_FOLDS = 3
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True)
class Case:
    """An undated report: as it is read, what narrowing makes of it, and the truth."""

    report: Report
    before: ReportRecord
    after: ReportRecord
    truth: dict[str, EventClaim]
    able: bool
    """Whether a dated report prints it, or tells one of its happenings."""

    @property
    def narrowed(self) -> bool:
        return self.after is not self.before

    @property
    def both(self) -> bool:
        found = self.after.published
        return self.narrowed and None not in {found.earliest, found.latest}

    @property
    def holds(self) -> bool:
        day, found = _day(self.report), self.after.published
        return (found.earliest or day) <= day <= (found.latest or day)

    def dated(self) -> Iterator[bool]:
        """For each claim that others date whether its range meets the true one."""
        for claim in self.after.claims:
            told = self.truth.get(claim.id)
            by_others = any(r.rule.startswith("dated by") for r in claim.why)
            if by_others and told and told.date and claim.date:
                mine, true = claim.date, told.date
                yield mine.earliest <= true.latest and true.earliest <= mine.latest


def _day(report: Report) -> datetime.date:
    return datetime.date.fromisoformat(report.published)


def cases(
    listed: Sequence[Report],
    told: dict[str, list[Testimony]],
    undated: dict[str, ReportRecord],
) -> Iterator[Case]:
    """Every report that loses its day, against all that keep theirs."""
    usual = read_weights(table("match_weights.json")).usual
    stories = gold_stories(listed)
    for fold in range(_FOLDS):
        lost = {r.id for r in listed if r.id in undated and _fold(r.id) == fold}
        known = [t for r in listed if r.id not in lost for t in told.get(r.id, ())]
        near: dict[str, list[Testimony]] = {}
        for one in known:
            if dating.is_sharp(one.claim):
                for key in dating.landmarks(one.claim):
                    near.setdefault(key, []).append(one)
        for report in (r for r in listed if r.id in lost):
            record = undated[report.id]
            keys = {k for c in record.claims for k in dating.landmarks(c)}
            dated = [t for key in sorted(keys) for t in near.get(key, ())]
            story = stories.get(report.id)
            reprints = [
                (r.id, Published(_day(r), _day(r), _day(r), "given"))
                for r in listed
                if story and stories.get(r.id) == story and r.id not in lost
            ]
            after = dating.narrowed(record, dated, reprints, names_days, usual)
            truth = {t.claim.id: t.claim for t in told.get(report.id, ())}
            others = (r for r in listed if r.id not in lost)
            shared = set(report.incidents.values())
            able = bool(reprints) or any(
                shared & set(r.incidents.values()) for r in others
            )
            yield Case(report, record, after, truth, able)


def _fold(name: str) -> int:
    return zlib.crc32(name.encode()) % _FOLDS


def without_days(
    listed: Sequence[Report], told: dict[str, list[Testimony]]
) -> dict[str, ReportRecord]:
    """Gold records of the reports in groups, as far as they say their days themselves."""
    out = {}
    stories = gold_stories(listed)
    for report in listed:
        if not report.incidents and report.id not in stories:
            continue
        published = find_published(report.text, country=report.country)
        if published.date is None:
            claims = tuple(_undated(t.claim, report) for t in told.get(report.id, ()))
            out[report.id] = _record(report, published, claims)
    return out


def _undated(claim: EventClaim, report: Report) -> EventClaim:
    date = claim.date
    if date is None or date.span is None:
        return replace(claim, date=None)
    words = report.text[date.span.start : date.span.end]
    return claim if _YEAR.search(words) else replace(claim, date=None)


def _record(
    report: Report, published: Published, claims: tuple[EventClaim, ...]
) -> ReportRecord:
    publisher = report.head.get("outlet")
    head = (report.id, report.id, None, None, None, publisher, "en", published)
    return ReportRecord(*head, report.id, (), claims, (), ())


def read_texts(
    listed: Sequence[Report],
) -> tuple[dict[str, list[Testimony]], dict[str, ReportRecord]]:
    """What the shipped model reads of every text with its day, and of those in groups
    without it.
    """
    told, undated = {}, {}
    stories = gold_stories(listed)
    for report in listed:
        source = text_source(report.text, key=report.id, published=_day(report))
        record = extractor().extract(source, report.country)
        own = outlet(report, stories, record.id)
        told[report.id] = [Testimony(c, own) for c in record.claims]
        if report.incidents or report.id in stories:
            bare = replace(source, published=None, basis="unknown")
            found = extractor().extract(bare, report.country)
            if found.published.date is None:
                undated[report.id] = found
    return told, undated


def line(found: Sequence[Case]) -> str:
    changed = [c for c in found if c.narrowed]
    both = [c for c in changed if c.both]
    days = [x for c in changed for x in c.dated()]
    wide = [
        (c.after.published.latest - c.after.published.earliest).days + 1 for c in both
    ]
    share = lambda part, of: f"{part} of {of} ({100 * part / max(1, of):.1f} %)"
    return (
        f"{share(len(changed), len(found))} narrowed, of the {sum(c.able for c in found)} "
        f"that share a happening with a dated one {sum(c.able for c in changed)}; "
        f"true day inside {share(sum(c.holds for c in changed), len(changed))}, of "
        f"those on both sides {share(sum(c.holds for c in both), len(both))}, median "
        f"{statistics.median(wide or [0]):.0f} days wide; claims dated rightly "
        f"{share(sum(days), len(days))}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--parts", default="test,held-out")
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--end-to-end", action="store_true")
    args = parser.parse_args()
    parts = args.parts.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    listed = sorted(reports(), key=lambda r: r.id)
    part_of = {r.id: p for p, members in split(listed).items() for r in members}
    if args.end_to_end:
        listed = [r for r in listed if part_of[r.id] in parts]
        told, undated = read_texts(listed)
    else:
        told = {}
        for one in gold_testimonies(listed, gazetteer()):
            told.setdefault(one.claim.report, []).append(one)
        undated = without_days(listed, told)
    used = dating.LEAST_BITS
    for least in (3, 4, 5, 6, 7, 8) if args.curve else (used,):
        dating.LEAST_BITS = least
        found = list(cases(listed, told, undated))
        print(f"at least {least} bits" + ("  <- used" if least == used else ""))
        for part in parts:
            mine = [c for c in found if part_of[c.report.id] == part]
            print(f"{part:9} {line(mine)}")
            if args.errors:
                for case in mine:
                    if not case.holds or not all(case.dated()):
                        show(case)


def show(case: Case) -> None:
    """A case that went wrong."""
    found = case.after.published
    print(case.report.id, case.report.published, found.earliest, found.latest)
    print(*found.why, sep="\n")
    for claim in case.after.claims:
        true = case.truth.get(claim.id)
        if any(r.rule.startswith("dated by") for r in claim.why):
            told = true and true.date and (str(true.date.earliest), claim.background)
            print("   ", claim.sub_event_type, told, claim.evidence[0].text)


if __name__ == "__main__":
    main()
