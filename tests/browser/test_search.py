"""The search, as it is shown: plain text, short hits, an emergency line, and a way on when nothing is found."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from builder.publish.serve import BASE
from tests.browser.test_accessibility_pages import AXE, TWICE_THE_TEXT, violations
from tests.conftest import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, Literal

    from playwright.sync_api import Browser, Page

SEARCHES: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("searches.toml").read_text("utf-8")
)
FOLDERS = {"en": "", "es": "es/"}
MOST, TALLEST, LONGEST, FINGER, MOST_WORDS = 8, 120, 1200, 44, 24
WORKSHOP = re.compile(
    r"(about/(?!method/|missed/|privacy/|safety/)|decisions/)"
)  # pages of those who build the site

LOOK = """(typed) => {
  const shown = (element) => element.checkVisibility();
  const text = (selector) => [...document.querySelectorAll(selector)].filter(shown).map((one) => one.innerText);
  const high = (element) => element.getBoundingClientRect().height;
  const hits = [...document.querySelectorAll(".search__hit")];
  const urgent = document.querySelector(".search__urgent");
  return {
    typed,
    all: document.querySelector("dialog.search").innerText,
    addresses: hits.map((hit) => hit.href),
    heights: hits.map(high),
    words: text(".search__text").map((one) => one.split(/\\s+/).filter((word) => word !== "…").length),
    where: text(".search__where"),
    height: high(document.querySelector(".search__hits")),
    urgent: shown(urgent) ? urgent.innerText : "",
    urgent_address: shown(urgent) ? urgent.href : "",
    urgent_height: high(urgent),
    ways: text(".search__ways a").length,
  };
}"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a phone shows when somebody has typed this."""

    typed: str
    all: str
    addresses: list[str]
    heights: list[float]
    words: list[int]
    where: list[str]
    height: float
    urgent: str
    urgent_address: str
    urgent_height: float
    ways: int

    def leads(self, folder: str) -> list[str]:
        """Return the addresses of the hits, below the folder of a language."""
        found = (urlsplit(address) for address in self.addresses)
        inside = (f"{one.path}#{one.fragment}" if one.fragment else one.path for one in found)
        return [address.removeprefix(f"{BASE}{folder}") for address in inside]


def opened(page: Page, folder: str = "") -> None:
    """Open the search of a language, and wait until it can answer."""
    page.goto(f"{folder}about/privacy/")
    page.locator("button[data-search]").click()
    page.locator(".search__field").fill("cauda equina")
    page.locator(".search__hit").first.wait_for()


def look(page: Page, typed: str) -> Shown:
    """Type into the open search, and return what it shows."""
    page.locator(".search__field").fill(typed)
    return Shown(**page.evaluate(LOOK, typed))


@pytest.fixture(scope="module", params=FOLDERS)
def language(request: pytest.FixtureRequest) -> str:
    """Each language in turn."""
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def found(browser: Browser, site: Path, language: str) -> Iterator[dict[str, Shown]]:
    """Return what a phone shows for all words of the data in one language."""
    said = SEARCHES[language]
    typed = [*said["leads"], *said["calm"]["words"], *chain(*said["urgent"].values())]
    with serving(site) as server:
        context = browser.new_context(
            base_url=server.url, viewport={"width": 390, "height": 844}, service_workers="block"
        )
        page = context.new_page()
        opened(page, FOLDERS[language])
        yield {one: look(page, one) for one in typed}
        context.close()


# --- What is found ----------------------------------------------------------------------------------------------


def test_the_words_of_people_lead_to_the_right_page(
    found: Mapping[str, Shown], language: str
) -> None:
    leads = SEARCHES[language]["leads"]
    assert len(leads) >= 40
    first = {typed: found[typed].leads(FOLDERS[language])[:2] for typed in leads}
    missed = {
        typed: (goal, first[typed])
        for typed, goal in leads.items()
        if not any(address.startswith(goal) for address in first[typed])
    }
    assert missed == {}


def test_no_hit_leads_into_the_workshop(found: Mapping[str, Shown], language: str) -> None:
    every = {address for shown in found.values() for address in shown.leads(FOLDERS[language])}
    assert len(every) > 20
    assert [address for address in every if WORKSHOP.match(address)] == []


def test_what_can_be_an_emergency_brings_up_where_to_go(
    found: Mapping[str, Shown], language: str
) -> None:
    urgent = SEARCHES[language]["urgent"]
    assert sum(map(len, urgent.values())) >= 38
    for says, words in urgent.items():
        for typed in words:
            assert says in found[typed].urgent, typed
            assert f"{FOLDERS[language]}get-help/#now-" in found[typed].urgent_address, typed
            assert FINGER <= found[typed].urgent_height <= 2 * TALLEST, typed


def test_what_is_no_emergency_brings_up_no_alarm(found: Mapping[str, Shown], language: str) -> None:
    for typed in SEARCHES[language]["calm"]["words"]:
        assert found[typed].urgent == "", typed


# --- How it looks -----------------------------------------------------------------------------------------------


def test_no_markup_and_no_note_is_shown(found: Mapping[str, Shown]) -> None:
    for typed, shown in found.items():
        assert not re.search(r"[<>\u21a9]|&\w+;|&#", shown.all), typed


def test_hits_are_few_short_and_as_large_as_a_finger(found: Mapping[str, Shown]) -> None:
    assert max(len(shown.addresses) for shown in found.values()) == MOST
    for typed, shown in found.items():
        assert all(FINGER <= height <= TALLEST for height in shown.heights), (typed, shown.heights)
        assert shown.height <= LONGEST, typed
        assert max(shown.words, default=0) <= MOST_WORDS, typed
        assert all(shown.where), typed


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_off_on_a_narrow_screen_with_large_text(
    page: Page, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme=scheme, forced_colors="active" if scheme == "dark" else "none")
    page.add_init_script(path=AXE)
    opened(page)
    page.evaluate(TWICE_THE_TEXT)
    for typed in ("numb bottom", "exercises", "zzzz"):
        look(page, typed)
        assert violations(page) == []
        wide = """() => [...document.querySelectorAll("dialog.search, dialog.search *")]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
          .map((one) => one.className)"""
        assert page.evaluate(wide) == []


def test_more_hits_come_when_they_are_asked_for(page: Page) -> None:
    opened(page)
    first = look(page, "back pain")
    more = page.get_by_role("button", name="More results")
    more.click()
    assert page.locator(".search__hit").count() == 2 * MOST
    focus = "() => document.activeElement.href"
    assert page.evaluate(focus) not in first.addresses
    look(page, "lumbago")
    assert not more.is_visible()


def test_nothing_found_offers_four_ways_on(page: Page, server: Server) -> None:
    for language, folder in FOLDERS.items():
        opened(page, folder)
        shown = look(page, "<zzzz>")
        assert "“<zzzz>”" in shown.all, language
        assert shown.addresses == []
        links = page.locator(".search__ways a")
        goals = [str(link.get_attribute("href")) for link in links.all()]
        assert len(goals) == 4
        assert any(goal.endswith("get-help/") for goal in goals)
        assert any(goal.endswith("check/") for goal in goals)
        assert all(name.strip() for name in links.all_inner_texts())
        for link in links.all():
            address = link.evaluate("(link) => link.href")
            assert (server.site / str(address).removeprefix(server.url).partition("#")[0]).is_dir()


# --- How it is used ---------------------------------------------------------------------------------------------


def test_the_keyboard_opens_it_moves_in_it_and_closes_it(page: Page) -> None:
    page.goto("about/privacy/")
    button = page.get_by_role("button", name="Search")
    button.press("Enter")
    field = page.get_by_role("textbox", name="Search")
    expect(field).to_be_focused()
    field.press_sequentially("numb bottom")
    page.locator(".search__hit").first.wait_for()
    urgent, hits = page.locator(".search__urgent"), page.locator(".search__hit")
    page.keyboard.press("Enter")
    expect(urgent).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("Tab")
    expect(hits.nth(1)).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    assert field.input_value() == "numb bottom"
    page.keyboard.press("Escape")
    assert not field.is_visible()
    expect(button).to_be_focused()

    button.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    goal = str(hits.nth(0).evaluate("(hit) => hit.href"))
    page.keyboard.press("Enter")
    page.wait_for_url(goal)
    assert "?" not in goal
    assert goal.endswith("/#cauda-equina")


def test_what_was_found_is_said_politely(page: Page) -> None:
    opened(page)
    status = page.locator("dialog.search [role=status]")
    look(page, "lumbago")
    expect(status).to_have_text(re.compile(r"^\d+ results?\.$"))
    look(page, "numb bottom")
    expect(status).to_have_text(
        re.compile(r"^New numbness .* Go to an emergency .* \d+ results\.$")
    )
    look(page, "zzzz")
    expect(status).to_have_text(re.compile(r"^Nothing was found for “zzzz”"))


def test_a_hit_on_the_same_page_closes_the_search_and_goes_there(page: Page) -> None:
    page.goto("get-help/")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("textbox", name="Search").fill("chest pain")
    page.locator(".search__urgent").click()
    page.wait_for_url("**/get-help/#now-ambulance")
    assert page.locator("dialog[open]").count() == 0
    expect(page.locator("#now-ambulance")).to_be_in_viewport()


@pytest.mark.console_errors  # the file that does not come
def test_an_index_that_does_not_come_leaves_the_ways_on_and_is_asked_for_again(
    page: Page, server: Server
) -> None:
    server.fail("search/search_index.json")
    page.goto("")
    page.get_by_role("button", name="Search").click()
    field = page.get_by_role("textbox", name="Search")
    field.fill("sciatica")
    page.get_by_text("The search could not be loaded").wait_for()
    assert page.locator(".search__ways a", has_text="When to get help").is_visible()
    server.heal()
    field.press("s")
    page.locator(".search__hit").first.wait_for()


def test_the_search_costs_a_page_nothing_until_it_is_opened(page: Page, server: Server) -> None:
    page.goto("", wait_until="networkidle")
    assert [one.path for one in server.requests if one.path.startswith("search/")] == []


def test_without_scripts_there_is_no_search(quiet_page: Page) -> None:
    quiet_page.goto("")
    assert not quiet_page.locator("button[data-search]").is_visible()
    assert not quiet_page.locator("dialog.search").is_visible()
