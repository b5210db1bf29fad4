"""Each error says what is wrong, where, and what is allowed, and keeps the parts for whoever catches it."""

from __future__ import annotations

import json

import pytest

from checker import CheckerError, errors
from checker.circumstances import read_circumstances
from checker.errors import (
    AnswerTypeError,
    ChoiceError,
    CircumstanceError,
    ContentError,
    InputFileError,
    InputFormatError,
)

SITE = "https://example.org/"


def test_every_error_of_the_package_is_listed_and_is_one_of_pythons_own() -> None:
    found = {name for name, value in vars(errors).items() if isinstance(value, type)}
    assert found == set(errors.__all__)
    for name in found - {"CheckerError", "AnswerError"}:
        kinds = getattr(errors, name).__mro__
        assert CheckerError in kinds
        assert {OSError, ValueError, TypeError, LookupError} & set(kinds)


def test_an_error_without_words_is_an_empty_sentence() -> None:
    assert str(CheckerError()) == ""


def test_an_error_keeps_its_parts() -> None:
    file = InputFileError("a.json", "gone")
    assert (file.name, file.problem, str(file)) == ("a.json", "gone", "a.json: gone")
    assert isinstance(file, OSError)
    content = ContentError("a.toml", "odd")
    assert (content.where, content.problem, str(content)) == ("a.toml", "odd", "a.toml: odd")
    shape = InputFormatError("odd")
    assert shape.problem == "odd"
    answer = AnswerTypeError("age", "odd", "a number")
    assert (answer.key, answer.problem, answer.allowed) == ("age", "odd", "a number")
    assert str(answer) == "age: odd; allowed: a number"


def test_a_choice_that_there_is_not_is_told_with_its_start_and_what_is_allowed() -> None:
    error = ChoiceError("place", "x" * 99, "a, b")
    assert (error.key, error.value, error.allowed) == ("place", "x" * 99, "a, b")
    assert str(error) == f"place is '{'x' * 79}; allowed: a, b"


def test_a_circumstance_that_cannot_be_used_is_told_with_its_value() -> None:
    error = CircumstanceError("now", -1, "a time")
    assert (error.name, error.value, error.allowed) == ("now", -1, "a time")
    assert str(error) == "now is -1; allowed: a time"
    assert str(CircumstanceError("site", "x" * 200, "y")) == f"site is {'x' * 80}; allowed: y"


@pytest.mark.parametrize(
    "site",
    [SITE, "http://127.0.0.1:8000/", "https://example.org/X/", f"https://{'a' * 491}/"],
)
def test_a_plain_address_is_taken(site: str) -> None:
    found = read_circumstances(json.dumps({"now": 1, "offset": 2, "site": site}))
    assert (found.site, found.moment.seconds, found.moment.offset) == (site, 1, 2)


@pytest.mark.parametrize(
    "site",
    [
        "ftp://example.org/",
        "example.org/",
        "https://example.org",
        f"https://{'a' * 492}/",
        *(f"https://a{odd}b/" for odd in " <>^`{|}"),
    ],
)
def test_an_odd_address_is_refused(site: str) -> None:
    with pytest.raises(CircumstanceError, match="an http or https address"):
        read_circumstances(json.dumps({"now": 1, "offset": 2, "site": site}))
