"""Lead from the first use of a word on each built page to its meaning in the glossary.

A link, with the meaning as its title: a mouse that rests on it sees the meaning, and a finger or a keyboard
that follows it gets there. Nothing is linked in headings, links, emergency advice, forms, pictures and notes.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, override

from builder.markup.html_blocks import VOID
from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DATA = "docs/_data/glossary.toml"
PAGE = "glossary/"
WITHOUT = (
    "index.html",
    "404.html",
    "about/coverage/",
    "about/sources/",
    "check/",
    "decisions/",
    "diary/",
    "get-help/",
    PAGE,
    "print/",
)
"""Pages whose readers should not be led away, mere lists, and the glossary itself."""

LANGUAGE = '<html lang="en"'
"""The terms are English, and a translation may use the same letters for something else."""

IN_TEXT = frozenset({"p", "li", "dd", "td"})
CLOSED = frozenset(
    {"a", "button", "caption", "code", "figure", "form", "h1", "h2", "h3", "h4", "label", "script", "select", "summary",
     "svg"}
)  # fmt: skip
CLOSED_CLASSES = frozenset({"emergency", "footnote", "level", "strip"})
INITIALS = 4
"""A form of at most so many letters, all capitals, is looked for in capitals only."""


class GlossaryError(BuildError, ValueError):
    """The glossary is not written as it has to be; the message says where."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word with its meaning, and how it is found in a text."""

    id: str
    name: str
    meaning: str
    pattern: re.Pattern[str] | None


def terms(root: Path) -> Sequence[Term]:
    """Return the terms of the glossary. Raises GlossaryError."""
    found = [
        Term(one["id"], one["name"], one["meaning"], _pattern(one["forms"]))
        for one in tomllib.loads((root / DATA).read_text("utf-8"))["term"]
    ]
    for key in ("id", "name"):
        values = [getattr(term, key).lower() for term in found]
        if twice := {value for value in values if values.count(value) > 1}:
            raise GlossaryError(f"{DATA}: {', '.join(sorted(twice))} is there twice as {key}")
    return found


def link(root: Path, site: Path) -> None:
    """Put the links into each page of a built site. Raises GlossaryError."""
    known = terms(root)
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        if not name.startswith(WITHOUT):
            up = "../" * name.count("/")
            text = path.read_text("utf-8")
            if LANGUAGE not in text[:200]:
                continue
            path.write_text(linked(text, known, f"{up}{PAGE}"), "utf-8", newline="\n")


def linked(html: str, known: Sequence[Term], glossary: str) -> str:
    """Return a page in which the first use of each term leads to the glossary, which is at this address."""
    reader = _Places(html)
    reader.feed(html)
    reader.close()
    places: dict[int, tuple[int, str]] = {}
    for term in known:
        if term.pattern is None:
            continue
        for start, end in reader.texts:
            use = term.pattern.search(html, start, end)
            if use and not any(
                use.start() < stop and at < use.end() for at, (stop, _) in places.items()
            ):
                title = escape(term.meaning)
                places[use.start()] = (
                    use.end(),
                    f'<a class="term" href="{glossary}#{term.id}" title="{title}">{use[0]}</a>',
                )
                break
    for start, (end, text) in sorted(places.items(), reverse=True):
        html = html[:start] + text + html[end:]
    return html


def _pattern(forms: Sequence[str]) -> re.Pattern[str] | None:
    if not forms:
        return None
    longest_first = sorted(forms, key=len, reverse=True)
    parts = (
        re.escape(form) if form.isupper() and len(form) <= INITIALS else f"(?i:{re.escape(form)})"
        for form in longest_first
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])")


@dataclass
class _Open:
    tag: str
    in_text: bool
    closed: bool


@dataclass
class _Places(HTMLParser):
    """Finds the stretches of an article's text in which a word may become a link."""

    html: str
    texts: list[tuple[int, int]] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _in_article: bool = False
    _lines: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0]
        for line in self.html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "article":
            self._in_article = True
        if tag in VOID:
            return
        classes = (dict(attrs).get("class") or "").split()
        before = self._open[-1] if self._open else _Open("", in_text=False, closed=False)
        self._open.append(
            _Open(
                tag,
                in_text=before.in_text or tag in IN_TEXT,
                closed=before.closed or tag in CLOSED or not CLOSED_CLASSES.isdisjoint(classes),
            )
        )

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._in_article = False
        if any(one.tag == tag for one in self._open):
            while self._open.pop().tag != tag:
                pass

    @override
    def handle_data(self, data: str) -> None:
        here = self._open[-1] if self._open else None
        if self._in_article and here and here.in_text and not here.closed:
            line, column = self.getpos()
            start = self._lines[line - 1] + column
            self.texts.append((start, start + len(data)))
