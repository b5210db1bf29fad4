"""What is shipped is listed with the hashes that it has, and security.txt says where to report."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import tarfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from builder import bundled, runtime, security_files, toolchain

ROOT = Path(__file__).resolve().parents[2]


def listed(site: Path) -> dict[str, dict[str, Any]]:
    parts = json.loads((site / security_files.SBOM).read_text("utf-8"))["components"]
    return {part["name"]: part for part in parts}


def test_the_list_of_software_is_valid_cyclonedx(site: Path) -> None:
    text = (site / security_files.SBOM).read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    broken = text.replace('"type": "library"', '"type": "anything"')
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(broken) is not None


def test_two_builds_list_the_same(site: Path) -> None:
    assert (site / security_files.SBOM).read_text("utf-8") == security_files.sbom(ROOT)


def test_every_part_that_the_build_takes_has_a_version_and_a_licence(site: Path) -> None:
    parts = listed(site)
    for name in ("checker", "pyodide", "CPython standard library", "segno", "mkdocs-material"):
        assert parts[name]["version"], name
        assert parts[name]["licenses"], name


def test_what_others_have_built_in_is_listed_with_the_version_that_their_files_tell(
    site: Path,
) -> None:
    parts = listed(site)
    by_ref = {part["bom-ref"]: name for name, part in parts.items()}
    told = json.loads((site / security_files.SBOM).read_text("utf-8"))["dependencies"]
    inside = {
        by_ref[one["ref"]]: {by_ref[ref] for ref in one["dependsOn"]}
        for one in told
        if one["ref"] in by_ref and "dependsOn" in one
    }
    assert {"lunr", "rxjs", "clipboard", "lunr-languages"} < inside["mkdocs-material"]
    assert {"cpython", "emscripten", "expat", "zlib", "bzip2"} < inside["pyodide"]
    assert parts["cpython"]["version"] == parts["CPython standard library"]["version"]
    unknown = {name for name, part in parts.items() if "version" not in part}
    assert unknown == {
        "error-stack-parser", "escape-html", "focus-visible", "libffi", "libmpdec",
        "lunr-languages", "rxjs", "stackframe", "tslib",
    }  # fmt: skip


def test_an_interpreter_in_which_a_library_cannot_be_seen_ends_the_build(tmp_path: Path) -> None:
    folder = tmp_path / runtime.PYODIDE
    folder.mkdir(parents=True)
    lock = {"info": {"platform": "emscripten_4_0_9", "python": "3.13.2"}}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")
    (folder / "pyodide.asm.wasm").write_bytes(b"\0asm")
    with pytest.raises(bundled.BundledError, match="nothing there shows bzip2"):
        bundled.in_pyodide(tmp_path)
    (folder / "pyodide-lock.json").write_text('{"info": {"platform": "linux"}}', "utf-8")
    with pytest.raises(bundled.BundledError, match="platform is 'linux'"):
        bundled.in_pyodide(tmp_path)


def test_every_file_of_the_runtime_is_listed_with_the_hash_that_it_has(site: Path) -> None:
    files = {
        file["name"]: file["hashes"][0]["content"]
        for part in listed(site).values()
        for file in part.get("components", [])
    }
    published = {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (site / "runtime").rglob("*")
        # not software: the list of files, Pyodide's empty list of packages, and licences
        if path.is_file() and path.suffix not in {".json", ".txt"}
    }
    assert files == published


def test_the_files_of_pyodide_are_those_of_the_archive_whose_hash_the_lock_has(
    site: Path, tmp_path: Path
) -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    package = lock["packages"]["node_modules/pyodide"]
    node = toolchain.find_node(ROOT)
    command = [*node.npm, "pack", f"pyodide@{package['version']}", "--prefer-offline", "--silent"]
    toolchain.call(
        [*command, "--pack-destination", str(tmp_path)],
        purpose="Fetching Pyodide's archive",
        cwd=ROOT,
        env=node.environment(),
    )
    (archive,) = tmp_path.glob("*.tgz")
    digest = hashlib.sha512(archive.read_bytes())
    assert f"sha512-{base64.b64encode(digest.digest()).decode()}" == package["integrity"]
    assert listed(site)["pyodide"]["hashes"] == [{"alg": "SHA-512", "content": digest.hexdigest()}]
    with tarfile.open(archive) as files:
        for line in (ROOT / runtime.HASHES).read_text("utf-8").splitlines():
            expected, name = line.split()
            member = files.extractfile(f"package/{name}")
            assert member is not None
            assert hashlib.sha256(member.read()).hexdigest() == expected, name


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_security_txt_holds_as_long_as_the_content_and_less_than_a_year(site: Path) -> None:
    meta = tomllib.loads((ROOT / "checker/content/meta.toml").read_text("utf-8"))
    told = fields((site / security_files.SECURITY).read_text("utf-8"))
    assert {"Contact", "Expires", "Canonical", "Policy"} <= told.keys()
    expires = dt.datetime.fromisoformat(told["Expires"]).date()
    days = (expires - dt.date.fromisoformat(meta["date"])).days
    assert 0 < days < 365
    assert days <= meta["valid_days"]


@pytest.mark.parametrize(
    ("settings", "contact"),
    [
        ({"SECURITY_CONTACT": "https://own.example/report"}, "https://own.example/report"),
        ({"GITHUB_REPOSITORY": "a/b"}, "https://github.com/a/b/security/policy"),
        (
            {"SITE_URL": "https://own.example/x/"},
            "https://own.example/x/about/threat-model/#report",
        ),
        (
            {"SITE_URL": "https://own.example/x"},  # as GitHub's workflow has it
            "https://own.example/x/about/threat-model/#report",
        ),
    ],
)
def test_the_contact_is_given_or_that_of_the_repository_or_a_page_that_is_there(
    site: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], contact: str
) -> None:
    for name in ("SECURITY_CONTACT", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "SITE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert fields(security_files.security_txt(ROOT))["Contact"] == contact
    assert 'id="report"' in (site / security_files.PAGE / "index.html").read_text("utf-8")
