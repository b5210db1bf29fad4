"""What is read out to staff, in each language: only what was told, word for word, and about whom it is."""

from __future__ import annotations

import random
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checker import assess, load_content
from checker.answers import check_answers
from checker.explain import as_json
from checker.model import DOUBTS, GENERAL, NOT_SURE, Kind, Role
from checker.texts import VARIANTS, Reader
from tests.all_cases import all_cases
from tests.proofs.random_answers import random_answers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.model import Content

LANGUAGES = ("en", "es")
DATA = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text("utf-8"))
CONTENT = load_content()
FORMS = [dict(answers) for _, answers in all_cases(CONTENT)]
"""The answers of all cases and stories."""
each_language = pytest.mark.parametrize("language", LANGUAGES)

YOU = {
    "en": re.compile(r"\b(you|your|yours|yourself)\b", re.IGNORECASE),
    "es": re.compile(
        r"\busted\b|(?<!que )(?<!se )(?<!la )\b(cuídese|siéntese|túmbese|quédese|mueva|siga|muévase)\b",
        re.IGNORECASE,
    ),
}
"""Words that speak to the person who reads. In Spanish only verbs differ: "su" is "your" and "their"."""
GROWN_UP = {
    "en": re.compile(r"\bsex|erect|inject|\bgym|\bcoil|\bpill\b|testic|prostate", re.IGNORECASE),
    "es": re.compile(r"\bsexo|sexual|erecci|inyect|gimnasio|\bDIU\b|píldora|testíc", re.IGNORECASE),
}
FIELDS = {
    "levels": "mark_word name by_when ask do do_in_result meanwhile come_back watch_for",
    "contacts": "title who do",
    "rules": "title why ask do",
    "topics": "name next",
    "findings": "name",
}
"""What a result prints, by file."""


def advised(content: Content, answers: Mapping[str, object]) -> dict[str, Any]:
    return as_json(content, check_answers(content, answers), assess(content, answers))


def completed(answers: Mapping[str, Any]) -> dict[str, Any]:
    given = DATA["ordinary"] | answers
    is_child = isinstance(given["age"], int) and given["age"] < 18
    return {key: given[key] for key in given if is_child or key not in {"child", "bones"}}


@each_language
@pytest.mark.parametrize("case", DATA["said"], ids=lambda case: case["name"])
def test_this_is_said_word_for_word(case: dict[str, Any], language: str) -> None:
    found = advised(load_content(language), completed(case["answers"]))
    assert found["advice"]["say"]["spoken"] == case[language]


@each_language
def test_nothing_is_said_that_was_not_told(language: str) -> None:
    """Each sentence is of an option that was ticked, or of a doubt that was told, or one that everybody says."""
    content, dice = load_content(language), random.Random(17)  # noqa: S311
    for _ in range(1_500):
        answers = check_answers(content, random_answers(content, dice))
        found = as_json(content, answers, assess(content, answers))
        spoken = found["advice"]["say"]["spoken"]
        told = set(sentences(content, answers))
        for sentence in all_sentences(content):
            if sentence in spoken and not any(sentence in one for one in told):
                pytest.fail(f"{sentence!r} was said, and told were {answers}")
        for reason in found["reasons"]:
            assert reason["title"] not in spoken


def all_sentences(content: Content) -> set[str]:
    return {
        str(text)
        for question in content.questions.values()
        if question.kind is not Kind.NUMBER
        for name in ("say", "say_other")
        for text in content.words["questions"][question.id].get(name, {}).values()
    }


def sentences(content: Content, answers: Mapping[str, tuple[str, ...] | int]) -> Iterator[str]:
    """Yield what may be said on these answers: of each option that was chosen, and of "not sure" itself."""
    for key, answer in answers.items():
        words = content.words["questions"][key]
        for option in () if isinstance(answer, int) else answer:
            if option not in DOUBTS or answer == (NOT_SURE,):
                for name in ("say", "say_other"):
                    yield words.get(name, {}).get(option, "")


@each_language
def test_the_usual_sentence_is_short(language: str) -> None:
    """Over all cases and stories the middle one, and nineteen of twenty; only many signs make more words."""
    content = load_content(language)
    lengths = sorted(
        len(advised(content, answers)["advice"]["say"]["spoken"].split()) for answers in FORMS
    )
    assert lengths[len(lengths) // 2] <= {"en": 36, "es": 38}[language]
    assert lengths[len(lengths) * 19 // 20] <= {"en": 57, "es": 63}[language]


@each_language
def test_no_emergency_sign_that_was_reported_is_left_out(language: str) -> None:
    """An option that is an emergency by itself is said, or one that says as much."""
    content, compared = load_content(language), 0
    for answers in FORMS:
        result = advised(content, answers)
        told = {key: answer for key, answer in answers.items() if key not in result["dropped"]}
        reader = Reader(other=told.get("who") == "other")
        for name in ticked(content, told):
            if is_emergency_alone(name, told["age"], *since(content, told)):
                key, option = name.split(".")
                as_much = content.questions[key].repeats.get(option, ())
                said = [name, *(other for other in as_much if other in ticked(content, told))]
                sentences = (
                    reader.of_option(
                        content.words["questions"][one.split(".")[0]], "say", one.split(".")[1]
                    )
                    for one in said
                )
                assert any(text in result["advice"]["say"]["spoken"] for text in sentences), name
                compared += 1
    assert compared > 250


def ticked(content: Content, told: Mapping[str, Any]) -> list[str]:
    signs = (one.id for one in content.questions.values() if one.role is Role.NONE)
    chosen = (
        (key, [told[key]] if isinstance(told[key], str) else told[key])
        for key in signs
        if key in told
    )
    return [
        f"{key}.{option}" for key, options in chosen for option in options if option not in GENERAL
    ]


def since(content: Content, told: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(key, told[key]) for key in told if content.questions[key].role is Role.SINCE]


@cache
def is_emergency_alone(name: str, age: object, *when: tuple[str, str]) -> bool:
    key, option = name.split(".")
    chosen = [option] if CONTENT.questions[key].kind is Kind.MANY else option
    without, alone = (
        assess(CONTENT, completed({"age": age, **dict(when), **sign})).level.id
        for sign in ({}, {key: chosen})
    )
    return alone == "emergency_now" != without


@each_language
@pytest.mark.parametrize("child", [False, True])
def test_a_result_for_somebody_else_speaks_of_them_and_not_to_them(
    language: str, *, child: bool
) -> None:
    found = [
        text
        for text in printed(language, Reader(other=True, child=child))
        if YOU[language].search(text)
    ]
    assert found == []


@each_language
@pytest.mark.parametrize("other", [False, True])
def test_no_text_for_a_child_is_about_a_grown_ups_body(language: str, *, other: bool) -> None:
    found = [
        text
        for text in printed(language, Reader(other=other, child=True))
        if GROWN_UP[language].search(text)
    ]
    assert found == []


def printed(language: str, reader: Reader) -> Iterator[str]:
    """Yield every text that a result can print for a reader."""
    content = load_content(language)
    for file, fields in FIELDS.items():
        for table in content.words[file].values():
            for field in fields.split():
                ending = next((e for e in reader.endings() if field + e in table), None)
                if ending is not None:
                    value = table[field + ending]
                    yield from [value] if isinstance(value, str) else value
    yield from content.words["ui"]["limits"].values()
    yield reader.text(content.words["ui"]["highest"], "would_change")


@each_language
def test_a_child_of_eight_with_nothing_ticked_has_words_of_its_own(language: str) -> None:
    content = load_content(language)
    child, adult = (
        advised(content, completed({"who": "other", "age": age}))["advice"] for age in (8, 25)
    )
    for field in ("title", "by_when", "do", "meanwhile", "come_back"):
        assert child[field] != adult[field], field


def test_the_endings_go_from_the_most_particular_to_none() -> None:
    assert list(Reader(other=True, child=True).endings()) == [*VARIANTS, ""]
    assert list(Reader(other=True).endings()) == ["_other", ""]
    assert list(Reader(child=True).endings()) == ["_child", ""]
    assert list(Reader().endings()) == [""]
