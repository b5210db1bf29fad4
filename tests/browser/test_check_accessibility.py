"""Each kind of screen of the self-check: axe finds nothing, it fits a narrow window, a finger can hit it."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

import pytest

from checker import load_content
from tests.browser.check_page import LEVELS, ORDINARY, CheckPage
from tests.browser.test_accessibility_pages import (
    AXE,
    NARROW,
    RUN_AXE,
    SMALLER_THAN_A_FINGER,
    TWICE_THE_TEXT,
    WIDER_THAN_THE_WINDOW,
    unreadable_when_pointed_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, ViewportSize

    from tests.browser.check_page import Answers
    from tests.browser.test_accessibility_pages import Scheme
    from tests.conftest import Server

CONTROLS = "#check button, #check a[href].button, #check select, .option label, #check summary"


def screens(check: CheckPage, answers: Answers = LEVELS["same_day"]) -> Iterator[str]:
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
    check.fill_at_once({**answers, "health": ["osteoporosis"], "bladder": ["not_sure"]})
    yield "review"
    check.advise()
    for summary in check.page.locator("#result summary").all():
        summary.click()
    yield "result"


ALL_AT_ONCE = """() => {
  for (const screen of document.querySelectorAll("#check .screen")) screen.hidden = screen.id === "result";
  for (const more of document.querySelectorAll("#check details")) more.open = true;
}"""

WAYS: dict[str, dict[str, Any]] = {
    "a narrow window": {"viewport": {"width": NARROW, "height": 640}},
    "twice the text": {},
    "forced colours": {"forced_colors": "active"},
    "dark": {"color_scheme": "dark"},
}


@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing_in_any_question(browser: Browser, server: Server, way: str) -> None:
    context = browser.new_context(
        base_url=server.url, bypass_csp=True, service_workers="block", **WAYS[way]
    )
    page = context.new_page()
    CheckPage(page).open_without_python()
    if way == "twice the text":
        page.evaluate(TWICE_THE_TEXT)
    page.evaluate(ALL_AT_ONCE)
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE) == []
    assert page.evaluate(SMALLER_THAN_A_FINGER, CONTROLS) == []
    assert page.evaluate(WIDER_THAN_THE_WINDOW) == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_to_press_can_be_read_when_they_are_pointed_at(page: Page, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    check = CheckPage(page)
    for screen in screens(check, LEVELS["emergency_now"]):
        if screen in {"start", "emergency card", "review", "result"}:
            assert unreadable_when_pointed_at(page, "#check") == [], screen


WINDOWS: Final[tuple[ViewportSize, ...]] = (
    {"width": 390, "height": 844},
    {"width": 1280, "height": 800},
)
COVERS_THE_HEADING = """() => {
  const heading = document.querySelector("#check .screen:not([hidden]) h1");
  const words = document.createRange();
  words.selectNodeContents(heading);
  const line = [...words.getClientRects()].find(({ width }) => width > 0);
  const top = document.elementFromPoint(line.x + line.width / 2, line.y + line.height / 2);
  return heading.contains(top) ? null : (top?.outerHTML.slice(0, 80) ?? "it is out of the window");
}"""
"""What covers the middle of the first line of the heading that is shown."""


def tree(page: Page) -> list[tuple[str, str]]:
    """Return role and name of each thing that a screen reader meets, as Chromium computes them."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (node["role"]["value"], " ".join(node["name"]["value"].split()))
        for node in nodes
        if not node["ignored"] and "name" in node
    ]


EVERY_QUESTION: Answers = {
    **ORDINARY,
    "age": 15,
    "start": "injury",
    "injury": "none",
    "legs": ["pain_one"],
    "legs_since": "old_known",
    "saddle": ["numb"],
    "saddle_since": "old_known",
    "bladder": ["slow"],
    "bladder_since": "old_known",
    "bowel": ["blocked"],
    "bowel_since": "old_known",
    "other": ["black_poo"],
    "bones": "no",
    "cancer": "current",
    "treatment_unwell": "no",
    "cancer_pain": "unchanged",
    "health": ["pregnant"],
    "duration": "long",
}
"""Answers that call for each question that there is, and for no card in between."""


def test_each_question_is_seen_and_read_with_its_name_its_answers_and_its_buttons(
    page: Page,
) -> None:
    check = CheckPage(page)
    windows = cycle(WINDOWS)
    page.set_viewport_size(next(windows))
    check.open_without_python()
    check.start()
    words = load_content().words["questions"]
    asked = []
    while check.screen.startswith("q-"):
        question = check.screen.removeprefix("q-")
        asked.append(question)
        # Once as the question before left it, and once as a window of the other size shows it.
        assert page.evaluate(COVERS_THE_HEADING) is None, question
        page.set_viewport_size(next(windows))
        page.go_back()
        page.locator(f"#q-{question}").wait_for(state="hidden")
        page.go_forward()
        page.locator(f"#q-{question}").wait_for()
        assert page.evaluate(COVERS_THE_HEADING) is None, question
        read = tree(page)
        title = words[question]["title"]
        assert ("group", title) in read
        assert ("heading", title) in read
        assert ("RootWebArea", page.title()) in read
        assert page.title().startswith(title)
        assert page.evaluate("document.activeElement.textContent").strip().startswith(title)
        kinds = {"radio", "checkbox", "spinbutton"}
        answers = [name for role, name in read if role in kinds]
        labels = {
            **words[question].get("options", {}),
            **words[question].get(
                "options_child", {}
            ),  # they are those of a child, once the age is known
        }
        offered = load_content().questions[question].offered
        expected = [label for option, label in labels.items() if option not in offered]
        assert answers == (expected or [title, "I would rather not say"])
        for button in ("Continue", "Back", "Delete my answers"):
            assert ("button", button) in read
        check.answer(question, EVERY_QUESTION.get(question, "none"))
        check.button("Continue").click()
    assert asked == list(load_content().questions)


def test_card_error_review_and_result_are_read_as_what_they_are(page: Page) -> None:
    for name in screens(CheckPage(page)):
        read = tree(page)
        headings = [name for role, name in read if role == "heading"]
        roles = {role for role, _ in read}
        if name == "error":
            assert "alert" in roles
            assert ("link", "Choose an answer") in read
        if name == "emergency card":
            assert any(heading.startswith("Get help now") for heading in headings)
            assert ("link", "Call 999") in read
            assert ("button", "Go on with the questions") in read
        if name == "review":
            assert "Check your answers" in headings
            assert ("button", "Change (How old is the person?)") in read
        if name == "result":
            assert any(heading.startswith("Today") for heading in headings)
            assert {"What to do", "Why"} <= set(headings)
            assert "status" in roles


def test_with_reduced_motion_nothing_moves(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    for name in screens(CheckPage(page)):
        assert page.evaluate("document.getAnimations().length") == 0, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(browser: Browser, server: Server, scheme: str) -> None:
    context = browser.new_context(
        base_url=server.url,
        bypass_csp=True,
        color_scheme="dark" if scheme == "dark" else "light",
        service_workers="block",
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
    server.fail(server.find("runtime/*/python_stdlib.zip"))
    context = browser.new_context(
        base_url=server.url,
        bypass_csp=True,
        service_workers="block",
        viewport={"width": NARROW, "height": 640},
    )
    page = context.new_page()
    check = CheckPage(page)
    check.open(ready=False)
    check.wait_for_state("failed")
    check.start()
    check.fill_at_once(LEVELS["emergency_now"])
    check.button("See my advice").click()
    page.locator("#result:visible").wait_for()
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN_AXE) == []
    assert page.evaluate(WIDER_THAN_THE_WINDOW) == []
    context.close()
