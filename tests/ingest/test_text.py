from pathlib import Path

import pytest

from sourceline.errors import InputError
from sourceline.ingest.text import decode, sources
from sourceline.model.source import Rejection, Source


def test_a_folder_is_read_by_path_and_one_bad_file_stops_nothing(tmp_path: Path):
    (tmp_path / "b.txt").write_text("second", encoding="utf-8")
    (tmp_path / "a.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "c.txt").write_text("", encoding="utf-8")
    found = list(sources([tmp_path]))
    assert [type(x) for x in found] == [Rejection, Source, Rejection]
    assert "zero bytes" in found[0].reason
    assert found[1].key == "b"
    assert "empty" in found[2].reason


def test_a_missing_path_is_named_before_anything_is_read(tmp_path: Path):
    with pytest.raises(InputError, match="no such file or folder"):
        list(sources([tmp_path / "nothing.txt"]))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("é".encode(), "é"),
        ("\ufeffé".encode(), "é"),
        ("é قتل".encode("utf-16"), "é قتل"),
        ("caf\xe9 “q”".encode("cp1252"), "café “q”"),
    ],
)
def test_encodings_of_news_files_are_read(data, text):
    found = decode(data, "k", "p")
    assert isinstance(found, Source)
    assert found.text == text


def test_random_bytes_are_rejected_with_the_reason():
    found = decode(bytes(range(1, 32)) * 40 + b"\x81\x8d\x8f" * 40, "k", "p")
    assert isinstance(found, Rejection)
    assert "not text" in found.reason
