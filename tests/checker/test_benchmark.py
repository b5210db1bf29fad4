"""The benchmark measures what it says."""

from __future__ import annotations

from benchmarks.assess import answer_sets, measure
from checker import assess, load_content

CONTENT = load_content()


def test_the_benchmark_measures_on_the_cases_of_the_tests() -> None:
    people = answer_sets()
    assert len(people) >= 80
    assert len({assess(CONTENT, answers).level for answers in people}) == len(CONTENT.levels)
    found = measure(people[:20], 2)
    assert (found["answer_sets"], found["rounds"]) == (20, 2)
    assert found["assessments_per_second"] > 0
