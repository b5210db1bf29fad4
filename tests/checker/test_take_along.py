"""What a person takes along, on the small made-up knowledge: each word of it, and how the code is made."""

from __future__ import annotations

from dataclasses import replace
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest

from checker.answers import check_answers
from checker.circumstances import LATEST, Moment, read_circumstances
from checker.engine import assess_checked
from checker.errors import CircumstanceError
from checker.loading import build_content
from checker.qr import rows
from checker.reminder import calendar
from checker.summary import as_pieces, as_text, summarise
from tests.checker import toy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from checker.model import Content
    from checker.summary import Summary

NOON = Moment(1_795_269_900, 60)
CARE = {
    "kind": "many",
    "part": "history",
    "options": ["oil", "rust", "none", "not_sure", "prefer_not"],
    "plain": ["none", "not_sure", "prefer_not"],
    "medicines": ["oil"],
    "evidence": list(toy.EVIDENCE),
}
"""A question of the past, with a medicine among its options."""


def bare(text: str) -> str:
    """Return a text's placeholders alone, so that no test here changes with the words."""
    fields = [name for _, name, _, _ in Formatter().parse(text) if name]
    return " ".join(f"{{{name}}}" for name in fields)


def knowledge(**care: object) -> Content:
    tables = toy.tables()
    for part in ("summary", "calendar"):
        tables["en/summary"][part] = {
            key: f"<{key}> {bare(str(text))}".strip()
            for key, text in tables["en/summary"][part].items()
        }
    tables["questions"]["care"] = CARE | care
    tables["en/questions"]["care"] = {
        "short": "care short", "title": "care?", "title_other": "their care?", "why": "why care",
        "options": {option: f"care {option}" for option in CARE["options"]},
        "say": {option: f"care {option}!" for option in ("oil", "rust")},
    }  # fmt: skip
    tables["en/summary"]["care"] = {"topic": "care topic", "options": {"rust": "rusty"}}
    tables["findings"]["rusty"] = {
        "when": {"any": ["care.rust", "care.oil"]}, "topic": "noise", "evidence": list(toy.EVIDENCE),
    }  # fmt: skip
    tables["en/findings"]["rusty"] = {"name": "rust name"}
    tables["rules/noise"]["rust"] = {
        "level": "routine_appointment", "contact": "doctor", "when": {"is": "rusty"},
        "evidence": list(toy.EVIDENCE),
    }  # fmt: skip
    tables["en/rules/noise"]["rust"] = {"title": "rust title", "why": "rust why"}
    return build_content(tables, "en")


CONTENT = knowledge()

TOLD: Mapping[str, Any] = {
    "speaker": "me",
    "age": 70,
    "sign": ["hot", "rattle"],
    "since": "new",
    "length": "long",
    "care": ["rust", "not_sure"],
}
CLEAR: Mapping[str, Any] = {
    "speaker": "other",
    "age": 9,
    "sign": ["none"],
    "small": "no",
    "length": "not_sure",
    "care": ["oil"],
}


def summary_of(
    answers: Mapping[str, Any], *, brief: bool = False, content: Content = CONTENT
) -> Summary:
    checked = check_answers(content, dict(answers))
    return summarise(content, checked, assess_checked(content, checked), NOON, brief=brief)


def lines_of(summary: Summary) -> list[str]:
    return [summary.title, summary.note] + [
        f"{section.id} | {line.label} | {line.text}"
        for section in summary.sections
        for line in section.lines
    ]


VERSION = f"<version_text> {CONTENT.meta.version} {CONTENT.meta.date}"

WHOLE = [
    "<title>",
    "<filled_in> 2026-11-21, 15:05 <whole>",
    "reason |  | <place_unknown>. <age> 70.",
    "reason | <urgent> | hot-now title",
    "timeline | length short | length long",
    "positives | sign short (since new) | sign hot; sign rattle",
    "negatives | <none_of> sign short | sign cold",
    "unknown | care topic | <not_sure>",
    "history | care topic | rusty; <not_sure>",
    "medicines | care oil | <not_sure>",
    "medicines |  | <other_medicines>",
    "result | <advice> | <advice_text> emergency_now mark_word emergency_now name ambulance title",
    "result | <because> | hot-now",
    f"result | <version> | {VERSION}, <not_reviewed>",
    "result |  | <limits>",
]
OF_SOMEBODY_ELSE = [
    "<title>",
    "<filled_in_other> 2026-11-21, 15:05 <whole>",
    "reason |  | <place_unknown>. <age> 9.",
    "reason | <urgent> | rust title",
    "timeline | length short | <not_sure>",
    "positives |  | <nothing>",
    "negatives | <none_of> sign short | sign hot; sign cold; sign rattle",
    "negatives | small short | small no",
    "unknown | length short | <not_sure>",
    "history | <none_of> care topic | rusty",
    "medicines | care oil | <yes>",
    "medicines |  | <other_medicines>",
    "result | <advice> | <advice_text> routine_appointment mark_word routine_appointment name doctor title",
    "result | <because> | rust",
    f"result | <version> | {VERSION}, <not_reviewed>",
    "result |  | <limits>",
]


def test_a_summary_has_each_answer_once_in_the_order_in_which_a_clinician_reads() -> None:
    assert lines_of(summary_of(TOLD)) == WHOLE
    assert lines_of(summary_of(CLEAR)) == OF_SOMEBODY_ELSE


def test_a_brief_summary_leaves_out_what_was_not_ticked_and_the_rules() -> None:
    assert lines_of(summary_of(CLEAR, brief=True)) == [
        "<title>",
        "<filled_in_other> 2026-11-21, 15:05 <brief>",
        "reason |  | <place_unknown>. <age> 9.",
        "reason | <urgent> | rust title",
        "timeline | length short | <not_sure>",
        "unknown | length short | <not_sure>",
        "medicines | care oil | <yes>",
        "medicines |  | <other_medicines>",
        "result | <advice> | <advice_brief> routine_appointment mark_word doctor title",
        f"result | <version> | {VERSION}, <not_reviewed>",
        "result |  | <limits>",
    ]
    brief = lines_of(summary_of(TOLD, brief=True))
    assert "positives | sign short (since new) | sign hot; sign rattle" in brief
    assert "history | care topic | rusty; <not_sure>" in brief
    assert "medicines | care oil | <not_sure>" in brief


def test_two_things_of_one_kind_stand_side_by_side() -> None:
    both = lines_of(summary_of({"age": 70, "sign": ["hot", "cold"], "since": "new"}))
    assert "reason | <urgent> | hot-now title; cold-and-old title" in both
    assert "result | <because> | hot-now, cold-and-old" in both
    actions = "ambulance title; emergency_department title"
    level = "emergency_now mark_word emergency_now name"
    assert f"result | <advice> | <advice_text> {level} {actions}" in both


def test_each_sentence_of_the_reason_starts_with_a_capital() -> None:
    words = dict(CONTENT.words["summary"]["summary"]) | {
        "place_unknown": "an ache",
        "age": "aged {n}",
    }
    summary = {**CONTENT.words["summary"], "summary": words}
    content = replace(CONTENT, words={**CONTENT.words, "summary": summary})
    assert "reason |  | An ache. Aged 70." in lines_of(summary_of(TOLD, content=content))


def test_only_since_when_stands_beside_a_sign_and_no_other_follow_up() -> None:
    tables = toy.tables()
    tables["questions"]["small"]["ask"] = {"is": "sign.rattle"}
    told = {"age": 70, "sign": ["rattle"], "small": "yes"}
    found = lines_of(summary_of(told, content=build_content(tables, "en")))
    assert "positives | sign short | sign rattle" in found
    assert "positives | small short | small yes" in found


def test_the_words_for_staff_of_what_decided_are_for_the_clinician() -> None:
    rules = dict(CONTENT.words["rules"])
    for key in ("hot-now", "cold-and-old"):
        rules[key] = {**rules[key], "medical": "overheating"}
    named = replace(CONTENT, words={**CONTENT.words, "rules": rules})
    told = {"age": 70, "sign": ["hot", "cold"], "since": "new"}
    both = lines_of(summary_of(told, content=named))
    assert both.count("reason | <suspected> | overheating") == 1
    rules["cold-and-old"] = {**rules["cold-and-old"], "medical": "frost"}
    assert "reason | <suspected> | overheating; frost" in lines_of(summary_of(told, content=named))
    assert "reason | <suspected> | overheating" not in lines_of(summary_of(CLEAR, content=named))


def test_a_review_is_named_in_the_summary_when_there_is_one() -> None:
    meta = replace(CONTENT.meta, reviewed_by="A made-up name")
    words = dict(CONTENT.words["summary"]["summary"]) | {"reviewed": "<reviewed> {name}"}
    summary = {**CONTENT.words["summary"], "summary": words}
    reviewed = replace(CONTENT, meta=meta, words={**CONTENT.words, "summary": summary})
    line = f"result | <version> | {VERSION}, <reviewed> A made-up name"
    assert line in lines_of(summary_of(TOLD, content=reviewed))


def test_a_summary_as_text_has_a_heading_for_each_part_and_a_dash_for_each_line() -> None:
    text = as_text(summary_of(CLEAR))
    assert text.startswith(
        "<TITLE>\n<filled_in_other> 2026-11-21, 15:05 <whole>\n\n"
        "<REASON>\n- <place_unknown>. <age> 9.\n- <urgent>: rust title\n\n"
        "<TIMELINE>\n- length short: <not_sure>\n\n<POSITIVES>\n- <nothing>\n\n"
    )
    assert text.endswith("<not_reviewed>\n- <limits>\n")


def test_a_short_text_for_the_code_is_one_piece() -> None:
    (text,) = as_pieces(summary_of(CLEAR), 10_000)
    assert text.startswith(
        "<TITLE>\n<filled_in_other> 2026-11-21, 15:05 <whole>\n"
        "<REASON>: <place_unknown>. <age> 9. / <urgent>: rust title\n<TIMELINE>: length short: <not_sure>\n"
    )
    assert as_pieces(summary_of(CLEAR), len(text.encode())) == (text,)


@pytest.mark.parametrize("most", [1, 20, 67, 425])
@pytest.mark.parametrize("note", ["a note", "é" * 300])
def test_a_long_one_is_cut_into_numbered_pieces_and_none_of_it_is_lost(
    most: int, note: str
) -> None:
    summary = replace(summary_of(CLEAR), note=note)
    (whole,) = as_pieces(summary, 10_000)
    pieces = as_pieces(summary, most)
    heads = [piece.partition("\n")[0] for piece in pieces]
    assert heads == [f"{n}/{len(pieces)}" for n in range(1, len(pieces) + 1)]
    bodies = "".join(piece.partition("\n")[2] for piece in pieces)
    assert "".join(bodies.split()) == "".join(whole.split())
    if most > 10:
        assert all(len(piece.encode()) <= most for piece in pieces)


def test_the_calendar_is_a_private_all_day_event_with_a_reminder_in_the_morning() -> None:
    answers = check_answers(CONTENT, dict(TOLD))
    file = calendar(CONTENT, assess_checked(CONTENT, answers), NOON, "https://example.org/check/")
    head, *lines, end = file.split("\r\n")
    assert (head, end) == ("BEGIN:VCALENDAR", "")
    assert [line for line in lines if not line.startswith(("PRODID:", "UID:"))] == [
        "VERSION:2.0",
        "BEGIN:VEVENT",
        "DTSTAMP:20261121T140500Z",
        "DTSTART;VALUE=DATE:20261122",
        "SUMMARY:<title>",
        "DESCRIPTION:<text> https://example.org/check/ <text_new>",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:<title>",
        "TRIGGER:PT9H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    (product,) = (line for line in lines if line.startswith("PRODID:"))
    assert product == f"PRODID:-//{CONTENT.meta.name}//EN"


def test_a_line_of_the_calendar_may_be_75_bytes_long_and_holds_no_return() -> None:
    answers = check_answers(CONTENT, dict(TOLD))
    assessment = assess_checked(CONTENT, answers)
    page = "x" * (75 - len("DESCRIPTION:<text>  <text_new>"))
    assert f"\r\nDESCRIPTION:<text> {page} <text_new>\r\n" in calendar(
        CONTENT, assessment, NOON, page
    )
    assert f"\r\nDESCRIPTION:<text> {page}x <text_new\r\n >\r\n" in calendar(
        CONTENT, assessment, NOON, f"{page}x"
    )
    assert "DESCRIPTION:<text> ab <text_new>" in calendar(CONTENT, assessment, NOON, "a\rb")


WHOLE_NUMBER = "a whole number"
SITE = "an http or https address that ends with a slash"


@pytest.mark.parametrize(
    ("text", "name", "value", "allowed"),
    [
        ("no JSON", "circumstances", "no JSON", "JSON with now, offset and site"),
        ('{"now": 0}', "circumstances", '{"now": 0}', "JSON with now, offset and site"),
        ('{"now": 1.5, "offset": 0, "site": "https://a/"}', "now", 1.5, WHOLE_NUMBER),
        ('{"now": 1, "offset": "x", "site": "https://a/"}', "offset", "x", WHOLE_NUMBER),
        ('{"now": 1, "offset": 0, "site": "ftp://a/"}', "site", "ftp://a/", SITE),
        (
            '{"now": -1, "offset": 60, "site": "https://a/"}',
            "now",
            -1,
            f"a whole number from 0 to {LATEST}",
        ),
        (
            '{"now": 60, "offset": -60, "site": "https://a/"}',
            "now",
            60,
            f"a whole number from 0 to {LATEST}",
        ),
        (
            '{"now": 100000, "offset": 1440, "site": "https://a/"}',
            "offset",
            1440,
            "minutes, less than 1440",
        ),
    ],
)
def test_a_circumstance_that_cannot_be_used_is_named_with_what_is_allowed(
    text: str, name: str, value: object, allowed: str
) -> None:
    with pytest.raises(CircumstanceError) as raised:
        read_circumstances(text)
    assert str(raised.value) == str(CircumstanceError(name, value, allowed))


def test_the_first_day_is_the_first_day_of_1970() -> None:
    assert Moment(0).date_after(-1) == "1970-01-01"


class Code:
    matrix: Iterable[Iterable[int]] = ((0, 1, 2), (3, 0x10, 0x11))


def test_the_code_is_asked_for_as_bytes_at_the_lowest_error_correction() -> None:
    asked: list[tuple[bytes, dict[str, Any]]] = []

    def encode(content: bytes, /, **how: Any) -> Code:  # noqa: ANN401
        asked.append((content, how))
        return Code()

    assert rows("Ä", encode) == ["010", "101"]
    assert asked == [
        ("Ä".encode(), {"error": "l", "mode": "byte", "micro": False, "boost_error": False})
    ]
