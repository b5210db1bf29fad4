"""The budgets of the self-check's start: bytes, and processor time against Pyodide as it comes."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from benchmarks import startup

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Playwright

    from tests.conftest import Server

MOST_BYTES = 4_000_000
"""For everything that a first check needs, pages included, each file with gzip."""

MOST_OF_STOCK = 0.75
"""Of the processor time of stock Pyodide in the same run; with slack: what was measured is on the page on speed."""


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


def test_a_start_takes_the_processor_much_less_time_than_pyodide_as_it_comes(
    playwright: Playwright, site: Path, tmp_path: Path
) -> None:
    assert site.is_dir()
    found = startup.variants(tmp_path)
    ours, stock = (startup.cost(playwright, found[name]).seconds for name in ("ours", "stock"))
    assert ours <= MOST_OF_STOCK * stock, f"{ours} s of {stock} s"
