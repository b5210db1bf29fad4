"""The one door between the explorer's page and Python: text in, text out."""

from __future__ import annotations

import json

from checker.errors import ChoiceError
from likelihood.explorer import explore, load_explorer
from likelihood.text import as_json, read_choice

__all__ = ["explore_json"]


def explore_json(text: str, language: str = "en") -> str:
    """Return what a finding changes, or the named error, as JSON.

    :param text: ``{"target": id, "setting": id, "findings": [id]}``

    >>> json.loads(explore_json('{"target": "weather"}'))["error"]["type"]
    'ChoiceError'
    """
    known = load_explorer(language)
    try:
        outcome = explore(known, *read_choice(text))
    except ChoiceError as error:
        named = {"type": type(error).__name__, "message": str(error)}
        return json.dumps({"ok": False, "error": named})  # may repeat odd characters
    return json.dumps({"ok": True, "result": as_json(known, outcome)}, ensure_ascii=False)
