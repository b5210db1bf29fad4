"""Each rule has a case that raises it and one that just does not: tests/cases/<topic>.toml."""

import tomllib
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from checker import Assessment, assess, load_content
from checker.model import Content
from evaluation.accuracy import completed
from tests.all_cases import base

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests/cases"
CONTENT = load_content()
BASE = base()
TOPICS = dict.fromkeys(rule.topic for rule in CONTENT.rules.values())
FILES = {
    topic: tomllib.loads((CASES / f"{topic}.toml").read_text("utf-8"))["case"]
    for topic in TOPICS
    if (CASES / f"{topic}.toml").is_file()
}
ALL = [case for cases in FILES.values() for case in cases]


@cache
def answers() -> dict[str, dict[str, object]]:
    """Return by name of the case all that it answers, which takes some seconds to find out."""
    return {case["name"]: completed(CONTENT, case["answers"], BASE) for case in ALL}


def assessed(case: dict[str, Any], content: Content = CONTENT) -> Assessment:
    return assess(content, answers()[case["name"]])


def raised(result: Assessment) -> set[str]:
    return {reason.rule.id for reason in result.reasons}


def test_each_case_gets_its_level() -> None:
    levels = {case["name"]: (case["level"], assessed(case).level.id) for case in ALL}
    assert {name: pair for name, pair in levels.items() if pair[0] != pair[1]} == {}


def test_each_case_raises_its_rule_or_just_not() -> None:
    wrong = [c["name"] for c in ALL if (c["rule"] in raised(assessed(c))) is not c["raises"]]
    assert wrong == []


def test_each_case_answers_every_question_that_is_asked_and_no_other() -> None:
    results = {case["name"]: assessed(case) for case in ALL}
    assert [name for name, one in results.items() if one.unanswered or one.dropped] == []


def test_each_case_gives_only_what_differs_from_the_base() -> None:
    same = [
        (case["name"], key)
        for case in ALL
        for key, value in case["answers"].items()
        if BASE.get(key) == value
    ]
    assert same == []


def test_every_rule_has_a_case_that_raises_it_and_one_that_does_not() -> None:
    seen = {(case["rule"], case["raises"]) for case in ALL}
    wanted = {(rule, raises) for rule in CONTENT.rules for raises in (True, False)}
    assert wanted - seen == set()


def without(rule: str) -> Content:
    return replace(CONTENT, rules={key: one for key, one in CONTENT.rules.items() if key != rule})


def test_every_rule_has_a_case_whose_level_falls_without_it() -> None:
    """So no rule above the lowest level can lose its effect unnoticed, least of all one for the same day."""
    lowest = min(level.rank for level in CONTENT.levels.values())
    rules = {rule.id for rule in CONTENT.rules.values() if rule.level.rank > lowest}
    needed = {
        case["rule"]
        for case in ALL
        if case["rule"] in rules
        and assessed(case, without(case["rule"])).level.rank < CONTENT.levels[case["level"]].rank
    }
    assert not rules - needed, f"no case needs {sorted(rules - needed)}"


def test_a_case_stands_in_the_file_of_its_rules_topic() -> None:
    stands = {(case["rule"], topic) for topic, cases in FILES.items() for case in cases}
    assert stands <= {(rule.id, rule.topic) for rule in CONTENT.rules.values()}


def test_no_two_cases_have_the_same_name() -> None:
    assert [
        name for name, times in Counter(case["name"] for case in ALL).items() if times > 1
    ] == []


def test_the_base_raises_nothing_and_leaves_nothing_open() -> None:
    result = assess(CONTENT, BASE)
    assert (result.level.id, raised(result), result.unanswered) == (
        "self_care",
        {"no-warning-sign"},
        (),
    )
