"""No advice is milder than in the last release, but where history.toml says so; a milder rule is noticed."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checker import assess, load_content
from checker.loading import CONTENT as FOLDER
from checker.loading import build_content
from checker.tables import read_tables
from tests.proofs.milder import weaker_than_released
from tests.proofs.released import load_released, load_since

if TYPE_CHECKING:
    from checker.model import Content
    from tests.proofs.released import Later
    from tests.proofs.theorems import Counterexample

ROOT = Path(__file__).resolve().parents[2]
BASE = tomllib.loads((ROOT / "evaluation/base.toml").read_text("utf-8"))["answers"]
CONTENT = load_content()
TABLES = read_tables(FOLDER)
RELEASED = load_released()
SINCE = load_since(RELEASED)


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
    assert any(True for _ in weaker_than_released(CONTENT, RELEASED, without))


def changed(file: str, entry: str, change: dict[str, Any]) -> Content:
    tables: Any = deepcopy(TABLES)
    tables[file][entry].update(change)
    return build_content(tables, "en")


def test_a_doubt_that_no_longer_counts_is_noticed() -> None:
    """One deleted line: not sure about one's health was a risk of infection."""
    doubts = {"health.not_sure", "health.prefer_not"}
    options = TABLES["findings"]["infection_risk"]["when"]["any"]
    kept = {"when": {"any": [option for option in options if option not in doubts]}}
    content = changed("findings", "infection_risk", kept)
    assert any(True for _ in weaker_than_released(content, RELEASED, SINCE))


@pytest.mark.parametrize("rule", ["night-pain-that-lasts", "cancer-and-worsening-pain"])
def test_a_rule_that_is_gone_is_noticed(rule: str) -> None:
    never = {"when": {"all": ["under_6", "age_70"]}}
    topic = CONTENT.rules[rule].topic
    content = changed(f"rules/{topic}", rule, never)
    assert any(True for _ in weaker_than_released(content, RELEASED, SINCE))
