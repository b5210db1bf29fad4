"""Conditions: the small fixed vocabulary in which findings and rules are written.

==========================================  =====================================
in TOML                                     holds when
==========================================  =====================================
``{ is = "saddle.numb" }``                  this option was chosen
``{ is = "saddle_new" }``                   this finding is present (no dot)
``{ all = [...] }``                         each of these holds (an empty list holds)
``{ any = [...] }``                         at least one of these holds
``{ not = ... }``                           this does not hold
``{ at_least = 60, of = "age" }``           the number is 60 or more, or is not known
``{ at_least = 4, of = [...] }``            four or more of these hold
==========================================  =====================================

A condition is true of somebody, false, or neither for certain: see :class:`Truth`.
Who fills in the :class:`Facts` says what is certain. :mod:`checker.engine` has
three readings: the safe one, in which a doubt counts as the worst it can mean;
what was reported, in which it is left open; and what is known so far.

Inside a list a bare string ``"x"`` is short for ``{ is = "x" }``. Conditions
are data, so they can be listed, drawn, counted and proved, and the page and
the proofs read the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from checker.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "All",
    "Any",
    "Condition",
    "Count",
    "Facts",
    "Is",
    "Not",
    "Number",
    "Truth",
    "leaves",
    "parse",
    "signs",
]


class Truth(IntEnum):
    """How true a condition is: as true as its weakest part in ``all``, its strongest in ``any``."""

    NO = 0
    MAYBE = 1
    YES = 2


_OPPOSITE = {Truth.NO: Truth.YES, Truth.MAYBE: Truth.MAYBE, Truth.YES: Truth.NO}


@dataclass(slots=True)
class Facts:
    """What is known about one person, in one reading of the answers.

    `present` holds the chosen options as ``question.option`` and, as they are
    found, the ids of findings; `numbers` holds number answers by question id.
    `open` holds the names of options, number questions and findings of which
    nobody knows yet.
    """

    present: set[str]
    numbers: dict[str, int]
    open: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Is:
    """One option was chosen, or one finding is present."""

    name: str

    def truth(self, facts: Facts) -> Truth:
        """Return how true it is that the option was chosen or the finding is present."""
        if self.name in facts.present:
            return Truth.YES
        return Truth.MAYBE if self.name in facts.open else Truth.NO


@dataclass(frozen=True, slots=True)
class All:
    """Each of the parts holds."""

    parts: tuple[Condition, ...]

    def truth(self, facts: Facts) -> Truth:
        """Return the truth of the weakest part."""
        weakest = Truth.YES
        for part in self.parts:
            truth = part.truth(facts)
            if truth is Truth.NO:
                return truth
            if truth is Truth.MAYBE:
                weakest = truth
        return weakest


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of the parts holds."""

    parts: tuple[Condition, ...]

    def truth(self, facts: Facts) -> Truth:
        """Return the truth of the strongest part."""
        strongest = Truth.NO
        for part in self.parts:
            truth = part.truth(facts)
            if truth is Truth.YES:
                return truth
            if truth is Truth.MAYBE:
                strongest = truth
        return strongest


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition

    def truth(self, facts: Facts) -> Truth:
        """Return the opposite of the part's truth; a doubt stays one."""
        return _OPPOSITE[self.part.truth(facts)]


@dataclass(frozen=True, slots=True)
class Number:
    """A number answer is at least `least`; an unknown number could be, so it counts."""

    least: int
    question: str

    def truth(self, facts: Facts) -> Truth:
        """Return whether the number reaches the threshold; one that is not known does, unless it is open."""
        number = facts.numbers.get(self.question)
        if number is None:
            return Truth.MAYBE if self.question in facts.open else Truth.YES
        return Truth.YES if number >= self.least else Truth.NO


@dataclass(frozen=True, slots=True)
class Count:
    """At least `least` of the parts hold."""

    least: int
    parts: tuple[Condition, ...]

    def truth(self, facts: Facts) -> Truth:
        """Return the highest truth that enough parts reach."""
        truths = [part.truth(facts) for part in self.parts]
        reached = (t for t in (Truth.YES, Truth.MAYBE) if sum(p >= t for p in truths) >= self.least)
        return next(reached, Truth.NO)


type Condition = Is | All | Any | Not | Number | Count
"""What a rule or finding needs; each can say how true it is of facts."""

_VOCABULARY = "a table with one of: is, all, any, not, at_least with of"


def parse(raw: object, where: str) -> Condition:
    """Read one condition from TOML values.

    :param raw: the table, or a string for the short form of ``is``
    :param where: file and table, for the error
    :raises ContentError: when it is not written in the vocabulary

    >>> parse("saddle.numb", "example").truth(Facts({"saddle.numb"}, {})).name
    'YES'
    """
    condition: Condition
    match raw:
        case str(name):
            condition = Is(name)
        case {"is": str(name), **rest} if not rest:
            condition = Is(name)
        case {"all": list(parts), **rest} if not rest:
            condition = All(_parse_all(parts, where))
        case {"any": list(parts), **rest} if not rest:
            condition = Any(_parse_all(parts, where))
        case {"not": part, **rest} if not rest:
            condition = Not(parse(part, where))
        case {"at_least": bool()}:  # which Python would take for a number
            raise ContentError(where, f"condition {raw!r}: at_least takes a number")
        case {"at_least": int(least), "of": str(question), **rest} if not rest:
            condition = Number(least, question)
        case {"at_least": int(least), "of": list(parts), **rest} if not rest:
            condition = Count(least, _parse_all(parts, where))
        case _:
            raise ContentError(where, f"condition {raw!r} is not {_VOCABULARY}")
    return condition


def _parse_all(parts: list[object], where: str) -> tuple[Condition, ...]:
    return tuple(parse(part, where) for part in parts)


def leaves(condition: Condition) -> Iterator[Is | Number]:
    """Yield the conditions at the ends: those that read an option, a finding or a number.

    >>> [leaf.name for leaf in leaves(parse({"any": ["a.b", {"not": "c"}]}, "example"))]
    ['a.b', 'c']
    """
    match condition:
        case Is() | Number():
            yield condition
        case Not(part):
            yield from leaves(part)
        case _:
            for part in condition.parts:
                yield from leaves(part)


def signs(condition: Condition, *, positive: bool = True) -> Iterator[tuple[str, bool]]:
    """Yield each name that a condition reads, and whether its presence can help it hold.

    Numbers are yielded under the id of their question.

    >>> list(signs(parse({"all": ["a.b", {"not": "c"}]}, "example")))
    [('a.b', True), ('c', False)]
    """
    match condition:
        case Is(name):
            yield name, positive
        case Number(_, question):
            yield question, positive
        case Not(part):
            yield from signs(part, positive=not positive)
        case _:
            for part in condition.parts:
                yield from signs(part, positive=positive)
