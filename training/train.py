"""Second stage: the event graph, with syntax and names rehearsed, in one model.

python -m training.train --start DIR --data ../shared/data --out DIR --minutes 60

Starts from the first stage (``training.pretrain``), parses the practice corpus once
with it, and trains everything together. Weights are averaged over the last part of the
run. Writes ``model.pt`` and ``labels.json``.
"""

import argparse
import json
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from corpus.reader import reports
from corpus.split import split
from sourceline.language.features import line_features, line_order
from sourceline.language.layout import MOST_PIECES
from sourceline.model import labels
from sourceline.model.taxonomy import CASUALTY_GROUPS, CASUALTY_SCOPES, HARMS
from training import syntax
from training.average import Average
from training.graph import Graph, Lines, allowed_roles, line_means, pool
from training.network import Reader
from training.parse import parse
from training.pretrain import encoder_tokenizer, optimizer
from training.reports import Example, Targets, encoder_windows, example, targets
from training.treebanks import ewt, gum, re3d
from training.vary import Variations
from training.windows import IGNORE, Window, batches, collate, hide, lay

WEIGHTS = {
    "mention": 1.0,
    "trigger": 2.0,
    "line": 0.7,
    "real": 1.0,
    "type": 1.5,
    "status": 0.5,
    "news": 0.5,
    "control": 2.0,
    "role": 1.0,
    "harm": 0.5,
    "group": 0.5,
    "scope": 0.3,
    "same": 1.0,
    "link": 0.5,
    "actor_type": 0.3,
}
REPORTS_A_STEP, SYNTAX_PIECES = 4, 900
SMOOTHED = 0.1
"""Label smoothing of the type head (Szegedy et al. 2016)."""


class Model(nn.Module):
    """The whole: word heads, span heads, line head."""

    def __init__(self, sizes: dict[str, int]) -> None:
        super().__init__()
        self.reader, self.graph, self.lines = Reader(sizes), Graph(), Lines()


def word_vectors(
    model: Model, examples: Sequence[Example], most: int, hidden: float
) -> list[Tensor]:
    """For each report its (words, H) vectors; windows of like length are together."""
    windows = [
        (i, w) for i, one in enumerate(examples) for w in encoder_windows(one, most)
    ]
    found: dict[int, Tensor] = {}
    for batch in alike([w.length for _, w in windows]):
        chosen = [windows[row][1] for row in batch]
        ids, shapes, mask, first, last, _ = collate(chosen)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = model.reader.vectors(hide(ids, hidden), shapes, mask, first, last)
        for at, row in enumerate(batch):
            found[row] = vectors[at, 1 : len(chosen[at].words) + 1].float()
    out: list[list[Tensor]] = [[] for _ in examples]
    for row, (i, _) in enumerate(windows):
        out[i].append(found[row])
    return [torch.cat(parts) for parts in out]


def alike(lengths: Sequence[int], least: float = 0.75) -> list[list[int]]:
    """Rows in batches whose shortest is ``least`` of the longest: little is padding."""
    out: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lambda r: -lengths[r]):
        if out and lengths[row] >= least * lengths[out[-1][0]]:
            out[-1].append(row)
        else:
            out.append([row])
    return out


def cross_entropy(logits: Tensor, gold: Tensor, smoothed: float = 0.0) -> Tensor:
    return (
        F.cross_entropy(
            logits.float(), gold, ignore_index=IGNORE, label_smoothing=smoothed
        )
        if (gold != IGNORE).any()
        else logits.sum() * 0
    )


def span_losses(
    model: Model, words: Tensor, gold: Targets, allowed: Tensor
) -> dict[str, Tensor]:
    """Losses of the span heads on one report's gold spans."""
    graph, count = model.graph, len(gold.type)
    spans = graph.spans(
        pool(words, gold.first, gold.last),
        gold.kind,
        gold.line,
        gold.relation,
        gold.order,
    )
    triggers, mentions = spans[:count], spans[count:]
    pairs = graph.roles(triggers, mentions, gold.pairs)
    roles, harm, group, scope = pairs.split(
        [len(labels.ROLES), len(HARMS), len(CASUALTY_GROUPS), len(CASUALTY_SCOPES)], -1
    )
    open_roles = (allowed[gold.mention_kind] == 0)[None].expand_as(roles)
    role_loss = (
        F.binary_cross_entropy_with_logits(roles, gold.roles, reduction="none")
        * open_roles
    )
    out = {
        "real": F.binary_cross_entropy_with_logits(
            graph.real(triggers)[:, 0], gold.real
        ),
        "type": cross_entropy(graph.sub_type(triggers), gold.type, SMOOTHED),
        "status": cross_entropy(graph.status(triggers), gold.status),
        "news": cross_entropy(graph.news(triggers), gold.news),
        "control": F.binary_cross_entropy_with_logits(
            graph.control(triggers), gold.control
        ),
        "actor_type": cross_entropy(graph.actor_type(mentions), gold.actor_type),
        "role": role_loss.sum() / (gold.roles.sum() + 2),
        "harm": cross_entropy(harm.flatten(0, 1), gold.tolls[..., 0].flatten()),
        "group": cross_entropy(group.flatten(0, 1), gold.tolls[..., 1].flatten()),
        "scope": cross_entropy(scope.flatten(0, 1), gold.tolls[..., 2].flatten()),
    }
    known = gold.same != IGNORE
    if known.any():
        order = gold.order[:count, :count]
        logits = graph.same_event(triggers, order, gold.alike)
        out["same"] = F.binary_cross_entropy_with_logits(
            logits[known], gold.same[known]
        )
    if gold.link_known.any():
        order = gold.order[count:, count:]
        logits = graph.links(mentions, order, gold.link_alike)
        loss = (
            F.binary_cross_entropy_with_logits(logits, gold.links, reduction="none")
            * gold.link_known
        )
        out["link"] = (
            3 * loss.sum() / (gold.links.sum() + gold.link_known.sum() / 10 + 1)
        )
    return out


def report_losses(
    model: Model, examples: Sequence[Example], most: int, allowed: Tensor, hidden: float
) -> dict[str, Tensor]:
    """Losses of one step on some reports: tags over all words, lines over all pages,
    spans report by report."""
    vectors = word_vectors(model, examples, most, hidden)
    every = torch.cat(vectors)
    tags = lambda name: torch.tensor(
        [tag for one in examples for tag in getattr(one, name)]
    )
    out = {
        "mention": cross_entropy(model.reader.mention(every), tags("mention_tags")),
        "trigger": cross_entropy(model.reader.trigger(every), tags("trigger_tags")),
    }
    lines = []
    for one, words in zip(examples, vectors, strict=True):
        spots = [(line.start, line.end) for line in one.layout.lines]
        means = line_means(words, torch.tensor(one.layout.line_of), len(spots))
        lines.append(
            model.lines(
                means,
                torch.from_numpy(line_features(one.report.text, spots)),
                torch.from_numpy(line_order(len(spots))),
            )
        )
    out["line"] = cross_entropy(
        torch.cat(lines), torch.tensor([k for one in examples for k in one.line_kinds])
    )
    found = [
        span_losses(model, words, gold, allowed)
        for one, words in zip(examples, vectors, strict=True)
        if (gold := targets(one))
    ]
    for name in {name for losses in found for name in losses}:
        out[name] = sum(losses[name] for losses in found if name in losses) / len(
            examples
        )
    return out


def forever(make: object) -> Iterator[list[Window]]:
    while True:
        yield from make()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--share",
        type=float,
        default=1.0,
        help="share of the training reports, for the learning curve",
    )
    parser.add_argument("--encoder-rate", type=float, default=1.5e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument(
        "--resume", action="store_true", help="go on from START/model.pt, all heads"
    )
    parser.add_argument(
        "--hidden", type=float, default=0.06, help="share of the pieces masked"
    )
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    shutil.copy(args.start / "labels.json", args.out / "labels.json")
    names = json.loads((args.out / "labels.json").read_text())
    sizes = {k: len(v) for k, v in names.items()} | {"mention": 19, "trigger": 5}
    model = Model(sizes)
    if args.resume:
        model.load_state_dict(torch.load(args.start / "model.pt"))
    else:
        model.reader.load_state_dict(torch.load(args.start / "reader.pt"))
    tokenizer, labeller, allowed = (
        encoder_tokenizer(),
        syntax.Labeller(names),
        allowed_roles(),
    )
    sentences = [
        *ewt(args.data, "train"),
        *gum(args.data, "train"),
        *re3d(args.data)[0],
    ]
    train = split(reports())["train"]
    random.Random(args.seed).shuffle(train)
    train = train[: int(len(train) * args.share)]
    whole = [example(r, tokenizer) for r in train]
    parse(model.reader, whole, MOST_PIECES)
    print(
        len(whole),
        "reports",
        sum(len(e.layout.words) for e in whole),
        "words",
        flush=True,
    )

    variations = Variations(whole, tokenizer, rng)

    def syntax_epoch() -> list[list[Window]]:
        windows = labeller.windows(sentences, rng)
        lay(tokenizer, windows)
        return batches([w for w in windows if w.length <= 500], SYNTAX_PIECES, rng)

    rehearsal = forever(syntax_epoch)
    optimiser = optimizer(model, args.encoder_rate, args.head_rate)
    base = [group["lr"] for group in optimiser.param_groups]
    begin, step, pieces, epoch, means, average = time.monotonic(), 0, 0, 0, {}, None
    model.train()
    while time.monotonic() - begin < 60 * args.minutes:
        order = sorted(
            range(len(whole)),
            key=lambda i: len(whole[i].layout.words) // 60 + rng.random() * 2,
        )
        groups = [
            order[i : i + REPORTS_A_STEP] for i in range(0, len(order), REPORTS_A_STEP)
        ]
        rng.shuffle(groups)
        for group in groups:
            spent = (time.monotonic() - begin) / (60 * args.minutes)
            if spent >= 1:
                break
            factor = min(1.0, (step + 1) / 80) * max(0.02, 1 - spent)
            for settings, rate in zip(optimiser.param_groups, base, strict=True):
                settings["lr"] = rate * factor
            chosen = [variations.of(whole[i]) for i in group]
            optimiser.zero_grad(set_to_none=True)
            losses = report_losses(
                model,
                chosen,
                rng.choice((160, 256, 256, MOST_PIECES)),
                allowed,
                args.hidden,
            )
            sum(WEIGHTS[k] * v for k, v in losses.items()).backward()
            old: dict[str, Tensor] = {}
            if step % 2 == 0:
                batch = next(rehearsal)
                old = syntax.run(model.reader, batch, args.hidden)
                sum(syntax.WEIGHTS[k] * v for k, v in old.items()).backward()
                pieces += sum(w.length for w in batch)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            step += 1
            pieces += sum(len(p) for one in chosen for p in one.pieces)
            if spent > 0.6:
                average = average or Average(model)
                average.update(model)
            for k, v in (losses | old).items():
                means[k] = 0.97 * means.get(k, v.item()) + 0.03 * v.item()
            if step % 50 == 0 or step == 5:
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
            average.weights if average else model.state_dict(), args.out / "model.pt"
        )
        print("epoch", epoch, f"{time.monotonic() - begin:.0f}s", flush=True)
    torch.save(
        average.weights if average else model.state_dict(), args.out / "model.pt"
    )


if __name__ == "__main__":
    main()
