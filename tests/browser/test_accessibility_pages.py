"""Every page in a real Chromium: axe finds nothing, nothing has to be scrolled sideways, a keyboard is enough.

Nothing is excepted. The screens of the self-check are looked at one by one elsewhere; here its page is one of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.conftest import Watched, serving

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Browser, Page

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RUN_AXE = """async (tags) => {
  const only = tags ? {runOnly: {type: "tag", values: tags}} : {rules: {"target-size": {enabled: true}}};
  const result = await axe.run(document, {...only, resultTypes: ["violations"], selectors: false, ancestry: false});
  return result.violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(" | ")}`);
}"""
PHONE, DESK, NARROW = 390, 1280, 320
ARTICLE = "understand/warning-signs/"
CONTROLS = "header button, .language, .door, .button, .pager, .site-notice a, article summary"
MANY_PAGES = 50
SPOIL = """() => {
  document.querySelector("article p").style.color = "#777777";
  document.querySelector("article p").style.backgroundColor = "#888888";
  document.querySelector("article").append(new Image());
  [...document.querySelectorAll("article p")].at(-1).style.width = "2000px";
  document.querySelector("header button:not([hidden])").style = "width: 9px; min-width: 0; padding: 0";
}"""

WIDER_THAN_THE_WINDOW = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll("article *")]
    .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
    .map((element) => element.outerHTML.slice(0, 120)).concat("the page is wider than the window").slice(0, 5);
}"""

SMALLER_THAN_A_FINGER = """(selector) => [...document.querySelectorAll(selector)]
  .filter((element) => element.checkVisibility({visibilityProperty: true}))
  .map((element) => [element.outerHTML.slice(0, 100), element.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.height < 44 || box.width < 44))
  .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${html}`)"""

TWICE_THE_TEXT = "() => { document.documentElement.style.fontSize = '250%'; }"  # 125% is normal

FOCUS = """() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return {
    html: element.outerHTML.slice(0, 100),
    body: element === document.body,
    inside: box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""

LEAST_CONTRAST = 4.5
CONTRAST = """(element) => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const isSeen = (colour) => parts(colour)[3] !== 0;
  let behind = element;
  while (behind.parentElement && !isSeen(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
  const { color } = getComputedStyle(element);
  const [brighter, darker] = [color, getComputedStyle(behind).backgroundColor].map(light).sort((a, b) => b - a);
  return (brighter + 0.05) / (darker + 0.05);
}"""
"""The contrast of an element's words with what is behind them, as WCAG counts it."""

type Scheme = Literal["light", "dark"]


@pytest.fixture
def axe_page(page: Page) -> Page:
    """Return a page that has axe at hand; an init script needs no gap in the page's policy."""
    page.add_init_script(path=AXE)
    page.emulate_media(reduced_motion="reduce")
    return page


def violations(page: Page, tags: list[str] | None = None) -> list[str]:
    found: list[str] = page.evaluate(RUN_AXE, tags)
    return found


def unreadable_when_pointed_at(page: Page, within: str) -> list[str]:
    """Return what can be pressed and loses its words under a pointer or with the focus; one of each kind is tried."""
    pressed = page.locator(f"{within} :is(a[href], button:not(:disabled)):visible")
    names = pressed.evaluate_all("(all) => all.map((one) => one.tagName + one.className)")
    kinds = {kind: at for at, kind in enumerate(names)}
    assert kinds
    faint = []
    for kind, at in kinds.items():
        element = pressed.nth(at).element_handle()
        for way in (element.hover, element.focus):
            way()
            if element.evaluate(CONTRAST) < LEAST_CONTRAST:
                faint.append(f"{kind}: {way.__name__}")
    return faint


@dataclass
class Found:
    """What is wrong on the pages: address -> problems, nothing for a page without any."""

    by_axe: dict[str, list[str]]
    too_wide: dict[str, list[str]]
    too_wide_with_large_text: dict[str, list[str]]
    too_small: dict[str, list[str]]
    errors: list[str]


@pytest.fixture(scope="module")
def found(browser: Browser, site: Path) -> Found:
    """Open each page once, and look at it on a phone in light, on a desk in dark, narrow, and with large text."""
    found, watched = Found({}, {}, {}, {}, []), Watched()
    with serving(site) as server:
        context = browser.new_context(
            base_url=server.url, reduced_motion="reduce", service_workers="block"
        )
        watched.watch(context)
        page = context.new_page()
        page.add_init_script(path=AXE)
        for path in sorted(site.rglob("*.html")):
            address = path.relative_to(site).as_posix().removesuffix("index.html")
            look_at(page, address, found)
        context.close()
        found.errors += [*watched.outside(server.origin), *watched.errors]
    return found


def look_at(page: Page, address: str, found: Found) -> None:
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.emulate_media(color_scheme="light")
    page.goto(address)
    found.too_small[address] = page.evaluate(SMALLER_THAN_A_FINGER, CONTROLS)
    by_axe = violations(page)
    page.set_viewport_size({"width": DESK, "height": 844})
    page.emulate_media(color_scheme="dark")
    # What axe sees in the tree is the same; the four pages below are looked at whole in this way too.
    found.by_axe[address] = [*by_axe, *violations(page, ["cat.color"])]
    page.set_viewport_size({"width": NARROW, "height": 800})
    found.too_wide[address] = page.evaluate(WIDER_THAN_THE_WINDOW)
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.evaluate(TWICE_THE_TEXT)
    found.too_wide_with_large_text[address] = page.evaluate(WIDER_THAN_THE_WINDOW)


def problems(found: Mapping[str, list[str]]) -> dict[str, list[str]]:
    assert len(found) > MANY_PAGES
    return {address: problems for address, problems in found.items() if problems}


def test_axe_finds_nothing_on_any_page(found: Found) -> None:
    assert problems(found.by_axe) == {}


@pytest.mark.parametrize("address", ["", ARTICLE, "check/", "clinicians/prevalence/"])
def test_axe_finds_nothing_on_a_page_of_each_kind_the_other_way_round(
    axe_page: Page, address: str
) -> None:
    looks: tuple[tuple[int, Scheme], ...] = ((PHONE, "dark"), (DESK, "light"))
    for width, scheme in looks:
        axe_page.set_viewport_size({"width": width, "height": 844})
        axe_page.emulate_media(color_scheme=scheme)
        axe_page.goto(address)
        assert violations(axe_page) == []


def test_no_page_is_wider_than_a_narrow_phone(found: Found) -> None:
    assert problems(found.too_wide) == {}


def test_no_page_is_wider_than_the_window_with_text_at_twice_its_size(found: Found) -> None:
    assert problems(found.too_wide_with_large_text) == {}


def test_what_a_finger_presses_is_large_enough(found: Found, page: Page) -> None:
    assert problems(found.too_small) == {}
    page.goto(ARTICLE)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Home").wait_for()
    assert page.evaluate(SMALLER_THAN_A_FINGER, ".md-nav--primary a") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["", ARTICLE])
def test_words_to_press_can_be_read_when_they_are_pointed_at(
    page: Page, address: str, scheme: Scheme
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(address)
    assert unreadable_when_pointed_at(page, "article") == []
    page.evaluate("() => document.querySelector('article a').style.color = 'rgb(120 120 120)'")
    page.evaluate(
        "() => document.querySelector('article a').style.backgroundColor = 'rgb(130 130 130)'"
    )
    assert page.locator("article a").first.evaluate(CONTRAST) < LEAST_CONTRAST


def test_no_page_asks_another_host_or_writes_an_error(found: Found) -> None:
    assert found.errors == []


def test_the_looks_notice_what_is_wrong(page: Page) -> None:
    page.add_init_script(path=AXE)
    page.goto("about/privacy/")
    page.evaluate(SPOIL)
    assert any(problem.startswith("image-alt") for problem in violations(page))
    assert any(problem.startswith("color-contrast") for problem in violations(page, ["cat.color"]))
    assert page.evaluate(WIDER_THAN_THE_WINDOW)
    assert page.evaluate(SMALLER_THAN_A_FINGER, CONTROLS)


def test_a_request_to_another_host_would_be_noticed(browser: Browser, tmp_path: Path) -> None:
    image = '<img src="http://elsewhere.example/a.png" alt="">'
    (tmp_path / "index.html").write_text(f"<!doctype html><title>t</title>{image}", "utf-8")
    watched = Watched()
    with serving(tmp_path) as server:
        context = browser.new_context(base_url=server.url)
        watched.watch(context)
        context.new_page().goto("", wait_until="networkidle")
        context.close()
    assert watched.outside(server.origin) == ["http://elsewhere.example/a.png"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_the_search_or_the_menu_open(axe_page: Page, scheme: Scheme) -> None:
    axe_page.emulate_media(color_scheme=scheme)
    axe_page.goto(ARTICLE)
    axe_page.get_by_role("button", name="Search").click()
    for typed, shown in {"zzzz": ".search__ways p", "numb bottom": ".search__hit"}.items():
        axe_page.get_by_role("textbox", name="Search").fill(typed)
        axe_page.locator(shown).first.wait_for()
        assert violations(axe_page) == []

    axe_page.goto(ARTICLE)
    axe_page.get_by_role("button", name="Menu").click()
    axe_page.get_by_role("navigation", name="Pages").get_by_role("link", name="Home").wait_for()
    assert violations(axe_page) == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_each_stop_of_the_tab_key_can_be_seen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    page.goto(ARTICLE)
    hidden = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["body"]:
            break
        if not (stop["inside"] and stop["ring"]):
            hidden.append(stop)
    assert hidden == []


def test_the_first_stop_leads_past_the_header(page: Page) -> None:
    page.goto(ARTICLE)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent.trim()") == "Skip to content"
    page.keyboard.press("Enter")
    page.wait_for_url("**/#warning-signs-with-back-pain")


def test_the_menu_opens_and_closes_by_keyboard(page: Page) -> None:
    page.goto(ARTICLE)
    button = page.get_by_role("button", name="Menu")
    link = page.get_by_role("navigation", name="Pages").get_by_role("link", name="Home")
    assert not link.is_visible()
    button.press("Enter")
    link.wait_for()
    assert button.get_attribute("aria-expanded") == "true"
    assert link.evaluate("(element) => element === document.activeElement")
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert button.evaluate("(element) => element === document.activeElement")


def test_a_bare_letter_does_not_leave_the_page_or_open_the_search(page: Page) -> None:
    page.goto(ARTICLE)
    before = page.url
    for letter in ("n", "p", "f", "s", "/", ",", "."):
        page.keyboard.press(letter)
    assert page.locator("dialog[open]").count() == 0
    page.goto("about/privacy/")
    page.go_back()
    assert page.url == before


@pytest.mark.parametrize("address", ["", "check/", "get-help/", "about/sources/", "es/get-help/"])
def test_the_name_of_a_heading_is_its_words(page: Page, address: str) -> None:
    page.goto(address)
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    headings = [
        node["name"]["value"] for node in tree if node.get("role", {}).get("value") == "heading"
    ]
    assert len(headings) > 1
    assert [name for name in headings if "#" in name] == []
    link = page.locator("article .headerlink").last
    assert link.is_visible()  # for the mouse; the list of parts beside the page is for everybody
    assert link.evaluate("(element) => element.tabIndex") == -1


def test_a_page_can_be_turned_round_by_a_translator(page: Page) -> None:
    page.goto(ARTICLE)
    way = "() => getComputedStyle(document.querySelector('article p')).direction"
    assert page.evaluate(way) == "ltr"
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate(way) == "rtl"


def test_a_table_is_read_row_by_row_on_a_phone(page: Page) -> None:
    page.goto(ARTICLE)
    table = page.locator("table.rows").first
    heads = [text.strip() for text in table.locator("th").all_text_contents()]
    row = table.get_by_role("row").nth(1)
    labels = row.get_by_role("cell").evaluate_all(
        "(cells) => cells.map((cell) => cell.dataset.label)"
    )
    assert labels == heads
    boxes = [cell.bounding_box() for cell in row.get_by_role("cell").all()]
    shown = [box for box in boxes if box and box["height"] > 0]
    assert all(lower["y"] > upper["y"] for upper, lower in pairwise(shown))


def test_colours_follow_the_system_until_one_is_chosen(page: Page) -> None:
    ground = "() => getComputedStyle(document.body).backgroundColor"
    stored = "() => Object.keys(localStorage)"
    page.emulate_media(color_scheme="dark")
    page.goto("")
    dark = page.evaluate(ground)
    page.emulate_media(color_scheme="light")
    light = page.evaluate(ground)
    assert dark != light
    assert page.evaluate(stored) == []

    button = page.get_by_role("button", name="Dark colours")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert page.evaluate(ground) == dark
    page.goto(ARTICLE)
    assert page.evaluate(ground) == dark
    button.click()
    assert page.evaluate(ground) == light
    assert page.evaluate(stored) == []


def test_a_level_keeps_its_shape_in_forced_colours_and_on_paper(page: Page) -> None:
    page.goto("")
    shape = """() => {
      const style = getComputedStyle(document.querySelector(".level"), "::before");
      return {colour: style.backgroundColor, mask: style.maskImage, width: parseFloat(style.width)};
    }"""
    page.emulate_media(forced_colors="active")
    forced = page.evaluate(shape)
    assert forced["colour"] != page.evaluate(
        "() => getComputedStyle(document.body).backgroundColor"
    )
    page.emulate_media(forced_colors="none", media="print")
    printed = page.evaluate(shape)
    assert printed["colour"] == "rgb(0, 0, 0)"
    for found in (forced, printed):
        assert found["mask"].startswith('url("data:image/svg+xml,')  # the shape, not a plain square
        assert found["width"] > 0


def test_paper_is_black_on_white_and_says_who_made_it(page: Page) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(ARTICLE)
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    text = page.locator("article p").first.evaluate("(element) => getComputedStyle(element).color")
    assert (ground, text) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    assert page.locator(".site-notice").is_visible()
    for hidden in (".md-header", ".md-sidebar", ".md-banner", ".pager"):
        assert not page.locator(hidden).first.is_visible()
