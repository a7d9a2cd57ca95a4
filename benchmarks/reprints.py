"""How well reprints of one story are told from other reports.

python -m benchmarks.reprints

Pairs of the whole practice corpus (article text only): precision, recall and F1 of
``reprint_of`` groups at several likenesses (no day looked at), and the same for identical first sentences,
the cheapest rule that anybody would try.
"""

from itertools import combinations

from benchmarks.shared_pairs import f1, pairs_of
from corpus.reader import Report, reports
from sourceline.fuse.reprints import LIKE, Fingerprint, fingerprint, likeness, stories


def article(report: Report) -> str:
    return "\n".join(
        report.text[b.start : b.end] for b in report.blocks if b.is_article
    )


def gold_stories(listed: list[Report]) -> dict[str, str]:
    return stories((r.id, r.reprint_of, 1.0) for r in listed if r.reprint_of)


def main() -> None:
    listed = sorted(reports(), key=lambda r: r.id)
    gold = pairs_of(gold_stories(listed))
    texts = {r.id: article(r) for r in listed}
    prints: dict[str, Fingerprint] = {k: fingerprint(v) for k, v in texts.items()}
    scored = [(a, b, likeness(prints[a], prints[b])) for a, b in combinations(texts, 2)]
    print(f"{len(listed)} reports, {len(gold)} reprint pairs")
    for least in (0.1, 0.14, LIKE, 0.2, 0.25, 0.3, 0.4, 0.6):
        found = stories((a, b, x) for a, b, x in scored if x >= least)
        mark = "  <- used" if least == LIKE else ""
        print(f"likeness >= {least}: {f1(pairs_of(found), gold)}{mark}")
    first: dict[str, str] = {}
    opening = {k: v.split(". ")[0] for k, v in texts.items()}
    same = [(a, b, 1.0) for a, b in combinations(texts, 2) if opening[a] == opening[b]]
    first = stories(same)
    print(f"same first sentence: {f1(pairs_of(first), gold)}")
    missed = sorted(gold - pairs_of(stories(t for t in scored if t[2] >= LIKE)))
    like = {(a, b): x for a, b, x in scored}
    for a, b in missed[:10]:
        print(f"missed {a} {b}: {like[a, b]:.2f}")
    extra = sorted(pairs_of(stories(t for t in scored if t[2] >= LIKE)) - gold)
    for a, b in extra[:10]:
        print(f"extra {a} {b}: {like[a, b]:.2f}")


if __name__ == "__main__":
    main()
