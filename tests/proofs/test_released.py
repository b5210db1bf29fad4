"""No advice is milder than in the last release, but where history.toml says so; a milder rule is noticed."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checker import assess, load_content
from checker.conditions import Number
from tests.proofs.milder import is_milder, weaker_than_released
from tests.proofs.mutants import mutants
from tests.proofs.released import load_released, load_since

if TYPE_CHECKING:
    from tests.proofs.released import Later
    from tests.proofs.theorems import Counterexample

ROOT = Path(__file__).resolve().parents[2]
BASE = tomllib.loads((ROOT / "evaluation/base.toml").read_text("utf-8"))["answers"]
CONTENT = load_content()
RELEASED = load_released()
SINCE = load_since(RELEASED)

NOT_FOR_CHILDREN = ("saddle.sex_feeling", "saddle.erection", "health.inject")


def in_words(found: Counterexample) -> str:
    """Return what a counterexample says besides the plain answers, and its level now."""
    plain = {key: [value] if isinstance(value, str) else value for key, value in BASE.items()}
    told = {key: value for key, value in found.answers.items() if plain.get(key) != value}
    return f"{found.claim}: {assess(CONTENT, found.answers).level.id} for {told}"


def test_no_answers_give_milder_advice_than_the_last_release() -> None:
    assert [in_words(one) for one in weaker_than_released(CONTENT, RELEASED, SINCE)] == []


def test_each_sign_that_is_later_on_purpose_is_known_and_says_why() -> None:
    for one in SINCE.later:
        assert one.why, one.sign
        assert set(one.evidence) <= set(CONTENT.evidence), one.sign
        assert set(one.rules) <= set(RELEASED.rules), one.sign
        assert CONTENT.levels[one.now].rank < RELEASED.levels[one.was].rank, one.sign


@pytest.mark.parametrize("one", SINCE.later, ids=lambda one: one.sign)
def test_a_sign_that_is_later_on_purpose_has_an_example_that_needs_it(one: Later) -> None:
    answers = {**BASE, **one.example}
    rank = assess(CONTENT, answers).level.rank
    assert CONTENT.levels[one.now].rank <= rank < CONTENT.levels[one.was].rank
    others = tuple(other for other in SINCE.later if other is not one)
    without = replace(SINCE, later=others)
    assert is_milder(CONTENT, RELEASED, without)


@pytest.mark.parametrize(
    "change",
    [
        "finding infection_risk: without health.not_sure",
        "rule night-pain-that-lasts: gone",
        "rule cancer-and-worsening-pain: gone",
        "question legs_since: without legs.weak_both",
    ],
)
def test_a_change_that_makes_advice_milder_is_noticed(change: str) -> None:
    changed = next(content for name, content in mutants(CONTENT) if name == change)
    assert is_milder(changed, RELEASED, SINCE)


def test_a_sign_that_can_no_longer_be_told_is_noticed() -> None:
    danger = CONTENT.questions["danger"]
    fewer = replace(danger, options=tuple(one for one in danger.options if one != "stroke"))
    changed = replace(CONTENT, questions={**CONTENT.questions, "danger": fewer})
    assert is_milder(changed, RELEASED, SINCE)


def test_nobody_is_kept_from_telling_a_sign_but_children_of_these() -> None:
    """The proof takes each answer that the engine takes; a form that does not show an option keeps it from some."""
    not_shown = {
        f"{question.id}.{option}": condition
        for question in CONTENT.questions.values()
        for option, condition in question.offered.items()
    }
    assert not_shown == dict.fromkeys(NOT_FOR_CHILDREN, Number(16, "age"))
