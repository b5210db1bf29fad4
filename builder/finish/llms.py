"""Make llms.txt: what this site is, what nobody may take from it, and its pages, for programs that read text."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from builder.finish.page_metadata import BuiltPage

NAME = "llms.txt"
NAVIGATION = re.compile(
    r'<span class="md-nav__group"[^>]*>(?P<group>[^<]*)</span>'
    r'|<a href="(?P<href>[^"]*)" class="md-nav__link|(?P<end></ul>)'
)
FIRST = "Pages"


def text(
    front: str,
    pages: Mapping[str, BuiltPage],
    home: BuiltPage,
    notes: Iterable[str],
    others: Mapping[str, Iterable[BuiltPage]],
) -> str:
    """Return the file: the notes, then the pages.

    `front` is the HTML of the home page, whose list of pages gives the order. `others` are the pages in other
    languages, by the name of the language.
    """
    parts: dict[str, list[str]] = {FIRST: []}
    part = FIRST
    for found in NAVIGATION.finditer(front):
        if found["group"] is not None:
            part = unescape(found["group"])
            parts[part] = []
        elif found["end"]:
            part = FIRST
        elif page := pages.get(urljoin(home.address, found["href"])):
            parts[part].append(_line(page))
    parts |= {name: [_line(page) for page in own] for name, own in others.items()}
    lines = [f"# {home.site}", "", f"> {home.description}", "", *(f"- {note}" for note in notes)]
    for name, links in parts.items():
        lines += ["", f"## {name}", "", *links]
    return "\n".join(lines) + "\n"


def _line(page: BuiltPage) -> str:
    return f"- [{page.title}]({page.address}): {page.description}"
