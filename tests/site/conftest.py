"""What the tests of the built pages share: each page, read once."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture(scope="session")
def soups(site: Path) -> Mapping[Path, BeautifulSoup]:
    """Return every built page by its file. They are shared: look, and change nothing in them."""
    return MappingProxyType(
        {
            path: BeautifulSoup(path.read_text("utf-8"), "html.parser")
            for path in sorted(site.rglob("*.html"))
        }
    )
