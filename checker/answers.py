"""Read answers from outside: all of them right, or an error that says which is not.

Nothing is guessed. An unknown name or a wrong type is never passed over,
because a passed-over answer could make the advice milder.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from checker.errors import (
    AnswerRangeError,
    AnswerTypeError,
    ContradictoryAnswerError,
    InputEncodingError,
    InputFormatError,
    InputTooLargeError,
    UnknownOptionError,
    UnknownQuestionError,
)
from checker.model import FOR_OTHER, NONE, PREFER_NOT, Kind, Role
from checker.texts import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.model import Content, Question

__all__ = [
    "MAX_BYTES",
    "Answers",
    "age_of",
    "check_answers",
    "is_for_other",
    "read_answers",
    "reader_of",
]

MAX_BYTES = 100_000
"""More than any filled-in questionnaire needs."""
MAX_BRACKETS = 300
"""More than any filled-in questionnaire has; deep nesting would end the interpreter in the page."""
LONGEST = 80
"""How much of a wrong word an error repeats, so that it stays one line."""
HUGE = 10**9
BYTE_ORDER_MARK = "\ufeff"
"""What Windows' own editors and PowerShell write before UTF-8 text."""

type Answers = Mapping[str, tuple[str, ...] | int]
"""Checked answers by question id: the chosen options, or a number, or "prefer_not" alone in place of one."""


def is_for_other(content: Content, answers: Answers) -> bool:
    """Tell whether somebody gave these checked answers for somebody else.

    >>> from checker import load_content
    >>> is_for_other(load_content(), {"who": ("other",)})
    True
    """
    speakers = (key for key, one in content.questions.items() if one.role is Role.SPEAKER)
    return any(answers.get(key) == (FOR_OTHER,) for key in speakers)


def age_of(content: Content, answers: Answers) -> int | None:
    """Return the age among checked answers, where one was told."""
    ages = (answers.get(key) for key, one in content.questions.items() if one.role is Role.AGE)
    return next((age for age in ages if isinstance(age, int)), None)


def reader_of(content: Content, answers: Answers) -> Reader:
    """Return for whom texts on these checked answers are. Whoever told no age is no child.

    >>> from checker import load_content
    >>> reader_of(load_content(), {"who": ("other",), "age": 8})
    Reader(other=True, child=True)
    """
    age, adult = age_of(content, answers), max(q.adult_from for q in content.questions.values())
    return Reader(is_for_other(content, answers), age is not None and age < adult)


def read_answers(content: Content, data: bytes | str) -> Answers:
    """Read ``{"answers": {...}}`` from JSON.

    :raises CheckerError: one of its kinds, when anything in `data` is not as it should be

    >>> from checker import load_content
    >>> read_answers(load_content(), '{"answers": {"age": 67, "saddle": ["numb"]}}')
    {'age': 67, 'saddle': ('numb',)}
    """
    size = len(data)
    if size > MAX_BYTES:
        raise InputTooLargeError(size, MAX_BYTES)
    try:
        text = data.decode() if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        raise InputEncodingError(error.start) from error
    text = text.removeprefix(BYTE_ORDER_MARK)
    brackets = text.count("[") + text.count("{")
    if brackets > MAX_BRACKETS:
        raise InputFormatError(f"input has {brackets} opening brackets, at most {MAX_BRACKETS} fit")
    try:
        raw = json.loads(text, object_pairs_hook=_no_repeats)
    except json.JSONDecodeError as error:
        raise InputFormatError(f"input is not JSON ({error})") from error
    except InputFormatError:
        raise
    except ValueError as error:
        raise InputFormatError("input has a number of thousands of digits") from error
    if not isinstance(raw, dict):
        raise InputFormatError(f"input is {_type_name(raw)}")
    if set(raw) != {"answers"}:
        raise InputFormatError(f"input has the keys {_short(sorted(raw))}")
    return check_answers(content, raw["answers"])


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that stands twice: the second would silently hide the first."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise InputFormatError(f"the key {_short(key)} stands twice")
        found[key] = value
    return found


def check_answers(content: Content, raw: object) -> Answers:
    """Check answers that are already Python values.

    :param raw: by question id an option id, a list of option ids, or a number; a number
        that somebody would rather not tell is "prefer_not"
    :raises CheckerError: one of its kinds, naming the question and what is allowed

    >>> from checker import load_content
    >>> check_answers(load_content(), {"age": "67"})  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    checker.errors.AnswerTypeError: ...
    """
    if not isinstance(raw, dict):
        raise InputFormatError(f"answers is {_type_name(raw)}")
    checked: dict[str, tuple[str, ...] | int] = {}
    for key, value in raw.items():
        question = content.questions.get(key) if isinstance(key, str) else None
        if question is None:
            raise UnknownQuestionError(
                str(key)[:LONGEST], "unknown question", ", ".join(content.questions)
            )
        checked[key] = _check(question, value)
    return checked


def _check(question: Question, value: object) -> tuple[str, ...] | int:
    only = value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
    if question.kind is Kind.NUMBER:
        return (PREFER_NOT,) if only == PREFER_NOT else _check_number(question, value)
    if isinstance(only, str) and only in question.options:  # by far the most common
        return (only,)
    chosen = [value] if isinstance(value, str) else value
    if not isinstance(chosen, list | tuple) or not all(isinstance(v, str) for v in chosen):
        raise AnswerTypeError(question.id, f"got {_type_name(value)}", _allowed(question))
    if not chosen:
        raise AnswerTypeError(question.id, "got an empty list", _allowed(question))
    for option in chosen:
        if option not in question.options:
            raise UnknownOptionError(question.id, option, _allowed(question))
    several = len(set(chosen)) > 1
    if several and question.kind is Kind.ONE:
        raise ContradictoryAnswerError(question.id, "got several options", _allowed(question))
    if several and NONE in chosen:
        raise ContradictoryAnswerError(
            question.id, f"got {NONE!r} together with another option", f"{NONE!r} alone, or others"
        )
    return tuple(option for option in question.options if option in chosen)


def _check_number(question: Question, value: object) -> int:
    allowed = f"a whole number from {question.minimum} to {question.maximum}, or {PREFER_NOT}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AnswerTypeError(question.id, f"got {_type_name(value)}", allowed)
    if not question.minimum <= value <= question.maximum:  # also refuses NaN and infinity
        shown = value if isinstance(value, float) or abs(value) < HUGE else "a huge number"
        raise AnswerRangeError(question.id, f"got {shown}", allowed)
    if value != int(value):
        raise AnswerRangeError(question.id, f"got {value}", allowed)
    return int(value)


def _allowed(question: Question) -> str:
    how = "one of" if question.kind is Kind.ONE else "a list of"
    return f"{how} {', '.join(question.options)}"


def _short(value: object) -> str:
    return f"{value!r:.{LONGEST}}"


def _type_name(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return names.get(type(value), "null" if value is None else f"{type(value).__name__}")
