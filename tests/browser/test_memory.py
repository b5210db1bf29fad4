"""Python from memory: who comes back to the self-check gets the same advice sooner, or Python as usual."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from benchmarks import startup
from builder import offline
from tests.browser.check_page import CheckPage
from tests.browser.offline_copy import (
    KEPT,
    SOURCES,
    expected,
    kept,
    serving_a_copy,
    visit,
    wait_for,
)
from tests.browser.test_check_levels import ASSESS_ALL, every_case_as_in_cpython

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.conftest import Server

pytestmark = pytest.mark.keeps_a_copy

IS_FROM_MEMORY = """async () => {
  const form = document.getElementById("check");
  const script = new URL("connection.mjs", document.querySelector("script[src$='/check.mjs']").src);
  const { begin } = await import(script.href);
  const manifest = new URL(form.dataset.manifest, location.href).href;
  const { connection, started } = begin(manifest, document.documentElement.lang, false);
  const { from_memory } = JSON.parse(await started);
  connection.close();
  return from_memory;
}"""
"""Starts one more worker, as the page does, and returns whether its Python came from memory."""


@pytest.fixture
def server(site: Path, tmp_path: Path) -> Iterator[Server]:
    with serving_a_copy(site, tmp_path) as served:
        yield served


def come_back(page: Page) -> None:
    """Visit the check twice, and stay the second time until Python's memory is kept."""
    visit(page, "check/")
    CheckPage(page).open()
    wait_for(lambda: page.evaluate(startup.MEMORY))


def test_whoever_comes_once_does_not_load_it(page: Page, server: Server) -> None:
    visit(page, "check/")
    assert kept(page, server) == expected(server)
    assert page.evaluate(IS_FROM_MEMORY) is False


def test_whoever_comes_back_gets_the_same_for_every_case(page: Page, server: Server) -> None:
    come_back(page)
    server.is_down = True
    for language in ("en", "es"):
        CheckPage(page, language).open()
        assert page.evaluate(IS_FROM_MEMORY) is True
        every_case_as_in_cpython(lambda given: page.evaluate(ASSESS_ALL, given), language)
    entries = page.evaluate(KEPT).values()
    assert sum(entry["bytes"] for entry in entries) <= offline.MOST_BYTES


@pytest.mark.console_errors  # Pyodide says that it cannot take the memory
def test_a_memory_that_python_cannot_take_leads_to_the_usual_start(
    page: Page, server: Server
) -> None:
    listed = server.site / "runtime/manifest.json"
    manifest = json.loads(listed.read_text("utf-8"))
    file = server.site / "runtime" / manifest["snapshot"]["path"]
    whole = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(whole[: len(whole) // 2]))  # the right hash, and of no use
    found = {"bytes": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
    listed.write_text(json.dumps({**manifest, "snapshot": {**manifest["snapshot"], **found}}))
    offline.write(SOURCES, server.site)

    come_back(page)
    check = CheckPage(page)
    check.open()
    assert page.evaluate(IS_FROM_MEMORY) is False
    check.start()
    check.fill_at_once({})
    assert check.advise() == "self_care"
