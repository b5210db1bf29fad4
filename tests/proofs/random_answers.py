"""Random ways to fill in the form, hidden questions and all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.model import DOUBTS, NONE, Kind

if TYPE_CHECKING:
    import random

    from checker import Content
    from checker.model import Question

    type Answers = dict[str, list[str] | int]

__all__ = ["random_answers"]


def random_answers(content: Content, dice: random.Random) -> Answers:
    """Return one way to fill in the form; hidden questions are answered as often as others.

    How many signs, doubts and gaps there are varies from person to person:
    were they always likely, nearly everybody would be an emergency.
    """
    signs_often, doubts_often, gaps_often = (
        dice.choice((0.0, 0.02, 0.1, 0.4)),
        dice.choice((0.0, 0.0, 0.02, 0.3)),
        dice.choice((0.0, 0.0, 0.02, 0.3)),
    )
    answers: Answers = {}
    for question in content.questions.values():
        if dice.random() >= gaps_often:
            answers[question.id] = _random_answer(question, dice, signs_often, doubts_often)
    return answers


def _random_answer(
    question: Question, dice: random.Random, signs_often: float, doubts_often: float
) -> list[str] | int:
    if question.kind is Kind.NUMBER:
        return dice.randint(question.minimum, question.maximum)
    doubts = [dice.choice(DOUBTS)] if dice.random() < doubts_often else []
    doubts = [option for option in doubts if option in question.options]
    others = [option for option in question.options if option not in {NONE, *DOUBTS}]
    if question.kind is Kind.MANY:
        signs = [option for option in others if dice.random() < signs_often] if signs_often else []
        return doubts + signs or [NONE]
    plain = [option for option in others if option in question.plain]
    return doubts or [dice.choice(plain if plain and dice.random() < 0.7 else others)]
