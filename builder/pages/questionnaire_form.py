"""The self-check as static HTML, with the data that the page's script needs.

All questions stand in the page as one form. What needs no Python is decided
from the embedded data: which question comes next, and which answers are an
emergency.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from builder.knowledge.languages import FIRST
from builder.markup import call_numbers
from builder.markup.partials import partial_html
from checker.explain import condition_json
from checker.model import GENERAL, Mark, Role
from checker.texts import NO_PLACE, VARIANTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.knowledge.languages import Links
    from checker.model import Content, Question

__all__ = ["check_data", "check_form"]

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "check-form.html.jinja"
RULES = "about/rules.md"
DIARY = "diary.md"
"""Pages to which a result leads, besides those that its words name."""
PLACE = ("emergency", "number", "advice", "advice_number")
"""What the page has to know of a place."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source as a question names it, with how it was seen."""

    citation: str
    mark: str


def check_form(content: Content, links: Links, site: str) -> str:
    """Return the form and its data as one block of raw HTML, for the page from which the links lead.

    `site` is the address under which the site is published: a record carries it wherever the page was opened.
    """
    words = content.words
    zones = call_numbers.zones(ROOT)
    values = {
        "questions": list(content.questions.values()),
        "question_words": _with_defaults(content),
        "levels": words["levels"],
        "places": [
            {"id": key, "zones": " ".join(zones.get(key, ())), **place}
            for key, place in words["places"].items()
        ],
        "ui": words["ui"]["check"],
        "version": content.meta.version,
        "citations": lambda question: citations(content, question),
        "first_general": first_general,
        "sources_language": "" if links.language.is_first else FIRST.code,
        "data": Markup(_script_json(check_data(content, links, site))),  # noqa: S704  escaped for its place
    }
    return partial_html(ROOT, TEMPLATE, values)


def check_data(content: Content, links: Links, site: str) -> dict[str, object]:
    """Return what the page has to know of the knowledge, as JSON values."""
    words = content.words
    interface = {**words["ui"]["check"]}
    pages = interface.pop("pages")
    top = max(content.levels.values(), key=lambda level: level.rank)
    speakers = [key for key, question in content.questions.items() if question.role is Role.SPEAKER]
    ages = [question for question in content.questions.values() if question.role is Role.AGE]
    return {
        "version": content.meta.version,
        "language": content.language,
        "speaker": speakers[0],
        "age": ages[0].id,
        "adult_from": ages[0].adult_from,
        "questions": [
            {
                "id": question.id,
                "kind": question.kind.value,
                "emergency": question.emergency,
                "ask": None if question.ask is None else condition_json(question.ask),
                "offered": {key: condition_json(when) for key, when in question.offered.items()},
                "role": question.role.value,
                "lesser": list(question.lesser),
                "repeats": {key: list(names) for key, names in question.repeats.items()},
                "say": words["questions"][question.id].get("say", {}),
                "say_other": words["questions"][question.id].get("say_other", {}),
                "minimum": question.minimum,
                "maximum": question.maximum,
            }
            for question in content.questions.values()
        ],
        "findings": {
            finding.id: condition_json(finding.when) for finding in content.findings.values()
        },
        "rules": {rule.id: condition_json(rule.when) for rule in content.rules.values()},
        "emergency": [
            {
                "id": rule.id,
                "contact": rule.contact.id,
                "do": _variants(words["rules"][rule.id], "do"),
            }
            for rule in content.rules.values()
            if rule.level == top
        ],
        "do": _variants(words["levels"][top.id], "do"),
        "ask": _variants(words["levels"][top.id], "ask"),
        "say": words["ui"]["say"],
        "contacts": {
            contact.id: {
                "order": contact.order,
                "texts": _variants(words["contacts"][contact.id], "title", "who"),
                "do": _variants(words["contacts"][contact.id], "do"),
            }
            for contact in content.contacts.values()
        },
        "places": [
            {"id": key, **{name: place.get(name, "") for name in PLACE}}
            for key, place in words["places"].items()
        ],
        "elsewhere": NO_PLACE,
        "site": site,
        "home": f"{site}{links.language.folder}",
        "sources_language": FIRST.code,
        "pages": [{"title": title, **_link(links, page)} for page, title in pages.items()],
        "rules_page": _link(links, RULES),
        "diary_page": _link(links, DIARY),
        "take_along": {**words["summary"]["page"], **_shared(interface)},
        "words": interface,
    }


def _variants(table: Mapping[str, object], *fields: str) -> dict[str, object]:
    """Return fields of a table with those of their variants that it has."""
    names = [field + ending for field in fields for ending in ("", *VARIANTS)]
    return {name: table[name] for name in names if name in table}


def _link(links: Links, page: str) -> dict[str, str]:
    """Return where a page is, and in which language it is there."""
    return {"address": links.to(page), "language": links.language_of(page).code}


def _shared(interface: dict[str, object]) -> dict[str, object]:
    """Return the words of the check that what is taken along needs too."""
    return {key: interface[key] for key in ("locale", "new_tab")}


def citations(content: Content, question: Question) -> list[Citation]:
    """Return the sources behind a question, each once, without what rests on memory alone."""
    labels = content.words["ui"]["check"]
    found = {}
    for key in question.evidence:
        evidence = content.evidence[key]
        if evidence.mark is not Mark.FROM_MEMORY:
            found[evidence.source] = Citation(
                content.sources[evidence.source].citation,
                str(labels[f"mark_{evidence.mark.value}"]),
            )
    return list(found.values())


def first_general(question: Question) -> str:
    """Return the first option that is no sign: "none", "not sure" or "rather not say"."""
    return next((option for option in question.options if option in GENERAL), "")


def _with_defaults(content: Content) -> dict[str, dict[str, object]]:
    optional: dict[str, object] = {"hint": "", "hint_other": "", "options_child": {}}
    return {key: {**optional, **words} for key, words in content.words["questions"].items()}


def _script_json(value: object) -> str:
    """Return JSON that cannot end the script element that holds it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
