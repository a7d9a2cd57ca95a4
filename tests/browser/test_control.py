"""Control: who held which town, as it was on a day and as it was known on a day."""

import re

from playwright.sync_api import Page, expect


def held(page: Page) -> dict[str, str]:
    """Places and their holders, as the table says."""
    rows = page.locator("#held tbody tr").evaluate_all(
        "rows => rows.map(r => [r.querySelector('a').textContent,"
        " r.cells[1].textContent.trim()])"
    )
    return dict(rows)


def day(page: Page) -> str:
    return page.locator("#day").inner_text()


def test_slider_and_playback_step_through_the_days(visit) -> None:
    page = visit(webgl=False).open("/control?on=2019-03-02")
    expect(page.locator("#held h2")).to_contain_text("on 2019-03-02")
    assert "Rāwah" not in held(page)

    slider = page.get_by_role("slider", name="Day")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#held h2")).to_contain_text("on 2019-03-03")
    assert held(page)["Rāwah"] == "Islamic State"
    assert slider.get_attribute("aria-valuetext") == day(page) == "2019-03-03"
    assert "on=2019-03-03" in page.url

    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator("#held h2")).to_contain_text("on 2019-05-15")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert held(page)["Rāwah"] == "Military Forces of Iraq"

    page.get_by_role("button", name="Change before").click()
    expect(page.locator("#held h2")).to_contain_text("on 2019-03-03")
    assert held(page)["Rāwah"] == "Islamic State"


def test_a_town_on_the_map_opens_its_periods_and_sentences(visit) -> None:
    here = visit()
    page = here.open("/control?on=2019-04-01")
    canvas = page.locator("#map[data-drawn='2'] canvas")
    expect(canvas).to_be_visible()
    at = page.evaluate(
        """async () => {
            const row = [...document.querySelectorAll('#held tr[data-key]')]
                .find(r => r.textContent.includes('Rāwah'));
            const map = document.getElementById('map').drawing;
            if (!map.loaded()) await map.once('idle');
            return map.project([Number(row.dataset.lon), Number(row.dataset.lat)]);
        }"""
    )
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
    periods = page.locator("#place-periods .periods > li")
    expect(page.locator("#place-name")).to_contain_text("Rāwah")
    held = periods.filter(has_text="from 2019-03-03")
    expect(held.first).to_contain_text("Islamic State")
    expect(periods.last.locator("blockquote")).to_contain_text(
        re.compile("Army retakes Rawa|recaptured the town of Rawa")
    )
    # The map stays as it is, and the address keeps day and town.
    assert "on=2019-04-01" in page.url
    assert "key=" in page.url
    source = periods.last.get_by_role("link", name="Desert Post")
    source.click()
    expect(page.get_by_role("heading", name="Its words")).to_be_visible()
    expect(page.locator(".value:target")).to_be_visible()
    page.go_back()
    expect(page.locator("#place-name")).to_contain_text("Rāwah")


def test_true_on_a_day_and_known_on_a_day_are_two_questions(visit) -> None:
    page = visit(webgl=False).open("/control?on=2019-04-01")
    # True that day, by all that is told now: both towns were lost.
    true = held(page)
    assert true == {"Rāwah": "Islamic State", "Hīt": "Islamic State"}

    # Known that day: nobody had yet told of Hit.
    page.get_by_label(re.compile("As known on")).fill("2019-04-01")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#held h2")).to_contain_text("as known on 2019-04-01")
    assert held(page) == {"Rāwah": "Islamic State"}
    assert "known=2019-04-01" in page.url

    # The slider goes on asking what was known then: the later capture is not known.
    page.get_by_role("slider", name="Day").focus()
    page.keyboard.press("End")
    expect(page.locator("#held h2")).to_contain_text("as known on 2019-04-01")
    assert held(page) == {"Rāwah": "Islamic State"}

    page.get_by_label(re.compile("As known on")).fill("2019-03-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No report published by 2019-03-01")).to_be_visible()
    assert held(page) == {}
