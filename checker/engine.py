"""Decide how soon to get help: pure, total and deterministic.

The highest rule that holds wins, so a further sign can only raise the level.
A question that is asked but not answered counts as "not sure"; an answer to a
question that does not apply is dropped and named.

The same answers are read in two ways. The safe reading decides: in it a doubt
counts as the worst that it can mean. What was reported is for words: in it a
doubt is left open, and only what is certain may be told as a fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.answers import check_answers
from checker.conditions import Facts, Truth, signs
from checker.model import DOUBTS, NOT_SURE, Assessment, Found, Kind, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checker.answers import Answers
    from checker.model import Content, Finding, Question, Rule

__all__ = ["assess", "assess_checked", "reported", "rules_that_hold", "settle", "so_far"]


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
    safe, unanswered, dropped = settle(content, answers)
    told = reported(content, safe)
    holding = rules_that_hold(content, safe)
    if told.open:
        _add_findings(content, told)
    else:  # no doubt at all
        told = safe
    level = holding[0].level
    deciding = {rule.contact for rule in holding if rule.level == level}
    doubtful = _doubtful(safe)
    return Assessment(
        level=level,
        contacts=tuple(sorted(deciding, key=lambda contact: -contact.order)),
        reasons=tuple(
            reason
            for rule in holding
            if (reason := _reason(content, rule, safe, told)).findings or rule.level == level
        ),
        absent=tuple(_absent(content, told)),
        not_sure=tuple(key for key in content.questions if key in doubtful and key in answers),
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
        if question.ask is not None and question.ask.truth(facts) is Truth.NO:
            if answer is not None:
                dropped.append(key)
        elif answer is None and not question.wording:
            facts.present.add(f"{key}.{NOT_SURE}")
            unanswered.append(key)
        elif answer is not None:
            _take(question, answer, facts)
    return facts, unanswered, dropped


def so_far(content: Content, answers: Answers) -> Facts:
    """Turn the answers of somebody who is still being asked into facts; what is to come is left open.

    >>> from checker import load_content
    >>> content = load_content()
    >>> facts = so_far(content, {"age": 40})
    >>> content.questions["child"].ask.truth(facts).name, "danger.heart" in facts.open
    ('NO', True)
    """
    facts = Facts(set(), {})
    for key, question in content.questions.items():
        asked = Truth.YES if question.ask is None else question.ask.truth(facts)
        if asked is Truth.YES and key in answers:
            _take(question, answers[key], facts)
        elif asked is not Truth.NO:
            facts.open.update(_names(question))
    return facts


def _take(question: Question, answer: tuple[str, ...] | int, facts: Facts) -> None:
    if isinstance(answer, int):
        facts.numbers[question.id] = answer
    elif question.kind is Kind.NUMBER:  # kept back: it could be any
        facts.present.add(f"{question.id}.{NOT_SURE}")
    else:
        facts.present.update([f"{question.id}.{option}" for option in answer])


def reported(content: Content, facts: Facts) -> Facts:
    """Return facts in which no finding stands yet with each doubt left open.

    What holds in these holds whatever the answers that are not known. A question
    that is hidden only because an earlier answer is a doubt is open too.

    >>> from checker import load_content
    >>> facts, _, _ = settle(load_content(), {"start": ("injury",), "injury": ("not_sure",)})
    >>> told = reported(load_content(), facts)
    >>> "injury.small" in told.open, "injury.small" in told.present
    (True, False)
    """
    sure = {name for name in facts.present if not _is_doubt(name)}
    told = Facts(sure, facts.numbers, set(facts.open))
    doubtful = _doubtful(facts)
    for key, question in content.questions.items():
        if key in doubtful or _is_hidden_by_doubt(question, facts, told):
            told.open.update(name for name in _names(question) if name not in sure)
    return told


def _is_hidden_by_doubt(question: Question, facts: Facts, told: Facts) -> bool:
    return (
        question.ask is not None
        and question.ask.truth(facts) is Truth.NO
        and question.ask.truth(told) is Truth.MAYBE
    )


def _names(question: Question) -> list[str]:
    """Return every name under which a condition can read a question."""
    options = [f"{question.id}.{option}" for option in (*question.options, NOT_SURE)]
    return [question.id, *options] if question.kind is Kind.NUMBER else options


def rules_that_hold(content: Content, facts: Facts) -> list[Rule]:
    """Add the findings to `facts`, and return the rules that certainly hold, the highest level first."""
    _add_findings(content, facts)
    return [rule for rule in content.rules.values() if rule.when.truth(facts) is Truth.YES]


def _add_findings(content: Content, facts: Facts) -> None:
    for finding in content.findings.values():
        truth = finding.when.truth(facts)
        if truth is Truth.YES:
            facts.present.add(finding.id)
        elif truth is Truth.MAYBE:
            facts.open.add(finding.id)


def _reason(content: Content, rule: Rule, safe: Facts, told: Facts) -> Reason:
    is_reported = rule.when.truth(told) is Truth.YES
    behind = () if is_reported else _behind(content, signs(rule.when), safe)
    return Reason(
        rule=rule,
        findings=tuple(
            _found(content, content.findings[name], safe, told)
            for name in rule.findings
            if name in safe.present
        ),
        doubts=_doubts(behind, safe, told),
        reported=is_reported,
    )


def _found(content: Content, finding: Finding, safe: Facts, told: Facts) -> Found:
    behind = list(_behind(content, finding.reads, safe))
    is_reported = finding.id in told.present
    return Found(
        finding=finding,
        origin=tuple(
            dict.fromkeys(
                name
                for name, helps in behind
                if name in safe.numbers or (helps and name in safe.present)
            )
        ),
        doubts=() if is_reported else _doubts(behind, safe, told),
        reported=is_reported,
    )


def _behind(
    content: Content, reads: Iterable[tuple[str, bool]], safe: Facts, *, helps: bool = True
) -> Iterator[tuple[str, bool]]:
    """Yield the options and number questions that count, and whether their presence helps."""
    for name, same in reads:
        if name not in content.findings:
            yield name, same == helps
        elif (name in safe.present) == (same == helps):
            finding = content.findings[name]
            yield from _behind(content, finding.reads, safe, helps=same == helps)


def _doubts(behind: Iterable[tuple[str, bool]], safe: Facts, told: Facts) -> tuple[str, ...]:
    """Return the questions in doubt of which the safe reading made use."""
    return tuple(
        dict.fromkeys(
            name.partition(".")[0]
            for name, helps in behind
            if name in told.open and helps == (name in safe.present or "." not in name)
        )
    )


def _doubtful(safe: Facts) -> set[str]:
    """Return the questions answered with "not sure" or "rather not say", or left out."""
    return {name.partition(".")[0] for name in safe.present if _is_doubt(name)}


def _is_doubt(name: str) -> bool:
    return name.partition(".")[2] in DOUBTS


def _absent(content: Content, told: Facts) -> list[Finding]:
    """Return the key findings that the answers clearly speak against: a doubt leaves them possible."""
    return [
        finding
        for finding in content.findings.values()
        if finding.key and finding.id not in told.present and finding.id not in told.open
    ]
