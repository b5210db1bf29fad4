"""What may be told of a reason: facts as facts, and what is only possible as the doubt that it is.

Every text about a rule that holds or a finding that is present comes from here:
the page, the terminal, the summary, the record and the code all show the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.model import DOUBTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.model import Content, Found, Reason

__all__ = ["facts", "medical", "name", "title"]


def title(content: Content, reason: Reason) -> str:
    """Return the title of a rule; if it is not certain to hold, what was told and what is not known."""
    if reason.reported:
        return str(content.words["rules"][reason.rule.id]["title"])
    told = [
        fact for one in reason.findings if not one.finding.quiet for fact in facts(content, one)
    ]
    return _capital("; ".join(dict.fromkeys((*told, _doubt(content, reason.doubts)))))


def name(content: Content, found: Found) -> str:
    """Return the name of a finding; if it is only possible, what was told of it and what is not known."""
    told = facts(content, found)
    return "; ".join(told if found.reported else [*told, _doubt(content, found.doubts)])


def facts(content: Content, found: Found) -> list[str]:
    """Return what was reported of a finding: its name, or the options that speak for a possible one."""
    if found.reported:
        return [str(content.words["findings"][found.finding.id]["name"])]
    chosen = (origin.split(".") for origin in found.origin if "." in origin)
    questions = content.words["questions"]
    return [
        str(questions[key]["options"][option]) for key, option in chosen if option not in DOUBTS
    ]


def medical(content: Content, found: Found) -> str | None:
    """Return the word for staff, if there is one; a possible finding has one only for what was reported of it."""
    words = content.words["findings"][found.finding.id]
    word = words.get("medical" if found.reported else "medical_possible")
    return None if word is None else str(word)


def _doubt(content: Content, questions: Iterable[str]) -> str:
    names = "; ".join(str(content.words["questions"][key]["short"]) for key in questions)
    return str(content.words["ui"]["possible"]["doubt"]).format(questions=names)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
