"""The charts of the evidence register: the picture, its sources, and the same figures as a table.

Each is drawn twice, for wide and for narrow screens, and the style sheet shows one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.evidence.tables import figure_text
from builder.knowledge.quantities import QuantityError
from builder.knowledge.references import markdown
from builder.markup.html_tables import Row, Table, html
from builder.pictures.chart_data import NARROW, WIDE, Chart, course, load_all
from builder.pictures.chart_drawing import draw

if TYPE_CHECKING:
    from pathlib import Path

    from builder.knowledge.references import References
    from builder.knowledge.site_content import Register

REMARK = re.compile(r"\([^)]*\)")
INITIALS = re.compile(r" [A-Z]{1,3}$")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def chart(root: Path, register: Register, references: References, name: str) -> str:
    """Return a chart as Markdown: the picture, its sources under it, and the same figures as a table."""
    charts = load_all(root, register)
    if name not in charts:
        allowed = ", ".join(charts)
        raise QuantityError(f"chart {name!r} is not there: allowed are {allowed}")
    one = charts[name]
    wide, narrow = draw(one, WIDE), draw(one, NARROW)
    return (
        f'<figure class="chart" id="chart-{name}" data-search-exclude>\n'
        f"<figcaption><strong>{markdown(one.title)}.</strong> {markdown(one.lead)}</figcaption>\n"
        f'<div class="chart-wide">{wide}</div>\n<div class="chart-narrow">{narrow}</div>\n</figure>\n\n'
        f"{_sources(register, references, one)}\n{{ .chart-source }}\n\n"
        '<details markdown="1">\n<summary>The figures of this chart as a table</summary>\n\n'
        f"{html(f'chart-{name}', _table(one), references)}\n\n</details>\n"
    )


def _sources(register: Register, references: References, one: Chart) -> str:
    by_source: dict[str, list[str]] = {}
    for key in one.evidence:
        by_source.setdefault(register.content.evidence[key].source, []).append(key)
    return "Sources: " + ", ".join(
        f"{_short_name(register, source)} {references.ref(*keys)}"
        for source, keys in by_source.items()
    )


def _short_name(register: Register, source: str) -> str:
    """Return "Deyo 1988" for a citation, or "our arithmetic"."""
    known = register.content.sources[source]
    if known.seen == "calc":
        return "our arithmetic"
    citation = REMARK.sub("", known.citation)
    first = INITIALS.sub("", re.split(r"[.,:;]| et al", citation)[0])
    year = YEAR.search(citation)
    return markdown(f"{first} {year[0]}" if year and year[0] not in first else first)


def _table(one: Chart) -> Table:
    if one.lines:
        return Table(
            one.lead,
            ("Week", *(line.name for line in one.lines)),
            tuple(
                Row(
                    (str(week), *(course(line.values[at]) for line in one.lines)),
                    one.evidence,
                )
                for at, week in enumerate(one.weeks)
            ),
        )
    return Table(
        one.lead,
        ("What", "Where or for what", "Figure"),
        tuple(
            Row(
                (
                    markdown(point.label),
                    markdown(group.name),
                    markdown(figure_text(point.figure))
                    + ("" if point.figure.interval or point.figure.spread else " (no interval)"),
                ),
                (point.figure.entry.id,),
            )
            for group in one.groups
            for point in group.points
        ),
    )
