"""Whole self-checks in a real Chromium: every level, with Python in the page giving what it gives here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from checker import load_content
from checker.answers import check_answers
from checker.bridge import assess_json
from checker.engine import settle
from checker.model import Kind
from tests.all_cases import all_cases
from tests.browser.check_page import LEVELS, ORDINARY, CheckPage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from playwright.sync_api import Page

    from tests.conftest import Server


ASSESS_ALL = """async (cases) => {
  const { Engine } = await import(new URL("engine.mjs", document.querySelector("script[src$='/check.mjs']").src).href);
  const data = JSON.parse(document.getElementById("check-data").textContent);
  const engine = new Engine(document.getElementById("check"), data.language, data.version);
  const found = [];
  for (const answers of cases) found.push(await engine.assess(answers, data.elsewhere));
  return found;
}"""

ROUTE_ALL = """async (cases) => {
  const script = (name) => import(new URL(`${name}.mjs`, document.querySelector("script[src$='/check.mjs']").src).href);
  const { route } = await script("conditions");
  const { raised } = await script("emergency");
  const data = JSON.parse(document.getElementById("check-data").textContent);
  return cases.map((answers) => {
    const { asked, facts } = route(data.questions, answers, data.findings);
    return { asked: asked.map(({ id }) => id), raised: raised(data, facts).map(({ id }) => id).sort() };
  });
}"""


def every_case_as_in_cpython(
    assess_all: Callable[[Sequence[Mapping[str, object]]], Sequence[object]], language: str = "en"
) -> None:
    """Have every case assessed in a page, by ASSESS_ALL, and compare with what comes out here."""
    given = dict(all_cases(load_content()))
    found = assess_all(list(given.values()))
    for (name, answers), there in zip(given.items(), found, strict=True):
        here = json.loads(assess_json(json.dumps({"answers": answers}), language))
        assert here == {"ok": True, "assessment": there}, name


def complete(answers: Mapping[str, object]) -> dict[str, Any]:
    """Answer what is left open, as a person who goes through all screens does."""
    given = {**ORDINARY, **answers}
    for question in load_content().questions.values():
        if question.kind is Kind.MANY:
            given.setdefault(question.id, ["none"])
    return given


def test_each_level_is_reached(page: Page) -> None:
    check = CheckPage(page)
    check.open()
    for level in LEVELS:
        check.start()
        check.fill_at_once(LEVELS[level])
        assert check.advise() == level
        word = load_content().words["levels"][level]["mark_word"]
        assert page.locator("#result h1 .level").inner_text() == word
        check.button("Delete my answers").click()


def test_the_whole_check_by_keyboard_alone(page: Page) -> None:
    check = CheckPage(page)
    check.open()
    check.press_button("Start the check")
    check.fill_by_keyboard(LEVELS["emergency_now"])
    check.press_button("See my advice")
    page.locator("#result[data-level=emergency_now]").wait_for()
    page.locator("#result h1:focus").wait_for()
    assert "checker-ready" in marks(page)
    assert "checker-result" in marks(page)


def marks(page: Page) -> list[str]:
    page.wait_for_timeout(100)  # the mark follows the paint
    names: list[str] = page.evaluate("performance.getEntriesByType('mark').map(({name}) => name)")
    return names


def test_the_result_says_what_to_do_why_and_on_what_it_rests(page: Page) -> None:
    check = CheckPage(page)
    check.open()
    check.start("uk")
    check.fill(LEVELS["same_day"])
    assert check.advise() == "same_day"
    result = page.locator("#result")
    here = json.loads(assess_json(json.dumps({"answers": complete(LEVELS["same_day"])})))
    assessment = here["assessment"]
    text = result.inner_text() + str(result.text_content())  # the limits are folded
    for expected in (
        assessment["advice"]["title"],
        assessment["advice"]["by_when"],
        assessment["reasons"][0]["title"],
        assessment["reasons"][0]["why"],
        "Yes, in the past",
        *assessment["advice"]["meanwhile"],
        *assessment["advice"]["come_back"],
        *assessment["advice"]["limits"],
        *(change["text"] for change in assessment["would_change"]),
        assessment["content_version"],
        "NHS 111",  # the advice line of the chosen place, never the bare number
    ):
        assert expected in text, expected
    for entry in assessment["reasons"][0]["evidence"]:
        assert entry["citation"] in (result.text_content() or "")


def test_links_in_the_result_lead_to_pages_of_the_site(page: Page, server: Server) -> None:
    check = CheckPage(page)
    check.open()
    check.start()
    check.fill_at_once(LEVELS["urgent_appointment"])
    check.advise()
    links = page.locator("#result a[href]:not([href^='tel:'])").all()
    assert len(links) > 3
    for link in links:
        address, _, anchor = str(link.evaluate("link => link.href")).partition("#")
        file = server.site / address.removeprefix(server.url) / "index.html"
        assert file.is_file(), address
        if anchor:
            assert f'id="{anchor}"' in file.read_text("utf-8"), f"{address}#{anchor}"


def test_every_case_gives_the_same_in_the_page_as_in_cpython(page: Page) -> None:
    CheckPage(page).open()
    every_case_as_in_cpython(lambda given: page.evaluate(ASSESS_ALL, given))


def test_the_page_asks_and_interrupts_as_python_decides(page: Page) -> None:
    content = load_content()
    given = {name: complete(answers) for name, answers in all_cases(content)}
    CheckPage(page).open(ready=False)
    found = page.evaluate(ROUTE_ALL, list(given.values()))
    for (name, answers), there in zip(given.items(), found, strict=True):
        _, unanswered, dropped = settle(content, check_answers(content, answers))
        asked = [key for key in content.questions if key in answers or key in unanswered]
        assert there["asked"] == [key for key in asked if key not in dropped], name
        assessment = json.loads(assess_json(json.dumps({"answers": answers})))["assessment"]
        emergencies = [r["rule"] for r in assessment["reasons"] if r["level"] == "emergency_now"]
        assert there["raised"] == sorted(emergencies), name


@pytest.mark.keeps_a_copy
def test_answers_go_into_no_request_no_address_and_no_store(page: Page, server: Server) -> None:
    check = CheckPage(page)
    check.open()
    page.wait_for_timeout(500)  # the copy for offline use is begun when Python is ready
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = page.url
    check.start()
    check.fill_at_once({**LEVELS["emergency_now"], "cancer": "past", "cancer_pain": "unchanged"})
    check.advise()
    assert page.url == address
    assert asked == []  # not even a picture, which would tell the host the level
    for request in server.requests:  # those of the service worker too
        assert (request.method, request.query, request.body) == ("GET", "", b""), request
        assert (server.site / request.path).exists(), request
    stored = page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, document.cookie,
          (await indexedDB.databases()).length]"""
    )
    assert stored == [0, 0, "", 0]
    assert page.evaluate("JSON.stringify(history.state)") == '{"screen":"result","changing":false}'


def test_the_check_works_with_the_network_cut_after_it_is_ready(page: Page) -> None:
    check = CheckPage(page)
    check.open()
    page.context.set_offline(True)
    check.start()
    check.fill_at_once(LEVELS["urgent_appointment"])
    assert check.advise() == "urgent_appointment"
