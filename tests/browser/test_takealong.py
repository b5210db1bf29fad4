"""What a person takes along from the result, in a real Chromium: it holds the answers, and stays on the device."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from playwright.sync_api import expect
from pypdf import PdfReader
from segno import encoder

from builder.knowledge.mkdocs_config import site_address
from checker.bridge import take_along_json
from checker.qr import rows
from tests.browser.check_page import LEVELS, CheckPage
from tests.browser.test_accessibility_pages import (
    AXE,
    RUN_AXE,
    SMALLER_THAN_A_FINGER,
    WIDER_THAN_THE_WINDOW,
)
from tests.conftest import ROOT
from tests.full_answers import FULLEST

if TYPE_CHECKING:
    from playwright.sync_api import Download, Locator, Page

    from tests.browser.check_page import Answers
    from tests.conftest import Server

PAGES = re.compile(rb"/Type\s*/Page\b")
SECTIONS = """() => [...document.querySelectorAll(".summary section")].map((section) => ({
  heading: section.querySelector("h4").textContent,
  lines: [...section.querySelectorAll("li")].map((line) => line.textContent),
}))"""
NOT_OF_THE_SUMMARY = """() => [...document.body.querySelectorAll("*")]
  .filter((element) => element.checkVisibility() && !element.closest(".summary") && !element.querySelector(".summary"))
  .map((element) => element.outerHTML.slice(0, 100))"""
ALL_THAT_THE_PAGE_HOLDS = "() => document.documentElement.outerHTML"
"""So that every request is the page's own."""
MODULE = """() => {
  const code = document.querySelector("svg.code");
  return code.getBoundingClientRect().width / code.viewBox.baseVal.width;
}"""
"""How many pixels wide a square of the code is."""
NO_PRINTER = "window.print = () => {}"
DEAF_TO_THE_SUMMARY = """
  window.isDeaf = true;
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message) {
    if (message.kind !== "take_along" || !window.isDeaf) post.call(this, message);
  };
"""

type Scheme = Literal["light", "dark"]


def result_of(page: Page, answers: Answers) -> CheckPage:
    """Open the check, answer, ask for the advice, and wait for what can be taken along."""
    check = CheckPage(page)
    check.open()
    advised(check, answers)
    return check


def advised(check: CheckPage, answers: Answers) -> None:
    """Answer, ask for the advice, and wait for what can be taken along."""
    check.start("uk")
    check.fill_at_once(answers)
    check.advise()
    check.page.get_by_text("Read the page here").click()
    check.page.locator(".summary").wait_for()


def status(page: Page) -> Locator:
    return page.locator(".take-along [role=status]")


def saved(download: Download) -> str:
    return Path(download.path()).read_bytes().decode()


def python_of(page: Page, answers: Answers) -> dict[str, Any]:
    """Return what Python here makes of the answers that stand in the page's form."""
    given = page.evaluate(
        """() => [...document.querySelectorAll("#check input:checked, #check input[type=number]")]
          .filter((input) => input.value !== "").map((input) => [input.name, input.type, input.value])"""
    )
    told: dict[str, Any] = {}
    for name, kind, value in given:
        if kind == "number":
            told[name] = int(value)
        else:
            told.setdefault(name, []).append(value)
    assert set(answers) <= set(told)
    here = json.dumps({"now": 0, "offset": 0, "site": "https://example.org/"})
    made: dict[str, Any] = json.loads(take_along_json(json.dumps({"answers": told}), here))
    return made


def test_the_summary_says_what_python_says_of_the_same_answers(page: Page) -> None:
    check = CheckPage(page)
    check.open()
    for answers in LEVELS.values():
        advised(check, answers)
        here = python_of(page, answers)["summary"]
        assert page.locator(".summary h3").inner_text() == here["title"]
        assert page.evaluate(SECTIONS) == [
            {
                "heading": section["heading"],
                "lines": [
                    f"{line['label']}: {line['text']}" if line["label"] else line["text"]
                    for line in section["lines"]
                ],
            }
            for section in here["sections"]
        ]
        check.button("Delete my answers").click()


def test_the_page_is_reached_from_the_top_of_the_result(page: Page) -> None:
    check = result_of(page, LEVELS["same_day"])
    check.press_button("A page to show or print")
    assert page.evaluate("document.activeElement.textContent") == "To take along"


def test_the_fullest_summary_is_one_a4_page_and_nothing_else_is_on_it(page: Page) -> None:
    page.add_init_script(NO_PRINTER)
    result_of(page, FULLEST)
    page.get_by_role("button", name="Print it on one page").click()
    assert len(PAGES.findall(page.pdf(format="A4"))) == 1
    # Printing has ended, so the page is itself again, and the next print has the advice too.
    assert page.locator("html[data-print]").count() == 0
    assert page.locator("#result h1").is_visible()
    assert 1 < len(PAGES.findall(page.pdf(format="A4"))) <= 4
    page.get_by_role("button", name="Print it on one page").click()
    page.emulate_media(media="print")
    assert page.evaluate(NOT_OF_THE_SUMMARY) == []


def test_the_result_prints_on_two_pages_and_the_summary_with_nothing_else(page: Page) -> None:
    result_of(page, LEVELS["same_day"])
    *advice, summary = (each.extract_text() for each in PdfReader(BytesIO(page.pdf())).pages)
    assert len(advice) <= 2
    printed = " ".join("\n".join(advice).split())
    for expected in (
        "Phone your cancer team today",
        "What to say",
        "Why",
        "When to get help again",
    ):
        assert expected in printed
    for other in ("Continue", "Why we ask", "Delete my answers", "Sources", "Last checked on"):
        assert other not in printed
    assert summary.startswith("Back pain: summary of a self-check")


def test_the_text_is_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    result_of(page, FULLEST)
    page.get_by_role("button", name="Copy it as text").click()
    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("BACK PAIN: SUMMARY OF A SELF-CHECK\nFilled in on ")
    without_note = copied.split("\n\n", 1)[1]
    assert without_note == python_of(page, FULLEST)["text"].split("\n\n", 1)[1]


@pytest.mark.parametrize("refusal", ["undefined", "{writeText: () => Promise.reject()}"])
def test_where_copying_is_refused_the_text_is_there_selected(page: Page, refusal: str) -> None:
    page.add_init_script(f"Object.defineProperty(navigator, 'clipboard', {{value: {refusal}}})")
    result_of(page, LEVELS["self_care"])
    page.get_by_role("button", name="Copy it as text").click()
    box = page.get_by_label("The page as text")
    box.wait_for()
    assert "Copying is not allowed here" in status(page).inner_text()
    selected = box.evaluate("(area) => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert selected == box.input_value()
    assert "RESULT OF THE SELF-CHECK" in selected


def test_the_fhir_file_is_a_valid_record_of_the_answers(page: Page, server: Server) -> None:
    result_of(page, FULLEST)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="FHIR").click()
    assert waiting.value.suggested_filename == "self-check.fhir.json"
    assert "self-check.fhir.json" in status(page).inner_text()
    record = json.loads(saved(waiting.value))
    QuestionnaireResponse.model_validate(record)
    items = {item["linkId"]: item["answer"] for item in record["item"]}
    assert items["age"] == [{"valueInteger": 67}]
    # The published addresses, and not the one at which this page was opened: so the two can be joined.
    published = [
        json.loads(file.read_text("utf-8"))["url"]
        for kind in ("Questionnaire", "CodeSystem")
        for file in (server.site / "fhir" / kind).glob("*.json")
    ]
    assert record["questionnaire"].partition("|")[0] == published[0]
    codings = [entry["valueCoding"] for entry in items["saddle"]]
    assert {coding["system"] for coding in codings} == {published[1]}
    assert not published[0].startswith(server.url)
    assert {entry["valueCoding"]["code"] for entry in items["saddle"]} == {
        "saddle.numb",
        "saddle.wiping",
    }


def test_the_reminder_has_the_day_and_no_answer(page: Page) -> None:
    page.clock.set_fixed_time("2026-11-21T14:05:00Z")
    result_of(page, LEVELS["routine_appointment"])
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save a reminder for 5 December 2026").click()
    assert waiting.value.suggested_filename == "check-again.ics"
    text = saved(waiting.value)
    assert "DTSTART;VALUE=DATE:20261205\r\n" in text
    assert "DTSTAMP:20261121T140500Z\r\n" in text
    assert f"{site_address(ROOT)}check/" in text.replace("\r\n ", "")
    assert "month" not in text


def test_the_code_holds_the_short_form_and_is_fetched_only_when_it_is_wanted(
    page: Page, server: Server
) -> None:
    archive = server.find("runtime/qr-*.zip")
    result_of(page, FULLEST)
    before = len(server.requests)
    assert archive not in {request.path for request in server.requests}
    page.get_by_role("button", name="Show a code to scan").click()
    picture = page.get_by_role("img", name="QR code")
    picture.wait_for()
    assert [request.path for request in server.requests[before:]] == [archive]
    assert "shown below" in status(page).inner_text()
    # The pictures have exactly the dark squares of the codes that segno makes of the same texts here.
    here = python_of(page, FULLEST)
    note = page.locator(".summary > p").inner_text()
    when = re.search(r"\d{4}-\d\d-\d\d, \d\d:\d\d", note)
    assert when is not None
    texts = [text.replace("1970-01-01, 00:00", when[0]) for text in here["code_texts"]]
    for n, text in enumerate(texts, 1):
        expect(page.locator(".code-part")).to_have_text(f"Code {n} of {len(texts)}")
        assert drawn(picture) == rows(text, encoder.encode)
        page.get_by_role("button", name=f"Show code {n % len(texts) + 1} of").click()
    assert [request.path for request in server.requests[before:]] == [archive]


def drawn(picture: Locator) -> list[str]:
    """Read the modules back from the bars of the picture."""
    size = int(str(picture.get_attribute("viewBox")).split()[2]) - 8
    dark = [["0"] * size for _ in range(size)]
    outline = str(picture.locator("path").get_attribute("d"))
    for x, y, run, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", outline):
        assert run == back
        for step in range(int(run)):
            dark[int(y) - 4][int(x) - 4 + step] = "1"
    return ["".join(row) for row in dark]


@pytest.mark.console_errors
def test_a_damaged_encoder_gives_no_code_and_harms_nothing_else(page: Page, server: Server) -> None:
    server.corrupt(server.find("runtime/qr-*.zip"))
    check = result_of(page, LEVELS["urgent_appointment"])
    page.get_by_role("button", name="Show a code to scan").click()
    page.get_by_text("The code could not be made").wait_for()
    assert page.locator("svg.code").count() == 0
    page.go_back()
    page.locator("#review:visible").wait_for()
    assert check.advise() == "urgent_appointment"


@pytest.mark.console_errors
def test_a_code_that_failed_once_can_be_had_later(page: Page, server: Server) -> None:
    archive = server.find("runtime/qr-*.zip")
    server.fail(archive)
    result_of(page, LEVELS["self_care"])
    page.get_by_role("button", name="Show a code to scan").click()
    page.get_by_text("The code could not be made").wait_for()
    server.heal()
    page.get_by_role("button", name="Show a code to scan").click()
    page.locator("svg.code").wait_for()


def test_when_python_is_silent_the_advice_stands_and_one_can_try_again(page: Page) -> None:
    page.add_init_script(DEAF_TO_THE_SUMMARY)
    page.clock.install()
    check = CheckPage(page)
    check.open()
    check.start("uk")
    check.fill_at_once(LEVELS["emergency_now"])
    assert check.advise() == "emergency_now"
    page.get_by_text("The page is being made.").wait_for()
    page.wait_for_timeout(200)
    page.clock.fast_forward(11_000)
    page.get_by_text(
        "The page to take along could not be made. The advice above stands."
    ).wait_for()
    assert page.locator("#result h1").inner_text().startswith("Get help now")
    page.go_back()
    page.locator("#review:visible").wait_for()
    assert check.advise() == "emergency_now"

    page.evaluate("() => { window.isDeaf = false; }")
    page.locator(".take-along").get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Print it on one page").wait_for()
    page.get_by_role("button", name="Show a code to scan").click()
    page.locator("svg.code").wait_for()


def test_nothing_of_it_is_sent_or_stored(page: Page, server: Server) -> None:
    result_of(page, FULLEST)
    before = len(server.requests)
    address = page.url
    for name in ("Copy it as text", "Show a code to scan"):
        page.get_by_role("button", name=name).click()
    page.locator("svg.code").wait_for()
    for name in ("FHIR", "Save a reminder"):
        with page.expect_download():
            page.get_by_role("button", name=name).click()
    sent = [request.path for request in server.requests[before:]]
    assert sent == [server.find("runtime/qr-*.zip")]
    assert page.url == address
    assert page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, document.cookie,
          (await indexedDB.databases()).length]"""
    ) == [0, 0, "", 0]


def test_delete_my_answers_takes_the_summary_with_it(page: Page) -> None:
    page.add_init_script(NO_PRINTER)
    check = result_of(page, FULLEST)
    page.get_by_role("button", name="Show a code to scan").click()
    page.locator("svg.code").wait_for()
    page.get_by_role("button", name="Print it on one page").click()
    check.button("Delete my answers").click()
    left = page.evaluate(ALL_THAT_THE_PAGE_HOLDS)
    for text in ("summary of a self-check", "unsteady gait", 'class="code"', "To take along</h2>"):
        assert text not in left


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide_or_too_small(page: Page, scheme: Scheme) -> None:
    page.add_init_script(path=AXE)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": 320, "height": 800})
    result_of(page, FULLEST)
    page.get_by_role("button", name="Show a code to scan").click()
    page.locator("svg.code").wait_for()
    assert page.evaluate(RUN_AXE, None) == []
    assert page.evaluate(MODULE) >= 4
    assert page.evaluate(WIDER_THAN_THE_WINDOW) == []
    assert page.evaluate(SMALLER_THAN_A_FINGER, ".take-along button, .take-along-jump button") == []
