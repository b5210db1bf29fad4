"""A page names the scripts of its own version, so that a browser's cache cannot give it older ones."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from builder.finish import script_hashes
from builder.runtime import pyodide

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PAGE = """<p data-note="assets/js/not-an-address">assets/js/ in the text</p>
<form data-runtime="{0}runtime/"></form><script src="{0}assets/js/a.mjs"></script>"""
MANIFEST = pyodide.Manifest("1", "2", "3", "4", "5", "6", "7", "8", "9", (), ())


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    for name, text in (
        ("assets/js/a.mjs", 'import "./b.mjs"'),
        ("assets/js/b.mjs", "export {}"),
        ("check/index.html", PAGE.format("../")),
        ("404.html", PAGE.format("/base/")),
    ):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)
    return site


def script_of(page: Path) -> str:
    (script,) = BeautifulSoup(page.read_text("utf-8"), "html.parser").select("script[src]")
    return str(script["src"])


def test_the_folder_of_scripts_gets_a_hash_and_pages_follow(small_site: Path) -> None:
    script_hashes.name_by_content(small_site, MANIFEST)
    script = script_of(small_site / "check/index.html")
    assert re.fullmatch(r"\.\./assets/js-[0-9a-f]{12}/a\.mjs", script)
    assert (small_site / "check" / script).with_name("b.mjs").is_file()
    assert script_of(small_site / "404.html") == script.replace("../", "/base/")
    text = (small_site / "404.html").read_text()
    assert 'data-note="assets/js/not-an-address">assets/js/ in the text' in text


def test_a_page_that_runs_python_carries_the_list_of_its_files(small_site: Path) -> None:
    script_hashes.name_by_content(small_site, MANIFEST)
    page = BeautifulSoup((small_site / "check/index.html").read_text("utf-8"), "html.parser")
    (form,) = page.select("form")
    assert form["data-runtime"] == "../runtime/"
    assert json.loads(str(form["data-manifest"])) == json.loads(json.dumps(asdict(MANIFEST)))


def test_a_changed_script_gives_another_name_and_the_same_scripts_the_same(
    small_site: Path, tmp_path: Path
) -> None:
    again, other = tmp_path / "again", tmp_path / "other"
    shutil.copytree(small_site, again)
    shutil.copytree(small_site, other)
    (other / "assets/js/b.mjs").write_text("changed")
    for site in (small_site, again, other):
        script_hashes.name_by_content(site, MANIFEST)
    here = script_of(small_site / "404.html")
    assert script_of(again / "404.html") == here
    assert script_of(other / "404.html") != here


def test_a_site_without_scripts_ends_the_build(small_site: Path) -> None:
    shutil.rmtree(small_site / "assets/js")
    with pytest.raises(script_hashes.NamingError, match="assets/js"):
        script_hashes.name_by_content(small_site, MANIFEST)


def test_every_script_and_sheet_of_every_page_has_a_hash_in_its_address(
    soups: Mapping[Path, BeautifulSoup],
) -> None:
    found = 0
    for page, soup in soups.items():
        links = [str(tag["href"]) for tag in soup.select("link[rel=stylesheet]")]
        scripts = [str(tag["src"]) for tag in soup.select("script[src]")]
        for address in (*links, *scripts):
            assert re.search(r"[./-][0-9a-f]{8,}[./]", address), (page, address)
            found += 1
    assert found > 100
