import re
from pathlib import Path

import pytest

from builder.publish import offline, site
from builder.runtime import pyodide
from builder.sheets import printing
from builder.tools import pins
from builder.tools.steps import BuildError, Step, files, run_all

ROOT = Path(__file__).resolve().parents[2]
SETTING = re.compile(r'environ\.get\("(\w+)"')
ELSEWHERE = {"PATH", "UV"}
"""Where programs are, which is nothing of what they make."""


class Recorder:
    """A step that copies `in.txt` to `out.txt` and counts how often it runs."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, root: Path) -> None:
        self.runs += 1
        (root / "out.txt").write_text((root / "in.txt").read_text("utf-8"), "utf-8")


def copying(recorder: Recorder, setting: str = "A_SETTING") -> Step:
    def run(root: Path) -> None:
        recorder(root)

    return Step("Copying", run, reads=("in.txt",), writes=("out.txt",), settings=(setting,))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "in.txt").write_text("one", "utf-8")
    return tmp_path


def test_a_step_runs_once_when_nothing_changes(root: Path) -> None:
    recorder = Recorder()
    for _ in range(3):
        run_all(root, [copying(recorder)])
    assert recorder.runs == 1


def test_a_step_runs_again_when_an_input_changes(root: Path) -> None:
    recorder = Recorder()
    run_all(root, [copying(recorder)])
    (root / "in.txt").write_text("two", "utf-8")
    run_all(root, [copying(recorder)])
    assert recorder.runs == 2
    assert (root / "out.txt").read_text("utf-8") == "two"


@pytest.mark.parametrize("damage", ["delete", "change"])
def test_a_step_runs_again_when_its_output_was_touched(root: Path, damage: str) -> None:
    recorder = Recorder()
    run_all(root, [copying(recorder)])
    if damage == "delete":
        (root / "out.txt").unlink()
    else:
        (root / "out.txt").write_text("spoilt", "utf-8")
    run_all(root, [copying(recorder)])
    assert (root / "out.txt").read_text("utf-8") == "one"


def test_a_step_runs_again_when_a_setting_changes(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder()
    monkeypatch.setenv("A_SETTING", "one")
    run_all(root, [copying(recorder)])
    monkeypatch.setenv("A_SETTING", "two")
    run_all(root, [copying(recorder)])
    assert recorder.runs == 2


def test_a_step_that_failed_runs_again(root: Path) -> None:
    attempts: list[int] = []

    def run(_root: Path) -> None:
        attempts.append(1)
        if len(attempts) == 1:
            raise BuildError("it failed")

    step = Step("Failing", run, reads=("in.txt",), writes=())
    with pytest.raises(BuildError, match="it failed"):
        run_all(root, [step])
    run_all(root, [step])
    assert len(attempts) == 2


def test_a_spoilt_memory_only_costs_time(root: Path) -> None:
    recorder = Recorder()
    run_all(root, [copying(recorder)])
    (root / ".build/steps.json").write_text("{", "utf-8")
    run_all(root, [copying(recorder)])
    assert recorder.runs == 2


# --- What the steps of the build say that they read --------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "read"),
    [
        (pyodide.INTERPRETER, pins.HASHES),
        (pyodide.CHECKER, pins.HASHES),
        (pyodide.EXPLORER, "checker/content/evidence.toml"),
        (printing.PRINT, "builder/markup/html_tables.py"),
        (printing.PRINT, "builder/tools/chromium.py"),
        (site.RENDER, "builder/pages/questionnaire_form.py"),
        (site.ASSEMBLE, "builder/knowledge/languages.py"),
        (site.ASSEMBLE, "builder/knowledge/mkdocs_config.py"),
        (site.ASSEMBLE, "builder/knowledge/site_content.py"),
        (site.ASSEMBLE, "builder/runtime/pyodide.py"),
    ],
    ids=lambda value: value.title if isinstance(value, Step) else value,
)
def test_a_step_reads_what_its_code_is_made_of(step: Step, read: str) -> None:
    assert ROOT / read in files(ROOT, step.reads)


def test_each_setting_that_the_code_takes_is_one_of_a_step() -> None:
    taken = {
        name
        for path in (ROOT / "builder").rglob("*.py")
        for name in SETTING.findall(path.read_text("utf-8"))
    }
    steps = (printing.PRINT, site.RENDER, site.BUILD, site.ASSEMBLE, offline.PUBLISH)
    assert taken - ELSEWHERE == {name for step in steps for name in step.settings}
