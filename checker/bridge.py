"""The one door between page and checker: text in, text out, one synchronous call.

Strings only, so that nothing of Python has to be kept alive on the page's
side, and the same call can be tested here.
"""

from __future__ import annotations

import json
from typing import Any

from checker.answers import read_answers
from checker.engine import assess_checked
from checker.errors import AnswerError, CheckerError
from checker.explain import as_json
from checker.loading import load_content

__all__ = ["assess_json", "start"]


def start(language: str = "en") -> str:
    """Load the knowledge, and return its version and language as JSON.

    :raises CheckerError: when there is no such language, or the knowledge is broken
    """
    content = load_content(language)
    return json.dumps({"content_version": content.meta.version, "language": content.language})


def assess_json(text: str, language: str = "en") -> str:
    """Assess ``{"answers": {...}}`` and return the assessment or the named error as JSON.

    >>> json.loads(assess_json('{"answers": {"age": "old"}}'))["error"]["type"]
    'AnswerTypeError'
    """
    content = load_content(language)
    try:
        answers = read_answers(content, text)
    except CheckerError as error:
        return json.dumps({"ok": False, "error": error_json(error)})  # may repeat odd characters
    assessment = as_json(content, answers, assess_checked(content, answers))
    return json.dumps({"ok": True, "assessment": assessment}, ensure_ascii=False)


def error_json(error: CheckerError) -> dict[str, Any]:
    """Return an error as JSON values: its name, its sentence and, for an answer, where."""
    named: dict[str, Any] = {"type": type(error).__name__, "message": str(error)}
    if isinstance(error, AnswerError):
        named |= {"key": error.key, "allowed": error.allowed}
    return named
