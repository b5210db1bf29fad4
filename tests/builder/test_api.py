"""The page on the programming interface names all that is public, with what it says of itself."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import checker
from builder import api
from builder.pages import rendered

ROOT = Path(__file__).resolve().parents[2]
NAMES = [found.name for found in pkgutil.iter_modules(checker.__path__) if found.name[0] != "_"]


def test_every_public_name_of_every_module_is_there_with_a_docstring() -> None:
    shown = {module.name: module for module in api.modules(ROOT)}
    for name in NAMES:
        public = importlib.import_module(f"checker.{name}").__all__
        module = shown[f"checker.{name}"]
        assert [entry.name for entry in module.entries] == list(public)
        assert module.purpose
        assert [entry.name for entry in module.entries if not entry.text] == []
    assert len(shown) == len(NAMES)


def test_the_page_shows_signatures_examples_and_errors() -> None:
    page = rendered(ROOT)["about/api.md"]
    assert "def assess(content: Content, answers: Mapping[str, object]) -> Assessment" in page
    assert "```pycon\n>>> from checker import load_content\n" in page
    assert "- raises `UnknownLanguageError`: " in page
    assert ":raises" not in page
    assert ":param" not in page


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('__all__ = ["gone"]', "gone is in __all__ and is not defined there"),
        ('__all__ = ["bare"]\ndef bare(): ...', "bare is public and has no docstring"),
        ('__all__ = ["BARE"]\nBARE = 1', "BARE is public and has no docstring"),
    ],
)
def test_a_public_name_without_a_docstring_ends_the_build(
    tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / "checker").mkdir()
    (tmp_path / "checker/a.py").write_text(text, "utf-8")
    with pytest.raises(api.ApiError, match=says):
        api.modules(tmp_path)
