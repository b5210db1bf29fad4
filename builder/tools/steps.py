"""Run the steps of the build in order, and skip each one whose inputs and outputs have not changed."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MEMORY = Path(".build/steps.json")
LOCK = Path(".build/lock")
LOCK_SECONDS = 600


class BuildError(RuntimeError):
    """The build cannot go on. The message is one line: what is wrong, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the build.

    `reads` and `writes` are files, folders or glob patterns below the project's root, and `settings` names
    of environment variables. The step is skipped when none of them, and not its own module either, has
    changed since the last time it ended well.
    """

    title: str
    run: Callable[[Path], None]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    settings: tuple[str, ...] = ()


def files(root: Path, patterns: Iterable[str]) -> Iterator[Path]:
    """Yield each file that the patterns name, folders with all they hold, once and in a fixed order."""
    found: set[Path] = set()
    for pattern in patterns:
        for path in root.glob(pattern):
            found.update(path.rglob("*") if path.is_dir() else [path])
    for path in sorted(found):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def fingerprint(root: Path, patterns: Iterable[str], settings: Iterable[str] = ()) -> str:
    """Return one SHA-256 for the names and contents of the files and the values of the settings."""
    digest = hashlib.sha256()
    for path in files(root, patterns):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()}\0{content}\n".encode())
    for name in settings:
        digest.update(f"${name}={os.environ.get(name, '')}\n".encode())
    return digest.hexdigest()


def run_all(root: Path, steps: Iterable[Step]) -> bool:
    """Run the steps that need it, one process at a time, and tell whether there were any.

    Raises BuildError when a step fails or another build holds the folder for ten minutes.
    """
    (root / LOCK).parent.mkdir(exist_ok=True)
    try:
        with FileLock(root / LOCK, timeout=LOCK_SECONDS):
            return _run_all(root, steps)
    except Timeout as error:
        message = (
            f"another build has held {LOCK} for {LOCK_SECONDS} seconds: end it, then try again"
        )
        raise BuildError(message) from error


def _run_all(root: Path, steps: Iterable[Step]) -> bool:
    console = Console(stderr=True, highlight=False)
    memory = _remembered(root)
    has_run = False
    for step in steps:
        code = inspect.getsourcefile(step.run)
        reads = (*step.reads, *_below(root, code))
        before = fingerprint(root, reads, step.settings)
        known = memory.get(step.title, {})
        if known.get("reads") == before and known.get("writes") == fingerprint(root, step.writes):
            continue
        started = time.monotonic()
        with console.status(f"{step.title} …"):
            step.run(root)
        console.print(f"{step.title}: {time.monotonic() - started:.1f} s", style="dim")
        memory[step.title] = {"reads": before, "writes": fingerprint(root, step.writes)}
        (root / MEMORY).write_text(json.dumps(memory, indent=1), "utf-8")
        has_run = True
    return has_run


def _below(root: Path, code: str | None) -> list[str]:
    path = Path(code or "").resolve()
    return [path.relative_to(root).as_posix()] if path.is_relative_to(root) else []


def _remembered(root: Path) -> dict[str, dict[str, str]]:
    """Return what earlier builds left; nothing at all is a right answer, it only costs time."""
    try:
        memory = json.loads((root / MEMORY).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return memory if isinstance(memory, dict) else {}
