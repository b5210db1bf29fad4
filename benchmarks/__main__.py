"""Measure how fast the project is, and write benchmarks/results/speed.json: `uv run python -m benchmarks`.

Needs `uv run build.py` and a Chromium. docs/about/speed.md shows the results.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

from benchmarks import assess, button_to_result, site_build, startup
from builder.tools import chromium

RESULTS = Path(__file__).with_name("results") / "speed.json"
ROUNDS = 7
ASKED = 40
"""So many assessments are made in the page."""


def measure() -> dict[str, Any]:
    """Return all figures."""
    before = os.getloadavg()[0]
    people = assess.answer_sets()
    texts = [json.dumps({"answers": answers}) for answers in people[:ASKED]]
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "versions": versions(),
        "startup": startup.measure(ROUNDS, texts),
        "slow_line": startup.slow_line(),
        "button_to_result": button_to_result.measure(),
        "site_build": site_build.measure(),
        "assess": assess.measure(people, assess.ROUNDS),
        "load": {"before": round(before, 1), "after": round(os.getloadavg()[0], 1)},
    }


def versions() -> dict[str, str]:
    """Return the version of everything that is measured."""
    package = startup.ROOT / "node_modules/pyodide/package.json"
    command = [chromium.find() or "chromium", "--version"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return {
        "pyodide": json.loads(package.read_text("utf-8"))["version"],
        "chromium": said.split()[1],
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    RESULTS.write_text(json.dumps(measure(), indent=1) + "\n", "utf-8")
