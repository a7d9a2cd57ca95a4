"""The shipped graphs back to weights that training can go on from.

    python -m training.restore --models src/sourceline/models --out DIR

The int8 weights become floats again, rounded as they are shipped: the model that comes
back reads like the shipped one, and a run with ``--resume`` goes on from there when the
unrounded weights of the last run are gone. Which number belongs to which weight is read
off a fresh model exported in the same way, so this needs the torch that exports.
"""

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.export import export, graphs, quantise
from training.train import Model

Arrays = dict[str, np.ndarray]


def numbers(path: Path) -> Arrays:
    """Every number that a graph holds, by name; int8 weights are made float."""
    graph = onnx.load(str(path)).graph
    found = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    found |= {
        node.output[0]: numpy_helper.to_array(node.attribute[0].t)
        for node in graph.node
        if node.op_type == "Constant" and node.attribute[0].HasField("t")
    }
    for name in [n for n in found if n.endswith("_quantized")]:
        stem = name.removesuffix("_quantized")
        found[stem] = (
            found[name].astype(np.float32) - found[f"{stem}_zero_point"]
        ) * found[f"{stem}_scale"]
    for name in [n for n in found if n.endswith("_rows")]:
        stem = name.removesuffix("_rows")
        found[stem] = found[name].astype(np.float32) * found[f"{stem}_scale"]
    return found


def same(rounded: np.ndarray, exact: np.ndarray) -> bool:
    """Whether these are one weight, before and after rounding to int8."""
    return (
        rounded.shape == exact.shape
        and rounded.dtype == exact.dtype
        and bool(np.allclose(rounded, exact, atol=0.05))
    )


def restore(models: Path, sizes: dict[str, int]) -> dict[str, torch.Tensor]:
    """The state of a model with the numbers of the shipped graphs.

    Raises:
        ValueError: a weight of the model is in none of the graphs.
    """
    torch.manual_seed(0)
    fresh = Model(sizes).eval()
    for values in fresh.parameters():  # norms and zeroed tables must be told apart too
        values.data.normal_()
    state = dict(fresh.state_dict())
    out: dict[str, torch.Tensor] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        export(fresh, folder)
        for graph in graphs(fresh):
            quantise(folder / f"{graph}.fp32.onnx", folder / f"{graph}.onnx")
            known, shipped = (
                numbers(where / f"{graph}.onnx") for where in (folder, models)
            )
            for key, weight in state.items():
                for name, values in known.items():
                    if same(values, weight.numpy()):
                        out[key] = torch.tensor(shipped[name], dtype=torch.float32)
                    elif same(values.T, weight.numpy()):
                        out[key] = torch.tensor(
                            np.ascontiguousarray(shipped[name].T), dtype=torch.float32
                        )
    if missing := sorted(state.keys() - out.keys()):
        raise ValueError(f"not in the graphs under {models}: {', '.join(missing)}")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    names = json.loads((args.models / "model.json").read_text())["labels"]
    sizes = {k: len(v) for k, v in names.items()} | {"mention": 19, "trigger": 5}
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(restore(args.models, sizes), args.out / "model.pt")
    (args.out / "labels.json").write_text(json.dumps(names))


if __name__ == "__main__":
    main()
