"""Print what Lighthouse says of the built site, as JSON: ``python -m benchmarks.lighthouse [report folder]``.

Needs `uv run build.py`, `npm ci --prefix benchmarks` and a Chromium. The pages are served compressed, as
GitHub Pages does, to Lighthouse's own telephone: its default settings. Neither browser nor Lighthouse can
reach another host. Each page is opened three times, and the median counts, because a busy machine adds time.
Whole reports are written only into a folder that is named.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, override

from builder.publish.serve import BASE, HOST, Handler, listen
from builder.tools import chromium

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["main", "measure"]

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = ROOT / "benchmarks/node_modules/lighthouse/cli/index.js"
PAGES = {
    "home": "",
    "check": "check/",
    "table": "clinicians/accuracy/",
    "chart": "care/outlook/",
}
ROUNDS = 3
FLAGS = (
    "--headless=new",
    *chromium.FLAGS,
    f"--host-resolver-rules='{chromium.rules(HOST)}'",
)
TIMES = {
    "fcp_ms": "first-contentful-paint",
    "lcp_ms": "largest-contentful-paint",
    "tbt_ms": "total-blocking-time",
    "cls": "cumulative-layout-shift",
    "bytes": "total-byte-weight",
}
COMPRESSED = frozenset(
    {".css", ".csv", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest", ".xml"}
)  # fmt: skip
"""What GitHub Pages sends with gzip to a browser that takes it."""


class CompressingHandler(Handler):
    """Answers as GitHub Pages does: text, JSON, SVG and WebAssembly with gzip."""

    @override
    def do_GET(self) -> None:
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


@cache
def _compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


def main() -> None:
    """Measure the four pages, and print the figures."""
    reports = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    sys.stdout.write(json.dumps(measure(ROOT / "site", reports), indent=2) + "\n")


def measure(site: Path, reports: Path | None = None) -> dict[str, Any]:
    """Return scores from 0 to 100, times in milliseconds and bytes of each page of a built site."""
    with listen(site, 0, CompressingHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://{HOST}:{server.server_port}{BASE}"
        found = {
            name: [_report(home + path, reports, f"{name}-{n}") for n in range(ROUNDS)]
            for name, path in PAGES.items()
        }
        server.shutdown()
    one = found["home"][0]
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "lighthouse": one["lighthouseVersion"],
        "browser": one["environment"]["hostUserAgent"].rpartition("Chrome/")[2].partition(" ")[0],
        "benchmark_index": round(median(r["environment"]["benchmarkIndex"] for r in found["home"])),
        "rounds": ROUNDS,
        "pages": {PAGES[name] or "index": _figures(runs) for name, runs in found.items()},
    }


def _figures(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    scores = {
        key: round(100 * median(run["categories"][key]["score"] for run in runs))
        for key in runs[0]["categories"]
    }
    times = {
        name: round(median(run["audits"][audit]["numericValue"] for run in runs), 3)
        for name, audit in TIMES.items()
    }
    return scores | times


def _report(address: str, reports: Path | None, name: str) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        target = Path(folder) / "report.json"
        command = [
            shutil.which("node") or "node",
            str(LIGHTHOUSE),
            address,
            "--output=json",
            f"--output-path={target}",
            "--quiet",
            "--no-enable-error-reporting",
            f"--chrome-flags={' '.join(FLAGS)}",
        ]
        environment = os.environ | {"CHROME_PATH": chromium.find() or ""}
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
        text = target.read_text("utf-8")
    if reports is not None:
        reports.mkdir(parents=True, exist_ok=True)
        (reports / f"{name}.json").write_text(text, "utf-8")
    report: dict[str, Any] = json.loads(text)
    return report


if __name__ == "__main__":
    main()
