"""Tables of the pages, each made from data: docs/_data/*.toml, or the checker's content."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from builder.knowledge import rule_text
from builder.knowledge.references import markdown
from builder.knowledge.topics import of_findings
from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from builder.knowledge.references import References
    from builder.knowledge.site_content import Register
    from builder.knowledge.topics import Topic
    from checker.model import Level


class TableError(BuildError, ValueError):
    """A table is not there, or its file is not written as tables are."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a Markdown text for each column, and the evidence ids behind them."""

    cells: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what it shows as a caption; texts are Markdown."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class Tables:
    """What ``table("name")`` can show on one page."""

    def __init__(
        self,
        root: Path,
        register: Register,
        references: References,
        topics: Iterable[Topic] = (),
    ) -> None:
        """Start a page; a sign in a table leads to its topic."""
        self._data = register.language.data
        self._folder = root / self._data
        self._explained = of_findings(topics)
        self._register = register
        self._references = references
        self._made: Mapping[str, Callable[[], Table]] = {
            **{
                f"warning_signs_{level.id}": partial(self._warning_signs, level)
                for level in rule_text.levels(register.content)
            },
            "warning_signs_together": partial(self._warning_signs, None),
            "levels": self._levels,
            "emergency_numbers": self._emergency_numbers,
        }

    def table(self, name: str) -> str:
        """Return a table as HTML whose cells are Markdown. Raises TableError."""
        make = self._made.get(name)
        table = make() if make else parse(self.data(name), f"{self._data}/{name}.toml")
        return html(name, table, self._references)

    def data(self, name: str) -> Mapping[str, Any]:
        """Return what _data/<name>.toml of the language holds. Raises TableError."""
        path = self._folder / f"{name}.toml"
        if not path.is_file():
            allowed = sorted([*self._made, *(file.stem for file in self._folder.glob("*.toml"))])
            raise TableError(f"table {name!r} is not there: allowed are {', '.join(allowed)}")
        try:
            return tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise TableError(f"{self._data}/{name}.toml is not TOML: {error}") from error

    # --- Tables made from the checker's content ------------------------------------------------------------

    @cached_property
    def _signs(self) -> list[rule_text.Sign]:
        return rule_text.all_signs(self._register.content)

    def _warning_signs(self, level: Level | None) -> Table:
        """Return the signs that reach one level by themselves, or those that reach none."""
        content = self._register.content
        found = [one for one in self._signs if (one.alone.level if one.alone else None) == level]
        mark = content.words["levels"][level.id]["mark_word"] if level else ""
        said = self._register.words["warning_signs"]
        return Table(
            said["caption"].format(level=mark) if level else said["caption_together"],
            strings(said["columns"]),
            tuple(self._sign(one) for one in found),
        )

    def _table(self, name: str, rows: Iterable[Row]) -> Table:
        said = self._register.words[name]
        return Table(said["caption"], strings(said["columns"]), tuple(rows))

    def _sign(self, one: rule_text.Sign) -> Row:
        content = self._register.content
        words = content.words["findings"][one.finding.id]
        rule = one.alone or one.combined[0][0]
        name = markdown(capital(str(words["name"])))
        medical = f" ({markdown(str(words['medical']))})" if "medical" in words else ""
        topic = self._explained.get(one.finding.id)
        said = self._register.words["warning_signs"]
        soon = [self._level(one.alone.level.id)] if one.alone else []
        soon += [
            said["combined"].format(
                level=self._level(other.level.id),
                signs=markdown(rule_text.sentence(content, left)),
            )
            for other, left in one.combined
        ]
        return Row(
            (
                (f"[{name}](../{topic.address})" if topic else name) + medical,
                markdown(str(content.words["rules"][rule.id]["why"])),
                "<br>".join(soon),
            ),
            (),
        )

    def _levels(self) -> Table:
        words = self._register.content.words["levels"]
        return self._table(
            "levels",
            (
                Row(
                    (
                        self._level(level.id),
                        str(words[level.id]["title"]),
                        str(words[level.id]["by_when"]),
                    ),
                    (),
                )
                for level in rule_text.levels(self._register.content)
            ),
        )

    def _emergency_numbers(self) -> Table:
        places = self._register.content.words["places"].values()
        return self._table(
            "emergency_numbers",
            (
                Row(
                    (
                        # not behind the number, where a finger that aims at it would press them
                        str(place["name"]) + self._references.ref(*strings(place["evidence"])),
                        f"**{_dialling(place, 'emergency', 'number')}**",
                        _dialling(place, "advice", "advice_number"),
                    ),
                    (),
                )
                for place in places
            ),
        )

    def _level(self, level: str) -> str:
        return rule_text.level_mark(self._register.content, level)


def _dialling(place: Mapping[str, object], text: str, number: str) -> str:
    """Return a text of a place with a capital, as a link that dials where there is a number."""
    words, digits = capital(str(place[text])), place.get(number)
    return f"[{words}](tel:{digits})" if digits else words


def parse(raw: Mapping[str, Any], where: str) -> Table:
    """Read a table from TOML values. Raises TableError."""
    match raw:
        case {"caption": str(caption), "columns": list(columns), "row": list(rows), **rest} if (
            not rest
        ):
            names = _texts(columns, f"{where}: columns")
            return Table(
                caption,
                names,
                tuple(_row(row, len(names), f"{where}: row {n}") for n, row in enumerate(rows, 1)),
            )
    raise TableError(
        f"{where}: expected caption (a text), columns (a list of texts) and [[row]] tables, nothing else"
    )


def _row(raw: object, width: int, where: str) -> Row:
    match raw:
        case {"cells": list(cells), "evidence": list(evidence), **rest} if not rest:
            if len(cells) != width:
                raise TableError(f"{where}: {len(cells)} cells for {width} columns")
            return Row(_texts(cells, f"{where}: cells"), _texts(evidence, f"{where}: evidence"))
    raise TableError(f"{where}: expected cells and evidence, both lists of texts, nothing else")


def _texts(items: list[object], where: str) -> tuple[str, ...]:
    texts = tuple(item for item in items if isinstance(item, str))
    if len(texts) != len(items):
        raise TableError(f"{where}: expected texts only")
    return texts


def strings(value: object) -> tuple[str, ...]:
    """Return a list of the word files as texts; anything else is none."""
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def html(name: str, table: Table, references: References) -> str:
    """Return a table as HTML for Markdown's md_in_html; a row's footnotes stand in its last cell.

    The caption is a paragraph that names the table, because Markdown would not let a <caption> stand.
    """
    head = _cells("th", ' scope="col"', table.columns)
    rows = "\n".join(_cells("td", "", _with_notes(row, references)) for row in table.rows)
    label = f"table-{name.replace('_', '-')}"
    return (
        f'<p class="table-caption" id="{label}" markdown="span">{table.caption}</p>\n'
        f'<table aria-labelledby="{label}" markdown="1">\n<thead markdown="1">\n{head}\n</thead>\n'
        f'<tbody markdown="1">\n{rows}\n</tbody>\n</table>'
    )


def _with_notes(row: Row, references: References) -> Iterable[str]:
    *first, last = row.cells
    return (*first, f"{last} {references.ref(*row.evidence)}".rstrip())


def _cells(tag: str, attributes: str, texts: Iterable[str]) -> str:
    cells = "".join(f'\n<{tag}{attributes} markdown="span">{text}</{tag}>' for text in texts)
    return f'<tr markdown="1">{cells}\n</tr>'


def capital(text: str) -> str:
    """Return the text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """Return the text with a small first letter, as it goes on in a sentence."""
    return text[:1].lower() + text[1:]
