"""A copy of the site that a browser keeps for offline use: to publish newer versions, and to see what is kept."""

from __future__ import annotations

import json
import shutil
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from builder.publish import offline
from builder.runtime import pyodide
from checker.tables import COMPILED
from tests.browser.check_page import LEVELS, CheckPage
from tests.conftest import CHROMIUM_FLAGS, find_chromium, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Page, Playwright

    from tests.conftest import Server

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / offline.SOURCES
ARTICLE = "care/outlook/"

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


@contextmanager
def serving_a_copy(site: Path, folder: Path) -> Iterator[Server]:
    """Serve a copy of the site, so that a test can publish a newer version."""
    copy = shutil.copytree(site, folder / "site")
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


def publish_newer_rules(server: Server) -> None:
    """Publish a version with newer rules; nothing that only the older one names stays on the server."""
    content = (pyodide.CONTENT / COMPILED).as_posix()
    (archive,) = (server.site / "runtime").glob("checker-*.zip")
    with zipfile.ZipFile(archive) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    tables = json.loads(files[content])
    version = tables["meta"]["version"]
    tables["meta"]["version"] = f"{version}.9"
    older = pyodide._described(archive, archive.parent)
    archive.unlink()
    newer = archive.with_name("checker-9999999999.zip")
    newer.write_bytes(pyodide.zip_stored({**files, content: json.dumps(tables).encode()}))
    described = pyodide._described(newer, newer.parent)
    (scripts,) = server.site.glob("assets/js-*")
    scripts.rename(scripts.with_name("js-9999999999"))
    changes = {
        older.path: described.path,
        older.sha256: described.sha256,
        f"{older.bytes}": f"{described.bytes}",
        scripts.name: "js-9999999999",
        f'"version":"{version}"': f'"version":"{version}.9"',
        f'data-version="{version}"': f'data-version="{version}.9"',
    }
    for path in server.site.rglob("*.html"):
        text = path.read_text("utf-8")
        for before, after in changes.items():
            text = text.replace(before, after)
        path.write_text(text, "utf-8")
    offline.write(SOURCES, server.site)


def heading(page: Page) -> str:
    """Return the heading of the page."""
    return page.locator("article h1").first.inner_text().strip("#\n ")


def load_the_newer(page: Page) -> None:
    """Take the offer of a newer version."""
    with page.expect_navigation():
        page.get_by_role("button", name="Load it").click()


def asked(server: Server) -> list[str]:
    """Return what the server was asked for."""
    return [request.path for request in server.requests]


def check_to_the_end(page: Page, level: str) -> None:
    """Go through the whole self-check to a level."""
    check = CheckPage(page)
    check.open()
    check.start()
    check.fill_at_once(LEVELS[level])
    assert check.advise() == level


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
