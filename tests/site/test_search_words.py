"""The index of the search holds what readers look for, as plain text, and nothing of the workshop."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from builder.finish import search_index
from builder.finish.page_metadata import BuiltPage
from builder.knowledge import search_words
from builder.knowledge.languages import Language
from builder.knowledge.search_words import SearchWordsError

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "es")
ARTICLE = """
<article><h1 id="top">Nerves<a class="headerlink" href="#top">#</a></h1><p>Low &amp; slow<sup id="fnref:a"><a
class="footnote-ref" href="#fn:a">1</a></sup> pain</p><script type="application/json">{"x": "<b>"}</script>
<h2 id="numb">Numb <em>bottom</em></h2><p class="topic-level">By itself:
<span class="level level-same_day">Today</span></p>
<h3>What it is</h3><p>Less feeling</p><ul><li>cold</li><li>odd?</li></ul>
<details class="fold"><summary>Sources</summary><p>Verhagen</p></details><h3>Sources</h3>
<table><thead><tr><th>Sign</th></tr></thead><tr><td>One</td><td>Two</td></tr></table><div hidden>Secret</div>
<h2 id="empty">Empty</h2><h2 id="sources">Where it comes from</h2><p>A rule</p>
<div class="footnote"><ol><li>A note</li></ol></div></article>"""


def index_of(site: Path, language: str) -> str:
    return (site / Language(language).folder / search_index.INDEX).read_text("utf-8")


def test_a_page_becomes_plain_text_part_by_part() -> None:
    whole, numb = search_index.parts(ARTICLE)
    assert (whole.at, whole.title, whole.text) == ("", "Nerves", "Low & slow pain.")
    assert (numb.at, numb.title) == ("numb", "Numb bottom")
    assert numb.text == "What it is: Less feeling. cold. odd? Sources: One. Two."
    assert search_index.levels(ARTICLE) == {"numb": {"id": "same_day", "word": "Today"}}


def small_project(folder: Path, words: str) -> dict[Path, BuiltPage]:
    """Make a project with a list of search words, and a site of two pages of which readers get one."""
    for language in ("docs/_data", "docs/es/_data"):
        (folder / language).mkdir(parents=True)
    pages = '[pages]\nleft_out = ["b/*"]\nkept = []\nlater = ["a/"]\n'
    (folder / "docs/_data/search_words.toml").write_text(pages + words)
    return {folder / f"{name}/index.html": BuiltPage("Page", article=ARTICLE) for name in "ab"}


def test_the_index_has_the_words_of_the_list_and_leaves_out_the_workshop(tmp_path: Path) -> None:
    pages = small_project(tmp_path, "[[part]]\nat = 'a/#numb'\nwords = ['numb bum']\n")
    search_index.write(tmp_path, tmp_path, pages)
    (page,) = json.loads((tmp_path / search_index.INDEX).read_text())["pages"]
    assert (page["at"], page["title"], page["later"]) == ("a/", "Page", True)
    assert [part.get("words") for part in page["parts"]] == [None, ["numb bum"]]


@pytest.mark.parametrize(
    "words",
    [
        "[[part]]\nat = 'a/#gone'\nwords = ['x']\n",
        "[[part]]\nat = 'a/#empty'\nwords = ['x']\n",  # it has no text, so it is not in the index
        "[[part]]\nat = 'b/#numb'\nwords = ['x']\n",  # readers do not get it
        "[[urgent]]\nat = 'a/#gone'\nsay = 'Go.'\nwords = ['x']\n",
        "[[part]]\nat = 'a/#numb'\nwords = ['x']\n[[part]]\nat = 'a/#numb'\nwords = ['y']\n",
    ],
)
def test_words_that_lead_nowhere_or_twice_to_one_part_end_the_build(
    tmp_path: Path, words: str
) -> None:
    pages = small_project(tmp_path, words)
    with pytest.raises(SearchWordsError, match=r"docs/_data/search_words\.toml: .*[ab]/#"):
        search_index.write(tmp_path, tmp_path, pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_the_built_index_is_markup_a_footnote_or_a_page_of_the_workshop(
    site: Path, language: str
) -> None:
    text = index_of(site, language)
    assert not re.search(r"</?[a-z]+[ >]|&\w+;|\u21a9|doi:", text)
    at = [page["at"] for page in json.loads(text)["pages"]]
    assert len(at) >= 10
    kept = {"about/method/", "about/missed/", "about/privacy/", "about/safety/"}
    assert {one for one in at if one.startswith(("about/", "decisions/"))} <= kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_stands_once_in_its_entry_and_every_urgent_line_says_where_to_go(
    language: str,
) -> None:
    words = search_words.read(ROOT, Language(language))
    lists = [list(line["words"]) for line in words.urgent]
    lists += [
        entry["words"] for entry in tomllib.loads((ROOT / words.name).read_text("utf-8"))["part"]
    ]
    for phrases in lists:
        lower = [phrase.lower() for phrase in phrases]
        assert sorted({one for one in lower if lower.count(one) > 1}) == []
    assert sum(len(line["words"]) for line in words.urgent) >= 40
    assert all(line["at"].startswith("get-help/#now-") for line in words.urgent)


def test_the_other_names_of_a_topic_are_known() -> None:
    assert "bottom of my spine" in search_words.read(ROOT).of("look-up/signs-pain/#tailbone")
