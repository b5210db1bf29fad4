"""An assessment in words, on the small made-up knowledge of toy.py: every field of it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from checker import Content, assess
from checker.answers import check_answers
from checker.explain import as_json, questions_json, rules_json
from checker.loading import build_content
from tests.checker import toy

TOY = toy.content()
CALM: dict[str, object] = {"age": 40, "sign": "none", "length": "short"}
EVIDENCE = TOY.evidence["safetynet"]
SIGNS = "sign hot! sign cold! since worse!"
SOURCE = TOY.sources[EVIDENCE.source]


def explained(content: Content = TOY, /, **answers: object) -> dict[str, Any]:
    return explained_as_they_are(CALM | answers, content)


def explained_as_they_are(answers: dict[str, object], content: Content = TOY) -> dict[str, Any]:
    return as_json(content, check_answers(content, answers), assess(content, answers))


def with_words(file: str, key: str, **fields: object) -> Content:
    tables = toy.tables()
    tables[file][key] |= fields
    return build_content(tables, "en")


def say(content: Content = TOY, /, **answers: object) -> str:
    return str(explained(content, **answers)["advice"]["say"]["spoken"])


# --- Every field, once for the lowest and once for the highest level ---------------------------


def test_a_calm_result_in_full() -> None:
    found = explained(since="new")
    reasons = found.pop("reasons")
    assert found == {
        "content_version": TOY.meta.version,
        "content_date": TOY.meta.date,
        "language": "en",
        "reviewed_by": None,
        "level": "self_care",
        "rank": 1,
        "advice": {
            "mark_word": "self_care mark_word",
            "name": "self_care name",
            "title": "yourself title",
            "by_when": "self_care by_when",
            "who": "yourself who",
            "contact": "yourself",
            "also": [],
            "do": ["yourself do", "self_care do"],
            "say": {"spoken": "I am 40, noise length short. self_care ask", "staff": None},
            "next": [],
            "meanwhile": ["self_care meanwhile"],
            "come_back": ["self_care come_back"],
            "limits": ["No diagnosis.", "Not reviewed.", "Today."],
        },
        "not_raised": [
            {"finding": "hot_new", "name": "hot_new name"},
            {"finding": "cold", "name": "cold name"},
        ],
        "not_sure": [],
        "unanswered": [],
        "dropped": ["since"],
        "would_change": [
            {"level": level, "lead": f"{level} mark_word", "text": f"{level} watch_for"}
            for level in ("emergency_now", "same_day", "urgent_appointment", "routine_appointment")
        ],
    }
    assert [(reason["rule"], reason["findings"]) for reason in reasons] == [("nothing", [])]


def test_an_emergency_in_full() -> None:
    found = explained(sign=["hot", "cold", "rattle"], since="worse", age=60, speaker="other")
    assert found["advice"] == {
        "mark_word": "emergency_now mark_word",
        "name": "emergency_now name",
        "title": "ambulance title",
        "by_when": "emergency_now by_when",
        "who": "ambulance who",
        "contact": "ambulance",
        "also": [{"contact": "emergency_department", "title": "emergency_department title"}],
        "do": ["ambulance do", "emergency_now do"],
        "say": {
            "spoken": f"They are 60, noise length short. {SIGNS} emergency_now ask_other",
            "staff": "Words: hot_new (medical); cold (medical).",
        },
        "next": ["look"],
        "meanwhile": ["emergency_now meanwhile"],
        "come_back": ["emergency_now come_back"],
        "limits": ["No diagnosis.", "Not reviewed.", "Today."],
    }
    assert (found["level"], found["rank"]) == ("emergency_now", 5)
    assert found["would_change"] == [{"level": None, "lead": "", "text": "nothing"}]


def test_a_reason_in_full() -> None:
    found = explained(sign=["cold", "rattle"], since="old", age=60)
    assert found["reasons"][0] == {
        "rule": "cold-and-old",
        "topic": "heat",
        "level": "emergency_now",
        "title": "cold-and-old title",
        "why": "cold-and-old why",
        "reported": True,
        "doubts": [],
        "findings": [
            {
                "finding": "cold",
                "name": "cold name",
                "medical": "cold (medical)",
                "reported": True,
                "doubts": [],
                "answers": [{"question": "sign", "option": "cold", "label": "sign cold"}],
            },
            {
                "finding": "old_machine",
                "name": "old_machine name",
                "medical": "old_machine (medical)",
                "reported": True,
                "doubts": [],
                "answers": [{"question": "age", "option": None, "label": None}],
            },
        ],
        "evidence": [
            {
                "id": "safetynet",
                "mark": EVIDENCE.mark.value,
                "claim": EVIDENCE.claim,
                "source": EVIDENCE.source,
                "citation": SOURCE.citation,
                "url": SOURCE.url or None,
            }
        ],
    }
    rattle = found["reasons"][-1]
    assert (rattle["rule"], rattle["findings"][0]["medical"]) == ("rattle", None)


def test_what_is_only_possible_is_named_by_what_was_ticked_and_what_is_not_known() -> None:
    first = explained(sign=["hot", "rattle"], since="not_sure")["reasons"][0]
    assert first["title"] == "Sign hot; unclear: since short"
    (finding,) = first["findings"]
    assert finding["name"] == "sign hot; unclear: since short"
    assert (finding["medical"], finding["reported"], finding["doubts"]) == (None, False, ["since"])


def test_a_possible_rule_names_what_was_reported_beside_the_doubt() -> None:
    found = explained(sign="cold", since="old", age="prefer_not")
    assert found["reasons"][0]["title"] == "Cold name; unclear: age short"
    assert found["advice"]["say"]["staff"] == "Words: cold (medical)."


def test_the_word_for_staff_of_a_possible_finding_is_its_own() -> None:
    content = with_words("en/findings", "hot_new", medical_possible="hot, since when not known")
    found = explained(content, sign="hot", since="not_sure")["reasons"][0]["findings"][0]
    assert found["medical"] == "hot, since when not known"


def test_a_source_without_an_address_has_none() -> None:
    tables = toy.tables()
    tables["sources"][EVIDENCE.source].pop("url", None)
    reason = explained(build_content(tables, "en"))["reasons"][0]
    assert reason["evidence"][0]["url"] is None
    tables["sources"][EVIDENCE.source]["url"] = "https://example.org/"
    reason = explained(build_content(tables, "en"))["reasons"][0]
    assert reason["evidence"][0]["url"] == "https://example.org/"


def test_doubt_gaps_and_what_was_dropped_are_named() -> None:
    found = explained_as_they_are({"sign": "not_sure", "since": "new", "length": "short"})
    assert (found["not_sure"], found["unanswered"], found["dropped"]) == (
        ["sign"],
        ["age"],
        ["since"],
    )


def test_a_review_by_a_clinician_takes_the_note_away() -> None:
    meta = dataclasses.replace(TOY.meta, reviewed_by="A clinician")
    found = explained(dataclasses.replace(TOY, meta=meta))
    assert found["reviewed_by"] == "A clinician"
    assert found["advice"]["limits"] == ["No diagnosis.", "Today."]


# --- What to do ---------------------------------------------------------------------------------


def test_what_the_deciding_rules_ask_comes_first_and_nothing_twice() -> None:
    content = with_words("en/rules/heat", "hot-now", do=["cool it", "ambulance do"])
    found = explained(content, sign="hot", since="new")
    assert found["advice"]["do"] == ["cool it", "ambulance do", "emergency_now do"]


def test_what_lower_rules_ask_is_left_out() -> None:
    content = with_words("en/rules/noise", "rattle", do=["oil it"])
    assert explained(content, sign="rattle")["advice"]["do"][0] == "oil it"
    assert "oil it" not in explained(content, sign=["hot", "rattle"], since="new")["advice"]["do"]


def test_what_a_doctor_may_do_next_is_named_once_for_each_topic_that_decides() -> None:
    content = with_words("en/topics", "heat", next=["measure", "wait"])
    found = explained(content, sign=["hot", "cold"], since="new", age=60)
    assert found["advice"]["next"] == ["measure", "wait"]
    both = explained(content, sign=["cold", "rattle"], since="old", length="long")
    assert both["advice"]["next"] == ["measure", "wait", "look"]
    assert explained(content, sign="rattle")["advice"]["next"] == ["look"]


# --- What to say ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "spoken"),
    [
        ({"sign": "rattle"}, "I am 40, noise length short. sign rattle!"),
        ({"sign": "rattle", "speaker": "other"}, "They are 40, noise length short. sign rattle!"),
        ({"sign": "rattle", "age": 0}, "I am 0, noise length short. sign rattle!"),
        ({"sign": "rattle", "age": 1}, "I am one, noise length short. sign rattle!"),
        ({"sign": "rattle", "age": "prefer_not"}, "I hear noise length short. sign rattle!"),
        ({"sign": "rattle", "length": "not_sure"}, "I am 40, noise. sign rattle!"),
        ({"sign": "rattle", "length": "prefer_not"}, "I am 40, noise. sign rattle!"),
    ],
)
def test_who_what_and_how_long_is_said(answers: dict[str, object], spoken: str) -> None:
    suffix = "_other" if answers.get("speaker") == "other" else ""
    assert say(TOY, **answers) == f"{spoken} routine_appointment ask{suffix}"


@pytest.mark.parametrize(
    ("since", "change"),
    [
        ("new", "since new! "),
        ("worse", "since worse! "),
        ("not_sure", "since not_sure! "),
        ("prefer_not", ""),
    ],
)
def test_since_when_is_said_after_the_sign_of_which_it_was_asked(since: str, change: str) -> None:
    found = say(sign=["cold"], since=since)
    start = "I am 40, noise length short. sign cold!"
    assert found == f"{start} {change}urgent_appointment ask"


def test_signs_of_different_ages_are_told_apart() -> None:
    tables = toy.tables()
    tables["rules/heat"]["hot-now"]["when"] = {"all": ["hot_new", "rattle"]}
    found = say(build_content(tables, "en"), sign=["hot", "rattle"], since="new")
    assert " sign hot! since new! sign rattle! " in found


def test_nothing_is_said_of_doubt_but_that_it_is_one() -> None:
    tables = toy.tables()
    tables["findings"]["rattle"]["when"] = {"any": ["sign.rattle", "sign.not_sure"]}
    tables["rules/noise"]["rattle"]["level"] = "emergency_now"
    found = explained(build_content(tables, "en"), sign="not_sure")["advice"]["say"]
    assert found == {
        "spoken": "I am 40, noise length short. sign not_sure! emergency_now ask",
        "staff": None,
    }


def test_of_many_doubts_one_is_said_and_their_number() -> None:
    tables = toy.tables()
    for key in ("small", "length"):
        tables["questions"][key]["role"] = ""
    doubt = "not_sure"
    found = say(build_content(tables, "en"), age=4, sign=doubt, small=doubt, length=doubt)
    assert found == "I am 4, noise. sign not_sure! Not sure of 3. same_day ask"


def test_what_is_said_first_comes_before_all_else_or_after_whom_it_is_about() -> None:
    tables = toy.tables()
    tables["questions"]["small"]["role"] = "first"
    content = build_content(tables, "en")
    mine = say(content, age=4, small="yes", sign="rattle")
    assert mine.startswith("small yes! I am 4, noise length short. sign rattle!")
    theirs = say(content, age=4, small="yes", sign="rattle", speaker="other")
    assert theirs.startswith("They are 4, noise length short. small yes! sign rattle!")


def test_an_answer_that_does_not_apply_is_not_said() -> None:
    found = say(sign="rattle", since="new", small="yes")
    assert found == "I am 40, noise length short. sign rattle! routine_appointment ask"


def test_signs_of_lower_rules_are_said_where_few_decide() -> None:
    assert "rattle" in say(sign=["hot", "rattle"], since="new")
    tables = toy.tables()
    tables["rules/heat"]["hot-now"]["when"] = {"all": ["hot_new", "cold"]}
    assert "rattle" not in say(
        build_content(tables, "en"), sign=["hot", "cold", "rattle"], since="new"
    )


def test_a_sign_behind_two_rules_is_said_once() -> None:
    tables = toy.tables()
    tables["rules/heat"]["cold-and-old"]["when"] = {"all": ["hot_new", "old_machine"]}
    found = explained(build_content(tables, "en"), sign="hot", since="new", age=60)
    assert found["advice"]["say"]["spoken"].count("sign hot!") == 1
    assert found["advice"]["say"]["staff"] == "Words: hot_new (medical)."


def test_what_the_deciding_rules_ask_for_is_said_instead_of_what_the_level_asks_for() -> None:
    content = with_words("en/rules/heat", "hot-now", ask="Send a crew.", ask_other="Send them one.")
    assert say(content, sign="hot", since="new").endswith(" since new! Send a crew.")
    theirs = say(content, sign="hot", since="new", speaker="other")
    assert theirs.endswith(" since new! Send them one.")
    assert say(content, sign="cold", since="new").endswith(" urgent_appointment ask")


def test_words_for_staff_name_what_is_suspected_first_and_nothing_twice() -> None:
    tables = toy.tables()
    tables["en/rules/heat"]["hot-now"]["medical"] = "overheating"
    tables["en/rules/heat"]["cold-and-old"]["medical"] = "overheating"
    found = explained(build_content(tables, "en"), sign=["hot", "cold"], since="new", age=60)
    staff = "Words: overheating; hot_new (medical); cold (medical)."
    assert found["advice"]["say"]["staff"] == staff


# --- Where, and about whom -----------------------------------------------------------------------


def test_the_numbers_of_the_place_are_in_the_advice() -> None:
    content = with_words("en/contacts", "ambulance", who="Call {emergency}.")
    answers = check_answers(content, CALM | {"sign": "hot", "since": "new"})
    for place, number in (("uk", "999"), ("elsewhere", "your local emergency number")):
        found = as_json(content, answers, assess(content, dict(answers)), place)
        assert found["advice"]["who"] == f"Call {number}."


def test_a_text_for_somebody_else_or_a_child_takes_the_place_of_the_other() -> None:
    variants = {
        "why_other": "their why",
        "why_child": "a child's why",
        "do": ["x"],
        "do_child": ["y"],
    }
    content = with_words("en/rules/noise", "rattle", **variants)
    for answers, why, do in (
        ({}, "rattle why", "x"),
        ({"speaker": "other"}, "their why", "x"),
        ({"age": 9}, "a child's why", "y"),
        ({"age": 9, "speaker": "other"}, "a child's why", "y"),
        ({"age": "prefer_not"}, "rattle why", "x"),
    ):
        found = explained(content, sign="rattle", **answers)
        reason = next(reason for reason in found["reasons"] if reason["rule"] == "rattle")
        assert (reason["why"], found["advice"]["do"][0]) == (why, do), answers


def test_lines_that_speak_of_a_result_come_last() -> None:
    content = with_words("en/levels", "self_care", do_in_result=["See below."])
    assert explained(content)["advice"]["do"] == ["yourself do", "self_care do", "See below."]


# --- The lists of questions and rules --------------------------------------------------------------


def test_the_questions_as_json() -> None:
    found = {entry["id"]: entry for entry in questions_json(TOY)}
    assert list(found) == list(TOY.questions)
    assert found["age"] == {
        "id": "age",
        "kind": "number",
        "short": "age short",
        "title": "age title",
        "title_other": "age title_other",
        "hint": None,
        "why": "age why",
        "emergency": False,
        "required": True,
        "ask": None,
        "evidence": ["safetynet"],
        "min": 0,
        "max": 120,
    }
    assert found["since"] == {
        "id": "since",
        "kind": "one",
        "short": "since short",
        "title": "since title",
        "title_other": "since title_other",
        "hint": None,
        "why": "since why",
        "emergency": True,
        "required": True,
        "ask": {"any": [{"is": "sign.hot"}, {"is": "sign.cold"}]},
        "evidence": ["safetynet"],
        "options": [
            {"id": option, "label": f"since {option}", "label_child": None, "ask": None}
            for option in ("worse", "new", "old", "not_sure", "prefer_not")
        ],
    }
    assert found["speaker"]["required"] is False
    hinted = with_words("en/questions", "age", hint="Guess.")
    assert {entry["id"]: entry["hint"] for entry in questions_json(hinted)}["age"] == "Guess."


def test_the_rules_as_json() -> None:
    found = {entry["id"]: entry for entry in rules_json(TOY)}
    assert list(found) == list(TOY.rules)
    assert found["long-rattle"] == {
        "id": "long-rattle",
        "topic": "noise",
        "level": "urgent_appointment",
        "contact": "doctor_soon",
        "title": "long-rattle title",
        "why": "long-rattle why",
        "when": {"all": [{"is": "rattle"}, {"is": "lasting"}, {"not": {"is": "recent"}}]},
        "findings": [
            {
                "id": "rattle",
                "name": "rattle name",
                "when": {"is": "sign.rattle"},
                "evidence": ["safetynet"],
            },
            {
                "id": "lasting",
                "name": "lasting name",
                "when": {"is": "length.long"},
                "evidence": ["safetynet"],
            },
            {
                "id": "recent",
                "name": "recent name",
                "when": {"not": {"is": "lasting"}},
                "evidence": ["safetynet"],
            },
        ],
        "evidence": explained()["reasons"][0]["evidence"],
    }
