"""Turn the knowledge files into checked values that fit together.

A wrong file is a :class:`~checker.errors.ContentError` when it is loaded, so
that no half-read rule can ever answer.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from checker.conditions import All, Condition, Facts, Is, Truth, leaves, parse, signs
from checker.errors import ContentError, UnknownLanguageError
from checker.model import (
    GENERAL,
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
from checker.tables import choice, entries, field, file_named, read_tables, some_of, texts_at
from checker.words import check_words, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from checker.tables import Table, Tables

__all__ = ["CONTENT", "build_content", "build_without_words", "load_content"]

CONTENT = Path(__file__).parent / "content"
"""The folder of the knowledge of this package."""


@cache
def load_content(language: str = "en") -> Content:
    """Return the knowledge of this package with the words of one language.

    :raises UnknownLanguageError: when there are no words for it
    :raises ContentError: when the files do not fit together

    >>> content = load_content()
    >>> content.language, content.questions["age"].kind.value
    ('en', 'number')
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
    silent = build_without_words(tables)
    words = MappingProxyType(read_words(tables, language))
    content = replace(silent, language=language, words=words)
    check_words(content)
    return content


def build_without_words(tables: Tables) -> Content:
    """Turn tables into what decides a level, and leave out the words of every language.

    :raises ContentError: when the tables do not fit together
    """
    evidence = _evidence(tables)
    levels = {
        key: Level(key, *(field(table, f, int, f"levels.toml [{key}]") for f in LEVEL_FIELDS))
        for key, table in entries(tables, "levels").items()
    }
    if len({level.rank for level in levels.values()}) < len(levels):
        raise ContentError("levels.toml", "two levels have the same rank")
    contacts = {
        key: Contact(key, field(table, "order", int, f"contacts.toml [{key}]"))
        for key, table in entries(tables, "contacts").items()
    }
    if len({contact.order for contact in contacts.values()}) < len(contacts):
        raise ContentError("contacts.toml", "two contacts have the same order")
    questions = _questions(tables, evidence)
    findings = _findings(tables, questions, evidence)
    rules = _rules(tables, findings, levels, contacts, evidence)
    _check_every_option_is_read(questions, findings)
    return Content(
        meta=_meta(tables),
        language="",
        levels=MappingProxyType(levels),
        contacts=MappingProxyType(contacts),
        sources=MappingProxyType(_sources(tables)),
        evidence=MappingProxyType(evidence),
        questions=MappingProxyType(questions),
        findings=MappingProxyType(findings),
        rules=MappingProxyType(rules),
        words=MappingProxyType({}),
    )


def _meta(tables: Tables) -> Meta:
    table, where = file_named(tables, "meta"), "meta.toml"
    return Meta(
        name=field(table, "name", str, where),
        version=field(table, "version", str, where),
        date=field(table, "date", str, where),
        valid_days=field(table, "valid_days", int, where),
        reviewed_by=field(table, "reviewed_by", str, where),
    )


def _sources(tables: Tables) -> dict[str, Source]:
    return {
        key: Source(
            id=key,
            citation=field(table, "citation", str, f"sources.toml [{key}]"),
            url=field(table, "url", str, f"sources.toml [{key}]", ""),
            seen=field(table, "seen", str, f"sources.toml [{key}]"),
        )
        for key, table in entries(tables, "sources").items()
    }


def _evidence(tables: Tables) -> dict[str, Evidence]:
    sources = file_named(tables, "sources")
    found: dict[str, Evidence] = {}
    for key, table in entries(tables, "evidence").items():
        where = f"evidence.toml [{key}]"
        mark = field(table, "mark", str, where)
        if mark not in set(Mark):
            raise ContentError(where, f"mark {mark!r}, allowed: {', '.join(Mark)}")
        source = field(table, "source", str, where)
        if source not in sources:
            raise ContentError(where, f"source {source!r} is not in sources.toml")
        found[key] = Evidence(
            id=key,
            claim=field(table, "claim", str, where),
            value=field(table, "value", str, where, ""),
            interval=field(table, "ci", str, where, ""),
            population=field(table, "population", str, where, ""),
            source=source,
            mark=Mark(mark),
            note=field(table, "note", str, where, ""),
        )
    return found


def _references(table: Table, evidence: Mapping[str, Evidence], where: str) -> tuple[str, ...]:
    ids = texts_at(table, "evidence", where)
    for key in ids:
        if key not in evidence:
            raise ContentError(where, f"evidence {key!r} is not in evidence.toml")
    return tuple(ids)


def _questions(tables: Tables, evidence: Mapping[str, Evidence]) -> dict[str, Question]:
    questions: dict[str, Question] = {}
    earlier: set[str] = set()
    numbers: set[str] = set()
    for key, table in entries(tables, "questions").items():
        where = f"questions.toml [{key}]"
        kind = field(table, "kind", str, where)
        if kind not in set(Kind):
            raise ContentError(where, f"kind {kind!r}, allowed: {', '.join(Kind)}")
        ask = parse(table["ask"], where) if "ask" in table else None
        if ask is not None:
            _check_names(ask, earlier, numbers, where, "an option of an earlier question")
        options = texts_at(table, "options", where, [])
        if bool(options) == (kind == Kind.NUMBER):
            raise ContentError(where, "a number question has no options, every other one has")
        questions[key] = Question(
            id=key,
            kind=Kind(kind),
            options=tuple(options),
            plain=frozenset(some_of(options, table, "plain", where)),
            emergency=field(table, "emergency", bool, where, False),  # noqa: FBT003
            wording=field(table, "wording", bool, where, False),  # noqa: FBT003
            role=choice(table, "role", Role, where, Role.NONE),
            part=choice(table, "part", Part, where, Part.SIGNS),
            medicines=tuple(some_of(options, table, "medicines", where)),
            lesser=tuple(some_of(options, table, "lesser", where)),
            repeats=_repeats(table, options, where),
            ask=ask,
            offered=_offered(table, options, earlier, numbers, where),
            evidence=_references(table, evidence, where),
            minimum=field(table, "min", int, where, 0),
            maximum=field(table, "max", int, where, 0),
            adult_from=field(table, "adult_from", int, where, 0),
        )
        if questions[key].adult_from and questions[key].role is not Role.AGE:
            raise ContentError(where, "adult_from belongs to the question about the age")
        if kind == Kind.NUMBER:
            if questions[key].minimum >= questions[key].maximum:
                raise ContentError(where, "a number question has a min and a higher max")
            numbers.add(key)
        earlier.update(_atoms(questions[key]))
    _check_repeats(questions)
    return questions


def _offered(
    table: Table, options: list[str], earlier: set[str], numbers: set[str], where: str
) -> Mapping[str, Condition]:
    """Return when an option is shown. One is hidden by what is known, never by what is not."""
    found: dict[str, Condition] = {}
    for option, raw in field(table, "offered", dict, where, {}).items():
        if option not in options or option in GENERAL:
            raise ContentError(
                where, f"offered names {option!r}, which is no sign of this question"
            )
        found[option] = parse(raw, f"{where} offered {option}")
        _check_names(found[option], earlier, numbers, where, "an option of an earlier question")
        if found[option].truth(Facts(set(), {})) is not Truth.YES:
            raise ContentError(
                where, f"offered hides {option!r} from people of whom nothing is known"
            )
    return MappingProxyType(found)


def _repeats(table: Table, options: list[str], where: str) -> Mapping[str, tuple[str, ...]]:
    raw = field(table, "repeats", dict, where, {})
    some_of(options, {"repeats": list(raw)}, "repeats", where)
    return MappingProxyType(
        {option: tuple(texts_at(raw, option, f"{where} repeats")) for option in raw}
    )


def _check_repeats(questions: Mapping[str, Question]) -> None:
    """See that what stands in for an option is an option, and is itself always said."""
    sure = {
        f"{key}.{option}"
        for key, one in questions.items()
        for option in one.options
        if option not in one.lesser and option not in one.repeats
    }
    for key, question in questions.items():
        said = {name for others in question.repeats.values() for name in others}
        if odd := said - sure:
            where = f"questions.toml [{key}]"
            raise ContentError(
                where, f"repeats names {sorted(odd)}, which may be left out, or are no options"
            )


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
    for key, table in entries(tables, "findings").items():
        where = f"findings.toml [{key}]"
        when = parse(table.get("when"), where)
        _check_names(when, names, numbers, where, "an option or a finding above this one")
        findings[key] = Finding(
            id=key,
            topic=field(table, "topic", str, where),
            key=field(table, "key", bool, where, False),  # noqa: FBT003
            quiet=field(table, "quiet", bool, where, False),  # noqa: FBT003
            expected=field(table, "expected", bool, where, False),  # noqa: FBT003
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
        for key, table in entries(tables, name).items():
            where = f"{name}.toml [{key}]"
            if key in rules:
                raise ContentError(where, "another topic has a rule of this name")
            when = parse(table.get("when"), where)
            _check_names(when, set(findings), set(), where, "a finding")
            read.update(finding for finding, _ in signs(when))
            level = _named(table, "level", levels, where)
            contact = _named(table, "contact", contacts, where)
            ids = _references(table, evidence, where)
            if not ids:
                raise ContentError(where, "a rule names the evidence it rests on")
            rules[key] = Rule(
                id=key,
                topic=name.removeprefix("rules/"),
                level=level,
                contact=contact,
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


def _named[T](table: Table, key: str, things: Mapping[str, T], where: str) -> T:
    """Return the thing that a field names."""
    name = field(table, key, str, where)
    if name not in things:
        raise ContentError(where, f"{key} {name!r}, allowed: {', '.join(things)}")
    return things[name]


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
