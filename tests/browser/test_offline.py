"""The site without a network, in a real browser: what is kept, and when it is used."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from builder.publish import offline
from tests.browser.check_page import CheckPage
from tests.browser.offline_copy import (
    ARTICLE,
    CACHES,
    KEPT,
    REGISTRATION,
    asked,
    check_to_the_end,
    expected,
    heading,
    kept,
    load_the_newer,
    profile,
    publish,
    serving_a_copy,
    visit,
    wait_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page, Playwright

    from tests.conftest import Server

pytestmark = pytest.mark.keeps_a_copy

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
    with serving_a_copy(site, tmp_path) as served:
        yield served


# --- The whole site without a network ---------------------------------------------------


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

        page.get_by_role("button", name="Search").click()
        page.get_by_role("textbox", name="Search").fill("morphine")
        page.locator(".search__hit").first.wait_for()

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
    assert set(asked(server)).isdisjoint(offline.kept(server.site).runtime)


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


@pytest.mark.console_errors
@pytest.mark.parametrize("answer", ["refused", "a page in its place"])
def test_a_network_that_refuses_everything_never_beats_the_copy(
    page: Page, server: Server, answer: str
) -> None:
    visit(page)
    for path in expected(server):
        if answer == "refused":
            server.fail(path, 403)
        elif path.startswith("runtime/"):  # a page that is answered for so is taken for a newer one
            server.put_in_place_of(path, "<p>Blocked</p>")
    check_to_the_end(page, "same_day")


@pytest.mark.console_errors  # the refusal
def test_a_refusal_reaches_who_asks_for_what_is_not_kept(page: Page, server: Server) -> None:
    visit(page)
    server.fail("elsewhere/", 403)
    ask = "async (url) => (await fetch(url)).status"
    assert page.evaluate(ask, f"{server.url}elsewhere/") == 403


DELETE = """async (urls) => {
  const [name] = (await caches.keys()).filter((name) => name.startsWith("offline "));
  const cache = await caches.open(name);
  for (const url of urls) await cache.delete(url);
}"""
HOLES = ["check/", "get-help/", "runtime/*/python_stdlib.zip"]


def test_what_the_browser_has_lost_of_the_copy_comes_back_at_the_next_visit(
    page: Page, server: Server
) -> None:
    visit(page)
    holes = [server.find(hole) if "*" in hole else hole for hole in HOLES]
    page.evaluate(DELETE, [server.url + hole for hole in holes])
    assert len(kept(page, server)) == len(expected(server)) - len(holes)
    page.goto("care/support/")
    wait_for(lambda: kept(page, server) == expected(server))


@pytest.mark.console_errors  # the answer itself
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("check/", "You are offline and this page is not kept on this device"),
        ("no/such/page/", "This page is not here"),
    ],
)
def test_a_page_that_is_not_kept_says_so_with_the_emergency_signs_in_every_language(
    page: Page, server: Server, path: str, said: str
) -> None:
    visit(page)
    page.evaluate(DELETE, [server.url + path])
    server.is_down = True
    reply = page.goto(path)
    assert reply is not None
    assert reply.status == (503 if path == "check/" else 404)
    assert page.locator("article h1:visible").inner_text() == said
    assert page.title().startswith(said)
    boxes = page.locator("article .emergency:visible")
    assert boxes.count() == 2
    assert "Numb or tingling around your bottom" in boxes.first.inner_text()
    assert page.locator("[lang=es] .emergency").get_by_text("Nalgas, genitales").first.is_visible()
    for box, words, folder in (
        (boxes.first, "Other countries", ""),
        (boxes.last, "Otros países", "es/"),
    ):
        link = box.get_by_role("link", name=words)
        assert link.evaluate("link => link.href") == f"{server.url}{folder}get-help/#numbers"


@pytest.mark.console_errors  # the 404 itself
def test_whoever_reads_in_another_language_gets_its_signs_first(page: Page) -> None:
    for address, first in (
        ("es/no/such/page/", "Nalgas, genitales"),
        ("no/such/page/", "Numb or tingling"),
    ):
        page.goto(address)
        assert first in page.locator("article .emergency").first.inner_text()


@pytest.mark.console_errors
def test_without_webassembly_python_is_not_kept(page: Page, server: Server) -> None:
    worker = server.site / offline.PUBLISHED
    worker.write_text(f"delete self.WebAssembly;\n{worker.read_text('utf-8')}", "utf-8")
    page.add_init_script("delete window.WebAssembly")
    visit(page)
    page.goto("check/")
    CheckPage(page).wait_for_state("failed")
    assert kept(page, server) == offline.kept(server.site).site
    assert not [path for path in asked(server) if path.startswith("runtime/")]


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
    check.fill_at_once({})
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
