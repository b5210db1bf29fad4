"""What has to be true of every possible answer set, one function a theorem.

A theorem takes content and yields a :class:`Counterexample` for each way in
which it fails; an empty result is a proof over all answer sets, found by z3.
"All else equal" means the same answers to all other questions, also to those
that one of the two answer sets hides: hidden answers are then dropped, and a
question that only one of the two asks may be answered in any way or left out.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import z3

from checker.conditions import All, Any, Is, signs
from checker.model import DOUBTS, NONE, NOT_SURE, PREFER_NOT, Kind
from tests.proofs.encoding import (
    blank_form,
    encode,
    filled_in,
    in_doubt,
    lower,
    mixed,
    reaches,
    rules_over,
    well_formed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.conditions import Condition
    from checker.model import Content, Question, Rule
    from tests.proofs.encoding import Encoded, Form

    type Answers = dict[str, list[str] | int]

__all__ = [
    "PLAIN_AGE",
    "THEOREMS",
    "Counterexample",
    "adding_a_sign_never_lowers",
    "answers_in",
    "calm_options",
    "chose_only",
    "doubt_is_same_day_where_an_answer_would_be_an_emergency",
    "emergencies_come_first",
    "emergency_findings_win",
    "every_option_can_matter",
    "exactly_one_level",
    "findings_only_raise",
    "hidden_questions_could_not_raise",
    "no_rule_is_dead",
    "not_sure_is_never_milder",
    "old_is_never_above_new",
    "refute",
    "unsure_about_an_emergency_is_same_day",
    "unsure_age_is_never_milder_for_an_adult",
    "wording_changes_no_level",
]

EMERGENCIES = Path(__file__).with_name("emergencies.toml")
EMERGENCY = "emergency_now"
SAME_DAY = "same_day"


REASSURING = {"cancer_pain": ("unchanged",), "duration": ("days", "weeks")}
"""The mildest answers of a question, where its plain options do not tell them."""

LADDERS = (
    ("old_known", "old_unchecked", "new", "worse"),
    ("old_known", "old_years", "old_unchecked"),
    ("old_unchecked", "not_sure"),
    ("old_unchecked", "prefer_not"),
    ("unchanged", "new"),
    ("unchanged", "not_sure"),
    ("unchanged", "prefer_not"),
    ("usual", "same", "worse"),
)
"""Options from the longest-standing to the newest: the level never falls along them."""

UNLIKELY_IN_DOUBT = {"health.aneurysm": 60}
"""Signs that doubt about their question need not stand for below an age: few below 60 have been told of an aneurysm."""

ADULT = 18
PLAIN_AGE = 40


@dataclass(frozen=True, slots=True)
class Counterexample:
    """One or two answer sets for which a theorem does not hold, ready for the engine."""

    claim: str
    answers: Answers
    changed: Answers | None = None


# --- The highest rule wins --------------------------------------------------------------


def emergencies_come_first(content: Content) -> Iterator[Counterexample]:
    """Each sign of emergencies.toml gives emergency_now, whatever else is answered or left out."""
    person = _person(content)
    top = _rank(content, EMERGENCY)
    for name, sign in tomllib.loads(EMERGENCIES.read_text("utf-8")).items():
        asked = {key: value for key, value in sign.items() if key in content.questions}
        said = [_said(person.form, key, value) for key, value in asked.items()]
        said += [_said(person.form, *item) for item in sign.get("also", {}).items()]
        yield from refute(content, name, [*said, z3.Not(person.reaches[top])], person)


def emergency_findings_win(content: Content) -> Iterator[Counterexample]:
    """What makes an emergency rule hold by itself makes it hold whatever else is found.

    For each emergency rule, each smallest set of findings that is enough for
    it: no answer can take the emergency away again.
    """
    person = _person(content)
    top = _rank(content, EMERGENCY)
    for rule in content.rules.values():
        if rule.level.rank == top:
            for enough in _smallest_sets(rule.when):
                present = [person.findings[name] for name in sorted(enough)]
                claim = f"{rule.id}: {' and '.join(sorted(enough))}"
                yield from refute(content, claim, [*present, z3.Not(person.reaches[top])], person)


def adding_a_sign_never_lowers(content: Content) -> Iterator[Counterexample]:
    """A further tick in a "many" question never lowers the level.

    Whatever was ticked stays; only "none" goes when a sign is ticked. An empty
    question is not the start of this: it counts as "not sure" until it is answered.
    """
    person = _person(content)
    for question in content.questions.values():
        if question.kind is Kind.MANY:
            after = _with_other_answer(content, person, question)
            kept = [z3.Not(chose_only(person, question, set()))]
            kept += [
                z3.Implies(_chose(person, question, option), _chose(after, question, option))
                for option in question.options
                if option != NONE
            ]
            yield from refute(content, question.id, [*kept, lower(after, person)], person, after)


def findings_only_raise(content: Content) -> Iterator[Counterexample]:
    """The level never falls with a further finding, in any set of findings.

    Here the findings are free: also sets that no answers could amount to.
    """
    before = {key: z3.Bool(f"before.{key}") for key in content.findings}
    after = {key: z3.Bool(f"after.{key}") for key in content.findings}
    low = reaches(content, rules_over(content, before))
    high = reaches(content, rules_over(content, after))
    solver = z3.SimpleSolver()
    solver.add([z3.Implies(before[key], after[key]) for key in content.findings])
    solver.add(z3.Or([z3.And(low[rank], z3.Not(high[rank])) for rank in low]))
    if solver.check() != z3.unsat:
        model = solver.model()
        added = [
            key
            for key in content.findings
            if _is_true(model, z3.And(after[key], z3.Not(before[key])))
        ]
        yield Counterexample(f"adding {', '.join(added)}", {})


# --- Not sure, rather not say, left out ---------------------------------------------------


def not_sure_is_never_milder(content: Content) -> Iterator[Counterexample]:
    """Neither "not sure" nor "rather not say" nor no answer is below a reassuring one."""
    person = _person(content)
    for question in _choices(content):
        after = _with_other_answer(content, person, question)
        calm = z3.Or([chose_only(person, question, {option}) for option in calm_options(question)])
        doubt = z3.Or(
            [
                chose_only(after, question, chosen)
                for chosen in ({NOT_SURE}, {PREFER_NOT}, set[str]())
            ]
        )
        milder = [calm, doubt, lower(after, person)]
        yield from refute(content, question.id, milder, person, after)


def unsure_age_is_never_milder_for_an_adult(content: Content) -> Iterator[Counterexample]:
    """An age left out is below no adult age. For a child it can be: see docs/decisions/002-missing-is-not-sure.md."""
    person = _person(content)
    for question in content.questions.values():
        if question.kind is Kind.NUMBER:
            after = _with_other_answer(content, person, question)
            doubt = [
                person.form.answered[question.id],
                person.form.number[question.id] >= ADULT,
                z3.Not(after.form.answered[question.id]),
            ]
            yield from refute(content, question.id, [*doubt, lower(after, person)], person, after)


def unsure_about_an_emergency_is_same_day(content: Content) -> Iterator[Counterexample]:
    """Doubt about an emergency question that is asked gives at least same-day advice."""
    person = _person(content)
    soon = _rank(content, SAME_DAY)
    for question in content.questions.values():
        if question.emergency:
            doubt = in_doubt(person, question)
            yield from refute(content, question.id, [doubt, z3.Not(person.reaches[soon])], person)


def doubt_is_same_day_where_an_answer_would_be_an_emergency(
    content: Content,
) -> Iterator[Counterexample]:
    """Doubt gives at least same-day advice where one sign of the question would be an emergency.

    The other answers are then the other half of an emergency. Questions that are `emergency` have
    a theorem of their own. What is not asked of this one is in UNLIKELY_IN_DOUBT.
    """
    person = _person(content)
    top, soon = _rank(content, EMERGENCY), _rank(content, SAME_DAY)
    for question in _choices(content):
        if question.emergency:
            continue
        after = _with_other_answer(content, person, question)
        for option in question.options:
            if option in {NONE, *DOUBTS} or option in question.plain:
                continue
            said = [
                well_formed(content, after.form),
                in_doubt(person, question),
                person.asked[question.id],
                chose_only(after, question, {option}),
                after.reaches[top],
                z3.Not(person.reaches[soon]),
            ]
            if limit := UNLIKELY_IN_DOUBT.get(f"{question.id}.{option}"):
                said += [person.form.answered["age"], person.form.number["age"] >= limit]
            claim = f"{question.id}.{option}"
            yield from refute(content, claim, said, person)


# --- Old and new -------------------------------------------------------------------------


def old_is_never_above_new(content: Content) -> Iterator[Counterexample]:
    """A long-standing unchanged symptom is never above the same one when it is newer."""
    person = _person(content)
    for question in _choices(content):
        after = _with_other_answer(content, person, question)
        for ladder in LADDERS:
            for older, newer in pairwise(ladder):
                if {older, newer} <= set(question.options):
                    said = [
                        chose_only(person, question, {older}),
                        chose_only(after, question, {newer}),
                    ]
                    claim = f"{question.id}: {older} above {newer}"
                    yield from refute(content, claim, [*said, lower(after, person)], person, after)


# --- The rules as a whole ------------------------------------------------------------------


def exactly_one_level(content: Content) -> Iterator[Counterexample]:
    """Every answer set has one level, and one only."""
    person = _person(content)
    held: dict[int, list[z3.BoolRef]] = {level.rank: [] for level in content.levels.values()}
    for rule in content.rules.values():
        held[rule.level.rank].append(person.rules[rule.id])
    levels = [
        z3.And(z3.Or(held[rank]), z3.Not(z3.Or([h for r in held if r > rank for h in held[r]])))
        for rank in held
    ]
    one = z3.PbEq([(level, 1) for level in levels], 1)
    yield from refute(content, "one level", [z3.Not(one)], person)


def no_rule_is_dead(content: Content) -> Iterator[Counterexample]:
    """Each rule decides some complete answer set alone: it is neither dead nor shadowed.

    Alone means that no other rule of its level or of a higher one holds.
    """
    person = _person(content)
    solver = _solver(content, person)
    solver.add(filled_in(content, person))
    for rule in content.rules.values():
        above = [
            other
            for other in content.rules.values()
            if other is not rule and other.level.rank >= rule.level.rank
        ]
        alone = [z3.Not(person.rules[other.id]) for other in above]
        if solver.check(person.rules[rule.id], *alone) != z3.sat:
            yield Counterexample(_why_never_alone(solver, person, rule, above), {})


def every_option_can_matter(content: Content) -> Iterator[Counterexample]:
    """Each option that is not plain changes the level of some complete answer set.

    So nobody is asked what cannot change the result.
    """
    person = _person(content)
    for question in _choices(content):
        after = _with_other_answer(content, person, question)
        solver = _solver(content, person, after)
        solver.add(filled_in(content, person), filled_in(content, after))
        solver.add(z3.Or(lower(person, after), lower(after, person)))
        for option in question.options:
            if option not in question.plain:
                others = [
                    _chose(person, question, key) == _chose(after, question, key)
                    for key in question.options
                    if question.kind is Kind.MANY and key not in {option, NONE}
                ]
                with_it = _chose(after, question, option)
                without = z3.Not(_chose(person, question, option))
                if solver.check(with_it, without, *others) != z3.sat:
                    yield Counterexample(f"{question.id}.{option}", {})


def hidden_questions_could_not_raise(content: Content) -> Iterator[Counterexample]:
    """No question that is hidden could have raised the level, had it been asked.

    A question is hidden for one of two reasons. Either the answers on which it
    depends are definite and say that it cannot apply: no fall, so not "how hard
    was it?". Then there is nothing that it could have told. Or one of them is in
    doubt ("not sure", "rather not say", left out, or hidden for the same reason).
    Then the level has to be as high already as any answer to the hidden question
    could make it. The theorem is about the second.
    """
    person = _person(content)
    for question in content.questions.values():
        if question.ask is not None:
            shown = encode(content, person.form, shown={question.id: z3.BoolVal(val=True)})
            hidden = z3.Not(person.asked[question.id])
            doubt = _premise_in_doubt(content, person, question)
            yield from refute(content, question.id, [hidden, doubt, lower(person, shown)], person)


def wording_changes_no_level(content: Content) -> Iterator[Counterexample]:
    """An answer for somebody else has the same level as one's own."""
    person = _person(content)
    for question in content.questions.values():
        if question.wording:
            after = _with_other_answer(content, person, question)
            differ = z3.Or(lower(person, after), lower(after, person))
            yield from refute(content, question.id, [differ], person, after)


# --- The parts that theorems are made of -----------------------------------------------------


def _person(content: Content) -> Encoded:
    return encode(content, blank_form(content))


def _with_other_answer(content: Content, person: Encoded, question: Question) -> Encoded:
    """Return the same person with free answers to one question."""
    return encode(content, mixed(person.form, blank_form(content, "then."), {question.id}))


def _choices(content: Content) -> list[Question]:
    return [
        question
        for question in content.questions.values()
        if question.kind is not Kind.NUMBER and not question.wording
    ]


def calm_options(question: Question) -> tuple[str, ...]:
    """Return the answers to a question that speak against any cause for worry."""
    if NONE in question.options:
        return (NONE,)
    return REASSURING.get(question.id, tuple(sorted(question.plain - set(DOUBTS))))


def _rank(content: Content, level: str) -> int:
    return content.levels[level].rank


def _chose(person: Encoded, question: Question, option: str) -> z3.BoolRef:
    return person.form.chosen[f"{question.id}.{option}"]


def chose_only(person: Encoded, question: Question, chosen: set[str]) -> z3.BoolRef:
    return z3.And(
        [
            _chose(person, question, option)
            if option in chosen
            else z3.Not(_chose(person, question, option))
            for option in question.options
        ]
    )


def _said(form: Form, key: str, value: object) -> z3.BoolRef:
    match value:
        case {"from": int(least)}:
            return z3.And(form.answered[key], form.number[key] >= least)
        case {"below": int(limit)}:
            return z3.And(form.answered[key], form.number[key] < limit)
        case list(options):
            return z3.Or([form.chosen[f"{key}.{option}"] for option in options])
    return form.chosen[f"{key}.{value}"]


def _premise_in_doubt(content: Content, person: Encoded, question: Question) -> z3.BoolRef:
    """Say that a question on which `question` depends was not answered for certain."""
    if question.ask is None:
        return z3.BoolVal(val=False)
    premises = {name.partition(".")[0] for name, _ in signs(question.ask)}
    return z3.Or(
        [
            z3.If(
                person.asked[key],
                in_doubt(person, content.questions[key]),
                _premise_in_doubt(content, person, content.questions[key]),
            )
            for key in sorted(premises)
        ]
    )


def _smallest_sets(condition: Condition) -> set[frozenset[str]]:
    """Return the smallest sets of names whose presence is enough; what must be absent is not asked."""
    match condition:
        case Is(name):
            return {frozenset({name})}
        case All(parts):
            return _smallest(_products(parts))
        case Any(parts):
            return _smallest(each for part in parts for each in _smallest_sets(part))
    return {frozenset()}


def _products(parts: Iterable[Condition]) -> set[frozenset[str]]:
    found = {frozenset[str]()}
    for part in parts:
        found = {one | other for one in found for other in _smallest_sets(part)}
    return found


def _smallest(sets: Iterable[frozenset[str]]) -> set[frozenset[str]]:
    found = set(sets)
    return {one for one in found if not any(other < one for other in found)}


def _why_never_alone(solver: z3.Solver, person: Encoded, rule: Rule, above: list[Rule]) -> str:
    if solver.check(person.rules[rule.id]) != z3.sat:
        return f"{rule.id} can never hold"
    shadows = [
        other.id
        for other in above
        if solver.check(person.rules[rule.id], z3.Not(person.rules[other.id])) != z3.sat
    ]
    return f"{rule.id} is shadowed by {', '.join(shadows) or 'several rules together'}"


# --- Asking z3 -----------------------------------------------------------------------------


def _solver(content: Content, *people: Encoded) -> z3.Solver:
    solver = z3.SimpleSolver()
    for person in people:
        solver.add(well_formed(content, person.form))
    return solver


def refute(
    content: Content, claim: str, said: Iterable[z3.BoolRef], *people: Encoded
) -> Iterator[Counterexample]:
    """Look for answers of one or two people for which all of `said` is true; there must be none."""
    solver = _solver(content, *people)
    solver.add(*said)
    if solver.check() == z3.sat:
        model = _plainest(content, solver, people)
        yield Counterexample(claim, *(answers_in(content, one.form, model) for one in people))


def _plainest(content: Content, solver: z3.Solver, people: Iterable[Encoded]) -> z3.ModelRef:
    """Return a counterexample with as few gaps, doubts and signs as can be."""
    wishes = [filled_in(content, one) for one in people]
    wishes += [
        z3.Or(one.asked[question.id], chose_only(one, question, set()))
        for question in _choices(content)
        for one in people
    ]
    for question in content.questions.values():
        for one in people:
            if question.kind is Kind.NUMBER:
                wishes.append(one.form.number[question.id] == PLAIN_AGE)
            elif not question.wording:
                wishes += [chose_only(one, question, {option}) for option in calm_options(question)]
                wishes.append(chose_only(one, question, set()))
    model = solver.model()
    for wish in wishes:
        if solver.check(wish) == z3.sat:
            model = solver.model()
            solver.add(wish)
    return model


def answers_in(content: Content, form: Form, model: z3.ModelRef) -> Answers:
    answers: Answers = {}
    for question in content.questions.values():
        key = question.id
        if question.kind is Kind.NUMBER:
            if _is_true(model, form.answered[key]):
                answers[key] = model.eval(form.number[key], model_completion=True).as_long()
        else:
            chosen = [
                option
                for option in question.options
                if _is_true(model, form.chosen[f"{key}.{option}"])
            ]
            if chosen:
                answers[key] = chosen
    return answers


def _is_true(model: z3.ModelRef, *formulas: z3.BoolRef) -> bool:
    return all(z3.is_true(model.eval(formula)) for formula in formulas)


THEOREMS = (
    emergencies_come_first,
    emergency_findings_win,
    adding_a_sign_never_lowers,
    findings_only_raise,
    not_sure_is_never_milder,
    unsure_age_is_never_milder_for_an_adult,
    unsure_about_an_emergency_is_same_day,
    doubt_is_same_day_where_an_answer_would_be_an_emergency,
    old_is_never_above_new,
    exactly_one_level,
    no_rule_is_dead,
    every_option_can_matter,
    hidden_questions_could_not_raise,
    wording_changes_no_level,
)
