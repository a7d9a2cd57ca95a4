"""Weights to ONNX: three small graphs, run one window or one report at a time.

python -m training.export --weights DIR --out src/sourceline/models

``reader``: a window's pieces to word layers. ``relations``: labels of chosen arcs.
``graph``: a report's spans to types, roles and links. Linear layers become dynamic int8
with one scale a column of weights, and the big embedding table int8 with one scale a
row. Activations are ranged per call; because a call holds exactly one window, what
stands beside it can not change a result.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from sourceline.language import features
from sourceline.model import labels
from training.network import HIDDEN, RELATION
from training.pretrain import encoder_tokenizer
from training.train import Model

READER_OUTPUTS = (
    "words",
    "upos",
    "arcs",
    "dependents",
    "heads",
    "lemma",
    "names",
    "conflict",
    "kinds",
    "start",
    "mention",
    "trigger",
)
GRAPH_OUTPUTS = (
    "real",
    "sub_type",
    "status",
    "news",
    "control",
    "actor_type",
    "pairs",
    "same",
    "links",
)


class ReaderGraph(nn.Module):
    """One window, no padding: (1, T) pieces and (1, W) word positions in, layers
    without the batch dimension out."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.reader = model.reader

    def forward(
        self, ids: Tensor, shapes: Tensor, first: Tensor, last: Tensor
    ) -> tuple[Tensor, ...]:
        reader = self.reader
        words = reader.vectors(ids, shapes, None, first, last)
        arcs, dependents, heads = reader.arcs(words, None)
        small = lambda x: x[0].argmax(-1).to(torch.int32)
        return (
            words[0],
            small(reader.upos(words)),
            arcs[0],
            dependents[0],
            heads[0],
            small(reader.lemma(words)),
            reader.names(words)[0],
            reader.conflict(words)[0],
            small(reader.kinds(words)),
            reader.start(words)[0],
            reader.mention(words)[0],
            reader.trigger(words)[0],
        )


class RelationGraph(nn.Module):
    def __init__(self, model: Model) -> None:
        super().__init__()
        self.reader = model.reader

    def forward(self, dependents: Tensor, heads: Tensor) -> Tensor:
        return self.reader.relation_scores(dependents, heads).argmax(-1).to(torch.int32)


class SpanGraph(nn.Module):
    """All span heads of one report; T triggers stand first among the S spans."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.graph = model.graph

    def forward(
        self,
        pooled: Tensor,
        kind: Tensor,
        line: Tensor,
        relation: Tensor,
        order: Tensor,
        between: Tensor,
        alike: Tensor,
        likeness: Tensor,
    ) -> tuple[Tensor, ...]:
        graph, count = self.graph, alike.shape[0]
        spans = graph.spans(pooled, kind, line, relation, order)
        triggers, mentions = spans[:count], spans[count:]
        return (
            graph.real(triggers)[:, 0],
            graph.sub_type(triggers),
            graph.status(triggers),
            graph.news(triggers),
            graph.control(triggers),
            graph.actor_type(mentions),
            graph.roles(triggers, mentions, between),
            graph.same_event(triggers, order[:count, :count], alike),
            graph.links(mentions, order[count:, count:], likeness),
        )


class LineGraph(nn.Module):
    def __init__(self, model: Model) -> None:
        super().__init__()
        self.lines = model.lines

    def forward(self, means: Tensor, look: Tensor, apart: Tensor) -> Tensor:
        return torch.softmax(self.lines(means, look, apart), -1)


def graphs(
    model: Model,
) -> dict[
    str,
    tuple[nn.Module, tuple[Tensor, ...], dict[str, dict[int, str]], tuple[str, ...]],
]:
    """For each graph its module, an example input, its dynamic axes and its outputs."""
    long = lambda *size: torch.zeros(*size, dtype=torch.long)
    first = torch.arange(8)[None]
    return {
        "reader": (
            ReaderGraph(model),
            (torch.full((1, 9), 1000), long(1, 9), first, first),
            {
                "ids": {1: "pieces"},
                "shapes": {1: "pieces"},
                "first": {1: "words"},
                "last": {1: "words"},
            },
            READER_OUTPUTS,
        ),
        "relations": (
            RelationGraph(model),
            (torch.zeros(4, RELATION), torch.zeros(4, RELATION)),
            {"dependents": {0: "pairs"}, "heads": {0: "pairs"}},
            ("relation",),
        ),
        "graph": (
            SpanGraph(model),
            (
                torch.randn(7, 3 * HIDDEN),
                long(7),
                long(7),
                long(7),
                long(7, 7),
                long(3, 4, 5),
                long(3, 3),
                long(4, 4),
            ),
            {
                "pooled": {0: "spans"},
                "kind": {0: "spans"},
                "line": {0: "spans"},
                "relation": {0: "spans"},
                "order": {0: "spans", 1: "spans"},
                "between": {0: "triggers", 1: "mentions"},
                "alike": {0: "triggers", 1: "triggers"},
                "likeness": {0: "mentions", 1: "mentions"},
            },
            GRAPH_OUTPUTS,
        ),
        "lines": (
            LineGraph(model),
            (
                torch.randn(5, HIDDEN),
                torch.randn(5, features.LINE_FEATURES),
                long(5, 5),
            ),
            {
                "means": {0: "lines"},
                "look": {0: "lines"},
                "apart": {0: "lines", 1: "lines"},
            },
            ("kinds",),
        ),
    }


def export(model: Model, out: Path) -> None:
    """Write the four fp32 graphs to ``out``."""
    model.eval()
    for name, (module, inputs, axes, outputs) in graphs(model).items():
        with torch.no_grad():
            torch.onnx.export(
                module,
                inputs,
                str(out / f"{name}.fp32.onnx"),
                input_names=list(axes),
                output_names=list(outputs),
                dynamic_axes=axes | {o: {0: f"{o}_rows"} for o in outputs},
                opset_version=17,
                dynamo=False,
            )


def quantise(source: Path, out: Path) -> None:
    """Dynamic int8 for matrix products, int8 rows for the embedding table."""
    quantize_dynamic(
        str(source),
        str(out),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=False,
        op_types_to_quantize=["MatMul", "Gemm"],
        extra_options={
            "MatMulConstBOnly": True,
            "DefaultTensorType": TensorProto.FLOAT,
        },
    )
    graph = onnx.load(str(out))
    shrink_tables(graph.graph)
    onnx.save(graph, str(out))


def shrink_tables(graph: onnx.GraphProto, least: int = 1_000_000) -> None:
    """Store every big table that is only gathered from as int8 rows with a scale each,
    made float after the gather."""
    for table in [
        t
        for t in graph.initializer
        if t.data_type == TensorProto.FLOAT and np.prod(t.dims) >= least
    ]:
        users = [n for n in graph.node if table.name in n.input]
        if any(n.op_type != "Gather" or n.input[0] != table.name for n in users):
            continue
        values = numpy_helper.to_array(table)
        scale = np.abs(values).max(1, keepdims=True) / 127 + 1e-12
        rows = np.clip(np.round(values / scale), -127, 127).astype(np.int8)
        names = f"{table.name}_rows", f"{table.name}_scale"
        graph.initializer.extend(
            [
                numpy_helper.from_array(rows, names[0]),
                numpy_helper.from_array(scale.astype(np.float32), names[1]),
            ]
        )
        graph.initializer.remove(table)
        for node in users:
            at, ids, result = (
                list(graph.node).index(node),
                node.input[1],
                node.output[0],
            )
            parts = [
                helper.make_node("Gather", [names[0], ids], [f"{result}_rows"]),
                helper.make_node(
                    "Cast", [f"{result}_rows"], [f"{result}_cast"], to=TensorProto.FLOAT
                ),
                helper.make_node("Gather", [names[1], ids], [f"{result}_scales"]),
                helper.make_node(
                    "Mul", [f"{result}_cast", f"{result}_scales"], [result]
                ),
            ]
            graph.node.remove(node)
            for shift, part in enumerate(parts):
                graph.node.insert(at + shift, part)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--weights",
        type=Path,
        required=True,
        help="folder with model.pt and labels.json",
    )
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    names = json.loads((args.weights / "labels.json").read_text())
    model = Model({k: len(v) for k, v in names.items()} | {"mention": 19, "trigger": 5})
    model.load_state_dict(torch.load(args.weights / "model.pt"))
    export(model, args.weights)
    hashes = {}
    for name in graphs(model):
        target = args.out / f"{name}.onnx"
        quantise(args.weights / f"{name}.fp32.onnx", target)
        hashes[target.name] = hashlib.sha256(target.read_bytes()).hexdigest()
    encoder_tokenizer().save(str(args.out / "tokenizer.json"))
    hashes["tokenizer.json"] = hashlib.sha256(
        (args.out / "tokenizer.json").read_bytes()
    ).hexdigest()
    manifest = {
        "format": 1,
        "language": "en",
        "labels": names,
        "line_kinds": labels.LINE_KINDS,
        "sha256": hashes,
    }
    (args.out / "model.json").write_text(
        json.dumps(manifest, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
    )
    print(
        {p.name: round(p.stat().st_size / 1e6, 1) for p in sorted(args.out.iterdir())}
    )


if __name__ == "__main__":
    main()
