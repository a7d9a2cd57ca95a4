"""Databases to test on: SQLite always, and a PostgreSQL of our own on loopback where its
programs are installed.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from sourceline.store.database import connect


def _program(name: str) -> str | None:
    found = shutil.which(name)
    if found:
        return found
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(kept[-1]) if kept else None


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as the tests."""
    initdb, server = _program("initdb"), _program("postgres")
    if not initdb or not server:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed, and in CI nothing may skip")
        pytest.skip("PostgreSQL's programs initdb and postgres are not installed")
    folder = tmp_path_factory.mktemp("postgresql")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    become: dict[str, int | str] = {}
    if os.geteuid() == 0:
        # the server refuses to run as root
        user = pwd.getpwnam("nobody")
        for path in (folder, *folder.parents):
            if path.stat().st_uid == 0 and path != path.parent:
                path.chmod(path.stat().st_mode | 0o755)
            if path.name.startswith("pytest-of"):
                break
        os.chown(folder, user.pw_uid, user.pw_gid)
        become = {"user": user.pw_uid, "group": user.pw_gid}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **become}
    subprocess.run(
        [initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        cwd=folder,
        **quiet,
    )
    options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-F"]
    running = subprocess.Popen([server, "-D", data, *options], cwd=folder, **quiet)
    ready = _program("pg_isready") or "pg_isready"
    try:
        for _ in range(200):
            asked = subprocess.run(
                [ready, "-h", "127.0.0.1", "-p", str(port)], check=False, **quiet
            )
            if asked.returncode == 0:
                break
            running.poll()
        yield f"postgresql+psycopg://tester@127.0.0.1:{port}/postgres"
    finally:
        running.send_signal(signal.SIGINT)  # fast: does not wait for clients
        running.wait(30)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'project.db'}"
    server = request.getfixturevalue("postgresql")
    name = "t" + str(abs(hash(str(tmp_path))))
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.rsplit("/", 1)[0] + "/" + name


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    """An engine on an empty database at the newest schema."""
    made = connect(address)
    yield made
    made.dispose()
