"""The one door between page and checker: text in, text out, synchronous calls.

Strings only, so that nothing of Python has to be kept alive on the page's
side, and the same call can be tested here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from checker import fhir, qr, reminder, summary
from checker.answers import read_answers
from checker.circumstances import read_circumstances
from checker.engine import assess_checked
from checker.errors import AnswerError, CheckerError
from checker.explain import as_json
from checker.loading import load_content
from checker.texts import NO_PLACE, known_place

if TYPE_CHECKING:
    from checker.qr import Encode

__all__ = ["assess_json", "code_json", "start", "take_along_json"]


def start(language: str = "en") -> str:
    """Load the knowledge, and return its version and language as JSON.

    :raises CheckerError: when there is no such language, or the knowledge is broken
    """
    content = load_content(language)
    return json.dumps({"content_version": content.meta.version, "language": content.language})


def assess_json(text: str, language: str = "en", place: str = NO_PLACE) -> str:
    """Assess ``{"answers": {...}}`` and return the assessment or the named error as JSON.

    :param place: an id of places.toml, for the numbers to call

    >>> json.loads(assess_json('{"answers": {"age": "old"}}'))["error"]["type"]
    'AnswerTypeError'
    """
    content = load_content(language)
    try:
        answers = read_answers(content, text)
        place = known_place(content, place)
    except CheckerError as error:
        return json.dumps({"ok": False, "error": error_json(error)})  # may repeat odd characters
    assessment = as_json(content, answers, assess_checked(content, answers), place)
    return json.dumps({"ok": True, "assessment": assessment}, ensure_ascii=False)


def take_along_json(text: str, circumstances: str, language: str = "en") -> str:
    """Return what a person takes along, or the named error, as JSON.

    :param text: ``{"answers": {...}}``, as :func:`assess_json` takes it
    :param circumstances: ``{"now": seconds, "offset": minutes, "site": address, "home": address}``
    """
    content = load_content(language)
    try:
        answers = read_answers(content, text)
        here = read_circumstances(circumstances)
    except CheckerError as error:
        return json.dumps({"ok": False, "error": error_json(error)})  # may repeat odd characters
    assessment = assess_checked(content, answers)
    whole = summary.summarise(content, answers, assessment, here.moment)
    brief = summary.summarise(content, answers, assessment, here.moment, brief=True)
    plain = summary.as_text(whole)
    record = fhir.response(content, answers, assessment, here, plain)
    return json.dumps(
        {
            "ok": True,
            "summary": summary.as_json(whole),
            "text": plain,
            "code_texts": summary.as_pieces(brief, qr.MOST_BYTES),
            "record": json.dumps(record, ensure_ascii=False, indent=1),
            "calendar": reminder.calendar(content, assessment, here.moment, f"{here.home}check/"),
            "recheck": reminder.recheck_date(assessment, here.moment),
        },
        ensure_ascii=False,
    )


def code_json(text: str, encode: Encode) -> str:
    """Return the QR code of a text as JSON: its rows of 1 and 0.

    :raises ValueError: when the text is too long for a code
    """
    return json.dumps(qr.rows(text, encode))


def error_json(error: CheckerError) -> dict[str, Any]:
    """Return an error as JSON values: its name, its sentence and, for an answer, where."""
    named: dict[str, Any] = {"type": type(error).__name__, "message": str(error)}
    if isinstance(error, AnswerError):
        named |= {"key": error.key, "allowed": error.allowed}
    return named
