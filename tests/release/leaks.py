"""Looks for planted signs in every byte of files, whatever they are packed or written
in.
"""

import base64
import binascii
import gzip
import hashlib
import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote

import pyarrow.parquet as pq

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_HEX = re.compile(r"\\x([0-9a-fA-F]{2})")
_ENTITY = re.compile(r"_x([0-9A-Fa-f]{4})_")


def found(signs: Collection[str], folder: Path) -> dict[str, list[str]]:
    """The signs that stand in files of a folder, or in their names, and where."""
    views = [
        (path.name, view)
        for path in sorted(folder.rglob("*"))
        for view in ([path.name] if path.is_dir() else [path.name, *_views(path)])
    ]
    texts: dict[str, set[str]] = {}
    for name, view in views:
        texts.setdefault(name, set()).add(plain(view))
    out: dict[str, list[str]] = {}
    for sign in signs:
        looked = written(sign)
        where = [
            n
            for n, all_of in texts.items()
            if any(s in t for s in looked for t in all_of)
        ]
        if where:
            out[sign] = where
    return out


def written(sign: str) -> set[str]:
    """A sign as a careless program might write it: hashed too, since a guess could be
    held against that.
    """
    told = sign.encode()
    ways = {
        plain(sign),
        told.hex(),
        base64.b64encode(told).decode().lower().rstrip("="),
    }
    ways |= {hashlib.new(h, told).hexdigest() for h in ("sha256", "sha1", "md5")}
    if len(sign) >= 8:
        ways.add(plain(sign[::-1]))
    return ways


def plain(text: str) -> str:
    """Text as it is compared: composed, folded, without invisible signs."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if unicodedata.category(c) != "Cf")


def _views(path: Path) -> Iterator[str]:
    yield from _of_bytes(path.read_bytes(), path.suffix)


def _of_bytes(data: bytes, suffix: str = "") -> Iterator[str]:
    """Every way in which bytes can be read as words."""
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name
                yield from _of_bytes(archive.read(name), Path(name).suffix)
            yield archive.comment.decode("latin-1")
    if data[:2] == b"\x1f\x8b":
        yield from _of_bytes(gzip.decompress(data))
    if suffix == ".parquet" or data[:4] == b"PAR1":
        table = pq.read_table(io.BytesIO(data))
        yield repr(table.to_pylist())
        yield repr(table.schema.metadata)
        for row in table.to_pylist():
            yield from _values(row)
    yield from _decoded(data)
    for run in set(_BASE64.findall(data)):
        told = run.translate(bytes.maketrans(b"-_", b"+/"))
        try:
            yield base64.b64decode(told + b"=" * (-len(told) % 4)).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue


def _decoded(data: bytes) -> Iterator[str]:
    text = data.decode("utf-8", "replace")
    yield text
    if b"\x00" in data or "\ufffd" in text:
        yield data.decode("utf-16-le", "replace")
        yield data.decode("utf-16-be", "replace")
    yield data.decode("latin-1")
    unescaped = _ESCAPED.sub(_characters, text)
    unescaped = _HEX.sub(lambda m: chr(int(m[1], 16)), unescaped)
    unescaped = _ENTITY.sub(lambda m: chr(int(m[1], 16)), unescaped)
    yield unescaped
    yield html.unescape(unescaped)
    yield unquote(html.unescape(unescaped))


def _characters(found_: re.Match[str]) -> str:
    units = bytes.fromhex("".join(re.findall(r"[0-9a-fA-F]{4}", found_[0])))
    return units.decode("utf-16-be", "replace")


def _values(row: object) -> Iterator[str]:
    if isinstance(row, dict):
        for value in row.values():
            yield from _values(value)
    elif isinstance(row, list):
        for value in row:
            yield from _values(value)
    elif row is not None:
        yield str(row)
