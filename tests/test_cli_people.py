"""Accounts, tokens and the server's address, on the command line."""

import http.client
import os
import pty
import re
import select
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sourceline.cli import app
from sourceline.errors import InputError
from sourceline.project import init_project, open_project
from sourceline.review.wording import said
from sourceline.store import audit, people
from sourceline.store.database import reading
from sourceline.web.people import now

SECRET = "correct horse battery"  # noqa: S105
COMMAND = [sys.executable, "-m", "sourceline.cli"]


@pytest.fixture(autouse=True)
def _light_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MEMORY_KIB", 64)
    monkeypatch.setattr(people, "TIME_COST", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    init_project(tmp_path / "p").engine.dispose()
    return tmp_path / "p"


def run(folder: Path, *told: str, typed: str | None = None):
    done = CliRunner().invoke(app, ["--project", str(folder), *told], input=typed)
    if isinstance(done.exception, InputError):
        return done.exception
    assert done.exit_code == 0, done.output
    return done


def add(folder: Path, name: str, role: str, typed: str = f"{SECRET}\n"):
    return run(
        folder, "account", "add", name, "--role", role, "--password-stdin", typed=typed
    )


def opens(folder: Path, name: str, password: str) -> bool:
    engine = open_project(folder).engine
    found = people.verify_password(engine, name, password, now())
    engine.dispose()
    return found is not None


def test_the_first_account_is_an_owners_and_then_anybodys(folder) -> None:
    refused = run(
        folder, "account", "add", "Ann", "--password-stdin", typed=f"{SECRET}\n"
    )
    assert "expected an owner" in str(refused)
    assert "--role owner" in str(refused)
    assert "owner Ann was added" in add(folder, "Ann", "owner").stderr
    add(folder, "Bea", "coder")
    listed = run(folder, "account", "list").stdout
    assert listed.splitlines() == ["Ann\towner", "Bea\tcoder"]
    assert opens(folder, "Ann", SECRET)


def test_the_password_is_one_line_of_standard_input(folder) -> None:
    add(folder, "Ann", "owner", typed="  with spaces round  \r\nnot this\n")
    assert opens(folder, "Ann", "  with spaces round  ")


def test_a_password_is_never_an_argument(folder) -> None:
    done = CliRunner().invoke(
        app, ["--project", str(folder), "account", "add", "Ann", "--password", SECRET]
    )
    assert done.exit_code == 2
    assert SECRET not in done.output


def test_without_a_terminal_and_without_being_told_nothing_is_asked(folder) -> None:
    refused = run(folder, "account", "add", "Ann", "--role", "owner", typed="")
    assert "--password-stdin" in str(refused)


def typed_at_a_terminal(command: list[str], answers: list[str]) -> tuple[int, str]:
    """Run a command at a terminal of its own, answering what it asks."""
    ours, its = pty.openpty()
    child = subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, start_new_session=True
    )
    os.close(its)
    shown, asked, left = "", 0, list(answers)
    while select.select([ours], [], [], 60)[0]:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        shown += part.decode()
        if left and shown.count(": ") > asked:
            asked = shown.count(": ")
            os.write(ours, left.pop(0).encode() + b"\n")
    os.close(ours)
    return child.wait(30), shown


def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(folder) -> None:
    command = [*COMMAND, "--project", str(folder), "account"]
    new = [*command, "add", "Ann", "--role", "owner"]
    code, shown = typed_at_a_terminal(new, [SECRET, SECRET + "."])
    assert code == 2
    assert "expected the same twice" in shown
    code, shown = typed_at_a_terminal(new, [SECRET, SECRET])
    assert code == 0, shown
    assert SECRET not in shown
    assert opens(folder, "Ann", SECRET)


def test_an_account_changes_role_and_password_and_is_shut_out(folder) -> None:
    add(folder, "Ann", "owner")
    add(folder, "Bea", "viewer")
    run(folder, "account", "role", "bea", "reviewer")
    run(
        folder,
        "account",
        "password",
        "Bea",
        "--password-stdin",
        typed="another long one\n",
    )
    assert opens(folder, "Bea", "another long one")
    run(folder, "account", "disable", "Bea")
    assert "Bea\treviewer\tdisabled" in run(folder, "account", "list").stdout
    assert not opens(folder, "Bea", "another long one")
    run(folder, "account", "enable", "Bea")
    assert opens(folder, "Bea", "another long one")
    assert "last owner" in str(run(folder, "account", "disable", "Ann"))
    assert "no account" in str(run(folder, "account", "role", "Zoe", "coder"))


def test_what_was_changed_here_is_in_the_log_that_is_verified(
    folder, monkeypatch
) -> None:
    monkeypatch.setenv("LOGNAME", "maria")
    add(folder, "Ann", "owner")
    add(folder, "Bea", "coder")
    run(folder, "account", "disable", "Bea")
    engine = open_project(folder).engine
    with reading(engine) as connection:
        told = [(d.who, said(d)) for d in audit.log(connection)]
    engine.dispose()
    assert told == [
        ("maria", "made an account for Ann: owner, on the command line"),
        ("maria", "made an account for Bea: coder, on the command line"),
        ("maria", "shut out Bea, on the command line"),
    ]
    assert "the decision log is whole: 3 rows" in run(folder, "verify").stdout


def test_a_token_is_printed_once_listed_without_its_secret_and_taken_back(
    folder,
) -> None:
    add(folder, "Ann", "owner")
    made = run(
        folder, "token", "add", "weekly figures", "--account", "Ann", "--days", "3"
    )
    secret = made.stdout.strip()
    assert re.fullmatch(r"sl_[\w-]{43}", secret)
    (line,) = run(folder, "token", "list").stdout.splitlines()
    name, role, whose, _, label = line.split("\t")
    assert (role, whose, label) == ("viewer", "Ann", "weekly figures")
    assert secret not in line
    run(folder, "token", "revoke", name)
    assert run(folder, "token", "list").stdout == ""
    assert "no token" in str(run(folder, "token", "revoke", name))


def test_a_token_of_more_than_its_account_is_refused(folder) -> None:
    add(folder, "Ann", "owner")
    add(folder, "Bea", "viewer")
    refused = run(folder, "token", "add", "x", "--account", "Bea", "--role", "reviewer")
    assert "viewer at most" in str(refused)


# --- the server ----------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "2001:db8::1"])  # noqa: S104
def test_other_machines_are_let_in_only_where_somebody_can_sign_in(
    folder, host
) -> None:
    refused = run(folder, "serve", "--host", host, "--port", "0")
    assert "no account" in str(refused)
    assert "sourceline account add NAME --role owner" in str(refused)


@pytest.mark.parametrize(
    "host", ["example.org", "127.1", "2130706433", "0x7f000001", ""]
)
def test_a_host_is_an_address(folder, host) -> None:
    assert "an address of this machine" in str(run(folder, "serve", "--host", host))


def test_a_port_that_is_taken_says_so(folder) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert "choose another" in str(run(folder, "serve", "--port", port))


def test_a_certificate_that_is_none_says_so(folder) -> None:
    none = folder / "none.pem"
    none.write_text("no certificate", encoding="ascii")
    refused = run(folder, "serve", "--port", "0", "--certificate", str(none))
    assert "PEM certificate" in str(refused)


def served(folder: Path, *told: str) -> tuple[subprocess.Popen, str]:
    """A running server, and what it printed of itself."""
    server = subprocess.Popen(
        [*COMMAND, "--project", str(folder), "serve", "--port", "0", *told],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    printed = server.stdout.readline()
    return server, printed


def status(address: str, **headers: str) -> int:
    """How a server answers."""
    asked = urllib.request.Request(address, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def stop(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGINT)
    server.wait(30)
    server.stdout.close()


def test_the_server_prints_its_address_and_answers_there_alone(folder) -> None:
    server, printed = served(folder)
    try:
        (address,) = re.findall(r"http://127\.0\.0\.1:\d+/", printed)
        assert status(address) == 200
        assert status(address, Host="evil.example") == 403
    finally:
        stop(server)


def test_once_there_is_an_account_other_machines_meet_the_page_to_sign_in_on(
    folder,
) -> None:
    add(folder, "Ann", "owner")
    server, printed = served(folder, "--host", "0.0.0.0", "--name", "Desk.example")  # noqa: S104
    try:
        port = re.findall(r"http://Desk\.example:(\d+)/", printed)[0]
        home = f"http://127.0.0.1:{port}/"
        assert status(home) == 401
        assert status(f"{home}login") == 200
        assert status(f"{home}login", Host=f"desk.example:{port}") == 200
        assert status(f"{home}login", Host=f"other.example:{port}") == 403
        assert "Passwords cross the network readable" in server.stdout.readline()
    finally:
        stop(server)


def test_the_commands_are_known_before_anything_heavy_is_loaded() -> None:
    code = (
        "import sys, sourceline.cli; "
        "print([m for m in ('sqlalchemy', 'argon2', 'fastapi') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes the certificate")
def test_with_a_certificate_it_is_served_by_https(folder) -> None:
    add(folder, "Ann", "owner")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )  # fmt: skip
    server, printed = served(
        folder, "--certificate", str(certificate), "--key", str(key)
    )
    try:
        (address,) = re.findall(r"https://127\.0\.0\.1:\d+/", printed)
        trust = ssl.create_default_context(cafile=certificate)
        form = urllib.parse.urlencode({"name": "Ann", "password": SECRET}).encode()
        asked = http.client.HTTPSConnection(address.split("/")[2], context=trust)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        asked.request("POST", "/login", form, kind)
        answer = asked.getresponse()
        assert answer.status == 303
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-sourceline-")
        assert "; Secure" in cookie
        asked.close()
    finally:
        stop(server)


def test_the_password_is_kept_nowhere_in_the_project(folder) -> None:
    add(folder, "Ann", "owner")
    engine = open_project(folder).engine
    with reading(engine) as connection:
        assert [a.name for a in people.accounts(connection)] == ["Ann"]
    engine.dispose()
    for path in folder.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()
