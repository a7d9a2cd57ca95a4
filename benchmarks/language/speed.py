"""Speed, load time, memory and install size of the language model on one core.

python -m benchmarks.language.speed [--model DIR]

Words a second over the practice corpus's test part, all heads, one thread, beside the
same encoder in fp32 (when ``--fp32 DIR`` names a model exported without quantisation)
as a ratio in one run; then where the time goes.
"""

import json
import os
import subprocess
import sys
import time
from importlib.metadata import Distribution, distribution, requires
from pathlib import Path

from packaging.requirements import Requirement

from benchmarks.language.shared import analyser, arguments
from corpus.reader import reports
from corpus.split import split

_LOAD = """
import json, resource, sys, time
begin = time.perf_counter()
from sourceline.pipeline import analyser
reader = analyser()
loaded = time.perf_counter() - begin
reader.analyse(sys.stdin.read())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"load": loaded, "peak": peak}))
"""


def words_a_second(folder: Path | None, texts: list[str], rounds: int = 2) -> float:
    """Best of some rounds over all texts, one thread."""
    reader = analyser(folder)
    reader.analyse(texts[0])
    best = 0.0
    for _ in range(rounds):
        begin, words = time.perf_counter(), 0
        for text in texts:
            words += len(reader.analyse(text).words)
        best = max(best, words / (time.perf_counter() - begin))
    return best


def stages(texts: list[str]) -> dict[str, float]:
    """Share of the time inside each graph and outside all of them."""
    reader = analyser(None)
    spent: dict[str, float] = {}
    for name in ("read_words", "label_arcs", "read_lines", "read_spans"):
        inner = getattr(reader.model, name)

        def timed(*args: object, inner: object = inner, name: str = name) -> object:
            begin = time.perf_counter()
            result = inner(*args)
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - begin
            return result

        setattr(reader.model, name, timed)
    begin = time.perf_counter()
    for text in texts:
        reader.analyse(text)
    total = time.perf_counter() - begin
    return {k: v / total for k, v in spent.items()} | {
        "outside the graphs": 1 - sum(spent.values()) / total
    }


def install_size() -> dict[str, float]:
    """Megabytes of the core's distributions and of what they require, as installed."""
    sizes: dict[str, float] = {}
    queue = ["sourceline"]
    while queue:
        name = queue.pop()
        if name in sizes:
            continue
        found = distribution(name)
        sizes[name] = _megabytes(found)
        for line in requires(name) or ():
            requirement = Requirement(line)
            if not requirement.marker or requirement.marker.evaluate({"extra": ""}):
                queue.append(requirement.name.lower())
    root = Path(__file__).parents[2] / "src" / "sourceline"
    sizes["sourceline"] = (
        sum(p.stat().st_size for p in root.rglob("*") if p.is_file()) / 1e6
    )
    return sizes


def _megabytes(found: Distribution) -> float:
    paths = [Path(str(f.locate())) for f in found.files or ()]
    return sum(p.stat().st_size for p in paths if p.is_file()) / 1e6


def main() -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    parser = arguments(__doc__)
    parser.add_argument(
        "--fp32",
        type=Path,
        help="the same model without quantisation, to compare in this run",
    )
    args = parser.parse_args()
    texts = [r.text for r in split(reports())["test"]]
    speed = words_a_second(args.model, texts)
    print(f"words a second, all heads, one thread: {speed:.0f}")
    if args.fp32:
        print(
            "the same in fp32, as a ratio:",
            f"{words_a_second(args.fp32, texts) / speed:.2f}",
        )
    shares = stages(texts)
    print(
        "time:",
        ", ".join(
            f"{k} {100 * v:.0f} %"
            for k, v in sorted(shares.items(), key=lambda s: -s[1])
        ),
    )
    done = subprocess.run(
        [sys.executable, "-c", _LOAD],
        input=texts[0],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    print(
        f"import and load: {found['load']:.2f} s;",
        f"peak memory after one report: {found['peak']:.0f} MB",
    )
    sizes = install_size()
    print(
        f"install size of the core: {sum(sizes.values()):.0f} MB:",
        {k: round(v, 1) for k, v in sorted(sizes.items(), key=lambda s: -s[1])[:8]},
    )


if __name__ == "__main__":
    main()
