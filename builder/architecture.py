"""The project's own structure for its page: the way of the data, and every module in its group.

The groups are those of the import contracts in pyproject.toml, which a test holds, so the page cannot say
anything else than what the code does.
"""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from builder.drawing import LINE, WIDTH, Frame, arrow, box, svg, words, wrapped
from builder.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "docs/_data/architecture.toml"
CONTRACTS = "pyproject.toml"
SEPARATORS = re.compile(r"\s*[:|]\s*")
GAP = 24


class ArchitectureError(BuildError, LookupError):
    """What is said of the structure names a folder or a module that is not there, or leaves one out."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module, and the first line of what it says of itself."""

    name: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Group:
    """Modules of one level; they may use those of the groups below."""

    name: str
    modules: tuple[Module, ...]


@dataclass(frozen=True, slots=True)
class Architecture:
    """What the page can show."""

    root: Path

    def groups(self, package: str) -> tuple[Group, ...]:
        """Return the modules of a package in their groups. Raises ArchitectureError."""
        return groups(self.root, package)

    @property
    def way(self) -> str:
        """Return the way of the data as a picture. Raises ArchitectureError."""
        return way(self.root)


def groups(root: Path, package: str) -> tuple[Group, ...]:
    """Return the modules of a package in their groups, from above to below. Raises ArchitectureError."""
    names = _data(root)["groups"][package]
    layers = _layers(root, package)
    if len(names) != len(layers):
        message = (
            f"{FILE}: {package} has {len(names)} names for the {len(layers)} groups of {CONTRACTS}"
        )
        raise ArchitectureError(message)
    return tuple(
        Group(name, tuple(Module(module, _purpose(root, package, module)) for module in layer))
        for name, layer in zip(names, layers, strict=True)
    )


def way(root: Path) -> str:
    """Return the way of the data as a picture in one line of HTML. Raises ArchitectureError."""
    parts, told, y = [], [], 0.0
    for stage in _data(root)["stage"]:
        name, folder, text = stage["name"], stage["folder"], stage["text"]
        if not (root / folder).is_dir():
            raise ArchitectureError(f"{FILE}: {name}: there is no folder {folder!r}")
        if y:
            parts.append(arrow([(WIDTH / 2, y), (WIDTH / 2, y + GAP - 2)]))
            y += GAP
        lines = wrapped(text, WIDTH - 20)
        end = y + 34 + LINE * (len(lines) + 1)
        parts += [
            box("frame", (1, y), WIDTH - 2, end - y),
            words("name", (10, y + 22), [name]),
            words("", (10, y + 22 + LINE), [f"{folder}/", *lines]),
        ]
        told.append(f"{name}, in {folder}: {text}")
        y = end
    frame = Frame("way", "The way of the data, from content to page", " ".join(told), y + 2)
    return svg(frame, parts)


def _data(root: Path) -> Mapping[str, Any]:
    return tomllib.loads((root / FILE).read_text("utf-8"))


def _layers(root: Path, package: str) -> list[list[str]]:
    """Return the modules of a package as its contract of the kind "layers" has them."""
    settings = tomllib.loads((root / CONTRACTS).read_text("utf-8"))["tool"]["importlinter"]
    for contract in settings["contracts"]:
        layers = [SEPARATORS.split(layer) for layer in contract.get("layers", ())]
        if contract.get("containers") == [package]:
            return layers
        if layers and all(name.startswith(f"{package}.") for layer in layers for name in layer):
            return [[name.removeprefix(f"{package}.") for name in layer] for layer in layers]
    raise ArchitectureError(f"{CONTRACTS}: no contract has the layers of {package}")


def _purpose(root: Path, package: str, module: str) -> str:
    file = root / package / f"{module}.py"
    if not file.is_file():
        raise ArchitectureError(f"{CONTRACTS}: {package} has no module {module!r}")
    return (ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").partition("\n")[0]
