"""Each hazard and each threat names tests that exist and show its control."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builder.evidence.hazards import LOGS, hazards

ROOT = Path(__file__).resolve().parents[2]


@cache
def functions(file: Path) -> frozenset[str]:
    if not file.is_file():
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def without_a_test(root: Path, entry: dict[str, Any]) -> list[str]:
    """Return what of an entry's tests does not exist, or that it names none."""
    if not entry["tests"]:
        return ["no test"]
    named = [(test, *test.partition("::")) for test in entry["tests"]]
    return [test for test, file, _, name in named if name not in functions(root / file)]


@pytest.mark.parametrize("log", LOGS)
def test_every_entry_names_tests_that_exist(log: str) -> None:
    entries = tomllib.loads((ROOT / log).read_text("utf-8"))[LOGS[log]]
    missing = {one["id"]: gone for one in entries if (gone := without_a_test(ROOT, one))}
    assert missing == {}


def test_a_test_that_is_gone_would_be_noticed(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it(): ...\n", "utf-8")
    names = ["test_it.py::test_it", "test_it.py::test_other", "test_gone.py::test_it", "test_it.py"]
    assert without_a_test(tmp_path, {"tests": names}) == names[1:]
    assert without_a_test(tmp_path, {"tests": []}) == ["no test"]


def test_every_hazard_of_the_log_is_shown_with_its_tests() -> None:
    page = hazards(ROOT)
    assert page.count('<section class="hazard"') == page.count("<dt>Shown by</dt>") >= 10


def test_text_is_escaped(tmp_path: Path) -> None:
    data = tmp_path / "docs/_data"
    data.mkdir(parents=True)
    (data / "hazards.toml").write_text(
        "[[hazard]]\nid = 'H1'\nhazard = 'a <b>'\ncause = 'b'\neffect = 'c'\ncontrol = 'd'\n"
        "tests = ['test_it.py::test_it']\n"
    )
    assert "a &lt;b&gt;" in hazards(tmp_path)
