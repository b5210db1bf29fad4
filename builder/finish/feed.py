"""Make the Atom feed of what changed in the content, from the content's own history (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ATOM = "http://www.w3.org/2005/Atom"
NAME = "feed.xml"
CHANGES = "about/changes/"
"""The page that has a part for each version."""


def anchor(version: str) -> str:
    """Return the id of a version's part on the page of changes."""
    return f"version-{version.replace('.', '-')}"


def feed(history: Sequence[Mapping[str, Any]], title: str, address: str) -> str:
    """Return the feed of a site with this title and address. The newest version is the first of the history."""
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": "en"})
    _text(root, "id", address + NAME)
    _text(root, "title", f"{title}: changes of the content")
    _text(root, "updated", _time(history[0]))
    _link(root, "self", address + NAME)
    _link(root, "alternate", address + CHANGES)
    _text(ET.SubElement(root, f"{{{ATOM}}}author"), "name", title)
    for version in history:
        number = str(version["version"])
        here = f"{address}{CHANGES}#{anchor(number)}"
        entry = ET.SubElement(root, f"{{{ATOM}}}entry")
        _text(entry, "id", here)
        _text(entry, "title", f"Content version {number}")
        _text(entry, "updated", _time(version))
        _link(entry, "alternate", here)
        _text(entry, "summary", "\n".join(version["changes"]))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _time(version: Mapping[str, Any]) -> str:
    return f"{version['date']}T00:00:00Z"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _link(parent: ET.Element, relation: str, address: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"rel": relation, "href": address})
