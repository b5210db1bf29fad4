"""The self-check in a page of another site, as examples/embed shows it: a second origin, in a real Chromium.

test_engines.py has the same page in Firefox and WebKitGTK.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import pytest

from tests.browser.check_page import LEVELS, CheckPage
from tests.conftest import ROOT, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.conftest import Server, Watched

EXAMPLE = ROOT / "examples/embed/index.html"
LINK = "back-pain-red-flags-check a"
RECORD = """window.heard = [];
  addEventListener("message", ({ data, origin }) => window.heard.push([data, origin]));"""


@contextmanager
def hosting(server: Server, folder: Path) -> Iterator[Server]:
    """Serve the example from another port, with the address of the test's site in it."""
    text = EXAMPLE.read_text("utf-8").replace("http://127.0.0.1:8000/back-pain/", server.url)
    text = text.replace("http://127.0.0.1:8000", server.origin)
    (folder / "index.html").write_text(text, "utf-8")
    with serving(folder) as served:
        yield served


@pytest.fixture
def host(server: Server, tmp_path: Path) -> Iterator[Server]:
    """Serve the example while a test runs."""
    with hosting(server, tmp_path) as served:
        yield served


def open_host(browser: Browser, host: Server, watched: Watched, *, scripts: bool = True) -> Page:
    context = browser.new_context(
        base_url=host.url, viewport={"width": 390, "height": 844}, java_script_enabled=scripts
    )
    context.set_default_timeout(20_000)
    watched.watch(context)
    if scripts:
        context.add_init_script(f"if (self === top) {{ {RECORD} }}")
    page = context.new_page()
    page.goto("")
    return page


def check_in(page: Page) -> CheckPage:
    frame = page.locator("iframe[name=embedded]").element_handle().content_frame()
    assert frame is not None
    return CheckPage(cast("Page", frame))  # all that is used of it, a frame has too


def test_a_check_in_a_frame_tells_the_page_around_nothing(
    browser: Browser, server: Server, host: Server, watched: Watched
) -> None:
    heard = []
    for level in ("self_care", "emergency_now"):
        page = open_host(browser, host, watched)
        page.locator(LINK).wait_for(state="hidden")
        check = check_in(page)
        check.wait_for_state("ready")
        header, notice = check.page.locator(".md-header"), check.page.locator("#check-about")
        assert not header.is_visible()
        assert "Information, not a diagnosis" in notice.inner_text()
        before = page.evaluate("window.heard")
        check.start()
        check.fill(LEVELS[level])
        assert check.advise() == level
        heard.append(page.evaluate("window.heard"))
        assert heard[-1] == before  # with the first answer the frame falls silent
        assert all(type(value) is int for value, _ in heard[-1])
        assert page.url == host.url
        page.context.close()
    assert {origin for one in heard for _, origin in one} == {server.origin}
    assert heard[0][-1] == heard[1][-1]
    own = (server.url, host.url, "blob:", "data:")
    assert [url for url in watched.requests if not url.startswith(own)] == []
    assert watched.errors == []
    assert {request.path for request in host.requests} == {""}
    for request in (*host.requests, *server.requests):
        assert (request.method, request.query, request.body) == ("GET", "", b""), request
        referrer = request.headers.get("Referer", "")
        assert request.path == "embed.js" or not referrer.startswith(host.origin), request
    for request in server.requests:
        assert (server.site / request.path).exists(), request
    assert "sw.js" not in {request.path for request in server.requests}


def test_without_javascript_a_link_stands_in_its_place(
    browser: Browser, server: Server, host: Server, watched: Watched
) -> None:
    page = open_host(browser, host, watched, scripts=False)
    assert page.locator(LINK).is_visible()
    assert page.locator(LINK).get_attribute("href") == f"{server.url}check/"
    page.context.close()


def test_the_link_stands_as_long_as_the_frame_does_not_answer(
    browser: Browser, server: Server, host: Server, watched: Watched
) -> None:
    server.fail("check/")
    page = open_host(browser, host, watched)
    with page.expect_event("framenavigated"):
        page.reload()
    page.locator("iframe[name=embedded]").wait_for()
    page.evaluate(
        "() => { postMessage(500, '*'); return new Promise((done) => setTimeout(done)); }"
    )
    assert page.evaluate("window.heard.length") == 1  # a number, but not from the frame
    assert page.locator(LINK).is_visible()
    page.context.close()
