"""How the checker does on the stories of tests/cases/stories.toml: one table, printed by a page and held by tests.

A story has the level that its author thought right, and the levels that a careful doctor would accept. The answers
are what somebody with that story would tick. How the rounds of stories came about is told in the file.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from builder.steps import BuildError
from checker import CheckerError, assess

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from checker import Content
    from checker.model import Level

__all__ = ["Accuracy", "FirstRun", "Outcome", "Share", "Story", "StoryError", "accuracy", "stories"]

CASES = "tests/cases"
STORIES = f"{CASES}/stories.toml"
BASE = f"{CASES}/base.toml"
Z_95 = 1.959963984540054
"""The normal quantile of a two-sided interval of 95 %."""

TOP = "emergency_now"
LOWEST = frozenset({"routine_appointment", "self_care"})


class StoryError(BuildError, ValueError):
    """A story cannot be used; the message names it, what is wrong and what is allowed."""


@dataclass(frozen=True, slots=True)
class Story:
    """One story, its level and acceptable levels, why, what the result has to name, and all its answers.

    `missed` says why the checker gives it a level that is not acceptable, where it does.
    """

    name: str
    topic: str
    round: int
    text: str
    level: Level
    acceptable: frozenset[str]
    why: str
    evidence: tuple[str, ...]
    must_name: tuple[str, ...]
    answers: Mapping[str, object]
    missed: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A story, the level that the checker gave, and what the result should have named but did not."""

    story: Story
    level: Level
    unnamed: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Tell whether the level is the one of the story."""
        return self.level == self.story.level

    @property
    def acceptable(self) -> bool:
        """Tell whether a careful doctor would accept the level."""
        return self.level.id in self.story.acceptable

    @property
    def steps(self) -> int:
        """How many levels the advice is above the story's level; below it is negative."""
        return self.level.rank - self.story.level.rank


@dataclass(frozen=True, slots=True)
class Share:
    """`found` of `total`."""

    found: int
    total: int

    def __str__(self) -> str:
        """Return it with its percentage: "3 of 4 (75%)"; of nothing there is no percentage."""
        if not self.total:
            return "0 of 0"
        return f"{self.found} of {self.total} ({100 * self.found / self.total:.0f}%)"

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of Wilson, as parts of 1; of nothing it is everything.

        >>> [round(edge, 3) for edge in Share(41, 41).interval]
        [0.914, 1.0]
        """
        if not self.total:
            return 0.0, 1.0
        part, square = self.found / self.total, Z_95**2
        middle = (part + square / (2 * self.total)) / (1 + square / self.total)
        reach = (
            Z_95
            * sqrt(part * (1 - part) / self.total + square / (4 * self.total**2))
            / (1 + square / self.total)
        )
        return max(0.0, middle - reach), min(1.0, middle + reach)

    @property
    def interval_text(self) -> str:
        """The interval in words: "91.4% to 100.0%"."""
        low, high = self.interval
        return f"{100 * low:.1f}% to {100 * high:.1f}%"


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What came out when the stories of a round were run for the first time; `written` says when that was."""

    number: int
    written: str
    emergencies: Share
    calm: Share
    acceptable: Share
    exact: Share


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What the checker makes of all stories, and what it made of each round at first."""

    levels: tuple[Level, ...]
    """From the most urgent to the least."""

    outcomes: tuple[Outcome, ...]
    first_runs: tuple[FirstRun, ...]

    @property
    def exact(self) -> Share:
        """Stories that get their very level."""
        return self._share(self.outcomes, lambda outcome: outcome.exact)

    @property
    def acceptable(self) -> Share:
        """Stories that get a level that a careful doctor would accept."""
        return self._share(self.outcomes, lambda outcome: outcome.acceptable)

    @property
    def emergencies(self) -> Share:
        """Emergencies that are called one."""
        return self._share(
            [outcome for outcome in self.outcomes if outcome.story.level.id == TOP],
            lambda outcome: outcome.exact,
        )

    @property
    def false_alarms(self) -> Share:
        """Stories for which an emergency would not be accepted, but which are called one."""
        return self._share(
            [outcome for outcome in self.outcomes if TOP not in outcome.story.acceptable],
            lambda outcome: outcome.level.id == TOP,
        )

    @property
    def at_or_above(self) -> Share:
        """Stories that get their level or a more urgent one."""
        return self._share(self.outcomes, lambda outcome: outcome.steps >= 0)

    @property
    def one_level_safe(self) -> Share:
        """Stories that get their level, a more urgent one, or the next below."""
        return self._share(self.outcomes, lambda outcome: outcome.steps >= -1)

    @property
    def over(self) -> Share:
        """Stories that get a more urgent level than their own."""
        return self._share(self.outcomes, lambda outcome: outcome.steps > 0)

    @property
    def under(self) -> Share:
        """Stories that get a less urgent level than their own."""
        return self._share(self.outcomes, lambda outcome: outcome.steps < 0)

    @property
    def calm(self) -> Share:
        """Stories for home or a booked visit that stay there."""
        return self._share(
            [outcome for outcome in self.outcomes if outcome.story.level.id in LOWEST],
            lambda outcome: outcome.level.id in LOWEST,
        )

    @property
    def named(self) -> Share:
        """Stories whose result names all that it has to, of those that have such a list."""
        return self._share(
            [outcome for outcome in self.outcomes if outcome.story.must_name],
            lambda outcome: not outcome.unnamed,
        )

    @property
    def not_acceptable(self) -> tuple[Outcome, ...]:
        """The misses, the most lenient first."""
        missed = (outcome for outcome in self.outcomes if not outcome.acceptable)
        return tuple(sorted(missed, key=lambda outcome: outcome.steps))

    @property
    def other_level(self) -> tuple[Outcome, ...]:
        """Stories with another level than their own that is still acceptable, the most lenient first."""
        near = (outcome for outcome in self.outcomes if outcome.acceptable and not outcome.exact)
        return tuple(sorted(near, key=lambda outcome: outcome.steps))

    def count(self, expected: Level, given: Level) -> int:
        """Return how many stories of one level got another: a cell of the confusion matrix."""
        return sum(
            outcome.story.level == expected and outcome.level == given for outcome in self.outcomes
        )

    @staticmethod
    def _share(outcomes: Sequence[Outcome], holds: Callable[[Outcome], bool]) -> Share:
        return Share(sum(map(holds, outcomes)), len(outcomes))


def accuracy(content: Content, root: Path) -> Accuracy:
    """Assess every story. Raises StoryError."""
    levels = sorted(content.levels.values(), key=lambda level: -level.rank)
    outcomes = (_outcome(content, story) for story in stories(content, root))
    runs = _tables(root / STORIES).get("round", [])
    return Accuracy(tuple(levels), tuple(outcomes), tuple(map(_first_run, runs)))


def stories(content: Content, root: Path) -> tuple[Story, ...]:
    """Read the stories, with the answers that they leave to base.toml. Raises StoryError."""
    base = _tables(root / BASE)["answers"]
    return tuple(_story(content, base, row) for row in _tables(root / STORIES)["case"])


def _tables(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def _first_run(row: Mapping[str, Any]) -> FirstRun:
    total = row["stories"]
    return FirstRun(
        number=row["number"],
        written=row["written"],
        emergencies=Share(row["emergencies_found"], row["emergencies"]),
        calm=Share(row["calm_kept"], row["calm"]),
        acceptable=Share(row["acceptable"], total),
        exact=Share(row["exact"], total),
    )


def _story(content: Content, base: Mapping[str, object], row: Mapping[str, Any]) -> Story:
    where = f"{STORIES}: {row.get('name')!r}"
    for level in (row["level"], *row["acceptable"]):
        if level not in content.levels:
            raise StoryError(
                f"{where}: no level {level!r}; allowed are {', '.join(content.levels)}"
            )
    if row["level"] not in row["acceptable"]:
        raise StoryError(f"{where}: acceptable must hold {row['level']!r}, the story's own level")
    for name in row["must_name"]:
        if name not in content.findings and name not in content.rules:
            raise StoryError(f"{where}: {name!r} is neither a finding nor a rule")
    return Story(
        name=row["name"],
        topic=row["topic"],
        round=row["round"],
        text=row["story"],
        level=content.levels[row["level"]],
        acceptable=frozenset(row["acceptable"]),
        why=row["why"],
        evidence=tuple(row["evidence"]),
        must_name=tuple(row["must_name"]),
        answers={**base, **row["answers"]},
        missed=row.get("missed", ""),
    )


def _outcome(content: Content, story: Story) -> Outcome:
    try:
        result = assess(content, story.answers)
    except CheckerError as error:
        raise StoryError(f"{STORIES}: {story.name!r}: {error}") from error
    named = {reason.rule.id for reason in result.reasons} | {
        finding.id for reason in result.reasons for finding, _ in reason.findings
    }
    unnamed = tuple(name for name in story.must_name if name not in named)
    return Outcome(story, result.level, unnamed)
