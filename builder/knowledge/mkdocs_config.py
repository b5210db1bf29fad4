"""mkdocs.yml, and what the other languages have instead of its texts: the frame round every page.

What MkDocs reads for a translation is mkdocs.yml with other folders and words; its values from the environment
stay as they are.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from builder.knowledge.languages import CONFIG, FRAME, Language, address, compare, languages, pages
from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

ADDRESS = re.compile(r"https?://[^\s?#]+")
EXTENSION_TEXTS = (
    ("toc", "title"),
    ("toc", "permalink_title"),
    ("footnotes", "BACKLINK_TITLE"),
)
"""Settings of Markdown extensions that are read by people."""


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
    compare({**first, "nav": dict(_titles(nav))}, own, name)
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


@dataclass(frozen=True, slots=True)
class Versions:
    """Which pages each language has, read once for all pages of a build."""

    languages: tuple[tuple[Language, Mapping[str, str], frozenset[str]], ...]
    """Each language with the words of its frame and its pages, the first one first."""

    @classmethod
    def read(cls, root: Path) -> Versions:
        """Read them below the root; none of a site in one language. Raises LanguageError."""
        if all(one.is_first for one in languages(root)):
            return cls(())
        return cls(
            tuple(
                (one, frame(root, one)["words"], frozenset(pages(root, one)))
                for one in languages(root)
            )
        )

    def of(self, page: str) -> list[dict[str, object]]:
        """Return a page in each language: code, name, address below the site, and whether it is this very page.

        A language that does not have the page offers its first one, by its name. A site in one language has
        nothing to offer.
        """
        return [
            {
                "code": language.code,
                "name": words["name"],
                "home": "" if page in own else words["home"],
                "address": f"{language.folder}{address(page if page in own else 'index.md')}",
                "same": page in own,
            }
            for language, words, own in self.languages
        ]


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


class _Loader(yaml.CSafeLoader):
    def env(self, node: yaml.SequenceNode) -> _Env:
        return _Env(self.construct_sequence(node))


class _Dumper(yaml.SafeDumper):
    def env(self, values: _Env) -> yaml.SequenceNode:
        return self.represent_sequence("!ENV", values)


_Loader.add_constructor("!ENV", _Loader.env)
_Dumper.add_representer(_Env, _Dumper.env)


def site_address(root: Path) -> str:
    """Return the address of the site with one slash at its end: SITE_URL of the environment, or else the local one.

    GitHub's workflow tells the address without a slash, and a path is put right behind it. Raises BuildError.
    """
    address = os.environ.get("SITE_URL") or local_address(root)
    if not ADDRESS.fullmatch(address):
        raise BuildError(f"SITE_URL is {address!r}: it has to be like https://name.example/folder")
    return address.rstrip("/") + "/"


def local_address(root: Path) -> str:
    """Return the address at which `build.py serve` serves the site: the one of mkdocs.yml when SITE_URL is not set."""
    _, address = _config(root)["site_url"]
    return str(address)


def _config(root: Path) -> dict[str, Any]:
    config: dict[str, Any] = yaml.load((root / CONFIG).read_text("utf-8"), _Loader)  # noqa: S506  safe
    return config
