"""Answers from outside are all right, or the error says which is not and what is allowed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checker import CheckerError
from checker.answers import MAX_BYTES, check_answers, read_answers
from checker.errors import (
    AnswerError,
    AnswerRangeError,
    AnswerTypeError,
    ContradictoryAnswerError,
    InputEncodingError,
    InputFormatError,
    InputTooLargeError,
    UnknownOptionError,
    UnknownQuestionError,
)
from tests.checker import toy

TOY = toy.content()
SIGNS = "a list of hot, cold, rattle, none, not_sure, prefer_not"
SINCE = "one of worse, new, old, not_sure, prefer_not"
AGE = "a whole number from 0 to 120, or prefer_not"
ALL = "speaker, age, sign, since, small, length"
SHAPE = 'expected {"answers": {question: option | [options] | number}}'


def error_for(answers: object) -> AnswerError:
    with pytest.raises(AnswerError) as error:
        check_answers(TOY, answers)
    return error.value


# --- What is taken ------------------------------------------------------------------------


def test_one_option_stands_alone_or_in_a_list() -> None:
    assert check_answers(TOY, {"since": "new"}) == {"since": ("new",)}
    assert check_answers(TOY, {"since": ["new"]}) == {"since": ("new",)}
    assert check_answers(TOY, {"sign": "hot"}) == {"sign": ("hot",)}


def test_several_options_come_back_in_the_order_of_the_question_and_once() -> None:
    assert check_answers(TOY, {"sign": ["cold", "hot", "cold"]}) == {"sign": ("hot", "cold")}
    assert check_answers(TOY, {"since": ["new", "new"]}) == {"since": ("new",)}
    assert check_answers(TOY, {"sign": ("hot", "not_sure")}) == {"sign": ("hot", "not_sure")}


@pytest.mark.parametrize("age", [0, 120, 40, 40.0])
def test_a_whole_number_within_its_limits_is_taken(age: float) -> None:
    found = check_answers(TOY, {"age": age})["age"]
    assert (found, type(found)) == (int(age), int)


@pytest.mark.parametrize("data", ['\ufeff{"answers": {}}', b'\xef\xbb\xbf{"answers": {}}'])
def test_the_mark_that_windows_puts_before_utf_8_is_passed_over(data: str | bytes) -> None:
    assert read_answers(TOY, data) == {}


@pytest.mark.parametrize("kept_back", ["prefer_not", ["prefer_not"]])
def test_a_number_may_be_kept_back(kept_back: object) -> None:
    assert check_answers(TOY, {"age": kept_back}) == {"age": ("prefer_not",)}


def test_no_answers_at_all_are_answers() -> None:
    assert check_answers(TOY, {}) == {}


# --- What is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "error", "key", "message", "allowed"),
    [
        ({"weather": "fine"}, UnknownQuestionError, "weather", "unknown question", ALL),
        ({"": "fine"}, UnknownQuestionError, "", "unknown question", ALL),
        ({7: "fine"}, UnknownQuestionError, "7", "unknown question", ALL),
        ({"age\n": 7}, UnknownQuestionError, "age\n", "unknown question", ALL),
        ({"sign": "warm"}, UnknownOptionError, "sign", "unknown option 'warm'", SIGNS),
        ({"sign": "Hot"}, UnknownOptionError, "sign", "unknown option 'Hot'", SIGNS),
        ({"sign": ""}, UnknownOptionError, "sign", "unknown option ''", SIGNS),
        ({"sign": ["hot", "warm"]}, UnknownOptionError, "sign", "unknown option 'warm'", SIGNS),
        ({"since": "ever"}, UnknownOptionError, "since", "unknown option 'ever'", SINCE),
        ({"sign": 1}, AnswerTypeError, "sign", "got int", SIGNS),
        ({"sign": 1.5}, AnswerTypeError, "sign", "got float", SIGNS),
        ({"sign": None}, AnswerTypeError, "sign", "got null", SIGNS),
        ({"sign": True}, AnswerTypeError, "sign", "got true or false", SIGNS),
        ({"sign": {"hot": True}}, AnswerTypeError, "sign", "got an object", SIGNS),
        ({"sign": ["hot", 1]}, AnswerTypeError, "sign", "got a list", SIGNS),
        ({"sign": [["hot"]]}, AnswerTypeError, "sign", "got a list", SIGNS),
        ({"sign": []}, AnswerTypeError, "sign", "got an empty list", SIGNS),
        (
            {"since": ["new", "old"]},
            ContradictoryAnswerError,
            "since",
            "got several options",
            SINCE,
        ),
        (
            {"sign": ["none", "hot"]},
            ContradictoryAnswerError,
            "sign",
            "got 'none' together with another option",
            "'none' alone, or others",
        ),
        ({"age": "40"}, AnswerTypeError, "age", "got text", AGE),
        ({"age": True}, AnswerTypeError, "age", "got true or false", AGE),
        ({"age": None}, AnswerTypeError, "age", "got null", AGE),
        ({"age": [40]}, AnswerTypeError, "age", "got a list", AGE),
        ({"age": "not_sure"}, AnswerTypeError, "age", "got text", AGE),
        ({"age": ["prefer_not", 40]}, AnswerTypeError, "age", "got a list", AGE),
        ({"age": {}}, AnswerTypeError, "age", "got an object", AGE),
        ({"age": -1}, AnswerRangeError, "age", "got -1", AGE),
        ({"age": 121}, AnswerRangeError, "age", "got 121", AGE),
        ({"age": 40.5}, AnswerRangeError, "age", "got 40.5", AGE),
        ({"age": -0.5}, AnswerRangeError, "age", "got -0.5", AGE),
        ({"age": float("nan")}, AnswerRangeError, "age", "got nan", AGE),
        ({"age": float("inf")}, AnswerRangeError, "age", "got inf", AGE),
        ({"age": -float("inf")}, AnswerRangeError, "age", "got -inf", AGE),
        ({"age": 10**9}, AnswerRangeError, "age", "got a huge number", AGE),
        ({"age": -(10**5000)}, AnswerRangeError, "age", "got a huge number", AGE),
        ({"age": 10**9 - 1}, AnswerRangeError, "age", "got 999999999", AGE),
    ],
)
def test_a_wrong_answer_is_refused_by_name(
    answers: dict[Any, Any], error: type[AnswerError], key: str, message: str, allowed: str
) -> None:
    found = error_for(answers)
    assert type(found) is error
    assert (found.key, found.problem, found.allowed) == (key, message, allowed)
    shown = "'age\\n'" if key == "age\n" else key
    assert str(found) == f"{shown}: {message}; allowed: {allowed}"


def test_every_error_is_one_that_python_has_too() -> None:
    for error, builtin in (
        (UnknownQuestionError, KeyError),
        (UnknownOptionError, LookupError),
        (AnswerTypeError, TypeError),
        (AnswerRangeError, ValueError),
        (ContradictoryAnswerError, ValueError),
        (InputFormatError, ValueError),
        (InputEncodingError, ValueError),
        (InputTooLargeError, ValueError),
    ):
        assert issubclass(error, builtin)
        assert issubclass(error, CheckerError)


def test_one_wrong_answer_among_right_ones_is_enough() -> None:
    assert error_for({"age": 40, "sign": "hot", "since": "ever"}).key == "since"


def test_long_words_are_cut_in_the_error_and_it_stays_one_line() -> None:
    assert error_for({"x" * 200: 1}).key == "x" * 80
    assert error_for({"sign": "x" * 200}).problem == f"unknown option '{'x' * 79}"
    for odd in ("a\nb", "a\rb", "a\u2028b", "\ud800", "\x1b[31m"):
        assert str(error_for({odd: 1})).isprintable()
        assert str(error_for({"sign": odd})).isprintable()


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        (None, "answers is null"),
        ([], "answers is a list"),
        ("hot", "answers is text"),
        (7, "answers is int"),
        (False, "answers is true or false"),
        ((), "answers is tuple"),
    ],
)
def test_answers_have_to_be_an_object(answers: object, problem: str) -> None:
    with pytest.raises(InputFormatError) as error:
        check_answers(TOY, answers)
    assert error.value.problem == problem
    assert str(error.value) == f"{problem}: {SHAPE}"


# --- As text --------------------------------------------------------------------------------


def test_answers_are_read_from_text_and_from_bytes() -> None:
    text = json.dumps({"answers": {"sign": ["hot"], "age": 40}})
    expected = {"sign": ("hot",), "age": 40}
    assert read_answers(TOY, text) == expected
    assert read_answers(TOY, text.encode()) == expected
    assert read_answers(TOY, f"\n {text} \n") == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "input is a list"),
        ("null", "input is null"),
        ('"answers"', "input is text"),
        ("7", "input is int"),
        ("{}", "input has the keys []"),
        ('{"answer": {}}', "input has the keys ['answer']"),
        ('{"b": 1, "answers": {}, "a": 1}', "input has the keys ['a', 'answers', 'b']"),
        ('{"answers": {"age": 1, "age": 2}}', "the key 'age' stands twice"),
        ('{"answers": {}, "answers": {}}', "the key 'answers' stands twice"),
        ('{"answers": {"sign": {"a": 1, "a": 1}}}', "the key 'a' stands twice"),
        ('{"answers": []}', "answers is a list"),
        ("", "input is not JSON (Expecting value: line 1 column 1 (char 0))"),
        ("{", None),
        ("{'answers': {}}", None),
        ('{"answers": {}} trailing', None),
        ('{"answers": {"age": 1' + "0" * 5000 + "}}", "input has a number of thousands of digits"),
        ("[" * 300, None),
        ("[" * 301, "input has 301 opening brackets, at most 300 fit"),
        ('{"a":' * 19_000, "input has 19000 opening brackets, at most 300 fit"),
        ('[{"a":' * 150 + "[", "input has 301 opening brackets, at most 300 fit"),
    ],
)
def test_input_of_another_shape_is_refused(text: str, problem: str | None) -> None:
    with pytest.raises(InputFormatError) as error:
        read_answers(TOY, text)
    if problem is None:
        assert error.value.problem.startswith("input is not JSON (")
    else:
        assert error.value.problem == problem
    assert str(error.value).endswith(SHAPE)
    assert str(error.value).isprintable()


def test_long_keys_are_cut_in_the_error() -> None:
    with pytest.raises(InputFormatError) as error:
        read_answers(TOY, json.dumps({"x" * 500: 1}))
    assert error.value.problem == f"input has the keys ['{'x' * 78}"
    with pytest.raises(InputFormatError) as error:
        read_answers(TOY, '{"%s": 1, "%s": 2}' % (("x" * 500,) * 2))
    assert error.value.problem == f"the key '{'x' * 79} stands twice"


@pytest.mark.parametrize(
    ("data", "position"),
    [(b'{"answers": {"\xff": 1}}', 14), (b"\xff\xfe{\x00}\x00", 0), (b"\xed\xa0\x80", 0)],
)
def test_input_that_is_not_utf_8_is_refused(data: bytes, position: int) -> None:
    with pytest.raises(InputEncodingError) as error:
        read_answers(TOY, data)
    assert error.value.position == position
    assert str(error.value) == f"input is not UTF-8: first wrong byte at offset {position}"


def test_input_is_taken_up_to_its_limit_and_not_beyond() -> None:
    text = '{"answers": {}}'
    assert MAX_BYTES == 100_000
    assert read_answers(TOY, text.ljust(MAX_BYTES)) == {}
    for data in (text.ljust(MAX_BYTES + 1), text.ljust(MAX_BYTES + 1).encode()):
        with pytest.raises(InputTooLargeError) as error:
            read_answers(TOY, data)
        assert (error.value.size, error.value.limit) == (MAX_BYTES + 1, MAX_BYTES)
        message = "input of 100001 bytes: at most 100000 bytes are allowed"
        assert str(error.value) == message


def test_ten_million_bytes_are_refused_before_they_are_read_as_json() -> None:
    with pytest.raises(InputTooLargeError):
        read_answers(TOY, b"[" * 10_000_000)
