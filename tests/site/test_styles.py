"""Each page loads at most two style sheets, which hold all that its sources ask for, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from builder.finish import style_bundle

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LINKED = '<link rel="stylesheet" href="{}assets/css/{}.css">'


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    (tmp_path / "assets/css").mkdir(parents=True)
    for name in ("one", "two", "own"):
        (tmp_path / f"assets/css/{name}.css").write_text(f".{name}{{}}\n")
    (tmp_path / "deep/er").mkdir(parents=True)
    for page, up in (("index.html", ""), ("404.html", "/base/"), ("deep/er/index.html", "../../")):
        links = "\n".join(LINKED.format(up, name) for name in ("one", "two"))
        own = f"<p>{LINKED.format(up, 'own')}\n</p>\n<p>text</p>" if up == "../../" else ""
        (tmp_path / page).write_text(f"<head>\n{links}\n</head><body>{own}</body>")
    return tmp_path


def sheets(page: Path) -> list[str]:
    soup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    return [str(link["href"]) for link in soup.select("head link[rel=stylesheet]")]


def test_the_shared_sheets_become_one_file_and_a_pages_own_another(small_site: Path) -> None:
    style_bundle.join(small_site)
    (shared,) = sheets(small_site / "index.html")
    assert (small_site / shared).read_text() == ".one{}\n.two{}\n"
    assert sheets(small_site / "404.html") == [f"/base/{shared}"]
    first, own = sheets(small_site / "deep/er/index.html")
    assert first == f"../../{shared}"
    assert (small_site / "deep/er" / own).read_text() == ".own{}\n"
    assert "<p></p>" not in (small_site / "deep/er/index.html").read_text()


def test_the_name_of_a_joint_sheet_follows_its_content(small_site: Path, tmp_path: Path) -> None:
    (small_site / "assets/css/two.css").write_text(".changed{}")
    style_bundle.join(small_site)
    (changed,) = sheets(small_site / "index.html")
    assert ".changed" in (small_site / changed).read_text()
    assert len(list((tmp_path / "assets/css").iterdir())) == 2  # no sheet is left that no page uses


@pytest.mark.parametrize("text", ["a{background:url(../img/a.svg)}", '@import "b.css";'])
def test_an_address_that_would_change_with_the_file_ends_the_build(
    small_site: Path, text: str
) -> None:
    (small_site / "assets/css/two.css").write_text(text)
    with pytest.raises(style_bundle.StyleError, match=r"assets/css/two\.css"):
        style_bundle.join(small_site)


def test_a_sheet_that_is_not_there_ends_the_build(small_site: Path) -> None:
    (small_site / "assets/css/own.css").unlink()
    with pytest.raises(style_bundle.StyleError, match="own"):
        style_bundle.join(small_site)


def test_every_page_of_the_site_has_one_or_two_sheets_and_none_in_its_text(
    soups: Mapping[Path, BeautifulSoup],
) -> None:
    for page, soup in soups.items():
        assert len(soup.select("head link[rel=stylesheet]")) in {1, 2}, page
        assert soup.select("body link[rel=stylesheet]") == [], page
