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

Inside a list a bare string ``"x"`` is short for ``{ is = "x" }``. Conditions
are data, so they can be listed, drawn, counted and proved, and the page and
the proofs read the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
    "leaves",
    "parse",
    "signs",
]


@dataclass(slots=True)
class Facts:
    """What is known about one person while an assessment is made.

    `present` holds the chosen options as ``question.option`` and, as they are
    found, the ids of findings; `numbers` holds number answers by question id.
    """

    present: set[str]
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Is:
    """One option was chosen, or one finding is present."""

    name: str

    def holds(self, facts: Facts) -> bool:
        """Return whether the option or finding is present."""
        return self.name in facts.present


@dataclass(frozen=True, slots=True)
class _Several:
    """Some parts, of which those that are a plain name are looked up together, because that is quicker."""

    parts: tuple[Condition, ...]
    _names: frozenset[str] = field(init=False, repr=False, compare=False)
    _others: tuple[Condition, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        plain = [part for part in self.parts if isinstance(part, Is)]
        object.__setattr__(self, "_names", frozenset(part.name for part in plain))
        others = tuple(part for part in self.parts if not isinstance(part, Is))
        object.__setattr__(self, "_others", others)


@dataclass(frozen=True, slots=True)
class All(_Several):
    """Each of the parts holds."""

    def holds(self, facts: Facts) -> bool:
        """Return whether each part holds."""
        if not self._names <= facts.present:
            return False
        for part in self._others:  # noqa: SIM110  twice as fast as all() with a generator
            if not part.holds(facts):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Any(_Several):
    """At least one of the parts holds."""

    def holds(self, facts: Facts) -> bool:
        """Return whether a part holds."""
        if not self._names.isdisjoint(facts.present):
            return True
        for part in self._others:  # noqa: SIM110  twice as fast as any() with a generator
            if part.holds(facts):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition

    def holds(self, facts: Facts) -> bool:
        """Return whether the part does not hold."""
        return not self.part.holds(facts)


@dataclass(frozen=True, slots=True)
class Number:
    """A number answer is at least `least`; an unknown number could be, so it counts."""

    least: int
    question: str

    def holds(self, facts: Facts) -> bool:
        """Return whether the number reaches the threshold or is not known."""
        number = facts.numbers.get(self.question)
        return number is None or number >= self.least


@dataclass(frozen=True, slots=True)
class Count:
    """At least `least` of the parts hold."""

    least: int
    parts: tuple[Condition, ...]

    def holds(self, facts: Facts) -> bool:
        """Return whether enough parts hold."""
        return sum(part.holds(facts) for part in self.parts) >= self.least


type Condition = Is | All | Any | Not | Number | Count
"""What a rule or finding needs; each can say whether it holds for facts."""

_VOCABULARY = "a table with one of: is, all, any, not, at_least with of"


def parse(raw: object, where: str) -> Condition:
    """Read one condition from TOML values.

    :param raw: the table, or a string for the short form of ``is``
    :param where: file and table, for the error
    :raises ContentError: when it is not written in the vocabulary

    >>> parse("saddle.numb", "example").holds(Facts({"saddle.numb"}, {}))
    True
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
