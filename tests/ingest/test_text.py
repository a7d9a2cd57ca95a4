import pytest

from sourceline.ingest.text import decode
from sourceline.model.source import Rejection, Source


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
