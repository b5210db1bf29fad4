"""How easily each page reads: the data of the page on plain words, and what is too hard without a reason.

Counted is the running text: paragraphs, list items and cells. Left out are headings, notes, pictures, code and
the names of things in lists of links. What is harder than HIGHEST has to be in docs/_data/reading.toml, with
the reason.
"""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from builder.pages.readability import reading
from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from builder.pages.readability import Reading

DATA = "docs/_data/reading.toml"
HIGHEST = 8.0
"""The highest grade of a page for the public: read at the age of 13."""

YEARS_BEFORE_SCHOOL = 5
LONG = 20
"""Words from which a passage alone is worth a grade."""

SHOWN_WORDS = 8

FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
NOT_READ = re.compile(r"<(svg|script|style|template|dl)\b.*?</\1>|<!--.*?-->|```.*?```", re.DOTALL)
SKIPPED = re.compile(r"^\s*(?:#{1,6} |\[\^[\w-]+\]: |\|?[\s|:-]+\|?$|<h[1-6]\b|!!!|\?\?\?)")
LINK_ALONE = re.compile(r"^\s*(?:[-*] )?\[.*\]\([^)]*\)(?: \([\w, -]+\))?\W*$")
MARKS = re.compile(
    r"<[^>]*>|\[\^[\w-]+\]|\]\([^)]*\)|\{[ #.:][^}]*\}|[*_`\[\]>]|^\s*(?:[-*:]|\d+\.) "
)


class ReadingError(BuildError, ValueError):
    """The file of reasons is not written as it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was counted on one page; `hardest` is the passage with the highest grade, and its beginning."""

    page: str
    counted: Reading
    hardest: tuple[float, str]
    reason: str

    @property
    def age(self) -> int:
        """Return the age at which such a text is read, in whole years."""
        return max(round(self.counted.grade), 0) + YEARS_BEFORE_SCHOOL

    @property
    def is_hard(self) -> bool:
        """Return whether the page is harder than a page for the public may be."""
        return self.counted.grade > HIGHEST


def passages(text: str) -> Iterator[str]:
    """Yield the running text of a page in Markdown: each paragraph, list item and cell in one line."""
    body = NOT_READ.sub("\n", FRONT_MATTER.sub("", text))
    for part in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )|</t[dh]>|</?li>|<br>", body):
        lines = [line for line in part.splitlines() if not SKIPPED.match(line)]
        cells = (
            " ".join(lines).split(" | ")
            if any("|" in line for line in lines)
            else [" ".join(lines)]
        )
        for cell in cells:
            plain = html.unescape(MARKS.sub(" ", cell)).replace("|", " ")
            if not LINK_ALONE.match(cell) and re.search(r"\w", plain):
                yield " ".join(plain.split())


def report(root: Path, pages: Mapping[str, str]) -> list[Line]:
    """Return one line for each page, the hardest first. Raises ReadingError."""
    reasons = _reasons(root)
    lines = [
        Line(
            page,
            *_counted(text),
            next((why for start, why in reasons.items() if page.startswith(start)), ""),
        )
        for page, text in pages.items()
    ]
    return sorted(lines, key=lambda line: (-line.counted.grade, line.page))


@cache
def _counted(text: str) -> tuple[Reading, tuple[float, str]]:
    found = list(passages(text))
    graded = [(reading([one]).grade, one) for one in found if len(one.split()) >= LONG]
    grade, hardest = max(graded, default=(0.0, ""))
    return reading(found), (grade, " ".join(hardest.split()[:SHOWN_WORDS]))


def _reasons(root: Path) -> Mapping[str, str]:
    path = root / DATA
    raw = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    reasons = raw.get("reason", {})
    if set(raw) - {"reason"} or not all(isinstance(why, str) for why in reasons.values()):
        raise ReadingError(
            f"{DATA}: expected a table [reason] of texts, by page or beginning of a page"
        )
    return dict(reasons)
