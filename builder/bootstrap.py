"""Start the build with uv where it was started without it: `python3 build.py serve` needs Python and git alone.

Every Python since 3.6 has to read this module.
"""

import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OWN = os.path.join(ROOT, ".build", "uv")
STARTED = "BUILD_STARTED_BY_UV"
"""Set for the second start, so that there is no third."""


def restart(reason: str) -> int:
    """Run the same command by uv, which fetches Python 3.13 and the packages; return its exit status."""
    if os.environ.get(STARTED):
        return stop(reason)
    uv = usable(shutil.which("uv")) or usable(os.path.join(OWN, "bin", "uv")) or fetched()
    if uv is None:
        return stop(reason + ", and uv, which brings it, could not be fetched: `pip install uv`")
    command = [uv, "run", "build.py"] + sys.argv[1:]
    return subprocess.call(command, cwd=ROOT, env=dict(os.environ, **{STARTED: "1"}))


def stop(reason: str) -> int:
    """Say in one line why nothing was built."""
    sys.stderr.write("build: " + reason + "\n")
    return 1


def usable(uv: "str | None") -> "str | None":
    """Return the path of a uv that runs, or None: a version manager's shim may stand for one that is not there."""
    try:
        done = subprocess.call(
            [uv or "", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return None
    return None if done else uv


def fetched() -> "str | None":
    """Install the pinned uv into an environment of its own, and return its path, or None where that fails."""
    sys.stderr.write("build: fetching uv into .build/uv\n")
    pins = os.path.join(ROOT, ".ci", "requirements.txt")
    python = os.path.join(OWN, "bin", "python")
    install = ["-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", pins]
    try:
        if subprocess.call([sys.executable, "-m", "venv", OWN]) or subprocess.call(
            [python, *install]
        ):
            return None
    except OSError:
        return None
    return usable(os.path.join(OWN, "bin", "uv"))
