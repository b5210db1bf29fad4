"""The vocabulary of conditions: what each holds for, reads, and refuses."""

from __future__ import annotations

import pytest

from checker.conditions import All, Count, Facts, Is, Not, Number, leaves, parse, signs
from checker.conditions import Any as AnyOf
from checker.errors import ContentError
from checker.explain import condition_json

FACTS = Facts({"a.x", "a.y", "found"}, {"age": 40}, {"a.maybe", "perhaps", "weight"})


@pytest.mark.parametrize(
    ("raw", "truth"),
    [
        ("a.x", "YES"),
        ("a.z", "NO"),
        ("a.maybe", "MAYBE"),
        ({"is": "found"}, "YES"),
        ({"is": "lost"}, "NO"),
        ({"is": "perhaps"}, "MAYBE"),
        ({"all": []}, "YES"),
        ({"all": ["a.x", "a.y"]}, "YES"),
        ({"all": ["a.x", "a.z"]}, "NO"),
        ({"all": ["a.z", "a.x"]}, "NO"),
        ({"all": ["a.x", "a.maybe", "a.y"]}, "MAYBE"),
        ({"all": ["a.maybe", "a.z"]}, "NO"),
        ({"any": []}, "NO"),
        ({"any": ["a.z", "a.x"]}, "YES"),
        ({"any": ["a.x", "a.z"]}, "YES"),
        ({"any": ["a.z", "lost"]}, "NO"),
        ({"any": ["a.z", "a.maybe", "lost"]}, "MAYBE"),
        ({"any": ["a.maybe", "a.x"]}, "YES"),
        ({"not": "a.x"}, "NO"),
        ({"not": {"is": "a.z"}}, "YES"),
        ({"not": "a.maybe"}, "MAYBE"),
        ({"at_least": 40, "of": "age"}, "YES"),
        ({"at_least": 41, "of": "age"}, "NO"),
        ({"at_least": 41, "of": "height"}, "YES"),
        ({"at_least": 41, "of": "weight"}, "MAYBE"),
        ({"at_least": 0, "of": ["a.z"]}, "YES"),
        ({"at_least": 0, "of": []}, "YES"),
        ({"at_least": 2, "of": ["a.x", "a.z", "a.y"]}, "YES"),
        ({"at_least": 3, "of": ["a.x", "a.z", "a.y"]}, "NO"),
        ({"at_least": 3, "of": ["a.x", "a.maybe", "a.y"]}, "MAYBE"),
        ({"at_least": 2, "of": ["a.x", "a.maybe", "a.y"]}, "YES"),
        ({"at_least": 3, "of": ["a.x", "a.maybe", "a.z"]}, "NO"),
        ({"all": ["a.x", {"any": ["a.z", {"not": {"all": ["a.x", "lost"]}}]}]}, "YES"),
    ],
)
def test_how_true_a_condition_is(raw: object, truth: str) -> None:
    assert parse(raw, "test").truth(FACTS).name == truth


def test_a_condition_is_read_into_values_and_written_back_as_it_was() -> None:
    raw = {
        "all": [
            "a.x",
            {"any": [{"is": "b.y"}]},
            {"not": {"at_least": 18, "of": "age"}},
            {"at_least": 2, "of": ["a.x", "a.y", "a.z"]},
        ]
    }
    found = parse(raw, "test")
    assert found == All(
        (
            Is("a.x"),
            AnyOf((Is("b.y"),)),
            Not(Number(18, "age")),
            Count(2, (Is("a.x"), Is("a.y"), Is("a.z"))),
        )
    )
    assert parse(condition_json(found), "test") == found
    assert condition_json(Is("a.x")) == {"is": "a.x"}


@pytest.mark.parametrize(
    "raw",
    [
        None,
        7,
        [],
        ["a.x"],
        {},
        {"is": 7},
        {"is": ["a.x"]},
        {"is": "a.x", "not": "a.y"},
        {"all": "a.x"},
        {"all": ["a.x"], "any": ["a.y"]},
        {"any": {"is": "a.x"}},
        {"any": [], "x": 1},
        {"not": ["a.x"]},
        {"not": None},
        {"not": "a.x", "x": 1},
        {"all": ["a.x", 7]},
        {"any": ["a.x", 7]},
        {"not": 7},
        {"at_least": 1, "of": ["a.x", 7]},
        {"at_least": 7},
        {"of": "age"},
        {"at_least": "7", "of": "age"},
        {"at_least": 7.5, "of": "age"},
        {"at_least": 7, "of": 7},
        {"at_least": 7, "of": "age", "x": 1},
        {"at_least": 7, "of": ["a.x"], "x": 1},
        {"at_most": 7, "of": "age"},
    ],
)
def test_what_is_not_in_the_vocabulary_is_refused(raw: object) -> None:
    with pytest.raises(ContentError) as error:
        parse(raw, "file.toml [entry]")
    assert error.value.where == "file.toml [entry]"
    assert "is not a table with one of: is, all, any, not, at_least with of" in str(error.value)


def test_true_is_not_taken_for_the_number_one() -> None:
    with pytest.raises(ContentError, match="at_least takes a number") as error:
        parse({"at_least": True, "of": ["a.x"]}, "file.toml [entry]")
    assert error.value.where == "file.toml [entry]"


def test_signs_say_what_helps_and_what_stands_in_the_way() -> None:
    condition = parse(
        {
            "all": [
                "a",
                {"any": ["b", {"not": {"any": ["c", {"not": "d"}]}}]},
                {"at_least": 1, "of": ["e", {"not": {"at_least": 6, "of": "f"}}]},
            ]
        },
        "test",
    )
    assert list(signs(condition)) == [
        ("a", True),
        ("b", True),
        ("c", False),
        ("d", True),
        ("e", True),
        ("f", False),
    ]
    assert list(signs(condition, positive=False))[:2] == [("a", False), ("b", False)]
    assert list(leaves(condition)) == [*map(Is, "abcde"), Number(6, "f")]
