"""Print how many assessments a second one core makes, as JSON: ``python -m benchmarks.assess``.

An assessment is all that the engine does with answers as they come in: check
them, settle what counts, and decide with reasons. Its words are measured apart,
and so is the whole way from JSON text to JSON text that the page takes. The
answers are those of every story and case of the tests; the best of several
rounds counts, because whatever else the machine does only ever adds time.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker import assess, load_content
from checker.answers import check_answers
from checker.bridge import assess_json
from checker.engine import assess_checked
from checker.explain import as_json
from tests.all_cases import all_cases

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["main", "measure"]

ROOT = Path(__file__).parent.parent
ROUNDS = 15


def main() -> None:
    """Measure on the answers of the tests, and print the figures."""
    sys.stdout.write(json.dumps(measure(answer_sets(), ROUNDS), indent=2) + "\n")


def answer_sets() -> list[dict[str, Any]]:
    """Return the answers of every case, each completed from the base case."""
    return [answers for _, answers in all_cases(load_content())]


def measure(people: list[dict[str, Any]], rounds: int) -> dict[str, Any]:
    """Return the figures for these people."""
    content = load_content()
    checked = [check_answers(content, answers) for answers in people]
    assessed = [assess_checked(content, answers) for answers in checked]
    texts = [json.dumps({"answers": answers}) for answers in people]
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "answer_sets": len(people),
        "rounds": rounds,
        "assessments_per_second": _per_second(
            lambda: [assess(content, answers) for answers in people], len(people), rounds
        ),
        "put_into_words_per_second": _per_second(
            lambda: [
                as_json(content, answers, assessment)
                for answers, assessment in zip(checked, assessed, strict=True)
            ],
            len(people),
            rounds,
        ),
        "json_to_json_per_second": _per_second(
            lambda: [assess_json(text) for text in texts], len(people), rounds
        ),
    }


def _per_second(work: Callable[[], object], size: int, rounds: int) -> int:
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return round(size / best)


if __name__ == "__main__":
    main()
