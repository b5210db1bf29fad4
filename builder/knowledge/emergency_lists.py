"""The emergency list and the list for today, in the lengths in which pages and sheets show them.

The lines are data: docs/_data/signs.toml says which rules each tells of, sign-words.toml of each language has
the words. How soon and whom to turn to is never written there: a line has the level and the contact of its
rules, and an emergency rule without a line ends the build.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from builder.knowledge import languages, rule_text
from builder.knowledge.languages import FIRST
from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from builder.knowledge.languages import Language
    from checker import Content
    from checker.model import Contact, Level, Rule

DATA = "docs/_data/signs.toml"
WORDS = "sign-words"
WHOLE = ("emergency_now", "same_day")
"""The levels of which every rule has a line."""
DOUBT = "unsure"
"""The topic of findings that are doubts: no line can name them one by one."""


class SignError(BuildError, ValueError):
    """A line does not tell what its rules say, or a rule has no line; the message names it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list, and the rules of which it tells; all of them have its level and its contact."""

    id: str
    text: str
    rules: tuple[Rule, ...]
    findings: frozenset[str]
    part: str
    short: bool

    @property
    def level(self) -> Level:
        """Return how soon."""
        return self.rules[0].level

    @property
    def contact(self) -> Contact:
        """Return whom to turn to."""
        return self.rules[0].contact


@dataclass(frozen=True, slots=True)
class Group:
    """Lines with one contact; `parts` are the same lines under their small headings, in order."""

    contact: Contact
    lines: tuple[Line, ...]
    parts: tuple[tuple[str, tuple[Line, ...]], ...]


class Signs:
    """The lists in one language: ``signs`` in every template."""

    whole = WHOLE

    def __init__(
        self,
        lines: Sequence[Line],
        lists: Mapping[str, Sequence[Line]],
        words: Mapping[str, Any],
        content: Content,
    ) -> None:
        """Keep all lines in their order, the lines of each shorter list, and the words round them."""
        self._content = content
        self._speeds: Mapping[str, str] = words["speeds"]
        self.lines = lines
        self.words: Mapping[str, str] = words["words"]
        self._lists = lists
        self._parts: Mapping[str, str] = words["parts"]

    def lines_of(self, name: str) -> Sequence[Line]:
        """Return the lines of a shorter list, or the whole list of a level. Raises SignError."""
        if name in WHOLE:
            return [line for line in self.lines if line.level.id == name and not line.short]
        if name in self._lists:
            return self._lists[name]
        raise SignError(
            f"{name!r} is no list of signs: allowed are {', '.join((*WHOLE, *self._lists))}"
        )

    def groups(self, name: str) -> list[Group]:
        """Return a list by contact, a contact where its first line is. Raises SignError."""
        return [
            Group(lines[0].contact, tuple(lines), tuple(self._in_parts(lines)))
            for lines in _by(self.lines_of(name), lambda line: line.contact.id)
        ]

    def how_soon(self, *rules: str) -> str:
        """Return the mark of the level that some rules, or lists, have in common. Raises SignError."""
        return rule_text.level_mark(self._content, self._level(rules))

    def says(self, text: str, *rules: str) -> str:
        """Return words of a page that tell how soon, held against the rules of which they tell. Raises SignError."""
        level = self._level(rules)
        said = {
            key
            for key, phrases in self._speeds.items()
            if re.search(rf"\b(?:{phrases})\b", text, re.IGNORECASE)
        }
        named = [rule for name in rules for rule in self._rules(name)]
        contacts = {self._content.rules[rule].contact.id for rule in named}
        expected = {level, *contacts & said} if len(contacts) == 1 else {level}
        if said != expected:
            raise SignError(
                f"{text!r} says {' and '.join(sorted(said)) or 'no speed'}: "
                f"{', '.join(rules)} has {level} ({', '.join(sorted(contacts))})"
            )
        return text

    def _rules(self, name: str) -> list[str]:
        """Return a rule, or all rules of a shorter list."""
        lines = self._lists.get(name)
        return [name] if lines is None else [rule.id for line in lines for rule in line.rules]

    def _level(self, names: Sequence[str]) -> str:
        rules = [rule for name in names for rule in self._rules(name)]
        known = self._content.rules
        if unknown := [rule for rule in rules if rule not in known]:
            raise SignError(f"there is no rule {', '.join(unknown)}")
        levels = {known[rule].level.id for rule in rules}
        if len(levels) != 1:
            raise SignError(
                f"{', '.join(rules)}: expected rules of one level, got {sorted(levels)}"
            )
        return levels.pop()

    def _in_parts(self, lines: Iterable[Line]) -> Iterable[tuple[str, tuple[Line, ...]]]:
        for part in _by(lines, lambda line: line.part):
            yield self._parts.get(part[0].part, ""), tuple(part)


def _by(lines: Iterable[Line], key: Callable[[Line], str]) -> Iterable[list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return found.values()


class Unread:
    """The lists of one language, read when a page first asks for one: a project may have none."""

    def __init__(self, root: Path, content: Content, language: Language) -> None:
        """Read nothing yet."""
        self._read = cache(lambda: load(root, content, language))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  what Signs has
        """Read the lists, and return what Signs has by this name. Raises SignError, or LanguageError."""
        return getattr(self._read(), name)


def load(root: Path, content: Content, language: Language = FIRST) -> Signs:
    """Return the lists of one language, held against the rules. Raises SignError, or LanguageError."""
    data = _data(root)
    words = languages.words(root, language, WORDS)
    if odd := data["line"].keys() ^ words["lines"].keys():
        raise SignError(f"{DATA} and {WORDS}.toml: {sorted(odd)} stand on one side only")
    lines = {
        key: _line(content, key, raw, words["lines"][key]) for key, raw in data["line"].items()
    }
    for line in lines.values():
        if line.part and line.part not in words["parts"]:
            raise SignError(f"{DATA}: [{line.id}]: part {line.part!r} has no words")
    _complete(content, lines.values())
    lists = {name: _named(lines, name, ids) for name, ids in data["lists"].items()}
    return Signs(tuple(lines.values()), lists, words, content)


def _data(root: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads((root / DATA).read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SignError(f"{DATA} is not TOML: {error}") from error


def _line(content: Content, key: str, raw: Mapping[str, Any], text: str) -> Line:
    """Read one line. Raises SignError when its rules do not have one level and one contact."""
    match raw:
        case {"covers": [str(), *_] as covers, "findings": [*findings], **rest}:
            pass
        case _:
            raise SignError(f"{DATA}: [{key}]: expected the rules that it covers, and findings")
    if unknown := [rule for rule in covers if rule not in content.rules]:
        raise SignError(f"{DATA}: [{key}]: there is no rule {', '.join(unknown)}")
    rules = tuple(content.rules[rule] for rule in covers)
    ways = {f"{rule.level.id} ({rule.contact.id})" for rule in rules}
    if len(ways) > 1:
        raise SignError(
            f"{DATA}: [{key}] would give one speed to rules of {' and '.join(sorted(ways))}: write two lines"
        )
    if rules[0].level.id not in WHOLE:
        raise SignError(
            f"{DATA}: [{key}]: {covers[0]} is of {rules[0].level.id}, which has no list"
        )
    if stale := set(findings) - {finding for rule in rules for finding in rule.findings}:
        raise SignError(f"{DATA}: [{key}]: none of its rules reads {', '.join(sorted(stale))}")
    return Line(
        key, text, rules, frozenset(findings), rest.get("part", ""), rest.get("short", False)
    )


def _complete(content: Content, lines: Iterable[Line]) -> None:
    """Raise SignError unless every rule of the whole levels has lines that name all that it reads."""
    whole = [line for line in lines if not line.short]
    missing = []
    for rule in content.rules.values():
        if rule.level.id not in WHOLE:
            continue
        told = [line for line in whole if rule in line.rules]
        named = frozenset[str]().union(*(line.findings for line in told))
        reads = {key for key in rule.findings if content.findings[key].topic != DOUBT}
        if not told:
            missing.append(f"{rule.id} has no line")
        elif left := sorted(reads - named):
            missing.append(f"{rule.id} also reads {', '.join(left)}, which no line of it names")
    if missing:
        raise SignError(f"{DATA}: {'; '.join(missing)}")


def _named(lines: Mapping[str, Line], name: str, ids: Iterable[str]) -> Sequence[Line]:
    if unknown := [key for key in ids if key not in lines]:
        raise SignError(f"{DATA}: [lists] {name}: there is no line {', '.join(unknown)}")
    if len({lines[key].level.id for key in ids}) > 1:
        raise SignError(f"{DATA}: [lists] {name}: its lines are of several levels")
    return tuple(lines[key] for key in ids)
