"""The one door for decisions, from pages and programs alike: who may, on what he saw,
once.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select

from sourceline.errors import InputError
from sourceline.model.claims import TextSpan
from sourceline.model.decisions import Decision, Draft
from sourceline.model.incidents import Incident
from sourceline.project import Project
from sourceline.review import deciding, drafts, waiting
from sourceline.review.queue import review_of
from sourceline.review.seen import Seen, changes
from sourceline.review.undoing import taken_back_by
from sourceline.review.wording import by
from sourceline.store import audit, search
from sourceline.store.database import reading
from sourceline.store.people import at_least
from sourceline.web.faults import RefusedError
from sourceline.web.people import Person

_KEY = re.compile(r"[A-Za-z0-9_-]{8,72}")
_DIGITS = 12
_LOCK = 0x736C726576
"""Name of PostgreSQL's lock on deciding; SQLite has one writer anyway."""
_LAST, _LOOKED_AT = "last", 200
_SETTLED = frozenset({"accepted", "rejected"})


@dataclass(frozen=True, slots=True)
class Asker:
    """Who decides, when, and under which name his client sends it.

    Attributes:
        person: who.
        when: UTC moment.
        key: the client's own name for this decision: sent again, it is not made again.
        blind: he works without sight of others' decisions.
    """

    person: Person
    when: datetime.datetime
    key: str
    blind: bool = False

    def name(self, *told: Any) -> str:  # noqa: ANN401 - plain JSON
        """What the log keeps of the key: it and a digest of what is sent under it.

        Args:
            told: what is decided, apart from what was seen.

        Raises:
            InputError: the key is none.
        """
        if not _KEY.fullmatch(self.key):
            raise InputError(
                f"key = {self.key[:80]!r}",
                expected="8 to 64 letters, digits, - or _ that the client made up",
            )
        plain = json.dumps(told, sort_keys=True).encode("ascii")
        return f"{self.key}.{hashlib.sha256(plain).hexdigest()[:_DIGITS]}"


@dataclass(frozen=True, slots=True)
class Done:
    """A decision that stands in the log.

    Attributes:
        decision: it.
        incident: the incident that its first claim is in now, empty for none.
        again: it was sent again; nothing was done now.
    """

    decision: Decision
    incident: str
    again: bool


@dataclass(frozen=True, slots=True)
class Correcting:
    """Another value for a field, and the words that it comes from.

    Attributes:
        field: one of ``FIELDS``.
        value: plain JSON; None means "not said".
        claim: the claim whose report says so.
        span: first and after-last character there, None where no words can say it.
    """

    field: str
    value: Any
    claim: str
    span: tuple[int, int] | None


def stance(project: Project, seen: Seen, kind: str, words: str, asker: Asker) -> Done:
    """Accept, reject or be unsure about an incident."""

    def draft(connection: Connection, machine: Incident) -> Draft:
        if not asker.blind:
            _check_settled(connection, machine, asker.person)
        return drafts.stance(kind, machine, words, blind=asker.blind)

    told = [kind, words, asker.blind]
    return _decide(project, [seen], asker, told, lambda c, found: draft(c, found[0]))


def comment(project: Project, seen: Seen, words: str, asker: Asker) -> Done:
    """Say something about an incident."""
    return _decide(
        project,
        [seen],
        asker,
        ["comment", words, asker.blind],
        lambda _, found: drafts.comment(found[0], words, blind=asker.blind),
        heed=False,
    )


def correct(project: Project, seen: Seen, said: Correcting, asker: Asker) -> Done:
    """Put another value in the place of the machine's."""
    if not asker.blind:
        _need(asker.person, "reviewer", "a correction that everybody sees")

    def draft(connection: Connection, machine: Incident) -> Draft:
        span = None if said.span is None else TextSpan(*said.span)
        report = {m.id: m.report for m in machine.members}.get(said.claim, "")
        text = search.report_texts(connection, {report}).get(report, "")
        if span is not None and span.end > len(text):
            raise InputError(
                f"span {span.start}-{span.end}",
                expected=f"within the report's {len(text)} characters",
            )
        return drafts.correct(
            machine, said.field, said.value, (said.claim, span), blind=asker.blind
        )

    told = ["correct", said.field, said.value, said.claim, said.span, asker.blind]
    return _decide(project, [seen], asker, told, lambda c, found: draft(c, found[0]))


def merge(project: Project, seen: Sequence[Seen], words: str, asker: Asker) -> Done:
    """Say that several incidents are one happening."""

    def draft(_: Connection, found: list[Incident]) -> Draft:
        different = {x.id: x for x in found}
        return _saying(drafts.merge(list(different.values())), words)

    told = ["merge", sorted(one.incident for one in seen), words]
    return _decide(project, seen, asker, told, draft)


def split(
    project: Project, seen: Seen, out: Sequence[str], words: str, asker: Asker
) -> Done:
    """Say that some claims of an incident tell another happening."""
    return _decide(
        project,
        [seen],
        asker,
        ["split", sorted(out), words],
        lambda _, found: _saying(drafts.split(found[0], out), words),
    )


def undo(
    project: Project, ids: Sequence[str], words: str, asker: Asker, named: str = ""
) -> Done:
    """Take back decisions, one or many, however old; of an undo: bring them again.

    Args:
        project: the project.
        ids: the decisions.
        words: why.
        asker: who.
        named: what they were asked for as, where not by their ids.
    """
    name = asker.name("undo", named or sorted(ids), words)
    with project.engine.begin() as connection:
        _lock(connection)
        asked = audit.decisions(connection, ids)
        claims = sorted({claim for one in asked for claim in one.target})
        log = audit.of_claims(connection, claims)
        if repeated := _repeated(log, asker, name):
            return _done(connection, repeated, again=True)
        if any(one.who != asker.person.name for one in asked):
            _need(asker.person, "reviewer", "undoing what others decided")
        for one in asked:
            if (back := taken_back_by(one, log)) is not None:
                raise RefusedError(
                    409,
                    "conflict",
                    f"decision {one.id} is taken back already: {by(back)}",
                    expected="a decision in force",
                    advice=f"undo {back.id} to bring it again",
                )
        draft = _keyed(drafts.undo(asked, words), name)
        made = deciding.decide(connection, draft, asker.person.name, asker.when)
        if any(not one.blind and _is_on_pairs(one) for one in asked):
            project.settle_claims(connection, draft.target)
        return _done(connection, made)


def undo_last(project: Project, words: str, asker: Asker) -> Done:
    """Take back a person's last decision that stands."""
    name = asker.name("undo", _LAST, words)
    with reading(project.engine) as connection:
        some = waiting.last_of(connection, asker.person.name, _LOOKED_AT)
        repeated = _repeated(some, asker, name)
        if repeated is not None:
            return _done(connection, repeated, again=True)
        who = asker.person.name
        last = waiting.latest_of(connection, who, blind=asker.blind)
    if last is None:
        raise RefusedError(
            409,
            "conflict",
            "no decision of yours that stands",
            advice="the history lists all",
        )
    return undo(project, [last.id], words, asker, _LAST)


def _decide(
    project: Project,
    seen: Sequence[Seen],
    asker: Asker,
    told: Sequence[Any],
    draft: Callable[[Connection, list[Incident]], Draft],
    *,
    heed: bool = True,
) -> Done:
    """Make a decision on what was seen, in one transaction; its answer leaves after the
    commit.

    Raises:
        RefusedError: something is not as it was seen, or the role is too low.
    """
    name = asker.name(*told)
    with project.engine.begin() as connection:
        _lock(connection)
        claims = sorted({claim for one in seen for claim in one.claims})
        log = audit.of_claims(connection, claims)
        if repeated := _repeated(log, asker, name):
            return _done(connection, repeated, again=True)
        found = [_unchanged(connection, one, log, asker, heed=heed) for one in seen]
        keyed = _keyed(draft(connection, found), name)
        made = deciding.decide(connection, keyed, asker.person.name, asker.when)
        if made.kind in {"merge", "split"}:
            project.settle_claims(connection, made.target)
        return _done(connection, made)


def _unchanged(
    connection: Connection,
    seen: Seen,
    log: Sequence[Decision],
    asker: Asker,
    *,
    heed: bool,
) -> Incident:
    """The incident as it is now, which must be what was seen."""
    ids = waiting.incidents_of(connection, seen.claims)
    now = waiting.machine_of(connection, ids)
    mine = set(seen.claims)
    later = [d for d in log if not d.blind and not asker.blind and mine & set(d.target)]
    told = changes(seen, now, later, asker.person.name)
    if (told and heed) or len(now) != 1:
        raise RefusedError(
            409,
            "conflict",
            "it changed since you saw it: " + "; ".join(told),
            expected="the incident as it is now",
            advice="look at it again, then decide; nothing was saved",
        )
    return now[0]


def _check_settled(connection: Connection, machine: Incident, who: Person) -> None:
    """What somebody else settled, a reviewer alone settles otherwise."""
    state = deciding.state_of(connection, {m.id for m in machine.members})
    review = review_of(machine, state)
    if review.state in _SETTLED and review.who != who.name:
        _need(who, "reviewer", f"judging anew what {review.who} {review.state}")


def _need(person: Person, role: str, what: str) -> None:
    if not at_least(person.role, role):
        raise RefusedError(
            403,
            "forbidden",
            f"{what}, by role {person.role}",
            expected=f"{role} or more",
            advice="say it in a comment, or mark the incident unsure",
        )


def _is_on_pairs(one: Decision) -> bool:
    """Whether taking it back may part or join claims."""
    return one.kind in {"accept", "merge", "split", "undo"} or one.payload.get(
        "pair", False
    )


def _repeated(log: Sequence[Decision], asker: Asker, name: str) -> Decision | None:
    """The decision that this client made under this name before.

    Raises:
        RefusedError: he made another one under the same key.
    """
    for one in log:
        kept = str(one.payload.get("key", ""))
        if one.who != asker.person.name or kept.split(".", maxsplit=1)[0] != asker.key:
            continue
        if kept != name:
            raise RefusedError(
                409,
                "conflict",
                f"key {asker.key} stands for another decision, {one.id}",
                expected="a new key for each decision",
                advice="load the incident again, then decide",
            )
        return one
    return None


def _keyed(draft: Draft, name: str) -> Draft:
    return replace(draft, payload={**draft.payload, "key": name})


def _saying(draft: Draft, words: str) -> Draft:
    said = words.strip()[: drafts.LONGEST_WORDS]
    return replace(draft, payload={**draft.payload, "words": said}) if said else draft


def _done(connection: Connection, made: Decision, *, again: bool = False) -> Done:
    found = waiting.incidents_of(connection, made.target[:1])
    return Done(made, found[0] if found else "", again)


def _lock(connection: Connection) -> None:
    """Two who decide at once do so one after the other: the second sees the first's."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
