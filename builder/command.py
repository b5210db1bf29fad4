"""The command line of build.py."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from builder import serve, single_file
from builder.steps import BuildError, run_all
from checker.errors import CheckerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.steps import Step

ROOT = Path(__file__).resolve().parent.parent


def main(steps: Sequence[Step], arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit status: 0, or 1 after one line that says what is wrong."""
    parser = argparse.ArgumentParser(prog="build.py", description="Build the site into site/.")
    parser.add_argument(
        "task",
        nargs="?",
        choices=["build", "serve", "single-file"],
        default="build",
        help="default: build; single-file: the self-check as one HTML file, too",
    )
    parser.add_argument(
        "--port", type=int, default=serve.PORT, help="for serve; default: %(default)s"
    )
    chosen = parser.parse_args(arguments)
    try:
        run_all(ROOT, steps)
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
