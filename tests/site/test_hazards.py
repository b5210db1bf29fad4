"""The hazard log names tests that exist, and the build ends when one does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.hazards import HazardError, hazards

ROOT = Path(__file__).resolve().parents[2]


def _log(folder: Path, tests: str) -> Path:
    data = folder / "docs" / "_data"
    data.mkdir(parents=True)
    (data / "hazards.toml").write_text(
        "[[hazard]]\nid = 'H1'\nhazard = 'a <b>'\ncause = 'b'\neffect = 'c'\ncontrol = 'd'\n"
        f"tests = {tests}\n"
    )
    (folder / "test_it.py").write_text("def test_it(): ...\n")
    return folder


def test_every_hazard_of_the_log_is_shown_with_its_tests() -> None:
    page = hazards(ROOT)
    assert page.count('<section class="hazard"') == page.count("<dt>Shown by</dt>") >= 10


def test_a_test_that_exists_is_named_and_text_is_escaped(tmp_path: Path) -> None:
    page = hazards(_log(tmp_path, "['test_it.py::test_it']"))
    assert "test_it.py::test_it" in page
    assert "a &lt;b&gt;" in page


@pytest.mark.parametrize(
    "tests", ["[]", "['test_it.py::test_other']", "['test_gone.py::test_it']", "['test_it.py']"]
)
def test_a_hazard_without_a_test_that_exists_ends_the_build(tmp_path: Path, tests: str) -> None:
    with pytest.raises(HazardError, match=r"hazards\.toml \[H1\]"):
        hazards(_log(tmp_path, tests))
