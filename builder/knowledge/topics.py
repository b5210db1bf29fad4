"""What one sign, condition, test or treatment is: each with the same parts in the same order, and the rules behind it.

The words are data, docs/_data/topics/<page>.toml, one file for each page of docs/look-up. Which rules
read a sign, and which level they give, is taken from the checker's content and written nowhere else.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from builder.knowledge import rule_text
from builder.knowledge.references import markdown, sentence, typographic
from builder.tools.steps import BuildError
from checker.conditions import signs
from checker.model import Mark

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from builder.knowledge.references import References
    from builder.knowledge.site_content import Register
    from checker import Content
    from checker.model import Level, Rule

DATA = "docs/_data/topics"
FOLDER = "look-up"
"""The folder of the pages below the docs folder."""

KINDS = "docs/_data/topic_kinds.toml"
SIGN = "sign"
"""The kind that explains findings of the checker."""

PARTS = {
    "what": "What it is",
    "common": "How common",
    "feels": "What it feels like",
    "matters": "Why it matters",
    "else": "What else it can be",
    "do": "What to do",
}
"""The parts that are written; the last one, the sources, is gathered from them."""
MAY_LACK = ("common",)
"""Where the register holds no figure, the part is left out."""

LISTS = ("also", "findings", "rules")
ACT = "act"
"""The signs with a speed of their own: each has the rule that gives it, and no text says it."""

SOURCES = "Sources"

CITED = re.compile(r"\[\^([\w-]+)\]")
IDENTIFIER = re.compile(r"[a-z0-9-]+")


class TopicError(BuildError, ValueError):
    """A file of topics is not written as they are, or names what is not there."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of topics: their name together, and what is said over the rules that use one."""

    name: str
    rules: str


@dataclass(frozen=True, slots=True)
class Act:
    """A sign to act on, and the rule that says how soon and where. The text is Markdown like those of a topic."""

    sign: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Topic:
    """One section of its own. The texts are Markdown with "[^id]" where an entry of the register is cited.

    :param also: other words for it, for people who look it up
    :param findings: signs of the checker that it explains
    :param named_rules: rules that think of it, where no finding tells which
    """

    id: str
    page: str
    kind: str
    name: str
    also: tuple[str, ...]
    texts: Mapping[str, str]
    findings: tuple[str, ...]
    named_rules: tuple[str, ...]
    acts: tuple[Act, ...]

    @property
    def address(self) -> str:
        """Return its address below the docs folder."""
        return f"{FOLDER}/{self.page}.md#{self.id}"


@dataclass(frozen=True, slots=True)
class Use:
    """One rule of the checker that uses a topic; `alone` when the sign is enough without another."""

    rule: Rule
    alone: bool


# --- Reading -----------------------------------------------------------------------------------------------


def kinds(root: Path) -> dict[str, Kind]:
    """Return the kinds of topics by their ids, in the order of the index. Raises TopicError."""
    if not (root / KINDS).is_file():
        return {}  # a project without topics
    try:
        return {key: Kind(**raw) for key, raw in _toml(root / KINDS, KINDS).items()}
    except TypeError as error:
        raise TopicError(f"{KINDS}: {error}") from error


def load(root: Path, content: Content) -> list[Topic]:
    """Return all topics in the order of their files. Raises TopicError."""
    known = kinds(root)
    topics = [
        parse(key, entry, path.stem, f"{DATA}/{path.name}", content, known)
        for path in sorted((root / DATA).glob("*.toml"))
        for key, entry in _toml(path, f"{DATA}/{path.name}").items()
    ]
    seen: dict[str, str] = {}
    for topic in topics:
        if topic.id in seen:
            raise TopicError(f"{topic.id!r} stands in {seen[topic.id]} and in {topic.page}")
        seen[topic.id] = topic.page
    return topics


def _toml(path: Path, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TopicError(f"{where} is not TOML: {error}") from error


def parse(  # noqa: PLR0913, PLR0917 - what, where, and what it may name
    key: str, raw: object, page: str, where: str, content: Content, known: Collection[str]
) -> Topic:
    """Read one topic from TOML values. Raises TopicError."""
    place = f"{where}: [{key}]"
    match raw:
        case {"kind": str(kind), "name": str(name), **rest} if kind in known and name:
            fields = {str(field): value for field, value in rest.items()}
        case _:
            raise TopicError(f"{place}: expected a name, and a kind of {', '.join(known)}")
    lists = {field: _texts(fields.get(field, []), f"{place}: {field}") for field in LISTS}
    texts = {
        part: text for part in PARTS if isinstance(text := fields.get(part), str) and text.strip()
    }
    missing = [part for part in PARTS if part not in texts and part not in MAY_LACK]
    acts = _acts(fields.get(ACT, []), content, f"{place}: {ACT}")
    if acts and missing == ["do"]:
        missing = []
    extra = sorted(set(fields) - {*LISTS, *PARTS, ACT})
    if missing or extra or not IDENTIFIER.fullmatch(key):
        raise TopicError(
            f"{place}: expected the texts {', '.join(PARTS)}, and the lists {', '.join(LISTS)}; "
            f"missing are {missing or 'none'}, not known are {extra or 'none'}"
        )
    _known(lists["findings"], content.findings, f"{place}: findings")
    _known(lists["rules"], content.rules, f"{place}: rules")
    return Topic(
        key, page, kind, name, lists["also"], texts, lists["findings"], lists["rules"], acts
    )


def _acts(raw: object, content: Content, where: str) -> tuple[Act, ...]:
    """Return the signs to act on, the most urgent first. Raises TopicError."""
    found = []
    for entry in raw if isinstance(raw, list) else [raw]:
        match entry:
            case {"sign": str(text), "rule": str(rule), **rest} if text and not rest:
                _known([rule], content.rules, where)
                found.append(Act(text, content.rules[rule]))
            case _:
                raise TopicError(f"{where}: expected a list of signs, each with its rule")
    return tuple(sorted(found, key=lambda act: (-act.rule.level.rank, -act.rule.contact.order)))


def _texts(raw: object, where: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        raise TopicError(f"{where}: expected a list of texts")
    return tuple(raw)


def _known(names: Iterable[str], allowed: Mapping[str, object], where: str) -> None:
    for name in names:
        if name not in allowed:
            raise TopicError(f"{where}: {name!r} is not there: allowed are {', '.join(allowed)}")


# --- Rules -------------------------------------------------------------------------------------------------


type Readers = Mapping[str, Sequence[Rule]]
"""For each finding the rules that its presence can help to hold, by way of others too."""


def readers(content: Content) -> Readers:
    """Return which rules read which finding."""
    found: dict[str, list[Rule]] = {finding: [] for finding in content.findings}
    for rule in content.rules.values():
        for finding in _read_by(content, rule):
            found[finding].append(rule)
    return found


def _read_by(content: Content, rule: Rule) -> set[str]:
    found: set[str] = set()
    waiting = [rule.when]
    while waiting:
        for name, positive in signs(waiting.pop()):
            if positive and name in content.findings and name not in found:
                found.add(name)
                waiting.append(content.findings[name].when)
    return found


def uses(content: Content, topic: Topic, reading: Readers) -> list[Use]:
    """Return the rules that use a topic, the most urgent first, those that need no other sign before."""
    found: dict[str, bool] = dict.fromkeys(topic.named_rules, False)
    for finding in topic.findings:
        one = rule_text.sign(content, content.findings[finding])
        for rule in reading[finding]:
            alone = one.alone is not None and one.alone.id == rule.id
            found[rule.id] = found.get(rule.id, False) or alone
    return sorted(
        (Use(content.rules[key], alone) for key, alone in found.items()),
        key=lambda use: (-use.rule.level.rank, not use.alone),
    )


def uses_of_all(content: Content, topics: Iterable[Topic]) -> Mapping[str, list[Use]]:
    """Return the rules that use each topic, by its id."""
    reading = readers(content)
    return {topic.id: uses(content, topic, reading) for topic in topics}


def of_findings(topics: Iterable[Topic]) -> dict[str, Topic]:
    """Return for each finding the sign that explains it."""
    return {finding: topic for topic in topics if topic.kind == SIGN for finding in topic.findings}


# --- What a page shows -------------------------------------------------------------------------------------


class Shown:
    """The topics as one page shows them: ``topics`` in every template."""

    parts = PARTS
    sources_heading = SOURCES

    def __init__(
        self,
        topics: Sequence[Topic],
        kinds: Mapping[str, Kind],
        used: Mapping[str, list[Use]],
        register: Register,
        references: References,
    ) -> None:
        """Start a page; `used` are the uses of all topics."""
        self.all = topics
        self.kinds = kinds
        self._uses = used
        self._register = register
        self._references = references

    def on(self, page: str) -> list[Topic]:
        """Return the topics of one page. Raises TopicError when there are none."""
        if found := [topic for topic in self.all if topic.page == page]:
            return found
        allowed = ", ".join(dict.fromkeys(topic.page for topic in self.all))
        raise TopicError(f"no topics stand in {DATA}/{page}.toml: allowed are {allowed}")

    def of_kind(self, kind: str) -> list[Topic]:
        """Return the topics of one kind by name."""
        return sorted(
            (topic for topic in self.all if topic.kind == kind),
            key=lambda topic: topic.name.casefold(),
        )

    def uses(self, topic: Topic) -> list[Use]:
        """Return the rules that use a topic."""
        return self._uses[topic.id]

    def acts(self, topic: Topic) -> list[list[Act]]:
        """Return the signs to act on, those with one level and one contact together."""
        found: dict[tuple[str, str], list[Act]] = {}
        for act in topic.acts:
            found.setdefault((act.rule.level.id, act.rule.contact.id), []).append(act)
        return list(found.values())

    def level(self, topic: Topic) -> Level | None:
        """Return the most urgent level that a sign has by itself. A condition has none: only its signs do."""
        found = [use for use in self.uses(topic) if use.alone and topic.kind == SIGN]
        return found[0].rule.level if found else None

    @cached_property
    def about_rule(self) -> Mapping[str, Sequence[Topic]]:
        """Return for each rule the topics that it uses."""
        found: dict[str, list[Topic]] = {rule: [] for rule in self._register.content.rules}
        for topic in self.all:
            for use in self.uses(topic):
                found[use.rule.id].append(topic)
        return found

    @cached_property
    def of_findings(self) -> Mapping[str, Topic]:
        """Return for each finding the sign that explains it."""
        return of_findings(self.all)

    def filled(self, text: str) -> str:
        """Return a text with its footnote marks; how each figure is known stands in the note.

        Raises UnknownEvidenceError or UnpublishedEvidenceError.
        """
        return CITED.sub(lambda found: self._references.ref(found[1]), text)

    def sources(self, topic: Topic) -> list[tuple[str, str, str]]:
        """Return id, citation and marks of each source behind a topic and its findings, as Markdown."""
        content, said = self._register.content, self._register.words["marks"]
        marks: dict[str, list[Mark]] = {}
        for entry in (content.evidence[key] for key in evidence(content, topic)):
            if entry.mark is not Mark.FROM_MEMORY:
                marks.setdefault(entry.source, []).append(entry.mark)
        return [
            (
                key,
                markdown(typographic(sentence(content.sources[key].citation))),
                ", ".join(said[mark.value] for mark in dict.fromkeys(found)),
            )
            for key, found in marks.items()
        ]

    def is_unread(self, topic: Topic) -> bool:
        """Return whether a topic also rests on advice of this project for which no source was read."""
        content = self._register.content
        return any(
            content.evidence[key].mark is Mark.FROM_MEMORY for key in evidence(content, topic)
        )


def evidence(content: Content, topic: Topic) -> list[str]:
    """Return the ids of the register behind a topic: those that it cites, then those of its findings."""
    texts = [*topic.texts.values(), *(act.sign for act in topic.acts)]
    cited = [key for text in texts for key in CITED.findall(text)]
    found = [key for finding in topic.findings for key in content.findings[finding].evidence]
    return list(dict.fromkeys(cited + found))
