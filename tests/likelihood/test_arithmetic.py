"""The arithmetic of the likelihood explorer, against examples worked by hand and for any numbers."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likelihood import arithmetic, bridge, text
from likelihood.arithmetic import (
    Estimate,
    Extent,
    absent_ratio,
    after,
    people,
    present_ratio,
    scale_for,
    wilson,
)

SLACK = 1e-12

shares = st.floats(0, 1)
inner = st.floats(0.001, 0.999)
ratios = st.floats(0, 1e6)


def between(parts: st.SearchStrategy[float]) -> st.SearchStrategy[Estimate]:
    """Return estimates with an interval, each of the three numbers drawn from `parts`."""
    return st.lists(parts, min_size=3, max_size=3).map(_ordered)


def _ordered(three: list[float]) -> Estimate:
    low, point, high = sorted(three)
    return Estimate(point, low, high, Extent.INTERVAL)


def test_the_examples_of_the_docstrings_hold() -> None:
    for module in (arithmetic, bridge, text):
        result = doctest.testmod(module)
        assert (result.failed, result.attempted > 0) == (0, True), module


# --- Worked by hand from the evidence ------------------------------------------------------


def test_one_ratio_moves_a_share_as_by_hand() -> None:
    for share, ratio, expected in (
        (0.0066, 23.7, 0.136),  # 0.0066 / 0.9934 = 0.006644; x 23.7 = 0.15746; / 1.15746
        (0.05, 6.2, 0.246),  # fx-bace-ppv: 0.25
        (0.0066, 0.70, 0.0046),
        (0.0, 1e6, 0.0),
        (1.0, 0.0, 1.0),
    ):
        assert after(Estimate(share), Estimate(ratio)).point == pytest.approx(expected, rel=0.01)


def test_ratios_of_sensitivity_and_specificity_are_those_of_the_register() -> None:
    rates = Estimate(0.31), Estimate(0.98)
    assert present_ratio(*rates).point == pytest.approx(15.5)  # acc-hx-lr, note
    assert absent_ratio(*rates).point == pytest.approx(0.70, abs=0.005)  # acc-hx-lrneg


def test_wilson_gives_the_intervals_that_the_register_has() -> None:
    for found, total, ends in (
        (13, 1975, [0.0039, 0.0112]),
        (4, 13, [0.13, 0.58]),
        (13, 13, [0.77, 1.0]),
        (0, 1172, [0.0, 0.0033]),
    ):
        share = wilson(found, total)
        assert [share.low, share.high] == pytest.approx(ends, abs=0.005)
        assert share.extent is Extent.INTERVAL


def test_of_nobody_nothing_is_known() -> None:
    assert wilson(0, 0) == Estimate(None, 0.0, 1.0, Extent.RANGE)


# --- What an interval covers ----------------------------------------------------------------


def test_an_interval_that_nobody_published_is_not_made_up() -> None:
    assert after(Estimate(0.1), Estimate(2.0)).extent is Extent.NONE
    assert (after(Estimate(0.1), Estimate(2.0)).low, Estimate(None).least) == (None, 0.0)
    assert present_ratio(Estimate(0.3, 0.1, 0.5, Extent.INTERVAL), Estimate(0.9)).low is None


def test_where_one_of_two_has_an_interval_the_result_covers_that_one_alone() -> None:
    share = Estimate(0.1, 0.05, 0.2, Extent.INTERVAL)
    ratio = Estimate(2.0, 1.0, 4.0, Extent.INTERVAL)
    of_share, of_ratio = after(share, Estimate(2.0)), after(Estimate(0.1), ratio)
    both = after(share, ratio)
    assert [of_share.low, of_share.high] == pytest.approx([2 / 21, 1 / 3])
    assert [of_ratio.low, of_ratio.high] == pytest.approx([0.1, 4 / 13])
    assert both.least < of_share.least < both.most
    assert both.most > max(of_share.most, of_ratio.most)


def test_a_range_is_carried_through_without_a_best_guess() -> None:
    spread = Estimate(None, 0.01, 0.05, Extent.RANGE)
    result = after(spread, Estimate(2.0))
    assert (result.point, result.extent) == (None, Extent.RANGE)
    ratio = present_ratio(Estimate(None, 0.8, 0.9, Extent.RANGE), Estimate(0.9))
    assert (ratio.point, ratio.extent) == (None, Extent.RANGE)
    assert [ratio.low, ratio.high] == pytest.approx([8, 9])


def test_people_are_counted_by_a_number_that_shows_at_least_one() -> None:
    for estimate, scale in (
        (Estimate(0.0004), 10_000),
        (Estimate(0.00004), 100_000),
        (Estimate(0.0000001), 100_000),
        (Estimate(0.0), 1_000),
        (Estimate(0.001), 1_000),
        (Estimate(0.0004, 0.0001, 0.2, Extent.INTERVAL), 10_000),
        (Estimate(None, 0.0, 0.0006, Extent.RANGE), 10_000),
    ):
        assert scale_for(estimate) == scale


def test_half_a_person_counts_as_one() -> None:
    assert [people(share, 1_000) for share in (0.0004, 0.0005, 0.9995)] == [0, 1, 1_000]


# --- For any numbers -------------------------------------------------------------------------


@given(between(shares), between(ratios))
def test_a_share_stays_a_share_and_its_interval_holds_it(share: Estimate, ratio: Estimate) -> None:
    result = after(share, ratio)
    assert result.point is not None
    assert 0 <= result.least <= result.point + SLACK
    assert result.point <= result.most + SLACK
    assert result.most <= 1


@given(shares, ratios, ratios)
def test_a_higher_ratio_never_gives_a_lower_share(share: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert after(Estimate(share), Estimate(low)).most <= (
        after(Estimate(share), Estimate(high)).most + SLACK
    )


@given(inner, inner)
def test_a_ratio_and_its_opposite_lie_on_either_side_of_one(
    sensitivity: float, specificity: float
) -> None:
    rates = Estimate(sensitivity), Estimate(specificity)
    present, absent = present_ratio(*rates).point, absent_ratio(*rates).point
    assert present is not None
    assert absent is not None
    assert (present - 1) * (absent - 1) <= SLACK


@given(between(inner), between(inner))
def test_the_interval_of_a_ratio_holds_it(sensitivity: Estimate, specificity: Estimate) -> None:
    for ratio in (
        present_ratio(sensitivity, specificity),
        absent_ratio(sensitivity, specificity),
    ):
        assert ratio.extent is Extent.INTERVAL
        assert ratio.point is not None
        assert ratio.least <= ratio.point * (1 + SLACK)
        assert ratio.point <= ratio.most * (1 + SLACK)


@given(inner, inner, st.floats(0.001, 0.999))
def test_all_people_together_are_those_with_and_those_without_the_finding(
    sensitivity: float, specificity: float, share: float
) -> None:
    rates = Estimate(sensitivity), Estimate(specificity)
    positive = share * sensitivity + (1 - share) * (1 - specificity)
    with_it = after(Estimate(share), present_ratio(*rates)).most
    without = after(Estimate(share), absent_ratio(*rates)).most
    assert positive * with_it + (1 - positive) * without == pytest.approx(share)


@given(st.integers(0, 5_000), st.integers(1, 5_000))
def test_wilson_holds_the_share(found: int, total: int) -> None:
    share = wilson(min(found, total), total)
    assert share.point is not None
    assert 0 <= share.least <= share.point <= share.most <= 1
