"""The engine, the builder, the templates and the scripts do not know what the knowledge is about."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from checker import load_content

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SUBJECT = re.compile(
    r"back[ _-]?pain|\b(?:spine|spinal|cancers?|saddle|cauda|bladder|bowels?|vertebra\w*|buttocks?)\b",
    re.IGNORECASE,
)
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*|\{#.*?#\}|<!--.*?-->", re.DOTALL)


def texts_of(path: Path) -> Iterator[str]:
    """Yield the names and texts of a Python file, without what explains it to its readers."""
    tree = ast.parse(path.read_text("utf-8"))
    explaining = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in explaining:
                yield text
            case ast.Name(id=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name


def files() -> dict[str, str]:
    """Return what each file of the engine, the builder, the templates and the scripts says besides its comments."""
    found = {}
    for folder in ("checker", "likelihood", "builder"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found[path.relative_to(ROOT).as_posix()] = "\n".join(texts_of(path))
    for folder in (
        "docs/assets/js",
        "theme/embed",
        "theme/overrides",
        "theme/partials",
        "theme/single-file",
        "theme/offline",
    ):
        for path in sorted((ROOT / folder).rglob("*.*")):
            if path.is_file():
                text = COMMENT.sub("", path.read_text("utf-8"))
                found[path.relative_to(ROOT).as_posix()] = text
    return found


FILES = files()
CONTENT = load_content()
IDS = {
    *CONTENT.findings,
    *CONTENT.rules,
    *(f"{one.id}.{option}" for one in CONTENT.questions.values() for option in one.options),
}
"""Names that only the content gives. Those of questions are common words ("age"), and those of levels are needed."""


def test_no_file_outside_content_and_pages_names_the_subject() -> None:
    assert {name: found for name, text in FILES.items() if (found := SUBJECT.findall(text))} == {}


def test_no_module_names_a_finding_a_rule_or_an_answer() -> None:
    modules = [
        path
        for folder in ("checker", "likelihood", "builder")
        for path in (ROOT / folder).rglob("*.py")
    ]
    found = {path.name: IDS.intersection(texts_of(path)) for path in modules}
    assert {name: ids for name, ids in found.items() if ids} == {}
