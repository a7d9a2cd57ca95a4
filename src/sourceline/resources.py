"""The only reader of ``data/`` and ``models/``: finds, checks and loads what is
shipped.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from sourceline.errors import ResourceError

GRAPHS = ("reader", "relations", "graph", "lines")
MODEL_FORMAT = 1


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The shipped model, checked: paths of its graphs, its tokenizer and its label
    lists.
    """

    graphs: dict[str, Path]
    tokenizer: Path
    labels: dict[str, tuple[str, ...]]


def model_folder() -> Path:
    """Where the shipped model lies."""
    return Path(str(files("sourceline") / "models"))


@lru_cache(maxsize=4)
def model_files(folder: Path | None = None) -> ModelFiles:
    """Check the model's files against their hashes.

    Args:
        folder: another model than the shipped one.

    Raises:
        ResourceError: a file is missing, has other bytes than the manifest says,
            or the format is unknown.
    """
    root = folder or model_folder()
    manifest = root / "model.json"
    if not manifest.exists():
        raise ResourceError(
            f"no language model in {root.name}/",
            expected="model.json",
            advice="install the package again",
        )
    described = json.loads(manifest.read_text(encoding="utf-8"))
    if described.get("format") != MODEL_FORMAT:
        raise ResourceError(
            f"model format {described.get('format')}",
            expected=str(MODEL_FORMAT),
            advice="install a model made for this version",
        )
    for name, expected in described["sha256"].items():
        path = root / name
        if not path.exists():
            raise ResourceError(
                f"{name} is missing from {root.name}/",
                advice="install the package again",
            )
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != expected:
            raise ResourceError(
                f"{name} has hash {found[:12]}",
                expected=expected[:12],
                advice="the file is damaged: install the package again",
            )
    labels = {name: tuple(values) for name, values in described["labels"].items()}
    return ModelFiles(
        {g: root / f"{g}.onnx" for g in GRAPHS}, root / "tokenizer.json", labels
    )
