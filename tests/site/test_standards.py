"""The published FHIR resources and JSON Schemas are those of the content, at the addresses that records name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder.interop import files as standards
from builder.knowledge.languages import translations
from checker import fhir, load_content

ROOT = Path(__file__).resolve().parents[2]
CONTENT = load_content()
OTHERS = tuple(load_content(language.code) for language in translations(ROOT))
FILES = dict(standards.files(ROOT, CONTENT, others=OTHERS))


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_published_as_it_is_generated(site: Path, name: str) -> None:
    assert (site / name).read_text("utf-8") == FILES[name]


@pytest.mark.parametrize("address", ["https://example.org/backs/", "https://example.org/backs"])
def test_the_resources_carry_the_address_of_the_site(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", address)
    files = dict(standards.files(ROOT, load_content()))
    for name in (fhir.questionnaire(CONTENT, ""), fhir.code_system(CONTENT, "")):
        assert json.loads(files[f"{name}.json"])["url"] == f"https://example.org/backs/{name}"
