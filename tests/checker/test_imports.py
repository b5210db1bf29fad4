"""The contract on imports sees what it is there for; tests/house runs it on the checker itself."""

from __future__ import annotations

from grimp import ImportGraph

from tests.checker.import_contract import StandardLibraryOnly


def graph_with(imported: str) -> ImportGraph:
    graph = ImportGraph()
    graph.add_module("checker.engine")
    graph.add_module(imported)
    graph.add_import(
        importer="checker.engine", imported=imported, line_number=1, line_contents="import it"
    )
    return graph


def contract() -> StandardLibraryOnly:
    return StandardLibraryOnly("test", {}, {"name": "test", "packages": ["checker"]})


def test_the_standard_library_and_the_package_itself_may_be_imported() -> None:
    for name in ("json", "importlib", "checker.model"):
        assert contract().check(graph_with(name), verbose=False).kept


def test_anything_else_may_not() -> None:
    check = contract().check(graph_with("requests"), verbose=False)
    assert (check.kept, check.metadata["found"]) == (False, ["checker.engine imports requests"])
