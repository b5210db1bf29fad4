"""The evidence tables in a browser: sorted, narrowed down and downloaded, by pointer, keyboard or not at all."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, ViewportSize

    from tests.conftest import Server

ACCURACY = "clinicians/accuracy/"
ROWS = '[data-evidence-table="accuracy"] tbody tr'
DESK: ViewportSize = {"width": 1280, "height": 900}

ORDERS = """(rows) => rows.map((row) => [...row.cells].find((cell) => cell.cellIndex === COLUMN)
  .dataset.order ?? null).map((order) => order === null ? null : Number(order))"""


@pytest.fixture
def desk(page: Page) -> Page:
    page.set_viewport_size(DESK)
    page.goto(ACCURACY)
    return page


def head(page: Page, name: str) -> Locator:
    begins = re.compile(f"^{re.escape(name)}")
    return page.locator('[data-evidence-table="accuracy"] thead').get_by_role("button", name=begins)


def orders(page: Page, column: int) -> list[float | None]:
    found: list[float | None] = page.locator(ROWS).evaluate_all(
        ORDERS.replace("COLUMN", str(column))
    )
    return found


def test_a_head_sorts_by_number_up_and_down_and_what_is_empty_comes_last(desk: Page) -> None:
    button = head(desk, "Sensitivity")
    for direction, is_descending in (("ascending", False), ("descending", True)):
        button.click()
        cell = desk.locator("th[aria-sort]")
        assert cell.count() == 1
        assert cell.get_attribute("aria-sort") == direction
        found = orders(desk, 2)
        filled = [one for one in found if one is not None]
        assert filled == sorted(filled, reverse=is_descending)
        assert found == filled + [None] * (len(found) - len(filled))
    assert "Sensitivity, or share of cases" in button.inner_text()


def test_a_head_with_words_sorts_by_its_words(desk: Page) -> None:
    head(desk, "Looked for").click()
    found = desk.locator(f"{ROWS} td:nth-child(2)").all_inner_texts()
    assert found == sorted(found, key=str.casefold)


def test_sorting_works_by_keyboard_and_keeps_the_focus(desk: Page) -> None:
    button = head(desk, "LR+")
    button.focus()
    desk.keyboard.press("Enter")
    assert desk.locator("th[aria-sort=ascending]").inner_text().startswith("LR+")
    assert button.evaluate("(element) => element === document.activeElement")
    desk.keyboard.press("Space")
    assert desk.locator("th[aria-sort=descending]").count() == 1


def test_words_and_a_choice_narrow_the_rows_and_the_count_says_how_far(desk: Page) -> None:
    tools = desk.locator('.evidence-tools[data-for="accuracy"]')
    count = tools.get_by_role("status")
    every = desk.locator(ROWS).count()
    assert count.inner_text() == f"{every} of {every} rows"

    tools.get_by_label("Show rows with").fill("PAIN legs")
    shown = desk.locator(f"{ROWS}:visible")
    assert shown.count() == 1
    assert shown.locator("td").first.inner_text() == "Pain in both legs"
    assert count.inner_text() == f"1 of {every} rows"

    tools.get_by_label("Show rows with").fill("")
    tools.get_by_label("Looked for").select_option("Myeloma")
    assert set(shown.locator("td:nth-child(2)").all_inner_texts()) == {"Myeloma"}
    tools.get_by_label("Show rows with").fill("verified zebra")
    assert shown.count() == 0
    assert count.inner_text().startswith(f"No row of {every} fits.")


def test_the_numbers_of_footnotes_are_not_searched(desk: Page) -> None:
    tools = desk.locator('.evidence-tools[data-for="accuracy"]')
    tools.get_by_label("Show rows with").fill("12.1")
    shown = desk.locator(f"{ROWS}:visible")
    assert shown.locator("td").first.inner_text() == "The clinician's overall suspicion"
    assert shown.count() == 1


def test_a_sort_stays_while_rows_are_narrowed(desk: Page) -> None:
    head(desk, "Sensitivity").click()
    tools = desk.locator('.evidence-tools[data-for="accuracy"]')
    tools.get_by_label("Looked for").select_option("Cauda equina syndrome")
    numbers = desk.locator(f"{ROWS}:visible td:nth-child(3)").evaluate_all(
        "(cells) => cells.map((cell) => Number(cell.dataset.order))"
    )
    assert numbers == sorted(numbers)
    assert len(numbers) > 5


def test_on_a_phone_a_list_sorts_and_no_hidden_head_takes_the_focus(page: Page) -> None:
    page.goto(ACCURACY)
    tools = page.locator('.evidence-tools[data-for="accuracy"]')
    tools.locator("select").last.wait_for()
    assert page.locator("thead button").count() == 0
    tools.get_by_label("Sort by").select_option("LR+, falling")
    found = orders(page, 4)
    filled = [one for one in found if one is not None]
    assert found[: len(filled)] == sorted(filled, reverse=True)
    assert page.locator("th[aria-sort=descending]").inner_text() == "LR+"

    page.set_viewport_size(DESK)
    head(page, "LR+").wait_for()
    assert page.locator("th[aria-sort=descending]").count() == 1
    assert not tools.get_by_label("Sort by").is_visible()


def test_the_head_stays_in_sight_where_the_table_fits(desk: Page) -> None:
    desk.locator(ROWS).nth(25).scroll_into_view_if_needed()
    box = head(desk, "Finding").bounding_box()
    assert box is not None
    header = desk.locator(".md-header").bounding_box()
    assert header is not None
    assert header["height"] - 2 <= box["y"] < DESK["height"]
    desk.mouse.wheel(0, 300)
    again = head(desk, "Finding").bounding_box()
    assert again is not None
    assert again["y"] >= header["height"] - 2


def test_nothing_is_stored_and_nothing_goes_into_the_address(desk: Page) -> None:
    before = desk.url
    head(desk, "Sensitivity").click()
    desk.get_by_label("Show rows with").first.fill("cancer")
    assert desk.url == before
    stored = "() => [Object.keys(localStorage).length, Object.keys(sessionStorage).length]"
    assert desk.evaluate(stored) == [0, 0]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_is_downloaded_from_this_site(desk: Page, server: Server, kind: str) -> None:
    link = desk.locator(f'a[download="back-pain-red-flags-accuracy.{kind}"]')
    with desk.expect_download() as waiting:
        link.click()
    got = waiting.value
    assert got.suggested_filename == f"back-pain-red-flags-accuracy.{kind}"
    text = got.path().read_text("utf-8")
    assert text == (server.site / f"assets/data/accuracy.{kind}").read_text("utf-8")
    if kind == "csv":
        rows = list(csv.DictReader(text.splitlines()))
        assert len(rows) == desk.locator(ROWS).count()


def test_without_scripts_the_table_is_whole(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url, java_script_enabled=False, viewport=DESK)
    page = context.new_page()
    page.goto(ACCURACY)
    assert page.locator(f"{ROWS}:visible").count() == page.locator(ROWS).count() > 40
    assert page.locator(".evidence-tools:visible").count() == 0
    assert page.get_by_role("link", name="CSV").first.is_visible()
    assert page.locator("figure.chart svg:visible").count() == 1
    context.close()


def test_a_chart_fits_the_screen_and_follows_the_colours_that_were_chosen(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(ACCURACY)
    shown = page.locator("figure.chart svg:visible")
    assert shown.count() == 1
    assert (shown.get_attribute("aria-labelledby") or "").startswith(
        "chart-likelihood-ratios-narrow"
    )
    page.set_viewport_size(DESK)
    assert (shown.get_attribute("aria-labelledby") or "").startswith("chart-likelihood-ratios-wide")
    assert page.get_by_role("img", name="Likelihood ratios").count() == 1

    fill = "(svg) => getComputedStyle(svg.querySelector('text.f-ink')).fill"
    light = shown.evaluate(fill)
    page.get_by_role("button", name="Dark colours").click()
    dark = shown.evaluate(fill)
    assert light != dark
    page.emulate_media(media="print")
    assert shown.evaluate(fill) == "rgb(0, 0, 0)"


def test_the_text_of_a_chart_can_be_read_on_the_narrowest_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(ACCURACY)
    sizes = page.locator("figure.chart svg:visible text").evaluate_all(
        """(texts) => texts.map((text) => parseFloat(text.getAttribute("font-size"))
             * text.ownerSVGElement.getBoundingClientRect().width / text.ownerSVGElement.viewBox.baseVal.width)"""
    )
    assert min(sizes) >= 10.5
