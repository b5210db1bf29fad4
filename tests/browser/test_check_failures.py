"""When things break: the page says so, shows the rules, and is never milder than Python would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.check_page import LEVELS, CheckPage

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.conftest import Server

RUNTIME = [
    "runtime/*/pyodide.asm.wasm",
    "runtime/*/pyodide.asm.js",
    "runtime/*/pyodide.mjs",
    "runtime/*/python_stdlib.zip",
    "runtime/*/pyodide-lock.json",
    "runtime/checker-*.zip",
    "runtime/manifest.json",
]

KEEP_WORKERS = """
  window.workers = [];
  const Real = Worker;
  window.Worker = class extends Real {
    constructor(url, options) {
      super(url, options);
      if (String(url).startsWith("blob:")) window.workers.push(this);  // the other one is the search
    }
  };
"""

REFUSE_MEMORY = """
  const refuse = () => Promise.reject(new RangeError("WebAssembly.instantiate(): Out of memory"));
  WebAssembly.instantiate = refuse;
  WebAssembly.instantiateStreaming = refuse;
"""

BROKEN_RAISED = """export function raised() {
  if (document.querySelector("#check input:checked")) throw new Error("a mistake");
  return [];
}
function unused("""


@pytest.mark.console_errors
@pytest.mark.parametrize("file", RUNTIME)
def test_a_corrupted_file_ends_in_the_list_of_rules_and_never_in_advice(
    page: Page, server: Server, file: str
) -> None:
    server.corrupt(server.find(file))
    check = CheckPage(page)
    check.open(ready=False)
    check.wait_for_state("failed")
    check.start()
    check.fill_at_once(LEVELS["emergency_now"])
    expect_the_rules_instead(check)
    fitting = page.locator("#check-result .check-fitting li")
    assert "Get help now" in fitting.first.inner_text()
    marked = page.locator("#rules-list [data-rule].is-told")
    assert "Fits your answers." in marked.first.inner_text()
    assert "You told us this" in page.locator("#rules-list li.is-told").first.inner_text()
    assert "checker-result" not in page.evaluate(
        "performance.getEntriesByType('mark').map(({name}) => name)"
    )


def expect_the_rules_instead(check: CheckPage) -> None:
    """Ask for the advice and find the list of rules."""
    check.button("See my advice").click()
    result = check.page.locator("#result:visible")
    assert "could not be worked out" in result.locator("h1").inner_text()
    assert result.get_attribute("data-level") is None
    assert check.page.locator("#rules-list[open]").is_visible()


@pytest.mark.console_errors
def test_on_paper_the_rules_instead_come_with_the_words_of_the_card(
    page: Page, server: Server
) -> None:
    server.fail("runtime/manifest.json")
    check = CheckPage(page)
    check.open(ready=False)
    check.wait_for_state("failed")
    check.start()
    check.fill_at_once(LEVELS["emergency_now"])
    expect_the_rules_instead(check)
    card = page.locator("#emergency")
    assert card.is_hidden()
    assert check.button("Show me what to do").is_visible()
    page.emulate_media(media="print")
    assert not check.button("Show me what to do").is_visible()
    assert "Go to an emergency department (A&E) now" in card.inner_text()
    assert "What to say" in card.inner_text()


@pytest.mark.console_errors
def test_a_missing_file_fails_and_trying_again_heals(page: Page, server: Server) -> None:
    server.fail(server.find("runtime/*/python_stdlib.zip"))
    check = CheckPage(page)
    check.open(ready=False)
    check.wait_for_state("failed")
    check.start()
    check.fill_at_once({})
    expect_the_rules_instead(check)
    text = page.locator("#check-result").inner_text()
    assert "it could not be checked" in text  # no rule fits, and that is no good news
    assert "NHS 111" in text
    server.heal()
    check.button("Try again").click()
    page.locator("#result[data-level=self_care]").wait_for()
    assert page.locator("#check-failed").is_hidden()
    assert page.locator(".is-told").count() == 0


@pytest.mark.console_errors
def test_doubt_about_an_emergency_sign_still_means_today(page: Page, server: Server) -> None:
    server.fail(server.find("runtime/manifest.json"))
    check = CheckPage(page)
    check.open(ready=False)
    check.start()
    check.fill_at_once({"bladder": ["not_sure"]})
    expect_the_rules_instead(check)
    assert "talk to somebody today" in page.locator("#check-result").inner_text()


@pytest.mark.console_errors
def test_a_failure_is_told_while_questions_are_answered_and_the_list_follows_the_answers(
    page: Page, server: Server
) -> None:
    server.fail(server.find("runtime/manifest.json"))
    check = CheckPage(page)
    check.open(ready=False)
    check.start()
    check.wait_for_state("failed")
    assert "cannot be worked out" in page.locator("#check-failed[role=alert]").inner_text()
    check.fill_at_once({"ill": ["weight"]})
    assert page.locator('#rules-list [data-finding="weight_loss"].is-told').count() >= 1


@pytest.mark.console_errors
def test_a_file_that_is_cut_off_ends_in_the_list_of_rules(page: Page, server: Server) -> None:
    server.cut_short(server.find("runtime/*/python_stdlib.zip"))
    expect_a_failure_without_milder_advice(CheckPage(page))


def test_without_webassembly_the_page_says_so(page: Page) -> None:
    page.add_init_script("delete window.WebAssembly")
    expect_a_failure_without_milder_advice(CheckPage(page))


@pytest.mark.console_errors
def test_when_memory_is_refused_the_page_says_so(page: Page) -> None:
    def refused(route: Route) -> None:
        route.fulfill(body=REFUSE_MEMORY + route.fetch().text(), content_type="text/javascript")

    page.route("**/worker.mjs", refused)
    expect_a_failure_without_milder_advice(CheckPage(page))


def expect_a_failure_without_milder_advice(check: CheckPage) -> None:
    """Open the check, be told in plain words, and find the emergency at the head of what fits."""
    check.open(ready=False)
    check.wait_for_state("failed")
    check.start()
    assert "cannot be worked out" in check.page.locator("#check-failed:visible").inner_text()
    check.fill_at_once(LEVELS["emergency_now"])
    expect_the_rules_instead(check)
    fitting = check.page.locator("#check-result .check-fitting li")
    assert "Get help now" in fitting.first.inner_text()


def test_a_first_file_that_was_damaged_on_the_way_is_fetched_again(page: Page) -> None:
    damaged = iter([True])

    def once(route: Route) -> None:
        if next(damaged, False):
            route.fulfill(body=b"damaged")
        else:
            route.continue_()

    page.route("**/runtime/checker-*.zip", once)
    CheckPage(page).open(ready=True)


def test_a_worker_that_died_is_started_once_more(page: Page) -> None:
    page.add_init_script(KEEP_WORKERS)
    page.clock.install()
    check = CheckPage(page)
    check.open()
    check.start()
    page.evaluate("workers.at(-1).terminate()")
    check.fill_at_once(LEVELS["urgent_appointment"])
    check.button("See my advice").click()
    page.clock.fast_forward(11_000)
    page.locator("#result[data-level=urgent_appointment]").wait_for()
    assert page.evaluate("workers.length") == 2


def test_what_was_worked_out_before_the_worker_died_is_shown(page: Page) -> None:
    page.add_init_script(KEEP_WORKERS)
    check = CheckPage(page)
    check.open()
    check.start()
    check.fill_at_once(LEVELS["urgent_appointment"])
    page.locator("#result[data-level]").wait_for(state="attached")  # written during the review
    page.evaluate("workers.at(-1).terminate()")
    assert check.advise() == "urgent_appointment"


def test_two_tabs_know_nothing_of_each_other(page: Page) -> None:
    levels = {"emergency_now": page, "self_care": page.context.new_page()}
    for level, tab in levels.items():
        tab.bring_to_front()
        check = CheckPage(tab)
        check.open()
        check.start()
        check.fill_at_once(LEVELS[level])
    here, there = map(CheckPage, levels.values())
    assert there.page.locator("#check-reminder").is_hidden()
    assert there.advise() == "self_care"
    there.button("Delete my answers").click()
    here.page.bring_to_front()
    assert here.page.locator("#check-reminder").is_visible()
    assert here.advise() == "emergency_now"
    here.page.reload()
    assert "your answers are gone" in here.page.locator("#check-notice").inner_text()
    assert here.page.locator(".emergency").first.is_visible()


@pytest.mark.parametrize(
    ("clock", "told"), [("1999-12-31", "looks wrong"), ("2040-01-01", "out of date")]
)
def test_a_wrong_clock_is_told_and_changes_no_advice(page: Page, clock: str, told: str) -> None:
    page.clock.set_fixed_time(f"{clock}T03:00:00Z")
    for level in ("self_care", "emergency_now"):
        check = CheckPage(page)
        check.open()
        assert told in page.locator(".admonition.warning").inner_text()
        check.start()
        check.fill_at_once(LEVELS[level])
        assert check.advise() == level
        assert page.locator(".admonition.warning").is_visible()


def test_a_load_that_stalls_is_given_up_and_said(page: Page) -> None:
    page.clock.install()
    page.route("**/pyodide.asm.wasm", lambda _: None)
    check = CheckPage(page)
    check.open(ready=False)
    for _ in range(2):
        page.wait_for_timeout(1500)
        page.clock.fast_forward(46_000)
    check.wait_for_state("failed")


def press_early(page: Page) -> tuple[CheckPage, list[Route]]:
    """Answer and press the button while Python is held back; return what holds it too."""
    held: list[Route] = []
    page.route("**/pyodide.asm.wasm", lambda route: held.append(route))  # noqa: PLW0108  needs a function
    check = CheckPage(page)
    check.open(ready=False)
    check.start()
    check.fill_at_once({})
    check.button("See my advice").click()
    assert check.screen == "wait"
    page.locator("#check-progress-text", has_text=" MB").wait_for()
    return check, held


def test_who_presses_the_button_early_sees_how_much_is_loaded_and_then_the_advice(
    page: Page,
) -> None:
    _, held = press_early(page)
    bar = page.get_by_role("progressbar")
    assert 0 < float(bar.get_attribute("value") or 0) < float(bar.get_attribute("max") or 0)
    for route in held:
        route.continue_()
    page.locator("#result[data-level=self_care]").wait_for()
    page.go_back()
    page.locator("#review:visible").wait_for()


def test_who_goes_back_from_the_wait_stays_with_the_answers(page: Page) -> None:
    check, held = press_early(page)
    page.go_back()
    page.locator("#review:visible").wait_for()
    for route in held:
        route.continue_()
    check.wait_for_state("ready")
    page.wait_for_timeout(500)
    assert check.screen == "review"
    assert check.advise() == "self_care"


def test_rules_of_another_version_than_the_page_are_not_used(page: Page) -> None:
    def older(route: Route) -> None:
        body = route.fetch().text().replace('"version":"', '"version":"0.', 1)
        route.fulfill(body=body, content_type="text/html")

    page.route("**/check/", older)
    check = CheckPage(page)
    check.open(ready=False)
    check.wait_for_state("failed")


@pytest.mark.console_errors
def test_a_mistake_in_the_scripts_counts_as_a_failure(page: Page) -> None:
    def broken(route: Route) -> None:
        body = route.fetch().text().replace("export function raised(", BROKEN_RAISED, 1)
        route.fulfill(body=body, content_type="text/javascript")

    page.route("**/emergency.mjs", broken)
    check = CheckPage(page)
    check.open(ready=False)
    check.start()
    check.answer("who", "me")
    check.wait_for_state("failed")
    assert page.locator("#check-failed").is_visible()


def test_without_javascript_the_emergency_advice_and_the_rules_can_be_read(
    quiet_page: Page,
) -> None:
    quiet_page.goto("check/")
    assert quiet_page.locator(".emergency").first.is_visible()
    assert quiet_page.locator("form#check").is_hidden()
    assert quiet_page.locator("noscript .check-noscript").is_visible()
    assert quiet_page.locator("#check-waiting").is_hidden()
    quiet_page.locator("#rules-list summary").first.click()
    rows = quiet_page.locator("#rules-list [data-rule]")
    assert rows.count() > 20
    assert rows.first.is_visible()
    assert "Get help now" in rows.first.inner_text()
