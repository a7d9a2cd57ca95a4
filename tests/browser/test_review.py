"""Reviewing in a real browser: by keys alone, with a network that fails, with forms."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from sourceline.project import Project, init_project, open_project
from sourceline.store import audit
from sourceline.store import schema as t
from sourceline.store.database import reading
from tests.browser.conftest import NARROW, Enter
from tests.web.review_world import fill_queue, join, person, session, tell

COUNT = 50


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifty incidents to review; the first in the queue has two claims."""
    made = init_project(tmp_path_factory.mktemp("review") / "p")
    for name, role in (("Ann", "reviewer"), ("Bea", "reviewer")):
        person(made, name, role)
    fill_queue(made, COUNT - 1)
    tell(made, 100, "Tel Zamar", 400, day=9, publisher="Paper A")
    tell(made, 101, "Tel Zamar", 410, day=9, publisher="Paper B")
    join(made, "c-0100", "c-0101", 9.0)
    made.settle()
    made.engine.dispose()
    return made.settings.folder


@pytest.fixture
def desk(stocked: Path, tmp_path: Path) -> Iterator[Project]:
    made = open_project(shutil.copytree(stocked, tmp_path / "p"))
    yield made
    made.engine.dispose()


def rows(project: Project) -> dict[str, tuple]:
    with reading(project.engine) as connection:
        c = t.incident.c
        found = connection.execute(select(c.id, c.review, c.deaths, c.record))
        return {row.id: (row.review, row.deaths, row.record) for row in found}


def kinds(project: Project) -> list[str]:
    with reading(project.engine) as connection:
        return [d.kind for d in audit.log(connection)]


def at(page: Page) -> str:
    found = page.locator("#incident").get_attribute("data-incident")
    assert found is not None
    return found


def saved(page: Page, words: str) -> None:
    expect(page.locator("#notice")).to_contain_text(f"Saved: {words}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def correct_by_keys(page: Page) -> None:
    """The toll is corrected to a typed one, with the sentence that says it."""
    press(page, "6", "ArrowDown", "ArrowDown")
    for figure in ("3", "5", "9"):
        press(page, "Tab", "Control+a")
        page.keyboard.type(figure)
    page.keyboard.press("Tab")
    page.keyboard.type("1:")
    press(page, "Tab", "Enter")
    saved(page, "corrected killed to 5 (from 3 to 9)")


def test_fifty_incidents_are_reviewed_by_keys_alone(
    desk: Project, enter: Enter
) -> None:
    page = enter().open("/review")
    expect(page.locator("#title")).to_contain_text("Tel Zamar")
    wanted = ["accept", "reject", "unsure"]
    said = {"accept": "accepted", "reject": "rejected", "unsure": "was unsure"}
    key = {"accept": "a", "reject": "x", "unsure": "u"}
    seen, expected = set(), {}
    for n in range(COUNT):
        name = at(page)
        assert name not in seen
        seen.add(name)
        kind = wanted[n % 3]
        if n == 4:
            correct_by_keys(page)
            assert at(page) == name
        if n == 6:
            press(page, "t")
            page.keyboard.type("Who counted? 🕊 عاجل")
            press(page, "Tab", "Enter")
            saved(page, "commented")
        press(page, key[kind])
        saved(page, said[kind])
        expected[name] = {
            "accept": "accepted",
            "reject": "rejected",
            "unsure": "unsure",
        }[kind]
        expect(page.locator("#review")).not_to_have_attribute("aria-busy", "true")
        if n < COUNT - 1:
            expect(page.locator("#incident")).not_to_have_attribute(
                "data-incident", name
            )
    found = rows(desk)
    assert {name: row[0] for name, row in found.items()} == expected
    assert len(kinds(desk)) == COUNT + 2
    assert [row[1] for row in found.values()].count(5) >= 1


def test_next_previous_and_undo_by_keys(desk: Project, enter: Enter) -> None:
    page = enter().open("/review")
    first = at(page)
    press(page, "n")
    expect(page.locator("#incident")).not_to_have_attribute("data-incident", first)
    second = at(page)
    press(page, "p")
    expect(page.locator("#incident")).to_have_attribute("data-incident", first)
    assert f"at={first}" in page.url
    press(page, "a")
    saved(page, "accepted")
    assert at(page) == second
    press(page, "z")
    saved(page, "took back 1 decision")
    expect(page.locator("#incident")).to_have_attribute("data-incident", first)
    assert {row[0] for row in rows(desk).values()} == {"open"}
    page.go_back()
    expect(page.locator("#incident")).to_have_attribute("data-incident", second)


def test_a_merge_a_split_and_their_undo_by_keys(desk: Project, enter: Enter) -> None:
    before = rows(desk)
    page = enter().open("/review")
    press(page, "s", "Space", "Tab", "Tab", "Tab", "Enter")
    saved(page, "took 1 of 2 claims out")
    assert {"i-0100", "i-0101"} <= set(rows(desk))
    press(page, "n")
    expect(page.locator("#incident")).not_to_have_attribute("data-incident", "i-0100")
    page.goto(page.url.split("?")[0] + "?at=i-0010")
    press(page, "m")
    chosen = page.locator("#partners input").first
    expect(chosen).to_be_focused()
    other = chosen.get_attribute("data-incident")
    press(page, "Space", "Enter")
    saved(page, "joined 2 claims")
    assert other not in rows(desk) or "i-0010" not in rows(desk)
    press(page, "z")
    saved(page, "took back 1 decision")
    press(page, "z")
    expect(page.locator("#undo-last")).to_have_count(0)
    assert rows(desk) == before
    assert kinds(desk) == ["split", "merge", "undo", "undo"]


def test_a_partner_is_found_by_name_with_keys(desk: Project, enter: Enter) -> None:
    page = enter().open("/review?at=i-0100")
    press(page, "m")
    page.keyboard.press("Shift+Tab")
    if page.locator("#partners input").count():
        page.locator(".find input[name=find]").focus()
    page.keyboard.type("Village 007")
    press(page, "Enter")
    expect(page.locator("#partners input")).to_have_count(1)
    expect(page.locator("#partners input")).to_be_focused()
    press(page, "Space", "Enter")
    saved(page, "joined 2 incidents of 3 claims")
    assert "i-0100" not in rows(desk) or "i-0007" not in rows(desk)


def test_a_failing_network_loses_nothing(desk: Project, enter: Enter) -> None:
    visit = enter()
    page = visit.open("/review")
    first = at(page)
    page.route("**/review/stance", lambda route: route.abort())
    press(page, "a")
    box = page.locator("#outbox")
    expect(box).to_contain_text("accept: Shelling")
    expect(box).to_contain_text("the server does not answer")
    expect(page.locator("#notice")).to_contain_text("Not saved yet")
    expect(page.locator("#incident")).not_to_have_attribute("data-incident", first)
    second = at(page)
    press(page, "x")
    expect(box.locator("li")).to_have_count(2)
    assert kinds(desk) == []
    page.reload()
    expect(box.locator("li")).to_have_count(2)
    page.unroute("**/review/stance")
    press(page, "o")
    expect(box).to_be_hidden()
    found = rows(desk)
    assert (found[first][0], found[second][0]) == ("accepted", "rejected")
    assert kinds(desk) == ["accept", "reject"]
    visit.faults.clear()


def test_an_answer_that_is_lost_is_not_made_twice(desk: Project, enter: Enter) -> None:
    visit = enter()
    page = visit.open("/review")
    lost = []

    def lose(route) -> None:
        if lost:
            route.continue_()
            return
        # the server gets it and answers; the answer never arrives
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    page.route("**/review/stance", lose)
    press(page, "a")
    expect(page.locator("#outbox li")).to_have_count(1)
    press(page, "o")
    expect(page.locator("#outbox")).to_be_hidden()
    assert lost == [303]
    assert kinds(desk) == ["accept"]
    visit.faults.clear()


def test_a_conflict_is_shown_and_decided_anew(desk: Project, enter: Enter) -> None:
    ann, bea = enter("Ann"), enter("Bea")
    one, other = ann.open("/review"), bea.open("/review")
    press(other, "x")
    saved(other, "rejected")
    press(one, "a")
    refused = one.locator("#refused")
    expect(refused).to_contain_text("it changed meanwhile")
    expect(refused).to_contain_text("Bea")
    expect(one.locator("#outbox")).to_be_hidden()
    assert [row[0] for row in rows(desk).values()].count("accepted") == 0
    press(one, "a")
    saved(one, "accepted")
    assert kinds(desk) == ["reject", "accept"]
    assert all("409" in fault for fault in ann.faults)
    ann.faults.clear()


def test_nobody_signs_what_another_decided(desk: Project, enter: Enter) -> None:
    visit = enter("Ann")
    page = visit.open("/review")
    page.route("**/review/stance", lambda route: route.abort())
    press(page, "a")
    expect(page.locator("#outbox li")).to_have_count(1)
    page.unroute("**/review/stance")
    port = visit.home.rpartition(":")[2]
    visit.context.add_cookies(
        [
            {
                "name": f"sourceline-{port}",
                "value": session(desk, "Bea"),
                "url": visit.home,
            }
        ]
    )
    page.goto(visit.home + "/review")
    expect(page.locator("#outbox")).to_contain_text("waits for Ann to sign in")
    assert kinds(desk) == []
    visit.faults.clear()


def test_keys_are_listed_changed_and_switched_off(desk: Project, enter: Enter) -> None:
    page = enter().open("/review")
    expect(page.locator('#stance kbd[data-key="accept"]')).to_have_text("a")
    press(page, "?")
    dialog = page.locator("#keys")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Undo the last decision")
    page.locator("#key-accept").focus()
    press(page, "y", "Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator('#stance kbd[data-key="accept"]')).to_have_text("y")
    page.reload()
    press(page, "y")
    saved(page, "accepted")
    press(page, "?")
    page.locator("#keys-off").focus()
    press(page, "Space", "Escape")
    name = at(page)
    press(page, "y")
    page.wait_for_timeout(300)
    assert at(page) == name
    assert kinds(desk) == ["accept"]


@pytest.mark.parametrize("size", [(1400, 900), NARROW])
def test_all_of_it_works_without_scripts(desk: Project, enter: Enter, size) -> None:
    page = enter(size=size, java_script_enabled=False).open("/review")
    assert page.locator("#outbox").is_hidden()
    page.locator("#stance button[value=accept]").click()
    saved(page, "accepted")
    page.locator("#field-deaths summary").click()
    page.locator("#field-deaths input[type=radio]").first.check()
    page.locator("#field-deaths button:not([type=button])").click()
    saved(page, "corrected killed to")
    page.locator("#undo-last button").click()
    saved(page, "took back 1 decision")
    page.locator("#merge summary").click()
    page.locator("#partners input").first.check()
    page.locator("#merge form.decision button").click()
    saved(page, "joined 2 claims")
    assert kinds(desk) == ["accept", "correct", "undo", "merge"]


def test_history_takes_back_many_at_once(desk: Project, enter: Enter) -> None:
    before = rows(desk)
    page = enter().open("/review")
    for _ in range(3):
        press(page, "a")
        saved(page, "accepted")
        expect(page.locator("#review")).not_to_have_attribute("aria-busy", "true")
    page.goto(re.sub(r"/review.*", "/history", page.url))
    page.locator("summary").first.click()
    expect(page.locator(".entries")).to_contain_text("The incident waits in the queue")
    page.get_by_role("button", name="Choose all on this page").press("Enter")
    page.get_by_role("button", name="Undo the chosen").press("Enter")
    expect(page.locator("#notice")).to_contain_text("Taken back.")
    assert rows(desk) == before


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "address", ["/review", "/review?blind=1", "/review/list", "/history", "/agreement"]
)
def test_pages_have_no_serious_finding_and_fit_a_phone(
    enter: Enter, axe: str, address: str, dark
) -> None:
    page = enter(size=NARROW, dark=dark).open("/review")
    press(page, "a")
    saved(page, "accepted")
    page.goto(re.sub(r"/review.*", address, page.url))
    for details in page.locator("main details").all():
        details.evaluate("one => { one.open = true; }")
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    bad = [
        (v["id"], [n["html"][:120] for n in v["nodes"]][:3])
        for v in found["violations"]
        if v["impact"] in {"serious", "critical"}
    ]
    assert bad == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW[0]
