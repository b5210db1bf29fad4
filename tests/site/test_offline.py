"""What is kept for offline use: the whole site, exactly, within its limit, and the same at every build."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builder.publish import offline
from builder.runtime.pyodide import read_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / offline.SOURCES
PACKABLE = re.compile(r"(^|/|\.(css|csv|html|json|m?js|svg|wasm|zip))$")  # as in the service worker


@pytest.fixture(scope="module")
def files(site: Path) -> offline.Kept:
    return offline.kept(site)


def path_of(site: Path, address: str) -> Path:
    path = site / address
    return path / "index.html" if address.endswith("/") or not address else path


def constant(text: str, name: str) -> dict[str, str]:
    found = re.search(rf"^const {name} = (\{{.*?^\}});$", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    value: dict[str, str] = json.loads(found[1])
    return value


def test_the_published_worker_lists_what_the_site_holds(site: Path, files: offline.Kept) -> None:
    text = (site / offline.PUBLISHED).read_text("utf-8")
    assert constant(text, "SITE") == files.site
    assert constant(text, "RUNTIME") == files.runtime
    for address, sha256 in {**files.site, **files.runtime}.items():
        content = path_of(site, address).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha256
    source = (SOURCES / offline.WORKER).read_text("utf-8")
    assert text.endswith(f"\n\n{source}")  # nobody has to audit more than that


def test_every_page_and_every_file_that_it_loads_is_kept(
    site: Path, files: offline.Kept, soups: Mapping[Path, BeautifulSoup]
) -> None:
    all_kept = {**files.site, **files.runtime}
    for page, soup in soups.items():
        loaded = [tag["src"] for tag in soup.select("script[src], img[src]")]
        loaded += [tag["href"] for tag in soup.select("link[rel~=stylesheet], link[rel~=icon]")]
        loaded += [
            tag["href"] for tag in soup.select("link[rel~=manifest], link[rel~=modulepreload]")
        ]
        for tag in soup.select("[data-manifest]"):
            files_of = json.loads(str(tag["data-manifest"]))["files"]
            loaded += [f"{tag['data-runtime']}{file['path']}" for file in files_of]
        for value in map(str, loaded):
            base = site if value.startswith("/") else page.parent
            below = value.removeprefix("/back-pain/").partition("?")[0]
            assert (base / below).resolve().relative_to(site).as_posix() in all_kept, (page, value)
        name = page.relative_to(site).as_posix()
        assert name.removesuffix("index.html") in files.site
    assert {"search/search_index.json", "es/search/search_index.json"} <= set(files.site)


def test_what_nobody_needs_offline_is_left_out(files: offline.Kept) -> None:
    names = [*files.site, *files.runtime]
    unwanted = re.compile(r"/lunr|\.map$|\.txt$|sitemap|(^|/)sw\.js$|card\.png$")
    assert [name for name in names if unwanted.search(name)] == []


def test_the_tests_know_what_the_worker_compresses() -> None:
    source = (SOURCES / offline.WORKER).read_text("utf-8")
    assert f"const PACKABLE = /{PACKABLE.pattern.replace('/', chr(92) + '/')}/;" in source


def test_python_is_kept_whole(site: Path, files: offline.Kept) -> None:
    assert site.is_dir()
    listed = read_manifest(ROOT).files
    assert {f"runtime/{file.path}": file.sha256 for file in listed}.items() <= files.runtime.items()


def test_all_that_is_kept_has_room_in_nine_megabytes(site: Path, files: offline.Kept) -> None:
    def room(address: str) -> int:
        content = path_of(site, address).read_bytes()
        return len(gzip.compress(content, 6) if PACKABLE.search(address) else content)

    all_kept = {**files.site, **files.runtime}
    sizes = {address: room(address) for address in all_kept}
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:10]
    assert sum(sizes.values()) <= offline.MOST_BYTES, largest


def test_the_same_site_gives_the_same_worker_and_any_change_another(
    site: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(site, tmp_path / "site")
    offline.write(SOURCES, copy)
    first = (copy / offline.PUBLISHED).read_text("utf-8")
    assert first == (site / offline.PUBLISHED).read_text("utf-8")

    with (copy / "index.html").open("a") as page:
        page.write("<!-- changed -->")
    offline.write(SOURCES, copy)
    second = (copy / offline.PUBLISHED).read_text("utf-8")
    assert second.splitlines()[0] != first.splitlines()[0]

    sources = shutil.copytree(SOURCES, tmp_path / "sources")
    with (sources / offline.WORKER).open("a") as worker:
        worker.write("// changed\n")
    offline.write(sources, copy)
    third = (copy / offline.PUBLISHED).read_text("utf-8")
    assert third.splitlines()[0] != second.splitlines()[0]


def test_the_kill_switch_is_published_instead_when_asked_for(site: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(site, tmp_path / "site")
    offline.write(SOURCES, copy, working=False)
    assert (copy / offline.PUBLISHED).read_bytes() == (SOURCES / offline.KILL_SWITCH).read_bytes()


def test_a_site_without_its_runtime_is_refused(site: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns("runtime"))
    with pytest.raises(offline.OfflineError, match="runtime/"):
        offline.write(SOURCES, copy)


def test_every_page_says_of_when_its_content_is_and_how_long_it_holds(
    soups: Mapping[Path, BeautifulSoup],
) -> None:
    meta = tomllib.loads((ROOT / "checker/content/meta.toml").read_text("utf-8"))
    for page, soup in soups.items():
        (date,) = soup.select('meta[name="content-date"]')
        assert date["content"] == str(meta["date"]), page
        assert date["data-valid-days"] == str(meta["valid_days"]), page


def test_the_web_app_manifest_names_files_of_the_site_by_relative_addresses(site: Path) -> None:
    manifest = json.loads((site / "manifest.webmanifest").read_text("utf-8"))
    assert manifest["scope"] == manifest["start_url"] == "./"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        assert (site / icon["src"]).is_file()
    for shortcut in manifest["shortcuts"]:
        assert (site / shortcut["url"] / "index.html").is_file()
