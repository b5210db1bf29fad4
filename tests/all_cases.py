"""Every case and story: answers that tests, proofs and measurements run through."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.accuracy import BASE, completed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker import Content

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("tests/cases", "evaluation/stories")

__all__ = ["all_cases", "base"]


def base() -> dict[str, Any]:
    """Return the answers of somebody without a sign: cases and stories give what differs."""
    answers: dict[str, Any] = _tables(ROOT / BASE)["answers"]
    return answers


def rows() -> Iterator[dict[str, Any]]:
    """Yield the table of each case and story."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).glob("*.toml")):
            yield from _tables(path).get("case", [])


def all_cases(content: Content) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield name and answers of each case and story, with those that it leaves to the base."""
    for row in rows():
        yield row["name"], completed(content, row["answers"], base())


def _tables(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
