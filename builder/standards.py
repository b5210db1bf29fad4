"""The check in published standards: FHIR R4 resources and JSON Schemas, as files of the site."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from builder.fhir import code_system, questionnaire
from builder.schemas import answers_schema, assessment_schema
from checker.fhir import CODES, QUESTIONNAIRE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.model import Content

__all__ = ["files"]

HERE = "http://127.0.0.1:8000/back-pain/"
"""The address of the site where none is set: the one of `build.py serve`."""


def files(content: Content) -> Iterator[tuple[str, str]]:
    """Yield each file's path below the site and its text.

    The FHIR resources carry the address of the site, from the environment variable SITE_URL.
    """
    site = os.environ.get("SITE_URL") or HERE
    yield f"{QUESTIONNAIRE}.json", _text(questionnaire(content, site))
    yield f"{CODES}.json", _text(code_system(content, site))
    yield "schemas/answers.schema.json", _text(answers_schema(content))
    yield "schemas/assessment.schema.json", _text(assessment_schema(content))


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
