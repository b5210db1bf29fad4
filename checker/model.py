"""The values that the checker works with: all frozen, all typed.

The way of the data: :class:`Content` (what is known) and answers go into
:func:`checker.engine.assess`, an :class:`Assessment` comes out, and
:mod:`checker.explain` puts it into words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.conditions import Condition

__all__ = [
    "DOUBTS",
    "FOR_OTHER",
    "GENERAL",
    "NONE",
    "NOT_SURE",
    "PREFER_NOT",
    "Assessment",
    "Contact",
    "Content",
    "Evidence",
    "Finding",
    "Found",
    "Kind",
    "Level",
    "Mark",
    "Meta",
    "Part",
    "Question",
    "Reason",
    "Role",
    "Rule",
    "Source",
]

NONE = "none"
"""The option that excludes all others of its question."""
NOT_SURE = "not_sure"
"""The option for somebody who does not know; a question left out counts as this."""
PREFER_NOT = "prefer_not"
"""The option for somebody who would rather not say."""
DOUBTS = (NOT_SURE, PREFER_NOT)
"""The options that tell nothing, which is never a "no"."""
GENERAL = (NONE, *DOUBTS)
"""The options that name nothing."""
FOR_OTHER = "other"
"""The option of somebody who answers for somebody else, in a question of that role."""


class Kind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    MANY = "many"
    NUMBER = "number"


class Role(StrEnum):
    """What an answer is used for in the words to say on the phone."""

    NONE = ""
    SPEAKER = "speaker"
    FIRST = "first"
    AGE = "age"
    PLACE = "place"
    DURATION = "duration"
    SINCE = "since"


class Part(StrEnum):
    """The part of a summary for clinicians in which an answer stands."""

    REASON = "reason"
    TIMELINE = "timeline"
    SIGNS = "signs"
    HISTORY = "history"


class Mark(StrEnum):
    """How well a figure or statement was seen when the evidence was compiled."""

    VERIFIED = "verified"
    SECOND_HAND = "second_hand"
    CALCULATED = "calculated"
    FROM_MEMORY = "from_memory"


@dataclass(frozen=True, slots=True)
class Level:
    """How soon to get help; a higher `rank` is sooner. `recheck_days` later is a day to check again."""

    id: str
    rank: int
    recheck_days: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to turn to; of several, the one with the highest `order` comes first."""

    id: str
    order: int


@dataclass(frozen=True, slots=True)
class Source:
    """A publication or page, and how much of it was read (`seen`)."""

    id: str
    citation: str
    url: str
    seen: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement of the evidence register."""

    id: str
    claim: str
    value: str
    interval: str
    population: str
    source: str
    mark: Mark
    note: str


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask.

    `emergency` questions can raise the advice to the top level; not knowing
    the answer to one is never treated as "no". `plain` lists the options that
    by design raise nothing. `wording` questions change words only, no level.
    `ask` is the condition over earlier answers under which it is asked, and
    `offered` has one for each option that is not shown to everybody. An option
    is only left out of a form: whoever answers with it is believed.
    `role` says what its answer is used for in the words to say, if anything:
    who speaks, what is said first, the age, where it hurts, the duration, or
    since when a sign has been there. Below `adult_from`, if that is a number
    above 0, words are those for a child.
    `part` is where a summary has it; `medicines` are the options that name one.
    `lesser` are the options that are said only where few others are; `repeats`
    has for an option those after which it would only say a thing again.
    """

    id: str
    kind: Kind
    options: tuple[str, ...]
    plain: frozenset[str]
    emergency: bool
    wording: bool
    role: Role
    part: Part
    medicines: tuple[str, ...]
    lesser: tuple[str, ...]
    repeats: Mapping[str, tuple[str, ...]]
    ask: Condition | None
    offered: Mapping[str, Condition]
    evidence: tuple[str, ...]
    minimum: int
    maximum: int
    adult_from: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A clinical finding that answers can amount to.

    A `key` one is named when the answers speak against it. A `quiet` one, such
    as an age, is left out of the words to say on the phone. An `expected` one
    is there in everybody with a new sign, so what counts for a reader is that it
    is not; it decides as every other one does. `questions` are the
    ids of the questions behind it; `reads` are the names in `when`, each with
    whether its presence can help.
    """

    id: str
    topic: str
    key: bool
    quiet: bool
    expected: bool
    questions: frozenset[str]
    reads: tuple[tuple[str, bool], ...]
    when: Condition
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A level, the condition over findings that raises it, and why.

    `findings` are the ids of those whose presence can help it hold.
    """

    id: str
    topic: str
    level: Level
    contact: Contact
    findings: tuple[str, ...]
    when: Condition
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meta:
    """Which knowledge this is, by a `name` of small letters and hyphens, and its state.

    `reviewed_by` stays empty until a clinician signs.
    """

    name: str
    version: str
    date: str
    valid_days: int
    reviewed_by: str


type Words = Mapping[str, Mapping[str, Any]]
"""Texts of one file of ``content/<language>/``: id, then field."""


@dataclass(frozen=True, slots=True)
class Content:
    """All that the checker knows, checked as a whole when it was loaded."""

    meta: Meta
    language: str
    levels: Mapping[str, Level]
    contacts: Mapping[str, Contact]
    sources: Mapping[str, Source] = field(repr=False)
    evidence: Mapping[str, Evidence] = field(repr=False)
    questions: Mapping[str, Question] = field(repr=False)
    findings: Mapping[str, Finding] = field(repr=False)
    rules: Mapping[str, Rule] = field(repr=False)
    words: Mapping[str, Words] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding that is present, and the answers that made it so: its `origin`, options and number questions.

    It is `reported` when answers that are no doubt are enough for it. Otherwise
    it is only possible, and nobody may tell it as a fact: `doubts` are the
    questions whose answer is not known and could speak against it. What was
    reported of it all the same are the options of `origin` that are no doubt.
    """

    finding: Finding
    origin: tuple[str, ...]
    doubts: tuple[str, ...]
    reported: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that holds, with the findings that made it hold.

    It is `reported` when it holds by what was reported alone. Otherwise it holds
    on the safe side, because of `doubts`.
    """

    rule: Rule
    findings: tuple[Found, ...]
    doubts: tuple[str, ...]
    reported: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """How soon to get help, from whom, and why.

    `reasons` are the rules that hold, the highest level first. `absent` are
    key findings that the answers speak against. `not_sure`, `unanswered` and
    `dropped` are question ids: answered with "not sure" or "rather not say",
    asked but left out, and answered though they do not apply.
    """

    level: Level
    contacts: tuple[Contact, ...]
    reasons: tuple[Reason, ...]
    absent: tuple[Finding, ...]
    not_sure: tuple[str, ...]
    unanswered: tuple[str, ...]
    dropped: tuple[str, ...]
