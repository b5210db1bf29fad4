"""The search index holds the words of the list, and nothing that nobody looks for."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from builder import search_words
from builder.search_words import SearchWordsError, spellings, unaccented

ROOT = Path(__file__).resolve().parents[2]


def small_site(folder: Path, entries: str) -> Path:
    """Make a folder with a search index of two parts and a list of search words."""
    docs = [
        {"location": "a/#one", "title": "One", "text": "<p>Text</p> <ol> <li> <p>Note \u21a9</p> </li> </ol>"},
        {"location": "a/#two", "title": "Two", "text": ""},
    ]  # fmt: skip
    (folder / "search").mkdir()
    index = {"config": {"fields": {"title": {"boost": 1000.0}}}, "docs": docs}
    (folder / search_words.INDEX).write_text(json.dumps(index))
    (folder / "docs/_data").mkdir(parents=True)
    (folder / "docs/_data/search_words.toml").write_text(entries)
    return folder


def test_the_index_gets_the_words_and_loses_notes_and_empty_parts(tmp_path: Path) -> None:
    folder = small_site(tmp_path, "[[part]]\nat = 'a/#one'\nwords = [\"can't go\", 'the text']\n")
    search_words.add(folder, folder)
    index = json.loads((folder / search_words.INDEX).read_text())
    (only,) = index["docs"]
    assert only["text"] == "<p>Text</p> "
    assert only["words"] == "can't go can\u2019t cant the"  # "text" is everywhere already
    assert index["config"]["fields"]["words"]["boost"] > 1000


@pytest.mark.parametrize(
    "entries",
    [
        "[[part]]\nat = 'a/#gone'\nwords = ['x']\n",
        "[[part]]\nat = 'a/#two'\nwords = ['x']\n",  # it has no text, so it is not in the index
        "[[part]]\nat = 'a/#one'\nwords = ['x']\n[[part]]\nat = 'a/#one'\nwords = ['y']\n",
    ],
)
def test_words_for_no_part_or_for_one_twice_end_the_build(tmp_path: Path, entries: str) -> None:
    folder = small_site(tmp_path, entries)
    with pytest.raises(SearchWordsError, match=r"search_words\.toml: .*a/#"):
        search_words.add(folder, folder)


def test_a_footnote_is_in_no_part_of_the_built_index(site: Path) -> None:
    docs = json.loads((site / search_words.INDEX).read_text("utf-8"))["docs"]
    assert [doc["location"] for doc in docs if "\u21a9" in doc["text"]] == []


def test_every_phrase_of_the_list_stands_once() -> None:
    parts = tomllib.loads((ROOT / "docs/_data" / search_words.DATA).read_text("utf-8"))["part"]
    phrases = [phrase.lower() for part in parts for phrase in part["words"]]
    assert sorted({phrase for phrase in phrases if phrases.count(phrase) > 1}) == []
    assert spellings("can't") == ["can't", "can\u2019t", "cant"]


def test_a_word_with_an_accent_is_found_without_it() -> None:
    assert unaccented("El Cáncer y la médula; el cáncer de <b>riñón</b>") == [
        "cancer",
        "medula",
        "rinon",
    ]
    assert unaccented("bread and butter") == []
