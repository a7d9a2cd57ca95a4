"""Claims against the practice corpus's gold: events, tolls, places, dates, sides, status, control, furniture.

    python -m benchmarks.score_reports [--part dev|test|held-out] [--model DIR] [--errors N] [--baseline]

``--errors`` prints N errors of each field, of as many reports as there are.

Events are paired by shared trigger words, most first. ``event`` counts pairs with the same event type among current
events (occurred or ongoing news), ``sub-event`` with the same sub-type; the other fields are scored on paired events.
``initiator`` and ``target`` ask whether one of those named is right, ``all initiators`` whether all are and no other.
``--baseline`` scores keywords and regular expressions beside it.
"""

import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from benchmarks.baseline import baseline_record
from benchmarks.language.shared import Counts, analyser, arguments
from corpus.reader import Report, reports
from corpus.split import PARTS, split
from sourceline.model.records import report_record
from sourceline.model.taxonomy import EVENT_TYPE_OF
from sourceline.pipeline import Extractor, gazetteer, lexicon, text_source

CURRENT = frozenset({"occurred", "ongoing"})
Reader = Callable[[Report], dict]


Errors = dict[str, list[str]]


def score(read: Reader, listed: Sequence[Report]) -> tuple[dict[str, float], Errors]:
    """Figures in percent, and by field the errors in words."""
    counts: dict[str, Counts] = defaultdict(Counts)
    hits: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    errors: Errors = defaultdict(list)
    empty = false_events = 0
    for report in listed:
        record = read(report)
        pairs = paired(report, record["claims"])
        _events(counts, hits, errors, report, record, pairs)
        _control(counts, errors, report, record)
        _furniture(hits, report, record)
        if not report.events:
            empty += 1
            false_events += len(record["claims"])
    out = {name: c.f1 for name, c in counts.items()}
    out |= {f"{n} precision": counts[n].precision for n in ("event", "casualties")}
    out |= {f"{n} recall": counts[n].recall for n in ("event", "casualties")}
    out |= {name: 100 * right / total for name, (right, total) in hits.items() if total}
    out["false events per ten no-event reports"] = 10 * false_events / max(1, empty)
    return out, errors


def paired(report: Report, claims: Sequence[dict]) -> dict[str, dict]:
    """Gold event key to the claim that shares most trigger words with it."""
    votes: list[tuple[int, str, int]] = []
    for number, claim in enumerate(claims):
        spans = [w["span"] for w in claim["why"] if "trigger" in w["rule"]]
        for key in report.events:
            marks = [t for t in report.triggers if t.id == key]
            shared = sum(
                any(s["start"] < m.end and m.start < s["end"] for m in marks)
                for s in spans
            )
            if shared:
                votes.append((-shared, key, number))
    out: dict[str, dict] = {}
    taken: set[int] = set()
    for _, key, number in sorted(votes):
        if key not in out and number not in taken:
            out[key] = claims[number]
            taken.add(number)
    return out


def _events(counts, hits, errors, report, record, pairs) -> None:
    current = {
        k for k, e in report.events.items() if e["news"] and e["status"] in CURRENT
    }
    claimed = [
        c for c in record["claims"] if not c["background"] and c["status"] in CURRENT
    ]
    for name, field, of in (
        ("event", "event_type", lambda e: EVENT_TYPE_OF[e["type"]]),
        ("sub-event", "sub_event_type", lambda e: e["type"]),
    ):
        right = sum(
            k in current and c in claimed and c[field] == of(report.events[k])
            for k, c in pairs.items()
        )
        counts[name].cover(len(current), len(claimed), right, right)
    for key in current - set(pairs):
        errors["event"].append(f"{report.id} missed {report.events[key]['type']}")
    for key, claim in pairs.items():
        gold = report.events[key]
        _field(
            hits,
            errors,
            report,
            key,
            "status",
            claim["status"] == gold["status"],
            claim["status"],
        )
        _field(
            hits,
            errors,
            report,
            key,
            "background",
            claim["background"] != gold["news"],
            claim["background"],
        )
        _field(
            hits,
            errors,
            report,
            key,
            "sub-type",
            claim["sub_event_type"] == gold["type"],
            claim["sub_event_type"],
        )
        if key in current:
            _sides(counts, hits, errors, report, key, claim)
            _place_date(hits, errors, report, key, claim)
            _tolls(counts, errors, report, key, claim)


def _field(hits, errors, report, key, name, right, said) -> None:  # noqa: PLR0913, PLR0917
    hits[name][0] += bool(right)
    hits[name][1] += 1
    if not right:
        errors[name].append(f"{report.id} {key}: {said!r}")


def _sides(counts, hits, errors, report: Report, key: str, claim: dict) -> None:
    gold = report.events[key]
    for role in ("initiator", "target"):
        wanted = set(gold.get(role) or ())
        said = [p for p in claim["participants"] if p["role"] == role]
        actor = lambda one: report.info.get(one, {}).get("actor", one)
        found = {
            actor(one) for one in wanted if any(_names(report, one, p) for p in said)
        }
        named = {actor(one) for one in wanted}
        counts[f"all {role}s"].cover(len(named), len(said), len(found), len(found))
        if not wanted:
            continue
        right = any(_names(report, one, p) for one in wanted for p in said)
        shown = [p["name"] for p in said]
        _field(hits, errors, report, key, role, right, shown)
    wanted = set(gold.get("sources") or ())
    if wanted:
        marks = [m for m in report.mentions if m.id in wanted]
        right = any(
            s["span"]["start"] < m.end and m.start < s["span"]["end"]
            for m in marks
            for s in claim["attribution"]
        )
        _field(
            hits,
            errors,
            report,
            key,
            "attribution",
            right,
            [s["name"] for s in claim["attribution"]],
        )


def _names(report: Report, one: str, participant: dict) -> bool:
    """The words of the same thing, or the same canonical actor."""
    start, end = participant["span"]["start"], participant["span"]["end"]
    over = any(m.id == one and start < m.end and m.start < end for m in report.mentions)
    actor = report.info.get(one, {}).get("actor", "")
    return over or bool(actor and actor.lower() == (participant["actor"] or "").lower())


def _place_date(hits, errors, report: Report, key: str, claim: dict) -> None:
    gold = report.events[key]
    if gold.get("place"):
        info = report.info[gold["place"]]
        place = claim["place"]
        marks = [m for m in report.mentions if m.id == gold["place"]]
        over = (
            place
            and place["span"]
            and any(
                place["span"]["start"] < m.end and m.start < place["span"]["end"]
                for m in marks
            )
        )
        same = (
            place
            and place["country"] == info["country"]
            and (
                over
                or (place["gazetteer_name"] or "").lower()
                == (info.get("place") or "").lower()
            )
        )
        _field(
            hits,
            errors,
            report,
            key,
            "place named",
            bool(over),
            place and place["name"],
        )
        _field(
            hits,
            errors,
            report,
            key,
            "place in country",
            bool(same),
            place and place["country"],
        )
    if gold.get("date"):
        info, date = report.info[gold["date"]], claim["date"]
        meets = bool(
            date
            and date["earliest"]
            and date["earliest"] <= info["to"]
            and info["from"] <= date["latest"]
        )
        wide = meets and _days(date["earliest"], date["latest"]) <= max(
            3, 3 * _days(info["from"], info["to"])
        )
        _field(
            hits,
            errors,
            report,
            key,
            "date",
            wide,
            date and (date["earliest"], date["latest"]),
        )


def _days(first: str, last: str) -> int:
    return (
        datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)
    ).days + 1


def _tolls(counts, errors, report: Report, key: str, claim: dict) -> None:
    keep = lambda rows: {
        (t["harm"], t["group"], t["low"], t["high"])
        for t in rows
        if t["scope"] != "aggregate"
    }
    bare = lambda rows: {(t[0], t[2], t[3]) for t in rows}
    gold, said = (
        keep(report.events[key].get("casualties") or ()),
        keep(claim["casualties"]),
    )
    counts["casualties"].add(gold, said)
    counts["casualties without group"].add(bare(gold), bare(said))
    rows = errors["casualties"]
    rows += [f"{report.id} {key} missed: {t}" for t in gold - said]
    rows += [f"{report.id} {key} false: {t}" for t in said - gold]


def _control(counts, errors, report: Report, record: dict) -> None:
    gold = {
        (_spot(report, c["place"]), c["kind"])
        for c in report.control
        if c["status"] == "occurred"
    }
    said = set()
    for claim in record["control"]:
        span = claim["place"]["span"]
        over = [
            m.id
            for m in report.mentions
            if m.kind == "p"
            and span
            and m.start < span["end"]
            and span["start"] < m.end
        ]
        if claim["status"] == "occurred":
            said.add(
                (
                    _spot(report, over[0]) if over else claim["place"]["name"],
                    claim["kind"],
                )
            )
    counts["control"].add(gold, said)
    rows = errors["control"]
    rows += [f"{report.id} missed: {c}" for c in gold - said]
    rows += [f"{report.id} false: {c}" for c in said - gold]


def _spot(report: Report, one: str) -> str:
    info = report.info.get(one, {})
    return str(info.get("place") or info.get("relation"))


def _furniture(hits, report: Report, record: dict) -> None:
    blocks = [b for b in report.blocks if not b.is_article]
    for claim in record["claims"]:
        spans = [w["span"] for w in claim["why"] if "trigger" in w["rule"]]
        inside = any(b.start <= s["start"] < b.end for b in blocks for s in spans)
        hits["claims outside furniture"][0] += not inside
        hits["claims outside furniture"][1] += 1


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--part", choices=PARTS, default="dev")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--baseline", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    listed = split(reports())[args.part]
    extractor = Extractor(analyser(args.model), lexicon(), gazetteer())

    def ours(report: Report) -> dict:
        day = datetime.date.fromisoformat(report.published)
        source = text_source(report.text, key=report.id, published=day)
        found = extractor.extract(source, report.country)
        return report_record(found)

    results, errors = score(ours, listed)
    rival = score(baseline_record, listed)[0] if args.baseline else {}
    if args.json:
        print(json.dumps(results))
        return
    for name, value in results.items():
        print(
            f"{name:42} {value:6.1f}"
            + (f"   baseline {rival.get(name, 0):5.1f}" if rival else "")
        )
    for field, rows in errors.items():
        for row in _spread(rows)[: args.errors]:
            print(f"{field}: {row}")


def _spread(rows: Sequence[str]) -> list[str]:
    """The first error of each report, then the second of each, and so on."""
    seen: Counter[str] = Counter()
    turn = []
    for row in rows:
        name = row.split()[0]
        turn.append(seen[name])
        seen[name] += 1
    return [row for _, row in sorted(zip(turn, rows, strict=True), key=lambda t: t[0])]


if __name__ == "__main__":
    main()
