"""Each section and table row of both articles has a place on the site, and a place that goes away is found."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builder.pages.render import rendered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
ROWS: list[dict[str, str]] = tomllib.loads((ROOT / "docs/_data/coverage.toml").read_text("utf-8"))[
    "row"
]

OUTLINE = {
    # Each part of the articles, with the number of its paragraphs, list items and rows that have a topic.
    ("a", "Title and opening line"): 1,
    ("a", "Understanding the link"): 3,
    ("a", "Common cancers"): 5,
    ("a", "Mechanisms"): 5,
    ("a", "Table of signs"): 8,
    ("a", "Diagnosis"): 9,
    ("a", "Treatment"): 9,
    ("a", "Prognosis"): 5,
    ("a", "When to seek attention"): 7,
    ("a", "Emotional toll"): 4,
    ("a", "Comparison table"): 7,
    ("a", "Key takeaways"): 5,
    ("a", "Questions"): 5,
    ("a", "The bottom line"): 1,
    ("b", "Opening"): 1,
    ("b", "Common causes"): 4,
    ("b", "Cancers that can cause upper back pain"): 4,
    ("b", "Distinguishing features"): 7,
    ("b", "Neurological red flags"): 1,
    ("b", "Medical evaluation"): 7,
}


def gone(pages: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the targets that no page has."""
    ids = {
        name: set(re.findall(r"\{ #([\w-]+) \}|\bid=\"([\w-]+)\"", text))
        for name, text in pages.items()
    }
    known = {name: {one for pair in found for one in pair if one} for name, found in ids.items()}
    return [
        f"{row['page']}#{row['anchor']}"
        for row in rows
        if row["anchor"] not in known.get(row["page"], set())
    ]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return rendered(ROOT)


def test_each_part_of_both_articles_is_listed() -> None:
    assert Counter((row["article"], row["section"].partition(":")[0]) for row in ROWS) == OUTLINE


def test_no_part_is_listed_twice() -> None:
    assert len({(row["article"], row["section"]) for row in ROWS}) == len(ROWS)


def test_each_part_leads_to_a_place_on_the_site(pages: dict[str, str]) -> None:
    assert gone(pages, ROWS) == []


def test_a_place_that_goes_away_is_found(pages: dict[str, str]) -> None:
    page = "care/diagnosis.md"
    without = pages | {page: pages[page].replace("{ #mri }", "{ #scan }")}
    assert set(gone(without, ROWS)) == {f"{page}#mri"}
    removed = {name: text for name, text in pages.items() if name != page}
    assert f"{page}#history" in gone(removed, ROWS)


def test_the_page_on_coverage_shows_each_part_with_its_place(pages: dict[str, str]) -> None:
    text = pages["about/coverage.md"]
    for row in ROWS:
        assert re.search(
            rf"^\| {re.escape(row['section'])} \| \[[^\]]+\]\([^)]*#{row['anchor']}\) \|$",
            text,
            re.MULTILINE,
        ), row["section"]
