"""The languages of the site, each in its own folders, all made from the same rules.

English is the first, at the root of the site, and the others are translated from it. One with the code
"es" has

    checker/content/es/     the words of the check
    docs/es/                its pages, under the names of the English ones
    docs/es/_data/          the words of notes, tables and sheets
    docs/es/site.yml        the words of the frame round every page: those of mkdocs.yml

and becomes the folder es/ of the site. A page that it does not have is linked to in English.
"""

from __future__ import annotations

import posixpath
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.tools.steps import BuildError
from checker.words import ORIGINAL, differences

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIG = "mkdocs.yml"
DOCS = "docs"
DATA = "_data"
FRAME = "site.yml"
WORDS = "words"
NEEDED = ("index.md", "check.md", "get-help.md")
"""Pages to which the frame of every page leads."""
LINK = re.compile(r"(?<=\]\()([\w./-]+\.md)(#[\w-]+)?\)(\{[^}\n]*\})?")


class LanguageError(BuildError, ValueError):
    """A language has not what the first one has, or a page twice; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its code, such as "es"."""

    code: str

    @property
    def is_first(self) -> bool:
        """Tell whether the others are translated from it, and it is at the root of the site."""
        return self.code == ORIGINAL

    @property
    def folder(self) -> str:
        """Return its folder below the site, with a slash; nothing for the first one."""
        return "" if self.is_first else f"{self.code}/"

    @property
    def docs(self) -> str:
        """Return the folder of its pages."""
        return DOCS if self.is_first else f"{DOCS}/{self.code}"

    @property
    def data(self) -> str:
        """Return the folder of the data of its pages."""
        return f"{self.docs}/{DATA}"

    @property
    def rendered(self) -> Path:
        """Return where its pages are written for MkDocs."""
        return Path(".build/docs" if self.is_first else f".build/docs-{self.code}")

    @property
    def config(self) -> Path:
        """Return the configuration of MkDocs for it."""
        return Path(CONFIG if self.is_first else f".build/mkdocs-{self.code}.yml")


FIRST = Language(ORIGINAL)


def translations(root: Path) -> tuple[Language, ...]:
    """Return the languages besides the first: the folders of docs/ with a frame of their own."""
    return tuple(Language(path.parent.name) for path in sorted((root / DOCS).glob(f"*/{FRAME}")))


def languages(root: Path) -> tuple[Language, ...]:
    """Return all languages, the first one first."""
    return (FIRST, *translations(root))


# --- Pages ------------------------------------------------------------------------------------------------


def pages(root: Path, language: Language) -> dict[str, str]:
    """Return each page's path below its language's folder, and that of its template below the root.

    Raises LanguageError for a page that has no original, or when one that every page leads to is missing.
    """
    found: dict[str, str] = {}
    elsewhere = {one.code for one in translations(root)} if language.is_first else set()
    folder = root / language.docs
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(folder)
        if not any(part.startswith("_") for part in name.parts) and name.parts[0] not in elsewhere:
            found[name.as_posix()] = path.relative_to(root).as_posix()
    if not language.is_first:
        for extra in sorted(found.keys() - pages(root, FIRST).keys()):
            raise LanguageError(f"{found[extra]}: there is no {DOCS}/{extra} that it translates")
        for needed in NEEDED:
            if needed not in found:
                raise LanguageError(f"{language.docs}/{needed} is missing: every page leads to it")
    return found


def address(page: str) -> str:
    """Return the address of a page below its language's folder: "about/method/" for "about/method.md"."""
    folder, name = posixpath.split(page.removesuffix(".md"))
    return "".join(f"{part}/" for part in (folder, "" if name == "index" else name) if part)


def relative(start: str, goal: str) -> str:
    """Return the way from one address of the site to another; both end with a slash, or are "" for the root."""
    return f"{posixpath.relpath(goal or '.', start or '.')}/"


@dataclass(frozen=True, slots=True)
class Links:
    """Where links of one page lead: to a page of its own language if there is one, else to the first's."""

    language: Language
    page: str
    own: frozenset[str]

    def language_of(self, target: str) -> Language:
        """Return the language in which a page, by its path such as "about/rules.md", will be read."""
        return self.language if target in self.own else FIRST

    def to(self, target: str) -> str:
        """Return the relative address of a page, by its path."""
        start = f"{self.language.folder}{address(self.page)}"
        return relative(start, f"{self.language_of(target).folder}{address(target)}")

    def led(self, text: str) -> str:
        """Return Markdown in which links to pages that this language has not lead to the first's, and say so."""

        def lead(link: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(self.page), link[1]))
            if target in self.own:
                return link[0]
            attributes = (link[3] or "{ }").removesuffix("}").rstrip()
            return f'{self.to(target)}{link[2] or ""}){attributes} hreflang="{FIRST.code}" }}'

        return text if self.language.is_first else LINK.sub(lead, text)


# --- Words ------------------------------------------------------------------------------------------------


def words(root: Path, language: Language, name: str = WORDS) -> Mapping[str, Any]:
    """Return the texts of _data/<name>.toml in one language. Raises LanguageError."""
    first = _toml(root, f"{FIRST.data}/{name}.toml")
    if language.is_first:
        return first
    own = _toml(root, f"{language.data}/{name}.toml")
    compare(first, own, f"{language.data}/{name}.toml")
    return own


def _toml(root: Path, name: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads((root / name).read_text("utf-8"))
    except FileNotFoundError:
        raise LanguageError(f"{name} is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LanguageError(f"{name} is not TOML: {error}") from error


def compare(first: object, own: object, name: str) -> None:
    """Hold the texts of a translation against the first ones. Raises LanguageError."""
    for where, problem in differences(first, own):
        raise LanguageError(f"{name} [{where}]: {problem}")
