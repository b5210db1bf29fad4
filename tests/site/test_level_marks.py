"""The shapes of the five levels stand twice: as files to print with, and inside the style sheet."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ASSETS = Path(__file__).resolve().parents[2] / "docs/assets"
FILES = sorted((ASSETS / "img").glob("level-*.svg"))


def test_each_level_has_a_shape() -> None:
    assert len(FILES) == 5


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_style_sheet_draws_the_shape_of_the_file(file: Path) -> None:
    rule = re.compile(rf'\.{file.stem} {{[^}}]*--level-shape: url\("data:image/svg\+xml,([^"]+)"\)')
    found = rule.search((ASSETS / "css/levels.css").read_text("utf-8"))
    assert found
    assert unquote(found[1]).replace("'", '"') == re.sub(
        r"\s*\n\s*", "", file.read_text("utf-8").strip()
    )
