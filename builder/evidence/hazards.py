"""The hazard log and the list of threats as HTML. That the tests they name exist is held by a test."""

from __future__ import annotations

import tomllib
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    type Parts = tuple[tuple[str, str], ...]
    """Key of an entry -> the words for it."""

__all__ = ["LOGS", "hazards", "threats"]

HAZARDS = "docs/_data/hazards.toml"
THREATS = "docs/_data/threats.toml"
LOGS = {HAZARDS: "hazard", THREATS: "threat"}
"""Each file, and the name of its tables."""
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


def hazards(root: Path) -> str:
    """Return the hazard log as an HTML list of definitions, one section a hazard."""
    return _log(root, HAZARDS, PARTS)


def threats(root: Path) -> str:
    """Return the list of threats in the same form."""
    return _log(root, THREATS, THREAT_PARTS)


def _log(root: Path, log: str, parts: Parts) -> str:
    entries = tomllib.loads((root / log).read_text("utf-8"))[LOGS[log]]
    return "\n".join(_section(one, LOGS[log], parts) for one in entries)


def _section(entry: dict[str, Any], kind: str, parts: Parts) -> str:
    rows = [f"<dt>{name}</dt><dd>{escape(str(entry[key]))}.</dd>" for key, name in parts]
    shown = "".join(f"<li><code>{escape(test)}</code></li>" for test in entry["tests"])
    rows.append(f"<dt>Shown by</dt><dd><ul>{shown}</ul></dd>")
    return (
        f'<section class="hazard" id="{entry["id"]}">'
        f"<h3>{entry['id']}: {escape(str(entry[kind]))}</h3>"
        f"<dl>{''.join(rows)}</dl></section>\n"
    )
