"""The command line: JSON on stdout and status 0, or one line on stderr and status 2."""

from __future__ import annotations

import io
import json
import os
import re
import runpy
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checker import __main__ as command_line
from checker import load_content
from checker.answers import MAX_BYTES
from checker.explain import questions_json, rules_json

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
CONTENT = load_content()
ANSWERS = {"saddle": ["numb"], "saddle_since": "new"}


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def put(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))

    return put


def test_a_file_of_answers_is_assessed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"answers": ANSWERS}), "utf-8")
    assert command_line.main(["assess", str(file)]) == 0
    out, err = capsys.readouterr()
    assert (json.loads(out)["level"], err) == ("emergency_now", "")


def test_answers_are_read_from_stdin(
    type_in: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(json.dumps({"answers": ANSWERS}).encode())
    assert command_line.main(["assess", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["level"] == "emergency_now"


@pytest.mark.parametrize(("place", "number"), [((), "local"), (("--place", "uk"), "999")])
def test_no_reader_of_the_json_sees_a_placeholder(
    place: tuple[str, ...], number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"answers": {"age": 1}}', "utf-8")
    assert command_line.main(["assess", *place, str(file)]) == 0
    out = capsys.readouterr().out
    assert number in json.loads(out)["advice"]["who"]
    assert not re.search(r"\{\w+\}", out)


def test_a_place_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.json"
    file.write_text('{"answers": {}}', "utf-8")
    assert command_line.main(["assess", "--place", "mars", str(file)]) == 2
    assert capsys.readouterr().err.startswith("ChoiceError: place is 'mars'; allowed: uk, ")


def test_the_questions_and_the_rules_are_printed_as_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for command, expected in (("questions", questions_json), ("rules", rules_json)):
        assert command_line.main([command]) == 0
        out, err = capsys.readouterr()
        assert (json.loads(out), err) == (json.loads(json.dumps(expected(CONTENT))), "")
        assert out.startswith("[\n  {\n")
        assert "\\u" not in out


@pytest.mark.parametrize(
    ("data", "error", "parts"),
    [
        (
            b'{"answers": {"weather": 1}}',
            "UnknownQuestionError",
            ["weather", "allowed: ", "saddle"],
        ),
        (b'{"answers": {"saddle": "x"}}', "UnknownOptionError", ["saddle", "'x'", "wiping"]),
        (b'{"answers": {"saddle": "numbb"}}', "UnknownOptionError", ["; did you mean 'numb'?\n"]),
        (b'{"answers": {"sadle": "numb"}}', "UnknownQuestionError", ["; did you mean 'saddle'?\n"]),
        (b'{"answers": {"saddle": 1}}', "AnswerTypeError", ["saddle", "int", "wiping"]),
        (b'{"answers": {"age": 121}}', "AnswerRangeError", ["age", "121", "from 0 to 120"]),
        (b'{"answers": {"age": -1}}', "AnswerRangeError", ["age", "-1", "from 0 to 120"]),
        (b'{"answers": {"age": NaN}}', "AnswerRangeError", ["age", "nan", "from 0 to 120"]),
        (b'{"answers": {"age": 1e999}}', "AnswerRangeError", ["age", "inf", "from 0 to 120"]),
        (b'{"answers": {"age": true}}', "AnswerTypeError", ["age", "true or false"]),
        (b'{"answers": {"age": "4"}}', "AnswerTypeError", ["age", "text", "from 0 to 120"]),
        (b'{"answers": {"saddle": []}}', "AnswerTypeError", ["saddle", "empty list"]),
        (b'{"answers": {"saddle": null}}', "AnswerTypeError", ["saddle", "null"]),
        (
            b'{"answers": {"saddle": ["none", "numb"]}}',
            "ContradictoryAnswerError",
            ["saddle", "'none'"],
        ),
        (
            b'{"answers": {"saddle_since": ["new", "old_known"]}}',
            "ContradictoryAnswerError",
            ["saddle_since", "several", "old_known"],
        ),
        (b'{"answers": {"age": 1, "age": 2}}', "InputFormatError", ["'age'", "twice"]),
        (b'{"answers": []}', "InputFormatError", ["a list", '{"answers"']),
        (b"[]", "InputFormatError", ["a list", '{"answers"']),
        (b"", "InputFormatError", ["not JSON"]),
        (b"{", "InputFormatError", ["not JSON"]),
        (
            b'{"answers": {"age": ' + b"9" * 5000 + b"}}",
            "InputFormatError",
            ["thousands of digits"],
        ),
        (b"[" * 90_000, "InputFormatError", ["90000 opening brackets"]),
        (b"\xff", "InputEncodingError", ["offset 0"]),
        (
            b" " * 10_000_000,
            "InputTooLargeError",
            [f"of {MAX_BYTES + 1} bytes", f"most {MAX_BYTES} "],
        ),
    ],
)
def test_bad_input_is_one_line_on_stderr_and_nothing_on_stdout(
    data: bytes,
    error: str,
    parts: list[str],
    type_in: Callable[[bytes], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    type_in(data)
    assert command_line.main(["assess", "-"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{error}: ")
    assert err.count("\n") == 1
    assert [part for part in parts if part not in err] == []


def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.json"
    for file, why in ((missing, "No such file or directory"), (tmp_path, "Is a directory")):
        assert command_line.main(["assess", str(file)]) == 2
        assert capsys.readouterr() == ("", f"InputFileError: {file}: {why}\n")


def test_input_of_the_largest_size_is_read_to_its_end(
    tmp_path: Path, type_in: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    data = json.dumps({"answers": ANSWERS}).encode().ljust(MAX_BYTES)
    file = tmp_path / "large.json"
    file.write_bytes(data)
    type_in(data)
    for name in (str(file), "-"):
        assert command_line.main(["assess", name]) == 0
        assert json.loads(capsys.readouterr().out)["level"] == "emergency_now"


def test_a_huge_file_is_not_read_to_its_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "huge.json"
    with file.open("wb") as out:
        out.truncate(10**10)
    assert command_line.main(["assess", str(file)]) == 2
    assert capsys.readouterr().err == (
        "InputTooLargeError: input of 100001 bytes: at most 100000 bytes are allowed\n"
    )


@pytest.mark.parametrize("command", ["questions", "rules"])
def test_the_language_may_be_named_before_the_command_or_after_it(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = []
    for arguments in (["--language", "es", command], [command, "--language", "es"], [command]):
        assert command_line.main(arguments) == 0
        printed.append(capsys.readouterr().out)
    before, after, english = printed
    assert before == after != english


@pytest.mark.parametrize("installed", ["1.2.3", None])
def test_the_version_is_that_of_the_package_where_there_is_one_and_of_the_content(
    installed: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    packages = {"checker": ["a-package"]} if installed else {}
    monkeypatch.setattr(metadata, "packages_distributions", lambda: packages)
    monkeypatch.setattr(metadata, "version", {"a-package": installed}.__getitem__)
    assert command_line.main(["--version"]) == 0
    package = installed or "(not installed)"
    content = f"content {CONTENT.meta.version} of {CONTENT.meta.date}"
    assert capsys.readouterr().out == f"{CONTENT.meta.name} {package}, {content}\n"


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["--language", "tlh", "questions"]) == 2
    message = "UnknownLanguageError: language 'tlh': there are words for en, es\n"
    assert capsys.readouterr() == ("", message)


@pytest.mark.parametrize("arguments", [["guess"], ["assess"], ["--x"], ["rules", "x"]])
def test_a_command_that_does_not_exist_says_how_it_is_used(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        command_line.main(arguments)
    out, err = capsys.readouterr()
    assert (end.value.code, out) == (2, "")
    assert err.startswith("usage: ")


HELP = """\
usage: {name} [-h] [--version] [--language LANGUAGE] assess | questions | rules ...

positional arguments:
  assess | questions | rules
    assess              assess answers from a JSON file, - for stdin
    questions           print the questions as JSON
    rules               print the rules with their sources as JSON

options:
  -h, --help            show this help message and exit
  --version             print the versions and exit
  --language LANGUAGE   language of the words (default: en)
"""
HELP_OF_ASSESS = """\
usage: {name} assess [-h] [--place PLACE] [--language LANGUAGE] FILE|-

positional arguments:
  FILE|-

options:
  -h, --help           show this help message and exit
  --place PLACE        where, for the emergency number
  --language LANGUAGE  language of the words (default: en)
"""


@pytest.mark.parametrize(
    ("started", "name"),
    [
        ("/somewhere/checker/__main__.py", "python -m checker"),
        ("/somewhere/bin/back-pain-check", "back-pain-check"),
        ("back-pain-check.exe", "back-pain-check"),
    ],
)
def test_help_says_each_command_in_a_line_under_the_name_it_was_started_with(
    started: str, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [started])
    monkeypatch.setenv("COLUMNS", "100")
    printed = []
    for arguments in (["--help"], ["assess", "--help"]):
        with pytest.raises(SystemExit) as end:
            command_line.main(arguments)
        assert end.value.code == 0
        printed.append(capsys.readouterr().out)
    usage, about, *rest = printed[0].split("\n\n")
    assert "exit status is 0" in " ".join(about.split())
    assert "`" not in about
    assert "\n\n".join([usage, *rest]) == HELP.format(name=name)
    assert printed[1] == HELP_OF_ASSESS.format(name=name)


def test_a_broken_pipe_ends_quietly_and_later_output_goes_nowhere(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def stop(_: object) -> None:
        raise BrokenPipeError

    moved: list[tuple[int, int]] = []
    monkeypatch.setattr(command_line, "_print_json", stop)
    monkeypatch.setattr("os.dup2", lambda old, new: moved.append((old, new)))
    assert command_line.main(["rules"]) == 0
    ((nowhere, stdout),) = moved
    assert stdout == sys.stdout.fileno()
    assert Path(f"/proc/self/fd/{nowhere}").resolve() == Path(os.devnull) or os.name != "posix"
    os.close(nowhere)
    assert capfd.readouterr() == ("", "")


def test_the_module_runs_and_its_status_is_that_of_the_process(
    monkeypatch: pytest.MonkeyPatch, type_in: Callable[[bytes], None]
) -> None:
    type_in(b"{")
    monkeypatch.setattr(sys, "argv", ["checker", "assess", "-"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(ROOT / "checker/__main__.py"), run_name="__main__")
    assert end.value.code == 2
