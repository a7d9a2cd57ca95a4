"""Accuracy and speed of the date resolver on the practice corpus's time phrases.

python -m benchmarks.dates [--part dev ...] [--worst N]

Exact: found and gold ranges are equal. Overlap: they share a day and the found one is
at most three times as wide. The baseline takes the day of publication for all.

Publication from the text alone: how often the day is right or wrong, how often only a
range is given and whether it holds the day, how often nothing is known.
"""

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date

from corpus.reader import Mark, Report, reports
from corpus.split import PARTS, split
from sourceline.model.claims import DateRange, Published, TextSpan
from sourceline.resolve.dates import Phrase, resolve_dates
from sourceline.resolve.published import find_published

_SENTENCE_END = re.compile(r"(?<=[.!?][\"”’)])\s|(?<=[a-z0-9][.!?])\s+(?=[\"“A-Z])")
_WIDER = 3
_NOT_THE_STORY = {
    "navigation",
    "advertisement",
    "share",
    "related_headline",
    "comment",
    "form",
    "footer",
}


def phrases_of(report: Report) -> tuple[list[Phrase], list[Mark]]:
    """The report's time mentions in order, with their sentences."""
    marks = sorted((m for m in report.mentions if m.kind == "d"), key=lambda m: m.start)
    out = []
    for mark in marks:
        number, block = next(
            (n, b) for n, b in enumerate(report.blocks) if b.start <= mark.start < b.end
        )
        line = report.text[block.start : block.end]
        cuts = [0] + [m.end() for m in _SENTENCE_END.finditer(line)] + [len(line)]
        at = mark.start - block.start
        first = max(c for c in cuts if c <= at)
        last = min(c for c in cuts if c > at)
        out.append(
            Phrase(
                report.text[mark.start : mark.end],
                TextSpan(mark.start, mark.end),
                line[first:last],
                block.start + first,
                number,
            )
        )
    return out, marks


def cases(
    chosen: list[Report], *, baseline: bool = False
) -> Iterator[tuple[Report, Phrase, tuple[date, date], DateRange | None]]:
    """Report, phrase, gold range and found range for each mention with a gold range."""
    for report in chosen:
        day = date.fromisoformat(report.published)
        published = Published(day, day, day, "given")
        phrases, marks = phrases_of(report)
        found = (
            [DateRange(day, day, 1, "publication")] * len(phrases)
            if baseline
            else resolve_dates(phrases, published, report.country)
        )
        for phrase, mark, range_ in zip(phrases, marks, found, strict=True):
            gold = report.info.get(mark.id, {})
            try:
                wanted = (
                    date.fromisoformat(gold["from"]),
                    date.fromisoformat(gold["to"]),
                )
            except (KeyError, TypeError, ValueError):
                continue
            yield report, phrase, wanted, range_


def overlaps(gold: tuple[date, date], found: DateRange | None) -> bool:
    """They share a day and the found one is at most three times as wide."""
    if found is None or found.earliest is None or found.latest is None:
        return False
    shared = found.earliest <= gold[1] and gold[0] <= found.latest
    wide = (found.latest - found.earliest).days + 1
    return shared and wide <= _WIDER * ((gold[1] - gold[0]).days + 1)


def score(chosen: list[Report], *, baseline: bool = False) -> tuple[int, float, float]:
    """Phrases, exact and overlap in per cent."""
    counts: Counter[str] = Counter()
    for _, _, gold, found in cases(chosen, baseline=baseline):
        counts["all"] += 1
        counts["exact"] += found is not None and gold == (found.earliest, found.latest)
        counts["overlap"] += overlaps(gold, found)
    share = 100 / max(1, counts["all"])
    return counts["all"], counts["exact"] * share, counts["overlap"] * share


def publication(chosen: list[Report]) -> Counter[str]:
    """Outcomes of the publication date, the furniture's own parts left out."""
    counts: Counter[str] = Counter()
    for report in chosen:
        day = date.fromisoformat(report.published)
        left_out = [
            TextSpan(b.start, b.end) for b in report.blocks if b.kind in _NOT_THE_STORY
        ]
        found = find_published(report.text, left_out=left_out, country=report.country)
        if found.date:
            counts["day right" if found.date == day else "day wrong"] += 1
        elif found.basis == "unknown":
            counts["nothing known"] += 1
        else:
            low, high = found.earliest or day, found.latest or day
            counts["range right" if low <= day <= high else "range wrong"] += 1
    return counts


def speed(chosen: list[Report]) -> float:
    """Phrases a second of CPU time, best of three rounds, all reports, warmed up."""
    work = []
    for report in chosen:
        day = date.fromisoformat(report.published)
        work.append((phrases_of(report)[0], Published(day, day, day, "given")))
    best = 0.0
    for phrases, published in work:
        resolve_dates(phrases, published)
    for _ in range(3):
        begin = time.process_time()
        for phrases, published in work:
            resolve_dates(phrases, published)
        spent = time.process_time() - begin
        best = max(best, sum(len(p) for p, _ in work) / spent)
    return best


def worst(chosen: list[Report], number: int) -> Iterator[str]:
    """Phrases that miss, with the words around them."""
    left = number
    for report, phrase, gold, found in cases(chosen):
        if left and not overlaps(gold, found):
            left -= 1
            at = phrase.span.start - phrase.offset
            around = phrase.sentence[max(0, at - 60) : at + 60].replace("\n", " ")
            got = f"{found.earliest}..{found.latest}" if found else "-"
            yield (
                f"{report.id} {report.published} {phrase.text!r} gold "
                f"{gold[0]}..{gold[1]} found {got} | {around}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", nargs="*", choices=PARTS, default=["train", "dev"])
    parser.add_argument("--worst", type=int, default=0)
    args = parser.parse_args()
    parts = split(reports())
    for part in args.part:
        for name, baseline in (("ours", False), ("baseline", True)):
            count, exact, overlap = score(parts[part], baseline=baseline)
            print(
                f"{part} {name}: {count} phrases, exact {exact:.1f} %, "
                f"overlap {overlap:.1f} %"
            )
        print(f"{part} publication:", dict(publication(parts[part]).most_common()))
        for line in worst(parts[part], args.worst):
            print(" ", line)
    print(f"phrases a second of CPU: {speed(parts[args.part[0]]):.0f}")


if __name__ == "__main__":
    main()
