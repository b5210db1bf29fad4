"""The hazard log and the list of threats as HTML, held against the tests that they name."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from builder.steps import BuildError

if TYPE_CHECKING:
    from pathlib import Path

    type Parts = tuple[tuple[str, str], ...]
    """Key of an entry -> the words for it."""

__all__ = ["HazardError", "hazards", "threats"]

LOG = "docs/_data/hazards.toml"
THREATS = "docs/_data/threats.toml"
PARTS = (
    ("cause", "Cause"),
    ("effect", "Effect"),
    ("control", "Control"),
)
THREAT_PARTS = (
    ("who", "From whom"),
    ("effect", "What it would do"),
    ("control", "What stops it"),
    ("left", "What is left"),
)


class HazardError(BuildError, LookupError):
    """The hazard log names a test that does not exist, or a hazard has none."""


def hazards(root: Path) -> str:
    """Return the hazard log as an HTML list of definitions, one section a hazard.

    Raises HazardError when a hazard names no test, or one that does not exist.
    """
    return _log(root, LOG, "hazard", PARTS)


def threats(root: Path) -> str:
    """Return the list of threats in the same form, and under the same condition."""
    return _log(root, THREATS, "threat", THREAT_PARTS)


def _log(root: Path, log: str, kind: str, parts: Parts) -> str:
    entries = tomllib.loads((root / log).read_text("utf-8"))[kind]
    return "\n".join(_section(root, f"{log} [{one['id']}]", one, kind, parts) for one in entries)


def _section(root: Path, where: str, hazard: dict[str, object], kind: str, parts: Parts) -> str:
    tests = hazard["tests"]
    if not isinstance(tests, list) or not tests:
        raise HazardError(f"{where}: no test shows the control")
    for test in tests:
        file, _, function = str(test).partition("::")
        if function not in _functions(root / file):
            raise HazardError(f"{where}: test {test!r} does not exist")
    rows = [f"<dt>{name}</dt><dd>{escape(str(hazard[key]))}.</dd>" for key, name in parts]
    shown = "".join(f"<li><code>{escape(str(test))}</code></li>" for test in tests)
    rows.append(f"<dt>Shown by</dt><dd><ul>{shown}</ul></dd>")
    return (
        f'<section class="hazard" id="{hazard["id"]}">'
        f"<h3>{hazard['id']}: {escape(str(hazard[kind]))}</h3>"
        f"<dl>{''.join(rows)}</dl></section>\n"
    )


@cache
def _functions(file: Path) -> frozenset[str]:
    """Return the names of the test functions of a file; none when there is no such file."""
    if not file.is_file():
        return frozenset()
    return frozenset(
        node.name
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
