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

from checker.conditions import Condition, parse, signs
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
    Question,
    Rule,
    Source,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from checker.model import Words

__all__ = ["build_content", "load_content", "read_tables"]

CONTENT = Path(__file__).parent / "content"
COMPILED = "compiled.json"

type Table = Mapping[str, Any]
type Tables = Mapping[str, Table]
"""Every knowledge file by its path without ending, such as ``rules/cancer`` or ``en/levels``."""


def read_tables(folder: Path) -> Tables:
    """Read every TOML file below `folder`, or ``compiled.json`` where the build wrote it.

    :raises ContentError: when a file is not TOML
    """
    compiled = folder / COMPILED
    if compiled.exists():
        return cast("Tables", json.loads(compiled.read_text("utf-8")))
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
        key: Level(key, _field(table, "rank", int, f"levels.toml [{key}]"))
        for key, table in _file(tables, "levels").items()
    }
    contacts = {
        key: Contact(key, _field(table, "order", int, f"contacts.toml [{key}]"))
        for key, table in _file(tables, "contacts").items()
    }
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


def _field[T](table: Table, key: str, kind: type[T], where: str, default: T | None = None) -> T:
    value = table.get(key, default)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ContentError(where, f"{key} is {value!r}, expected {kind.__name__}")
    return value


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
        for key, table in _file(tables, "sources").items()
    }


def _evidence(tables: Tables) -> dict[str, Evidence]:
    sources = _file(tables, "sources")
    found: dict[str, Evidence] = {}
    for key, table in _file(tables, "evidence").items():
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
    ids: list[str] = _field(table, "evidence", list, where)
    for key in ids:
        if key not in evidence:
            raise ContentError(where, f"evidence {key!r} is not in evidence.toml")
    return tuple(ids)


def _questions(tables: Tables, evidence: Mapping[str, Evidence]) -> dict[str, Question]:
    questions: dict[str, Question] = {}
    earlier: set[str] = set()
    for key, table in _file(tables, "questions").items():
        where = f"questions.toml [{key}]"
        kind = _field(table, "kind", str, where)
        if kind not in set(Kind):
            raise ContentError(where, f"kind {kind!r}, allowed: {', '.join(Kind)}")
        ask = parse(table["ask"], where) if "ask" in table else None
        if ask is not None:
            _check_names(ask, earlier, where, "an option of an earlier question")
        options: list[str] = _field(table, "options", list, where, [])
        if bool(options) == (kind == Kind.NUMBER):
            raise ContentError(where, "a number question has no options, every other one has")
        plain: list[str] = _field(table, "plain", list, where, [])
        if unknown := set(plain) - set(options):
            raise ContentError(where, f"plain names {sorted(unknown)}, which are no options")
        questions[key] = Question(
            id=key,
            kind=Kind(kind),
            options=tuple(options),
            plain=frozenset(plain),
            emergency=_field(table, "emergency", bool, where, False),  # noqa: FBT003
            wording=_field(table, "wording", bool, where, False),  # noqa: FBT003
            ask=ask,
            evidence=_references(table, evidence, where),
            minimum=_field(table, "min", int, where, 0),
            maximum=_field(table, "max", int, where, 0),
        )
        earlier.update(_atoms(questions[key]))
    return questions


def _atoms(question: Question) -> Iterable[str]:
    """Yield every name under which answers to a question can be read."""
    yield f"{question.id}.{NOT_SURE}"  # also what a question left out counts as
    if question.kind is Kind.NUMBER:
        yield question.id
    for option in question.options:
        yield f"{question.id}.{option}"


def _check_names(condition: Condition, allowed: set[str], where: str, what: str) -> None:
    for name, _ in signs(condition):
        if name not in allowed:
            raise ContentError(where, f"{name!r} is not {what}")


def _findings(
    tables: Tables, questions: Mapping[str, Question], evidence: Mapping[str, Evidence]
) -> dict[str, Finding]:
    names = {atom for question in questions.values() for atom in _atoms(question)}
    findings: dict[str, Finding] = {}
    for key, table in _file(tables, "findings").items():
        where = f"findings.toml [{key}]"
        when = parse(table.get("when"), where)
        _check_names(when, names, where, "an option or a finding above this one")
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
        for key, table in tables[name].items():
            where = f"{name}.toml [{key}]"
            if key in rules:
                raise ContentError(where, "another topic has a rule of this name")
            when = parse(table.get("when"), where)
            _check_names(when, set(findings), where, "a finding")
            read.update(finding for finding, _ in signs(when))
            level, contact = table.get("level"), table.get("contact")
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
                when=when,
                evidence=ids,
            )
    for finding in reversed(list(findings.values())):
        if finding.id not in read:
            raise ContentError(f"findings.toml [{finding.id}]", "no rule reads this finding")
        read.update(name for name, _ in signs(finding.when))
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


WORD_FILES = ("questions", "findings", "rules", "levels", "contacts", "places", "ui")


def _words(tables: Tables, language: str) -> dict[str, Words]:
    words: dict[str, Words] = {}
    for name in WORD_FILES:
        if name == "rules":
            topics = sorted(key for key in tables if key.startswith(f"{language}/rules/"))
            words[name] = {k: v for topic in topics for k, v in tables[topic].items()}
        else:
            words[name] = _file(tables, f"{language}/{name}")
    return words


def _check_words(content: Content) -> None:
    """Hold the words against the knowledge: nothing without words, no words without a thing."""
    things: Mapping[str, tuple[Mapping[str, object], tuple[str, ...]]] = {
        "questions": (content.questions, ("title", "title_other", "why")),
        "findings": (content.findings, ("name",)),
        "rules": (content.rules, ("title", "why")),
        "levels": (
            content.levels,
            (
                "mark_word",
                "name",
                "title",
                "by_when",
                "do",
                "meanwhile",
                "come_back",
                "would_change",
            ),
        ),
        "contacts": (content.contacts, ("title", "who")),
    }
    for name, (expected, fields) in things.items():
        words, where = content.words[name], f"{content.language}/{name}"
        if odd := set(words) ^ set(expected):
            raise ContentError(where, f"{sorted(odd)} stand on one side only")
        for key in expected:
            if missing := [field for field in fields if field not in words[key]]:
                raise ContentError(f"{where} [{key}]", f"{missing} are missing")
    for question in content.questions.values():
        labels = content.words["questions"][question.id].get("options", {})
        if not isinstance(labels, dict) or set(labels) != set(question.options):
            raise ContentError(
                f"{content.language}/questions [{question.id}.options]",
                f"expected a text for each of {list(question.options)}",
            )
