"""The emergency numbers as links that dial, for every card that says to call for help."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker import Content

SHOWN = 3
"""So many numbers stand in a row; a script shows a further one where the device seems to be in its country."""
DIAL = '<a class="call" href="tel:{number}" data-place="{place}"{hidden}><strong>{number}</strong> ({short})</a>'
ROW = '<p class="call-row" data-call-row>{lead} {links} <a href="{help}#numbers">{others}</a></p>'


def dialled(content: Content) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the id and the words of each place that has a number."""
    for key, place in content.words["places"].items():
        if place.get("number"):
            yield key, place


def row(content: Content, words: Mapping[str, str], help_page: str) -> str:
    """Return the numbers as one line of HTML that ends with a link to all of them, on `help_page`."""
    links = (
        DIAL.format(place=key, hidden=" hidden" if at >= SHOWN else "", **_escaped(place))
        for at, (key, place) in enumerate(dialled(content))
    )
    return ROW.format(links=" ".join(links), help=help_page, **_escaped(words))


def _escaped(words: Mapping[str, object]) -> dict[str, str]:
    return {key: escape(str(text)) for key, text in words.items()}
