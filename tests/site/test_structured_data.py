"""What the pages say to programs: JSON-LD that expands, in known words, and true to what a reader sees."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from pyld import jsonld  # type: ignore[import-untyped]

from builder.finish.page_metadata import read
from builder.finish.structured_data import STATUS
from builder.knowledge.languages import languages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = "https://schema.org"
TYPES: Mapping[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "schema_org.toml").read_text("utf-8")
)["types"]
META = tomllib.loads((ROOT / "checker/content/meta.toml").read_text("utf-8"))
WORDS = {word for properties in TYPES.values() for word in properties} | set(TYPES)
CONTEXT = {
    "@context": {
        **{word: f"{SCHEMA}/{word}" for word in WORDS},
        **{word: {"@id": f"{SCHEMA}/{word}", "@type": "@id"} for word in ("url", "license", "item")},
        "itemListElement": {"@id": f"{SCHEMA}/itemListElement", "@container": "@list"},
    }
}  # fmt: skip
"""The words of schema.org that are known here; pyld drops every other."""

type Page = tuple[BeautifulSoup, dict[str, Any]]


def loader(address: str, _options: object) -> dict[str, Any]:
    """Return the local context for schema.org; nothing is fetched."""
    assert address == SCHEMA, address
    return {"contextUrl": None, "documentUrl": address, "document": CONTEXT}


@pytest.fixture(scope="module")
def pages(site: Path, soups: Mapping[Path, BeautifulSoup]) -> dict[str, Page]:
    found = {}
    for path, soup in soups.items():
        scripts = soup.select('head script[type="application/ld+json"]')
        name = path.relative_to(site).as_posix().removesuffix("index.html")
        assert len(scripts) == (0 if name == "404.html" else 1), name
        if scripts:
            found[name] = (soup, json.loads(scripts[0].get_text()))
    return found


def things(data: object) -> Iterator[dict[str, Any]]:
    """Yield each thing with a type in expanded JSON-LD."""
    if isinstance(data, list):
        for one in data:
            yield from things(one)
    elif isinstance(data, dict):
        if "@type" in data:
            yield data
        for value in data.values():
            yield from things(value)


def problems(data: object) -> list[str]:
    """Return the types and properties that schema.org does not know, or knows of other types."""
    raw = list(things(data["@graph"] if isinstance(data, dict) else data))
    expanded = list(
        things(jsonld.expand(data, {"documentLoader": loader, "base": "https://example.org/"}))
    )
    found = [] if len(raw) == len(expanded) else ["something is lost on expansion"]
    for thing in raw:
        types = thing["@type"] if isinstance(thing["@type"], list) else [thing["@type"]]
        known = {word for one in types for word in TYPES.get(one, ())}
        found += [f"type {one}" for one in types if one not in TYPES]
        found += [f"{types[0]}.{key}" for key in thing if key[0] != "@" and key not in known]
    for thing in expanded:
        keys = [*thing["@type"], *(key for key in thing if key[0] != "@")]
        found += [key for key in keys if key.removeprefix(f"{SCHEMA}/") not in WORDS]
    return found


def test_the_data_of_every_page_expand_and_use_known_words(pages: dict[str, Page]) -> None:
    assert {
        name: wrong for name, (_, data) in pages.items() if (wrong := problems(data))
    } == {}  # fmt: skip


@pytest.mark.parametrize(
    ("graph", "wrong"),
    [
        ([{"@type": "MedicalWebpage", "name": "x"}], "type MedicalWebpage"),
        ([{"@type": "WebPage", "title": "x"}], "WebPage.title"),
        ([{"@type": "WebPage", "medicalAudience": "x"}], "WebPage.medicalAudience"),
    ],
)
def test_a_word_that_is_not_known_is_found(graph: list[object], wrong: str) -> None:
    assert wrong in problems({"@context": SCHEMA, "@graph": graph})


def test_pages_on_health_are_medical_pages_and_the_others_are_not(pages: dict[str, Page]) -> None:
    medical = {name for name, (_, data) in pages.items() if "MedicalWebPage" in data["@graph"][0]["@type"]}  # fmt: skip
    assert {"", "understand/warning-signs/", "care/treatment/", "clinicians/accuracy/"} <= medical
    assert not {"about/privacy/", "diary/", "decisions/", "print/"} & medical


def test_the_data_repeat_what_the_page_says(pages: dict[str, Page]) -> None:
    for name, (soup, data) in pages.items():
        page = data["@graph"][0]
        for selector, key in (
            ('meta[property="og:title"]', "name"),
            ('meta[name="description"]', "description"),
            ('meta[property="og:url"]', "url"),
        ):
            (tag,) = soup.select(selector)
            assert page[key] == tag["content"], name
        (time,) = soup.select("footer time")
        assert page["dateModified"] == time["datetime"], name
        assert page["version"] == META["version"], name


def test_no_page_claims_a_review(pages: dict[str, Page]) -> None:
    assert META["reviewed_by"] == ""
    for name, (_, data) in pages.items():
        text = json.dumps(data)
        assert data["@graph"][0]["creativeWorkStatus"] == STATUS, name
        assert "lastReviewed" not in text, name
        assert "reviewedBy" not in text, name


def test_questions_and_answers_are_those_of_the_page(pages: dict[str, Page]) -> None:
    soup, data = pages["questions/"]
    page = data["@graph"][0]
    assert "FAQPage" in page["@type"]
    asked = [heading.get_text().removesuffix("#").strip() for heading in soup.select("article h3")]
    assert [one["name"] for one in page["mainEntity"]] == asked
    assert len(asked) >= 50
    text = " ".join(soup.select("article")[0].get_text(" ").split())
    for one in page["mainEntity"]:
        answer = one["acceptedAnswer"]["text"]
        assert len(answer) > 40, one
        assert answer.split(". ")[0][:30] in text, one
        assert "\u21a9" not in answer, one


def test_the_way_to_a_page_leads_over_pages_that_exist(pages: dict[str, Page]) -> None:
    addresses = {data["@graph"][0]["url"] for _, data in pages.values()}
    homes = set()
    for name, (_, data) in pages.items():
        if len(data["@graph"]) == 1:
            homes.add(name)
            continue
        steps = data["@graph"][1]["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert {step["item"] for step in steps} <= addresses, name
        assert steps[-1]["item"] == data["@graph"][0]["url"], name
    assert homes == {language.folder for language in languages(ROOT)}
    way = pages["clinicians/accuracy/"][1]["@graph"][1]["itemListElement"]
    assert len(way) == 3  # home, the clinicians' first page, this page


def test_a_script_cannot_be_ended_by_what_is_in_it(site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        text = path.read_text("utf-8").partition('type="application/ld+json">')[2]
        assert "<" not in text.partition("</script>")[0], path


def test_an_answer_ends_at_the_next_heading_or_at_the_notes(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '<html lang="en"><article><h2>Part</h2><h3>Is it?<a class="headerlink" href="#a">#</a></h3>'
        '<p>No.<sup><a href="#fn:x">1</a></sup> <a href="b">More</a></p><h2>Next</h2><p>x</p>'
        '<h3>And?</h3><p>Yes.</p><div class="footnote"><p>Note</p></div></article><h3>Not this</h3></html>'
    )
    assert read(tmp_path / "page.html").questions() == [("Is it?", "No. More"), ("And?", "Yes.")]
