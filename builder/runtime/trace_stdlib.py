"""Find which modules of Python's standard library the checker needs in the page, and list them.

`uv run -m builder.runtime.trace_stdlib` runs every case and every way to fail in Pyodide under Node, with the whole
library, and writes builder/runtime/stdlib_modules.txt. The tests run the same with the small library.
"""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.runtime import pyodide
from builder.tools import toolchain
from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PROBE = Path(__file__).with_name("stdlib_probe.mjs")

ALWAYS = ("encodings.ascii", "encodings.latin_1", "linecache", "tokenize", "traceback")
"""Modules that Python itself may need to say what went wrong, in ways that no test can all try."""

BAD_INPUTS = (
    "", "{", "[]", "null", "17", '"text"', "{}", '{"answers": []}', '{"answers": {}, "more": 1}',
    '{"answers": {"no such question": "yes"}}', '{"answers": {"age": "old"}}', '{"answers": {"age": -1}}',
    '{"answers": {"age": 1e999}}', '{"answers": {"age": NaN}}', '{"answers": {"who": "nobody"}}',
    '{"answers": {"danger": ["none", "collapse"]}}', '{"answers": {"danger": {"a": 1}}}', "[" * 50,
    '{"answers": {"age": ' + "9" * 5_000 + "}}", '{"a": "\\ud800"}', "\ufeff{}", " " * 2_000_000,
)  # fmt: skip

HEADER = """\
# The modules of Python's standard library that the page gets, found by `uv run -m builder.runtime.trace_stdlib`.
# A test fails when the checker imports one that is not listed.
"""


@dataclass(frozen=True, slots=True)
class Probe:
    """What a run in Pyodide gave: the modules in use, the answers in order, the start in milliseconds.

    An answer is None where the call raised an error.
    """

    modules: tuple[str, ...]
    answers: tuple[str | None, ...]
    milliseconds: int


def case_inputs(root: Path) -> tuple[str, ...]:
    """Return the input of every case and story, as the page would send it."""
    files = sorted([*(root / "tests/cases").glob("*.toml"), *(root / "evaluation").rglob("*.toml")])
    found = (
        answers for file in files for answers in _answers(tomllib.loads(file.read_text("utf-8")))
    )
    return tuple(json.dumps({"answers": answers}) for answers in found)


def _answers(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any TOML value
    """Yield each table named `answers`, or each table in it, wherever it stands."""
    if isinstance(value, list):
        for item in value:
            yield from _answers(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "answers" and isinstance(item, dict):
                # One reader's answers to all stories stand in one table, story by story.
                stories = [story for story in item.values() if isinstance(story, dict)]
                yield from stories or [item]
            else:
                yield from _answers(item)


def probe(root: Path, folder: Path, stdlib: Path, checker: Path, inputs: tuple[str, ...]) -> Probe:
    """Run the inputs in Pyodide under Node. Raises ToolFailedError when Python does not start or stops."""
    node = toolchain.find_node(root)
    command = (*node.node, str(PROBE), str(folder), str(stdlib), str(checker))
    output = toolchain.call(
        command,
        purpose="Running the checker in Pyodide",
        cwd=root,
        env=node.environment(),
        text=json.dumps(inputs),
    )
    result = json.loads(output.splitlines()[-1])
    return Probe(tuple(result["modules"]), tuple(result["answers"]), result["milliseconds"])


def needed_modules(root: Path) -> tuple[str, ...]:
    """Return the modules that the cases and the failures use when the whole library is there."""
    with tempfile.TemporaryDirectory() as name:
        checker = Path(name) / "checker.zip"
        checker.write_bytes(pyodide.zip_stored(pyodide.checker_files(root)))
        library = Path(name) / pyodide.STDLIB
        library.write_bytes(pyodide.zip_stored(pyodide.whole_library(root)))
        inputs = (*case_inputs(root), *BAD_INPUTS)
        result = probe(root, root / pyodide.PYODIDE, library, checker, inputs)
    return tuple(sorted({*result.modules, *ALWAYS}))


if __name__ == "__main__":
    try:
        lines = needed_modules(ROOT)
    except BuildError as problem:
        sys.exit(f"find_stdlib: {problem}")
    (ROOT / pyodide.MODULES).write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    print(f"{pyodide.MODULES}: {len(lines)} modules")
