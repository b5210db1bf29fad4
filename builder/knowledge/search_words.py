"""What people call things, and where it leads: lay words, other countries' words and common misspellings.

docs/_data/search_words.toml names them by the part of a page that answers them, and so does the file of each
translation. Words that can mean an emergency bring up a line above all hits. Which pages are for readers at all
is in the English file, for every language.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from builder.knowledge.languages import FIRST
from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from builder.knowledge.languages import Language

DATA = "search_words.toml"
TOPICS, SECTIONS = "topics", "look-up"
"""Topics have other names of their own, and each is a part of a page below this folder."""


class SearchWordsError(BuildError, ValueError):
    """The list of search words does not fit the pages; the message says where and what is allowed."""


@dataclass(frozen=True, slots=True)
class SearchWords:
    """What a language's file of search words says."""

    name: str
    """The file, for messages."""

    endings: str
    """A pattern of JavaScript for the endings in which words that mean the same may differ."""

    urgent: Sequence[Mapping[str, Any]]
    """Each with the line to `say`, where it leads (`at`), and its `words`; the most urgent first."""

    words: Mapping[str, Sequence[str]]
    """By address and anchor of the part that answers them."""

    left_out: tuple[str, ...]
    """Patterns for the addresses of pages, as are the next two."""

    kept: tuple[str, ...]
    later: tuple[str, ...]

    def of(self, at: str) -> Sequence[str]:
        """Return the words that a part, by its address and anchor, is found by besides its own."""
        return self.words.get(at, ())

    def is_public(self, address: str) -> bool:
        """Tell whether a page, by its address below its language's folder, is for readers."""
        return not _fits(address, self.left_out) or _fits(address, self.kept)

    def comes_later(self, address: str) -> bool:
        """Tell whether a page is for professionals, or repeats others on one sheet."""
        return _fits(address, self.later)

    def check(self, known: set[str]) -> None:
        """Raise SearchWordsError when the list leads to a part that the pages do not have."""
        if missing := {*self.words, *(line["at"] for line in self.urgent)} - known:
            raise SearchWordsError(
                f"{self.name}: no page has {', '.join(sorted(missing))}: "
                'write the address and anchor of a part that has text, such as "care/treatment/#pain"'
            )


def _fits(address: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(address, pattern) for pattern in patterns)


def read(root: Path, language: Language = FIRST) -> SearchWords:
    """Read the search words of a language; a translation may have none. Raises SearchWordsError."""
    name = f"{language.data}/{DATA}"
    path = root / name
    own = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    pages = tomllib.loads((root / FIRST.data / DATA).read_text("utf-8"))["pages"]
    words: dict[str, Sequence[str]] = {}
    for entry in own.get("part", ()):
        if entry["at"] in words:
            raise SearchWordsError(f"{name}: {entry['at']} is there twice: join the two")
        words[entry["at"]] = entry["words"]
    for file in sorted((root / language.data / TOPICS).glob("*.toml")):
        for topic, entry in tomllib.loads(file.read_text("utf-8")).items():
            at = f"{SECTIONS}/{file.stem}/#{topic}"
            words[at] = [*words.get(at, ()), *entry.get("also", ())]
    return SearchWords(
        name=name,
        endings=own.get("endings", "(?!)"),
        urgent=own.get("urgent", ()),
        words=words,
        left_out=tuple(pages["left_out"]),
        kept=tuple(pages["kept"]),
        later=tuple(pages["later"]),
    )
