"""What must hold for the repository itself: pins, secrets of no machine, workflows, layers."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from builder.tools import pins

ROOT = Path(__file__).resolve().parents[2]

REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|registry\.yarnpkg|deb\.debian\.org|--index-url|--find-links"
)
MACHINE = re.compile(r"(?<![\w.-])/(?:root|work|tmp|home|Users)/(?!\.\.)\w")
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        if path == Path(__file__):
            continue
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue  # a picture
    return found


def test_nothing_built_or_fetched_is_committed() -> None:
    folders = {"site", ".build", "node_modules", ".venv", "dist"}
    names = [path.relative_to(ROOT) for path in tracked()]
    assert [name for name in names if name.parts[0] in folders or name.name == "uv.lock"] == []


def test_no_file_names_a_package_registry() -> None:
    assert [name for name, text in texts() if REGISTRIES.search(text)] == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    # /home/pyodide is inside the page's Python.
    found = [
        (name, match[0])
        for name, text in texts()
        for match in MACHINE.finditer(text.replace("/home/pyodide", ""))
    ]
    assert found == []


def test_no_page_stands_twice_in_the_navigation() -> None:
    pages = re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    assert len(pages) > 20
    assert len(pages) == len(set(pages))


LOCKS = [path.parent for path in tracked() if path.name == "package-lock.json"]


def in_words(folder: Path) -> str:
    return folder.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("folder", LOCKS, ids=in_words)
def test_npm_packages_are_exact_hashed_and_without_addresses(folder: Path) -> None:
    wanted = json.loads((folder / "package.json").read_text("utf-8"))
    direct = {**wanted["dependencies"], **wanted.get("devDependencies", {})}
    exact = re.compile(r"(?:npm:[a-z-]+@)?[\d.]+")
    assert [name for name, version in direct.items() if not exact.fullmatch(version)] == []
    lock = json.loads((folder / "package-lock.json").read_text("utf-8"))
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name


@pytest.mark.parametrize("folder", LOCKS, ids=in_words)
def test_known_weaknesses_of_npm_packages_are_asked_for(folder: Path) -> None:
    audit = (ROOT / "scripts/audit").read_text("utf-8")
    prefix = "" if folder == ROOT else f" --prefix {in_words(folder)}"
    assert f"npm audit --package-lock-only{prefix}" in audit.splitlines()


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_checker_needs_nothing_but_the_standard_library() -> None:
    assert project()["project"]["dependencies"] == []
    allowed = {*sys.stdlib_module_names, "checker"}
    for path in (ROOT / "checker").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Import(names=names):
                    modules = [name.name for name in names]
                case ast.ImportFrom(module=str(module), level=0):
                    modules = [module]
                case _:
                    continue
            assert {module.partition(".")[0] for module in modules} <= allowed, path


def test_every_python_package_is_pinned_exactly() -> None:
    groups = project()["dependency-groups"]
    direct = {pin for group in groups.values() for pin in group}
    pinned = set(project()["tool"]["uv"]["constraint-dependencies"])
    assert all(re.fullmatch(r"[a-z0-9.-]+==[^=<>~*, ]+", pin) for pin in direct | pinned)
    assert direct <= pinned


def test_the_pins_of_pyproject_are_those_with_hashes() -> None:
    text = (ROOT / pins.HASHES).read_text("utf-8")
    listed = set(re.findall(r"^([a-z0-9._-]+==[^ ;\\]+)", text, re.MULTILINE))
    assert listed == set(project()["tool"]["uv"]["constraint-dependencies"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_least_permissions_and_actions_pinned_by_hash(path: Path) -> None:
    text = path.read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"]
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
    for line in re.findall(r"uses:.*", text):
        assert re.fullmatch(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


def test_ci_runs_the_command_of_the_readme() -> None:
    command = "uv run pytest"
    assert f"\n{command}\n" in (ROOT / "README.md").read_text("utf-8")
    assert f"\n  {command}\n" in (ROOT / ".ci/run").read_text("utf-8")
    assert all(".ci/run" in path.read_text("utf-8") for path in WORKFLOWS)


def test_the_citation_names_this_version_and_its_licences() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {
        "cff-version",
        "message",
        "title",
        "authors",
    } <= citation.keys()  # what CFF 1.2 requires
    assert citation["cff-version"] == "1.2.0"
    assert citation["authors"]
    assert citation["version"] == project()["project"]["version"]
    assert " AND ".join(citation["license"]) == project()["project"]["license"]


def test_every_fragment_of_the_release_notes_has_a_known_kind_and_one_sentence() -> None:
    kinds = {kind["directory"] for kind in project()["tool"]["towncrier"]["type"]}
    for path in (ROOT / "changelog.d").glob("*"):
        if path.name != "README.md":
            assert path.suffixes[0].removeprefix(".") in kinds, path.name
            assert len(path.read_text("utf-8").strip().splitlines()) == 1, path.name


@pytest.mark.parametrize("name", ["fault", "wrong-rule", "clinical-review"])
def test_a_form_for_issues_can_be_read_and_warns_of_being_public(name: str) -> None:
    path = ROOT / f".github/ISSUE_TEMPLATE/{name}.yml"
    form = yaml.safe_load(path.read_text("utf-8"))
    assert form["name"]
    assert form["description"]
    kinds = {"markdown", "input", "textarea", "dropdown"}
    assert {part["type"] for part in form["body"]} <= kinds
    questions = [part for part in form["body"] if part["type"] != "markdown"]
    assert len({part["id"] for part in questions}) == len(questions)
    assert all(part["attributes"]["label"] for part in questions)
    assert "this page is public" in " ".join(path.read_text("utf-8").split())


def test_the_hooks_before_a_commit_are_our_own_pinned_tools() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repo["repo"] for repo in hooks["repos"]] == ["local"]
    assert all(hook["entry"].startswith("uv run ") for hook in hooks["repos"][0]["hooks"])
