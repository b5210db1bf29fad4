"""Name the folder of the site's own scripts after their content.

A browser keeps what it has fetched for a while, and would give a new page an old script. So all scripts
together stand in a folder with their hash in its name: each imports the others beside it, and a page meets
those of its own version or none, which it says. (Style sheets: builder/styles.py. The list of Python's files
keeps its name: the worker never takes it from the browser's cache unasked.)
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from builder.steps import BuildError

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "assets/js"
HASH_LENGTH = 12
ADDRESS = re.compile(rf'(\ssrc="[^"]*){FOLDER}/')


class NamingError(BuildError, LookupError):
    """There are no scripts to be named."""


def name_by_content(site: Path) -> None:
    """Rename the folder of scripts in a built site, and tell every page. Raises NamingError."""
    folder = site / FOLDER
    if not folder.is_dir():
        raise NamingError(f"{site.name} has no {FOLDER}: delete .build and build again")
    digest = hashlib.sha256()
    for script in sorted(folder.iterdir()):
        content = hashlib.sha256(script.read_bytes()).hexdigest()
        digest.update(f"{script.name} {content}\n".encode())
    name = f"{FOLDER}-{digest.hexdigest()[:HASH_LENGTH]}"
    folder.rename(site / name)
    for page in sorted(site.rglob("*.html")):
        text = ADDRESS.sub(rf"\g<1>{name}/", page.read_text("utf-8"))
        page.write_text(text, "utf-8", newline="\n")
