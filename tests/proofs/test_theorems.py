"""Proofs over every possible answer set; theorems.py says what each of them means."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from checker import assess, load_content
from tests.proofs.theorems import EMERGENCIES, THEOREMS, Counterexample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from checker.model import Content

CONTENT = load_content()


def in_words(theorem: Callable[[Content], Iterator[Counterexample]]) -> str:
    return (theorem.__doc__ or "").partition("\n")[0]


def with_levels(found: Counterexample) -> tuple[str, object, object]:
    """Add what the engine says of a counterexample, for the person who reads the failure."""
    people = (found.answers, found.changed)
    levels = [assess(CONTENT, answers).level.id for answers in people if answers]
    return found.claim, levels, people


@pytest.mark.parametrize("theorem", THEOREMS, ids=in_words)
def test_for_every_answer_set(theorem: Callable[[Content], Iterator[Counterexample]]) -> None:
    assert [with_levels(found) for found in theorem(CONTENT)] == []


def test_each_listed_emergency_rests_on_evidence_of_the_register() -> None:
    for name, sign in tomllib.loads(EMERGENCIES.read_text("utf-8")).items():
        assert set(sign["evidence"]) <= set(CONTENT.evidence), name
