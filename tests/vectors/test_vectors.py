"""Python and the page's own script find the same conditions true, in forms that are finished and in others."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builder.tools import toolchain
from checker import load_content
from checker.__main__ import _is_emergency
from checker.answers import check_answers
from checker.conditions import Truth, parse
from checker.engine import _add_findings, reported, so_far
from checker.explain import condition_json
from tests.all_cases import all_cases
from tests.checker import toy
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.conditions import Condition, Facts
    from checker.model import Content

    type Vector = dict[str, Any]

HAND_MADE = tomllib.loads(Path(__file__).with_name("conditions.toml").read_text("utf-8"))
CONDITIONS = {name: parse(raw, name) for name, raw in HAND_MADE["conditions"].items()}
TOY = toy.content()
REAL = load_content()
EMERGENCIES = {
    rule.id: rule.when
    for rule in REAL.rules.values()
    if rule.level.rank == max(level.rank for level in REAL.levels.values())
}


def truths(
    content: Content, conditions: Mapping[str, Condition], facts: Facts
) -> dict[str, list[str]]:
    _add_findings(content, facts)
    found = {name: condition.truth(facts) for name, condition in conditions.items()}
    return {
        "yes": [name for name in found if found[name] is Truth.YES],
        "maybe": [name for name in found if found[name] is Truth.MAYBE],
    }


def read(
    content: Content, conditions: Mapping[str, Condition], answers: Mapping[str, object]
) -> Vector:
    """Return what Python makes of a form."""
    checked = check_answers(content, dict(answers))
    facts = so_far(content, checked)
    asked = [
        question.id
        for question in content.questions.values()
        if question.ask is None or question.ask.truth(facts) is Truth.YES
    ]
    told = reported(content, facts)
    return {
        "asked": asked,
        "so_far": truths(content, conditions, facts),
        "reported": truths(content, conditions, told),
    }


def unfinished() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each form that somebody goes through on the way to the answers of a case or story, once."""
    seen = set()
    for name, answers in all_cases(REAL):
        given: dict[str, Any] = {}
        for key in REAL.questions:
            if key in answers:
                given[key] = answers[key]
                if (form := json.dumps(given)) not in seen:
                    seen.add(form)
                    yield f"{name}, as far as {key}", dict(given)


def in_the_page(
    file: Path, content: Content, conditions: Mapping[str, Condition], forms: list[Vector]
) -> None:
    """Have the page's script read the forms; what differs from them is an error."""
    questions = [
        {
            "id": question.id,
            "kind": question.kind.value,
            "ask": None if question.ask is None else condition_json(question.ask),
        }
        for question in content.questions.values()
    ]
    findings = {key: condition_json(one.when) for key, one in content.findings.items()}
    written = {key: condition_json(one) for key, one in conditions.items()}
    file.write_text(
        json.dumps(
            {"questions": questions, "findings": findings, "conditions": written, "forms": forms}
        ),
        "utf-8",
    )
    node = toolchain.find_node(ROOT)
    toolchain.call(
        [*node.node, "--test", "tests/vectors/conditions.test.mjs"],
        purpose="Reading the vectors with the page's script",
        cwd=ROOT,
        env=node.environment() | {"VECTORS": str(file)},
    )


@pytest.mark.parametrize("form", HAND_MADE["form"], ids=lambda form: str(form["name"]))
def test_python_reads_the_hand_made_forms(form: Vector) -> None:
    expected = {key: form[key] for key in ("asked", "so_far", "reported")}
    assert read(TOY, CONDITIONS, form["answers"]) == {
        key: value if key == "asked" else {truth: in_order(value[truth]) for truth in value}
        for key, value in expected.items()
    }


def in_order(names: list[str]) -> list[str]:
    assert set(names) <= set(CONDITIONS)
    return [name for name in CONDITIONS if name in names]


def test_the_page_reads_the_hand_made_forms(tmp_path: Path) -> None:
    forms = [
        form
        | {key: {t: in_order(form[key][t]) for t in form[key]} for key in ("so_far", "reported")}
        for form in HAND_MADE["form"]
    ]
    in_the_page(tmp_path / "vectors.json", TOY, CONDITIONS, forms)


def test_page_and_terminal_interrupt_every_form_on_the_way_to_a_case_at_the_same_question(
    tmp_path: Path,
) -> None:
    expected = [
        {"name": name, "answers": answers, **read(REAL, EMERGENCIES, answers)}
        for name, answers in unfinished()
    ]
    for form in expected:
        facts = so_far(REAL, check_answers(REAL, form["answers"]))
        assert _is_emergency(REAL, facts) == bool(form["so_far"]["yes"]), form["name"]
    assert any(form["so_far"]["yes"] != form["reported"]["yes"] for form in expected)
    in_the_page(tmp_path / "vectors.json", REAL, EMERGENCIES, expected)


@pytest.mark.parametrize(
    "answers",
    [
        {"age": 10, "child": ["night"]},
        {"cancer": "treatment", "treatment_unwell": "yes"},
        {"health": ["pregnant"], "pregnancy": ["severe"]},
        {"health": ["aneurysm"], "duration": "days"},
    ],
)
def test_an_emergency_waits_for_no_question_that_cannot_take_it_away(
    answers: dict[str, object],
) -> None:
    facts = so_far(REAL, check_answers(REAL, answers))
    assert facts.open
    assert _is_emergency(REAL, facts)
