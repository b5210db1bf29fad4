"""The questions as a FHIR R4 Questionnaire, so that any form that reads FHIR can ask them.

Link ids are question ids and codes are ``question.option``, the same as in the
QuestionnaireResponse of :mod:`checker.fhir`. What `enableWhen` cannot say as
flatly as FHIR R4 needs it is a :class:`ConditionError`, never left out: a
question that is not asked could be the one that matters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from builder.tools.steps import BuildError
from checker import fhir
from checker.conditions import All, Is, Not, Number
from checker.conditions import Any as AnyOf
from checker.model import NONE, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.conditions import Condition
    from checker.model import Content, Question

__all__ = ["ConditionError", "code_system", "questionnaire"]

EXTENSION = "http://hl7.org/fhir/StructureDefinition"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
CATEGORIES = "http://hl7.org/fhir/questionnaire-display-category"
TYPES = {Kind.ONE: "choice", Kind.MANY: "choice", Kind.NUMBER: "integer"}


class ConditionError(BuildError, ValueError):
    """A condition under which a question is asked has no form in `enableWhen`."""

    def __init__(self, question: str, condition: Condition) -> None:
        """Name the question and the condition, and say which ones have a form."""
        super().__init__(
            f"questions.toml [{question}]: a condition is {condition!r}, which FHIR R4 cannot say; "
            "it can say is, not at_least, and an all or any of these"
        )


def questionnaire(content: Content, site: str, home: str = "") -> dict[str, Any]:
    """Return the Questionnaire as JSON values; `site` ends with a slash.

    `home` is the address of the pages in the language of the content, where it is not the site's first. Each
    language has a Questionnaire of its own, with the same link ids and codes.

    :raises ConditionError: when `enableWhen` cannot say when a question is asked
    """
    return {
        "resourceType": "Questionnaire",
        "language": content.language,
        "url": fhir.questionnaire(content, home or site),
        "version": content.meta.version,
        "name": _name(content),
        "title": content.words["ui"]["standards"]["questions"],
        # "active" would say that somebody answers for it: no clinician has reviewed it
        "status": "active" if content.meta.reviewed_by else "draft",
        "experimental": not content.meta.reviewed_by,
        "subjectType": ["Patient"],
        "date": content.meta.date,
        "description": " ".join(str(text) for text in content.words["ui"]["limits"].values()),
        "item": [_item(content, site, question) for question in content.questions.values()],
    }


def code_system(content: Content, site: str, others: Sequence[Content] = ()) -> dict[str, Any]:
    """Return the codes of all options as a CodeSystem, with their texts in all languages."""
    return {
        "resourceType": "CodeSystem",
        "language": content.language,
        "url": fhir.code_system(content, site),
        "version": content.meta.version,
        "name": f"{_name(content)}Answers",
        "title": content.words["ui"]["standards"]["answers"],
        "status": "active" if content.meta.reviewed_by else "draft",
        "experimental": not content.meta.reviewed_by,
        "date": content.meta.date,
        "caseSensitive": True,
        "content": "complete",
        "concept": [
            {
                "code": coding["code"],
                "display": coding["display"],
                "definition": f"{_title(content, question)} {coding['display']}",
            }
            | _designations(others, question, option)
            for question in content.questions.values()
            for option in question.options
            for coding in (fhir.coding(content, site, question, option),)
        ],
    }


def _designations(others: Sequence[Content], question: Question, option: str) -> dict[str, Any]:
    """Return what an option is called in other languages; nothing where there are none."""
    found = [
        {
            "language": content.language,
            "value": content.words["questions"][question.id]["options"][option],
        }
        for content in others
    ]
    return {"designation": found} if found else {}


def _item(content: Content, site: str, question: Question) -> dict[str, Any]:
    item: dict[str, Any] = {
        "linkId": question.id,
        "text": _title(content, question),
        "type": TYPES[question.kind],
        "required": not question.wording,
        "repeats": question.kind is Kind.MANY,
    }
    if question.ask is not None:
        behaviour, conditions = _enable_when(content, site, question)
        item |= {"enableBehavior": behaviour, "enableWhen": conditions}
    if question.kind is Kind.NUMBER:
        item["extension"] = [
            {"url": f"{EXTENSION}/minValue", "valueInteger": question.minimum},
            {"url": f"{EXTENSION}/maxValue", "valueInteger": question.maximum},
        ]
    else:
        control = "check-box" if question.kind is Kind.MANY else "radio-button"
        item["extension"] = [_coded("itemControl", CONTROLS, control)]
        item["answerOption"] = [_option(content, site, question, o) for o in question.options]
        item["extension"] += [_toggle(content, site, question, o) for o in question.offered]
    if hint := content.words["questions"][question.id].get("hint"):
        item["item"] = [
            {
                "linkId": f"{question.id}.hint",
                "text": str(hint),
                "type": "display",
                "extension": [_coded("displayCategory", CATEGORIES, "instructions")],
            }
        ]
    return item


def _name(content: Content) -> str:
    """Return the name of the knowledge as FHIR wants names: "TwoWords"."""
    return "".join(part.capitalize() for part in content.meta.name.split("-"))


def _title(content: Content, question: Question) -> str:
    return str(content.words["questions"][question.id]["title"])


def _coded(name: str, system: str, code: str) -> dict[str, Any]:
    return {
        "url": f"{EXTENSION}/questionnaire-{name}",
        "valueCodeableConcept": {"coding": [{"system": system, "code": code}]},
    }


def _option(content: Content, site: str, question: Question, option: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"valueCoding": fhir.coding(content, site, question, option)}
    if question.kind is Kind.MANY and option == NONE:
        excludes = {"url": f"{EXTENSION}/questionnaire-optionExclusive", "valueBoolean": True}
        entry["extension"] = [excludes]
    return entry


def _toggle(content: Content, site: str, question: Question, option: str) -> dict[str, Any]:
    """Return the extension of SDC that shows an option only to some. A form that cannot read it shows it to all."""
    match question.offered[option]:
        case Number(least, key):
            # a number that was not told is not below the threshold
            below = f"%resource.item.where(linkId='{key}').answer.value.where($this < {least})"
        case other:
            raise ConditionError(question.id, other)
    coding = fhir.coding(content, site, question, option)
    expression = {"language": "text/fhirpath", "expression": f"{below}.empty()"}
    return {
        "url": f"{SDC}/sdc-questionnaire-answerOptionsToggleExpression",
        "extension": [
            {"url": "option", "valueCoding": coding},
            {"url": "expression", "valueExpression": expression},
        ],
    }


def _enable_when(
    content: Content, site: str, question: Question
) -> tuple[str, list[dict[str, Any]]]:
    ask = cast("Condition", question.ask)
    parts: tuple[Condition, ...] = ask.parts if isinstance(ask, All | AnyOf) else (ask,)
    behaviour = "any" if isinstance(ask, AnyOf) else "all"
    found: list[dict[str, Any]] = []
    for part in parts:
        match part:
            case Is(name):
                key, _, option = name.partition(".")
                coding = fhir.coding(content, site, content.questions[key], option)
                del coding["display"]  # a code is compared, not a text
                found.append({"question": key, "operator": "=", "answerCoding": coding})
            case Not(Number(least, key)):
                # both here and in the checker, an unknown number is not below the threshold
                found.append({"question": key, "operator": "<", "answerInteger": least})
            case _:
                raise ConditionError(question.id, ask)
    return behaviour, found
