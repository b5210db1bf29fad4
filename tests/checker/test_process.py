"""The command line in a process of its own, as a person or a program starts it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from checker import assess, load_content

ROOT = Path(__file__).resolve().parents[2]
CONTENT = load_content()
ANSWERS = {"saddle": ["numb"], "saddle_since": "new"}


def run(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run it as a person does, in a process of its own."""
    command = [sys.executable, "-m", "checker", *arguments]
    return subprocess.run(command, cwd=ROOT, input=data, capture_output=True, check=False)


def test_the_process_prints_the_assessment_and_ends_with_status_0() -> None:
    done = run("assess", "-", data=json.dumps({"answers": ANSWERS}).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["level"] == assess(CONTENT, ANSWERS).level.id


def test_the_process_ends_with_status_2_and_one_line_for_bad_input() -> None:
    done = run("assess", "-", data=b'{"answers": {"a\\nb\\ud800": 1}}')
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert done.stderr.startswith(b"UnknownQuestionError: 'a\\nb\\ud800': unknown question")


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = [sys.executable, "-m", "checker", "rules"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.returncode, errors) == (0, b"")


def test_the_checker_is_importable_without_anything_but_python() -> None:
    """-I: no site packages of the user; -S: none at all."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import checker.__main__, checker.bridge"
    command = [sys.executable, "-I", "-S", "-c", code]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
