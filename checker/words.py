"""The words of one language, held against the knowledge that they speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.conditions import signs
from checker.errors import ContentError
from checker.model import DOUBTS, NONE, NOT_SURE, PREFER_NOT, Mark, Role
from checker.tables import entries, field, file_named, texts_at
from checker.texts import PLACEHOLDER, VARIANTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.model import Content, Question, Words
    from checker.tables import Table, Tables

__all__ = ["ORIGINAL", "WORDS_NEEDED", "WORD_FILES", "check_words", "differences", "read_words"]

ORIGINAL = "en"
"""The language that all others are translated from."""
SAME = ("evidence", "number", "advice_number")
"""Entries of the word files that are no words, and the same in all languages."""
NO_WORDS = (*SAME, "locale")
"""These, and what each language has its own of."""

WORDS_NEEDED = {
    "questions": ("short", "title", "title_other", "why"),
    "findings": ("name",),
    "rules": ("title", "why"),
    "topics": ("name",),
    "levels": ("mark_word", "name", "title", "by_when", "ask", "ask_other"),
    "contacts": ("title", "who"),
    "places.elsewhere": ("emergency",),
    "ui.say": (
        "who_unknown",
        "opening",
        "opening_other",
        "opening_since",
        "opening_since_other",
        "opening_age",
        "opening_age_other",
        "opening_age_since",
        "opening_age_since_other",
        "pain",
        "age",
        "not_sure",
        "medical",
    ),
    "ui.possible": ("doubt",),
    "ui.highest": ("would_change",),
    "ui.limits": ("not_a_diagnosis", "not_reviewed"),
    "ui.check": ("do", "say", "also", "because", "meanwhile", "come_back", "limits"),
    "ui.terminal": (
        "about",
        "stop",
        "choose_one",
        "choose_many",
        "choose_number",
        "not_in_list",
        "not_in_range",
        "go_on",
        "yes",
        "stopped",
    ),
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
        "place",
        "place_unknown",
        "age",
        "age_unknown",
        "urgent",
        "suspected",
        "since",
        "none_of",
        "other_medicines",
        "advice",
        "advice_text",
        "advice_brief",
        "because",
        "safe_side",
        "version",
        "version_text",
        "not_reviewed",
        "reviewed",
        "limits",
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
"""The files of each language."""
FILLED: Mapping[str, frozenset[str]] = {
    "contacts.*.who": frozenset({"emergency"}),
    "ui.say.opening": frozenset({"pain"}),
    "ui.say.opening_since": frozenset({"pain", "duration"}),
    "ui.say.opening_age": frozenset({"pain", "age"}),
    "ui.say.opening_age_since": frozenset({"pain", "age", "duration"}),
    "ui.say.age": frozenset({"n"}),
    "ui.say.not_sure": frozenset({"n"}),
    "ui.say.medical": frozenset({"words"}),
    "ui.possible.doubt": frozenset({"questions"}),
    "ui.terminal.choose_number": frozenset({"minimum", "maximum"}),
    "ui.terminal.not_in_range": frozenset({"minimum", "maximum"}),
    "summary.summary.filled_in": frozenset({"when"}),
    "summary.summary.place": frozenset({"where"}),
    "summary.summary.age": frozenset({"n"}),
    "summary.summary.since": frozenset({"topic"}),
    "summary.summary.none_of": frozenset({"topic"}),
    "summary.summary.advice_text": frozenset({"mark", "level", "action"}),
    "summary.summary.advice_brief": frozenset({"mark", "level", "action"}),
    "summary.summary.version_text": frozenset({"version", "date"}),
    "summary.summary.reviewed": frozenset({"name"}),
    "summary.calendar.text": frozenset({"page"}),
}
"""The fields that the checker fills in, each with what it has for it. In all other texts a placeholder is an error."""
FILLED_ELSEWHERE = ("ui.check", "ui.rules", "ui.standards", "summary.page")
"""What the page and the build fill in, each with values of its own."""


def read_words(tables: Tables, language: str) -> dict[str, Words]:
    """Return the words of one language by file, those of all topics' rules together.

    :raises ContentError: when a translation lacks what the original has, or has what it lacks
    """
    for name in tables:
        folder = name.partition("/")[0]
        if folder == ORIGINAL and language != ORIGINAL:
            own = name.replace(ORIGINAL, language, 1)
            for where, problem in differences(tables[name], file_named(tables, own)):
                raise ContentError(f"{own}.toml [{where}]", problem)
    words: dict[str, Words] = {}
    for name in WORD_FILES:
        if name == "rules":
            topics = sorted(key for key in tables if key.startswith(f"{language}/rules/"))
            words[name] = {k: v for topic in topics for k, v in entries(tables, topic).items()}
        else:
            words[name] = entries(tables, f"{language}/{name}")
    return words


def differences(
    original: object, translation: object, where: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield where a translation has another form than its original, and how.

    Both have the same entries, lists of the same length, and in each text the same ``{placeholders}``: what
    is missing could be the sentence that matters.

    >>> list(differences({"call": "Call {number}"}, {"call": "Llame"}))
    [('call', "has the placeholders [], expected ['number']")]
    """
    match original, translation:
        case dict(), dict():
            yield from _tables_differ(original, translation, where)
        case list(), list() if len(original) == len(translation):
            for number, (one, other) in enumerate(zip(original, translation, strict=True), 1):
                yield from differences(one, other, f"{where} {number}")
        case list(), list():
            yield where, f"has {len(translation)} items, expected {len(original)}"
        case str(), str():
            expected, found = (sorted(_placeholders(t)) for t in (original, translation))
            if expected != found:
                yield where, f"has the placeholders {found}, expected {expected}"
            if bool(original.strip()) != bool(translation.strip()):
                yield where, f"is {translation!r}, and in {ORIGINAL} it is {original!r}"
        case _ if original != translation:
            yield where, f"is {translation!r}, expected {original!r}"


def _tables_differ(original: Table, translation: Table, where: str) -> Iterator[tuple[str, str]]:
    for key in sorted(original.keys() | translation.keys()):
        name = f"{where}.{key}" if where else key
        if key not in translation:
            yield name, "is not translated"
        elif key not in original:
            yield name, f"is not in {ORIGINAL}"
        elif key not in NO_WORDS:
            yield from differences(original[key], translation[key], name)
        elif key in SAME and original[key] != translation[key]:
            yield name, f"is {translation[key]!r}, expected {original[key]!r}"


def check_words(content: Content) -> None:
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
            for name_of_text in fields:
                field(words, name_of_text, str, where)
    _check_lists(content)
    _check_variants(content)
    _check_sentences(content)
    _check_placeholders(content)
    _check_numbers(content)
    for question in content.questions.values():
        labels = content.words["questions"][question.id].get("options", {})
        if not isinstance(labels, dict) or set(labels) != set(question.options):
            raise ContentError(
                f"{content.language}/questions [{question.id}.options]",
                f"expected a text for each of {list(question.options)}",
            )


def _check_numbers(content: Content) -> None:
    """Hold what a telephone dials against the register: no number that was not seen in a source."""
    for key, place in content.words["places"].items():
        seen = [
            entry
            for entry in map(content.evidence.get, texts_at(place, "evidence", key, []))
            if entry
        ]
        for name in ("number", "advice_number"):
            number, where = str(place.get(name, "")), f"{content.language}/places [{key}]"
            if number and not (
                number.isdecimal()
                and any(
                    entry.mark is not Mark.FROM_MEMORY and number in entry.value.split()
                    for entry in seen
                )
            ):
                raise ContentError(where, f"{name} {number!r} is in none of its evidence")


def _check_lists(content: Content) -> None:
    for key, words in content.words["levels"].items():
        for name in ("do", "meanwhile", "come_back", "do_in_result", "watch_for"):
            optional: list[str] | None = None if name in ("do", "meanwhile", "come_back") else []
            texts_at(words, name, f"{content.language}/levels [{key}]", optional)
    for key, words in content.words["contacts"].items():
        texts_at(words, "do", f"{content.language}/contacts [{key}]")
    for key, words in content.words["topics"].items():
        texts_at(words, "next", f"{content.language}/topics [{key}]")
    for key, words in content.words["rules"].items():
        texts_at(words, "do", f"{content.language}/rules [{key}]", [])


def _check_variants(content: Content) -> None:
    """See that what is said of somebody else, or of a child, is a variant of something, and of its kind."""
    for file, entry, words in _entries(content):
        for name in words:
            base = _base(name)
            if base != name and type(words[name]) is not type(words.get(base)):
                where = f"{content.language}/{file} [{entry}]"
                raise ContentError(where, f"{name} is not a variant of a {base} beside it")
            if base != name and isinstance(words[name], list):
                texts_at(words, name, f"{content.language}/{file} [{entry}]")


def _check_sentences(content: Content) -> None:
    """See that whatever can be told has a sentence, and that each sentence is of an option."""
    read = {name for one in content.findings.values() for name, helps in signs(one.when) if helps}
    for question in content.questions.values():
        words = content.words["questions"][question.id]
        said = words.get("say", {})
        missing = _to_be_said(question, read) - set(said)
        odd = (set(said) - set(question.options)) | (set(said) & {PREFER_NOT})
        odd |= set(words.get("say_other", {})) - set(said)
        odd |= set(words.get("options_child", {})) - set(question.options)
        if missing or odd:
            where = f"{content.language}/questions [{question.id}.say]"
            raise ContentError(
                where, f"without a sentence: {sorted(missing)}, without an option: {sorted(odd)}"
            )


def _to_be_said(question: Question, read: set[str]) -> set[str]:
    named = {option for option in question.options if option not in {NONE, *DOUBTS}}
    if question.role is Role.DURATION:
        return named
    if question.role not in (Role.NONE, Role.FIRST):
        return set()
    doubt = {NOT_SURE} & set(question.options) if question.emergency else set()
    return doubt | {option for option in named if f"{question.id}.{option}" in read}


def _check_placeholders(content: Content) -> None:
    for file, entry, words in _entries(content):
        if f"{file}.{entry}" in FILLED_ELSEWHERE:
            continue
        for name, text in _texts(words):
            keys = f"{file}.{entry}.{_base(name)}", f"{file}.*.{_base(name)}"
            allowed = next((FILLED[key] for key in keys if key in FILLED), frozenset())
            found = _placeholders(text)
            if not found <= allowed or set(PLACEHOLDER.sub("", text)) & set("{}"):
                where = f"{content.language}/{file} [{entry}]"
                raise ContentError(where, f"{name} is {text!r}, allowed in it: {sorted(allowed)}")


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def _base(name: str) -> str:
    """Return the name of a field without the ending of a variant."""
    return next((name.removesuffix(ending) for ending in VARIANTS if name.endswith(ending)), name)


def _entries(content: Content) -> Iterator[tuple[str, str, Table]]:
    for file, table in content.words.items():
        for entry, words in table.items():
            yield file, entry, words


def _texts(table: Table, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text of an entry, with the name of its field."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _texts(value, name or key)
        else:
            texts = value if isinstance(value, list) else [value]
            yield from ((name or key, str(text)) for text in texts)
