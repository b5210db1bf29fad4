"""Change the content in small ways, one at a time, and see whether a case, a story or a proof notices.

``uv run python -m tests.proofs.mutants [WORD]`` tries all mutants, or those whose name has WORD in it. A mutant that
gives every answer set the level that it had is no fault. It ends with 1 if another one survives. It takes some
minutes, so it is no test; a survivor asks for a case.

What changes is what was loaded, not the files: a check of the loader that a careless change would meet, such as that
some rule reads each option, helps nobody here.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import z3

from checker import assess, load_content
from checker.answers import check_answers
from checker.conditions import All, Any, Count, Is, Not, Number, leaves
from checker.engine import rules_that_hold, settle
from evaluation.accuracy import completed
from tests.all_cases import base, rows
from tests.proofs.encoding import blank_form, encode, is_possible, lower
from tests.proofs.milder import is_milder
from tests.proofs.released import load_released, load_since
from tests.proofs.theorems import THEOREMS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from checker.answers import Answers
    from checker.conditions import Condition
    from checker.model import Content

__all__ = ["mutants"]

NEVER = Any(())


def mutants(content: Content) -> Iterator[tuple[str, Content]]:
    """Yield every rule and finding gone, every alternative gone, and every threshold moved by one."""
    for rule in content.rules.values():
        if rule.when != All(()):  # without the rule for everybody, some get no level
            others = {key: other for key, other in content.rules.items() if other is not rule}
            yield f"rule {rule.id}: gone", replace(content, rules=others)
        for what, when in _changes(rule.when):
            rules = {**content.rules, rule.id: replace(rule, when=when)}
            yield f"rule {rule.id}: {what}", replace(content, rules=rules)
    for finding in content.findings.values():
        for what, when in [("gone", NEVER), *_changes(finding.when)]:
            findings = {**content.findings, finding.id: replace(finding, when=when)}
            yield f"finding {finding.id}: {what}", replace(content, findings=findings)
    for question in content.questions.values():
        for what, ask in _changes(question.ask) if question.ask is not None else ():
            questions = {**content.questions, question.id: replace(question, ask=ask)}
            yield f"question {question.id}: {what}", replace(content, questions=questions)


def _changes(one: Condition, *, negated: bool = False) -> Iterator[tuple[str, Condition]]:
    """Yield a condition with one small change: most of them hold for fewer people, and some for more."""
    if isinstance(one, Number | Count):
        for least in (one.least - 1, one.least + 1):
            yield f"{_names(one)} {one.least} -> {least}", replace(one, least=least)
    match one:
        case Not(part):
            for what, changed in _changes(part, negated=not negated):
                yield what, Not(changed)
        case All(parts) | Any(parts) | Count(_, parts):
            for at, part in enumerate(parts):
                before, after = parts[:at], parts[at + 1 :]
                if negated or not isinstance(one, All):
                    yield f"without {_names(part)}", replace(one, parts=before + after)
                for what, changed in _changes(part, negated=negated):
                    yield what, replace(one, parts=(*before, changed, *after))


def _names(one: Condition) -> str:
    return " ".join(leaf.name if isinstance(leaf, Is) else leaf.question for leaf in leaves(one))


def differs(content: Content, other: Content) -> bool:
    """Tell whether some answers to what is asked today have another level."""
    form = blank_form(content)
    one, two = encode(content, form), encode(other, form)
    said = {**form.chosen, **form.answered}
    asked = [z3.Implies(said[key], one.asked[key.partition(".")[0]]) for key in said]
    return is_possible(content, form, z3.And(*asked, z3.Or(lower(one, two), lower(two, one))))


def known_levels(content: Content) -> Iterator[tuple[Answers, Collection[str]]]:
    """Yield the answers of each case and story with the levels that its test allows now."""
    for row in rows():
        answers = completed(content, row["answers"], base())
        allowed = row.get("acceptable", [row["level"]])
        if assess(content, answers).level.id in allowed:
            yield check_answers(content, answers), allowed


def level(content: Content, answers: Answers) -> str:
    """Return the level that the engine gives, without the rest that it says."""
    facts, _, _ = settle(content, answers)
    return rules_that_hold(content, facts)[0].level.id


def main(words: list[str]) -> int:
    """Try the mutants and print the survivors."""
    content = load_content()
    wanted = list(known_levels(content))
    released = load_released()
    since = load_since(released)

    def noticed_by(other: Content) -> str:
        if any(level(other, answers) not in allowed for answers, allowed in wanted):
            return "cases and stories"
        if not differs(content, other):
            return "no fault"
        if is_milder(other, released, since):
            return "release"
        found = (one.__name__ for one in THEOREMS if any(True for _ in one(other)))
        return next(found, "survived")

    seen: Counter[str] = Counter()
    for name, other in mutants(content):
        if not words or any(word in name for word in words):
            by = noticed_by(other)
            seen[by] += 1
            if by == "survived":
                print(name, flush=True)
    print(", ".join(f"{name}: {count}" for name, count in sorted(seen.items())))
    return 1 if seen["survived"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
