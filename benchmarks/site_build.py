"""Measure what the build adds to MkDocs: `python -m benchmarks.site_build`, and its growth with `... 10 100`.

Both turn the same pages into a site, in turns: `build.py` with nothing to do but the pages (render, MkDocs,
policy, service worker), and `mkdocs build` alone on the rendered pages. For the growth short pages are added to
a copy of the project.
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

from builder.knowledge.languages import languages, pages
from builder.publish.site import JOINED, PAGES, RENDERED, environment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["measure"]

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3
FACTORS = (10, 100)
COPIED = (
    "LICENSES", "benchmarks", "builder", "evaluation", "checker", "likelihood", "docs", "theme", "tests",
    "build.py", "mkdocs.yml",
    "package.json", "package-lock.json", "uv.lock", ".npmrc", "pyproject.toml",
)  # fmt: skip
IGNORED = shutil.ignore_patterns("__pycache__", "node_modules", "lock", "uv", "lforms")
ADDED = "added"
PAGE = """\
---
title: "Page {number}"
description: A short page of which there are as many as the measurement needs, and this is number {number}.
---

# Page {number}

Back pain is common. Most of it gets better by itself within some weeks, and moving helps.

## What helps

- Keep moving, gently and often.
- Warmth, and sleep as it comes.

## When to get help

Read [when to get help](../get-help.md) for the signs that cannot wait.
"""


def measure(rounds: int = ROUNDS, factors: Sequence[int] = FACTORS) -> dict[str, Any]:
    """Return the seconds of the site (medians), their ratio, and how both grow with the pages."""
    with TemporaryDirectory() as folder:
        root = _copy(Path(folder))
        times = [_both(root) for _ in range(rounds)]
        result = {"rounds": rounds, **_compared(_count(root), times)}
        result["growth"] = [_grown(root, factor) for factor in factors]
    return result


def _copy(target: Path) -> Path:
    """Return a copy of the project with what the last build left, so that nothing of the runtime is made again."""
    for name in (".build", *COPIED):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=IGNORED, symlinks=True)
        else:
            shutil.copy2(source, target / name)
    (target / "node_modules").symlink_to(ROOT / "node_modules")
    _ours(target)
    return target


def _count(root: Path) -> int:
    return sum(len(pages(root, one)) for one in languages(root))


def _grown(root: Path, factor: int) -> dict[str, Any]:
    """Return the times with short pages added until there are so many times the pages, measured once."""
    config = root / "mkdocs.yml"
    text = config.read_text("utf-8")
    if ADDED not in text:
        config.write_text(text.replace("not_in_nav: |", f"not_in_nav: |\n  /{ADDED}/*"), "utf-8")
    wanted = factor * _count(root)
    (root / "docs" / ADDED).mkdir()
    for number in range(wanted - _count(root)):
        (root / "docs" / ADDED / f"{number}.md").write_text(PAGE.format(number=number), "utf-8")
    _ours(root)  # what is drawn and printed reads the pages too
    result = {"factor": factor, **_compared(wanted, [_both(root)])}
    shutil.rmtree(root / "docs" / ADDED)
    return result


def _compared(number: int, times: Sequence[tuple[float, float]]) -> dict[str, Any]:
    ours, plain = (median(kind) for kind in zip(*times, strict=True))
    return {
        "pages": number,
        "build_s": round(ours, 1),
        "mkdocs_s": round(plain, 1),
        "ratio": round(ours / plain, 2),
    }


def _both(root: Path) -> tuple[float, float]:
    """Return the seconds of our build and of MkDocs alone on the pages that it has rendered."""
    return _ours(root), _plain(root)


def _ours(root: Path) -> float:
    for pattern in (*RENDERED, str(PAGES), str(JOINED)):
        for path in root.glob(pattern):
            shutil.rmtree(path)
    return _seconds(root, (str(root / "build.py"),), os.environ)


def _plain(root: Path) -> float:
    with TemporaryDirectory() as folder:
        mkdocs = ("-P", "-m", "mkdocs", "build", "--quiet", "--site-dir", folder)
        return sum(
            _seconds(root, (*mkdocs, "-f", str(root / one.config)), environment(root, one))
            for one in languages(root)
        )


def _seconds(root: Path, arguments: Sequence[str], env: Mapping[str, str]) -> float:
    started = time.monotonic()
    subprocess.run(  # noqa: S603  our own command
        (sys.executable, *arguments), cwd=root, env=env, check=True, capture_output=True
    )
    return time.monotonic() - started


if __name__ == "__main__":
    sys.stdout.write(
        json.dumps(measure(factors=[int(one) for one in sys.argv[1:]]), indent=1) + "\n"
    )
