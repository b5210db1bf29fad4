"""How the checker does on stories, three sets and four readers: tables that a page prints and tests hold.

A story has the level that its author thought right, and the levels that a careful doctor would accept. The answers
are what somebody with that story would tick. How the stories came about is told in their files.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker import CheckerError, assess
from checker.answers import check_answers
from checker.engine import settle
from likelihood.arithmetic import wilson

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from checker import Assessment, Content
    from checker.model import Level

__all__ = [
    "INDEPENDENT",
    "SECOND_READER",
    "STORIES",
    "VALIDATION_2",
    "Accuracy",
    "FirstRun",
    "Outcome",
    "Share",
    "Story",
    "StoryError",
    "accuracy",
    "agreement",
    "completed",
    "mentions",
    "stories",
]

STORIES = "evaluation/stories/own.toml"
INDEPENDENT = "evaluation/stories/independent.toml"
"""Written and answered by people who had not seen the rules; each story has all its answers."""
SECOND_READER = "evaluation/stories/hurried.toml"
"""What a second reader, in haste, answered for the stories of INDEPENDENT."""
VALIDATION_2 = "evaluation/stories/third.toml"
"""A later set that came about as INDEPENDENT did, by others."""
BASE = "evaluation/base.toml"

CALM = 2
"""So many levels, the lowest, are for home or a visit that can be booked."""

SHORTEST_WORD, STEM = 4, 5
"""Of a phrase to be mentioned, words of so many letters count, by so many of their first letters."""


class StoryError(CheckerError, ValueError):
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
    must_mention: tuple[str, ...]
    answers: Mapping[str, object]
    missed: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A story, the level that the checker gave, and what the result should have named but did not."""

    story: Story
    level: Level
    unnamed: tuple[str, ...]
    mentioned: tuple[str, ...]
    """What the result mentions of the story's phrases, loosely read."""

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
        share = wilson(self.found, self.total)
        return share.least, share.most

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
    over: Share
    under: Share
    mentioned: Share
    """These three are shares of nothing where they were not recorded."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What the checker makes of all stories, and what it made of each round at first."""

    levels: tuple[Level, ...]
    """From the most urgent to the least."""

    outcomes: tuple[Outcome, ...]
    first_runs: tuple[FirstRun, ...]

    @property
    def _top(self) -> Level:
        return self.levels[0]

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
            [outcome for outcome in self.outcomes if outcome.story.level == self._top],
            lambda outcome: outcome.exact,
        )

    @property
    def false_alarms(self) -> Share:
        """Stories for which an emergency would not be accepted, but which are called one."""
        return self._share(
            [one for one in self.outcomes if self._top.id not in one.story.acceptable],
            lambda outcome: outcome.level == self._top,
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
        lowest = self.levels[-CALM:]
        return self._share(
            [outcome for outcome in self.outcomes if outcome.story.level in lowest],
            lambda outcome: outcome.level in lowest,
        )

    @property
    def named(self) -> Share:
        """Stories whose result names all that it has to, of those that have such a list."""
        return self._share(
            [outcome for outcome in self.outcomes if outcome.story.must_name],
            lambda outcome: not outcome.unnamed,
        )

    @property
    def mentioned(self) -> Share:
        """Phrases that a result has to mention, and does, of all stories together."""
        return Share(
            sum(len(outcome.mentioned) for outcome in self.outcomes),
            sum(len(outcome.story.must_mention) for outcome in self.outcomes),
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


def accuracy(content: Content, root: Path, file: str = STORIES) -> Accuracy:
    """Assess every story of a file. Raises StoryError."""
    levels = sorted(content.levels.values(), key=lambda level: -level.rank)
    outcomes = (_outcome(content, file, story) for story in stories(content, root, file))
    runs = _tables(root / file).get("round", [])
    return Accuracy(tuple(levels), tuple(outcomes), tuple(map(_first_run, runs)))


def agreement(one: Accuracy, other: Accuracy) -> Share:
    """Return for how many stories two readers came to the same level; the stories are the same in both."""
    pairs = zip(one.outcomes, other.outcomes, strict=True)
    return Share(sum(first.level == second.level for first, second in pairs), len(one.outcomes))


def completed(
    content: Content, answers: Mapping[str, Any], base: Mapping[str, object]
) -> dict[str, object]:
    """Return the answers with those of `base` to each question that is asked and was left open.

    So a new question needs one line in base.toml, and no story or case that is older than it. Raises CheckerError.
    """
    whole = {
        key: base[key] for key, one in content.questions.items() if one.wording and key in base
    }
    whole |= answers
    while left := [key for key in _unanswered(content, whole) if key in base]:
        whole[left[0]] = base[left[0]]  # one at a time: it may decide what is asked next
    return whole


def _unanswered(content: Content, answers: Mapping[str, object]) -> list[str]:
    return settle(content, check_answers(content, dict(answers)))[1]  # what assess begins with


def stories(content: Content, root: Path, file: str = STORIES) -> tuple[Story, ...]:
    """Read the stories, with the answers that they leave to base.toml. Raises StoryError."""
    base = _tables(root / BASE)["answers"]
    rows = _tables(root / (INDEPENDENT if file == SECOND_READER else file))["case"]
    if file == SECOND_READER:
        answers = _tables(root / file)["answers"]
        rows = [{**row, "answers": answers[row["name"]]} for row in rows]
    return tuple(_story(content, file, base, row) for row in rows)


def mentions(content: Content, result: Assessment, phrase: str) -> bool:
    """Tell whether the reasons of a result hold the words of a phrase, in any order, by their first letters.

    Reasons are what the result page shows of them: title, why, findings, and the answers behind. Another word for
    the same thing is not seen, and words that only stand near each other are.
    """
    words = [word for word in re.findall(r"[a-z]+", phrase.lower()) if len(word) >= SHORTEST_WORD]
    said = _reasons(content, result).lower()
    return all(word[:STEM] in said for word in words or [phrase.lower()])


def _reasons(content: Content, result: Assessment) -> str:
    said: list[str] = []
    for reason in result.reasons:
        rule = content.words["rules"][reason.rule.id]
        said += [str(rule[key]) for key in ("title", "why", "medical") if key in rule]
        for found in reason.findings:
            words = content.words["findings"][found.finding.id]
            said += [str(words[key]) for key in ("name", "medical") if key in words]
            for question, _, option in (name.partition(".") for name in found.origin):
                said.append(
                    str(content.words["questions"][question].get("options", {}).get(option))
                )
    return " ".join(said)


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
        over=Share(row.get("over", 0), total if "over" in row else 0),
        under=Share(row.get("under", 0), total if "under" in row else 0),
        mentioned=Share(row.get("mentions_found", 0), row.get("mentions", 0)),
    )


def _story(
    content: Content, file: str, base: Mapping[str, object], row: Mapping[str, Any]
) -> Story:
    where = f"{file}: {row.get('name')!r}"
    for level in (row["level"], *row["acceptable"]):
        if level not in content.levels:
            raise StoryError(
                f"{where}: no level {level!r}; allowed are {', '.join(content.levels)}"
            )
    if row["level"] not in row["acceptable"]:
        raise StoryError(f"{where}: acceptable must hold {row['level']!r}, the story's own level")
    for name in row.get("must_name", []):
        if name not in content.findings and name not in content.rules:
            raise StoryError(f"{where}: {name!r} is neither a finding nor a rule")
    try:
        answers = completed(content, row["answers"], base)
    except CheckerError as error:
        raise StoryError(f"{where}: {error}") from error
    return Story(
        name=row["name"],
        topic=row.get("topic", ""),
        round=row["round"],
        text=row["story"],
        level=content.levels[row["level"]],
        acceptable=frozenset(row["acceptable"]),
        why=row["why"],
        evidence=tuple(row.get("evidence", [])),
        must_name=tuple(row.get("must_name", [])),
        must_mention=tuple(row.get("must_mention", [])),
        answers=answers,
        missed=row.get("missed", ""),
    )


def _outcome(content: Content, file: str, story: Story) -> Outcome:
    try:
        result = assess(content, story.answers)
    except CheckerError as error:
        raise StoryError(f"{file}: {story.name!r}: {error}") from error
    named = {reason.rule.id for reason in result.reasons} | {
        found.finding.id for reason in result.reasons for found in reason.findings
    }
    unnamed = tuple(name for name in story.must_name if name not in named)
    mentioned = tuple(text for text in story.must_mention if mentions(content, result, text))
    return Outcome(story, result.level, unnamed, mentioned)
