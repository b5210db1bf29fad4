"""Each card that says to call has a number to tap: without JavaScript, on paper, and in the middle of the check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from checker import load_content
from checker.model import Mark
from tests.browser.check_page import LEVELS, CheckPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import Server

CARDS = (
    "", "check/", "get-help/", "diary/", "understand/nerve-signs/", "understand/warning-signs/",
    "understand/upper-back/", "questions/", "es/", "es/check/", "es/get-help/", "es/understand/warning-signs/",
    "no-such-page/",
)  # fmt: skip
"""Pages with a card, or a part, that says to call for help now."""
NUMBERS = "article .call-row a[href^=tel]:visible"
DIALS = "(all) => all.map((link) => link.getAttribute('href'))"
SMALL = "(all) => all.filter((link) => link.getBoundingClientRect().height < 44).length"


def told(page: Page, links: str) -> list[str]:
    """Return the words of links, each in one line."""
    return [" ".join(text.split()) for text in page.locator(links).all_inner_texts()]


@pytest.mark.parametrize("address", CARDS)
def test_each_card_has_numbers_to_tap_without_javascript(quiet_page: Page, address: str) -> None:
    quiet_page.set_viewport_size({"width": 320, "height": 800})
    quiet_page.goto(address)
    links = quiet_page.locator(NUMBERS)
    assert links.evaluate_all(DIALS)[:3] == ["tel:999", "tel:112", "tel:911"]
    assert links.evaluate_all(SMALL) == 0
    quiet_page.emulate_media(media="print")
    text = " ".join(quiet_page.locator(".call-row:visible").first.inner_text().split())
    assert re.match(r"\w+: 999 \(.+\) 112 \(.+\) 911 \(.+\) \w+", text)


@pytest.mark.parametrize(
    ("zone", "numbers"),
    [
        ("Europe/London", ["999 (UK)", "112 (EU)", "911 (US, Canada)"]),
        ("Europe/Madrid", ["112 (EU)", "999 (UK)", "911 (US, Canada)"]),
        ("America/Denver", ["911 (US, Canada)", "999 (UK)", "112 (EU)"]),
        ("Australia/Perth", ["000 (Australia)", "999 (UK)", "112 (EU)", "911 (US, Canada)"]),
        ("Pacific/Auckland", ["111 (New Zealand)", "999 (UK)", "112 (EU)", "911 (US, Canada)"]),
        ("America/Toronto", ["911 (US, Canada)", "999 (UK)", "112 (EU)"]),
        ("Asia/Tokyo", ["999 (UK)", "112 (EU)", "911 (US, Canada)"]),
    ],
)
def test_the_number_that_is_likely_here_comes_first_and_the_way_to_the_others_stays(
    page: Page, server: Server, zone: str, numbers: list[str]
) -> None:
    clock = page.context.new_cdp_session(page)
    clock.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
    is_known = zone != "Asia/Tokyo"
    for address, shown in (("get-help/", numbers), ("", numbers[:1] if is_known else numbers)):
        page.goto(address)
        page.locator(".call-first, .call >> nth=0").first.wait_for()
        assert told(page, NUMBERS) == shown
    check = CheckPage(page)
    check.open_without_python()
    check.button("Start the check").click()
    check.answer("who", "me")
    check.button("Continue").click()
    check.answer("age", 45)
    check.button("Continue").click()
    check.control("danger", "chest_pain").check()
    card = page.locator("#emergency")
    assert told(page, "#emergency .call-row a[href^=tel]:visible") == numbers
    # By the place that the start of the check has shown as a guess; the other numbers stay to be tapped.
    assert ("your local emergency number" in card.inner_text()) != is_known
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    kept = page.evaluate("Object.values(sessionStorage)")
    assert kept in ([], ["1"])  # that a start is under way, and nothing of the place
    assert not any(zone in f"{one.path}{one.query}{one.body!r}" for one in server.requests)


def test_a_number_in_the_advice_can_be_tapped(page: Page) -> None:
    check = CheckPage(page)
    check.open()
    for level, dialled in (("emergency_now", ["tel:999"]), ("same_day", ["tel:111"])):
        check.start("uk")
        check.fill_at_once(LEVELS[level])
        assert check.advise() == level
        links = page.locator("#result .check-action a[href^=tel]:visible")
        assert sorted(set(links.evaluate_all(DIALS))) == dialled
        check.button("Delete my answers").click()


@pytest.mark.parametrize(
    "address", ["get-help/", "es/get-help/", "care/support/", "print/leaflet/"]
)
def test_each_number_that_is_dialled_is_the_one_that_is_read_and_was_seen_in_a_source(
    quiet_page: Page, address: str
) -> None:
    seen = {
        re.sub(r"\D", "", part)
        for entry in load_content().evidence.values()
        if entry.id.startswith(("num-", "help-")) and entry.mark is not Mark.FROM_MEMORY
        for part in entry.value.split(" or ")
    }
    quiet_page.goto(address)
    found = quiet_page.locator("article a[href^=tel]:visible")
    dialled = [href.removeprefix("tel:") for href in found.evaluate_all(DIALS)]
    assert len(dialled) >= 5
    for number, text in zip(dialled, found.all_inner_texts(), strict=True):
        assert number in seen
        assert number in re.sub(r"\D", "", text)
