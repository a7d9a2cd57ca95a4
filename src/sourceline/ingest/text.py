"""Read files of plain text: what they are called, what they say, or why they can not be
read.
"""

import hashlib

from sourceline.model.source import Rejection, Source

MOST_BYTES = 64 * 1024 * 1024
_BINARY_SHARE = 0.02


def decode(data: bytes, key: str, path: str) -> Source | Rejection:
    """Bytes as a source, or the reason why not: empty, too large, or not text.

    UTF-8 and UTF-16 (with its mark) are read as such; other bytes as Windows-1252, the
    usual stranger among news files.
    """
    reason = ""
    text = ""
    if len(data) > MOST_BYTES:
        reason = f"larger than {MOST_BYTES // 2**20} MB: split it into reports"
    elif data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = data.decode("utf-16", errors="replace")
    elif b"\x00" in data[:65536]:
        reason = "not text: it holds zero bytes"
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
            strange = sum(
                1
                for c in text[:65536]
                if c == "\ufffd" or (c < " " and c not in "\t\n\r\f\v")
            )
            if strange > _BINARY_SHARE * min(len(text), 65536):
                reason = "not text in UTF-8, UTF-16 or Windows-1252"
    if not reason and not text.strip():
        reason = "empty: it holds no text"
    if reason:
        return Rejection(path, "ingest", reason, key)
    return Source(key, path, text, hashlib.sha256(data).hexdigest())
