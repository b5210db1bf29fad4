"""Draw the charts with matplotlib, in tones that builder/chart_svg.py turns into classes.

Imported only when a chart has to be drawn: matplotlib takes a second to load.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal

import matplotlib as mpl
from matplotlib.figure import Figure

from builder.chart_svg import ACCENT, INK, MUTED, PAPER, RULE, SCALE, TINT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from builder.chart_data import Chart, Line, Scale, Size
    from builder.quantities import Quantity

    type Anchor = Literal["left", "center", "right"]

TEXT, SMALL = 13.0, 12.0
INCH = 72.0
"""Pixels of the finished SVG."""

TOP, BOTTOM = 38.0, 26.0
"""Room for the numbers of the scale in a chart of rows."""


def draw(chart: Chart, size: Size) -> str:
    """Return a chart as matplotlib writes it: the same bytes each time."""
    with mpl.rc_context(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": chart.name,
            "font.family": "DejaVu Sans",  # comes with matplotlib, so places are the same everywhere
            "font.size": TEXT,
            "text.color": INK,
        }
    ):
        figure = _course(chart, size) if chart.lines else _rows(chart, size)
        text = io.StringIO()
        figure.savefig(text, format="svg", transparent=True, metadata={"Date": None})
    return text.getvalue()


# --- Rows ------------------------------------------------------------------------------------------------


def _rows(chart: Chart, size: Size) -> Figure:
    scale = chart.scale
    rows = sum(size.heading + size.row * len(group.points) for group in chart.groups)
    height = TOP + rows + BOTTOM
    figure, axes = _canvas(size, height)
    axes.set_xscale("log" if scale.is_logarithmic else "linear")
    axes.set_xlim(scale.low, scale.high)
    _draw_scale(axes, size, scale, height - BOTTOM)
    y = TOP
    for group in chart.groups:
        y += size.heading
        _write(axes, size, 0, y - 12, group.name, weight="bold")
        for point in group.points:
            words = y + (12 if size.is_narrow else size.row / 2)
            middle = y + (size.row - 12 if size.is_narrow else size.row / 2)
            _write(axes, size, 0, words, point.label)
            if size.is_narrow:
                _write(axes, size, size.width, words, point.words, anchor="right")
            else:
                _write(axes, size, size.width - size.right + 10, words, point.words)
            _draw_figure(axes, scale, point.figure, middle)
            y += size.row
    return figure


def _canvas(size: Size, height: float) -> tuple[Figure, Axes]:
    """Return axes whose y is in pixels from the top, and whose x spans the middle of the picture."""
    figure = Figure(figsize=(size.width / INCH, height / INCH), dpi=INCH)
    axes = figure.add_axes((size.left / size.width, 0, size.middle / size.width, 1))
    axes.set_axis_off()
    axes.set_ylim(height, 0)
    return figure, axes


def _write(  # noqa: PLR0913 - where, what and how
    axes: Axes,
    size: Size,
    x: float,
    y: float,
    text: str,
    *,
    anchor: Anchor = "left",
    weight: str = "normal",
    is_quiet: bool = False,
) -> None:
    """Write at x pixels from the left edge of the picture."""
    axes.text(
        (x - size.left) / size.middle,
        y,
        text,
        transform=axes.get_yaxis_transform(),
        ha=anchor,
        va="center_baseline",
        weight=weight,
        color=MUTED if is_quiet else INK,
        fontsize=SMALL if is_quiet else TEXT,
    )


def _draw_scale(axes: Axes, size: Size, scale: Scale, bottom: float) -> None:
    for n, (value, label) in enumerate(scale.ticks):
        gid = f"{SCALE}-{n}"
        colour = INK if value == scale.base else RULE
        axes.plot([value, value], [TOP, bottom], color=colour, linewidth=1, gid=gid, zorder=0)
        for y in (TOP - 8, bottom + 12):
            axes.text(
                value, y, label, ha="center", va="center_baseline", fontsize=SMALL, color=MUTED, gid=gid
            )  # fmt: skip
    less, _, more = scale.title.rpartition(" | ")
    if not less:
        _write(axes, size, size.left, TOP - 26, more, is_quiet=True)
        return
    base = axes.transAxes.inverted().transform(axes.transData.transform((scale.base, 0)))
    x = size.left + size.middle * float(base[0])
    _write(axes, size, x - 8, TOP - 26, f"\u2190 {less}", anchor="right", is_quiet=True)
    _write(axes, size, x + 8, TOP - 26, f"{more} \u2192", is_quiet=True)


def _draw_figure(axes: Axes, scale: Scale, one: Quantity, y: float) -> None:
    """Draw a bar from zero; or a dot on its interval, a hollow dot without one, a band for a range."""
    if scale.has_bars:
        end = one.low if one.low is not None else one.point or 0.0
        _strip(axes, (0, end), y, ACCENT, 11)
        if one.high is not None:
            _strip(axes, (end, one.high), y, TINT, 11)
            _end(axes, one.high, y)
        return
    if one.low is not None and one.high is not None:
        if one.spread:
            _strip(axes, (one.low, one.high), y, TINT, 7)
            _end(axes, one.low, y)
            _end(axes, one.high, y)
        else:
            _strip(axes, (one.low, one.high), y, ACCENT, 2)
    if one.point is not None:
        axes.plot(
            [one.point],
            [y],
            "o",
            markersize=7,
            markerfacecolor=ACCENT if one.interval else PAPER,
            markeredgecolor=ACCENT,
            markeredgewidth=2,
            clip_on=False,
        )


def _strip(axes: Axes, ends: tuple[float, float], y: float, colour: str, width: float) -> None:
    axes.plot(ends, [y, y], color=colour, linewidth=width, solid_capstyle="butt")


def _end(axes: Axes, x: float, y: float) -> None:
    axes.plot([x, x], [y - 6, y + 6], color=ACCENT, linewidth=2, solid_capstyle="butt")


# --- A course over weeks -------------------------------------------------------------------------------------

FIRST, LAST = -2.0, 54.0
"""Weeks at both ends of the picture."""


def _course(chart: Chart, size: Size) -> Figure:
    width, height = size.width, 330.0
    left, right, top, bottom = 34.0, 20.0, 34.0, 48.0
    figure = Figure(figsize=(width / INCH, height / INCH), dpi=INCH)
    axes = figure.add_axes(
        (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
    )  # fmt: skip
    axes.set_axis_off()
    axes.set_xlim(FIRST, LAST)
    scale = chart.scale
    axes.set_ylim(scale.low, scale.high)
    step = (scale.high - scale.low) / 60  # of what is written beside the lines
    for value, label in scale.ticks:
        gid = f"{SCALE}-value-{label}"
        colour = INK if value == scale.base else RULE
        axes.plot(
            [FIRST, LAST], [value, value], color=colour, linewidth=1, gid=gid, clip_on=False, zorder=0
        )  # fmt: skip
        _mark(axes, (FIRST - 1, value), label, "right", gid)
    for week in chart.weeks:
        _mark(axes, (week, scale.low - 4 * step), str(week), "center", f"{SCALE}-week-{week}")
    _mark(axes, (FIRST - 1, scale.high + 5 * step), scale.title, "left", f"{SCALE}-title")
    _mark(axes, (LAST, scale.low - 9 * step), "weeks", "right", f"{SCALE}-weeks")
    upper, lower = chart.lines
    _draw_line(axes, chart.weeks, upper, step, side=1, colour=INK)
    _draw_line(axes, chart.weeks, lower, step, side=-1, colour=ACCENT)
    return figure


def _mark(axes: Axes, at: tuple[float, float], text: str, anchor: Anchor, gid: str) -> None:
    axes.text(*at, text, ha=anchor, va="center", fontsize=SMALL, color=MUTED, gid=gid)


def _draw_line(  # noqa: PLR0913 - where, what and how
    axes: Axes, weeks: Sequence[int], line: Line, step: float, *, side: int, colour: str
) -> None:
    """Draw one line with its intervals, half a week beside the other so that both can be seen."""
    places = [week + side / 2 for week in weeks]
    axes.plot(places, [value for value, _, _ in line.values], color=colour, linewidth=2)
    for x, (value, low, high) in zip(places, line.values, strict=True):
        axes.plot([x, x], [low, high], color=colour, linewidth=2, solid_capstyle="butt", clip_on=False)  # fmt: skip
        axes.plot([x], [value], "o", markersize=7, color=colour, clip_on=False)
        is_left = side < 0 and x < 1
        axes.text(
            x - 1.2 if is_left else x + 1,
            value + 2.6 * step * side,
            f"{value:g}",
            ha="right" if is_left else "left",
            va="center",
            color=colour,
        )
    (left, right), ((before, _, _), (after, _, _)) = places[1:3], line.values[1:3]
    axes.text(
        (left + right) / 2,
        (before + after) / 2 + 5 * step * side,
        line.name,
        ha="center",
        va="center",
        weight="bold",
        color=colour,
    )
