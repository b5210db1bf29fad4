"""Whatever comes in, out comes a valid assessment or a named error, and nothing is made milder.

Removing an answer may lose a sign, so the advice then cannot stay as it was in
every case. What holds, and is shown here, is that a missing answer is never
better than the most reassuring one, and that doubt about an emergency question
means same-day contact.
"""

from __future__ import annotations

import json
from typing import Any

import hypothesis.strategies as st
from hypothesis import assume, example, given

from checker import CheckerError, assess, errors, load_content
from checker.answers import read_answers
from checker.bridge import assess_json
from checker.model import NONE, NOT_SURE, PREFER_NOT, Kind, Question
from tests.checker.test_schemas import ASSESSMENT

CONTENT = load_content()
NAMES = {name for name in errors.__all__ if name not in {"CheckerError", "AnswerError"}}
SAME_DAY = CONTENT.levels["same_day"].rank

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["answers", "age", "saddle", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    """Return right answers to some of the questions."""
    found: dict[str, Any] = {}
    for question in CONTENT.questions.values():
        if draw(st.booleans()):
            found[question.id] = draw(one_answer(question))
    return found


def one_answer(question: Question) -> st.SearchStrategy[object]:
    if question.kind is Kind.NUMBER:
        return st.integers(question.minimum, question.maximum) | st.just(PREFER_NOT)
    if question.kind is Kind.ONE:
        return st.sampled_from(question.options)
    signs = [option for option in question.options if option != NONE]
    return st.just([NONE]) | st.lists(st.sampled_from(signs), min_size=1, max_size=3)


def rank(given_answers: dict[str, Any]) -> int:
    return assess(CONTENT, given_answers).level.rank


def check_reply(text: str) -> dict[str, Any]:
    reply: dict[str, Any] = json.loads(assess_json(text))
    if reply["ok"]:
        assert set(reply) == {"ok", "assessment"}
        ASSESSMENT.validate(reply["assessment"])
    else:
        assert set(reply) == {"ok", "error"}
        assert reply["error"]["type"] in NAMES
        assert reply["error"]["message"].isprintable()
        assert len(reply["error"]["message"]) < 1500
        is_answer = issubclass(getattr(errors, reply["error"]["type"]), errors.AnswerError)
        assert set(reply["error"]) == {"type", "message"} | (
            {"key", "allowed"} if is_answer else set()
        )
    return reply


@given(st.text())
def test_any_text_gives_an_assessment_or_a_named_error(text: str) -> None:
    check_reply(text)


@given(ANY_JSON)
@example({"answers": {"age": float("nan")}})
@example({"answers": {"age": 10**4000}})
@example({"answers": {"\ud800": 1}})
@example({"answers": {"saddle": ["\udfff"]}})
@example({"answers": {"a\nb": 1}})
@example({"a\nb": 1})
def test_any_json_gives_an_assessment_or_a_named_error(value: object) -> None:
    check_reply(json.dumps(value))


@given(st.dictionaries(st.sampled_from([*CONTENT.questions, "x"]), ANY_JSON, max_size=4))
def test_any_values_for_real_questions_give_an_assessment_or_a_named_error(
    value: dict[str, object],
) -> None:
    check_reply(json.dumps({"answers": value}))


@given(st.binary(max_size=300) | ANY_JSON.map(lambda value: json.dumps(value).encode("utf-16")))
def test_any_bytes_are_read_or_refused_by_name(data: bytes) -> None:
    refusal = ""
    try:
        read_answers(CONTENT, data)
    except CheckerError as error:
        refusal = type(error).__name__
    assert refusal in {"", *NAMES}


@given(answers())
def test_right_answers_give_an_assessment(given_answers: dict[str, Any]) -> None:
    reply = check_reply(json.dumps({"answers": given_answers}))
    assert reply["ok"]
    assert reply["assessment"]["rank"] == rank(given_answers)


@given(answers(), st.data())
def test_an_item_removed_is_never_milder_than_its_most_reassuring_answer(
    given_answers: dict[str, Any], data: st.DataObject
) -> None:
    assume(given_answers)
    question = CONTENT.questions[data.draw(st.sampled_from(list(given_answers)))]
    without = {key: value for key, value in given_answers.items() if key != question.id}
    doubts = {NOT_SURE, PREFER_NOT}
    calm = [NONE] if NONE in question.options else sorted(question.plain - doubts)
    if question.kind is Kind.NUMBER:
        calm = [data.draw(st.integers(18, question.maximum))]  # type: ignore[list-item]
    for answer in calm:
        assert rank(without) >= rank(without | {question.id: answer})


@given(answers())
def test_a_number_kept_back_gives_the_advice_of_one_left_out(
    given_answers: dict[str, Any],
) -> None:
    for question in CONTENT.questions.values():
        if question.kind is Kind.NUMBER:
            without = {k: value for k, value in given_answers.items() if k != question.id}
            left_out, kept_back = (
                assess(CONTENT, without),
                assess(CONTENT, without | {question.id: PREFER_NOT}),
            )
            assert (kept_back.level, kept_back.contacts, kept_back.reasons) == (
                left_out.level,
                left_out.contacts,
                left_out.reasons,
            )
            assert kept_back.absent == left_out.absent
            assert question.id not in kept_back.unanswered


@given(answers(), st.data())
def test_an_emergency_question_that_applies_and_is_removed_means_at_least_same_day(
    given_answers: dict[str, Any], data: st.DataObject
) -> None:
    emergencies = [key for key in given_answers if CONTENT.questions[key].emergency]
    assume(emergencies)
    key = data.draw(st.sampled_from(emergencies))
    without = {name: value for name, value in given_answers.items() if name != key}
    found = assess(CONTENT, without)
    if key in found.unanswered:
        assert found.level.rank >= SAME_DAY
    else:
        assert key in assess(CONTENT, given_answers).dropped


@given(answers(), st.data())
def test_an_option_that_is_misspelt_is_an_error_and_not_a_milder_answer(
    given_answers: dict[str, Any], data: st.DataObject
) -> None:
    chosen = [key for key in given_answers if CONTENT.questions[key].kind is not Kind.NUMBER]
    assume(chosen)
    key = data.draw(st.sampled_from(chosen))
    wrong = data.draw(st.text(max_size=10))
    assume(wrong not in CONTENT.questions[key].options)
    reply = check_reply(json.dumps({"answers": given_answers | {key: [wrong]}}))
    assert (reply["ok"], reply["error"]["type"]) == (False, "UnknownOptionError")
    assert reply["error"]["key"] == key
