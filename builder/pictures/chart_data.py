"""What the charts show: groups of points or courses over time, read from the data and the evidence register."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from builder.evidence.tables import DATA
from builder.knowledge.quantities import Quantity, QuantityError, Unit, quantity, wanted
from builder.knowledge.references import typographic
from checker.model import Mark

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from builder.knowledge.site_content import Register

FILE = f"{DATA}/charts.toml"

LINES = 2
"""So many stand apart in a picture: one is written above, and one below."""
CALCULATED = re.compile(r", calculated.*")


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
class Scale:
    """The scale of a chart, horizontal where it has rows; a title "less | more" stands on both sides of its base."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    title: str
    is_logarithmic: bool = False
    has_bars: bool = False
    """Lengths from zero instead of points."""

    @property
    def base(self) -> float:
        """Return the value from which the others are read."""
        return 1.0 if self.is_logarithmic else 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A course over time: its name, and value, low and high at each time."""

    name: str
    evidence: str
    values: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows on its scale; either groups of points, or two lines over weeks, the upper one first."""

    name: str
    title: str
    lead: str
    scale: Scale
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
                f"week {week} {course(value)}"
                for week, value in zip(self.weeks, line.values, strict=True)
            )
            + "."
            for line in self.lines
        ]
        return " ".join([self.lead, *told])


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
    if lines and len(lines) != LINES:
        raise QuantityError(f"{where}: it has {len(lines)} lines; a course over weeks has {LINES}")
    scale = _scale(unit, raw.get("scale", {}), where)
    return Chart(name, raw["title"], raw["lead"], scale, groups, tuple(raw.get("weeks", ())), lines)


def _scale(unit: Unit, raw: Mapping[str, Any], where: str) -> Scale:
    sign = "%" if unit is Unit.SHARE else ""
    try:
        ticks = tuple((float(tick), f"{tick:g}{sign}") for tick in raw["ticks"])
        return Scale(**{**raw, "ticks": ticks})
    except (KeyError, TypeError, ValueError) as error:
        raise QuantityError(
            f"{where}: its scale needs low, high, ticks and a title ({error})"
        ) from error


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


def course(value: tuple[float, float, float]) -> str:
    """Return one value of a course with its interval, low and high in brackets."""
    return typographic(f"{value[0]:g} ({value[1]:g}-{value[2]:g})")
