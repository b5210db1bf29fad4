"""Draw the charts as SVG that goes into the pages.

Shapes have classes for what they are (``f-`` fills, ``s-`` strokes), which docs/assets/css/evidence.css colours, so
that one drawing serves light, dark, print and forced colours. Lengths are pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Literal

from builder.pictures.svg import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from builder.knowledge.quantities import Quantity
    from builder.pictures.chart_data import Chart, Line, Scale, Size

    type Anchor = Literal["start", "middle", "end"]
    type Point = tuple[float, float]

__all__ = ["draw"]

TEXT, SMALL = 13, 12
TO_BASELINE = 4.5
"""From the middle of a line of text down to its base line."""

TOP, BOTTOM = 38.0, 26.0
"""Room for the numbers of the scale in a chart of rows."""


def draw(chart: Chart, size: Size) -> str:
    """Return a chart in one of its sizes; the same data gives the same bytes."""
    height, scale, figures = _course(chart, size) if chart.lines else _rows(chart, size)
    name = f"chart-{chart.name}-{size.name}"
    return "\n".join(
        [
            (
                f'<svg class="drawing" viewBox="0 0 {number(size.width)} {number(height)}" role="img" '
                f'aria-labelledby="{name}-title {name}-desc">'
            ),
            f'<title id="{name}-title">{escape(chart.title, quote=False)}</title>',
            f'<desc id="{name}-desc">{escape(chart.description, quote=False)}</desc>',
            '<g data-scale="">',  # whose numbers are no figures of the chart
            *scale,
            "</g>",
            *figures,
            "</svg>",
        ]
    )


def _text(  # noqa: PLR0913 - where, what and how
    at: Point,
    text: str,
    anchor: Anchor = "start",
    *,
    tone: str = "ink",
    size: int = TEXT,
    is_bold: bool = False,
) -> str:
    weight = ' font-weight="bold"' if is_bold else ""
    return (
        f'<text class="f-{tone}" x="{number(at[0])}" y="{number(at[1] + TO_BASELINE)}" '
        f'text-anchor="{anchor}" font-size="{size}"{weight}>{escape(text, quote=False)}</text>'
    )


def _quiet(at: Point, text: str, anchor: Anchor = "start") -> str:
    return _text(at, text, anchor, tone="muted", size=SMALL)


def _line(tone: str, points: Sequence[Point], width: float = 1) -> str:
    path = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f'<path class="s-{tone}" d="M{path}" fill="none" stroke-width="{number(width)}"/>'


def _dot(tone: str, at: Point, *, is_hollow: bool = False) -> str:
    fill = "paper" if is_hollow else tone
    x, y = at
    return (
        f'<path class="f-{fill} s-{tone}" stroke-width="2" '
        f'd="M{number(x - 3.5)} {number(y)}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z"/>'
    )


# --- Rows ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Across:
    """The horizontal scale of a chart with rows."""

    scale: Scale
    left: float
    width: float

    def x(self, value: float) -> float:
        """Return where a value is, in pixels from the left edge of the picture."""
        low, high = self.scale.low, self.scale.high
        if self.scale.is_logarithmic:
            low, high, value = math.log(low), math.log(high), math.log(value)
        return self.left + self.width * (value - low) / (high - low)


def _rows(chart: Chart, size: Size) -> tuple[float, Iterable[str], Iterable[str]]:
    rows = sum(size.heading + size.row * len(group.points) for group in chart.groups)
    height = TOP + rows + BOTTOM
    across = _Across(chart.scale, size.left, size.middle)
    return height, _scale(across, height - BOTTOM), _figures(chart, size, across)


def _scale(across: _Across, bottom: float) -> Iterator[str]:
    scale = across.scale
    for value, label in scale.ticks:
        x = across.x(value)
        yield _line("ink" if value == scale.base else "rule", [(x, TOP), (x, bottom)])
        yield _quiet((x, TOP - 8), label, "middle")
        yield _quiet((x, bottom + 12), label, "middle")
    less, _, more = scale.title.rpartition(" | ")
    if less:
        x = across.x(scale.base)
        yield _quiet((x - 8, TOP - 26), f"\u2190 {less}", "end")
        yield _quiet((x + 8, TOP - 26), f"{more} \u2192")
    else:
        yield _quiet((across.left, TOP - 26), more)


def _figures(chart: Chart, size: Size, across: _Across) -> Iterator[str]:
    y = TOP
    for group in chart.groups:
        y += size.heading
        yield _text((0, y - 12), group.name, is_bold=True)
        for point in group.points:
            words = y + (12 if size.is_narrow else size.row / 2)
            middle = y + (size.row - 12 if size.is_narrow else size.row / 2)
            yield _text((0, words), point.label)
            if size.is_narrow:
                yield _text((size.width, words), point.words, "end")
            else:
                yield _text((size.width - size.right + 10, words), point.words)
            yield from (
                _bar(across, point.figure, middle)
                if chart.scale.has_bars
                else _point(across, point.figure, middle)
            )
            y += size.row


def _bar(across: _Across, one: Quantity, y: float) -> Iterator[str]:
    """Draw a bar from zero, and a lighter one up to the end of a range."""
    end = across.x(one.low if one.low is not None else one.point or 0.0)
    yield _line("accent", [(across.x(0), y), (end, y)], 11)
    if one.high is not None:
        high = across.x(one.high)
        yield _line("tint", [(end, y), (high, y)], 11)
        yield _end(high, y)


def _point(across: _Across, one: Quantity, y: float) -> Iterator[str]:
    """Draw a dot on its interval, a hollow dot without one, or a band for a range."""
    if one.low is not None and one.high is not None:
        low, high = across.x(one.low), across.x(one.high)
        if one.spread:
            yield _line("tint", [(low, y), (high, y)], 7)
            yield _end(low, y)
            yield _end(high, y)
        else:
            yield _line("accent", [(low, y), (high, y)], 2)
    if one.point is not None:
        yield _dot("accent", (across.x(one.point), y), is_hollow=not one.interval)


def _end(x: float, y: float) -> str:
    return _line("accent", [(x, y - 6), (x, y + 6)], 2)


# --- A course over weeks -------------------------------------------------------------------------------------

FIRST, LAST = -2.0, 54.0
"""Weeks at both ends of the picture."""

HEIGHT = 330.0
LEFT, RIGHT, ABOVE, BELOW = 34.0, 20.0, 34.0, 48.0
"""Room round the lines."""

STEP = (HEIGHT - ABOVE - BELOW) / 60
"""By this much, what is written beside the lines is moved."""


@dataclass(frozen=True, slots=True)
class _Field:
    """The part of the picture with the lines."""

    scale: Scale
    width: float

    def at(self, week: float, value: float) -> Point:
        """Return where a value of a week is."""
        x = LEFT + (self.width - LEFT - RIGHT) * (week - FIRST) / (LAST - FIRST)
        share = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return x, HEIGHT - BELOW - (HEIGHT - ABOVE - BELOW) * share


def _course(chart: Chart, size: Size) -> tuple[float, Iterable[str], Iterable[str]]:
    field = _Field(chart.scale, size.width)
    upper, lower = chart.lines
    lines = [
        *_draw_line(field, chart.weeks, upper, side=1, tone="ink"),
        *_draw_line(field, chart.weeks, lower, side=-1, tone="accent"),
    ]
    return HEIGHT, _weeks(field, chart.weeks), lines


def _weeks(field: _Field, weeks: Sequence[int]) -> Iterator[str]:
    scale = field.scale
    for value, label in scale.ticks:
        ends = [field.at(FIRST, value), field.at(LAST, value)]
        yield _line("ink" if value == scale.base else "rule", ends)
        yield _quiet(field.at(FIRST - 1, value), label, "end")
    for week in weeks:
        yield _quiet(_moved(field.at(week, scale.low), 4), str(week), "middle")
    yield _quiet(_moved(field.at(FIRST - 1, scale.high), -5), scale.title)
    yield _quiet(_moved(field.at(LAST, scale.low), 9), "weeks", "end")


def _moved(at: Point, steps: float) -> Point:
    return at[0], at[1] + steps * STEP


def _draw_line(
    field: _Field, weeks: Sequence[int], line: Line, *, side: int, tone: str
) -> Iterator[str]:
    """Draw one line with its intervals, half a week beside the other so that both can be seen."""
    places = [week + side / 2 for week in weeks]
    points = [
        field.at(week, value) for week, (value, _, _) in zip(places, line.values, strict=True)
    ]
    yield _line(tone, points, 2)
    for week, (value, low, high) in zip(places, line.values, strict=True):
        yield _line(tone, [field.at(week, low), field.at(week, high)], 2)
        yield _dot(tone, field.at(week, value))
        is_left = side < 0 and week < 1
        beside = field.at(week - 1.2 if is_left else week + 1, value)
        yield _text(
            _moved(beside, -2.6 * side), f"{value:g}", "end" if is_left else "start", tone=tone
        )
    (_, before), (x, after) = points[-2:]
    beside = (x - 14, (before + after) / 2)
    clear_of_numbers = -9 if side > 0 else 5
    yield _text(_moved(beside, clear_of_numbers), line.name, "end", tone=tone, is_bold=True)
