"""What a change of rules or words does: levels of cases and stories, texts, and parts that are new or gone.

Two contents are compared by the same engine. `scripts/impact` takes the older one from a commit.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker import CheckerError, assess
from checker.loading import build_without_words
from evaluation.accuracy import completed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from checker import Assessment, Content
    from checker.model import Level
    from checker.tables import Tables

__all__ = ["Impact", "LevelChange", "PartChange", "TextChange", "impact", "report"]

CONTEXT = 2
"""So many words are shown on each side of those that differ."""
LONGEST = 160
MARKUP = re.compile(r"([\\`*_\[\]<>#|])")


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A case or story with another level, and the rules that decide it before and now."""

    name: str
    old: Level
    new: Level
    old_rules: tuple[str, ...]
    new_rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewAnswers:
    """A case or story that one of the two contents cannot assess, and why not; `level` is that of the other."""

    name: str
    level: Level
    why: str


@dataclass(frozen=True, slots=True)
class PartChange:
    """A level, question, option, finding or rule that is new, gone or changed."""

    what: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text in the words of one language; empty where there was or is none."""

    file: str
    key: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Impact:
    """All that differs between two contents. `unread` says why the older one cannot be assessed."""

    levels: tuple[LevelChange, ...] = ()
    compared: int = 0
    newly_answered: tuple[NewAnswers, ...] = ()
    no_longer_answered: tuple[NewAnswers, ...] = ()
    parts: tuple[PartChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    unread: str = ""


def impact(
    old: Tables, new: Tables, cases: Iterable[Mapping[str, Any]], base: Mapping[str, object]
) -> Impact:
    """Compare two contents on `cases`, each with a name and the answers that differ from `base`.

    :raises ContentError: when the new tables do not fit together; for the old ones `unread` says it
    """
    now = build_without_words(new)
    texts = tuple(_texts(old, new))
    try:
        before = build_without_words(old)
    except (CheckerError, KeyError, TypeError, AttributeError) as error:  # another shape
        return Impact(texts=texts, unread=f"{type(error).__name__}: {error}")
    levels: list[LevelChange] = []
    added: list[NewAnswers] = []
    lost: list[NewAnswers] = []
    compared = 0
    for case in cases:
        name = case["name"]
        was, is_now = (_assessed(content, case["answers"], base) for content in (before, now))
        if isinstance(was, CheckerError):
            if not isinstance(is_now, CheckerError):
                added.append(NewAnswers(name, is_now.level, str(was)))
        elif isinstance(is_now, CheckerError):
            lost.append(NewAnswers(name, was.level, str(is_now)))
        else:
            compared += 1
            if was.level.id != is_now.level.id:
                change = LevelChange(
                    name, was.level, is_now.level, _deciding(was), _deciding(is_now)
                )
                levels.append(change)
    return Impact(
        levels=tuple(levels),
        compared=compared,
        newly_answered=tuple(added),
        no_longer_answered=tuple(lost),
        parts=tuple(_parts(before, now)),
        texts=texts,
    )


def _assessed(
    content: Content, answers: Mapping[str, Any], base: Mapping[str, object]
) -> Assessment | CheckerError:
    try:
        return assess(content, completed(content, answers, base))
    except CheckerError as error:
        return error


def _deciding(result: Assessment) -> tuple[str, ...]:
    return tuple(one.rule.id for one in result.reasons if one.rule.level == result.level)


def _parts(old: Content, new: Content) -> Iterator[PartChange]:
    before, now = _named_parts(old), _named_parts(new)
    for what, names in (
        ("new", [name for name in now if name not in before]),
        ("gone", [name for name in before if name not in now]),
        ("changed", [name for name in now if name in before and before[name] != now[name]]),
    ):
        yield from (PartChange(what, *name) for name in names)


def _named_parts(content: Content) -> dict[tuple[str, str], object]:
    """Return each part of a content by kind and name, with all that decides about it."""
    options = {
        f"{one.id}.{option}": one.offered.get(option)
        for one in content.questions.values()
        for option in one.options
    }
    questions = {
        one.id: (one.kind, one.ask, one.minimum, one.maximum, one.plain, one.part)
        for one in content.questions.values()
    }
    rules = {one.id: (one.level, one.contact, one.when) for one in content.rules.values()}
    kinds: dict[str, Mapping[str, object]] = {
        "level": content.levels,
        "question": questions,
        "option": options,
        "finding": {one.id: one.when for one in content.findings.values()},
        "rule": rules,
    }
    return {(kind, name): one for kind, found in kinds.items() for name, one in found.items()}


def _texts(old: Tables, new: Tables) -> Iterator[TextChange]:
    before, now = _leaves(old), _leaves(new)
    for place in sorted(before.keys() | now.keys()):
        was, is_now = before.get(place, ""), now.get(place, "")
        if was != is_now:
            yield TextChange(*place, was, is_now)


def _leaves(tables: Tables) -> dict[tuple[str, str], str]:
    """Return each text of each language by file and key."""
    languages = {name.split("/")[0] for name in tables if name.endswith("/questions")}
    return {
        (f"{file}.toml", key): text
        for file, table in tables.items()
        if file.split("/")[0] in languages
        for key, text in _flat(table, "")
    }


def _flat(value: object, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for at, inner in enumerate(value, 1):
            yield from _flat(inner, f"{key}[{at}]")
    else:
        yield key, str(value)


def report(found: Impact, *, markdown: bool = False) -> str:
    """Return an impact as text for a terminal, or as Markdown for a pull request."""
    say = _escaped if markdown else str
    milder = [one for one in found.levels if one.new.rank < one.old.rank]
    higher = [one for one in found.levels if one.new.rank > one.old.rank]
    texts: dict[str, list[TextChange]] = {}
    for text in found.texts:
        texts.setdefault(text.file.split("/")[0], []).append(text)
    sections = {
        f"Less urgent: {len(milder)} of {found.compared} cases and stories": map(_level, milder),
        f"More urgent: {len(higher)} of {found.compared} cases and stories": map(_level, higher),
        f"New answers, not comparable: {len(found.newly_answered)}": [
            f"{one.name}: {one.level.id} now" for one in found.newly_answered
        ],
        f"Can no longer be answered: {len(found.no_longer_answered)}": [
            f"{one.name}: {one.level.id} before; {one.why}" for one in found.no_longer_answered
        ],
        f"Rules, findings, questions, options: {len(found.parts)}": [
            f"{one.what} {one.kind} {one.name}" for one in found.parts
        ],
    } | {
        f"Texts in {language}: {len(some)}": [_text(one) for one in some]
        for language, some in texts.items()
    }
    lines = ["## What this change does"] if markdown else []
    if found.unread:
        lines += [
            "",
            say(f"The older content does not load, so no level is compared: {found.unread}"),
        ]
    elif not found.levels:
        lines += ["", f"None of {found.compared} cases and stories changes its level."]
    for title, entries in sections.items():
        if listed := [say(entry) for entry in entries]:
            lines += _section(title, listed, markdown=markdown)
    return "\n".join(lines).strip() + "\n"


def _section(title: str, entries: list[str], *, markdown: bool) -> list[str]:
    if not markdown:
        return ["", title, *(f"  {entry}" for entry in entries)]
    listed = [f"- {entry}" for entry in entries]
    if title.startswith("Texts"):  # there may be hundreds
        return ["", f"<details><summary>{title}</summary>", "", *listed, "", "</details>"]
    return ["", f"### {title}", "", *listed]


def _level(one: LevelChange) -> str:
    rules = f"{', '.join(one.old_rules)} -> {', '.join(one.new_rules)}"
    if one.old_rules == one.new_rules:
        rules = ", ".join(one.new_rules)
    return f"{one.name}: {one.old.id} -> {one.new.id} ({rules})"


def _text(one: TextChange) -> str:
    place = f"{one.file} {one.key}"
    if not one.old:
        return f"{place}: new “{_short(one.new)}”"
    if not one.new:
        return f"{place}: gone “{_short(one.old)}”"
    old, new = _difference(one.old.split(), one.new.split())
    return f"{place}: “{_short(old)}” -> “{_short(new)}”"


def _difference(old: list[str], new: list[str]) -> tuple[str, str]:
    """Return the words that differ, with a little of what is round them."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    first, last = max(0, start - CONTEXT), max(0, end - CONTEXT)
    before, after = ("… " if first else ""), (" …" if last else "")
    was, is_now = (" ".join(words[first : len(words) - last]) for words in (old, new))
    return f"{before}{was}{after}", f"{before}{is_now}{after}"


def _short(text: str) -> str:
    return textwrap.shorten(text, LONGEST, placeholder=" …")


def _escaped(text: str) -> str:
    return MARKUP.sub(r"\\\1", text)
