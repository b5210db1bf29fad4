"""Change the content in small ways, one at a time, and see whether a case, a story or a proof notices.

``uv run python -m tests.proofs.mutants [WORD]`` tries all mutants, or those whose name has WORD in it. A mutant that
gives every answer set the level that it had is no fault. It ends with 1 if another one survives. It takes some
ten minutes, so it is no test.
"""

from __future__ import annotations

import sys
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3

from checker import assess, load_content
from checker.errors import ContentError
from checker.loading import CONTENT as FOLDER
from checker.loading import build_content
from checker.tables import read_tables
from evaluation.accuracy import completed
from tests.all_cases import base, rows
from tests.proofs.encoding import blank_form, encode, lower, well_formed
from tests.proofs.milder import weaker_than_released
from tests.proofs.released import load_released, load_since
from tests.proofs.theorems import THEOREMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.model import Content

NEVER = {"all": ["under_6", "age_70"]}
"""A condition over findings that no answers meet."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: in the entry of a file, what stands at `path` becomes `value`."""

    name: str
    file: str
    entry: str
    path: tuple[str | int, ...]
    value: object


def mutants(tables: Any) -> Iterator[Mutant]:  # noqa: ANN401 - TOML
    """Yield every rule gone, every alternative gone, and every threshold moved by one."""
    for file, entries in tables.items():
        if file.startswith("rules/"):
            for entry in entries:
                yield Mutant(f"{file} [{entry}] gone", file, entry, ("when",), NEVER)
        if file == "findings" or file.startswith("rules/"):
            for entry, table in entries.items():
                yield from _in(file, entry, ("when",), table["when"])


def _in(file: str, entry: str, path: tuple[str | int, ...], one: Any) -> Iterator[Mutant]:  # noqa: ANN401
    where = f"{file} [{entry}]"
    match one:
        case {"at_least": int(least), "of": of}:
            for value in (least - 1, least + 1):
                yield Mutant(
                    f"{where} {of if isinstance(of, str) else 'count'} {least} -> {value}",
                    file, entry, (*path, "at_least"), value,
                )  # fmt: skip
            if isinstance(of, list):
                yield from _parts(file, entry, (*path, "of"), of)
        case {"any": list(parts)}:
            if len(parts) > 1:
                for part in parts:
                    rest = [other for other in parts if other is not part]
                    yield Mutant(f"{where} without {part}", file, entry, (*path, "any"), rest)
            yield from _parts(file, entry, (*path, "any"), parts)
        case {"all": list(parts)}:
            yield from _parts(file, entry, (*path, "all"), parts)
        case {"not": part}:
            yield from _in(file, entry, (*path, "not"), part)


def _parts(
    file: str, entry: str, path: tuple[str | int, ...], parts: list[Any]
) -> Iterator[Mutant]:
    for at, part in enumerate(parts):
        yield from _in(file, entry, (*path, at), part)


def changed(tables: Any, mutant: Mutant) -> Content:  # noqa: ANN401
    """Return the content with one change. Raises ContentError where the loader refuses it."""
    copy = deepcopy(tables)
    target = copy[mutant.file][mutant.entry]
    *way, last = mutant.path
    for key in way:
        target = target[key]
    target[last] = mutant.value
    return build_content(copy, "en")


def differs(content: Content, other: Content) -> bool:
    """Tell whether some answers have another level."""
    form = blank_form(content)
    one, two = encode(content, form), encode(other, form)
    solver = z3.SimpleSolver()
    solver.add(well_formed(content, form), z3.Or(lower(one, two), lower(two, one)))
    return bool(solver.check() == z3.sat)


def known_levels(content: Content) -> Iterator[tuple[dict[str, object], set[str]]]:
    """Yield the answers of each case and story with the levels that its test allows now."""
    for row in rows():
        answers = completed(content, row["answers"], base())
        level = assess(content, answers).level.id
        allowed = {level} if "rule" in row else set(row.get("acceptable", ()))
        if level in allowed:
            yield answers, allowed


def main(words: list[str]) -> int:
    """Try the mutants and print the survivors."""
    tables, content = read_tables(FOLDER), load_content()
    wanted = list(known_levels(content))
    released = load_released()
    since = load_since(released)
    seen = {"refused": 0, "no fault": 0, "cases and stories": 0, "release": 0, "theorems": 0}
    survivors: list[str] = []
    for mutant in mutants(tables):
        if words and not any(word in mutant.name for word in words):
            continue
        try:
            other = changed(tables, mutant)
        except ContentError:
            seen["refused"] += 1
            continue
        if any(assess(other, answers).level.id not in levels for answers, levels in wanted):
            seen["cases and stories"] += 1
        elif not differs(content, other):
            seen["no fault"] += 1
        elif any(True for _ in weaker_than_released(other, released, since)):
            seen["release"] += 1
        elif any(True for theorem in THEOREMS for _ in theorem(other)):
            seen["theorems"] += 1
        else:
            survivors.append(mutant.name)
            print(mutant.name, flush=True)
    print(", ".join(f"{name}: {count}" for name, count in seen.items()))
    print(f"survivors: {len(survivors)}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
