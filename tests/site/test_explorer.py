"""The page of the likelihood explorer: its tables say what the explorer says, and nobody is led there by mistake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup, Tag

from builder.pages.render import cited
from likelihood.explorer import explore, load_explorer
from likelihood.text import as_json, brief, short_ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
PAGE = "clinicians/explorer/index.html"
EXPLORER = load_explorer()


@pytest.fixture(scope="module")
def article(site: Path) -> Tag:
    found = BeautifulSoup((site / PAGE).read_text("utf-8"), "html.parser").article
    assert found is not None
    return found


def expected(key: str) -> str:
    """Return what the explorer says where the page has a calculated number."""
    first, second = key.split("/")
    if first == "ratio":
        return short_ratio(EXPLORER, EXPLORER.signs[second])
    setting = EXPLORER.settings[second if first == "share" else first]
    sign = next(sign for sign in EXPLORER.signs if EXPLORER.signs[sign].target == setting.target)
    outcome = explore(EXPLORER, setting.target, setting.id, [sign if first == "share" else second])
    if first == "share":
        return str(as_json(EXPLORER, outcome)["figures"][0]["text"])
    return brief(EXPLORER, outcome)


def test_every_calculated_number_is_the_explorers_own(article: Tag) -> None:
    shown = {
        str(span["data-calculated"]): span.get_text()
        for span in article.select("[data-calculated]")
    }
    assert shown == {key: expected(key) for key in shown}


def test_the_tables_have_every_finding_with_a_ratio_in_every_setting(article: Tag) -> None:
    shown = {str(span["data-calculated"]) for span in article.select("[data-calculated]")}
    assert shown >= {
        f"{setting.id}/{sign.id}"
        for setting in EXPLORER.settings.values()
        for sign in EXPLORER.signs.values()
        if sign.target == setting.target and sign.ratio
    }


def test_each_entry_that_a_result_can_name_has_its_note_on_the_page() -> None:
    named = {key for target in EXPLORER.targets.values() for key in target.evidence}
    named |= {one.share.evidence.id for one in EXPLORER.settings.values()}
    named |= {figure.evidence.id for one in EXPLORER.signs.values() for figure in one.figures}
    named |= {key for one in EXPLORER.groups.values() for key in one.evidence}
    named |= {one.chance.evidence.id for one in EXPLORER.groups.values() if one.chance}
    assert named <= set(cited(ROOT)["clinicians/explorer.md"])


def test_each_row_with_a_figure_has_a_note_and_a_mark_beside_it(article: Tag) -> None:
    for row in article.select("table tbody tr"):
        assert row.select("a.footnote-ref"), row.get_text()
        assert "verified" in row.get_text() or "calculated" in row.get_text()


def test_the_page_says_at_its_top_whom_it_is_for(article: Tag) -> None:
    heading = article.h1
    assert heading is not None
    after = heading.find_next_sibling()
    assert after is not None
    assert after.get_text(" ", strip=True).startswith("For clinicians. Not for your own chances.")


def test_the_self_check_and_the_publics_pages_never_lead_there(
    site: Path, soups: Mapping[Path, BeautifulSoup]
) -> None:
    leading = set()
    for path, soup in soups.items():
        inside = soup.article
        if inside is not None and any(
            "explorer" in str(link.get("href"))
            for link in inside.select("a[href]:not(.headerlink)")
        ):
            leading.add(path.relative_to(site).as_posix())
    elsewhere = {name for name in leading if not name.startswith("clinicians/")}
    assert elsewhere <= {
        "about/reading/index.html",  # which lists every page
        "about/sources/index.html",  # where each source names the pages that cite it
    }
