"""The same engine, builder and scripts serve other knowledge: a made-up machine, with pages of its own.

Its questions, rules and words are those of tests/checker/toy.py. It says nothing about health.
"""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tests import project_copy
from tests.checker import toy
from tests.conftest import ROOT, serving
from tests.proofs import theorems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from checker.model import Content

NAME = "made-up-machine"
HOME = """---
title: A made-up machine
description: A sample for tests, about a machine that does not exist. Nothing on this page is about health.
---

# A made-up machine

This is a sample. [Check it](check.md).
"""
CHECK = """---
title: Check the machine
description: A sample for tests, about a machine that does not exist. Nothing on this page is about health.
---

<link rel="stylesheet" href="../assets/css/options.css">
<link rel="stylesheet" href="../assets/css/check.css">

<p class="check-notice" id="check-notice" role="status" hidden></p>

<div id="check-intro" markdown>

# Check the machine

<div class="emergency" markdown>

Call the engineer at once if it burns.

</div>
</div>

{{ check_form() }}

<details class="check-rules" id="rules-list">
<summary>Rules</summary>
{{ rules_table() }}
</details>
"""
FOR_PROGRAMS = """
notes = ["A sample for tests."]
[about]
type = "Thing"
name = "A made-up machine"
"""
PROOFS = (
    theorems.not_sure_is_never_milder,
    theorems.exactly_one_level,
    theorems.no_rule_is_dead,
)


def tables() -> dict[str, Any]:
    """Return the knowledge of the machine, as files."""
    found = toy.tables()
    found["meta"] = {**found["meta"], "name": NAME}
    real = json.loads(json.dumps(project_copy.content_tables()))
    found["en/summary"]["page"] = real["en/summary"]["page"]
    return found


@pytest.fixture(scope="module")
def machine(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built site of the machine."""
    assert site.is_dir()  # what it left behind is copied
    root = project_copy.copy(tmp_path_factory.mktemp("machine"))
    shutil.rmtree(root / "checker/content")
    (root / "checker/content").mkdir()
    meta = (ROOT / "checker/content/meta.toml").read_text("utf-8")
    (root / "checker/content/meta.toml").write_text(meta, "utf-8")  # the frame reads its dates
    (root / "checker/content/compiled.json").write_text(json.dumps(tables()), "utf-8")
    words = (root / "docs/_data/words.toml").read_text("utf-8")
    shutil.rmtree(root / "docs/_data")
    for path in [*(root / "docs").rglob("*.md"), *(root / "docs").glob("*/site.yml")]:
        path.unlink()
    (root / "docs/_data/clinicians").mkdir(parents=True)
    for name, text in (
        ("docs/_data/words.toml", words),
        ("docs/_data/glossary.toml", "term = []\n"),
        ("docs/_data/clinicians/charts.toml", ""),
        ("docs/_data/for_programs.toml", FOR_PROGRAMS),
        ("docs/_data/topic_kinds.toml", ""),
        ("docs/_data/printables.toml", ""),
        ("docs/_data/search_words.toml", "[pages]\nleft_out = []\nkept = []\nlater = []\n"),
        ("docs/index.md", HOME),
        ("docs/check.md", CHECK),
    ):
        (root / name).write_text(text, "utf-8")
    config = (root / "mkdocs.yml").read_text("utf-8")
    nav = "nav:\n  - Home: index.md\n  - Check: check.md\n"
    config = re.sub(r"^nav:\n.*?(?=^\S|\Z)", nav, config, flags=re.DOTALL | re.MULTILINE)
    (root / "mkdocs.yml").write_text(config, "utf-8")
    done = project_copy.build(root)
    if done.returncode:
        pytest.fail(done.stderr, pytrace=False)
    return root / "site"


def test_it_builds_into_pages_and_exports_under_its_own_name(machine: Path) -> None:
    form = json.loads((machine / f"fhir/Questionnaire/{NAME}.json").read_text("utf-8"))
    assert form["name"] == "MadeUpMachine"
    assert [item["linkId"] for item in form["item"]] == list(toy.QUESTIONS)
    schema = json.loads((machine / "schemas/answers.schema.json").read_text("utf-8"))
    jsonschema.validate({"answers": {"sign": ["hot"], "since": "new"}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"answers": {"saddle": ["numb"]}}, schema)
    assert 'data-question="sign"' in (machine / "check/index.html").read_text("utf-8")


def test_what_it_says_to_programs_is_its_own(machine: Path) -> None:
    assert "- A sample for tests.\n" in (machine / "llms.txt").read_text("utf-8")
    page = (machine / "check/index.html").read_text("utf-8")
    assert '"about": {"@type": "Thing", "name": "A made-up machine"}' in page


def test_a_check_of_it_ends_in_its_advice(machine: Path, browser: Browser) -> None:
    with serving(machine) as server:
        context = browser.new_context(base_url=server.url, service_workers="block")
        page = context.new_page()
        page.goto("check/")
        page.locator("form#check[data-state=ready]").wait_for(timeout=60_000)
        page.locator("#start button[type=submit]").click()
        for choose in ("#q-speaker-me", "#q-age-prefer_not", "#q-sign-rattle", "#q-length-short"):
            if page.locator("#q-small").is_visible():
                page.locator("#q-small-no").check()
                page.locator("#q-small button[type=submit]").click()
            page.locator(choose).check()
            page.locator(".screen:not([hidden]) button[type=submit]").click()
        page.locator("#review button[type=submit]").click()
        page.locator("#result[data-level]").wait_for()
        level = page.locator("#result").get_attribute("data-level")
        text = page.locator("#check-result").inner_text()
        context.close()
    assert level == "routine_appointment"
    assert "rattle title" in text


@pytest.mark.parametrize("theorem", PROOFS, ids=lambda one: one.__name__)
def test_the_proofs_hold_for_it(theorem: Callable[[Content], Iterator[object]]) -> None:
    assert list(theorem(toy.content())) == []
