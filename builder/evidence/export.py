"""The evidence tables as files: the same rows as on the pages, for spreadsheets (CSV) and programs (JSON)."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from builder.evidence.tables import DOWNLOADS, Kind, load, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from builder.evidence.tables import Cell, Column, EvidenceTable
    from builder.knowledge.quantities import Quantity
    from builder.knowledge.site_content import Register
    from checker.model import Mark

LICENCE = "CC-BY-4.0"
NOTICE = "No clinician has reviewed this. For reading, not for deciding about one person."
SEVERAL = " | "
"""Between several values in one field of a CSV file."""


def files(root: Path, register: Register) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file, as it is below the site. Raises BuildError."""
    for name in names(root):
        table = load(root, register, name)
        yield f"{DOWNLOADS}/{name}.csv", as_csv(table, register)
        yield f"{DOWNLOADS}/{name}.json", as_json(table, register)


def as_csv(table: EvidenceTable, register: Register) -> str:
    """Return a table as CSV (RFC 4180, UTF-8): a figure has columns for its interval and mark."""
    rows = [_csv_row(table, row, register) for row in table.rows]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _csv_row(
    table: EvidenceTable, row: Mapping[str, Cell], register: Register
) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for column in table.columns:
        cell = row[column.key]
        if column.kind in {Kind.SHARE, Kind.RATIO}:
            found[column.key] = SEVERAL.join(one.value for one in cell.quantities)
            found[f"{column.key}_interval"] = SEVERAL.join(one.interval for one in cell.quantities)
            found[f"{column.key}_mark"] = SEVERAL.join(
                _mark(one.entry.mark) for one in cell.quantities
            )
        else:
            found[column.key] = cell.text
    ids = table.evidence(row)
    found["evidence"] = " ".join(ids)
    found["reported_by"] = SEVERAL.join(
        dict.fromkeys(register.reporters[key] for key in ids if register.reporters[key])
    )
    found["sources"] = SEVERAL.join(dict.fromkeys(_source(register, key) for key in ids))
    return found


def as_json(table: EvidenceTable, register: Register) -> str:
    """Return a table as JSON: rows with texts as on the page, and each figure with its numbers and source."""
    meta = register.content.meta
    whole = {
        "table": table.name,
        "caption": table.caption,
        "notice": NOTICE,
        "content_version": meta.version,
        "date": meta.date,
        "licence": LICENCE,
        "columns": [
            {"key": column.key, "label": column.label, "kind": column.kind.value}
            for column in table.columns
        ],
        "rows": [
            {column.key: _json_cell(column, row[column.key], register) for column in table.columns}
            | {"evidence": [_entry(register, key) for key in table.evidence(row)]}
            for row in table.rows
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _json_cell(column: Column, cell: Cell, register: Register) -> object:
    if column.kind in {Kind.SHARE, Kind.RATIO}:
        return [_figure(one, register) for one in cell.quantities]
    return cell.text


def _figure(one: Quantity, register: Register) -> Mapping[str, object]:
    numbers = {"point": one.point, "low": one.low, "high": one.high}
    return {
        "value": one.value,
        "interval": one.interval,
        **{key: number for key, number in numbers.items() if number is not None},
        "is_range_across_studies": one.spread,
        "mark": _mark(one.entry.mark),
        "evidence": one.entry.id,
        "source": _source(register, one.entry.id),
    }


def _entry(register: Register, key: str) -> Mapping[str, str]:
    entry = register.content.evidence[key]
    found = {
        "id": key,
        "claim": entry.claim,
        "population": entry.population,
        "note": entry.note,
        "mark": _mark(entry.mark),
        "reported_by": register.reporters[key],
        "source": _source(register, key),
        "address": register.content.sources[entry.source].url,
    }
    return {name: text for name, text in found.items() if text}


def _source(register: Register, key: str) -> str:
    return register.content.sources[register.content.evidence[key].source].citation


def _mark(mark: Mark) -> str:
    return mark.value.replace("_", "-")
