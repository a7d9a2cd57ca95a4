"""The mean of several trainings that began from one start.

    python -m training.soup --weights DIR DIR … --out DIR

Runs that differ only by seed end in one basin; the mean of their weights reads at least
as well as each, at the cost of one (Wortsman et al. 2022, "Model soups").
"""

import argparse
import shutil
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    states = [torch.load(folder / "model.pt") for folder in args.weights]
    mean = {
        key: torch.stack([state[key].float() for state in states]).mean(0)
        for key in states[0]
    }
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(mean, args.out / "model.pt")
    shutil.copy(args.weights[0] / "labels.json", args.out / "labels.json")


if __name__ == "__main__":
    main()
