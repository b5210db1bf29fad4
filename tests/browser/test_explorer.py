"""The likelihood explorer in a browser: by keyboard, with its refusals, and with the same answers as CPython."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from likelihood.bridge import explore_json
from likelihood.explorer import load_explorer

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.conftest import Server, Watched

EXPLORER = "clinicians/explorer/"
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RUN_AXE = "async () => (await axe.run(document)).violations.map((found) => found.id)"

ASK_ALL = """async (choices) => {
  const own = document.querySelector("script[src$='/explorer.mjs']").src;
  const { Engine } = await import(new URL("engine.mjs", own).href);
  const form = document.querySelector("#explorer");
  const engine = new Engine(form, form.dataset.language, form.dataset.version);
  const results = [];
  for (const choice of choices) results.push(await engine.explore(choice));
  return results;
}"""


def tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_a_clinician_chooses_by_keyboard_and_reads_result_and_refusal(
    page: Page, watched: Watched
) -> None:
    page.add_init_script(path=AXE)
    page.goto(EXPLORER)
    assert page.locator("#explorer-status").inner_text() == "Choose a finding."
    assert not [url for url in watched.requests if "/runtime/" in url]  # Python is not loaded yet
    address = page.url

    tab_to(page, "#setting-of-cancer")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    tab_to(page, "#sign-past_cancer")
    page.keyboard.press("Space")
    result = page.locator("#explorer-outcome")
    result.wait_for()
    status = page.get_by_role("status").filter(has_text="of 1,000 people like this")
    assert status.inner_text() == (
        "Now: of 1,000 people like this, about 136 have cancer as the cause and about 864 do not."
    )
    assert "85 to 212 of 1,000" in result.inner_text()
    assert "23.7 (no interval published)" in result.inner_text()
    assert page.get_by_role("img", name="Picture of 1,000 people: 136 are filled in").is_visible()
    for note in result.locator("a.footnote-ref").all():
        assert (note.get_attribute("href") or "").startswith("#fn:")
        assert note.inner_text().isdigit()
    assert page.evaluate(RUN_AXE) == []

    tab_to(page, "#sign-suspicion")
    page.keyboard.press("Space")
    refusal = page.locator(".explorer-reason")
    refusal.wait_for()
    assert refusal.inner_text().startswith("Not independent.")
    assert page.locator("#explorer-status").inner_text() == "These findings are not multiplied."
    assert page.locator(".explorer-people").count() == 0
    assert page.evaluate(RUN_AXE) == []

    assert page.url == address
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0


def test_the_browsers_python_says_the_same_as_cpython(page: Page) -> None:
    explorer = load_explorer()
    choices: list[dict[str, Any]] = [
        {"target": setting.target, "setting": setting.id, "findings": [sign.id]}
        for setting in explorer.settings.values()
        for sign in explorer.signs.values()
        if sign.target == setting.target
    ]
    choices.append(
        {"target": "fracture", "setting": "fracture_over_55", "findings": ["steroids", "older_age"]}
    )
    choices.append(
        {"target": "cancer", "setting": "cancer_walk_in", "findings": ["esr", "haematocrit"]}
    )
    page.goto(EXPLORER)
    expected = [json.loads(explore_json(json.dumps(choice)))["result"] for choice in choices]
    assert page.evaluate(ASK_ALL, choices) == expected


@pytest.mark.parametrize("lost", ["**/runtime/**", "**/runtime/likelihood-*.zip"])
def test_where_python_or_the_explorer_does_not_come_it_says_so_and_leads_to_the_tables(
    page: Page, server: Server, lost: str
) -> None:
    page.route(lost, lambda route: route.abort())
    page.goto(EXPLORER)
    page.locator("#sign-esr").check()
    page.get_by_role("button", name="Try again").wait_for()
    assert (
        "The tables below hold every single finding"
        in page.locator("#explorer-status").inner_text()
    )
    assert page.locator("#explorer-outcome").is_hidden()
    page.unroute(lost)
    page.get_by_role("button", name="Try again").click()
    page.locator("#explorer-outcome").wait_for()
    assert server.origin in page.url


def test_an_explorer_that_arrives_damaged_is_fetched_once_more(page: Page) -> None:
    archive = "**/runtime/likelihood-*.zip"
    page.route(archive, lambda route: route.fulfill(body=b"damaged"), times=1)
    page.goto(EXPLORER)
    page.locator("#sign-esr").check()
    page.locator("#explorer-outcome").wait_for()


def test_without_scripts_the_tables_stand_and_the_form_does_not(quiet_page: Page) -> None:
    page = quiet_page
    page.goto(EXPLORER)
    assert page.locator("#explorer").is_hidden()
    assert "needs JavaScript" in page.locator("article noscript").inner_text()
    page.get_by_text("Every single finding in every setting").first.click()
    assert page.get_by_text("136 of 1,000 (85 to 212, from the share alone)").is_visible()
