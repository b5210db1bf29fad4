"""Make matplotlib's SVG fit for a page: no inline style, no ids of its own, colours as classes of evidence.css.

Charts are drawn in tones: colours that stand for a name. A shape with the tone INK gets the class f-ink
(fill) or s-ink (stroke), and the style sheet decides what ink is in light, in dark and on paper.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET  # parses only what matplotlib has just written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"

INK, MUTED, RULE, ACCENT, TINT, PAPER = (f"#0000{n:02x}" for n in range(1, 7))
TONES: Mapping[str, str] = {
    INK: "ink",
    MUTED: "muted",
    RULE: "rule",
    ACCENT: "accent",
    TINT: "tint",
    PAPER: "paper",
}
KEPT = ("stroke-width", "stroke-dasharray", "stroke-linecap", "text-anchor", "font-size", "font-weight")  # fmt: skip
SCALE = "scale"
"""Group id of what is no figure but a mark of the scale."""

DECLARATION = re.compile(r"\s*([\w-]+)\s*:\s*([^;]+)")
NUMBER = re.compile(r"-?\d+\.\d+")
NO_TURN = re.compile(r"rotate\(-?0\b")


def clean(text: str, name: str, title: str, description: str) -> str:
    """Return an SVG of matplotlib as one that can stand in a page; `name` makes its ids unique."""
    drawn = ET.fromstring(text)  # noqa: S314 - our own
    markers = {f"#{one.get('id')}": one for defs in drawn.iter(f"{SVG}defs") for one in defs.iter()}
    width, height = drawn.get("viewBox", "0 0 0 0").split()[2:]
    root = ET.Element(
        "svg",
        {
            "class": "drawing",
            "viewBox": f"0 0 {_short(width)} {_short(height)}",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-desc",
        },
    )
    ET.SubElement(root, "title", {"id": f"{name}-title"}).text = title
    ET.SubElement(root, "desc", {"id": f"{name}-desc"}).text = description
    scale = ET.SubElement(root, "g", {"data-scale": ""})
    for shape, on_scale in _shapes(drawn, on_scale=False):
        (scale if on_scale else root).append(_plain(shape, markers))
    ET.indent(root, "")
    return ET.tostring(root, encoding="unicode")


def _shapes(parent: ET.Element, *, on_scale: bool) -> Iterator[tuple[ET.Element, bool]]:
    """Yield what is drawn, without the groups round it, and whether it belongs to the scale."""
    for child in parent:
        if child.tag in {f"{SVG}defs", f"{SVG}metadata"}:
            continue
        if child.tag == f"{SVG}g":
            inside = on_scale or child.get("id", "").startswith(SCALE)
            yield from _shapes(child, on_scale=inside)
        elif not (child.tag == f"{SVG}path" and _style(child) == {"fill": "none"}):
            yield child, on_scale


def _plain(shape: ET.Element, markers: Mapping[str, ET.Element]) -> ET.Element:
    """Return a shape with attributes and classes in place of a style; a marker stands where it is used."""
    style = _style(shape)
    found: dict[str, str] = {}
    tag = shape.tag.removeprefix(SVG)
    if tag == "use":
        marker = markers[shape.get(HREF, "")]
        found["d"] = _path(marker)
        found["transform"] = f"translate({_short(shape.get('x', '0'))} {_short(shape.get('y', '0'))})"  # fmt: skip
        style = _style(marker) | style
        tag = "path"
    elif tag == "path":
        found["d"] = _path(shape)
    else:
        found |= {key: _short(shape.get(key, "0")) for key in ("x", "y")}
        turn = shape.get("transform", "")
        if turn and not NO_TURN.match(turn):
            found["transform"] = _short(turn)
    classes = []
    for use, short in (("fill", "f"), ("stroke", "s")):
        colour = style.get(use, "")
        if colour in TONES:
            classes.append(f"{short}-{TONES[colour]}")
        elif colour:
            found[use] = colour
    if classes:
        found["class"] = " ".join(classes)
    found |= {key: style[key].removesuffix("px") for key in KEPT if key in style}
    plain = ET.Element(tag, found)
    plain.text = shape.text if tag == "text" else None
    return plain


def _style(shape: ET.Element) -> dict[str, str]:
    return {key: value.strip() for key, value in DECLARATION.findall(shape.get("style", ""))}


def _path(shape: ET.Element) -> str:
    return _short(" ".join(shape.get("d", "").split()))


def _short(text: str) -> str:
    """Return the text with numbers of one decimal: a tenth of a pixel is enough."""
    return NUMBER.sub(lambda match: f"{round(float(match[0]), 1):g}", text)
