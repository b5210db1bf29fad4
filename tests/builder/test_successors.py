"""The pages are not tied to one generator: ProperDocs makes of them what MkDocs makes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from builder.knowledge.languages import FIRST, translations
from builder.publish import site as step

ROOT = Path(__file__).resolve().parents[2]


def test_properdocs_builds_the_same_pages_without_a_warning(site: Path, tmp_path: Path) -> None:
    assert site.is_dir()
    command = [
        sys.executable,
        "-P",
        "-m",
        "properdocs",
        "build",
        "--strict",
        "--config-file",
        "mkdocs.yml",
    ]
    done = subprocess.run(
        [*command, "--site-dir", str(tmp_path)],
        cwd=ROOT,
        env=step.environment(ROOT, FIRST),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.html")}
    pages = ROOT / step.PAGES
    others = {language.folder.rstrip("/") for language in translations(ROOT)}  # built one by one
    assert made == {
        path.relative_to(pages): path.read_bytes()
        for path in pages.rglob("*.html")
        if path.relative_to(pages).parts[0] not in others
    }
