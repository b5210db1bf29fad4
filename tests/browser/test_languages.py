"""The site in another language, in a real browser: the check to its end, and the way over and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builder.languages import translations
from checker import load_content
from tests.browser.check_page import LEVELS, CheckPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from builder.languages import Language

ROOT = Path(__file__).resolve().parents[2]
each_language = pytest.mark.parametrize("language", translations(ROOT), ids=lambda one: one.code)


@each_language
def test_each_level_is_reached_in_it(page: Page, language: Language) -> None:
    words = load_content(language.code).words
    check = CheckPage(page, language.code)
    check.open()
    for level, answers in LEVELS.items():
        check.start("ie_eu")
        check.fill_at_once(answers)
        assert check.advise() == level
        result = page.locator("#result")
        assert page.locator("#result h1 .level").inner_text() == words["levels"][level]["mark_word"]
        assert words["ui"]["check"]["would_change"] in result.inner_text()
        check.button(check.words["delete"]).click()


@each_language
def test_its_emergency_card_comes_at_once_with_the_number_of_the_place(
    page: Page, language: Language
) -> None:
    check = CheckPage(page, language.code)
    check.open(ready=False)
    check.start("ie_eu")
    check.answer("who", "me")
    check.button(check.words["continue"]).click()
    check.answer("age", 45)
    check.button(check.words["continue"]).click()
    check.control("danger", "chest_pain").check()
    card = page.locator("#emergency")
    card.wait_for()
    assert check.words["call"].replace("{emergency}", "112") in card.inner_text()


@each_language
def test_one_link_leads_to_the_same_page_in_it_and_back(page: Page, language: Language) -> None:
    page.goto("get-help/")
    page.locator(f"header a[hreflang={language.code}]").click()
    assert page.url.endswith(f"/{language.code}/get-help/")
    assert page.locator("html").get_attribute("lang") == language.code
    page.locator("header a[hreflang=en]").click()
    assert page.url.endswith("/get-help/")
    assert page.locator("html").get_attribute("lang") == "en"
