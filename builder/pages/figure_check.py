"""Check that each medical figure of the pages stands beside a reference that holds it.

Run ``uv run python -m builder.pages.figure_check`` (all pages) or name some: ``... care/treatment.md``.

A figure has to occur in the claim, value, interval, population or note of a reference beside it (what is
beside is told in builder/markup/html_blocks.py; in the questionnaire it is the evidence of its questions). What counts
as a figure:

- percentages, decimals, "x in y", "x of y", "of 1,000 people, x", numbers of 1,000 and more;
- numbers of people or studies, numbers before "times", and any number after "likelihood ratio" and its like;
- durations in a sentence with median, average or half: those are results.

What does not, on purpose: ages and durations as instructions ("60 or over", "within 24 hours", "6 weeks"),
telephone numbers, years, ISO standards, scale points, a round "1,000 people" to count by, and plain small counts.

A figure may be written in another form when the arithmetic is plain: 0.31 as 31%, 80.4% as "about 80%",
0.66% as "about 7 of 1,000" or "fewer than 10 in 1,000", 13 of 1,975 as 0.66%, and what is left over beside
words such as "other", "rest", "not". On the pages that tell how a figure is known (KNOWN_HOW), one that only
second-hand entries hold needs "reported" nearby; on the pages for patients the note alone says so.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from builder.knowledge.site_content import ROOT, load_register
from builder.markup.html_blocks import Block, blocks
from builder.pages.render import rendered
from builder.tools.steps import BuildError
from checker.model import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from checker import Content
    from checker.model import Evidence

DATA = "docs/_data/counted.toml"
UNCHECKED = (
    "about/accuracy.md",
    "about/reading.md",
    "about/sources.md",
    "about/speed.md",
    "decisions/",
)
"""Counts of our own stories and words, citations, whose volumes and pages are no figures, figures of the
software, and records of how it was made."""

KNOWN_HOW = ("clinicians/", "about/")
"""Pages whose sentences say how a figure is known."""

WORDS = dict(
    zip(
        ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        range(11),
        strict=True,
    )
)
NUM = r"\d[\d_]*(?:\.\d+)?"
WORD = "|".join(WORDS)
COUNTED = "|".join(tomllib.loads((ROOT / DATA).read_text("utf-8"))["counted"])
START = r"(?<![\w.\-+/])(?<!ISO )"
END = r"(?!\w|\.\d|-\d)"
SHARE, PERCENT, NUMBER = "share", "percent", "number"
PATTERNS = (
    (SHARE, rf"{START}({NUM}|none) (?:in|of|out of)(?: the| those| every| these)? ({NUM}){END}"),
    (SHARE, rf"{START}({WORD}) (?:in|out of)(?: every)? ({WORD}|{NUM}){END}"),
    (PERCENT, rf"{START}({NUM})%? ?(?:-|to|/) ?({NUM}) ?%"),
    (PERCENT, rf"{START}({NUM}) ?%"),
    (NUMBER, rf"(?:likelihood|odds|risk|hazard) ratios?[^.;\d]{{0,30}}?({NUM}){END}"),
    (NUMBER, rf"{START}({NUM}) times\b"),
    (NUMBER, rf"{START}-?(\d+\.\d+){END}"),
    (NUMBER, rf"{START}({NUM}) (?:million|billion)\b"),
    (NUMBER, rf"{START}({NUM}) (?:[a-z-]+ )?(?:{COUNTED})\b"),
    (NUMBER, rf"{START}([1-9][\d_]{{3,}}){END}"),
    (
        NUMBER,
        rf"(?:median|average|mean|half)\b[^.]*?{START}({NUM}) (?:hour|day|week|month|year)s?\b",
    ),
)
SCALE = re.compile(
    r"\b(?:of|among|in|per|every) (1[0_]{2,})\b(?! ?%)((?:[^.]|\.(?=\d))*)", re.IGNORECASE
)
"""A round number to count by, and the rest of its part of the sentence, where the counts stand."""

NOT_COUNTED = r" ?%| (?:hour|day|week|month|year)s?\b| (?:or|and) (?:over|more|under)\b"
PERCENT_NUMBER = rf"({NUM})(?=(?: ?(?:-|to|/) ?{NUM})* ?%)"
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
ROUND = frozenset({100.0, 1_000.0, 10_000.0, 100_000.0})
YEARS = range(1900, 2101)
ABOUT = re.compile(r"\b(?:about|around|roughly|nearly|almost|some|close to)\W*$", re.IGNORECASE)
BELOW = re.compile(r"\b(?:fewer than|less than|under|below|up to|at most)\W*$|<$", re.IGNORECASE)
ABOVE = re.compile(r"\b(?:more than|over|above|at least)\W*$|>$", re.IGNORECASE)
LEFT_OVER = re.compile(
    r"\b(?:others?|rest|remaining|not|never|without|no|none|miss\w*|clear)\b", re.IGNORECASE
)
WORDS_BEFORE = 20
EXACT = 1e-9


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a share x of y, a percentage or a number; where it stands, and the words before it."""

    kind: str
    text: str
    values: tuple[float, ...]
    before: str


@dataclass(frozen=True, slots=True)
class Known:
    """What one evidence entry holds: its numbers, and those that can be shares as parts of 1."""

    mark: Mark
    numbers: frozenset[float]
    shares: frozenset[float]


@dataclass(frozen=True, slots=True)
class Fault:
    """A figure without a source, or with a second-hand one that is not called so."""

    page: str
    figure: str
    problem: str
    block: str

    def __str__(self) -> str:
        """Return one line for a person who writes pages."""
        return f"{self.page}: {self.figure.replace('_', ',')!r} {self.problem}: {self.block[:160]}"


def plain(text: str) -> str:
    """Return the text with ASCII dashes and spaces, and "_" for the comma in 1,975, which is no year."""
    for dash in "\u2010\u2011\u2013\u2212":
        text = text.replace(dash, "-")
    for space in "\u00a0\u202f":
        text = text.replace(space, " ")
    return THOUSANDS.sub("_", text.replace(" per cent", "%"))


# --- Figures of a text -------------------------------------------------------------------------------------


def figures(text: str) -> Iterator[Figure]:
    """Yield the medical figures of a text."""
    text = plain(text)
    taken: list[tuple[int, int]] = []
    for scale in SCALE.finditer(text):
        for count in re.finditer(rf"{START}({NUM})(?!{NOT_COUNTED}){END}", scale[2]):
            start = scale.start(2) + count.start()
            taken.append((start, start + len(count[0])))
            yield Figure(
                SHARE,
                f"{count[0]} of {scale[1]}",
                (float(count[0]), float(scale[1])),
                _before(text, start),
            )
    for kind, pattern in PATTERNS:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            start, end = match.start(1), match.end(match.lastindex or 1)
            values = tuple(float(WORDS.get(group.lower(), group)) for group in match.groups())
            if any(start < stop and begin < end for begin, stop in taken) or _is_none(
                kind, values, match[0]
            ):
                continue
            taken.append((start, end))
            for part in [values] if kind == SHARE else [(value,) for value in values]:
                yield Figure(kind, match[0].strip(), part, _before(text, start))


def _before(text: str, start: int) -> str:
    return text[max(0, start - WORDS_BEFORE) : start]


def _is_none(kind: str, values: tuple[float, ...], text: str) -> bool:
    """Return whether what a pattern found is no medical figure after all."""
    if kind == SHARE:
        x, y = values
        return x > y or (y in YEARS and " in " in text)
    if kind == NUMBER and values[0] in ROUND:
        return True
    return kind == NUMBER and text.strip().isdigit() and values[0] in YEARS


# --- What the evidence holds -------------------------------------------------------------------------------


def known(entry: Evidence) -> Known:
    """Return the numbers of an entry."""
    text = plain(
        f"{entry.claim} ; {entry.value} ; {entry.interval} ; {entry.population} ; {entry.note}"
    )
    numbers = frozenset(float(number) for number in re.findall(NUM, text))
    pairs = re.findall(rf"({NUM}) (?:of|in|out of) (?:the |those )?({NUM})", text)
    return Known(
        entry.mark,
        numbers,
        frozenset(float(number) / 100 for number in re.findall(PERCENT_NUMBER, text))
        | frozenset(float(number) for number in re.findall(r"\b0\.\d+", text))
        | frozenset(float(x) / float(y) for x, y in pairs if float(y)),
    )


def holds(entry: Known, figure: Figure, text: str) -> bool:
    """Return whether an entry holds a figure of a text, as it stands or by plain arithmetic."""
    shares = entry.shares | (
        {1 - share for share in entry.shares} if LEFT_OVER.search(text) else set()
    )
    if figure.kind == SHARE:
        x, y = figure.values
        return {x, y} <= entry.numbers or any(
            _is_share(share, x, y, figure.before) for share in shares
        )
    value = figure.values[0]
    if figure.kind == PERCENT:
        return any(_is(100 * share, value, figure.before) for share in shares)
    return any(_is(number, value, figure.before) for number in entry.numbers) or (
        value < 1 and any(abs(share - value) < EXACT for share in shares)
    )


def _is_share(share: float, x: float, y: float, before: str) -> bool:
    tens = 10 if x % 10 == y % 10 == 0 < x else 1
    return _is(share * y, x, before) or _is(share * y / tens, x / tens, before)


def _is(found: float, said: float, before: str) -> bool:
    """Return whether a number may be said in this form, with the words before it."""
    if abs(found - said) <= EXACT * max(1.0, said):
        return True
    if said != int(said):
        return False
    if BELOW.search(before):
        return ceil(found) == said
    if ABOVE.search(before):
        return floor(found) == said
    return bool(ABOUT.search(before)) and floor(found + 0.5) == said


# --- Pages -------------------------------------------------------------------------------------------------


def faults(pages: Iterable[tuple[str, str]], content: Content) -> Iterator[Fault]:
    """Yield each figure of the pages, in Markdown, that no reference beside it holds."""
    entries = {key: known(entry) for key, entry in content.evidence.items()}
    asked = {key for question in content.questions.values() for key in question.evidence}
    for page, text in pages:
        if page.startswith(UNCHECKED):
            continue
        for block in blocks(text):
            ids = asked if "form" in block.within else block.evidence
            yield from _of_block(
                page, block, [entries[key] for key in sorted(ids) if key in entries]
            )


def _of_block(page: str, block: Block, beside: Sequence[Known]) -> Iterator[Fault]:
    for figure in figures(block.text):
        marks = {entry.mark for entry in beside if holds(entry, figure, plain(block.text))}
        if not marks:
            yield Fault(page, figure.text, "has no source beside it", block.text)
        elif (
            marks == {Mark.SECOND_HAND}
            and page.startswith(KNOWN_HOW)
            and "reported" not in block.text.lower()
        ):
            yield Fault(page, figure.text, "is second-hand and wants reported()", block.text)


def main(names: Sequence[str]) -> int:
    """Print the faults of the pages named, or of all; return the exit status."""
    try:
        wanted = _wanted(rendered(ROOT), names)
        found = list(faults(wanted.items(), load_register().content))
    except BuildError as error:
        sys.stderr.write(f"figures: {error}\n")
        return 1
    for fault in found:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(found)} figures without a source in {len(wanted)} pages\n")
    return 1 if found else 0


class UnknownPageError(BuildError, LookupError):
    """There is no page of this name."""


def _wanted(pages: Mapping[str, str], names: Sequence[str]) -> Mapping[str, str]:
    for name in names:
        if name not in pages:
            raise UnknownPageError(
                f"there is no page {name!r}: allowed are {', '.join(sorted(pages))}"
            )
    return {name: pages[name] for name in names} if names else pages


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
