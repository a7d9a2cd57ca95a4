"""Reads Chromium's network log: whom the browser spoke to, whoever in it asked."""

import json
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_UPDATER, _NOBODY = "redirector.gvt1.com", "~notfound"
"""Chromium's own updater asks now and then in spite of its flags; the resolver rule of
the tests answers that there is no such host, so that nothing leaves."""


def hosts_of(log: Path) -> set[str]:
    """Hosts that were asked, looked up, connected to or sent anything.

    A datagram socket that is opened but sends nothing reaches nobody: by such a one
    Chromium learns whether this machine has an IPv6 route.

    Args:
        log: written by ``--log-net-log``, complete once the browser has ended.
    """
    found: set[str] = set()
    opened: dict[int, set[str]] = {}
    sent: set[int] = set()
    for event, source, kind, told in _events(log):
        hosts = {h for h in _hosts(told) if h}
        if kind.startswith("UDP_"):
            opened.setdefault(source, set()).update(hosts)
            if event == "UDP_BYTES_SENT":
                sent.add(source)
        else:
            found |= hosts
    return found.union(*(opened[source] for source in sent))


def foreign_hosts(log: Path) -> set[str]:
    """Those of them that are not this machine."""
    found = hosts_of(log) - _HERE
    alone = _UPDATER in found and found <= {_UPDATER, _NOBODY}
    return set() if alone else found


def _events(log: Path) -> Iterator[tuple[str, int, str, dict[str, Any]]]:
    """What happened, in which source, of which kind that is, and its parameters."""
    told = json.loads(log.read_text("utf-8"))
    names = {n: name for name, n in told["constants"]["logEventTypes"].items()}
    kinds = {n: name for name, n in told["constants"]["logSourceType"].items()}
    for event in told["events"]:
        source = event["source"]
        params = event.get("params") or {}
        yield names[event["type"]], source["id"], kinds[source["type"]], params


def _hosts(told: dict[str, Any]) -> Iterator[str]:
    for name in ("url", "host", "address", "remote_address"):
        said = told.get(name)
        if isinstance(said, str):
            yield _host(said)
    listed = told.get("address_list")
    if isinstance(listed, list):
        yield from (_host(said) for said in listed)


def _host(said: str) -> str:
    """The host of an address, with or without scheme and port; empty where it has none."""
    if "://" in said:
        at = urlsplit(said)
        return (
            (at.hostname or "") if at.scheme in {"http", "https", "ws", "wss"} else ""
        )
    try:
        return str(ip_address(said.strip("[]")))
    except ValueError:
        return urlsplit(f"//{said}").hostname or ""
