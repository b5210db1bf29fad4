"""The checker, built as a wheel and installed where nothing else is, works and carries its types."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import give_up

ROOT = Path(__file__).resolve().parents[2]
OLDEST = "3.12"
EXAMPLE = ROOT / "examples/five_lines.py"


def run(folder: Path, *command: str | Path) -> str:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a user's script and an environment in which only the wheel is installed."""
    uv = shutil.which("uv") or give_up("there is no uv here")
    folder = tmp_path_factory.mktemp("user")
    run(ROOT, uv, "build", "--quiet", "--wheel", "--out-dir", folder / "dist")
    (wheel,) = (folder / "dist").glob("*.whl")
    run(folder, uv, "venv", "--quiet", "--no-project", "--python", sys.executable, ".venv")
    run(folder, uv, "pip", "install", "--quiet", "--no-index", "--python", ".venv", wheel)
    shutil.copy2(EXAMPLE, folder / "script.py")
    return folder


def test_the_example_runs_on_the_wheel_alone(installed: Path) -> None:
    python = installed / ".venv/bin/python"
    assert run(installed, python, "script.py").startswith("emergency_now - ")
    assert "site-packages" in run(
        installed, python, "-c", "import checker; print(checker.__file__)"
    )


def python(version: str) -> Path:
    """Return a Python of this version; pyenv's shim says nothing of where its own are."""
    versions = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    known = [*versions.glob(f"{version}.*/bin/python"), shutil.which(f"python{version}")]
    found = next((path for path in known if path), None)
    return Path(found or pytest.skip(f"there is no Python {version} here"))


def test_the_wheel_serves_the_oldest_python_that_it_promises(installed: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == f">={OLDEST}"
    oldest = python(OLDEST)
    run(installed, "uv", "venv", "--quiet", "--no-project", "--python", oldest, "oldest")
    (wheel,) = (installed / "dist").glob("*.whl")
    run(installed, "uv", "pip", "install", "--quiet", "--no-index", "--python", "oldest", wheel)
    command = installed / "oldest/bin/back-pain-check"
    version = f"back-pain-red-flags {project['version']}, content "
    assert run(installed, command, "--version").startswith(version)
    (installed / "answers.json").write_text('{"answers": {"age": 1}}', "utf-8")
    assert '"level": ' in run(installed, command, "assess", "answers.json")


def test_mypy_strict_checks_a_users_script_against_the_wheel(installed: Path) -> None:
    mypy = (sys.executable, "-m", "mypy", "--strict", "--python-executable", ".venv/bin/python")
    assert "no issues" in run(installed, *mypy, "script.py")
    (installed / "wrong.py").write_text(
        EXAMPLE.read_text("utf-8").replace("result.level.id", "result.level.name"), "utf-8"
    )
    wrong = subprocess.run(
        (*mypy, "wrong.py"), cwd=installed, capture_output=True, encoding="utf-8", check=False
    )
    assert '"Level" has no attribute "name"' in wrong.stdout
