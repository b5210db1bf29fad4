"""The questions that people ask lead to their pages, and what was missed has a source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.pages.render import rendered

ROOT = Path(__file__).resolve().parents[2]
LONGEST_ANSWER = 80


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return rendered(ROOT)


def answers(text: str) -> dict[str, str]:
    parts = re.split(r"^### (.+?) \{ #[\w-]+ \}$", text, flags=re.MULTILINE)[1:]
    return {
        title: re.split(r"^## |^\[\^", answer, maxsplit=1, flags=re.MULTILINE)[0].strip()
        for title, answer in zip(parts[::2], parts[1::2], strict=True)
    }


def test_there_are_fifty_questions(pages: dict[str, str]) -> None:
    assert len(answers(pages["questions.md"])) == 50


def test_each_answer_is_short_and_leads_to_its_page(pages: dict[str, str]) -> None:
    for title, answer in answers(pages["questions.md"]).items():
        assert re.search(r"\[[^\]]+\]\([\w/-]+\.md(#[\w-]+)?\)$", answer), title
        words = re.sub(r"\[\^[\w-]+\]|\([^)]*\.md[^)]*\)", "", answer).split()
        assert len(words) <= LONGEST_ANSWER, (title, len(words))


def test_each_finding_on_what_was_missed_has_a_source(pages: dict[str, str]) -> None:
    found = re.findall(r"^\*\*\d+\. .+$", pages["about/missed.md"], re.MULTILINE)
    assert len(found) == 15
    for line in found:
        assert re.search(r"\[\^[\w-]+\]|\bpublished by\b|\bSources: ", line), line
