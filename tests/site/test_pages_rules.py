"""The pages made from the rules hold all of them, in order, and none milder than the rules are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builder import rule_words
from builder.pages import rendered
from checker import load_content
from checker.conditions import All, Facts, parse

if TYPE_CHECKING:
    from checker.model import Finding

ROOT = Path(__file__).resolve().parents[2]
CONTENT = load_content()
EXPECTED = {finding.id for finding in CONTENT.findings.values() if finding.expected}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return rendered(ROOT)


def test_each_rule_has_its_own_anchor_in_the_catalogue(pages: dict[str, str]) -> None:
    for rule in CONTENT.rules:
        assert pages["about/rules.md"].count(f"{{ #{rule} }}") == 1


def test_each_finding_is_explained_in_the_catalogue(pages: dict[str, str]) -> None:
    for finding in CONTENT.findings:
        assert pages["about/rules.md"].count(f'<dt id="finding-{finding}">') == 1


def test_the_catalogue_and_the_help_page_go_from_the_most_urgent_level_down(
    pages: dict[str, str],
) -> None:
    ranked = [level.id for level in sorted(CONTENT.levels.values(), key=lambda one: -one.rank)]
    marks = re.compile(r"^## <span class=\"level level-(\w+)\">", re.MULTILINE)
    assert marks.findall(pages["about/rules.md"]) == ranked
    assert marks.findall(pages["get-help.md"]) == ranked


def test_the_help_page_names_every_rule_under_its_level_and_contact(pages: dict[str, str]) -> None:
    parts = re.split(r"^##+ ", pages["get-help.md"], flags=re.MULTILINE)
    for rule in CONTENT.rules.values():
        title = CONTENT.words["rules"][rule.id]["title"]
        holders = [part for part in parts if f"- **{title}.**" in part]
        assert len(holders) == 1, title
        assert holders[0].startswith(str(CONTENT.words["contacts"][rule.contact.id]["title"]))


def test_the_emergency_section_comes_first_and_is_plain_text(pages: dict[str, str]) -> None:
    text = pages["get-help.md"]
    first = text.index('<div class="emergency"')
    assert first < text.index("{ #now }") < text.index("{ #today }")
    assert "<script" not in text


def test_the_table_of_rules_marks_every_finding_of_every_rule() -> None:
    table = rule_words.rules_table(CONTENT)
    rows = dict(re.findall(r'<tr data-rule="([\w-]+)">(.*?)</tr>', table, re.DOTALL))
    assert sorted(rows) == sorted(CONTENT.rules)
    order = [(-CONTENT.rules[key].level.rank, -CONTENT.rules[key].contact.order) for key in rows]
    assert order == sorted(order)
    for rule in CONTENT.rules.values():
        names = set(re.findall(r"'(\w+)'", repr(rule.when)))
        assert set(re.findall(r'<li data-finding="(\w+)">', rows[rule.id])) == names


def test_the_table_of_rules_shows_names_not_ids_and_needs_no_script() -> None:
    table = rule_words.rules_table(CONTENT)
    shown = re.sub(r"<[^>]*>", " ", table)
    assert not re.search(r"\b\w+_\w+\b", shown)
    assert " on" not in re.sub(r">[^<]*<", "><", table)
    assert "style=" not in table


@pytest.mark.parametrize("finding", list(CONTENT.findings.values()), ids=lambda one: one.id)
def test_a_sign_is_never_shown_as_milder_than_the_rules_make_it(
    finding: Finding,
) -> None:
    if finding.expected:
        return
    facts = Facts({finding.id, *EXPECTED}, {"age": 40})
    for other in CONTENT.findings.values():
        if "Not(" not in repr(other.when) and other.when.truth(facts):
            facts.present.add(other.id)
    one = rule_words.sign(CONTENT, finding)
    holding = [rule for rule in CONTENT.rules.values() if rule.when.truth(facts)]
    shown = (
        one.alone.level.rank
        if one.alone
        else min(rule.level.rank for rule in CONTENT.rules.values())
    )
    reads = [rule for rule in holding if finding.id in repr(rule.when)]
    assert all(rule.level.rank <= shown for rule in reads)


def test_what_raises_a_sign_is_said_for_each_more_urgent_rule_that_reads_it() -> None:
    for finding in CONTENT.findings.values():
        if finding.expected:
            continue
        one = rule_words.sign(CONTENT, finding)
        rank = one.alone.level.rank if one.alone else 0
        expected = {
            rule.id
            for rule in CONTENT.rules.values()
            if f"'{finding.id}'" in repr(rule.when) and rule.level.rank > rank
        }
        assert expected <= {rule.id for rule, _ in one.combined}


def test_each_sign_stands_in_the_table_of_the_level_that_it_has_alone(
    pages: dict[str, str],
) -> None:
    parts = pages["understand/warning-signs.md"].split("{ #signs-")[1:]
    tables = {part.partition(" }")[0]: part for part in parts}
    for one in rule_words.all_signs(CONTENT):
        name = rule_words.name(CONTENT, one.finding.id)
        level = one.alone.level.id if one.alone else "together"
        assert f"{name[:1].upper()}{name[1:]}" in tables[level]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"is": "fever"}, "a fever, or feeling hot, cold or shivery"),
        ({"all": ["night", "tailbone"]}, "pain that wakes at night, together with pain at the tailbone"),
        (
            {"all": ["night", {"any": ["tailbone", "sweats"]}]},
            "pain that wakes at night, together with (pain at the tailbone or soaking night sweats)",
        ),
        ({"not": "worried"}, "without a strong feeling that something is seriously wrong"),
        ({"not": {"at_least": 6, "of": "age"}}, "\u201cHow old are you?\u201d: less than 6"),
        ({"at_least": 60, "of": "age"}, "\u201cHow old are you?\u201d: 60 or more, or not known"),
        (
            {"at_least": 2, "of": ["night", "tailbone"]},
            "at least 2 of: pain that wakes at night and pain at the tailbone",
        ),
    ],
)  # fmt: skip
def test_a_condition_in_words(condition: object, expected: str) -> None:
    assert rule_words.sentence(CONTENT, parse(condition, "here")) == expected


def test_what_the_words_take_for_granted_exists() -> None:
    assert EXPECTED
    assert rule_words.UNSURE in {finding.topic for finding in CONTENT.findings.values()}


def test_what_is_left_of_a_condition() -> None:
    condition = parse({"all": ["a", {"any": ["b", {"all": ["c", "d"]}]}]}, "here")
    left = rule_words.left_of
    assert left(condition, frozenset({"a", "b"})) is None
    assert left(condition, frozenset({"a", "c"})) == parse({"any": ["b", "d"]}, "here")
    assert left(condition, frozenset({"b"})) == parse("a", "here")
    assert left(condition, frozenset()) == condition
    assert left(All(()), frozenset()) is None
    assert left(parse({"not": "a"}, "here"), frozenset({"b"})) == parse({"not": "a"}, "here")
