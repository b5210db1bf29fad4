"""A copy of the project, for tests that change its content and build it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from checker.loading import CONTENT
from checker.tables import read_tables

ROOT = Path(__file__).resolve().parent.parent
COPIED = (
    "LICENSES", "benchmarks/results", "builder", "evaluation", "checker", "likelihood", "docs", "theme", "build.py",
    "mkdocs.yml",
    "package.json", "package-lock.json", "uv.lock", ".npmrc", "pyproject.toml",
)  # fmt: skip


def content_tables() -> dict[str, Any]:
    """Return the knowledge files of the project."""
    return dict(read_tables(CONTENT))


def copy(target: Path) -> Path:
    """Return a copy of all that a build reads, with what the last build left, so that only changes cost time."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            shutil.copy2(source, target / name)
    (target / "node_modules").symlink_to(ROOT / "node_modules")
    shutil.copytree(
        ROOT / ".build", target / ".build", ignore=shutil.ignore_patterns("lock"), symlinks=True
    )
    return target


def build(root: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Build a copy, without PDFs; the last line of its errors says what was wrong."""
    env = {**os.environ, "CHROMIUM": "", "PYTHONPATH": "", **settings}
    return subprocess.run(
        [sys.executable, "build.py"], cwd=root, env=env, capture_output=True, text=True, check=False
    )


def copy_folder(name: str, target: Path) -> None:
    """Copy one folder of the project to the same place below the target."""
    shutil.copytree(ROOT / name, target / name, dirs_exist_ok=True)
