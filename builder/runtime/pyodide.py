"""Make the Python that runs in the page: Pyodide with a small byte-compiled standard library, and the checker.

    .build/runtime/<Pyodide's version>-<hash>/   loader, interpreter and standard library; changes with Pyodide
    .build/runtime/checker-<hash>.zip            the checker and its content; changes with the content
    .build/runtime/qr-<hash>.zip                 segno's encoder of QR codes; fetched only when a code is wanted
    .build/runtime/likelihood-<hash>.zip         the likelihood explorer; fetched only on its own page
    .build/runtime/manifest.json                 addresses, sizes and hashes of all of them, for the pages

Names carry a hash of what they hold, so that a file, once cached, is right for ever.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import os
import shutil
import sys
import tempfile
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from builder.runtime.stdlib_stubs import STAND_INS
from builder.tools import pins
from builder.tools.steps import BuildError, Step
from builder.tools.toolchain import call
from checker.loading import build_content
from checker.tables import COMPILED, read_tables
from likelihood.explorer import build_explorer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from checker.tables import Tables

    type Files = Mapping[str, bytes]
    """Path inside an archive or folder, with slashes -> content."""

PYODIDE = Path("node_modules/pyodide")
RUNTIME = Path(".build/runtime")
CONTENT = Path("checker/content")
EXPLORER_CONTENT = Path("likelihood/content")
HASHES = Path("builder/runtime/pyodide.sha256")
MODULES = Path("builder/runtime/stdlib_modules.txt")
ENCODER = ("segno/consts.py", "segno/encoder.py")
"""Of segno only what makes a code, not what writes pictures, and so without its __init__."""
EMPTY_INIT = {"segno/__init__.py": b""}
"""Python finds no package in an archive where only the names of its modules tell of the folder."""
LICENCES = ("LICENSES/MPL-2.0.txt", "LICENSES/PSF-2.0.txt")

MANIFEST = "manifest.json"
LOADER = "pyodide.mjs"
UNCHANGED = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm")
LOCK = "pyodide-lock.json"
STDLIB = "python_stdlib.zip"

EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time that a zip can hold: the same bytes at every build
HASH_LENGTH = 12


class RuntimeFilesError(BuildError, ValueError):
    """A file of Pyodide is missing or is not the one that this project was tested with."""


@dataclass(frozen=True, slots=True)
class RuntimeFile:
    """One file that the page fetches; `path` is relative to the runtime's folder."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the worker needs to start Python. All paths are relative to the runtime's folder.

    `index` is Pyodide's `indexURL` (a folder), `stdlib` its `stdLibURL`; `checker` is a zip for Python's
    path, and so are `code`, which is fetched only when somebody wants a QR code, and `explorer`, which only the
    likelihood explorer's page fetches. `files` are all those that a check fetches, `later` those that may follow.
    """

    pyodide: str
    python: str
    index: str
    loader: str
    stdlib: str
    lock: str
    checker: str
    code: str
    explorer: str
    files: tuple[RuntimeFile, ...]
    later: tuple[RuntimeFile, ...]


def build_interpreter(root: Path) -> None:
    """Write the folder of Pyodide's own files and the small standard library.

    Raises RuntimeFilesError when a file of Pyodide is not the expected one, or a listed module is not in it.
    """
    verify_pyodide(root)
    source = root / PYODIDE
    folder = {name: (source / name).read_bytes() for name in UNCHANGED}
    lock = json.loads((source / LOCK).read_text("utf-8"))
    folder[LOCK] = _json({"info": lock["info"], "packages": {}})  # we load no package of Pyodide's
    folder[STDLIB] = stdlib_archive(root)
    for licence in LICENCES:
        folder[PurePosixPath(licence).name] = (root / licence).read_bytes()

    version = json.loads((source / "package.json").read_text("utf-8"))["version"]
    clear(root, "[0-9]*")
    target = root / RUNTIME / f"{version}-{_hash(folder)}"
    target.mkdir(parents=True)
    for name, content in folder.items():
        (target / name).write_bytes(content)


def build_checker(root: Path) -> None:
    """Write the archive of the checker, byte-compiled.

    Raises ContentError of the checker when its content is wrong: such an archive is never made.
    """
    _write_archive(root, "checker", checker_files(root))


def build_likelihood(root: Path) -> None:
    """Write the archive of the likelihood explorer, byte-compiled.

    Raises ContentError of the checker when its content is wrong: such an archive is never made.
    """
    _write_archive(root, "likelihood", explorer_files(root))


def build_code(root: Path) -> None:
    """Write the archive of the encoder of QR codes, byte-compiled, with its licence.

    Raises RuntimeFilesError when segno is not installed as expected.
    """
    package = importlib.metadata.distribution("segno")
    found = {str(file): file for file in package.files or ()}
    licence = next((name for name in found if name.endswith("/LICENSE")), "LICENSE")
    for name in (*ENCODER, licence):
        if name not in found:
            message = f"segno has no {name}: see which of its modules makes codes, and name it in {__file__}"
            raise RuntimeFilesError(message)
    sources = EMPTY_INIT | {name: found[name].read_binary() for name in ENCODER}
    _write_archive(root, "qr", {**sources, "segno/LICENSE": found[licence].read_binary()})


def _write_archive(root: Path, name: str, files: Files) -> None:
    archive = zip_stored(compiled(files, root))
    clear(root, f"{name}-*.zip")
    (root / RUNTIME).mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(archive).hexdigest()[:HASH_LENGTH]
    (root / RUNTIME / f"{name}-{digest}.zip").write_bytes(archive)


def write_manifest(root: Path) -> None:
    """Write the manifest from the files that the other steps have left."""
    runtime = root / RUNTIME
    index = only(runtime, "[0-9]*-*")
    checker = only(runtime, "checker-*.zip")
    code, explorer = only(runtime, "qr-*.zip"), only(runtime, "likelihood-*.zip")
    info = json.loads((index / LOCK).read_text("utf-8"))["info"]
    fetched = [index / name for name in (*UNCHANGED, LOCK, STDLIB)] + [checker]
    manifest = Manifest(
        pyodide=index.name.partition("-")[0],
        python=info["python"],
        index=f"{index.name}/",
        loader=f"{index.name}/{LOADER}",
        stdlib=f"{index.name}/{STDLIB}",
        lock=f"{index.name}/{LOCK}",
        checker=checker.name,
        code=code.name,
        explorer=explorer.name,
        files=tuple(_described(path, runtime) for path in fetched),
        later=(_described(code, runtime), _described(explorer, runtime)),
    )
    (runtime / MANIFEST).write_bytes(_json(asdict(manifest)))


def read_manifest(root: Path) -> Manifest:
    """Return what write_manifest wrote. Raises RuntimeFilesError when there is none yet."""
    try:
        data = json.loads((root / RUNTIME / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        message = f"{RUNTIME}/{MANIFEST} is missing: run `uv run build.py`"
        raise RuntimeFilesError(message) from error
    lists = {key: tuple(RuntimeFile(**file) for file in data[key]) for key in ("files", "later")}
    return Manifest(**{**data, **lists})


def verify_pyodide(root: Path) -> None:
    """Compare Pyodide's files with the committed hashes. Raises RuntimeFilesError at the first difference."""
    for line in (root / HASHES).read_text("utf-8").splitlines():
        expected, name = line.split()
        path = root / PYODIDE / name
        if not path.is_file():
            message = f"{PYODIDE}/{name} is missing: delete node_modules and run `uv run build.py`"
            raise RuntimeFilesError(message)
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            message = (
                f"{PYODIDE}/{name} is not the file that {HASHES} names: delete node_modules and run "
                "`uv run build.py`; if Pyodide was changed on purpose, write the new hash there"
            )
            raise RuntimeFilesError(message)


def listed_modules(root: Path) -> tuple[str, ...]:
    """Return the names in stdlib_modules.txt."""
    lines = (
        line.partition("#")[0].strip() for line in (root / MODULES).read_text("utf-8").splitlines()
    )
    return tuple(line for line in lines if line)


def stdlib_archive(root: Path) -> bytes:
    """Return the zip of the listed modules of the standard library, byte-compiled."""
    library = whole_library(root)
    names = frozenset(library)
    paths = (_source(module, names) for module in listed_modules(root))
    return zip_stored(compiled({path: library[path] for path in paths}, root))


def whole_library(root: Path) -> dict[str, bytes]:
    """Return the sources of Pyodide's standard library, some of them replaced by their stand-ins."""
    with zipfile.ZipFile(root / PYODIDE / STDLIB) as archive:
        library = {name: archive.read(name) for name in archive.namelist()}
    return library | {path: source.encode() for path, source in STAND_INS.items()}


def _source(module: str, names: frozenset[str]) -> str:
    stem = module.replace(".", "/")
    for path in (f"{stem}/__init__.py", f"{stem}.py"):
        if path in names:
            return path
    message = f"{MODULES} lists {module}, which Pyodide's {STDLIB} does not have: remove the line"
    raise RuntimeFilesError(message)


def checker_files(root: Path) -> dict[str, bytes]:
    """Return the checker's modules, and its content. Raises ContentError when that does not fit together."""
    tables = read_tables(root / CONTENT)
    build_content(tables, "en")
    return _package_files(root, CONTENT, tables)


def explorer_files(root: Path) -> dict[str, bytes]:
    """Return the likelihood explorer's modules, and its content.

    Raises ContentError when the content does not fit together, or with the evidence register.
    """
    tables = read_tables(root / EXPLORER_CONTENT)
    build_explorer(tables, build_content(read_tables(root / CONTENT), "en"))
    return _package_files(root, EXPLORER_CONTENT, tables)


def _package_files(root: Path, folder: Path, tables: Tables) -> dict[str, bytes]:
    """Return a package's modules, and its content as JSON, so that the page needs no TOML parser."""
    modules = sorted((root / folder.parent).rglob("*.py"))
    content = json.dumps(tables, ensure_ascii=False, separators=(",", ":"))  # in the files' order
    return {
        **{path.relative_to(root).as_posix(): path.read_bytes() for path in modules},
        (folder / COMPILED).as_posix(): content.encode(),
    }


def compiled(sources: Files, root: Path) -> dict[str, bytes]:
    """Return the files with each .py replaced by its .pyc, without docstrings, assertions and columns.

    Leaving out the columns (tracebacks then name the line alone) makes the wire a quarter lighter.

    The byte code is that of this machine's Python, which must have the minor version of Pyodide's.
    """
    with tempfile.TemporaryDirectory() as name:
        archive = Path(name) / "sources.zip"
        archive.write_bytes(zip_stored(sources))
        # With a fixed date py_compile writes hashes of the sources into the .pyc files, not times.
        env = {**os.environ, "SOURCE_DATE_EPOCH": "315532800", "PYTHONHASHSEED": "0"}
        # -P: this folder's build.py must not stand in for the package `build`.
        python = (sys.executable, "-P", "-OO", "-X", "no_debug_ranges", "-m", "pyodide_cli")
        command = (*python, "py-compile", "--silent", "--compression-level=0", str(archive))
        call(command, purpose="Byte-compiling Python for the page", cwd=root, env=env)
        with zipfile.ZipFile(archive) as result:
            return {entry: result.read(entry) for entry in result.namelist()}


def zip_stored(content: Files) -> bytes:
    """Return a zip that is not compressed (HTTP compresses better, and Python reads it faster)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(content):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix, whichever system builds
            archive.writestr(entry, content[name])
    return buffer.getvalue()


def _described(path: Path, base: Path) -> RuntimeFile:
    content = path.read_bytes()
    return RuntimeFile(
        path.relative_to(base).as_posix(), len(content), hashlib.sha256(content).hexdigest()
    )


def _hash(folder: Files) -> str:
    lines = (f"{name} {hashlib.sha256(folder[name]).hexdigest()}\n" for name in sorted(folder))
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:HASH_LENGTH]


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def clear(root: Path, pattern: str) -> None:
    """Remove from the runtime's folder what an earlier build has left."""
    for path in (root / RUNTIME).glob(pattern):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def only(folder: Path, pattern: str) -> Path:
    """Return the one file or folder of this name. Raises RuntimeFilesError when there is none or more."""
    found: Iterable[Path] = folder.glob(pattern)
    match list(found):
        case [path]:
            return path
        case others:
            message = f"{folder.name} must have one {pattern}, not {len(others)}: delete .build and build again"
            raise RuntimeFilesError(message)


FOLDER = f"{RUNTIME}/[0-9]*"
ARCHIVE = f"{RUNTIME}/checker-*.zip"
CODE_ARCHIVE = f"{RUNTIME}/qr-*.zip"
EXPLORER_ARCHIVE = f"{RUNTIME}/likelihood-*.zip"
INTERPRETER = Step(
    "Making Python small for the page",
    build_interpreter,
    reads=(
        str(PYODIDE),
        str(HASHES),
        str(MODULES),
        "builder/runtime/stdlib_stubs.py",
        *LICENCES,
        pins.HASHES,  # whose pyodide-cli compiles
    ),
    writes=(FOLDER,),
)
CHECKER = Step(
    "Packing the checker",
    build_checker,
    reads=("checker", pins.HASHES),
    writes=(ARCHIVE,),
)
CODE = Step(
    "Packing the encoder of QR codes",
    build_code,
    reads=(pins.HASHES,),
    writes=(CODE_ARCHIVE,),
)
EXPLORER = Step(
    "Packing the likelihood explorer",
    build_likelihood,
    reads=("likelihood", "checker", pins.HASHES),
    writes=(EXPLORER_ARCHIVE,),
)
LIST = Step(
    "Listing the runtime's files",
    write_manifest,
    reads=(FOLDER, ARCHIVE, CODE_ARCHIVE, EXPLORER_ARCHIVE),
    writes=(f"{RUNTIME}/{MANIFEST}",),
)
