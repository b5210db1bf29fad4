"""A form that is not ours asks our Questionnaire to the end, and gives back what the check itself gives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from playwright.sync_api import expect

from builder.interop.fhir import questionnaire
from builder.tools.steps import BuildError
from checker import assess, load_content
from checker.bridge import take_along_json
from tests.browser import lhc_forms
from tests.browser.check_page import LEVELS, ORDINARY, Answers
from tests.browser.lhc_forms import LhcForm
from tests.conftest import ROOT, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Page

CONTENT = load_content()

EVERYTHING: Answers = {
    "age": 15,
    "start": "injury",
    "injury": "small",
    "legs": ["numb_both", "unsteady"],
    "legs_since": "new",
    "saddle": ["numb", "wiping"],
    "saddle_since": "worse",
    "bladder": ["slow"],
    "bladder_since": "old_known",
    "bowel": ["leak"],
    "bowel_since": "not_sure",
    "child": ["night", "limp"],
    "bones": "not_sure",
    "cancer": "treatment",
    "treatment_unwell": "no",
    "cancer_pain": "prefer_not",
    "health": ["thinners", "pregnant"],
    "duration": "long",
    "other": ["black_poo"],
    "black": ["faint"],
}
"""Answers after which every question is asked."""

STORIES: Mapping[str, tuple[str, Answers]] = {
    "without a sign": ("self_care", LEVELS["self_care"]),
    "after cancer": ("same_day", LEVELS["same_day"]),
    "a saddle sign": ("emergency_now", LEVELS["emergency_now"]),
    "every question": ("emergency_now", EVERYTHING),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a page that has LHC-Forms and nothing else."""
    folder = tmp_path_factory.mktemp("lhc-forms")
    try:
        lhc_forms.unpack(ROOT, folder)
    except BuildError as error:
        pytest.fail(str(error), pytrace=False)
    return folder


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    """Serve that folder in the place of the site; `page` fails on a request to any other host."""
    with serving(folder) as served:
        yield served


@pytest.fixture
def form(page: Page, server: Server) -> LhcForm:
    form = LhcForm(page)
    form.show(questionnaire(CONTENT, server.url))
    return form


def complete(different: Answers) -> dict[str, Any]:
    """Return an answer to each question that such a person is asked."""
    nothing = {key: "none" for key, q in CONTENT.questions.items() if "none" in q.options}
    return {**nothing, **ORDINARY, **different}


def own_record(answers: Mapping[str, Any], site: str) -> dict[str, Any]:
    """Return the QuestionnaireResponse of the check itself."""
    here = json.dumps({"now": 1_795_269_900, "offset": 0, "site": site})
    record: dict[str, Any] = json.loads(
        json.loads(take_along_json(json.dumps({"answers": answers}), here))["record"]
    )
    return record


def answers_of(response: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a QuestionnaireResponse back into answers."""
    found: dict[str, Any] = {}
    for item in response["item"]:
        match item["answer"]:
            case [{"valueInteger": number}]:
                found[item["linkId"]] = number
            case several:
                codes = [answer["valueCoding"]["code"] for answer in several]
                found[item["linkId"]] = [code.partition(".")[2] for code in codes]
    return found


@pytest.mark.parametrize("story", STORIES)
def test_lhc_forms_asks_to_the_end_and_gives_back_what_the_check_gives(
    form: LhcForm, server: Server, story: str
) -> None:
    level, different = STORIES[story]
    answers = complete(different)
    own = own_record(answers, server.url)
    assert own["status"] == "completed"
    asked = [item["linkId"] for item in own["item"]]
    assert form.errors()

    for question in asked:
        form.answer(question, answers[question])

    assert form.asked() == asked
    assert form.errors() is None
    response = form.response()
    QuestionnaireResponse.model_validate(response)
    assert response["questionnaire"] == own["questionnaire"]
    assert response["item"] == own["item"]
    assert assess(CONTENT, answers_of(response)).level.id == level


def test_the_stories_ask_every_question_of_the_questionnaire() -> None:
    record = own_record(complete(EVERYTHING), "https://example.org/back-pain/")
    assert [item["linkId"] for item in record["item"]] == list(CONTENT.questions)


def test_a_follow_up_comes_with_its_sign_and_goes_with_it(form: LhcForm) -> None:
    since = form.page.locator('[id="item-saddle_since/1"]')
    expect(since).to_be_hidden()
    form.answer("saddle", ["wiping"])
    expect(since).to_be_visible()
    form.answer("saddle_since", "new")
    assert answers_of(form.response()) == {"saddle": ["wiping"], "saddle_since": ["new"]}

    form.option("saddle", "wiping").click()
    form.answer("saddle", "none")
    expect(since).to_be_hidden()
    assert answers_of(form.response()) == {"saddle": ["none"]}


def test_another_archive_than_the_pinned_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pack(command: tuple[str, ...], **_: object) -> str:
        target = command[-1].partition("=")[2]
        (tmp_path / target / lhc_forms.ARCHIVE).write_bytes(b"something else")
        return ""

    monkeypatch.setattr(lhc_forms, "call", pack)
    with pytest.raises(
        lhc_forms.DifferentArchiveError, match=r"another lforms .* pinned"
    ) as raised:
        lhc_forms.unpack(tmp_path, tmp_path)
    assert "\n" not in str(raised.value)
    assert not list((tmp_path / lhc_forms.KEPT).iterdir())
