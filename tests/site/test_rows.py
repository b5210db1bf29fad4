"""Tables that a narrow screen shows row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builder.finish.table_labels import RowsError, label, labelled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bs4 import BeautifulSoup

HEAD = "<thead><tr><th>Sign<sup>1</sup></th><th>How <em>often</em> &amp; when</th></tr></thead>"


def test_each_cell_says_its_column_in_words() -> None:
    table = f'<table id="a">{HEAD}<tbody><tr><td>Fever</td><td align="right">1</td></tr></tbody></table>'
    assert labelled(table) == (
        f'<div class="table-scroll"><table class="rows" id="a">{HEAD}<tbody><tr><td data-label="Sign">Fever</td>'
        '<td data-label="How often &amp; when" align="right">1</td></tr></tbody></table></div>'
    )


def test_a_cell_that_names_its_row_takes_a_column_and_no_label() -> None:
    row = labelled(f"<table>{HEAD}<tr><th>Fever</th><td>1</td></tr></table>")
    assert '<th>Fever</th><td data-label="How often &amp; when">1</td>' in row


@pytest.mark.parametrize(
    "table", [f'<table class="own">{HEAD}</table>', "<table><tr><td>1</td></tr></table>"]
)
def test_a_table_of_its_own_kind_or_without_a_head_is_left_alone(table: str) -> None:
    assert labelled(table) == table


def test_a_row_that_is_too_long_ends_the_build_with_the_page(tmp_path: Path) -> None:
    table = f"<table>{HEAD}<tr><td>1</td><td>2</td><td>3</td></tr></table>"
    (tmp_path / "page.html").write_text(table, "utf-8")
    with pytest.raises(
        RowsError, match=r"page\.html: a row has more cells .*\(Sign, How often & when\)"
    ):
        label(tmp_path)


def test_every_table_of_the_site_is_prepared(soups: Mapping[Path, BeautifulSoup]) -> None:
    tables = [table for soup in soups.values() for table in soup.select("table.rows")]
    assert len(tables) > len(soups) // 2
    for table in tables:
        assert table.parent is not None
        assert table.parent["class"] == ["table-scroll"]
        assert all(cell["data-label"] for cell in table.select("tbody td"))
