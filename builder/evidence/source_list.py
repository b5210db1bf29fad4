"""Which sources the site cites, where, and how each was seen: the data of the page on sources."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.knowledge.references import link, markdown, sentence, typographic
from builder.knowledge.site_content import POLICY
from checker.model import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from builder.knowledge.site_content import Register
    from checker.model import Evidence, Rule, Source


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source that the built site cites; texts are Markdown, and each page comes with its address."""

    id: str
    citation: str
    read: str
    marks: str
    pages: tuple[tuple[str, str], ...]
    rules: tuple[Rule, ...]
    questionnaire: bool


def cited_sources(
    register: Register, pages: Mapping[str, Iterable[str]], where: str
) -> list[CitedSource]:
    """Return each cited source once, in the order of the citations.

    :param pages: page path to the evidence ids that it cites
    :param where: folder of the page that will list them, for relative addresses
    """
    content = register.content
    found = []
    for source in sorted(content.sources.values(), key=lambda one: one.citation.casefold()):
        entries = [
            entry
            for entry in content.evidence.values()
            if entry.source == source.id and entry.mark is not Mark.FROM_MEMORY
        ]
        ids = {entry.id for entry in entries}
        rules = tuple(rule for rule in content.rules.values() if ids & set(rule.evidence))
        used = tuple(page for page, cited in pages.items() if ids & set(cited))
        asked = any(
            ids & set(evidence)
            for evidence in (
                *(question.evidence for question in content.questions.values()),
                *(finding.evidence for finding in content.findings.values()),
            )
        )
        if rules or used or asked:
            links = tuple((page, posixpath.relpath(page, where)) for page in used)
            found.append(_cited(register, source, entries, links, rules, questionnaire=asked))
    return found


def _cited(  # noqa: PLR0913  the parts of one value
    register: Register,
    source: Source,
    entries: list[Evidence],
    pages: tuple[tuple[str, str], ...],
    rules: tuple[Rule, ...],
    *,
    questionnaire: bool,
) -> CitedSource:
    counts = {mark: sum(entry.mark is mark for entry in entries) for mark in Mark}
    words = register.words["marks"]
    return CitedSource(
        id=source.id,
        citation=markdown(typographic(sentence(source.citation))) + link(source),
        read=register.words["read"][source.seen],
        marks=", ".join(f"{count} {words[mark.value]}" for mark, count in counts.items() if count),
        pages=pages,
        rules=rules,
        questionnaire=questionnaire,
    )


def from_memory(register: Register, *, advice: bool) -> list[str]:
    """Return as Markdown what is known only from memory, never with its figure.

    `advice` chooses the advice of this project; otherwise the figures and facts.
    """
    return [
        markdown(sentence(entry.claim))
        for entry in register.content.evidence.values()
        if entry.mark is Mark.FROM_MEMORY and (register.metrics[entry.id] == POLICY) is advice
    ]


def count(register: Register) -> dict[str, int]:
    """Return how many statements of the register have each mark."""
    entries = register.content.evidence.values()
    return {mark.value: sum(entry.mark is mark for entry in entries) for mark in Mark}
