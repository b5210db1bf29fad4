"""Say in each built page, for programs, what it is: JSON-LD in the words of schema.org.

A page on health is a MedicalWebPage; the one of questions and answers is a FAQPage too, made from its headings.
Nobody clinical has reviewed the content, so no page has a `lastReviewed` or a `reviewedBy`; each says so.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from builder.finish.page_metadata import BuiltPage

    type Thing = dict[str, object]

CONTEXT = "https://schema.org"
NOT_ON_HEALTH = ("about/", "decisions/", "diary/", "print/")
"""Folders whose pages are about this site, or are tools."""

FOR_CLINICIANS = "clinicians/"
QUESTIONS = "questions/"
STATUS = "Not reviewed by a clinician"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
END_OF_HEAD = "</head>"


def add(pages: Mapping[Path, BuiltPage], home: BuiltPage, about: Mapping[str, str]) -> None:
    """Write the data into the head of each of the pages, which are given by their files.

    `about` is what those on health are about: the type and the name that schema.org asks for.
    """
    by_address = {page.address: page for page in pages.values()}
    for path, page in pages.items():
        data = json.dumps(described(page, home, by_address, about), ensure_ascii=False)
        script = f'<script type="application/ld+json">{data.replace("<", "\\u003c")}</script>\n'
        text = path.read_text("utf-8").replace(END_OF_HEAD, f"{script}{END_OF_HEAD}", 1)
        path.write_text(text, "utf-8", newline="\n")


def described(
    page: BuiltPage, home: BuiltPage, pages: Mapping[str, BuiltPage], about: Mapping[str, str]
) -> Thing:
    """Return the JSON-LD of a page. `pages` are all pages by address, for the way to this one."""
    place = page.address.removeprefix(home.address)
    site = {"@type": "WebSite", "@id": f"{home.address}#site", "name": home.site, "url": home.address}  # fmt: skip
    data: Thing = {
        "@type": _types(place),
        "@id": page.address,
        "url": page.address,
        "name": page.title,
        "description": page.description,
        "inLanguage": page.language,
        "dateModified": page.checked,
        "version": page.version,
        "creativeWorkStatus": STATUS,
        "isAccessibleForFree": True,
        "license": LICENCE,
        "isPartOf": site,
    }
    if not place.startswith(NOT_ON_HEALTH):
        data["about"] = {"@type": about["type"], "name": about["name"]}
        who = "Clinician" if place.startswith(FOR_CLINICIANS) else "Patient"
        data["medicalAudience"] = {"@type": "MedicalAudience", "audienceType": who}
    if place == QUESTIONS:
        data["mainEntity"] = [
            {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
            for question, answer in page.questions()
        ]  # fmt: skip
    graph: list[Thing] = [data]
    if place:
        graph.append(_way(place, home, pages))
    return {"@context": CONTEXT, "@graph": graph}


def _types(place: str) -> list[str]:
    if place.startswith(NOT_ON_HEALTH):
        return ["WebPage"]
    return ["MedicalWebPage", "FAQPage"] if place == QUESTIONS else ["MedicalWebPage"]


def _way(place: str, home: BuiltPage, pages: Mapping[str, BuiltPage]) -> Thing:
    """Return the pages above a page, and itself: those of its folders that have a page of their own."""
    parts = place.rstrip("/").split("/")
    steps = [home.address + "/".join([*parts[:n], ""]) for n in range(1, len(parts) + 1)]
    way = [home, *(pages[address] for address in steps if address in pages)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": one.title, "item": one.address}
            for position, one in enumerate(way, 1)
        ],
    }
