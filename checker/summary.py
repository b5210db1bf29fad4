"""A page for a clinician: the same answers, in the order in which a clinician reads.

Reason for contact, timeline, positives, negatives, what is not known, history,
medicines, result. Nothing is weighed here: each answer stands once, in short
words of ``content/<language>/summary.toml``, and the result is the assessment's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.answers import reader_of
from checker.conditions import signs
from checker.engine import offered, settle
from checker.model import DOUBTS, GENERAL, NONE, Kind, Part, Role
from checker.texts import Reader, counted, fill
from checker.told import title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.answers import Answers
    from checker.circumstances import Moment
    from checker.model import Assessment, Content, Question, Reason

__all__ = ["Line", "Section", "Summary", "as_json", "as_pieces", "as_text", "summarise"]

UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is about, which may be empty, and what was said of it."""

    label: str
    text: str

    def __str__(self) -> str:
        """Return the line as it is read out."""
        return f"{self.label}: {self.text}" if self.label else self.text


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the summary; `lines` is never empty."""

    id: str
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole page. `note` says when and by whom it was filled in."""

    title: str
    note: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of one question that applies.

    `chosen` are the options that say something; `doubt` is "not_sure",
    "prefer_not", "unanswered" or empty. `hidden` are options that nobody was shown.
    """

    question: Question
    chosen: tuple[str, ...]
    number: int | None
    doubt: str
    hidden: frozenset[str]


def summarise(
    content: Content,
    answers: Answers,
    assessment: Assessment,
    moment: Moment,
    *,
    brief: bool = False,
) -> Summary:
    """Return the summary of checked answers and their assessment; never fails.

    A `brief` one leaves out what was not ticked, and sections that then are empty.

    >>> from checker import assess, load_content
    >>> from checker.circumstances import Moment
    >>> content, answers = load_content(), {"danger": ("chest_pain",)}
    >>> summary = summarise(content, answers, assess(content, answers), Moment(0, 0))
    >>> [section.id for section in summary.sections][0]
    'reason'
    """
    told = list(_told(content, answers, assessment))
    words = _Words(content, reader_of(content, answers))
    sections = (
        ("reason", _reason(words, told, assessment)),
        ("timeline", _stated(words, told, Part.TIMELINE)),
        ("positives", _positives(words, told)),
        ("negatives", () if brief else _negatives(words, told, Part.SIGNS)),
        ("unknown", _unknown(words, told)),
        ("history", _history(words, told, brief=brief)),
        ("medicines", _medicines(words, told, brief=brief)),
        ("result", _result(words, assessment, brief=brief)),
    )
    note = fill(words["filled_in"], {"when": moment.local()})
    return Summary(
        words["title"],
        f"{note} {words['brief' if brief else 'whole']}",
        tuple(
            Section(key, words[key], lines or (Line("", words["nothing"]),))
            for key, lines in ((key, tuple(lines)) for key, lines in sections)
            if lines or not brief
        ),
    )


def as_json(summary: Summary) -> dict[str, Any]:
    """Return the summary as JSON values."""
    return {
        "title": summary.title,
        "note": summary.note,
        "sections": [
            {
                "id": section.id,
                "heading": section.heading,
                "lines": [{"label": line.label, "text": line.text} for line in section.lines],
            }
            for section in summary.sections
        ],
    }


def as_text(summary: Summary) -> str:
    """Return the summary as plain text, one line for each line of it."""
    lines = [summary.title.upper(), summary.note]
    for section in summary.sections:
        lines += ["", section.heading.upper(), *(f"- {line}" for line in section.lines)]
    return "\n".join(lines) + "\n"


def as_pieces(summary: Summary, most_bytes: int) -> tuple[str, ...]:
    """Return the summary as dense texts of at most so many bytes of UTF-8, none of it left out.

    Each begins with its number where there are several ("2/3"), and ends
    between two words where it can.
    """
    lines = (
        f"{section.heading.upper()}: {' / '.join(str(line) for line in section.lines)}"
        for section in summary.sections
    )
    text = "\n".join([summary.title.upper(), summary.note, *lines])
    if len(text.encode()) <= most_bytes:
        return (text,)
    room = max(most_bytes - len("99/99\n"), 4)  # 4: the longest character
    pieces = []
    while text:
        piece = text.encode()[:room].decode(errors="ignore")
        if piece != text and (end := max(piece.rfind(" "), piece.rfind("\n"))) > 0:
            piece = piece[:end]
        pieces.append(piece)
        text = text[len(piece) :].lstrip()
    return tuple(f"{n}/{len(pieces)}\n{piece}" for n, piece in enumerate(pieces, 1))


class _Words:
    """The words of the summary, each with a way out where a language lacks one."""

    def __init__(self, content: Content, reader: Reader) -> None:
        self.content, self.reader = content, reader

    def __getitem__(self, key: str) -> str:
        return self.reader.text(self.content.words["summary"]["summary"], key)

    def counted(self, key: str, number: int) -> str:
        return counted(self.content.words["summary"]["summary"], key, number)

    def topic(self, question: Question) -> str:
        words = self.content.words["summary"].get(question.id, {})
        short = {"topic": self.content.words["questions"][question.id]["short"]}
        return self.reader.text(words if "topic" in words else short, "topic")

    def phrase(self, question: Question, option: str) -> str:
        short = self.content.words["summary"].get(question.id, {}).get("options", {})
        labels = self.content.words["questions"][question.id]["options"]
        return str(short.get(option) or labels[option])

    def phrases(self, question: Question, options: Iterable[str]) -> str:
        return "; ".join(self.phrase(question, option) for option in options)


def _told(content: Content, answers: Answers, assessment: Assessment) -> Iterator[_Told]:
    facts, _, _ = settle(content, answers)
    for question in content.questions.values():
        answer = answers.get(question.id)
        hidden = frozenset(question.options) - frozenset(offered(question, facts))
        if question.id in assessment.dropped or (
            answer is None and question.id not in assessment.unanswered
        ):
            continue
        if isinstance(answer, int):
            yield _Told(question, (), answer, "", hidden)
        else:
            given = answer or ()
            doubts = [option for option in given if option in DOUBTS]
            chosen = tuple(option for option in given if option not in doubts)
            doubt = doubts[0] if doubts else "" if given else UNANSWERED
            yield _Told(question, chosen, None, doubt, hidden)


def _signs(one: _Told) -> list[str]:
    """Return what was chosen and is a sign: not "none", nor an option that means "no"."""
    return [option for option in one.chosen if option != NONE and option not in one.question.plain]


def _reason(words: _Words, told: list[_Told], assessment: Assessment) -> list[Line]:
    here = [one for one in told if one.question.part is Part.REASON]
    ages = [one.number for one in here if one.number is not None]
    places = [
        words.phrases(one.question, one.chosen)
        for one in here
        if one.question.role is Role.PLACE and one.chosen
    ]
    reason = fill(words["place"], {"where": places[0]}) if places else words["place_unknown"]
    age = words.counted("age", ages[0]) if ages else words["age_unknown"]
    deciding = _deciding(assessment)
    titles = [title(words.content, one, words.reader) for one in deciding]
    rules = [words.content.words["rules"][one.rule.id] for one in deciding]
    medical = dict.fromkeys(str(rule["medical"]) for rule in rules if "medical" in rule)
    suspected = [Line(words["suspected"], "; ".join(medical))] if medical else []
    return [
        Line("", f"{reason[:1].upper()}{reason[1:]}. {age[:1].upper()}{age[1:]}."),
        Line(words["urgent"], "; ".join(dict.fromkeys(titles))),
        *suspected,
    ]


def _deciding(assessment: Assessment) -> list[Reason]:
    """Return the rules at the level of the assessment."""
    return [reason for reason in assessment.reasons if reason.rule.level == assessment.level]


def _stated(words: _Words, told: list[_Told], part: Part) -> Iterator[Line]:
    """Yield each answer of a part where there is one answer to a question, known or not."""
    for one in told:
        if one.question.part is part and one.question.kind is Kind.ONE:
            said = words.phrases(one.question, one.chosen)
            yield Line(words.topic(one.question), said or words[one.doubt])


def _positives(words: _Words, told: list[_Told]) -> Iterator[Line]:
    """Yield what was chosen, each topic with since when, where that was asked."""
    since = {
        name.partition(".")[0]: words.phrases(one.question, one.chosen)
        for one in told
        if one.question.role is Role.SINCE and one.question.ask is not None and one.chosen
        for name, _ in signs(one.question.ask)
    }
    for one in told:
        question = one.question
        if question.part is Part.SIGNS and question.role is not Role.SINCE and _signs(one):
            topic, when = words.topic(question), since.get(question.id)
            label = f"{topic} ({when})" if when else topic
            yield Line(label, words.phrases(question, _signs(one)))


def _negatives(words: _Words, told: list[_Told], part: Part) -> Iterator[Line]:
    """Yield what was asked and not chosen. Doubt is not a "no", so then nothing is."""
    clear = [
        one
        for one in told
        if one.question.part is part and not one.doubt and one.question.role is not Role.SINCE
    ]
    many = [one for one in clear if one.question.kind is Kind.MANY]
    for one in clear:
        question = one.question
        if one in many:
            left = [
                option
                for option in question.options
                if option not in (*GENERAL, *question.medicines, *one.chosen, *one.hidden)
            ]
            if left:
                label = fill(words["none_of"], {"topic": words.topic(question)})
                yield Line(label, words.phrases(question, left))
        elif part is Part.SIGNS and not _signs(one):
            yield Line(words.topic(question), words.phrases(question, one.chosen))


def _unknown(words: _Words, told: list[_Told]) -> Iterator[Line]:
    for one in told:
        if one.doubt:
            since = one.question.role is Role.SINCE
            topic = words.topic(one.question)
            label = fill(words["since"], {"topic": topic}) if since else topic
            yield Line(label, words[one.doubt])


def _history(words: _Words, told: list[_Told], *, brief: bool) -> Iterator[Line]:
    yield from _stated(words, told, Part.HISTORY)
    for one in told:
        if one.question.part is Part.HISTORY and one.question.kind is Kind.MANY:
            ticked = [option for option in _signs(one) if option not in one.question.medicines]
            said = [words.phrases(one.question, ticked)] if ticked else []
            said += [words[one.doubt]] if one.doubt else []
            if said:
                yield Line(words.topic(one.question), "; ".join(said))
    if not brief:
        yield from _negatives(words, told, Part.HISTORY)


def _medicines(words: _Words, told: list[_Told], *, brief: bool) -> Iterator[Line]:
    for one in told:
        for option in one.question.medicines:
            if brief and option not in one.chosen and not one.doubt:
                continue
            taken = words["yes"] if option in one.chosen else words[one.doubt or "no"]
            yield Line(words.phrase(one.question, option), taken)
    yield Line("", words["other_medicines"])


def _result(words: _Words, assessment: Assessment, *, brief: bool) -> Iterator[Line]:
    content, level, meta = words.content, assessment.level.id, words.content.meta
    names = content.words["levels"][level]
    titles = content.words["contacts"]
    actions = "; ".join(str(titles[contact.id]["title"]) for contact in assessment.contacts)
    version = fill(words["version_text"], {"version": meta.version, "date": meta.date})
    name = meta.reviewed_by
    review = fill(words["reviewed"], {"name": name}) if name else words["not_reviewed"]
    advice = {"mark": names["mark_word"], "level": names["name"], "action": actions}
    yield Line(words["advice"], fill(words["advice_brief" if brief else "advice_text"], advice))
    if not brief:
        rules = (
            one.rule.id if one.reported else f"{one.rule.id} ({words['safe_side']})"
            for one in _deciding(assessment)
        )
        yield Line(words["because"], ", ".join(rules))
    yield Line(words["version"], f"{version}, {review}")
    yield Line("", words["limits"])
