"""The pictures say what the content says, can be read at 320 pixels and in the dark, and the map is the rules."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from builder.knowledge import rule_text
from builder.knowledge.languages import FIRST
from builder.knowledge.site_content import load_register
from builder.pages.render import rendered
from builder.pictures import decision_map
from builder.pictures.pictures import PictureError, laid_out, names, picture
from checker import assess, load_content
from checker.model import GENERAL, Kind, Role
from tests.plain_answers import plain_answers

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from builder.pictures.decision_map import Row

ROOT = Path(__file__).resolve().parents[2]
CONTENT = load_content()
REGISTER = load_register()
SHOWN = {
    "spine": "understand/nerve-signs/",
    "mechanisms": "understand/mechanisms/",
    "ladder": "get-help/",
    "checking": "care/diagnosis/",
    "decision-map": "about/rules/",
}
PICTURES = names(FIRST)
ROWS = decision_map.rows(CONTENT)
AGES = (3, 12, 30, 52, 57, 65, 75)


def drawn(name: str) -> ET.Element:
    return ET.fromstring(picture(REGISTER, name))  # noqa: S314  our own


def spoken(name: str) -> str:
    return " ".join("".join(drawn(name).itertext()).split())


# --- What they are made of ---------------------------------------------------------------------------------


def test_each_picture_is_on_its_page() -> None:
    assert set(SHOWN) == set(PICTURES)
    pages = rendered(ROOT)
    for name, address in SHOWN.items():
        assert f'id="{name}-title"' in pages[f"{address.rstrip('/')}.md"]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_a_title_and_a_description_and_real_words(name: str) -> None:
    svg = drawn(name)
    title, told = svg.find("title"), svg.find("desc")
    assert title is not None
    assert told is not None
    assert title.text
    assert len(told.text or "") > 100
    assert svg.attrib["aria-labelledby"] == title.attrib["id"]
    assert svg.attrib["aria-describedby"] == told.attrib["id"]
    links = list(svg.iter("a"))
    assert svg.attrib["role"] == ("group" if links else "img")  # an image would hide its links
    assert list(svg.iter("text"))


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_no_colour_and_no_style_of_its_own(name: str) -> None:
    text = picture(REGISTER, name)
    assert not re.search(r"style=|<style|#[0-9a-f]{3}\b|#[0-9a-f]{6}\b|url\(|font-", text)
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', text)) <= {"none", "currentColor"}
    assert "\n" not in text  # Markdown would end the block


def test_all_that_can_be_read_in_a_picture_is_told_in_its_description() -> None:
    for name in ("spine", "mechanisms", "ladder", "checking"):
        svg = drawn(name)
        told = re.sub(r"\W+", " ", str(svg.findtext("desc"))).lower()
        for text in svg.iter("text"):
            line = re.sub(r"\W+", " ", " ".join(text.itertext())).strip().lower()
            assert line in told, f"{name}: {line}"


def test_the_ladder_has_the_levels_in_their_order_with_their_words() -> None:
    told = str(drawn("ladder").findtext("desc"))
    places = [
        told.index(f"{words['mark_word']}: {words['title']}.")
        for words in (CONTENT.words["levels"][level.id] for level in rule_text.levels(CONTENT))
    ]
    assert places == sorted(places)
    assert len(places) == 5


def test_the_spine_uses_the_names_of_the_findings() -> None:
    said = spoken("spine")
    for finding in ("band", "legs_weak", "saddle_new", "bladder_new"):
        assert rule_text.name(CONTENT, finding) in said


def test_an_unknown_picture_is_named_with_those_that_there_are() -> None:
    with pytest.raises(PictureError, match="allowed are ladder, decision-map, checking"):
        picture(REGISTER, "heart")


def test_a_picture_of_something_else_takes_a_file_and_no_code() -> None:
    stop = {"at": 0, "width": 340, "name": "Crank", "text": "Turn it.", "items": ["Twice"]}
    svg = laid_out(REGISTER, "machine", {"title": "A way", "row": [{"arrows": [], "stop": [stop]}]})
    assert '<title id="machine-title">A way</title>' in svg
    assert "Crank: Turn it. Twice." in svg


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"title": "A way"}, "expected one of region, scene, row"),
        ({"title": "A way", "row": [{"arrows": []}]}, "'stop' is missing"),
        (
            {"title": "A way", "scene": [{"drawing": "cog", "name": "", "text": ""}]},
            "cog.svg is missing",
        ),
    ],
)
def test_what_a_file_lacks_is_named(data: dict[str, object], problem: str) -> None:
    with pytest.raises(PictureError, match=problem):
        laid_out(REGISTER, "machine", data)


# --- The map is what the checker does ------------------------------------------------------------------------


def raised(question: str, answer: object, since: str) -> set[str]:
    """Return the rules that an answer to one question raises when all else is plain."""
    answers = plain_answers(CONTENT) | {"cancer_pain": "unchanged", question: answer}
    for key, other in CONTENT.questions.items():
        if other.role is Role.SINCE and since in other.options:
            answers[key] = since
    reasons = assess(CONTENT, answers).reasons
    return {reason.rule.id for reason in reasons if reason.rule.topic != rule_text.UNSURE} - {
        "no-warning-sign",
        "cancer-and-unchanged-pain",  # needs an answer to "cancer_pain", which has no plain one
    }


def raised_alone(row: Row) -> set[str]:
    """Return all the rules that answers to one question can raise."""
    question = CONTENT.questions[row.question]
    options = [option for option in question.options if option not in GENERAL]
    answers: list[object] = [*options]
    if question.kind is Kind.NUMBER:
        answers = list(AGES)
    elif question.kind is Kind.MANY:
        answers = [[one] for one in options]
        answers += [list(two) for two in combinations(options, 2)]
        answers.append(options)
    found: set[str] = set()
    for answer in answers:
        for since in ("new", "worse", "old_unchecked", "old_years"):
            found |= raised(row.question, answer, since)
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.question)
def test_a_full_dot_means_that_the_checker_needs_no_other_answer(row: Row) -> None:
    # These questions are asked only after another answer, without which the checker drops them.
    if CONTENT.questions[row.question].ask is not None:
        assert raised_alone(row) <= {rule.id for rule in row.alone}
    else:
        assert raised_alone(row) == {rule.id for rule in row.alone}


def test_every_rule_but_the_doubts_is_on_the_map() -> None:
    mapped = {rule.id for row in ROWS for rule in (*row.alone, *row.together)}
    told = {
        rule.id
        for rule in CONTENT.rules.values()
        if rule.topic != rule_text.UNSURE and rule.id != "no-warning-sign"
    }
    only_doubt = {"cancer-not-known-and-new-pain"}  # holds only with "not sure" about a cancer
    assert mapped == told - only_doubt


def test_the_map_and_its_words_lead_to_each_other_and_to_the_rules() -> None:
    words = decision_map.in_words(CONTENT)
    links = [str(link.get("href")) for link in drawn("decision-map").iter("a")]
    assert [link for link in links if link.startswith("#map-")] == re.findall(
        r'<dt id="(map-[^"]+)"', words.replace('id="map-', 'id="#map-')
    ) or links[:-1] == [f"#{found}" for found in re.findall(r'<dt id="([^"]+)"', words)]
    assert set(re.findall(r'href="#([^"]+)"', words)) <= set(CONTENT.rules)
    assert links[-1].removeprefix("#") in CONTENT.rules


def test_a_line_of_the_map_says_to_a_screen_reader_what_its_dots_say() -> None:
    by_name = {str(link.get("href")): link for link in drawn("decision-map").iter("a")}
    for row in ROWS:
        link = by_name[f"#map-{row.question}"]
        label = str(link.get("aria-label"))
        dots = [circle.attrib["class"].split()[1] for circle in link.iter("circle")]
        kinds = [row.kind(level) for level in rule_text.levels(CONTENT) if row.kind(level)]
        assert dots == kinds
        assert label.startswith(row.name)
        assert ("alone enough for" in label) == ("alone" in kinds)
        assert ("with another answer" in label) == ("together" in kinds)


# --- In a browser ------------------------------------------------------------------------------------------------

LAYOUT = """(svg) => {
  const frame = svg.getBoundingClientRect();
  const scale = frame.width / svg.viewBox.baseVal.width;
  const lines = [...svg.querySelectorAll("tspan, text:not(:has(tspan))")].map((text) => {
    const box = text.getBoundingClientRect();
    return {
      text: text.textContent, size: parseFloat(getComputedStyle(text).fontSize) * scale,
      left: box.left - frame.left, right: box.right - frame.left,
      top: box.top - frame.top, bottom: box.bottom - frame.top,
    };
  });
  return {width: frame.width, height: frame.height, lines};
}"""

COLOURS = """(svg) => {
  const shown = [...svg.querySelectorAll("text")].map((text) => getComputedStyle(text).fill);
  const stroke = getComputedStyle(svg.querySelector(".ink, .bone, .rail, .cell")).stroke;
  return {shown: [...new Set(shown)], stroke, ground: getComputedStyle(document.body).backgroundColor};
}"""


@pytest.mark.parametrize("name", PICTURES)
def test_words_in_a_picture_can_be_read_at_320_pixels_and_none_lies_on_another(
    page: Page, name: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(SHOWN[name])
    layout = page.locator(f'svg[aria-labelledby="{name}-title"]').evaluate(LAYOUT)
    lines = layout["lines"]
    for line in lines:
        assert line["size"] >= 11.5, line
        assert line["left"] >= -1, line
        assert line["right"] <= layout["width"] + 1, line
        assert line["bottom"] <= layout["height"] + 1, line
    for one, other in combinations(lines, 2):
        across = min(one["right"], other["right"]) - max(one["left"], other["left"])
        down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
        assert across <= 1 or down <= 4, (one["text"], other["text"])


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_follows_the_colours_that_were_chosen_by_the_button(
    page: Page, name: str
) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(SHOWN[name])
    svg = page.locator(f'svg[aria-labelledby="{name}-title"]')
    light = svg.evaluate(COLOURS)
    page.get_by_role("button", name="Dark colours").click()
    dark = svg.evaluate(COLOURS)
    assert light["ground"] != dark["ground"]
    assert not set(light["shown"]) & set(dark["shown"])
    assert light["stroke"] != dark["stroke"]


def test_a_line_of_the_map_leads_to_its_words_by_keyboard(page: Page) -> None:
    page.goto(SHOWN["decision-map"])
    link = page.locator('svg a[href="#map-legs"]')
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/about/rules/#map-legs")
    assert page.locator("#map-legs").is_visible()
