"""The summary for a clinician: each answer once, in the right part, and nothing said that was not told."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest
import segno
from segno import encoder

from checker import load_content
from checker.answers import check_answers, reader_of
from checker.bridge import code_json, take_along_json
from checker.circumstances import Moment, read_circumstances
from checker.engine import assess_checked
from checker.errors import CircumstanceError
from checker.model import DOUBTS, GENERAL, NONE, Kind, Part, Role
from checker.qr import MOST_BYTES, rows
from checker.reminder import calendar
from checker.summary import Summary, as_pieces, as_text, summarise
from tests.full_answers import FULLEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.model import Question

CONTENT = load_content()
WORDS = CONTENT.words["summary"]
NOON = Moment(1_795_269_900, 60)
HERE = json.dumps({"now": 1_795_269_900, "offset": 60, "site": "https://example.org/back-pain/"})


def summary_of(answers: Mapping[str, Any], *, brief: bool = False) -> Summary:
    checked = check_answers(CONTENT, dict(answers))
    return summarise(CONTENT, checked, assess_checked(CONTENT, checked), NOON, brief=brief)


def part(summary: Summary, name: str) -> list[str]:
    (found,) = (section for section in summary.sections if section.id == name)
    return [str(line) for line in found.lines]


def said(lines: list[str]) -> set[str]:
    """Return what some lines say of their topics."""
    return {phrase for line in lines for phrase in line.partition(": ")[2].split("; ")}


def random_answers(count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(4)  # noqa: S311  a fixed sequence is what is wanted
    for _ in range(count):
        answers: dict[str, Any] = {}
        for question in CONTENT.questions.values():
            if chance.random() < 0.1:
                continue
            if question.kind is Kind.NUMBER:
                answers[question.id] = chance.randint(question.minimum, question.maximum)
            elif question.kind is Kind.ONE:
                answers[question.id] = chance.choice(question.options)
            else:
                signs = [option for option in question.options if option != NONE]
                answers[question.id] = chance.choice(
                    [[NONE], chance.sample(signs, chance.randint(1, len(signs)))]
                )
        yield answers


def test_the_parts_stand_in_the_order_in_which_a_clinician_reads() -> None:
    assert [section.id for section in summary_of(FULLEST).sections] == [
        "reason", "timeline", "positives", "negatives", "unknown", "history", "medicines", "result",
    ]  # fmt: skip


@pytest.mark.parametrize("question", CONTENT.questions.values(), ids=lambda question: question.id)
def test_each_option_that_says_something_has_a_short_word(question: Question) -> None:
    words = WORDS[question.id]
    assert words["topic"]
    labels = words.get("options", {})
    assert isinstance(labels, dict)
    wanted = set(question.options) - set(DOUBTS)
    if question.kind is Kind.MANY:
        wanted -= {NONE}
    assert set(labels) == wanted


def test_no_word_stands_for_a_question_that_is_not_there() -> None:
    assert set(WORDS) == {*CONTENT.questions, "summary", "calendar", "page"}


def test_what_was_told_stands_under_its_topic() -> None:
    summary = summary_of(FULLEST)
    assert part(summary, "reason")[0] == (
        "Back or neck pain, worst in the upper back, between or under the shoulder blades. 67 years."
    )
    assert "Duration: 3 months or more" in part(summary, "timeline")
    saddle = "numb, tingling, cold or odd; altered feeling on wiping"
    since = "Saddle area and sex (new in the last 2 weeks)"
    assert f"{since}: {saddle}" in part(summary, "positives")
    assert "Bowel: no sense of needing or passing stool" in part(summary, "positives")
    assert "Bowel, since: not sure" in part(summary, "unknown")
    assert "Cancer: yes, treatment now or in the last 6 weeks" in part(summary, "history")
    assert "blood thinner: yes" in part(summary, "medicines")
    assert "by somebody who helps" in summary.note
    assert "2026-11-21, 15:05" in summary.note


def test_medicines_stand_in_their_part_alone_and_doubt_is_said_there() -> None:
    plain = summary_of({"health": ["steroids"]})
    assert not [line for line in part(plain, "history") if "steroid" in line]
    assert part(plain, "medicines")[:2] == [
        "blood thinner: no",
        "steroid tablets for 3 months or more: yes",
    ]
    doubt = summary_of({"health": ["not_sure"]})
    assert part(doubt, "medicines")[0] == "blood thinner: not sure"


def test_doubt_is_never_written_as_a_no() -> None:
    summary = summary_of({"bladder": ["slow", "not_sure"], "saddle": ["prefer_not"]})
    negatives = "\n".join(part(summary, "negatives"))
    assert "Bladder" not in negatives
    assert "Saddle" not in negatives
    assert "Bladder: not sure" in part(summary, "unknown")
    assert "Saddle area and sex: rather not say" in part(summary, "unknown")
    assert "Bowel: not answered" in part(summary, "unknown")


def test_what_does_not_apply_is_not_there() -> None:
    summary = summary_of({"age": 40, "child": ["limp"], "saddle": ["none"], "saddle_since": "new"})
    text = as_text(summary)
    assert "Under 18" not in text
    assert "Saddle area and sex, since" not in text


def test_the_result_names_level_rules_version_and_that_nobody_has_reviewed_it() -> None:
    result = "\n".join(part(summary_of(FULLEST), "result"))
    assert "Get help now" in result
    assert "saddle-change" in result
    assert CONTENT.meta.version in result
    assert "not reviewed by a clinician" in result
    assert "No diagnosis" in result


def test_every_answer_stands_where_it_belongs_and_never_on_both_sides() -> None:
    for answers in random_answers(300):
        checked = check_answers(CONTENT, answers)
        assessment = assess_checked(CONTENT, checked)
        summary = summarise(CONTENT, checked, assessment, NOON)
        positive, negative = part(summary, "positives"), part(summary, "negatives")
        for key, answer in checked.items():
            question = CONTENT.questions[key]
            if key in assessment.dropped or isinstance(answer, int) or question.part != Part.SIGNS:
                continue
            words = WORDS[key]["options"]
            assert isinstance(words, dict)
            topic = reader_of(CONTENT, checked).text(WORDS[key], "topic")
            told = {words[option] for option in answer if option not in GENERAL}
            here = [line for line in positive if line.startswith((f"{topic}: ", f"{topic} ("))]
            there = [line for line in negative if line.startswith(f"{topic}, none of: ")]
            if question.role is Role.SINCE:
                assert all(f" ({word}): " in line for line in here for word in told)
                continue
            if question.kind is Kind.MANY:
                assert said(here) == told
                denied = said(there)
                assert not denied & told
                assert bool(denied) <= (not set(DOUBTS) & set(answer))
        for key in assessment.unanswered:
            topic = reader_of(CONTENT, checked).text(WORDS[key], "topic")
            assert any(
                line in {f"{topic}: not answered", f"{topic}, since: not answered"}
                for line in part(summary, "unknown")
            )


def test_a_child_is_not_said_to_have_denied_what_it_was_not_asked() -> None:
    answers = {"saddle": "wiping", "health": "none", "who": "other"}
    for age, asked in ((15, False), (16, True), ("prefer_not", True)):
        text = as_text(summary_of(answers | {"age": age}))
        for option in ("erection", "sex_feeling"):
            assert (str(WORDS["saddle"]["options"][option]) in text) is asked, age
        assert (str(WORDS["health"]["options"]["inject"]) in text) is asked, age
    told = as_text(summary_of({"age": 15, "health": "inject"}))
    assert str(WORDS["health"]["options"]["inject"]) in told


@pytest.mark.parametrize(("age", "shown"), [(0, "Under 1 year."), (1, "1 year."), (2, "2 years.")])
def test_nobody_is_1_years_old(age: int, shown: str) -> None:
    assert part(summary_of({"age": age}), "reason")[0].endswith(shown)


def test_each_code_can_be_read_from_the_smallest_phone() -> None:
    """At 4 px a module, with the border of 4 modules on each side, a code of 320 px has at most 72."""
    everything: dict[str, Any] = {"age": 9, "who": "other"}
    for question in CONTENT.questions.values():
        if question.kind is Kind.MANY:
            everything[question.id] = [option for option in question.options if option != NONE]
        elif question.kind is Kind.ONE:
            everything.setdefault(question.id, question.options[-1])
    for answers in ({}, FULLEST, everything):
        pieces = as_pieces(summary_of(answers, brief=True), MOST_BYTES)
        assert "not reviewed by a clinician" in " ".join(" ".join(pieces).split())
        assert max(len(rows(piece, encoder.encode)) for piece in pieces) <= 72


def test_signs_stand_in_the_first_code() -> None:
    answers = {"age": 47, "saddle": ["numb"], "saddle_since": "new", "bladder": ["slow"]}
    first, *_ = as_pieces(summary_of(answers, brief=True), MOST_BYTES)
    assert "A new change in feeling in the saddle area" in first


def test_the_code_is_the_one_that_segno_makes() -> None:
    code = segno.make("text", error="l", mode="byte", micro=False, boost_error=False)
    found = json.loads(code_json("text", encoder.encode))
    assert found == ["".join(str(module & 1) for module in row) for row in code.matrix]
    with pytest.raises(ValueError, match="too large"):
        code_json("x" * 2_954, encoder.encode)


# --- The calendar ---------------------------------------------------------------


def calendar_of(answers: Mapping[str, Any], page: str = "https://example.org/check/") -> str:
    checked = check_answers(CONTENT, dict(answers))
    return calendar(CONTENT, assess_checked(CONTENT, checked), NOON, page)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_the_calendar_has_the_day_to_check_again_by_level() -> None:
    for level, day in (
        ({"saddle": ["numb"], "saddle_since": "new"}, "20261122"),
        ({**QUIET, "ill": ["weight"]}, "20261124"),
        (QUIET, "20261205"),
    ):
        lines = unfolded(calendar_of(level))
        assert f"DTSTART;VALUE=DATE:{day}" in lines
        assert "DTSTAMP:20261121T140500Z" in lines


def test_the_calendar_names_no_sign_and_no_level() -> None:
    one, other = (
        calendar_of({**QUIET, "ill": ["weight"]}),
        calendar_of({**QUIET, "cancer": "past", "cancer_pain": "new", "legs": ["pain_one"]}),
    )
    strip = [line for line in unfolded(one) if not line.startswith(("DTSTART", "UID"))]
    assert strip == [line for line in unfolded(other) if not line.startswith(("DTSTART", "UID"))]
    levels = [str(words["mark_word"]) for words in CONTENT.words["levels"].values()]
    assert not [word for word in levels if word in one]


def test_lines_end_as_the_standard_says_and_none_is_too_long() -> None:
    text = calendar_of(QUIET, page="https://example.org/" + "ü,;\\\n" * 40)
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (description,) = [
        line for line in unfolded(text) if line.startswith("DESCRIPTION:Has anything")
    ]
    assert "ü\\,\\;\\\\\\n" in description


QUIET: Mapping[str, Any] = {
    "age": 45, "start": "movement", "cancer": "never", "where": "low", "duration": "weeks", "course": "same",
    **{key: ["none"] for key, question in CONTENT.questions.items() if question.kind is Kind.MANY},
}  # fmt: skip


# --- When and where -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "circumstances"),
        ("[" * 100_000, "circumstances"),
        ('{"now": 1, "offset": 0}', "circumstances"),
        ('{"now": 1.5, "offset": 0, "site": "https://a/"}', "now"),
        ('{"now": true, "offset": 0, "site": "https://a/"}', "now"),
        ('{"now": -1, "offset": 0, "site": "https://a/"}', "now"),
        ('{"now": 1e400, "offset": 0, "site": "https://a/"}', "now"),
        ('{"now": 999999999999999, "offset": 0, "site": "https://a/"}', "now"),
        ('{"now": 1, "offset": 1440, "site": "https://a/"}', "offset"),
        ('{"now": 1, "offset": 0, "site": "javascript:alert(1)/"}', "site"),
        ('{"now": 1, "offset": 0, "site": "https://a/\\r\\nX:/"}', "site"),
        ('{"now": 1, "offset": 0, "site": "https://a/<b>/"}', "site"),
        ('{"now": 1, "offset": 0, "site": "https://a"}', "site"),
        ('{"now": 1, "offset": 0, "site": "https://a/", "home": "javascript:alert(1)/"}', "home"),
        ('{"now": 1, "offset": 0, "site": "https://a/", "home": 1}', "home"),
    ],
)
def test_a_circumstance_that_cannot_be_used_is_refused_by_name(text: str, name: str) -> None:
    with pytest.raises(CircumstanceError) as error:
        read_circumstances(text)
    assert error.value.name == name
    reply = json.loads(take_along_json('{"answers": {}}', text))
    assert (reply["ok"], reply["error"]["type"]) == (False, "CircumstanceError")


@pytest.mark.parametrize(
    ("seconds", "offset", "local", "iso"),
    [
        (0, 0, "1970-01-01, 00:00", "1970-01-01T00:00:00+00:00"),
        (951_782_400, 330, "2000-02-29, 05:30", "2000-02-29T05:30:00+05:30"),
        (1_795_269_900, -210, "2026-11-21, 10:35", "2026-11-21T10:35:00-03:30"),
    ],
)
def test_a_moment_is_written_in_local_time(seconds: int, offset: int, local: str, iso: str) -> None:
    moment = Moment(seconds, offset)
    assert (moment.local(), moment.iso()) == (local, iso)


def test_days_go_on_past_the_end_of_a_month_and_stop_at_the_last_date() -> None:
    assert Moment(951_696_000).date_after(2) == "2000-03-01"
    assert Moment(253_402_214_400).date_after(14) == "9999-12-31"


def test_wrong_answers_get_the_same_error_as_in_an_assessment() -> None:
    reply = json.loads(take_along_json('{"answers": {"age": "old"}}', HERE))
    assert reply["error"]["type"] == "AnswerTypeError"


def test_one_call_gives_all_that_is_taken_along() -> None:
    reply = json.loads(take_along_json(json.dumps({"answers": dict(FULLEST)}), HERE))
    assert reply["ok"]
    assert reply["text"] == as_text(summary_of(FULLEST))
    assert reply["summary"]["sections"][0]["id"] == "reason"
    assert reply["recheck"] == "2026-11-22"
    assert "https://example.org/back-pain/check/" in unfolded(reply["calendar"])[8]
