"""The API's review part: queue, decisions one kind a path, undo, history, agreement."""

import dataclasses
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from sourceline.errors import InputError
from sourceline.model.decisions import ACCOUNT, KINDS
from sourceline.review import history, waiting
from sourceline.review.queue import RANKS
from sourceline.review.seen import read_word, seen, word
from sourceline.review.values import shown
from sourceline.store import audit, search
from sourceline.store.database import reading
from sourceline.store.people import at_least
from sourceline.web import review_door
from sourceline.web import review_shapes as s
from sourceline.web.answers import answer
from sourceline.web.api_router import FaultAnswers
from sourceline.web.asking import only_known
from sourceline.web.desk import Desk, desk
from sourceline.web.faults import RefusedError, missing
from sourceline.web.people import Person, gate, needs
from sourceline.web.review_door import Asker, Correcting, Done
from sourceline.web.review_log import AGREED, read_key
from sourceline.web.review_view import review_view

router = APIRouter(
    prefix="/api/v1",
    tags=["review"],
    responses=FaultAnswers,
    dependencies=[Depends(only_known)],
)
Here = Annotated[Desk, Depends(desk)]
Viewer = Annotated[Person, Depends(needs("viewer"))]
Coder = Annotated[Person, Depends(needs("coder"))]
Reviewer = Annotated[Person, Depends(needs("reviewer"))]
Most = Annotated[int, Query(ge=1, le=200)]
Number = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
Name = Annotated[str, Query(max_length=200)]
Kind = Annotated[Literal["", *KINDS, ACCOUNT], Query()]  # type: ignore[valid-type]


@router.get("/queue", response_model=s.QueueAnswer)
def queue(
    request: Request,
    here: Here,
    _who: Viewer,
    after: Annotated[str, Query(description="`next` of a page before")] = "",
    rank: Annotated[Literal[RANKS] | None, Query()] = None,  # type: ignore[valid-type]
    most: Most = 50,
) -> Response:
    """Incidents that wait for a person, what matters most first."""
    with reading(here.project.engine) as connection:
        number = None if rank is None else RANKS.index(rank)
        found = waiting.waiting(connection, read_key(after), most + 1, number)
        head = audit.head(connection).number
        machines = waiting.machine_of(connection, [w.id for w in found[:most]])
        counts = waiting.counts(connection)
    words = {x.id: word(seen(x, head)) for x in machines}
    items = [
        {
            "incident": w.id,
            "rank": w.rank,
            "reasons": w.reasons,
            "record": dict(w.record),
            "seen": words[w.id],
        }
        for w in found[:most]
    ]
    last = found[most - 1].key if len(found) > most else None
    following = f"{last[0]}.{last[1]}" if last else None
    return answer(request, {"items": items, "waiting": counts, "next": following})


@router.get("/review/{name}", response_model=s.ReviewAnswer)
def review(
    request: Request,
    here: Here,
    who: Viewer,
    name: str,
    blind: Annotated[bool, Query(description="without others' decisions")] = False,
) -> Response:
    """One incident as a reviewer sees it, with the word to decide on it by."""
    if blind and not at_least(who.role, "coder"):
        raise RefusedError(403, "forbidden", f"role {who.role}", "coder or more")
    with reading(here.project.engine) as connection:
        try:
            found = search.incident(connection, name)
        except InputError as error:
            raise missing("incident", name) from error
        view = review_view(connection, found.id, blind_of=who.name if blind else "")
    body = {
        "incident": view.incident.id,
        "seen": view.seen,
        "state": view.review.state,
        "reasons": list(view.reasons),
        "values": shown(view.incident),
        "machine": shown(view.machine),
        "corrected": list(view.review.corrected),
        "decisions": [_decision(e) for e in view.history],
    }
    return answer(request, body)


@router.post("/decisions/accept", response_model=s.Made)
def accept(request: Request, here: Here, who: Coder, sent: s.StanceSent) -> Any:  # noqa: ANN401
    """Accept an incident as it is shown."""
    return _stance("accept", request, here, who, sent)


@router.post("/decisions/reject", response_model=s.Made)
def reject(request: Request, here: Here, who: Coder, sent: s.StanceSent) -> Any:  # noqa: ANN401
    """Say that an incident did not happen so, or is none."""
    return _stance("reject", request, here, who, sent)


@router.post("/decisions/unsure", response_model=s.Made)
def unsure(request: Request, here: Here, who: Coder, sent: s.StanceSent) -> Any:  # noqa: ANN401
    """Leave an incident to somebody else."""
    return _stance("unsure", request, here, who, sent)


@router.post("/decisions/comment", response_model=s.Made)
def comment(request: Request, here: Here, who: Coder, sent: s.CommentSent) -> Any:  # noqa: ANN401
    """Say something about an incident."""
    asker = _asker(request, who, sent.key, blind=sent.blind)
    one = read_word(sent.seen)
    return _made(here, review_door.comment(here.project, one, sent.words, asker))


@router.post("/decisions/correct", response_model=s.Made)
def correct(request: Request, here: Here, who: Coder, sent: s.CorrectSent) -> Any:  # noqa: ANN401
    """Correct a field; in sight of all it takes a reviewer."""
    if sent.value is not None and sent.span is None:
        raise InputError("a value without words", expected="the span that says it")
    span = None if sent.span is None else (sent.span.start, sent.span.end)
    told = Correcting(sent.field, sent.value, sent.claim, span)
    asker = _asker(request, who, sent.key, blind=sent.blind)
    one = read_word(sent.seen)
    return _made(here, review_door.correct(here.project, one, told, asker))


@router.post("/decisions/merge", response_model=s.Made)
def merge(request: Request, here: Here, who: Reviewer, sent: s.MergeSent) -> Any:  # noqa: ANN401
    """Say that incidents are one happening."""
    asker = _asker(request, who, sent.key)
    some = [read_word(one) for one in sent.seen]
    return _made(here, review_door.merge(here.project, some, sent.words, asker))


@router.post("/decisions/split", response_model=s.Made)
def split(request: Request, here: Here, who: Reviewer, sent: s.SplitSent) -> Any:  # noqa: ANN401
    """Say that some claims of an incident tell another happening."""
    asker = _asker(request, who, sent.key)
    one = read_word(sent.seen)
    done = review_door.split(here.project, one, sent.claims, sent.words, asker)
    return _made(here, done)


@router.post("/decisions/many", response_model=s.ManyMade)
def many(request: Request, here: Here, who: Coder, sent: s.ManySent) -> Any:  # noqa: ANN401
    """Take one stance on many incidents; those that changed are left and told."""
    made, left = [], []
    for number, told in enumerate(sent.seen):
        one = read_word(told)
        asker = _asker(request, who, f"{sent.key}-{number}", blind=sent.blind)
        try:
            done = review_door.stance(here.project, one, sent.kind, sent.words, asker)
            made.append(_made(here, done))
        except RefusedError as error:
            left.append({"incident": one.incident, "found": error.found})
    return {"made": made, "left": left}


@router.post("/decisions/undo", response_model=s.Made)
def undo(request: Request, here: Here, who: Coder, sent: s.UndoSent) -> Any:  # noqa: ANN401
    """Take back decisions, one or many, from whenever; others' take a reviewer."""
    asker = _asker(request, who, sent.key)
    done = review_door.undo(here.project, sent.decisions, sent.words, asker)
    return _made(here, done)


@router.get("/decisions", response_model=s.HistoryAnswer)
def decisions(  # noqa: PLR0913, PLR0917 - one argument a field of the filter
    request: Request,
    here: Here,
    person: Viewer,
    who: Name = "",
    kind: Kind = "",
    incident: Name = "",
    below: Number = None,
    most: Most = 50,
) -> Response:
    """The log of decisions, the newest first. Blind ones of others an owner sees, and
    changes of accounts (`kind` is `account`, `claims` is empty).
    """
    owns = person.role == "owner"
    if kind == ACCOUNT and not owns:
        raise RefusedError(403, "forbidden", f"role {person.role}", "owner")
    blind_of = "*" if owns else person.name
    asked = history.Asked(who, kind, incident, below, blind_of, owns)
    with reading(here.project.engine) as connection:
        found = history.history(connection, asked, most + 1)
    last = found[most - 1].decision.number if len(found) > most else None
    told = [_decision(e) for e in found[:most]]
    return answer(request, {"decisions": told, "next": last})


@router.get("/agreement", response_model=s.AgreementAnswer)
def agreement(request: Request, here: Here, _who: Viewer) -> Response:
    """Krippendorff's alpha by field, between blind coders and against the machine."""
    found, coders = AGREED.of(here.project.engine)
    fields = [dataclasses.asdict(a) for a in found]
    return answer(request, {"coders": coders, "fields": fields})


def _stance(
    kind: str, request: Request, here: Desk, who: Person, sent: s.StanceSent
) -> dict[str, Any]:
    asker = _asker(request, who, sent.key, blind=sent.blind)
    one = read_word(sent.seen)
    return _made(here, review_door.stance(here.project, one, kind, sent.words, asker))


def _asker(request: Request, who: Person, key: str, *, blind: bool = False) -> Asker:
    return Asker(who, gate(request).clock(), key, blind)


def _made(here: Desk, done: Done) -> dict[str, Any]:
    with reading(here.project.engine) as connection:
        entry = _entries(connection, [done])[0]
    told = _decision(entry)
    return {"decision": told, "incident": done.incident, "again": done.again}


def _entries(connection: Connection, done: Sequence[Done]) -> list[history.Entry]:
    return history.entries(connection, [one.decision for one in done])


def _decision(entry: history.Entry) -> dict[str, Any]:
    one = entry.decision
    return {
        "id": one.id,
        "number": one.number,
        "who": one.who,
        "when": one.when.isoformat(),
        "kind": one.kind,
        "claims": list(one.target),
        "incidents": list(entry.incidents),
        "payload": dict(one.payload),
        "undoes": list(one.undoes),
        "blind": one.blind,
        "said": entry.words,
        "taken_back_by": entry.taken_back.id if entry.taken_back else None,
        "undoing": list(entry.effect),
    }
