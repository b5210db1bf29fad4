"""How easily each screen of the self-check reads: a table, with a reason for each part that is harder.

The reasons are data, in docs/_data/screen_words.toml. A part that is harder than it says ends in a failing test.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from builder.pages.readability import PLAIN, reading
from checker.texts import VARIANTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from checker import Content

REASONS = "docs/_data/screen_words.toml"
FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Part:
    """Words that stand together on a screen, such as a question with its answers."""

    name: str
    words: int
    grade: float
    at_most: float = PLAIN
    """The grade that was found acceptable."""

    reason: str = ""
    """Why it may be above PLAIN."""


def parts(content: Content, root: Path) -> list[Part]:
    """Measure all words of the question and result screens, part by part."""
    reasons = tomllib.loads((root / REASONS).read_text("utf-8"))["harder"]
    return [_part(name, lines, reasons.get(name, {})) for name, lines in _passages(content.words)]


def report(content: Content, root: Path) -> str:
    """Return the measured parts as HTML: first those that are harder, with reasons, then all."""
    measured = sorted(parts(content, root), key=lambda part: -part.grade)
    harder = [part for part in measured if part.grade > PLAIN]
    easy = len(measured) - len(harder)
    reasons = _table(
        ("Part", "Grade", "Why it stays"), [(p.name, p.grade, p.reason) for p in harder]
    )
    every = _table(("Part", "Words", "Grade"), [(p.name, p.words, p.grade) for p in measured])
    return (
        f"<p>{easy} of {len(measured)} parts read at grade {PLAIN:g} or below. These do not:</p>\n"
        f"{reasons}\n<details><summary>Every part</summary>\n{every}\n</details>"
    )


def _part(name: str, lines: list[str], known: Mapping[str, Any]) -> Part:
    found = reading([FIELD.sub("999", line) for line in lines])
    at_most, reason = float(known.get("at_most", PLAIN)), str(known.get("reason", ""))
    return Part(name, found.words, found.grade, at_most, reason)


def _passages(words: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the lines of each part."""
    for key, question in words["questions"].items():
        options = list(question.get("options", {}).values())
        yield f"question {key}", [*_texts(question, "title", "hint"), *options]
        other = _texts(question, "title_other", "hint_other")
        yield f"question {key}, for somebody else", [*other, *options]
        yield f"question {key}, why we ask", _texts(question, "why")
        yield f"question {key}, what to say", list(question.get("say", {}).values())
    for key, level in words["levels"].items():
        yield f"result {key}", _texts(level, "title", "by_when", "do", "do_in_result")
        for part in ("meanwhile", "come_back", "watch_for"):
            yield f"result {key}, {part.replace('_', ' ')}", _texts(level, part)
        yield f"result {key}, for others", _variants(level)
    for key, rule in words["rules"].items():
        yield f"reason {key}", [*_texts(rule, "title", "why", "do"), *_variants(rule)]
    for key, contact in words["contacts"].items():
        yield (
            f"whom to turn to: {key}",
            [*_texts(contact, "title", "who", "do"), *_variants(contact)],
        )
    yield "names of findings", [finding["name"] for finding in words["findings"].values()]
    interface = words["ui"]["check"]
    failed = [key for key in interface if key.startswith("failed")]
    yield "when the check fails", _texts(interface, *failed)
    others = [key for key, text in interface.items() if isinstance(text, str) and key not in failed]
    yield "buttons and notices", _texts(interface, *others)
    yield "what this is not", list(words["ui"]["limits"].values())


def _variants(table: Mapping[str, Any]) -> list[str]:
    """Return what is said of somebody else, or of a child."""
    return _texts(table, *(key for key in table if key.endswith(VARIANTS)))


def _texts(table: Mapping[str, Any], *keys: str) -> list[str]:
    found = [table[key] for key in keys if key in table]
    return [line for text in found for line in ([text] if isinstance(text, str) else text)]


def _table(heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>\n" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>"
