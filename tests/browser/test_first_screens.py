"""What is on the first screen of a phone, measured: the signs that need help now, and the way into the check."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.check_page import LEVELS, CheckPage

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.conftest import Server

PHONE, DESK = (390, 844), (1280, 900)
ZONES = {"en": "Europe/London", "es": "Europe/Madrid"}
HOME, START = {"en": "", "es": "es/"}, {"en": "check/", "es": "es/check/"}
GO_IN, BEGIN = ".first-action .button", "#start button[type=submit]"

ENDS_ABOVE = (
    (HOME, PHONE, GO_IN, 700),
    (HOME, DESK, GO_IN, 500),
    (HOME, PHONE, "h1", 130),
    (START, PHONE, BEGIN, 600),
    (START, DESK, BEGIN, 600),
    (START, PHONE, "#check-place", 844),
)
"""The page, the window, what is measured, and the pixels from the top of the page at which it must have ended."""
MOST_HIGH = {"en": 420, "es": 500}
MOST_WORDS = {"en": 100, "es": 120}
"""Of the start. Spanish takes a fifth more, as in the lists of signs."""
LINES = (5, 6)

FIRST_SIGNS = {
    "en": ("chest pain", "trouble breathing", "sudden", "numb", "bottom", "genitals", "trouble peeing",
           "weak", "limb getting weaker", "cancer", "painful limb"),
    "es": ("dolor en el pecho", "ahogo", "repentino", "dormidos", "nalgas", "genitales", "problemas para hacer pis",
           "débil", "cada vez más débil", "cáncer", "con dolor"),
}  # fmt: skip
NUMBER = {"en": "tel:999", "es": "tel:112"}

WORDS_SHOWN = """(article) => {
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const words = [];
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    const shown = holder.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true});
    if (shown && !holder.closest("option, .visually-hidden, .call-brief > span, .headerlink, .translation, script")) {
      words.push(walker.currentNode.data);
    }
  }
  words.push(article.querySelector("#check-place").selectedOptions[0].text);
  return words.join(" ");
}"""
"""What can be read with the folds closed. The note on the translation stands below all of it, as the foot does."""


def bottom(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def at(page: Page, zone: str) -> Page:
    """Set the clock of the device."""
    clock = page.context.new_cdp_session(page)
    clock.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
    return page


def begin(page: Page, language: str, zone: str) -> CheckPage:
    """Open the start of the check on a device with this clock, and without Python."""
    check = CheckPage(at(page, zone), language)
    check.open_without_python()
    page.locator("#check:visible").wait_for()
    return check


@pytest.mark.parametrize("language", ZONES)
@pytest.mark.parametrize(
    ("address", "window", "selector", "limit"),
    ENDS_ABOVE,
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_it_is_on_the_first_screen(  # noqa: PLR0917  a row of the table
    page: Page,
    language: str,
    address: dict[str, str],
    window: tuple[int, int],
    selector: str,
    limit: int,
) -> None:
    page.set_viewport_size({"width": window[0], "height": window[1]})
    at(page, ZONES[language]).goto(address[language])
    part = page.locator(selector).and_(page.locator(":visible"))
    part.wait_for()
    page.locator(".call-first:visible").wait_for()
    assert bottom(part) <= limit


@pytest.mark.parametrize("language", ZONES)
def test_the_box_on_home_has_the_signs_and_a_number_in_little_room(
    page: Page, language: str
) -> None:
    at(page, ZONES[language]).goto(HOME[language])
    box = page.locator(".emergency:visible")
    first = box.locator(".call-first:visible")
    first.wait_for()
    assert first.get_attribute("href") == NUMBER[language]
    assert box.locator("a[href*=get-help]:visible").count() == 1
    assert LINES[0] <= box.locator("li").count() <= LINES[1]
    text = " ".join(box.inner_text().casefold().split())
    assert [sign for sign in FIRST_SIGNS[language] if sign not in text] == []
    size = box.bounding_box()
    assert size is not None
    assert size["height"] <= MOST_HIGH[language]
    assert bottom(box) <= bottom(page.locator(GO_IN))


@pytest.mark.parametrize("language", ZONES)
def test_the_start_of_the_check_is_short_and_has_the_signs_above_its_button(
    page: Page, language: str
) -> None:
    begin(page, language, ZONES[language])
    shown = page.locator("article").evaluate(WORDS_SHOWN)
    words = re.findall(r"\w\S*", shown)
    assert len(words) <= MOST_WORDS[language], words
    box = page.locator(".emergency:visible")
    assert box.locator("li").count() == 0  # home has the list: not the same one twice in a row
    text = " ".join(box.inner_text().casefold().split())
    for sign in ("cancer", "numb") if language == "en" else ("cáncer", "dormidos"):
        assert sign in text
    assert box.locator(".call-first:visible").get_attribute("href") == NUMBER[language]
    assert bottom(box) <= bottom(page.locator(BEGIN))


@pytest.mark.parametrize("language", ZONES)
def test_from_home_it_is_two_taps_to_the_first_question(page: Page, language: str) -> None:
    at(page, ZONES[language]).goto(HOME[language])
    page.locator(GO_IN).click()
    page.locator(BEGIN).click()
    page.locator("#q-who:visible").wait_for()


@pytest.mark.parametrize(
    ("zone", "place"),
    [
        ("Europe/London", "uk"),
        ("Europe/Dublin", "ie_eu"),
        ("America/Denver", "us"),
        ("America/Toronto", "ca"),
        ("Asia/Tokyo", ""),
        ("UTC", ""),
    ],
)
def test_the_place_is_guessed_from_the_clock_and_said_to_be_a_guess(
    page: Page, zone: str, place: str
) -> None:
    begin(page, "en", zone)
    assert page.locator("#check-place").input_value() == place
    hint = page.locator("#check-place-hint").inner_text()
    assert ("clock" in hint) == (place != "")


def test_a_guess_names_its_country_leaves_the_other_numbers_and_is_gone_when_one_chooses(
    page: Page, server: Server
) -> None:
    check = begin(page, "en", "Europe/London")
    check.button("Start the check").click()
    check.fill_at_once(LEVELS["emergency_now"])
    summary = page.locator("#check-summary")
    assert "United Kingdom" in summary.inner_text()
    assert "By this device" in summary.inner_text()
    page.locator("#check-reminder button").click()
    calls = page.locator("#emergency a[href^=tel]:visible")
    dials = [link.get_attribute("href") for link in calls.all()]
    assert dials[0] == "tel:999"
    assert {"tel:112", "tel:911"} <= {*dials}
    check.button("Delete my answers").click()
    assert page.locator("#check-place").input_value() == "uk"
    check.start("us")
    check.fill_at_once(LEVELS["emergency_now"])
    assert "By this device" not in summary.inner_text()
    page.locator("#check-reminder button").click()
    assert {link.get_attribute("href") for link in calls.all()} == {"tel:911"}
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    assert not any("London" in f"{one.path}{one.query}{one.body!r}" for one in server.requests)


@pytest.mark.parametrize("language", ZONES)
def test_without_javascript_the_start_has_the_list_of_signs_and_the_rules(
    quiet_page: Page, language: str
) -> None:
    quiet_page.goto(START[language])
    assert quiet_page.locator(".signs li:visible").count() >= 12
    assert quiet_page.locator(".emergency .call:visible").count() == 3
    assert quiet_page.locator("#rules-list summary").is_visible()
