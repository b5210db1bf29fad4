"""Name the site's own scripts, and the list of Python's files, after their content.

A browser keeps what it has fetched for a while, and would give a new page an old script. So all scripts
together move into a folder with their hash in its name: each imports the others beside it, and a page meets
those of its own version or none, which it says. (Style sheets: builder/styles.py.)
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from builder.steps import BuildError

if TYPE_CHECKING:
    from pathlib import Path

NAMED = ("assets/js", "runtime/manifest.json")
HASH_LENGTH = 12
ADDRESS = re.compile(r'(?<=["/])(' + "|".join(map(re.escape, NAMED)) + r')(?=[/"])')
ATTRIBUTE = re.compile(r'(?<=\s)(?:href|src|data-manifest)="[^"]*"')


class NamingError(BuildError, LookupError):
    """What has to be named is not in the site."""


def name_by_content(site: Path) -> None:
    """Rename the scripts and the list in a built site, and tell every page. Raises NamingError."""
    names = {name: _renamed(site, name) for name in NAMED}

    def follow(attribute: re.Match[str]) -> str:
        return ADDRESS.sub(lambda old: names[old[1]], attribute[0])

    for page in sorted(site.rglob("*.html")):
        text = ATTRIBUTE.sub(follow, page.read_text("utf-8"))
        page.write_text(text, "utf-8", newline="\n")


def _renamed(site: Path, name: str) -> str:
    path = site / name
    if not path.exists():
        raise NamingError(f"{site.name} has no {name}: delete .build and build again")
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.name} {content}\n".encode())
    new = path.with_name(f"{path.stem}-{digest.hexdigest()[:HASH_LENGTH]}{path.suffix}")
    path.rename(new)
    return new.relative_to(site).as_posix()
