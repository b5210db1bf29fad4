"""The emergency numbers as links that dial, for every card that says to call for help."""

from __future__ import annotations

import tomllib
from html import escape
from typing import TYPE_CHECKING

from builder.markup.html_tables import strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from builder.knowledge.site_content import Register
    from checker import Content

ZONES = "docs/_data/time_zones.toml"
SHOWN = 3
"""So many numbers stand in a row; a script shows a further one where the device seems to be in its country."""
DIAL = '<a class="call" href="tel:{number}" data-zones="{zones}"{hidden}><strong>{number}</strong> ({places})</a>'
ROW = (
    '<p class="call-row{brief}" data-evidence="{evidence}" data-search-exclude><span>{lead}</span> {links} '
    '<a href="{help}#{part}"{numbers}>{others}</a></p>'
)


def dialled(content: Content) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the id and the words of each place that has a number."""
    for key, place in content.words["places"].items():
        if place.get("number"):
            yield key, place


def row(root: Path, register: Register, help_page: str, more: str = "") -> str:
    """Return the numbers as one line of HTML that ends with a link to all of them, on `help_page`.

    With `more`, the words of a link to the signs and the numbers, the line is brief: where the device seems to be
    in the country of a number, a screen shows this one and the link.
    """
    known = zones(root)
    by_number: dict[str, list[tuple[str, Mapping[str, object]]]] = {}
    for key, place in dialled(register.content):
        by_number.setdefault(str(place["number"]), []).append((key, place))
    links = (
        DIAL.format(
            number=number,
            places=escape(", ".join(str(place["short"]) for _, place in places)),
            zones=" ".join(zone for key, _ in places for zone in known.get(key, ())),
            hidden=" hidden" if at >= SHOWN else "",
        )
        for at, (number, places) in enumerate(by_number.items())
    )
    words = {key: escape(str(text)) for key, text in register.words["call"].items()}
    numbers = ""
    if more:  # a copy of the line elsewhere leads to the numbers again
        numbers = f' data-numbers="{words["others"]}"'
        words["others"] = escape(more)
    seen = (key for _, place in dialled(register.content) for key in strings(place["evidence"]))
    return ROW.format(
        links=" ".join(links),
        help=help_page,
        part="now" if more else "numbers",
        numbers=numbers,
        brief=" call-brief" if more else "",
        evidence=" ".join(seen),
        **words,
    )


def zones(root: Path) -> Mapping[str, list[str]]:
    """Return the time zones of each place that has a number; a project may have none."""
    file = root / ZONES
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
