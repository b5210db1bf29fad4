"""A second language is a second set of folders: same rules, own words, and nothing of it is forgotten.

The language is made by a machine from the English, in a copy of the project: see tests/pseudo_language.py.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup

from builder.knowledge import languages, mkdocs_config, translations
from builder.knowledge.languages import FIRST, Language, LanguageError, Links
from builder.pages.render import rendered
from checker.errors import ContentError
from checker.loading import build_content
from checker.tables import read_tables
from checker.words import differences
from tests import project_copy, pseudo_language
from tests.conftest import ROOT, serving

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

OWN = Language(pseudo_language.CODE)
HOME = "http://127.0.0.1:8000/back-pain/"

type Soup = BeautifulSoup


@pytest.fixture(scope="module")
def project(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with the language, built."""
    assert site.is_dir()  # what it left behind is copied
    root = project_copy.copy(tmp_path_factory.mktemp("languages"))
    pseudo_language.add(root)
    done = project_copy.build(root, SITE_URL=HOME.removesuffix("/"))  # as GitHub has it
    if done.returncode:
        pytest.fail(done.stderr, pytrace=False)
    return root


def page_of(project: Path, name: str) -> Soup:
    return BeautifulSoup((project / "site" / name).read_text("utf-8"), "html.parser")


# --- What the build makes of it ------------------------------------------------------------------------------


def test_the_language_is_a_folder_with_its_pages_its_search_and_its_questionnaire(
    project: Path,
) -> None:
    folder = project / "site" / OWN.folder
    pages = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    wanted = [name for name in pseudo_language.PAGES if "/_" not in name]
    assert pages == {f"{languages.address(name)}index.html" for name in wanted}
    assert not (folder / "assets").exists()
    form = json.loads((folder / "fhir/Questionnaire/back-pain-red-flags.json").read_text("utf-8"))
    assert form["language"] == OWN.code
    assert form["url"].startswith(f"{HOME}{OWN.folder}")
    english = json.loads(
        (project / "site/fhir/Questionnaire/back-pain-red-flags.json").read_text("utf-8")
    )
    assert [item["linkId"] for item in form["item"]] == [item["linkId"] for item in english["item"]]


def test_the_search_of_the_language_has_its_own_pages(project: Path) -> None:
    index = project / "site" / OWN.folder / "search/search_index.json"
    found = {page["at"] for page in json.loads(index.read_text("utf-8"))["pages"]}
    own = {languages.address(name) for name in pseudo_language.PAGES if "/_" not in name}
    assert found == own


def test_a_page_in_both_languages_names_both_and_leads_from_one_to_the_other(project: Path) -> None:
    for name in ("check/index.html", "about/privacy/index.html", "index.html"):
        for folder in ("", OWN.folder):
            page = page_of(project, f"{folder}{name}")
            found = {
                link["hreflang"]: link["href"]
                for link in page.select('link[rel="alternate"][hreflang]')
            }
            address = name.removesuffix("index.html")
            assert found == {
                "en": f"{HOME}{address}",
                "x-default": f"{HOME}{address}",
                OWN.code: f"{HOME}{OWN.folder}{address}",
            }
            (switch,) = page.select(".md-header a.language")
            other = OWN.folder if not folder else ""
            here = f"{HOME}{folder}{address}"
            assert urljoin(here, str(switch["href"])) == f"{HOME}{other}{address}"
            assert switch["lang"] == switch["hreflang"] == (OWN.code if not folder else "en")


def test_a_page_in_one_language_names_no_other_and_leads_to_the_other_home(project: Path) -> None:
    page = page_of(project, "about/rules/index.html")
    assert page.select('link[rel="alternate"][hreflang]') == []
    (switch,) = page.select(".md-header a.language")
    assert urljoin(f"{HOME}about/rules/", str(switch["href"])) == f"{HOME}{OWN.folder}"


def test_a_translated_page_says_its_language_and_that_nobody_clinical_has_checked_it(
    project: Path,
) -> None:
    for path in (project / "site" / OWN.folder).rglob("*.html"):
        page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        assert page.html is not None
        assert page.html["lang"] == OWN.code
        (notice,) = page.select(".translation")
        assert "not yet checked by a clinician" in notice.text


def test_sources_in_a_translated_page_are_marked_as_english(project: Path) -> None:
    page = page_of(project, f"{OWN.folder}index.html")
    notes = page.select(".footnote li p")
    assert notes
    assert all(note.select('span[lang="en"]') for note in notes)


def test_every_relative_address_of_a_translated_page_leads_to_a_file(project: Path) -> None:
    site = project / "site"
    for path in (site / OWN.folder).rglob("*.html"):
        here = f"{HOME}{path.parent.relative_to(site).as_posix()}/"
        page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        values = [str(tag.get("href") or tag["src"]) for tag in page.select("[href], [src]")]
        for tag in page.select("[data-runtime]"):
            files = json.loads(str(tag["data-manifest"]))["files"]
            values += [f"{tag['data-runtime']}{file['path']}" for file in files]
        for value in values:
            goal = urljoin(here, value)
            if not goal.startswith(HOME):
                continue
            target, _, part = goal.removeprefix(HOME).partition("#")
            file = site / target
            file = file / "index.html" if file.is_dir() else file
            assert file.is_file(), f"{path}: {value}"
            if part and file.suffix == ".html":
                assert f'id="{part}"' in file.read_text("utf-8"), f"{path}: {value}"


def test_the_sitemap_has_the_pages_of_every_language(project: Path) -> None:
    text = (project / "site/sitemap.xml").read_text("utf-8")
    found = re.findall(r"<loc>([^<]+)</loc>", text)
    assert f"{HOME}check/" in found
    assert f"{HOME}{OWN.folder}check/" in found
    assert len(found) == len(set(found))


def test_the_check_of_the_language_has_no_text_left_in_english(project: Path) -> None:
    form = page_of(project, f"{OWN.folder}check/index.html").select_one("form#check")
    assert form is not None
    for tag in form.select("script, .check-sources, svg"):
        tag.decompose()
    left = [text.strip() for text in form.find_all(string=re.compile(r"[A-Za-z]{2}"))]
    assert [text for text in left if "[" not in text and "]" not in text] == []


# --- What it does in a browser ------------------------------------------------------------------------------


def test_the_check_gives_its_advice_in_the_language(project: Path, browser: Browser) -> None:
    with serving(project / "site") as server:
        context = browser.new_context(
            base_url=server.url, viewport={"width": 390, "height": 844}, service_workers="block"
        )
        page = context.new_page()
        page.goto(f"{OWN.folder}check/")
        page.locator("form#check[data-state=ready]").wait_for(timeout=60_000)
        page.locator("#start button[type=submit]").click()
        page.locator("#q-who-me").check()
        page.locator("#q-who button[type=submit]").click()
        page.locator("#q-age-number").fill("40")
        page.locator("#q-age button[type=submit]").click()
        page.locator("#q-danger-chest_pain").check()
        page.locator("#emergency h1").wait_for()
        assert "[Call an ambulance now]" in page.locator("#emergency h1").inner_text()
        page.evaluate("document.querySelector('[data-action=go-on]').click()")
        made = page.evaluate(
            """async () => {
              const own = document.querySelector('script[src$="/check.mjs"]').src;
              const { Engine } = await import(new URL("engine.mjs", own).href);
              const { readData } = await import(new URL("data.mjs", own).href);
              const data = readData(document);
              const engine = new Engine(document.querySelector("#check"), data.language, data.version);
              const answers = { danger: ["chest_pain"] };
              const site = new URL(data.site, location.href).href;
              const home = new URL("../", location.href).href;
              return {
                assessment: await engine.assess(answers, data.elsewhere),
                taken: await engine.takeAlong(answers, { now: 1795269900, offset: 0, site, home }),
                home, site,
              };
            }"""
        )
        context.close()
    assert made["assessment"]["level"] == "emergency_now"
    assert made["assessment"]["advice"]["mark_word"].startswith("[")
    record = json.loads(made["taken"]["record"])
    assert record["language"] == OWN.code
    assert record["questionnaire"].startswith(f"{made['home']}fhir/Questionnaire/")
    (item,) = [item for item in record["item"] if item["linkId"] == "danger"]
    assert item["answer"][0]["valueCoding"]["system"].startswith(f"{made['site']}fhir/CodeSystem/")
    assert item["answer"][0]["valueCoding"]["display"].startswith("[")
    assert f"{made['home']}check/" in made["taken"]["calendar"].replace("\r\n ", "")
    assert all("[" in text for text in made["taken"]["code_texts"])


# --- What is missing, odd or old ----------------------------------------------------------------------------


def test_a_text_that_is_not_translated_ends_the_load_with_file_and_entry() -> None:
    tables = dict(read_tables(ROOT / "checker/content"))
    for name in [name for name in tables if name.startswith("en/")]:
        tables[name.replace("en/", "xx/", 1)] = json.loads(json.dumps(tables[name]))
    assert build_content(tables, "xx").language == "xx"
    levels = tables["xx/levels"]
    del levels["self_care"]["by_when"]
    with pytest.raises(
        ContentError, match=r"xx/levels\.toml \[self_care\.by_when\].*not translated"
    ):
        build_content(tables, "xx")


@pytest.mark.parametrize(
    ("original", "translation", "where"),
    [
        ({"a": "x"}, {}, "a"),
        ({"a": "x"}, {"a": "y", "b": "z"}, "b"),
        ({"a": "Call {n}"}, {"a": "Llame"}, "a"),
        ({"a": "Call"}, {"a": " "}, "a"),
        ({"a": ["x", "y"]}, {"a": ["x"]}, "a"),
        ({"a": {"b": ["x"]}}, {"a": {"b": ["{n}"]}}, "a.b 1"),
        ({"a": {"evidence": ["x"]}}, {"a": {"evidence": ["y"]}}, "a.evidence"),
        ({"a": True}, {"a": False}, "a"),
    ],
)
def test_a_translation_of_another_form_is_noticed(
    original: dict[str, object], translation: dict[str, object], where: str
) -> None:
    assert [place for place, _ in differences(original, translation)] == [where]


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """Return the parts of the project that a language is read from, with the language."""
    for name in ("docs/_data", "docs/print", "docs/about", "docs/look-up", "checker/content"):
        project_copy.copy_folder(name, tmp_path)
    for name in ("mkdocs.yml", "docs/index.md", "docs/check.md", "docs/get-help.md"):
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    pseudo_language.add(tmp_path)
    return tmp_path


def test_a_word_that_the_frame_lacks_is_named(folders: Path) -> None:
    path = folders / OWN.docs / languages.FRAME
    path.write_text(path.read_text("utf-8").replace("  strip_link:", "  strip_line:"), "utf-8")
    with pytest.raises(LanguageError, match=r"docs/fr/site\.yml \[words\.strip_(link|line)\]"):
        mkdocs_config.frame(folders, OWN)


def test_a_needed_page_and_one_without_an_original_are_named(folders: Path) -> None:
    (folders / OWN.docs / "more.md").write_text("More", "utf-8")
    with pytest.raises(LanguageError, match=r"docs/fr/more\.md: there is no docs/more\.md"):
        languages.pages(folders, OWN)
    (folders / OWN.docs / "more.md").unlink()
    (folders / OWN.docs / "get-help.md").unlink()
    with pytest.raises(LanguageError, match=r"docs/fr/get-help\.md is missing"):
        languages.pages(folders, OWN)


def test_a_language_that_is_not_there_is_named_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert translations.main(["xx"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(
        r"translations: there is no translation into 'xx': allowed are .*\bes\b.*\n", err
    )


def test_english_that_changes_after_its_translation_is_named(folders: Path) -> None:
    assert "docs/check.md" in translations.older(folders, OWN)  # never recorded
    translations.record(folders, OWN)
    assert translations.older(folders, OWN) == []
    for name, old, new in (
        ("docs/check.md", "How it works", "How this works"),
        (
            "checker/content/en/levels.toml",
            'mark_word = "Get help now"',
            'mark_word = "Get help at once"',
        ),
        ("mkdocs.yml", "home: home", "home: start"),
    ):
        path = folders / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
    assert sorted(translations.older(folders, OWN)) == [
        "checker/content/en/levels.toml [emergency_now]",
        "docs/check.md",
        "mkdocs.yml",
    ]


def test_a_link_to_a_page_that_is_only_in_english_leads_there_and_says_so() -> None:
    links = Links(OWN, "print/leaflet.md", frozenset({"print/leaflet.md", "check.md"}))
    text = "[a](../check.md) [b](../about/rules.md#x){ .door }"
    assert links.led(text) == (
        '[a](../check.md) [b](../../../about/rules/#x){ .door hreflang="en" }'
    )


def test_without_another_language_a_page_says_nothing_of_languages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert any("\nlanguages: " in text for text in rendered(ROOT).values())
    own = languages.pages(ROOT, FIRST)  # without a frame, a translation would be taken for English
    monkeypatch.setattr(languages, "translations", lambda _root: ())
    monkeypatch.setattr(languages, "pages", lambda _root, _language: own)
    assert not any("\nlanguages: " in text for text in rendered(ROOT).values())


def test_each_language_of_the_project_is_up_to_date_or_its_pages_say_so() -> None:
    for language in languages.translations(ROOT):
        changed = translations.older(ROOT, language)
        for name, text in rendered(ROOT, language).items():
            template = languages.pages(ROOT, FIRST)[name]
            assert ("\nolder: true\n" in text) is translations.is_older(changed, template), name
