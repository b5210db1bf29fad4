"""The pages made from the rules hold all of them, in order, and none milder than the rules are."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builder.knowledge import rule_text
from builder.pages.render import rendered
from checker import load_content
from checker.answers import check_answers
from checker.conditions import All, Count, Facts, Is, Not, Number, Truth, parse
from checker.conditions import Any as Any_
from checker.engine import rules_that_hold, settle
from checker.model import Kind
from tests.plain_answers import plain_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.conditions import Condition
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
    table = rule_text.rules_table(CONTENT)
    rows = dict(re.findall(r'<tr data-rule="([\w-]+)">(.*?)</tr>', table, re.DOTALL))
    assert sorted(rows) == sorted(CONTENT.rules)
    order = [(-CONTENT.rules[key].level.rank, -CONTENT.rules[key].contact.order) for key in rows]
    assert order == sorted(order)
    for rule in CONTENT.rules.values():
        names = set(re.findall(r"'(\w+)'", repr(rule.when)))
        assert set(re.findall(r'<li data-finding="(\w+)">', rows[rule.id])) == names


def test_the_table_of_rules_shows_names_not_ids_and_needs_no_script() -> None:
    table = rule_text.rules_table(CONTENT)
    shown = re.sub(r"<[^>]*>", " ", table)
    assert not re.search(r"\b\w+_\w+\b", shown)
    assert " on" not in re.sub(r">[^<]*<", "><", table)
    assert "style=" not in table


def ways(condition: Condition) -> Iterator[dict[str, Any]]:  # noqa: C901  one case for each kind of condition
    """Yield answers that make a condition hold: each alternative once."""
    match condition:
        case Is(item) if "." in item:
            question, _, option = item.partition(".")
            is_many = CONTENT.questions[question].kind is Kind.MANY
            ask = CONTENT.questions[question].ask
            for before in ways(ask) if ask else ({},):
                yield before | {question: [option] if is_many else option}
        case Is(item):
            yield from ways(CONTENT.findings[item].when)
        case Any_(parts):
            for part in parts:
                yield from ways(part)
        case All(parts):
            for together in product(*(list(ways(part)) for part in parts)):
                if (joined := joint(together)) is not None:
                    yield joined
        case Count(least, parts):
            yield from ways(All(tuple(parts[:least])))
        case Number(least, question):
            yield {question: least}
        case Not(Number(least, question)):
            yield {question: least - 1}
        case _:
            yield {}  # what must not be there is not there in plain answers


def joint(several: tuple[dict[str, Any], ...]) -> dict[str, Any] | None:
    """Return several answers as one, or nothing when one person cannot give them all."""
    found: dict[str, Any] = {}
    for one in several:
        for key, answer in one.items():
            known = found.get(key, answer)
            if isinstance(known, list):
                found[key] = list(dict.fromkeys([*known, *answer]))
            elif known != answer:
                return None
            else:
                found[key] = answer
    return found


SHOWN = {key: rule_text.sign(CONTENT, one) for key, one in CONTENT.findings.items()}
UNDER_ANOTHER = {"cancer_pain_new", "cancer_pain_unchanged"}
"""Asked only after a cancer, or a perhaps: the pages tell them as what makes that sign count more."""
READ = [
    one
    for one in CONTENT.findings.values()
    if not one.expected
    and one.topic != rule_text.UNSURE  # no page shows a doubt as a sign
    and one.id not in UNDER_ANOTHER
    and not (one.quiet and len(one.questions) > 1)  # a name for several answers together
]


@pytest.mark.parametrize("finding", READ, ids=lambda one: one.id)
def test_a_sign_is_never_shown_as_milder_than_it_makes_the_advice_of_somebody_who_is_well(
    finding: Finding,
) -> None:
    """Somebody of 30 without a sign gets it: their advice is no faster than the pages say of what they have."""
    tried = 0
    for given in ways(finding.when):
        facts, _, _ = settle(CONTENT, check_answers(CONTENT, plain_answers(CONTENT) | given))
        rule = rules_that_hold(CONTENT, facts)[0]
        if finding.id not in facts.present:
            continue
        tried += 1
        checked = check_answers(CONTENT, given)
        alone = Facts(
            {
                f"{key}.{one}"
                for key, told in checked.items()
                if isinstance(told, tuple)
                for one in told
            },
            {key: told for key, told in checked.items() if isinstance(told, int)},
        )
        rules_that_hold(CONTENT, alone)
        told = [1]
        for key in facts.present & SHOWN.keys():
            sign = SHOWN[key]
            told += [sign.alone.level.rank] if sign.alone else []
            # A question that comes up because of the sign is told as what makes it count more.
            told += [
                raised.level.rank
                for raised, left in sign.combined
                if left.truth(facts) is Truth.YES and left.truth(alone) is not Truth.YES
            ]
        assert rule.level.rank <= max(told), (given, rule.id)
    assert tried


def test_what_raises_a_sign_is_said_for_each_more_urgent_rule_that_reads_it() -> None:
    for finding in CONTENT.findings.values():
        if finding.expected:
            continue
        one = rule_text.sign(CONTENT, finding)
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
    for one in rule_text.all_signs(CONTENT):
        name = rule_text.name(CONTENT, one.finding.id)
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
    assert rule_text.sentence(CONTENT, parse(condition, "here")) == expected


def test_what_the_words_take_for_granted_exists() -> None:
    assert EXPECTED
    assert rule_text.UNSURE in {finding.topic for finding in CONTENT.findings.values()}


def test_what_is_left_of_a_condition() -> None:
    condition = parse({"all": ["a", {"any": ["b", {"all": ["c", "d"]}]}]}, "here")
    left = rule_text.left_of
    assert left(condition, frozenset({"a", "b"})) is None
    assert left(condition, frozenset({"a", "c"})) == parse({"any": ["b", "d"]}, "here")
    assert left(condition, frozenset({"b"})) == parse("a", "here")
    assert left(condition, frozenset()) == condition
    assert left(All(()), frozenset()) is None
    assert left(parse({"not": "a"}, "here"), frozenset({"b"})) == parse({"not": "a"}, "here")
