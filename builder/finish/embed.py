"""Publish embed.js, with which a page of another site shows the self-check.

theme/embed/embed.js is published after two constants: the name of the custom element, which is that of the
content, and the page of the self-check in each language.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from builder.finish import page_metadata
from builder.knowledge.languages import languages

__all__ = ["PUBLISHED", "element", "write"]

SOURCE = Path("theme/embed/embed.js")
PUBLISHED = "embed.js"
PAGE = "check/"


def element(root: Path) -> str:
    """Return the name of the custom element."""
    meta = tomllib.loads((root / "checker/content/meta.toml").read_text("utf-8"))
    return f"{meta['name']}-check"


def write(root: Path, site: Path) -> None:
    """Write embed.js into a built site that has the pages of the self-check."""
    pages = {}
    for language in languages(root):
        path = site / language.folder / PAGE / "index.html"
        if path.is_file():
            address = f"{language.folder}{PAGE}"
            pages[language.code] = {"address": address, "title": page_metadata.read(path).title}
    constants = {"ELEMENT": element(root), "PAGES": pages}
    lines = [
        f"const {name} = {json.dumps(value, ensure_ascii=False)};\n"
        for name, value in constants.items()
    ]
    text = "".join(lines) + "\n" + (root / SOURCE).read_text("utf-8")
    (site / PUBLISHED).write_text(text, "utf-8", newline="\n")
