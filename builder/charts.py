"""The charts: drawn by matplotlib from the evidence register, as SVG that stands in the pages.

Each is drawn twice, for wide and for narrow screens, and the style sheet shows one. A drawing is kept in
.build/charts under a name that changes with its data and with this code, so drawing is done once.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from builder import chart_svg
from builder.evidence_tables import DATA, figure_text
from builder.quantities import Quantity, QuantityError, Unit, quantity, wanted
from builder.references import markdown, typographic
from builder.register import load_register
from builder.steps import Step
from builder.tables import Row, Table, html
from checker.model import Mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.references import References
    from builder.register import Register

OUT = Path(".build/charts")
FILE = f"{DATA}/charts.toml"
CODE = (
    "builder/chart_drawing.py",
    "builder/chart_svg.py",
    "builder/charts.py",
    "builder/quantities.py",
)

CALCULATED = re.compile(r", calculated.*")
REMARK = re.compile(r"\([^)]*\)")
INITIALS = re.compile(r" [A-Z]{1,3}$")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Size:
    """One of the two sizes of a chart, in pixels; in the wide one labels stand left of the rows."""

    name: Literal["wide", "narrow"]
    width: float
    left: float
    right: float
    row: float
    heading: float

    @property
    def is_narrow(self) -> bool:
        """Tell whether labels stand above the rows."""
        return self.name == "narrow"

    @property
    def middle(self) -> float:
        """Return the width of the part with the scale."""
        return self.width - self.left - self.right


WIDE = Size("wide", 640, left=205, right=185, row=24, heading=34)
NARROW = Size("narrow", 300, left=14, right=14, row=40, heading=34)


@dataclass(frozen=True, slots=True)
class Point:
    """One row of a chart: its label, its figure, and that figure in words."""

    label: str
    figure: Quantity

    @property
    def words(self) -> str:
        """Return the figure as it stands beside its row."""
        one = self.figure
        if CALCULATED.search(one.interval):
            return f"{one.value} ({CALCULATED.sub(', calc.', one.interval)})"
        if one.entry.mark is Mark.SECOND_HAND:
            return f"{one.text}, reported"
        if one.entry.mark is Mark.CALCULATED:
            return f"{one.text} (calculated)"
        return one.text if one.interval or one.spread else f"{one.text}, no interval"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A course over time: its name, and value, low and high at each time."""

    name: str
    evidence: str
    values: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows; either groups of points, or lines over weeks."""

    name: str
    title: str
    lead: str
    groups: tuple[Group, ...] = ()
    weeks: tuple[int, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return the evidence ids, each once."""
        ids = [point.figure.entry.id for group in self.groups for point in group.points]
        return tuple(dict.fromkeys([*ids, *(line.evidence for line in self.lines)]))

    @property
    def description(self) -> str:
        """Return all that the chart shows in words."""
        told = [
            f"{group.name}: "
            + "; ".join(f"{point.label} {point.words}" for point in group.points)
            + "."
            for group in self.groups
        ]
        told += [
            f"{line.name}: "
            + "; ".join(
                f"week {week} {_course(value)}"
                for week, value in zip(self.weeks, line.values, strict=True)
            )
            + "."
            for line in self.lines
        ]
        return " ".join([self.lead, *told])


# --- Reading ---------------------------------------------------------------------------------------------


def load_all(root: Path, register: Register) -> Mapping[str, Chart]:
    """Return every chart of the data file by its name. Raises QuantityError."""
    raw = tomllib.loads((root / FILE).read_text("utf-8"))
    return {name: _chart(register, name, one) for name, one in raw.items()}


def _chart(register: Register, name: str, raw: Mapping[str, Any]) -> Chart:
    where = f"{FILE}: {name}"
    unit = Unit(raw["unit"])
    groups = tuple(
        Group(
            group["name"],
            tuple(_point(register, unit, point, where) for point in group["point"]),
        )
        for group in raw.get("group", [])
    )
    lines = tuple(_line(register, line, where) for line in raw.get("line", []))
    return Chart(name, raw["title"], raw["lead"], groups, tuple(raw.get("weeks", ())), lines)


def _point(register: Register, unit: Unit, raw: Mapping[str, Any], where: str) -> Point:
    rest = {key: value for key, value in raw.items() if key != "label"}
    one = wanted(rest if len(rest) > 1 else rest.get("id"), where)
    return Point(raw["label"], quantity(register, one, unit, where))


def _line(register: Register, raw: Mapping[str, Any], where: str) -> Line:
    entry = quantity(register, wanted(raw["id"], where), Unit.RATIO, where).entry
    values = [float(value) for value in entry.value.split("/")]
    limits = [part.split("-") for part in entry.interval.split("/")]
    return Line(
        raw["name"],
        entry.id,
        tuple(
            (value, float(low), float(high))
            for value, (low, high) in zip(values, limits, strict=True)
        ),
    )


def _course(value: tuple[float, float, float]) -> str:
    return typographic(f"{value[0]:g} ({value[1]:g}-{value[2]:g})")


# --- On a page -------------------------------------------------------------------------------------------


def chart(root: Path, register: Register, references: References, name: str) -> str:
    """Return a chart as Markdown: the picture, its sources under it, and the same figures as a table."""
    charts = load_all(root, register)
    if name not in charts:
        allowed = ", ".join(charts)
        raise QuantityError(f"chart {name!r} is not there: allowed are {allowed}")
    one = charts[name]
    wide, narrow = (drawing(root, one, size) for size in (WIDE, NARROW))
    return (
        f'<figure class="chart" id="chart-{name}" data-search-exclude>\n'
        f"<figcaption><strong>{markdown(one.title)}.</strong> {markdown(one.lead)}</figcaption>\n"
        f'<div class="chart-wide">{wide}</div>\n<div class="chart-narrow">{narrow}</div>\n</figure>\n\n'
        f"{_sources(register, references, one)}\n{{ .chart-source }}\n\n"
        '<details markdown="1">\n<summary>The figures of this chart as a table</summary>\n\n'
        f"{html(f'chart-{name}', _table(one), references)}\n\n</details>\n"
    )


def _sources(register: Register, references: References, one: Chart) -> str:
    by_source: dict[str, list[str]] = {}
    for key in one.evidence:
        by_source.setdefault(register.content.evidence[key].source, []).append(key)
    return "Sources: " + ", ".join(
        f"{_short_name(register, source)} {references.ref(*keys)}"
        for source, keys in by_source.items()
    )


def _short_name(register: Register, source: str) -> str:
    """Return "Deyo 1988" for a citation, or "our arithmetic"."""
    known = register.content.sources[source]
    if known.seen == "calc":
        return "our arithmetic"
    citation = REMARK.sub("", known.citation)
    first = INITIALS.sub("", re.split(r"[.,:;]| et al", citation)[0])
    year = YEAR.search(citation)
    return markdown(f"{first} {year[0]}" if year and year[0] not in first else first)


def _table(one: Chart) -> Table:
    if one.lines:
        return Table(
            one.lead,
            ("Week", *(line.name for line in one.lines)),
            tuple(
                Row(
                    (str(week), *(_course(line.values[at]) for line in one.lines)),
                    one.evidence,
                )
                for at, week in enumerate(one.weeks)
            ),
        )
    return Table(
        one.lead,
        ("What", "Where or for what", "Figure"),
        tuple(
            Row(
                (
                    markdown(point.label),
                    markdown(group.name),
                    markdown(figure_text(point.figure))
                    + ("" if point.figure.interval or point.figure.spread else " (no interval)"),
                ),
                (point.figure.entry.id,),
            )
            for group in one.groups
            for point in group.points
        ),
    )


# --- Drawing, once ---------------------------------------------------------------------------------------


def drawing(root: Path, one: Chart, size: Size) -> str:
    """Return a chart as SVG, from .build/charts or, when its data or this code has changed, newly drawn."""
    path = _path(root, one, size)
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.write_text(draw(one, size, root), "utf-8", newline="\n")
        new.replace(path)
    return path.read_text("utf-8")


def draw_all(root: Path) -> None:
    """Draw every chart into .build/charts; nothing else stays there. Raises QuantityError."""
    charts = load_all(root, load_register())
    current = {_path(root, one, size) for one in charts.values() for size in (WIDE, NARROW)}
    for one in charts.values():
        for size in (WIDE, NARROW):
            drawing(root, one, size)
    for path in (root / OUT).glob("*"):
        if path not in current and path.is_file():
            path.unlink()


def _path(root: Path, one: Chart, size: Size) -> Path:
    digest = hashlib.sha256(f"{one!r}{size!r}{importlib.metadata.version('matplotlib')}".encode())
    folder = Path(__file__).parent
    for code in CODE:
        digest.update((folder / Path(code).name).read_bytes())
    return root / OUT / f"{one.name}-{size.name}-{digest.hexdigest()[:16]}.svg"


def draw(one: Chart, size: Size, root: Path) -> str:
    """Return a chart as SVG for a page, newly drawn: the same bytes each time."""
    os.environ.setdefault("MPLCONFIGDIR", str((root / ".build/matplotlib").resolve()))
    from builder.chart_drawing import draw as drawn  # noqa: PLC0415 - most builds draw nothing

    name = f"chart-{one.name}-{size.name}"
    return chart_svg.clean(drawn(one, size), name, one.title, one.description)


STEP = Step(
    "Drawing the charts",
    draw_all,
    reads=(FILE, "checker/content", *CODE),
    writes=(OUT.as_posix(),),
)
