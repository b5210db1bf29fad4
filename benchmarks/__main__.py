"""Measure how fast the project is, and write benchmarks/results/speed.json: `uv run python -m benchmarks`.

Needs `uv run build.py`, `npm ci --prefix benchmarks` and a Chromium. docs/about/speed.md shows the results.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

from benchmarks import assess, button_to_result, other_theme, site_build, startup
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
    """Return the version of everything that is compared."""
    packages = {
        "pyodide": startup.ROOT / "node_modules/pyodide",
        "pyscript": startup.MODULES / "@pyscript/core",
        "micropython": startup.MODULES / "@micropython/micropython-webassembly-pyscript",
    }
    found = {
        name: json.loads((folder / "package.json").read_text("utf-8"))["version"]
        for name, folder in packages.items()
    }
    command = [chromium.find() or "chromium", "--version"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    found["theme"] = other_theme.VERSION
    return found | {"chromium": said.split()[1], "python": platform.python_version()}


if __name__ == "__main__":
    RESULTS.write_text(json.dumps(measure(), indent=1) + "\n", "utf-8")
