"""A finished check as a FHIR QuestionnaireResponse: valid as R4B, and all that was answered is in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from checker import load_content
from checker.answers import check_answers
from checker.bridge import take_along_json
from checker.engine import assess_checked
from tests.all_cases import all_cases
from tests.browser.check_page import LEVELS, ORDINARY

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTENT = load_content()
SITE = "https://example.org/back-pain/"
HERE = json.dumps({"now": 1_795_269_900, "offset": -210, "site": SITE})
CASES = dict(all_cases(CONTENT))


def record_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    reply = json.loads(take_along_json(json.dumps({"answers": dict(answers)}), HERE))
    record: dict[str, Any] = json.loads(reply["record"])
    return record


@pytest.mark.parametrize("level", LEVELS)
def test_a_record_of_each_level_is_valid(level: str) -> None:
    record = record_of({**ORDINARY, **LEVELS[level]})
    QuestionnaireResponse.model_validate(record)


def test_the_record_of_every_case_is_valid_and_holds_each_answer_that_applies() -> None:
    for name, answers in CASES.items():
        record = record_of(answers)
        QuestionnaireResponse.model_validate(record)
        checked = check_answers(CONTENT, answers)
        assessment = assess_checked(CONTENT, checked)
        found = {item["linkId"]: item["answer"] for item in record["item"]}
        assert set(found) == set(checked) - set(assessment.dropped), name
        for key, given in found.items():
            answer = checked[key]
            if isinstance(answer, int):
                assert given == [{"valueInteger": answer}]
            elif CONTENT.questions[key].options:  # an age kept back has a test of its own
                codes = [entry["valueCoding"]["code"] for entry in given]
                assert codes == [f"{key}.{option}" for option in answer]
                assert all(entry["valueCoding"]["display"] for entry in given)


def test_it_says_which_questions_when_and_whether_all_were_answered() -> None:
    record = record_of({"saddle": ["numb"]})
    assert record["status"] == "in-progress"
    assert record["authored"] == "2026-11-21T10:35:00-03:30"
    version = CONTENT.meta.version
    assert record["questionnaire"] == f"{SITE}fhir/Questionnaire/back-pain-red-flags|{version}"
    (item,) = record["item"]
    assert item["answer"][0]["valueCoding"]["system"].startswith(SITE)
    complete: dict[str, Any] = {**ORDINARY, "age": 45}
    for key, question in CONTENT.questions.items():
        if question.options and "none" in question.options:
            complete.setdefault(key, "none")
    assert record_of(complete)["status"] == "completed"


def test_an_age_kept_back_is_told_as_declined_and_the_check_as_complete() -> None:
    complete: dict[str, Any] = {**ORDINARY, "age": "prefer_not"}
    for key, question in CONTENT.questions.items():
        if question.options and "none" in question.options:
            complete.setdefault(key, "none")
    record = record_of(complete)
    QuestionnaireResponse.model_validate(record)
    assert record["status"] == "completed"
    (age,) = (item["answer"] for item in record["item"] if item["linkId"] == "age")
    (declined,) = age[0]["_valueInteger"]["extension"]
    assert declined["valueCode"] == "asked-declined"


def test_answers_that_do_not_apply_are_left_out() -> None:
    record = record_of({"age": 40, "child": ["limp"]})
    assert [item["linkId"] for item in record["item"]] == ["age"]


def test_its_text_for_people_is_the_summary_as_xhtml() -> None:
    record = record_of({**ORDINARY, **LEVELS["emergency_now"]})
    tree = ET.fromstring(record["text"]["div"])  # noqa: S314  our own text
    assert tree.tag == "{http://www.w3.org/1999/xhtml}div"
    text = "".join(tree.itertext())
    assert text.startswith("BACK PAIN: SUMMARY")
    assert "not reviewed by a clinician" in text


def test_questions_are_worded_for_the_person_who_answered() -> None:
    texts = {item["text"] for item in record_of({"who": "other", "cancer": "never"})["item"]}
    assert "Has the person ever had cancer?" in texts
