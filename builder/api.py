"""The programming interface of the checker, read from its source: each public name with what it says of itself.

Nothing is imported or run for it. A public name is one of a module's `__all__`; one without a docstring ends
the build.
"""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    type Definition = ast.FunctionDef | ast.ClassDef | ast.TypeAlias | ast.Assign | ast.AnnAssign

__all__ = ["ApiError", "Entry", "Module", "modules"]

EXAMPLE = ">>>"
LONGEST = 100
ROLE = re.compile(r":\w+:`([^`]+)`")
FIELD = re.compile(r"^:(\w+)(?: (\w+))?: ", re.MULTILINE)


class ApiError(BuildError, LookupError):
    """A public name is not defined in its module, or says nothing of itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A public name: how it is written, and what it means, as Markdown."""

    name: str
    signature: str
    text: str


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the checker with its public names, in the order of `__all__`."""

    name: str
    purpose: str
    entries: tuple[Entry, ...]


def modules(root: Path) -> tuple[Module, ...]:
    """Return the modules of the checker that have public names of their own. Raises ApiError."""
    found = []
    for path in sorted((root / "checker").glob("[!_]*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        where = f"checker.{path.stem}"
        entries = tuple(_entries(tree, where))
        if entries:
            found.append(Module(where, markdown(ast.get_docstring(tree) or ""), entries))
    return tuple(found)


def _entries(tree: ast.Module, where: str) -> Iterator[Entry]:
    defined = dict(_defined(tree))
    for name in _public(tree):
        if name not in defined:
            raise ApiError(f"{where}: {name} is in __all__ and is not defined there")
        node, text = defined[name]
        if not text:
            raise ApiError(f"{where}: {name} is public and has no docstring")
        yield Entry(name, _signature(node), markdown(text))


def _public(tree: ast.Module) -> list[str]:
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=names)):
                return [str(ast.literal_eval(name)) for name in names]
    return []


def _defined(tree: ast.Module) -> Iterator[tuple[str, tuple[Definition, str]]]:
    """Yield each name of a module with its definition and its docstring, which may follow it."""
    for node, after in zip(tree.body, [*tree.body[1:], ast.Pass()], strict=True):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, (node, ast.get_docstring(node) or "")
            case (
                ast.TypeAlias(name=ast.Name(id=name))
                | ast.Assign(targets=[ast.Name(id=name)])
                | ast.AnnAssign(target=ast.Name(id=name))
            ):
                yield name, (node, _text_of(after))


def _text_of(node: ast.stmt) -> str:
    match node:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return inspect.cleandoc(text)
    return ""


def _signature(node: Definition) -> str:
    """Return the head of a definition, with the fields of a class below it."""
    match node:
        case ast.FunctionDef():
            returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
            return f"def {node.name}({ast.unparse(node.args)}){returns}"
        case ast.ClassDef():
            bases = ", ".join(ast.unparse(base) for base in node.bases)
            fields = [
                f"    {ast.unparse(part)}"
                for part in node.body
                if isinstance(part, ast.AnnAssign | ast.Assign)
            ]
            return "\n".join(
                [f"class {node.name}({bases})" if bases else f"class {node.name}", *fields]
            )
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            text = ast.unparse(node)
            return text if len(text) <= LONGEST else f"{name} = ..."
    return ast.unparse(node)


def markdown(text: str) -> str:
    """Return a docstring as Markdown: examples as code, and what is said of parameters and errors as a list."""
    blocks = []
    for block in ROLE.sub(r"`\1`", text).replace("``", "`").split("\n\n"):
        if block.startswith(EXAMPLE):
            blocks.append(f"```pycon\n{block}\n```")
        else:
            blocks.append(FIELD.sub(lambda found: f"- {_led(found)}: ", block))
    return "\n\n".join(blocks)


def _led(found: re.Match[str]) -> str:
    kind, name = found[1], found[2]
    if kind == "param":
        return f"`{name}`"
    return f"{kind} `{name}`" if name else kind
