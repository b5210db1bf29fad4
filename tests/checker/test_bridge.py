"""The door between page and checker: text in, text out, and each error by its name."""

from __future__ import annotations

import doctest
import importlib
import json
import pkgutil

import pytest

import checker
from checker import load_content
from checker.bridge import assess_json, start, take_along_json
from checker.errors import UnknownLanguageError

CONTENT = load_content()
HERE = json.dumps({"now": 1_795_269_900, "offset": 60, "site": "https://example.org/"})


def test_the_start_says_which_knowledge_was_loaded() -> None:
    found = json.loads(start())
    assert found == {"content_version": CONTENT.meta.version, "language": "en"}


def test_a_language_without_words_cannot_be_started() -> None:
    for call in (start, lambda language: assess_json('{"answers": {}}', language)):
        with pytest.raises(UnknownLanguageError):
            call("tlh")


def test_an_assessment_comes_back_as_json() -> None:
    reply = json.loads(assess_json('{"answers": {"saddle": ["numb"], "saddle_since": "new"}}'))
    assert reply["ok"] is True
    assert reply["assessment"]["level"] == "emergency_now"


def test_words_come_back_as_they_are_written() -> None:
    answers = '{"answers": {"saddle": ["numb"], "saddle_since": "new"}}'
    taken_along = take_along_json(answers, HERE, "es")
    for text in (
        assess_json(answers, "es"),
        taken_along,
        json.loads(taken_along)["record"],
    ):
        assert "ó" in text
        assert "\\u" not in text


def test_the_code_holds_the_brief_summary_and_the_page_the_whole_one() -> None:
    reply = json.loads(take_along_json('{"answers": {"danger": ["heart"]}}', HERE))
    words = CONTENT.words["summary"]["summary"]
    assert isinstance(words, dict)
    assert words["brief"] in " ".join(" ".join(reply["code_texts"]).split())
    assert words["whole"] in reply["text"].splitlines()[1]


def test_an_error_of_an_answer_says_where_and_what_is_allowed() -> None:
    reply = json.loads(assess_json('{"answers": {"age": "old"}}'))
    allowed = "a whole number from 0 to 120, or prefer_not"
    assert reply == {
        "ok": False,
        "error": {
            "type": "AnswerTypeError",
            "message": f"age: got text; allowed: {allowed}",
            "key": "age",
            "allowed": allowed,
        },
    }


def test_an_error_of_the_whole_input_has_no_key() -> None:
    assert set(json.loads(assess_json("["))["error"]) == {"type", "message"}


def test_an_error_can_be_sent_whatever_characters_it_repeats() -> None:
    for text in (
        assess_json('{"answers": {"\\ud800": 1}}'),
        take_along_json('{"answers": {"\\ud800": 1}}', HERE),
    ):
        assert text.isascii()
        assert json.loads(text)["error"]["key"] == "\ud800"


def test_the_summary_comes_back_part_by_part() -> None:
    reply = json.loads(take_along_json('{"answers": {"danger": ["heart"]}}', HERE))
    assert set(reply) == {
        "ok", "summary", "text", "code_texts", "record", "calendar", "recheck",
    }  # fmt: skip
    summary = reply["summary"]
    assert list(summary) == ["title", "note", "sections"]
    assert summary["title"].upper() == reply["text"].splitlines()[0]
    assert summary["note"] == reply["text"].splitlines()[1]
    for section in summary["sections"]:
        assert set(section) == {"id", "heading", "lines"}
        assert section["heading"].upper() in reply["text"]
        for line in section["lines"]:
            assert set(line) == {"label", "text"}
            label = f"{line['label']}: " if line["label"] else ""
            assert f"- {label}{line['text']}\n" in reply["text"]
    assert reply["record"].startswith('{\n "resourceType"')


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(checker.__path__)])
def test_the_examples_in_the_docstrings_are_right(name: str) -> None:
    found = doctest.testmod(importlib.import_module(f"checker.{name}"))
    assert found.failed == 0


def test_there_are_examples_in_the_docstrings() -> None:
    modules = [
        importlib.import_module(f"checker.{m.name}") for m in pkgutil.iter_modules(checker.__path__)
    ]
    assert sum(doctest.testmod(module).attempted for module in [checker, *modules]) >= 8
