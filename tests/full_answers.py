"""Many answers in every part of the check: the most that a page or a code has to hold in practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.check_page import Answers

FULLEST: Answers = {
    "who": "other", "age": 67, "danger": ["none"], "start": "not_sure", "injury": "small",
    "legs": ["pain_both", "numb_both", "unsteady", "arm_pain"], "legs_since": "worse",
    "saddle": ["numb", "wiping"], "saddle_since": "new", "bladder": ["slow", "full", "not_sure"],
    "bladder_since": "new", "bowel": ["no_feeling"], "bowel_since": "not_sure", "cancer": "treatment",
    "treatment_unwell": "no", "cancer_pain": "new", "ill": ["weight", "sweats", "fever"],
    "health": ["thinners", "steroids", "diabetes", "immune", "not_sure"], "pregnancy": ["none"],
    "where": "upper", "pain": ["severe", "constant", "night", "rest"], "duration": "long",
    "course": "worse", "inflammatory": ["before_45", "family"], "other": ["worried", "seen_before"],
}  # fmt: skip
