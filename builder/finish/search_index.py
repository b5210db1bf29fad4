"""Write what the search looks into: the built pages as plain text, part by part, with the words of the list.

Nothing in the index is markup, so that nothing in it can be shown as markup. Folded lists of rules and sources,
footnotes and tables of figures are left out, and so are the pages that docs/_data/search_words.toml names.
docs/assets/js/search-index.mjs reads it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, override

from builder.knowledge import search_words
from builder.knowledge.languages import FIRST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from builder.finish.page_metadata import BuiltPage
    from builder.knowledge.languages import Language

INDEX = "search/search_index.json"

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | {
    "summary", "br", "p", "li", "td", "th", "dt", "dd", "div", "figcaption", "caption", "blockquote", "pre",
}  # fmt: skip
LABELS = HEADINGS | {"summary"}
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
SILENT = frozenset({"form", "noscript", "script", "style", "svg", "template", "thead"})
LEFT_OUT = frozenset(
    {"also", "downloads", "fold", "footnote", "headerlink", "jumps", "table-caption", "topic-level", "translation"}
)  # fmt: skip
"""Classes of what is no part of a page's own words, or says them twice."""

SIGNS = "look-up/signs-"
"""Pages whose parts are signs: each has a level by itself, and a hit may show it."""

SOURCES = "sources"
"""The anchor of a part that says where a page comes from."""

LEVEL = re.compile(r'<span class="level level-(\w+)">([^<]+)<')
TOPIC = re.compile(r'<h2 id="([\w-]+)">(?:(?!<h2).)*?<p class="topic-level">(.*?)</p>', re.DOTALL)


@dataclass(slots=True)
class Part:
    """A heading of a page and the text below it; `at` is its anchor, and empty for the whole page."""

    at: str
    title: str = ""
    text: str = ""


@dataclass
class Parts(HTMLParser):
    """The parts of an article; made by feeding it the article's HTML."""

    found: list[Part] = field(default_factory=lambda: [Part("")])

    _silent: list[str] = field(default_factory=list)
    """Open elements inside one that is left out, which comes first."""
    _heading: str = ""
    """The open heading that begins a part."""
    _labelling: str = ""
    """The open heading without an anchor, or summary."""
    _label: str = ""
    """Its words, which go into the text when something follows them."""

    def __post_init__(self) -> None:
        """Set up the parser."""
        super().__init__(convert_charrefs=True)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self._silent or _is_left_out(tag, values):
            if tag not in VOID:
                self._silent.append(tag)
        elif tag in HEADINGS and "id" in values:
            self._heading = tag
            self._label = ""
            self.found.append(Part("" if tag == "h1" else values["id"]))
        elif tag in BLOCKS:
            self._end_sentence()
            if tag in LABELS:
                self._labelling, self._label = tag, ""

    @override
    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag in self._silent:
                while self._silent.pop() != tag:
                    pass
        elif tag == self._heading:
            self._heading = ""
        elif tag == self._labelling:
            self._labelling = ""
        elif tag in BLOCKS:
            self._end_sentence()

    @override
    def handle_data(self, data: str) -> None:
        part = self.found[-1]
        if self._silent:
            return
        if self._heading:
            part.title += data
        elif self._labelling:
            self._label += data
        else:
            if self._label and data.strip():
                part.text += f" {self._label.strip().rstrip(':?')}: "
                self._label = ""
            part.text += data

    def _end_sentence(self) -> None:
        """Let what comes next begin a sentence: a row, a list item or a paragraph needs no stop of its own."""
        part = self.found[-1]
        part.text = part.text.rstrip()
        if part.text and part.text[-1] not in ".:;,?!…”":
            part.text += "."
        part.text += " "


def _is_left_out(tag: str, values: Mapping[str, str]) -> bool:
    return (
        tag in SILENT
        or "hidden" in values
        or "data-search-exclude" in values
        or (tag != "span" and "lang" in values)  # for staff, in the first language
        or (tag == "sup" and values.get("id", "").startswith("fnref"))
        or not LEFT_OUT.isdisjoint(values.get("class", "").split())
    )


def parts(article: str) -> list[Part]:
    """Return the parts of an article that have text, after one for the page as a whole."""
    reader = Parts()
    reader.feed(article)
    reader.close()
    whole, *rest = reader.found
    for part in reader.found:
        part.title = " ".join(part.title.split())
        part.text = " ".join(part.text.split())
    for part in [part for part in rest if not part.at]:  # the main heading
        whole.title = whole.title or part.title
        whole.text = f"{whole.text} {part.text}".strip()
    return [
        whole,
        *(part for part in rest if part.at not in {"", SOURCES} and part.title and part.text),
    ]


def levels(article: str) -> dict[str, dict[str, str]]:
    """Return the level of each sign of a page, by the anchor of its part: its id, and the word of its mark."""
    found = {at: LEVEL.search(said) for at, said in TOPIC.findall(article)}
    return {
        at: {"id": level[1], "word": unescape(level[2])} for at, level in found.items() if level
    }


def write(
    root: Path, site: Path, pages: Mapping[Path, BuiltPage], language: Language = FIRST
) -> None:
    """Write the index of one language's pages. Raises SearchWordsError."""
    words = search_words.read(root, language)
    folder = site / language.folder
    listed = []
    for path, page in pages.items():
        address = path.relative_to(folder).as_posix().removesuffix("index.html")
        if words.is_public(address):
            listed.append(_entry(address, page, words))
    words.check({at for entry in listed for at in _addresses(entry)})
    index = {
        "endings": words.endings,
        "urgent": words.urgent,
        "pages": listed,
    }
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    (folder / INDEX).parent.mkdir(exist_ok=True)
    (folder / INDEX).write_text(text, "utf-8", newline="\n")


def _entry(address: str, page: BuiltPage, words: search_words.SearchWords) -> dict[str, Any]:
    marks = levels(page.article) if address.startswith(SIGNS) else {}
    found = []
    for part in parts(page.article):
        entry: dict[str, object] = {"title": part.title or page.title, "text": part.text}
        if part.at:
            entry["at"] = part.at
        if part.at in marks:
            entry["level"] = marks[part.at]
        if known := words.of(f"{address}#{part.at}" if part.at else address):
            entry["words"] = list(known)
        found.append(entry)
    later = {"later": True} if words.comes_later(address) else {}
    return {"at": address, "title": page.title, "parts": found, **later}


def _addresses(entry: Mapping[str, Any]) -> Iterable[str]:
    return (f"{entry['at']}#{one['at']}" if "at" in one else entry["at"] for one in entry["parts"])
