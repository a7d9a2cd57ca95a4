"""The log as people read it: filtered, each decision with what took it back."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from sourceline.errors import InputError
from sourceline.model.decisions import ACCOUNT, KINDS, Decision
from sourceline.review.undoing import effect, taken_back_by
from sourceline.review.wording import said
from sourceline.store import audit
from sourceline.store import schema as t
from sourceline.store.chain import read_body
from sourceline.store.shares import shares

_d = t.decision.c


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision as people read it.

    Attributes:
        decision: it.
        words: what was done.
        because: what the person said about it.
        taken_back: the undo in force that takes it back.
        effect: what undoing it does.
        incidents: ids of the incidents that its claims are in now.
    """

    decision: Decision
    words: str
    because: str
    taken_back: Decision | None
    effect: tuple[str, ...]
    incidents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which decisions are asked for; empty means all.

    Attributes:
        who: whose.
        kind: of which kind.
        incident: about which incident, by its id now or once.
        below: only those before this number of the log.
        blind_of: whose blind decisions are told beside those that everybody sees;
            ``*`` for everybody's.
        accounts: whether changes of accounts are told too; owners alone see them.
    """

    who: str = ""
    kind: str = ""
    incident: str = ""
    below: int | None = None
    blind_of: str = ""
    accounts: bool = False


def history(connection: Connection, asked: Asked, most: int) -> list[Entry]:
    """Decisions, the newest first.

    Raises:
        InputError: an unknown kind.
    """
    known = kinds(accounts=asked.accounts)
    if asked.kind and asked.kind not in known:
        raise InputError(f"kind {asked.kind[:40]!r}", expected=", ".join(known))
    query = select(t.decision).order_by(_d.number.desc())
    if not asked.accounts:
        query = query.where(_d.kind != ACCOUNT)
    if asked.who:
        query = query.where(_d.who == asked.who)
    if asked.kind:
        query = query.where(_d.kind == asked.kind)
    if asked.below is not None:
        query = query.where(_d.number < asked.below)
    if asked.incident:
        about = select(t.decision_claim.c.decision).where(
            t.decision_claim.c.claim.in_(_claims(connection, asked.incident))
        )
        query = query.where(_d.number.in_(about))
    if asked.blind_of != "*":
        hidden = _d.body.startswith('{"blind":true', autoescape=True)
        query = query.where(or_(~hidden, _d.who == asked.blind_of))
    rows = connection.execute(query.limit(most))
    found = [read_body(row.body, row.previous, row.hash) for row in rows]
    return entries(connection, found)


def kinds(*, accounts: bool) -> tuple[str, ...]:
    """The kinds of rows that somebody may ask for."""
    return (*KINDS, ACCOUNT) if accounts else KINDS


def entries(connection: Connection, found: Collection[Decision]) -> list[Entry]:
    """Some decisions as people read them, in the order given."""
    claims = {claim for d in found for claim in d.target}
    log = audit.of_claims(connection, claims)
    now = incident_of(connection, claims)
    out = []
    for one in found:
        mine = set(one.target)
        near = [d for d in log if mine & set(d.target)]
        out.append(
            Entry(
                one,
                said(one),
                str(one.payload.get("words", "")),
                taken_back_by(one, near),
                tuple(effect(one, near)),
                tuple(sorted({now[c] for c in one.target if c in now})),
            )
        )
    return out


def about(connection: Connection, claims: Collection[str]) -> list[Entry]:
    """The history of some claims, the newest first, without blind decisions."""
    log = [d for d in audit.of_claims(connection, claims) if not d.blind]
    return entries(connection, log[::-1])


def one(connection: Connection, name: str) -> Entry:
    """A decision by its id.

    Raises:
        InputError: there is none.
    """
    return entries(connection, audit.decisions(connection, [name]))[0]


def people(connection: Connection, *, accounts: bool = False) -> list[str]:
    """Who decided anything, or changed an account too, by name."""
    query = select(_d.who).distinct()
    if not accounts:
        query = query.where(_d.kind != ACCOUNT)
    return sorted(connection.execute(query).scalars())


def total(connection: Connection) -> int:
    """How many decisions the log holds."""
    query = select(func.count(_d.number)).where(_d.kind != ACCOUNT)
    return int(connection.execute(query).scalar_one())


def account_changes(connection: Connection) -> int:
    """How many changes of accounts the log holds."""
    query = select(func.count(_d.number)).where(_d.kind == ACCOUNT)
    return int(connection.execute(query).scalar_one())


def incident_of(connection: Connection, claims: Collection[str]) -> dict[str, str]:
    """The incident of each of some claims."""
    out: dict[str, str] = {}
    for some in shares(claims):
        rows = connection.execute(
            select(t.claim.c.id, t.claim.c.incident).where(
                t.claim.c.id.in_(some), t.claim.c.incident.is_not(None)
            )
        )
        out |= {row.id: row.incident for row in rows}
    return out


def _claims(connection: Connection, incident: str) -> list[str]:
    """The claims of an incident by its id, present or past."""
    present = connection.execute(
        select(t.alias.c.incident).where(t.alias.c.old == incident)
    ).scalar()
    query = select(t.claim.c.id).where(t.claim.c.incident == (present or incident))
    return list(connection.execute(query).scalars())
