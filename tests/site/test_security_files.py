"""Pyodide is the published archive, and security.txt says where to report."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import tarfile
import tomllib
from pathlib import Path

import pytest

from builder.finish import security_txt
from builder.runtime import pyodide
from builder.tools import toolchain

ROOT = Path(__file__).resolve().parents[2]


def test_the_files_of_pyodide_are_those_of_the_archive_whose_hash_the_lock_has(
    tmp_path: Path,
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
    with tarfile.open(archive) as files:
        for line in (ROOT / pyodide.HASHES).read_text("utf-8").splitlines():
            expected, name = line.split()
            member = files.extractfile(f"package/{name}")
            assert member is not None
            assert hashlib.sha256(member.read()).hexdigest() == expected, name


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_security_txt_holds_as_long_as_the_content_and_less_than_a_year(site: Path) -> None:
    meta = tomllib.loads((ROOT / "checker/content/meta.toml").read_text("utf-8"))
    told = fields((site / security_txt.SECURITY).read_text("utf-8"))
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
    assert fields(security_txt.security_txt(ROOT))["Contact"] == contact
    assert 'id="report"' in (site / security_txt.PAGE / "index.html").read_text("utf-8")
