import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder.tools import toolchain

ROOT = Path(__file__).resolve().parents[2]
UV = os.environ.get("UV") or shutil.which("uv")


def program(folder: Path, name: str, prints: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {prints}\n", "utf-8")
    path.chmod(0o755)


@pytest.fixture
def empty_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH on which nothing is, and no uv to fetch anything with."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("UV", raising=False)
    return folder


def test_a_new_node_on_the_path_is_taken(empty_path: Path, tmp_path: Path) -> None:
    program(empty_path, "node", "v20.1.0")
    program(empty_path, "npm", "11.0.0")
    assert toolchain.find_node(tmp_path).folder == empty_path


@pytest.mark.parametrize("version", ["v18.20.0", "nonsense"])
def test_an_old_node_is_not_taken(empty_path: Path, tmp_path: Path, version: str) -> None:
    program(empty_path, "node", version)
    program(empty_path, "npm", "11.0.0")
    with pytest.raises(toolchain.ToolMissingError):
        toolchain.find_node(tmp_path)


def test_without_node_and_uv_one_line_says_what_to_install(
    empty_path: Path, tmp_path: Path
) -> None:
    assert list(empty_path.iterdir()) == []
    with pytest.raises(toolchain.ToolMissingError, match="install Node 20 or newer") as raised:
        toolchain.find_node(tmp_path)
    assert "\n" not in str(raised.value)


def test_a_node_that_cannot_be_fetched_is_asked_for(
    empty_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    uv = empty_path / "uv"
    uv.write_text("#!/bin/sh\necho no network >&2\nexit 2\n", "utf-8")
    uv.chmod(0o755)
    with pytest.raises(toolchain.ToolMissingError, match="could not be fetched: install Node"):
        toolchain.find_node(tmp_path)
    assert "no network" in capsys.readouterr().err


def test_a_machine_without_node_gets_one_from_the_package_index(
    empty_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert UV, "the tests are started with `uv run`, which says where uv is"
    monkeypatch.setenv("UV", UV)
    (tmp_path / toolchain.FETCHED_PINS).parent.mkdir(parents=True)
    pins = (ROOT / toolchain.FETCHED_PINS).read_bytes()
    (tmp_path / toolchain.FETCHED_PINS).write_bytes(pins)
    node = toolchain.find_node(tmp_path)
    assert empty_path not in [node.folder, *node.folder.parents]
    for command in (node.node, node.npm):
        version = [*command, "--version"]
        subprocess.run(version, env=node.environment(), check=True, capture_output=True)


def test_a_program_that_fails_shows_what_it_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = (sys.executable, "-c", "import sys; print('the reason'); sys.exit(3)")
    with pytest.raises(toolchain.ToolFailedError, match=r"A test failed: .* status 3"):
        toolchain.call(command, purpose="A test", cwd=tmp_path)
    assert "the reason" in capsys.readouterr().err


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(toolchain.ToolMissingError, match="no-such-program cannot be started"):
        toolchain.call(("no-such-program",), purpose="A test", cwd=tmp_path)
