"""Measure the start of Python in the page against Pyodide as it comes: `python -m benchmarks.startup`.

Both variants are the page of the self-check with everything that it shows; only what runs Python differs. What
counts is the time from opening the page to the first assessment, in Chromium with a fresh profile (cold), and once
more in the same (warm). The variants take turns, because a busy machine slows all of
them alike; so read the ratios, not the milliseconds. Nothing is asked of another host.
"""

from __future__ import annotations

import gzip
import json
import shutil
import threading
import time
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, override

from playwright.sync_api import sync_playwright

from builder.publish.serve import BASE, HOST, Handler, listen
from builder.runtime.pyodide import PYODIDE, STDLIB
from builder.tools import chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import BrowserContext, Page, Playwright, Request

__all__ = ["cost", "measure", "slow_line", "variants"]

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "benchmarks/pages"
STOCK = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", STDLIB, "pyodide-lock.json")
COMPRESSED = frozenset(
    {".css", ".csv", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest", ".xml"}
)  # fmt: skip
"""What GitHub Pages sends with gzip to a browser that takes it."""
FLAGS = (
    *chromium.FLAGS,
    f"--host-resolver-rules={chromium.rules(HOST)}",
)
PATIENCE = 120

ASK_AT_ONCE = """
(() => {
  const text = JSON.stringify({ answers: { who: "me", age: 45 } });
  window.Worker = class extends Worker {
    constructor(...values) {
      super(...values);
      let asked = false;
      this.addEventListener("message", ({ data: { kind, id } }) => {
        if (kind === "done" && id === "first") {
          window.python = this;
          performance.mark("first-assessment");
        }
        if (kind !== "done" || asked) return;
        asked = true;
        this.postMessage({ kind: "assess", id: "first", text, language: "en", place: "elsewhere" });
      });
    }
  };
})();
"""
"""Asks a worker that speaks as ours does for an assessment as soon as it has started."""

NO_COPY = "delete Navigator.prototype.serviceWorker;"
FIRST = "() => performance.getEntriesByName('first-assessment')[0]?.startTime ?? 0"
EACH_MS = """async (texts) => {
  const { python } = window;
  const started = performance.now();
  for (const [n, text] of texts.entries()) {
    await new Promise((resolve) => {
      const listen = ({ data }) => {
        if (data.id !== `n${n}`) return;
        python.removeEventListener("message", listen);
        resolve();
      };
      python.addEventListener("message", listen);
      python.postMessage({ kind: "assess", id: `n${n}`, text, language: "en", place: "elsewhere" });
    });
  }
  return (performance.now() - started) / texts.length;
}"""


@cache
def _compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


class LikePages(Handler):
    """Answers as GitHub Pages does, with gzip and kept for ten minutes, and can be as slow as a line."""

    line: Line | None = None

    @override
    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")
        super(Handler, self).end_headers()

    @override
    def do_GET(self) -> None:
        if self.line is not None:
            self.wfile = Slow(self.wfile, self.line)  # type: ignore[assignment]
            time.sleep(self.line.delay)
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if self.path.endswith("/") else path
        if path.suffix not in COMPRESSED or not path.is_file():
            super().do_GET()
            return
        content = _compressed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path.name))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Line:
    """A line that all connections share."""

    def __init__(self, bits_per_second: float, delay: float) -> None:
        self.delay = delay
        self._rate = bits_per_second / 8
        self._free_at = 0.0
        self._lock = threading.Lock()

    def wait_for(self, size: int) -> None:
        """Wait as long as so many bytes take."""
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic()) + size / self._rate
            until = self._free_at
        time.sleep(max(0, until - time.monotonic()))


class Slow:
    """A file that is written to over a line."""

    def __init__(self, file: Any, line: Line) -> None:  # noqa: ANN401  what the server gives
        self._file = getattr(file, "_file", file)
        self._line = line

    def write(self, content: bytes) -> int:
        """Write in pieces, each when the line has room."""
        for at in range(0, len(content), 4096):
            piece = content[at : at + 4096]
            self._line.wait_for(len(piece))
            self._file.write(piece)
            self._file.flush()
        return len(content)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        """Be the file in everything else."""
        return getattr(self._file, name)


@contextmanager
def served(site: Path, line: Line | None = None) -> Iterator[str]:
    """Serve a folder while the block runs, and give its address."""
    handler = type("OwnHandler", (LikePages,), {"line": line})
    with listen(site, 0, handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_port}{BASE}"
        server.shutdown()


def variants(folder: Path) -> dict[str, Path]:
    """Write the site below the folder, as it is and with stock Pyodide; return name -> site."""
    found = {"ours": folder / "ours", "stock": folder / "stock"}
    shutil.copytree(ROOT / "site", found["ours"])
    without = shutil.ignore_patterns("*.wasm", "*.zip")
    shutil.copytree(ROOT / "site", found["stock"], ignore=without)
    _stock(found["stock"] / "stock")
    (worker,) = found["stock"].glob("assets/js-*/worker.mjs")
    shutil.copy(PAGES / "stock-worker.mjs", worker)
    return found


def _stock(folder: Path) -> None:
    """Write Pyodide as it comes, and the sources of the checker in a zip."""
    folder.mkdir()
    for name in STOCK:
        shutil.copy(ROOT / PYODIDE / name, folder / name)
    with zipfile.ZipFile(folder / "checker.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((ROOT / "checker").rglob("*")):
            if path.suffix in {".py", ".toml"}:
                archive.write(path, path.relative_to(ROOT).as_posix())


@contextmanager
def browser(playwright: Playwright, url: str, *scripts: str) -> Iterator[BrowserContext]:
    """Start a browser with a fresh profile."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium.find(), args=list(FLAGS), base_url=url
        )
        for script in (*scripts, ASK_AT_ONCE):
            context.add_init_script(script)
        yield context
        context.close()


def first_assessment(page: Page) -> float:
    """Open the page; return the milliseconds from the wish to the first assessment."""
    page.goto("check/")
    end = time.monotonic() + PATIENCE
    while not (at := page.evaluate(FIRST)):
        if time.monotonic() > end:
            raise TimeoutError("no assessment came")
        page.wait_for_timeout(50)
    return float(at)


def measure(rounds: int, texts: Sequence[str]) -> dict[str, Any]:
    """Return medians in milliseconds and ratios to stock Pyodide, bytes, memory, and what an assessment takes."""
    times: dict[str, dict[str, list[float]]] = {}
    sizes: dict[str, int] = {}
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        found = variants(Path(folder))
        for _ in range(rounds):
            for name, site in found.items():
                with served(site) as url, browser(playwright, url, NO_COPY) as context:
                    page = context.new_page()
                    asked: list[str] = []
                    context.on("requestfinished", _noting(asked))
                    spans = times.setdefault(name, {"cold": [], "warm": []})
                    spans["cold"].append(first_assessment(page))
                    page.close()
                    page = context.new_page()
                    spans["warm"].append(first_assessment(page))
                    page.close()
                    sizes[name] = _on_the_wire(site, url, asked)
        costs = {name: cost(playwright, site) for name, site in found.items()}
        each = _each(playwright, found["ours"], texts)
    stock = {kind: median(values) for kind, values in times["stock"].items()}
    result: dict[str, Any] = {
        name: {
            **{f"{kind}_ms": round(median(values)) for kind, values in spans.items()},
            **{
                f"{kind}_ratio": round(median(values) / stock[kind], 2)
                for kind, values in spans.items()
            },
            "runs": {kind: [round(value) for value in values] for kind, values in spans.items()},
        }
        for name, spans in times.items()
    }
    for name, spent in costs.items():
        result[name] |= {
            "bytes": sizes[name],
            "memory_mb": spent.megabytes,
            "processor_s": round(spent.seconds, 2),
            "processor_ratio": round(spent.seconds / costs["stock"].seconds, 2),
        }
    return {
        "rounds": rounds,
        "variants": result,
        "assessment_in_worker_ms": each,
    }


def _each(playwright: Playwright, site: Path, texts: Sequence[str]) -> float:
    """Return the milliseconds of one assessment in the worker, from the question to the answer in the page."""
    with served(site) as url, browser(playwright, url, NO_COPY) as context:
        page = context.new_page()
        first_assessment(page)
        page.locator("form#check[data-state=ready]").wait_for()
        return round(float(page.evaluate(EACH_MS, list(texts))), 2)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a start takes of a device."""

    seconds: float
    """Processor time of the page's process, worker included: other work on the machine hardly counts."""

    megabytes: int
    """What that process holds afterwards: its proportional set size, as Linux tells it."""


def cost(playwright: Playwright, site: Path) -> Cost:
    """Return what it takes to open the page for the first time, up to the first assessment."""
    with served(site) as url:
        started = playwright.chromium.launch(executable_path=chromium.find(), args=list(FLAGS))
        context = started.new_context(base_url=url, service_workers="block")
        context.add_init_script(ASK_AT_ONCE)
        first_assessment(context.new_page())
        told = started.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        pages = [process for process in told if process["type"] == "renderer"]
        held = [
            int(line.split()[1]) * 1024
            for process in pages
            for line in Path(f"/proc/{process['id']}/smaps_rollup").read_text("ascii").splitlines()
            if line.startswith("Pss:")
        ]
        started.close()
    return Cost(max(float(process["cpuTime"]) for process in pages), round(max(held) / 1e6))


def _noting(addresses: list[str]) -> Callable[[Request], None]:
    return lambda request: addresses.append(request.url)


def _on_the_wire(site: Path, url: str, asked: Sequence[str]) -> int:
    """Return the bytes of what was asked for, each file with gzip."""
    total = 0
    for address in {one.partition("?")[0] for one in asked if one.startswith(url)}:
        path = site / address.removeprefix(url)
        path = path / "index.html" if path.is_dir() else path
        if path.is_file():
            total += len(_compressed(path))
    return total


def slow_line(bits_per_second: float = 1.6e6, delay: float = 0.15) -> dict[str, Any]:
    """Return the seconds to the first assessment on a slow line, first visit, ours and stock Pyodide's."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        found = variants(Path(folder))
        seconds = {}
        for name in ("ours", "stock"):
            line = Line(bits_per_second, delay)
            with served(found[name], line) as url, browser(playwright, url, NO_COPY) as context:
                seconds[name] = round(first_assessment(context.new_page()) / 1000, 1)
    return {"bits_per_second": bits_per_second, "delay_s": delay, "first_assessment_s": seconds}


if __name__ == "__main__":
    print(json.dumps(measure(7, []), indent=1))  # noqa: T201
