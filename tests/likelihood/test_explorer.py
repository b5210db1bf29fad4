"""The likelihood explorer: what it says to a clinician, what it refuses, and which knowledge it refuses to load."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest

from checker import load_content
from checker.errors import ChoiceError, ContentError
from checker.model import Mark
from checker.tables import read_tables
from likelihood.arithmetic import Extent
from likelihood.bridge import explore_json
from likelihood.explorer import CONTENT, build_explorer, explore, load_explorer
from likelihood.text import as_json, brief, read_choice, short_ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker import Content

EXPLORER = load_explorer()
SETTINGS = {
    target: [s.id for s in EXPLORER.settings.values() if s.target == target]
    for target in EXPLORER.targets
}
SIGNS = {
    target: [s.id for s in EXPLORER.signs.values() if s.target == target]
    for target in EXPLORER.targets
}
NOTHING = object()


def said(target: str, setting: str, *findings: str) -> dict[str, Any]:
    return as_json(EXPLORER, explore(EXPLORER, target, setting, findings))


# --- One finding -------------------------------------------------------------------------------


def test_past_cancer_in_a_walk_in_clinic_is_what_the_register_calculated() -> None:
    result = said("cancer", "cancer_walk_in", "past_cancer")
    assert result["before"].startswith("Before: of 1,000 people in this setting, about 7 have")
    assert result["after"] == (
        "Now: of 1,000 people like this, about 136 have cancer as the cause and about 864 do not."
    )
    assert result["brief"] == "136 of 1,000 (85 to 212, from the share alone)"
    assert "No interval was published for the ratio" in result["remarks"][0]
    assert "different people" in result["remarks"][1]
    assert result["picture"]["filled"] == 136
    assert result["picture"]["outlined"] == 76
    assert result["refused"] is None
    rates = said("cancer", "cancer_walk_in", "past_cancer_rates")
    assert rates["brief"].startswith("93 of 1,000")
    assert rates["figures"][1]["text"].startswith(
        "15.5, calculated from sensitivity 0.31 (0.13\u2013"
    )


def test_injury_over_55_agrees_with_what_its_own_source_found() -> None:
    result = said("fracture", "fracture_over_55", "injury_over_55")
    own = EXPLORER.content.evidence["fx-bace-ppv"]
    assert abs(result["estimate"]["point"] - float(own.value)) < 0.01
    assert result["brief"] == "243 of 1,000 (93 to 498)"
    assert result["remarks"][0].startswith("Interval: 93 to 498 of 1,000.")
    assert result["remarks"][1] == "Share and ratio come from the same source."
    assert result["figures"][0]["text"].startswith("33 of 669: 4.9%, interval 3.5% to 6.8%")


def test_a_study_that_found_none_gives_no_chance_of_none() -> None:
    result = said("cancer", "cancer_first_contact", "past_cancer")
    assert result["estimate"]["point"] is None
    assert "between 0 and 67" in result["after"]
    assert result["remarks"][0].startswith("That study found none. This is not a chance of none")
    assert "the real uncertainty is greater" in result["remarks"][1]


def test_without_any_interval_none_is_shown() -> None:
    result = said("cauda_equina", "cauda_equina_primary_care", "leg_weakness")
    assert result["brief"] == "2 of 1,000 (no interval)"
    assert (result["estimate"]["low"], result["estimate"]["high"]) == (None, None)
    assert result["remarks"][0].startswith("No interval was published, neither")
    rare = said("cauda_equina", "cauda_equina_primary_care", "no_leg_weakness")
    assert rare["picture"]["filled"] == 0
    assert "fewer than one" in rare["picture"]["label"]


def test_a_published_chance_stays_in_its_own_setting() -> None:
    results = [said("fracture", setting, "steroids") for setting in SETTINGS["fracture"]]
    assert {result["brief"] for result in results} == {"330 of 1,000 (100 to 670)"}
    assert {result["before"] for result in results} == {""}
    assert "does not change it" in results[0]["remarks"][1]
    assert [figure["evidence"] for figure in results[0]["figures"]] == [["fx-steroid"]]


def test_every_single_finding_has_a_result_in_every_setting_that_shows_both_halves() -> None:
    for target, settings in SETTINGS.items():
        for setting in settings:
            for sign in SIGNS[target]:
                result = said(target, setting, sign)
                assert " do not." in result["after"]
                assert result["remarks"]
                low, high = result["estimate"]["low"], result["estimate"]["high"]
                point = result["estimate"]["point"]
                assert (low is None) == (high is None)
                assert low is None or 0 <= low <= (low if point is None else point) <= high <= 1
                drawn = result["picture"]
                assert 0 <= drawn["filled"] <= drawn["filled"] + drawn["outlined"] <= 1_000


def test_every_figure_is_marked_and_none_is_from_memory() -> None:
    for target, settings in SETTINGS.items():
        for setting in settings:
            for sign in SIGNS[target]:
                for figure in said(target, setting, sign)["figures"]:
                    assert figure["mark"] in {"verified", "calculated", "second-hand"}
                    for key in figure["evidence"]:
                        assert EXPLORER.content.evidence[key].mark is not Mark.FROM_MEMORY


# --- Several findings --------------------------------------------------------------------------


def test_no_two_findings_are_ever_multiplied() -> None:
    for target, settings in SETTINGS.items():
        for pair in combinations(SIGNS[target], 2):
            result = said(target, settings[0], *pair)
            assert result["refused"]["title"] == "These findings are not multiplied."
            assert all(reason["reason"] for reason in result["refused"]["reasons"])
            published = {"severe_injury", "bruise", "steroids", "older_age"}
            assert (result["estimate"] is not None) == (set(pair) <= published)


@pytest.mark.parametrize(
    ("target", "findings", "titles", "reason"),
    [
        ("cancer", ("past_cancer", "past_cancer_rates"), ["One finding, not two"], "one question"),
        ("cancer", ("suspicion", "esr"), ["Not independent"], "holds the other findings"),
        ("cancer", ("esr", "haematocrit"), ["Not tested together"], "same few studies"),
        (
            "cancer",
            ("esr", "mri"),
            ["Not tested together"],
            "would assume that they are independent",
        ),
        ("fracture", ("injury_over_55", "older_age"), ["Not independent"], "no better than injury"),
        ("cauda_equina", ("bladder", "perianal"), ["Not tested together"], "one series"),
        (
            "cauda_equina",
            ("bladder", "bladder_as_ever"),
            ["One finding, not two", "Not tested together"],
            "opposite answers",
        ),
    ],
)
def test_a_refusal_says_why(
    target: str, findings: tuple[str, ...], titles: list[str], reason: str
) -> None:
    result = said(target, SETTINGS[target][0], *findings)
    assert [one["title"] for one in result["refused"]["reasons"]] == titles
    assert reason in result["refused"]["reasons"][0]["reason"]
    assert (result["after"], result["brief"], result["picture"]) == ("", "", None)
    assert [figure["name"] for figure in result["figures"]] == ["Share before"]


def test_several_fracture_flags_have_the_chance_that_the_review_gives_for_several() -> None:
    result = said("fracture", "fracture_over_55", "steroids", "older_age", "bruise")
    assert result["brief"] == "900 of 1,000 (340 to 990)"
    assert "several of these flags" in result["after"]
    assert result["refused"]["reasons"][0]["evidence"] == ["fx-multi"]


@pytest.mark.parametrize(
    ("chosen", "has_chance"), [("a b", True), ("a b c", True), ("a b d", False), ("c d", False)]
)
def test_a_published_chance_is_given_for_its_own_findings_and_no_others(
    chosen: str, has_chance: object
) -> None:
    published = {
        "target": "cold",
        "kind": "published",
        "evidence": [],
        "chance": "prev-cancer-deyo",
    }
    sign = TABLES["likelihood"]["finding"]["a"]
    explorer = build_explorer(
        tables(
            ("likelihood.finding.c", sign),
            ("likelihood.finding.d", sign),
            ("likelihood.group.p", published | {"findings": ["a", "b", "c"]}),
            ("en/likelihood.finding.c", {"name": "C"}),
            ("en/likelihood.finding.d", {"name": "D"}),
            ("en/likelihood.group.p", {"reason": "Published."}),
        ),
        load_content(),
    )
    outcome = explore(explorer, "cold", "here", chosen.split())
    assert (outcome.chance is not None, outcome.after is not None) == (has_chance, has_chance)


def test_a_finding_chosen_twice_is_one() -> None:
    assert said("cancer", "cancer_walk_in", "esr", "esr") == said("cancer", "cancer_walk_in", "esr")


# --- Through the door of the page ----------------------------------------------------------------


def test_the_page_gets_the_same_as_json() -> None:
    choice = {"target": "cancer", "setting": "cancer_walk_in", "findings": ["past_cancer"]}
    text = explore_json(json.dumps(choice))
    reply = {"ok": True, "result": said("cancer", "cancer_walk_in", "past_cancer")}
    assert json.loads(text) == reply
    assert "\u2013" in text  # a dash as it is, not as six characters


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "choice"),
        ("[" * 9_000, "choice"),
        (" " * 20_000, "choice"),
        ("[]", "choice"),
        ('{"target": "cancer", "setting": "cancer_walk_in", "findings": [7]}', "choice"),
        ('{"target": "weather", "setting": "x", "findings": []}', "target"),
        ('{"target": "cancer", "setting": "fracture_over_55", "findings": []}', "setting"),
        ('{"target": "cancer", "setting": "cancer_walk_in", "findings": ["bruise"]}', "findings"),
        ('{"target": "cancer", "setting": "cancer_walk_in", "findings": []}', "findings"),
    ],
)
def test_a_choice_that_cannot_be_is_a_named_error(text: str, key: str) -> None:
    reply = json.loads(explore_json(text))
    assert reply["ok"] is False
    assert reply["error"]["type"] == "ChoiceError"
    assert reply["error"]["message"].startswith(f"{key} is ")


def test_a_choice_of_another_form_is_told_which_form_it_has() -> None:
    with pytest.raises(ChoiceError) as error:
        read_choice("[]")
    form = '{"target": id, "setting": id, "findings": [id]}'
    assert str(error.value) == f"choice is '[]'; allowed: {form}"


def test_a_choice_may_be_ten_thousand_characters_long_and_no_longer() -> None:
    text = '{"target": "a", "setting": "b", "findings": ["c"]}'.ljust(10_000)
    assert read_choice(text) == ("a", "b", ("c",))
    with pytest.raises(ChoiceError):
        read_choice(f"{text} ")


@pytest.mark.parametrize(
    ("target", "setting", "findings", "message"),
    [
        ("weather", "here", ["a"], "target is 'weather'; allowed: cold, warm"),
        ("cold", "there", ["a"], "setting is 'there'; allowed: here, elsewhere"),
        ("cold", "here", ["a", "c"], "findings is 'c'; allowed: a, b"),
        ("cold", "here", [], "findings is (); allowed: at least one of a, b"),
    ],
)
def test_a_choice_that_cannot_be_says_which_and_what_is_allowed(
    target: str, setting: str, findings: list[str], message: str
) -> None:
    explorer = build_explorer(tables(*MORE), load_content())
    with pytest.raises(ChoiceError) as error:
        explore(explorer, target, setting, findings)
    assert str(error.value) == message


def test_an_error_keeps_its_parts() -> None:
    error = ChoiceError("target", "x", "a, b")
    assert (error.key, error.value, error.allowed) == ("target", "x", "a, b")
    assert str(error) == "target is 'x'; allowed: a, b"


def test_an_error_repeats_only_the_start_of_a_long_choice() -> None:
    assert str(ChoiceError("target", "x" * 99, "a")) == f"target is '{'x' * 79}; allowed: a"


def test_a_self_check_never_loads_it() -> None:
    code = (
        "import sys, checker.bridge as b; b.start(); b.assess_json('{\"answers\": {}}'); "
        "sys.exit(any(name.startswith('likelihood') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- Loading -------------------------------------------------------------------------------------

TABLES: dict[str, Any] = {
    "likelihood": {
        "target": {"cold": {"evidence": []}},
        "setting": {"here": {"target": "cold", "share": "prev-cancer-deyo"}},
        "finding": {
            "a": {"target": "cold", "present": True, "ratio": "mm-esr"},
            "b": {
                "target": "cold",
                "present": False,
                "sensitivity": "ces-weak",
                "specificity": "ces-weak-spec",
            },
        },
        "group": {"g": {"target": "cold", "kind": "same", "findings": ["a", "b"], "evidence": []}},
    },
    "en/likelihood": {
        "target": {"cold": {"name": "Cold", "have": "have a cold", "caution": "Keep warm."}},
        "setting": {"here": {"name": "Here"}},
        "finding": {"a": {"name": "A"}, "b": {"name": "B"}},
        "group": {"g": {"reason": "Because."}},
    },
}


MORE: tuple[tuple[str, object], ...] = (
    ("likelihood.target.warm", {"evidence": []}),
    ("en/likelihood.target.warm", {"name": "Warm", "have": "are warm", "caution": "Cool down."}),
    ("likelihood.setting.elsewhere", {"target": "cold", "share": "prev-cancer-deyo"}),
    ("en/likelihood.setting.elsewhere", {"name": "Elsewhere"}),
    ("likelihood.setting.there", {"target": "warm", "share": "prev-cancer-deyo"}),
    ("en/likelihood.setting.there", {"name": "There"}),
    ("likelihood.finding.c", {"target": "warm", "present": True, "ratio": "mm-esr"}),
    ("en/likelihood.finding.c", {"name": "C"}),
)
"""What to add for a second target, and a second setting of the first."""


def tables(*changes: tuple[str, object]) -> dict[str, Any]:
    """Return the made-up tables; each change is a path with slashes below a file, and a value."""
    made: dict[str, Any] = copy.deepcopy(TABLES)
    for section in ("kind", "say", "mark", "ui"):
        made["en/likelihood"][section] = dict(EXPLORER.words[section])
    for path, value in changes:
        file, *steps, last = path.split(".")
        table = made[file]
        for step in steps:
            table = table[step]
        if value is NOTHING:
            del table[last]
        else:
            table[last] = copy.deepcopy(value)
    return made


def test_the_tables_load_to_the_same_values_each_time() -> None:
    anew = build_explorer(read_tables(CONTENT), load_content())
    assert anew.targets == EXPLORER.targets
    assert anew.settings == EXPLORER.settings
    assert anew.signs == EXPLORER.signs
    assert anew.groups == EXPLORER.groups


OUTCOMES = json.loads((Path(__file__).parent / "outcomes.json").read_text("utf-8"))


@pytest.mark.parametrize("choice", OUTCOMES, ids=str)
def test_each_kind_of_outcome_has_all_its_parts_whatever_the_words(choice: str) -> None:
    target, setting, *findings = choice.split()
    explorer = replace(EXPLORER, words=bare(EXPLORER.words))
    outcome = explore(explorer, target, setting, findings)
    assert rounded(as_json(explorer, outcome)) == OUTCOMES[choice]["outcome"]
    assert [short_ratio(explorer, sign) for sign in outcome.signs] == OUTCOMES[choice]["ratios"]


def bare(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return each text as its key and its placeholders, so that a new wording changes nothing here."""
    return {
        key: bare(text) if isinstance(text, dict) else f"<{key}{placeholders(text)}>"
        for key, text in words.items()
    }


def rounded(value: object) -> Any:  # noqa: ANN401  JSON
    """Return JSON values with six digits: the last ones of a logarithm differ between machines."""
    return json.loads(json.dumps(value), parse_float=lambda text: round(float(text), 6))


def placeholders(text: str) -> str:
    return "".join(f" {{{name}}}" for _, name, _, _ in Formatter().parse(text) if name)


def test_made_up_tables_load() -> None:
    explorer = build_explorer(tables(), load_content())
    one = explore(explorer, "cold", "here", ["a"])
    assert one.after is not None
    assert one.after.extent is Extent.INTERVAL
    assert one.refusals == ()
    assert brief(explorer, one) == "12 of 1,000 (7 to 22)"
    (sign,) = one.signs
    assert short_ratio(explorer, sign) == "1.9 (1.7\u20132.0)"
    none = build_explorer(
        tables(
            ("likelihood.setting.here.share", "prev-ces-pc"), ("likelihood.finding.b.present", True)
        ),
        load_content(),
    )
    only_ratio = as_json(none, explore(none, "cold", "here", ["a"]))
    assert only_ratio["remarks"][0].startswith("Interval from the ratio alone")
    assert only_ratio["brief"].endswith("from the ratio alone)")


def test_a_range_of_ratios_without_an_interval_of_the_share_says_so() -> None:
    mri = {"evidence": "img-lbp-mri", "value": "0.90-0.97"}
    explorer = build_explorer(
        tables(
            ("likelihood.setting.here.share", "prev-ces-pc"),
            ("likelihood.finding.b.sensitivity", "img-lbp-mri"),
            ("likelihood.finding.b.specificity", mri),
        ),
        load_content(),
    )
    result = as_json(explorer, explore(explorer, "cold", "here", ["b"]))
    assert result["remarks"][0].startswith("The ends come from a range")
    assert result["remarks"][1].startswith("No interval was published for the share")


def test_a_chance_without_an_interval_says_so() -> None:
    explorer = build_explorer(
        tables(
            (
                "likelihood.finding.a",
                {"target": "cold", "present": True, "chance": "axspa-lr-post-test"},
            )
        ),
        load_content(),
    )
    result = explore(explorer, "cold", "here", ["a"])
    assert result.refusals == ()
    assert as_json(explorer, result)["remarks"][0] == "No interval published."
    assert brief(explorer, result) == "140 of 1,000 (no interval)"
    assert short_ratio(explorer, result.signs[0]) == ""


HERE, A, B, G = (
    f"likelihood.toml [{name}]" for name in ("setting.here", "finding.a", "finding.b", "group.g")
)


FIGURE = "an evidence id, or evidence with value, or evidence with found and of"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("likelihood.target", NOTHING, "likelihood.toml: target is None, expected dict"),
        ("likelihood.target.cold", 7, "likelihood.toml [target.cold]: it is 7, expected a table"),
        ("likelihood.target.cold.evidence", ["x"], "evidence 'x' is not in evidence.toml"),
        (
            "likelihood.target.hot",
            {"evidence": []},
            "likelihood.toml [target.hot]: it has no setting",
        ),
        (
            "likelihood.finding.c.target",
            "cold",
            "likelihood.toml [target.warm]: it has no finding",
        ),
        ("likelihood.setting.here.target", "x", f"{HERE}: target 'x', allowed: cold, warm"),
        (
            "likelihood.setting.here.share",
            7,
            f"{HERE}: share is 7, expected {FIGURE}",
        ),
        (
            "likelihood.setting.here.share",
            {"evidence": "x", "value": "1%"},
            f"{HERE}: evidence 'x' is not in evidence.toml",
        ),
        (
            "likelihood.setting.here.share",
            {"evidence": "x", "found": 1, "of": 2},
            f"{HERE}: evidence 'x' is not in evidence.toml",
        ),
        (
            "likelihood.setting.here.share",
            {"evidence": "prev-cancer-hens09", "value": "Sydney"},
            f"{HERE}: prev-cancer-hens09: 'Sydney' is no figure to calculate with",
        ),
        (
            "likelihood.setting.here.share",
            "acc-age50",
            "acc-age50 is from_memory and is not published",
        ),
        ("likelihood.setting.here.share", "mm-esr", "'1.9' of mm-esr is no share"),
        (
            "likelihood.setting.here.share",
            "prev-global",
            "prev-global: '' is no figure to calculate with",
        ),
        (
            "likelihood.setting.here.share",
            {"evidence": "prev-cancer-deyo", "found": 14, "of": 1975},
            "'14' does not stand in prev-cancer-deyo",
        ),
        (
            "likelihood.setting.here.share",
            {"evidence": "prev-cancer-deyo", "found": 1975, "of": 13},
            "share: 1975 of 13 is no share",
        ),
        (
            "likelihood.setting.here.share",
            {"evidence": "prev-cancer-deyo", "value": "0.6%"},
            "'0.6%' does not stand in prev-cancer-deyo",
        ),
        (
            "likelihood.setting.here.share",
            {"evidence": "aaa-back", "value": "0"},
            "'0' does not stand in aaa-back",
        ),
        ("likelihood.finding.a.present", "yes", f"{A}: present is 'yes', expected bool"),
        ("likelihood.finding.a.ratio", NOTHING, f"{A}: expected one of: ratio; chance; both"),
        ("likelihood.finding.a.chance", "fx-age", f"{A}: expected one of"),
        (
            "likelihood.finding.a.ratio",
            "anyflag-prem18",
            "anyflag-prem18 is not verified or calculated",
        ),
        ("likelihood.finding.b.sensitivity", "mm-esr", "'1.9' of mm-esr is no share"),
        ("likelihood.group.g.target", "x", f"{G}: target 'x', allowed: cold, warm"),
        ("likelihood.group.g.kind", NOTHING, f"{G}: kind is None, expected str"),
        ("likelihood.group.g.kind", "odd", f"{G}: kind 'odd', allowed: same, dependent"),
        ("likelihood.group.g.findings", ["a"], f"{G}: findings is ['a'], expected two or more of"),
        ("likelihood.group.g.findings", ["a", "x"], "expected two or more of ['a', 'b']"),
        ("likelihood.group.g.around", "c", f"{G}: around is 'c', expected one of its findings"),
        ("likelihood.group.g.chance", "fx-age", f"{G}: a published group has a chance"),
        ("likelihood.group.g.kind", "published", f"{G}: a published group has a chance"),
        (
            "en/likelihood.finding.a",
            NOTHING,
            "en/likelihood.toml [finding]: ['a'] stand on one side",
        ),
        (
            "en/likelihood.finding.a",
            "A",
            "en/likelihood.toml [finding.a]: it is 'A', expected a table",
        ),
        ("en/likelihood.group.g.reason", 7, "[group.g]: reason is 7, expected str"),
        ("en/likelihood.say", NOTHING, "en/likelihood.toml: say is None, expected dict"),
        (
            "en/likelihood.say.after",
            NOTHING,
            "en/likelihood.toml [say]: after is None, expected str",
        ),
        ("en/likelihood.mark.verified", NOTHING, "[mark]: verified is None, expected str"),
    ],
)
def test_knowledge_that_does_not_fit_is_refused(path: str, value: object, message: str) -> None:
    with pytest.raises(ContentError) as error:
        build_explorer(tables(*MORE, (path, value)), load_content())
    assert message in str(error.value)
    assert str(error.value).startswith(("likelihood.toml", "en/likelihood.toml"))


FULL = (
    ("likelihood.group.g.kind", "published"),
    ("likelihood.group.g.chance", "prev-cancer-deyo"),
    ("likelihood.group.g.around", "a"),
)
"""With these the made-up tables have each field that there is."""


@pytest.mark.parametrize(
    ("section", "key", "field"),
    [
        (section, key, field)
        for section, things in tables(*FULL)["likelihood"].items()
        for key, thing in things.items()
        for field in thing
    ],
)
def test_a_wrong_value_is_refused_with_its_place(section: str, key: str, field: str) -> None:
    for wrong in (7, "x", ["x"]):
        made = tables(*FULL, (f"likelihood.{section}.{key}.{field}", wrong))
        with pytest.raises(ContentError) as error:
            build_explorer(made, load_content())
        assert error.value.where == f"likelihood.toml [{section}.{key}]"


@pytest.mark.parametrize("field", ["share", "sensitivity", "specificity", "chance"])
def test_a_figure_that_is_no_share_is_refused_with_its_place(field: str) -> None:
    place = {"share": "setting.here", "chance": "group.g"}.get(field, "finding.b")
    made = tables(*FULL, (f"likelihood.{place}.{field}", "mm-esr"))
    with pytest.raises(ContentError) as error:
        build_explorer(made, load_content())
    assert str(error.value) == f"likelihood.toml [{place}]: '1.9' of mm-esr is no share"


@pytest.mark.parametrize(
    ("entry", "interval", "message"),
    [
        ("prev-cancer-hens09", "", "prev-cancer-hens09 is 0 and has no upper end"),
        ("prev-cancer-deyo", "1-2%", "prev-cancer-deyo: 0.66% is not within 1-2%"),
        (
            "prev-cancer-deyo",
            "up to 2%",
            "prev-cancer-deyo: 'up to 2%' is no figure to calculate with",
        ),
    ],
)
def test_an_interval_of_the_register_that_cannot_be_is_refused(
    entry: str, interval: str, message: str
) -> None:
    made = tables(("likelihood.setting.here.share", entry))
    with pytest.raises(ContentError) as error:
        build_explorer(made, changed(entry, interval=interval))
    assert str(error.value) == f"{HERE}: {message}"


def changed(entry: str, **fields: Any) -> Content:  # noqa: ANN401
    """Return the knowledge with some fields of an entry of the register changed."""
    content = load_content()
    new = replace(content.evidence[entry], **fields)
    return replace(content, evidence={**content.evidence, entry: new})


def test_a_point_may_be_an_end_of_its_interval() -> None:
    build_explorer(tables(), changed("prev-cancer-deyo", interval="0.1-0.66%"))


@pytest.mark.parametrize(
    ("found", "text"), [(0, "0 of 20: 0.0%, interval 0.0%"), (20, "20 of 20: 100.0%, interval")]
)
def test_of_the_people_looked_at_none_or_all_may_have_it(found: int, text: str) -> None:
    content = changed("prev-cancer-deyo", claim="From 0 of 20 to 20 of 20")
    share = {"evidence": "prev-cancer-deyo", "found": found, "of": 20}
    explorer = build_explorer(tables(("likelihood.setting.here.share", share)), content)
    result = as_json(explorer, explore(explorer, "cold", "here", ["a"]))
    assert result["figures"][0]["text"].startswith(text)


@pytest.mark.parametrize(("present", "specificity"), [(True, "100%"), (False, "0%")])
def test_a_specificity_that_gives_no_ratio_is_refused(present: object, specificity: str) -> None:
    made = tables(("likelihood.finding.b.present", present))
    with pytest.raises(ContentError) as error:
        build_explorer(made, changed("ces-weak-spec", value=specificity))
    assert str(error.value) == f"{B}: with a specificity of {specificity} there is no ratio"


def test_a_ratio_of_two_entries_names_the_people_and_the_marks_of_both() -> None:
    content = changed("ces-weak-spec", population="Other people", mark=Mark.CALCULATED)
    explorer = build_explorer(tables(), content)
    assert explorer.content is content
    _, ratio = as_json(explorer, explore(explorer, "cold", "here", ["b"]))["figures"]
    marks = explorer.words["mark"]
    assert ratio["population"] == f"{content.evidence['ces-weak'].population}; Other people"
    assert ratio["mark"] == f"{marks['verified']}, {marks['calculated']}"


def test_a_missing_file_is_refused() -> None:
    for name in ("likelihood", "en/likelihood"):
        made = tables()
        del made[name]
        with pytest.raises(ContentError, match=f"{name}.toml: the file is missing"):
            build_explorer(made, load_content())
