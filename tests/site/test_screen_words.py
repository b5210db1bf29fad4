"""The words of the question and result screens read at grade 6, or their reason is written down."""

from __future__ import annotations

import tomllib

import pytest

from builder.pages import screen_readability
from builder.pages.readability import PLAIN
from checker import load_content
from tests.conftest import ROOT

PARTS = screen_readability.parts(load_content(), ROOT)
REASONS = tomllib.loads((ROOT / screen_readability.REASONS).read_text("utf-8"))["harder"]


def test_every_question_level_and_rule_is_measured() -> None:
    names = " ".join(part.name for part in PARTS)
    content = load_content()
    for key in (*content.questions, *content.levels, *content.rules, *content.contacts):
        assert key in names
    assert len({part.name for part in PARTS}) == len(PARTS)


def test_each_part_reads_at_grade_6_or_has_a_reason_not_to() -> None:
    assert [part for part in PARTS if part.grade > part.at_most] == []
    assert [part for part in PARTS if part.grade > PLAIN and len(part.reason) < 20] == []


def test_reasons_are_for_parts_that_exist() -> None:
    assert set(REASONS) - {part.name for part in PARTS} == set()


def test_a_harder_sentence_is_noticed() -> None:
    plain = screen_readability._part("a part", ["Phone a doctor today."], {})
    harder = screen_readability._part("a part", ["Immediate consultation is recommended."], {})
    assert plain.grade <= plain.at_most < harder.grade


@pytest.mark.parametrize(
    "part", [part for part in PARTS if part.grade > PLAIN], ids=lambda p: p.name
)
def test_the_page_lists_each_harder_part_with_its_reason(part: screen_readability.Part) -> None:
    shown = screen_readability.report(load_content(), ROOT).partition("<details>")[0]
    assert part.name in shown
    assert str(part.grade) in shown
