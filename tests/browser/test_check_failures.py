"""When things break: the page says so, shows the rules, and is never milder than Python would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from checker import load_content
from tests.browser.check_page import LEVELS, CheckPage

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.conftest import Server, Watched

RUNTIME = [
    "runtime/*/pyodide.asm.wasm",
    "runtime/*/pyodide.asm.js",
    "runtime/*/pyodide.mjs",
    "runtime/*/python_stdlib.zip",
    "runtime/*/pyodide-lock.json",
    "runtime/checker-*.zip",
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
  const refuse = () => {{ {how} new RangeError("WebAssembly.instantiate(): Out of memory"){end}; }};
  WebAssembly.instantiate = refuse;
  WebAssembly.instantiateStreaming = refuse;
"""
REFUSALS = {
    "rejected": REFUSE_MEMORY.format(how="return Promise.reject(", end=")"),
    "thrown": REFUSE_MEMORY.format(how="throw", end=""),
}

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
def test_review_and_rules_instead_come_with_the_card_on_paper(page: Page, server: Server) -> None:
    server.fail(server.find("runtime/*/python_stdlib.zip"))
    check = CheckPage(page)
    check.open(ready=False)
    check.wait_for_state("failed")
    check.start()
    check.fill_at_once(LEVELS["emergency_now"])
    card = page.locator("#emergency")
    assert card.is_hidden()
    assert check.button("Show me what to do").is_visible()
    page.emulate_media(media="print")
    assert not check.button("Show me what to do").is_visible()
    expect(card).to_contain_text("What to say")
    page.emulate_media(media="screen")
    expect_the_rules_instead(check)
    for media in ("screen", "print"):
        page.emulate_media(media=media)
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
    server.fail(server.find("runtime/*/python_stdlib.zip"))
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
    server.fail(server.find("runtime/*/python_stdlib.zip"))
    check = CheckPage(page)
    check.open(ready=False)
    check.start()
    check.wait_for_state("failed")
    assert "cannot be worked out" in page.locator("#check-failed [role=alert]").inner_text()
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
@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_when_memory_is_refused_the_page_says_so(page: Page, refusal: str) -> None:
    def refused(route: Route) -> None:
        route.fulfill(body=refusal + route.fetch().text(), content_type="text/javascript")

    page.route("**/worker.mjs", refused)
    expect_a_failure_without_milder_advice(CheckPage(page))


def expect_a_failure_without_milder_advice(check: CheckPage) -> None:
    """Open the check, be told in plain words, and find the emergency at the head of what fits."""
    check.open(ready=False)
    check.wait_for_state("failed")
    check.start()
    said = check.page.locator("#check-failed:visible").inner_text()
    assert "cannot be worked out" in said or "cannot work out the advice" in said
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


def test_a_stall_is_told_after_twenty_seconds_and_given_up_later(page: Page) -> None:
    page.clock.install()
    page.route("**/pyodide.asm.wasm", lambda _: None)
    check = CheckPage(page)
    check.open(ready=False)
    check.start()
    check.fill_at_once(LEVELS["emergency_now"])
    check.button("See my advice").click()
    assert check.screen == "wait"
    rows = page.locator("#rules-list [data-rule].is-told")
    assert "Get help now" in (rows.first.text_content() or "")  # marked, should somebody open it
    page.wait_for_timeout(1500)
    page.clock.fast_forward(21_000)
    check.wait_for_state("stalled")
    said = page.locator("#check-failed [role=alert]")
    assert "Nothing more is coming" in said.inner_text()
    assert "Get help now" in page.locator("#check-failed .check-fitting li").first.inner_text()
    assert page.locator("#rules-list[open]").is_visible()
    assert rows.first.is_visible()
    assert check.screen == "wait"  # it may still come
    for _ in range(2):
        page.clock.fast_forward(46_000)
        page.wait_for_timeout(1500)
    check.wait_for_state("failed")
    expect_reason(page, "No byte came in time")


def test_what_comes_after_a_stall_is_the_advice(page: Page) -> None:
    page.clock.install()
    check, held = press_early(page)
    page.clock.fast_forward(21_000)
    check.wait_for_state("stalled")
    for route in held:
        route.continue_()
    page.clock.resume()
    page.locator("#result[data-level=self_care]:visible").wait_for()
    assert page.locator("#check-failed").is_hidden()
    assert page.locator(".is-told").count() == 0


TRICKLE = """
  const Real = Worker;
  window.Worker = class extends Real {
    set onmessage(listen) {
      super.onmessage = listen;
      setInterval(() => listen({ data: { kind: "progress", loaded: 1, total: 9 } }), 10_000);
    }
  };
"""
"""A byte every ten seconds, without end."""


def test_a_start_that_trickles_without_end_is_given_up(page: Page) -> None:
    page.clock.install()
    page.add_init_script(TRICKLE)
    page.route("**/pyodide.asm.wasm", lambda _: None)
    check = CheckPage(page)
    check.open(ready=False)
    page.wait_for_timeout(500)
    page.clock.run_for(590_000)
    check.wait_for_state("loading")
    page.clock.run_for(20_000)
    check.wait_for_state("failed")


# --- What helps, and the reason for whoever looks after the device -------------------------------


def expect_reason(page: Page, reason: str) -> None:
    """Open the fold of the failure and find the reason there, and the version."""
    fold = page.locator("#check-failed details:visible")
    fold.locator("summary").click()
    text = fold.locator("[data-reason]").inner_text()
    assert reason in text
    assert f"Content version {load_content().meta.version}." in text


def test_after_a_second_failure_another_load_or_device_is_offered(
    page: Page, server: Server, watched: Watched
) -> None:
    server.fail(server.find("runtime/*/python_stdlib.zip"), 403)
    check = CheckPage(page)
    check.open(ready=False)
    check.wait_for_state("failed")
    assert check.button("Load this page again").count() == 0
    check.button("Try again").click()
    check.button("Load this page again").wait_for()
    said = page.locator("#check-failed [role=alert]").inner_text()
    assert "Your answers on this page are then gone" in said
    assert "another browser, phone or computer" in said
    expect_reason(page, "python_stdlib.zip: status 403")
    server.heal()
    check.button("Load this page again").click()
    check.wait_for_state("ready")
    watched.errors.clear()  # the refusals


CAUSES = {
    "changed": ("corrupt", "is not the file that was published"),
    "cut short": ("cut_short", "refused or broken off"),
}


@pytest.mark.console_errors
@pytest.mark.parametrize(("damage", "reason"), CAUSES.values(), ids=CAUSES)
def test_the_reason_is_told_in_a_fold(page: Page, server: Server, damage: str, reason: str) -> None:
    file = server.find("runtime/checker-*.zip")
    getattr(server, damage)(file)
    check = CheckPage(page)
    check.open(ready=False)
    check.wait_for_state("failed")
    expect_reason(page, f"{file.removeprefix('runtime/')}")
    assert reason in page.locator("[data-reason]").inner_text()


LACKS = {
    "browser": ("delete window.WebAssembly", "This browser cannot", "WebAssembly"),
    "insecure": ("delete Crypto.prototype.subtle", "plain http", "secure context"),
}


@pytest.mark.parametrize(("script", "said", "reason"), LACKS.values(), ids=LACKS)
def test_where_trying_again_cannot_help_it_is_not_offered(
    page: Page, script: str, said: str, reason: str
) -> None:
    page.add_init_script(script)
    check = CheckPage(page)
    check.open(ready=False)
    check.wait_for_state("failed")
    assert said in page.locator("#check-failed [role=alert]").inner_text()
    assert page.locator("#check-failed button:visible").count() == 0
    expect_reason(page, reason)


@pytest.mark.console_errors
def test_a_script_that_is_missing_is_told_too(page: Page) -> None:
    page.route("**/worker.mjs", lambda route: route.fulfill(status=404))
    check = CheckPage(page)
    check.open(ready=False)
    check.wait_for_state("failed")
    assert check.button("Load this page again").is_visible()
    expect_reason(page, "worker.mjs")


# --- A start that ends the tab ---------------------------------------------------------------------

KILLED = (
    'addEventListener("pagehide", (event) => event.stopImmediatePropagation(), { capture: true });'
)
"""A tab that is killed says nothing."""


def test_a_start_that_ended_the_tab_is_not_tried_again_by_itself(
    page: Page, server: Server
) -> None:
    page.add_init_script(KILLED)
    page.route("**/pyodide.asm.wasm", lambda _: None)
    check = CheckPage(page)
    with page.expect_request("**/pyodide.asm.wasm"):
        check.open(ready=False)
    assert list(page.evaluate("() => ({ ...sessionStorage })").values()) == ["1"]  # and no answer
    page.goto("get-help/")
    server.requests.clear()
    check.open(ready=False)
    check.wait_for_state("failed")
    assert "does not start by itself" in page.locator("#check-failed").inner_text()
    assert page.locator("#rules-list[open]").is_visible()
    check.start()
    check.answer("who", "me")  # nor does an answer start it
    assert not [request for request in server.requests if request.path.startswith("runtime/")]
    page.unroute("**/pyodide.asm.wasm")
    check.button("Try again").click()
    check.wait_for_state("ready")
    assert page.evaluate("() => sessionStorage.length") == 0
    check.open()


def test_who_leaves_the_page_during_a_start_gets_python_at_the_next_visit(page: Page) -> None:
    page.route("**/pyodide.asm.wasm", lambda _: None)
    check = CheckPage(page)
    check.open(ready=False)
    page.goto("get-help/")
    page.unroute("**/pyodide.asm.wasm")
    check.open()


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


def with_mistake(page: Page, script: str, before: str, after: str) -> None:
    """Serve one of the page's scripts with a mistake in it."""

    def broken(route: Route) -> None:
        text = route.fetch().text()
        assert before in text
        route.fulfill(body=text.replace(before, after, 1), content_type="text/javascript")

    page.route(f"**/{script}", broken)


@pytest.mark.console_errors
def test_a_mistake_in_the_scripts_counts_as_a_failure(page: Page) -> None:
    with_mistake(page, "emergency.mjs", "export function raised(", BROKEN_RAISED)
    check = CheckPage(page)
    check.open(ready=False)
    check.start()
    check.answer("who", "me")
    check.wait_for_state("failed")
    assert page.locator("#check-failed").is_visible()


MISTAKES = {
    "before the advice is asked for": (
        "check.mjs",
        "function drop({ given, asked }) {",
        """function drop({ given, asked }) {
          if (form.querySelector("#review:not([hidden])")) throw new Error("a mistake");""",
    ),
    "while the advice is written": (
        "result.mjs",
        "export function writeResult(",
        'export function writeResult(...all) { throw new Error("a mistake"); }\nfunction unused(',
    ),
    "while the list is marked": (
        "fallback.mjs",
        "export function markRules(",
        'export function markRules(...all) { throw new Error("a mistake"); }\nfunction unused(',
    ),
}


@pytest.mark.console_errors
@pytest.mark.parametrize(("script", "before", "after"), MISTAKES.values(), ids=MISTAKES)
def test_no_mistake_leaves_a_button_that_does_nothing(
    page: Page, server: Server, script: str, before: str, after: str
) -> None:
    with_mistake(page, script, before, after)
    marks = script == "fallback.mjs"
    if marks:
        server.fail(server.find("runtime/checker-*.zip"))
    check = CheckPage(page)
    check.open(ready=not marks)
    check.start()
    check.fill_at_once(LEVELS["emergency_now"])
    expect_the_rules_instead(check)
    assert page.locator("#result #check-result").inner_text().strip()
    assert (page.locator(".is-told").count() == 0) is marks


@pytest.mark.console_errors
def test_a_rejected_promise_in_the_scripts_counts_as_a_failure(page: Page) -> None:
    with_mistake(
        page, "takealong.mjs", "  const part =", 'throw new Error("a mistake"); const part ='
    )
    check = CheckPage(page)
    check.open()
    check.start()
    check.fill_at_once(LEVELS["same_day"])
    check.advise()
    check.wait_for_state("failed")
    expect_reason(page, "takealong.mjs:")
    assert page.locator("#rules-list[open]").is_visible()


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
