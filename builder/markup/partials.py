"""A piece of a page as raw HTML, made by a template in theme/partials."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

PARTIALS = "theme/partials"
PICTURES = "docs/_pictures"
NO_FILTERS: Mapping[str, Callable[[str], str]] = MappingProxyType({})


def partial_html(
    root: Path,
    template: str,
    values: Mapping[str, object],
    filters: Mapping[str, Callable[[str], str]] = NO_FILTERS,
) -> str:
    """Return one block of raw HTML: no line of it is empty, because Markdown would end the HTML there.

    The template may include a drawing of docs/_pictures. Raises what a template raises: a TemplateError, or
    the error of a value that it asks for.
    """
    environment = Environment(
        loader=FileSystemLoader((root / PARTIALS, root / PICTURES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= filters
    html = environment.get_template(template).render(values)
    return "\n".join(line for line in html.splitlines() if line.strip())
