"""The impact of a change: scripts/impact tells which levels, parts and texts differ, on the made-up machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evaluation.impact import impact, report
from tests.checker.toy import tables

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
BASE = {"speaker": "me", "age": 30, "sign": ["none"], "length": "short"}
CASES: list[dict[str, Any]] = [
    {"name": "Quiet", "answers": {}},
    {"name": "Hot today", "answers": {"sign": ["hot"], "since": "new"}},
    {"name": "Cold and old", "answers": {"sign": ["cold"], "age": 70, "since": "new"}},
    {"name": "Rattles", "answers": {"sign": ["rattle"]}},
]


def nothing(_: dict[str, Any]) -> None:
    """Change nothing."""


def a_milder_rule(new: dict[str, Any]) -> None:
    new["rules/heat"]["hot-now"] |= {"level": "same_day"}


def a_rule_less(new: dict[str, Any]) -> None:
    del new["rules/heat"]["cold-and-old"]
    del new["findings"]["old_machine"]


def a_stronger_rule(new: dict[str, Any]) -> None:
    new["rules/noise"]["loud"] = {
        "level": "same_day",
        "contact": "doctor_today",
        "when": {"is": "rattle"},
        "evidence": ["safetynet"],
    }


def a_question_more(new: dict[str, Any]) -> None:
    """Only the older content lacks it: the case that answers it is new, the others are compared."""
    options = {"options": ["yes", "no"], "plain": ["yes", "no"]}
    new["questions"]["oil"] = {"kind": "one", "evidence": [], **options}


def an_option_less(new: dict[str, Any]) -> None:
    new["questions"]["sign"]["options"].remove("rattle")
    new["findings"]["rattle"]["when"] = {"is": "sign.hot"}
    new["findings"]["several"]["when"] = {"is": "rattle"}


def other_words(new: dict[str, Any]) -> None:
    new["en/levels"]["same_day"]["title"] = "today, by phone"
    new["en/levels"]["same_day"]["do"] = []
    new["en/levels"]["self_care"]["do"] = ["self_care do", "Oil <it>"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (nothing, ["None of 4 cases and stories changes its level."]),
        (
            a_milder_rule,
            [
                "Less urgent: 1 of 4 cases and stories",
                "  Hot today: emergency_now -> same_day (hot-now)",
                "",
                "Rules, findings, questions, options: 1",
                "  changed rule hot-now",
            ],
        ),
        (
            a_rule_less,
            [
                "Less urgent: 1 of 4 cases and stories",
                "  Cold and old: emergency_now -> urgent_appointment (cold-and-old -> cold)",
                "",
                "Rules, findings, questions, options: 2",
                "  gone finding old_machine",
                "  gone rule cold-and-old",
            ],
        ),
        (
            a_stronger_rule,
            [
                "More urgent: 1 of 4 cases and stories",
                "  Rattles: routine_appointment -> same_day (rattle -> loud)",
                "",
                "Rules, findings, questions, options: 1",
                "  new rule loud",
            ],
        ),
        (
            a_question_more,
            [
                "None of 4 cases and stories changes its level.",
                "",
                "New answers, not comparable: 1",
                "  Oiled: self_care now",
                "",
                "Rules, findings, questions, options: 3",
                "  new question oil",
                "  new option oil.yes",
                "  new option oil.no",
            ],
        ),
        (
            an_option_less,
            [
                "None of 3 cases and stories changes its level.",
                "",
                "Can no longer be answered: 1",
                (
                    "  Rattles: routine_appointment before; sign: unknown option 'rattle'; allowed: "
                    "a list of hot, cold, none, not_sure, prefer_not"
                ),
                "",
                "Rules, findings, questions, options: 3",
                "  gone option sign.rattle",
                "  changed finding rattle",
                "  changed finding several",
            ],
        ),
        (
            other_words,
            [
                "None of 4 cases and stories changes its level.",
                "",
                "Texts in en: 3",
                "  en/levels.toml same_day.do[1]: gone “same_day do”",
                "  en/levels.toml same_day.title: “same_day title” -> “today, by phone”",
                "  en/levels.toml self_care.do[2]: new “Oil <it>”",
            ],
        ),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_change_is_told_by_what_it_does(
    change: Callable[[dict[str, Any]], None], said: list[str]
) -> None:
    new = tables()
    change(new)
    oiled = [{"name": "Oiled", "answers": {"oil": "yes"}}] if change is a_question_more else []
    found = impact(tables(), new, CASES + oiled, BASE)
    assert report(found).splitlines() == said


def test_a_content_of_another_shape_is_told_in_one_line_and_its_texts_are_compared() -> None:
    old = tables()
    del old["levels"]["same_day"]["recheck_days"]
    old["en/levels"]["same_day"]["title"] = "another title"
    first, *rest = report(impact(old, tables(), CASES, BASE)).splitlines()
    assert first == (
        "The older content does not load, so no level is compared: "
        "ContentError: levels.toml [same_day]: recheck_days is None, expected int"
    )
    assert rest == [
        "",
        "Texts in en: 1",
        "  en/levels.toml same_day.title: “another title” -> “same_day title”",
    ]


def test_of_a_long_text_the_words_that_differ_are_shown() -> None:
    old, new = tables(), tables()
    for one, soon in ((old, "within a day"), (new, "now")):
        one["en/ui"]["limits"]["changes"] = f"A cold machine is looked at {soon} by those who know."
    assert report(impact(old, new, [], BASE)).splitlines()[-1] == (
        "  en/ui.toml limits.changes: “… looked at within a day by those …” -> “… looked at now by those …”"
    )


def test_markdown_folds_the_texts_and_shows_markup_as_it_is_written() -> None:
    new = tables()
    other_words(new)
    a_milder_rule(new)
    said = report(impact(tables(), new, CASES, BASE), markdown=True).splitlines()
    assert "### Less urgent: 1 of 4 cases and stories" in said
    assert r"- Hot today: emergency\_now -\> same\_day (hot-now)" in said
    assert "<details><summary>Texts in en: 3</summary>" in said
    assert said[-3] == r"- en/levels.toml self\_care.do\[2\]: new “Oil \<it\>”"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts/impact"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_script_compares_with_the_last_commit() -> None:
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert "cases and stories" in done.stdout


def test_a_commit_that_is_not_there_is_named_in_one_line() -> None:
    done = run("no-such-commit")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("impact: no content of no-such-commit: ")
