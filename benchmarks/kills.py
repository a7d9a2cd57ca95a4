"""Runs and exports that are killed: is anything lost, doubled or left half-written?

python -m benchmarks.kills [--kills 200] [--groups 4] [--others 3] [--commands 20]

The shortest reprint groups of the practice corpus that say who holds a place, and the
shortest other reports that do, are added to a project: every second of the projects
gets half of them only when the first half is through. ``run`` and ``export`` are
killed (SIGKILL) again and again: before a seeded random SQL statement of each stage in
turn, when a file is opened or put in place, and after seeded random times. Most
are killed in a process that is forked from one that holds the language model, so that a
kill costs no start; ``--commands`` of them are commands started by the shell's way.

After each kill SQLite's integrity check must pass, what the run had told as done must
still be done, and no half-written export may stand; whenever a project is through, its
exports must equal an undisturbed project's byte for byte, with no report, claim or
incident twice.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event

from benchmarks.reprints import gold_stories
from corpus.reader import Report, reports

KINDS = ("incidents", "claims", "control", "reports")
FORMS = ("jsonl", "csv", "acled", "geojson", "xlsx")
ONLY_INCIDENTS = frozenset({"acled", "geojson"})
COUNTED = (
    "kills",
    "commands",
    "projects",
    "damaged",
    "lost",
    "half",
    "unlike",
    "doubled or lost",
)
"""What is told at the end: how much was killed, and what came of it."""
STAGES = ("reading", "reprints", "dating", "comparing", "fusing", "timeline")
"""Names of a run's stages, in their order."""
_FILE_EVENTS = frozenset({"open", "os.rename", "os.remove"})
_SHARE_UNDATED = 3
"""Every so manieth report does not say when it was published."""


@dataclass(frozen=True)
class Moment:
    """When a process is killed: after seconds, or before the n-th step of a stage."""

    stage: str | None = None
    step: int = 0
    seconds: float = 0.0


class Steps:
    """Counts the steps of this process by stage and kills it before a chosen one.

    A step is an SQL statement; in an export also a file that is opened, renamed or
    removed.
    """

    def __init__(self, moment: Moment | None, stage: str = "open") -> None:
        self.moment, self.stage = moment, stage
        self.seen: Counter[str] = Counter()

    def watch(self) -> None:
        event.listen(Engine, "before_cursor_execute", lambda *_: self.step())
        event.listen(Engine, "commit", lambda *_: self.step())
        if self.stage == "export":
            sys.addaudithook(lambda name, _: name in _FILE_EVENTS and self.step())

    def step(self) -> None:
        self.seen[self.stage] += 1
        if self.moment == Moment(self.stage, self.seen[self.stage]):
            os.kill(os.getpid(), signal.SIGKILL)

    def at(self, stage: str) -> None:
        self.stage = stage


def chosen(groups: int, others: int) -> list[Report]:
    """Short reports that hold reprints and say who holds a place."""
    every = {r.id: r for r in reports()}
    of_story: dict[str, list[Report]] = {}
    for name, story in sorted(gold_stories(list(every.values())).items()):
        of_story.setdefault(story, []).append(every[name])
    length = lambda told: sum(len(r.text) for r in told)
    short = sorted(
        (told for told in of_story.values() if any(r.control for r in told)), key=length
    )
    out = [r for told in short[:groups] for r in told]
    single = (r for r in every.values() if r.control and r not in out)
    return out + sorted(single, key=lambda r: (len(r.text), r.id))[:others]


def rows(listed: Sequence[Report]) -> list[str]:
    """Reports as lines of JSON; some do not say when they were published."""
    out = []
    for number, report in enumerate(listed):
        row = {"id": report.id, "text": report.text}
        if number % _SHARE_UNDATED != _SHARE_UNDATED - 1:
            row["published"] = report.published
        out.append(json.dumps(row))
    return out


def forked(work: Callable[[], None], seconds: float = 0.0) -> tuple[bool, str]:
    """Do something in a child; kill it after some seconds, 0 for never.

    Returns:
        Whether it was killed, and what it wrote.
    """
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        os.dup2(writes, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told to the parent
            os.write(1, f"failed {error!r}\n".encode())
            os._exit(1)
        os._exit(0)
    os.close(writes)
    ends = time.monotonic() + seconds
    while seconds and not (gone := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() >= ends:
            os.kill(child, signal.SIGKILL)
            gone = os.waitpid(child, 0)
            break
        time.sleep(0.002)
    if not seconds:
        gone = os.waitpid(child, 0)
    with os.fdopen(reads) as told:
        said = told.read()
    if "failed" in said:
        raise RuntimeError(said)
    return os.WIFSIGNALED(gone[1]), said


def run(folder: Path, moment: Moment | None) -> None:
    """What ``sourceline run`` does; every step that is done is told on a pipe."""
    from sourceline import running  # noqa: PLC0415 - in a child
    from sourceline.project import open_project  # noqa: PLC0415

    steps = Steps(moment)
    stages = [(n, _announced(stage, n, steps)) for n, stage in running.stages()]
    if tuple(name for name, _ in stages) != STAGES:
        raise SystemExit(f"stages of a run: {[name for name, _ in stages]}")
    running.stages = lambda: iter(stages)
    steps.watch()

    def told(stage: str, done: int, whole: int) -> None:
        os.write(1, f"{stage}\t{done}\t{whole}\n".encode())

    open_project(folder).run(told)
    os.write(1, f"steps\t{json.dumps(steps.seen)}\n".encode())


def _announced(
    stage: Callable[..., object], name: str, steps: Steps
) -> Callable[..., object]:
    def announced(*given: object) -> object:
        steps.at(name)
        return stage(*given)

    return announced


def export(
    folder: Path, kind: str, form: str, out: Path, moment: Moment | None
) -> None:
    """What ``sourceline export`` does."""
    from sourceline.export import files  # noqa: PLC0415 - in a child
    from sourceline.project import open_project  # noqa: PLC0415

    steps = Steps(moment, "export")
    project = open_project(folder)
    steps.watch()
    files.export(kind, form, out, project)
    os.write(1, f"steps\t{json.dumps(steps.seen)}\n".encode())


class Bench:
    """One series of kills.

    Args:
        folder: an empty one.
        listed: what is added to every project.
        seed: of the moments.
    """

    def __init__(self, folder: Path, listed: Sequence[Report], seed: int) -> None:
        self.folder, self.rows, self.rng = folder, rows(listed), random.Random(seed)
        self.found: Counter[str] = Counter()
        self.hit: Counter[str] = Counter()
        os.chdir(folder)
        calm = self.project("calm", self.rows)
        begin = time.monotonic()
        _, said = forked(lambda: run(calm, None))
        self.longest = time.monotonic() - begin
        self.steps = _steps(said)
        self.expected = self.exports(calm)
        self.counts = _counts(calm)

    def project(self, name: str, lines: Sequence[str]) -> Path:
        """A project with reports that wait to be read."""
        made = self.folder / name

        def make() -> None:
            from sourceline.project import init_project  # noqa: PLC0415 - in a child

            init_project(made)

        forked(make)
        # one process: a killed parent leaves no children that this script must find
        (made / "sourceline.toml").write_text("processes = 1\n", encoding="utf-8")
        self.add(made, lines)
        return made

    def add(self, made: Path, lines: Sequence[str]) -> None:
        # a relative path, so that the records of two projects can be alike to the byte
        path = Path("inputs.jsonl")
        blank = {line: number for number, line in enumerate(self.rows)}
        placed = [""] * len(self.rows)
        for line in lines:
            placed[blank[line]] = line
        path.write_text("\n".join(placed) + "\n", encoding="utf-8")

        def keep() -> None:
            from sourceline.ingest.files import sources  # noqa: PLC0415 - in a child
            from sourceline.project import open_project  # noqa: PLC0415

            open_project(made).add(sources([path]))

        forked(keep)

    def exports(self, made: Path) -> dict[tuple[str, str], bytes]:
        """Every file that a project can be written to, and how many steps that took."""
        asked = [
            (kind, form)
            for kind in KINDS
            for form in FORMS
            if kind == "incidents" or form not in ONLY_INCIDENTS
        ]
        out = lambda kind, form: made / f"whole.{kind}.{form}"

        def write() -> None:
            for kind, form in asked:
                export(made, kind, form, out(kind, form), None)

        _, said = forked(write)
        told = [x for x in said.splitlines() if x.startswith("steps")]
        sums = [json.loads(x.partition("\t")[2])["export"] for x in told]
        self.export_steps = dict(zip(asked, sums, strict=True))
        return {x: out(*x).read_bytes() for x in asked}

    # --- kills -----------------------------------------------------------------------

    def disturb(self, kills: int, commands: int) -> None:
        """Kill until as many as asked for have hit a living process."""
        for number in count():
            if self.found["kills"] >= kills:
                return
            half = len(self.rows) // 2 if number % 2 else len(self.rows)
            made = self.project(f"disturbed-{number}", self.rows[:half])
            left = lambda: kills - self.found["kills"]
            if half < len(self.rows):
                self.runs(made, 4, left)
                self.through(made)
                self.add(made, self.rows[half:])
            self.runs(made, 10, left)
            if self.found["commands"] < commands:
                self.command(made, "run", longest=self.longest + 2)
            self.through(made)
            for _ in range(min(4, left())):
                self.one_export(made)
            if self.found["commands"] < commands:
                out = made / "command.jsonl"
                self.command(made, "export", "claims", "--out", str(out), longest=1.5)
                self.half(out, ("claims", "jsonl"))
            self.found["unlike"] += self.exports(made) != self.expected
            self.found["doubled or lost"] += _counts(made) != self.counts
            self.found["projects"] += 1

    def runs(self, made: Path, most: int, left: Callable[[], int]) -> None:
        """Kill a run in stage after stage, then anywhere."""
        stages = sorted(self.rng.choices(STAGES, k=most - 2), key=STAGES.index)
        share = self.rng.uniform
        for stage in [*stages, None, None][: left()]:
            if stage:
                moment = Moment(
                    stage, self.rng.randint(1, max(1, self.steps.get(stage, 1)))
                )
            else:
                moment = Moment(seconds=share(0.01, self.longest))
            before = _done(made)
            killed, said = forked(
                lambda: run(made, moment),  # noqa: B023
                moment.seconds,
            )
            if killed:
                self.hit[stage or "any time"] += 1
                self.after_kill(made, before, said)

    def after_kill(self, made: Path, before: Mapping[str, int], said: str) -> None:
        self.found["kills"] += 1
        self.found["damaged"] += not whole(made)
        now = _done(made)
        told: dict[str, int] = {}
        for line in said.splitlines():
            stage, done, _ = line.split("\t")
            told[stage] = int(done)
        self.found["lost"] += any(
            now[stage] < before[stage] + told.get(stage, 0) for stage in now
        )

    def one_export(self, made: Path) -> None:
        kind, form = self.rng.choice(sorted(self.expected))
        out = made / f"killed.{kind}.{form}"
        step = self.rng.randint(1, self.export_steps[kind, form])
        killed, _ = forked(
            lambda: export(made, kind, form, out, Moment("export", step))
        )
        if killed:
            self.hit["export"] += 1
            self.found["kills"] += 1
            self.found["damaged"] += not whole(made)
            self.half(out, (kind, form))

    def half(self, out: Path, what: tuple[str, str]) -> None:
        stands = out.read_bytes() if out.exists() else self.expected[what]
        self.found["half"] += stands != self.expected[what]

    def through(self, made: Path) -> None:
        forked(lambda: run(made, None))

    def command(self, made: Path, *words: str, longest: float) -> None:
        """Start a command as a shell does and kill it after a random time."""
        whole_words = [sys.executable, "-m", "sourceline.cli", "--project", str(made)]
        running = subprocess.Popen(
            [*whole_words, *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        before = _done(made)
        try:
            running.wait(self.rng.uniform(0.3, longest))
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
            self.hit[f"command {words[0]}"] += 1
            self.found["commands"] += 1
            self.after_kill(made, before, "")


def _steps(said: str) -> dict[str, int]:
    found = [x for x in said.splitlines() if x.startswith("steps\t")]
    return dict(json.loads(found[-1].partition("\t")[2]))


def _ask(made: Path, question: str) -> list[tuple]:
    connection = sqlite3.connect(made / "sourceline.db")
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def _done(made: Path) -> dict[str, int]:
    """How much of the stages that count is done, by the name that progress has."""
    asked = {
        "reading": "SELECT count(*) FROM report WHERE NOT waits_for_reading",
        "reprints": "SELECT count(*) FROM reading WHERE NOT waits_for_grouping",
        "comparing claims": "SELECT count(*) FROM claim WHERE fused AND NOT "
        "waits_for_matching",
    }
    return {name: _ask(made, question)[0][0] for name, question in asked.items()}


def _counts(made: Path) -> dict[str, int]:
    tables = ("report", "reading", "claim", "pair", "incident", "control_period")
    # names of the tables are this module's own
    return {
        t: _ask(made, f"SELECT count(*) FROM {t}")[0][0]  # noqa: S608
        for t in tables
    }


def whole(made: Path) -> bool:
    """SQLite's integrity check, and the foreign keys."""
    fine = _ask(made, "PRAGMA integrity_check") == [("ok",)]
    return fine and not _ask(made, "PRAGMA foreign_key_check")


def warm() -> None:
    """Load here what every child needs; no connection to anything may be open."""
    import duckdb  # noqa: F401, PLC0415
    import splink  # noqa: F401, PLC0415

    from sourceline.export import files  # noqa: F401, PLC0415
    from sourceline.pipeline import analyser, lexicon  # noqa: PLC0415

    analyser()
    lexicon()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--groups", type=int, default=4)
    parser.add_argument("--others", type=int, default=3)
    parser.add_argument("--commands", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    listed = chosen(args.groups, args.others)
    warm()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), listed, args.seed)
        print(
            f"{len(listed)} reports: {bench.counts}; a calm run {bench.longest:.1f} s"
        )
        bench.disturb(args.kills, args.commands)
    print(json.dumps({name: bench.found[name] for name in COUNTED}))
    print(f"where: {dict(bench.hit)}; {time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
