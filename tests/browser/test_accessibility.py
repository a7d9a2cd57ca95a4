"""Every page, wide and narrow, light and dark: readable by all, and never sideways."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from sourceline.project import Project, init_project
from sourceline.store.database import reading
from tests.browser.conftest import NARROW, WIDE, Visiting
from tests.web.review_world import fill_queue, person, session

_RUN = """async (more) => {
    const found = await axe.run(document, {
        resultTypes: ['violations'], runOnly: more,
    });
    return found.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.target.join(' '))]);
}"""
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_WITH_MAP = {"/", "/control"}


def addresses(project: Project) -> list[str]:
    """Pages of a reader; those of one incident, one report, one town too."""
    with reading(project.engine) as connection:
        incidents = [
            (json.loads(r[1]) if isinstance(r[1], str) else r[1], r[0])
            for r in connection.exec_driver_sql("SELECT id, record FROM incident")
        ]
        rich = max(
            incidents, key=lambda x: (len(x[0]["disputed"]), len(x[0]["claims"]))
        )
        long = max(incidents, key=lambda x: len(x[0]["claims"]))
    return [
        "/",
        "/?place=nowhere",
        "/control",
        "/control?on=2019-05-20&key=geonames:92004",
        f"/incidents/{rich[1]}",
        f"/incidents/{long[1]}",
        f"/reports/{long[0]['claims'][0]['report']}",
        "/incidents/none",
    ]


@pytest.fixture(scope="module")
def pages(world: Project) -> list[str]:
    return addresses(world)


def faults(page: Page, axe: str) -> list[tuple[str, str, list[str]]]:
    """What axe-core finds serious or critical."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(axe + "; null")
    found = page.evaluate(_RUN, _RULES)
    return [tuple(f) for f in found if f[0] in {"serious", "critical"}]


def views(page: Page) -> Iterator[str]:
    """The page as it is seen: wide and narrow, light and dark."""
    for size in (WIDE, NARROW):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            yield f"{size[0]} px, {scheme}"


def sideways(page: Page) -> int:
    """By how many pixels the page could be scrolled sideways."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@pytest.mark.parametrize("number", range(8))
def test_no_serious_finding_and_no_sideways_scrolling(
    visit: Visiting, pages: list[str], axe: str, number: int
) -> None:
    address = pages[number]
    here = visit(webgl=address in _WITH_MAP)
    page = here.open(address)
    if address in _WITH_MAP:
        expect(page.locator("#map[data-drawn]")).to_be_visible()
    for details in page.locator("details").all():
        details.evaluate("x => { x.open = true; }")
    for view in views(page):
        assert faults(page, axe) == [], (address, view)
        assert sideways(page) == 0, (address, view)
    if address == "/incidents/none":
        here.faults[:] = [f for f in here.faults if "404" not in f]


@pytest.fixture(scope="module")
def staffed(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Project], str]
) -> Iterator[tuple[Project, str]]:
    """A project with accounts and something to review, and its address."""
    made = init_project(tmp_path_factory.mktemp("staffed") / "p")
    for name, role in (("Ann", "owner"), ("بيا", "coder")):
        person(made, name, role)
    fill_queue(made, 3)
    made.settle()
    yield made, serve(made)
    made.engine.dispose()


@pytest.mark.parametrize(
    "address",
    [
        *("/login", "/account", "/people", "/release"),
        *("/review", "/review/list", "/history", "/agreement"),
    ],
)
def test_the_pages_of_people_and_releases_too(
    visit: Visiting, staffed: tuple[Project, str], axe: str, address: str
) -> None:
    project, home = staffed
    here = visit(webgl=False, home=home)
    if address != "/login":
        name = f"sourceline-{home.rpartition(':')[2]}"
        cookie = {"name": name, "value": session(project, "Ann"), "url": home}
        here.context.add_cookies([cookie])
    page = here.open(address)
    assert page.url == home + address
    for details in page.locator("details").all():
        details.evaluate("x => { x.open = true; }")
    for view in views(page):
        assert faults(page, axe) == [], (address, view)
        assert sideways(page) == 0, (address, view)


def test_every_page_is_reached_and_left_by_keyboard(visit: Visiting) -> None:
    page = visit(NARROW, webgl=False).open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.get_by_role("link", name="Control").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who held what")).to_be_visible()
