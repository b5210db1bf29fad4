"""A table of evidence on a page: HTML for Markdown, with the tools above it, small intervals and downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.evidence.tables import DOWNLOADS, Kind, figure_text, load
from builder.knowledge.references import markdown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from builder.evidence.tables import Cell, Column, EvidenceTable
    from builder.knowledge.quantities import Quantity
    from builder.knowledge.references import References
    from builder.knowledge.site_content import Register


def shown(root: Path, register: Register, references: References, name: str) -> str:
    """Return the table of this name for a page. Raises QuantityError."""
    return html(load(root, register, name), references, register.content.meta.name)


def html(table: EvidenceTable, references: References, knowledge: str) -> str:
    """Return a table as HTML for Markdown's md_in_html, with its tools (shown by script) and downloads."""
    label = f"table-{table.name}"
    heads = "".join(
        f'\n<th scope="col" data-key="{column.key}" data-kind="{column.kind.value}" markdown="span">{column.label}</th>'
        for column in table.columns
    )
    rows = "\n".join(_html_row(table, row, references) for row in table.rows)
    downloads = [_download(knowledge, table, kind) for kind in ("csv", "json")]
    return (
        f"{_tools(table)}\n\n"
        f'<p class="table-caption" id="{label}" markdown="span">{table.caption}</p>\n'
        f'<table aria-labelledby="{label}" data-evidence-table="{table.name}" data-search-exclude markdown="1">\n'
        f'<thead markdown="1">\n<tr markdown="1">{heads}\n</tr>\n</thead>\n'
        f'<tbody markdown="1">\n{rows}\n</tbody>\n</table>\n\n'
        f"Download all {len(table.rows)} rows: {', '.join(downloads)}\n"
        "{ .downloads }\n"
    )


def _html_row(table: EvidenceTable, row: Mapping[str, Cell], references: References) -> str:
    cells = "".join(
        f"\n{_html_cell(column, row[column.key], references)}" for column in table.columns
    )
    return f'<tr markdown="1">{cells}\n</tr>'


def _html_cell(column: Column, cell: Cell, references: References) -> str:
    order = "" if cell.order is None else f' data-order="{cell.order:g}"'
    kind = (
        ' data-kind="claim"' if column.kind is Kind.CLAIM else ""
    )  # long: stands under its head on phones
    if cell.quantities:
        inner = "".join(
            f'<span class="item">{picture(one, column.scale)}{markdown(figure_text(one))} '
            f"{references.ref(one.entry.id)}</span>"
            for one in cell.quantities
        )
    else:
        inner = f"{cell.markdown} {references.ref(*cell.evidence)}".strip()
    boxed = f'<span class="cell">{inner}</span>' if inner else ""
    return f'<td{order}{kind} markdown="span">{boxed}</td>'


def picture(one: Quantity, scale: int) -> str:
    """Return the interval of a share as a small line from 0 to `scale`, for the eye only; "" without one."""
    if "%" not in one.value or one.low is None or one.high is None:
        return ""
    low, high = 100 * one.low / scale, 100 * one.high / scale
    dot = "" if one.point is None else f'<circle cx="{100 * one.point / scale:g}" cy="5" r="4" />'
    return (
        '<svg class="interval" viewBox="-4 0 108 10" aria-hidden="true" focusable="false">'
        '<path class="whole" d="M0 5H100" />'
        f'<path class="part" d="M{low:g} 5H{high:g}" />{dot}</svg>'
    )


def _tools(table: EvidenceTable) -> str:
    name = table.name
    choose = ""
    column = next((one for one in table.columns if one.key == table.choose), None)
    if column:
        values = dict.fromkeys(row[column.key].text for row in table.rows)
        options = "".join(f"<option>{markdown(value)}</option>" for value in values)
        choose = (
            f'<p><label for="{name}-choose">{column.label}</label> '
            f'<select id="{name}-choose" data-choose="{column.key}"><option value="">All</option>{options}</select></p>'
        )
    return (
        f'<div class="evidence-tools" data-for="{name}" data-search-exclude hidden>\n'
        f'<p><label for="{name}-filter">Show rows with</label> '
        f'<input id="{name}-filter" type="search" autocomplete="off" spellcheck="false"></p>\n'
        f"{choose}\n"
        f'<p class="evidence-sort"><label for="{name}-sort">Sort by</label> <select id="{name}-sort"></select></p>\n'
        f'<p class="evidence-count" role="status"></p>\n'
        "</div>"
    )


def _download(knowledge: str, table: EvidenceTable, kind: str) -> str:
    file = f"{table.name}.{kind}"
    return f'[{kind.upper()}](../{DOWNLOADS}/{file}){{ download="{knowledge}-{file}" }}'
