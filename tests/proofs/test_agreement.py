"""The formulas that z3 reasons about say what the engine says.

What is compared: for 100,000 random answer sets the engine's level, reasons, which of these and of their findings
are reported, dropped and unanswered questions, against the formulas as :mod:`columns` reads
them, node by node from z3's own data. For 100 of them z3 itself works the level
out, so that the reader of the formulas is held against z3 as well. What is not
compared: words, contacts and the order of reasons, which no theorem is about.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

import pytest
import z3

from checker import assess, load_content
from checker.conditions import signs
from tests.proofs.columns import Columns, columns_by_name
from tests.proofs.encoding import Encoded, Form, blank_form, encode, reported
from tests.proofs.random_answers import random_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.model import Rule
    from tests.proofs.random_answers import Answers

CONTENT = load_content()
HOW_MANY = 100_000
HOW_MANY_BY_Z3 = 100
SEED = 20261121


def columns_of(form: Form, people: list[Answers]) -> Columns:
    """Set the variables of `form` as each person answered."""
    chosen = columns_by_name((_chosen(answers) for answers in people), len(people))
    answered = columns_by_name(people, len(people))
    booleans = {variable.decl().name(): chosen[name] for name, variable in form.chosen.items()}
    booleans |= {variable.decl().name(): answered[key] for key, variable in form.answered.items()}
    numbers = {
        variable.decl().name(): [_number(answers, key) for answers in people]
        for key, variable in form.number.items()
    }
    return Columns(len(people), booleans, numbers)


def _chosen(answers: Answers) -> Iterator[str]:
    for key, answer in answers.items():
        if not isinstance(answer, int):
            yield from (f"{key}.{option}" for option in answer)


def _number(answers: Answers, key: str) -> int:
    answer = answers.get(key, 0)
    assert isinstance(answer, int)
    return answer


def told(encoded: Encoded, rule: Rule) -> z3.BoolRef:
    """Say that a rule is a reason: it holds, and it decides or a finding speaks for it."""
    higher = [encoded.reaches[rank] for rank in encoded.reaches if rank > rule.level.rank]
    seen = [encoded.findings[name] for name, positive in signs(rule.when) if positive]
    return z3.And(encoded.rules[rule.id], z3.Or(z3.Not(z3.Or(higher)), *seen))


class Outcome(NamedTuple):
    """What is compared of an assessment; whole ones would fill the memory."""

    level: str
    rank: int
    reasons: tuple[str, ...]
    reported_rules: tuple[str, ...]
    reported_findings: frozenset[str]
    unanswered: tuple[str, ...]
    dropped: tuple[str, ...]


def outcome(answers: Answers) -> Outcome:
    found = assess(CONTENT, answers)
    return Outcome(
        found.level.id,
        found.level.rank,
        tuple(reason.rule.id for reason in found.reasons),
        tuple(reason.rule.id for reason in found.reasons if reason.reported),
        frozenset(one.finding.id for r in found.reasons for one in r.findings if one.reported),
        found.unanswered,
        found.dropped,
    )


@pytest.fixture(scope="module")
def people() -> list[Answers]:
    dice = random.Random(SEED)  # noqa: S311  not for secrets
    return [random_answers(CONTENT, dice) for _ in range(HOW_MANY)]


@pytest.fixture(scope="module")
def outcomes(people: list[Answers]) -> list[Outcome]:
    return [outcome(answers) for answers in people]


@pytest.fixture(scope="module")
def encoded() -> Encoded:
    return encode(CONTENT, blank_form(CONTENT))


def test_the_formulas_agree_with_the_engine_on_100_000_random_answer_sets(
    people: list[Answers], outcomes: list[Outcome], encoded: Encoded
) -> None:
    columns = columns_of(encoded.form, people)
    levels = columns_by_name(([found.level] for found in outcomes), HOW_MANY)
    reasons = columns_by_name((found.reasons for found in outcomes), HOW_MANY)
    sure_rules = columns_by_name((found.reported_rules for found in outcomes), HOW_MANY)
    sure_findings = columns_by_name((found.reported_findings for found in outcomes), HOW_MANY)
    findings, rules = reported(CONTENT, encoded)
    left_out = columns_by_name((found.unanswered for found in outcomes), HOW_MANY)
    dropped = columns_by_name((found.dropped for found in outcomes), HOW_MANY)
    answered = columns_by_name(people, HOW_MANY)

    def same(what: str, formulas: int, engine: int) -> None:
        if differ := formulas ^ engine:
            first = people[(differ & -differ).bit_length() - 1]
            pytest.fail(f"{what}: {differ.bit_count()} answer sets differ, the first is {first}")

    for level in CONTENT.levels.values():
        higher = [columns.of(encoded.reaches[r]) for r in encoded.reaches if r > level.rank]
        at_least = columns.of(encoded.reaches[level.rank])
        same(
            f"level {level.id}",
            at_least & ~max(higher, key=int.bit_count, default=0),
            levels[level.id],
        )
    for rule in CONTENT.rules.values():
        same(f"reason {rule.id}", columns.of(told(encoded, rule)), reasons[rule.id])
        is_told = z3.And(told(encoded, rule), rules[rule.id])
        same(f"reported rule {rule.id}", columns.of(is_told), sure_rules[rule.id])
    for finding in CONTENT.findings.values():
        among = [
            told(encoded, rule) for rule in CONTENT.rules.values() if finding.id in rule.findings
        ]
        is_told = z3.And(z3.Or(among), findings[finding.id])
        same(f"reported finding {finding.id}", columns.of(is_told), sure_findings[finding.id])
    for question in CONTENT.questions.values():
        key = question.id
        if not question.wording:
            same(f"left out: {key}", columns.of(encoded.left_out[key]), left_out[key])
        hidden = columns.of(z3.Not(encoded.asked[key]))
        same(f"dropped: {key}", hidden & answered[key], dropped[key])


def test_the_random_answer_sets_reach_every_level_rule_and_question(
    outcomes: list[Outcome],
) -> None:
    levels = [found.level for found in outcomes]
    assert all(levels.count(level) > HOW_MANY / 100 for level in CONTENT.levels)
    reasons = {rule for found in outcomes for rule in found.reasons}
    assert reasons == set(CONTENT.rules)
    hidden = {question.id for question in CONTENT.questions.values() if question.ask}
    assert {key for found in outcomes for key in found.dropped} == hidden
    asked = {question.id for question in CONTENT.questions.values() if not question.wording}
    assert {key for found in outcomes for key in found.unanswered} == asked


def test_z3_itself_reads_the_formulas_as_they_are_read_here(
    people: list[Answers], outcomes: list[Outcome], encoded: Encoded
) -> None:
    rank = z3.IntVal(0)
    for reached in sorted(encoded.reaches):
        rank = z3.If(encoded.reaches[reached], z3.IntVal(reached), rank)
    form = encoded.form
    for answers, found in zip(people[:HOW_MANY_BY_Z3], outcomes, strict=False):
        chosen = set(_chosen(answers))
        values = [(form.chosen[name], z3.BoolVal(name in chosen)) for name in form.chosen]
        for key, variable in form.number.items():
            values.append((variable, z3.IntVal(_number(answers, key))))
            values.append((form.answered[key], z3.BoolVal(key in answers)))
        by_z3 = z3.simplify(z3.substitute(rank, *values))
        assert by_z3.as_long() == found.rank, answers
