"""The self-check in one file, opened from a folder: no server, no network, and a policy that allows nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from builder.publish import single_file
from tests.browser.check_page import LEVELS, CheckPage
from tests.browser.driven_check import DrivenCheck
from tests.browser.engines import FIREFOX, trapping
from tests.conftest import ROOT, Watched, give_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

MOST_BYTES = 7_000_000


@pytest.fixture(scope="module")
def file(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert site.is_dir()
    path = tmp_path_factory.mktemp("stick") / "check.html"
    path.write_text(single_file.single_file(ROOT), "utf-8")
    return path


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Page]:
    watched = Watched()
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 844})
    watched.watch(context)
    page = context.new_page()
    page.goto(file.as_uri())
    yield page
    context.close()
    assert [url for url in watched.requests if not url.startswith(("file:", "blob:"))] == []
    assert [url for url in watched.requests if url.startswith("file:")] == [file.as_uri()]
    assert watched.errors == []


@pytest.mark.parametrize("level", ["self_care", "emergency_now"])
def test_in_chromium_from_the_start_to_the_advice(opened: Page, level: str) -> None:
    check = CheckPage(opened)
    check.wait_for_state("ready")
    check.start()
    check.fill(LEVELS[level])
    assert check.advise() == level


def test_in_firefox_from_the_start_to_the_advice(file: Path, tmp_path: Path) -> None:
    if missing := FIREFOX.missing():
        give_up(missing)
    with trapping() as trap, FIREFOX.open(trap, tmp_path) as opened:
        check = DrivenCheck(opened, "")
        opened.visit(file.as_uri())
        check.wait_for_state("ready")
        check.start()
        check.fill_at_once(LEVELS["same_day"])
        assert check.advise() == "same_day"
        seen = opened.leave()
        assert seen.asked == []
        assert seen.errors == []


def test_nothing_else_is_allowed_and_nothing_is_loaded(file: Path) -> None:
    text = file.read_text("utf-8")
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert not re.search(r"unsafe-inline|'unsafe-eval'|'self'|https?:|connect-src", policy)
    assert not re.search(r"<(?:script|img|iframe)[^>]*\bsrc=|<link\b", text)
    assert len(text) <= MOST_BYTES


def test_every_link_leads_to_the_page_or_to_a_full_address(file: Path) -> None:
    links = re.findall(r'<a\b[^>]*?\bhref="([^"]*)"', file.read_text("utf-8"))
    assert links
    assert all(link.startswith(("#", "http://", "https://", "tel:")) for link in links)


def test_a_script_in_a_form_that_is_not_known_ends_the_build(tmp_path: Path) -> None:
    (tmp_path / "a.mjs").write_text('import all from "./b.mjs";\n', "utf-8")
    with pytest.raises(single_file.SingleFileError, match=r"a\.mjs.*import all"):
        single_file.linked(tmp_path, ("a.mjs",))


def test_modules_come_once_and_after_those_that_they_import(tmp_path: Path) -> None:
    (tmp_path / "a.mjs").write_text(
        'import { b as c } from "./b.mjs";\nexport const a = c;\n', "utf-8"
    )
    (tmp_path / "b.mjs").write_text("export const b = 1;\n", "utf-8")
    script = single_file.linked(tmp_path, ("a.mjs", "b.mjs"))
    assert [script.count(f'modules["{name}.mjs"] =') for name in "ab"] == [1, 1]
    assert script.index('modules["b.mjs"] =') < script.index('modules["a.mjs"] =')
