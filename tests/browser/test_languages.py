"""The site in another language, in a real browser: the check to its end, and the way over and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builder.knowledge.languages import translations
from builder.knowledge.mkdocs_config import frame
from checker import load_content
from tests.browser.check_page import LEVELS, CheckPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from builder.knowledge.languages import Language
    from tests.conftest import Server

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


@each_language
def test_where_it_has_no_such_page_the_link_says_that_it_leads_home(
    page: Page, language: Language
) -> None:
    page.goto("glossary/")
    link = page.locator(f"header a[hreflang={language.code}]")
    words = frame(ROOT, language)["words"]
    assert words["home"] in link.inner_text()
    link.click()
    assert page.url.endswith(f"/{language.code}/")
    page.goto("get-help/")
    assert words["home"] not in page.locator(f"header a[hreflang={language.code}]").inner_text()


@each_language
def test_a_change_of_language_in_the_check_keeps_question_and_answers(
    page: Page, server: Server, language: Language
) -> None:
    here, there = CheckPage(page), CheckPage(page, language.code)
    here.open()
    here.start()
    for question, answer in (
        ("who", "other"),
        ("age", 47),
        ("danger", "none"),
        ("start", "movement"),
    ):
        here.answer(question, answer)
        here.button(here.words["continue"]).click()
    here.control("legs", "pain_one").check()
    address, before = page.url, len(server.requests)
    page.locator(f"header a[hreflang={language.code}]").click()
    page.locator(f"html[lang={language.code}]").wait_for()

    titles = load_content(language.code).words["questions"]
    assert here.screen == "q-legs"
    assert page.locator("h1:visible").inner_text() == titles["legs"]["title_other"]
    assert page.evaluate("document.activeElement.id") == "q-legs-title"
    assert page.title().startswith(titles["legs"]["title_other"])
    assert here.control("legs", "pain_one").is_checked()
    assert (
        page.locator("label[for=q-legs-pain_one]").inner_text()
        == titles["legs"]["options"]["pain_one"]
    )
    assert page.locator("#check-step").inner_text() == there.words["step"].format(n=5, all=17)
    # The page of the other language is all that was asked for, and nothing is kept anywhere.
    assert {(one.path, one.query, one.body) for one in server.requests[before:]} == {
        (f"{language.code}/check/", "", b"")
    }
    assert page.url == address
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie, window.name]") == [
        0, 0, "", "",
    ]  # fmt: skip
    assert page.evaluate("Object.keys(history.state).sort()") == ["changing", "screen"]

    there.button(there.words["back"]).click()
    page.locator("#q-start:visible").wait_for()
    assert there.control("start", "movement").is_checked()
    there.button(there.words["continue"]).click()
    there.fill_at_once({"who": "other", "age": 47, "legs": ["pain_one"], "legs_since": "old_known"})
    level = there.advise()
    said = load_content(language.code).words["levels"][level]["by_when"]
    assert said in page.locator("#result").inner_text()
    page.locator("header a[hreflang=en]").click()
    page.locator("html[lang=en]").wait_for()
    assert here.advised() == level
    assert (
        load_content("en").words["levels"][level]["by_when"] in page.locator("#result").inner_text()
    )
    assert said not in page.locator("body").inner_text()


@each_language
def test_the_emergency_card_changes_its_language_where_it_stands(
    page: Page, language: Language
) -> None:
    here, there = CheckPage(page), CheckPage(page, language.code)
    here.open_without_python()
    here.start("ie_eu")
    here.answer("who", "me")
    here.button(here.words["continue"]).click()
    here.answer("age", 45)
    here.button(here.words["continue"]).click()
    here.control("danger", "chest_pain").check()
    page.locator(f"header a[hreflang={language.code}]").click()
    page.locator(f"html[lang={language.code}]").wait_for()
    card = page.locator("#emergency")
    assert there.screen == "emergency"
    assert there.words["call"].replace("{emergency}", "112") in card.inner_text()
    assert load_content(language.code).words["contacts"]["ambulance"]["title"] in card.inner_text()
    assert load_content("en").words["contacts"]["ambulance"]["title"] not in card.inner_text()
    there.button(there.words["go_on"]).click()
    page.locator("#q-danger:visible").wait_for()
    assert there.control("danger", "chest_pain").is_checked()


@each_language
@pytest.mark.console_errors
def test_where_the_other_language_does_not_come_it_asks_before_answers_are_lost(
    page: Page, server: Server, language: Language
) -> None:
    check = CheckPage(page)
    check.open_without_python()
    check.start()
    check.answer("who", "me")
    check.button(check.words["continue"]).click()
    server.fail(f"{language.code}/check/")
    link = page.locator(f"header a[hreflang={language.code}]")
    link.click()
    asked = page.locator("#check-leaving:visible")
    asked.wait_for()
    assert "your answers are lost" in asked.inner_text()
    check.button(check.words["leaving_stay"]).click()
    assert asked.is_hidden()
    assert check.screen == "q-age"
    assert check.control("who", "me").is_checked()
    server.heal()
    link.click()
    page.locator(f"html[lang={language.code}]").wait_for()
    assert check.screen == "q-age"
