"""Selecting the words that a corrected value comes from: by mouse, by keys, in any script."""

# ruff: noqa: RUF001 - Arabic letters are meant

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from sourceline.project import Project, init_project, open_project
from sourceline.store import audit, search
from sourceline.store.database import reading
from tests.browser.conftest import Enter
from tests.web.review_world import fill_queue, person, tell

# Two code units a letter, letters of several code points, marks, both directions, and
# line ends that a browser writes its own way.
BEFORE = "🕊️👩‍👩‍👧 e\u0301te\u0301 🚨 عاجل: المُسْتَشْفى في تِكْرِيت\r\n\r\n"
AFTER = (
    " \U0001f6d1\U0001f3fd\r\n🚑 Later the Re\u0301gional council 🕊️ counted 9 dead.\r\n"
    "قال الطبيب إنّ ٤٢ مدنيًّا قُتلوا."
)
_POINTS = """([box, words]) => {
    const nodes = [];
    const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const at = box.textContent.indexOf(words);
    // At a seam the first letter is the next piece's, which may stand on the next line.
    const spot = (place, first) => {
        for (const node of nodes) {
            if (place < node.length + (first ? 0 : 1)) return [node, place];
            place -= node.length;
        }
    };
    const caret = (place, first) => {
        const range = document.createRange();
        range.setStart(...spot(place, first));
        range.collapse(true);
        const { x, y, height } = range.getBoundingClientRect();
        return [x, y + height / 2];
    };
    return [caret(at, true), caret(at + words.length, false)];
}"""


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in many scripts with one claim, and one in plain words."""
    made = init_project(tmp_path_factory.mktemp("selecting") / "p")
    person(made, "Ann", "reviewer")
    fill_queue(made, 1)
    tell(made, 100, "Tel Zamar", 400, day=9, around=(BEFORE, AFTER))
    made.settle()
    made.engine.dispose()
    return made.settings.folder


@pytest.fixture
def desk(stocked: Path, tmp_path: Path) -> Iterator[Project]:
    made = open_project(shutil.copytree(stocked, tmp_path / "p"))
    yield made
    made.engine.dispose()


def correcting(enter: Enter, **more: object) -> tuple[Page, Locator]:
    """The form for the toll, open, with another figure in it."""
    page = enter(**more).open("/review?at=i-0100")
    page.keyboard.press("6")
    form = page.locator("#field-deaths form")
    for name in ("low", "best", "high"):
        form.locator(f"[name={name}]").fill("9")
    return page, form


def whole(page: Page) -> Locator:
    """The box with the whole report."""
    page.locator(".whole summary").click()
    box = page.locator(".whole .words")
    expect(box).to_be_visible()
    return box


def drag(page: Page, box: Locator, words: str) -> None:
    """Select words of a box with the mouse."""
    box.scroll_into_view_if_needed()
    points = f"box => ({_POINTS})([box, {words!r}])"
    # In its own box the text is scrolled to the words, as a reader does.
    box.evaluate(
        f"box => {{ const [[, y]] = ({_POINTS})([box, {words!r}]);"
        " box.scrollTop += y - box.getBoundingClientRect().top - 40; }"
    )
    (left, top), (right, bottom) = box.evaluate(points)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, (top + bottom) / 2, steps=3)
    page.mouse.move(right, bottom, steps=3)
    page.mouse.up()


def send(page: Page, form: Locator) -> None:
    form.get_by_role("button", name="Correct", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("Saved: corrected killed")


def stored(project: Project) -> tuple[str, str]:
    """The claim of the last correction, and the words of its report that it stands on."""
    with reading(project.engine) as connection:
        made = [d for d in audit.log(connection) if d.kind == "correct"][-1]
        claim, span = made.payload["claim"], made.payload["span"]
        report = claim.replace("c-", "r-")
        text = search.report_texts(connection, {report})[report]
    return claim, text[span["start"] : span["end"]]


@pytest.mark.parametrize(
    "words",
    [
        "killed 400 civilians",  # over the seams of two marked values
        "Re\u0301gional council 🕊️ counted 9 dead",
        "🚑",
        "المُسْتَشْفى في تِكْرِيت",
        "إنّ ٤٢ مدنيًّا",
        "council said. \U0001f6d1\U0001f3fd",  # out of the sentence, into the text after it
    ],
)
def test_words_selected_by_mouse_are_the_words_stored(
    desk: Project, enter: Enter, words: str
) -> None:
    page, form = correcting(enter)
    drag(page, whole(page), words)
    expect(form.locator("[name=quote]")).to_have_value(words)
    expect(form.locator("[name=choice][value=typed]")).to_be_checked()
    expect(form.get_by_role("status")).to_contain_text(f"Chosen: {words}")
    send(page, form)
    assert stored(desk) == ("c-0100", words)
    expect(page.locator("#field-deaths .from q")).to_have_text(words)


def test_a_selection_over_two_lines_and_one_in_the_sentence_alone(
    desk: Project, enter: Enter
) -> None:
    page, form = correcting(enter)
    drag(page, whole(page), "counted 9 dead.\nقال الطبيب")
    expect(form.locator("[name=quote]")).to_have_value("counted 9 dead. قال الطبيب")
    drag(page, page.locator("#claim-c-0100 blockquote"), "400 civilians")
    expect(form.locator("[name=quote]")).to_have_value("400 civilians")
    expect(form.locator("[name=source]")).to_have_value("c-0100.0")
    drag(page, page.locator(".whole .words"), "counted 9 dead.\nقال الطبيب")
    expect(form.locator("[name=source]")).to_have_value("")
    send(page, form)
    assert stored(desk) == ("c-0100", "counted 9 dead.\r\nقال الطبيب")


def test_words_are_selected_by_keys_alone(desk: Project, enter: Enter) -> None:
    page, form = correcting(enter)
    keys = page.keyboard
    form.locator("[name=quote]").focus()
    keys.press("Tab")
    expect(form.get_by_role("button", name="Select them by keys")).to_be_focused()
    keys.press("Enter")
    box = page.get_by_role("textbox", name="The report of claim 1")
    expect(box).to_be_focused()
    # No single key decides while one walks over the words.
    keys.press("a")
    keys.press("End")
    expect(form.locator("[name=quote]")).to_have_value("قُتلوا")
    # Where words run from the right, the next one lies to the left.
    keys.press("ArrowRight")
    keys.press("Shift+ArrowRight")
    expect(form.locator("[name=quote]")).to_have_value("٤٢ مدنيًّا")
    keys.press("ArrowUp")
    keys.press("Home")
    for _ in range(40):
        if form.locator("[name=quote]").input_value() == "Re\u0301gional":
            break
        keys.press("ArrowDown" if _ < 1 else "ArrowRight")
        page.wait_for_timeout(300)
    keys.press("Shift+ArrowRight")
    keys.press("Shift+ArrowRight")
    keys.press("Enter")
    quote = form.locator("[name=quote]")
    expect(quote).to_be_focused()
    expect(quote).to_have_value("Re\u0301gional council 🕊️ counted")
    keys.press("Enter")
    expect(page.locator("#notice")).to_contain_text("Saved: corrected killed")
    assert stored(desk) == ("c-0100", "Re\u0301gional council 🕊️ counted")


def test_escape_brings_back_what_the_form_held(desk: Project, enter: Enter) -> None:
    page, form = correcting(enter)
    form.locator("[name=source]").select_option("c-0100.0")
    form.locator("[name=quote]").fill("400 civilians")
    form.get_by_role("button", name="Select them by keys").press("Enter")
    expect(page.locator(".whole .words")).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    expect(form.locator("[name=quote]")).to_have_value("Tel Zamar")
    page.keyboard.press("Escape")
    expect(form.locator("[name=quote]")).to_be_focused()
    expect(form.locator("[name=quote]")).to_have_value("400 civilians")
    send(page, form)
    assert stored(desk) == ("c-0100", "400 civilians")


def test_what_is_typed_after_a_selection_counts(desk: Project, enter: Enter) -> None:
    page, form = correcting(enter)
    drag(page, whole(page), "counted 9 dead")
    quote = form.locator("[name=quote]")
    expect(quote).to_have_value("counted 9 dead")
    form.locator("[name=source]").select_option("c-0100.0")
    quote.fill("civilians")
    expect(form.get_by_role("status")).to_be_empty()
    send(page, form)
    assert stored(desk) == ("c-0100", "civilians")


def test_a_value_of_the_claims_keeps_its_own_words(desk: Project, enter: Enter) -> None:
    page, form = correcting(enter)
    form.locator("[name=choice]").first.check()
    drag(page, whole(page), "counted 9 dead")
    page.wait_for_timeout(600)
    expect(form.locator("[name=quote]")).to_have_value("")
    form.get_by_role("button", name="Correct", exact=True).click()
    expect(page.locator("#notice")).to_contain_text(re.compile("Saved"))
    assert stored(desk) == ("c-0100", "400")
