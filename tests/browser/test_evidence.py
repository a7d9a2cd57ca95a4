"""Evidence: every value lights its words, every word shows its values."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from sourceline.project import Project
from sourceline.store import evidence
from sourceline.store.database import reading
from sourceline.web.words import outward

_LIT = """() => [...document.querySelectorAll('.said.lit')].map(x => x.textContent).join('')"""


def opened(visit, words: str, kind: str = "h3") -> Page:
    """The page of the incident that a search finds."""
    page = visit(webgl=False).open(f"/?q={words}")
    page.locator(f"#list {kind} a").first.click()
    expect(page.locator("article.incident")).to_be_visible()
    return page


def spans(project: Project, report: str) -> tuple[str, dict[str, list[str]]]:
    """A report's text, and the words of its claims' casualties and speakers, cut by code
    points from the records alone.
    """
    with reading(project.engine) as connection:
        kept = evidence.report(connection, report)
    said: dict[str, list[str]] = {}
    for claim in kept.record["claims"]:
        said[claim["id"]] = [
            kept.text[x["span"]["start"] : x["span"]["end"]]
            for x in (*claim["casualties"], *claim["attribution"])
            if x["span"]
        ]
    return kept.text, said


@pytest.mark.parametrize("words", ["تكريت", "Bulletin"], ids=["marks", "emoji"])
def test_words_are_lit_exactly_among_arabic_emoji_and_marks(
    visit, world: Project, words: str
) -> None:
    page = opened(visit, words)
    article = page.locator("article.report").first
    name = article.get_attribute("id").removeprefix("report-")
    text, said = spans(world, name)
    # The text is shown whole, to the code point.
    assert article.locator(".text").evaluate("x => x.textContent") == text
    checked = 0
    for claim, wanted in said.items():
        lit = []
        for value in page.locator(f"a.value[data-v^='{claim}-']").all():
            value.hover()
            lit.append(page.evaluate(_LIT))
        for part in wanted:
            assert part in lit, (part, lit)
            checked += 1
    assert checked >= 2
    if words == "تكريت":
        assert any("Re\u0301gional" in x for parts in said.values() for x in parts)


def test_a_word_shows_its_values_and_a_value_leads_to_its_word(visit) -> None:
    page = opened(visit, "Bulletin")
    word = page.locator(".said", has_text=re.compile("^7$"))
    word.hover()
    lit = page.locator(".value.lit")
    expect(lit).to_have_text("7 (civilians)")
    assert "Killed: 7" in word.get_attribute("title")
    # The same by the keyboard, from the value to the word and back.
    page.mouse.move(0, 0)
    expect(page.locator(".lit")).to_have_count(0)
    value = page.locator(".value", has_text="7 (civilians)")
    value.focus()
    expect(page.locator(".said.lit")).to_have_text("7")
    page.keyboard.press("Enter")
    expect(word).to_be_in_viewport()
    word.focus()
    expect(page.locator(".value.lit")).to_have_text("7 (civilians)")


def test_text_that_runs_from_the_right_stands_on_the_right(visit) -> None:
    here = visit(webgl=False)
    page = here.open("/?q=تكريت")
    arabic = page.locator("#facets .value", has_text="صحيفة النهر")
    assert arabic.evaluate("x => getComputedStyle(x).direction") == "rtl"
    assert page.locator("#q").evaluate("x => getComputedStyle(x).direction") == "rtl"
    page.locator("#list h3 a").first.click()
    publisher = page.locator(".report .meta [dir=auto]").first
    assert publisher.evaluate("x => getComputedStyle(x).direction") == "rtl"
    quote = page.locator(".report .text")
    # Every line of a report takes the direction of its own words.
    assert quote.evaluate("x => getComputedStyle(x).unicodeBidi") == "plaintext"


def test_rising_toll_is_drawn_and_the_joining_told_in_plain_words(visit) -> None:
    page = opened(visit, "Ramadi%20bomb")
    chart = page.get_by_role("img", name=re.compile("^Killed by the day of the report"))
    expect(chart).to_be_visible()
    figures = chart.locator("circle title").all_text_contents()
    assert figures == ["2019-05-15: 12", "2019-05-16: 15", "2019-05-20: 21"]
    heights = chart.locator("circle").evaluate_all(
        "c => c.map(x => x.cy.baseVal.value)"
    )
    assert heights == sorted(heights, reverse=True)
    waterfall = page.locator(".waterfall").first
    expect(waterfall).to_contain_text("times likelier one happening than two")
    bits = [float(t) for t in waterfall.locator("tbody .number").all_text_contents()]
    shown = float(
        re.search(r"([+-][\d.]+) bits", waterfall.locator("figcaption").inner_text())[1]
    )
    # The steps lead from nothing to the weight that decided.
    assert sum(bits) == pytest.approx(shown, abs=0.051 * len(bits))
    bars = waterfall.locator("rect").evaluate_all(
        "r => r.map(x => [x.x.baseVal.value, x.x.baseVal.value + x.width.baseVal.value])"
    )
    for (left, right), (after, beyond) in pairwise(bars):
        assert (
            max(left, after) <= min(right, beyond) + 1.1
        )  # each begins where one ended
    # Plain words: no name of a column or a model's term.
    assert "_" not in waterfall.inner_text()


def test_rival_tolls_are_coloured_and_lettered(visit) -> None:
    page = opened(visit, "Baqubah%20market")
    row = page.locator("tr.disputed")
    expect(row).to_have_count(1)
    expect(row.locator("th")).to_contain_text("Killed")
    cells = row.locator("td.rival")
    letters = cells.locator(".letter").all_inner_texts()
    assert sorted(text[-1] for text in letters) == ["A", "B"]
    colours = cells.evaluate_all("c => c.map(x => getComputedStyle(x).backgroundColor)")
    assert len(set(colours)) == 2
    assert "rgba(0, 0, 0, 0)" not in colours
    listed = page.locator(".rivals .rival")
    expect(listed).to_have_count(2)
    assert listed.evaluate_all(
        "c => c.map(x => getComputedStyle(x).backgroundColor).sort()"
    ) == sorted(colours)


def test_only_addresses_of_the_web_are_linked() -> None:
    assert outward("javascript:alert(1)") is None
    assert outward("https://reports.example/1") == "https://reports.example/1"
