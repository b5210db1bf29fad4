"""The browsers beside Chromium: Firefox and WebKitGTK, driven by Selenium.

Debian has a driver for WebKitGTK and none for Firefox. So Firefox is driven by Marionette, the protocol
that it speaks itself and into which such a driver only translates; nothing has to be fetched for it.
Both reach this machine directly and everything else through a trap that notes the wish and refuses it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, override

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.options import ArgOptions
from selenium.webdriver.common.proxy import Proxy
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.options import Options as WebKitOptions
from selenium.webdriver.webkitgtk.service import Service as WebKitService
from urllib3.exceptions import HTTPError

from builder.publish.serve import HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from selenium.webdriver.remote.webdriver import WebDriver

    type Params = dict[str, Any]

START_SECONDS = 60
STOP_SECONDS = 20
ANSWER_SECONDS = 60
"""No browser may take longer for one command: one that hangs fails its test and not the whole run."""
WEBKIT_TRIES = 4
WEBKIT_START_SECONDS = 25
"""Five times what a start takes on a busy machine: a driver and a browser that missed each other wait forever."""

# --- The trap -----------------------------------------------------------------------------


class Trapping(StreamRequestHandler):
    """Notes what is asked for, and refuses it."""

    timeout = 5

    @override
    def handle(self) -> None:
        asked = self.rfile.readline().decode("latin-1").strip()
        if asked:
            self.server.caught.append(asked)  # type: ignore[attr-defined]
            self.wfile.write(
                b"HTTP/1.1 403 Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )


class Trap(ThreadingTCPServer):
    """A proxy that lets nothing through."""

    daemon_threads = True
    caught: list[str]

    @property
    def address(self) -> str:
        """Host and port, as a browser wants them."""
        return f"{HOST}:{self.server_address[1]}"

    def empty(self) -> list[str]:
        """Return what was caught, and forget it."""
        caught, self.caught = self.caught, []
        return caught


@contextmanager
def trapping() -> Iterator[Trap]:
    """Set the trap while the block runs."""
    with Trap((HOST, 0), Trapping) as trap:
        trap.caught = []
        thread = Thread(target=trap.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield trap
        finally:
            trap.shutdown()
            thread.join()


def through(trap: Trap) -> Proxy:
    """Return the setting that sends everything but this machine's own addresses to the trap."""
    return Proxy(
        {
            "proxyType": "manual",
            "httpProxy": trap.address,
            "sslProxy": trap.address,
            "noProxy": [HOST],
        }
    )


# --- What is open -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page did."""

    asked: list[str] = field(default_factory=list)
    """Requests to other hosts than this one."""
    errors: list[str] = field(default_factory=list)


@dataclass
class Opened:
    """A browser that is running."""

    driver: WebDriver
    _look: Callable[[], Seen]
    """Returns what is new."""
    seen: Seen = field(default_factory=Seen)

    def visit(self, url: str) -> None:
        """Open an address."""
        self.look()
        self.driver.get(url)

    def look(self) -> Seen:
        """Return what has been seen; WebKitGTK forgets it with the page, so this comes before a page is left."""
        new = self._look()
        self.seen = Seen(self.seen.asked + new.asked, self.seen.errors + new.errors)
        return self.seen

    def leave(self) -> Seen:
        """Leave the page; return what was seen, and forget it."""
        seen = self.look()
        self.driver.get("about:blank")
        self._look()
        self.seen = Seen()
        return seen


def watch(page: Path) -> None:
    """Prepare a built page for WebKitGTK, whose driver tells nothing of errors."""
    text = page.read_text("utf-8")
    page.with_name("watch.js").write_text(WATCH, "utf-8")
    place = text.index("<title>")  # before every other script, and after the policy
    page.write_text(f'{text[:place]}<script src="watch.js"></script>{text[place:]}', "utf-8")


WATCH = """
window.wrong = [];
const note = (...texts) => window.wrong.push(texts.map(String).join(" "));
addEventListener("error", ({ message, target }) => note(message ?? `${target.outerHTML} failed`), true);
addEventListener("unhandledrejection", ({ reason }) => note(reason));
addEventListener("securitypolicyviolation", (event) =>
  note("Content-Security-Policy", event.effectiveDirective, event.blockedURI));
const written = console.error;
console.error = (...texts) => { note(...texts); written.apply(console, texts); };
"""
NEW_WRONG = "return (window.wrong ?? []).splice(0)"

# --- Firefox ------------------------------------------------------------------------------

PREFERENCES = """
user_pref("marionette.port", 0);
user_pref("devtools.console.stdout.content", true);
user_pref("devtools.console.stdout.chrome", false);
"""
WITHOUT_WASM = 'user_pref("javascript.options.wasm", false);\n'

# Firefox itself writes `console.error: Name: ` and a new line; a page's text stands in quotes.
PAGE_WROTE = re.compile(r"console\.error: (?!\w+: *$)")

# Firefox asks its makers for this and that, so only what a page has caused counts here.
NOTE_REQUESTS = """
  window.asked = [];
  window.noteRequest = (channel) => {
    const { loadInfo, URI } = channel.QueryInterface(Ci.nsIHttpChannel);
    const { triggeringPrincipal } = loadInfo ?? {};
    if (!triggeringPrincipal?.isSystemPrincipal && URI.host !== arguments[0]) window.asked.push(URI.spec);
  };
  Services.obs.addObserver(window.noteRequest, "http-on-modify-request");
"""
FIREFOX_SEEN = """
  const errors = [];
  for (const message of Services.console.getMessageArray()) {
    if (!(message instanceof Ci.nsIScriptError)) continue;
    const { errorMessage, flags, sourceName } = message;
    const mild = flags & (Ci.nsIScriptError.warningFlag | Ci.nsIScriptError.infoFlag);
    const isOwn = /^(chrome|resource|moz-extension):/.test(sourceName);
    if (!mild && !isOwn) errors.push(`${errorMessage} (${sourceName})`);
  }
  Services.console.reset();
  return { errors, asked: window.asked.splice(0) };
"""


MARIONETTE_NAMES = {
    Command.NEW_SESSION: "WebDriver:NewSession",
    Command.QUIT: "Marionette:Quit",
    Command.GET: "WebDriver:Navigate",
    Command.GO_BACK: "WebDriver:Back",
    Command.GO_FORWARD: "WebDriver:Forward",
    Command.GET_TITLE: "WebDriver:GetTitle",
    Command.SET_WINDOW_RECT: "WebDriver:SetWindowRect",
    Command.SET_TIMEOUTS: "WebDriver:SetTimeouts",
    Command.SWITCH_TO_FRAME: "WebDriver:SwitchToFrame",
    Command.FIND_ELEMENT: "WebDriver:FindElement",
    Command.FIND_ELEMENTS: "WebDriver:FindElements",
    Command.FIND_CHILD_ELEMENT: "WebDriver:FindElement",
    Command.FIND_CHILD_ELEMENTS: "WebDriver:FindElements",
    Command.W3C_GET_ACTIVE_ELEMENT: "WebDriver:GetActiveElement",
    Command.CLICK_ELEMENT: "WebDriver:ElementClick",
    Command.CLEAR_ELEMENT: "WebDriver:ElementClear",
    Command.SEND_KEYS_TO_ELEMENT: "WebDriver:ElementSendKeys",
    Command.GET_ELEMENT_ATTRIBUTE: "WebDriver:GetElementAttribute",
    Command.GET_ELEMENT_PROPERTY: "WebDriver:GetElementProperty",
    Command.GET_ELEMENT_TAG_NAME: "WebDriver:GetElementTagName",
    Command.GET_ELEMENT_TEXT: "WebDriver:GetElementText",
    Command.IS_ELEMENT_ENABLED: "WebDriver:IsElementEnabled",
    Command.IS_ELEMENT_SELECTED: "WebDriver:IsElementSelected",
    Command.W3C_ACTIONS: "WebDriver:PerformActions",
    Command.W3C_EXECUTE_SCRIPT: "WebDriver:ExecuteScript",
    Command.W3C_EXECUTE_SCRIPT_ASYNC: "WebDriver:ExecuteAsyncScript",
    Command.SCREENSHOT: "WebDriver:TakeScreenshot",
    "setContext": "Marionette:SetContext",
}


class Marionette(RemoteConnection):
    """Speaks to Firefox without a driver between: each message is `length:[type,id,name,values]`."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), ANSWER_SECONDS)
        self._incoming = self._socket.makefile("rb")
        self._last = 0
        self._receive()  # the greeting

    def _receive(self) -> Any:  # noqa: ANN401  JSON
        length = b""
        while (byte := self._incoming.read(1)) != b":":
            if not byte:
                raise ConnectionError("Firefox has ended")
            length += byte
        return json.loads(self._incoming.read(int(length)))

    @override
    def execute(self, command: str, params: Params) -> Params:
        """Send a command of WebDriver; the reply is as WebDriver's would be."""
        values = {name: value for name, value in params.items() if name != "sessionId"}
        if command == Command.NEW_SESSION:
            values = values["capabilities"]["alwaysMatch"]
        self._last += 1
        text = json.dumps([0, self._last, MARIONETTE_NAMES[command], values]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self._receive()
        if error:
            return {"status": 500, "value": json.dumps({"value": error})}
        if isinstance(result, dict) and result.keys() == {"value"}:
            result = result["value"]
        return {"value": result}

    @override
    def close(self) -> None:
        self._incoming.close()
        self._socket.close()


class FirefoxOptions(ArgOptions):
    """No more than the settings of every browser: the rest is in the profile."""

    @property
    @override
    def default_capabilities(self) -> Params:
        return {"browserName": "firefox"}

    @override
    def to_capabilities(self) -> Params:
        capabilities: Params = self._caps
        return capabilities


@contextmanager
def firefox(trap: Trap, folder: Path, *, wasm: bool = True) -> Iterator[Opened]:
    """Start Firefox with a fresh profile in the folder."""
    preferences = PREFERENCES + ("" if wasm else WITHOUT_WASM)
    (folder / "user.js").write_text(preferences, "utf-8")
    flags = ("--headless", "--marionette", "--remote-allow-system-access", "--no-remote")
    command = [str(FIREFOX.programs()[0]), *flags, "--profile", str(folder)]
    with (
        (folder / "console.txt").open("wb") as output,
        (folder / "console.txt").open(encoding="utf-8") as console,
        subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL) as process,
    ):
        try:
            options = FirefoxOptions()
            options.proxy = through(trap)
            port = marionette_port(folder, process)
            driver = webdriver.Remote(command_executor=Marionette(port), options=options)

            def look() -> Seen:
                new = in_chrome(driver, FIREFOX_SEEN)
                written = filter(PAGE_WROTE.match, console.read().splitlines())
                return Seen(new["asked"], [*new["errors"], *written])

            in_chrome(driver, NOTE_REQUESTS, HOST)
            yield Opened(driver, look)
            driver.quit()
            process.wait(STOP_SECONDS)
        finally:
            process.kill()


def in_chrome(driver: WebDriver, script: str, *values: object) -> Any:  # noqa: ANN401  JSON
    """Run a script in Firefox itself instead of the page."""
    driver.execute("setContext", {"value": "chrome"})
    try:
        return driver.execute_script(script, *values)
    finally:
        driver.execute("setContext", {"value": "content"})


def marionette_port(folder: Path, process: subprocess.Popen[bytes]) -> int:
    """Wait until Firefox says where it listens."""
    file = folder / "MarionetteActivePort"
    end = time.monotonic() + START_SECONDS
    while not (file.exists() and file.read_text("utf-8")):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"Firefox does not start: {process.args!r}")
        time.sleep(0.05)
    return int(file.read_text("utf-8"))


# --- WebKitGTK ----------------------------------------------------------------------------


@contextmanager
def webkit(trap: Trap, _folder: Path, *, wasm: bool = True) -> Iterator[Opened]:
    """Start WebKitGTK's own small browser on a screen that nobody sees."""
    driver_program, xvfb = WEBKIT.programs()
    command = [str(xvfb), "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, text=True) as screen:
        assert screen.stdout is not None
        try:
            environment = {
                **os.environ,
                "DISPLAY": f":{screen.stdout.readline().strip()}",
                "JSC_useOMGJIT": "false",  # its last compilation is most of the cost of a short visit
            }
            if not wasm:
                environment["JSC_useWasm"] = "false"
            options = WebKitOptions()
            options.proxy = through(trap)
            service, driver = webkit_session(str(driver_program), environment, options)
            try:
                yield Opened(driver, lambda: Seen(trap.empty(), driver.execute_script(NEW_WRONG)))
                driver.quit()
            finally:
                service.stop()
        finally:
            screen.terminate()


def webkit_session(
    program: str, environment: dict[str, str], options: WebKitOptions
) -> tuple[WebKitService, WebDriver]:
    """Start the driver and its browser; now and then the two miss each other, so it is tried again."""
    for _ in range(WEBKIT_TRIES):
        service = WebKitService(program, env=environment)
        service.start()

        def reached_within(seconds: int, url: str = service.service_url) -> RemoteConnection:
            return RemoteConnection(client_config=ClientConfig(url, timeout=seconds))

        try:
            # webdriver.WebKitGTK does the same in a way that Selenium itself warns of.
            driver = webdriver.Remote(reached_within(WEBKIT_START_SECONDS), options=options)
        except (HTTPError, WebDriverException):
            service.process.kill()
        else:
            driver.command_executor = reached_within(ANSWER_SECONDS)
            return service, driver
    raise RuntimeError(f"WebKitGTK does not start: {program}")


# --- Which there are ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Engine:
    """A browser that the tests can start."""

    name: str
    open: Callable[..., AbstractContextManager[Opened]]
    needs: tuple[tuple[str, ...], ...]
    """Each program that has to be there, by the names that it goes by."""
    install: str

    def programs(self) -> list[Path | None]:
        """Return where each program is that is needed, or None."""
        found = (next(filter(None, map(shutil.which, names)), None) for names in self.needs)
        return [Path(path) if path else None for path in found]

    def missing(self) -> str | None:
        """Return what to do when a program is not there, in one line."""
        if all(self.programs()):
            return None
        return f"{self.name} was not found for the browser tests: install it ({self.install})"


FIREFOX = Engine(
    "firefox", firefox, (("firefox-esr", "firefox"),), "Debian: `apt-get install firefox-esr`"
)
WEBKIT = Engine(
    "webkit",
    webkit,
    (("WebKitWebDriver",), ("Xvfb",)),
    "Debian: `apt-get install webkit2gtk-driver xvfb`",
)
ENGINES = (FIREFOX, WEBKIT)
