"""Each proof can fail: a rule that is broken on purpose gives a counterexample.

The counterexample is then put to the engine, which has to show the same fault
with the broken rules, and not with the real ones.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from checker import assess, load_content
from checker.loading import CONTENT as FOLDER
from checker.loading import build_content
from checker.tables import read_tables
from tests.proofs import theorems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from checker.model import Content
    from tests.proofs.theorems import Answers, Counterexample

    type Theorem = Callable[[Content], Iterator[Counterexample]]

REAL = load_content()
TABLES = read_tables(FOLDER)

BROKEN: dict[str, tuple[Theorem, str, str, dict[str, Any]]] = {
    "numb private parts are only seen today": (
        theorems.emergencies_come_first,
        "rules/cauda-equina",
        "saddle-change",
        {"level": "same_day"},
    ),
    "worry takes an emergency away": (
        theorems.emergency_findings_win,
        "rules/cauda-equina",
        "both-legs",
        {"when": {"all": ["both_legs", {"not": "worried"}]}},
    ),
    "an ache on walking takes a weak leg away": (
        theorems.adding_a_sign_never_lowers,
        "rules/cord-compression",
        "one-leg-weak",
        {"when": {"all": ["one_leg_weak", {"not": "walking_ache"}]}},
    ),
    "a finding takes another away": (
        theorems.findings_only_raise,
        "rules/cord-compression",
        "one-leg-weak",
        {"when": {"all": ["one_leg_weak", {"not": "walking_ache"}]}},
    ),
    "not sure about the pain is the mildest answer": (
        theorems.not_sure_is_never_milder,
        "findings",
        "unsure_pain",
        {"when": {"not": {"any": ["pain.not_sure", "pain.prefer_not"]}}},
    ),
    "an unknown age counts as young": (
        theorems.unsure_age_is_never_milder_for_an_adult,
        "findings",
        "age_60",
        {"when": {"all": [{"at_least": 60, "of": "age"}, {"not": "age.not_sure"}]}},
    ),
    "not sure how it started is passed over": (
        theorems.unsure_about_an_emergency_is_same_day,
        "findings",
        "unsure_start",
        {"when": {"is": "start.prefer_not"}},
    ),
    "doubt about illness in a child is for a booked visit": (
        theorems.doubt_is_same_day_where_an_answer_would_be_an_emergency,
        "findings",
        "unsure_ill_half",
        {"when": {"all": ["unsure_ill", "pregnant"]}},
    ),
    "old and new are mixed up": (
        theorems.old_is_never_above_new,
        "findings",
        "saddle_new",
        {
            "when": {
                "any": [
                    "saddle_since.old_known",
                    "saddle_since.worse",
                    "saddle_since.not_sure",
                    "saddle_since.prefer_not",
                    {"all": ["saddle_since.new", "saddle.numb"]},
                ]
            }
        },
    ),
    "a rule needs what another rule has already": (
        theorems.no_rule_is_dead,
        "rules/cancer",
        "weight-loss",
        {"when": {"all": ["weight_loss", "sweats"]}},
    ),
    "a rule needs what cannot be": (
        theorems.no_rule_is_dead,
        "rules/cancer",
        "weight-loss",
        {"when": {"all": ["weight_loss", "under_6", "age_70"]}},
    ),
    "an option is asked for nothing": (
        theorems.every_option_can_matter,
        "findings",
        "lump",
        {"when": {"all": ["ill.lump", "ill.weight"]}},
    ),
    "doubt about health hides the questions on pregnancy": (
        theorems.hidden_questions_could_not_raise,
        "questions",
        "pregnancy",
        {"ask": {"is": "health.pregnant"}},
    ),
    "a carer's answers count for more": (
        theorems.wording_changes_no_level,
        "findings",
        "walking_ache",
        {"when": {"any": ["legs.walking_ache", "who.other"]}},
    ),
}


def broken(file: str, entry: str, change: dict[str, Any]) -> Content:
    tables: Any = deepcopy(TABLES)
    tables[file][entry].update(change)
    return build_content(tables, "en")


def ranks(content: Content, found: Counterexample) -> list[int]:
    people: list[Answers | None] = [found.answers, found.changed]
    return [assess(content, answers).level.rank for answers in people if answers]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_fails_its_proof_and_the_engine_confirms_it(name: str) -> None:
    theorem, file, entry, change = BROKEN[name]
    content = broken(file, entry, change)
    found = next(theorem(content), None)
    assert found is not None
    if found.answers:
        assert assess(content, found.answers).level != assess(REAL, found.answers).level or (
            found.changed is not None
            and assess(content, found.changed).level != assess(REAL, found.changed).level
        )
    if found.changed:
        before, after = ranks(content, found)
        assert before > after or theorem is theorems.wording_changes_no_level
        before, after = ranks(REAL, found)
        assert before <= after


def test_without_the_rule_for_everybody_some_answer_sets_have_no_level() -> None:
    rules = {key: rule for key, rule in REAL.rules.items() if key != "no-warning-sign"}
    content = replace(REAL, rules=rules)
    found = next(theorems.exactly_one_level(content))
    with pytest.raises(IndexError):
        assess(content, found.answers)


def test_every_theorem_has_been_seen_to_fail() -> None:
    seen = {theorem for theorem, *_ in BROKEN.values()} | {theorems.exactly_one_level}
    assert seen == set(theorems.THEOREMS)
