import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sourceline.cli import app
from sourceline.resources import gazetteer_file

run = CliRunner().invoke


@pytest.fixture
def report(tmp_path: Path, report_text: str) -> Path:
    path = tmp_path / "talkarah.txt"
    path.write_text(report_text, encoding="utf-8")
    return path


def test_jsonl_is_one_object_a_report(report):
    done = run(app, ["analyse", str(report), "--format", "jsonl"])
    assert done.exit_code == 0
    record = json.loads(done.stdout)
    assert record["key"] == "talkarah"
    assert any(e["sub_event_type"] for e in record["events"])
    text = report.read_text(encoding="utf-8")
    assert all(text[m["start"] : m["end"]] == m["text"] for m in record["mentions"])


@pytest.mark.parametrize("form", ["table", "conllu", "html"])
def test_every_format_prints_something(report, form):
    done = run(app, ["analyse", str(report), "--format", form])
    assert done.exit_code == 0
    assert "talkarah" in done.stdout


def test_a_bad_file_is_named_on_stderr_and_the_rest_is_read(report):
    (report.parent / "broken.txt").write_bytes(b"\x00" * 10)
    done = run(app, ["analyse", str(report.parent), "--format", "jsonl"])
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 1
    assert "broken.txt" in done.stderr
    assert "1 read, 1 rejected" in done.stderr


def test_nothing_read_is_an_error(tmp_path):
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    assert run(app, ["analyse", str(tmp_path)]).exit_code == 2


def test_standard_input_is_read(report_text):
    done = run(app, ["analyse", "-", "--format", "jsonl"], input=report_text)
    assert json.loads(done.stdout)["key"] == "stdin"


def test_a_missing_path_is_one_message_and_no_traceback():
    command = [sys.executable, "-m", "sourceline.cli", "analyse", "nowhere.txt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no such file or folder: nowhere.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_loads_nothing_heavy():
    code = "import sys, sourceline.cli; print([m for m in ('numpy', 'onnxruntime', 'tokenizers') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_broken_gazetteer_file_leaves_the_index_as_it_was(tmp_path):
    broken = tmp_path / "XX.txt"
    broken.write_text("1\tToo\tfew\tcolumns\n", encoding="utf-8")
    before = gazetteer_file().stat().st_size if gazetteer_file().exists() else None
    command = [sys.executable, "-m", "sourceline.cli", "gazetteer", "add", str(broken)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "19 columns" in done.stderr
    assert "Traceback" not in done.stderr
    assert before in {None, gazetteer_file().stat().st_size}
    assert not list(gazetteer_file().parent.glob("*.part"))
