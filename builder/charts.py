"""The charts: drawn by matplotlib from the evidence register, as SVG that stands in the pages.

Each is drawn twice, for wide and for narrow screens, and the style sheet shows one. A drawing is kept in
.build/charts under a name that changes with its data and with this code, so drawing is done once.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from builder import chart_svg
from builder.chart_data import FILE, NARROW, WIDE, Chart, Size, course, load_all
from builder.evidence_tables import figure_text
from builder.quantities import QuantityError
from builder.references import markdown
from builder.register import load_register
from builder.steps import Step
from builder.tables import Row, Table, html

if TYPE_CHECKING:
    from builder.references import References
    from builder.register import Register

OUT = Path(".build/charts")
CODE = (
    "builder/chart_data.py",
    "builder/chart_drawing.py",
    "builder/chart_svg.py",
    "builder/charts.py",
    "builder/quantities.py",
)

REMARK = re.compile(r"\([^)]*\)")
INITIALS = re.compile(r" [A-Z]{1,3}$")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


# --- On a page -------------------------------------------------------------------------------------------


def chart(root: Path, register: Register, references: References, name: str) -> str:
    """Return a chart as Markdown: the picture, its sources under it, and the same figures as a table."""
    charts = load_all(root, register)
    if name not in charts:
        allowed = ", ".join(charts)
        raise QuantityError(f"chart {name!r} is not there: allowed are {allowed}")
    one = charts[name]
    wide, narrow = (drawing(root, one, size) for size in (WIDE, NARROW))
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


# --- Drawing, once ---------------------------------------------------------------------------------------


def drawing(root: Path, one: Chart, size: Size) -> str:
    """Return a chart as SVG, from .build/charts or, when its data or this code has changed, newly drawn."""
    path = _path(root, one, size)
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.write_text(draw(one, size, root), "utf-8", newline="\n")
        new.replace(path)
    return path.read_text("utf-8")


def draw_all(root: Path) -> None:
    """Draw every chart into .build/charts; nothing else stays there. Raises QuantityError."""
    charts = load_all(root, load_register())
    current = {_path(root, one, size) for one in charts.values() for size in (WIDE, NARROW)}
    for one in charts.values():
        for size in (WIDE, NARROW):
            drawing(root, one, size)
    for path in (root / OUT).glob("*"):
        if path not in current and path.is_file():
            path.unlink()


def _path(root: Path, one: Chart, size: Size) -> Path:
    digest = hashlib.sha256(f"{one!r}{size!r}{importlib.metadata.version('matplotlib')}".encode())
    folder = Path(__file__).parent
    for code in CODE:
        digest.update((folder / Path(code).name).read_bytes())
    return root / OUT / f"{one.name}-{size.name}-{digest.hexdigest()[:16]}.svg"


def draw(one: Chart, size: Size, root: Path) -> str:
    """Return a chart as SVG for a page, newly drawn: the same bytes each time."""
    os.environ.setdefault("MPLCONFIGDIR", str((root / ".build/matplotlib").resolve()))
    from builder.chart_drawing import draw as drawn  # noqa: PLC0415 - most builds draw nothing

    name = f"chart-{one.name}-{size.name}"
    return chart_svg.clean(drawn(one, size), name, one.title, one.description)


STEP = Step(
    "Drawing the charts",
    draw_all,
    reads=(FILE, "checker/content", *CODE),
    writes=(OUT.as_posix(),),
)
