"""Each translation says what the English says: the same levels, placeholders and numbers, and no English left."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from checker import assess, load_content
from checker.errors import ContentError
from checker.loading import CONTENT, build_content
from checker.tables import read_tables
from checker.words import NO_WORDS, ORIGINAL
from evaluation.accuracy import completed
from tests.checker.test_cases import ALL, BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

CODES = sorted(
    path.name
    for path in CONTENT.iterdir()
    if (path / "questions.toml").is_file() and path.name != ORIGINAL
)
ENGLISH = re.compile(
    r"\b(the|and|of|you|your|with|is|are|was|not|this|that|for|from|pain|back|doctor|help|phone)\b",
    re.IGNORECASE,
)
"""Words that stand in most English sentences and in none of the languages that we have."""
PLACEHOLDER = re.compile(r"\{\w*\}")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
SAME = {
    "uk.emergency", "ie_eu.emergency", "us.emergency", "au.emergency", "rules.answer", "summary.advice_text",
    "summary.advice_brief", "au.name", "au.short", "check.error_prefix",
}  # fmt: skip
"""Texts that are the same in two languages: numbers, placeholders, and words that both have."""

each_language = pytest.mark.parametrize("code", CODES)


def texts(table: object, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of a file, and where it stands."""
    match table:
        case str():
            yield where, table
        case dict():
            for key, value in table.items():
                if key not in NO_WORDS:
                    yield from texts(value, f"{where}.{key}" if where else key)
        case list():
            for number, value in enumerate(table, 1):
                yield from texts(value, f"{where} {number}")


def pairs(code: str) -> Iterator[tuple[str, str, str]]:
    """Yield where a text stands, the text in English, and in the other language."""
    for path in sorted((CONTENT / code).rglob("*.toml")):
        name = path.relative_to(CONTENT / code)
        own, first = (
            dict(texts(tomllib.loads((CONTENT / folder / name).read_text("utf-8"))))
            for folder in (code, ORIGINAL)
        )
        for where, text in own.items():
            yield f"{name}: {where}", first[where], text


def test_there_is_a_translation() -> None:
    assert CODES


@each_language
def test_each_case_has_the_same_level_and_reasons_in_it(code: str) -> None:
    english, other = load_content(), load_content(code)
    for case in ALL:
        answers = completed(english, case["answers"], BASE)
        first, second = (assess(c, answers) for c in (english, other))
        assert second.level.id == case["level"], case["name"]
        assert [r.rule.id for r in second.reasons] == [r.rule.id for r in first.reasons]


@each_language
def test_its_placeholders_are_those_of_the_english(code: str) -> None:
    for where, english, text in pairs(code):
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(english)), where


@each_language
def test_its_numbers_are_those_of_the_english(code: str) -> None:
    """A week, an age or a temperature that changed on the way would change the advice."""
    for where, english, text in pairs(code):
        expected, found = (
            sorted(n.replace(",", ".") for n in NUMBER.findall(PLACEHOLDER.sub("", t)))
            for t in (english, text)
        )
        assert found == expected, where


@each_language
def test_no_english_is_left_in_it(code: str) -> None:
    left = [
        f"{where}: {text}"
        for where, _, text in pairs(code)
        if ENGLISH.search(PLACEHOLDER.sub("", text))
    ]
    assert left == []


@each_language
def test_nothing_is_the_same_as_in_english_that_has_a_word_of_its_own(code: str) -> None:
    same = {
        where.partition(": ")[2]
        for where, english, text in pairs(code)
        if english == text and text.lower() != "no" and not text.isdecimal()
    }
    assert same <= SAME


@each_language
def test_it_does_not_load_without_a_text_or_with_another_placeholder(code: str) -> None:
    for value in (None, "{age} {nothing}"):
        tables = read_tables(CONTENT)
        say = tables[f"{code}/ui"]["say"]
        say.pop("age") if value is None else say.update(age=value)
        with pytest.raises(ContentError) as error:
            build_content(tables, code)
        assert f"{code}/ui.toml [say.age]" in str(error.value)
