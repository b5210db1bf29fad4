"""The self-check in Firefox and WebKitGTK: what could differ between engines, each in both.

Chromium has all the other tests of this folder.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.keys import Keys

from builder.finish import policy
from builder.publish import offline
from checker.bridge import assess_json
from tests.browser.check_page import LEVELS, ORDINARY
from tests.browser.driven_check import PATIENCE, DrivenCheck
from tests.browser.engines import ENGINES, FIREFOX, WEBKIT, Engine, Opened, Seen, trapping, watch
from tests.browser.test_check_levels import ASSESS_ALL, complete, every_case_as_in_cpython
from tests.browser.test_embed import LINK, hosting
from tests.conftest import ROOT, Server, give_up, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCES = ROOT / offline.SOURCES
ELSEWHERE = "http://elsewhere.example/"

TRY_THE_POLICY = """
(async () => {
  const tried = {};
  try { (0, eval)("1"); tried.eval = "ran"; } catch (error) { tried.eval = error.name; }
  const name = (error) => error.name;
  tried.fetch = await download("%(elsewhere)s").then(() => "done", name);
  tried.import = await import("%(elsewhere)sa.mjs").then(() => "done", name);
  await download(new URL(`../../told?${new URLSearchParams(tried)}`, import.meta.url));
})();
"""
FRAME = (
    "return document.querySelector('back-pain-red-flags-check').shadowRoot?.querySelector('iframe')"
)
LINK_SHOWS = "return document.querySelector(arguments[0]).checkVisibility()"
CONTROLLED = """() => new Promise((resolve) => {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) resolve("controlled");
  serviceWorker.addEventListener("controllerchange", () => resolve("controlled"));
})"""


@pytest.fixture(scope="module", params=ENGINES, ids=lambda engine: engine.name)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    found: Engine = request.param
    if missing := found.missing():
        give_up(missing)
    return found


@pytest.fixture(scope="module")
def started(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Start the browser once: each test has an address of its own, and so a cache and workers of its own."""
    with trapping() as trap, engine.open(trap, tmp_path_factory.mktemp("profile")) as opened:
        prepare(opened)
        yield opened


def prepare(opened: Opened) -> None:
    """Make the window as narrow as it gets, like that of a phone."""
    opened.driver.set_window_size(390, 844)
    opened.driver.set_script_timeout(PATIENCE)


@pytest.fixture
def opened(started: Opened, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """Give a test the browser; at its end nothing may have been asked of others, and no error written."""
    yield started
    seen = started.leave()
    assert seen.asked == []
    if request.node.get_closest_marker("console_errors") is None:
        assert seen.errors == []


@pytest.fixture
def server(
    engine: Engine, site: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Server]:
    """Serve a copy of the site, which keeps nothing for offline use unless the test is about that."""
    copy = shutil.copytree(site, tmp_path / "site")
    if engine is WEBKIT:
        watch(copy / "check/index.html")
    if request.node.get_closest_marker("keeps_a_copy") is None:
        (copy / offline.PUBLISHED).write_text("", "utf-8")
    else:
        offline.write(SOURCES, copy)
    with serving(copy) as served:
        yield served


@pytest.fixture
def check(opened: Opened, server: Server) -> DrivenCheck:
    """The self-check of that copy, not opened yet."""
    return DrivenCheck(opened, server.url)


# --- From the start to the advice ---------------------------------------------------------


@pytest.mark.parametrize("level", ["self_care", "emergency_now"])  # the others are reached below
def test_from_the_start_to_the_advice_in_the_words_that_python_gives_here(
    check: DrivenCheck, level: str
) -> None:
    check.open()
    check.start()
    check.fill(LEVELS[level])
    assert check.screen == "review"
    assert check.advise() == level
    assert check.run("return document.activeElement === document.querySelector('#result h1')")
    text = check.find("#result").text
    given = json.dumps({"answers": complete(LEVELS[level])})
    assessment = json.loads(assess_json(given))["assessment"]
    for line in (assessment["advice"]["by_when"], *assessment["advice"]["do"]):
        assert line in text


def test_every_case_gives_the_same_as_in_cpython(check: DrivenCheck) -> None:
    check.open()
    every_case_as_in_cpython(lambda given: check.run_async(ASSESS_ALL, given))


def test_an_emergency_answer_interrupts_at_once_without_python(
    check: DrivenCheck, server: Server
) -> None:
    server.delay(server.find("runtime/*/pyodide.asm.wasm"), 30)
    check.open("loading")
    check.start()
    check.answer("who", "me")
    check.press("Continue")
    check.answer("age", 60)
    check.press("Continue")
    check.choose("danger", "chest_pain")
    assert check.screen == "emergency"
    assert check.find("#emergency a[href^=tel]").get_attribute("href") == "tel:999"
    assert check.run("return document.activeElement === document.querySelector('#emergency h1')")
    assert check.run("return document.querySelector('form#check').dataset.state") == "loading"


def test_the_whole_check_by_keyboard_alone(check: DrivenCheck) -> None:
    check.open()
    check.press_by_keyboard("Start the check")
    while check.screen.startswith("q-"):
        shown = check.screen
        answer = ORDINARY.get(shown.removeprefix("q-"), "none")
        field = f"#{shown} input"
        if isinstance(answer, int):
            check.tab_to(field)
            check.type(str(answer))
        elif check.find(field).get_attribute("type") == "checkbox":
            check.tab_to(f'{field}[value="{answer}"]')
            check.type(Keys.SPACE)
        else:
            check.tab_to(field)
            for _ in range(check.count(field)):
                if check.has_focus(f'{field}[value="{answer}"]'):
                    break
                check.type(Keys.ARROW_DOWN)
            check.type(Keys.SPACE)
        check.press_by_keyboard("Continue")
        assert check.screen != shown
    assert check.screen == "review"
    check.press_by_keyboard("See my advice")
    check.wait_for_screen("result")
    assert check.find("#result").get_attribute("data-level") == "self_care"


def test_arrow_keys_that_pass_an_emergency_answer_show_the_card_beside_the_question(
    check: DrivenCheck,
) -> None:
    check.open()
    check.start()
    while check.screen != "q-start":
        check.answer(shown := check.screen.removeprefix("q-"), ORDINARY.get(shown, "none"))
        check.press("Continue")
    check.tab_to("#q-start input")
    for _ in range(20):
        if check.count('#q-start input[value="tearing"]:checked'):
            break
        check.type(Keys.ARROW_DOWN)
    assert check.screen == "q-start"
    assert check.find("#emergency").is_displayed()
    check.press_by_keyboard("Continue")
    assert check.screen == "emergency"


# --- Back, Forward, loading again ---------------------------------------------------------


def test_back_and_forward_of_the_browser_keep_the_answers(check: DrivenCheck) -> None:
    check.open()
    check.start()
    check.fill_at_once(LEVELS["urgent_appointment"])
    check.advise()
    driver = check.opened.driver
    driver.back()
    check.wait_for_screen("review")
    driver.back()
    check.wait_for(lambda: check.screen.startswith("q-"))
    assert check.count(f"#{check.screen} input:checked") == 1
    driver.forward()
    check.wait_for_screen("review")
    driver.forward()
    check.wait_for_screen("result")
    assert check.find("#result").get_attribute("data-level") == "urgent_appointment"


def test_loading_the_page_again_says_that_the_answers_are_gone(check: DrivenCheck) -> None:
    check.open()
    check.start()
    check.answer("who", "other")
    check.press("Continue")
    check.answer("age", 70)
    check.press("Continue")
    check.reload()
    assert "loaded again" in check.find("#check-notice").text
    assert check.count("#check input:checked") == 0
    assert check.run("return document.querySelector('#q-age-number').value") == ""


def test_coming_back_from_another_page_never_makes_the_advice_milder(check: DrivenCheck) -> None:
    check.open()
    check.start()
    check.fill_at_once(LEVELS["same_day"])
    check.opened.visit(f"{check.url}get-help/")
    check.opened.driver.back()
    check.wait_for(lambda: check.screen)
    if check.screen == "start":  # the page was made anew
        assert "loaded again" in check.find("#check-notice").text
        assert check.count("#check input:checked") == 0
    else:  # the page was kept as it was
        assert check.advise() == "same_day"


def test_delete_my_answers_leaves_nothing(check: DrivenCheck) -> None:
    check.open()
    check.start()
    check.fill_at_once(LEVELS["emergency_now"])
    check.advise()
    check.press("Delete my answers")
    assert check.screen == "start"
    assert check.count("#check input:checked") == 0
    for holder in ("#check-result", "#check-summary", "#emergency [data-say]"):
        assert check.find(holder).get_attribute("textContent") == ""
    stored = """async () => [localStorage.length, sessionStorage.length, document.cookie,
      (await indexedDB.databases()).length]"""
    assert check.run_async(stored) == [0, 0, "", 0]


# --- The policy ---------------------------------------------------------------------------


@pytest.mark.console_errors
def test_python_runs_in_a_worker_in_which_the_policy_holds(
    check: DrivenCheck, server: Server
) -> None:
    worker = server.site / server.find("assets/js-*/worker.mjs")
    attempt = TRY_THE_POLICY % {"elsewhere": ELSEWHERE}
    worker.write_text(worker.read_text("utf-8") + attempt, "utf-8")
    (server.site / "told").touch()
    offline.write(SOURCES, server.site)
    check.open()
    (told,) = {request.query for request in server.requests if request.path == "told"}
    assert told == "eval=EvalError&fetch=TypeError&import=TypeError"
    check.start()
    check.fill_at_once(LEVELS["urgent_appointment"])
    assert check.advise() == "urgent_appointment"


@pytest.mark.keeps_a_copy
def test_answers_go_into_no_request(check: DrivenCheck, server: Server) -> None:
    check.open()
    assert check.run_async(CONTROLLED) == "controlled"  # the copy for offline use is complete
    before = len(server.requests)
    check.start()
    check.fill_at_once(LEVELS["emergency_now"])
    check.advise()
    assert server.requests[before:] == []


# --- The search ---------------------------------------------------------------------------


def test_the_search_shows_plain_text_short_hits_and_its_emergency_line(check: DrivenCheck) -> None:
    check.opened.visit(f"{check.url}check/")
    check.find("button[data-search]").click()
    check.wait_for(lambda: check.has_focus(".search__field"))
    check.type("cauda equina")
    check.wait_for(lambda: check.count(".search__hit"))
    assert "Go to an emergency department (A&E) now." in check.find(".search__urgent").text
    shown = check.run("return document.querySelector('dialog.search').innerText")
    assert "Squeezed nerves" in shown
    assert not set("<>&") & set(shown.replace("A&E", ""))
    heights = check.run(
        "return [...document.querySelectorAll('.search__hit')].map((hit) => hit.offsetHeight)"
    )
    assert len(heights) == 8
    assert all(44 <= height <= 120 for height in heights), heights
    check.type(Keys.ARROW_DOWN)
    assert check.has_focus(".search__urgent")
    check.type(Keys.ESCAPE)
    assert not check.find("dialog.search").is_displayed()


# --- In a page of another site --------------------------------------------------------------


def test_in_a_page_of_another_site_the_check_replaces_the_link_and_advises(
    engine: Engine, check: DrivenCheck, server: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "host"
    folder.mkdir()
    driver = check.opened.driver
    with hosting(server, folder) as host:
        check.opened.visit(host.url)
        frame = check.wait_for(lambda: check.run(FRAME))
        check.wait_for(lambda: not check.run(LINK_SHOWS, LINK))
        driver.switch_to.frame(frame)
        check.wait_for_state("ready")
        assert not check.find(".md-header").is_displayed()
        if engine is FIREFOX:  # the driver of WebKitGTK presses nothing inside such a frame
            check.start()
            check.fill_at_once(LEVELS["emergency_now"])
            assert check.advise() == "emergency_now"
        driver.switch_to.default_content()
        assert check.run("return location.href") == host.url
        assert {request.path for request in host.requests} <= {"", "favicon.ico"}


# --- When things break --------------------------------------------------------------------


@pytest.mark.console_errors
@pytest.mark.parametrize(
    ("file", "damage"),
    [("runtime/*/pyodide.asm.wasm", "corrupt"), ("runtime/checker-*.zip", "cut_short")],
)
def test_a_damaged_file_ends_in_the_list_of_rules_and_never_in_advice(
    check: DrivenCheck, server: Server, file: str, damage: str
) -> None:
    getattr(server, damage)(server.find(file))
    check.open("failed")
    check.start()
    check.fill_at_once(LEVELS["emergency_now"])
    expect_the_rules_instead(check)


def expect_the_rules_instead(check: DrivenCheck) -> None:
    """Ask for the advice and find the list of rules, marked by the answers."""
    check.press("See my advice")
    check.wait_for_screen("result")
    assert "could not be worked out" in check.find("#result h1").text
    assert check.find("#result").get_attribute("data-level") is None
    assert check.find("#rules-list[open]").is_displayed()
    assert "Get help now" in check.find("#check-result .check-fitting li").text


@pytest.mark.console_errors
def test_a_browser_without_webassembly_says_so_and_shows_the_rules(
    engine: Engine, server: Server, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    profile.mkdir()
    with trapping() as trap, engine.open(trap, profile, wasm=False) as opened:
        prepare(opened)
        check = DrivenCheck(opened, server.url)
        check.open("failed")
        assert check.run("return typeof WebAssembly") == "undefined"
        assert check.find("#check-failed").is_displayed()
        check.start()
        check.fill_at_once(LEVELS["emergency_now"])
        expect_the_rules_instead(check)


@pytest.mark.keeps_a_copy
def test_without_a_network_the_whole_check_works_from_the_copy(
    check: DrivenCheck, server: Server
) -> None:
    check.open()
    assert check.run_async(CONTROLLED) == "controlled"
    server.is_down = True
    check.open()
    check.reload()
    every_case_as_in_cpython(lambda given: check.run_async(ASSESS_ALL, given))
    check.start()
    check.fill_at_once(LEVELS["same_day"])
    assert check.advise() == "same_day"


# --- The watch itself ---------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_a_browser_that_is_not_there_is_named_with_how_to_get_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert f"{engine.name} was not found" in (engine.missing() or "")
    assert "apt-get install" in (engine.missing() or "")


ASKING = {
    "image": f"const i = new Image(); i.src = '{ELSEWHERE}bad'; document.body.append(i)",
    "fetch": f"fetch('{ELSEWHERE}bad').catch(() => {{}})",
}
WRONG = {
    "console": "console.error('bad')",
    "exception": "throw new Error('bad')",
    "rejection": "Promise.reject(new Error('bad'))",
    "eval": "eval('1')",
    **ASKING,
}


def run_alone(opened: Opened, folder: Path, script: str, *, protected: bool) -> Seen:
    """Run a script in a page with or without the policy; return what was seen."""
    page = folder / "index.html"
    text = (
        '<html><head><meta charset="utf-8"><title>t</title></head>'
        '<body><script src="wrong.js"></script></body></html>'
    )
    page.write_text(policy.secured("x", text) if protected else text, "utf-8")
    (folder / "wrong.js").write_text(script, "utf-8")
    watch(page)
    with serving(folder) as served:
        opened.visit(served.url)
        opened.driver.execute_async_script("setTimeout(arguments[0], 500)")
        return opened.leave()


@pytest.mark.parametrize("wrong", WRONG)
def test_the_watch_notices_what_goes_wrong(started: Opened, tmp_path: Path, wrong: str) -> None:
    seen = run_alone(started, tmp_path, WRONG[wrong], protected=True)
    assert seen.asked == []
    assert seen.errors


@pytest.mark.parametrize("asking", ASKING)
def test_the_trap_notices_a_request_to_another_host(
    started: Opened, tmp_path: Path, asking: str
) -> None:
    seen = run_alone(started, tmp_path, ASKING[asking], protected=False)
    assert ELSEWHERE in " ".join(seen.asked)
