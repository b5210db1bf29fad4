"""Join the style sheets of each built page, because on a slow line each file more is a wait before any text.

The sheets that all pages share become one file, and those of a page's own another; both are named by their
content, so that a page never meets the styles of another version. Links inside the text move into the head.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from pathlib import Path

LINK = re.compile(r'[ \t]*<link rel="stylesheet" href="((?:\.\./)*|/\S*?)(assets/[^"]+)">\n?')
END_OF_HEAD = "</head>"
FOLDER = "assets/css"
HASH_LENGTH = 12
MOVES = re.compile(r"""url\(\s*(?!['"]?data:)[^)]*|@import[^;]*""", re.IGNORECASE)
"""What would mean something else in another place."""

NOT_PUBLISHED = re.compile(r"/\*# sourceMappingURL=.*?\*/")


class StyleError(BuildError, ValueError):
    """The style sheets of a page cannot be joined; the message says which one and why."""


def join(site: Path) -> None:
    """Give each page of a built site at most two style sheets, and remove all others. Raises StyleError."""
    sheets = sorted(site.rglob("assets/**/*.css"))
    for page in sorted(site.rglob("*.html")):
        head, mark, body = page.read_text("utf-8").partition(END_OF_HEAD)
        links = ""
        for part in (head, body):
            if found := LINK.findall(part):
                name = _joint(site, tuple(path for _, path in found))
                links += f'  <link rel="stylesheet" href="{found[0][0]}{name}">\n'
        place = LINK.search(head)
        at = place.start() if place else len(head)
        body = LINK.sub("", body).replace("<p></p>\n", "")  # the paragraph that held the links
        text = f"{head[:at]}{links}{LINK.sub('', head[at:])}{mark}{body}"
        page.write_text(text, "utf-8", newline="\n")
    for sheet in sheets:
        sheet.unlink()


def _joint(site: Path, paths: tuple[str, ...]) -> str:
    """Write the sheets as one, and return its path below the site."""
    parts = []
    for path in paths:
        if not (site / path).is_file():
            raise StyleError(f"a page asks for {path}, which is not there")
        text = (site / path).read_text("utf-8")
        if found := MOVES.search(text):
            raise StyleError(
                f"{path}: {found[0]!r}: only a data: address can stand in a style sheet"
            )
        parts.append(NOT_PUBLISHED.sub("", text).strip())
    content = "\n".join(parts) + "\n"
    digest = hashlib.sha256(content.encode()).hexdigest()[:HASH_LENGTH]
    name = f"{FOLDER}/{digest}.css"
    (site / name).write_text(content, "utf-8", newline="\n")
    return name
