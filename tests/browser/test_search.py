"""The search finds what people call things, in a real browser, and shows nobody the words that it knows besides."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from builder.serve import BASE

if TYPE_CHECKING:
    from playwright.sync_api import Page

NERVES, ORDINARY, QUESTIONS = (
    "understand/nerve-signs/",
    "understand/ordinary-back-pain/",
    "questions/",
)

TYPED = {
    "wee": NERVES,
    "cant pee": NERVES,
    "numb bum": NERVES,
    "numb butt": NERVES,
    "cauda aquina": NERVES,
    "corda equina": NERVES,
    "incontinance": NERVES,
    "legs like jelly": NERVES,
    "walking on cotton wool": NERVES,
    "can\u2019t feel when I wipe": NERVES,
    "waist pain": ORDINARY,
    "lumbago": ORDINARY,
    "pulled a muscle": ORDINARY,
    "slipped disc": QUESTIONS,
    "herniated disk": QUESTIONS,
    "siatica": QUESTIONS,
    "pinched nerve": QUESTIONS,
    "fobbed off": QUESTIONS,
    "codine": QUESTIONS,
    "tylenol": QUESTIONS,
    "kidney stone": QUESTIONS,
    "wear and tear": "care/diagnosis/",
    "xray": "care/diagnosis/",
    "mets": "understand/cancers/",
    "bone marrow cancer": "understand/cancers/",
    "all clear": "understand/warning-signs/",
    "loosing weight": "understand/warning-signs/",
    "night sweats": "understand/warning-signs/",
    "hart attack": "understand/upper-back/",
    "bra strap": "understand/upper-back/",
}
"""What somebody types -> the page that has to be among the first three."""

TITLES = {
    "warning signs": "understand/warning-signs/",
    "upper back pain": "understand/upper-back/",
    "privacy": "about/privacy/",
    "wallet card": "print/wallet-card/",
    "myeloma": "understand/cancers/",
    "radiotherapy": "care/treatment/",
    "guidelines": "clinicians/guidelines/",
}
"""Words of the pages themselves, which the list must not push aside."""

FOUND = """(items) => items.map((item) => item.querySelector("a").getAttribute("href"))"""


def first_pages(page: Page, typed: str) -> list[str]:
    """Ask the open search, and return the first three pages that it shows."""
    field = page.get_by_role("textbox", name="Search")
    items = page.locator(".md-search-result__item")
    field.fill("")
    field.press("End")  # the search looks at each key that goes up
    items.first.wait_for(state="detached")
    field.fill(typed)
    field.press("End")
    items.first.wait_for()
    addresses = items.evaluate_all(FOUND)[:3]
    return [urlsplit(address).path.partition(BASE)[2] for address in addresses]


def test_lay_words_and_misspellings_lead_to_their_page(page: Page) -> None:
    page.goto("about/privacy/")
    page.get_by_role("button", name="Search").click()
    found = {typed: first_pages(page, typed) for typed in TYPED | TITLES}
    missed = {
        typed: pages for typed, pages in found.items() if (TYPED | TITLES)[typed] not in pages
    }
    assert missed == {}


def test_words_of_the_list_are_not_shown(page: Page) -> None:
    page.goto("about/privacy/")
    page.get_by_role("button", name="Search").click()
    assert NERVES in first_pages(page, "quada")
    shown = page.locator(".md-search-result").inner_text().lower()
    assert (
        "corda" not in shown
    )  # of the same entry; the word itself is said to be missing in other pages
    assert "numb bum" not in shown
