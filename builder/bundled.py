"""What others have built into the files that the site takes from them, as far as those files tell it.

Material for MkDocs and Pyodide publish maps of their scripts, which name each file that went in. Pyodide's
interpreter has the versions of some C libraries in it, because Python can be asked for them. A version or a
licence that no file names is left out, and not filled in from memory.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from builder.languages import translations
from builder.runtime import PYODIDE
from builder.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

__all__ = ["BundledError", "Inside", "in_material", "in_pyodide"]

SCRIPTS = "templates/assets/javascripts"
PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/")
VENDORED = re.compile(r"/vendor/(?:[^/]+/)?([\w-]+)\.ts$")
HEAD = 250
"""So many letters at the start of a file may name its version and its licence."""
VERSION = re.compile(r"\bv?(\d+\.\d+\.\d+)\b")
LICENCES = {
    "MIT": re.compile(r"\bMIT\b"),
    "Mozilla Public License": re.compile(r"mozilla\.org/MPL"),
}
SNOWBALL = re.compile(r"Snowball JavaScript Library v([\d.]+)")

EMSCRIPTEN = re.compile(r"emscripten_(\d+)_(\d+)_(\d+)")
IN_WASM = {
    "bzip2": rb"(\d+\.\d+\.\d+), \d+-\w+-\d{4}\0",
    "expat": rb"expat_(\d+\.\d+\.\d+)\0",
    "libffi": rb"ffi_prep_cif()",
    "libmpdec": rb"libmpdec/mpdecimal\.c()",
    "zlib": rb"deflate (\d+\.\d+(?:\.\d+)?) Copyright",
}
"""By what a C library is known in the interpreter, with its version where the interpreter has it."""


class BundledError(BuildError, LookupError):
    """A file no longer says what was read from it, so that the list of what is in it would be wrong."""


@dataclass(frozen=True, slots=True)
class Inside:
    """A part inside a file of others; "" stands for what the files do not tell. `kind` is that of its address."""

    name: str
    version: str = ""
    licence: str = ""
    kind: str = "npm"


def in_material(root: Path) -> list[Inside]:
    """Return what is in the scripts that the site has of Material for MkDocs. Raises BundledError."""
    scripts = files("material").joinpath(SCRIPTS)
    found: dict[str, Inside] = {}
    for path in _maps(scripts):
        for name, text in _sources(path, PACKAGE):
            found.setdefault(name, _told(name, text))
    if not found:
        raise BundledError(f"material/{SCRIPTS}: no map names a package")
    for language in translations(root):
        path = scripts.joinpath(f"lunr/min/lunr.{language.code}.min.js")
        if path.is_file():
            head = path.read_text("utf-8")[: 2 * HEAD]
            licence = _told("", head).licence
            found["lunr-languages"] = Inside("lunr-languages", licence=licence)
            if snowball := SNOWBALL.search(head):
                name = "Snowball JavaScript Library"
                found[name] = Inside(name, snowball[1], licence, "generic")
    return sorted(found.values(), key=lambda part: part.name)


def in_pyodide(root: Path) -> list[Inside]:
    """Return what is in the loader and the interpreter of Pyodide. Raises BundledError."""
    folder = root / PYODIDE
    info = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))["info"]
    built_with = EMSCRIPTEN.fullmatch(info["platform"])
    if built_with is None:
        raise BundledError(f"{PYODIDE}/pyodide-lock.json: platform is {info['platform']!r}")
    found = [
        Inside("cpython", info["python"], "PSF-2.0", "generic"),
        Inside("emscripten", ".".join(built_with.groups()), kind="generic"),
    ]
    wasm = (folder / "pyodide.asm.wasm").read_bytes()
    for name, pattern in IN_WASM.items():
        known = re.search(pattern, wasm)
        if known is None:
            raise BundledError(f"{PYODIDE}/pyodide.asm.wasm: nothing there shows {name}")
        found.append(Inside(name, known[1].decode("ascii"), kind="generic"))
    found += [Inside(name) for name, _ in _sources(folder / "pyodide.mjs.map", VENDORED)]
    return sorted(found, key=lambda part: part.name)


def _maps(folder: Traversable) -> Iterator[Traversable]:
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.is_dir():
            yield from _maps(path)
        elif path.name.endswith(".map"):
            yield path


def _sources(path: Traversable, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield the name that a pattern finds in the address of each file of a map, and the file's text."""
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    for address, text in zip(told["sources"], told["sourcesContent"], strict=True):
        if name := pattern.search(address):
            yield name[1], text


def _told(name: str, text: str) -> Inside:
    head = text[:HEAD]
    version = VERSION.search(head)
    licence = next((key for key, pattern in LICENCES.items() if pattern.search(head)), "")
    return Inside(name, version[1] if version else "", licence)
