import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from builder import bootstrap, command
from builder.knowledge import mkdocs_config
from builder.tools.steps import BuildError, Step
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


def test_a_build_without_anything_to_do_says_so(
    build_in: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a mistake in a source is taken back, no step has to run: silence would look like the mistake."""
    (build_in / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    (build_in / "in.txt").write_text("one", "utf-8")
    step = Step("Reading", lambda _: None, reads=("in.txt",), writes=())
    assert command.main([step], []) == 0
    assert "up to date" not in capsys.readouterr().err
    assert command.main([step], []) == 0
    assert capsys.readouterr().err.startswith("The site is up to date: site/ has")


@pytest.mark.usefixtures("build_in")
def test_a_taken_port_ends_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert command.main([], ["serve", "--port", port]) == 1
    assert f"port {port}" in capsys.readouterr().err


def test_a_python_without_the_packages_starts_uv_and_goes_on(tmp_path: Path) -> None:
    uv = tmp_path / "uv"
    uv.write_text('#!/bin/sh\necho "$@"\n', "utf-8")
    uv.chmod(0o755)
    env = {"PATH": str(tmp_path)}
    alone = [sys.executable, "-S", "-E", str(ROOT / "build.py"), "serve"]
    done = subprocess.run(alone, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "run build.py serve"


def test_where_uv_does_not_help_one_line_says_what_is_missing() -> None:
    env = {"PATH": "", bootstrap.STARTED: "1"}
    alone = [sys.executable, "-S", "-E", str(ROOT / "build.py")]
    done = subprocess.run(alone, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("build: No module named ")


def test_a_shim_without_a_uv_behind_it_is_passed_over(tmp_path: Path) -> None:
    shim = tmp_path / "uv"
    shim.write_text("#!/bin/sh\nexit 127\n", "utf-8")
    shim.chmod(0o755)
    assert bootstrap.usable(str(shim)) is None
    assert bootstrap.usable(None) is None


def test_what_every_older_python_reads_has_only_its_words() -> None:
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef)
    for name in ("build.py", "builder/__init__.py", "builder/bootstrap.py"):
        text = (ROOT / name).read_text("utf-8")
        assert [node for node in ast.walk(ast.parse(text)) if isinstance(node, new)] == []
        assert "__future__" not in text


@pytest.mark.parametrize(
    "address", ["ftp://x/", "https://a b/", "https://h/x/?x=1", "name.example"]
)
def test_an_address_that_cannot_be_the_sites_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("SITE_URL", address)
    with pytest.raises(BuildError, match="SITE_URL is"):
        mkdocs_config.site_address(ROOT)


def test_a_build_ends_with_what_it_made_and_for_which_address(
    build_in: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (build_in / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())
    (build_in / "site/index.html").write_text("x", "utf-8")
    monkeypatch.delenv("SITE_URL", raising=False)
    assert command.main([], []) == 0
    assert "site/ has 1 files" in (line := capsys.readouterr().err)
    assert "for this machine alone" in line
    monkeypatch.setenv("SITE_URL", "https://name.example/x")
    assert command.main([], []) == 0
    assert "for https://name.example/x/" in capsys.readouterr().err
