"""No advice is milder than in the last release, unless history.toml says so and why: for all answers.

The answers are those of today's form. The released rules read them too: an option that is newer than the release
counts as the one that took in the same sign then (`instead`), or as "none of these" where there was none. A sign
that today's form no longer has may still be there in anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from checker.model import NONE
from tests.proofs.encoding import Form, blank_form, encode, holds, is_possible
from tests.proofs.theorems import Counterexample, refute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.model import Content
    from tests.proofs.encoding import Encoded
    from tests.proofs.released import Released, Since

__all__ = ["is_milder", "weaker_than_released"]


def weaker_than_released(
    content: Content, released: Released, since: Since
) -> Iterator[Counterexample]:
    """No answers give a lower level than the released rules, as far as `since` does not allow it."""
    person = encode(content, blank_form(content))
    for rank, reached in _released_ranks(content, released, since, person).items():
        claim = f"below {released.version}"
        yield from refute(content, claim, [reached, z3.Not(person.reaches[rank])], person)


def is_milder(content: Content, released: Released, since: Since) -> bool:
    """Tell whether there are such answers, without a search for the plainest."""
    person = encode(content, blank_form(content))
    ranks = _released_ranks(content, released, since, person)
    below = [z3.And(reached, z3.Not(person.reaches[rank])) for rank, reached in ranks.items()]
    return is_possible(content, person.form, z3.Or(below))


def _released_ranks(
    content: Content, released: Released, since: Since, person: Encoded
) -> Mapping[int, z3.BoolRef]:
    """Return by today's rank whether the released rules ask for that rank or a higher one."""
    before = encode(released, _released_form(content, released, since, person.form))
    ranks = {level.id: content.levels[level.id].rank for level in released.levels.values()}
    return {
        rank: z3.Or(
            [
                z3.And(
                    before.rules[rule.id],
                    *(
                        z3.Not(holds(one.when, person))
                        for one in since.later
                        if rule.id in one.rules and ranks[one.now] < rank
                    ),
                )
                for rule in released.rules.values()
                if ranks[rule.level.id] >= rank
            ]
        )
        for rank in sorted(set(ranks.values()))
    }


def _released_form(content: Content, released: Released, since: Since, form: Form) -> Form:
    """Return today's answers as a form of the release."""
    chosen = {
        f"{one.id}.{option}": z3.Or(
            [
                form.chosen[new]
                for new in form.chosen
                if since.instead.get(new, new) == f"{one.id}.{option}"
            ]
            or [z3.Bool(f"no longer asked {one.id}.{option}")]
        )
        for one in released.questions.values()
        for option in one.options
    }
    for one in released.questions.values():
        if NONE in one.options and one.id in content.questions:
            ticked = z3.Or(
                [form.chosen[f"{one.id}.{o}"] for o in content.questions[one.id].options]
            )
            others = [chosen[f"{one.id}.{option}"] for option in one.options if option != NONE]
            chosen[f"{one.id}.{NONE}"] = z3.And(ticked, z3.Not(z3.Or(others)))
    numbers = [one.id for one in released.questions.values() if one.id in form.number]
    return Form(
        chosen=chosen,
        number={key: form.number[key] for key in numbers},
        answered={key: form.answered[key] for key in numbers},
    )
