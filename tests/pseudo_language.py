"""A language that a machine makes of the English: each text in brackets, so that one left in English shows.

It tests the way of a language through the build without a translator. The theme and the search have words of
their own for it, as they must.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import yaml

from builder.knowledge import languages, mkdocs_config

if TYPE_CHECKING:
    from pathlib import Path

CODE = "fr"
PAGES = (
    "index.md",
    "check.md",
    "get-help.md",
    "about/privacy.md",
    "print/index.md",
    "print/wallet-card.md",
    "print/leaflet.md",
    "print/cancer-sheet.md",
    "print/_sources.md",
)
GROUPS = ("To print", "About")
DATA = ("words", "printable-words", "sign-words")
SETTING = re.compile(r'(\s*(?:[\w-]+|"[^"]+")\s*=\s*)(.+)')
STRING = re.compile(r'"((?:[^"\\]|\\.)+)"')
UNCHANGED = ("evidence", "number", "advice_number", "locale")


def bracketed(text: str) -> str:
    """Return a text in brackets."""
    return f"[{text}]"


def translated_toml(text: str) -> str:
    """Return a TOML file whose texts are in brackets."""
    lines = []
    for line in text.splitlines():
        key, rest = found.groups() if (found := SETTING.fullmatch(line)) else ("", line)
        if not line.startswith(("#", "[")) and key.strip(" =") not in UNCHANGED:
            rest = STRING.sub(lambda one: f'"{bracketed(one[1])}"', rest)
        lines.append(f"{key}{rest}")
    return "\n".join(lines) + "\n"


def translated(value: object) -> Any:  # noqa: ANN401  of the type that it was given
    """Return a value of a frame with its texts in brackets."""
    match value:
        case str():
            return bracketed(value)
        case list():
            return [translated(item) for item in value]
        case dict():
            return {k: v if k in UNCHANGED else translated(v) for k, v in value.items()}
    return value


def add(root: Path, code: str = CODE) -> None:
    """Write all files of the language into a copy of the project, which then has no other translation."""
    for other in languages.translations(root):
        shutil.rmtree(root / other.docs)
    content, docs = root / "checker/content", root / "docs"
    english = languages.pages(root, languages.FIRST)
    for path in sorted((content / "en").rglob("*.toml")):
        _write(
            content / code / path.relative_to(content / "en"),
            translated_toml(path.read_text("utf-8")),
        )
    for name in DATA:
        text = (docs / f"_data/{name}.toml").read_text("utf-8")
        _write(docs / code / f"_data/{name}.toml", translated_toml(text))
    for name in PAGES:
        text = (root / english.get(name, f"docs/{name}")).read_text("utf-8")
        text = re.sub(r"^(title|description): (.+)$", r"\1: (\2)", text, flags=re.MULTILINE)
        _write(docs / code / name, text.replace("docs/print/_", f"docs/{code}/print/_"))
    frame = dict(mkdocs_config.frame(root, languages.FIRST))
    frame["nav"] = {key: title for key, title in frame["nav"].items() if key in (*PAGES, *GROUPS)}
    text = yaml.safe_dump(translated(frame), allow_unicode=True)
    _write(docs / code / languages.FRAME, text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
