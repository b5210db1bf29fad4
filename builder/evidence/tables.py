"""Tables of evidence for clinicians: a data file says which entries stand where, the register has the figures.

docs/_data/clinicians/<name>.toml holds a caption, [[column]]s with a kind each, and [[row]]s that name
evidence ids. Population, mark and the rules that rest on a row follow from those ids.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, assert_never

from builder.knowledge.quantities import Quantity, QuantityError, Unit, quantity, wanted
from builder.knowledge.references import markdown, typographic
from builder.markup.html_tables import capital, strings
from checker.model import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from builder.knowledge.site_content import Register
    from checker.model import Evidence

DATA = "docs/_data/clinicians"
DOWNLOADS = "assets/data"
NOT_SEEN = "Not seen"

LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Kind(StrEnum):
    """What the cells of a column hold, and how a data file writes it."""

    WORDS = "words"  # a text; Markdown
    SHARE = "share"  # evidence ids: their values as percentages
    RATIO = "ratio"  # evidence ids: their values as they stand
    CLAIM = "claim"  # evidence ids: what they say
    SOON = "soon"  # {says, hours?}: how soon, with hours to sort by
    LISTED = "listed"  # {says?, evidence}: a guideline lists it; left out: not seen there
    POPULATION = "population"  # follows from the evidence ids of the row, like the next two
    MARK = "mark"
    RULES = "rules"

    @property
    def follows(self) -> bool:
        """Tell whether the cells follow from the others, so that no data file writes them."""
        return self in {Kind.POPULATION, Kind.MARK, Kind.RULES}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in data files and downloads, and its head."""

    key: str
    label: str
    kind: Kind
    scale: int = 100
    """Upper end, in per cent, of the small lines that show intervals."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the words of the page without and with their links; footnotes come on top.

    `order` is what the column is sorted by, where that is a number.
    """

    text: str = ""
    markdown: str = ""
    order: float | None = None
    quantities: tuple[Quantity, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """A whole table. `choose` is the key of the column by whose values a reader can choose, or ""."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    choose: str
    rows: tuple[Mapping[str, Cell], ...]

    def evidence(self, row: Mapping[str, Cell]) -> tuple[str, ...]:
        """Return the evidence ids of a row, each once, in the order of its cells."""
        return _once(key for column in self.columns for key in row[column.key].evidence)


def names(root: Path) -> list[str]:
    """Return the names of the tables that a project has."""
    return sorted(
        path.stem
        for path in (root / DATA).glob("*.toml")
        if "column" in tomllib.loads(path.read_text("utf-8"))
    )


def load(root: Path, register: Register, name: str) -> EvidenceTable:
    """Read a table and look up its figures. Raises QuantityError."""
    path = root / DATA / f"{name}.toml"
    if not path.is_file():
        allowed = ", ".join(names(root))
        raise QuantityError(f"evidence table {name!r} is not there: allowed are {allowed}")
    raw = tomllib.loads(path.read_text("utf-8"))
    where = f"{DATA}/{name}.toml"
    columns = tuple(
        Column(column["key"], column["label"], Kind(column["kind"]), column.get("scale", 100))
        for column in raw["column"]
    )
    rows = tuple(
        _row(register, columns, row, f"{where}: row {n}") for n, row in enumerate(raw["row"], 1)
    )
    return EvidenceTable(name, raw["caption"], columns, raw.get("choose", ""), rows)


# --- Cells -----------------------------------------------------------------------------------------------


def _row(
    register: Register, columns: Sequence[Column], raw: Mapping[str, Any], where: str
) -> Mapping[str, Cell]:
    written = {column.key: column for column in columns if not column.kind.follows}
    if unknown := set(raw) - set(written):
        raise QuantityError(f"{where}: unknown {sorted(unknown)}: allowed are {', '.join(written)}")
    cells = {
        key: _cell(register, column.kind, raw.get(key), f"{where}: {key}")
        for key, column in written.items()
    }
    entries = [
        register.content.evidence[key]
        for key in _once(key for cell in cells.values() for key in cell.evidence)
    ]
    if not entries:
        raise QuantityError(f"{where}: names no evidence")
    _check_hours(cells, written, entries, where)
    for column in columns:
        if column.kind.follows:
            cells[column.key] = _following(register, column.kind, entries)
    return cells


def _cell(register: Register, kind: Kind, raw: Any, where: str) -> Cell:  # noqa: ANN401 - any TOML value
    if raw is None:
        quiet = f'<span class="not-seen">{NOT_SEEN}</span>'
        return Cell(NOT_SEEN, quiet) if kind is Kind.LISTED else Cell()
    match kind, raw:
        case Kind.WORDS, str(text):
            return Cell(_plain(text), text)
        case ((Kind.SHARE | Kind.RATIO), _):
            return _figures(register, Unit(kind.value), raw, where)
        case Kind.CLAIM, _:
            entries = [_entry(register, key, where) for key in _ids(raw)]
            said = [capital(typographic(_claim(register, entry))) for entry in entries]
            return _several(said, tuple(entry.id for entry in entries))
        case Kind.SOON, {"says": str(says), **rest} if set(rest) <= {"hours"}:
            hours = float(str(rest["hours"])) if "hours" in rest else None
            return Cell(typographic(says), markdown(typographic(says)), hours)
        case Kind.LISTED, {"evidence": list(keys), **rest} if set(rest) <= {"says"}:
            return _listed(register, str(rest.get("says", "")), strings(keys), where)
    raise QuantityError(f"{where}: {raw!r} is not how a column of kind {kind.value!r} is written")


def _figures(register: Register, unit: Unit, raw: object, where: str) -> Cell:
    one_or_more = raw if isinstance(raw, list) else [raw]
    found = tuple(quantity(register, wanted(one, where), unit, where) for one in one_or_more)
    texts = [figure_text(one) for one in found]
    cell = _several(texts, tuple(one.entry.id for one in found))
    return Cell(cell.text, cell.markdown, found[0].order, found, cell.evidence)


def figure_text(one: Quantity) -> str:
    """Return a figure with its interval and, where it was not read in its source, how it is known."""
    if one.entry.mark is Mark.SECOND_HAND:
        return f"{one.text}, reported by {one.reporter}"
    if one.entry.mark is Mark.CALCULATED:
        return f"{one.text}, calculated"
    return one.text


def _listed(register: Register, says: str, keys: Sequence[str], where: str) -> Cell:
    entries = [_entry(register, key, where) for key in keys]
    text = f"Listed: {says}" if says else "Listed"
    if all(entry.mark is Mark.SECOND_HAND for entry in entries):
        text += f", reported by {register.reporters[entries[0].id]}"
    return Cell(typographic(text), markdown(typographic(text)), evidence=tuple(keys))


def _following(register: Register, kind: Kind, entries: Sequence[Evidence]) -> Cell:
    match kind:
        case Kind.POPULATION:
            return _several(_once(typographic(e.population) for e in entries if e.population))
        case Kind.MARK:
            found = {entry.mark for entry in entries}
            text = ", ".join(register.words["marks"][mark.value] for mark in Mark if mark in found)
            return Cell(text, text)
        case Kind.RULES:
            ids = {entry.id for entry in entries}
            rules = [rule for rule in register.content.rules.values() if ids & set(rule.evidence)]
            titles = [str(register.content.words["rules"][rule.id]["title"]) for rule in rules]
            return Cell(
                "; ".join(titles),
                _items(
                    f"[{markdown(title)}](../about/rules.md#{rule.id})"
                    for rule, title in zip(rules, titles, strict=True)
                ),
            )
        case Kind.WORDS | Kind.SHARE | Kind.RATIO | Kind.CLAIM | Kind.SOON | Kind.LISTED:
            raise AssertionError(kind)
    assert_never(kind)


def _several(texts: Sequence[str], evidence: tuple[str, ...] = ()) -> Cell:
    return Cell("; ".join(texts), _items(markdown(text) for text in texts), evidence=evidence)


def _items(texts: Iterable[str]) -> str:
    """Return several texts of one cell, each on a line of its own."""
    items = [*texts]
    return (
        items[0]
        if len(items) == 1
        else "".join(f'<span class="item">{one}</span>' for one in items)
    )


def _entry(register: Register, key: str, where: str) -> Evidence:
    entry = register.content.evidence.get(key)
    if entry is None or entry.mark is Mark.FROM_MEMORY:
        raise QuantityError(f"{where}: {key!r} is not in the register or is not published")
    return entry


def _claim(register: Register, entry: Evidence) -> str:
    if entry.mark is Mark.SECOND_HAND:
        return f"{entry.claim}, as reported by {register.reporters[entry.id]}"
    return entry.claim


def _check_hours(
    cells: Mapping[str, Cell],
    written: Mapping[str, Column],
    entries: Sequence[Evidence],
    where: str,
) -> None:
    """Refuse a time that none of the row's entries states."""
    known = " ".join(f"{entry.claim} {entry.value} {entry.note}" for entry in entries)
    for key, column in written.items():
        if column.kind is Kind.SOON:
            for number in NUMBER.findall(cells[key].text):
                if number not in NUMBER.findall(known):
                    raise QuantityError(f"{where}: {key}: {number} stands in no entry of the row")


def _ids(raw: object) -> tuple[str, ...]:
    return (raw,) if isinstance(raw, str) else strings(raw)


def _plain(text: str) -> str:
    return LINK.sub(r"\1", text).replace("*", "")


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
