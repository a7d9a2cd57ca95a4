"""Check practice reports against the rules of the README.

python -m corpus.check [PATH…]            print faults, exit 1 if any python -m
corpus.check --jsonl [PATH…]    one JSON object a report, with offsets

Without a path the whole corpus is checked, and ``across.json`` with it.
"""

import dataclasses
import json
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from corpus import across
from corpus.reader import MARK, REPORTS, CorpusError, Report, read, reports
from sourceline.model.taxonomy import (
    ACTOR_TYPES,
    CASUALTY_GROUPS,
    CASUALTY_SCOPES,
    CONTROL_KINDS,
    FURNITURE_KINDS,
    HARMS,
    MODIFIERS,
    STATUSES,
    SUB_EVENT_TYPES,
)

ROLES = {
    "initiator": "ahv",
    "target": "ahvo",
    "ally": "ah",
    "party": "ah",
    "object": "o",
    "weapon": "w",
    "sources": "sah",
}
WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ARTICLE = re.compile(r"(?i)(the|an?)\s")


def faults(report: Report) -> list[str]:
    """Everything in one report that breaks a rule, in words."""
    return [
        *_head(report),
        *_text(report),
        *_events(report),
        *_control(report),
        *_mentions(report),
    ]


def source_faults(source: str) -> list[str]:
    """Broken mark-up, and mark-up where none belongs, in a file's own text."""
    body = source.split("\n---", 2)[1] if source.count("\n---") >= 2 else ""
    found = []
    for line in body.splitlines():
        kind = re.match(r"#(\w+)", line)
        if kind and kind.group(1) in FURNITURE_KINDS and MARK.search(line):
            found.append(f"mark-up in furniture: {line[:60]}")
        if re.search(r"\]\(|\[[^\]]*\]\(", MARK.sub("", line)):
            found.append(f"broken mark-up: {line[:80]}")
    return found


def _head(report: Report) -> Iterator[str]:
    if not _DAY.fullmatch(report.head.get("published", "")):
        yield "published is not a date"


def _text(report: Report) -> Iterator[str]:
    for block in report.blocks:
        if block.kind not in {*FURNITURE_KINDS, "title", "body"}:
            yield f"unknown block kind #{block.kind}"
    for mark in report.mentions:
        words = report.text[mark.start : mark.end]
        if mark.kind != "n" and _ARTICLE.match(words):
            yield f"{mark.id}: the article belongs outside: {words!r}"
    keys = {t.id for t in report.triggers}
    for key in sorted(keys):
        if key[0] == "e" and key not in report.events:
            yield f"trigger {key} has no event"
    for key in report.events:
        if key not in keys:
            yield f"{key}: no trigger in the text"


def _events(report: Report) -> Iterator[str]:
    ids = {m.id for m in report.mentions}
    for key, event in report.events.items():
        if event.get("type") not in SUB_EVENT_TYPES:
            yield f"{key}: type {event.get('type')!r}"
        if event.get("status") not in STATUSES:
            yield f"{key}: status {event.get('status')!r}"
        if not isinstance(event.get("news"), bool):
            yield f"{key}: news is not true or false"
        yield from _roles(key, event, ids)
        for entry in event.get("casualties") or []:
            yield from (f"{key}: {fault}" for fault in _casualty(entry, ids))


def _roles(key: str, event: dict, ids: set[str]) -> Iterator[str]:
    for role, kinds in ROLES.items():
        for one in event.get(role) or []:
            if one not in ids:
                yield f"{key}.{role}: {one} is not in the text"
            elif one[0] not in kinds:
                yield f"{key}.{role}: {one} is of the wrong kind"
    for role in ("place", "date"):
        one = event.get(role)
        if one is not None and (one not in ids or one[0] != role[0]):
            yield f"{key}.{role}: {one!r}"


def _casualty(entry: dict, ids: set[str]) -> Iterator[str]:
    for name, allowed in (
        ("harm", HARMS),
        ("group", CASUALTY_GROUPS),
        ("modifier", MODIFIERS),
        ("scope", CASUALTY_SCOPES),
    ):
        if entry.get(name) not in allowed:
            yield f"casualty {name} {entry.get(name)!r}"
    low, high = entry.get("low"), entry.get("high")
    if any(x is not None and not isinstance(x, int) for x in (low, high)) or (
        None not in (low, high) and low > high
    ):
        yield f"bounds {low}..{high}"
    if (entry.get("modifier") == "vague") != (low is None and high is None):
        yield f"modifier {entry.get('modifier')} with {low}..{high}"
    for role in ("count", "who", "by"):
        if entry.get(role) is not None and entry[role] not in ids:
            yield f"casualty {role} {entry[role]} is not in the text"


def _control(report: Report) -> Iterator[str]:
    ids = {m.id for m in report.mentions}
    keys = {t.id for t in report.triggers} | set(report.events)
    for number, claim in enumerate(report.control):
        if (
            claim.get("kind") not in CONTROL_KINDS
            or claim.get("status") not in STATUSES
        ):
            kind, status = claim.get("kind"), claim.get("status")
            yield f"control {number}: kind {kind!r}, status {status!r}"
        for role in ("place", "holder"):
            if claim.get(role) not in ids:
                yield f"control {number}.{role}: {claim.get(role)}"
        if claim.get("trigger") not in keys:
            yield f"control {number}: trigger {claim.get('trigger')}"


def _mentions(report: Report) -> Iterator[str]:
    for one in sorted({m.id for m in report.mentions}):
        info = report.info.get(one, {})
        if one[0] == "a" and (
            info.get("actor_type") not in ACTOR_TYPES or not info.get("actor")
        ):
            yield f"{one}: no actor or actor_type"
        if one[0] == "p" and (
            not info.get("country") or not (info.get("place") or info.get("relation"))
        ):
            yield f"{one}: no place or country"
        if one[0] == "d":
            if not all(
                _DAY.fullmatch(str(info.get(edge, ""))) for edge in ("from", "to")
            ):
                yield f"{one}: no from/to dates"
                continue
            for words in {
                report.text[m.start : m.end] for m in report.mentions if m.id == one
            }:
                if fault := weekday_fault(words, info, report.published):
                    yield f"{one}: {fault}"


def weekday_fault(words: str, info: dict, published: str) -> str | None:
    """A bare weekday in news is the last such day on or before publication (or the next
    one, for a plan).
    """
    bare = words.lower().removeprefix("on ").strip()
    if bare in {"today", "yesterday"}:
        want = (
            date.fromisoformat(published) - timedelta(days=bare == "yesterday")
        ).isoformat()
        return (
            None
            if info["from"] == info["to"] == want
            else f"{bare!r} is {want}, not {info['from']}"
        )
    if bare not in WEEKDAYS:
        return None
    day = date.fromisoformat(info["from"])
    if day.weekday() != WEEKDAYS.index(bare):
        return f"{words!r}: {day} is a {WEEKDAYS[day.weekday()]}"
    return (
        None
        if -7 <= (date.fromisoformat(published) - day).days <= 7
        else f"{words!r}: {day} is not the one nearest to {published}"
    )


def main(arguments: list[str]) -> int:
    """Check files; see the module's docstring."""
    as_jsonl = "--jsonl" in arguments
    roots = [Path(a) for a in arguments if not a.startswith("--")] or [REPORTS]
    bad = count = 0
    for root in roots:
        for path in sorted([root] if root.is_file() else root.rglob("*.txt")):
            count += 1
            try:
                report = read(path)
                found = [
                    *source_faults(path.read_text(encoding="utf-8")),
                    *faults(report),
                ]
                found += (
                    ["id differs from the file's name"]
                    if report.id != path.stem
                    else []
                )
                if as_jsonl:
                    print(json.dumps(dataclasses.asdict(report), ensure_ascii=False))
            except CorpusError as error:
                found = [str(error)]
            bad += bool(found)
            for fault in found:
                print(f"{path}: {fault}", file=sys.stderr)
    if roots == [REPORTS] and not bad:
        found = list(across.faults(reports(), across.pairs()))
        for fault in found:
            print(f"{across.ACROSS}: {fault}", file=sys.stderr)
        if found:
            return 1
    print(
        f"{count - bad} passed, {bad} failed",
        file=sys.stderr if as_jsonl else sys.stdout,
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
