"""A finished check as a FHIR R4 QuestionnaireResponse, so that a clinical system can take it in.

Link ids are question ids, and codes are ``question.option``, as everywhere
else. The Questionnaire that it answers has the same; both get their addresses
from :func:`questionnaire` and :func:`coding`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.answers import is_for_other
from checker.model import Kind

if TYPE_CHECKING:
    from checker.answers import Answers
    from checker.circumstances import Circumstances
    from checker.model import Assessment, Content, Question

__all__ = ["code_system", "coding", "questionnaire", "response"]

XHTML = "http://www.w3.org/1999/xhtml"
DECLINED = {
    "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
    "valueCode": "asked-declined",
}
"""In place of a number that somebody would rather not tell: there is no option to name."""


def questionnaire(content: Content, home: str) -> str:
    """Return the canonical address of the Questionnaire in one language; `home` ends with a slash.

    >>> from checker import load_content
    >>> content = load_content()
    >>> questionnaire(content, "https://example.org/") == (
    ...     f"https://example.org/fhir/Questionnaire/{content.meta.name}"
    ... )
    True
    """
    return f"{home}fhir/Questionnaire/{content.meta.name}"


def code_system(content: Content, site: str) -> str:
    """Return the address of the codes, the same in every language; `site` ends with a slash."""
    return f"{site}fhir/CodeSystem/{content.meta.name}"


def coding(content: Content, site: str, question: Question, option: str) -> dict[str, str]:
    """Return an option as a Coding."""
    labels = content.words["questions"][question.id]["options"]
    return {
        "system": code_system(content, site),
        "code": f"{question.id}.{option}",
        "display": labels[option],
    }


def response(
    content: Content, answers: Answers, assessment: Assessment, here: Circumstances, text: str
) -> dict[str, Any]:
    """Return the QuestionnaireResponse of checked answers as JSON values; never fails.

    Answers that do not apply are left out, as they are in the assessment. One
    with questions left out is "in-progress". `text` is the summary, which
    stands in it for people to read.
    """
    told = {key: answer for key, answer in answers.items() if key not in assessment.dropped}
    other = is_for_other(content, told)
    return {
        "resourceType": "QuestionnaireResponse",
        "language": content.language,
        "text": {
            "status": "additional",  # it says the result as well, which no item has
            "div": f'<div xmlns="{XHTML}"><pre>{_escaped(text)}</pre></div>',
        },
        "questionnaire": f"{questionnaire(content, here.home)}|{content.meta.version}",
        "status": "in-progress" if assessment.unanswered else "completed",
        "authored": here.moment.iso(),
        "item": [
            {
                "linkId": question.id,
                "text": str(
                    content.words["questions"][question.id]["title_other" if other else "title"]
                ),
                "answer": _answer(content, here.site, question, told[question.id]),
            }
            for question in content.questions.values()
            if question.id in told
        ],
    }


def _answer(
    content: Content, site: str, question: Question, answer: tuple[str, ...] | int
) -> list[dict[str, Any]]:
    if isinstance(answer, int):
        return [{"valueInteger": answer}]
    if question.kind is Kind.NUMBER:
        return [{"_valueInteger": {"extension": [DECLINED]}}]
    return [{"valueCoding": coding(content, site, question, option)} for option in answer]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
