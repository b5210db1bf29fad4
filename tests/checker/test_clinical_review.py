"""The answer sets of the clinical review: each has its level, and each departure from it is explained."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from checker import assess, load_content
from evaluation.accuracy import completed

ROOT = Path(__file__).resolve().parents[2]
CONTENT = load_content()
BASE = tomllib.loads((ROOT / "evaluation/base.toml").read_text("utf-8"))["answers"]
REVIEWED = tomllib.loads((ROOT / "tests/cases/clinical-review.toml").read_text("utf-8"))["case"]
RECORD = (ROOT / "docs/decisions/015-clinical-review-december-2026.md").read_text("utf-8")


@pytest.mark.parametrize("case", REVIEWED, ids=[case["name"] for case in REVIEWED])
def test_reviewed_answers_get_the_level_that_is_now_right(case: dict[str, Any]) -> None:
    answers = completed(CONTENT, case["answers"], BASE)
    assert assess(CONTENT, answers).level.id == case["level"]


def test_no_answer_set_of_the_review_was_lost() -> None:
    assert len({case["name"].partition(" ")[0] for case in REVIEWED}) == 69


def test_the_record_names_every_answer_set() -> None:
    named = set(re.findall(r"#\d+", RECORD))
    assert {case["name"].partition(" ")[0] for case in REVIEWED} - named == set()


def test_what_departs_from_the_reviewer_is_explained_in_the_record() -> None:
    _, found, why = RECORD.partition("## Where the reviewer's level was not taken")
    assert found
    departed = {
        case["name"].partition(" ")[0] for case in REVIEWED if case["level"] not in case["expected"]
    }
    assert departed - set(re.findall(r"#\d+", why)) == set()
