"""The same sources give the same site, byte for byte, wherever they are built."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from builder.sheets import printing
from builder.tools import toolchain
from builder.tools.steps import MEMORY
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NOT_COPIED = {".git", ".venv", ".build", "site", "dist", "node_modules", "mutants"}
SHARED = (toolchain.NPM, printing.PRINT)
"""Steps whose results are taken over, because of their time: npm's packages and PDFs."""


def left_out(folder: str, names: list[str]) -> set[str]:
    return NOT_COPIED.intersection(names) if folder == str(ROOT) else {"__pycache__"}


def hashes(site: Path) -> dict[str, str]:
    files = (path for path in sorted(site.rglob("*")) if path.is_file())
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_another_folder_gives_the_same_site(site: Path, tmp_path: Path) -> None:
    other = tmp_path / "another folder"
    shutil.copytree(ROOT, other, ignore=left_out)
    (other / "node_modules").symlink_to(ROOT / "node_modules")
    memory = json.loads((ROOT / MEMORY).read_text("utf-8"))
    for step in SHARED[1:]:
        for name in step.writes:
            folder = name.partition("*")[0].rstrip("/")
            shutil.copytree(ROOT / folder, other / folder, dirs_exist_ok=True)
    (other / MEMORY).write_text(json.dumps({step.title: memory[step.title] for step in SHARED}))
    environment = os.environ | {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7"}
    command = [sys.executable, str(other / "build.py")]
    done = subprocess.run(
        command, cwd=other, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for step in SHARED:
        assert f"{step.title}:" not in done.stderr
    assert hashes(other / "site") == hashes(site)
