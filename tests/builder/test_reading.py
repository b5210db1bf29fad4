import pytest

from builder.pages.readability import reading


@pytest.mark.parametrize(
    ("lines", "words", "sentences", "syllables"),
    [
        ([], 0, 0, 0),
        (["", " - "], 0, 0, 0),
        (["The cat sat on the mat."], 6, 1, 6),
        (["None of these", "I am not sure"], 7, 2, 7),  # each line ends its sentence
        (["Fever. Or a chill?"], 4, 1, 5),  # textstat leaves out sentences of one or two words
        (["a week-long call"], 4, 1, 4),
        (["radiculopathy"], 1, 1, 4),  # by hyphenation: too low
    ],
)
def test_words_sentences_and_syllables_are_counted(
    lines: list[str], words: int, sentences: int, syllables: int
) -> None:
    found = reading(lines)
    assert (found.words, found.sentences, found.syllables) == (words, sentences, syllables)


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    plain = reading(["Keep moving as far as the pain lets you."])  # 9 words, 10 syllables
    assert plain.grade == round(0.39 * 9 + 11.8 * 10 / 9 - 15.59, 1)
    assert reading([]).grade == 0


def test_longer_words_and_sentences_raise_the_grade() -> None:
    easy = reading(["Talk to a doctor today.", "Say what is new."])
    hard = reading(["Consultation with a physician is recommended on the day of presentation."])
    assert easy.grade < 6 < hard.grade
