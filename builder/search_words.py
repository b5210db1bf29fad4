"""Let the search find what people call things: lay words, other countries' words and common misspellings.

docs/_data/search_words.toml names them by the part of a page that answers them. They go into a field of the
search index that is looked into and never shown, beside each word that has an accent, without it. Sources in
footnotes and parts without text are taken out of the index: nobody looks for them, and every page loads it.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from builder.languages import FIRST
from builder.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from builder.languages import Language

WORD = re.compile(r"[^\W\d_]+")
DATA = "search_words.toml"
INDEX = "search/search_index.json"
FIELD = "words"
BOOST = 2000.0
"""Above a title, which has 1000: a phrase of this list is there because people look for it."""

COMMON = 0.1
"""Words in more than this share of all parts, such as "back" and "pain", tell no part from another."""

FOOTNOTES = re.compile(r"<ol> <li> <p>(?:(?!</ol>).)*\u21a9.*</ol>\s*$", re.DOTALL)
"""The notes at the end of a page's last part: each ends in an arrow that leads back."""


class SearchWordsError(BuildError, ValueError):
    """The list of search words does not fit the pages; the message says where and what is allowed."""


def add(root: Path, site: Path, language: Language = FIRST) -> None:
    """Put the search words into the index of a built site; a translation may have none. Raises SearchWordsError."""
    data = root / language.data / DATA
    entries = tomllib.loads(data.read_text("utf-8"))["part"] if data.is_file() else []
    path = site / language.folder / INDEX
    index = json.loads(path.read_text("utf-8"))
    index["docs"] = _with_words(_without_notes(index["docs"]), entries)
    index["config"]["fields"][FIELD] = {"boost": BOOST}
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text, "utf-8", newline="\n")


def _without_notes(docs: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    kept = [{**doc, "text": FOOTNOTES.sub("", doc["text"])} for doc in docs]
    return [doc for doc in kept if doc["text"] or "#" not in doc["location"]]


def _with_words(
    docs: Sequence[dict[str, str]], entries: Sequence[Mapping[str, str | list[str]]]
) -> list[dict[str, str]]:
    common = _common(docs)
    words: dict[str, str] = {}
    for entry in entries:
        at = str(entry["at"])
        if at in words:
            raise SearchWordsError(f"{DATA}: {at} is there twice: join the two")
        spelt = " ".join(form for phrase in entry["words"] for form in spellings(phrase))
        words[at] = " ".join(
            dict.fromkeys(word for word in spelt.split() if word.lower() not in common)
        )
    if missing := words.keys() - {doc["location"] for doc in docs}:
        raise SearchWordsError(
            f"{DATA}: no page has {', '.join(sorted(missing))}: "
            'write the address and anchor of a part that has text, such as "care/treatment/#pain"'
        )
    found = []
    for doc in docs:
        plain = unaccented(f"{doc['title']} {doc['text']}")
        hidden = " ".join(filter(None, (words.get(doc["location"]), *plain)))
        found.append(doc | {FIELD: hidden} if hidden else doc)
    return found


def unaccented(text: str) -> list[str]:
    """Return the words of a text that have an accent, without it, as many people type them: "cancer" for "cáncer"."""
    plain = {
        word: "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
        for word in WORD.findall(text.lower())
    }
    return list(dict.fromkeys(bare for word, bare in plain.items() if bare != word))


def _common(docs: Sequence[Mapping[str, str]]) -> set[str]:
    parts = Counter(
        word for doc in docs for word in set(WORD.findall(f"{doc['title']} {doc['text']}".lower()))
    )
    return {word for word, times in parts.items() if times > COMMON * len(docs)}


def spellings(phrase: str) -> list[str]:
    """Return a phrase as it may be typed: with a straight or curly apostrophe, or with none."""
    return list(dict.fromkeys(phrase.replace("'", mark) for mark in ("'", "\u2019", "")))
