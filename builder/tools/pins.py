"""Compare what uv has locked on this machine with the versions and hashes that the project has committed.

uv.lock is made on each machine and not committed, because it records download addresses. uv checks every
download against it; this module checks uv.lock against python-hashes.txt, which is committed.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from packaging.tags import sys_tags
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from builder.tools.steps import BuildError, Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from packaging.tags import Tag

    type Pins = Mapping[tuple[str, str], frozenset[str]]
    """(package, version) -> SHA-256 of each file that may be installed for it."""

REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")
LOCK = "uv.lock"
HASHES = "builder/tools/python-hashes.txt"


class PinMismatchError(BuildError, ValueError):
    """uv has locked a package, a version or a file that python-hashes.txt does not list."""


def committed(text: str) -> Pins:
    """Read the text of python-hashes.txt: requirements in the form of pip, with hashes."""
    starts = list(REQUIREMENT.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return {
        (start[1], start[2]): frozenset(HASH.findall(text, start.end(), end))
        for start, end in zip(starts, ends, strict=True)
    }


def locked(text: str) -> Pins:
    """Read the text of a uv.lock, without the project itself, which has no files.

    Wheels for other machines are left out: publishers add some to a version long after its release, and
    one that cannot be installed here does no harm. Raises PinMismatchError when the text is not TOML.
    """
    try:
        packages = tomllib.loads(text).get("package", [])
    except tomllib.TOMLDecodeError as error:
        message = f"{LOCK} cannot be read ({error}): delete it and run `uv run build.py`"
        raise PinMismatchError(message) from error
    here = frozenset(sys_tags())
    pins: dict[tuple[str, str], frozenset[str]] = {}
    for package in packages:
        if package.get("source") != {"virtual": "."}:
            files = [
                *package.get("wheels", []),
                *([package["sdist"]] if "sdist" in package else []),
            ]
            hashes = frozenset(
                file.get("hash", "no hash") for file in files if _may_be_installed(file, here)
            )
            name, version = package["name"], package.get("version", "no version")
            pins[name, version] = hashes if files else frozenset(["no file"])
    return pins


def _may_be_installed(file: Mapping[str, str], here: frozenset[Tag]) -> bool:
    try:
        tags = parse_wheel_filename(file["url"].rpartition("/")[2])[3]
    except (KeyError, InvalidWheelFilename):
        return True  # a source archive, or a name that says nothing: compared all the same
    return not here.isdisjoint(tags)


def compare(lock: Pins, requirements: Pins) -> None:
    """Raise PinMismatchError at the first package or file of `lock` that `requirements` does not list."""
    for (name, version), hashes in sorted(lock.items()):
        expected = requirements.get((name, version))
        if expected is None:
            message = f"{LOCK} has {name} {version}, which {HASHES} does not list: run scripts/pin"
            raise PinMismatchError(message)
        if unknown := sorted(hashes - expected):
            message = (
                f"{LOCK} has {name} {version} with {unknown[0]}, a file that {HASHES} does not list: "
                "do not install it; if the change is meant, run scripts/pin"
            )
            raise PinMismatchError(message)


def check(root: Path) -> None:
    """Compare the two files of this folder. Raises PinMismatchError."""
    try:
        lock = (root / LOCK).read_text("utf-8")
    except FileNotFoundError as error:
        message = f"{LOCK} is missing, so the packages cannot be verified: start the build with `uv run build.py`"
        raise PinMismatchError(message) from error
    compare(locked(lock), committed((root / HASHES).read_text("utf-8")))


CHECK = Step("Checking the pinned packages", check, reads=(LOCK, HASHES), writes=())
