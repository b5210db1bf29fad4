"""The examples run, and those of the docstrings are true."""

from __future__ import annotations

import csv
import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import checker

ROOT = Path(__file__).resolve().parents[2]
MODULES = (
    "checker",
    *(f"checker.{found.name}" for found in pkgutil.iter_modules(checker.__path__)),
)


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8").splitlines()))


WITH_EXAMPLES = {
    "checker",
    "checker.answers",
    "checker.bridge",
    "checker.circumstances",
    "checker.conditions",
    "checker.engine",
    "checker.explain",
    "checker.fhir",
    "checker.loading",
    "checker.reminder",
    "checker.spoken",
    "checker.summary",
    "checker.texts",
    "checker.words",
}
"""Modules whose docstrings have examples; one that loses its last has to leave this list knowingly."""


@pytest.mark.parametrize("name", MODULES)
def test_every_example_of_a_docstring_is_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert not result.failed
    assert bool(result.attempted) is (name in WITH_EXAMPLES)


def test_five_lines_give_advice() -> None:
    assert run("examples.five_lines").stdout.startswith("emergency_now - ")


def test_a_batch_keeps_bad_rows_apart_with_their_lines(tmp_path: Path) -> None:
    table, good, bad = (tmp_path / name for name in ("in.csv", "good.csv", "bad.csv"))
    table.write_text(
        "age,danger,saddle\n"
        "40,chest_pain,none\n"
        "forty,none,none\n"  # no number
        "40,chest_pian,none\n"  # misspelt
        "40,none\n"  # too short
        ",,\n",
        "utf-8",
    )
    done = run("examples.batch", table, good, bad)
    assert done.returncode == 1, done.stderr
    assert [row[0] for row in read(bad)] == ["line", "3", "4", "5"]
    assert [row[:2] for row in read(good)][1] == ["2", "emergency_now"]
    level = read(good)[2]
    assert level[0] == "6"
    assert level[1] in {"same_day", "emergency_now"}  # nothing known is never mild


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        (None, "No such file or directory"),
        ("age;danger\n40;chest_pain\n", "the head has ';' in it, and cells are separated by ','"),
    ],
)
def test_a_table_that_cannot_be_read_is_named_in_one_line(
    head: str | None, problem: str, tmp_path: Path
) -> None:
    table, good, bad = (tmp_path / name for name in ("in.csv", "good.csv", "bad.csv"))
    if head is not None:
        table.write_text(head, "utf-8")
    done = run("examples.batch", table, good, bad)
    (line,) = done.stderr.splitlines()
    assert (done.returncode, good.exists(), bad.exists()) == (2, False, False)
    assert str(table) in line
    assert problem in line


def test_a_batch_without_bad_rows_ends_well(tmp_path: Path) -> None:
    table, good, bad = (tmp_path / name for name in ("in.csv", "good.csv", "bad.csv"))
    table.write_text("age,danger\n40,chest_pain\n", "utf-8")
    assert run("examples.batch", table, good, bad).returncode == 0
    assert read(bad) == [["line", "reason"]]
