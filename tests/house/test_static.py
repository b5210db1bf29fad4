"""The static checks: the same commands as by hand, so that `uv run pytest` is all that CI has to run."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from builder import toolchain
from tests.conftest import give_up

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = Path(sysconfig.get_path("scripts"))
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
).stdout.splitlines()


def scripts_for(program: str) -> list[str]:
    """Return the tracked files whose first line names this program: their names do not tell."""
    found = []
    for name in TRACKED:
        with (ROOT / name).open("rb") as file:
            first = file.readline()
        if first.startswith(b"#!") and program in first.decode():
            found.append(name)
    return found


PYTHON = scripts_for("python3")
SHELL = scripts_for("sh")


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


def test_the_scripts_are_found_by_their_first_line() -> None:
    assert {"scripts/pin", "scripts/screenshots"} <= set(PYTHON)
    assert {".ci/run", "scripts/mutate"} <= set(SHELL)


def test_ruff_finds_nothing() -> None:
    run(SCRIPTS / "ruff", "check", "--quiet", ".", *PYTHON)


def test_ruff_would_format_nothing_otherwise() -> None:
    run(SCRIPTS / "ruff", "format", "--check", "--quiet", ".", *PYTHON)


def test_mypy_strict_finds_nothing() -> None:
    run(sys.executable, "-m", "mypy")
    run(sys.executable, "-m", "mypy", "--scripts-are-modules", *PYTHON)


def test_the_checker_knows_nothing_of_the_build() -> None:
    run(SCRIPTS / "lint-imports")


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("project", [".", "theme/embed", "theme/offline"])
def test_typescript_finds_nothing_in_the_scripts_of_the_pages(project: str) -> None:
    node = toolchain.find_node(ROOT)
    tsc = ROOT / "node_modules/typescript/bin/tsc"
    run(*node.node, tsc, "--project", project, env=node.environment())


def test_codespell_finds_no_misspelt_word() -> None:
    run(SCRIPTS / "codespell", *TRACKED)


def test_codespell_would_find_one(tmp_path: Path) -> None:
    misspelt = tmp_path / "page.md"
    misspelt.write_text("This is teh page.\n", "utf-8")  # codespell:ignore teh
    done = subprocess.run(
        [SCRIPTS / "codespell", misspelt], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode


def test_zizmor_finds_nothing_in_the_workflows() -> None:
    run(
        SCRIPTS / "zizmor", "--offline", "--quiet", "--persona=pedantic", "--strict-collection", "."
    )


def test_the_licence_of_every_file_is_known() -> None:
    run(SCRIPTS / "reuse", "--no-multiprocessing", "lint", "--quiet")


def test_the_release_notes_can_be_made_from_the_fragments() -> None:
    run(sys.executable, "-m", "towncrier", "build", "--draft", "--version", "next")


@pytest.mark.parametrize("script", SHELL)
def test_a_shell_script_can_be_read_by_the_shell(script: str) -> None:
    bash = shutil.which("bash") or give_up("there is no bash here")
    run(bash, "-n", ROOT / script)
