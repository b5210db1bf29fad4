"""Read TOML tables, and take values out of them that are what they should be.

In the browser the same tables come from one file, ``compiled.json``, that the
build writes from the TOML files.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from checker.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum
    from importlib.machinery import SourceFileLoader
    from pathlib import Path

    __loader__: SourceFileLoader

__all__ = [
    "COMPILED",
    "Table",
    "Tables",
    "choice",
    "entries",
    "field",
    "file_named",
    "read_tables",
    "some_of",
    "texts_at",
]

COMPILED = "compiled.json"
"""The knowledge as the build writes it for the page."""

type Table = Mapping[str, Any]
"""One TOML file, or a table in it."""
type Tables = Mapping[str, Table]
"""Every knowledge file by its path without ending, such as ``rules/cancer`` or ``en/levels``."""


def read_tables(folder: Path, loader: SourceFileLoader = __loader__) -> Tables:
    """Read every TOML file below `folder`, or ``compiled.json`` there where the build wrote it.

    :param loader: what Python found the package of this folder with, in a folder or in a zip
    :raises ContentError: when a file is not TOML, or the compiled one not JSON
    """
    try:
        compiled = loader.get_data(str(folder / COMPILED))
    except OSError:
        compiled = None
    if compiled is not None:
        try:
            tables: dict[str, Table] = json.loads(compiled)
        except ValueError as error:
            raise ContentError(COMPILED, str(error)) from error
        return tables
    import tomllib  # noqa: PLC0415  the browser never needs it, and it is slow to import there

    tables = {}
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        try:
            tables[name] = tomllib.loads(path.read_bytes().decode())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ContentError(f"{name}.toml", str(error)) from error
    return tables


def file_named(tables: Tables, name: str) -> Table:
    """Return the tables of one file. Raises ContentError when it is missing."""
    if name not in tables:
        raise ContentError(f"{name}.toml", "the file is missing")
    return tables[name]


def entries(tables: Tables, name: str) -> Mapping[str, Table]:
    """Return a file of which every entry is a table."""
    for key, entry in file_named(tables, name).items():
        if not isinstance(entry, dict):
            raise ContentError(f"{name}.toml", f"{key} is {entry!r}, expected a table")
    return tables[name]


def texts_at(table: Table, key: str, where: str, default: list[str] | None = None) -> list[str]:
    """Return a list of texts, none of them twice."""
    texts: list[str] = field(table, key, list, where, default)
    if not all(isinstance(text, str) for text in texts) or len(set(texts)) < len(texts):
        raise ContentError(where, f"{key} is {texts!r}, expected texts, each of them once")
    return texts


def field[T](table: Table, key: str, kind: type[T], where: str, default: T | None = None) -> T:
    """Return the value of a key, of the type that is expected. Raises ContentError."""
    value = table.get(key, default)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ContentError(where, f"{key} is {value!r}, expected {kind.__name__}")
    return value


def choice[E: StrEnum](table: Table, key: str, kind: type[E], where: str, default: E) -> E:
    """Return one of the words that a key may have. Raises ContentError."""
    value = table.get(key, default)
    if value not in set(kind):
        raise ContentError(where, f"{key} {value!r}, allowed: {', '.join(filter(None, kind))}")
    return kind(value)


def some_of(options: list[str], table: Table, key: str, where: str) -> list[str]:
    """Return some of the options of a question. Raises ContentError."""
    some = texts_at(table, key, where, [])
    if unknown := set(some) - set(options):
        raise ContentError(where, f"{key} names {sorted(unknown)}, which are no options")
    return some
