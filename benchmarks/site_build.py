"""Measure what the build adds to MkDocs: `python -m benchmarks.site_build`.

Both turn the same pages into a site, in turns: `build.py` with nothing to do but the pages (render, MkDocs,
policy, service worker), and `mkdocs build` alone on the rendered pages.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from builder.languages import FIRST, translations
from builder.site import PAGES, RENDERED, environment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["measure"]

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Return seconds (medians) and the ratio. Needs a finished build, and leaves one."""
    ours, plain = [], []
    for _ in range(rounds):
        with TemporaryDirectory() as folder:
            mkdocs = ("-P", "-m", "mkdocs", "build", "--quiet", "--site-dir", folder)
            languages = (FIRST, *translations(ROOT))
            plain.append(
                sum(
                    _seconds((*mkdocs, "-f", str(ROOT / one.config)), environment(ROOT, one))
                    for one in languages
                )
            )
        for pattern in (*RENDERED, str(PAGES)):
            for path in ROOT.glob(pattern):
                shutil.rmtree(path)
        ours.append(_seconds(("build.py",)))
    return {
        "rounds": rounds,
        "build_s": round(median(ours), 1),
        "mkdocs_s": round(median(plain), 1),
        "ratio": round(median(ours) / median(plain), 2),
    }


def _seconds(arguments: Sequence[str], env: Mapping[str, str] = os.environ) -> float:
    started = time.monotonic()
    subprocess.run(  # noqa: S603  our own command
        (sys.executable, *arguments), cwd=ROOT, env=env, check=True, capture_output=True
    )
    return time.monotonic() - started


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
