"""What the tests share: the built site, a server that can misbehave, and a browser that is watched.

`site`     the folder of the built site, built once if something changed
`server`   serves it below /back-pain/, records requests, and can be told to fail
`browser`  Chromium, once for all tests
`page`     a fresh page; the test fails when it asked another host for anything or wrote an error
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, override

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Error, sync_playwright

from builder.publish.serve import BASE, HOST, Handler, listen
from builder.tools import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

ROOT = Path(__file__).resolve().parent.parent

# How Hypothesis looks for examples: the same ones at every run, however slow the machine is.
# To search further by other examples: `pytest tests/checker --hypothesis-profile=search`.
SLOW = [HealthCheck.too_slow]
settings.register_profile(
    "same", derandomize=True, deadline=None, database=None, suppress_health_check=SLOW
)
settings.register_profile("search", max_examples=5000, deadline=None, suppress_health_check=SLOW)
settings.load_profile("same")

CHROMIUM_FLAGS = (*chromium.FLAGS, f"--host-resolver-rules={chromium.rules(HOST)}")
ONE_COMPILATION = "--js-flags=--liftoff-only"
"""Compile WebAssembly once, quickly, and not a second time for speed: a third of what a short visit costs."""
NO_CHROMIUM = (
    "No Chromium was found for the browser tests: install one (Debian: `apt-get install chromium`; "
    "elsewhere: `uv run playwright install chromium`), or set CHROMIUM to the path of one"
)


BEGIN_WITH = (
    "tests/browser/test_accessibility_pages.py",  # its process builds the site
    "tests/proofs/test_agreement.py",
)
"""While one process builds the site, the others begin with long files that do without it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files of the tests: BEGIN_WITH, then as they stand in their folders."""
    order = {ROOT / name: at for at, name in enumerate(BEGIN_WITH)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


def give_up(missing: str) -> NoReturn:
    """End a test for want of something: an error on CI, which has all of it; elsewhere the test is left out."""
    if os.environ.get("CI"):
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the built site."""
    command = [sys.executable, str(ROOT / "build.py")]
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        pytest.fail(f"the site cannot be built\n{done.stderr}", pytrace=False)
    return ROOT / "site"


@dataclass(frozen=True, slots=True)
class Request:
    """One request that the server has answered; `path` is below the site, such as "check/"."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """A served site. Paths are relative to it, such as "check/"."""

    url: str
    """Address of the site, with a slash at its end."""

    site: Path
    requests: list[Request] = field(default_factory=list)
    _failing: dict[str, int] = field(default_factory=dict)
    _corrupt: set[str] = field(default_factory=set)
    _cut_short: set[str] = field(default_factory=set)
    _late: dict[str, float] = field(default_factory=dict)
    _other: dict[str, str] = field(default_factory=dict)
    max_age: int | None = None
    """For how many seconds browsers may keep an answer without asking; GitHub Pages: 600."""
    is_down: bool = False
    """Hang up on every request; so there is no network, for service workers too."""

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return self.url.removesuffix(BASE)

    def find(self, pattern: str) -> str:
        """Return the path of the one file that matches, such as "runtime/*/pyodide.asm.wasm"."""
        (path,) = self.site.glob(pattern)
        return path.relative_to(self.site).as_posix()

    def fail(self, path: str, status: int = 503) -> None:
        """Answer this path with an error from now on."""
        self._failing[path] = status

    def corrupt(self, path: str) -> None:
        """Answer this path with bytes of the right length and the wrong content from now on."""
        self._corrupt.add(path)

    def cut_short(self, path: str) -> None:
        """Hang up after half of this file from now on."""
        self._cut_short.add(path)

    def put_in_place_of(self, path: str, page: str) -> None:
        """Answer this path with a page of somebody else's from now on."""
        self._other[path] = page

    def other_page_for(self, path: str) -> str | None:
        """Return what has to stand in for this path, if anything."""
        return self._other.get(path)

    def delay(self, path: str, seconds: float) -> None:
        """Answer this path so much later from now on."""
        self._late[path] = seconds

    def heal(self) -> None:
        """Answer everything rightly again."""
        self._failing.clear()
        self._corrupt.clear()
        self._cut_short.clear()
        self._late.clear()
        self._other.clear()
        self.is_down = False

    def status_for(self, path: str) -> int | None:
        """Return the status that this path has to fail with, if any."""
        return self._failing.get(path)

    def is_corrupt(self, path: str) -> bool:
        """Tell whether this path has to be answered with wrong content."""
        return path in self._corrupt

    def is_cut_short(self, path: str) -> bool:
        """Tell whether only half of this path may be sent."""
        return path in self._cut_short

    def delay_of(self, path: str) -> float:
        """Return for how many seconds this path has to wait."""
        return self._late.get(path, 0)


class RecordingHandler(Handler):
    """Records each request, and misbehaves where the test said so."""

    served: Server  # set on the subclass of each server

    @override
    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        length = int(self.headers.get("Content-Length") or 0)
        path, _, query = self.path.partition("?")
        self._inside = path.removeprefix(BASE)
        self.served.requests.append(
            Request(
                method=self.command,
                path=self._inside,
                query=query,
                headers=dict(self.headers.items()),
                body=self.rfile.read(length) if length else b"",
            )
        )
        return True

    @override
    def do_GET(self) -> None:
        time.sleep(self.served.delay_of(self._inside))
        status = self.served.status_for(self._inside)
        if self.served.is_down:
            self.close_connection = True
        elif status is not None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif (other := self.served.other_page_for(self._inside)) is not None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(other)))
            self.end_headers()
            self.wfile.write(other.encode())
        elif self.served.is_corrupt(self._inside):
            content = bytearray(self._file().read_bytes())
            for at in range(0, len(content), 997):
                content[at] ^= 0xFF
            self._send(content, len(content))
        elif self.served.is_cut_short(self._inside):
            content = bytearray(self._file().read_bytes())
            self._send(content[: len(content) // 2], len(content))
            self.close_connection = True
        else:
            super().do_GET()

    @override
    def end_headers(self) -> None:
        if self.served.max_age is None:
            super().end_headers()
            return
        self.send_header("Cache-Control", f"max-age={self.served.max_age}")
        super(Handler, self).end_headers()

    def _file(self) -> Path:
        path = Path(self.translate_path(self.path))
        return path / "index.html" if path.is_dir() else path

    def _send(self, content: bytearray, promised: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self._file().name))
        self.send_header("Content-Length", str(promised))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serving(site: Path) -> Iterator[Server]:
    """Serve a folder on a free port while the block runs."""
    served = Server(url="", site=site)
    handler = type("OwnHandler", (RecordingHandler,), {"served": served})
    with listen(site, 0, handler) as listening:
        served.url = f"http://{HOST}:{listening.server_port}{BASE}"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield served
        finally:
            listening.shutdown()
            thread.join()


@pytest.fixture
def server(site: Path) -> Iterator[Server]:
    """Serve the built site for one test."""
    with serving(site) as served:
        yield served


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start Playwright's driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start Chromium; without one, end all tests with a line that says how to get it.

    Its headless shell comes first: the same engine without what stands around a page, which Playwright, too,
    takes where nobody looks on. It opens the self-check in 60 % of the time. The tests of a browser that ends
    and starts again drive the whole of it, as it comes.
    """
    shell = None if "CHROMIUM" in os.environ else shutil.which("chromium-headless-shell")
    executable = shell or find_chromium(playwright)
    if executable is None:
        pytest.exit(NO_CHROMIUM, returncode=1)
    try:
        started = playwright.chromium.launch(
            executable_path=executable, args=(*CHROMIUM_FLAGS, ONE_COMPILATION)
        )
    except Error as error:
        pytest.exit(f"{executable} does not start: {str(error).splitlines()[0]}", returncode=1)
    yield started
    started.close()


def find_chromium(playwright: Playwright) -> str | None:
    """Return the path of a Chromium: the one named in CHROMIUM, one on the PATH, or Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return named if Path(named).is_file() else None
    own = playwright.chromium.executable_path
    return chromium.on_path() or (own if Path(own).is_file() else None)


@dataclass
class Watched:
    """What a browser context did: the addresses that it asked for, and the errors that it wrote."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Listen to every page of the context, those that open later too."""
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def outside(self, origin: str) -> list[str]:
        """Return the addresses on another host than this origin's."""
        own = (f"{origin}/", "blob:", "data:")
        return [url for url in self.requests if not url.startswith(own)]


@pytest.fixture
def watched() -> Watched:
    """Return the record of what the test's page does."""
    return Watched()


@pytest.fixture
def page(
    browser: Browser, server: Server, watched: Watched, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """Open a fresh page whose relative addresses are those of the site: `page.goto("check/")`.

    The page keeps no copy of the site for offline use, which would cost each test the download of all of it,
    except under `@pytest.mark.keeps_a_copy`. At the end the test fails when the page asked another host for
    anything, or wrote an error to the console (a breach of the policy is one), except under
    `@pytest.mark.console_errors`.
    """
    keeps_a_copy = request.node.get_closest_marker("keeps_a_copy") is not None
    context = browser.new_context(
        base_url=server.url,
        viewport={"width": 390, "height": 844},
        service_workers="allow" if keeps_a_copy else "block",
    )
    context.set_default_timeout(20_000)
    watched.watch(context)
    yield context.new_page()
    context.close()
    assert watched.outside(server.origin) == []
    if request.node.get_closest_marker("console_errors") is None:
        assert watched.errors == []


@pytest.fixture
def quiet_page(browser: Browser, server: Server) -> Iterator[Page]:
    """Open a page of the site without JavaScript."""
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()
