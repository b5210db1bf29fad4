import gzip
import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from builder.runtime import pyodide, trace_stdlib

ROOT = Path(__file__).resolve().parents[2]

MEGABYTE = 1_000_000
BUDGET = 4.0 * MEGABYTE
"""At most this much on the wire, gzipped, for the runtime and the checker."""


@pytest.fixture(scope="module")
def manifest(site: Path) -> pyodide.Manifest:
    assert site.is_dir()
    return pyodide.read_manifest(ROOT)


@pytest.fixture(scope="module")
def small(site: Path, manifest: pyodide.Manifest) -> trace_stdlib.Probe:
    """The checker with every case and every failure in the Python that is published."""
    published = site / "runtime"
    return trace_stdlib.probe(
        ROOT,
        published / manifest.index.rstrip("/"),
        published / manifest.stdlib,
        published / manifest.checker,
        (*trace_stdlib.case_inputs(ROOT), *trace_stdlib.BAD_INPUTS),
    )


@pytest.fixture(scope="module")
def needed(site: Path) -> frozenset[str]:
    """What the checker uses when the whole standard library is there."""
    assert site.is_dir()
    return frozenset(trace_stdlib.needed_modules(ROOT))


def test_the_manifest_describes_each_published_file(site: Path, manifest: pyodide.Manifest) -> None:
    for file in manifest.files:
        content = (site / "runtime" / file.path).read_bytes()
        assert len(content) == file.bytes
        assert hashlib.sha256(content).hexdigest() == file.sha256
    named = {manifest.loader, manifest.stdlib, manifest.lock, manifest.checker}
    assert named <= {file.path for file in manifest.files}


def test_names_carry_the_hash_of_what_they_hold(site: Path, manifest: pyodide.Manifest) -> None:
    archive = (site / "runtime" / manifest.checker).read_bytes()
    assert hashlib.sha256(archive).hexdigest()[:12] in manifest.checker
    assert manifest.index.startswith(f"{manifest.pyodide}-")


def test_what_a_first_check_fetches_stays_within_the_budget(
    site: Path, manifest: pyodide.Manifest
) -> None:
    contents = [(site / "runtime" / file.path).read_bytes() for file in manifest.files]
    assert sum(len(gzip.compress(content, 9)) for content in contents) <= BUDGET


def test_the_encoder_of_codes_is_published_with_its_licence_and_not_fetched_at_the_start(
    site: Path, manifest: pyodide.Manifest
) -> None:
    content = (site / "runtime" / manifest.code).read_bytes()
    file = pyodide.RuntimeFile(manifest.code, len(content), hashlib.sha256(content).hexdigest())
    assert file in manifest.later
    assert manifest.code not in {fetched.path for fetched in manifest.files}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [
            "segno/LICENSE",
            "segno/__init__.pyc",
            "segno/consts.pyc",
            "segno/encoder.pyc",
        ]
        assert b"Copyright" in archive.read("segno/LICENSE")


def test_the_likelihood_explorer_is_an_archive_of_its_own_that_no_check_fetches(
    site: Path, manifest: pyodide.Manifest
) -> None:
    assert manifest.explorer in {file.path for file in manifest.later}
    assert manifest.explorer not in {file.path for file in manifest.files}
    packages = {}
    for archive in (manifest.checker, manifest.explorer):
        with zipfile.ZipFile(site / "runtime" / archive) as packed:
            packages[archive] = {name.partition("/")[0] for name in packed.namelist()}
    assert packages == {manifest.checker: {"checker"}, manifest.explorer: {"likelihood"}}


def test_the_checker_uses_no_module_that_is_not_listed(
    small: trace_stdlib.Probe, needed: frozenset[str]
) -> None:
    assert needed | frozenset(small.modules) <= frozenset(pyodide.listed_modules(ROOT))


def test_no_module_is_listed_that_nothing_uses(
    small: trace_stdlib.Probe, needed: frozenset[str]
) -> None:
    assert frozenset(pyodide.listed_modules(ROOT)) <= needed | frozenset(small.modules)


def test_the_published_python_answers_every_case(small: trace_stdlib.Probe) -> None:
    cases = trace_stdlib.case_inputs(ROOT)
    for answer in small.answers[: len(cases)]:
        assert answer is not None
        assert json.loads(answer)["ok"]


def test_the_published_python_refuses_every_bad_input(small: trace_stdlib.Probe) -> None:
    answers = small.answers[len(trace_stdlib.case_inputs(ROOT)) :]
    for text, answer in zip(trace_stdlib.BAD_INPUTS, answers, strict=True):
        assert answer is not None, text[:100]
        assert json.loads(answer)["error"]["type"].endswith("Error")


def test_archives_are_stored_compiled_and_without_dates(
    site: Path, manifest: pyodide.Manifest
) -> None:
    for path in (manifest.stdlib, manifest.checker, manifest.explorer):
        with zipfile.ZipFile(site / "runtime" / path) as archive:
            for entry in archive.infolist():
                assert entry.compress_type == zipfile.ZIP_STORED
                assert entry.date_time == pyodide.EPOCH
                assert not entry.filename.endswith((".py", ".toml"))


def test_the_licences_of_python_and_pyodide_lie_beside_them(
    site: Path, manifest: pyodide.Manifest
) -> None:
    for name in ("MPL-2.0.txt", "PSF-2.0.txt"):
        assert (site / "runtime" / manifest.index / name).is_file()


def test_compiling_twice_gives_the_same_bytes() -> None:
    files = pyodide.checker_files(ROOT)
    first, second = (pyodide.zip_stored(pyodide.compiled(files, ROOT)) for _ in range(2))
    assert first == second


def test_the_order_of_files_does_not_matter() -> None:
    files = {"b.txt": b"b", "a.txt": b"a"}
    archive = pyodide.zip_stored(files)
    assert archive == pyodide.zip_stored(dict(reversed(files.items())))
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == ["a.txt", "b.txt"]


@pytest.fixture
def pyodide_copy(tmp_path: Path) -> Path:
    for name in (pyodide.HASHES, pyodide.MODULES):
        (tmp_path / name.parent).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / pyodide.PYODIDE, tmp_path / pyodide.PYODIDE)
    return tmp_path


def test_a_changed_file_of_pyodide_ends_the_build(pyodide_copy: Path) -> None:
    path = pyodide_copy / pyodide.PYODIDE / "pyodide.asm.wasm"
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    with pytest.raises(pyodide.RuntimeFilesError, match=r"pyodide\.asm\.wasm is not the file"):
        pyodide.build_interpreter(pyodide_copy)


def test_a_missing_file_of_pyodide_ends_the_build(pyodide_copy: Path) -> None:
    (pyodide_copy / pyodide.PYODIDE / "pyodide.mjs").unlink()
    with pytest.raises(pyodide.RuntimeFilesError, match=r"pyodide\.mjs is missing"):
        pyodide.build_interpreter(pyodide_copy)


def test_a_listed_module_that_does_not_exist_ends_the_build(pyodide_copy: Path) -> None:
    with (pyodide_copy / pyodide.MODULES).open("a", encoding="utf-8") as file:
        file.write("no.such.module\n")
    with pytest.raises(pyodide.RuntimeFilesError, match=r"no\.such\.module"):
        pyodide.build_interpreter(pyodide_copy)


def test_a_missing_manifest_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(pyodide.RuntimeFilesError, match=r"uv run build\.py"):
        pyodide.read_manifest(tmp_path)
