"""The sheets to print say what the rules say, fit on one page, and come out the same each time."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from pypdf import PdfReader

from builder.knowledge import emergency_lists
from builder.knowledge.site_content import load_register
from builder.pages.render import rendered
from builder.sheets import printables, printing
from builder.sheets.printables import PrintableError, numbers, rules_on, sheet, sheets
from builder.tools import chromium
from checker import assess
from checker.model import GENERAL, Mark, Role
from tests.conftest import give_up
from tests.plain_answers import plain_answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page
    from pypdf.generic import DictionaryObject

ROOT = Path(__file__).resolve().parents[2]
REGISTER = load_register()
CONTENT = REGISTER.content
DATA = printables.choices(ROOT)
SHEETS = sheets(ROOT)
TAG = re.compile(r"<[^>]+>")
A4 = (595, 842)

needs_chromium = pytest.mark.usefixtures("has_chromium")


@pytest.fixture
def has_chromium() -> None:
    if chromium.find() is None:
        give_up("the build found no Chromium, so it made no PDF")


def words_of(html: str) -> str:
    return " ".join(unescape(TAG.sub(" ", html)).split())


def headings(html: str) -> list[str]:
    return [words_of(found) for found in re.findall(r"<h\d>(.*?)</h\d>", html)]


def rules_in(html: str) -> set[str]:
    return {rule for found in re.findall(r'data-rule="([^"]*)"', html) for rule in found.split()}


# --- What stands on them ---------------------------------------------------------------------------------


def test_the_card_says_first_what_to_do_then_the_signs_then_what_to_say_and_bring_then_why() -> (
    None
):
    own = DATA["words"]
    assert headings(sheet(REGISTER, ROOT, "wallet-card"))[1:] == [
        own["do"],
        own["signs"],
        own["say"],
        own["bring"],
        own["why"],
    ]


def test_the_card_leads_to_the_door_and_to_an_ambulance_as_the_rules_do() -> None:
    lists = emergency_lists.load(ROOT, CONTENT)
    doors = {line.contact.id for name in ("card", "card_also") for line in lists.lines_of(name)}
    assert doors == {DATA["card"]["contact"]}
    assert {line.contact.id for line in lists.lines_of("card_ambulance")} == {"ambulance"}


def test_every_emergency_rule_is_on_the_leaflet() -> None:
    emergencies = {rule.id for rule in CONTENT.rules.values() if rule.level.id == "emergency_now"}
    assert emergencies <= rules_in(sheet(REGISTER, ROOT, "leaflet"))


def test_each_rule_on_the_leaflet_stands_under_its_own_level() -> None:
    html = sheet(REGISTER, ROOT, "leaflet")
    for part in html.split('<section class="box box-')[1:]:
        level = part.partition('"')[0]
        assert {CONTENT.rules[rule].level.id for rule in rules_in(part)} <= {level}


def test_what_the_data_choose_for_a_level_is_of_that_level() -> None:
    for level, rules in DATA["leaflet"]["chosen"].items():
        assert {CONTENT.rules[rule].level.id for rule in rules} == {level}
    assert {CONTENT.rules[rule].level.id for rule in DATA["cancer"]["now"]} == {"emergency_now"}
    assert {CONTENT.rules[rule].level.id for rule in DATA["cancer"]["today"]} == {"same_day"}


def test_only_emergency_numbers_that_a_source_has_are_printed() -> None:
    shown = {f"{one.text} {one.dials}": one.evidence for one in numbers(CONTENT)}
    assert shown
    for text, evidence in shown.items():
        number = text.rpartition(" ")[2]
        for key in evidence:
            assert CONTENT.evidence[key].mark is not Mark.FROM_MEMORY
        assert any(number in CONTENT.evidence[key].value for key in evidence)
    for name in SHEETS:
        text = words_of(sheet(REGISTER, ROOT, name))
        assert all(one in text for one in shown)
        assert not re.search(r"(?<!New Zealand )\b111\b", text)


def labels(question: str) -> dict[str, str]:
    """Return the answers to a question that say something, with their words."""
    words = CONTENT.words["questions"][question].get("options")
    if not isinstance(words, dict) or CONTENT.questions[question].role is Role.SINCE:
        return {}
    return {key: str(text) for key, text in words.items() if key not in GENERAL}


def raised_after_cancer(question: str, option: str) -> set[str]:
    """Return the rules that hold for somebody who has had cancer and gives this one answer."""
    known = CONTENT.questions[question]
    answers: dict[str, Any] = plain_answers(CONTENT) | {
        "cancer": "past",
        "cancer_pain": "unchanged",
        question: [option] if known.kind == "many" else option,
    }
    for key, other in CONTENT.questions.items():
        if other.role is Role.SINCE:
            answers[key] = "new"
    return {reason.rule.id for reason in assess(CONTENT, answers).reasons}


@pytest.mark.parametrize("part", ["now", "today"])
def test_the_sheet_to_show_has_every_answer_that_matters_after_cancer(part: str) -> None:
    rules = set(DATA["cancer"][part])
    html = sheet(REGISTER, ROOT, "cancer-sheet")
    box = html.split('<section class="box box-')[1 if part == "now" else 2]
    ticks = {words_of(item) for item in re.findall(r"<li>(.*?)</li>", box)}
    for key in CONTENT.questions.keys() - {"cancer"}:
        for option, text in labels(key).items():
            if raised_after_cancer(key, option) & rules:
                assert text in ticks, f"{key}.{option}"


def test_each_tick_for_now_is_an_emergency_after_cancer() -> None:
    html = sheet(REGISTER, ROOT, "cancer-sheet").split('<section class="box box-')[1]
    ticks = {words_of(item) for item in re.findall(r"<li>(.*?)</li>", html)}
    emergencies = {rule.id for rule in CONTENT.rules.values() if rule.level.id == "emergency_now"}
    assert ticks == {
        text
        for key in CONTENT.questions
        for option, text in labels(key).items()
        if text in ticks and raised_after_cancer(key, option) & emergencies
    }


def test_an_unknown_sheet_is_named_with_those_that_there_are() -> None:
    with pytest.raises(PrintableError, match="allowed are wallet-card, leaflet, cancer-sheet"):
        sheet(REGISTER, ROOT, "poster")


def test_each_sheet_says_its_version_and_that_no_clinician_has_reviewed_it() -> None:
    day = f"{date.fromisoformat(CONTENT.meta.date):%-d %B %Y}"
    for name in SHEETS:
        text = words_of(sheet(REGISTER, ROOT, name))
        assert f"Content version {CONTENT.meta.version} of {day}." in text
        assert "No clinician has reviewed it." in text


def test_the_address_is_printed_only_when_others_can_reach_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SITE_URL", "https://example.org/back-pain")
    assert "example.org/back-pain/" in sheet(REGISTER, ROOT, "leaflet")
    monkeypatch.setenv("SITE_URL", "http://127.0.0.1:8000/back-pain/")
    assert "127.0.0.1" not in sheet(REGISTER, ROOT, "leaflet")


def test_the_rules_behind_a_sheet_come_most_urgent_first() -> None:
    ranks = [rule.level.rank for rule in rules_on(REGISTER, ROOT, "cancer-sheet")]
    assert ranks == sorted(ranks, reverse=True)


# --- With and without a browser ---------------------------------------------------------------------------


def test_without_a_browser_one_line_says_so_and_no_page_links_to_a_pdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMIUM", "")
    old = tmp_path / printing.OUT / "leaflet.pdf"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"%PDF of an earlier build")
    printing.print_sheets(tmp_path)
    assert printing.made(tmp_path) == []
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "the PDFs of the sheets are left out" in said

    monkeypatch.setattr(printing, "made", lambda _root, _language: [])
    for name, text in rendered(ROOT).items():
        assert ".pdf)" not in text, name


def test_a_browser_that_does_not_print_ends_the_build_with_the_way_out() -> None:
    with pytest.raises(printing.PrintingError, match="set CHROMIUM to nothing"):
        printing.print_page("/bin/false", "<title>x</title>")


# --- The PDFs ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=list(SHEETS))
def pdf(site: Path, request: pytest.FixtureRequest) -> Path:
    return site / "print" / f"{request.param}.pdf"


@needs_chromium
def test_a_pdf_is_one_a4_page_with_a_title_and_a_language(pdf: Path) -> None:
    reader = PdfReader(pdf)
    (page,) = reader.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
    assert reader.metadata is not None
    assert reader.metadata.title == headings(sheet(REGISTER, ROOT, pdf.stem))[0]
    catalogue = cast("dict[str, Any]", reader.root_object)
    assert catalogue["/Lang"] == "en"
    assert catalogue["/MarkInfo"]["/Marked"]  # a screen reader finds headings and lists


@needs_chromium
def test_a_pdf_says_all_that_its_sheet_says(pdf: Path) -> None:
    printed = "".join(PdfReader(pdf).pages[0].extract_text().split())
    html = sheet(REGISTER, ROOT, pdf.stem, top=1)
    for piece in TAG.sub("\n", html).splitlines():
        assert "".join(unescape(piece).split()) in printed, piece


@needs_chromium
def test_the_fonts_of_a_pdf_are_in_it(pdf: Path) -> None:
    fonts = list(_fonts(cast("DictionaryObject", PdfReader(pdf).pages[0]["/Resources"])))
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        drawn = font["/Subtype"] == "/Type3"  # such a font is nothing but what is in the file
        kept = {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.get("/FontDescriptor", {}))
        assert drawn or kept, font["/BaseFont"]


def _fonts(resources: DictionaryObject) -> Iterator[Any]:
    for font in resources.get("/Font", {}).values():
        yield font.get_object()
    for form in resources.get("/XObject", {}).values():
        if "/Resources" in form.get_object():
            yield from _fonts(form.get_object()["/Resources"].get_object())


@needs_chromium
def test_a_pdf_has_the_same_bytes_each_time_and_the_date_of_the_content(pdf: Path) -> None:
    browser = chromium.find()
    assert browser
    page = printing.document(ROOT, sheet(REGISTER, ROOT, pdf.stem, top=1), "en")
    day = CONTENT.meta.date.replace("-", "")
    assert printing.dated(printing.print_page(browser, page), CONTENT.meta.date) == pdf.read_bytes()
    metadata = PdfReader(pdf).metadata
    assert metadata is not None
    assert f"{metadata.creation_date:%Y%m%d%H%M%S}" == f"{day}000000"


@needs_chromium
def test_a_pdf_asks_nobody_for_anything(pdf: Path) -> None:
    assert not re.search(rb"/URI|/Launch|/JavaScript|/AA\b", pdf.read_bytes())


# --- The pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(SHEETS))
def test_a_page_prints_its_sheet_alone_on_one_page(page: Page, name: str) -> None:
    page.goto(f"print/{name}/")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    (only,) = printed.pages
    text = "".join(only.extract_text().split())
    assert "".join(headings(sheet(REGISTER, ROOT, name))[0].split()) in text
    assert "Wherei" not in text  # "Where it comes from" is for the screen


CUT_OFF = """(panels) => panels.map((panel) => [
  panel.scrollHeight - panel.clientHeight, panel.scrollWidth - panel.clientWidth,
  panel.getBoundingClientRect().width, panel.getBoundingClientRect().height,
])"""
BANK_CARD = (85.6 * 96 / 25.4, 54 * 96 / 25.4)


@pytest.mark.parametrize("where", ["on the site", "as a PDF"])
def test_nothing_on_the_card_is_cut_off(
    page: Page, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.goto("print/wallet-card/")
    if where == "as a PDF":
        monkeypatch.setenv("SITE_URL", "https://a-long-name-of-somebody.example.org/back-pain/")
        html = sheet(REGISTER, ROOT, "wallet-card", top=1)
        page.goto("about:blank")
        page.set_content(printing.document(ROOT, html, "en"))
    page.emulate_media(media="print")
    panels = page.locator(".panel").evaluate_all(CUT_OFF)
    assert len(panels) == (4 if where == "on the site" else 8)
    for down, across, width, height in panels:
        assert down <= 0
        assert across <= 0
        assert (width, height) == pytest.approx(BANK_CARD, abs=1)


@needs_chromium
@pytest.mark.parametrize("name", list(SHEETS))
def test_a_sheet_stays_on_one_page_with_the_address_of_a_published_site(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", "https://a-long-name-of-somebody.example.org/back-pain/")
    browser = chromium.find()
    assert browser
    html = sheet(REGISTER, ROOT, name, top=1)
    pdf = printing.print_page(browser, printing.document(ROOT, html, "en"))
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    assert "example.org/back-pain/" in "".join(page.extract_text().split())
