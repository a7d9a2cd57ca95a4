"""Runs and exports that are killed: is anything lost, doubled or left half-written?

python -m benchmarks.kills [--kills 200] [--reports 12]

Reports of the practice corpus are added to a project; ``run`` and ``export`` are started
again and again and killed (SIGKILL) after a random time, until as many kills as asked
for have hit a living process. After each kill SQLite's integrity check must pass and no
half-written export may stand; whenever a project is through, its four exports must equal
an undisturbed project's byte for byte.
"""

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

from corpus.reader import reports

KINDS = ("incidents", "claims", "control", "reports")


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "sourceline.cli", "--project", str(folder), *words]


def project(folder: Path, texts: dict[str, str]) -> Path:
    """A project with reports that wait to be read."""
    inputs = folder / "inputs"
    inputs.mkdir(parents=True)
    for name, text in texts.items():
        (inputs / f"{name}.txt").write_text(text, encoding="utf-8")
    made = folder / "project"
    subprocess.run(command(made, "init", str(made)), check=True, capture_output=True)
    # one process: a killed parent leaves no children behind that this script must find
    (made / "sourceline.toml").write_text("processes = 1\n", encoding="utf-8")
    # a relative path, so that the records of two projects can be alike to the byte
    subprocess.run(
        command(made, "add", "inputs"), check=True, capture_output=True, cwd=folder
    )
    return made


def exported(made: Path) -> dict[str, bytes]:
    out = {}
    for kind in KINDS:
        path = made / f"{kind}.jsonl"
        words = ("export", kind, "--out", str(path))
        subprocess.run(command(made, *words), check=True, capture_output=True)
        out[kind] = path.read_bytes()
    return out


def whole(made: Path) -> bool:
    """SQLite's integrity check, and the foreign keys."""
    connection = sqlite3.connect(made / "sourceline.db")
    try:
        fine = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return fine and not connection.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        connection.close()


def hit(words: list[str], longest: float, rng: random.Random) -> bool:
    """Start a command and kill it after a random time; whether it was still alive."""
    running = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        running.wait(rng.uniform(0, longest))
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
        return True
    return False


def disturb(
    folder: Path, texts: dict[str, str], kills: int, longest: float = 4.0, seed: int = 1
) -> dict[str, int]:
    """Kill runs and exports; counts of kills, projects, damage and differences."""
    rng = random.Random(seed)
    calm = project(folder / "calm", texts)
    subprocess.run(command(calm, "run"), check=True, capture_output=True)
    expected = exported(calm)
    out = {"kills": 0, "projects": 0, "damaged": 0, "half": 0, "unlike": 0}
    while out["kills"] < kills:
        made = project(folder / f"disturbed-{out['projects']}", texts)
        while hit(command(made, "run"), longest, rng):
            out["kills"] += 1
            out["damaged"] += not whole(made)
        target = made / "half.jsonl"
        while hit(command(made, "export", "claims", "--out", str(target)), 1.5, rng):
            out["kills"] += 1
            content = target.read_bytes() if target.exists() else expected["claims"]
            out["half"] += content != expected["claims"]
        found = exported(made)
        out["unlike"] += found != expected
        out["projects"] += 1
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--reports", type=int, default=12)
    args = parser.parse_args()
    texts = {
        r.id: r.text
        for r in islice(sorted(reports(), key=lambda r: r.id), 200, 200 + args.reports)
    }
    with tempfile.TemporaryDirectory() as folder:
        print(disturb(Path(folder), texts, args.kills))


if __name__ == "__main__":
    main()
