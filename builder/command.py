"""The command line of build.py."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from builder.knowledge import mkdocs_config
from builder.publish import serve, single_file
from builder.tools.steps import BuildError, run_all
from checker.errors import CheckerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.tools.steps import Step

ROOT = Path(__file__).resolve().parent.parent


def main(steps: Sequence[Step], arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit status: 0, or 1 after one line that says what is wrong."""
    parser = argparse.ArgumentParser(prog="build.py", description="Build the site into site/.")
    parser.add_argument(
        "task",
        nargs="?",
        choices=["build", "serve", "single-file", "test"],
        default="build",
        help="default: build; single-file: the self-check as one HTML file, too; test: run all tests",
    )
    parser.add_argument(
        "--port", type=int, default=serve.PORT, help="for serve; default: %(default)s"
    )
    chosen = parser.parse_args(arguments)
    if chosen.task == "test":
        return subprocess.call([sys.executable, "-m", "pytest"], cwd=ROOT)
    try:
        has_run = run_all(ROOT, steps)
        if chosen.task == "build":
            start = "" if has_run else "The site is up to date: "
            sys.stderr.write(f"{start}{summary(ROOT)}\n")
        if chosen.task == "serve":
            serve.serve(ROOT, chosen.port)
        if chosen.task == "single-file":
            sys.stderr.write(f"{single_file.write(ROOT).relative_to(ROOT)} is written.\n")
    except (BuildError, CheckerError, OSError) as error:
        sys.stderr.write(f"build: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def summary(root: Path) -> str:
    """Return one line: what was built, for which address, and how to look at it."""
    files = [path for path in (root / "site").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    address = mkdocs_config.site_address(root)
    built = f"site/ has {len(files)} files ({size:.1f} MB)"
    look = "look at it with `uv run build.py serve`"
    if address == mkdocs_config.local_address(root):
        return f"{built} for this machine alone: {look}; to publish, set SITE_URL to its address"
    return f"{built} for {address}: {look}"
