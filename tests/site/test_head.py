"""Each built page says what it is, where it belongs, how old it is, and that nobody clinical reviewed it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup, Tag

from builder.knowledge.languages import FIRST, languages
from builder.knowledge.mkdocs_config import frame

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
WORDS: dict[str, Mapping[str, Any]] = {
    one.folder: frame(ROOT, one)["words"] for one in languages(ROOT)
}
"""The words round a page, by the folder of its language."""

LONGEST_TITLE = 80
DESCRIPTION = range(50, 201)

type Pages = dict[str, BeautifulSoup]


@pytest.fixture(scope="module")
def pages(site: Path, soups: Mapping[Path, BeautifulSoup]) -> Pages:
    found = {path.relative_to(site).as_posix(): soup for path, soup in soups.items()}
    assert found, "the built site has no pages"
    return found


@pytest.fixture(scope="module")
def content_pages(pages: Pages) -> Pages:
    return {name: page for name, page in pages.items() if name != "404.html"}


def content_of(page: BeautifulSoup, selector: str) -> str:
    """Return the one value that a page must have, from content=, href= or its text."""
    matches = page.select(selector)
    assert len(matches) == 1, f"{selector}: {len(matches)} on one page"
    value = matches[0].get("content") or matches[0].get("href") or matches[0].get_text()
    assert isinstance(value, str)
    return value.strip()


def words_of(name: str) -> Mapping[str, Any]:
    return WORDS.get(f"{Path(name).parts[0]}/", WORDS[FIRST.folder])


def repeated(values: dict[str, str]) -> dict[str, list[str]]:
    counted = Counter(values.values())
    return {
        value: [name for name, other in values.items() if other == value]
        for value, times in counted.items()
        if times > 1
    }


def test_titles_are_unique_and_short(pages: Pages) -> None:
    titles = {name: content_of(page, "head > title") for name, page in pages.items()}
    assert repeated(titles) == {}
    assert [t for t in titles.values() if not 5 < len(t) <= LONGEST_TITLE] == []


def test_descriptions_are_unique_and_say_enough(content_pages: Pages) -> None:
    found = {
        name: content_of(page, 'meta[name="description"]') for name, page in content_pages.items()
    }
    assert repeated(found) == {}
    assert {n: d for n, d in found.items() if len(d) not in DESCRIPTION} == {}


def test_the_canonical_address_is_the_address_of_the_page(content_pages: Pages) -> None:
    home = content_of(content_pages["index.html"], 'link[rel="canonical"]')
    assert home.endswith("/")
    for name, page in content_pages.items():
        expected = urljoin(home, name.removesuffix("index.html"))
        assert content_of(page, 'link[rel="canonical"]') == expected, name
        assert content_of(page, 'meta[property="og:url"]') == expected, name


def test_open_graph_repeats_title_and_description_and_has_a_picture(
    site: Path, content_pages: Pages
) -> None:
    home = content_of(content_pages["index.html"], 'link[rel="canonical"]')
    for name, page in content_pages.items():
        title = content_of(page, 'meta[property="og:title"]')
        assert content_of(page, "head > title").startswith(title), name
        description = content_of(page, 'meta[name="description"]')
        assert content_of(page, 'meta[property="og:description"]') == description, name
        picture = content_of(page, 'meta[property="og:image"]')
        assert picture.startswith(home), name
        assert (site / picture.removeprefix(home)).is_file(), picture
        assert content_of(page, 'meta[property="og:image:alt"]'), name


def test_a_page_that_is_not_there_is_not_indexed_and_leads_to_help(pages: Pages) -> None:
    page = pages["404.html"]
    assert content_of(page, 'meta[name="robots"]') == "noindex"
    assert page.select('link[rel="canonical"]') == []
    targets = [str(link["href"]) for link in page.select("article a[href]")]
    assert any(target.endswith("/get-help/") for target in targets)
    # The host shows this page at every depth, so no address in it may be relative.
    loaded = [
        str(tag.get("href") or tag.get("src"))
        for tag in page.select("link[href], script[src], img[src]")
    ]
    assert [a for a in [*loaded, *targets] if not a.startswith(("/", "http", "tel:"))] == []


def test_each_page_says_that_no_clinician_reviewed_it_and_how_old_it_is(pages: Pages) -> None:
    for name, page in pages.items():
        notice = page.select_one("footer .site-notice")
        assert isinstance(notice, Tag), name
        text = " ".join(notice.get_text().split())
        words = words_of(name)
        whole = " ".join(page.get_text().split())
        assert whole.count(words["notice"]) == 1, (
            name
        )  # the check says it before its first question
        assert (f"{words['notice']} {words['notice_more']}" in text) != name.endswith(
            "check/index.html"
        )
        time = notice.select_one("time[datetime]")
        assert time, name
        day = dt.date.fromisoformat(str(time["datetime"]))
        date = words["date"].format(
            day=day.day, month=words["months"][day.month - 1], year=day.year
        )
        assert f"{words['checked']} {date}." in text, name
        version = content_of(page, 'meta[name="content-version"]')
        assert version != "development", name
        assert words["version"].format(version=version) in text, name


def test_the_notice_is_that_nobody_clinical_reviewed_it_and_that_it_is_no_diagnosis() -> None:
    assert WORDS[""]["notice"] == "Information, not a diagnosis, and not reviewed by a clinician."
    translated = [words["notice"] for folder, words in WORDS.items() if folder]
    assert not {WORDS[""]["notice"], ""} & set(translated)


def test_each_page_says_how_to_cite_it(content_pages: Pages) -> None:
    for name, page in content_pages.items():
        (line,) = page.select("footer .cite")
        (time,) = page.select("footer time")
        assert line.get_text() == words_of(name)["cite"].format(
            title=content_of(page, 'meta[property="og:title"]'),
            site=content_of(page, 'meta[property="og:site_name"]'),
            version=content_of(page, 'meta[name="content-version"]'),
            date=time.get_text(),
            address=content_of(page, 'link[rel="canonical"]'),
        ), name


def test_each_page_names_the_emergency_signs_or_links_to_them_first(pages: Pages) -> None:
    for name, page in pages.items():
        strip = page.select_one(".md-banner .strip")
        if strip is None:
            # A page without the strip shows the emergency advice itself, near its top.
            assert page.select_one("article .emergency, article .level-emergency_now"), name
        else:
            assert strip.select_one('a[href$="get-help/"], a[href$="./"], a[href="."]'), name


def test_pages_name_their_language_and_may_be_zoomed(pages: Pages) -> None:
    for name, page in pages.items():
        assert page.html is not None
        locale = words_of(name)["locale"]
        assert locale.startswith(str(page.html["lang"])), name
        assert content_of(page, 'meta[property="og:locale"]') == locale.replace("-", "_"), name
        viewport = content_of(page, 'meta[name="viewport"]')
        assert "user-scalable" not in viewport, name
        assert "maximum-scale" not in viewport, name


def test_no_page_binds_the_letters_n_and_p(pages: Pages) -> None:
    """The theme turns the page at a bare n or p when the head names a next or previous page."""
    for name, page in pages.items():
        assert page.select('link[rel="next"], link[rel="prev"]') == [], name


def test_each_page_has_one_main_heading(pages: Pages) -> None:
    for name, page in pages.items():
        # The self-check has a heading on each of its screens, of which one is shown at a time.
        shown = [h for h in page.select("h1") if not h.find_parent("form")]
        assert len(shown) == 1, f"{name}: {len(shown)} main headings"
