"""Nothing is told as a fact unless an answer that is no doubt made it so: proved, then read in every output.

What is proved is about what the engine calls reported. ``test_agreement.py`` shows that the formulas
and the engine call the same things so. The outputs are read for each finding and rule with a doubt
about each question behind it, in the plainest answers that z3 finds for that.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
import z3

from builder.knowledge.languages import languages
from checker import Content, assess, load_content
from checker.answers import check_answers
from checker.bridge import take_along_json
from checker.explain import as_json
from checker.model import DOUBTS, Kind, Role
from tests.conftest import ROOT
from tests.proofs.encoding import (
    Encoded,
    blank_form,
    encode,
    filled_in,
    in_doubt,
    reported,
    well_formed,
)
from tests.proofs.theorems import PLAIN_AGE, answers_in, calm_options, chose_only

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.model import Question
    from tests.proofs.theorems import Answers

CONTENT = load_content()
PERSON = encode(CONTENT, blank_form(CONTENT))


def by_name(
    findings: Mapping[str, z3.BoolRef], rules: Mapping[str, z3.BoolRef]
) -> dict[str, z3.BoolRef]:
    """Return both in one; some have the same id."""
    return dict(findings) | {f"rule {key}": rule for key, rule in rules.items()}


PRESENT = by_name(PERSON.findings, PERSON.rules)
REPORTED = by_name(*reported(CONTENT, PERSON))
QUESTIONS = [question for question in CONTENT.questions.values() if not question.wording]


def without_doubt() -> Encoded:
    """Return the same person when everything is known: what nobody knew before is free now."""
    return encode(CONTENT, blank_form(CONTENT, "known."), shown=PERSON.asked)


def same_person(known: Encoded) -> Iterator[z3.BoolRef]:
    """Say that what was told is still so, and that there is no doubt any more."""
    yield filled_in(CONTENT, known)
    for question in QUESTIONS:
        doubt, key = in_doubt(PERSON, question), question.id
        told = z3.And(PERSON.asked[key], z3.Not(doubt))
        if question.kind is Kind.NUMBER:
            yield z3.Implies(told, known.form.number[key] == PERSON.form.number[key])
        for option in question.options:
            name = f"{key}.{option}"
            before, after = PERSON.form.chosen[name], known.form.chosen[name]
            yield z3.Not(after) if option in DOUBTS else z3.Implies(told, before == after)
            if option not in DOUBTS:
                yield z3.Implies(z3.And(PERSON.asked[key], before), after)


def told_wrongly(told: dict[str, z3.BoolRef]) -> list[str]:
    """Return the findings and rules that are told, and of which the answers in doubt can make an untruth."""
    known = without_doubt()
    solver = z3.SimpleSolver()
    solver.add(well_formed(CONTENT, PERSON.form), well_formed(CONTENT, known.form))
    solver.add(*same_person(known))
    truly = by_name(known.findings, known.rules)
    return [key for key in told if solver.check(told[key], z3.Not(truly[key])) != z3.unsat]


def test_what_is_reported_is_so_whatever_the_answers_that_are_not_known() -> None:
    assert told_wrongly(REPORTED) == []


def test_the_proof_fails_where_all_that_counts_is_told_as_reported() -> None:
    wrong = told_wrongly(PRESENT)
    assert {"small_injury", "infection_risk", "saddle_new", "age_70", "rule strain-at-70"} <= set(
        wrong
    )


def test_what_is_reported_counts_and_without_a_doubt_all_that_counts_is_reported() -> None:
    solver = z3.SimpleSolver()
    solver.add(well_formed(CONTENT, PERSON.form))
    solver.add(z3.Or([z3.And(REPORTED[key], z3.Not(PRESENT[key])) for key in PRESENT]))
    assert solver.check() == z3.unsat
    sure = [z3.Not(in_doubt(PERSON, question)) for question in QUESTIONS]
    solver = z3.SimpleSolver()
    solver.add(well_formed(CONTENT, PERSON.form), *sure)
    solver.add(z3.Or([REPORTED[key] != PRESENT[key] for key in PRESENT]))
    assert solver.check() == z3.unsat


def test_a_sign_that_was_ticked_reaches_staff_though_the_rest_of_its_finding_is_in_doubt() -> None:
    for key, words in CONTENT.words["findings"].items():
        asked, chosen = PERSON.asked, PERSON.form.chosen
        signs = [z3.And(asked[name.partition(".")[0]], chosen[name]) for name in signs_behind(key)]
        possible = [well_formed(CONTENT, PERSON.form), PRESENT[key], z3.Not(REPORTED[key])]
        can_be_ticked, can_be_doubt = (
            z3.SimpleSolver().check(*possible, said) == z3.sat
            for said in (z3.Or(signs), z3.Not(z3.Or(signs)))
        )
        if "medical_possible" in words and signs:
            assert not can_be_doubt, f"{key}: its word for staff tells a sign that nobody ticked"
        if can_be_ticked and "medical" in words and not CONTENT.findings[key].quiet:
            assert "medical_possible" in words, (
                f"{key}: a sign that was ticked has no word for staff"
            )


def signs_behind(key: str) -> Iterator[str]:
    """Yield the options behind a finding that are signs: no doubts, and not since when."""
    for name, helps in CONTENT.findings[key].reads:
        question, _, option = name.partition(".")
        if name in CONTENT.findings:
            yield from signs_behind(name)
        elif (
            option
            and helps
            and option not in DOUBTS
            and CONTENT.questions[question].role is not Role.SINCE
        ):
            yield name


# --- Every output ------------------------------------------------------------------------------


@cache
def doubtful_people() -> dict[str, Answers]:
    """Return, for each finding or rule and each question behind it, answers in which only that doubt makes it count."""
    solver = z3.SimpleSolver()
    solver.add(well_formed(CONTENT, PERSON.form))
    found: dict[str, Answers] = {}
    for key, present in PRESENT.items():
        behind = questions_behind(key)
        others = [question for question in QUESTIONS if question not in behind]
        calm = [is_calm(question) for question in others]
        known = [z3.Not(in_doubt(PERSON, question)) for question in others]
        for question in behind:
            alone = [z3.Not(in_doubt(PERSON, one)) for one in behind if one is not question]
            possible = z3.And(present, z3.Not(REPORTED[key]), in_doubt(PERSON, question), *alone)
            plainest = next(
                (one for one in (calm, known, []) if is_possible(solver, possible, *one)), None
            )
            if plainest is not None:
                found[f"{key}, {question.id}"] = answers_in(CONTENT, PERSON.form, solver.model())
    return found


def is_possible(solver: z3.Solver, *said: z3.BoolRef) -> bool:
    return bool(solver.check(*said) == z3.sat)


def is_calm(question: Question) -> z3.BoolRef:
    """Say that a question that is asked was answered with nothing that is a sign."""
    if question.kind is Kind.NUMBER:
        form = PERSON.form
        return z3.And(form.answered[question.id], form.number[question.id] == PLAIN_AGE)
    calm = [chose_only(PERSON, question, {option}) for option in calm_options(question)]
    return z3.Implies(PERSON.asked[question.id], z3.Or(calm))


def questions_behind(key: str) -> list[Question]:
    rule = CONTENT.rules.get(key.removeprefix("rule ")) if key.startswith("rule ") else None
    findings = (key,) if rule is None else rule.findings
    behind = {question for name in findings for question in CONTENT.findings[name].questions}
    return [question for question in QUESTIONS if question.id in behind]


def outputs(content: Content, answers: Answers) -> Iterator[tuple[str, str]]:
    """Yield all texts that somebody is shown, prints, reads out or hands over after a check."""
    checked = check_answers(content, dict(answers))
    result = as_json(content, checked, assess(content, answers))
    yield "to say", json.dumps(result["advice"]["say"], ensure_ascii=False)
    for reason in result["reasons"]:
        yield f"reason {reason['rule']}", reason["title"]
        for finding in reason["findings"]:
            yield f"finding {finding['finding']}", f"{finding['name']}; {finding['medical']}"
    here = json.dumps({"now": 0, "offset": 0, "site": "https://example.org/"})
    taken = json.loads(take_along_json(json.dumps({"answers": answers}), here, content.language))
    taken["codes"] = " ".join(re.sub(r"^\d+/\d+\n", "", text) for text in taken["code_texts"])
    for key in ("text", "codes", "record", "calendar"):
        yield key, taken[key].partition(content.words["summary"]["summary"]["negatives"].upper())[0]


def told_as_facts(content: Content, answers: Answers, output: str) -> set[str]:
    """Return the names, titles and words for staff in a text that are of something only possible."""
    sure, unsure = set(ticked(content, answers)), set[str]()
    for reason in assess(content, answers).reasons:
        title = content.words["rules"][reason.rule.id]["title"].lower()
        (sure if reason.reported else unsure).add(title)
        for found in reason.findings:
            words = content.words["findings"][found.finding.id]
            facts = {text.lower() for key, text in words.items() if key in {"name", "medical"}}
            (sure if found.reported else unsure).update(facts)
            sure.update({words.get("medical_possible", "").lower()})
    output = output.lower()
    for text in sorted(sure, key=len, reverse=True):
        output = output.replace(text, "")
    return {text for text in unsure if text in output}


def ticked(content: Content, answers: Answers) -> Iterator[str]:
    """Yield the words of each option that was ticked and is no doubt: its label, and what is said of it."""
    for key, options in answers.items():
        if not isinstance(options, int):
            tables = [t for t in content.words["questions"][key].values() if isinstance(t, dict)]
            known = [option for option in options if option not in DOUBTS]
            yield from (t[option].lower() for t in tables for option in known if option in t)


@pytest.mark.parametrize("language", [one.code for one in languages(ROOT)])
def test_no_output_tells_as_a_fact_what_is_only_possible(language: str) -> None:
    content = load_content(language)
    told = [
        f"{name}: {where}: {text}"
        for name, answers in doubtful_people().items()
        for where, output in outputs(content, answers)
        for text in told_as_facts(content, answers, output)
    ]
    assert told == [], "\n".join(told)


def test_the_outputs_are_read_of_findings_and_rules_with_doubts_of_every_kind() -> None:
    people = [name.split(", ") for name in doubtful_people()]
    assert {"age", "injury", "health", "legs_since"} <= {doubt for _, doubt in people}
    assert {"small_injury", "age_70", "rule strain-at-70"} <= {key for key, _ in people}
