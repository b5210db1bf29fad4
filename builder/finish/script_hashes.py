"""Let every page name the scripts and the runtime of its own version.

A browser keeps what it has fetched for a while, and would give a new page an old script, or an old page a new
list of Python's files. So all scripts together stand in a folder with their hash in its name, where each imports
the others beside it; and a page that runs Python carries that list itself. It meets what belongs to its own
version or nothing, which it says. (Style sheets: builder/finish/style_bundle.py.)
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING

from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from pathlib import Path

    from builder.runtime.pyodide import Manifest

FOLDER = "assets/js"
HASH_LENGTH = 12
ADDRESS = re.compile(rf'(\ssrc="[^"]*){FOLDER}/')
RUNTIME = re.compile(r'\sdata-runtime="[^"]*"')


class NamingError(BuildError, LookupError):
    """There are no scripts to be named."""


def name_by_content(site: Path, manifest: Manifest) -> None:
    """Rename the folder of scripts in a built site, and tell every page of it and the runtime. Raises NamingError."""
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
        page.write_text(with_runtime(text, manifest), "utf-8", newline="\n")


def with_runtime(html: str, manifest: Manifest) -> str:
    """Return a page with the list of Python's files where it runs Python."""
    listed = escape(json.dumps(asdict(manifest), separators=(",", ":")))
    return RUNTIME.sub(lambda found: f'{found[0]} data-manifest="{listed}"', html)
