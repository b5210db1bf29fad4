"""Broken knowledge is refused when it is loaded: which file, which entry, what is wrong."""

from __future__ import annotations

import dataclasses
import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from checker import Content, load_content
from checker.errors import CheckerError, ContentError, UnknownLanguageError
from checker.loading import CONTENT, build_content
from checker.model import Kind, Mark, Part, Role
from checker.tables import read_tables
from checker.words import WORD_FILES, WORDS_NEEDED, differences
from tests.checker import toy

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = object()
type Path3 = tuple[str, ...]


LEVELS, CONTACTS = (", ".join(toy.tables()[name]) for name in ("levels", "contacts"))
ADULT = {"at_least": 16, "of": "age"}


def changed(path: Path3, value: object) -> dict[str, Any]:
    """Return the made-up tables with one value set, or taken away."""
    tables = toy.tables()
    table: Any = tables
    for step in path[:-1]:
        table = table[step]
    if value is NOTHING:
        del table[path[-1]]
    else:
        table[path[-1]] = value
    return tables


def made() -> Content:
    """Return the made-up knowledge, loaded anew."""
    return build_content(toy.tables(), "en")


def refused(tables: dict[str, Any]) -> str:
    with pytest.raises(ContentError) as error:
        build_content(tables, "en")
    assert str(error.value) == f"{error.value.where}: {error.value.problem}"
    return str(error.value)


# --- What is wrong with the knowledge ---------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "meta",
        "levels",
        "contacts",
        "sources",
        "evidence",
        "questions",
        "findings",
        *(f"en/{name}" for name in WORD_FILES if name not in {"questions", "rules"}),
    ],
)
def test_a_missing_file_is_refused(name: str) -> None:
    assert refused(changed((name,), NOTHING)) == f"{name}.toml: the file is missing"


@pytest.mark.parametrize(
    "name", ["levels", "contacts", "sources", "evidence", "questions", "findings", "rules/heat"]
)
def test_an_entry_that_is_no_table_is_refused(name: str) -> None:
    assert refused(changed((name, "extra"), 7)) == f"{name}.toml: extra is 7, expected a table"


@pytest.mark.parametrize("name", ["en/questions", "en/ui", "en/places", "en/rules/heat"])
def test_words_that_are_no_table_are_refused(name: str) -> None:
    assert refused(changed((name, "extra"), "word")).startswith(f"{name}.toml: extra is 'word'")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("meta", "version"), 7, "meta.toml: version is 7, expected str"),
        (("meta", "date"), NOTHING, "meta.toml: date is None, expected str"),
        (("meta", "valid_days"), True, "meta.toml: valid_days is True, expected int"),
        (("meta", "reviewed_by"), None, "meta.toml: reviewed_by is None, expected str"),
        (
            ("levels", "same_day", "rank"),
            "high",
            "levels.toml [same_day]: rank is 'high', expected int",
        ),
        (
            ("levels", "same_day", "recheck_days"),
            NOTHING,
            "levels.toml [same_day]: recheck_days is None, expected int",
        ),
        (("levels", "same_day", "rank"), 5, "levels.toml: two levels have the same rank"),
        (
            ("contacts", "ambulance", "order"),
            1.5,
            "contacts.toml [ambulance]: order is 1.5, expected int",
        ),
        (("contacts", "ambulance", "order"), 80, "contacts.toml: two contacts have the same order"),
        (("sources", "CALC", "citation"), 7, "sources.toml [CALC]: citation is 7, expected str"),
        (("sources", "CALC", "url"), 7, "sources.toml [CALC]: url is 7, expected str"),
        (("sources", "CALC", "seen"), NOTHING, "sources.toml [CALC]: seen is None, expected str"),
        (
            ("evidence", "safetynet", "mark"),
            "sure",
            f"evidence.toml [safetynet]: mark 'sure', allowed: {', '.join(Mark)}",
        ),
        (
            ("evidence", "safetynet", "mark"),
            7,
            "evidence.toml [safetynet]: mark is 7, expected str",
        ),
        (
            ("evidence", "safetynet", "source"),
            "X",
            "evidence.toml [safetynet]: source 'X' is not in sources.toml",
        ),
        (
            ("evidence", "safetynet", "source"),
            NOTHING,
            "evidence.toml [safetynet]: source is None, expected str",
        ),
        (
            ("evidence", "safetynet", "claim"),
            NOTHING,
            "evidence.toml [safetynet]: claim is None, expected str",
        ),
        *(
            (
                ("evidence", "safetynet", field),
                7,
                f"evidence.toml [safetynet]: {field} is 7, expected str",
            )
            for field in ("value", "ci", "population", "note")
        ),
    ],
)
def test_wrong_facts_are_refused(path: Path3, value: object, message: str) -> None:
    assert refused(changed(path, value)) == message


@pytest.mark.parametrize(
    ("key", "field", "value", "message"),
    [
        ("sign", "kind", "several", "kind 'several', allowed: one, many, number"),
        ("sign", "kind", NOTHING, "kind is None, expected str"),
        ("sign", "kind", "number", "a number question has no options, every other one has"),
        ("sign", "options", [], "a number question has no options, every other one has"),
        ("sign", "options", "hot", "options is 'hot', expected list"),
        ("sign", "options", ["hot", 7], "options is ['hot', 7], expected texts, each of them once"),
        (
            "length",
            "options",
            ["a", "a"],
            "options is ['a', 'a'], expected texts, each of them once",
        ),
        ("sign", "plain", ["none", "x"], "plain names ['x'], which are no options"),
        ("sign", "plain", [7], "plain is [7], expected texts, each of them once"),
        ("sign", "medicines", ["x"], "medicines names ['x'], which are no options"),
        ("sign", "lesser", ["x"], "lesser names ['x'], which are no options"),
        ("sign", "repeats", {"x": ["sign.hot"]}, "repeats names ['x'], which are no options"),
        (
            "sign",
            "repeats",
            {"cold": ["sign.rattle"], "hot": ["sign.cold", "small.x"]},
            "repeats names ['sign.cold', 'small.x'], which may be left out, or are no options",
        ),
        ("sign", "emergency", "yes", "emergency is 'yes', expected bool"),
        ("sign", "wording", 1, "wording is 1, expected bool"),
        ("sign", "role", "x", "role 'x', allowed: speaker, first, age, place, duration, since"),
        ("sign", "part", "x", "part 'x', allowed: reason, timeline, signs, history"),
        ("sign", "evidence", NOTHING, "evidence is None, expected list"),
        ("sign", "evidence", ["x"], "evidence 'x' is not in evidence.toml"),
        ("sign", "evidence", [["x"]], "evidence is [['x']], expected texts, each of them once"),
        ("sign", "ask", {"is": "since.new"}, "'since.new' is not an option of an earlier question"),
        ("sign", "ask", {"is": "sign.hot"}, "'sign.hot' is not an option of an earlier question"),
        ("sign", "ask", {"is": "age"}, "'age' is not an option of an earlier question"),
        (
            "age",
            "ask",
            {"at_least": 1, "of": "age"},
            "'age' is not a number that can be read here",
        ),
        (
            "since",
            "ask",
            {"at_least": 1, "of": "sign"},
            "'sign' is not a number that can be read here",
        ),
        (
            "sign",
            "offered",
            {"warm": ADULT},
            "offered names 'warm', which is no sign of this question",
        ),
        (
            "sign",
            "offered",
            {"none": ADULT},
            "offered names 'none', which is no sign of this question",
        ),
        (
            "age",
            "offered",
            {"hot": ADULT},
            "offered names 'hot', which is no sign of this question",
        ),
        ("sign", "offered", ["hot"], "offered is ['hot'], expected dict"),
        (
            "sign",
            "offered",
            {"hot": {"is": "since.new"}},
            "'since.new' is not an option of an earlier question",
        ),
        (
            "sign",
            "offered",
            {"hot": {"not": ADULT}},
            "offered hides 'hot' from people of whom nothing is known",
        ),
        (
            "since",
            "offered",
            {"new": {"is": "sign.hot"}},
            "offered hides 'new' from people of whom nothing is known",
        ),
        ("sign", "adult_from", 18, "adult_from belongs to the question about the age"),
        ("age", "adult_from", "18", "adult_from is '18', expected int"),
        ("age", "max", NOTHING, "a number question has a min and a higher max"),
        ("age", "max", 0, "a number question has a min and a higher max"),
        ("age", "min", "0", "min is '0', expected int"),
        ("age", "max", 120.0, "max is 120.0, expected int"),
        (
            "sign",
            "plain",
            [],
            "no condition reads option 'none', and plain does not list it",
        ),
    ],
)
def test_a_wrong_question_is_refused(key: str, field: str, value: object, message: str) -> None:
    found = refused(changed(("questions", key, field), value))
    assert found == f"questions.toml [{key}]: {message}"


FIELDS = {
    "meta": "name version date valid_days reviewed_by",
    "levels [same_day]": "rank recheck_days",
    "contacts [ambulance]": "order",
    "sources [CALC]": "citation url seen",
    "evidence [safetynet]": "claim value ci population source mark note",
    "questions [sign]": (
        "kind options plain emergency wording role part medicines lesser repeats ask offered evidence "
        "min max adult_from"
    ),
    "findings [cold]": "topic key quiet expected when evidence",
    "rules/heat [cold]": "level contact when evidence",
}
"""Every field of the knowledge, of one entry in each file."""


@pytest.mark.parametrize(
    ("place", "field"),
    [(place, field) for place, names in FIELDS.items() for field in names.split()],
)
def test_a_value_of_no_kind_that_a_field_takes_is_refused_with_its_place(
    place: str, field: str
) -> None:
    file, _, entry = place.partition(" ")
    path = (file, entry.strip("[]"), field) if entry else (file, field)
    with pytest.raises(ContentError) as error:
        build_content(changed(path, 1.5), "en")
    assert error.value.where == f"{file}.toml {entry}".strip()


def test_a_follow_up_may_read_the_doubt_about_an_earlier_question_that_has_no_such_option() -> None:
    content = build_content(changed(("questions", "since", "ask"), {"is": "age.not_sure"}), "en")
    assert content.questions["since"].ask is not None


@pytest.mark.parametrize(
    ("key", "field", "value", "message"),
    [
        (
            "cold",
            "when",
            {"is": "sign.warm"},
            "'sign.warm' is not an option or a finding above this one",
        ),
        (
            "cold",
            "when",
            {"is": "several"},
            "'several' is not an option or a finding above this one",
        ),
        ("cold", "when", {"is": "age"}, "'age' is not an option or a finding above this one"),
        (
            "several",
            "when",
            {"at_least": 2, "of": "cold"},
            "'cold' is not a number that can be read here",
        ),
        ("cold", "topic", NOTHING, "topic is None, expected str"),
        ("cold", "key", 1, "key is 1, expected bool"),
        ("cold", "quiet", 1, "quiet is 1, expected bool"),
        ("cold", "expected", 1, "expected is 1, expected bool"),
        ("cold", "evidence", ["x"], "evidence 'x' is not in evidence.toml"),
    ],
)
def test_a_wrong_finding_is_refused(key: str, field: str, value: object, message: str) -> None:
    found = refused(changed(("findings", key, field), value))
    assert found == f"findings.toml [{key}]: {message}"


def test_a_finding_or_rule_without_a_condition_is_refused() -> None:
    for path in (("findings", "cold", "when"), ("rules/heat", "cold", "when")):
        found = refused(changed(path, NOTHING))
        assert found.startswith(f"{path[0]}.toml [cold]: condition None is not a table with one of")


@pytest.mark.parametrize(
    ("key", "field", "value", "message"),
    [
        ("cold", "when", {"is": "sign.cold"}, "'sign.cold' is not a finding"),
        (
            "cold",
            "when",
            {"at_least": 9, "of": "age"},
            "'age' is not a number that can be read here",
        ),
        (
            "cold",
            "when",
            {"at_least": 9, "of": "cold"},
            "'cold' is not a number that can be read here",
        ),
        ("cold", "level", "now", f"level 'now', allowed: {LEVELS}"),
        ("cold", "contact", "x", f"contact 'x', allowed: {CONTACTS}"),
        ("cold", "level", ["same_day"], "level is ['same_day'], expected str"),
        ("cold", "contact", NOTHING, "contact is None, expected str"),
        ("cold", "evidence", [], "a rule names the evidence it rests on"),
        ("cold", "evidence", ["x"], "evidence 'x' is not in evidence.toml"),
    ],
)
def test_a_wrong_rule_is_refused(key: str, field: str, value: object, message: str) -> None:
    found = refused(changed(("rules/heat", key, field), value))
    assert found == f"rules/heat.toml [{key}]: {message}"


def test_two_topics_cannot_have_a_rule_of_the_same_name() -> None:
    tables = toy.tables()
    tables["rules/noise"]["cold"] = tables["rules/heat"]["cold"]
    assert refused(tables) == "rules/noise.toml [cold]: another topic has a rule of this name"


def test_a_finding_that_no_rule_reads_is_refused() -> None:
    found = refused(changed(("rules/noise", "rattle", "when"), {"any": ["rattle", "several"]}))
    assert found == "findings.toml [small_one]: no rule reads this finding"


def test_a_finding_that_only_another_finding_reads_is_read() -> None:
    assert "rattle" in toy.content().findings  # by `several`
    build_content(
        changed(("rules/noise", "rattle", "when"), {"any": ["several", "small_one"]}), "en"
    )


def test_an_option_that_nothing_reads_is_refused() -> None:
    tables = changed(("questions", "sign", "options"), [*toy.QUESTIONS["sign"]["options"], "wet"])
    assert refused(tables) == (
        "questions.toml [sign]: no condition reads option 'wet', and plain does not list it"
    )


def test_an_option_that_only_a_follow_up_reads_is_read() -> None:
    tables = changed(("questions", "sign", "options"), [*toy.QUESTIONS["sign"]["options"], "wet"])
    tables["questions"]["since"]["ask"] = {"any": ["sign.hot", "sign.cold", "sign.wet"]}
    tables["en/questions"]["sign"]["options"]["wet"] = "wet"
    build_content(tables, "en")


def test_without_a_rule_for_everybody_the_knowledge_is_refused() -> None:
    found = refused(changed(("rules/noise", "nothing", "when"), {"is": "cold"}))
    assert found == "rules: no rule holds for everybody, so some would get no level"


# --- What is wrong with the words ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("en/questions", "questions"),
        ("en/findings", "findings"),
        ("en/rules/heat", "rules"),
        ("en/topics", "topics"),
        ("en/levels", "levels"),
        ("en/contacts", "contacts"),
    ],
)
def test_a_thing_without_words_and_words_without_a_thing_are_refused(file: str, name: str) -> None:
    key = next(iter(toy.tables()[file]))
    for path, value, odd in (((file, key), NOTHING, key), ((file, "extra"), {}, "extra")):
        assert refused(changed(path, value)) == f"en/{name}: ['{odd}'] stand on one side only"


def files_of_words() -> list[tuple[str, str, str]]:
    """Return file, entry and field of every text that is needed, one entry a file."""
    tables = toy.tables()
    found = []
    for name, fields in WORDS_NEEDED.items():
        file, _, entry = name.partition(".")
        where = "en/rules/heat" if file == "rules" else f"en/{file}"
        key = entry or next(iter(tables[where]))
        found += [(where, key, field) for field in fields]
    return found


@pytest.mark.parametrize(("file", "key", "field"), files_of_words())
def test_a_text_that_is_needed_has_to_be_there_and_a_text(file: str, key: str, field: str) -> None:
    name = "en/rules" if file == "en/rules/heat" else file
    for value, shown in ((NOTHING, "None"), (["a"], "['a']")):
        found = refused(changed((file, key, field), value))
        assert found == f"{name} [{key}]: {field} is {shown}, expected str"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        *(
            (("en/levels", "same_day", f), "levels")
            for f in ("do", "meanwhile", "come_back", "do_in_result", "watch_for")
        ),
        (("en/contacts", "ambulance", "do"), "contacts"),
        (("en/topics", "heat", "next"), "topics"),
        (("en/rules/heat", "cold", "do"), "rules"),
    ],
)
def test_a_list_of_words_is_a_list_of_texts(path: Path3, name: str) -> None:
    _, key, field = path
    assert refused(changed(path, "text")) == f"en/{name} [{key}]: {field} is 'text', expected list"
    assert refused(changed(path, [7])).startswith(
        f"en/{name} [{key}]: {field} is [7], expected texts"
    )


@pytest.mark.parametrize(
    ("path", "text", "allowed"),
    [
        (("en/rules/heat", "cold", "ask"), "Please {x}", []),
        (("en/rules/heat", "cold", "why"), "Call {emergency}", []),
        (("en/levels", "same_day", "do"), ["Wait", "Call {emergency}"], []),
        (("en/contacts", "ambulance", "who"), "Call {number}", ["emergency"]),
        (("en/contacts", "ambulance", "who_other"), "Call {number}", ["emergency"]),
        (("en/contacts", "ambulance", "who"), "Call {emergency", ["emergency"]),
        (("en/contacts", "ambulance", "who"), "Call {}", ["emergency"]),
        (("en/contacts", "ambulance", "who"), "Call {emergency!r}", ["emergency"]),
        (("en/ui", "say", "opening"), "I am {age}", ["pain"]),
        (("en/questions", "sign", "say"), {"hot": "{pain}"}, []),
        (("en/summary", "summary", "advice_text"), "{mark} {0}", ["action", "level", "mark"]),
    ],
)
def test_a_text_that_could_not_be_filled_in_does_not_load(
    path: Path3, text: object, allowed: list[str]
) -> None:
    file, key, field = path
    tables = changed(path, text)
    if field == "say":
        sentences = toy.tables()["en/questions"]["sign"]["say"]
        tables["en/questions"]["sign"]["say"] = sentences | {"hot": "{pain}"}
    found = refused(tables)
    assert found.startswith(f"{file.removesuffix('/heat')} [{key}]: {field} is ")
    assert found.endswith(f", allowed in it: {allowed}")


def test_what_the_page_fills_in_is_not_the_checkers_to_judge() -> None:
    content = build_content(changed(("en/ui", "check", "call"), "Call {whom}"), "en")
    assert content.words["ui"]["check"]["call"] == "Call {whom}"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("en/levels", "same_day", "doo_other"), ["x"]),
        (("en/levels", "same_day", "do_other"), "x"),
        (("en/rules/heat", "cold", "ask_child"), "x"),
    ],
)
def test_a_variant_of_nothing_is_refused(path: Path3, value: object) -> None:
    base = path[2].rpartition("_")[0]
    assert refused(changed(path, value)).endswith(
        f"{path[2]} is not a variant of a {base} beside it"
    )


@pytest.mark.parametrize(
    ("file", "field", "value", "missing", "odd"),
    [
        ("sign", "say", {}, ["cold", "hot", "not_sure", "rattle"], []),
        ("length", "say", {"short": "a"}, ["long"], []),
        ("sign", "say_other", {"warm": "a"}, [], ["warm"]),
        ("sign", "options_child", {"warm": "a"}, [], ["warm"]),
    ],
)
def test_whatever_can_be_told_has_a_sentence_and_no_sentence_is_of_nothing(
    file: str, field: str, value: object, missing: list[str], odd: list[str]
) -> None:
    tables = toy.tables()
    tables["en/questions"][file].setdefault("options_child", {})
    tables["en/questions"][file][field] = value
    expected = f"without a sentence: {missing}, without an option: {odd}"
    assert refused(tables) == f"en/questions [{file}.say]: {expected}"


def test_a_refusal_has_no_sentence() -> None:
    tables = toy.tables()
    tables["en/questions"]["sign"]["say"]["prefer_not"] = "I will not say."
    assert refused(tables).endswith("without an option: ['prefer_not']")


def test_every_option_has_a_text_and_every_text_an_option() -> None:
    for value in (NOTHING, {"hot": "Hot"}, "text"):
        found = refused(changed(("en/questions", "sign", "options"), value))
        assert found == (
            "en/questions [sign.options]: expected a text for each of "
            "['hot', 'cold', 'rattle', 'none', 'not_sure', 'prefer_not']"
        )


def test_an_entry_of_the_interface_that_is_needed_cannot_be_missing() -> None:
    assert (
        refused(changed(("en/ui", "say"), NOTHING))
        == "en/ui [say]: who_unknown is None, expected str"
    )


@pytest.mark.parametrize(
    ("original", "translation", "expected"),
    [
        ({"a": "x"}, {"a": "y"}, []),
        ({"a": "x"}, {}, [("a", "is not translated")]),
        ({}, {"a": "x"}, [("a", "is not in en")]),
        ({"a": {"b": "x"}}, {"a": {}}, [("a.b", "is not translated")]),
        ({"a": ["x", "{n}"]}, {"a": ["y", "y"]}, [("a 2", "has the placeholders [], expected ['n']")]),
        ({"a": ["x", "x"]}, {"a": ["y"]}, [("a", "has 1 items, expected 2")]),
        ({"a": "x"}, {"a": " "}, [("a", "is ' ', and in en it is 'x'")]),
        ({"a": 1}, {"a": 2}, [("a", "is 2, expected 1")]),
        ({"a": 1}, {"a": 1}, []),
        ({"evidence": ["x"]}, {"evidence": ["y"]}, [("evidence", "is ['y'], expected ['x']")]),
        ({"evidence": ["x"]}, {"evidence": ["x"]}, []),
        ({"locale": "en-GB"}, {"locale": "es-ES"}, []),
    ],
)  # fmt: skip
def test_each_difference_of_form_is_named_with_its_place(
    original: object, translation: object, expected: list[tuple[str, str]]
) -> None:
    assert list(differences(original, translation)) == expected


# --- What comes out ---------------------------------------------------------------------------


def test_tables_become_typed_values() -> None:
    content = made()
    age, sign = content.questions["age"], content.questions["sign"]
    assert (age.kind, age.minimum, age.maximum, age.options) == (Kind.NUMBER, 0, 120, ())
    assert (age.role, age.part, age.emergency, age.wording) == (Role.AGE, Part.REASON, False, False)
    assert (sign.kind, sign.emergency, sign.plain) == (Kind.MANY, True, frozenset({"none"}))
    assert (sign.role, sign.part, sign.medicines, sign.ask) == (Role.NONE, Part.SIGNS, (), None)
    assert sign.evidence == ("safetynet",)
    assert content.questions["speaker"].wording
    assert content.evidence["safetynet"].mark in Mark


def test_a_number_without_a_least_one_starts_at_nought() -> None:
    content = build_content(changed(("questions", "age", "min"), NOTHING), "en")
    assert content.questions["age"].minimum == 0


def test_a_finding_knows_the_questions_behind_it_and_what_it_reads() -> None:
    findings = made().findings
    assert findings["hot_new"].questions == {"sign", "since"}
    assert findings["several"].questions == {"sign"}
    assert findings["old_machine"].questions == {"age"}
    assert findings["recent"].reads == (("lasting", False),)
    assert (findings["hot_new"].key, findings["rattle"].key) == (True, False)
    assert (findings["doubt"].quiet, findings["cold"].quiet) == (True, False)
    assert (findings["recent"].expected, findings["cold"].expected) == (True, False)
    assert findings["cold"].topic == "heat"
    assert findings["cold"].evidence == ("safetynet",)


def test_rules_stand_from_the_highest_level_down_and_in_a_level_by_topic_and_place() -> None:
    rules = made().rules
    assert list(rules) == [
        "hot-now", "cold-and-old", "doubt", "cold", "long-rattle", "rattle", "nothing",
    ]  # fmt: skip
    assert (rules["cold"].topic, rules["rattle"].topic) == ("heat", "noise")
    assert rules["long-rattle"].findings == ("rattle", "lasting")
    assert (rules["cold"].level.id, rules["cold"].contact.id) == (
        "urgent_appointment",
        "doctor_soon",
    )


def test_a_finding_that_a_rule_reads_twice_is_listed_once() -> None:
    tables = changed(
        ("rules/noise", "rattle", "when"),
        {"any": ["rattle", "several", {"all": ["small_one", "rattle"]}]},
    )
    assert build_content(tables, "en").rules["rattle"].findings == (
        "rattle",
        "several",
        "small_one",
    )


def test_sources_and_evidence_keep_every_field() -> None:
    tables = toy.tables()
    tables["sources"]["S"] = {"citation": "c", "url": "u", "seen": "s"}
    tables["sources"]["T"] = {"citation": "c", "seen": "s"}
    tables["evidence"]["E"] = {
        "claim": "c",
        "value": "v",
        "ci": "i",
        "population": "p",
        "source": "S",
        "mark": "verified",
        "note": "n",
    }
    tables["evidence"]["F"] = {"claim": "c", "source": "T", "mark": "calculated"}
    content = build_content(tables, "en")
    assert dataclasses.astuple(content.sources["S"]) == ("S", "c", "u", "s")
    assert content.sources["T"].url == ""
    assert dataclasses.astuple(content.evidence["E"]) == (
        "E", "c", "v", "i", "p", "S", Mark.VERIFIED, "n",
    )  # fmt: skip
    assert dataclasses.astuple(content.evidence["F"]) == (
        "F", "c", "", "", "", "T", Mark.CALCULATED, "",
    )  # fmt: skip


def test_the_meta_data_says_which_knowledge_this_is() -> None:
    tables = toy.tables()
    given = {"name": "m", "version": "1", "date": "2026-01-02", "valid_days": 3, "reviewed_by": "N"}
    tables["meta"] = given
    assert dataclasses.asdict(build_content(tables, "en").meta) == given


def test_nothing_of_it_can_be_changed() -> None:
    content = made()
    for field in dataclasses.fields(Content):
        value: Any = getattr(content, field.name)
        if hasattr(value, "items"):
            with pytest.raises(TypeError):
                value["x"] = 1


# --- Languages and files ------------------------------------------------------------------------


def test_a_language_without_words_is_refused_by_name() -> None:
    tables = toy.tables() | {"cy/questions": {}}
    with pytest.raises(UnknownLanguageError) as error:
        build_content(tables, "de")
    assert str(error.value) == "language 'de': there are words for cy, en"
    assert (error.value.language, error.value.allowed) == ("de", ("cy", "en"))
    assert isinstance(error.value, LookupError)
    assert isinstance(error.value, CheckerError)


def translated() -> dict[str, Any]:
    """Return the made-up tables in two languages; the name of a topic may hold that of a language."""
    tables = toy.tables() | {"rules/bending": {}, "en/rules/bending": {}}
    english = {name: table for name, table in tables.items() if name.startswith("en/")}
    return tables | {name.replace("en/", "cy/"): deepcopy(t) for name, t in english.items()}


def test_the_words_of_one_language_are_not_mixed_with_those_of_another() -> None:
    tables = translated()
    tables["cy/rules/heat"]["cold"]["title"] = "Poeth"
    welsh, english = build_content(tables, "cy"), build_content(tables, "en")
    assert (welsh.language, english.language) == ("cy", "en")
    assert welsh.words["rules"]["cold"]["title"] == "Poeth"
    assert english.words["rules"]["cold"]["title"] == "cold title"


def test_a_translation_without_a_text_is_refused_and_the_original_is_not() -> None:
    tables = translated()
    del tables["cy/rules/heat"]["cold"]["title"]
    with pytest.raises(ContentError) as error:
        build_content(tables, "cy")
    assert str(error.value) == "cy/rules/heat.toml [cold.title]: is not translated"
    assert build_content(tables, "en").language == "en"


def test_the_content_of_the_package_is_loaded_once() -> None:
    assert load_content() is load_content()
    assert load_content().language == "en"


def test_files_are_read_by_their_path_without_ending(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "levels.toml").write_text("[a]\nrank = 1\n", "utf-8")
    (tmp_path / "en" / "levels.toml").write_text('[a]\nname = "Ä"\n', "utf-8")
    (tmp_path / "notes.txt").write_text("not TOML", "utf-8")
    assert read_tables(tmp_path) == {
        "levels": {"a": {"rank": 1}},
        "en/levels": {"a": {"name": "Ä"}},
    }


@pytest.mark.parametrize("data", [b"[a\n", b'a = "\xff"', b"a = 1\na = 2"])
def test_a_file_that_is_not_toml_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "levels.toml").write_bytes(data)
    with pytest.raises(ContentError) as error:
        read_tables(tmp_path)
    assert error.value.where == "en/levels.toml"
    assert (
        "at line" in error.value.problem
        or "codec" in error.value.problem
        or "Cannot overwrite" in error.value.problem
    )


def test_the_one_file_of_the_build_is_read_instead_of_the_many(tmp_path: Path) -> None:
    (tmp_path / "levels.toml").write_text("[a\n", "utf-8")
    tables = json.loads(json.dumps(read_tables(CONTENT), default=str))
    (tmp_path / "compiled.json").write_text(json.dumps(tables), "utf-8")
    assert build_content(read_tables(tmp_path), "en").rules == load_content().rules


@pytest.mark.parametrize("data", [b"{", b"\xff"])
def test_a_damaged_file_of_the_build_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "compiled.json").write_bytes(data)
    with pytest.raises(ContentError) as error:
        read_tables(tmp_path)
    assert error.value.where == "compiled.json"
    assert "char 1" in error.value.problem or "codec" in error.value.problem
