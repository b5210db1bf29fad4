"""The way through the questions: one at a time, forwards and back, with errors, review and deletion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from checker import load_content
from tests.browser.check_page import LEVELS, ORDINARY, Answer, CheckPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page

TITLE = "Check my back pain - Back Pain Red Flags"
DESCRIBED = (
    "(element) => document.getElementById(element.getAttribute('aria-describedby')).textContent"
)
FOCUSED = "document.activeElement.textContent.replace(/\\s+/g, ' ').trim()"


@pytest.fixture
def check(page: Page) -> CheckPage:
    check = CheckPage(page)
    check.open(ready=False)
    return check


@pytest.fixture
def questions(page: Page) -> CheckPage:
    """Open the check where Python never arrives: the questions do without it."""
    check = CheckPage(page)
    check.open_without_python()
    return check


def test_nothing_is_chosen_beforehand(questions: CheckPage) -> None:
    assert questions.page.locator("#check input:checked").count() == 0
    assert questions.page.locator("#check-place").input_value() == ""


def test_one_question_is_shown_at_a_time_with_its_own_heading_and_title(
    questions: CheckPage,
) -> None:
    questions.start()
    assert questions.screen == "q-who"
    assert questions.page.locator("h1:visible").count() == 1
    assert questions.page.locator(".emergency:visible").count() == 0
    assert questions.page.title() == f"Who is this check for? - {TITLE}"
    questions.answer("who", "me")
    questions.button("Continue").click()
    assert questions.page.title() == f"How old are you? - {TITLE}"
    assert questions.page.evaluate(FOCUSED).startswith("How old are you?")
    assert questions.page.locator("legend:visible h1").count() == 1


def test_it_says_how_many_questions_there_are_and_takes_nothing_back(questions: CheckPage) -> None:
    page, told = questions.page, []
    assert "About 16 questions" in page.locator("#check-intro").inner_text()
    questions.start()
    given: Mapping[str, Answer] = {
        **ORDINARY,
        "legs": ["pain_one"],
        "legs_since": "old_known",
        "health": ["not_sure"],
    }
    while questions.screen != "q-where":
        question = questions.screen.removeprefix("q-")
        told.append(page.locator("#check-step:visible").inner_text())
        heading = page.locator("legend:visible h1")
        assert (
            heading.evaluate(DESCRIBED) == told[-1]
        )  # heard with the heading, which has the focus
        questions.answer(question, given.get(question, "none"))
        questions.button("Continue").click()
    found = [re.fullmatch(r"Question (\d+) of about (\d+)", text) for text in told]
    numbers = [(int(one[1]), int(one[2])) for one in found if one]
    assert [at for at, _ in numbers] == list(range(1, len(told) + 1))
    assert [numbers[at][1] for at in (0, -1)] == [
        16,
        18,
    ]  # two further questions came with the answers
    while questions.screen != "q-legs":
        questions.button("Back").click()
    questions.control("legs", "none").check()
    assert page.locator("#check-step").inner_text() == "Question 5 of about 18"
    questions.button("Delete my answers").click()
    assert page.locator("#check-step").is_hidden()
    questions.start()
    assert page.locator("#check-step").inner_text() == "Question 1 of about 16"


def test_inside_the_check_nothing_is_said_of_the_site_and_who_has_reviewed_it(
    check: CheckPage,
) -> None:
    page = check.page
    body = page.locator("body")
    assert body.inner_text().count("not reviewed by a clinician") == 1
    check.start()
    while check.screen != "q-danger":
        check.answer(check.screen.removeprefix("q-"), {"q-age": 45}.get(check.screen, "me"))
        assert_alone(body.inner_text())
        check.button("Continue").click()
    check.control("danger", "chest_pain").check()
    assert check.screen == "emergency"
    assert_alone(body.inner_text())
    check.button("Go on with the questions").click()
    page.locator("#q-danger:visible").wait_for()
    check.fill_at_once({"danger": "chest_pain"})
    assert_alone(body.inner_text())
    check.wait_for_state("ready")
    assert check.advise() == "emergency_now"
    assert_alone(body.inner_text())
    check.button("Delete my answers").click()
    assert "not reviewed by a clinician" in body.inner_text()
    assert page.locator(".md-footer").is_visible()


def assert_alone(text: str) -> None:
    """What a screen of the check shows is the check's own."""
    for said in ("To cite this page", "reviewed", "Last checked on"):
        assert said not in text


def test_questions_speak_of_somebody_else_when_the_check_is_for_them(questions: CheckPage) -> None:
    questions.start()
    questions.answer("who", "other")
    questions.button("Continue").click()
    assert questions.page.locator("h1:visible").inner_text() == "How old is the person?"
    assert questions.page.title() == f"How old is the person? - {TITLE}"


def test_continuing_without_an_answer_says_what_is_missing_on_top_and_at_the_field(
    questions: CheckPage,
) -> None:
    questions.start()
    questions.button("Continue").click()
    page = questions.page
    assert questions.screen == "q-who"
    assert page.title() == f"Error: Who is this check for? - {TITLE}"
    assert page.locator("#check-error:focus").count() == 1
    assert page.locator("#check-error [role=alert]").inner_text().startswith("There is a problem")
    assert "Choose an answer" in page.locator("#q-who-error").inner_text()
    page.locator("#check-error a").click()
    assert page.locator("#q-who-me:focus").count() == 1
    questions.answer("who", "me")
    questions.button("Continue").click()
    assert page.locator("#check-error").is_hidden()
    for wrong in ("", "-1", "400", "4.5"):
        page.locator("#q-age-number").fill(wrong)
        questions.button("Continue").click()
        assert "whole number from 0 to 120" in page.locator("#check-error").inner_text()
        assert page.locator("#q-age-number").get_attribute("aria-invalid") == "true"
    questions.answer("age", 45)
    page.locator("#q-age-number").press("Enter")
    assert questions.screen == "q-danger"


def test_an_age_can_be_kept_back_and_then_counts_as_not_known(check: CheckPage) -> None:
    check.start()
    check.answer("who", "me")
    check.button("Continue").click()
    check.answer("age", 45)
    check.control("age", "prefer_not").check()
    assert check.page.locator("#q-age-number").input_value() == ""
    check.page.locator("#q-age-number").fill("70")
    assert not check.control("age", "prefer_not").is_checked()
    check.control("age", "prefer_not").check()
    check.button("Continue").click()
    check.fill({})
    assert check.advise() == "same_day"
    unsure = check.page.locator("#result").inner_text().partition("Not sure, or rather not say:")[2]
    assert "How old are you?" in unsure
    assert "Not answered" not in unsure


def test_none_of_these_takes_back_the_signs_and_not_sure_takes_back_nothing(
    questions: CheckPage,
) -> None:
    questions.start()
    while questions.screen != "q-legs":
        question = questions.screen.removeprefix("q-")
        questions.answer(question, ORDINARY.get(question, "none"))
        questions.button("Continue").click()
    questions.control("legs", "pain_one").check()
    questions.control("legs", "not_sure").check()
    assert questions.control("legs", "pain_one").is_checked()
    questions.control("legs", "none").check()
    assert not questions.control("legs", "pain_one").is_checked()
    assert not questions.control("legs", "not_sure").is_checked()
    questions.control("legs", "not_sure").check()
    assert not questions.control("legs", "none").is_checked()


def test_a_follow_up_comes_only_after_the_answer_that_calls_for_it(questions: CheckPage) -> None:
    questions.start()
    asked = questions.fill({"legs": ["pain_one"], "legs_since": "old_known"})
    assert "legs_since" in asked
    assert "saddle_since" not in asked
    assert asked == [key for key in load_content().questions if key in asked]


def test_back_and_forward_of_the_browser_and_of_the_page_keep_the_answers(
    questions: CheckPage,
) -> None:
    page = questions.page
    questions.start()
    questions.answer("who", "other")
    questions.button("Continue").click()
    questions.answer("age", 70)
    questions.button("Continue").click()
    page.go_back()
    page.locator("#q-age:visible").wait_for()
    assert page.locator("#q-age-number").input_value() == "70"
    questions.button("Back").click()
    page.locator("#q-who:visible").wait_for()
    assert questions.control("who", "other").is_checked()
    page.go_back()
    page.locator("#start:visible").wait_for()
    assert page.locator("#check-intro").is_visible()
    assert page.title() == TITLE
    for screen in ("q-who", "q-age", "q-danger"):
        page.go_forward()
        page.locator(f"#{screen}:visible").wait_for()


def test_back_from_the_result_leads_to_the_answers_and_forward_to_the_result(
    check: CheckPage,
) -> None:
    check.start()
    check.fill_at_once({})
    check.advise()
    check.page.go_back()
    check.page.locator("#review:visible").wait_for()
    check.page.go_forward()
    check.page.locator("#result:visible").wait_for()


def test_the_number_is_that_of_the_place_that_was_chosen_last(check: CheckPage) -> None:
    page = check.page
    check.start("us")
    check.fill_at_once(LEVELS["emergency_now"])
    check.advise()
    assert "911" in page.locator("#result .check-action").inner_text()
    page.evaluate("() => history.go(2 - history.length)")
    page.locator("#start:visible").wait_for()
    page.locator("#check-place").select_option("uk")
    page.evaluate("() => history.go(history.length - 2)")
    page.locator("#review:visible").wait_for()
    check.advise()
    assert "911" not in page.locator("#result .check-action").inner_text()
    assert "999" in page.locator("#result .check-action").inner_text()


def test_back_in_the_moment_in_which_the_result_appears_leads_to_the_answers(
    check: CheckPage,
) -> None:
    check.start()
    check.fill_at_once({})
    check.page.locator("#result[data-level]").wait_for(state="attached")
    check.page.evaluate("""() => {
      document.querySelector("#review [type=submit]").click();
      history.back();
    }""")
    expect(check.page.locator("#review h1")).to_be_focused()


def test_a_press_that_is_taken_back_asks_for_nothing_and_the_keyboard_goes_on_there(
    questions: CheckPage,
) -> None:
    page = questions.page
    questions.start()
    questions.fill_at_once({})
    questions.button("See my advice").hover()
    page.mouse.down()
    page.mouse.move(5, 5)
    page.mouse.up()
    assert questions.screen == "review"
    page.keyboard.press("Tab")
    assert page.locator("#review :focus").count() == 1


def test_the_advice_that_is_worked_out_ahead_is_not_to_be_seen_heard_or_reached_in_the_review(
    check: CheckPage,
) -> None:
    page = check.page
    check.start()
    check.fill_at_once(LEVELS["same_day"])
    result = page.locator("#result")
    page.locator("#result[data-level=same_day]").wait_for(state="attached")
    action = result.locator(".check-by-when").text_content() or ""
    assert action not in page.locator("#check").inner_text()
    assert action not in page.locator("#check").aria_snapshot()
    assert result.evaluate("(element) => element.offsetHeight") == 0
    for _ in range(page.locator("#review :is(a, button)").count() + 5):
        page.keyboard.press("Tab")
        assert page.locator("#result :focus").count() == 0
    assert check.advise() == "same_day"
    assert action in page.locator("#check").inner_text()
    assert action in page.locator("#check").aria_snapshot()


def test_the_review_shows_each_answer_and_a_change_keeps_the_others(check: CheckPage) -> None:
    page = check.page
    check.start("nz")
    check.fill({"legs": ["pain_one"], "legs_since": "old_known"})
    assert check.screen == "review"
    rows = page.locator("#check-summary > div")
    assert "New Zealand" in rows.last.inner_text()
    page.get_by_role("button", name="Change (Do you have any of these in your legs").click()
    assert check.screen == "q-legs"
    assert check.control("legs", "pain_one").is_checked()
    check.answer("legs", "none")
    check.button("Continue").click()
    assert check.screen == "review"
    told = page.locator("#check-dropped").inner_text()
    assert "was removed" in told
    assert "Is any of that in the arms or legs new" in told
    assert "Pain that runs down one leg" not in page.locator("#check-summary").inner_text()
    assert "None of these" in page.locator("#check-summary").inner_text()
    assert check.advise() == "self_care"


def test_a_change_that_opens_a_question_asks_it_before_the_review(check: CheckPage) -> None:
    check.start()
    check.fill_at_once({})
    check.page.get_by_role("button", name="Change (Have you ever had cancer?)").click()
    check.answer("cancer", "past")
    check.button("Continue").click()
    assert check.screen == "q-cancer_pain"
    check.answer("cancer_pain", "new")
    check.button("Continue").click()
    assert check.screen == "review"
    assert check.advise() == "same_day"


def test_a_changed_answer_never_leaves_an_old_result_standing(check: CheckPage) -> None:
    check.start()
    check.fill_at_once({})
    assert check.advise() == "self_care"
    page = check.page
    page.go_back()
    page.get_by_role("button", name="Change (In the last few weeks").click()
    check.control("ill", "weight").check()
    check.button("Continue").click()
    page.go_back()
    page.go_back()
    page.locator("#review:visible").wait_for()
    assert check.advise() == "urgent_appointment"


def test_delete_my_answers_is_on_every_screen_and_leaves_nothing(check: CheckPage) -> None:
    page = check.page
    check.start()
    for screen in page.locator("fieldset.screen, #review, #result, #wait, #emergency").all():
        assert screen.locator("[data-action=delete]").count() == 1
    check.fill_at_once(LEVELS["emergency_now"])
    check.advise()
    check.button("Delete my answers").click()
    assert check.screen == "start"
    assert (
        page.locator("#check-notice").inner_text() == "Your answers are deleted. Nothing was kept."
    )
    assert page.locator("#check input:checked").count() == 0
    assert page.locator("#q-age-number").input_value() == ""
    assert page.locator("#check-place").input_value() == ""
    for holder in ("#check-result", "#check-summary", "#result h1", "#emergency [data-say]"):
        assert page.locator(holder).text_content() == ""
    page.go_back()
    page.locator("#q-who:visible").wait_for()
    assert page.locator("#check-reminder").is_hidden()


def test_loading_the_page_again_says_that_the_answers_are_gone(questions: CheckPage) -> None:
    questions.start()
    questions.answer("who", "me")
    questions.button("Continue").click()
    questions.page.reload()
    assert questions.screen == "start"
    assert "loaded again" in questions.page.locator("#check-notice").inner_text()
    assert questions.page.locator("#check input:checked").count() == 0


def test_with_data_saver_python_is_loaded_only_after_the_first_answer(page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
    )
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    check = CheckPage(page)
    check.open(ready=False)
    check.start()
    page.wait_for_timeout(300)
    assert not [url for url in fetched if "/runtime/" in url]
    check.answer("who", "me")
    check.wait_for_state("ready")


def test_the_picture_of_the_back_chooses_the_radio_button_and_shows_it(
    questions: CheckPage,
) -> None:
    page = questions.page
    content = load_content().questions["where"]
    named = {
        str(part.get_attribute("data-picks")).removeprefix("q-where-")
        for part in page.locator("#q-where [data-picks]").all()
    }
    assert named == set(content.options) - {"whole", "not_sure", "prefer_not"}
    questions.start()
    while questions.screen != "q-where":
        question = questions.screen.removeprefix("q-")
        questions.answer(question, ORDINARY.get(question, "none"))
        questions.button("Continue").click()
    for option in sorted(named):
        part = page.locator(f'[data-picks="q-where-{option}"] path')
        box = part.bounding_box()
        assert box is not None
        # Two parts are in two halves, so not in the middle.
        part.click(position={"x": 10, "y": box["height"] / 2})
        assert questions.control("where", option).is_checked()
        assert page.locator(".is-picked").get_attribute("data-picks") == f"q-where-{option}"
    questions.control("where", "whole").check()
    assert page.locator(".is-picked").count() == 0
