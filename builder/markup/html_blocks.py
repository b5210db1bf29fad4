"""The blocks of a page, each with its text and the evidence ids that stand beside it.

A block is a paragraph, list item, table row, heading, caption or picture. Beside it stand the footnotes in
it and the ids in a ``data-evidence`` attribute of the block or of anything round it. Three kinds share:

- a table's caption, the paragraph before it, has those of all its rows;
- what is in a <figure> has those of the paragraph under it;
- the items of a list have those of the line before it, when that ends with a colon.

The numbers along the axis of a chart (data-scale) belong to no block, and what the likelihood explorer
calculated (data-calculated) neither: that is held against the explorer itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, override

from markdown import Markdown  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Sequence

EXTENSIONS = (
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.details",
    "pymdownx.superfences",
)
"""Those of mkdocs.yml that change what a block is."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
    (
        *HEADINGS,
        "p",
        "li",
        "tr",
        "dt",
        "dd",
        "figcaption",
        "summary",
        "svg",
        "blockquote",
        "legend",
        "label",
    )
)
SILENT = frozenset({"script", "style", "code", "pre", "template", "sup"})
UNREAD = frozenset({"data-scale", "data-calculated"})
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
"""Elements that have no end."""
FRONT_MATTER = "---\n"


@dataclass(slots=True)
class Block:
    """One block: its element ("" for a line of the front matter), its words, and what stands beside it."""

    tag: str
    words: list[str] = field(default_factory=list)
    evidence: set[str] = field(default_factory=set)
    within: frozenset[str] = frozenset()
    """The elements round it."""

    @property
    def text(self) -> str:
        """Return the text in one line."""
        return " ".join("".join(self.words).split())


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    block: Block | None
    evidence: frozenset[str]
    silent: bool


class _Reader(HTMLParser):
    """Collects the blocks of a page in HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._open: list[_Open] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        given = frozenset(values.get("data-evidence", "").split())
        if tag == "a" and values.get("href", "").startswith("#fn:") and (inner := self._inner()):
            inner.evidence.add(values["href"].removeprefix("#fn:"))
        block = None
        if tag in BLOCKS:
            around = {key for one in self._open for key in one.evidence}
            block = Block(tag, [], around | given, frozenset(one.tag for one in self._open))
            self.blocks.append(block)
        if tag not in VOID:
            silent = tag in SILENT or not UNREAD.isdisjoint(values)
            self._open.append(_Open(tag, block, given, silent))

    @override
    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self._open):
            while self._open.pop().tag != tag:
                pass

    @override
    def handle_data(self, data: str) -> None:
        if (inner := self._inner()) and not any(one.silent for one in self._open):
            inner.words.append(data)

    def _inner(self) -> Block | None:
        return next((one.block for one in reversed(self._open) if one.block), None)


def blocks(text: str) -> list[Block]:
    """Return the blocks of a page in Markdown with front matter; the notes at its end are left out."""
    head, body = _split(text)
    reader = _Reader()
    reader.feed(
        Markdown(extensions=list(EXTENSIONS)).convert(body).partition('<div class="footnote">')[0]
    )
    found = [block for block in reader.blocks if block.text]
    _share(found)
    return [Block("", [line]) for line in head] + found


def _split(text: str) -> tuple[list[str], str]:
    if not text.startswith(FRONT_MATTER):
        return [], text
    head, _, body = text.removeprefix(FRONT_MATTER).partition(f"\n{FRONT_MATTER}")
    return [line.partition(":")[2].strip() for line in head.splitlines() if ":" in line], body


def _share(found: Sequence[Block]) -> None:
    for place, block in enumerate(found):
        after = found[place + 1 :]
        if block.tag == "p" and after and after[0].tag == "tr":
            rows = next((n for n, row in enumerate(after) if row.tag != "tr"), len(after))
            block.evidence.update(*(row.evidence for row in after[:rows]))
        if block.tag == "p" and block.text.endswith(":"):
            for item in after:
                if item.tag != "li":
                    break
                item.evidence |= block.evidence
        if "figure" in block.within:
            block.evidence |= next(
                (one.evidence for one in after if "figure" not in one.within), set()
            )
