"""The pictures that explain, as inline SVG: own line drawings in ink and one tint, with real words.

Words come from the checker's content where it has them, so that a picture never says anything else than
the rules do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from builder import decision_map, marks, rule_words
from builder.drawing import (
    LINE,
    WIDTH,
    Frame,
    arrow,
    box,
    curve,
    dot,
    group,
    line,
    listed,
    path,
    svg,
    words,
    wrapped,
)
from builder.steps import BuildError
from builder.tables import capital

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from builder.drawing import Point
    from builder.register import Register


class PictureError(BuildError, LookupError):
    """A page asks for a picture that is not there."""


def picture(register: Register, name: str) -> str:
    """Return a picture as one line of HTML. Raises PictureError."""
    allowed = PICTURES if register.language.is_first else TRANSLATED
    if name not in allowed:
        raise PictureError(f"picture {name!r} is not there: allowed are {', '.join(allowed)}")
    return PICTURES[name](register)


# --- The spine by region ------------------------------------------------------------------------------------

REGIONS = (
    ("Neck", 7, ("arm_pain", "clumsy_hands")),
    ("Upper and middle back", 12, ("band", "legs_weak")),
    ("Low back", 5, ("one_leg_pain", "one_leg_weak")),
    ("Bottom of the spine", 0, ("saddle_new", "bladder_new")),
)
"""Name, number of bones to draw, and the findings that trouble there can cause."""

LABELS = (26, 146, 292, 392)
LABEL_AT = 124
TINTED = range(7, 19)  # of the 24 movable bones: those of the second region
CORD_ENDS = 19  # at the top of the low back
BENDS = ((0, 52), (4, 44), (13, 62), (20, 44), (23, 52))
"""How far from the left some of the bones stand: the neck and the low back bend to the front."""


@dataclass(frozen=True, slots=True)
class Bone:
    """One bone from the side: its middle, half its width, its height and its turn in degrees."""

    x: float
    y: float
    half: float
    height: float
    turn: float


def spine(register: Register) -> str:
    """Return the spine from the side, with what pressed nerves of each region can cause."""
    bones = _bones()
    behind = [(bone.x + bone.half + 6, bone.y) for bone in bones]  # the channel of the cord
    last = bones[-1]
    x, y = last.x - last.half + 2, last.y + last.height / 2 + 4
    parts = [_bone("bone tint" if n in TINTED else "bone", bone) for n, bone in enumerate(bones)]
    parts += [
        path(
            "bone", f"M{x:.0f} {y:.0f}l34 -2q16 30 14 56q-4 20 -16 26q2 -22 -8 -40q-14 -18 -24 -40z"
        ),
        curve("cord", [(behind[0][0], behind[0][1] - 12), *behind[: CORD_ENDS + 1]]),
    ]
    for spread in (-3, 0, 3):
        below = [(a + spread, b) for a, b in behind[CORD_ENDS + 1 :]]
        parts.append(curve("nerve", [behind[CORD_ENDS], *below, (x + 42 + spread * 2, y + 50)]))
    told = []
    spans = [*_spans(bones), (y + 2, y + 80)]
    for (name, _, findings), (first, end), label in zip(REGIONS, spans, LABELS, strict=True):
        names = [rule_words.name(register.content, key) for key in findings]
        told.append(f"{name}: {'; '.join(names)}.")
        parts += [
            line("lead", [(98, first), (104, first), (104, end), (98, end)]),
            line("lead", [(104, (first + end) / 2), (LABEL_AT - 6, label - 5)]),
            words("name", (LABEL_AT, label), [name]),
            listed((LABEL_AT, label + LINE), map(capital, names), WIDTH - LABEL_AT),
        ]
    frame = Frame(
        "spine",
        "The spine by region, and what pressed nerves can cause",
        "The spine from the side, with the cord behind the bones. Near the waist the cord ends in a bundle of "
        f"nerves. {' '.join(told)}",
        500,
    )
    return svg(frame, parts)


def _bones() -> list[Bone]:
    """Return the movable bones from the top, each turned with the line that they follow."""
    heights = [8.6 + n * 0.36 for n in range(24)]
    middles = [22 + sum(heights[:n]) + heights[n] / 2 + n * 2.6 for n in range(24)]
    across = [_between(BENDS, n) for n in range(24)]
    bones = []
    for n in range(24):
        before, after = max(n - 1, 0), min(n + 1, 23)
        slope = (across[after] - across[before]) / (middles[after] - middles[before])
        turn = -math.degrees(math.atan(slope))
        bones.append(Bone(across[n], middles[n], 9 + n * 0.42, heights[n], turn))
    return bones


def _between(knots: Sequence[Point], at: float) -> float:
    """Return the height of a smooth line through the knots."""
    for (x, y), (next_x, next_y) in pairwise(knots):
        if x <= at <= next_x:
            share = (1 - math.cos(math.pi * (at - x) / (next_x - x))) / 2
            return y + (next_y - y) * share
    return knots[-1][1]


def _bone(kind: str, bone: Bone) -> str:
    shape = box(kind, (-bone.half, -bone.height / 2), 2 * bone.half, bone.height, 3)
    return group("", [shape], at=(bone.x, bone.y), turn=bone.turn)


def _spans(bones: Sequence[Bone]) -> list[Point]:
    """Return the top and the bottom of each region that has bones of its own."""
    spans, start = [], 0
    for _, count, _ in REGIONS:
        if count:
            first, last = bones[start], bones[start + count - 1]
            spans.append((first.y - first.height / 2 + 1, last.y + last.height / 2 - 1))
            start += count
    return spans


# --- How cancer causes pain ---------------------------------------------------------------------------------

MECHANISMS = (
    ("1. Weak bone", "It aches, or breaks with little force."),
    ("2. Pressed nerve or cord", "Electric pain, numb or weak legs."),
    ("3. Inflammation", "Nerves nearby fire too easily."),
    ("4. Muscle spasm", "Muscles grip to guard the sore place."),
)


def mechanisms(_register: Register) -> str:
    """Return four small drawings, one for each way in which cancer can hurt."""
    drawings = (_weak_bone(), _pressed_nerve(), _inflammation(), _spasm())
    parts = []
    for n, ((name, text), drawing) in enumerate(zip(MECHANISMS, drawings, strict=True)):
        at = (n % 2 * 174, n // 2 * 230)
        parts += [
            box("frame", (at[0] + 1, at[1] + 1), 164, 218),
            group("scene", drawing, at=(at[0] + 83, at[1] + 70)),
            words("name", (at[0] + 10, at[1] + 152), wrapped(name, 150, unit=8.6)),
        ]
        below = at[1] + 152 + LINE * len(wrapped(name, 150, unit=8.6))
        parts.append(words("", (at[0] + 10, below), wrapped(text, 150, unit=8.2)))
    told = " ".join(f"{name}: {text}" for name, text in MECHANISMS)
    title = "Four ways in which cancer in the spine can hurt"
    return svg(Frame("mechanisms", title, told, 450), parts)


def _weak_bone() -> list[str]:
    """Return three bones from the side; the middle one has holes, and its front has given way."""
    return [
        box("bone", (-32, -52), 60, 30),
        path("bone", "M-32 -12L28 -16V14L-32 6Z"),
        *(
            dot("tint spot", at, size)
            for at, size in (((-18, -3), 5), ((-2, -5), 6), ((14, 1), 7), ((-8, 4), 3))
        ),
        path("ink", "M-32 -3l7 3l-4 4l8 2M-20 -13l3 5l-5 3"),
        box("bone", (-32, 22), 60, 30),
    ]


def _pressed_nerve() -> list[str]:
    """Return three bones with the cord behind them, and a growth that pushes the cord aside."""
    return [
        *(box("bone", (-52, y), 56, 28) for y in (-52, -14, 24)),
        curve("cord", [(18, -58), (18, -30), (22, -14), (31, 0), (22, 14), (18, 30), (18, 58)]),
        path("tint spot", "M4 -13q20 -2 21 13q-1 15 -21 13z"),
        curve("nerve", [(18, -34), (34, -30), (50, -20), (66, -16)]),
        curve("nerve", [(22, 12), (36, 20), (50, 26), (66, 28)]),
        path("ink", "M46 10l9 -3l-4 7l10 -3"),
    ]


def _inflammation() -> list[str]:
    """Return a bone, a nerve that leaves it, and swelling round the two with signals going out."""
    rays = []
    for turn in range(-60, 61, 30):
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        rays.append(line("ink", [(8 + 42 * cos, 42 * sin), (8 + 52 * cos, 52 * sin)]))
    spots = ((10, -16), (20, -6), (14, 12), (26, 10), (2, 20), (-2, -22))
    return [
        dot("tint halo", (8, 0), 36),
        box("bone", (-58, -24), 52, 48),
        curve("nerve thick", [(-6, 0), (12, 4), (30, -4), (44, 2), (72, 0)]),
        *(dot("solid", at, 2.4) for at in spots),
        *rays,
    ]


def _spasm() -> list[str]:
    """Return bones from behind with a muscle on each side; one is short and thick and pulls."""
    bones = [box("bone", (-12, y), 24, 20) for y in (-54, -28, -2, 24)]
    calm = ["M-44 -56q-14 54 0 108", "M-38 -56q-8 54 0 108", "M-32 -56q-2 54 0 108"]
    tight = ["M32 -56q6 30 2 36", "M40 -56q8 28 14 36", "M32 52q6 -30 2 -36", "M40 52q8 -28 14 -36"]
    return [
        *bones,
        *(path("ink", data) for data in calm + tight),
        path("tint spot", "M30 -22q24 -8 30 18q-4 30 -30 22q8 -20 0 -40z"),
        path("ink", "M38 -14q12 12 2 26M48 -12q8 12 0 24"),
        *(line("ink", [(72, y), (64, y * 0.4)]) for y in (-30, 26)),
    ]


# --- The ladder of urgency ----------------------------------------------------------------------------------

RUNG = 78


def ladder(register: Register) -> str:
    """Return the levels as the rungs of a ladder, the most urgent at the top."""
    parts = [line("rail", [(x, 6), (x, RUNG * 5 + 2)]) for x in (12, 64)]
    told = []
    for n, level in enumerate(rule_words.levels(register.content)):
        say = register.content.words["levels"][level.id]
        top = n * RUNG + 4
        lines = wrapped(str(say["title"]), WIDTH - 84)
        told.append(f"{say['mark_word']}: {say['title']}.")
        parts += [
            line("rail", [(12, top + RUNG - 6), (64, top + RUNG - 6)]),
            marks.drawn(level.id, (20, top + 20), 1.5),
            words("title", (84, top + 26), [str(say["mark_word"])]),
            words("", (84, top + 26 + LINE), lines),
        ]
    title = str(register.words["pictures"]["ladder"])
    return svg(Frame("ladder", title, " ".join(told), RUNG * 5 + 8), parts)


# --- How back pain is checked -------------------------------------------------------------------------------


def checking(_register: Register) -> str:
    """Return the way from the first question to a plan."""
    half = WIDTH / 2
    tests = [
        "Nerve sign, or cancer before: MRI",
        "Fever: blood tests and MRI",
        "A break is likely: X-ray or CT",
        "Lasting pain at 60 or over: blood tests",
    ]
    calm = ["What helps, and a day to look again", "Worse, or no better: back to the start"]
    parts, y = _stop((0, 0), WIDTH, "Your story", "The questions come first.", [])
    parts += [arrow([(half, y), (half, y + 20)])]
    more, y = _stop((0, y + 22), WIDTH, "The examination", "Back, strength, feeling, walking.", [])
    parts += [*more, arrow([(76, y), (76, y + 20)]), arrow([(250, y), (250, y + 20)])]
    left, _ = _stop((0, y + 22), 160, "No warning sign", "No scan at first.", calm)
    right, y = _stop((168, y + 22), 172, "A warning sign", "The test that fits:", tests)
    parts += [*left, *right, arrow([(250, y), (250, y + 20)])]
    far = ["Scans show how far it has spread", "A small sample (biopsy) shows which kind"]
    more, y = _stop((0, y + 22), WIDTH, "If a test points to cancer", "Before a plan:", far)
    parts += [*more, arrow([(half, y), (half, y + 20)])]
    more, y = _stop(
        (0, y + 22), WIDTH, "A team and a plan", "At once if the cord is pressed on.", []
    )
    frame = Frame(
        "checking",
        "How back pain is checked, from the first question to a plan",
        f"First your story, then the examination. With no warning sign, no scan at first. {'. '.join(calm)}. "
        f"With a warning sign, the test that fits it. {'. '.join(tests)}. If a test points to cancer: "
        f"{'. '.join(far)}. Then a team and a plan, at once if the cord is pressed on.",
        y + 2,
    )
    return svg(frame, [*parts, *more])


def _stop(
    at: Point, width: float, name: str, text: str, items: Sequence[str]
) -> tuple[list[str], float]:
    """Return a box with a name, a line of text and a list, and where it ends."""
    x, y = at
    lines = wrapped(text, width - 20)
    below = y + 42 + LINE * len(lines)
    rows = sum(len(wrapped(item, width - 32)) for item in items)
    end = below + LINE * rows - 8
    return [
        box("frame", (x + 1, y), width - 2, end - y),
        words("name", (x + 10, y + 22), [name]),
        words("", (x + 10, y + 41), lines),
        listed((x + 10, below), items, width - 20),
    ], end


PICTURES: dict[str, Callable[[Register], str]] = {
    "spine": spine,
    "mechanisms": mechanisms,
    "ladder": ladder,
    "checking": checking,
    "decision-map": lambda register: decision_map.drawn(register.content),
}
TRANSLATED = ("ladder",)
"""Those that have their words in every language."""
