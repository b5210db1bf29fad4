"""The check in published standards: FHIR R4 resources and JSON Schemas, as files of the site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from builder.interop.fhir import code_system, questionnaire
from builder.interop.schemas import answers_schema, assessment_schema
from builder.knowledge.languages import FIRST
from builder.knowledge.mkdocs_config import site_address
from checker import fhir

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from builder.knowledge.languages import Language
    from checker.model import Content

__all__ = ["files"]


def files(
    root: Path, content: Content, language: Language = FIRST, others: Sequence[Content] = ()
) -> Iterator[tuple[str, str]]:
    """Yield each file's path below the folder of its language, and its text.

    Each language has a Questionnaire. The codes and the schemas are the same in all, and stand at the root;
    `others` are the contents in the other languages. The FHIR resources carry the address of the site.
    """
    site = site_address(root)
    home = f"{site}{language.folder}"
    yield f"{fhir.questionnaire(content, '')}.json", _text(questionnaire(content, site, home))
    if not language.is_first:
        return
    yield f"{fhir.code_system(content, '')}.json", _text(code_system(content, site, others))
    yield "schemas/answers.schema.json", _text(answers_schema(content))
    yield "schemas/assessment.schema.json", _text(assessment_schema(content))


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
