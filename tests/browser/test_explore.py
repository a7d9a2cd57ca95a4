"""Explore: map, histogram and list are one filter, and the filter is the address."""

import contextlib
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.conftest import NARROW

# What the map was given to draw, read from the same answers that it draws from.
_DRAWN = "document.getElementById('map').dataset.drawn"


def listed(page: Page) -> list[str]:
    return page.locator("#list h3 a").evaluate_all("a => a.map(x => x.pathname)")


def told(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def counted(page: Page) -> int:
    return int(page.locator("#summary strong").first.inner_text())


def barred(page: Page) -> int:
    """Incidents of the chosen bars of the histogram, as its titles say."""
    titles = page.locator("#bars .bar:not(.out) title").all_text_contents()
    return sum(
        int(n) for t in titles for n in re.findall(r"(\d+) (?:surely|perhaps)", t)
    )


class Held:
    """The first answer that fits is kept back, as a busy server would, until it is let go;
    what is asked after it is answered at once.
    """

    def __init__(self, page: Page, name: str, value: str, path: str = "/") -> None:
        self.page, self.route, self.answer = page, None, None

        def fits(url: str) -> bool:
            to = urlsplit(url)
            return to.path == path and parse_qs(to.query).get(name) == [value]

        page.route(fits, self._hold, times=1)

    def _hold(self, route: Route) -> None:
        self.answer = route.fetch()
        self.route = route

    def wait(self) -> None:
        """Until the server has answered; the page has not got it yet."""
        for _ in range(300):
            if self.route:
                return
            self.page.wait_for_timeout(100)
        pytest.fail("nothing that fits was asked for")

    def let_go(self) -> None:
        """The answer arrives, unless the page no longer waits for it."""
        with contextlib.suppress(Error):
            self.route.fulfill(response=self.answer)
        # Long enough for it to be put in, were it taken.
        self.page.wait_for_timeout(500)


def bar(page: Page, place: int) -> str:
    """The first day of a bar of the histogram."""
    return page.locator("#bars .bar").nth(place).get_attribute("data-first")


def test_map_histogram_and_list_agree_and_a_second_browser_sees_the_same(visit) -> None:
    here = visit()
    page = here.open("/")
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    whole = counted(page)
    assert len(listed(page)) == whole == barred(page)

    # By the mouse: a drag over the last bars chooses their days.
    bars = page.locator("#bars")
    bars.scroll_into_view_if_needed()
    box = bars.bounding_box()
    groups = page.locator("#bars .bar")
    step, middle = box["width"] / groups.count(), box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - step * 6.5, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, middle, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile("since="))
    expect(page.locator("#summary strong").first).not_to_have_text(str(whole))
    assert told(page)["since"] == [groups.nth(-7).get_attribute("data-first")]

    # By a facet; its count says beforehand how many are left.
    civilian = page.get_by_role("checkbox", name=re.compile("^civilian "))
    ahead = page.locator("#facets label", has=civilian).locator(".count").inner_text()
    civilian.check()
    page.wait_for_url(re.compile("group=civilian"))
    expect(page.locator("#list h3")).to_have_count(int(ahead))
    shown = listed(page)
    assert 1 < len(shown) == counted(page) == barred(page) < whole

    # By the map: a step closer leaves out what no longer lies in view.
    with page.expect_response(lambda r: "/api/v1/map" in r.url and "box=" in r.url):
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url(re.compile("box="))
    near = listed(page)
    assert set(near) <= set(shown)
    assert len(near) == counted(page)

    other = visit().open(page.url.removeprefix(here.home))
    expect(other.locator(f'#map[data-drawn="{page.evaluate(_DRAWN)}"]')).to_be_visible()
    assert listed(other) == near
    assert other.locator("#bars").inner_html() == page.locator("#bars").inner_html()
    assert other.locator("#since").input_value() == page.locator("#since").input_value()
    assert other.get_by_role("checkbox", name=re.compile("^civilian ")).is_checked()
    # The map draws the places of the list, no more and no fewer.
    spots = other.evaluate("fetch('/api/v1/map' + location.search).then(r => r.json())")
    assert sum(p["incidents"] for p in spots["places"]) == len(near)


def test_back_leads_to_the_filter_before(visit) -> None:
    page = visit(webgl=False).open("/?sort=deaths")
    before = listed(page)
    page.get_by_role("searchbox").fill("bomber")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=bomber"))
    expect(page.locator("#list h3")).to_have_count(1)
    page.go_back()
    expect(page.locator("#list h3")).to_have_count(len(before))
    assert listed(page) == before
    assert page.get_by_role("searchbox").input_value() == ""


def test_the_histogram_is_brushed_by_keyboard_alone(visit) -> None:
    page = visit(webgl=False).open("/")
    groups = page.locator("#bars .bar")
    whole, last = counted(page), groups.count() - 1
    first = page.get_by_role("slider", name="From")
    first.focus()
    page.keyboard.press("End")
    expect(first).to_have_value(str(last))
    page.keyboard.press("ArrowLeft")
    days = groups.nth(last - 1).get_attribute("data-first")
    expect(first).to_have_attribute("aria-valuetext", days)
    page.wait_for_url(re.compile(f"since={days}"))
    # What stands beside an address belongs to it.
    few = counted(page)
    assert few == barred(page)
    expect(page.locator("#list h3")).to_have_count(few)
    assert listed(page)
    assert few < whole
    # The handle keeps its place and the focus, so that one can go on.
    expect(page.get_by_role("slider", name="From")).to_be_focused()
    expect(page.get_by_role("slider", name="From")).to_have_value(str(last - 1))
    page.keyboard.press("Home")
    page.wait_for_url(lambda url: "since" not in url)
    expect(page.locator("#list h3")).to_have_count(whole)


def test_an_older_answer_does_not_take_the_handle_back(visit) -> None:
    page = visit(webgl=False).open("/")
    last = page.locator("#bars .bar").count() - 1
    days = bar(page, last - 3)
    slow = Held(page, "since", bar(page, last))
    first = page.get_by_role("slider", name="From")
    first.focus()
    page.keyboard.press("End")
    slow.wait()
    page.keyboard.press("ArrowLeft")
    slow.let_go()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile(f"since={days}"))
    assert counted(page) == barred(page)
    expect(first).to_have_value(str(last - 3))
    expect(first).to_be_focused()


def test_an_address_stands_only_beside_what_it_lets_through(visit) -> None:
    page = visit(webgl=False).open("/")
    whole, day = counted(page), bar(page, -2)
    slow = Held(page, "since", day)
    page.locator("#bars").scroll_into_view_if_needed()
    box = page.locator("#bars").bounding_box()
    step = box["width"] / page.locator("#bars .bar").count()
    page.mouse.click(box["x"] + box["width"] - 1.5 * step, box["y"] + 30)
    slow.wait()
    assert "since" not in page.url
    assert counted(page) == whole == barred(page)
    slow.let_go()
    page.wait_for_url(re.compile(f"since={day}"))
    assert counted(page) == barred(page) < whole


def test_days_that_were_taken_back_are_not_asked_for_after_all(visit) -> None:
    page = visit(webgl=False).open("/?sort=deaths")
    whole = counted(page)
    first = page.get_by_role("slider", name="From")
    first.focus()
    # In one go, as quick hands are: before what the key asks for is asked for.
    with page.expect_response(lambda r: r.url.endswith("/")):
        page.evaluate(
            """() => {
                const handle = document.getElementById("from-bar");
                handle.value = handle.max;
                handle.dispatchEvent(new Event("input", { bubbles: true }));
                handle.dispatchEvent(new Event("change", { bubbles: true }));
                document.querySelector("#fields a[href='/']").click();
            }"""
        )
    page.wait_for_timeout(1000)
    assert told(page) == {}
    assert counted(page) == whole == barred(page)
    assert page.locator("#since").input_value() == ""


def test_the_map_draws_what_was_asked_last(visit) -> None:
    page = visit().open("/")
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    slow = Held(page, "deaths", "1", "/api/v1/map")
    deaths = page.locator("#deaths")
    deaths.fill("1")
    deaths.press("Enter")
    slow.wait()
    deaths.fill("20")
    deaths.press("Enter")
    page.wait_for_url(re.compile("deaths=20"))
    places = page.evaluate("fetch('/api/v1/map?deaths=20').then(r => r.json())")
    few = str(len(places["places"]))
    expect(page.locator(f'#map[data-drawn="{few}"]')).to_be_visible()
    slow.let_go()
    assert page.evaluate(_DRAWN) == few


def test_a_server_that_does_not_answer_is_told(visit) -> None:
    here = visit(webgl=False)
    page = here.open("/")
    before = listed(page)
    page.route(re.compile("q=bomber"), lambda route: route.abort())
    page.get_by_role("searchbox").fill("bomber")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("does not answer")
    assert listed(page) == before
    page.unroute_all()
    page.keyboard.press("Enter")
    expect(page.locator("#list h3")).to_have_count(1)
    expect(page.get_by_role("status")).to_contain_text("1 of")
    here.faults.clear()


def test_search_folds_arabic_and_accents(visit) -> None:
    page = visit(webgl=False).open("/?within=reports")
    for words in (
        "مكتظ",  # no vowel marks
        "المستشفي",  # the other yeh
        "cafe bulletin",
        "REGIONAL paper",
        "éte عاجل",
    ):
        page.get_by_role("searchbox").fill(words)
        with page.expect_response(lambda r: "q=" in r.url):
            page.keyboard.press("Enter")
        expect(page.locator("#summary strong").first).to_have_text(re.compile("[12]"))
        expect(page.locator("#list h3").first).to_have_text("Air/drone strike")
        assert 1 <= len(listed(page)) <= 2, words


def test_uncertain_places_are_areas_and_only_exact_ones_are_dots(visit) -> None:
    page = visit().open("/")
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    rows = page.locator("#spots tbody tr")
    page.locator("#spots summary").click()
    exact = {
        row.locator("td").nth(0).inner_text(): row.locator("td").nth(1).inner_text()
        for row in rows.all()
    }
    assert "exact place" in exact["Ramadi"]
    assert "somewhere in this province, within 61.9 km" in exact["Diyala"]
    # The layers of the map itself: what it draws filled, and what as a circle.
    dots, areas = page.evaluate(
        """async () => {
            const map = document.getElementById('map').drawing;
            const told = async (id) => (await map.getSource(id).getData()).features;
            return [await told('spots'), await told('areas')];
        }"""
    )
    filled = {d["properties"]["name"] for d in dots if d["properties"]["exact"]}
    assert "Ramadi" in filled
    assert not {"Diyala", "Kirkuk"} & filled
    assert {"Diyala", "Kirkuk"} <= {a["properties"]["name"] for a in areas}
    diyala = next(a for a in areas if a["properties"]["name"] == "Diyala")
    lats = [p[1] for p in diyala["geometry"]["coordinates"][0]]
    assert (max(lats) - min(lats)) * 111.2 == pytest.approx(2 * 61.9, rel=0.02)


def test_without_webgl_a_table_stands_in_place_of_the_map(visit) -> None:
    page = visit(NARROW, webgl=False).open("/")
    expect(page.locator("#map-missing")).to_contain_text("no WebGL")
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator("#spots table")).to_be_visible()
    page.locator("#spots a", has_text="Ramadi").click()
    page.wait_for_url(re.compile("near="))
    expect(page.locator("#list h3")).to_have_count(1)


def test_without_scripts_the_page_is_whole(visit) -> None:
    page = visit(NARROW, java_script_enabled=False).open("/?group=civilian")
    expect(page.locator("#list h3")).not_to_have_count(0)
    assert page.locator(".scripted").first.is_hidden()
    page.locator("#filters summary").click()
    page.get_by_role("checkbox", name=re.compile("Border Herald")).check()
    page.get_by_role("button", name="Apply").click()
    assert told(page)["source"] == ["Border Herald"]
