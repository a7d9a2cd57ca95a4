"""Random decisions: does the log give the state, does undoing all give the start, and is
every change of the log found?

python -m benchmarks.decisions [--sequences 5000] [--steps 20] [--mutations 1000]

Each sequence is up to 20 random decisions (accept, reject, correct, unsure, comment,
merge, split, undo of one, of many, of undos) on some invented claims, in a project's
database. After it,

* every claim is in exactly one incident;
* judgements and incidents, kept up to date decision by decision, are to the byte what
  replaying the log gives from nothing;
* what is in force is what the definition of undo says, decision by decision;
* after undoing all, judgements and incidents are to the byte those of the start, and
  after undoing that undo those of the end.

Then the log itself is tampered with (``benchmarks.tampering``), and ``verify`` has to
find it.
"""

import argparse
import datetime
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, event, insert, select

from benchmarks.tampering import filled, tampered
from sourceline.fuse.clusters import cluster
from sourceline.fuse.consensus import incident
from sourceline.model.claims import Casualty, EventClaim, Evidence, TextSpan
from sourceline.model.decisions import Decision, Draft, ReviewState
from sourceline.model.incidents import Incident, Pair, Testimony
from sourceline.model.records import event_claim, incident_record, read_incident
from sourceline.model.taxonomy import SUB_EVENT_TYPES
from sourceline.review import drafts
from sourceline.review.corrections import corrected
from sourceline.review.deciding import decide, in_force, refresh
from sourceline.review.judgements import judgements_of
from sourceline.review.replay import replay
from sourceline.store import audit, fusing, pairs, testimonies
from sourceline.store import schema as t
from sourceline.store.database import connect
from sourceline.store.verify import verify

START = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
PEOPLE = ("Ann", "Bea", "Cem")
KINDS = ("accept", "reject", "unsure", "correct", "comment", "merge", "split", "undo")
MOST_STEPS = 20


# --- a small world -------------------------------------------------------------------


def build(connection: Connection, name: str, rng: random.Random) -> list[str]:
    """Invented claims with random weights between them; their ids."""
    count = rng.randint(3, 9)
    ids = [f"c-{name}-{n:02}" for n in range(count)]
    reports = [f"r-{name}-{n:02}" for n in range(count)]
    empty = {"extra": {}, "text": "", "sha256": "", "basis": "given", "path": ""}
    published = {"date": None, "earliest": None, "latest": None, "basis": "unknown"}
    for report in reports:
        row = {"id": report, "key": report, "extracted": True, **empty}
        connection.execute(insert(t.report), [row | {"waits_for_reading": False}])
        record = {"report": {"published": published}}
        row = {"report": report, "version": "1", "story": report, "fingerprint": b""}
        row |= {"waits_for_grouping": False, "waits_for_control": False}
        connection.execute(insert(t.reading), [row | {"record": record}])
    for claim, report in zip(ids, reports, strict=True):
        told = _claim(claim, report, rng)
        row = {
            "id": claim,
            "report": report,
            "fused": True,
            "sub_event_type": told.sub_event_type,
            "record": event_claim(told),
            "waits_for_matching": False,
            "waits_for_fusing": True,
        }
        connection.execute(insert(t.claim), [row])
    for at, left in enumerate(ids):
        for right in ids[at + 1 :]:
            if rng.random() < 0.5:
                weight = round(rng.uniform(-5, 9), 1)
                row = {"left": left, "right": right, "weight": weight}
                connection.execute(insert(t.pair), [row | {"reasons": ["same day"]}])
    fuse(connection)
    return ids


def _claim(name: str, report: str, rng: random.Random) -> EventClaim:
    killed = rng.choice((1, 3, 12, 12, 40))
    span = TextSpan(0, 1)
    toll = Casualty(
        "killed",
        "civilian",
        None,
        killed,
        killed,
        killed,
        "exact",
        "event",
        span,
        str(killed),
    )
    kind = "Air/drone strike"
    evidence = (Evidence(span, "x"),)
    return EventClaim(
        name, report, "Explosions/Remote violence", kind, "occurred", False, (), (), None, None, (toll,), (), (), evidence, (), 0.9
    )  # fmt: skip


def fuse(connection: Connection) -> None:
    """What ``Project.run`` does for claims that wait to be fused."""
    while waiting := fusing.waiting_for_fusing(connection):
        some = fusing.component(connection, waiting)
        told = {x.claim.id: x for x in testimonies.testimonies(connection, some)}
        judged = pairs.judgements(connection, some)
        weighed = pairs.pairs_among(connection, some)
        fusing.keep_incidents(connection, some, _made(told, weighed, judged))
        refresh(connection, some)


def _made(told: dict[str, Testimony], pairs: Sequence[Pair], judged) -> list[Incident]:
    reports = {name: x.claim.report for name, x in told.items()}
    groups = cluster(reports, pairs, judged)
    return [incident([told[m] for m in g], pairs, judged) for g in groups]


def machines(connection: Connection, ids: Sequence[str]) -> list[Incident]:
    """The incidents of some claims as the machine makes them."""
    mine = select(t.claim.c.incident).where(t.claim.c.id.in_(ids))
    rows = connection.execute(
        select(t.incident).where(t.incident.c.id.in_(mine)).order_by(t.incident.c.id)
    )
    return [read_incident(row.machine or row.record) for row in rows]


def image(connection: Connection, ids: Sequence[str]) -> str:
    """All that is stored about some claims but the log, as text."""
    mine = select(t.claim.c.incident).where(t.claim.c.id.in_(ids))
    rows = connection.execute(
        select(t.incident).where(t.incident.c.id.in_(mine)).order_by(t.incident.c.id)
    ).mappings()
    claims = connection.execute(
        select(t.claim.c.id, t.claim.c.incident)
        .where(t.claim.c.id.in_(ids))
        .order_by(t.claim.c.id)
    )
    judged = pairs.judgements(connection, ids)
    parts = [
        [dict(r) for r in rows],
        [tuple(r) for r in claims],
        [repr(_plain(j)) for j in judged],
    ]
    return json.dumps(parts, sort_keys=True, default=str)


def _plain(judgement) -> tuple:
    when = (
        judgement.when.replace(tzinfo=datetime.UTC)
        if judgement.when.tzinfo is None
        else judgement.when
    )
    return (
        judgement.left,
        judgement.right,
        judgement.verdict,
        judgement.who,
        when.astimezone(datetime.UTC),
    )


# --- random decisions ----------------------------------------------------------------


def draft(
    connection: Connection,
    ids: Sequence[str],
    past: Sequence[Decision],
    rng: random.Random,
) -> Draft:
    """A random decision that makes sense now."""
    now = machines(connection, ids)
    one = rng.choice(now)
    kind = rng.choice(KINDS)
    if kind == "undo" and past:
        standing = in_force(past)
        can = [d for d in past if d.id in standing]
        return drafts.undo(rng.sample(can, rng.randint(1, min(len(can), 4))))
    if kind == "merge" and len(now) > 1:
        return drafts.merge(rng.sample(now, rng.randint(2, min(3, len(now)))))
    members = [m.id for m in one.members]
    if kind == "split" and len(members) > 1:
        return drafts.split(one, rng.sample(members, rng.randint(1, len(members) - 1)))
    if kind == "correct":
        field, value = rng.choice(
            [
                ("deaths", {"low": None, "best": rng.randint(0, 50), "high": None}),
                ("deaths", None),
                ("sub_event_type", rng.choice(SUB_EVENT_TYPES)),
                ("date", {"earliest": "2026-01-02", "latest": "2026-01-05"}),
                ("initiator", [{"actor": "Tamar Front", "actor_type": "rebel group"}]),
            ]
        )
        return drafts.correct(
            one,
            field,
            value,
            (rng.choice(members), TextSpan(0, 1)),
            blind=rng.random() < 0.1,
        )
    if kind == "comment":
        return drafts.comment(one, "عاجل 🕊 é")
    chosen = kind if kind in {"accept", "reject", "unsure"} else "accept"
    return drafts.stance(chosen, one, blind=rng.random() < 0.1)


def stands(one: Decision, past: Sequence[Decision]) -> bool:
    """The definition: no later undo that stands takes it back."""
    return not any(
        one.id in u.undoes and stands(u, past) for u in past if u.number > one.number
    )


def scratch(
    connection: Connection, ids: Sequence[str], state: ReviewState
) -> list[dict]:
    """Incidents from claims, weights and the replayed log alone."""
    told = {x.claim.id: x for x in testimonies.testimonies(connection, ids)}
    made = _made(told, pairs.pairs_among(connection, ids), judgements_of(state))
    return sorted(
        (incident_record(corrected(x, state)) for x in made), key=lambda r: r["id"]
    )


def alike(what: str, one: object, other: object) -> None:
    if one != other:
        raise AssertionError(f"{what}: {one} is not {other}")


def sequence(
    engine: Engine, name: str, rng: random.Random, steps: int = MOST_STEPS
) -> int:
    """One sequence with all its checks; how many decisions it took."""
    past: list[Decision] = []
    moments = (START + datetime.timedelta(seconds=n) for n in range(10**6))
    with engine.begin() as connection:
        ids = build(connection, name, rng)
        beginning = image(connection, ids)
        for _ in range(rng.randint(1, steps)):
            what = draft(connection, ids, past, rng)
            past.append(decide(connection, what, rng.choice(PEOPLE), next(moments)))
            fuse(connection)
        state = replay(past)
        standing = {d.id for d in past if stands(d, past)}
        said = [d.id for d in past if d.id in standing and d.kind != "undo"]
        alike("undos", standing, in_force(past))
        alike(
            "in force",
            sorted(said),
            sorted(d.id for d in (*state.in_force, *state.blind)),
        )
        alike("log", audit.of_claims(connection, ids), past)
        shuffled = list(past)
        rng.shuffle(shuffled)
        alike("replay", replay(shuffled), state)
        kept = sorted(map(_plain, pairs.judgements(connection, ids)))
        alike("judgements", kept, [_plain(j) for j in judgements_of(state)])
        rows = connection.execute(
            select(t.incident.c.record)
            .where(t.incident.c.id.in_([x.id for x in machines(connection, ids)]))
            .order_by(t.incident.c.id)
        ).scalars()
        alike(
            "incidents",
            [r | {"review": {}} for r in rows],
            scratch(connection, ids, state),
        )
        members = [m.id for x in machines(connection, ids) for m in x.members]
        alike("claims in one incident", sorted(members), ids)
        if not standing:
            return len(past)
        end = image(connection, ids)
        taken = [d for d in past if d.id in standing]
        taken = [d for d in taken if d.kind != "undo"] or taken
        back = decide(connection, drafts.undo(taken), "Ann", next(moments))
        fuse(connection)
        if state != ReviewState():
            alike("all undone", replay([*past, back]), ReviewState())
            alike("start", image(connection, ids), beginning)
        decide(connection, drafts.undo([back]), "Ann", next(moments))
        fuse(connection)
        alike("end", image(connection, ids), end)
    return len(past) + 2


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sequences", type=int, default=5000)
    parser.add_argument("--steps", type=int, default=MOST_STEPS)
    parser.add_argument("--mutations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        decided = 0
        for first in range(0, asked.sequences, 200):
            engine = connect(f"sqlite:///{Path(folder) / f'{first}.db'}")
            event.listen(
                engine, "connect", lambda c, _: c.execute("PRAGMA synchronous = OFF")
            )
            engine.dispose()
            for n in range(first, min(first + 200, asked.sequences)):
                decided += sequence(
                    engine, f"{n:05}", random.Random(f"{asked.seed} {n}"), asked.steps
                )
            with engine.connect() as connection:
                alike("chain", verify(connection, audit.head(connection)), None)
            engine.dispose()
        print(
            f"{asked.sequences} sequences, {decided} decisions, 0 differences, {time.perf_counter() - began:.0f} s"
        )
        rng = random.Random(asked.seed)
        address = f"sqlite:///{Path(folder) / 'log.db'}"
        filled(address, 350, rng)
        found = list(tampered(address, asked.mutations, rng))
        missed = [(way, at) for way, at, broken in found if broken is None]
        print(f"{len(found)} mutations, {len(found) - len(missed)} found", *missed[:10])
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
