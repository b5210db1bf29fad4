"""What takes the place of modules that Pyodide imports at every start and that the page never uses.

Python's event loop, temporary files and Pyodide's loader of packages bring some 70 modules with them, a third
of the library's bytes. The worker only makes synchronous calls and loads no package. Whoever needs one of them
takes its line out here and runs `uv run -m builder.runtime.trace_stdlib`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["STAND_INS"]

STAND_INS: Final[Mapping[str, str]] = {
    "asyncio/__init__.py": "",  # only its name is wanted
    "importlib/resources/__init__.py": "",
    "pyodide/webloop.py": """\
from pyodide_js._api import scheduleCallback


def _initialize_event_loop():
    pass
""",
    "pyodide/_package_loader.py": """\
from pathlib import Path
from site import getsitepackages

from pyodide_js import loadedPackages

SITE_PACKAGES = Path(getsitepackages()[0])
DSO_DIR = Path("/usr/lib")


def init_loaded_packages():
    pass
""",
}
"""Path in the standard library's archive -> source."""
