"""The checker as formulas, made from the same content that the engine reads.

One boolean for each option, one whole number within its limits and one boolean
"was answered" for each number question. Every way to fill in the form, and
every way to leave answers out, is one assignment that :func:`well_formed`
allows; there is no other. From them :func:`encode` builds, in the order in
which the content stands, what is asked, which facts count, which findings are
present, which rules hold and how high the level is.

``test_agreement.py`` shows that these formulas and the engine say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import TYPE_CHECKING

import z3

from checker.conditions import All, Any, Count, Is, Not, Number
from checker.model import DOUBTS, NONE, NOT_SURE, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from checker.conditions import Condition
    from checker.model import Content, Question
    from tests.proofs.released import Released, ReleasedQuestion

    type Asked = Question | ReleasedQuestion
    type Knowledge = Content | Released

__all__ = [
    "Encoded",
    "Form",
    "blank_form",
    "encode",
    "filled_in",
    "holds",
    "in_doubt",
    "is_possible",
    "lower",
    "mixed",
    "reported",
    "rules_over",
    "well_formed",
]


ALWAYS, NEVER = z3.BoolVal(val=True), z3.BoolVal(val=False)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What one person said, before anything is dropped.

    `chosen` has a boolean for each ``question.option``; a choice question with
    none of them true was left out. `number` and `answered` hold each number
    question.
    """

    chosen: Mapping[str, z3.BoolRef]
    number: Mapping[str, z3.ArithRef]
    answered: Mapping[str, z3.BoolRef]


@dataclass(slots=True)
class Facts:
    """Names that conditions can read, as far as the encoding has come.

    What is `present` is certain, and what is `possible` may be there; in the safe
    reading they are the same. An `unknown` number reaches every threshold there,
    and in the other reading only perhaps.
    """

    present: dict[str, z3.BoolRef]
    possible: dict[str, z3.BoolRef]
    known: dict[str, z3.BoolRef]
    unknown: dict[str, z3.BoolRef]
    number: Mapping[str, z3.ArithRef]


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """What the content makes of a form, as formulas over the form's variables.

    `reaches` says by rank whether the level is that rank or higher; `facts` is what conditions read.
    """

    form: Form
    facts: Facts
    asked: Mapping[str, z3.BoolRef]
    left_out: Mapping[str, z3.BoolRef]
    findings: Mapping[str, z3.BoolRef]
    rules: Mapping[str, z3.BoolRef]
    reaches: Mapping[int, z3.BoolRef]


def blank_form(content: Content, name: str = "") -> Form:
    """Return a form with free variables; `name` tells two people's variables apart."""
    numbers = [q.id for q in content.questions.values() if q.kind is Kind.NUMBER]
    return Form(
        chosen={
            f"{question.id}.{option}": z3.Bool(f"{name}{question.id}.{option}")
            for question in content.questions.values()
            for option in question.options
        },
        number={key: z3.Int(f"{name}{key}") for key in numbers},
        answered={key: z3.Bool(f"{name}{key}.answered") for key in numbers},
    )


def mixed(form: Form, other: Form, questions: Collection[str]) -> Form:
    """Return `form` with the answers to some questions taken from `other`."""

    def of[T](mine: Mapping[str, T], theirs: Mapping[str, T]) -> dict[str, T]:
        return {
            key: theirs[key] if key.partition(".")[0] in questions else value
            for key, value in mine.items()
        }

    return Form(
        of(form.chosen, other.chosen),
        of(form.number, other.number),
        of(form.answered, other.answered),
    )


def well_formed(content: Content, form: Form) -> z3.BoolRef:
    """Say that `form` could be filled in: the same bounds that ``check_answers`` draws."""
    bounds: list[z3.BoolRef] = []
    for question in content.questions.values():
        options = [form.chosen[f"{question.id}.{option}"] for option in question.options]
        if question.kind is Kind.NUMBER:
            number = form.number[question.id]
            bounds += [number >= question.minimum, number <= question.maximum]
        elif question.kind is Kind.ONE:
            bounds.append(z3.AtMost(*options, 1))
        elif NONE in question.options:
            none = form.chosen[f"{question.id}.{NONE}"]
            bounds += [z3.Not(z3.And(none, other)) for other in options if other is not none]
    return z3.And(bounds)


def is_possible(content: Content, form: Form, said: z3.BoolRef) -> bool:
    """Tell whether some answers make it true."""
    solver = z3.SimpleSolver()
    solver.add(well_formed(content, form), said)
    return bool(solver.check() == z3.sat)


def filled_in(content: Content, encoded: Encoded) -> z3.BoolRef:
    """Say that every question that is asked was answered."""
    return z3.And([z3.Not(encoded.left_out[question]) for question in content.questions])


def encode(
    content: Knowledge, form: Form, *, shown: Mapping[str, z3.BoolRef] = MappingProxyType({})
) -> Encoded:
    """Build the formulas of one person's assessment.

    :param shown: by question, whether it counts as asked even where its condition hides it
    """
    present: dict[str, z3.BoolRef] = {}
    facts = Facts(present, present, {}, {}, form.number)
    asked: dict[str, z3.BoolRef] = {}
    left_out: dict[str, z3.BoolRef] = {}
    for question in content.questions.values():
        applies = z3.Or(_asks(question, facts), shown.get(question.id, NEVER))
        asked[question.id] = applies
        left_out[question.id] = z3.And(applies, z3.Not(_answered(question, form)))
        _add_facts(question, form, applies, facts)
    findings: dict[str, z3.BoolRef] = {}
    for finding in content.findings.values():
        findings[finding.id] = facts.present[finding.id] = _holds(finding.when, facts)
    rules = rules_over(content, findings)
    return Encoded(form, facts, asked, left_out, findings, rules, reaches(content, rules))


def rules_over(content: Knowledge, findings: Mapping[str, z3.BoolRef]) -> dict[str, z3.BoolRef]:
    """Return the rules over findings, which alone they read."""
    facts = Facts(dict(findings), dict(findings), {}, {}, {})
    return {rule.id: _holds(rule.when, facts) for rule in content.rules.values()}


def in_doubt(person: Encoded, question: Question) -> z3.BoolRef:
    """Say that a question that is asked was answered with doubt, or left out."""
    doubts = [f"{question.id}.{option}" for option in DOUBTS if option in question.options]
    said = [person.form.chosen[name] for name in doubts]
    return z3.Or(
        person.left_out[question.id] if not question.wording else NEVER,
        z3.And(person.asked[question.id], z3.Or(said)),
    )


def reported(
    content: Content, person: Encoded
) -> tuple[dict[str, z3.BoolRef], dict[str, z3.BoolRef]]:
    """Return of each finding and of each rule whether it is certain with every doubt left open."""
    facts = Facts({}, {}, {}, {}, person.form.number)
    for question in content.questions.values():
        key, asked = question.id, person.asked[question.id]
        hidden_by_doubt = z3.And(z3.Not(asked), _asks(question, facts, sure=False))
        is_open = z3.Or(in_doubt(person, question), hidden_by_doubt)
        for option in (*question.options, NOT_SURE):
            name = f"{key}.{option}"
            sure = NEVER if option in DOUBTS else z3.And(asked, person.form.chosen[name])
            facts.present[name] = sure
            facts.possible[name] = z3.Or(sure, is_open)
        if question.kind is Kind.NUMBER:
            facts.known[key] = z3.And(asked, person.form.answered[key])
            facts.unknown[key] = is_open
    found: dict[str, z3.BoolRef] = {}
    for finding in content.findings.values():
        facts.possible[finding.id] = _holds(finding.when, facts, sure=False)
        found[finding.id] = facts.present[finding.id] = _holds(finding.when, facts)
    return found, {rule.id: _holds(rule.when, facts) for rule in content.rules.values()}


def _asks(question: Asked, facts: Facts, *, sure: bool = True) -> z3.BoolRef:
    return ALWAYS if question.ask is None else _holds(question.ask, facts, sure=sure)


def reaches(content: Knowledge, rules: Mapping[str, z3.BoolRef]) -> dict[int, z3.BoolRef]:
    """Return by rank whether a rule of that rank or higher holds."""
    return {
        level.rank: z3.Or(
            [rules[rule.id] for rule in content.rules.values() if rule.level.rank >= level.rank]
        )
        for level in content.levels.values()
    }


def holds(condition: Condition, person: Encoded) -> z3.BoolRef:
    """Say that a condition over options, numbers or findings holds for a person."""
    return _holds(condition, person.facts)


def lower(one: Encoded, other: Encoded) -> z3.BoolRef:
    """Say that the level of `one` is below that of `other`."""
    return z3.Or([z3.And(other.reaches[rank], z3.Not(one.reaches[rank])) for rank in one.reaches])


def _answered(question: Asked, form: Form) -> z3.BoolRef:
    if question.kind is Kind.NUMBER:
        return form.answered[question.id]
    return z3.Or([form.chosen[f"{question.id}.{option}"] for option in question.options])


def _add_facts(question: Asked, form: Form, applies: z3.BoolRef, facts: Facts) -> None:
    key = question.id
    unknown = f"{key}.{NOT_SURE}"
    for option in question.options:
        name = f"{key}.{option}"
        facts.present[name] = z3.And(applies, form.chosen[name])
    if question.kind is Kind.NUMBER:
        facts.known[key] = z3.And(applies, form.answered[key])
    if not question.wording:
        silent = z3.And(applies, z3.Not(_answered(question, form)))
        said = facts.present.get(unknown)
        facts.present[unknown] = silent if said is None else z3.Or(said, silent)


def _holds(condition: Condition, facts: Facts, *, sure: bool = True) -> z3.BoolRef:
    """Say that a condition certainly holds, or else that it may."""
    match condition:
        case Is(name):
            return (facts.present if sure else facts.possible).get(name, NEVER)
        case All(parts):
            return z3.And(_all(parts, facts, sure=sure))
        case Any(parts):
            return z3.Or(_all(parts, facts, sure=sure))
        case Not(part):
            return z3.Not(_holds(part, facts, sure=not sure))
        case Number(least, question):
            unknown = facts.unknown.get(question, NEVER) if sure else NEVER
            reached = z3.Or(z3.Not(facts.known[question]), facts.number[question] >= least)
            return z3.And(reached, z3.Not(unknown))
        case Count(least, parts):
            return _at_least(least, _all(parts, facts, sure=sure))


def _all(parts: Iterable[Condition], facts: Facts, *, sure: bool) -> list[z3.BoolRef]:
    return [_holds(part, facts, sure=sure) for part in parts]


def _at_least(least: int, parts: list[z3.BoolRef]) -> z3.BoolRef:
    """Count with And and Or alone, so that every reader of the formulas needs only these."""

    def one_more(counts: list[z3.BoolRef], part: z3.BoolRef) -> list[z3.BoolRef]:
        return [
            counts[0],
            *(z3.Or(counts[n], z3.And(counts[n - 1], part)) for n in range(1, least + 1)),
        ]

    start = [ALWAYS, *([NEVER] * max(least, 0))]
    return reduce(one_more, parts, start)[max(least, 0)]
