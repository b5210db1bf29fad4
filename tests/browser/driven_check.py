"""The page of the self-check in a browser that Selenium drives: what check_page.py is for Chromium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.check_page import ANSWER_ALL, ORDINARY

if TYPE_CHECKING:
    from collections.abc import Callable

    from selenium.webdriver.remote.webelement import WebElement

    from tests.browser.check_page import Answer, Answers
    from tests.browser.engines import Opened

PATIENCE = 120
"""Seconds that anything may take on a machine with much else to do."""

SCREEN = """return [...document.querySelectorAll(".screen, #emergency:not(.is-inline)")]
  .find((screen) => screen.checkVisibility())?.id ?? "" """
BUTTON = """return [...document.querySelectorAll("#check button")]
  .find((button) => button.checkVisibility() && button.textContent.includes(arguments[0]))"""
STATE = "return document.querySelector('form#check')?.dataset.state ?? ''"
SETTLED = """async () => {
  const result = document.querySelector("#result");
  for (let height = 0; height !== result.offsetHeight; ) {
    height = result.offsetHeight;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}"""
"""Waits until the result has its parts, which move the buttons below them."""


@dataclass(frozen=True, slots=True)
class DrivenCheck:
    """Drives the self-check, by pointer or by keyboard alone."""

    opened: Opened
    url: str
    """Address of the site."""

    def open(self, state: str = "ready") -> None:
        """Open the page and wait until the form carries this data-state."""
        self.opened.visit(f"{self.url}check/")
        self.wait_for_state(state)

    def reload(self) -> None:
        """Load the page again, as the browser's button does, and wait until Python can assess."""
        self.opened.look()
        self.run("window.isOld = true; location.reload()")
        # WebDriver's own command does more: it passes by the copy for offline use.
        waiting = WebDriverWait(self.opened.driver, PATIENCE, 0.05, [WebDriverException])
        waiting.until(
            lambda _: self.run("return !window.isOld && document.readyState === 'complete'")
        )
        self.wait_for_state("ready")

    def wait_for_state(self, state: str) -> None:
        """Wait until the form carries this data-state."""
        self.wait_for(lambda: self.run(STATE) == state)

    def wait_for_screen(self, screen: str) -> None:
        """Wait until this screen is shown."""
        self.wait_for(lambda: self.screen == screen)

    def wait_for[T](self, condition: Callable[[], T]) -> T:
        """Wait until something is true, and return it."""
        return WebDriverWait(self.opened.driver, PATIENCE, poll_frequency=0.2).until(
            lambda _: condition()
        )

    def run(self, script: str, *values: object) -> Any:  # noqa: ANN401  JSON
        """Run a script in the page and return what it returns."""
        return self.opened.driver.execute_script(script, *values)

    def run_async(self, function: str, *values: object) -> Any:  # noqa: ANN401  JSON
        """Call an asynchronous function in the page and return what it comes to."""
        script = f"""const [done, ...values] = [...arguments].reverse();
          ({function})(...values.reverse()).then(done, (error) => done(String(error)));"""
        return self.opened.driver.execute_async_script(script, *values)

    def find(self, selector: str) -> WebElement:
        """Return the first element that fits."""
        return self.opened.driver.find_element(By.CSS_SELECTOR, selector)

    def count(self, selector: str) -> int:
        """Return how many elements fit."""
        return len(self.opened.driver.find_elements(By.CSS_SELECTOR, selector))

    @property
    def screen(self) -> str:
        """The id of the screen that is shown."""
        return str(self.run(SCREEN))

    def press(self, name: str) -> None:
        """Press the visible button of this name."""
        self.wait_for(lambda: self.run(BUTTON, name)).click()

    def start(self, place: str = "uk") -> None:
        """Choose a place and go to the first question."""
        self.wait_for(lambda: self.find("#check-place").is_displayed())
        Select(self.find("#check-place")).select_by_value(place)
        self.press("Start the check")

    def choose(self, question: str, option: str) -> None:
        """Press the words of an option."""
        control = self.find(f'input[name="{question}"][value="{option}"]')
        self.find(f'label[for="{control.get_attribute("id")}"]').click()

    def answer(self, question: str, answer: Answer) -> None:
        """Give an answer to the question that is shown."""
        if isinstance(answer, int):
            self.find(f'input[name="{question}"][type="number"]').send_keys(str(answer))
            return
        for option in [answer] if isinstance(answer, str) else answer:
            self.choose(question, option)
            self.leave_card()

    def leave_card(self) -> None:
        """Go on after the emergency card, back to a list in which more can be ticked."""
        if self.screen == "emergency":
            self.press("Go on with the questions")
            self.wait_for(lambda: self.screen not in ("", "emergency"))

    def fill(self, answers: Answers) -> None:
        """Answer every question that comes, up to the review."""
        given = {**ORDINARY, **answers}
        while self.screen.startswith("q-"):
            shown = self.screen
            question = shown.removeprefix("q-")
            self.answer(question, given.get(question, "none"))
            if self.screen == shown:
                self.press("Continue")
            self.leave_card()

    def fill_at_once(self, answers: Answers) -> None:
        """Answer every question, up to the review, without pointer or keys: for tests of what comes after."""
        assert self.run_async(ANSWER_ALL, {**ORDINARY, **answers}) is None
        self.wait_for_screen("review")

    def advise(self) -> str:
        """Press the button on the review and return the level of the advice."""
        self.press("See my advice")
        self.wait_for_screen("result")
        self.run_async(SETTLED)
        return self.find("#result").get_attribute("data-level") or ""

    # --- By keyboard alone ----------------------------------------------------------------

    def type(self, *keys: str) -> None:
        """Send keys to what has the focus."""
        ActionChains(self.opened.driver, duration=0).send_keys(*keys).perform()

    def has_focus(self, selector: str) -> bool:
        """Tell whether the focus is on what `selector` names; `:focus` fits only in a window that is in front."""
        return bool(self.run("return document.activeElement.matches(arguments[0])", selector))

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is on what `selector` names."""
        for _ in range(60):
            self.type(Keys.TAB)
            if self.has_focus(selector):
                return
        raise AssertionError(f"Tab does not reach {selector}")

    def press_by_keyboard(self, name: str) -> None:
        """Reach a button by Tab and press Enter."""
        for _ in range(60):
            self.type(Keys.TAB)
            if self.run("return document.activeElement === (() => { " + BUTTON + " })()", name):
                self.type(Keys.ENTER)
                return
        raise AssertionError(f"Tab does not reach the button {name}")
