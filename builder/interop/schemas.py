"""JSON Schemas (2020-12) of what the checker takes and gives: answers in, an assessment out.

The one for answers is generated from the questions and takes exactly what
:func:`checker.answers.read_answers` takes, within its limit of size. The one
for assessments describes the fields of :func:`checker.explain.as_json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model import NONE, PREFER_NOT, Kind, Mark

if TYPE_CHECKING:
    from checker.model import Content, Question

__all__ = ["answers_schema", "assessment_schema"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

TEXT = {"type": "string", "minLength": 1}
TEXTS = {"type": "array", "items": TEXT}
TEXT_OR_NULL = {"anyOf": [TEXT, {"type": "null"}]}


def answers_schema(content: Content) -> dict[str, Any]:
    """Return the schema of ``{"answers": {...}}`` for this content."""
    return {
        "$schema": DIALECT,
        "title": _title(content, "answers"),
    } | _object(
        {
            "answers": {
                "type": "object",
                "properties": {
                    key: {"title": content.words["questions"][key]["title"]} | _answer(question)
                    for key, question in content.questions.items()
                },
                "additionalProperties": False,
            }
        }
    )


def _title(content: Content, what: str) -> str:
    return f"{content.words['ui']['standards'][what]} ({content.meta.version})"


def _answer(question: Question) -> dict[str, Any]:
    """Return the schema of one answer: an option alone, or a list; "none" excludes the others."""
    if question.kind is Kind.NUMBER:
        number = {"type": "integer", "minimum": question.minimum, "maximum": question.maximum}
        return {"anyOf": [number, {"enum": [PREFER_NOT, [PREFER_NOT]]}]}
    options = list(question.options)
    lists: dict[str, Any] = {"type": "array", "minItems": 1, "items": {"enum": options}}
    if question.kind is Kind.ONE:  # the same option twice is still one
        lists["anyOf"] = [{"items": {"const": option}} for option in options]
    elif NONE in options:
        lists["anyOf"] = [{"items": {"const": NONE}}, {"items": {"not": {"const": NONE}}}]
    return {"anyOf": [{"enum": options}, lists]}


def assessment_schema(content: Content) -> dict[str, Any]:
    """Return the schema of an assessment in words, for this content."""
    level = {"enum": list(content.levels)}
    question = {"enum": list(content.questions)}
    finding = {"enum": list(content.findings)}
    contact = {"enum": list(content.contacts)}
    questions = _list(question) | {"uniqueItems": True}
    reported = {"reported": {"type": "boolean"}, "doubts": questions}
    answer = _object({"question": question, "option": TEXT_OR_NULL, "label": TEXT_OR_NULL})
    evidence = _object(
        {
            "id": {"enum": list(content.evidence)},
            "mark": {"enum": [mark.value for mark in Mark]},
            "claim": TEXT,
            "source": {"enum": list(content.sources)},
            "citation": TEXT,
            "url": TEXT_OR_NULL,
        }
    )
    reason = _object(
        {
            "rule": {"enum": list(content.rules)},
            "topic": TEXT,
            "level": level,
            "title": TEXT,
            "why": TEXT,
            **reported,
            "findings": _list(
                _object(
                    {
                        "finding": finding,
                        "name": TEXT,
                        "medical": TEXT_OR_NULL,
                        **reported,
                        "answers": _list(answer),
                    }
                )
            ),
            "evidence": _list(evidence, at_least=1),
        }
    )
    change = _object(
        {"level": {"enum": [*content.levels, None]}, "lead": {"type": "string"}, "text": TEXT}
    )
    advice = _object(
        {
            "mark_word": TEXT,
            "name": TEXT,
            "title": TEXT,
            "by_when": TEXT,
            "who": TEXT,
            "contact": contact,
            "also": _list(_object({"contact": contact, "title": TEXT})),
            "do": TEXTS,
            "say": _object({"spoken": TEXT, "staff": TEXT_OR_NULL}),
            "next": TEXTS,
            "meanwhile": TEXTS,
            "come_back": TEXTS | {"minItems": 1},
            "limits": TEXTS | {"minItems": 1},
        }
    )
    return {
        "$schema": DIALECT,
        "title": _title(content, "assessment"),
    } | _object(
        {
            "content_version": {"const": content.meta.version},
            "content_date": {"const": content.meta.date},
            "language": {"const": content.language},
            "reviewed_by": TEXT_OR_NULL,
            "level": level,
            "rank": {"enum": [one.rank for one in content.levels.values()]},
            "advice": advice,
            "reasons": _list(reason, at_least=1),
            "not_raised": _list(_object({"finding": finding, "name": TEXT})),
            "not_sure": questions,
            "unanswered": questions,
            "dropped": questions,
            "would_change": _list(change, at_least=1),
        }
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with exactly these fields."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], at_least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": at_least}
