"""Command line: ``python -m checker [assess FILE|- | questions | rules]``; alone, it asks.

Exit status 0 with the result on stdout, 2 with one line on stderr.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from checker.answers import MAX_BYTES, check_answers, read_answers, reader_of
from checker.conditions import Truth
from checker.engine import assess_checked, offered, rules_that_hold, so_far
from checker.errors import (
    CheckerError,
    InputFileError,
    InputTooLargeError,
    UnknownOptionError,
    UnknownQuestionError,
)
from checker.explain import as_json, questions_json, rules_json
from checker.loading import load_content
from checker.model import PREFER_NOT, Kind
from checker.texts import NO_PLACE, fill, known_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.answers import Answers
    from checker.conditions import Facts
    from checker.model import Content, Question
    from checker.texts import Reader

ABOUT = """\
Without a command, it asks the questions in the terminal; with one, it prints JSON.
The exit status is 0 with a result, and 2 with one line that says what is wrong.
"""
WIDTH = 78


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        content = load_content(chosen.language)
    except CheckerError as error:
        return _refuse(error)
    if chosen.version:
        print(_version(content))
        return 0
    try:
        match chosen.command:
            case "assess":
                answers = read_answers(content, _read(chosen.file))
                place = known_place(content, chosen.place)
                _print_json(as_json(content, answers, assess_checked(content, answers), place))
            case "questions":
                _print_json(questions_json(content))
            case "rules":
                _print_json(rules_json(content))
            case _:
                _ask(content)
    except CheckerError as error:
        return _refuse(error, _suggestion(content, error))
    except BrokenPipeError:  # whoever reads the output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (EOFError, KeyboardInterrupt):
        print(f"\n{_word(content, 'stopped')}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    name = Path(sys.argv[0]).stem
    parser = argparse.ArgumentParser(
        prog="python -m checker" if name == "__main__" else name, description=ABOUT
    )
    parser.add_argument("--version", action="store_true", help="print the versions and exit")
    _add_language(parser, "en")
    commands = parser.add_subparsers(dest="command", metavar="assess | questions | rules")
    assess = commands.add_parser("assess", help="assess answers from a JSON file, - for stdin")
    assess.add_argument("file", metavar="FILE|-")
    assess.add_argument("--place", default=NO_PLACE, help="where, for the emergency number")
    questions = commands.add_parser("questions", help="print the questions as JSON")
    rules = commands.add_parser("rules", help="print the rules with their sources as JSON")
    for command in (assess, questions, rules):
        _add_language(command, argparse.SUPPRESS)  # what stands before the command is kept
    return parser


def _add_language(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument("--language", default=default, help="language of the words (default: en)")


def _version(content: Content) -> str:
    from importlib import metadata  # noqa: PLC0415  slow to import, and nothing else needs it

    names = metadata.packages_distributions().get("checker", [])
    package = metadata.version(names[0]) if names else "(not installed)"
    meta = content.meta
    return f"{meta.name} {package}, content {meta.version} of {meta.date}"


def _refuse(error: CheckerError, more: str = "") -> int:
    print(f"{type(error).__name__}: {error}{more}", file=sys.stderr)
    return 2


def _suggestion(content: Content, error: CheckerError) -> str:
    """Return the name that was probably meant, where one is close to what was given."""
    match error:
        case UnknownQuestionError():
            given, known = error.key, list(content.questions)
        case UnknownOptionError():
            given, known = error.option, list(content.questions[error.key].options)
        case _:
            return ""
    close = difflib.get_close_matches(given, known, 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _read(name: str) -> bytes:
    """Read at most one byte more than is allowed, so that a huge input costs nothing."""
    if name == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        try:
            with Path(name).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise InputFileError(name, str(error.strerror)) from error
    if len(data) > MAX_BYTES:
        raise InputTooLargeError(len(data), MAX_BYTES)
    return data


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _ask(content: Content) -> None:
    """Ask in the terminal, show the advice as soon as it is an emergency, and at the end."""
    limits = content.words["ui"]["limits"]
    review = "" if content.meta.reviewed_by else f" {limits['not_reviewed']}"
    _say(f"{_word(content, 'about')}{review}")
    _say(_word(content, "stop"))
    answers: dict[str, object] = {}
    warned = False
    for question in content.questions.values():
        checked = check_answers(content, answers)
        facts = so_far(content, checked)
        if question.ask is None or question.ask.truth(facts) is Truth.YES:
            options = offered(question, facts)
            answers[question.id] = _ask_one(content, question, options, reader_of(content, checked))
            checked = check_answers(content, answers)
            if not warned and _is_emergency(content, so_far(content, checked)):
                warned = True
                if not _go_on(content, checked):
                    return
    _show(content, check_answers(content, answers))


def _is_emergency(content: Content, facts: Facts) -> bool:
    """Return whether it is one for certain, whatever the answers to come."""
    holding = rules_that_hold(content, facts)
    return holding[0].level.rank == max(level.rank for level in content.levels.values())


def _go_on(content: Content, answers: Answers) -> bool:
    _show(content, answers, so_far=True)
    try:
        typed = input(f"\n{_word(content, 'go_on')} ")
    except EOFError:
        return False
    return typed.strip().lower().startswith(_word(content, "yes"))


def _ask_one(content: Content, question: Question, options: list[str], reader: Reader) -> object:
    words = content.words["questions"][question.id]
    _say(f"\n{reader.text(words, 'title')}")
    if "hint" in words:
        _say(reader.text(words, "hint"))
    for number, option in enumerate(options, 1):
        _say(f"{number:3} {reader.of_option(words, 'options', option)}")
    is_number = question.kind is Kind.NUMBER
    limits = {"minimum": question.minimum, "maximum": question.maximum}
    while True:
        typed = input(f"{_word(content, f'choose_{question.kind}', **limits)}: ")
        try:
            return _choose(content, question, options, typed)
        except (CheckerError, ValueError, IndexError):
            _say(_word(content, "not_in_range" if is_number else "not_in_list", **limits))


def _choose(content: Content, question: Question, options: list[str], typed: str) -> object:
    if question.kind is Kind.NUMBER and not typed.strip():
        return PREFER_NOT
    numbers = [int(part) for part in typed.split(",")]
    answer: int | list[str]
    if question.kind is Kind.NUMBER:
        (answer,) = numbers
    else:
        if min(numbers) < 1:
            raise IndexError
        answer = [options[number - 1] for number in numbers]
    check_answers(content, {question.id: answer})
    return answer


def _show(content: Content, answers: Answers, *, so_far: bool = False) -> None:
    """Print the advice; `so_far` leaves out lower reasons, which may rest on what was not asked."""
    result = as_json(content, answers, assess_checked(content, answers))
    advice = result["advice"]
    reasons = [r for r in result["reasons"] if r["level"] == result["level"] or not so_far]
    _say(f"\n=== {advice['title']} ===")
    _say(advice["by_when"])
    _say(advice["who"])
    also = [one["title"] for one in advice["also"]]
    for heading, lines in (
        *([("also", also)] if also else []),
        ("do", advice["do"]),
        ("say", list(filter(None, advice["say"].values()))),
        ("because", [f"{reason['title']}: {reason['why']}" for reason in reasons]),
        ("meanwhile", advice["meanwhile"]),
        ("come_back", advice["come_back"]),
        ("limits", advice["limits"]),
    ):
        _say(f"\n{content.words['ui']['check'][heading]}")
        for line in lines:
            _say(f"- {line}")


def _word(content: Content, name: str, **values: object) -> str:
    return fill(str(content.words["ui"]["terminal"][name]), values)


def _say(text: str) -> None:
    print(textwrap.fill(text, WIDTH, replace_whitespace=False, subsequent_indent="    "))


if __name__ == "__main__":
    sys.exit(main())
