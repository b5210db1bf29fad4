"""The check for a child and for somebody else: what it asks, what it says, and to whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from checker import load_content
from tests.browser.check_page import LEVELS, CheckPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page

GROWN_UP = re.compile(r"sex|erection|inject(?!ion)|gym|coil", re.IGNORECASE)
YOU = re.compile(r"\b(you|your|yours|yourself)\b", re.IGNORECASE)
CHILD: Mapping[str, Any] = {"who": "other", "age": 8, "child": "none", "bones": "no"}


def opened(page: Page) -> str:
    """Return all words of the form's screen, those in folds too."""
    page.locator("#check details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    return page.locator("#check").inner_text()


@pytest.mark.parametrize(
    "more", [{}, {"saddle": ["wiping"], "saddle_since": "new"}, {"ill": ["fever"]}]
)
def test_a_child_is_asked_and_told_nothing_of_a_grown_ups_body(
    page: Page, more: Mapping[str, Any]
) -> None:
    check = CheckPage(page)
    check.open()
    check.start()
    given, read = {**CHILD, "start": "gradual", "cancer": "never", "where": "low", **more}, []
    given |= {"duration": "days", "course": "better"}
    while check.screen != "review":
        read.append(opened(page))
        question = check.screen.removeprefix("q-")
        check.answer(question, given.get(question, "none"))
        if check.screen == f"q-{question}":
            check.button("Continue").click()
        if check.screen == "emergency":
            read.append(opened(page))
            check.leave_card()
    read.append(opened(page))
    check.advise()
    page.locator(".take-along-buttons").wait_for()
    read.append(opened(page))
    assert len(read) > 18
    found = [line for text in read for line in text.splitlines() if GROWN_UP.search(line)]
    assert found == []


def test_an_option_is_hidden_only_from_those_who_are_known_to_be_children(page: Page) -> None:
    check = CheckPage(page)
    check.open_without_python()
    check.start()
    check.answer("who", "me")
    check.button("Continue").click()
    option = page.locator(".option", has=page.locator("#q-saddle-sex_feeling"))
    hidden = "option => option.hidden"
    for age, expected in (("15", True), ("16", False), ("8", True), ("", False)):
        page.locator("#q-age-number").fill(age)
        page.locator("#q-age-number").blur()
        assert option.evaluate(hidden) is expected, age
    check.control("age", "prefer_not").check()
    assert option.evaluate(hidden) is False


def test_an_option_that_was_ticked_stays_to_be_taken_back_and_counts(page: Page) -> None:
    check = CheckPage(page)
    check.open()
    check.start()
    check.fill_at_once({"saddle": ["sex_feeling"], "saddle_since": "new"})
    page.locator("#check-summary div", has_text="How old are you?").get_by_role("button").click()
    check.answer("age", 12)
    check.button("Continue").click()
    check.leave_card()
    while check.screen != "review":
        question = check.screen.removeprefix("q-")
        check.answer(question, {"bones": "no"}.get(question, "none"))
        check.button("Continue").click()
        check.leave_card()
    assert page.locator("#q-saddle-sex_feeling").is_checked()
    option = page.locator(".option", has=page.locator("#q-saddle-sex_feeling"))
    assert option.evaluate("option => option.hidden") is False
    assert check.advise() == "emergency_now"


@pytest.mark.parametrize("level", LEVELS)
def test_a_result_for_somebody_else_speaks_of_them(page: Page, level: str) -> None:
    check = CheckPage(page)
    check.open()
    check.start()
    check.fill_at_once({**LEVELS[level], "who": "other"})
    assert check.advise() == level
    opened(page)
    # What the page says to whoever reads it stays: "You told us".
    ours = ".take-along, .take-along-jump, .check-told-head, .check-part:has(> details > p:only-of-type)"
    page.locator(ours).evaluate_all("all => all.forEach((one) => one.remove())")
    text = page.locator("#check-result").inner_text()
    for own in load_content().words["ui"]["check"].values():
        words = (re.escape(part) for part in re.split(r"\{\w+\}", str(own)))
        text = re.sub(rf"(?m)^{'.*'.join(words)}$", "", text)
    found = [line for line in text.splitlines() if YOU.search(line)]
    assert found == []


def test_a_child_with_nothing_ticked_has_words_of_its_own(page: Page) -> None:
    check = CheckPage(page)
    check.open()
    check.start()
    check.fill_at_once({**CHILD, "start": "gradual", "duration": "days", "course": "better"})
    level = check.advise()
    words = load_content().words["levels"][level]
    result = page.locator("#result").inner_text().splitlines()
    for line in set(words["come_back"]) - set(words["come_back_child"]):
        assert str(line) not in result
    for line in words["come_back_child"]:
        assert str(line) in result
