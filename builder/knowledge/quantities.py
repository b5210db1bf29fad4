"""Figures of the evidence register, taken out of it for tables and charts and never typed a second time.

An entry mostly holds one figure, its `value` with the interval `ci`. Where a claim or note holds several,
a data file may say which one it means; that text has to stand in the entry as it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from builder.knowledge.references import typographic
from builder.tools.steps import BuildError
from checker.model import Mark

if TYPE_CHECKING:
    from builder.knowledge.site_content import Register
    from checker.model import Evidence

RANGE = re.compile(r"(\d+(?:\.\d+)?)%?(?:-(\d+(?:\.\d+)?)%?)?")
DECIMALS = re.compile(r"(?<![\d.])([01]\.\d+)(?:-([01]\.\d+))?(?![\d.])")
REMARK = re.compile(r"\s*\((calculated[^)]*)\)")


class QuantityError(BuildError, ValueError):
    """A data file asks for a figure that the register does not have, or may not publish."""


class Unit(StrEnum):
    """How a figure is shown: shares as percentages, ratios as they stand."""

    SHARE = "share"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figure is meant: the entry's own, or one named text of its claim or note, with its interval."""

    evidence: str
    value: str = ""
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure as it is shown, and as numbers; shares are parts of 100 in both.

    `value` may be a range ("2-47%") or have a sign ("<1%"). `low` and `high` are the ends of the interval,
    or, without one, of a range across studies (`spread`).
    """

    entry: Evidence
    reporter: str
    value: str
    interval: str
    point: float | None
    low: float | None
    high: float | None
    spread: bool

    @property
    def text(self) -> str:
        """Return value and interval as on a page: "31% (13 to 58%)", with a real dash."""
        return f"{self.value} ({self.interval})" if self.interval else self.value

    @property
    def order(self) -> float:
        """Return the number to sort by."""
        if self.point is not None:
            return self.point
        return self.low if self.low is not None else 0.0


def wanted(raw: object, where: str) -> Wanted:
    """Read one reference of a data file. Raises QuantityError."""
    match raw:
        case str(evidence):
            return Wanted(evidence)
        case {"id": str(evidence), "value": str(value), **rest} if set(rest) <= {"interval"}:
            return Wanted(evidence, value, str(rest.get("interval", "")))
    raise QuantityError(
        f"{where}: expected an evidence id, or id and value (and interval), not {raw!r}"
    )


def quantity(register: Register, one: Wanted, unit: Unit, where: str) -> Quantity:
    """Return a figure of the register. Raises QuantityError."""
    entry = register.content.evidence.get(one.evidence)
    if entry is None:
        raise QuantityError(f"{where}: no evidence has the id {one.evidence!r}")
    if entry.mark is Mark.FROM_MEMORY:
        raise QuantityError(f"{where}: {entry.id} is from_memory and is not published")
    for text in (one.value, one.interval):
        if text and not _stands_in(text, entry):
            raise QuantityError(f"{where}: {text!r} does not stand in the entry {entry.id}")
    value = one.value or entry.value
    if not value:
        raise QuantityError(
            f"{where}: {entry.id} has no value of its own: name one of its claim with value ="
        )
    interval = one.interval if one.value else entry.interval
    shown = _shown(value, unit)
    limits = _limits(_shown(interval, unit))
    point, spread = _point(shown), False
    if limits is None:
        limits = _limits(shown)
        spread = limits is not None
    low, high = limits or (None, None)
    return Quantity(
        entry=entry,
        reporter=register.reporters[entry.id],
        value=typographic(shown),
        interval=typographic(REMARK.sub(r", \1", _shown(interval, unit))),
        point=point,
        low=low,
        high=high,
        spread=spread,
    )


def _stands_in(text: str, entry: Evidence) -> bool:
    pattern = rf"(?<![\d.]){re.escape(text)}(?![\d]|\.\d)"
    return any(re.search(pattern, place) for place in (entry.claim, entry.note, entry.value))


def _shown(text: str, unit: Unit) -> str:
    """Return shares as percentages: "0.31" becomes "31%", and "0.19-0.43" becomes "19-43%"."""
    if unit is Unit.RATIO or "%" in text:
        return text

    def percent(match: re.Match[str]) -> str:
        parts = [f"{(Decimal(part) * 100).normalize():f}" for part in match.groups() if part]
        return f"{'-'.join(parts)}%"

    return DECIMALS.sub(percent, text)


def _point(shown: str) -> float | None:
    """Return the number of a single value, however it is introduced; a range is none."""
    share = re.match(r"(\d+) of (\d[\d,]*)", shown)
    if share:
        return 100 * float(share[1]) / float(share[2].replace(",", ""))
    match = RANGE.search(shown)
    return float(match[1]) if match and match[2] is None else None


def _limits(shown: str) -> tuple[float, float] | None:
    """Return both ends of "0.5-1.7%"; an interval of several ranges, or of one end, has none."""
    ranges = [match for match in RANGE.finditer(REMARK.sub("", shown)) if match[2]]
    return (float(ranges[0][1]), float(ranges[0][2])) if len(ranges) == 1 else None
