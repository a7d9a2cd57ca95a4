"""The application: routes behind the guard, the full-text index kept up beside them."""

import logging
import threading
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.staticfiles import StaticFiles

from sourceline import __version__
from sourceline.project import Project
from sourceline.store import fulltext, journal
from sourceline.store.database import reading
from sourceline.web import api, faults, pages
from sourceline.web.desk import Desk
from sourceline.web.people import person
from sourceline.web.safety import LOOPBACK, Guard

STATIC = Path(__file__).parent / "static"
_SECONDS = 2.0
_log = logging.getLogger(__name__)


def create_app(
    project: Project,
    *,
    reviews: Callable[[], Mapping[str, str]] = dict,
    routers: Sequence[APIRouter] = (),
    hosts: Collection[str] = LOOPBACK,
) -> FastAPI:
    """The workbench of a project.

    Args:
        project: the project.
        reviews: state of review by incident; those that it lacks are not reviewed.
        routers: more routes, before the static files.
        hosts: names under which this server may be asked, without port.
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
    app.state.desk = Desk(project, reviews)
    faults.install(app, pages.fault_page)
    for router in (api.router, pages.router, *routers):
        app.include_router(router, dependencies=[Depends(person)])
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    # The guard stands around everything, the answers to errors of the inside too.
    app.middleware_stack = Guard(app.build_middleware_stack(), hosts)
    return app


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
