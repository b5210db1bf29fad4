"""From a share before, by a likelihood ratio, to a share after: the arithmetic of the explorer for clinicians.

Method. Bayes' theorem in odds: odds after = odds before x likelihood ratio. The ratio of a finding that is there is
sensitivity / (1 - specificity), of one that is not (1 - sensitivity) / specificity.

Intervals are those of the source. Where it gives counts alone, the share has Wilson's score interval at 95 %
(E. B. Wilson, J Am Stat Assoc 1927;22:209-12). The result runs from the low ends of share and ratio together to their
high ends. Taken for what they are, two estimates from different people, their half-widths on the scale of log odds
would add as squares; here they add as they are, so the result is never narrower. An end that no source gives is not
made up: the result then covers only what is known, and says what that is.

Shares and their ends are parts of 1. Nothing here is rounded, and every function has a value for everything that
an :class:`Estimate` can hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Estimate",
    "Extent",
    "absent_ratio",
    "after",
    "people",
    "present_ratio",
    "scale_for",
    "wilson",
]

Z_95 = 1.959963984540054
"""The normal quantile of a two-sided interval of 95 %."""

SCALES = (1_000, 10_000, 100_000)
"""How many people to count by: the first that makes at least one of them whole."""


class Extent(StrEnum):
    """What the two ends of an estimate are."""

    NONE = "none"
    INTERVAL = "interval"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share or ratio, with its ends where they are known.

    A range across studies has ends and no `point`; without an interval there is a `point` alone.
    """

    point: float | None
    low: float | None = None
    high: float | None = None
    extent: Extent = Extent.NONE

    @property
    def least(self) -> float:
        """The low end, or the point where there is none."""
        return self.low if self.low is not None else self.point or 0.0

    @property
    def most(self) -> float:
        """The high end, or the point where there is none."""
        return self.high if self.high is not None else self.point or 0.0


def wilson(found: int, total: int) -> Estimate:
    """Return a share with Wilson's interval at 95 %; of nobody nothing is known, from 0 to 1.

    >>> share = wilson(13, 1975)
    >>> [round(100 * part, 2) for part in (share.point, share.low, share.high)]
    [0.66, 0.39, 1.12]
    """
    if not total:
        return Estimate(None, 0.0, 1.0, Extent.RANGE)
    part, square = found / total, Z_95**2
    middle = (part + square / (2 * total)) / (1 + square / total)
    reach = Z_95 * sqrt(part * (1 - part) / total + square / (4 * total**2)) / (1 + square / total)
    low, high = min(part, max(0.0, middle - reach)), max(part, min(1.0, middle + reach))
    return Estimate(part, low, high, Extent.INTERVAL)


def present_ratio(sensitivity: Estimate, specificity: Estimate) -> Estimate:
    """Return the likelihood ratio of a finding that is there; no specificity may reach 1.

    >>> round(present_ratio(Estimate(0.31), Estimate(0.98)).point, 1)
    15.5
    """
    return _both_ends(sensitivity, specificity, lambda share, other: share / (1 - other))


def absent_ratio(sensitivity: Estimate, specificity: Estimate) -> Estimate:
    """Return the likelihood ratio of a finding that is not there; no specificity may be 0.

    >>> round(absent_ratio(Estimate(0.31), Estimate(0.98)).point, 2)
    0.7
    """
    turned = _both_ends(sensitivity, specificity, lambda share, other: -(1 - share) / other)
    return Estimate(
        None if turned.point is None else -turned.point,
        None if turned.high is None else -turned.high,
        None if turned.low is None else -turned.low,
        turned.extent,
    )


def after(share: Estimate, ratio: Estimate) -> Estimate:
    """Return the share after a finding with this ratio.

    >>> before = Estimate(0.0066, 0.0039, 0.0112, Extent.INTERVAL)
    >>> round(after(before, Estimate(23.7)).point, 3)
    0.136
    """
    point = None
    if share.point is not None and ratio.point is not None:
        point = _moved(share.point, ratio.point)
    extents = {share.extent, ratio.extent}
    if extents == {Extent.NONE}:
        return Estimate(point)
    extent = Extent.RANGE if Extent.RANGE in extents else Extent.INTERVAL
    return Estimate(point, _moved(share.least, ratio.least), _moved(share.most, ratio.most), extent)


def scale_for(estimate: Estimate) -> int:
    """Return how many people to count by, so that the best guess, or the high end, is at least one of them.

    >>> scale_for(Estimate(0.137)), scale_for(Estimate(0.0004)), scale_for(Estimate(0.0))
    (1000, 10000, 1000)
    """
    share = estimate.most if estimate.point is None else estimate.point
    return next(
        (scale for scale in SCALES if share * scale >= 1), SCALES[-1] if share else SCALES[0]
    )


def people(share: float, scale: int) -> int:
    """Return a share as a whole number of people, the half rounded up.

    >>> people(0.1365, 1_000)
    137
    """
    return int(share * scale + 0.5)


def _both_ends(
    first: Estimate, second: Estimate, ratio: Callable[[float, float], float]
) -> Estimate:
    """Return what a rising function makes of two estimates; an interval only where both have one."""
    point = None
    if first.point is not None and second.point is not None:
        point = ratio(first.point, second.point)
    extents = {first.extent, second.extent}
    if Extent.NONE in extents and Extent.RANGE not in extents:
        return Estimate(point)
    extent = Extent.RANGE if Extent.RANGE in extents else Extent.INTERVAL
    return Estimate(point, ratio(first.least, second.least), ratio(first.most, second.most), extent)


def _moved(share: float, ratio: float) -> float:
    """Return a share by Bayes' theorem; where it is 1, no ratio moves it."""
    yes, no = share * ratio, 1 - share
    return yes / (yes + no) if no else share
