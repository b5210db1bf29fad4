"""Evaluate formulas for very many answer sets at once, without z3's solver.

A column is a whole number that holds one bit for each answer set: bit 5 of the
column of a formula says whether the formula is true of the sixth answer set.
One pass over the formula then answers for all of them. It reads the formulas
that z3 holds, node by node, so nothing of the content is read a second time.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import z3

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Columns", "columns_by_name"]


def columns_by_name(sets: Iterable[Iterable[str]], size: int) -> defaultdict[str, int]:
    """Return for each name the column of the sets that it stands in; for another name 0."""
    packed: defaultdict[str, bytearray] = defaultdict(lambda: bytearray(size // 8 + 1))
    for index, names in enumerate(sets):
        for name in names:
            packed[name][index >> 3] |= 1 << (index & 7)
    found = {name: int.from_bytes(bits, "little") for name, bits in packed.items()}
    return defaultdict(int, found)


class Columns:
    """The answer sets, and the columns of every formula asked about so far."""

    def __init__(
        self, size: int, booleans: Mapping[str, int], numbers: Mapping[str, Sequence[int]]
    ) -> None:
        """Take the columns of boolean variables and the values of whole-number ones, by name."""
        self._size = size
        self._all = (1 << size) - 1
        self._booleans = booleans
        self._numbers = numbers
        self._known: dict[int, tuple[z3.BoolRef, int]] = {}

    def of(self, formula: z3.BoolRef) -> int:
        """Return the column of a formula.

        :raises NotImplementedError: for a kind of node that the encoding does not use
        """
        key = formula.get_id()
        if key not in self._known:
            # the formula is kept too: z3 gives the id of a formula that is gone to another one
            self._known[key] = formula, self._column(formula)
        return self._known[key][1]

    def _column(self, formula: z3.BoolRef) -> int:
        parts = formula.children()
        found = 0
        match formula.decl().kind():
            case z3.Z3_OP_FALSE:
                pass
            case z3.Z3_OP_TRUE:
                found = self._all
            case z3.Z3_OP_UNINTERPRETED:
                found = self._booleans[formula.decl().name()]
            case z3.Z3_OP_NOT:
                found = self._all ^ self.of(parts[0])
            case z3.Z3_OP_AND:
                found = self._all
                for part in parts:
                    found &= self.of(part)
            case z3.Z3_OP_OR:
                for part in parts:
                    found |= self.of(part)
            case z3.Z3_OP_GE:
                values, least = self._numbers[parts[0].decl().name()], parts[1].as_long()
                reached = (("yes",) if value >= least else () for value in values)
                found = columns_by_name(reached, self._size)["yes"]
            case _:
                raise NotImplementedError(formula.decl())
        return found
