"""The page of the self-check as a person meets it: questions, buttons, card, result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker import load_content

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator, Page

type Answer = str | list[str] | int
type Answers = Mapping[str, Answer]

ORDINARY: Answers = {
    "who": "me",
    "age": 45,
    "start": "movement",
    "cancer": "never",
    "where": "low",
    "duration": "weeks",
    "course": "same",
}
"""Answers without any sign; each question that is not named is answered with "none"."""

LEVELS: Mapping[str, Answers] = {
    "self_care": {},
    "routine_appointment": {"duration": "months"},
    "urgent_appointment": {"ill": ["weight"]},
    "same_day": {"cancer": "past", "cancer_pain": "new"},
    "emergency_now": {"saddle": ["wiping"], "saddle_since": "new"},
}
"""What has to be answered differently for each level."""


ANSWER_ALL = """async (answers) => {
  const form = document.getElementById("check");
  const card = document.getElementById("emergency");
  const question = () => form.querySelector(".screen:not([hidden])")?.dataset.question;
  const goOnAfterCard = async () => {
    if (card.hidden) return;
    const back = new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
    card.querySelector("[data-action=go-on]").click();
    if (!card.hidden) await back; // to a list in which more can be ticked
  };
  if (!question()) form.requestSubmit();
  while (question()) {
    for (const answer of [answers[question()] ?? "none"].flat()) {
      const isNumber = typeof answer === "number";
      const control = document.getElementById(`q-${question()}-${isNumber ? "number" : answer}`);
      if (isNumber) control.value = answer;
      else control.checked = true;
      control.dispatchEvent(new Event("change", { bubbles: true }));
      await goOnAfterCard();
    }
    form.requestSubmit();
    await goOnAfterCard();
  }
}"""
"""Answers every question that comes, up to the review, by the form's own events; begins where the page is."""


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Drives the self-check in a page, by pointer or by keyboard alone."""

    page: Page
    language: str = "en"

    @property
    def words(self) -> Mapping[str, Any]:
        """The texts of buttons and headings in the language of the page."""
        words: Mapping[str, Any] = load_content(self.language).words["ui"]["check"]
        return words

    def open(self, *, ready: bool = True) -> None:
        """Open the page; with `ready`, wait until Python can assess."""
        self.page.goto("check/" if self.language == "en" else f"{self.language}/check/")
        if ready:
            self.wait_for_state("ready")

    def open_without_python(self) -> None:
        """Open the page where no file of Python ever arrives: for tests that end before it is needed."""
        self.page.route("**/runtime/**", lambda _: None)
        self.open(ready=False)

    def wait_for_state(self, state: str) -> None:
        """Wait until the form carries this data-state."""
        self.page.locator(f"form#check[data-state={state}]").wait_for()

    def button(self, name: str) -> Locator:
        """Return the visible button of this name."""
        return self.page.locator("#check").get_by_role("button", name=name)

    @property
    def screen(self) -> str:
        """The id of the screen that is shown."""
        (only,) = self.page.locator(".screen:visible, #emergency:visible:not(.is-inline)").all()
        return only.get_attribute("id") or ""

    def start(self, place: str = "uk") -> None:
        """Choose a place and go to the first question."""
        self.page.locator("#check-place").select_option(place)
        self.button(self.words["start"]).click()

    def control(self, question: str, option: str) -> Locator:
        """Return the control of one option."""
        return self.page.locator(f'input[name="{question}"][value="{option}"]')

    def answer(self, question: str, answer: Answer) -> None:
        """Give an answer to the question that is shown, by pointer."""
        if isinstance(answer, int):
            self.page.locator(f'input[name="{question}"][type="number"]').fill(str(answer))
            return
        for option in [answer] if isinstance(answer, str) else answer:
            self.control(question, option).check()
            self.leave_card()

    def leave_card(self) -> None:
        """Go on after the emergency card, back to a list in which more can be ticked."""
        if self.screen == "emergency":
            self.button(self.words["go_on"]).click()
            self.page.locator("#emergency").wait_for(state="hidden")

    def fill(self, answers: Answers, until: str = "") -> list[str]:
        """Answer every question that comes, up to one, or to the review; return their ids in order."""
        given = {**ORDINARY, **answers}
        asked = []
        while self.screen.startswith("q-") and self.screen != f"q-{until}":
            question = self.screen.removeprefix("q-")
            asked.append(question)
            self.answer(question, given.get(question, "none"))
            if self.screen == f"q-{question}":
                self.button(self.words["continue"]).click()
            self.leave_card()
        return asked

    def fill_at_once(self, answers: Answers) -> None:
        """Answer every question, up to the review, without pointer or keys: for tests of what comes after."""
        self.page.evaluate(ANSWER_ALL, {**ORDINARY, **answers})
        self.page.locator("#review:visible").wait_for()

    def advise(self) -> str:
        """Press the button on the review and return the level of the advice."""
        self.button(self.words["advice_button"]).click()
        return self.advised()

    def advised(self) -> str:
        """Wait for the advice and return its level."""
        result = self.page.locator("#result:not(.is-arriving)[data-level]:visible")
        result.wait_for()
        return result.get_attribute("data-level") or ""

    # --- By keyboard alone ---------------------------------------------------------

    def tab_to(self, selector: str, limit: int = 60) -> None:
        """Press Tab until the focus is on what `selector` names."""
        for _ in range(limit):
            self.page.keyboard.press("Tab")
            if self.page.locator(f"{selector}:focus").count():
                return
        raise AssertionError(f"Tab does not reach {selector} in {limit} steps")

    def press_button(self, name: str) -> None:
        """Reach a button by Tab and press Enter."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            focused = self.page.locator("button:focus")
            if focused.count() and name in focused.inner_text():
                self.page.keyboard.press("Enter")
                return
        raise AssertionError(f"Tab does not reach the button {name}")

    def answer_by_keyboard(self, question: str, answer: Answer) -> None:
        """Give an answer with Tab, arrow keys, Space and digits."""
        if isinstance(answer, int):
            self.tab_to(f'input[name="{question}"]')
            self.page.keyboard.type(str(answer))
            return
        for option in [answer] if isinstance(answer, str) else answer:
            target = f'input[name="{question}"][value="{option}"]'
            if self.control(question, option).get_attribute("type") == "checkbox":
                self.tab_to(target)
                self.page.keyboard.press("Space")
            else:
                self.tab_to(f'input[name="{question}"]')
                while not self.page.locator(f"{target}:focus").count():
                    self.page.keyboard.press("ArrowDown")
                self.page.keyboard.press("Space")

    def fill_by_keyboard(self, answers: Answers) -> None:
        """Answer every question that comes, up to the review, with the keyboard alone."""
        given = {**ORDINARY, **answers}
        while self.screen.startswith("q-"):
            question = self.screen.removeprefix("q-")
            self.answer_by_keyboard(question, given.get(question, "none"))
            if self.screen == f"q-{question}":
                self.press_button(self.words["continue"])
            if self.screen == "emergency":
                self.press_button(self.words["go_on"])
                self.page.locator("#emergency").wait_for(state="hidden")
