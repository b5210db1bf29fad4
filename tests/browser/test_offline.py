"""The site without a network, in a real browser: what is kept, when it is used, and how a newer version comes."""

from __future__ import annotations

import datetime as dt
import shutil
import time
import tomllib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error

from builder import offline
from tests.browser.check_page import LEVELS, CheckPage
from tests.conftest import CHROMIUM_FLAGS, find_chromium, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Page, Playwright

    from tests.conftest import Server

pytestmark = pytest.mark.keeps_a_copy

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / offline.SOURCES
META = tomllib.loads((ROOT / "checker/content/meta.toml").read_text("utf-8"))
ARTICLE = "care/outlook/"
OFFER = "A newer version of these pages is ready"
OUTDATED = "These pages may be out of date"

CONTROLLED = """() => new Promise((resolve, reject) => {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) resolve();
  serviceWorker.addEventListener("controllerchange", () => resolve());
  setTimeout(() => reject(new Error("no service worker has come")), 30_000);
})"""
REGISTRATION = """async () => {
  const { active, waiting, installing, scope } = (await navigator.serviceWorker.getRegistration()) ?? {};
  return { active: active?.state, waiting: waiting?.state, installing: installing?.state, scope };
}"""
CACHES = "async () => (await caches.keys()).filter((name) => name.startsWith('offline '))"
KEPT = """async () => {
  const kept = {};
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  for (const name of (await caches.keys()).filter((name) => name.startsWith("offline "))) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      const response = await cache.match(url);
      const unpack = response.headers.has("X-Packed") ? new DecompressionStream("gzip") : new TransformStream();
      const bytes = await new Response(response.clone().body.pipeThrough(unpack)).arrayBuffer();
      kept[url] = { sha256: hex(await crypto.subtle.digest("SHA-256", bytes)), bytes: (await response.blob()).size };
    }
  }
  return kept;
}"""

UNREADABLE = """async (files) => {
  const missing = [];
  for (const file of files) {
    const response = await fetch(file);
    if (!response.ok || (await response.arrayBuffer()).byteLength === 0) missing.push(file);
  }
  return missing;
}"""


@pytest.fixture
def server(site: Path, tmp_path: Path) -> Iterator[Server]:
    """Serve a copy of the site, so that a test can publish a newer version."""
    copy = shutil.copytree(site, tmp_path / "site")
    with serving(copy) as served:
        yield served


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something has come true that no locator shows."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not true within {seconds} seconds"
        time.sleep(0.1)


def visit(page: Page, path: str = ARTICLE) -> None:
    """Open a page for the first time and stay until everything is kept."""
    page.goto(path)
    page.evaluate(CONTROLLED)


def kept(page: Page, server: Server) -> dict[str, str]:
    """Return what is kept: path below the site -> SHA-256."""
    entries = page.evaluate(KEPT)
    return {url.removeprefix(server.url): entry["sha256"] for url, entry in entries.items()}


def expected(server: Server) -> dict[str, str]:
    """Return what has to be kept."""
    files = offline.kept(server.site)
    return {**files.site, **files.runtime}


def publish(server: Server, heading: str) -> None:
    """Publish a version of the site in which ARTICLE has another heading."""
    page = server.site / ARTICLE / "index.html"
    text = page.read_text("utf-8")
    start = text.index(">", text.index("<h1")) + 1
    page.write_text(f"{text[:start]}{heading}{text[text.index('<', start) :]}", "utf-8")
    offline.write(SOURCES, server.site)


def heading(page: Page) -> str:
    return page.locator("article h1").first.inner_text().strip("#\n ")


def load_the_newer(page: Page) -> None:
    """Take the offer of a newer version."""
    with page.expect_navigation():
        page.get_by_role("button", name="Load it").click()


def asked(server: Server) -> list[str]:
    return [request.path for request in server.requests]


def check_to_the_end(page: Page, level: str) -> None:
    """Go through the whole self-check to a level."""
    check = CheckPage(page)
    check.open()
    check.start()
    check.fill(LEVELS[level])
    assert check.advise() == level


# --- The whole site without a network ---------------------------------------------------


@contextmanager
def profile(playwright: Playwright, folder: Path, url: str) -> Iterator[BrowserContext]:
    """Start a browser of its own, whose memory stays in the folder when it ends."""
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=find_chromium(playwright),
        args=CHROMIUM_FLAGS,
        base_url=url,
        viewport={"width": 390, "height": 844},
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


def test_after_one_visit_and_a_restart_the_whole_site_works_without_a_network(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    with profile(playwright, tmp_path / "profile", server.url) as context:
        visit(context.pages[0])
    server.is_down = True
    server.requests.clear()

    with profile(playwright, tmp_path / "profile", server.url) as context:
        page = context.pages[0]
        for path in ("", "get-help/", "understand/cancers/", "about/rules/"):
            reply = page.goto(path)
            assert reply is not None
            assert reply.from_service_worker
            assert heading(page)
            assert page.evaluate("() => document.styleSheets.length") >= 1
            assert page.evaluate("() => [...document.images].every((image) => image.naturalWidth)")
        files = [server.url + path for path in expected(server)]
        assert page.evaluate(UNREADABLE, files) == []

        page.locator("button[data-opens=__search]").click()
        page.locator(".md-search__input").press_sequentially("morphine")
        page.locator(".md-search-result__item").first.wait_for()

        check_to_the_end(page, "emergency_now")
    assert all(request.query == "" and request.body == b"" for request in server.requests)


@pytest.mark.console_errors  # the 404 itself
def test_without_a_network_addresses_behave_as_on_the_host(page: Page, server: Server) -> None:
    visit(page)
    server.is_down = True
    page.goto("care/outlook")
    assert page.url == f"{server.url}care/outlook/"
    for address in ("care/outlook/index.html", "care/outlook/?from=somewhere", "care/outlook/#top"):
        reply = page.goto(address)
        assert reply is None or reply.status == 200
        assert heading(page) != "This page is not here"
    reply = page.goto("no/such/page/")
    assert reply is not None
    assert reply.status == 404
    assert heading(page) == "This page is not here"


def test_everything_is_kept_exactly_and_in_nine_megabytes(page: Page, server: Server) -> None:
    visit(page)
    assert kept(page, server) == expected(server)
    entries = page.evaluate(KEPT)
    assert sum(entry["bytes"] for entry in entries.values()) <= offline.MOST_BYTES
    usage = page.evaluate("async () => (await navigator.storage.estimate()).usage")
    assert usage <= offline.MOST_BYTES


def test_a_visit_to_the_check_alone_is_enough_and_loads_python_once(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    with profile(playwright, tmp_path / "profile", server.url) as context:
        visit(context.pages[0], "check/")
        assert kept(context.pages[0], server) == expected(server)
    wasm = server.find("runtime/*/pyodide.asm.wasm")
    first, *later = (request for request in server.requests if request.path == wasm)
    assert "If-Modified-Since" not in first.headers
    assert all("If-Modified-Since" in request.headers for request in later)  # "is it still right?"


def test_it_works_below_the_path_of_the_site_and_touches_nothing_else(
    page: Page, server: Server
) -> None:
    visit(page)
    assert page.evaluate(REGISTRATION)["scope"] == server.url
    others = ["another-site", f"offline {server.origin}/another-site/ 1"]
    page.evaluate("(names) => Promise.all(names.map((name) => caches.open(name)))", others)
    publish(server, "Second")
    page.reload()
    load_the_newer(page)
    assert set(others) < set(page.evaluate("() => caches.keys()"))


@pytest.mark.console_errors  # the server's refusal
def test_only_what_the_build_lists_is_kept_and_no_answer_is(page: Page, server: Server) -> None:
    visit(page)
    page.evaluate("() => fetch('../../sitemap.xml?answer=1')")
    page.evaluate("() => fetch('../../check/?answer=1')")
    post = "async () => (await fetch('../../check/', {method: 'POST', body: 'answer'})).status"
    assert (
        page.evaluate(post) == 501
    )  # it went past the service worker, to a server that takes none
    check_to_the_end(page, "urgent_appointment")
    assert kept(page, server) == expected(server)


def test_the_page_has_loaded_before_anything_is_registered(page: Page, server: Server) -> None:
    page.add_init_script("""
      const register = ServiceWorkerContainer.prototype.register;
      ServiceWorkerContainer.prototype.register = function (...values) {
        window.registered = [document.readyState, performance.timing.loadEventStart > 0, ...values].map(String);
        window.how = values[1];
        return register.apply(this, values);
      };
    """)
    visit(page)
    assert page.evaluate("() => window.registered.slice(0, 3)") == [
        "complete",
        "true",
        f"{server.url}sw.js",
    ]
    assert page.evaluate("() => window.how") == {"updateViaCache": "none"}


# --- Network or copy ------------------------------------------------------------------------


def test_pages_come_from_the_network_and_python_from_the_copy(page: Page, server: Server) -> None:
    visit(page)
    publish(server, "Fresh from the network")
    server.requests.clear()
    page.goto(ARTICLE)
    assert heading(page) == "Fresh from the network"
    CheckPage(page).open()
    page.wait_for_load_state()
    fetched = set(asked(server)) & set(offline.kept(server.site).runtime)
    assert fetched <= {"runtime/manifest.json"}


def test_a_slow_network_is_not_waited_for(page: Page, server: Server) -> None:
    visit(page)
    before = heading(page)
    publish(server, "Too late")
    server.delay(ARTICLE, 15)
    started = time.monotonic()
    page.goto(ARTICLE)
    assert heading(page) == before
    assert 2.5 < time.monotonic() - started < 10


@pytest.mark.console_errors
def test_a_host_in_trouble_is_answered_for_by_the_copy(page: Page, server: Server) -> None:
    visit(page)
    before = heading(page)
    server.fail(ARTICLE)
    page.goto(ARTICLE)
    assert heading(page) == before


def test_a_lost_copy_is_no_loss_with_a_network(page: Page) -> None:
    visit(page)
    page.evaluate(
        "async () => { for (const name of await caches.keys()) await caches.delete(name); }"
    )
    CheckPage(page).open()


# --- Damage on the way ------------------------------------------------------------------------


@pytest.mark.console_errors
@pytest.mark.parametrize("damage", ["corrupt", "cut_short", "fail"])
@pytest.mark.parametrize("file", ["runtime/*/pyodide.asm.wasm", "get-help"])
def test_a_damaged_file_never_enters_the_copy(
    page: Page, server: Server, file: str, damage: str
) -> None:
    path = server.find(file) if "*" in file else f"{file}/"
    getattr(server, damage)(path)
    page.goto(ARTICLE)
    wait_for(lambda: path in asked(server))
    wait_for(lambda: page.evaluate(REGISTRATION)["scope"] is None)
    partly = kept(page, server)
    assert path not in partly
    assert partly.items() <= expected(server).items()

    page.goto("understand/cancers/")  # with a network the site goes on
    assert heading(page)
    server.heal()
    server.requests.clear()
    visit(page)
    assert kept(page, server) == expected(server)
    pages = {path for path in partly if path.endswith("/")} - {ARTICLE}
    assert pages.isdisjoint(asked(server))  # what was right is not fetched again


@pytest.mark.console_errors
def test_a_browser_closed_in_the_middle_leaves_no_half_of_a_copy_in_use(
    playwright: Playwright, server: Server, tmp_path: Path
) -> None:
    server.delay(server.find("runtime/*/python_stdlib.zip"), 60)
    with profile(playwright, tmp_path / "profile", server.url) as context:
        page = context.pages[0]
        page.goto(ARTICLE)
        wait_for(lambda: server.find("runtime/*/python_stdlib.zip") in asked(server))
        assert page.evaluate(REGISTRATION)["active"] is None
    server.heal()
    with profile(playwright, tmp_path / "profile", server.url) as context:
        visit(context.pages[0])
        assert kept(context.pages[0], server) == expected(server)


@pytest.mark.console_errors
def test_a_full_disk_leaves_the_site_working_with_a_network(page: Page, server: Server) -> None:
    session = page.context.new_cdp_session(page)
    limit = {"origin": server.origin, "quotaSize": 4_000_000}
    session.send("Storage.overrideQuotaForOrigin", limit)
    page.goto(ARTICLE)
    wait_for(lambda: server.find("runtime/*/python_stdlib.zip") in asked(server))
    wait_for(lambda: page.evaluate(REGISTRATION)["scope"] is None)
    assert page.evaluate(CACHES) == []  # nor is the disk left full
    check_to_the_end(page, "same_day")


REFUSALS = {
    "no service workers": "delete Navigator.prototype.serviceWorker",
    "registration refused": """ServiceWorkerContainer.prototype.register =
        () => Promise.reject(new DOMException("refused", "SecurityError"))""",
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_browser_that_refuses_leaves_the_site_working(page: Page, refusal: str) -> None:
    page.add_init_script(refusal)
    page.goto(ARTICLE)
    assert heading(page)
    CheckPage(page).open()


@pytest.mark.console_errors
def test_a_refused_cache_leaves_the_site_working(page: Page, server: Server) -> None:
    worker = server.site / offline.PUBLISHED
    refusal = 'CacheStorage.prototype.open = () => Promise.reject(new DOMException("no", "SecurityError"));'
    worker.write_text(f"{refusal}\n{worker.read_text('utf-8')}", "utf-8")
    page.goto(ARTICLE)
    wait_for(lambda: offline.PUBLISHED in asked(server))
    wait_for(lambda: page.evaluate(REGISTRATION)["scope"] is None)
    CheckPage(page).open()


# --- Saving data ------------------------------------------------------------------------------------

SAVE_DATA = 'Object.defineProperty(navigator, "connection", { value: { saveData: true } });'


def test_with_a_data_saver_python_is_kept_only_after_the_check_has_loaded_it(
    page: Page, server: Server
) -> None:
    page.add_init_script(SAVE_DATA)
    worker = server.site / offline.PUBLISHED
    worker.write_text(f"{SAVE_DATA}\n{worker.read_text('utf-8')}", "utf-8")
    visit(page)
    assert kept(page, server) == offline.kept(server.site).site
    assert not [path for path in asked(server) if path.startswith("runtime/")]

    page.goto("check/")
    check = CheckPage(page)
    check.start()
    assert not [path for path in asked(server) if path.startswith("runtime/")]
    check.fill({})
    assert check.advise() == "self_care"
    wait_for(lambda: kept(page, server) == expected(server))

    publish(server, "Second")  # what was kept once is kept on
    page.goto(ARTICLE)
    load_the_newer(page)
    assert kept(page, server) == expected(server)


def test_a_service_worker_can_read_the_data_saver_setting(page: Page) -> None:
    visit(page)
    (worker,) = page.context.service_workers
    assert worker.evaluate("() => navigator.connection.saveData") is False


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
    other.close()

    check.fill(LEVELS["same_day"])
    assert page.get_by_text(OFFER).is_hidden()
    assert check.advise() == "same_day"
    wait_for_offer(page)  # but with the result
    load_the_newer(page)
    wait_for(lambda: old not in page.evaluate(CACHES))
    check.wait_for_state("ready")


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
    newer.fill(LEVELS["emergency_now"])
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
    check.fill({})
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
