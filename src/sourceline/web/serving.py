"""The server: one process on this machine, for this machine."""

import socket

import uvicorn

from sourceline.errors import InputError
from sourceline.project import Project
from sourceline.web.app import create_app

ADDRESS = "127.0.0.1"
PORT = 8321


def serve(project: Project, port: int = PORT) -> None:
    """Serve a project's workbench until it is interrupted.

    Args:
        project: the project.
        port: on this machine's own address; 0 takes a free one.

    Raises:
        InputError: the port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((ADDRESS, port))
        except OSError as error:
            raise InputError(
                f"port {port}: {error.strerror}", advice="choose another by --port"
            ) from error
        at = listening.getsockname()[1]
        app = create_app(project)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
        )
        print(f"Sourceline: http://{ADDRESS}:{at}/ (Ctrl+C stops it)", flush=True)  # noqa: T201
        uvicorn.Server(config).run(sockets=[listening])
