"""Carry more syntax into a model that has learned events already.

python -m training.merge --base DIR --syntax DIR --events DIR --out DIR

``base`` is the first stage that the events were trained from, ``syntax`` the same first
stage trained on. A share of what that added (syntax minus base) is added to the event
model's weights (task arithmetic, Ilharco et al. 2023); heads that the event model lacks
begin anew. ``training.train --resume`` goes on from the result.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch

from training.train import Model

_EVENT_HEADS = {"mention", "trigger"}
_TRUE_AT_FIRST = 4.0
"""Bias of the head that doubts triggers: before it has learned, it doubts none."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("base", "syntax", "events", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.5)
    args = parser.parse_args()
    names = json.loads((args.events / "labels.json").read_text())
    base = torch.load(args.base / "reader.pt")
    syntax = torch.load(args.syntax / "reader.pt")
    events = torch.load(args.events / "model.pt")
    torch.manual_seed(5)
    sizes = {k: len(v) for k, v in names.items()} | {"mention": 19, "trigger": 5}
    weights = Model(sizes).state_dict()
    for key, value in weights.items():
        if key in events and events[key].shape == value.shape:
            weights[key] = events[key].clone()
    for key, before in base.items():
        if key.split(".")[0] not in _EVENT_HEADS:
            weights[f"reader.{key}"] += args.share * (syntax[key] - before)
    if "graph.real.3.bias" not in events:
        weights["graph.real.3.bias"].fill_(_TRUE_AT_FIRST)
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(weights, args.out / "model.pt")
    shutil.copy(args.events / "labels.json", args.out / "labels.json")


if __name__ == "__main__":
    main()
