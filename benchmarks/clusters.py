"""A PostgreSQL server of one's own on loopback, for as long as it is needed."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 30.0


def program(name: str) -> str | None:
    """Where one of PostgreSQL's programs is, None where it is not installed."""
    found = shutil.which(name)
    if found:
        return found
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(kept[-1]) if kept else None


@contextmanager
def cluster() -> Iterator[str]:
    """A server with its files in a folder that goes with it; the address of its first
    database.
    """
    initdb, server = program("initdb"), program("postgres")
    if not initdb or not server:
        raise SystemExit("PostgreSQL's programs initdb and postgres are not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = Path(tempfile.mkdtemp(prefix="sourceline-"))
    become: dict[str, int | str] = {}
    if os.geteuid() == 0:
        # the server refuses to run as root
        user = pwd.getpwnam("nobody")
        os.chown(home, user.pw_uid, user.pw_gid)
        become = {"user": user.pw_uid, "group": user.pw_gid}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **become}
    data = home / "data"
    made = [initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*made, "--no-sync"], check=True, cwd=home, **quiet)
    options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(home)]
    running = subprocess.Popen([server, "-D", data, *options], cwd=home, **quiet)
    try:
        _wait(port)
        yield f"postgresql+psycopg://tester@127.0.0.1:{port}/postgres"
    finally:
        running.send_signal(signal.SIGINT)  # fast: does not wait for clients
        running.wait(60)
        shutil.rmtree(home)


def _wait(port: int) -> None:
    """Until the server takes connections."""
    ready = program("pg_isready") or "pg_isready"
    last = time.monotonic() + _PATIENCE
    asked = [ready, "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(asked, check=False, stdout=subprocess.DEVNULL).returncode:
        if time.monotonic() > last:
            raise SystemExit("PostgreSQL did not start")
        time.sleep(0.1)
