"""What the pages know: the checker's content, and what the register says beyond what the checker needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.knowledge import languages, mkdocs_config
from builder.knowledge.languages import FIRST, Language
from builder.tools.steps import BuildError
from checker import CheckerError
from checker.loading import CONTENT, build_content
from checker.tables import read_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker import Content

ROOT = Path(__file__).resolve().parents[2]
POLICY = "policy"
"""The metric of an entry that is advice of this project and no figure."""


class ContentUnusableError(BuildError, ValueError):
    """The knowledge files do not fit together, so no page can be made from them."""


@dataclass(frozen=True, slots=True)
class Register:
    """The content in one language, and its history, the newest version first.

    `words` are those of notes, tables and sheets, `frame` those round every page. By evidence id: who
    reported it, where it is second-hand, and its metric.
    """

    language: Language
    content: Content
    words: Mapping[str, Any]
    frame: Mapping[str, Any]
    history: Sequence[Mapping[str, object]]
    reporters: Mapping[str, str]
    metrics: Mapping[str, str]

    def from_source(self, text: str) -> str:
        """Return a text of the register, which is in the first language everywhere, and says so elsewhere."""
        if self.language.is_first or not text:
            return text
        return f'<span lang="{FIRST.code}">{text}</span>'

    def date(self, day: str) -> str:
        """Return a day such as "2026-11-21" in words."""
        year, month, number = (int(part) for part in day.split("-"))
        said: Mapping[str, Any] = self.frame["words"]
        return str(said["date"]).format(day=number, month=said["months"][month - 1], year=year)


def load_register(language: Language = FIRST) -> Register:
    """Read the knowledge files anew, so that a change shows while the site is served.

    Raises ContentUnusableError when they contradict themselves or each other, and LanguageError when a
    language lacks a text.
    """
    try:
        tables = read_tables(CONTENT)
        content = build_content(tables, language.code)
    except CheckerError as error:
        raise ContentUnusableError(f"checker/content: {error}") from error
    entries = tables["evidence"]
    return Register(
        language,
        content,
        words=languages.words(ROOT, language),
        frame=mkdocs_config.frame(ROOT, language),
        history=tables.get("history", {}).get("versions", []),
        reporters={key: str(entry.get("reported_by", "")) for key, entry in entries.items()},
        metrics={key: str(entry.get("metric", "")) for key, entry in entries.items()},
    )
