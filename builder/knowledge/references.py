"""References of one page: the footnote marks in the text, and the notes at its end.

A note carries what was found, in whom, the source with its address, and in words how the figure was seen.
What is known only from memory has no note: asking for one ends the build.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from builder.tools.steps import BuildError
from checker.model import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from builder.knowledge.site_content import Register
    from checker.model import Evidence, Source

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
RANGE = re.compile(r"(?<![\w.-])(\d[\d.,]*%?)-(?=\d[\d.,]*%?(?![\w-]))")
MINUS = re.compile(r"(?<![\w.)-])-(?=\d)")
MARKDOWN = re.compile(r"([\\`*_\[\]|])")
DOI = "https://doi.org/"


class UnknownEvidenceError(BuildError, LookupError):
    """A page names an evidence id that the register does not have."""


class UnpublishedEvidenceError(BuildError, ValueError):
    """A page wants to print what is known only from memory."""


class NotSecondHandError(BuildError, ValueError):
    """A page says "reported by" of something that was read in its source."""


class References:
    """The evidence that one page refers to, in the order of first mention."""

    def __init__(self, register: Register) -> None:
        """Start a page."""
        self._register = register
        self.cited: dict[str, Evidence] = {}

    def ref(self, *ids: str) -> str:
        """Return footnote marks. Raises UnknownEvidenceError or UnpublishedEvidenceError."""
        return "".join(f"[^{self._publishable(key).id}]" for key in ids)

    def reported(self, key: str) -> str:
        """Return "reported by ..." with its footnote mark, for what was read only in a third party.

        For the pages for clinicians and about the site; on those for patients the note says it.

        Raises UnknownEvidenceError, UnpublishedEvidenceError or NotSecondHandError.
        """
        entry = self._publishable(key)
        if entry.mark is not Mark.SECOND_HAND:
            message = f"{key} is {entry.mark}: write ref(), reported() is for second_hand"
            raise NotSecondHandError(message)
        return f"{_reported(self._register, key)}[^{key}]"

    def published(self, ids: Iterable[str]) -> str:
        """Return footnote marks of those that are not known from memory alone."""
        return self.ref(*(key for key in ids if self._known(key).mark is not Mark.FROM_MEMORY))

    def marked(self, ids: Iterable[str]) -> str:
        """Return each mark in words with the footnotes that have it: "verified[^a][^b], from memory"."""
        groups: dict[Mark, list[str]] = {}
        for key in ids:
            groups.setdefault(self._known(key).mark, []).append(key)
        ordered = sorted(groups.items(), key=lambda group: list(Mark).index(group[0]))
        return ", ".join(
            self._register.words["marks"][mark.value]
            + ("" if mark is Mark.FROM_MEMORY else self.ref(*keys))
            for mark, keys in ordered
        )

    def notes(self) -> str:
        """Return the notes of the page as Markdown, one line each."""
        return "".join(
            f"[^{key}]: {note(self._register, entry)}\n" for key, entry in self.cited.items()
        )

    def _known(self, key: str) -> Evidence:
        try:
            return self._register.content.evidence[key]
        except KeyError:
            raise UnknownEvidenceError(
                f"no evidence has the id {key!r}: allowed are those of checker/content/evidence.toml"
            ) from None

    def _publishable(self, key: str) -> Evidence:
        entry = self._known(key)
        if entry.mark is Mark.FROM_MEMORY:
            allowed = ", ".join(mark for mark in Mark if mark is not Mark.FROM_MEMORY)
            raise UnpublishedEvidenceError(
                f"{key} is from_memory and is not published: allowed are entries marked {allowed}"
            )
        return self.cited.setdefault(key, entry)


def note(register: Register, entry: Evidence) -> str:
    """Return the text of one footnote as Markdown."""
    parts = [sentence(finding(entry)), sentence(entry.population), sentence(entry.note)]
    text = " ".join(markdown(typographic(part)) for part in parts if part)
    return f"{register.from_source(text)} {_origin(register, entry)}"


def finding(entry: Evidence) -> str:
    """Return what was found, with the value and its interval where the claim does not hold them already."""
    value = (
        "" if set(NUMBER.findall(entry.value)) <= set(NUMBER.findall(entry.claim)) else entry.value
    )
    interval = f" (interval {entry.interval})" if entry.interval else ""
    return entry.claim + (f": {value}" if value else "") + interval


def _reported(register: Register, key: str) -> str:
    reporter = register.from_source(markdown(register.reporters[key]))
    return str(register.words["note"]["reported"]).format(reporter=reporter)


def _origin(register: Register, entry: Evidence) -> str:
    said: Mapping[str, str] = register.words["note"]
    source = register.content.sources[entry.source]
    citation = register.from_source(markdown(typographic(sentence(source.citation)))) + link(source)
    if entry.mark is Mark.SECOND_HAND:
        reporter = register.from_source(markdown(register.reporters[entry.id]))
        return said["second_hand"].format(reporter=reporter, citation=citation)
    if entry.mark is Mark.CALCULATED:
        own = source.seen == "calc"
        return said["calculated_here"] if own else said["calculated"].format(citation=citation)
    seen = register.words["seen"][source.seen]
    return said["verified"].format(seen=seen, citation=citation)


def link(source: Source) -> str:
    """Return the source's address as a Markdown link with a space before it, or nothing without one."""
    if not source.url:
        return ""
    name = (
        f"doi:{source.url.removeprefix(DOI)}"
        if source.url.startswith(DOI)
        else urlsplit(source.url).netloc
    )
    return f" [{markdown(name.removeprefix('www.'))}](<{source.url}>)"


def sentence(text: str) -> str:
    """Return the text with a full stop, unless it is empty or ends a sentence already."""
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def typographic(text: str) -> str:
    """Return the text with real dashes in ranges and real minus signs; telephone numbers stay."""
    return MINUS.sub("\u2212", RANGE.sub("\\1\u2013", text))


def markdown(text: str) -> str:
    """Return the text so that Markdown and HTML show it as it stands."""
    escaped = MARKDOWN.sub(r"\\\1", text)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
