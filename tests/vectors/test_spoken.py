"""The emergency card, which is there before Python, says what Python says of the same answers."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from builder.knowledge import languages
from builder.knowledge.languages import Links
from builder.pages.questionnaire_form import check_data
from builder.tools import toolchain
from checker import assess, load_content
from checker.answers import check_answers
from checker.explain import as_json
from tests.all_cases import all_cases
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SENTENCES = tomllib.loads((ROOT / "tests/checker/sentences.toml").read_text("utf-8"))


@pytest.mark.parametrize("code", ["en", "es"])
def test_the_card_says_nothing_that_python_does_not_say_in_the_same_order(
    code: str, tmp_path: Path
) -> None:
    """Python may add a doubt that decided nothing."""
    content = load_content(code)
    language = next(one for one in languages.languages(ROOT) if one.code == code)
    links = Links(language, "check.md", frozenset(languages.pages(ROOT, language)))
    ordinary = SENTENCES["ordinary"]
    forms = [dict(answers) for _, answers in all_cases(content)]
    forms += [ordinary | case["answers"] for case in SENTENCES["said"]]
    forms += [form | {"who": "other"} for form in forms]
    vectors, said = tmp_path / "vectors.json", tmp_path / "said.json"
    vectors.write_text(
        json.dumps({"data": check_data(content, links, "https://example.org/"), "forms": forms}),
        "utf-8",
    )
    node = toolchain.find_node(ROOT)
    toolchain.call(
        [*node.node, "--test", "tests/vectors/spoken.test.mjs"],
        purpose="Speaking with the page's script",
        cwd=ROOT,
        env=node.environment() | {"VECTORS": str(vectors), "SAID": str(said)},
    )
    compared = 0
    for answers, card in zip(forms, json.loads(said.read_text("utf-8")), strict=True):
        if card is not None:
            rest = spoken(code, answers)
            for sentence in card:
                assert sentence in rest, (answers, sentence)
                rest = rest[rest.index(sentence) + len(sentence) :]
            compared += 1
    assert compared > 400


def spoken(code: str, answers: Mapping[str, object]) -> str:
    content = load_content(code)
    found = as_json(content, check_answers(content, dict(answers)), assess(content, answers))
    return str(found["advice"]["say"]["spoken"])
