"""The sheets to print: a wallet card, a leaflet, and a sheet to show for people with a history that counts.

Each is a piece of HTML, made from the checker's content and the choices in docs/_data/printables.toml by a
template in theme/partials. A page of the site shows it, and builder/sheets/printing.py makes a PDF of it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from builder.knowledge import emergency_lists, languages, rule_text
from builder.knowledge.mkdocs_config import site_address
from builder.knowledge.references import sentence, typographic
from builder.markup import call_numbers
from builder.markup.html_tables import capital, uncapital
from builder.markup.partials import partial_html
from builder.pictures.level_icons import mark
from builder.tools.steps import BuildError
from checker import conditions
from checker.model import GENERAL, Mark, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from builder.knowledge.emergency_lists import Signs
    from builder.knowledge.languages import Language
    from builder.knowledge.site_content import Register
    from checker import Content
    from checker.conditions import Condition
    from checker.model import Contact, Level, Rule

DATA = "docs/_data/printables.toml"
WORDS = "printable-words"


class PrintableError(BuildError, ValueError):
    """A sheet cannot be made; the message names what it asks for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet, the rules and evidence ids behind it, its language where it is another, and a number."""

    text: str
    rules: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    language: str = ""
    dials: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """Whom to turn to, and the lines that lead there."""

    contact: Contact
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Ticks:
    """Boxes to tick under the short name of their question."""

    name: str
    options: tuple[str, ...]


def sheets(root: Path) -> Mapping[str, str]:
    """Return the address of each sheet below print/, and the name of its table in the data. Raises PrintableError."""
    found: Mapping[str, str] = _chosen(root).get("sheets", {})
    return found


def sheet(register: Register, root: Path, name: str, *, top: int = 2) -> str:
    """Return a sheet as one block of raw HTML without empty lines; its first heading is h`top`.

    Raises PrintableError when there is no such sheet, or it asks for what the content does not have.
    """
    known = sheets(root)
    if name not in known:
        raise PrintableError(f"sheet {name!r} is not there: allowed are {', '.join(known)}")
    data = choices(root, register.language)
    own = data[known[name]]
    content = register.content
    lists = emergency_lists.load(root, content, register.language)
    filters = {"capital": capital, "uncapital": uncapital}
    try:
        values = {
            "name": name,
            "top": top,
            "content": content,
            "words": content.words,
            "own": data["words"],
            "data": own,
            "address": _address(root, register.language),
            "version": data["words"]["version"].format(
                version=content.meta.version, date=register.date(content.meta.date)
            ),
            "phrases": register.words["sheets"],
            "level": lambda key: Markup(mark(content, key)),  # noqa: S704  our own drawing
            "levels": rule_text.levels(content),
            "lines": lambda key: [_told(one) for one in lists.lines_of(key)],
            "doors": lambda level: doors(content, level, data["leaflet"], lists),
            "numbers": list(numbers(content)),
            "ticks": lambda rules: list(ticks(content, rules, own["given"])),
            "claims": lambda keys: [claim(register, key) for key in keys],
        }
        return partial_html(root, f"printable-{own['layout']}.html.jinja", values, filters)
    except KeyError as error:
        raise PrintableError(f"{DATA}: {error} is not in the checker's content") from error


def rules_on(register: Register, root: Path, name: str) -> list[Rule]:
    """Return the rules of which a sheet tells, the most urgent first."""
    rules = register.content.rules
    texts = dict.fromkeys(_texts(choices(root, register.language)[sheets(root)[name]]))
    told = re.findall(r'data-rule="([^"]*)"', sheet(register, root, name))
    keys = dict.fromkeys([*texts, *(key for found in told for key in found.split())])
    return sorted((rules[key] for key in keys if key in rules), key=lambda rule: -rule.level.rank)


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a TOML value."""
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _texts(item)
        case dict():
            yield from _texts(list(value.values()))


def choices(root: Path, language: Language = languages.FIRST) -> dict[str, Any]:
    """Return which rules and findings stand on each sheet, with the words of one language.

    Raises PrintableError, or LanguageError when the language lacks a word.
    """
    chosen = _chosen(root)
    words = languages.words(root, language, WORDS)
    return {**words, **{key: {**words.get(key, {}), **own} for key, own in chosen.items()}}


def _chosen(root: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((root / DATA).read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PrintableError(f"{DATA} is not TOML: {error}") from error


def _address(root: Path, language: Language) -> str:
    """Return the site's address as it is typed by hand, or nothing when only this machine has it."""
    url = urlsplit(site_address(root))
    return f"{url.netloc}{url.path}{language.folder}" if url.scheme == "https" else ""


# --- Lines ------------------------------------------------------------------------------------------------


def line(content: Content, rule: Rule) -> Line:
    """Return a rule as one line: the name of its sign if it has a single one, or its title."""
    text = str(content.words["rules"][rule.id]["title"])
    if isinstance(rule.when, conditions.Is) and not content.findings[rule.when.name].quiet:
        text = capital(rule_text.name(content, rule.when.name))
    return Line(text, (rule.id,), rule.evidence)


def _told(sign: emergency_lists.Line) -> Line:
    evidence = dict.fromkeys(key for rule in sign.rules for key in rule.evidence)
    return Line(sign.text, tuple(rule.id for rule in sign.rules), tuple(evidence))


def doors(content: Content, level: Level, leaflet: Mapping[str, Any], lists: Signs) -> list[Door]:
    """Return what leads to each contact of a level: its list of signs, or the chosen rules."""
    if name := leaflet["lists"].get(level.id):
        return [
            Door(group.contact, tuple(_told(one) for one in group.lines))
            for group in lists.groups(name)
        ]
    found: dict[str, list[Line]] = {}
    for rule in rule_text.rules_at(content, level):
        if rule.id in leaflet["chosen"].get(level.id, []):
            found.setdefault(rule.contact.id, []).append(line(content, rule))
    return [Door(content.contacts[contact], tuple(lines)) for contact, lines in found.items()]


def numbers(content: Content) -> Iterator[Line]:
    """Yield the name and the number of each place whose emergency number was seen in a source, not remembered."""
    for _, place in call_numbers.dialled(content):
        number = str(place["number"])
        yield Line(str(place["name"]), (), tuple(_texts(place["evidence"])), dials=number)


def ticks(content: Content, rules: Iterable[str], given: Sequence[str]) -> Iterator[Ticks]:
    """Yield every answer that helps one of the rules hold, under its question, in the order of asking.

    `given` findings are there anyway. How long a sign has been there is asked by the sheet itself.
    """
    found = {
        option
        for rule in rules
        for option in _options(content, content.rules[rule].when, frozenset(given))
    }
    for question in content.questions.values():
        labels = content.words["questions"][question.id].get("options")
        if question.role is Role.SINCE or not isinstance(labels, dict):
            continue
        options = [
            str(labels[option])
            for option in question.options
            if f"{question.id}.{option}" in found and option not in GENERAL
        ]
        if options:
            name = str(content.words["questions"][question.id]["short"])
            yield Ticks(capital(name), tuple(options))


def _options(content: Content, when: Condition, given: frozenset[str]) -> Iterator[str]:
    """Yield the answers whose presence helps a condition hold, through all findings below it."""
    for item, is_present in conditions.signs(when):
        if "." in item and is_present:
            yield item
        elif is_present and item in content.findings and item not in given:
            yield from _options(content, content.findings[item].when, given)


def claim(register: Register, key: str) -> Line:
    """Return one entry of the register with its population, source, and how it was seen."""
    entry = register.content.evidence[key]
    if entry.mark is Mark.FROM_MEMORY:
        raise PrintableError(f"{DATA}: {key} is known from memory only and is not printed")
    source = register.content.sources[entry.source]
    seen = (
        register.words["sheets"]["second_hand"].format(reporter=register.reporters[key])
        if entry.mark is Mark.SECOND_HAND
        else f"{capital(register.words['seen'][source.seen])}."
    )
    text = f"{sentence(entry.claim)} ({entry.population}.) {sentence(source.citation)} {seen}"
    other = "" if register.language.is_first else languages.FIRST.code
    return Line(typographic(text), (), (key,), other)
