"""The event graph on the practice corpus, from raw pages: spans, types, roles, same
event, control, furniture.

python -m benchmarks.language.events [--part test|dev|held-out] [--model DIR] [--json]

Spans and furniture are what the model finds in the page as it is. Status, news, control
and same event are given twice: on gold triggers (as the study measured them) and on
found ones. Roles per event: found events are paired with gold ones by shared triggers;
a found mention stands for the gold thing that it overlaps.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from benchmarks.language.shared import Counts, analyser, arguments
from corpus.reader import Report, reports
from corpus.split import PARTS, split
from sourceline.language.analyse import Analyser, Marked
from sourceline.model import labels
from sourceline.model.analysis import Analysis, Trigger
from sourceline.model.taxonomy import CONTROL_KINDS

STUDY = {
    "mentions exact": 59.8,
    "triggers overlap": 79.0,
    "triggers + sub-type": 43.9,
    "same event (gold triggers)": 68.6,
    "status (gold triggers)": 88.8,
    "news (gold triggers)": 92.4,
    "furniture lines": 92.6,
}
LETTER = {
    name: letter
    for letter, name in zip(labels.MENTION_KINDS, labels.MENTION_NAMES, strict=True)
}
GOLD_ROLE = {
    "initiator": "initiator",
    "target": "target",
    "ally": "ally",
    "party": "party",
    "object": "object",
    "weapon": "weapon",
    "sources": "source",
}


def measure(reader: Analyser, listed: Sequence[Report]) -> dict[str, float]:
    """All measures over some reports, in percent."""
    counts: dict[str, Counts] = defaultdict(Counts)
    accuracy: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for report in listed:
        found = reader.analyse(report.text)
        marked = [
            Marked(m.start, m.end, m.kind) for m in (*report.mentions, *report.triggers)
        ]
        given = reader.analyse(report.text, marked)
        _spans(counts, report, found)
        _lines(counts, report, found)
        _roles(counts, report, found)
        for tag, seen in (("gold triggers", given), ("found triggers", found)):
            _events(counts, accuracy, report, seen, tag)
    out = {name: c.f1 for name, c in sorted(counts.items()) if c.gold or c.found}
    for tag in ("gold triggers", "found triggers"):
        kinds = [counts[f"control {k} ({tag})"] for k in CONTROL_KINDS]
        out[f"control macro ({tag})"] = sum(c.f1 for c in kinds) / len(kinds)
    return out | {
        name: 100 * right / total
        for name, (right, total) in sorted(accuracy.items())
        if total
    }


def _spans(counts: dict[str, Counts], report: Report, found: Analysis) -> None:
    gold = {(m.start, m.end, m.kind) for m in report.mentions}
    seen = {(m.start, m.end, LETTER[m.kind]) for m in found.mentions}
    counts["mentions exact"].add(gold, seen)
    _overlap(counts["mentions overlap"], gold, seen)
    for letter, name in zip(labels.MENTION_KINDS, labels.MENTION_NAMES, strict=True):
        counts[f"mention {name}"].add(
            {x for x in gold if x[2] == letter}, {x for x in seen if x[2] == letter}
        )
    events = {(t.start, t.end, "e") for t in report.triggers if t.kind == "e"}
    triggers = {(t.start, t.end, "e") for t in found.triggers if t.is_event}
    counts["triggers exact"].add(events, triggers)
    _overlap(counts["triggers overlap"], events, triggers)
    counts["triggers + sub-type"].add(
        {
            (t.start, t.end, report.events[t.id]["type"])
            for t in report.triggers
            if t.kind == "e"
        },
        {(t.start, t.end, t.sub_type) for t in found.triggers if t.is_event},
    )


def _overlap(
    counts: Counts, gold: set[tuple[int, int, str]], seen: set[tuple[int, int, str]]
) -> None:
    meets = lambda a, others: any(
        a[0] < b[1] and b[0] < a[1] and a[2] == b[2] for b in others
    )
    counts.cover(
        len(gold),
        len(seen),
        sum(meets(g, seen) for g in gold),
        sum(meets(s, gold) for s in seen),
    )


def _lines(counts: dict[str, Counts], report: Report, found: Analysis) -> None:
    spans = [
        (b.start, b.end) for b in report.blocks if report.text[b.start : b.end].strip()
    ]
    kinds = [b.kind for b in report.blocks if report.text[b.start : b.end].strip()]
    gold = {i for i, k in enumerate(kinds) if k not in {"title", "body"}}
    seen = set()
    for line in found.lines:
        at = next((i for i, (a, b) in enumerate(spans) if a <= line.start < b), None)
        if at is not None and line.furniture > 0.5:
            seen.add(at)
    counts["furniture lines"].add(gold, seen)


def _matches(report: Report, found: Analysis) -> dict[int, str]:
    """Found trigger to the key of the gold one that it overlaps."""
    out = {}
    for i, trigger in enumerate(found.triggers):
        for mark in report.triggers:
            if trigger.start < mark.end and mark.start < trigger.end:
                out[i] = mark.id
                break
    return out


def _events(
    counts: dict[str, Counts],
    accuracy: dict[str, list[int]],
    report: Report,
    seen: Analysis,
    tag: str,
) -> None:
    matched = _matches(report, seen)
    control = defaultdict(set)
    for claim in report.control:
        control[claim["trigger"]].add(claim["kind"])
    for i, key in matched.items():
        trigger = seen.triggers[i]
        if key in report.events and trigger.is_event:
            gold = report.events[key]
            for name, right in (
                (f"status ({tag})", trigger.status == gold["status"]),
                (f"news ({tag})", (trigger.news > 0.5) == gold["news"]),
                (f"sub-type ({tag})", trigger.sub_type == gold["type"]),
            ):
                accuracy[name][0] += right
                accuracy[name][1] += 1
    for kind in CONTROL_KINDS:
        gold_marks = {
            (t.start, t.end) for t in report.triggers if kind in control[t.id]
        }
        hits = {i for i, t in enumerate(seen.triggers) if kind in t.control}
        meets = lambda t, marks: any(t.start < b and a < t.end for a, b in marks)
        covered = sum(
            any(seen.triggers[i].start < b and a < seen.triggers[i].end for i in hits)
            for a, b in gold_marks
        )
        counts[f"control {kind} ({tag})"].cover(
            len(gold_marks),
            len(hits),
            covered,
            sum(meets(seen.triggers[i], gold_marks) for i in hits),
        )
    _same(counts[f"same event ({tag})"], report, seen)


def _same(counts: Counts, report: Report, seen: Analysis) -> None:
    marks = [t for t in report.triggers if t.kind == "e"]
    gold = {
        (a.start, b.start)
        for a, b in combinations(sorted(marks, key=lambda t: t.start), 2)
        if a.id == b.id
    }
    events: list[tuple[Trigger, int]] = [
        (t, i) for i, t in enumerate(seen.triggers) if t.is_event
    ]
    place = {
        i: next(
            (m.start for m in marks if t.start < m.end and m.start < t.end),
            -1 - t.start,
        )
        for t, i in events
    }
    pairs = {
        (place[i], place[j])
        for (a, i), (b, j) in combinations(events, 2)
        if a.event == b.event and place[i] != place[j]
    }
    counts.add(gold, pairs)


def gold_roles(report: Report) -> set[tuple[str, str, str]]:
    """(event, role, mention id) of every event."""
    out = set()
    for key, event in report.events.items():
        for name, role in GOLD_ROLE.items():
            out |= {(key, role, one) for one in event.get(name) or ()}
        out |= {
            (key, role, event[role]) for role in ("place", "date") if event.get(role)
        }
        for toll in event.get("casualties") or ():
            if toll.get("count"):
                out.add((key, "count", toll["count"]))
            elif toll.get("who") and toll.get("low") == 1:
                out.add((key, "victim", toll["who"]))
    return out


def _roles(counts: dict[str, Counts], report: Report, found: Analysis) -> None:
    """Events are paired by shared triggers, most first; a mention is the gold thing
    that it overlaps, else itself."""
    matched = _matches(report, found)
    votes: dict[tuple[int, str], int] = defaultdict(int)
    for i, key in matched.items():
        if found.triggers[i].is_event and key in report.events:
            votes[found.triggers[i].event, key] += 1
    pair: dict[int, str] = {}
    for (event, key), _ in sorted(votes.items(), key=lambda v: (-v[1], v[0])):
        if event not in pair and key not in pair.values():
            pair[event] = key
    names: dict[int, str] = {}
    for i, mention in enumerate(found.mentions):
        over = [
            m.id
            for m in report.mentions
            if mention.start < m.end
            and m.start < mention.end
            and m.kind == LETTER[mention.kind]
        ]
        names[i] = over[0] if over else f"?{mention.entity}"
    seen = set()
    for role in found.roles:
        trigger = found.triggers[role.trigger]
        if trigger.is_event and role.role not in {"holder", "loser", "control_place"}:
            seen.add(
                (
                    pair.get(trigger.event, f"?{trigger.event}"),
                    role.role,
                    names[role.mention],
                )
            )
    gold = gold_roles(report)
    counts["roles"].add(gold, seen)
    for role in labels.ROLES:
        counts[f"role {role}"].add(
            {x for x in gold if x[1] == role}, {x for x in seen if x[1] == role}
        )


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--part", choices=PARTS, default="test")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    results = measure(analyser(args.model), split(reports())[args.part])
    if args.json:
        print(json.dumps(results))
        return
    for name, value in results.items():
        print(
            f"{name:40} {value:5.1f}"
            + (f"   (study {STUDY[name]})" if name in STUDY else "")
        )


if __name__ == "__main__":
    main()
