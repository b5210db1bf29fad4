"""An emergency answer interrupts at once, without Python, and nothing later makes it milder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.check_page import CheckPage

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def check(page: Page) -> CheckPage:
    """Open the check where Python never arrives."""
    check = CheckPage(page)
    check.open_without_python()
    return check


def to_danger(check: CheckPage, place: str, who: str = "me") -> None:
    check.start(place)
    check.answer("who", who)
    check.button("Continue").click()
    check.answer("age", 60)
    check.button("Continue").click()


def test_an_emergency_answer_shows_the_card_at_once_without_python(check: CheckPage) -> None:
    page = check.page
    to_danger(check, "uk")
    check.control("danger", "chest_pain").check()
    assert check.screen == "emergency"
    card = page.locator("#emergency")
    assert " ".join(card.locator("h1").inner_text().split()) == "Get help now Call an ambulance now"
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert card.get_by_role("link", name="Call 999").get_attribute("href") == "tel:999"
    assert "I have had chest pain" in card.locator("[data-say]").inner_text()
    assert "What to say" in card.inner_text()
    assert page.locator("#check").get_attribute("data-state") == "loading"
    assert page.title().startswith("Your advice")  # says nothing to others in the list of pages


@pytest.mark.parametrize(
    ("place", "number"),
    [("uk", "999"), ("ie_eu", "112"), ("us", "911"), ("ca", "911"), ("au", "000"), ("nz", "111")],
)
def test_the_card_names_the_number_of_the_chosen_place(
    check: CheckPage, place: str, number: str
) -> None:
    to_danger(check, place)
    check.control("danger", "chest_pain").check()
    card = check.page.locator("#emergency")
    dialled = card.locator("a[href^=tel]").evaluate_all(
        "all => all.map((a) => a.getAttribute('href'))"
    )
    assert set(dialled) == {f"tel:{number}"}
    link = card.locator("a.button[href^=tel]")
    if number == "111":
        assert "111 (the emergency number in New Zealand)" in link.inner_text()


@pytest.mark.parametrize("place", ["elsewhere", ""])
def test_without_a_known_number_the_card_says_your_local_emergency_number(
    check: CheckPage, place: str
) -> None:
    to_danger(check, place)
    check.control("danger", "chest_pain").check()
    card = check.page.locator("#emergency")
    assert "your local emergency number" in card.inner_text()
    numbers = card.locator("a[href^=tel]:visible").all_inner_texts()
    assert [" ".join(one.split()) for one in numbers] == [
        "999 (UK)",
        "112 (EU)",
        "911 (US, Canada)",
    ]
    table = card.get_by_role("link", name="Other countries")
    assert table.get_attribute("target") == "_blank"  # the answers stay
    assert str(table.get_attribute("href")).endswith("get-help/#numbers")


def test_one_can_go_on_and_the_warning_stays_on_every_screen(check: CheckPage) -> None:
    page = check.page
    to_danger(check, "uk")
    check.control("danger", "breathless").check()
    check.button("Go on with the questions").click()
    page.locator("#q-danger:visible").wait_for()
    reminder = page.locator("#check-reminder")
    assert "Get help now" in reminder.inner_text()
    check.control("danger", "chest_pain").check()
    assert check.screen == "q-danger"  # said once, not at every tick
    check.button("Continue").click()
    assert check.screen == "q-start"
    assert reminder.is_visible()
    check.button("Show me what to do").click()
    assert check.screen == "emergency"
    assert "chest pain" in page.locator("[data-say]").inner_text()


def test_the_slip_of_a_finger_can_be_taken_back(check: CheckPage) -> None:
    page = check.page
    to_danger(check, "uk")
    check.control("danger", "chest_pain").check()
    check.button("Back, to change my answer").click()
    page.locator("#q-danger:visible").wait_for()
    check.control("danger", "none").check()
    assert page.locator("#check-reminder").is_hidden()
    check.control("danger", "collapse").check()
    assert check.screen == "emergency"  # a new alarm interrupts again


def test_arrow_keys_that_pass_an_emergency_answer_show_the_card_beside_the_question(
    check: CheckPage,
) -> None:
    page = check.page
    to_danger(check, "uk")
    check.answer("danger", "none")
    check.button("Continue").click()
    check.tab_to('input[name="start"]')
    press_until(check, "ArrowDown", "tearing")
    assert check.screen == "q-start"
    assert page.locator("#emergency").is_visible()
    assert "Call an ambulance" in page.locator("#check-alarm").inner_text()
    press_until(check, "ArrowDown", "movement")
    assert page.locator("#emergency").is_hidden()
    press_until(check, "ArrowUp", "tearing")
    check.press_button("Continue")
    assert check.screen == "emergency"
    check.press_button("Go on with the questions")
    assert check.screen == "q-legs"


def press_until(check: CheckPage, key: str, option: str) -> None:
    """Move through the radio buttons until this one has the focus, and is chosen with it."""
    while not check.page.locator(f'input[value="{option}"]:focus').count():
        check.page.keyboard.press(key)
    assert check.control("start", option).is_checked()


def test_the_card_names_the_team_that_knows_the_person(check: CheckPage) -> None:
    to_danger(check, "uk")
    while check.screen != "q-cancer":
        question = check.screen.removeprefix("q-")
        check.answer(question, {"start": "movement"}.get(question, "none"))
        check.button("Continue").click()
    check.answer("cancer", "treatment")
    check.button("Continue").click()
    check.control("treatment_unwell", "yes").check()
    assert check.screen == "emergency"
    assert "hotline" in check.page.locator("#emergency h1").inner_text()


def test_words_to_say_fit_somebody_who_helps(check: CheckPage) -> None:
    to_danger(check, "uk", who="other")
    check.control("danger", "chest_pain").check()
    card = check.page.locator("#emergency")
    assert card.locator("[data-say]").inner_text() == (
        "I need help for someone aged 60 with back pain. They have had chest pain, tightness or heaviness. "
        "Please can they be checked now?"
    )
    assert "Staff would rather see them." in card.inner_text()
