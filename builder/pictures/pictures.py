"""The pictures that explain, as inline SVG: line drawings in ink and one tint, with real words.

Two are made from the checker's content alone. The others are files: docs/_data/pictures/<name>.toml has the words
and where they stand, docs/_pictures/ the shapes. Names of findings come from the content, so that a picture
never says anything else than the rules do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.knowledge import languages, rule_text
from builder.knowledge.site_content import ROOT
from builder.markup.html_tables import capital
from builder.pictures import decision_map, level_icons
from builder.pictures.svg import (
    LINE,
    WIDTH,
    Frame,
    arrow,
    box,
    group,
    line,
    listed,
    svg,
    words,
    wrapped,
)
from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from builder.knowledge.languages import Language
    from builder.knowledge.site_content import Register

    type Data = Mapping[str, Any]

FOLDER = "pictures"
SHAPES = "docs/_pictures"


class PictureError(BuildError, LookupError):
    """A page asks for a picture that is not there, or its file lacks something."""


def picture(register: Register, name: str) -> str:
    """Return a picture as one line of HTML. Raises PictureError, or LanguageError for an unfit translation."""
    allowed = names(register.language)
    if name not in allowed:
        raise PictureError(f"picture {name!r} is not there: allowed are {', '.join(allowed)}")
    if name in MADE:
        return MADE[name](register)
    return laid_out(register, name, languages.words(ROOT, register.language, f"{FOLDER}/{name}"))


def laid_out(register: Register, name: str, data: Data) -> str:
    """Return a picture from what its file says. Raises PictureError."""
    for key, draw in LAYOUTS.items():
        if key in data:
            try:
                return draw(register, name, data)
            except KeyError as error:
                raise PictureError(
                    f"{FOLDER}/{name}.toml: {error} is missing or not known"
                ) from error
    raise PictureError(f"{FOLDER}/{name}.toml: expected one of {', '.join(LAYOUTS)}")


def names(language: Language) -> list[str]:
    """Return the pictures that a language has."""
    made = MADE if language.is_first else TRANSLATED
    return [*made, *sorted(path.stem for path in (ROOT / language.data / FOLDER).glob("*.toml"))]


def _shapes(name: str) -> str:
    """Return what is inside a drawing of docs/_pictures in one line. Raises PictureError."""
    path = ROOT / SHAPES / f"{name}.svg"
    if not path.is_file():
        raise PictureError(f"{SHAPES}/{name}.svg is missing")
    return "".join(text.strip() for text in level_icons.inner(path).splitlines())


# --- A drawing with its regions -----------------------------------------------------------------------------

BRACKET = (98, 104)
LABEL_AT = 124


def regions(register: Register, name: str, data: Data) -> str:
    """Return a drawing, and beside each of its regions what trouble there can cause."""
    parts, told = [_shapes(name)], [data["told"]]
    for region in data["region"]:
        first, end, label = region["from"], region["to"], region["label"]
        signs = [rule_text.name(register.content, key) for key in region["findings"]]
        told.append(f"{region['name']}: {'; '.join(signs)}.")
        left, right = BRACKET
        parts += [
            line("lead", [(left, first), (right, first), (right, end), (left, end)]),
            line("lead", [(right, (first + end) / 2), (LABEL_AT - 6, label - 5)]),
            words("name", (LABEL_AT, label), [region["name"]]),
            listed((LABEL_AT, label + LINE), map(capital, signs), WIDTH - LABEL_AT),
        ]
    return svg(Frame(name, data["title"], " ".join(told), data["height"]), parts)


# --- Small drawings, two in a row ---------------------------------------------------------------------------

SCENE_WIDTH, SCENE_HEIGHT = 166, 220
ACROSS, DOWN = SCENE_WIDTH + 8, SCENE_HEIGHT + 10
"""From one scene to the next."""


def scenes(_register: Register, name: str, data: Data) -> str:
    """Return small drawings, each in a frame with its name and a sentence."""
    parts, told = [], []
    for n, scene in enumerate(data["scene"]):
        x, y = n % 2 * ACROSS, n // 2 * DOWN
        head = wrapped(scene["name"], SCENE_WIDTH - 16, unit=8.6)
        text = wrapped(scene["text"], SCENE_WIDTH - 16, unit=8.2)
        below = y + 152
        told.append(f"{scene['name']}: {scene['text']}")
        parts += [
            box("frame", (x + 1, y + 1), SCENE_WIDTH - 2, SCENE_HEIGHT - 2),
            group("scene", [_shapes(scene["drawing"])], at=(x + SCENE_WIDTH / 2, y + 70)),
            words("name", (x + 10, below), head),
            words("", (x + 10, below + LINE * len(head)), text),
        ]
    rows = (len(data["scene"]) + 1) // 2
    return svg(Frame(name, data["title"], " ".join(told), rows * DOWN - 10), parts)


# --- A way through boxes ------------------------------------------------------------------------------------

GAP = 22


def way(_register: Register, name: str, data: Data) -> str:
    """Return a way down through rows of boxes."""
    parts, told, y = [], [], 0.0
    for row in data["row"]:
        ends = []
        for stop in row["stop"]:
            drawn, end = _stop(stop, y)
            parts += drawn
            ends.append(end)
            items = "".join(f" {item}." for item in stop["items"])
            told.append(f"{stop['name']}: {stop['text']}{items}")
        y = max(ends)
        parts += [arrow([(x, y), (x, y + GAP - 2)]) for x in row["arrows"]]
        y += GAP
    return svg(Frame(name, data["title"], " ".join(told), y - GAP + 2), parts)


def _stop(stop: Data, y: float) -> tuple[list[str], float]:
    """Return a box with a name, a line of text and a list, and where it ends."""
    x, width = stop["at"], stop["width"]
    lines = wrapped(stop["text"], width - 20)
    below = y + 42 + LINE * len(lines)
    rows = sum(len(wrapped(item, width - 32)) for item in stop["items"])
    end = below + LINE * rows - 8
    return [
        box("frame", (x + 1, y), width - 2, end - y),
        words("name", (x + 10, y + 22), [stop["name"]]),
        words("", (x + 10, y + 41), lines),
        listed((x + 10, below), stop["items"], width - 20),
    ], end


LAYOUTS: dict[str, Callable[[Register, str, Data], str]] = {
    "region": regions,
    "scene": scenes,
    "row": way,
}
"""How a picture is laid out, by what its file has."""


# --- The ladder of urgency ----------------------------------------------------------------------------------

RUNG = 78


def ladder(register: Register) -> str:
    """Return the levels as the rungs of a ladder, the most urgent at the top."""
    parts = [line("rail", [(x, 6), (x, RUNG * 5 + 2)]) for x in (12, 64)]
    told = []
    for n, level in enumerate(rule_text.levels(register.content)):
        say = register.content.words["levels"][level.id]
        top = n * RUNG + 4
        lines = wrapped(str(say["title"]), WIDTH - 84)
        told.append(f"{say['mark_word']}: {say['title']}.")
        parts += [
            line("rail", [(12, top + RUNG - 6), (64, top + RUNG - 6)]),
            level_icons.drawn(level.id, (20, top + 20), 1.5),
            words("title", (84, top + 26), [str(say["mark_word"])]),
            words("", (84, top + 26 + LINE), lines),
        ]
    title = str(register.words["pictures"]["ladder"])
    return svg(Frame("ladder", title, " ".join(told), RUNG * 5 + 8), parts)


MADE: dict[str, Callable[[Register], str]] = {
    "ladder": ladder,
    "decision-map": lambda register: decision_map.drawn(register.content),
}
"""Those that are made from the content."""
TRANSLATED = ("ladder",)
"""Those of them that have their words in every language."""
