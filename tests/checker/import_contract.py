"""A contract for import-linter: some packages import the standard library only.

Its own kind "forbidden" wants a list of what is forbidden; everything is a
longer list than anybody keeps.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, override

from importlinter import Contract, ContractCheck, fields, output

if TYPE_CHECKING:
    from grimp import ImportGraph

__all__ = ["StandardLibraryOnly"]


class StandardLibraryOnly(Contract):
    """No module of `packages` imports what is neither of them nor of Python itself."""

    packages: list[str] = fields.ListField(  # type: ignore[assignment]  # import-linter fills it in
        subfield=fields.StringField()
    )

    @override
    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        allowed = {*sys.stdlib_module_names, *self.packages}
        found = [
            f"{importer} imports {imported}"
            for importer in sorted(graph.modules)
            if importer.partition(".")[0] in self.packages
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported.partition(".")[0] not in allowed
        ]
        return ContractCheck(kept=not found, metadata={"found": found})

    @override
    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["found"]:
            output.print_error(line)
