"""What the engine decides, on the small made-up knowledge of toy.py."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pytest

from checker import Assessment, assess
from checker.answers import check_answers
from checker.engine import settle
from checker.errors import UnknownQuestionError
from checker.loading import build_content
from tests.checker import toy

TOY = toy.content()
CALM: dict[str, object] = {"age": 40, "sign": "none", "length": "short"}


def assessed(**answers: object) -> Assessment:
    return assess(TOY, CALM | answers)


def rules_of(found: Assessment) -> list[str]:
    return [reason.rule.id for reason in found.reasons]


def origins(found: Assessment, rule: str) -> dict[str, tuple[str, ...]]:
    (reason,) = [reason for reason in found.reasons if reason.rule.id == rule]
    return {found.finding.id: found.origin for found in reason.findings}


def test_with_no_sign_the_rule_for_everybody_decides() -> None:
    found = assessed()
    assert (found.level.id, rules_of(found)) == ("self_care", ["nothing"])
    assert [contact.id for contact in found.contacts] == ["yourself"]


def test_the_highest_rule_decides_and_lower_ones_stay_as_reasons_below_it() -> None:
    found = assessed(sign=["hot", "cold", "rattle"], since="new")
    assert found.level.id == "emergency_now"
    assert rules_of(found) == ["hot-now", "cold", "rattle"]


def test_of_a_lower_level_a_rule_without_findings_is_no_reason() -> None:
    assert "nothing" not in rules_of(assessed(sign="rattle"))


def test_the_contacts_of_the_deciding_rules_come_first_things_first() -> None:
    found = assessed(sign=["hot", "cold"], since="new", age=60)
    assert [contact.id for contact in found.contacts] == ["ambulance", "emergency_department"]
    assert found.contacts[0].order > found.contacts[1].order


def test_a_reason_names_the_answers_behind_each_finding_once() -> None:
    assert origins(assessed(sign="hot", since="new"), "hot-now") == {
        "hot_new": ("sign.hot", "since.new")
    }
    assert origins(assessed(sign=["hot", "cold", "rattle"], since="old"), "rattle") == {
        "rattle": ("sign.rattle",),
        "several": ("sign.hot", "sign.cold", "sign.rattle"),
    }


def test_a_number_behind_a_finding_is_named_by_its_question() -> None:
    assert origins(assessed(sign="cold", since="old", age=60), "cold-and-old") == {
        "cold": ("sign.cold",),
        "old_machine": ("age",),
    }


@pytest.mark.parametrize(
    ("part", "age", "origin"),
    [
        ("old_machine", 60, ("sign.cold", "age")),
        ("old_machine", 59, ("sign.cold",)),
        ({"not": "old_machine"}, 60, ("sign.cold",)),
    ],
)
def test_an_age_that_did_not_help_a_finding_is_not_named_behind_it(
    part: object, age: int, origin: tuple[str, ...]
) -> None:
    tables = toy.tables()
    tables["findings"]["one_of_them"] = toy.FINDINGS["cold"] | {
        "topic": "heat",
        "evidence": toy.EVIDENCE,
        "when": {"any": ["cold", part]},
    }
    tables["en/findings"]["one_of_them"] = tables["en/findings"]["cold"]
    tables["rules/heat"]["cold"]["when"] = {"is": "one_of_them"}
    found = assess(build_content(tables, "en"), CALM | {"sign": "cold", "since": "old", "age": age})
    assert origins(found, "cold") == {"one_of_them": origin}


@pytest.mark.parametrize(
    ("answers", "rule", "doubts"),
    [
        ({"sign": "hot", "since": "new"}, "hot-now", {"": (), "hot_new": ()}),
        ({"sign": "hot", "since": "not_sure"}, "hot-now", {"": ("since",), "hot_new": ("since",)}),
        ({"sign": "hot"}, "hot-now", {"": ("since",), "hot_new": ("since",)}),
        (
            {"sign": "cold", "since": "old", "age": "prefer_not"},
            "cold-and-old",
            {"": ("age",), "cold": (), "old_machine": ("age",)},
        ),
        ({"sign": ["rattle", "not_sure"]}, "rattle", {"": (), "rattle": ()}),
        (
            {"sign": "rattle", "length": "long", "age": "prefer_not"},
            "long-rattle",
            {"": (), "rattle": (), "lasting": ()},
        ),
    ],
)
def test_what_only_a_doubt_makes_so_is_not_reported(
    answers: dict[str, object], rule: str, doubts: dict[str, tuple[str, ...]]
) -> None:
    (reason,) = [reason for reason in assessed(**answers).reasons if reason.rule.id == rule]
    found = {"": reason.doubts} | {one.finding.id: one.doubts for one in reason.findings}
    assert found == doubts
    assert reason.reported == (not reason.doubts)
    assert all(one.reported == (not one.doubts) for one in reason.findings)


def test_a_doubt_behind_what_must_be_absent_is_a_doubt_too() -> None:
    tables = toy.tables()
    tables["rules/noise"]["long-rattle"]["when"] = {
        "all": ["rattle", {"not": "lasting"}, {"any": ["rattle", "recent"]}]
    }
    content = build_content(tables, "en")
    found = assess(content, CALM | {"sign": "rattle", "length": "not_sure"})
    (reason,) = [reason for reason in found.reasons if reason.rule.id == "long-rattle"]
    assert (reason.reported, reason.doubts) == (False, ("length",))


def test_a_number_that_was_left_out_could_reach_the_threshold() -> None:
    found = assess(TOY, {"sign": "cold", "since": "old", "length": "short"})
    assert found.level.id == "emergency_now"
    assert origins(found, "cold-and-old")["old_machine"] == ()


def test_a_number_that_was_kept_back_decides_as_one_that_was_left_out() -> None:
    left_out = assess(TOY, {"sign": "cold", "since": "old", "length": "short"})
    kept_back = assess(
        TOY, {"sign": "cold", "since": "old", "length": "short", "age": "prefer_not"}
    )
    assert "age" in left_out.unanswered
    assert "age" not in kept_back.unanswered
    assert kept_back.not_sure == ("age",)
    alike = [dataclasses.replace(one, not_sure=(), unanswered=()) for one in (left_out, kept_back)]
    assert alike[0] == alike[1]


@pytest.mark.parametrize(("age", "level"), [(59, "urgent_appointment"), (60, "emergency_now")])
def test_a_threshold_is_reached_at_its_number(age: int, level: str) -> None:
    assert assessed(sign="cold", since="old", age=age).level.id == level


def test_a_count_is_reached_at_its_number() -> None:
    assert origins(assessed(sign=["hot", "rattle"], since="old"), "rattle").keys() == {
        "rattle",
        "several",
    }
    assert origins(assessed(sign="rattle"), "rattle").keys() == {"rattle"}


def test_what_must_not_be_present_keeps_a_rule_from_holding() -> None:
    assert "long-rattle" in rules_of(assessed(sign="rattle", length="long"))
    assert "long-rattle" not in rules_of(assessed(sign="rattle", length="short"))


def test_a_reason_names_no_finding_that_had_to_be_absent() -> None:
    found = assessed(sign="rattle", length="long")
    assert origins(found, "long-rattle").keys() == {"rattle", "lasting"}


@pytest.mark.parametrize("doubt", ["not_sure", "prefer_not"])
def test_doubt_is_named_and_weighed(doubt: str) -> None:
    found = assessed(sign=doubt)
    assert (found.level.id, found.not_sure, found.unanswered) == ("same_day", ("sign",), ())


def test_a_question_left_out_counts_as_not_sure_and_is_named_as_left_out() -> None:
    found = assess(TOY, {"age": 40, "length": "short"})
    assert (found.level.id, found.not_sure, found.unanswered) == ("same_day", (), ("sign",))


def test_a_question_about_words_is_never_missed() -> None:
    assert assessed().unanswered == ()
    assert assessed(speaker="other").level == assessed().level


def test_a_follow_up_that_applies_and_is_left_out_counts_as_not_sure() -> None:
    found = assessed(sign="hot")
    assert (found.level.id, found.unanswered) == ("emergency_now", ("since",))


def test_an_answer_to_a_question_that_does_not_apply_is_dropped_and_named() -> None:
    found = assessed(since="new", small="yes")
    assert (found.level.id, found.dropped) == ("self_care", ("since", "small"))
    assert found.not_sure == ()


def test_doubt_in_a_question_that_does_not_apply_is_dropped_too() -> None:
    found = assessed(since="not_sure")
    assert (found.dropped, found.not_sure) == (("since",), ())


def test_a_question_that_does_not_apply_is_not_missed() -> None:
    assert "since" not in assessed().unanswered


def test_a_question_for_the_young_is_not_asked_when_the_age_is_not_known() -> None:
    assert assess(TOY, CALM | {"small": "yes"}).dropped == ("small",)
    young = assessed(age=17, small="yes")
    assert (young.dropped, rules_of(young)) == ((), ["rattle"])
    unknown = assess(TOY, {"sign": "none", "length": "short", "small": "yes"})
    assert unknown.dropped == ("small",)


def test_key_findings_that_the_answers_speak_against_are_named() -> None:
    assert [finding.id for finding in assessed().absent] == ["hot_new", "cold"]
    assert [finding.id for finding in assessed(sign="cold", since="new").absent] == ["hot_new"]


@pytest.mark.parametrize("sign", ["not_sure", "prefer_not"])
def test_where_there_is_doubt_nothing_is_said_to_be_absent(sign: str) -> None:
    assert assessed(sign=sign).absent == ()
    assert assess(TOY, {"age": 40, "length": "short"}).absent == ()


def test_doubt_about_one_question_leaves_other_findings_absent() -> None:
    assert [f.id for f in assessed(sign="rattle", length="not_sure").absent] == ["hot_new", "cold"]


def test_the_order_of_answers_changes_nothing() -> None:
    answers = CALM | {"sign": ["hot", "cold"], "since": "new", "small": "no"}
    backwards = dict(reversed(answers.items()))
    assert assess(TOY, answers) == assess(TOY, backwards)
    assert assessed(sign=["hot", "cold"]) == assessed(sign=["cold", "hot"])


def test_any_mapping_of_answers_is_taken() -> None:
    assert assess(TOY, MappingProxyType(CALM)) == assessed()


def test_answers_that_cannot_be_used_are_an_error() -> None:
    with pytest.raises(UnknownQuestionError):
        assessed(weather="fine")


def test_an_assessment_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        assessed().level = TOY.levels["self_care"]  # type: ignore[misc]


def test_facts_hold_what_counts_and_nothing_else() -> None:
    facts, unanswered, dropped = settle(
        TOY, check_answers(TOY, {"age": 40, "sign": ["hot", "cold"], "small": "yes"})
    )
    assert facts.numbers == {"age": 40}
    assert facts.present == {"sign.hot", "sign.cold", "since.not_sure", "length.not_sure"}
    assert (unanswered, dropped) == (["since", "length"], ["small"])
