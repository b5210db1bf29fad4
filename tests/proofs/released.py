"""The rules of the last release, for the proof that no advice became milder unnoticed.

``released.json`` holds what decided a level then, and no words. Write it anew when a version is released:
``uv run python -m tests.proofs.released``. From then on the entries ``[[versions.later]]`` of that version and of
those before it in checker/content/history.toml have done their work.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker import load_content
from checker.conditions import parse
from checker.explain import condition_json
from checker.loading import CONTENT
from checker.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker.conditions import Condition
    from checker.model import Content

__all__ = ["Later", "Released", "Since", "load_released", "load_since"]

FILE = Path(__file__).with_name("released.json")


@dataclass(frozen=True, slots=True)
class ReleasedLevel:
    """A level, by the rank that it had."""

    id: str
    rank: int


@dataclass(frozen=True, slots=True)
class ReleasedQuestion:
    """What decided whether a question was asked, and how it could be answered."""

    id: str
    kind: Kind
    options: tuple[str, ...]
    ask: Condition | None
    wording: bool
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class ReleasedFinding:
    """A finding and its condition."""

    id: str
    when: Condition


@dataclass(frozen=True, slots=True)
class ReleasedRule:
    """A rule, its level and its condition."""

    id: str
    level: ReleasedLevel
    when: Condition


@dataclass(frozen=True, slots=True)
class Released:
    """All that decided a level in one version of the content."""

    version: str
    levels: Mapping[str, ReleasedLevel]
    questions: Mapping[str, ReleasedQuestion]
    findings: Mapping[str, ReleasedFinding]
    rules: Mapping[str, ReleasedRule]


@dataclass(frozen=True, slots=True)
class Later:
    """A sign whose advice may be later than in the release, on purpose.

    While `when` holds, the released `rules` need only give the level `now`.
    """

    sign: str
    when: Condition
    rules: Sequence[str]
    was: str
    now: str
    why: str
    evidence: Sequence[str]
    example: Mapping[str, object]


def load_released() -> Released:
    """Return the rules of the last release."""
    raw = json.loads(FILE.read_text("utf-8"))
    levels = {key: ReleasedLevel(key, rank) for key, rank in raw["levels"].items()}

    def when(one: object) -> Condition:
        return parse(one, FILE.name)

    return Released(
        version=raw["version"],
        levels=levels,
        questions={
            key: ReleasedQuestion(
                id=key,
                kind=Kind(one["kind"]),
                options=tuple(one["options"]),
                ask=None if one["ask"] is None else when(one["ask"]),
                wording=one["wording"],
                minimum=one["minimum"],
                maximum=one["maximum"],
            )
            for key, one in raw["questions"].items()
        },
        findings={key: ReleasedFinding(key, when(one)) for key, one in raw["findings"].items()},
        rules={
            key: ReleasedRule(key, levels[one["level"]], when(one["when"]))
            for key, one in raw["rules"].items()
        },
    )


@dataclass(frozen=True, slots=True)
class Since:
    """What history.toml says of the versions since the release.

    `instead` has for new options the released option that took in the same sign.
    """

    instead: Mapping[str, str]
    later: tuple[Later, ...]


def load_since(released: Released) -> Since:
    """Return what history.toml says of the versions since the release."""
    instead: dict[str, str] = {}
    later: list[Later] = []
    for version in tomllib.loads((CONTENT / "history.toml").read_text("utf-8"))["versions"]:
        if version["version"] == released.version:
            break
        instead |= version.get("instead", {})
        later += [
            Later(**one | {"when": parse(one["when"], "history.toml")})
            for one in version.get("later", [])
        ]
    return Since(instead, tuple(later))


def as_text(content: Content) -> str:
    """Return what decides a level in `content`, as the text of released.json."""
    data = {
        "version": content.meta.version,
        "levels": {level.id: level.rank for level in content.levels.values()},
        "questions": {
            one.id: {
                "kind": one.kind.value,
                "options": list(one.options),
                "ask": None if one.ask is None else condition_json(one.ask),
                "wording": one.wording,
                "minimum": one.minimum,
                "maximum": one.maximum,
            }
            for one in content.questions.values()
        },
        "findings": {one.id: condition_json(one.when) for one in content.findings.values()},
        "rules": {
            one.id: {"level": one.level.id, "when": condition_json(one.when)}
            for one in content.rules.values()
        },
    }
    blocks = (
        f'"{key}": ' + json.dumps(part, ensure_ascii=False)
        if not isinstance(part, dict)
        else f'"{key}": {{\n'
        + ",\n".join(f'  "{name}": {json.dumps(one)}' for name, one in part.items())
        + "\n}"
        for key, part in data.items()
    )
    return "{\n" + ",\n".join(blocks) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(as_text(load_content()), "utf-8")
