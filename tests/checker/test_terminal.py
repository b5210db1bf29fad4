"""The dialogue in the terminal: it asks what applies, and stops to say that it is an emergency."""

from __future__ import annotations

import io
import re
import sys
from typing import TYPE_CHECKING

import pytest

from checker import __main__ as command_line
from checker import load_content
from checker.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.model import Content, Question

    type Talk = Callable[..., tuple[int, str, str]]

CONTENT = load_content()
EMERGENCY = str(CONTENT.words["contacts"]["emergency_department"]["title"])
TERMINAL, HEADINGS = (CONTENT.words["ui"][part] for part in ("terminal", "check"))
STOPPED = f"\n{TERMINAL['stopped']}\n"
GO_ON = TERMINAL["go_on"]
SHOWN = ("do", "say", "because", "meanwhile", "come_back", "limits")
WHY, MEANWHILE = (f"\n{HEADINGS[name]}\n" for name in ("because", "meanwhile"))
CALM = {
    "who": "me",
    "age": "40",
    "start": "gradual",
    "injury": "small",
    "cancer": "never",
    "where": "low",
    "duration": "days",
    "course": "better",
}


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Talk:
    """Return a way to type lines; it gives the status, and what was printed."""

    def type_lines(*lines: str, language: str = "en") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        status = command_line.main(["--language", language])
        out, err = capsys.readouterr()
        return status, out, err

    return type_lines


def number(question: str, *options: str) -> str:
    """Return what to type to choose some options."""
    known = CONTENT.questions[question].options
    return ",".join(str(known.index(option) + 1) for option in options)


def lines(until: str = "", /, **said: str) -> list[str]:
    """Return a line for each question that applies to a calm person who said this, up to one."""
    typed = []
    for question in CONTENT.questions.values():
        key = question.id
        answer = said.get(key, CALM.get(key, "none"))
        if question.ask is not None and key not in said:
            continue
        if question.kind is Kind.NUMBER:
            typed.append(answer)
        else:
            typed.append(number(key, *answer.split(",")))
        if key == until:
            break
    return typed


def unwrapped(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def asked(out: str) -> list[str]:
    """Return the questions that were asked, in order."""
    titles = {str(words["title"]): key for key, words in CONTENT.words["questions"].items()}
    text = unwrapped(out)
    found = [(text.find(unwrapped(title)), key) for title, key in titles.items()]
    return [key for place, key in sorted(found) if place >= 0]


def test_a_calm_person_is_asked_what_applies_and_gets_the_advice(talk: Talk) -> None:
    status, out, err = talk(*lines())
    assert (status, err) == (0, "")
    assert asked(out) == [q.id for q in CONTENT.questions.values() if q.ask is None]
    assert out.count("===") == 2
    title = str(CONTENT.words["contacts"]["yourself"]["title"])
    assert f"=== {title} ===" in unwrapped(out)
    for name in SHOWN:
        assert f"\n{HEADINGS[name]}\n- " in out
    assert GO_ON not in out


def test_every_option_is_shown_with_its_number(talk: Talk) -> None:
    _, out, _ = talk(*lines())
    text = unwrapped(out)
    for question in CONTENT.questions.values():
        labels = CONTENT.words["questions"][question.id].get("options", {})
        assert isinstance(labels, dict)
        if question.ask is None:
            for place, option in enumerate(question.options, 1):
                assert unwrapped(f"{place} {labels[option]}") in text
    assert str(CONTENT.words["questions"]["danger"]["hint"]) in text


def test_only_where_several_may_be_chosen_are_they_asked_for(talk: Talk) -> None:
    _, out, _ = talk(*lines())
    several = [q.kind is Kind.MANY for q in CONTENT.questions.values() if q.ask is None]
    several.remove(False)  # the age
    assert re.findall(r"Number(?:, several with commas)?: ", out) == [
        "Number, several with commas: " if many else "Number: " for many in several
    ]


def test_it_begins_with_what_it_is_that_nobody_clinical_reviewed_it_and_how_to_stop(
    talk: Talk,
) -> None:
    _, out, _ = talk()
    assert out.splitlines()[:2] == [
        "Back pain: how soon to get help. No clinician has reviewed these rules yet.",
        "Type the number of your answer. To stop at any time, press Ctrl-C.",
    ]


def test_in_another_language_no_line_is_english(talk: Talk) -> None:
    typed_lines = lines(danger="chest_pain")
    typed_lines.insert(len(lines("danger")), "s")
    status, out, err = talk("9", *typed_lines, language="es")
    assert (status, err) == (0, "")
    spanish = load_content("es").words["ui"]
    assert unwrapped(out).count(spanish["terminal"]["go_on"]) == 1
    for name in SHOWN:
        assert f"\n{spanish['check'][name]}\n- " in out
        assert HEADINGS[name] not in out
    for name in ("about", "stop", "choose_one", "choose_many", "not_in_list"):
        assert unwrapped(spanish["terminal"][name]) in unwrapped(out)
        assert f"{TERMINAL[name]}" not in unwrapped(out)


def test_an_age_may_be_kept_back_and_nothing_else_by_enter(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[object] = []
    chosen = command_line._choose

    def choose(content: Content, question: Question, options: list[str], typed: str) -> object:
        given.append(chosen(content, question, options, typed))
        return given[-1]

    monkeypatch.setattr(command_line, "_choose", choose)
    _, out, _ = talk("1", "", "", "x")
    assert given == [["me"], "prefer_not"]
    assert asked(out) == ["who", "age", "danger"]
    assert out.count(f": {TERMINAL['not_in_list']}\n") == 2


def test_long_lines_fill_a_terminal_and_go_on_below_their_text(talk: Talk) -> None:
    _, out, _ = talk(*lines())
    assert 70 < max(map(len, out.splitlines())) <= 78
    assert re.search(r"^ *\d+ .{60,}\n    \S", out, re.MULTILINE)


def test_a_follow_up_is_asked_when_it_applies(talk: Talk) -> None:
    _, out, _ = talk(*lines(saddle="numb", saddle_since="old_known"))
    found = asked(out)
    assert found[found.index("saddle") + 1] == "saddle_since"


def test_an_emergency_is_shown_at_once_and_the_person_may_stop(talk: Talk) -> None:
    status, out, err = talk(*lines("danger", danger="chest_pain"), "n")
    assert (status, err) == (0, "")
    assert out.rstrip().endswith(GO_ON)
    ambulance = str(CONTENT.words["contacts"]["ambulance"]["title"])
    assert f"=== {ambulance} ===" in unwrapped(out)
    assert asked(out)[-1] == "danger"
    emergency = str(CONTENT.words["places"]["elsewhere"]["emergency"])
    assert emergency in unwrapped(out)


@pytest.mark.parametrize("typed", ["", "N", "no", "stop", " n"])
def test_anything_but_yes_stops(talk: Talk, typed: str) -> None:
    status, out, _ = talk(*lines("danger", danger="chest_pain"), typed)
    assert status == 0
    assert out.rstrip().endswith(GO_ON)


@pytest.mark.parametrize("typed", ["y", "Y", " yes "])
def test_a_person_may_go_on_and_is_interrupted_only_once(talk: Talk, typed: str) -> None:
    typed_lines = lines(danger="chest_pain", saddle="numb", saddle_since="new")
    typed_lines.insert(len(lines("danger")), typed)
    status, out, err = talk(*typed_lines)
    assert (status, err) == (0, "")
    assert out.count(GO_ON) == 1
    assert out.count("\n=== ") == 2
    assert out.rindex("\n=== ") > out.index(GO_ON)


def test_leaving_after_an_emergency_does_not_take_it_back(talk: Talk) -> None:
    status, out, err = talk(*lines("danger", danger="chest_pain"), "y", number("start", "gradual"))
    assert (status, err) == (2, STOPPED)
    assert out.count("\n=== ") == 1


def test_leaving_at_the_question_whether_to_go_on_keeps_the_advice(talk: Talk) -> None:
    status, out, err = talk(*lines("danger", danger="chest_pain"))
    assert (status, err) == (0, "")
    assert out.rstrip().endswith(GO_ON)


def test_a_sign_is_no_emergency_before_it_is_known_since_when(talk: Talk) -> None:
    _, out, _ = talk(*lines(saddle="numb", saddle_since="old_known"))
    assert GO_ON not in out
    _, out, _ = talk(*lines("saddle_since", saddle="numb", saddle_since="new"), "n")
    assert asked(out)[-1] == "saddle_since"
    assert f"=== {EMERGENCY} ===" in unwrapped(out)


def test_the_first_advice_gives_no_reason_that_rests_on_what_was_not_asked(talk: Talk) -> None:
    _, out, _ = talk(*lines("danger", danger="chest_pain"), "n")
    why = out[out.index(WHY) : out.index(MEANWHILE)]
    assert why.count("\n- ") == 1
    title = str(CONTENT.words["rules"]["chest-pain-or-breathless"]["title"])
    assert unwrapped(why).startswith(f" Why - {title}: ")


def test_the_last_advice_gives_every_reason(talk: Talk) -> None:
    _, out, _ = talk(*lines(ill="weight,sweats", where="upper"))
    why = out[out.index(WHY) : out.index(MEANWHILE)]
    assert why.count("\n- ") == 2


def test_the_last_advice_gives_lower_reasons_below_an_emergency(talk: Talk) -> None:
    typed_lines = lines(danger="chest_pain", ill="weight,sweats")
    typed_lines.insert(len(lines("danger")), "y")
    _, out, _ = talk(*typed_lines)
    last = out[out.rindex(WHY) : out.rindex(MEANWHILE)]
    title = str(CONTENT.words["rules"]["chest-pain-or-breathless"]["title"])
    assert unwrapped(last).startswith(f" Why - {title}: ")
    assert last.count("\n- ") > 1


@pytest.mark.parametrize(
    "typed", ["", "x", "0", "99", "-1", "1.5", "1,x", "1;2", "1,99", "0,1", ","]
)
def test_what_is_no_number_of_the_list_is_asked_again(talk: Talk, typed: str) -> None:
    status, out, _ = talk("1", "40", typed, *lines()[2:])
    assert status == 0
    assert out.count(": Please type a number from the list.\n") == 1


def test_a_second_contact_of_the_same_level_is_told_with_the_first(talk: Talk) -> None:
    typed_lines = lines(danger="chest_pain", saddle="numb", saddle_since="new")
    typed_lines.insert(len(lines("danger", danger="chest_pain")), "y")
    _, out, _ = talk(*typed_lines)
    ambulance = str(CONTENT.words["contacts"]["ambulance"]["title"])
    last = unwrapped(out[out.rindex("\n=== ") :])
    assert last.startswith(f" === {ambulance} ===")
    assert f" Also needed - {EMERGENCY} What to do " in last


def test_options_that_exclude_each_other_are_asked_again(talk: Talk) -> None:
    both = number("danger", "chest_pain", "none")
    several = number("start", "gradual", "sudden")
    typed = lines()
    status, out, _ = talk(*typed[:2], both, typed[2], several, *typed[3:])
    assert status == 0
    assert out.count(": Please type a number from the list.\n") == 2
    assert GO_ON not in out


@pytest.mark.parametrize("typed", ["old", "-1", "121", "40.5", "40,41"])
def test_an_age_that_is_no_whole_number_within_its_limits_is_asked_again(
    talk: Talk, typed: str
) -> None:
    status, out, _ = talk("1", typed, *lines()[1:])
    assert status == 0
    assert (
        out.count(": Please type a whole number from 0 to 120, or press Enter to leave it out.\n")
        == 1
    )


def test_spaces_and_commas_are_understood(talk: Talk) -> None:
    spaced = number("ill", "weight", "sweats").replace(",", " , ")
    typed = lines()
    place = len(lines("ill")) - 1
    _, out, _ = talk(*typed[:place], f" {spaced} ", *typed[place + 1 :])
    why = out[out.index(WHY) : out.index(MEANWHILE)]
    assert why.count("\n- ") == 2


def test_the_words_fit_somebody_who_answers_for_another(talk: Talk) -> None:
    _, out, _ = talk(*lines(who="other"))
    words = CONTENT.words["questions"]["age"]
    assert str(words["title_other"]) in unwrapped(out)
    assert str(words["title"]) not in unwrapped(out)


@pytest.mark.parametrize("typed", [[], ["1"], ["1", "40"], lines()[:-1]])
def test_the_end_of_input_is_said_and_gives_no_advice(talk: Talk, typed: list[str]) -> None:
    status, out, err = talk(*typed)
    assert status == 2
    assert err == STOPPED
    assert "===" not in out


def test_an_interrupt_is_said_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupt)
    assert command_line.main([]) == 2
    assert capsys.readouterr().err == STOPPED


@pytest.mark.parametrize(("age", "last"), [("8", "3"), ("16", "5")])
def test_a_child_is_shown_only_what_is_for_a_child(talk: Talk, age: str, last: str) -> None:
    """What is typed counts what is shown, so "none" has another number in a shorter list."""
    start = [number("danger", "none"), number("start", "gradual"), number("legs", "none")]
    _, out, _ = talk(number("who", "other"), age, *start, last)
    words = CONTENT.words["questions"]
    for option in ("sex_feeling", "erection"):
        assert (words["saddle"]["options"][option] in unwrapped(out)) is (age == "16")
    assert words["bladder"]["title_other"] in unwrapped(out)
    assert words["saddle_since"]["title_other"] not in unwrapped(out)
