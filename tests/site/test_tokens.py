"""The colours hold the contrast that they promise, computed from the file itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "docs/assets/css"
TEXT = (
    "ink",
    "muted",
    "link",
    "emergency-now",
    "same-day",
    "urgent-appointment",
    "routine-appointment",
    "self-care",
)
GROUNDS = ("paper", "surface", "wash")
BLOCK = re.compile(r"(:root[^{]*)\{([^{}]*--paper:[^{}]*)\}")

type Colours = dict[str, str]


def blocks() -> dict[str, Colours]:
    """Return the colour tokens of each block that sets the paper, by its selector."""
    text = re.sub(r"/\*.*?\*/", "", (CSS / "tokens.css").read_text("utf-8"), flags=re.DOTALL)
    found: dict[str, Colours] = {}
    for selector, body in BLOCK.findall(text):
        name = "print" if selector.strip() in found else selector.strip()
        found[name] = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", body))
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


LIGHT = ":root"
DARK = ':root[data-colours="dark"]'
DARK_BY_SYSTEM = ':root:not([data-colours="light"])'


def test_the_file_has_the_four_blocks() -> None:
    assert set(blocks()) == {LIGHT, DARK, DARK_BY_SYSTEM, "print"}


def test_dark_is_the_same_chosen_or_by_the_system() -> None:
    assert blocks()[DARK] == blocks()[DARK_BY_SYSTEM]


@pytest.mark.parametrize("scheme", [LIGHT, DARK, "print"])
def test_text_has_a_contrast_of_at_least_4_5(scheme: str) -> None:
    colours = blocks()[scheme]
    pairs = {
        (text, ground): contrast(colours[text], colours[ground])
        for text in TEXT
        for ground in GROUNDS
    }
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_edges_marks_and_filled_levels_can_be_seen(scheme: str) -> None:
    colours = blocks()[scheme]
    assert contrast(colours["ink"], colours["mark"]) >= 4.5
    for ground in ("paper", "surface"):
        assert contrast(colours["edge"], colours[ground]) >= 3
    for level in TEXT[3:]:
        assert contrast(colours["on-level"], colours[level]) >= 4.5
    # On any ground one half of the focus ring stands out: the amber or its ink edge.
    assert contrast(colours["focus"], colours["focus-ink"]) >= 3


PRINTED = re.compile(r"@media print\s*\{(?:[^{}]|\{[^{}]*\})*\}")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^{};]*\{)|\brgba?\(|\bhsla?\(")


def test_no_other_sheet_names_a_colour() -> None:
    """A colour outside the tokens would be missing in dark; on paper, black needs no name."""
    for path in CSS.glob("*.css"):
        if path.name in {"tokens.css", "print.css"}:
            continue
        text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert COLOUR.findall(PRINTED.sub("", text)) == [], path.name
