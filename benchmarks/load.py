"""Many at once on one project: people who read, people who decide, and a run that adds.

python -m benchmarks.load [--project FOLDER] [--postgresql] [--seconds 300]
                          [--readers 20] [--reviewers 5]

A copy of the project (or a small one of invented reports) is served by ``sourceline
serve`` in a process of its own. Readers ask lists, facets, searches, incidents, the map
and pages; reviewers take incidents from the queue and decide over the API, each under a
name of his own; beside them ``sourceline add`` and ``sourceline run`` go on and on. With
--postgresql a server of its own runs on loopback as long as it lasts, and the copy is
put into it.

Printed: how many of each kind, p50 and p95, errors, conflicts. Afterwards every decision
that was acknowledged must be in the log, every report that ``add`` acknowledged must be
in the project and read, and the chain of the log must verify. Exit 1 where not.
"""

import argparse
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import token_bytes, token_hex

from sqlalchemy import create_engine, func, insert, select, text, update

from benchmarks.clusters import cluster
from benchmarks.crowd import (
    COMMAND,
    URL,
    Asker,
    Told,
    add_on,
    decide_on,
    read_on,
    reports,
    run,
)
from sourceline.pipeline import reading_version
from sourceline.project import Project, init_project, open_project
from sourceline.store import keys, people
from sourceline.store import schema as t
from sourceline.store.account_log import Hand
from sourceline.store.database import connect, reading
from sourceline.store.verify import verify

_TRIES = 600


@contextmanager
def served(project: Project) -> Iterator[int]:
    """The workbench in a process of its own; its port."""
    log = project.settings.folder / "serve.log"
    with log.open("w", encoding="utf-8") as file:
        server = subprocess.Popen(
            [COMMAND, "--project", project.settings.folder, "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            env=os.environ | {URL: project.settings.database},
        )
        try:
            line = server.stdout.readline() if server.stdout else ""
            if "127.0.0.1:" not in line:
                raise SystemExit(f"it does not serve: {line} {log.read_text()[-2000:]}")
            port = int(line.split("127.0.0.1:")[1].split("/")[0])
            _wait_for(port)
            yield port
        finally:
            server.terminate()
            server.wait(60)
            if server.stdout:
                server.stdout.close()


def _wait_for(port: int) -> None:
    """Until the server takes connections: it prints its address a moment earlier."""
    for _ in range(_TRIES):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server prints its address and does not answer")


def token(project: Project, name: str, role: str) -> str:
    """A token of a new account."""
    now = datetime.now(UTC)  # noqa: TID251 - a token lasts from now on
    hand, until = Hand("load", now, token_bytes), now + timedelta(days=1)
    with project.engine.begin() as connection:
        made = people.add_account(connection, name, token_hex(16), role, hand)
        secret = keys.add_token(connection, made, "load", role, until, hand)[1]
    return f"Bearer {secret}"


def session(project: Project, name: str, port: int) -> str:
    """The cookie of a browser that a new viewer signed in with."""
    now = datetime.now(UTC)  # noqa: TID251 - a session begins now
    with project.engine.begin() as connection:
        hand = Hand("load", now, token_bytes)
        made = people.add_account(connection, name, token_hex(16), "viewer", hand)
        secret = keys.open_session(connection, made, now, token_bytes)
    return f"sourceline-{port}={secret}"


def press(project: Project, seconds: float, readers: int, reviewers: int) -> Told:
    """All of them at once for some seconds; what happened."""
    told, over = Told(), threading.Event()
    deciding = [token(project, f"Reviewer {n}", "reviewer") for n in range(reviewers)]
    with served(project) as port:
        cookie = session(project, "Reader", port)
        work: list[Callable[[], None]] = [lambda: add_on(project, over, told)]
        for n, known in enumerate([cookie] * readers + deciding):
            does = read_on if known == cookie else decide_on
            work.append(partial(_work, does, Asker(port, known, told), over, n))
        threads = [threading.Thread(target=_kept(one, told)) for one in work]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        over.set()
        for thread in threads:
            thread.join()
    log = (project.settings.folder / "serve.log").read_text(encoding="utf-8")
    if log.strip():
        told.wrong(f"the server's log: {log[-600:]}")
    return told


def _work(
    does: Callable[[Asker, threading.Event, random.Random], None],
    asker: Asker,
    over: threading.Event,
    number: int,
) -> None:
    with asker:
        does(asker, over, random.Random(number))


def _kept(work: Callable[[], None], told: Told) -> Callable[[], None]:
    """Work whose end by an error is told."""

    def done() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, it must be told
            told.wrong(f"{type(error).__name__}: {error}")

    return done


def lost(project: Project, told: Told) -> list[str]:
    """What was acknowledged and is not there, and what else is not whole."""
    out = []
    with reading(project.engine) as connection:
        log = set(connection.execute(select(t.decision.c.id)).scalars())
        out += [f"decision {x}" for x in told.decided if x not in log]
        there = set(connection.execute(select(t.report.c.key)).scalars())
        out += [f"report {x}" for x in told.added if x not in there]
        waits = select(func.count()).where(t.report.c.waits_for_reading)
        if found := connection.execute(waits).scalar():
            out.append(f"{found} reports not read")
        if broken := verify(connection):
            out.append(f"log broken at {broken.number}: {broken.reason}")
        if project.engine.dialect.name == "sqlite":
            said = connection.execute(text("PRAGMA integrity_check")).scalar()
            out += [] if said == "ok" else [f"integrity: {said}"]
    return out


def poured(source: Path, address: str) -> None:
    """Put the rows of a SQLite project into an empty database."""
    old, new = create_engine(f"sqlite:///{source}"), connect(address)
    with old.connect() as left, new.begin() as right:
        right.execute(text("SET session_replication_role = replica"))
        for table in t.metadata.sorted_tables:
            right.execute(table.delete())
            rows = left.execution_options(yield_per=1000).execute(select(table))
            for some in rows.mappings().partitions():
                right.execute(insert(table), [dict(row) for row in some])
    old.dispose()
    new.dispose()


def prepared(folder: Path, source: Path | None, address: str | None) -> Project:
    """A project to press: a copy of one, or a small one of invented reports."""
    os.environ.pop(URL, None)
    if source is not None:
        shutil.copytree(source, folder)
    else:
        init_project(folder).engine.dispose()
    if address is not None:
        if source is not None:
            poured(folder / "sourceline.db", address)
        os.environ[URL] = address
    project = open_project(folder)
    quiet = Told()
    if source is not None:
        # it counts as read by this version: reading all of it again is another measure
        with project.engine.begin() as connection:
            connection.execute(update(t.reading).values(version=reading_version()))
    else:
        lines = "\n".join(json.dumps(x) for x in reports(100_000, 40))
        run(project, quiet, "add", "-", "--country", "NG", given=lines)
    run(project, quiet, "run")
    if quiet.errors:
        raise SystemExit(quiet.errors[0])
    return project


def shown(told: Told, missing: list[str]) -> None:
    """Print what happened."""
    for kind, spent in sorted(told.spent.items()):
        cuts = statistics.quantiles(spent, n=20) if len(spent) > 1 else spent * 20
        half, most = 1000 * statistics.median(spent), 1000 * cuts[-1]
        print(f"{kind}: {len(spent)}, p50 {half:.0f} ms, p95 {most:.0f} ms")
    print("decisions:", ", ".join(f"{v} {k}" for k, v in sorted(told.counts.items())))
    print(f"acknowledged: {len(told.decided)} decisions, {len(told.added)} reports")
    locked = sum("locked" in x or "deadlock" in x for x in told.errors)
    print(f"errors: {len(told.errors)}, of them locked: {locked}")
    for one in told.errors[:10]:
        print("  ", one)
    print(f"lost writes: {len(missing)}")
    for one in missing[:10]:
        print("  ", one)


def main() -> None:
    """Prepare, press, look, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--reviewers", type=int, default=5)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = stack.enter_context(cluster()) if asked.postgresql else None
        project = prepared(folder / "p", asked.project, address)
        told = press(project, asked.seconds, asked.readers, asked.reviewers)
        missing = lost(project, told)
        project.engine.dispose()
    shown(told, missing)
    sys.exit(1 if told.errors or missing else 0)


if __name__ == "__main__":
    main()
