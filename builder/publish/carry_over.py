"""Keep the former publication's scripts and runtime: `python -m builder.publish.carry_over ADDRESS`.

A browser or a network may give out an older page for some minutes (GitHub Pages allows ten). That page asks for
the scripts and for Python's files of its own version, by names made from their content. So what the site at this
address names in its sw.js with a hash, and the new site/ has not, is added to site/ before it is published; only
the right bytes, and only what the last publication made itself. Where the address gives nothing, nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.request import urlopen

from builder.knowledge.site_content import ROOT
from builder.publish.offline import PUBLISHED, SITE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIST = re.compile(r"(?ms)^const (?:SITE|RUNTIME) = (\{.*?^\});$")
HASHED = re.compile(r"[./-][0-9a-f]{8,}[./]")
SECONDS = 60


def carry_over(site: Path, address: str) -> list[str]:
    """Add to a built site what the one at the address has under names that it lacks; return those names."""
    added = []
    for name, sha256 in _listed(_fetched(address + PUBLISHED)):
        if not HASHED.search(name) or ".." in name or (site / name).exists():
            continue
        content = _fetched(address + name)
        if hashlib.sha256(content).hexdigest() == sha256:
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_bytes(content)
            added.append(name)
    return added


def _listed(worker: bytes) -> Iterator[tuple[str, str]]:
    for found in LIST.findall(worker.decode("utf-8", "replace")):
        yield from json.loads(found).items()


def _fetched(address: str) -> bytes:
    """Return what is there; nothing where it cannot be had."""
    try:
        with urlopen(address, timeout=SECONDS) as reply:  # noqa: S310  the address is the caller's own
            content: bytes = reply.read()
    except (OSError, HTTPException):
        return b""
    return content


if __name__ == "__main__":
    added = carry_over(ROOT / SITE, f"{sys.argv[1].rstrip('/')}/")
    sys.stderr.write("".join(f"kept: {name}\n" for name in added))
