"""The JSON Schemas take what the checker takes, and every assessment fits."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from builder.interop.schemas import answers_schema, assessment_schema
from checker import CheckerError, load_content
from checker.answers import read_answers
from checker.bridge import assess_json
from checker.model import Kind
from tests.all_cases import all_cases
from tests.proofs.random_answers import random_answers

ROOT = Path(__file__).resolve().parents[2]
CONTENT = load_content()
ANSWERS = Draft202012Validator(answers_schema(CONTENT))
ASSESSMENT = Draft202012Validator(assessment_schema(CONTENT))


def taken(value: object) -> bool:
    """Return whether the checker takes the answers."""
    try:
        read_answers(CONTENT, json.dumps(value))
    except CheckerError:
        return False
    return True


def test_the_schemas_are_schemas() -> None:
    Draft202012Validator.check_schema(answers_schema(CONTENT))
    Draft202012Validator.check_schema(assessment_schema(CONTENT))


def test_every_case_and_its_assessment_fit() -> None:
    found = [answers for _, answers in all_cases(CONTENT)]
    assert len(found) >= 80
    for answers in found:
        ANSWERS.validate({"answers": answers})
        reply = json.loads(assess_json(json.dumps({"answers": answers})))
        ASSESSMENT.validate(reply["assessment"])


def test_random_answers_and_their_assessments_fit() -> None:
    dice = random.Random(8)  # noqa: S311
    for _ in range(100):
        answers = random_answers(CONTENT, dice)
        ANSWERS.validate({"answers": answers})
        reply = json.loads(assess_json(json.dumps({"answers": answers})))
        ASSESSMENT.validate(reply["assessment"])


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 130),
    st.floats(-5, 130),
    st.just(40.0),
    st.text(max_size=3),
    st.just([]),
    st.just({}),
)


@st.composite
def nearly_right(draw: st.DrawFn) -> object:
    """Return answers of which most are right, and some are wrong in small ways."""
    keys = draw(st.lists(st.sampled_from(list(CONTENT.questions)), max_size=4, unique=True))
    answers: dict[str, object] = {}
    for key in keys:
        question = CONTENT.questions[key]
        right: st.SearchStrategy[object] = st.one_of(
            st.integers(question.minimum - 1, question.maximum + 1), st.just("prefer_not")
        )
        if question.kind is not Kind.NUMBER:
            option = st.sampled_from([*question.options, "other"])
            right = st.one_of(option, st.lists(option, max_size=3))
        answers[key] = draw(st.one_of(right, right, right, ODD))
    if draw(st.integers(0, 9)) == 0:
        answers[draw(st.text(max_size=3))] = "x"
    return draw(st.sampled_from([{"answers": answers}] * 8 + [answers, [answers]]))


@given(nearly_right())
def test_the_schema_takes_exactly_what_the_checker_takes(value: object) -> None:
    assert ANSWERS.is_valid(value) is taken(value)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ({"answers": {}}, True),
        ({}, False),
        ({"answers": {}, "more": 1}, False),
        ({"answers": {"saddle": "numb"}}, True),
        ({"answers": {"saddle": ["numb", "numb", "not_sure"]}}, True),
        ({"answers": {"saddle": ["none", "none"]}}, True),
        ({"answers": {"saddle": ["none", "numb"]}}, False),
        ({"answers": {"start": ["sudden", "sudden"]}}, True),
        ({"answers": {"start": ["sudden", "gradual"]}}, False),
        ({"answers": {"age": 40.0}}, True),
        ({"answers": {"age": True}}, False),
        ({"answers": {"age": "prefer_not"}}, True),
        ({"answers": {"age": ["prefer_not"]}}, True),
        ({"answers": {"age": ["prefer_not", "prefer_not"]}}, False),
        ({"answers": {"age": "not_sure"}}, False),
    ],
)
def test_the_schema_and_the_checker_agree_at_the_edges(value: object, right: object) -> None:
    assert (ANSWERS.is_valid(value), taken(value)) == (right, right)


@pytest.mark.parametrize("field", ["level", "advice", "reasons", "not_sure", "dropped"])
def test_an_assessment_that_lacks_a_field_does_not_fit(field: str) -> None:
    assessment = json.loads(assess_json('{"answers": {}}'))["assessment"]
    del assessment[field]
    assert not ASSESSMENT.is_valid(assessment)
