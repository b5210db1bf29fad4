"""Assess a table of answers: `uv run python -m examples.batch answers.csv levels.csv bad.csv`.

The head of the table names questions; several options stand in one cell with ";" between them; an empty cell
is a question that was left out, which counts as "not sure". Rows that cannot be read go to the third file with
their line and the reason, and get no advice. The exit status is 1 when there are any, and 2 when the table itself
cannot be read.
"""

from __future__ import annotations

import csv
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track

from checker import CheckerError, assess, load_content
from checker.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker import Content

USAGE = 2


class TableError(ValueError):
    """The table as a whole cannot be read."""


def answers(content: Content, row: Mapping[str | None, object]) -> dict[str, object]:
    """Return the answers of one row as the checker takes them. Raises ValueError for a row of a wrong length."""
    if None in row or None in row.values():
        raise ValueError("the row has not as many cells as the head")
    found: dict[str, object] = {}
    for key, cell in row.items():
        text = str(cell).strip()
        question = content.questions.get(str(key))
        if not text:
            continue
        if question is not None and question.kind is Kind.MANY:
            found[str(key)] = [option.strip() for option in text.split(";")]
        elif question is not None and question.kind is Kind.NUMBER and text.isdecimal():
            found[str(key)] = int(text)
        else:
            found[str(key)] = text
    return found


def run(source: Path, good: Path, bad: Path) -> int:
    """Assess every row of `source`, and return how many could not be. Raises TableError, or OSError."""
    content = load_content()
    failed = 0
    with ExitStack() as files:
        table = csv.DictReader(files.enter_context(source.open(encoding="utf-8-sig", newline="")))
        if ";" in "".join(table.fieldnames or ()):
            raise TableError(f"{source}: the head has ';' in it, and cells are separated by ','")
        levels = csv.writer(files.enter_context(good.open("w", encoding="utf-8", newline="")))
        errors = csv.writer(files.enter_context(bad.open("w", encoding="utf-8", newline="")))
        levels.writerow(["line", "level", "contact"])
        errors.writerow(["line", "reason"])
        rows = [(table.line_num, row) for row in table]
        for line, row in track(rows, "Assessing", console=Console(stderr=True)):
            try:
                result = assess(content, answers(content, row))
            except (CheckerError, ValueError) as error:
                failed += 1
                errors.writerow([line, str(error)])
            else:
                levels.writerow([line, result.level.id, result.contacts[0].id])
    return failed


if __name__ == "__main__":
    if len(sys.argv) != 1 + 3:
        print(__doc__, file=sys.stderr)
        sys.exit(USAGE)
    try:
        sys.exit(1 if run(*map(Path, sys.argv[1:])) else 0)
    except (OSError, TableError) as error:
        print(f"batch: {error}", file=sys.stderr)
        sys.exit(USAGE)
