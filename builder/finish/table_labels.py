"""Write the head of its column into each cell of a table, so that a narrow screen can show it row by row.

Where the window is narrow, site.css shows a row as a block, and the head in front of each cell. It is written here
and not by a script, so that a browser lays a long table out once.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TABLE = re.compile(r"<table(?P<values>(?:\s[^>]*)?)>(?P<parts>.*?)</table>", re.DOTALL)
CLASS = re.compile(r"\sclass=")
HEAD = re.compile(r"<thead.*?</thead>", re.DOTALL)
HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
NO_WORDS = re.compile(r"<sup\b.*?</sup>|<[^>]*>", re.DOTALL)
ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t([hd])\b")


class RowsError(BuildError, ValueError):
    """A row of a table has more cells than the table has columns."""


def label(site: Path) -> None:
    """Prepare the tables of every page. Raises RowsError."""
    for path in sorted(site.rglob("*.html")):
        text = path.read_text("utf-8")
        try:
            path.write_text(labelled(text), "utf-8", newline="\n")
        except RowsError as error:
            raise RowsError(f"{path.relative_to(site).as_posix()}: {error}") from error


def labelled(html: str) -> str:
    """Return a page whose tables have labels, each in a box that can scroll.

    A table that has a class, or no head, is left as it is.

    >>> print(labelled("<table><thead><tr><th>Sign</th></tr></thead><tr><td>Fever</td></tr></table>"))
    <div class="table-scroll"><table class="rows"><thead><tr><th>Sign</th></tr></thead>\
<tr><td data-label="Sign">Fever</td></tr></table></div>
    """
    return TABLE.sub(_table, html)


def _table(found: re.Match[str]) -> str:
    values, parts = found["values"], found["parts"]
    head = HEAD.search(parts)
    if head is None or CLASS.search(values):
        return found[0]
    names = [_words(heading) for heading in HEADING.findall(head[0])]
    body = ROW.sub(lambda row: _row(row[0], names), parts[head.end() :])
    return f'<div class="table-scroll"><table class="rows"{values}>{parts[: head.end()]}{body}</table></div>'


def _row(row: str, names: Sequence[str]) -> str:
    left = iter(names)

    def cell(found: re.Match[str]) -> str:
        name = next(left, None)
        if name is None:
            message = f"a row has more cells than the table has columns ({', '.join(names)})"
            raise RowsError(message)
        return f'{found[0]} data-label="{escape(name)}"' if found[1] == "d" else found[0]

    return CELL.sub(cell, row)


def _words(html: str) -> str:
    return " ".join(unescape(NO_WORDS.sub("", html)).split())
