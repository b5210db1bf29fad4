"""What to say on the phone or at the desk, in the words of whoever says it.

Each option that somebody may have ticked has a sentence of its own, so nothing is
said that was not told, and no language has to join phrases. docs/assets/js/spoken.mjs
does the same for the emergency card, before Python is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.answers import age_of
from checker.conditions import signs
from checker.model import DOUBTS, NOT_SURE, Role
from checker.texts import counted, fill
from checker.told import medical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.answers import Answers
    from checker.model import Assessment, Content, Question, Reason
    from checker.texts import Reader

__all__ = ["Say", "say"]

FEW = 2
"""Where as many signs are told, lesser ones are left to the words for staff and the page to show."""
FEW_DOUBTS = 2
"""As many things that somebody is not sure of are named, or one after a sign; of more, only how many."""


@dataclass(frozen=True, slots=True)
class Say:
    """What to read out, and the medical words for staff, which may be empty."""

    spoken: str
    staff: str


def say(content: Content, answers: Answers, assessment: Assessment, reader: Reader) -> Say:
    """Return what to say about an assessment; never fails.

    >>> from checker import assess, load_content
    >>> from checker.texts import Reader
    >>> content, answers = load_content(), {"age": 47, "danger": ("blood",)}
    >>> found = say(content, answers, assess(content, answers), Reader())
    >>> found.spoken.startswith("I am 47 and have back pain. I have coughed up or vomited blood.")
    True
    """
    told = {key: answer for key, answer in answers.items() if key not in assessment.dropped}
    deciding = [r for r in assessment.reasons if r.rule.level == assessment.level]
    deciding.sort(key=lambda reason: -reason.rule.contact.order)
    speech = _Speech(content, told, reader)
    first = speech.first()
    opening = [speech.opening(), *first] if reader.other else [*first, speech.opening()]
    lower = [reason for reason in assessment.reasons if reason.rule.level != assessment.level]
    spoken = [*opening, *speech.signs(deciding, lower), *speech.doubts(deciding)]
    rules = content.words["rules"]
    asks = dict.fromkeys(
        reader.text(rules[r.rule.id], "ask") for r in deciding if "ask" in rules[r.rule.id]
    )
    level = content.words["levels"][assessment.level.id]
    return Say(
        " ".join([*spoken, *(asks or [reader.text(level, "ask")])]), _staff(content, deciding)
    )


def _staff(content: Content, deciding: list[Reason]) -> str:
    suspected = [content.words["rules"][reason.rule.id].get("medical") for reason in deciding]
    found = [one for reason in deciding for one in reason.findings if not one.finding.quiet]
    named = [medical(content, one) for one in found]
    staff = dict.fromkeys(str(word) for word in (*suspected, *named) if word)
    template = str(content.words["ui"]["say"]["medical"])
    return fill(template, {"words": "; ".join(staff)}) if staff else ""


class _Speech:
    """The sentences that some answers give."""

    def __init__(self, content: Content, told: Answers, reader: Reader) -> None:
        self.content, self.told, self.reader = content, told, reader

    def opening(self) -> str:
        """Return who it is about, what hurts, and since when, as far as these are known."""
        words, reader = self.content.words["ui"]["say"], self.reader
        age, duration = age_of(self.content, self.told), self._of_role(Role.DURATION)
        which = f"opening{'' if age is None else '_age'}{'_since' if duration else ''}"
        values = {
            "age": "" if age is None else counted(words, "age", age),
            "pain": self._of_role(Role.PLACE) or words["pain"],
            "duration": duration,
        }
        return fill(reader.text(words, which), values)

    def first(self) -> list[str]:
        """Return what is said before all else, such as a past cancer."""
        return [
            sentence
            for question in self.content.questions.values()
            if question.role is Role.FIRST
            for option in self._chosen(question)
            if (sentence := self._sentence(question, option))
        ]

    def signs(self, deciding: list[Reason], lower: list[Reason]) -> list[str]:
        """Return what was ticked and decided, then a little of what else it found, each with since when."""
        decided = self._few(self._ticked(deciding))
        more = self._few(self._ticked([*deciding, *lower]))
        spare = [
            name for name in more if name not in decided and not (decided and self._is_lesser(name))
        ]
        told = [*decided, *spare[: max(FEW - len(decided), 0)]]
        since = self._since()
        groups: dict[str, list[str]] = {}
        for name in told:
            question, _, option = name.partition(".")
            sentence = self._sentence(self.content.questions[question], option)
            groups.setdefault(since.get(name, ""), []).append(sentence)
        return [s for when, sentences in groups.items() for s in (*sentences, when) if s]

    def _few(self, ticked: Iterable[str]) -> list[str]:
        """Return each thing once, and of the lesser ones as many as there is room for."""
        names = list(ticked)
        once = [name for name in names if not set(self._repeats(name)) & set(names)]
        lesser = [name for name in once if self._is_lesser(name)]
        left_out = lesser[max(FEW - len(once) + len(lesser), 0) :]
        return [name for name in once if name not in left_out]

    def _is_lesser(self, name: str) -> bool:
        question, _, option = name.partition(".")
        return option in self.content.questions[question].lesser

    def _repeats(self, name: str) -> tuple[str, ...]:
        question, _, option = name.partition(".")
        return self.content.questions[question].repeats.get(option, ())

    def doubts(self, deciding: list[Reason]) -> list[str]:
        """Return what somebody said not to be sure of, first what decided. A refusal is not told."""
        decided = [name.partition(".")[0] for name in _origins(deciding)]
        unsure = dict.fromkeys(
            sentence
            for key in dict.fromkeys([*decided, *self.content.questions])
            if self.told.get(key) == (NOT_SURE,)
            and (question := self.content.questions[key]).role in (Role.NONE, Role.FIRST)
            and (sentence := self._sentence(question, NOT_SURE))
        )
        few = FEW_DOUBTS - any(self._ticked(deciding))
        if len(unsure) <= few:
            return list(unsure)
        several = fill(str(self.content.words["ui"]["say"]["not_sure"]), {"n": len(unsure)})
        return [next(iter(unsure)), several]

    def _ticked(self, reasons: list[Reason]) -> Iterator[str]:
        """Yield each option behind the reasons that was ticked and has a sentence, once."""
        for name in dict.fromkeys(_origins(reasons)):
            question = self.content.questions[name.partition(".")[0]]
            option = name.partition(".")[2]
            is_sign = question.role is Role.NONE and option in self._chosen(question)
            if is_sign and self._sentence(question, option):
                yield name

    def _since(self) -> dict[str, str]:
        """Return for each option of which it was asked since when it has been there, what was said."""
        return {
            name: sentence
            for question in self.content.questions.values()
            if question.role is Role.SINCE and question.ask is not None
            for option in self.told.get(question.id, ())  # type: ignore[union-attr]  # no number has the role
            if (sentence := self._sentence(question, option))
            for name, _ in signs(question.ask)
        }

    def _of_role(self, role: Role) -> str:
        questions = (one for one in self.content.questions.values() if one.role is role)
        phrases = (self._sentence(one, option) for one in questions for option in self._chosen(one))
        return next(filter(None, phrases), "")

    def _chosen(self, question: Question) -> list[str]:
        answer = self.told.get(question.id, ())
        return [] if isinstance(answer, int) else [o for o in answer if o not in DOUBTS]

    def _sentence(self, question: Question, option: str) -> str:
        return self.reader.of_option(self.content.words["questions"][question.id], "say", option)


def _origins(reasons: list[Reason]) -> list[str]:
    return [name for reason in reasons for found in reason.findings for name in found.origin]
