"""Chromium, which prints the PDFs and runs the tests and the measurements: where it is, and how it starts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",  # it opens files of ours, and a root user, as on CI, has no sandbox
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find() -> str | None:
    """Return the path of a Chromium: the one in the environment's CHROMIUM (empty: none), or one on the PATH."""
    named = os.environ.get("CHROMIUM")
    if named is not None:
        return named if Path(named).is_file() else None
    return on_path()


def on_path() -> str | None:
    """Return the path of the first Chromium on the PATH."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def rules(host: str = "") -> str:
    """Return host rules by which nothing but this host has an address: a request elsewhere cannot even leave."""
    return f"MAP * ~NOTFOUND, EXCLUDE {host}" if host else "MAP * ~NOTFOUND"
