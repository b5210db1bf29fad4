"""The feed and the page of changes are the history of the content; llms.txt lists the pages."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from lxml import etree  # type: ignore[import-untyped]

from builder.finish.feed import ATOM, anchor, feed

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
HISTORY = tomllib.loads((ROOT / "checker/content/history.toml").read_text("utf-8"))["versions"]
HOME = "https://example.org/site/"
MADE_UP = [
    {"version": "2027.2.1", "date": "2027-02-03", "changes": ["One & two", "<three>"]},
    {"version": "2027.1.1", "date": "2027-01-02", "changes": ["Before"]},
]


def parsed(text: str | bytes) -> Any:  # noqa: ANN401 - lxml has no types
    data = text.encode() if isinstance(text, str) else text
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False))


def texts(root: Any, path: str) -> list[str]:  # noqa: ANN401
    return [str(found) for found in root.xpath(path, namespaces={"a": ATOM})]


def test_each_version_is_an_entry_with_what_atom_asks_for() -> None:
    root = parsed(feed(MADE_UP, "A site", HOME))
    assert root.tag == f"{{{ATOM}}}feed"
    assert texts(root, "a:updated/text()") == ["2027-02-03T00:00:00Z"]
    assert texts(root, "a:author/a:name/text()") == ["A site"]
    assert texts(root, "a:link[@rel='self']/@href") == [f"{HOME}feed.xml"]
    assert texts(root, "a:id/text()") == [f"{HOME}feed.xml"]
    assert texts(root, "a:entry/a:title/text()") == [f"Content version {v['version']}" for v in MADE_UP]  # fmt: skip
    assert texts(root, "a:entry/a:summary/text()") == ["One & two\n<three>", "Before"]
    ids = texts(root, "a:entry/a:id/text()")
    assert len(set(ids)) == len(MADE_UP)
    assert ids == texts(root, "a:entry/a:link/@href")
    for time in texts(root, "//a:updated/text()"):
        assert dt.datetime.fromisoformat(time).tzinfo is not None


def test_the_published_feed_is_the_history_and_its_addresses_lead_to_the_page_of_changes(
    site: Path,
) -> None:
    root = parsed((site / "feed.xml").read_bytes())
    page = BeautifulSoup((site / "about/changes/index.html").read_text("utf-8"), "html.parser")
    entries = root.findall(f"{{{ATOM}}}entry")
    assert len(entries) == len(HISTORY)
    text = " ".join(page.select("article")[0].get_text().split())
    for entry, version in zip(entries, HISTORY, strict=True):
        address, _, fragment = texts(entry, "a:link/@href")[0].partition("#")
        assert address.endswith("/about/changes/")
        assert fragment == anchor(version["version"])
        (heading,) = page.select(f"h2#{fragment}")
        assert version["version"] in heading.get_text()
        assert texts(entry, "a:updated/text()") == [f"{version['date']}T00:00:00Z"]
        for change in version["changes"]:
            assert " ".join(change.replace("`", "").split()) in text


def test_the_newest_version_of_the_history_is_the_version_of_the_content() -> None:
    meta = tomllib.loads((ROOT / "checker/content/meta.toml").read_text("utf-8"))
    assert (HISTORY[0]["version"], HISTORY[0]["date"]) == (meta["version"], meta["date"])
    dates = [version["date"] for version in HISTORY]
    assert dates == sorted(dates, reverse=True)


def test_every_page_leads_to_the_feed(site: Path, soups: Mapping[Path, BeautifulSoup]) -> None:
    for path, page in soups.items():
        (link,) = page.select('head link[type="application/atom+xml"]')
        href = str(link["href"])
        target = site / "feed.xml" if href.startswith("/") else path.parent / href
        assert target.resolve() == (site / "feed.xml").resolve(), path
        assert link["title"]


# --- llms.txt and the site map -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def addresses(site: Path) -> set[str]:
    found = set()
    for path in site.rglob("index.html"):
        page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        found |= {str(link["href"]) for link in page.select('link[rel="canonical"]')}
    return found


def test_llms_txt_says_what_matters_first_and_lists_pages_that_exist(
    site: Path, addresses: set[str]
) -> None:
    text = (site / "llms.txt").read_text("utf-8")
    assert text.startswith("# Back Pain Red Flags\n\n> ")
    assert text.index("No clinician has reviewed it") < text.index("## ")
    assert "call now" in text[: text.index("## ")]
    links = re.findall(r"^- \[[^\]]+\]\((\S+)\): \S.*$", text, re.MULTILINE)
    assert set(links) <= addresses
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    kept_out = re.findall(
        r"^  /(\S+?)(?:\.md)?$", config.partition("not_in_nav: |")[2], re.MULTILINE
    )
    unlisted = addresses - set(links)
    assert {page for page in unlisted if not any(f"/{name}" in page for name in kept_out)} == set()
    assert any("/decisions/0" in page for page in unlisted)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE)[:2] == ["Pages", "Understand"]


def test_every_page_is_found_by_links_from_the_home_page(site: Path) -> None:
    pages = {path.parent for path in site.rglob("index.html")}
    seen, left = {site}, [site]
    while left:
        folder = left.pop()
        page = BeautifulSoup((folder / "index.html").read_text("utf-8"), "lxml")
        for link in page.select("a[href]"):
            target = (folder / str(link["href"]).partition("#")[0]).resolve()
            if target in pages and target not in seen:
                seen.add(target)
                left.append(target)
    assert {path.relative_to(site).as_posix() for path in pages - seen} == set()


def test_the_site_map_lists_every_page(site: Path, addresses: set[str]) -> None:
    root = parsed((site / "sitemap.xml").read_bytes())
    found = [element.text for element in root.iter("{*}loc")]
    assert len(found) == len(set(found))
    assert set(found) == addresses
