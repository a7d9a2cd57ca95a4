"""The server: one process, for this machine alone until the project has an account."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

import uvicorn

from sourceline.errors import InputError
from sourceline.project import Project
from sourceline.store.people import needs_account
from sourceline.web.app import create_app
from sourceline.web.safety import LOOPBACK, literal

ADDRESS = "127.0.0.1"
PORT = 8321
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Where:
    """Where a workbench is reached.

    Attributes:
        host: the machine's address to listen on.
        port: 0 takes a free one.
        names: names that people type besides the address.
        certificate: PEM file; then it is served by https.
        key: PEM file of the certificate's key, where the former lacks it.
        behind_https: another server ends the encryption and hands requests on.
    """

    host: str = ADDRESS
    port: int = PORT
    names: Sequence[str] = ()
    certificate: Path | None = None
    key: Path | None = None
    behind_https: bool = False


def serve(project: Project, where: Where) -> None:
    """Serve a project's workbench until it is interrupted.

    Raises:
        InputError: the address is none of this machine, or open to others while the
            project has no account; the port is taken; the certificate is none.
    """
    address = checked(project, where.host)
    with _listening(address, where.port) as listening:
        app = create_app(
            project,
            hosts=LOOPBACK | {name.lower() for name in where.names},
            https=where.behind_https,
        )
        server = uvicorn.Server(_config(app, where))
        print(_told(where, address, listening.getsockname()[1]), flush=True)  # noqa: T201
        server.run(sockets=[listening])


def checked(project: Project, host: str) -> IPv4Address | IPv6Address:
    """The address to listen on.

    Raises:
        InputError: it is no address, or open to others while nobody can sign in.
    """
    try:
        address = ip_address(ADDRESS if host == "localhost" else host)
    except ValueError as error:
        raise InputError(
            f"--host {host}",
            expected="an address of this machine, such as 127.0.0.1 or 0.0.0.0",
            advice="names that people type go with --name",
        ) from error
    if not address.is_loopback and needs_account(project.engine):
        raise InputError(
            f"--host {host} lets other machines in, and the project has no account",
            expected=f"{ADDRESS} until there is one",
            advice="make one: sourceline account add NAME --role owner",
        )
    return address


def _listening(address: IPv4Address | IPv6Address, port: int) -> socket.socket:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((str(address), port))
        # whoever follows the printed address at once waits, and is not refused
        made.listen()
    except OSError as error:
        made.close()
        raise InputError(
            f"{address}, port {port}: {error.strerror}",
            advice="choose another by --host and --port",
        ) from error
    return made


def _config(app: Any, where: Where) -> uvicorn.Config:  # noqa: ANN401 - any ASGI app
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ssl_certfile=where.certificate,
        ssl_keyfile=where.key,
    )
    try:
        config.load()
    except (OSError, ValueError) as error:
        raise InputError(
            f"--certificate {where.certificate}: {error}",
            expected="a PEM certificate and its key",
        ) from error
    return config


def _told(where: Where, address: IPv4Address | IPv6Address, port: int) -> str:
    """What is printed: where to go, and what to beware of."""
    scheme = "https" if where.certificate else "http"
    name = where.names[0] if where.names else literal(str(address))
    if address.is_unspecified and not where.names:
        name = literal("127.0.0.1" if address.version == 4 else "::1")  # noqa: PLR2004
    told = f"Sourceline: {scheme}://{name}:{port}/ (Ctrl+C stops it)"
    if not (address.is_loopback or where.certificate or where.behind_https):
        told += (
            "\nPasswords cross the network readable: use --certificate and --key, or "
            "a server before this one that speaks https, and --behind-https"
        )
    return told
