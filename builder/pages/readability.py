"""How easily a text reads: the Flesch-Kincaid grade, with textstat's counts.

A grade is a school year of the United States; grade 6 is read at the age of 11. It knows the length of
sentences and words and nothing else, so it finds what is worth a second look and proves nothing. Words in
no dictionary of sounds are counted by their hyphenation, which is a syllable or two too low for long ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import textstat
from pyphen import Pyphen

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["PLAIN", "Reading", "reading"]

PLAIN = 6.0
"""The highest grade of words that everybody has to understand."""

HYPHENS = str.maketrans(dict.fromkeys("-\N{EN DASH}/", " "))
"""What joins two words; textstat would count them as one long word."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted in a text."""

    words: int
    sentences: int
    syllables: int

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade, to one decimal; 0 for a text without words."""
        if not self.words:
            return 0.0
        length, weight = self.words / self.sentences, self.syllables / self.words
        return round(0.39 * length + 11.8 * weight - 15.59, 1)


def reading(lines: Iterable[str]) -> Reading:
    """Count the lines of a text. Each line, such as one answer in a list, ends its sentence."""
    words = sentences = syllables = 0
    for line in lines:
        found = textstat.remove_punctuation(line.translate(HYPHENS)).lower().split()
        words += len(found)
        syllables += sum(map(_syllables, found))
        sentences += textstat.sentence_count(line) if found else 0
    return Reading(words, sentences, syllables)


@cache
def _syllables(word: str) -> int:
    try:
        return int(textstat.syllable_count(word))
    except KeyError:  # textstat 0.7.7 does not get to its own way for a word that cmudict lacks
        return len(_hyphenation().positions(word)) + 1


@cache
def _hyphenation() -> Pyphen:
    return Pyphen(lang="en_GB")
