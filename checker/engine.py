"""Decide how soon to get help: pure, total and deterministic.

The highest rule that holds wins, so a further sign can only raise the level.
A question that is asked but not answered counts as "not sure"; an answer to a
question that does not apply is dropped and named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.answers import check_answers
from checker.conditions import Facts
from checker.model import NOT_SURE, PREFER_NOT, Assessment, Kind, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.answers import Answers
    from checker.model import Content, Finding, Rule

__all__ = ["assess", "assess_checked", "rules_that_hold", "settle"]


def assess(content: Content, answers: Mapping[str, object]) -> Assessment:
    """Assess the answers of one person.

    :param answers: by question id an option id, a list of option ids, or a number
    :raises CheckerError: one of its kinds, when an answer cannot be used

    >>> from checker import load_content
    >>> assess(load_content(), {"saddle": ["numb"], "saddle_since": "new"}).level.id
    'emergency_now'
    """
    return assess_checked(content, check_answers(content, dict(answers)))


def assess_checked(content: Content, answers: Answers) -> Assessment:
    """Assess answers that :mod:`checker.answers` has read; never fails.

    >>> from checker import load_content
    >>> assess_checked(load_content(), {"danger": ("chest_pain",)}).level.id
    'emergency_now'
    """
    facts, unanswered, dropped = settle(content, answers)
    holding = rules_that_hold(content, facts)
    level = holding[0].level
    deciding = {rule.contact for rule in holding if rule.level == level}
    doubtful = _doubtful(content, facts)
    return Assessment(
        level=level,
        contacts=tuple(sorted(deciding, key=lambda contact: -contact.order)),
        reasons=tuple(
            reason
            for rule in holding
            if (reason := _reason(content, rule, facts)).findings or rule.level == level
        ),
        absent=tuple(_absent(content, facts, set(doubtful))),
        not_sure=tuple(key for key in doubtful if key in answers),
        unanswered=tuple(unanswered),
        dropped=tuple(dropped),
    )


def settle(content: Content, answers: Answers) -> tuple[Facts, list[str], list[str]]:
    """Turn answers into facts, in the order of asking.

    :returns: the facts, the questions asked but left out, the answered ones that do not apply

    >>> from checker import load_content
    >>> _, unanswered, dropped = settle(load_content(), {"saddle": ("none",), "saddle_since": "new"})
    >>> "age" in unanswered, dropped
    (True, ['saddle_since'])
    """
    facts = Facts(set(), {})
    unanswered: list[str] = []
    dropped: list[str] = []
    for key, question in content.questions.items():
        answer = answers.get(key)
        if question.ask is not None and not question.ask.holds(facts):
            if answer is not None:
                dropped.append(key)
        elif isinstance(answer, int):
            facts.numbers[key] = answer
        elif answer is not None and question.kind is not Kind.NUMBER:
            facts.present.update([f"{key}.{option}" for option in answer])
        elif not question.wording:  # left out; or a number that was kept back, which could be any
            facts.present.add(f"{key}.{NOT_SURE}")
            if answer is None:
                unanswered.append(key)
    return facts, unanswered, dropped


def rules_that_hold(content: Content, facts: Facts) -> list[Rule]:
    """Add the findings to `facts`, and return the rules that hold, the highest level first."""
    for finding in content.findings.values():
        if finding.when.holds(facts):
            facts.present.add(finding.id)
    return [rule for rule in content.rules.values() if rule.when.holds(facts)]


def _reason(content: Content, rule: Rule, facts: Facts) -> Reason:
    return Reason(
        rule,
        tuple(
            (content.findings[name], tuple(dict.fromkeys(_origin(content, name, facts))))
            for name in rule.findings
            if name in facts.present
        ),
    )


def _origin(content: Content, name: str, facts: Facts) -> list[str]:
    """Return the options and number questions that made a finding present."""
    origin: list[str] = []
    for part, positive in content.findings[name].reads:
        if part in content.findings:
            if positive and part in facts.present:
                origin += _origin(content, part, facts)
        elif part in facts.numbers or (positive and part in facts.present):
            origin.append(part)
    return origin


def _doubtful(content: Content, facts: Facts) -> list[str]:
    """Return the questions answered with "not sure" or "rather not say", or left out."""
    present = facts.present
    return [
        key
        for key in content.questions
        if f"{key}.{NOT_SURE}" in present or f"{key}.{PREFER_NOT}" in present
    ]


def _absent(content: Content, facts: Facts, doubtful: set[str]) -> list[Finding]:
    """Return the key findings that the answers clearly speak against.

    Doubt is not an answer: where a question behind the finding is doubtful, it is not named.
    """
    return [
        finding
        for finding in content.findings.values()
        if finding.key
        and finding.id not in facts.present
        and finding.questions.isdisjoint(doubtful)
    ]
