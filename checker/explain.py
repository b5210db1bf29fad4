"""Put an assessment into words: what to do, by when, whom to call, and why.

The result is plain JSON values, the same for the command line, the page and
the tests. Words come from ``content/<language>/`` only.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from checker.answers import reader_of
from checker.conditions import All, Is, Not, Number, signs
from checker.conditions import Any as AnyOf
from checker.model import Kind
from checker.spoken import say
from checker.texts import NO_PLACE, Reader, fill
from checker.told import medical, name, title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.answers import Answers
    from checker.conditions import Condition
    from checker.model import Assessment, Content, Finding, Question, Reason, Rule

__all__ = ["as_json", "condition_json", "questions_json", "rules_json"]


@dataclass(frozen=True, slots=True)
class Change:
    """What would change the advice: to which level, in its own words, and by what. No level: by nothing."""

    level: str | None
    lead: str
    text: str


def as_json(
    content: Content, answers: Answers, assessment: Assessment, place: str = NO_PLACE
) -> dict[str, Any]:
    """Return the assessment with its words as JSON values; `place` is an id of places.toml, for the numbers.

    >>> from checker import assess, load_content
    >>> content, answers = load_content(), {"danger": ("chest_pain",)}
    >>> as_json(content, answers, assess(content, answers))["level"]
    'emergency_now'
    """
    words = _Words(content, reader_of(content, answers), place)
    return {
        "content_version": content.meta.version,
        "content_date": content.meta.date,
        "language": content.language,
        "reviewed_by": content.meta.reviewed_by or None,
        "level": assessment.level.id,
        "rank": assessment.level.rank,
        "advice": _advice(words, answers, assessment),
        "reasons": [_reason(words, reason) for reason in assessment.reasons],
        "not_raised": [
            {"finding": finding.id, "name": words.text("findings", finding.id, "name")}
            for finding in assessment.absent
        ],
        "not_sure": list(assessment.not_sure),
        "unanswered": list(assessment.unanswered),
        "dropped": list(assessment.dropped),
        "would_change": [asdict(change) for change in _changes(words, assessment)],
    }


class _Words:
    """The texts of a language that fit a reader in a place."""

    def __init__(self, content: Content, reader: Reader, place: str = NO_PLACE) -> None:
        self.content, self.reader = content, reader
        self._place: Mapping[str, object] = content.words["places"][place]

    def text(self, file: str, key: str, field: str) -> str:
        return fill(self.reader.text(self.content.words[file][key], field), self._place)

    def texts(self, file: str, key: str, field: str) -> list[str]:
        found = self.reader.texts(self.content.words[file][key], field)
        return [fill(text, self._place) for text in found]

    def label(self, question: str, option: str) -> str | None:
        words = self.content.words["questions"][question]
        return self.reader.of_option(words, "options", option) or None


def _advice(words: _Words, answers: Answers, assessment: Assessment) -> dict[str, Any]:
    content, level, first = words.content, assessment.level.id, assessment.contacts[0].id
    limits = content.words["ui"]["limits"]
    spoken = say(content, answers, assessment, words.reader)
    return {
        "mark_word": words.text("levels", level, "mark_word"),
        "name": words.text("levels", level, "name"),
        "title": words.text("contacts", first, "title"),
        "by_when": words.text("levels", level, "by_when"),
        "who": words.text("contacts", first, "who"),
        "contact": first,
        "also": [
            {"contact": contact.id, "title": words.text("contacts", contact.id, "title")}
            for contact in assessment.contacts[1:]
        ],
        "do": _do(words, assessment),
        "say": {"spoken": spoken.spoken, "staff": spoken.staff or None},
        "next": _next(words, assessment),
        "meanwhile": words.texts("levels", level, "meanwhile"),
        "come_back": words.texts("levels", level, "come_back"),
        "limits": [
            str(text)
            for key, text in limits.items()
            if key != "not_reviewed" or not content.meta.reviewed_by
        ],
    }


def _do(words: _Words, assessment: Assessment) -> list[str]:
    """Return what to do: what the deciding rules ask, then the contact, then the level."""
    level, first = assessment.level.id, assessment.contacts[0].id
    deciding = [r.rule.id for r in assessment.reasons if r.rule.level == assessment.level]
    lines = [line for rule in deciding for line in words.texts("rules", rule, "do")]
    lines += words.texts("contacts", first, "do")
    lines += words.texts("levels", level, "do") + words.texts("levels", level, "do_in_result")
    return list(dict.fromkeys(lines))


def _next(words: _Words, assessment: Assessment) -> list[str]:
    """Return what a doctor may do next, by the topics of the deciding rules; the lowest level has none."""
    if assessment.level.rank == min(level.rank for level in words.content.levels.values()):
        return []
    deciding = [r.rule.topic for r in assessment.reasons if r.rule.level == assessment.level]
    return [
        line for topic in dict.fromkeys(deciding) for line in words.texts("topics", topic, "next")
    ]


def _changes(words: _Words, assessment: Assessment) -> list[Change]:
    """Return the signs to watch for: those of each level above, the highest first."""
    levels = sorted(words.content.levels.values(), key=lambda level: -level.rank)
    found = [
        Change(level.id, words.text("levels", level.id, "mark_word"), text)
        for level in levels
        if level.rank > assessment.level.rank
        for text in words.texts("levels", level.id, "watch_for")
    ]
    return found or [Change(None, "", words.text("ui", "highest", "would_change"))]


def _reason(words: _Words, reason: Reason) -> dict[str, Any]:
    rule, content = reason.rule, words.content
    return {
        "rule": rule.id,
        "topic": rule.topic,
        "level": rule.level.id,
        "title": title(content, reason, words.reader),
        "why": words.text("rules", rule.id, "why"),
        "reported": reason.reported,
        "doubts": list(reason.doubts),
        "findings": [
            {
                "finding": found.finding.id,
                "name": name(content, found, words.reader),
                "medical": medical(content, found),
                "reported": found.reported,
                "doubts": list(found.doubts),
                "answers": [_answer(words, origin) for origin in found.origin],
            }
            for found in reason.findings
        ],
        "evidence": [_evidence(content, key) for key in rule.evidence],
    }


def _answer(words: _Words, origin: str) -> dict[str, Any]:
    question, _, option = origin.partition(".")
    return {"question": question, "option": option or None, "label": words.label(question, option)}


def _evidence(content: Content, key: str) -> dict[str, Any]:
    evidence = content.evidence[key]
    source = content.sources[evidence.source]
    return {
        "id": key,
        "mark": evidence.mark.value,
        "claim": evidence.claim,
        "source": source.id,
        "citation": source.citation,
        "url": source.url or None,
    }


def questions_json(content: Content) -> list[dict[str, Any]]:
    """Return every question with its options, words and the condition under which it is asked.

    >>> from checker import load_content
    >>> next(one["kind"] for one in questions_json(load_content()) if one["id"] == "age")
    'number'
    """
    found = []
    for question in content.questions.values():
        words = content.words["questions"][question.id]
        entry: dict[str, Any] = {
            "id": question.id,
            "kind": question.kind.value,
            "short": words["short"],
            "title": words["title"],
            "title_other": words["title_other"],
            "hint": words.get("hint"),
            "why": words["why"],
            "emergency": question.emergency,
            "required": not question.wording,
            "ask": None if question.ask is None else condition_json(question.ask),
            "evidence": list(question.evidence),
        }
        if question.kind is Kind.NUMBER:
            entry |= {"min": question.minimum, "max": question.maximum}
        else:
            entry["options"] = [_option(question, words, option) for option in question.options]
        found.append(entry)
    return found


def _option(question: Question, words: Mapping[str, Any], option: str) -> dict[str, Any]:
    ask = question.offered.get(option)
    return {
        "id": option,
        "label": words["options"][option],
        "label_child": words.get("options_child", {}).get(option),
        "ask": None if ask is None else condition_json(ask),
    }


def rules_json(content: Content) -> list[dict[str, Any]]:
    """Return every rule with its level, words, condition, findings and sources.

    >>> from checker import load_content
    >>> rules_json(load_content())[0]["level"]
    'emergency_now'
    """
    return [
        {
            "id": rule.id,
            "topic": rule.topic,
            "level": rule.level.id,
            "contact": rule.contact.id,
            "title": _text(content, "rules", rule.id, "title"),
            "why": _text(content, "rules", rule.id, "why"),
            "when": condition_json(rule.when),
            "findings": _findings_of(content, rule),
            "evidence": [_evidence(content, key) for key in rule.evidence],
        }
        for rule in content.rules.values()
    ]


def _findings_of(content: Content, rule: Rule) -> list[dict[str, Any]]:
    return [
        {
            "id": key,
            "name": _name(content, content.findings[key]),
            "when": condition_json(content.findings[key].when),
            "evidence": list(content.findings[key].evidence),
        }
        for key in dict.fromkeys(key for key, _ in signs(rule.when))
    ]


def condition_json(condition: Condition) -> dict[str, Any]:
    """Return a condition in the vocabulary in which it was written.

    >>> from checker.conditions import parse
    >>> condition_json(parse({"not": "saddle.numb"}, "example"))
    {'not': {'is': 'saddle.numb'}}
    """
    match condition:
        case Is(name):
            return {"is": name}
        case All(parts):
            return {"all": [condition_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_json(part) for part in parts]}
        case Not(part):
            return {"not": condition_json(part)}
        case Number(least, question):
            return {"at_least": least, "of": question}
        case _:
            parts = condition.parts
            return {"at_least": condition.least, "of": [condition_json(part) for part in parts]}


def _name(content: Content, finding: Finding) -> str:
    return _text(content, "findings", finding.id, "name")


def _text(content: Content, file: str, key: str, field: str) -> str:
    return str(content.words[file][key][field])
