"""Every text that can reach a page is tried with scripts in it: it must stay a text.

A payload that became markup would load a picture that is not there, run, or be stopped by the policy. Each
writes an error, and `page` fails on any.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.browser.check_page import CheckPage
from tests.browser.payloads import ALL, PAYLOADS, assert_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

WITH_SCRIPTS = ("check/", "diary/", "clinicians/prevalence/")
"""A page for each set of scripts."""


@pytest.mark.parametrize("path", WITH_SCRIPTS)
def test_an_address_is_read_by_no_script(page: Page, path: str) -> None:
    for payload in (ALL, PAYLOADS[3]):  # what is to be an address has to begin with it
        text = quote(payload, safe="")
        page.goto(f"{path}?h={text}&place={text}#{text}")
        page.evaluate("payload => { location.hash = payload; }", payload)
        assert_text(page)
    assert "pwned" not in page.locator("body").inner_text()


def test_an_address_asks_the_search_nothing(page: Page) -> None:
    for payload in PAYLOADS:
        page.goto(f"clinicians/prevalence/?q={quote(payload, safe='')}")
        assert page.locator(".search__field").input_value() == ""
        assert_text(page)


@pytest.mark.console_errors  # the one about the page that is not there
def test_an_address_that_is_no_page_is_not_repeated_in_the_answer(page: Page) -> None:
    page.goto(quote(ALL, safe=""))
    assert_text(page)
    assert "pwned" not in page.content()


@pytest.mark.parametrize("path", WITH_SCRIPTS)
def test_what_the_browser_kept_is_no_markup(page: Page, path: str) -> None:
    page.add_init_script(f"Storage.prototype.getItem = () => {json.dumps(json.dumps(ALL))}")
    page.goto(path)
    assert_text(page)


def test_words_that_somebody_searches_for_are_no_markup(page: Page) -> None:
    page.goto("")
    page.get_by_role("button", name="Search").click()
    field = page.locator(".search__field")
    for payload in PAYLOADS:
        field.fill(f"zzzz {payload}")
        page.locator(".search__ways", has_text=payload).or_(
            page.locator(".search__hit")
        ).first.wait_for()
        assert_text(page)


def test_a_forged_answer_and_a_forged_place_are_no_markup_and_get_no_advice(page: Page) -> None:
    check = CheckPage(page)
    check.open()
    page.evaluate(
        """payload => {
          const place = document.querySelector("#check-place");
          place.append(new Option(payload, payload));
          place.value = payload;
          for (const input of document.querySelectorAll("input[name=who]")) input.value = payload;
        }""",
        ALL,
    )
    check.button("Start the check").click()
    page.locator("#q-who input").first.check()
    check.button("Continue").click()
    check.fill_at_once({})
    assert_text(page)
    check.button("See my advice").click()
    page.locator("form#check[data-state=failed]").wait_for()
    assert_text(page)
    assert page.locator("#result[data-level]").count() == 0


def test_a_forged_diary_is_no_markup(page: Page) -> None:
    keep = """days => new Promise((resolve) => {
      const request = indexedDB.open("back-pain-diary", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("days", { keyPath: "date" });
      request.onsuccess = () => {
        const store = request.result.transaction("days", "readwrite").objectStore("days");
        for (const day of days) store.put(day);
        store.transaction.oncomplete = () => { request.result.close(); resolve(); };
      };
    })"""
    names = ("date", "pain", "night", "walking", "bladder", "weight", "unit")
    page.goto("")
    page.evaluate(keep, [dict.fromkeys(names, payload) for payload in PAYLOADS])
    page.goto("diary/")
    page.locator("#diary-app:visible").wait_for()
    page.get_by_text("Nothing was changed").wait_for()
    assert_text(page)


@pytest.mark.console_errors  # the browser says what it refused
def test_a_script_of_the_page_cannot_make_markup_or_load_a_script_by_accident(page: Page) -> None:
    page.goto("check/")
    written = page.evaluate(
        """payload => {
          const box = document.createElement("p");
          try { box.innerHTML = payload; } catch { return "refused"; }
          return box.childElementCount;
        }""",
        ALL,
    )
    assert written == "refused"
    for address in ("../assets/js/worker.mjs", "data:text/javascript,1"):
        started = page.evaluate(
            "address => { try { new Worker(address); return true; } catch { return false; } }",
            address,
        )
        assert not started
