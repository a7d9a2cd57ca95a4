"""The application: routes behind the guard, the full-text index kept up beside them."""

import logging
import threading
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI, Request
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from sourceline import __version__
from sourceline.project import Project
from sourceline.store import fulltext, journal
from sourceline.store.database import reading
from sourceline.web import (
    accounts,
    api,
    description,
    faults,
    login,
    pages,
    release_pages,
    review_api,
    review_log,
    review_pages,
    sections,
)
from sourceline.web.desk import Desk
from sourceline.web.faults import Fault
from sourceline.web.people import Clock, Gate, needs, now
from sourceline.web.safety import LOOPBACK, Guard

STATIC = Path(__file__).parent / "static"
_SECONDS = 2.0
_log = logging.getLogger(__name__)


def create_app(
    project: Project,
    *,
    routers: Sequence[APIRouter] = (),
    hosts: Collection[str] = LOOPBACK,
    clock: Clock = now,
    https: bool = False,
) -> FastAPI:
    """The workbench of a project.

    Args:
        project: the project.
        routers: more routes, before the static files.
        hosts: names under which this server may be asked, without port.
        clock: tells the moment.
        https: whether people reach it by https though it is asked without, as behind a
            server that ends the encryption.
    """
    engine = project.engine
    journal.prepare(engine)
    fulltext.prepare(engine)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        """Start and stop with the server."""
        over = threading.Event()
        keeper = threading.Thread(target=_keep_index, args=(engine, over), daemon=True)
        keeper.start()
        yield
        over.set()
        keeper.join()

    app = FastAPI(
        title="Sourceline",
        version=__version__,
        summary="What reports say about incidents and who held which town.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    description.install(app)
    app.state.desk = Desk(project)
    app.state.gate = Gate(engine, clock, https=https)
    faults.install(app, _fault_page)
    # What reads takes a viewer at least; the others say for each route what it takes.
    for router in (api.router, pages.router, *routers):
        app.include_router(router, dependencies=[Depends(needs("viewer"))])
    for router in (login.router, accounts.router, release_pages.router):
        app.include_router(router)
    for router in (review_pages.router, review_log.router, review_api.router):
        app.include_router(router)
    app.state.sections = sections.served(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    # The guard stands around everything, the answers to errors of the inside too.
    app.middleware_stack = Guard(app.build_middleware_stack(), hosts)
    return app


def _fault_page(request: Request, status: int, fault: Fault) -> Response:
    """What went wrong, as a page: where an account is needed, the one to sign in on."""
    if status == login.SIGN_IN:
        return login.sign_in_page(request, fault)
    return pages.fault_page(request, status, fault)


def _keep_index(engine: Engine, over: threading.Event) -> None:
    """Put new reports and claims into the full-text index until the server stops."""
    seen: tuple[int, ...] = ()
    while not over.wait(_SECONDS):
        try:
            with reading(engine) as connection:
                present = tuple(
                    int(connection.execute(text(query)).scalar_one())
                    for query in (
                        "SELECT count(*) FROM report",
                        "SELECT count(*) FROM claim",
                        "SELECT coalesce(max(number), 0) FROM journal",
                    )
                )
            if present != seen:
                fulltext.fill(engine)
                seen = present
        except SQLAlchemyError:
            _log.exception("the full-text index could not be brought up to date")
