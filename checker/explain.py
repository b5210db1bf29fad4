"""Put an assessment into words: what to do, by when, whom to call, and why.

The result is plain JSON values, the same for the command line, the page and
the tests. Words come from ``content/<language>/`` only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.answers import is_for_other
from checker.conditions import All, Is, Not, Number, signs
from checker.conditions import Any as AnyOf
from checker.model import DOUBTS, Kind, Role
from checker.told import facts, medical, name, title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.answers import Answers
    from checker.conditions import Condition
    from checker.model import Assessment, Content, Finding, Reason, Rule

__all__ = ["as_json", "condition_json", "questions_json", "rules_json"]


def as_json(content: Content, answers: Answers, assessment: Assessment) -> dict[str, Any]:
    """Return the assessment with its words as JSON values.

    >>> from checker import assess, load_content
    >>> content, answers = load_content(), {"danger": ("chest_pain",)}
    >>> as_json(content, answers, assess(content, answers))["level"]
    'emergency_now'
    """
    return {
        "content_version": content.meta.version,
        "content_date": content.meta.date,
        "language": content.language,
        "reviewed_by": content.meta.reviewed_by or None,
        "level": assessment.level.id,
        "rank": assessment.level.rank,
        "advice": _advice(content, answers, assessment),
        "reasons": [_reason(content, reason) for reason in assessment.reasons],
        "not_raised": [
            {"finding": finding.id, "name": _name(content, finding)}
            for finding in assessment.absent
        ],
        "not_sure": list(assessment.not_sure),
        "unanswered": list(assessment.unanswered),
        "dropped": list(assessment.dropped),
        "would_change": _texts(content, "levels", assessment.level.id, "would_change"),
    }


def _advice(content: Content, answers: Answers, assessment: Assessment) -> dict[str, Any]:
    level, first = assessment.level.id, assessment.contacts[0].id
    limits = content.words["ui"]["limits"]
    return {
        "mark_word": _text(content, "levels", level, "mark_word"),
        "name": _text(content, "levels", level, "name"),
        "title": _text(content, "contacts", first, "title"),
        "by_when": _text(content, "levels", level, "by_when"),
        "who": _text(content, "contacts", first, "who"),
        "contact": first,
        "also": [
            {"contact": contact.id, "title": _text(content, "contacts", contact.id, "title")}
            for contact in assessment.contacts[1:]
        ],
        "do": _do(content, assessment),
        "say": _say(content, answers, assessment),
        "next": _next(content, assessment),
        "meanwhile": _texts(content, "levels", level, "meanwhile"),
        "come_back": _texts(content, "levels", level, "come_back"),
        "limits": [
            str(text)
            for key, text in limits.items()
            if key != "not_reviewed" or not content.meta.reviewed_by
        ],
    }


def _do(content: Content, assessment: Assessment) -> list[str]:
    """Return what to do: what the deciding rules ask, then the contact, then the level."""
    deciding = [r.rule.id for r in assessment.reasons if r.rule.level == assessment.level]
    of_rules = [
        str(line) for rule in deciding for line in content.words["rules"][rule].get("do", ())
    ]
    of_contact = _texts(content, "contacts", assessment.contacts[0].id, "do")
    of_level = _texts(content, "levels", assessment.level.id, "do")
    return list(dict.fromkeys(of_rules + of_contact + of_level))


def _next(content: Content, assessment: Assessment) -> list[str]:
    """Return what a doctor may do next, by the topics of the deciding rules; the lowest level has none."""
    if assessment.level.rank == min(level.rank for level in content.levels.values()):
        return []
    deciding = [r.rule.topic for r in assessment.reasons if r.rule.level == assessment.level]
    return [
        line
        for topic in dict.fromkeys(deciding)
        for line in _texts(content, "topics", topic, "next")
    ]


def _say(content: Content, answers: Answers, assessment: Assessment) -> list[str]:
    """Return what to read out on the phone or at the desk: who, what, since when, what for.

    The plain words come first. A second text, if there is one, is for staff, in medical words.
    """
    words = content.words["ui"]["say"]
    counted = {key: answer for key, answer in answers.items() if key not in assessment.dropped}
    for_other = is_for_other(content, counted)
    ages = (counted.get(key) for key in _of_role(content, Role.AGE))
    age = next((one for one in ages if isinstance(one, int)), None)
    duration = _chosen(content, counted, Role.DURATION)
    since = _chosen(content, counted, Role.SINCE)
    deciding = [r for r in assessment.reasons if r.rule.level == assessment.level]
    findings = [found for r in deciding for found in r.findings if not found.finding.quiet]
    told = dict.fromkeys(fact for found in findings for fact in facts(content, found))
    level, suffix = assessment.level.id, "_other" if for_other else ""
    asks = [content.words["rules"][r.rule.id].get("ask") for r in deciding]
    lines = [
        words[f"who{suffix}"] if age is not None else words[f"who_unknown{suffix}"],
        words["signs"] if told else None,
        next((words[change] for change in ("worse", "new") if told and change in since), None),
        words["duration"] if duration else None,
        words["not_sure"] if assessment.not_sure else None,
        *(filter(None, asks) if any(asks) else [_text(content, "levels", level, f"ask{suffix}")]),
    ]
    spoken = " ".join(str(line) for line in lines if line).format(
        age=age,
        findings=_listed(told),
        duration=_listed(duration.values()).lower(),
        questions=_listed(_text(content, "questions", q, "short") for q in assessment.not_sure),
    )
    suspected = (content.words["rules"][r.rule.id].get("medical") for r in deciding)
    named = (medical(content, found) for found in findings)
    staff = dict.fromkeys(str(word) for word in (*suspected, *named) if word)
    return [spoken, str(words["medical"]).format(words=_listed(staff))] if staff else [spoken]


def _of_role(content: Content, role: Role) -> list[str]:
    return [question.id for question in content.questions.values() if question.role is role]


def _chosen(content: Content, answers: Answers, role: Role) -> dict[str, str]:
    """Return the options chosen in questions of a role, each with its text."""
    return {
        option: str(content.words["questions"][key]["options"][option])
        for key in _of_role(content, role)
        if isinstance(chosen := answers.get(key), tuple)
        for option in chosen
        if option not in DOUBTS
    }


def _listed(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def _reason(content: Content, reason: Reason) -> dict[str, Any]:
    rule = reason.rule
    return {
        "rule": rule.id,
        "topic": rule.topic,
        "level": rule.level.id,
        "title": title(content, reason),
        "why": _text(content, "rules", rule.id, "why"),
        "reported": reason.reported,
        "doubts": list(reason.doubts),
        "findings": [
            {
                "finding": found.finding.id,
                "name": name(content, found),
                "medical": medical(content, found),
                "reported": found.reported,
                "doubts": list(found.doubts),
                "answers": [_answer(content, origin) for origin in found.origin],
            }
            for found in reason.findings
        ],
        "evidence": [_evidence(content, key) for key in rule.evidence],
    }


def _answer(content: Content, origin: str) -> dict[str, Any]:
    question, _, option = origin.partition(".")
    labels = content.words["questions"][question].get("options", {})
    return {"question": question, "option": option or None, "label": labels.get(option)}


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
            labels = words["options"]
            entry["options"] = [{"id": key, "label": labels[key]} for key in question.options]
        found.append(entry)
    return found


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


def _texts(content: Content, file: str, key: str, field: str) -> list[str]:
    return [str(text) for text in content.words[file][key][field]]
