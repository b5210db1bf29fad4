"""A newer version of the site in a browser that keeps a copy, the end of all copies, and the age of a page."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error

from builder.publish import offline
from builder.publish.carry_over import carry_over
from tests.browser.check_page import LEVELS, CheckPage
from tests.browser.offline_copy import (
    ARTICLE,
    CACHES,
    CONTROLLED,
    REGISTRATION,
    ROOT,
    SOURCES,
    asked,
    check_to_the_end,
    expected,
    heading,
    kept,
    load_the_newer,
    profile,
    publish,
    publish_newer_rules,
    serving_a_copy,
    visit,
    wait_for,
)
from tests.conftest import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Playwright

    from tests.conftest import Server

pytestmark = pytest.mark.keeps_a_copy

META = tomllib.loads((ROOT / "checker/content/meta.toml").read_text("utf-8"))
OFFER = "A newer version of these pages is ready"
OUTDATED = "These pages may be out of date"


@pytest.fixture
def server(site: Path, tmp_path: Path) -> Iterator[Server]:
    with serving_a_copy(site, tmp_path) as served:
        yield served


# --- A newer version -----------------------------------------------------------------------------------


def wait_for_offer(page: Page) -> None:
    page.get_by_text(OFFER).wait_for()


def test_a_newer_version_waits_is_offered_and_then_replaces_the_old_one(
    page: Page, server: Server
) -> None:
    visit(page)
    (old,) = page.evaluate(CACHES)
    publish(server, "Second")
    server.requests.clear()
    page.reload()
    wait_for_offer(page)
    assert page.evaluate(REGISTRATION) | {"installing": None} == {
        "active": "activated",
        "waiting": "installed",
        "installing": None,
        "scope": server.url,
    }
    assert old in page.evaluate(CACHES)  # whole until the new one has taken over
    assert not [path for path in asked(server) if path.endswith((".wasm", ".zip"))]  # taken over

    load_the_newer(page)
    wait_for(lambda: old not in page.evaluate(CACHES))
    assert kept(page, server) == expected(server)
    assert page.get_by_text(OFFER).count() == 0
    server.is_down = True
    page.goto(ARTICLE)
    assert heading(page) == "Second"


def test_a_newer_version_comes_by_itself_when_no_page_is_open(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    with profile(playwright, tmp_path / "profile", server.url) as context:
        visit(context.pages[0])
        publish(server, "Second")
        context.pages[0].reload()
        wait_for_offer(context.pages[0])
    server.is_down = True
    with profile(playwright, tmp_path / "profile", server.url) as context:
        context.pages[0].goto(ARTICLE)
        assert heading(context.pages[0]) == "Second"


def test_no_newer_version_in_the_middle_of_a_check(page: Page, server: Server) -> None:
    visit(page, "check/")
    (old,) = page.evaluate(CACHES)
    check = CheckPage(page)
    check.start()
    publish(server, "Second")
    page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    wait_for(lambda: page.evaluate(REGISTRATION)["waiting"] == "installed")
    assert page.get_by_text(OFFER).count() == 1
    assert page.get_by_text(OFFER).is_hidden()  # not between the questions

    other = page.context.new_page()  # nor at the wish of another window
    other.goto(ARTICLE)
    other.get_by_role("button", name="Load it").click()
    other.get_by_text("A self-check is open in another window").wait_for()
    assert page.evaluate(REGISTRATION)["waiting"] == "installed"
    assert old in page.evaluate(CACHES)
    other.evaluate("() => { window.isTheSame = true; }")

    check.fill_at_once(LEVELS["same_day"])
    assert page.get_by_text(OFFER).is_hidden()
    assert check.advise() == "same_day"
    wait_for_offer(page)  # but with the result
    load_the_newer(page)
    wait_for(lambda: old not in page.evaluate(CACHES))
    check.wait_for_state("ready")
    assert other.evaluate(
        "() => window.isTheSame"
    )  # its wish was refused, and is not kept for later


def test_what_is_asked_for_past_the_cache_comes_from_the_network_however_slow(
    page: Page, server: Server
) -> None:
    visit(page)
    lock = server.find("runtime/*/pyodide-lock.json")
    newer = (server.site / lock).read_text("utf-8") + " "
    (server.site / lock).write_text(newer, "utf-8")
    server.delay(lock, 4)
    ask = """async (address) => (await fetch(address, { cache: "reload" })).text()"""
    assert page.evaluate(ask, server.url + lock) == newer


@pytest.mark.parametrize("copy", [False, True], ids=["without a copy", "with a copy"])
def test_who_gets_the_older_page_from_a_cache_gets_its_own_advice(
    browser: Browser, server: Server, *, copy: bool
) -> None:
    server.max_age = 600  # as on GitHub Pages
    context = browser.new_context(base_url=server.url, service_workers="allow" if copy else "block")
    page = context.new_page()
    CheckPage(page).open()
    if copy:
        page.evaluate(CONTROLLED)
    page.goto("")
    publish_newer_rules(server)
    page.locator("article a.button[href$='check/']").click()
    check = CheckPage(page)
    check.wait_for_state("ready")
    older = str(META["version"])
    assert page.locator("#check-failed").get_attribute("data-version") == older
    check.start()
    check.fill_at_once(LEVELS["same_day"])
    assert check.advise() == "same_day"
    context.close()


SAVE_DATA = 'Object.defineProperty(navigator, "connection", { value: { saveData: true } });'


@pytest.mark.console_errors
def test_an_older_page_whose_files_are_gone_says_that_a_newer_one_is_out_and_loads_it(
    page: Page, server: Server
) -> None:
    page.add_init_script(f"{SAVE_DATA} delete Navigator.prototype.serviceWorker;")
    check = CheckPage(page)
    check.open(ready=False)
    publish_newer_rules(server)
    check.start()
    check.fill_at_once(LEVELS["emergency_now"])
    check.wait_for_state("failed")
    said = page.locator("#check-failed")
    said.get_by_text("A newer version of this page is out").wait_for()
    assert "Your answers on this page are then gone" in said.inner_text()
    assert check.button("Try again").count() == 0
    assert page.locator("#check-reminder").is_visible()
    with page.expect_navigation():
        check.button("Load this page again").click()
    check.start()
    check.fill_at_once(LEVELS["emergency_now"])
    assert check.advise() == "emergency_now"


def test_an_older_page_whose_files_were_carried_over_gives_advice(
    page: Page, server: Server, site: Path
) -> None:
    page.add_init_script(f"{SAVE_DATA} delete Navigator.prototype.serviceWorker;")
    check = CheckPage(page)
    check.open(ready=False)
    publish_newer_rules(server)
    with serving(site) as before:
        assert carry_over(server.site, before.url)
    check.start()
    check.fill_at_once(LEVELS["same_day"])
    assert check.advise() == "same_day"


@pytest.mark.console_errors
def test_a_new_page_does_not_take_the_rules_that_an_old_worker_keeps(
    page: Page, server: Server
) -> None:
    visit(page)
    check = server.site / "check/index.html"
    text = check.read_text("utf-8")
    check.write_text(text.replace('"version":"', '"version":"newer ', 1), "utf-8")
    newer = CheckPage(page)
    newer.open(ready=False)
    newer.wait_for_state("failed")
    newer.start()
    newer.fill_at_once(LEVELS["emergency_now"])
    newer.button("See my advice").click()
    assert "Get help now" in page.locator("#result .check-fitting li").first.inner_text()


def test_a_window_that_does_not_reply_counts_as_a_check(page: Page, server: Server) -> None:
    visit(page)
    other = page.context.new_page()
    other.add_init_script("ServiceWorkerContainer.prototype.addEventListener = () => {}")
    other.goto("check/")
    publish(server, "Second")
    page.reload()
    page.get_by_role("button", name="Load it").click()
    page.get_by_text("A self-check is open in another window").wait_for()
    other.close()
    load_the_newer(page)


# --- The kill switch ------------------------------------------------------------------------------------


def test_the_kill_switch_ends_offline_use_and_leaves_nothing(page: Page, server: Server) -> None:
    visit(page)
    page.evaluate("() => caches.open('another-site')")
    offline.write(SOURCES, server.site, working=False)
    page.goto("check/")
    check = CheckPage(page)
    check.wait_for_state("ready")
    wait_for(lambda: page.evaluate(CACHES) == [])
    wait_for(lambda: page.evaluate(REGISTRATION)["scope"] is None)
    check.start()  # the page that is open goes on
    check.fill_at_once({})
    assert check.advise() == "self_care"
    assert page.evaluate("() => caches.keys()") == ["another-site"]
    page.goto(ARTICLE)
    wait_for(lambda: page.evaluate(REGISTRATION)["scope"] is None)
    server.is_down = True
    with pytest.raises(Error, match="ERR_"):
        page.goto(ARTICLE)


# --- What the page says -----------------------------------------------------------------------------------


def valid_until() -> dt.datetime:
    """Return when the content's stated life ends."""
    day = dt.date.fromisoformat(str(META["date"])) + dt.timedelta(days=META["valid_days"])
    return dt.datetime.combine(day, dt.time(), dt.UTC)


@pytest.mark.parametrize("path", ["", ARTICLE, "check/", "get-help/"])
def test_content_past_its_life_says_so(page: Page, path: str) -> None:
    page.clock.set_fixed_time(valid_until())
    page.goto(path)
    page.get_by_text(OUTDATED).wait_for()
    said = page.locator("aside.warning").inner_text()
    assert f"{valid_until():%-d %B %Y}" in said
    assert "emergency signs still count" in said


def test_the_result_of_an_old_check_says_so_too(page: Page) -> None:
    page.clock.set_fixed_time(valid_until() + dt.timedelta(days=100))
    check_to_the_end(page, "self_care")
    assert page.get_by_text(OUTDATED).is_visible()


def test_content_within_its_life_says_nothing(page: Page) -> None:
    page.clock.set_fixed_time(valid_until() - dt.timedelta(seconds=1))
    visit(page)
    assert page.locator("aside.warning").count() == 0


def test_an_old_copy_says_so_without_a_network(page: Page, server: Server) -> None:
    visit(page)
    server.is_down = True
    page.clock.set_fixed_time(valid_until())
    page.goto(ARTICLE)
    page.get_by_text(OUTDATED).wait_for()


def test_without_a_network_the_foot_says_of_when_the_copy_is(page: Page) -> None:
    visit(page)
    line = page.get_by_text("The network is off")
    assert line.is_hidden()
    page.context.set_offline(True)
    page.goto("check/")
    line.wait_for()
    date = dt.date.fromisoformat(str(META["date"]))
    assert f"{date:%-d %B %Y}" in line.inner_text()
    page.context.set_offline(False)
    line.wait_for(state="hidden")


def test_a_server_that_is_down_is_said_at_the_foot_as_well(page: Page, server: Server) -> None:
    visit(page)
    server.is_down = True
    page.goto("check/")
    page.get_by_text("The network is off or does not answer. This is the copy of").wait_for()
    assert page.evaluate("() => navigator.onLine")


def test_the_browser_can_install_the_site(page: Page, server: Server) -> None:
    visit(page)
    session = page.context.new_cdp_session(page)
    found: dict[str, Any] = session.send("Page.getAppManifest")
    assert found["url"] == f"{server.url}manifest.webmanifest"
    assert found["errors"] == []
    manifest = found["manifest"]
    assert manifest["scope"] == manifest["startUrl"] == server.url
    problems = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [problem["errorId"] for problem in problems] in ([], ["in-incognito"])
