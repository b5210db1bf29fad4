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
SIGNS = "I have hot_new name; cold name."
SOURCE = TOY.sources[EVIDENCE.source]


def explained(content: Content = TOY, /, **answers: object) -> dict[str, Any]:
    return explained_as_they_are(CALM | answers, content)


def explained_as_they_are(answers: dict[str, object], content: Content = TOY) -> dict[str, Any]:
    return as_json(content, check_answers(content, answers), assess(content, answers))


def with_words(file: str, key: str, **fields: object) -> Content:
    tables = toy.tables()
    tables[file][key] |= fields
    return build_content(tables, "en")


def say(content: Content = TOY, /, **answers: object) -> list[str]:
    found: list[str] = explained(content, **answers)["advice"]["say"]
    return found


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
            "say": ["I am 40. It has been length short. self_care ask"],
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
        "would_change": ["self_care would_change"],
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
        "say": [
            f"They are 60. {SIGNS} It gets worse. It has been length short. emergency_now ask_other",
            "Words: hot_new (medical); cold (medical).",
        ],
        "next": ["look"],
        "meanwhile": ["emergency_now meanwhile"],
        "come_back": ["emergency_now come_back"],
        "limits": ["No diagnosis.", "Not reviewed.", "Today."],
    }
    assert (found["level"], found["rank"]) == ("emergency_now", 5)
    assert found["would_change"] == ["emergency_now would_change"]


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
    assert found["advice"]["say"][1] == "Words: cold (medical)."


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
        ({"sign": "rattle"}, "I am 40. I have rattle name. It has been length short."),
        (
            {"sign": "rattle", "speaker": "me"},
            "I am 40. I have rattle name. It has been length short.",
        ),
        (
            {"sign": "rattle", "speaker": "other"},
            "They are 40. I have rattle name. It has been length short.",
        ),
        (
            {"sign": "rattle", "length": "not_sure"},
            "I am 40. I have rattle name. Not sure of length short.",
        ),
        (
            {"sign": "rattle", "length": "prefer_not"},
            "I am 40. I have rattle name. Not sure of length short.",
        ),
    ],
)
def test_who_what_and_how_long_is_said(answers: dict[str, object], spoken: str) -> None:
    suffix = "_other" if answers.get("speaker") == "other" else ""
    assert say(TOY, **answers) == [f"{spoken} routine_appointment ask{suffix}"]


def test_without_an_age_it_says_so() -> None:
    answers: dict[str, object] = {"sign": "rattle", "length": "short"}
    for speaker, who in (("me", "I am here."), ("other", "They are here.")):
        found = explained_as_they_are(answers | {"speaker": speaker})
        assert found["advice"]["say"][0].startswith(f"{who} I have rattle name.")


def test_an_age_of_nought_is_an_age() -> None:
    assert say(sign="rattle", age=0)[0].startswith("I am 0. ")


@pytest.mark.parametrize(
    ("since", "change"),
    [("new", "It is new. "), ("worse", "It gets worse. "), ("old", ""), ("not_sure", "")],
)
def test_since_when_is_said_where_there_is_a_sign(since: str, change: str) -> None:
    found = say(sign=["cold"], since=since)[0]
    doubt = "Not sure of since short. " if since == "not_sure" else ""
    assert found == (
        f"I am 40. I have cold name. {change}It has been length short. {doubt}urgent_appointment ask"
    )


def test_without_a_sign_to_name_nothing_is_said_to_be_new() -> None:
    tables = toy.tables()
    tables["findings"]["cold"]["quiet"] = True
    found = say(build_content(tables, "en"), sign="cold", since="new")
    assert found == ["I am 40. It has been length short. urgent_appointment ask"]


def test_an_answer_that_does_not_apply_is_not_said() -> None:
    found = say(sign="rattle", since="new", small="yes")
    assert found == [
        "I am 40. I have rattle name. It has been length short. routine_appointment ask"
    ]


def test_signs_of_lower_rules_are_not_said() -> None:
    assert "rattle" not in say(sign=["hot", "rattle"], since="new")[0]


def test_a_sign_behind_two_rules_is_said_once() -> None:
    tables = toy.tables()
    tables["rules/heat"]["cold-and-old"]["when"] = {"all": ["hot_new", "old_machine"]}
    found = say(build_content(tables, "en"), sign="hot", since="new", age=60)
    assert found[0].count("hot_new name") == 1
    assert found[1] == "Words: hot_new (medical)."


def test_what_the_deciding_rules_ask_for_is_said_instead_of_what_the_level_asks_for() -> None:
    content = with_words("en/rules/heat", "hot-now", ask="Send a crew.")
    assert say(content, sign="hot", since="new")[0].endswith(
        " It has been length short. Send a crew."
    )
    two = say(content, sign=["hot", "cold"], since="new", age=60)
    assert two[0].endswith(" It has been length short. Send a crew.")
    assert say(content, sign="cold", since="new")[0].endswith(" urgent_appointment ask")


def test_words_for_staff_name_what_is_suspected_first_and_nothing_twice() -> None:
    tables = toy.tables()
    tables["en/rules/heat"]["hot-now"]["medical"] = "overheating"
    tables["en/rules/heat"]["cold-and-old"]["medical"] = "overheating"
    found = say(build_content(tables, "en"), sign=["hot", "cold"], since="new", age=60)
    assert found[1] == "Words: overheating; hot_new (medical); cold (medical)."


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
            {"id": option, "label": f"since {option}"}
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
