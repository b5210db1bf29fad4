"""What a publication keeps of the one before it: the scripts and the runtime that an older page still asks for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from builder.publish import offline
from builder.publish.carry_over import carry_over
from tests.conftest import ROOT, serving

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW, SAME = "0123456789ab", "ba9876543210", "00ff00ff00ff"


def publication(folder: Path, mark: str) -> Path:
    site = folder / mark
    for name in (
        "index.html",
        f"assets/js-{mark}/check.mjs",
        f"runtime/checker-{mark}.zip",
        f"runtime/0.29.5-{SAME}/pyodide.mjs",
    ):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(f"{name} of {mark}")
    offline.write(ROOT / offline.SOURCES, site)
    return site


def test_what_older_pages_ask_for_by_hashed_names_is_kept_and_nothing_else(tmp_path: Path) -> None:
    old, new = publication(tmp_path, OLD), publication(tmp_path, NEW)
    before = {path: path.read_bytes() for path in new.rglob("*") if path.is_file()}
    (old / f"assets/js-{OLD}/unlisted-{OLD}.mjs").write_text("made after sw.js")
    with serving(old) as server:
        kept = carry_over(new, server.url)
    assert sorted(kept) == [f"assets/js-{OLD}/check.mjs", f"runtime/checker-{OLD}.zip"]
    for name in kept:
        assert (new / name).read_bytes() == (old / name).read_bytes()
    assert {path: path.read_bytes() for path in before} == before


def test_a_changed_file_and_a_name_that_leads_out_are_not_kept(tmp_path: Path) -> None:
    old, new = publication(tmp_path, OLD), publication(tmp_path, NEW)
    (old / f"runtime/checker-{OLD}.zip").write_text("something else")
    worker = old / offline.PUBLISHED
    outside = json.dumps(f"../{OLD}/index.html")
    worker.write_text(worker.read_text().replace(json.dumps("index.html"), outside))
    with serving(old) as server:
        assert carry_over(new, server.url) == [f"assets/js-{OLD}/check.mjs"]


@pytest.mark.parametrize("published", [None, "// the kill switch"])
def test_where_nothing_was_published_nothing_is_kept(tmp_path: Path, published: str | None) -> None:
    new = publication(tmp_path, NEW)
    (tmp_path / "empty").mkdir()
    if published:
        (tmp_path / "empty" / offline.PUBLISHED).write_text(published)
    with serving(tmp_path / "empty") as server:
        assert carry_over(new, server.url) == []
