"""The page on the structure says what the code does: its groups are those of the import contracts."""

from pathlib import Path

import pytest

from builder.architecture import CONTRACTS, FILE, Architecture, ArchitectureError

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("package", ["checker", "builder"])
def test_every_module_stands_in_one_group_with_what_it_is_for(package: str) -> None:
    modules = [module for group in Architecture(ROOT).groups(package) for module in group.modules]
    there = {path.stem for path in (ROOT / package).glob("*.py")} - {"__init__"}
    assert sorted(module.name for module in modules) == sorted(there)
    assert [module.name for module in modules if not module.purpose.endswith((".", ":"))] == []


def test_the_way_names_each_folder_in_words_too() -> None:
    way = Architecture(ROOT).way
    described = way[way.index("<desc") : way.index("</desc>")]
    for folder in ("checker/content", "checker", "builder", "docs/assets/js"):
        assert f"{folder}/" in way
        assert f", in {folder}: " in described


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (FILE, 'folder = "builder"', 'folder = "makers"', "there is no folder 'makers'"),
        (FILE, '  "The ways in",\n', "", "checker has 7 names for the 8 groups"),
        (CONTRACTS, '"offline",', '"afloat",', "builder has no module 'afloat'"),
        (CONTRACTS, 'containers = ["builder"]', "containers = []", "no contract has the layers"),
    ],
)
def test_what_does_not_fit_ends_the_build(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    for name in (FILE, CONTRACTS):
        text = (ROOT / name).read_text("utf-8")
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text.replace(old, new) if name == file else text, "utf-8")
    for folder in ("checker/content", "builder", "docs/assets/js"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        for path in (ROOT / folder).glob("*.py"):
            (tmp_path / folder / path.name).write_bytes(path.read_bytes())
    for path in (ROOT / "checker").glob("*.py"):
        (tmp_path / "checker" / path.name).write_bytes(path.read_bytes())
    with pytest.raises(ArchitectureError, match=says):
        show_all(Architecture(tmp_path))


def show_all(architecture: Architecture) -> None:
    assert architecture.way
    for package in ("checker", "builder"):
        architecture.groups(package)
