"""The marks of the levels as inline SVG, from the files that the style sheet uses too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker import Content

IMAGES = Path(__file__).resolve().parents[2] / "docs/assets/img"
INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def inner(path: Path) -> str:
    """Return what is inside an SVG file, which can then stand in another picture."""
    found = INNER.search(path.read_text("utf-8"))
    return found[1] if found else ""


def shape(level: str) -> str:
    """Return what is inside the mark of a level, 24 by 24, drawn in the current colour."""
    text = inner(IMAGES / f"level-{level}.svg").replace("#000", "currentColor")
    return " ".join(text.split())


def drawn(level: str, at: tuple[float, float], scale: float) -> str:
    """Return the mark of a level as a part of a picture, in the colour of the level."""
    x, y = at
    return (
        f'<g class="level-shape level-{level}" transform="translate({x:g} {y:g}) scale({scale:g})">'
        f"{shape(level)}</g>"
    )


def mark(content: Content, level: str) -> str:
    """Return a level's shape and word as HTML that needs no style sheet and prints in any browser."""
    return (
        '<svg class="shape" viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{shape(level)}'
        f"</svg> {content.words['levels'][level]['mark_word']}"
    )
