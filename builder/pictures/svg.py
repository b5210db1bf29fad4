"""The few strokes that all pictures are made of, as SVG text.

Nothing here has a colour or a style of its own: docs/assets/css/pictures.css gives both by class, so that a
picture follows light, dark, print and forced colours. Words are real text.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 340
"""Every picture is so wide, which is about what a narrow phone has: one unit is one pixel there."""

LINE = 18
"""From one line of text to the next."""

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture without its strokes: the name of its ids, its title, what it shows in words, and its height.

    With `linked`, what is inside can be reached one by one; else the picture is one thing to a screen reader.
    """

    name: str
    title: str
    told: str
    height: float
    linked: bool = False


def svg(frame: Frame, parts: Iterable[str]) -> str:
    """Return a whole picture in one line of HTML, named by its title and described by its words."""
    name = frame.name
    return (
        f'<svg class="drawing" viewBox="0 0 {WIDTH} {number(frame.height)}" '
        f'role="{"group" if frame.linked else "img"}" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
        f'<title id="{name}-title">{escape(frame.title)}</title>'
        f'<desc id="{name}-desc">{escape(frame.told)}</desc>{"".join(parts)}</svg>'
    )


def number(value: float) -> str:
    """Return a coordinate with at most one digit after the point."""
    return f"{round(value, 1):g}"


def group(kind: str, parts: Iterable[str], *, at: Point) -> str:
    """Return parts moved together, with a class."""
    moved = f"translate({number(at[0])} {number(at[1])})"
    return f'<g class="{kind}" transform="{moved}">{"".join(parts)}</g>'


def path(kind: str, data: str) -> str:
    """Return a line or shape; `data` is SVG's own path language."""
    return f'<path class="{kind}" d="{data}"/>'


def line(kind: str, points: Sequence[Point]) -> str:
    """Return straight lines from point to point."""
    first, *rest = (f"{number(x)} {number(y)}" for x, y in points)
    return path(kind, f"M{first}" + "".join(f"L{point}" for point in rest))


def box(kind: str, at: Point, width: float, height: float, corner: float = 4) -> str:
    """Return a rectangle."""
    x, y = at
    return (
        f'<rect class="{kind}" x="{number(x)}" y="{number(y)}" width="{number(width)}" '
        f'height="{number(height)}" rx="{number(corner)}"/>'
    )


def dot(kind: str, at: Point, radius: float) -> str:
    """Return a circle."""
    return (
        f'<circle class="{kind}" cx="{number(at[0])}" cy="{number(at[1])}" r="{number(radius)}"/>'
    )


def arrow(points: Sequence[Point]) -> str:
    """Return an arrow along straight lines that run down, up or across."""
    (x, y), (end_x, end_y) = points[-2:]
    dx, dy = (end_x > x) - (end_x < x), (end_y > y) - (end_y < y)
    head = [
        (end_x - 7 * dx - 5 * dy, end_y - 7 * dy - 5 * dx),
        (end_x, end_y),
        (end_x - 7 * dx + 5 * dy, end_y - 7 * dy + 5 * dx),
    ]
    return line("ink", points) + line("ink", head)


def words(kind: str, at: Point, lines: Sequence[str], *, gap: float = LINE) -> str:
    """Return lines of text, the first on the base line `at`."""
    x, y = at
    spans = " ".join(  # the space is between words for whoever copies or hears them
        f'<tspan x="{number(x)}" y="{number(y + n * gap)}">{escape(text, quote=False)}</tspan>'
        for n, text in enumerate(lines)
    )
    return f'<text class="{kind}">{spans}</text>'


def wrapped(text: str, width: float, *, unit: float = 7.9) -> list[str]:
    """Return a text in lines that fit a width, at `unit` for a letter."""
    return textwrap.wrap(text, int(width / unit), break_long_words=False)


def listed(at: Point, items: Iterable[str], width: float) -> str:
    """Return texts one under the other, each with a dot before it and as many lines as it needs."""
    (x, y), parts = at, []
    for item in items:
        lines = wrapped(item, width - 12)
        parts += [dot("solid", (x + 3, y - 5), 2.2), words("", (x + 12, y), lines)]
        y += len(lines) * LINE
    return "".join(parts)
