"""Tables come from data, and data that is not a table is a named error."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from builder.markup.html_blocks import blocks
from builder.markup.html_tables import Row, Table, TableError, parse
from builder.pages.render import rendered

ROOT = Path(__file__).resolve().parents[2]

GOOD: dict[str, Any] = {
    "caption": "C",
    "columns": ["A", "B"],
    "row": [{"cells": ["1", "2"], "evidence": ["prev-cancer-deyo"]}],
}


def test_a_table_is_read_as_it_stands() -> None:
    assert parse(GOOD, "x.toml") == Table(
        "C", ("A", "B"), (Row(("1", "2"), ("prev-cancer-deyo",)),)
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"caption": 1}, "x.toml: expected caption"),
        ({"columns": "A"}, "x.toml: expected caption"),
        ({"columns": ["A", 2]}, "x.toml: columns: expected texts only"),
        ({"row": [{"cells": ["1"], "evidence": []}]}, "x.toml: row 1: 1 cells for 2 columns"),
        ({"row": [{"cells": ["1", "2"]}]}, "x.toml: row 1: expected cells and evidence"),
        (
            {"row": [{"cells": ["1", 2], "evidence": []}]},
            "x.toml: row 1: cells: expected texts only",
        ),
        ({"row": ["1"]}, "x.toml: row 1: expected cells and evidence"),
    ],
)
def test_a_table_that_is_none_says_where_and_what_is_expected(
    change: dict[str, Any], expected: str
) -> None:
    with pytest.raises(TableError) as caught:
        parse(GOOD | change, "x.toml")
    assert str(caught.value).startswith(expected)


def test_a_data_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "docs/_data").mkdir(parents=True)
    (tmp_path / "docs/_data/bad.toml").write_text("caption =", "utf-8")
    (tmp_path / "docs/a.md").write_text('{{ table("bad") }}', "utf-8")
    with pytest.raises(Exception, match=r"docs/_data/bad\.toml is not TOML"):
        rendered(tmp_path)


def test_a_table_has_column_heads_a_name_and_its_references_in_the_row(tmp_path: Path) -> None:
    (tmp_path / "docs/_data").mkdir(parents=True)
    (tmp_path / "docs/_data/one.toml").write_text(
        'caption = "Name"\ncolumns = ["A", "B"]\n'
        '[[row]]\ncells = ["*x*", "[y](a.md)"]\nevidence = ["prev-cancer-deyo"]\n',
        "utf-8",
    )
    (tmp_path / "docs/a.md").write_text('{{ table("one") }}', "utf-8")
    text = rendered(tmp_path)["a.md"]
    assert '<th scope="col" markdown="span">A</th>' in text
    assert 'id="table-one"' in text
    assert 'aria-labelledby="table-one"' in text
    caption, _head, row = blocks(text)
    assert (caption.text, row.text) == ("Name", "x y")
    assert caption.evidence == row.evidence == {"prev-cancer-deyo"}


def test_every_table_of_page_data_is_shown_on_a_page() -> None:
    shown = "\n".join(path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md"))
    for path in sorted((ROOT / "docs/_data").glob("*.toml")):
        is_table = "columns" in tomllib.loads(path.read_text("utf-8"))
        assert not is_table or f'table("{path.stem}")' in shown, f"{path.name} is on no page"
