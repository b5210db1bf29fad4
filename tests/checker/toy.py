"""A small made-up body of knowledge, so that tests of the engine do not change with the real one.

A machine instead of a body: is it hot, does it rattle, since when? The ids of
levels and contacts are the real ones, and so are the sources.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

from checker.loading import CONTENT, build_content
from checker.tables import read_tables
from checker.words import WORDS_NEEDED

if TYPE_CHECKING:
    from checker.model import Content

__all__ = ["EVIDENCE", "content", "tables"]

EVIDENCE = ["safetynet"]

QUESTIONS: dict[str, dict[str, Any]] = {
    "speaker": {
        "kind": "one",
        "wording": True,
        "role": "speaker",
        "part": "reason",
        "options": ["me", "other"],
        "plain": ["me", "other"],
    },
    "age": {"kind": "number", "role": "age", "part": "reason", "min": 0, "max": 120},
    "sign": {
        "kind": "many",
        "emergency": True,
        "options": ["hot", "cold", "rattle", "none", "not_sure", "prefer_not"],
        "plain": ["none"],
    },
    "since": {
        "kind": "one",
        "emergency": True,
        "role": "since",
        "ask": {"any": ["sign.hot", "sign.cold"]},
        "options": ["worse", "new", "old", "not_sure", "prefer_not"],
        "plain": ["old"],
    },
    "small": {
        "kind": "one",
        "ask": {"not": {"at_least": 18, "of": "age"}},
        "options": ["yes", "no", "not_sure", "prefer_not"],
        "plain": ["no", "not_sure", "prefer_not"],
    },
    "length": {
        "kind": "one",
        "role": "duration",
        "part": "timeline",
        "options": ["short", "long", "not_sure", "prefer_not"],
        "plain": ["short", "not_sure", "prefer_not"],
    },
}

FINDINGS: dict[str, dict[str, Any]] = {
    "hot_new": {
        "key": True,
        "when": {
            "all": [
                "sign.hot",
                {"any": ["since.worse", "since.new", "since.not_sure", "since.prefer_not"]},
            ]
        },
    },
    "cold": {"key": True, "when": {"is": "sign.cold"}},
    "rattle": {"when": {"is": "sign.rattle"}},
    "several": {"when": {"at_least": 2, "of": ["sign.hot", "cold", "rattle"]}},
    "old_machine": {"quiet": True, "when": {"at_least": 60, "of": "age"}},
    "small_one": {"when": {"is": "small.yes"}},
    "lasting": {"quiet": True, "when": {"is": "length.long"}},
    "recent": {"quiet": True, "expected": True, "when": {"not": "lasting"}},
    "doubt": {
        "quiet": True,
        "when": {"any": ["sign.not_sure", "sign.prefer_not"]},
    },
}

RULES: dict[str, dict[str, dict[str, Any]]] = {
    "heat": {
        "hot-now": {"level": "emergency_now", "contact": "ambulance", "when": {"is": "hot_new"}},
        "cold-and-old": {
            "level": "emergency_now",
            "contact": "emergency_department",
            "when": {"all": ["cold", "old_machine"]},
        },
        "doubt": {"level": "same_day", "contact": "doctor_today", "when": {"is": "doubt"}},
        "cold": {"level": "urgent_appointment", "contact": "doctor_soon", "when": {"is": "cold"}},
    },
    "noise": {
        "rattle": {
            "level": "routine_appointment",
            "contact": "doctor",
            "when": {"any": ["rattle", "several", "small_one"]},
        },
        "long-rattle": {
            "level": "urgent_appointment",
            "contact": "doctor_soon",
            "when": {"all": ["rattle", "lasting", {"not": "recent"}]},
        },
        "nothing": {"level": "self_care", "contact": "yourself", "when": {"all": []}},
    },
}


SAY = {
    "who": "I am {age}.",
    "who_other": "They are {age}.",
    "who_unknown": "I am here.",
    "who_unknown_other": "They are here.",
    "signs": "I have {findings}.",
    "new": "It is new.",
    "worse": "It gets worse.",
    "duration": "It has been {duration}.",
    "not_sure": "Not sure of {questions}.",
    "medical": "Words: {words}.",
}
POSSIBLE = {"doubt": "unclear: {questions}"}
LIMITS = {"not_a_diagnosis": "No diagnosis.", "not_reviewed": "Not reviewed.", "changes": "Today."}


@cache
def _real() -> dict[str, Any]:
    return dict(read_tables(CONTENT))


def tables() -> dict[str, Any]:
    """Return fresh tables, to change and to build from."""
    found = {
        name: deepcopy(table)
        for name, table in _real().items()
        if name.count("/") < 2 and name.split("/")[0] in {"en", name}
    }
    found["questions"] = deepcopy(QUESTIONS)
    found["findings"] = deepcopy(FINDINGS)
    for table in found["questions"].values():
        table["evidence"] = list(EVIDENCE)
    for table in found["findings"].values():
        table |= {"topic": "heat", "evidence": list(EVIDENCE)}
    found["en/questions"] = {
        key: _words("questions", key)
        | {"options": {option: f"{key} {option}" for option in table.get("options", [])}}
        for key, table in QUESTIONS.items()
    }
    found["en/findings"] = {
        key: _words("findings", key) | ({} if key == "rattle" else {"medical": f"{key} (medical)"})
        for key in FINDINGS
    }
    found["en/topics"] = {key: _words("topics", key) | {"next": ["look"]} for key in RULES}
    for topic, rules in RULES.items():
        found[f"rules/{topic}"] = deepcopy(rules)
        for table in found[f"rules/{topic}"].values():
            table["evidence"] = list(EVIDENCE)
        found[f"en/rules/{topic}"] = {key: _words("rules", key) for key in rules}
    found["en/levels"] = {
        key: _words("levels", key) | _lists(key, "do", "meanwhile", "come_back", "would_change")
        for key in found["levels"]
    }
    found["en/contacts"] = {
        key: _words("contacts", key) | _lists(key, "do") for key in found["contacts"]
    }
    found["en/ui"] |= {"say": dict(SAY), "possible": dict(POSSIBLE), "limits": dict(LIMITS)}
    summary = found["en/summary"]
    found["en/summary"] = {key: summary[key] for key in ("summary", "calendar")}
    return found


def _lists(key: str, *fields: str) -> dict[str, list[str]]:
    return {field: [f"{key} {field}"] for field in fields}


def _words(file: str, key: str) -> dict[str, Any]:
    return {field: f"{key} {field}" for field in WORDS_NEEDED[file]}


@cache
def content() -> Content:
    """Return the made-up knowledge."""
    return build_content(tables(), "en")
