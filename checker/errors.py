"""The mistakes that can happen, one named error each.

Every error is a subclass of :class:`CheckerError` and of the builtin that a
caller would expect. It says what is wrong, where, and what is allowed.
"""

from __future__ import annotations

__all__ = [
    "AnswerError",
    "AnswerRangeError",
    "AnswerTypeError",
    "CheckerError",
    "ChoiceError",
    "CircumstanceError",
    "ContentError",
    "ContradictoryAnswerError",
    "InputEncodingError",
    "InputFileError",
    "InputFormatError",
    "InputTooLargeError",
    "UnknownLanguageError",
    "UnknownOptionError",
    "UnknownQuestionError",
]


class CheckerError(Exception):
    """Base of every error that this package raises on purpose."""

    def __str__(self) -> str:
        """Return the sentence alone, also where a builtin base would quote it."""
        return str(self.args[0]) if self.args else ""


class ContentError(CheckerError, ValueError):
    """The knowledge files contradict themselves or each other."""

    def __init__(self, where: str, problem: str) -> None:
        """Say in which file and table (`where`) and what the problem is."""
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class UnknownLanguageError(CheckerError, LookupError):
    """There are no words for the language that was asked for."""

    def __init__(self, language: str, allowed: tuple[str, ...]) -> None:
        """Name the language and the ones that exist."""
        super().__init__(f"language {language!r}: there are words for {', '.join(allowed)}")
        self.language = language
        self.allowed = allowed


class InputFileError(CheckerError, OSError):
    """The file with the answers cannot be read."""

    def __init__(self, name: str, problem: str) -> None:
        """Name the file and say why it cannot be read."""
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.problem = problem


class InputTooLargeError(CheckerError, ValueError):
    """The input is longer than any questionnaire can be."""

    def __init__(self, size: int, limit: int) -> None:
        """Give the size and the limit, both in bytes."""
        super().__init__(f"input of {size} bytes: at most {limit} bytes are allowed")
        self.size = size
        self.limit = limit


class InputEncodingError(CheckerError, ValueError):
    """The input is not UTF-8 text."""

    def __init__(self, position: int) -> None:
        """Give the offset of the first byte that is not UTF-8."""
        super().__init__(f"input is not UTF-8: first wrong byte at offset {position}")
        self.position = position


class InputFormatError(CheckerError, ValueError):
    """The input is not JSON, or not the JSON that is expected."""

    def __init__(self, problem: str) -> None:
        """Say what was found."""
        super().__init__(
            f'{problem}: expected {{"answers": {{question: option | [options] | number}}}}'
        )
        self.problem = problem


class CircumstanceError(CheckerError, ValueError):
    """A time that no calendar can show, or an address that leads nowhere."""

    def __init__(self, name: str, value: object, allowed: str) -> None:
        """Say which circumstance it is, what was given and what is allowed."""
        super().__init__(f"{name} is {str(value)[:80]}; allowed: {allowed}")
        self.name = name
        self.value = value
        self.allowed = allowed


class ChoiceError(CheckerError, LookupError):
    """What was chosen is none of those that there are: no such place, for example."""

    def __init__(self, key: str, value: object, allowed: str) -> None:
        """Say what was to be chosen, what was given and what is allowed."""
        super().__init__(f"{key} is {ascii(value)[:80]}; allowed: {allowed}")
        self.key = key
        self.value = value
        self.allowed = allowed


class AnswerError(CheckerError):
    """An answer that cannot be used; `key` names the question, `allowed` what it takes."""

    def __init__(self, key: str, problem: str, allowed: str) -> None:
        """Say which question, what is wrong and what is allowed."""
        shown = key if key.isprintable() else ascii(key)  # the message stays one line
        super().__init__(f"{shown}: {problem}; allowed: {allowed}")
        self.key = key
        self.problem = problem
        self.allowed = allowed


class UnknownQuestionError(AnswerError, KeyError):
    """No question has this id."""


class UnknownOptionError(AnswerError, LookupError):
    """The question has no option with this id."""

    def __init__(self, key: str, option: str, allowed: str) -> None:
        """Say which question, what was given for an option and what is allowed."""
        super().__init__(key, f"unknown option {option!r:.80}", allowed)
        self.option = option


class AnswerTypeError(AnswerError, TypeError):
    """The answer has the wrong type, such as a number where an option is expected."""


class AnswerRangeError(AnswerError, ValueError):
    """A number outside the range that the question takes."""


class ContradictoryAnswerError(AnswerError, ValueError):
    """Answers that exclude each other, such as "none" together with a sign."""
