"""What the pages know: the checker's content, and what the register says beyond what the checker needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.steps import BuildError
from checker import CheckerError
from checker.loading import CONTENT, build_content
from checker.tables import read_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker import Content

POLICY = "policy"
"""The metric of an entry that is advice of this project and no figure."""


class ContentUnusableError(BuildError, ValueError):
    """The knowledge files do not fit together, so no page can be made from them."""


@dataclass(frozen=True, slots=True)
class Register:
    """The content in one language, and its history, the newest version first.

    By evidence id: who reported it, where it is second-hand, and its metric.
    """

    content: Content
    history: Sequence[Mapping[str, object]]
    reporters: Mapping[str, str]
    metrics: Mapping[str, str]


def load_register(language: str = "en") -> Register:
    """Read the knowledge files anew, so that a change shows while the site is served.

    Raises ContentUnusableError when they contradict themselves or each other.
    """
    try:
        tables = read_tables(CONTENT)
        content = build_content(tables, language)
    except CheckerError as error:
        raise ContentUnusableError(f"checker/content: {error}") from error
    entries = tables["evidence"]
    return Register(
        content,
        history=tables.get("history", {}).get("versions", []),
        reporters={key: str(entry.get("reported_by", "")) for key, entry in entries.items()},
        metrics={key: str(entry.get("metric", "")) for key, entry in entries.items()},
    )
