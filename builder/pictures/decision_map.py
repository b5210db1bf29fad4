"""The map of the self-check: which question can lead to which level, read from the rules themselves.

A question is enough for a level when answers to it alone fulfil a rule of that level; it counts together with
others when a rule needs it and something else. "Not sure" and "rather not say" have rules of their own, which
are the same for many questions and are left out of the map.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import combinations, product
from typing import TYPE_CHECKING, assert_never

from builder.knowledge import rule_text
from builder.markup.html_tables import capital
from builder.pictures import level_icons
from builder.pictures.svg import WIDTH, Frame, box, dot, line, number, svg, words, wrapped
from checker import conditions
from checker.conditions import All, Any, Count, Is, Not, Number
from checker.model import DOUBTS, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from checker import Content
    from checker.conditions import Condition
    from checker.model import Level, Rule

    type Ways = frozenset[frozenset[str]]
    """Each way to fulfil a condition, as the questions that it takes; none is contained in another."""

COLUMN, LABEL, ROW, HEAD = 29, 190, 18, 128


@dataclass(frozen=True, slots=True)
class Row:
    """A question, and the rules that it leads to alone or together with others, the most urgent first."""

    question: str
    name: str
    alone: tuple[Rule, ...]
    together: tuple[Rule, ...]

    def kind(self, level: Level) -> str:
        """Return "alone", "together" or nothing: how the question leads to a level at best."""
        if any(rule.level == level for rule in self.alone):
            return "alone"
        return "together" if any(rule.level == level for rule in self.together) else ""


def rows(content: Content) -> list[Row]:
    """Return a row for each question that leads anywhere, in the order of asking."""
    ways = {
        rule: ways_of(content, rule.when)
        for level in rule_text.levels(content)
        for rule in rule_text.rules_at(content, level)
        if rule.topic != rule_text.UNSURE
    }
    found = []
    for key in content.questions:
        alone = [rule for rule, each in ways.items() if frozenset({key}) in each]
        together = [
            rule
            for rule, each in ways.items()
            if rule not in alone and any(key in way for way in each)
        ]
        if alone or together:
            name = capital(str(content.words["questions"][key]["short"]))
            found.append(Row(key, name, tuple(alone), tuple(together)))
    return found


def ways_of(content: Content, when: Condition) -> Ways:
    """Return the questions that it takes to fulfil a condition, in every smallest way."""
    ways: Iterable[Iterable[str]]
    match when:
        case Is(name) if "." in name:
            question, _, option = name.partition(".")
            ways = [] if option in DOUBTS else [{_asked_for(content, question)}]
        case Is(name):
            ways = ways_of(content, content.findings[name].when)
        case Number(_, question) | Not(Number(_, question)):
            ways = [{question}]
        case Not():
            ways = [()]  # a sign that is not there takes no answer
        case All(parts):
            ways = _joined(ways_of(content, part) for part in parts)
        case Any(parts):
            ways = (way for part in parts for way in ways_of(content, part))
        case Count(least, parts):
            each = [ways_of(content, part) for part in parts]
            ways = (way for chosen in combinations(each, least) for way in _joined(chosen))
        case _:
            assert_never(when)
    found = {frozenset(way) for way in ways}
    return frozenset(way for way in found if not any(other < way for other in found))


def _joined(each: Iterable[Ways]) -> Iterator[frozenset[str]]:
    for chosen in product(*each):
        yield frozenset().union(*chosen)


def _asked_for(content: Content, question: str) -> str:
    """Return the question itself, or for "since when?" the question that it is asked after."""
    asked = content.questions[question]
    if asked.role is not Role.SINCE or asked.ask is None:
        return question
    first, _ = next(conditions.signs(asked.ask))
    return first.partition(".")[0]


# --- As a picture -------------------------------------------------------------------------------------------


def drawn(content: Content) -> str:
    """Return the map as a picture: a line for each question, a column for each level.

    Each line is a link to the same in words, which `in_words` gives.
    """
    levels = rule_text.levels(content)
    parts, y = [_head(content, levels)], float(HEAD)
    for row in rows(content):
        lines = wrapped(row.name, LABEL - 8)
        height = max(30, ROW * len(lines) + 12)
        middle = y + height / 2
        cells = [box("hit", (0, y), WIDTH, height, 0), line("guide", [(0, y), (WIDTH, y)])]
        cells.append(words("", (4, middle + 5 - ROW * (len(lines) - 1) / 2), lines, gap=ROW))
        for n, level in enumerate(levels):
            at = (LABEL + COLUMN * (n + 0.5), middle)
            if kind := row.kind(level):
                cells.append(dot(f"cell {kind}", at, 6.5))
        parts.append(
            f'<a href="#map-{row.question}" aria-label="{escape(_told(content, row))}">{"".join(cells)}</a>'
        )
        y += height
    parts.append(_last(content, levels, y))
    frame = Frame(
        "decision-map",
        "Which question can lead to which level",
        "A line for each question, a column for each level. A full dot: an answer to this question alone is "
        "enough. A ring: it counts together with another answer. The same stands in words at the end of the page.",
        y + 46,
        linked=True,
    )
    return svg(frame, parts)


def _last(content: Content, levels: Sequence[Level], y: float) -> str:
    """Return the last line: what holds when nothing else does."""
    (rule,) = rule_text.rules_at(content, levels[-1])
    lines = wrapped(str(content.words["rules"][rule.id]["title"]), LABEL - 8)
    at = (LABEL + COLUMN * (len(levels) - 0.5), y + 22)
    cells = [
        box("hit", (0, y), WIDTH, 44, 0),
        line("guide", [(0, y), (WIDTH, y)]),
        words("", (4, y + 18), lines, gap=ROW),
        dot("cell alone", at, 6.5),
        line("guide", [(0, y + 44), (WIDTH, y + 44)]),
    ]
    return f'<a href="#{rule.id}">{"".join(cells)}</a>'


def _head(content: Content, levels: Iterable[Level]) -> str:
    parts = []
    for n, level in enumerate(levels):
        x = LABEL + COLUMN * (n + 0.5)
        word = escape(str(content.words["levels"][level.id]["mark_word"]))
        parts.append(
            f"{level_icons.drawn(level.id, (x - 10, HEAD - 28), 0.84)}"
            f'<text transform="translate({number(x + 5)} {HEAD - 36}) rotate(-90)">{word}</text>'
        )
    return f'<g aria-hidden="true">{"".join(parts)}</g>'


def _told(content: Content, row: Row) -> str:
    """Return a line of the map as a sentence."""
    word_of = {
        level: str(content.words["levels"][level.id]["mark_word"])
        for level in rule_text.levels(content)
    }
    alone = [word for level, word in word_of.items() if row.kind(level) == "alone"]
    together = [word for level, word in word_of.items() if row.kind(level) == "together"]
    parts = [f"alone enough for {', '.join(alone)}"] if alone else []
    parts += [f"with another answer {', '.join(together)}"] if together else []
    return f"{row.name}: {'; '.join(parts)}"


# --- In words -----------------------------------------------------------------------------------------------


def in_words(content: Content) -> str:
    """Return the map as a list in HTML: under each question its rules, as links on the same page."""
    return "\n".join(
        ['<dl class="findings">', *(_row_in_words(content, row) for row in rows(content)), "</dl>"]
    )


def _row_in_words(content: Content, row: Row) -> str:
    lines = [f'<dt id="map-{row.question}"><strong>{escape(row.name)}</strong></dt>']
    for head, rules in (
        ("Enough alone", row.alone),
        ("Together with another answer", row.together),
    ):
        if rules:
            items = "".join(f"<li>{_linked(content, rule)}</li>" for rule in rules)
            lines.append(f"<dd><p>{head}:</p><ul>{items}</ul></dd>")
    return "\n".join(lines)


def _linked(content: Content, rule: Rule) -> str:
    title = escape(str(content.words["rules"][rule.id]["title"]))
    return f'{rule_text.level_mark(content, rule.level.id)} <a href="#{rule.id}">{title}</a>'
