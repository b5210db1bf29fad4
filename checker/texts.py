"""Texts that depend on whom they are about: the person who reads, somebody else, or a child.

A field of the words may have variants, marked by its ending: ``title_other`` speaks of somebody else,
``title_child`` of a child, ``title_child_other`` of a child to the person who looks after it. The first that
is there counts; docs/assets/js/data.mjs does the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.errors import ChoiceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.model import Content

__all__ = [
    "NO_PLACE",
    "PLACEHOLDER",
    "VARIANTS",
    "Reader",
    "counted",
    "fill",
    "known_place",
]

PLACEHOLDER = re.compile(r"\{(\w+)\}")
VARIANTS = ("_child_other", "_child", "_other")
"""The endings of a field's variants, the most particular first."""
NO_PLACE = "elsewhere"
"""The place for whoever chose none: it names no number."""


def fill(text: str, values: Mapping[str, object]) -> str:
    """Put values into a text. What has no value stays as it is: advice must never end in an error.

    >>> fill("call {emergency} {now}", {"emergency": 999})
    'call 999 {now}'
    """
    return PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom the texts are about: somebody else than the person who reads, a child, or neither."""

    other: bool = False
    child: bool = False

    def endings(self) -> Iterator[str]:
        """Yield the endings of fields that fit, the most particular first."""
        for ending in VARIANTS:
            if ("child" not in ending or self.child) and ("other" not in ending or self.other):
                yield ending
        yield ""

    def text(self, table: Mapping[str, Any], field: str) -> str:
        """Return the text that fits. It is there: the words were checked when they were loaded."""
        return str(self._pick(table, field))

    def texts(self, table: Mapping[str, Any], field: str) -> list[str]:
        """Return the list that fits; none where there is no such field."""
        return [str(text) for text in self._pick(table, field) or ()]

    def of_option(self, table: Mapping[str, Any], field: str, option: str) -> str:
        """Return the text for an option in a table of such texts, or nothing."""
        tables = (table.get(field + ending, {}) for ending in self.endings())
        return next((str(texts[option]) for texts in tables if option in texts), "")

    def _pick(self, table: Mapping[str, Any], field: str) -> Any:  # noqa: ANN401  a text or a list
        return next((table[field + e] for e in self.endings() if field + e in table), None)


def known_place(content: Content, place: str) -> str:
    """Return the place, if there is one of this id.

    :raises ChoiceError: when there is none
    """
    places = content.words["places"]
    if place not in places:
        raise ChoiceError("place", place, ", ".join(places))
    return place


def counted(table: Mapping[str, Any], field: str, number: int) -> str:
    """Return a text with a number in it; a number that needs words of its own has a field of its own.

    >>> ages = {"age": "{n} years", "age_1": "1 year"}
    >>> [counted(ages, "age", number) for number in (1, 2)]
    ['1 year', '2 years']
    """
    return fill(str(table.get(f"{field}_{number}", table[field])), {"n": number})
