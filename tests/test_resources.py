import json
import shutil
from pathlib import Path

import pytest

from sourceline.errors import ResourceError
from sourceline.resources import model_files, model_folder


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    target = tmp_path / "models"
    shutil.copytree(model_folder(), target)
    return target


def test_the_shipped_model_is_whole_and_small():
    assert model_files().labels["upos"]
    assert sum(p.stat().st_size for p in model_folder().iterdir()) < 40e6


def test_a_damaged_file_is_named(copy):
    (copy / "lines.onnx").write_bytes(b"broken")
    with pytest.raises(ResourceError, match=r"lines\.onnx has hash"):
        model_files(copy)


def test_a_missing_file_is_named(copy):
    (copy / "reader.onnx").unlink()
    with pytest.raises(ResourceError, match=r"reader\.onnx is missing"):
        model_files(copy)


def test_a_model_of_another_format_is_refused(copy):
    described = json.loads((copy / "model.json").read_text())
    (copy / "model.json").write_text(json.dumps(described | {"format": 99}))
    with pytest.raises(ResourceError, match="model format 99"):
        model_files(copy)
