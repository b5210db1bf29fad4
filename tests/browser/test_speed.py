"""The budget of the self-check's start: bytes."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from benchmarks import startup

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import Server

MOST_BYTES = 4_000_000
"""For everything that a first check needs, pages included, each file with gzip."""


def test_all_that_a_first_check_needs_stays_within_the_budget(page: Page, server: Server) -> None:
    page.add_init_script(startup.NO_COPY)
    page.goto("check/")
    page.locator("form#check[data-state=ready]").wait_for()
    page.wait_for_load_state("networkidle")
    total = 0
    for path in {request.path for request in server.requests}:
        file = server.site / path
        file = file / "index.html" if file.is_dir() else file
        total += len(gzip.compress(file.read_bytes(), 6))
    assert any(request.path.endswith(".wasm") for request in server.requests)
    assert total <= MOST_BYTES
