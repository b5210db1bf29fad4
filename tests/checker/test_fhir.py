"""The Questionnaire and the QuestionnaireResponse are valid FHIR R4, and ask what the engine asks."""

from __future__ import annotations

import dataclasses
import json
import random
import re
from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.codesystem import CodeSystem
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from builder.interop.fhir import ConditionError, code_system, questionnaire
from checker import fhir, load_content
from checker.answers import check_answers
from checker.bridge import take_along_json
from checker.circumstances import read_circumstances
from checker.conditions import parse
from checker.engine import assess_checked, offered, settle
from checker.model import Kind
from tests.proofs.random_answers import random_answers

if TYPE_CHECKING:
    from collections.abc import Mapping

SITE = "https://example.org/back-pain/"
CONTENT = load_content()
ASKED = questionnaire(CONTENT, SITE)
ITEMS: dict[str, dict[str, Any]] = {item["linkId"]: item for item in ASKED["item"]}
TOGGLE = "sdc-questionnaire-answerOptionsToggleExpression"
BELOW = re.compile(
    r"%resource\.item\.where\(linkId='age'\)\.answer\.value\.where\(\$this < (\d+)\)\.empty\(\)"
)
HERE = json.dumps({"now": 1_795_269_900, "offset": 60, "site": SITE})


def record_of(answers: Mapping[str, object]) -> dict[str, Any]:
    reply = json.loads(take_along_json(json.dumps({"answers": answers}), HERE))
    record: dict[str, Any] = json.loads(reply["record"])
    return record


def code_of(answer: dict[str, Any]) -> str:
    return str(answer["system"] + answer["code"])


def shown(answers: Mapping[str, list[str] | int]) -> set[str]:
    """Return the questions that a form shows which follows `enableWhen` to the letter."""
    found: set[str] = set()
    for item in ASKED["item"]:
        met = [met_by(answers, found, when) for when in item.get("enableWhen", [])]
        if not met or (all if item["enableBehavior"] == "all" else any)(met):
            found.add(item["linkId"])
    return found


def met_by(answers: Mapping[str, list[str] | int], found: set[str], when: dict[str, Any]) -> bool:
    key = when["question"]
    answer = answers.get(key) if key in found else None
    if answer is None:
        return False
    if isinstance(answer, int):
        assert when["operator"] == "<"
        return answer < int(when["answerInteger"])
    assert when["operator"] == "="
    codes = [
        code_of(fhir.coding(CONTENT, SITE, CONTENT.questions[key], option)) for option in answer
    ]
    return code_of(when["answerCoding"]) in codes


def test_the_questionnaire_is_valid_r4() -> None:
    read = Questionnaire.model_validate(ASKED)
    assert json.loads(read.model_dump_json()) == ASKED


def test_the_code_system_is_valid_r4_and_has_each_code_once() -> None:
    codes = code_system(CONTENT, SITE)
    CodeSystem.model_validate(codes)
    found = [concept["code"] for concept in codes["concept"]]
    options = [f"{q.id}.{option}" for q in CONTENT.questions.values() for option in q.options]
    assert found == options


def test_each_question_is_an_item_in_the_order_of_asking_with_each_option() -> None:
    assert list(ITEMS) == list(CONTENT.questions)
    for key, question in CONTENT.questions.items():
        codes = [option["valueCoding"]["code"] for option in ITEMS[key].get("answerOption", [])]
        assert codes == [f"{key}.{option}" for option in question.options]
        assert ITEMS[key]["repeats"] is (question.kind is Kind.MANY)
        assert ITEMS[key]["required"] is not question.wording


def test_an_age_has_its_limits() -> None:
    limits = {
        extension["url"].rpartition("/")[2]: extension for extension in ITEMS["age"]["extension"]
    }
    assert limits["minValue"]["valueInteger"] == CONTENT.questions["age"].minimum
    assert limits["maxValue"]["valueInteger"] == CONTENT.questions["age"].maximum


def test_none_of_these_excludes_the_others() -> None:
    (none,) = [o for o in ITEMS["saddle"]["answerOption"] if "extension" in o]
    assert none["valueCoding"]["code"] == "saddle.none"
    assert none["extension"][0]["valueBoolean"] is True


def test_a_hint_stands_under_its_question_for_people_to_read() -> None:
    (hint,) = ITEMS["saddle"]["item"]
    assert (hint["linkId"], hint["type"]) == ("saddle.hint", "display")


def test_nobody_answers_for_a_questionnaire_that_no_clinician_has_reviewed() -> None:
    assert (ASKED["status"], ASKED["experimental"]) == ("draft", True)
    meta = dataclasses.replace(CONTENT.meta, reviewed_by="A clinician")
    reviewed = questionnaire(dataclasses.replace(CONTENT, meta=meta), SITE)
    assert (reviewed["status"], reviewed["experimental"]) == ("active", False)


def test_a_form_that_follows_it_asks_what_the_engine_asks() -> None:
    dice = random.Random(4)  # noqa: S311
    complete = 0
    for _ in range(4_000):
        answers = random_answers(CONTENT, dice)
        checked = check_answers(CONTENT, answers)
        _, unanswered, dropped = settle(CONTENT, checked)
        if unanswered:  # a form waits for an answer, the engine takes it as "not sure"
            continue
        complete += 1
        assert shown(answers) & set(answers) == set(answers) - set(dropped)
    assert complete > 500


def test_a_condition_that_fhir_cannot_say_is_an_error_and_not_left_out() -> None:
    ask = parse({"any": ["start.injury", {"all": ["legs.hands", "legs.unsteady"]}]}, "test")
    question = dataclasses.replace(CONTENT.questions["saddle"], ask=ask)
    content = dataclasses.replace(CONTENT, questions={**CONTENT.questions, "saddle": question})
    with pytest.raises(
        ConditionError, match=r"questions.toml \[saddle\]: a condition is .* cannot say"
    ):
        questionnaire(content, SITE)


def test_an_option_is_shown_by_age_as_the_extension_of_sdc_says() -> None:
    """With any age, and with none that was told, the form shows what the checker offers."""
    for question in CONTENT.questions.values():
        extensions = ITEMS[question.id].get("extension", [])
        toggles = [one["extension"] for one in extensions if one["url"].endswith(TOGGLE)]
        assert [option["valueCoding"]["code"] for option, _ in toggles] == [
            f"{question.id}.{option}" for option in question.offered
        ]
        for option, expression in toggles:
            match = BELOW.fullmatch(expression["valueExpression"]["expression"])
            assert match, expression
            for age in (None, int(match[1]) - 1, int(match[1])):
                facts, _, _ = settle(CONTENT, {} if age is None else {"age": age})
                shown = option["valueCoding"]["code"].partition(".")[2] in offered(question, facts)
                assert shown is (age is None or age >= int(match[1]))


def test_a_condition_on_an_option_that_fhir_cannot_say_is_an_error() -> None:
    when = parse({"any": [{"at_least": 16, "of": "age"}, {"at_least": 6, "of": "age"}]}, "test")
    question = dataclasses.replace(CONTENT.questions["saddle"], offered={"numb": when})
    content = dataclasses.replace(CONTENT, questions={**CONTENT.questions, "saddle": question})
    with pytest.raises(ConditionError, match=r"questions.toml \[saddle\]: a condition is"):
        questionnaire(content, SITE)


def test_a_condition_of_several_that_all_hold_is_said_as_all() -> None:
    ask = parse({"all": ["start.injury", {"not": {"at_least": 18, "of": "age"}}]}, "test")
    question = dataclasses.replace(CONTENT.questions["saddle"], ask=ask)
    content = dataclasses.replace(CONTENT, questions={**CONTENT.questions, "saddle": question})
    (item,) = [i for i in questionnaire(content, SITE)["item"] if i["linkId"] == "saddle"]
    assert item["enableBehavior"] == "all"
    assert [when["operator"] for when in item["enableWhen"]] == ["=", "<"]


def test_responses_are_valid_r4_and_answer_the_questionnaire() -> None:
    dice = random.Random(5)  # noqa: S311
    for _ in range(100):
        answers = random_answers(CONTENT, dice)
        record = record_of(answers)
        QuestionnaireResponse.model_validate(record)
        assert record["questionnaire"] == f"{ASKED['url']}|{ASKED['version']}"
        found = assess_checked(CONTENT, check_answers(CONTENT, answers))
        assert record["status"] == ("in-progress" if found.unanswered else "completed")
        links = [item["linkId"] for item in record["item"]]
        assert links == [
            key for key in CONTENT.questions if key in answers and key not in found.dropped
        ]
        for item in record["item"]:
            given = {json.dumps(answer, sort_keys=True) for answer in item["answer"]}
            allowed = {
                json.dumps({"valueCoding": option["valueCoding"]}, sort_keys=True)
                for option in ITEMS[item["linkId"]].get("answerOption", [])
            }
            if CONTENT.questions[item["linkId"]].kind is Kind.NUMBER:
                assert item["answer"] == [{"valueInteger": answers[item["linkId"]]}]
            else:
                assert given <= allowed


def test_the_text_of_a_response_says_more_than_its_items() -> None:
    assert record_of({"age": 40})["text"]["status"] == "additional"


def test_the_words_fit_the_person_who_answers() -> None:
    own, other = record_of({"who": "me", "age": 40}), record_of({"who": "other", "age": 40})
    assert own["item"][1]["text"] == CONTENT.words["questions"]["age"]["title"]
    assert other["item"][1]["text"] == CONTENT.words["questions"]["age"]["title_other"]


def test_the_text_of_a_response_cannot_break_out_of_its_element() -> None:
    answers = check_answers(CONTENT, {"age": 40})
    record = fhir.response(
        CONTENT,
        answers,
        assess_checked(CONTENT, answers),
        read_circumstances(HERE),
        "a < b & c > d </pre>",
    )
    assert "<pre>a &lt; b &amp; c &gt; d &lt;/pre&gt;</pre>" in record["text"]["div"]
