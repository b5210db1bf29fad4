"""How something is known stands in the notes and on the pages of sources, and in no sentence for patients."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
TOLD: dict[str, Any] = tomllib.loads((HERE / "provenance.toml").read_text("utf-8"))
LANGUAGES = tuple(TOLD["phrases"])
FIRST = LANGUAGES[0]


def sentences(page: BeautifulSoup) -> str:
    """Return what a page says in small letters, without its notes and lists of sources."""
    copy = BeautifulSoup(str(page.select_one("main") or page), "html.parser")
    for part in copy.select(", ".join(["script", "style", "nav", *TOLD["places"]])):
        part.decompose()
    return " ".join(copy.get_text(" ").split()).casefold()


@pytest.fixture(scope="module")
def for_patients(site: Path, soups: Mapping[Path, BeautifulSoup]) -> dict[str, dict[str, str]]:
    """Return what each page for patients says, by language and address."""
    found: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for path, page in soups.items():
        name = path.relative_to(site).as_posix()
        folder, _, rest = name.partition("/")
        language, address = (folder, rest) if folder in LANGUAGES[1:] else (FIRST, name)
        if not address.startswith(tuple(TOLD["may"])):
            found[language][address] = sentences(page)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_for_patients_says_how_something_is_known(
    language: str, for_patients: dict[str, dict[str, str]]
) -> None:
    assert len(for_patients[language]) > 5
    said = [
        f"{address}: …{text[max(0, at - 60) : at + 60]}…"
        for address, text in for_patients[language].items()
        for phrase in TOLD["phrases"][language]
        if (at := text.find(phrase.casefold())) >= 0
    ]
    assert said == []


def test_what_readers_meet_elsewhere_is_set_right_in_few_places(
    for_patients: dict[str, dict[str, str]],
) -> None:
    plain = sum(text.count(TOLD["plain"].casefold()) for text in for_patients[FIRST].values())
    assert 0 < plain <= TOLD["most"]
