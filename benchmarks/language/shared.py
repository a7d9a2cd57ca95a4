"""What the language benchmarks share: where data lies, the shipped or another model,
F1."""

import argparse
from pathlib import Path

from sourceline.language.analyse import Analyser
from sourceline.language.joining import read_joining
from sourceline.language.model import LanguageModel
from sourceline.resources import model_files, table

DATA = Path(__file__).parents[3] / "shared" / "data"


def arguments(description: str) -> argparse.ArgumentParser:
    """``--data`` (public sets) and ``--model`` (another model than the shipped one)."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--model", type=Path, default=None)
    return parser


def analyser(folder: Path | None, threads: int = 1) -> Analyser:
    """The model in ``folder``, or the shipped one."""
    found = model_files(folder)
    model = LanguageModel(found.graphs, found.tokenizer, found.labels, threads=threads)
    return Analyser(model, read_joining(table("joining.json")))


class Counts:
    """Gold, predicted and right of one measure."""

    def __init__(self) -> None:
        self.gold = self.found = self.right = self.covered = 0
        self.by_overlap = False

    def add(self, gold: set, found: set) -> None:
        """Exact comparison."""
        self.gold += len(gold)
        self.found += len(found)
        self.right += len(gold & found)
        self.covered += len(gold & found)

    def cover(self, gold: int, found: int, gold_hit: int, found_hit: int) -> None:
        """By overlap: how many gold ones are hit, how many found ones hit."""
        self.gold += gold
        self.found += found
        self.right += found_hit
        self.covered += gold_hit

    @property
    def precision(self) -> float:
        return 100 * self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return 100 * self.covered / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0
