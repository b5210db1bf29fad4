"""A translation whose words bring scripts: in the form, the card, the result and the summary they stay words."""

from __future__ import annotations

import dataclasses
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from builder.finish import script_hashes
from builder.knowledge import languages
from builder.knowledge.languages import FIRST, Links
from builder.knowledge.mkdocs_config import site_address
from builder.pages import questionnaire_form
from builder.runtime import pyodide
from checker import load_content
from checker.loading import build_content
from checker.tables import COMPILED, read_tables
from tests.browser.check_page import LEVELS, CheckPage
from tests.browser.payloads import ALL, assert_text
from tests.conftest import ROOT, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from checker import Content
    from tests.conftest import Server

PAYLOAD = ALL.replace("{", "").replace("}", "")
"""The loader takes braces for a placeholder and refuses them, so they cannot come this way."""


def poisoned(words: Any, payload: str) -> Any:  # noqa: ANN401  TOML
    """Return words with the payload at the end of each text that a translator writes."""
    if isinstance(words, str):
        return words + payload
    if isinstance(words, list):
        return [poisoned(word, payload) for word in words]
    if isinstance(words, dict):
        # a name of the browser's, addresses, and numbers with their evidence, which the loader compares
        kept = {"locale", "pages", "number", "advice_number", "evidence"}
        return {
            key: value if key in kept else poisoned(value, payload) for key, value in words.items()
        }
    return words


@pytest.fixture(scope="module")
def translated(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with words that bring every payload, in the page's form and in the checker."""
    copy = tmp_path_factory.mktemp("translated") / "site"
    shutil.copytree(site, copy)
    (copy / "sw.js").write_text("", "utf-8")  # no copy of the site as it was
    tables = {
        name: poisoned(table, PAYLOAD) if name.startswith("en/") else table
        for name, table in read_tables(ROOT / pyodide.CONTENT).items()
    }
    page = copy / "check/index.html"
    links = Links(FIRST, "check.md", frozenset(languages.pages(ROOT, FIRST)))
    (scripts,) = copy.glob("assets/js-*")

    def check_form(
        content: Content, manifest: pyodide.Manifest
    ) -> str:  # as builder/finish/script_hashes.py leaves it
        html = questionnaire_form.check_form(content, links, site_address(ROOT)).replace(
            "assets/js/", f"assets/{scripts.name}/"
        )
        return script_hashes.with_runtime(html, manifest)

    files = pyodide.checker_files(ROOT)
    files[(pyodide.CONTENT / COMPILED).as_posix()] = json.dumps(tables).encode()
    (archive,) = (copy / "runtime").glob("checker-*.zip")
    archive.write_bytes(pyodide.zip_stored(pyodide.compiled(files, ROOT)))
    manifest = pyodide.read_manifest(ROOT)
    described = pyodide._described(archive, archive.parent)
    listed = tuple(described if file.path == archive.name else file for file in manifest.files)
    before, plain = page.read_text("utf-8"), check_form(load_content(), manifest)
    assert before.count(plain) == 1
    own = check_form(build_content(tables, "en"), dataclasses.replace(manifest, files=listed))
    page.write_text(before.replace(plain, own), "utf-8")
    return copy


@pytest.fixture
def server(translated: Path) -> Iterator[Server]:
    """Serve that site."""
    with serving(translated) as served:
        yield served


@pytest.mark.parametrize("level", ["self_care", "emergency_now"])
def test_translated_words_are_no_markup(page: Page, level: str) -> None:
    check = CheckPage(page)
    check.open()
    check.start()
    assert_text(page)
    check.fill_at_once(LEVELS[level])
    assert_text(page)
    assert check.advise() == level
    page.locator(".summary").wait_for(state="attached")
    assert "window.pwned=1" in page.locator("#result").inner_text()
    assert_text(page)
