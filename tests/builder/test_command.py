import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from builder import command
from builder.steps import BuildError, Step
from checker.errors import ContentError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def build_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "site").mkdir()
    monkeypatch.setattr(command, "ROOT", tmp_path)
    return tmp_path


def failing(error: Exception) -> Step:
    def run(_root: Path) -> None:
        raise error

    return Step("Failing", run, reads=(), writes=())


@pytest.mark.usefixtures("build_in")
@pytest.mark.parametrize(
    "error",
    [
        BuildError("the reason"),
        ContentError("x.toml", "the reason"),
        FileNotFoundError("the reason"),
    ],
)
def test_a_mistake_ends_in_one_line_and_status_1(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([failing(error)], []) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("build: ")
    assert "the reason" in lines[0]


@pytest.mark.usefixtures("build_in")
def test_a_taken_port_ends_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert command.main([], ["serve", "--port", port]) == 1
    assert f"port {port}" in capsys.readouterr().err


def test_a_python_without_the_packages_is_told_to_use_uv() -> None:
    alone = [sys.executable, "-S", "-E", str(ROOT / "build.py")]
    done = subprocess.run(alone, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "uv run build.py" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_another_python_is_told_which_one_is_needed(tmp_path: Path) -> None:
    # No machine has another Python for certain, so the comparison is changed instead.
    text = (ROOT / "build.py").read_text("utf-8").replace("!= (3, 13)", "!= (3, 99)")
    (tmp_path / "build.py").write_text(text, "utf-8")
    command = [sys.executable, str(tmp_path / "build.py")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Python 3.13 is needed" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_build_py_has_only_words_that_every_older_python_reads() -> None:
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef)
    text = (ROOT / "build.py").read_text("utf-8")
    assert [node for node in ast.walk(ast.parse(text)) if isinstance(node, new)] == []
    assert "__future__" not in text
