"""Put right in every page what the theme and Markdown write and a reader's software takes badly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HEADER_LINK = '<a class="headerlink" '
SILENT = 'aria-hidden="true" tabindex="-1" '
"""The link beside a heading is for the mouse. It is no part of the heading's name, and no stop on the way."""
DIRECTION = re.compile(r'(<html\b[^>]*)(>.*?<body) dir="(\w+)"', re.DOTALL)
"""Stands on <html>, where a translator turns it round: on <body> it would win over what the translator says."""


def mend(site: Path) -> None:
    """Mend every page of a built site."""
    for path in sorted(site.rglob("*.html")):
        path.write_text(mended(path.read_text("utf-8")), "utf-8", newline="\n")


def mended(html: str) -> str:
    """Return a page put right.

    >>> mended('<html lang="en"><body dir="ltr"><a class="headerlink" href="#pain">#</a>')
    '<html lang="en" dir="ltr"><body><a class="headerlink" aria-hidden="true" tabindex="-1" href="#pain">#</a>'
    """
    return DIRECTION.sub(r'\1 dir="\3"\2', html.replace(HEADER_LINK, HEADER_LINK + SILENT), count=1)
