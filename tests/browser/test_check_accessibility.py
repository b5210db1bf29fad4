"""Each kind of screen of the self-check: axe finds nothing, it fits a narrow window, a finger can hit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.check_page import LEVELS, CheckPage
from tests.browser.test_accessibility_pages import (
    AXE,
    NARROW,
    RUN_AXE,
    SMALLER_THAN_A_FINGER,
    TWICE_THE_TEXT,
    WIDER_THAN_THE_WINDOW,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.conftest import Server

CONTROLS = (
    "#check button, #check a[href].button, #check select, .check-option label, #check summary"
)


def screens(check: CheckPage) -> Iterator[str]:
    """Go through every kind of screen, and yield its name when it is up."""
    check.open()
    yield "start"
    check.start()
    check.button("Continue").click()
    yield "error"
    check.answer("who", "other")
    check.button("Continue").click()
    yield "number"
    check.answer("age", 70)
    check.button("Continue").click()
    check.page.locator("#q-danger summary").click()
    yield "list with the reason open"
    check.control("danger", "chest_pain").check()
    yield "emergency card"
    check.button("Go on with the questions").click()
    check.page.locator("#q-danger:visible").wait_for()
    yield "question with the reminder"
    check.control("danger", "none").check()
    check.fill({**LEVELS["same_day"], "health": ["osteoporosis"], "bladder": ["not_sure"]})
    yield "review"
    check.advise()
    for summary in check.page.locator("#result summary").all():
        summary.click()
    yield "result"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(browser: Browser, server: Server, scheme: str) -> None:
    context = browser.new_context(
        base_url=server.url,
        bypass_csp=True,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": 390, "height": 844},
    )
    page = context.new_page()
    check = CheckPage(page)
    loaded = False
    for name in screens(check):
        if not loaded:
            page.add_script_tag(path=AXE)
            loaded = True
        assert page.evaluate(RUN_AXE) == [], name
    context.close()


def test_every_screen_fits_a_narrow_window_and_a_finger(page: Page) -> None:
    page.set_viewport_size({"width": NARROW, "height": 640})
    for name in screens(CheckPage(page)):
        assert page.evaluate(WIDER_THAN_THE_WINDOW) == [], name
        assert page.evaluate(SMALLER_THAN_A_FINGER, CONTROLS) == [], name
        assert page.locator("h1:visible").count() == 1, name


def test_every_screen_bears_twice_the_text(page: Page) -> None:
    for name in screens(CheckPage(page)):
        page.evaluate(TWICE_THE_TEXT)
        assert page.evaluate(WIDER_THAN_THE_WINDOW) == [], name


@pytest.mark.console_errors
def test_the_failed_screen_is_as_accessible(browser: Browser, server: Server) -> None:
    server.fail("runtime/manifest.json")
    context = browser.new_context(
        base_url=server.url, bypass_csp=True, viewport={"width": NARROW, "height": 640}
    )
    page = context.new_page()
    check = CheckPage(page)
    check.open(ready=False)
    check.wait_for_state("failed")
    check.start()
    check.fill(LEVELS["emergency_now"])
    check.button("See my advice").click()
    page.locator("#result:visible").wait_for()
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE) == []
    assert page.evaluate(WIDER_THAN_THE_WINDOW) == []
    context.close()
