"""Command line: ``python -m checker [assess FILE|- | questions | rules]``; alone, it asks.

Exit status 0 with the result on stdout, 2 with one line on stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from checker.answers import MAX_BYTES, check_answers, is_for_other, read_answers
from checker.conditions import Truth
from checker.engine import assess_checked, rules_that_hold, so_far
from checker.errors import CheckerError, InputFileError, InputTooLargeError
from checker.explain import as_json, questions_json, rules_json
from checker.loading import load_content
from checker.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.answers import Answers
    from checker.conditions import Facts
    from checker.model import Content, Question

WIDTH = 78
STOPPED = (
    "\nStopped before the end. An emergency shown above still counts; there is no other advice."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m checker", description=__doc__)
    parser.add_argument("--language", default="en", help="language of the words (default: en)")
    commands = parser.add_subparsers(dest="command", metavar="assess | questions | rules")
    assess = commands.add_parser("assess", help="assess answers from a JSON file, - for stdin")
    assess.add_argument("file", metavar="FILE|-")
    commands.add_parser("questions", help="print the questions as JSON")
    commands.add_parser("rules", help="print the rules with their sources as JSON")
    chosen = parser.parse_args(arguments)
    try:
        content = load_content(chosen.language)
        match chosen.command:
            case "assess":
                answers = read_answers(content, _read(chosen.file))
                _print_json(as_json(content, answers, assess_checked(content, answers)))
            case "questions":
                _print_json(questions_json(content))
            case "rules":
                _print_json(rules_json(content))
            case _:
                _ask(content)
    except CheckerError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever reads the output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (EOFError, KeyboardInterrupt):
        print(STOPPED, file=sys.stderr)
        return 2
    return 0


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
    answers: dict[str, object] = {}
    warned = False
    for question in content.questions.values():
        checked = check_answers(content, answers)
        if question.ask is None or question.ask.truth(so_far(content, checked)) is Truth.YES:
            title = "title_other" if is_for_other(content, checked) else "title"
            answers[question.id] = _ask_one(content, question, title)
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
        return input("\nGo on with the questions? [y/N] ").strip().lower().startswith("y")
    except EOFError:
        return False


def _ask_one(content: Content, question: Question, title: str) -> object:
    words = content.words["questions"][question.id]
    _say(f"\n{words[title]}")
    if hint := words.get(title.replace("title", "hint")) or words.get("hint"):
        _say(str(hint))
    for number, option in enumerate(question.options, 1):
        _say(f"{number:3} {words['options'][option]}")
    many = ", several with commas" if question.kind is Kind.MANY else ""
    while True:
        typed = input(f"Number{many}: ")
        try:
            return _choose(content, question, typed)
        except (CheckerError, ValueError, IndexError):
            _say("Please type a number from the list." if question.options else "A whole number.")


def _choose(content: Content, question: Question, typed: str) -> object:
    numbers = [int(part) for part in typed.split(",")]
    answer: int | list[str]
    if question.kind is Kind.NUMBER:
        (answer,) = numbers
    else:
        if min(numbers) < 1:
            raise IndexError
        answer = [question.options[number - 1] for number in numbers]
    check_answers(content, {question.id: answer})
    return answer


def _show(content: Content, answers: Answers, *, so_far: bool = False) -> None:
    """Print the advice; `so_far` leaves out lower reasons, which may rest on what was not asked."""
    result = as_json(content, answers, assess_checked(content, answers))
    advice = result["advice"]
    reasons = [r for r in result["reasons"] if r["level"] == result["level"] or not so_far]
    place = content.words["places"]["elsewhere"]["emergency"]
    _say(f"\n=== {advice['title']} ===")
    _say(advice["by_when"])
    _say(advice["who"].format(emergency=place))
    also = [one["title"].format(emergency=place) for one in advice["also"]]
    for heading, lines in (
        *([("Also needed", also)] if also else []),
        ("What to do", advice["do"]),
        ("What to say", advice["say"]),
        ("Why", [f"{reason['title']}: {reason['why']}" for reason in reasons]),
        ("Meanwhile", advice["meanwhile"]),
        ("Come back", advice["come_back"]),
        ("What this is not", advice["limits"]),
    ):
        _say(f"\n{heading}")
        for line in lines:
            _say(f"- {line}")


def _say(text: str) -> None:
    print(textwrap.fill(text, WIDTH, replace_whitespace=False, subsequent_indent="    "))


if __name__ == "__main__":
    sys.exit(main())
