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

import os
import posixpath
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from builder.steps import BuildError
from checker.words import ORIGINAL, differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CONFIG = "mkdocs.yml"
DOCS = "docs"
GENERATED = "theme/pages"
DATA = "_data"
FRAME = "site.yml"
WORDS = "words"
NEEDED = ("index.md", "check.md", "get-help.md")
"""Pages to which the frame of every page leads."""
PIPELINE = ("trimmer", "stopWordFilter")
"""What the search does to words of a translation, by the rules of its language.

Not the stemmer: a word is looked for while it is typed, and "fiebre*" does not find the stem "fiebr".
"""
EXTENSION_TEXTS = (
    ("toc", "title"),
    ("toc", "permalink_title"),
    ("footnotes", "BACKLINK_TITLE"),
)
"""Settings of Markdown extensions that are read by people."""
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
    for folder in (DOCS, GENERATED) if language.is_first else (language.docs,):
        for path in sorted((root / folder).rglob("*.md")):
            name, template = path.relative_to(root / folder), path.relative_to(root).as_posix()
            if any(part.startswith("_") for part in name.parts) or name.parts[0] in elsewhere:
                continue
            if name.as_posix() in found:
                first = found[name.as_posix()]
                raise LanguageError(f"{template}: {first} is the same page: keep one of them")
            found[name.as_posix()] = template
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


@dataclass(frozen=True, slots=True)
class Versions:
    """Which pages each language has, read once for all pages of a build."""

    languages: tuple[tuple[Language, str, frozenset[str]], ...]
    """Each language with its name and its pages, the first one first."""

    @classmethod
    def read(cls, root: Path) -> Versions:
        """Read them below the root. Raises LanguageError."""
        return cls(
            tuple(
                (one, frame(root, one)["words"]["name"], frozenset(pages(root, one)))
                for one in languages(root)
            )
        )

    def of(self, page: str) -> list[dict[str, object]]:
        """Return a page in each language: code, name, address below the site, and whether it is this very page.

        A language that does not have the page offers its first one. A site in one language has nothing to offer.
        """
        if len(self.languages) == 1:
            return []
        return [
            {
                "code": language.code,
                "name": name,
                "address": f"{language.folder}{address(page if page in own else 'index.md')}",
                "same": page in own,
            }
            for language, name, own in self.languages
        ]


# --- Words ------------------------------------------------------------------------------------------------


def words(root: Path, language: Language, name: str = WORDS) -> Mapping[str, Any]:
    """Return the texts of _data/<name>.toml in one language. Raises LanguageError."""
    first = _toml(root, f"{FIRST.data}/{name}.toml")
    if language.is_first:
        return first
    own = _toml(root, f"{language.data}/{name}.toml")
    _compare(first, own, f"{language.data}/{name}.toml")
    return own


def frame(root: Path, language: Language) -> Mapping[str, Any]:
    """Return what people read in mkdocs.yml, in one language.

    These are site_name, site_description, words (of `extra`), nav (a title for each page and each group of
    pages that the language has) and extensions. Raises LanguageError.
    """
    config = _config(root)
    first = {
        "site_name": config["site_name"],
        "site_description": config["site_description"],
        "words": config["extra"]["words"],
        "nav": dict(_titles(config["nav"])),
        "extensions": dict(_extension_texts(config["markdown_extensions"])),
    }
    if language.is_first:
        return first
    name = f"{language.docs}/{FRAME}"
    own: Mapping[str, Any] = yaml.safe_load((root / name).read_text("utf-8"))
    nav = _filtered(config["nav"], pages(root, language).keys())
    _compare({**first, "nav": dict(_titles(nav))}, own, name)
    return own


def configuration(root: Path, language: Language) -> str:
    """Return the configuration of MkDocs for a translation: mkdocs.yml with other folders and words."""
    config, own = _config(root), frame(root, language)
    names: Mapping[str, str] = own["nav"]
    nav = _filtered(config["nav"], pages(root, language).keys())
    config |= {key: own[key] for key in ("site_name", "site_description")}
    config["docs_dir"] = language.rendered.name
    config["theme"] |= {
        "language": language.code,
        "custom_dir": f"../{config['theme']['custom_dir']}",
    }
    search = {"lang": language.code, "pipeline": list(PIPELINE)}
    config["plugins"] = [{"search": search} if p == "search" else p for p in config["plugins"]]
    config["extra"] |= {
        "words": own["words"],
        "translation": True,
        "pages": [address(page) for page in pages(root, language)],
    }
    config["nav"] = _renamed(nav, names)
    for extension in config["markdown_extensions"]:
        if isinstance(extension, dict):
            for name, options in extension.items():
                options |= {
                    k: own["extensions"][f"{n}.{k}"] for n, k in EXTENSION_TEXTS if n == name
                }
    # Links to pages in the first language are made by Links, and stay as they are.
    config["validation"]["links"]["unrecognized_links"] = "ignore"
    return yaml.dump(config, Dumper=_Dumper, allow_unicode=True, sort_keys=False)


def _toml(root: Path, name: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads((root / name).read_text("utf-8"))
    except FileNotFoundError:
        raise LanguageError(f"{name} is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LanguageError(f"{name} is not TOML: {error}") from error


def _compare(first: object, own: object, name: str) -> None:
    for where, problem in differences(first, own):
        raise LanguageError(f"{name} [{where}]: {problem}")


def _titles(nav: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the title of each page by its path, and that of each group by itself."""
    for item in nav:
        for title, inside in item.items():
            if isinstance(inside, str):
                yield inside, title
            else:
                yield title, title
                yield from _titles(inside)


def _filtered(nav: Iterable[Mapping[str, Any]], known: Iterable[str]) -> list[dict[str, Any]]:
    """Return the navigation without pages that are not known, and without groups left empty."""
    names = frozenset(known)
    found: list[dict[str, Any]] = []
    for item in nav:
        for title, inside in item.items():
            left = inside if isinstance(inside, str) else _filtered(inside, names)
            if left and (not isinstance(inside, str) or inside in names):
                found.append({title: left})
    return found


def _renamed(nav: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {names[inside]: inside}
        if isinstance(inside, str)
        else {names[title]: _renamed(inside, names)}
        for item in nav
        for title, inside in item.items()
    ]


def _extension_texts(extensions: Iterable[object]) -> Iterator[tuple[str, str]]:
    options = {
        name: had for one in extensions if isinstance(one, dict) for name, had in one.items()
    }
    for name, key in EXTENSION_TEXTS:
        yield f"{name}.{key}", options[name][key]


# --- mkdocs.yml, with its values from the environment left as they are --------------------------------------


class _Env(list[Any]):
    """A value that MkDocs takes from the environment."""


class _Loader(yaml.SafeLoader):
    def env(self, node: yaml.SequenceNode) -> _Env:
        return _Env(self.construct_sequence(node))


class _Dumper(yaml.SafeDumper):
    def env(self, values: _Env) -> yaml.SequenceNode:
        return self.represent_sequence("!ENV", values)


_Loader.add_constructor("!ENV", _Loader.env)
_Dumper.add_representer(_Env, _Dumper.env)


def site_address(root: Path) -> str:
    """Return the address of the site: SITE_URL of the environment, or else the local one."""
    return os.environ.get("SITE_URL") or local_address(root)


def local_address(root: Path) -> str:
    """Return the address at which `build.py serve` serves the site: the one of mkdocs.yml when SITE_URL is not set."""
    _, address = _config(root)["site_url"]
    return str(address)


def _config(root: Path) -> dict[str, Any]:
    config: dict[str, Any] = yaml.load((root / CONFIG).read_text("utf-8"), _Loader)  # noqa: S506  safe
    return config
