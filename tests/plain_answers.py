"""Answers that raise no rule, to change one of them and see what that alone does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.model import NONE, Kind

if TYPE_CHECKING:
    from checker.model import Content

PLAIN_AGE = 30


def plain_answers(content: Content) -> dict[str, object]:
    """Return an answer to every question that says nothing is wrong, of somebody of 30."""
    answers: dict[str, object] = {}
    for key, question in content.questions.items():
        if question.kind is Kind.NUMBER:
            answers[key] = PLAIN_AGE
        elif NONE in question.options:
            answers[key] = [NONE] if question.kind is Kind.MANY else NONE
        elif plain := [option for option in question.options if option in question.plain]:
            answers[key] = [plain[0]] if question.kind is Kind.MANY else plain[0]
    return answers
