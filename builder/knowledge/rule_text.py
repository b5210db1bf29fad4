"""Rules and findings in plain words, made from their data alone: nothing here knows any rule by name."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from checker.conditions import All, Any, Count, Is, Not, Number, signs

if TYPE_CHECKING:
    from checker import Content
    from checker.conditions import Condition
    from checker.model import Finding, Level, Rule

UNSURE = "unsure"
"""The topic of findings that are doubts, not signs."""


def name(content: Content, finding: str) -> str:
    """Return the name of a finding, as it stands after "you told us of"."""
    return str(content.words["findings"][finding]["name"])


def answer(content: Content, option: str) -> str:
    """Return an answer ("question.option") in the words of the questionnaire."""
    question, _, choice = option.partition(".")
    labels = content.words["questions"][question].get("options")
    label = labels.get(choice) if isinstance(labels, dict) else None
    return _say(content, "answer", question, answer=label or _say(content, "not_answered"))


def in_words(content: Content, item: str) -> str:
    """Return a finding's name, or an answer for an item with a dot."""
    return answer(content, item) if "." in item else name(content, item)


# --- As a sentence ---------------------------------------------------------------------------------------


def sentence(content: Content, condition: Condition) -> str:
    """Return a condition in one line: "a fever, together with a weak leg or a numb leg"."""
    match condition:
        case Is(item):
            text = in_words(content, item)
        case Number(least, question):
            text = _say(content, "or_more", question, least=least)
        case Not(Number(least, question)):
            text = _say(content, "less", question, least=least)
        case Not(part):
            text = _say(content, "without", sign=sentence(content, part))
        case Any(parts):
            text = _joined(content, [_grouped(content, part, All) for part in parts], "or")
        case All(parts):
            text = _say(content, "with").join(_grouped(content, part, Any) for part in parts)
        case Count(least, parts):
            texts = [sentence(content, part) for part in parts]
            text = _say(content, "count_of", least=least, signs=_joined(content, texts, "and"))
        case _:
            assert_never(condition)
    return text


def _say(content: Content, key: str, question: str = "", **values: object) -> str:
    """Return a phrase of the list of rules, with its values in it and the title of the question."""
    title = content.words["questions"][question]["title"] if question else ""
    return str(content.words["ui"]["rules"][key]).format(question=title, **values)


def _grouped(content: Content, part: Condition, ambiguous: type[All | Any]) -> str:
    text = sentence(content, part)
    return f"({text})" if isinstance(part, ambiguous) and len(part.parts) > 1 else text


def _joined(content: Content, parts: list[str], between: str) -> str:
    word = _say(content, between)
    if any("," in part or f" {_say(content, 'or')} " in part for part in parts):
        return f"; {word} ".join(parts)
    return (
        f" {word} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
    )


# --- As a list -------------------------------------------------------------------------------------------


def listed(content: Content, condition: Condition) -> str:
    """Return a condition as nested HTML lists; each finding is ``<li data-finding="id">``."""
    if condition == All(()):
        return f"<p>{_say(content, 'always')}</p>"
    return _list(content, condition)


def _list(content: Content, condition: Condition) -> str:
    match condition:
        case All(parts):
            head = _say(content, "all")
        case Any(parts):
            head = _say(content, "any")
        case Count(least, parts):
            head = _say(content, "count", least=least)
        case Not(part):
            head, parts = _say(content, "not"), (part,)
        case _:
            head, parts = "", (condition,)
    items = "".join(_item(content, part) for part in parts)
    return f"<p>{head}</p><ul>{items}</ul>" if head else f"<ul>{items}</ul>"


def _item(content: Content, part: Condition) -> str:
    match part:
        case Is(item) if "." not in item:
            return f'<li data-finding="{item}">{_escaped(name(content, item))}</li>'
        case Is() | Number() | Not(Number()):
            return f"<li>{_escaped(sentence(content, part))}</li>"
        case _:
            return f"<li>{_list(content, part)}</li>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def rules_table(content: Content) -> str:
    """Return every rule as one HTML table, emergencies first, readable without any script.

    Each finding is ``<li data-finding="id">``, so that a script can mark the ones that answers raised.
    """
    rows = "\n".join(_rows(content, level) for level in levels(content))
    heads = (f'<th scope="col">{_say(content, key)}</th>' for key in ("how_soon", "rule", "holds"))
    return (
        f"<table>\n<caption>{_say(content, 'caption')}</caption>\n"
        f"<thead><tr>{''.join(heads)}</tr></thead>\n{rows}\n</table>"
    )


def _rows(content: Content, level: Level) -> str:
    rows = "\n".join(
        f'<tr data-rule="{rule.id}"><td>{level_mark(content, level.id)}</td>'
        f"<td>{_escaped(str(content.words['rules'][rule.id]['title']))}</td>"
        f"<td>{listed(content, rule.when)}</td></tr>"
        for rule in rules_at(content, level)
    )
    return f"<tbody>\n{rows}\n</tbody>"


# --- What a finding leads to -----------------------------------------------------------------------------


def level_mark(content: Content, level: str) -> str:
    """Return the mark of a level: its word; the style sheet adds its shape. Raises KeyError."""
    return f'<span class="level level-{level}">{content.words["levels"][level]["mark_word"]}</span>'


def levels(content: Content) -> list[Level]:
    """Return the levels, the most urgent first."""
    return sorted(content.levels.values(), key=lambda level: -level.rank)


def rules_at(content: Content, level: Level) -> list[Rule]:
    """Return the rules of one level, those for an ambulance first, then in the order of the content."""
    rules = [rule for rule in content.rules.values() if rule.level == level]
    return sorted(rules, key=lambda rule: -rule.contact.order)


@dataclass(frozen=True, slots=True)
class Sign:
    """A finding as a reader meets it.

    `alone` is the most urgent rule that it fulfils by itself, if any; `combined` are more urgent rules that
    it fulfils together with what is left of their conditions.
    """

    finding: Finding
    alone: Rule | None
    combined: tuple[tuple[Rule, Condition], ...]


def all_signs(content: Content) -> list[Sign]:
    """Return every finding that a reader can have by itself, the most urgent first.

    Doubts, and findings that only gather others under one name, are left out.
    """
    found = [
        sign(content, finding)
        for finding in content.findings.values()
        if finding.topic != UNSURE and not finding.expected and not _is_name_for_others(finding)
    ]
    return sorted((one for one in found if one.alone or one.combined), key=lambda one: -_rank(one))


def _rank(one: Sign) -> int:
    return one.alone.level.rank if one.alone else 0


def _is_name_for_others(finding: Finding) -> bool:
    return isinstance(finding.when, Any) and any(
        isinstance(part, Is) and "." not in part.name for part in finding.when.parts
    )


def sign(content: Content, finding: Finding) -> Sign:
    """Return what one finding leads to, alone and with others."""
    implied = _implied(content, Is(finding.id))
    present = _with_what_follows(content, implied)
    own = present - (_with_what_follows(content, frozenset()) - implied)
    alone: Rule | None = None
    combined: list[tuple[Rule, Condition]] = []
    for rule in content.rules.values():
        if not any(item in own for item, _ in signs(rule.when)):
            continue
        left = left_of(rule.when, present, alone=True)
        if left is None:
            alone = alone or rule  # the rules come with the most urgent first
        elif alone is None:
            combined.append((rule, left))
    rank = alone.level.rank if alone else 0
    return Sign(
        finding, alone, tuple((rule, left) for rule, left in combined if rule.level.rank > rank)
    )


def _with_what_follows(content: Content, present: frozenset[str]) -> frozenset[str]:
    """Return findings with all that hold when they are there and nothing else is known."""
    found = present | {one.id for one in content.findings.values() if one.expected}
    for other in content.findings.values():  # one reads only those above it: one pass is enough
        if left_of(other.when, found, alone=True) is None:
            found |= {other.id}
    return found


def _implied(content: Content, condition: Condition) -> frozenset[str]:
    """Return the findings and answers without which a condition cannot hold.

    A question that is asked of some people only, such as children, says what they are.
    """
    match condition:
        case Is(item) if "." in item:
            ask = content.questions[item.partition(".")[0]].ask
            asked_of = {one.id for one in content.findings.values() if one.when == ask}
            return frozenset({item, *asked_of})
        case Is(item):
            return frozenset({item}) | _implied(content, content.findings[item].when)
        case All(parts):
            return frozenset[str]().union(*(_implied(content, part) for part in parts))
        case Any(parts):
            return frozenset.intersection(*(_implied(content, part) for part in parts))
        case _:
            return frozenset()


def left_of(
    condition: Condition, present: frozenset[str], *, alone: bool = False
) -> Condition | None:
    """Return what a condition still asks for when some findings are present; None when nothing.

    :param alone: whether nothing else is there, so that what must not be there is not; an age stays open
    """
    match condition:
        case Is(item):
            return None if item in present else condition
        case All(parts):
            rests = [left_of(part, present, alone=alone) for part in parts]
            left = [rest for rest in rests if rest is not None]
            return None if not left else left[0] if len(left) == 1 else All(tuple(left))
        case Any(parts):
            open_parts = [left_of(part, present, alone=alone) for part in parts]
            return (
                None
                if None in open_parts
                else Any(tuple(part for part in open_parts if part is not None))
            )
        case Not(part) if alone and not isinstance(part, Number):
            return None if left_of(part, present) is not None else condition
        case _:
            return condition
