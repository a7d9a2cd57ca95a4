"""A real browser before a real server on this machine's own address.

Whatever the browser sends anywhere is written down twice, by the pages and by its network
log; a test that makes it ask another host fails, and so does one that leaves an error in
the console.
"""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)
from starlette.types import ASGIApp

from sourceline.project import Project, init_project
from sourceline.web.app import create_app
from tests.browser.netlog import foreign_hosts, hosts_of
from tests.browser.world import fill
from tests.web.review_world import session

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_BROKEN = 500
_NO_WEBGL = "HTMLCanvasElement.prototype.getContext = () => null;"
_NOWHERE = "http://127.0.0.1:1/"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    # WebGL drawn by the processor; the rest without it, which is quicker there.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-rasterization",
    "--disable-dev-shm-usage",
    # A test must see the pages' requests alone, so Chromium's own services stay quiet,
    # and those that can not be told so ask this machine, where nobody answers.
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--allow-browser-signin=false",
    "--disable-features=AimEnabled,AimServerEligibilityEnabled,"
    "AimServerRequestOnStartupEnabled,AutofillServerCommunication,"
    "DialMediaRouteProvider,HttpsUpgrades,MediaRouter,NetworkTimeServiceQuerying,"
    "OptimizationHints,PaintHolding,PreconnectToSearch,SearchEnginePreconnect2,"
    "Translate",
    f"--gaia-url={_NOWHERE}",
    f"--gcm-checkin-url={_NOWHERE}",
    f"--gcm-registration-url={_NOWHERE}",
    "--gcm-mcs-endpoint=127.0.0.1:1",
    f"--component-updater=url-source={_NOWHERE}",
    # What is asked of another host none the less gets nowhere, and is seen in the log.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_PATIENCE = 30_000
"""Milliseconds: a map is drawn by the processor, on a machine that may be busy."""
expect.set_options(timeout=_PATIENCE)
WIDE, NARROW = (1400, 900), (360, 740)


@pytest.fixture(scope="package")
def chromium() -> str:
    """Where Chromium is; without it the tests skip, where nothing may skip they fail."""
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    told = "no Chromium on the PATH: install the Debian package chromium"
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


@pytest.fixture(scope="package")
def browser(
    chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """Chromium; when it ends, its network log must name no other host."""
    log = tmp_path_factory.mktemp("chromium") / "net.json"
    with sync_playwright() as play:
        made = play.chromium.launch(
            executable_path=chromium,
            headless=True,
            args=[*FLAGS, f"--log-net-log={log}"],
        )
        yield made
        made.close()
    assert "127.0.0.1" in hosts_of(log), "Chromium wrote no network log"
    assert foreign_hosts(log) == set()


class Visit:
    """A reader's own browser profile at one server, and all that went wrong in it.

    Args:
        context: the profile.
        home: the server's address.
    """

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context, self.home = context, home
        self.faults: list[str] = []
        self.asked: list[str] = []
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda e: self.faults.append(f"error: {e.error}"))

    def open(self, address: str = "/") -> Page:
        """A new page at an address of the server."""
        page = self.context.new_page()
        answer = page.goto(self.home + address)
        assert answer is not None
        if answer.status >= _BROKEN:
            self.faults.append(f"{answer.status}: {address}")
        return page

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        to = urlsplit(request.url)
        if to.scheme not in {"data", "blob"} and f"{to.scheme}://{to.netloc}" != (
            self.home
        ):
            self.faults.append(f"asked of another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # The drawing of this machine, not of the page: WebGL without a graphics card.
        if message.type == "error" or (
            message.type == "warning" and "GL Driver Message" not in message.text
        ):
            self.faults.append(f"{message.type}: {message.text} ({message.location})")


Visiting = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, home: str) -> Iterator[Visiting]:
    """Makes visits, each a browser profile of its own; at the end none had a fault.

    ``visit(size=WIDE, dark=False, webgl=True, home=None, **more)``: without ``webgl`` the
    browser has no WebGL; ``home`` is another server's address; ``more`` goes to
    ``Browser.new_context``.
    """
    made: list[Visit] = []

    def begin(
        size: tuple[int, int] = WIDE,
        *,
        dark: bool = False,
        webgl: bool = True,
        home: str = home,
        **more: object,
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(_PATIENCE)
        if not webgl:
            context.add_init_script(_NO_WEBGL)
        made.append(Visit(context, home))
        return made[-1]

    yield begin
    for one in made:
        one.context.close()
    assert [fault for one in made for fault in one.faults] == []


@pytest.fixture(scope="package")
def serve() -> Iterator[Callable[[Project | ASGIApp], str]]:
    """Serves a project, or an application, on a free port; gives its address."""
    stops = []

    def start(what: Project | ASGIApp) -> str:
        app = create_app(what) if isinstance(what, Project) else what
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", access_log=False)
        )
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listening]}, daemon=True
        )
        thread.start()
        until = time.monotonic() + 30
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            assert time.monotonic() < until, "the server did not start in time"
            time.sleep(0.02)

        def stop() -> None:
            server.should_exit = True
            thread.join(10)
            listening.close()

        stops.append(stop)
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield start
    for stop in stops:
        stop()


Enter = Callable[..., Visit]


@pytest.fixture
def enter(desk: Project, serve: Callable[[Project], str], visit: Visiting) -> Enter:
    """Lets somebody into the module's own project ``desk``, signed in."""
    home = serve(desk)

    def begin(name: str = "Ann", **more: object) -> Visit:
        made = visit(home=home, **more)
        port = home.rpartition(":")[2]
        made.context.add_cookies(
            [{"name": f"sourceline-{port}", "value": session(desk, name), "url": home}]
        )
        return made

    return begin


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The invented project that the pages show; no test changes it."""
    made = fill(init_project(tmp_path_factory.mktemp("browser") / "p"))
    yield made
    made.engine.dispose()


@pytest.fixture(scope="package")
def home(world: Project, serve: Callable[[Project], str]) -> str:
    """The address of the invented project's workbench."""
    return serve(world)


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, brought by ``make test``."""
    found = Path(__file__).parents[2] / "build" / "axe-core" / "axe.min.js"
    if not found.is_file():
        told = f"no {found.name}: tools/front.sh brings axe-core"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    return found.read_text("utf-8")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser that draws in software beside other work misses a moment now and then:
    what fails is tried twice more before it counts.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=2))
