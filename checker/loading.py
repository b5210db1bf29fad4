"""Read the knowledge files and check that they fit together.

A wrong file is a :class:`~checker.errors.ContentError` when it is loaded, so
that no half-read rule can ever answer. In the browser the same tables come
from one file, ``compiled.json``, that the build writes from these TOML files.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from checker.conditions import All, Condition, Is, leaves, parse, signs
from checker.errors import ContentError, UnknownLanguageError
from checker.model import (
    NOT_SURE,
    Contact,
    Content,
    Evidence,
    Finding,
    Kind,
    Level,
    Mark,
    Meta,
    Part,
    Question,
    Role,
    Rule,
    Source,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

    from checker.model import Words

__all__ = ["build_content", "load_content", "read_tables"]

CONTENT = Path(__file__).parent / "content"
COMPILED = "compiled.json"

type Table = Mapping[str, Any]
type Tables = Mapping[str, Table]
"""Every knowledge file by its path without ending, such as ``rules/cancer`` or ``en/levels``."""


def read_tables(folder: Path) -> Tables:
    """Read every TOML file below `folder`, or ``compiled.json`` where the build wrote it.

    :raises ContentError: when a file is not TOML, or the compiled one not JSON
    """
    compiled = folder / COMPILED
    if compiled.exists():
        try:
            return cast("Tables", json.loads(compiled.read_text("utf-8")))
        except ValueError as error:
            raise ContentError(COMPILED, str(error)) from error
    import tomllib  # noqa: PLC0415  the browser never needs it, and it is slow to import there

    tables: dict[str, Table] = {}
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        try:
            tables[name] = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ContentError(f"{name}.toml", str(error)) from error
    return tables


@cache
def load_content(language: str = "en") -> Content:
    """Return the knowledge of this package with the words of one language.

    :raises UnknownLanguageError: when there are no words for it
    :raises ContentError: when the files do not fit together
    """
    return build_content(read_tables(CONTENT), language)


def build_content(tables: Tables, language: str) -> Content:
    """Turn tables into checked, frozen values.

    :raises UnknownLanguageError: when there are no words for `language`
    :raises ContentError: when the tables do not fit together
    """
    languages = tuple(sorted(name.split("/")[0] for name in tables if name.endswith("/questions")))
    if language not in languages:
        raise UnknownLanguageError(language, languages)
    evidence = _evidence(tables)
    levels = {
        key: Level(key, *(_field(table, f, int, f"levels.toml [{key}]") for f in LEVEL_FIELDS))
        for key, table in _entries(tables, "levels").items()
    }
    if len({level.rank for level in levels.values()}) < len(levels):
        raise ContentError("levels.toml", "two levels have the same rank")
    contacts = {
        key: Contact(key, _field(table, "order", int, f"contacts.toml [{key}]"))
        for key, table in _entries(tables, "contacts").items()
    }
    if len({contact.order for contact in contacts.values()}) < len(contacts):
        raise ContentError("contacts.toml", "two contacts have the same order")
    questions = _questions(tables, evidence)
    findings = _findings(tables, questions, evidence)
    rules = _rules(tables, findings, levels, contacts, evidence)
    _check_every_option_is_read(questions, findings)
    words = _words(tables, language)
    content = Content(
        meta=_meta(tables),
        language=language,
        levels=MappingProxyType(levels),
        contacts=MappingProxyType(contacts),
        sources=MappingProxyType(_sources(tables)),
        evidence=MappingProxyType(evidence),
        questions=MappingProxyType(questions),
        findings=MappingProxyType(findings),
        rules=MappingProxyType(rules),
        words=MappingProxyType(words),
    )
    _check_words(content)
    return content


def _file(tables: Tables, name: str) -> Table:
    if name not in tables:
        raise ContentError(f"{name}.toml", "the file is missing")
    return tables[name]


def _entries(tables: Tables, name: str) -> Mapping[str, Table]:
    """Return a file of which every entry is a table."""
    for key, entry in _file(tables, name).items():
        if not isinstance(entry, dict):
            raise ContentError(f"{name}.toml", f"{key} is {entry!r}, expected a table")
    return tables[name]


def _texts(table: Table, key: str, where: str, default: list[str] | None = None) -> list[str]:
    """Return a list of texts, none of them twice."""
    texts: list[str] = _field(table, key, list, where, default)
    if not all(isinstance(text, str) for text in texts) or len(set(texts)) < len(texts):
        raise ContentError(where, f"{key} is {texts!r}, expected texts, each of them once")
    return texts


def _field[T](table: Table, key: str, kind: type[T], where: str, default: T | None = None) -> T:
    value = table.get(key, default)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ContentError(where, f"{key} is {value!r}, expected {kind.__name__}")
    return value


def _choice[E: StrEnum](table: Table, key: str, kind: type[E], where: str, default: E) -> E:
    value = table.get(key, default)
    if value not in set(kind):
        raise ContentError(where, f"{key} {value!r}, allowed: {', '.join(filter(None, kind))}")
    return kind(value)


def _some_of(options: list[str], table: Table, key: str, where: str) -> list[str]:
    some = _texts(table, key, where, [])
    if unknown := set(some) - set(options):
        raise ContentError(where, f"{key} names {sorted(unknown)}, which are no options")
    return some


def _meta(tables: Tables) -> Meta:
    table, where = _file(tables, "meta"), "meta.toml"
    return Meta(
        version=_field(table, "version", str, where),
        date=_field(table, "date", str, where),
        valid_days=_field(table, "valid_days", int, where),
        reviewed_by=_field(table, "reviewed_by", str, where),
    )


def _sources(tables: Tables) -> dict[str, Source]:
    return {
        key: Source(
            id=key,
            citation=_field(table, "citation", str, f"sources.toml [{key}]"),
            url=_field(table, "url", str, f"sources.toml [{key}]", ""),
            seen=_field(table, "seen", str, f"sources.toml [{key}]"),
        )
        for key, table in _entries(tables, "sources").items()
    }


def _evidence(tables: Tables) -> dict[str, Evidence]:
    sources = _file(tables, "sources")
    found: dict[str, Evidence] = {}
    for key, table in _entries(tables, "evidence").items():
        where = f"evidence.toml [{key}]"
        mark = _field(table, "mark", str, where)
        if mark not in set(Mark):
            raise ContentError(where, f"mark {mark!r}, allowed: {', '.join(Mark)}")
        source = _field(table, "source", str, where)
        if source not in sources:
            raise ContentError(where, f"source {source!r} is not in sources.toml")
        found[key] = Evidence(
            id=key,
            claim=_field(table, "claim", str, where),
            value=_field(table, "value", str, where, ""),
            interval=_field(table, "ci", str, where, ""),
            population=_field(table, "population", str, where, ""),
            source=source,
            mark=Mark(mark),
            note=_field(table, "note", str, where, ""),
        )
    return found


def _references(table: Table, evidence: Mapping[str, Evidence], where: str) -> tuple[str, ...]:
    ids = _texts(table, "evidence", where)
    for key in ids:
        if key not in evidence:
            raise ContentError(where, f"evidence {key!r} is not in evidence.toml")
    return tuple(ids)


def _questions(tables: Tables, evidence: Mapping[str, Evidence]) -> dict[str, Question]:
    questions: dict[str, Question] = {}
    earlier: set[str] = set()
    numbers: set[str] = set()
    for key, table in _entries(tables, "questions").items():
        where = f"questions.toml [{key}]"
        kind = _field(table, "kind", str, where)
        if kind not in set(Kind):
            raise ContentError(where, f"kind {kind!r}, allowed: {', '.join(Kind)}")
        ask = parse(table["ask"], where) if "ask" in table else None
        if ask is not None:
            _check_names(ask, earlier, numbers, where, "an option of an earlier question")
        options = _texts(table, "options", where, [])
        if bool(options) == (kind == Kind.NUMBER):
            raise ContentError(where, "a number question has no options, every other one has")
        questions[key] = Question(
            id=key,
            kind=Kind(kind),
            options=tuple(options),
            plain=frozenset(_some_of(options, table, "plain", where)),
            emergency=_field(table, "emergency", bool, where, False),  # noqa: FBT003
            wording=_field(table, "wording", bool, where, False),  # noqa: FBT003
            role=_choice(table, "role", Role, where, Role.NONE),
            part=_choice(table, "part", Part, where, Part.SIGNS),
            medicines=tuple(_some_of(options, table, "medicines", where)),
            ask=ask,
            evidence=_references(table, evidence, where),
            minimum=_field(table, "min", int, where, 0),
            maximum=_field(table, "max", int, where, 0),
        )
        if kind == Kind.NUMBER:
            if questions[key].minimum >= questions[key].maximum:
                raise ContentError(where, "a number question has a min and a higher max")
            numbers.add(key)
        earlier.update(_atoms(questions[key]))
    return questions


def _atoms(question: Question) -> Iterable[str]:
    """Yield every name under which a choice, or its absence, can be read."""
    yield f"{question.id}.{NOT_SURE}"  # also what a question left out counts as
    for option in question.options:
        yield f"{question.id}.{option}"


def _check_names(
    condition: Condition, names: set[str], numbers: set[str], where: str, what: str
) -> None:
    for leaf in leaves(condition):
        if isinstance(leaf, Is):
            if leaf.name not in names:
                raise ContentError(where, f"{leaf.name!r} is not {what}")
        elif leaf.question not in numbers:
            raise ContentError(where, f"{leaf.question!r} is not a number that can be read here")


def _findings(
    tables: Tables, questions: Mapping[str, Question], evidence: Mapping[str, Evidence]
) -> dict[str, Finding]:
    names = {atom for question in questions.values() for atom in _atoms(question)}
    numbers = {question.id for question in questions.values() if question.kind is Kind.NUMBER}
    findings: dict[str, Finding] = {}
    for key, table in _entries(tables, "findings").items():
        where = f"findings.toml [{key}]"
        when = parse(table.get("when"), where)
        _check_names(when, names, numbers, where, "an option or a finding above this one")
        findings[key] = Finding(
            id=key,
            topic=_field(table, "topic", str, where),
            key=_field(table, "key", bool, where, False),  # noqa: FBT003
            quiet=_field(table, "quiet", bool, where, False),  # noqa: FBT003
            questions=frozenset(
                question
                for name, _ in signs(when)
                for question in (
                    findings[name].questions if name in findings else (name.partition(".")[0],)
                )
            ),
            reads=tuple(signs(when)),
            when=when,
            evidence=_references(table, evidence, where),
        )
        names.add(key)
    return findings


def _rules(
    tables: Tables,
    findings: Mapping[str, Finding],
    levels: Mapping[str, Level],
    contacts: Mapping[str, Contact],
    evidence: Mapping[str, Evidence],
) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    read: set[str] = set()
    for name in sorted(tables):
        if not name.startswith("rules/"):
            continue
        for key, table in _entries(tables, name).items():
            where = f"{name}.toml [{key}]"
            if key in rules:
                raise ContentError(where, "another topic has a rule of this name")
            when = parse(table.get("when"), where)
            _check_names(when, set(findings), set(), where, "a finding")
            read.update(finding for finding, _ in signs(when))
            level = _field(table, "level", str, where)
            contact = _field(table, "contact", str, where)
            if level not in levels or contact not in contacts:
                raise ContentError(where, f"level {level!r} or contact {contact!r} is unknown")
            ids = _references(table, evidence, where)
            if not ids:
                raise ContentError(where, "a rule names the evidence it rests on")
            rules[key] = Rule(
                id=key,
                topic=name.removeprefix("rules/"),
                level=levels[level],
                contact=contacts[contact],
                findings=tuple(dict.fromkeys(sign for sign, helps in signs(when) if helps)),
                when=when,
                evidence=ids,
            )
    for finding in reversed(list(findings.values())):
        if finding.id not in read:
            raise ContentError(f"findings.toml [{finding.id}]", "no rule reads this finding")
        read.update(name for name, _ in signs(finding.when))
    if not any(rule.when == All(()) for rule in rules.values()):
        raise ContentError("rules", "no rule holds for everybody, so some would get no level")
    return dict(sorted(rules.items(), key=lambda item: -item[1].level.rank))


def _check_every_option_is_read(
    questions: Mapping[str, Question], findings: Mapping[str, Finding]
) -> None:
    conditions = [finding.when for finding in findings.values()]
    conditions += [question.ask for question in questions.values() if question.ask is not None]
    read = {name for condition in conditions for name, _ in signs(condition)}
    for question in questions.values():
        for option in question.options:
            if option not in question.plain and f"{question.id}.{option}" not in read:
                raise ContentError(
                    f"questions.toml [{question.id}]",
                    f"no condition reads option {option!r}, and plain does not list it",
                )


LEVEL_FIELDS = ("rank", "recheck_days")
WORDS_NEEDED = {
    "questions": ("short", "title", "title_other", "why"),
    "findings": ("name",),
    "rules": ("title", "why"),
    "topics": ("name",),
    "levels": ("mark_word", "name", "title", "by_when", "ask", "ask_other"),
    "contacts": ("title", "who"),
    "places.elsewhere": ("emergency",),
    "ui.say": (
        "who",
        "who_other",
        "who_unknown",
        "who_unknown_other",
        "signs",
        "new",
        "worse",
        "duration",
        "not_sure",
        "medical",
    ),
    "ui.limits": ("not_a_diagnosis", "not_reviewed"),
    "summary.summary": (
        "title",
        "filled_in",
        "filled_in_other",
        "whole",
        "brief",
        "reason",
        "timeline",
        "positives",
        "negatives",
        "unknown",
        "history",
        "medicines",
        "result",
        "nothing",
        "yes",
        "no",
        "not_sure",
        "prefer_not",
        "unanswered",
        "pain",
        "pain_unknown",
        "age",
        "age_unknown",
        "urgent",
        "since",
        "none_of",
        "nothing_ticked",
        "other_medicines",
        "advice",
        "advice_text",
        "because",
        "version",
        "version_text",
        "not_reviewed",
        "reviewed",
        "limits",
        "cut",
    ),
    "summary.calendar": ("title", "text", "text_new"),
}
"""Texts without which an assessment could not be put into words, by file and, if only one, entry."""
WORD_FILES = (
    "questions",
    "findings",
    "rules",
    "topics",
    "levels",
    "contacts",
    "places",
    "ui",
    "summary",
)


def _words(tables: Tables, language: str) -> dict[str, Words]:
    words: dict[str, Words] = {}
    for name in WORD_FILES:
        if name == "rules":
            topics = sorted(key for key in tables if key.startswith(f"{language}/rules/"))
            words[name] = {k: v for topic in topics for k, v in _entries(tables, topic).items()}
        else:
            words[name] = _entries(tables, f"{language}/{name}")
    return words


def _check_words(content: Content) -> None:
    """Hold the words against the knowledge: nothing without words, no words without a thing."""
    things: Mapping[str, Mapping[str, object]] = {
        "questions": content.questions,
        "findings": content.findings,
        "rules": content.rules,
        "topics": dict.fromkeys(rule.topic for rule in content.rules.values()),
        "levels": content.levels,
        "contacts": content.contacts,
    }
    for name, expected in things.items():
        if odd := set(content.words[name]) ^ set(expected):
            where = f"{content.language}/{name}"
            raise ContentError(where, f"{sorted(odd)} stand on one side only")
    for name, fields in WORDS_NEEDED.items():
        file, _, entry = name.partition(".")
        for key in [entry] if entry else content.words[file]:
            where, words = f"{content.language}/{file} [{key}]", content.words[file].get(key, {})
            for field in fields:
                _field(words, field, str, where)
    _check_lists_of_words(content)
    for question in content.questions.values():
        labels = content.words["questions"][question.id].get("options", {})
        if not isinstance(labels, dict) or set(labels) != set(question.options):
            raise ContentError(
                f"{content.language}/questions [{question.id}.options]",
                f"expected a text for each of {list(question.options)}",
            )


def _check_lists_of_words(content: Content) -> None:
    for key, words in content.words["levels"].items():
        for field in ("do", "meanwhile", "come_back", "would_change"):
            _texts(words, field, f"{content.language}/levels [{key}]")
    for key, words in content.words["contacts"].items():
        _texts(words, "do", f"{content.language}/contacts [{key}]")
    for key, words in content.words["topics"].items():
        _texts(words, "next", f"{content.language}/topics [{key}]")
    for key, words in content.words["rules"].items():
        _texts(words, "do", f"{content.language}/rules [{key}]", [])
