"""Each page for the public reads at the age of 13 or younger, or the report says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.pages import page_readability
from builder.pages.page_readability import HIGHEST, ReadingError, passages, report
from builder.pages.render import rendered

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return rendered(ROOT)


def test_each_page_is_plain_or_has_a_reason(pages: dict[str, str]) -> None:
    lines = report(ROOT, pages)
    assert [
        (line.page, line.counted.grade) for line in lines if line.is_hard and not line.reason
    ] == []


def test_each_reason_is_needed(pages: dict[str, str]) -> None:
    reasons = {line.reason for line in report(ROOT, pages) if line.reason}
    assert {line.reason for line in report(ROOT, pages) if line.is_hard} >= reasons


def test_the_report_lists_every_other_page(pages: dict[str, str]) -> None:
    table = pages["about/reading.md"].partition("## Page by page")[2]
    assert table.count("\n| [") == len(pages) - 1


def test_what_is_counted_of_a_page() -> None:
    text = (
        "---\ntitle: Not this\n---\n\n# Nor this\n\nOne **two** three.[^a]\n\n- [Four](x.md) five\n- six\n"
        "- [A link alone](y.md)\n\n<svg><text>Seven</text></svg>\n\n| A | B |\n|---|---|\n| eight | nine |\n\n"
        "[^a]: A note.\n"
    )
    found = [" ".join(one.split()) for one in passages(text)]
    assert found == ["One two three.", "Four five", "six", "A", "B", "eight", "nine"]


def test_a_page_that_gets_hard_is_found(tmp_path: Path) -> None:
    hard = (
        "Metastatic epidural compression necessitates multidisciplinary radiological characterisation. "
        * 3
    )
    (line,) = report(tmp_path, {"a.md": hard})
    assert line.is_hard
    assert line.counted.grade > HIGHEST
    assert line.hardest[1].startswith("Metastatic epidural")


def test_a_file_of_reasons_that_is_none_says_what_is_expected(tmp_path: Path) -> None:
    path = tmp_path / page_readability.DATA
    path.parent.mkdir(parents=True)
    path.write_text("[reason]\na = 1\n", "utf-8")
    with pytest.raises(ReadingError, match="expected a table"):
        report(tmp_path, {})
