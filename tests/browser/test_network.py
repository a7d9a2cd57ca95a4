"""The check that no request leaves the machine would see one that does."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import FLAGS
from tests.browser.netlog import foreign_hosts, hosts_of

# An image as any careless page has one; nothing of these pages lets it through.
_OUTSIDE = """url => new Promise(done => {
    const image = new Image();
    image.onerror = image.onload = () => done();
    image.src = url;
})"""


def test_a_request_to_another_host_is_seen_in_the_log(
    browser: Browser, chromium: str, home: str, tmp_path: Path
) -> None:
    log = tmp_path / "net.json"
    other = browser.browser_type.launch(
        executable_path=chromium, args=[*FLAGS, f"--log-net-log={log}"]
    )
    page = other.new_page()
    page.request.get(home)
    page.evaluate(_OUTSIDE, f"{home}/static/icon.svg")
    page.evaluate(_OUTSIDE, "http://reports.example/pixel.png")
    other.close()
    assert foreign_hosts(log) == {"reports.example", "~notfound"}
    assert "127.0.0.1" in hosts_of(log)


def test_a_page_that_asks_another_host_fails_its_test(visit) -> None:
    here = visit()
    page = here.open("/control?place=none")
    page.evaluate(_OUTSIDE, "http://reports.example/pixel.png")
    assert here.faults
    # The policy of every page stopped it before it left.
    assert any("Content Security Policy" in fault for fault in here.faults)
    here.faults.clear()


@pytest.mark.parametrize(
    "said", ["console.error('x')", "setTimeout(() => { throw 1 })"]
)
def test_an_error_in_a_page_fails_its_test(visit, said: str) -> None:
    here = visit()
    page = here.open("/control?place=none")
    page.add_script_tag(url="/static/swap.js", type="module")
    page.evaluate(said)
    for _ in range(50):
        if here.faults:
            break
        page.wait_for_timeout(100)
    assert here.faults
    here.faults.clear()
