"""The likelihood explorer: what it says to a clinician, what it refuses, and which knowledge it refuses to load."""

from __future__ import annotations

import copy
import json
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
from likelihood.bridge import explore_json
from likelihood.explorer import CONTENT, build_explorer, explore, load_explorer
from likelihood.text import as_json, brief, read_choice, short_ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker import Content
    from likelihood.explorer import Explorer

EXPLORER = load_explorer()
SETTINGS = {
    target: [s.id for s in EXPLORER.settings.values() if s.target == target]
    for target in EXPLORER.targets
}
SIGNS = {
    target: [s.id for s in EXPLORER.signs.values() if s.target == target]
    for target in EXPLORER.targets
}
OUTCOMES = json.loads((Path(__file__).parent / "outcomes.json").read_text("utf-8"))
NOTHING = object()


def said(target: str, setting: str, *findings: str) -> dict[str, Any]:
    return as_json(EXPLORER, explore(EXPLORER, target, setting, findings))


# --- One finding -------------------------------------------------------------------------------


def test_each_kind_of_outcome_has_all_its_parts_whatever_the_words() -> None:
    anew = build_explorer(read_tables(CONTENT), load_content())
    explorer = replace(anew, words=bare(anew.words))
    found = {}
    for choice in OUTCOMES:
        target, setting, *findings = choice.split()
        outcome = explore(explorer, target, setting, findings)
        ratios = [short_ratio(explorer, sign) for sign in outcome.signs]
        found[choice] = {"outcome": rounded(as_json(explorer, outcome)), "ratios": ratios}
    assert found == OUTCOMES


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


def test_past_cancer_in_a_walk_in_clinic_is_told_in_sentences() -> None:
    result = said("cancer", "cancer_walk_in", "past_cancer")
    assert result["before"].startswith("Before: of 1,000 people in this setting, about 7 have")
    assert result["after"] == (
        "Now: of 1,000 people like this, about 136 have cancer as the cause and about 864 do not."
    )
    assert result["brief"] == "136 of 1,000 (85 to 212, from the share alone)"
    assert "No interval was published for the ratio" in result["remarks"][0]
    assert "different people" in result["remarks"][1]
    rates = said("cancer", "cancer_walk_in", "past_cancer_rates")
    assert rates["figures"][1]["text"].startswith(
        "15.5, calculated from sensitivity 0.31 (0.13\u2013"
    )


def test_injury_over_55_agrees_with_what_its_own_source_found() -> None:
    result = said("fracture", "fracture_over_55", "injury_over_55")
    own = EXPLORER.content.evidence["fx-bace-ppv"]
    assert abs(result["estimate"]["point"] - float(own.value)) < 0.01


def test_a_study_that_found_none_gives_no_chance_of_none() -> None:
    result = said("cancer", "cancer_first_contact", "past_cancer")
    assert "between 0 and 67" in result["after"]
    assert result["remarks"][0].startswith("That study found none. This is not a chance of none")
    assert "the real uncertainty is greater" in result["remarks"][1]
    rare = said("cauda_equina", "cauda_equina_primary_care", "no_leg_weakness")
    assert (rare["picture"]["filled"], "fewer than one" in rare["picture"]["label"]) == (0, True)


def test_a_published_chance_stays_in_its_own_setting() -> None:
    results = [said("fracture", setting, "steroids") for setting in SETTINGS["fracture"]]
    assert {result["brief"] for result in results} == {"330 of 1,000 (100 to 670)"}
    assert {result["before"] for result in results} == {""}
    assert "does not change it" in results[0]["remarks"][1]
    assert [figure["evidence"] for figure in results[0]["figures"]] == [["fx-steroid"]]


def test_every_single_finding_in_every_setting_has_both_halves_and_marked_figures() -> None:
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
                for figure in result["figures"]:
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


REFUSED = {
    "cancer past_cancer past_cancer_rates": (["One finding, not two"], "one question"),
    "cancer suspicion esr": (["Not independent"], "holds the other findings"),
    "cancer esr haematocrit": (["Not tested together"], "same few studies"),
    "cancer esr mri": (["Not tested together"], "would assume that they are independent"),
    "fracture injury_over_55 older_age": (["Not independent"], "no better than injury"),
    "cauda_equina bladder perianal": (["Not tested together"], "one series"),
    "cauda_equina bladder bladder_as_ever": (
        ["One finding, not two", "Not tested together"],
        "opposite answers",
    ),
}


def test_a_refusal_says_why_and_gives_no_figure() -> None:
    for choice, (titles, reason) in REFUSED.items():
        target, *findings = choice.split()
        result = said(target, SETTINGS[target][0], *findings)
        assert [one["title"] for one in result["refused"]["reasons"]] == titles, choice
        assert reason in result["refused"]["reasons"][0]["reason"], choice
        assert (result["after"], result["brief"], result["picture"]) == ("", "", None), choice
        assert [figure["name"] for figure in result["figures"]] == ["Share before"], choice


def test_several_fracture_flags_have_the_chance_that_the_review_gives_for_several() -> None:
    result = said("fracture", "fracture_over_55", "steroids", "older_age", "bruise")
    assert result["brief"] == "900 of 1,000 (340 to 990)"
    assert "several of these flags" in result["after"]
    assert result["refused"]["reasons"][0]["evidence"] == ["fx-multi"]


def test_a_published_chance_is_given_for_its_own_findings_and_no_others() -> None:
    published = {
        "target": "cold",
        "kind": "published",
        "evidence": [],
        "chance": "prev-cancer-deyo",
        "findings": ["a", "b", "c"],
    }
    sign = TABLES["likelihood"]["finding"]["a"]
    explorer = built(
        ("likelihood.finding.c", sign),
        ("likelihood.finding.d", sign),
        ("likelihood.group.p", published),
        ("en/likelihood.finding.c", {"name": "C"}),
        ("en/likelihood.finding.d", {"name": "D"}),
        ("en/likelihood.group.p", {"reason": "Published."}),
    )
    for chosen, has_chance in {"a b": True, "a b c": True, "a b d": False, "c d": False}.items():
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


def test_a_choice_that_cannot_be_comes_back_as_a_named_error() -> None:
    allowed = '{"target": id, "setting": id, "findings": [id]}'
    error = {"type": "ChoiceError", "message": f"choice is '[]'; allowed: {allowed}"}
    assert json.loads(explore_json("[]")) == {"ok": False, "error": error}


def test_a_choice_of_another_form_or_of_great_length_is_refused() -> None:
    text = '{"target": "a", "setting": "b", "findings": ["c"]}'.ljust(10_000)
    assert read_choice(text) == ("a", "b", ("c",))
    for odd in ("", "[" * 9_000, f"{text} ", "{}", text.replace('"c"', "7")):
        with pytest.raises(ChoiceError, match=r"^choice is "):
            read_choice(odd)


def test_a_choice_that_cannot_be_says_which_and_what_is_allowed() -> None:
    explorer = built(*MORE)
    for target, setting, findings, message in (
        ("weather", "here", "a", "target is 'weather'; allowed: cold, warm"),
        ("cold", "there", "a", "setting is 'there'; allowed: here, elsewhere"),
        ("cold", "here", "ac", "findings is 'c'; allowed: a, b"),
        ("cold", "here", "", "findings is (); allowed: at least one of a, b"),
    ):
        with pytest.raises(ChoiceError) as error:
            explore(explorer, target, setting, findings)
        assert str(error.value) == message


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
    """Return the made-up tables; each change is a path with dots below a file, and a value."""
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


def built(*changes: tuple[str, object]) -> Explorer:
    return build_explorer(tables(*changes), load_content())


def refusal(made: dict[str, Any], content: Content) -> str:
    """Return why the tables are refused, or that they are not."""
    try:
        build_explorer(made, content)
    except ContentError as error:
        return str(error)
    return "they load"


def changed(entry: str, **fields: Any) -> Content:  # noqa: ANN401
    """Return the knowledge with some fields of an entry of the register changed."""
    content = load_content()
    new = replace(content.evidence[entry], **fields)
    return replace(content, evidence={**content.evidence, entry: new})


def test_an_interval_of_the_ratio_alone_or_of_both_is_told() -> None:
    explorer = built()
    one = explore(explorer, "cold", "here", ["a"])
    assert one.refusals == ()
    assert brief(explorer, one) == "12 of 1,000 (7 to 22)"
    assert short_ratio(explorer, one.signs[0]) == "1.9 (1.7\u20132.0)"
    none = built(
        ("likelihood.setting.here.share", "prev-ces-pc"), ("likelihood.finding.b.present", True)
    )
    only_ratio = as_json(none, explore(none, "cold", "here", ["a"]))
    assert only_ratio["remarks"][0].startswith("Interval from the ratio alone")
    assert only_ratio["brief"].endswith("from the ratio alone)")


def test_a_range_of_ratios_without_an_interval_of_the_share_says_so() -> None:
    mri = {"evidence": "img-lbp-mri", "value": "0.90-0.97"}
    explorer = built(
        ("likelihood.setting.here.share", "prev-ces-pc"),
        ("likelihood.finding.b.sensitivity", "img-lbp-mri"),
        ("likelihood.finding.b.specificity", mri),
    )
    result = as_json(explorer, explore(explorer, "cold", "here", ["b"]))
    assert result["remarks"][0].startswith("The ends come from a range")
    assert result["remarks"][1].startswith("No interval was published for the share")


def test_a_chance_without_an_interval_says_so() -> None:
    chance = {"target": "cold", "present": True, "chance": "axspa-lr-post-test"}
    explorer = built(("likelihood.finding.a", chance))
    result = explore(explorer, "cold", "here", ["a"])
    assert result.refusals == ()
    assert as_json(explorer, result)["remarks"][0] == "No interval published."
    assert brief(explorer, result) == "140 of 1,000 (no interval)"
    assert short_ratio(explorer, result.signs[0]) == ""


def test_of_the_people_looked_at_none_or_all_may_have_it() -> None:
    content = changed("prev-cancer-deyo", claim="From 0 of 20 to 20 of 20")
    for found, text in (
        (0, "0 of 20: 0.0%, interval 0.0%"),
        (20, "20 of 20: 100.0%, interval"),
    ):
        share = {"evidence": "prev-cancer-deyo", "found": found, "of": 20}
        explorer = build_explorer(tables(("likelihood.setting.here.share", share)), content)
        result = as_json(explorer, explore(explorer, "cold", "here", ["a"]))
        assert result["figures"][0]["text"].startswith(text)


def test_a_ratio_of_two_entries_names_the_people_and_the_marks_of_both() -> None:
    content = changed("ces-weak-spec", population="Other people", mark=Mark.CALCULATED)
    explorer = build_explorer(tables(), content)
    assert explorer.content is content
    _, ratio = as_json(explorer, explore(explorer, "cold", "here", ["b"]))["figures"]
    marks = explorer.words["mark"]
    assert ratio["population"] == f"{content.evidence['ces-weak'].population}; Other people"
    assert ratio["mark"] == f"{marks['verified']}, {marks['calculated']}"


HERE, A, B, G = (
    f"likelihood.toml [{name}]" for name in ("setting.here", "finding.a", "finding.b", "group.g")
)
FIGURE = "an evidence id, or evidence with value, or evidence with found and of"
SHARE = "likelihood.setting.here.share"
UNFIT: tuple[tuple[str, object, str], ...] = (
    ("likelihood.target", NOTHING, "likelihood.toml: target is None, expected dict"),
    ("likelihood.target.cold", 7, "likelihood.toml [target.cold]: it is 7, expected a table"),
    ("likelihood.target.cold.evidence", ["x"], "evidence 'x' is not in evidence.toml"),
    ("likelihood.target.hot", {"evidence": []}, "[target.hot]: it has no setting"),
    ("likelihood.finding.c.target", "cold", "[target.warm]: it has no finding"),
    ("likelihood.setting.here.target", "x", f"{HERE}: target 'x', allowed: cold, warm"),
    (SHARE, 7, f"{HERE}: share is 7, expected {FIGURE}"),
    (SHARE, {"evidence": "x", "value": "1%"}, f"{HERE}: evidence 'x' is not in evidence.toml"),
    (SHARE, {"evidence": "x", "found": 1, "of": 2}, f"{HERE}: evidence 'x' is not in evidence."),
    (
        SHARE,
        {"evidence": "prev-cancer-hens09", "value": "Sydney"},
        f"{HERE}: prev-cancer-hens09: 'Sydney' is no figure to calculate with",
    ),
    (SHARE, "acc-age50", "acc-age50 is from_memory and is not published"),
    (SHARE, "prev-global", "prev-global: '' is no figure to calculate with"),
    (
        SHARE,
        {"evidence": "prev-cancer-deyo", "found": 14, "of": 1975},
        "'14' does not stand in prev-cancer-deyo",
    ),
    (
        SHARE,
        {"evidence": "prev-cancer-deyo", "found": 1975, "of": 13},
        "share: 1975 of 13 is no share",
    ),
    (
        SHARE,
        {"evidence": "prev-cancer-deyo", "value": "0.6%"},
        "'0.6%' does not stand in prev-cancer-deyo",
    ),
    (SHARE, {"evidence": "aaa-back", "value": "0"}, "'0' does not stand in aaa-back"),
    ("likelihood.finding.a.present", "yes", f"{A}: present is 'yes', expected bool"),
    ("likelihood.finding.a.ratio", NOTHING, f"{A}: expected one of: ratio; chance; both"),
    ("likelihood.finding.a.chance", "fx-age", f"{A}: expected one of"),
    ("likelihood.finding.a.ratio", "anyflag-prem18", "is not verified or calculated"),
    ("likelihood.group.g.target", "x", f"{G}: target 'x', allowed: cold, warm"),
    ("likelihood.group.g.kind", NOTHING, f"{G}: kind is None, expected str"),
    ("likelihood.group.g.kind", "odd", f"{G}: kind 'odd', allowed: same, dependent"),
    ("likelihood.group.g.findings", ["a"], f"{G}: findings is ['a'], expected two or more of"),
    ("likelihood.group.g.findings", ["a", "x"], "expected two or more of ['a', 'b']"),
    ("likelihood.group.g.around", "c", f"{G}: around is 'c', expected one of its findings"),
    ("likelihood.group.g.chance", "fx-age", f"{G}: a published group has a chance"),
    ("likelihood.group.g.kind", "published", f"{G}: a published group has a chance"),
    ("en/likelihood.finding.a", NOTHING, "en/likelihood.toml [finding]: ['a'] stand on one side"),
    ("en/likelihood.finding.a", "A", "en/likelihood.toml [finding.a]: it is 'A', expected a table"),
    ("en/likelihood.group.g.reason", 7, "en/likelihood.toml [group.g]: reason is 7, expected str"),
    ("en/likelihood.say", NOTHING, "en/likelihood.toml: say is None, expected dict"),
    ("en/likelihood.say.after", NOTHING, "en/likelihood.toml [say]: after is None, expected str"),
    ("en/likelihood.mark.verified", NOTHING, "[mark]: verified is None, expected str"),
)


def test_knowledge_that_does_not_fit_is_refused() -> None:
    assert refusal(tables(*MORE), load_content()) == "they load"
    for path, value, message in UNFIT:
        said_of_it = refusal(tables(*MORE, (path, value)), load_content())
        assert message in said_of_it, path
        assert said_of_it.startswith(("likelihood.toml", "en/likelihood.toml")), path


def test_a_missing_file_is_refused() -> None:
    for name in ("likelihood", "en/likelihood"):
        made = tables()
        del made[name]
        assert refusal(made, load_content()) == f"{name}.toml: the file is missing"


FULL = (
    ("likelihood.group.g.kind", "published"),
    ("likelihood.group.g.chance", "prev-cancer-deyo"),
    ("likelihood.group.g.around", "a"),
)
"""With these the made-up tables have each field that there is."""


def test_a_wrong_value_of_any_field_is_refused_with_its_place() -> None:
    assert refusal(tables(*FULL), load_content()) == "they load"
    for section, things in tables(*FULL)["likelihood"].items():
        for key, thing in things.items():
            for path in (f"{section}.{key}.{field}" for field in thing):
                for wrong in (7, "x", ["x"]):
                    made = tables(*FULL, (f"likelihood.{path}", wrong))
                    place = f"likelihood.toml [{section}.{key}]: "
                    assert refusal(made, load_content()).startswith(place), (path, wrong)


def test_a_figure_that_is_no_share_is_refused_with_its_place() -> None:
    fields = ("setting.here.share", "finding.b.sensitivity", "finding.b.specificity")
    for path in (*fields, "group.g.chance"):
        made = tables(*FULL, (f"likelihood.{path}", "mm-esr"))
        place = f"likelihood.toml [{path.rpartition('.')[0]}]"
        assert refusal(made, load_content()) == f"{place}: '1.9' of mm-esr is no share"


def test_an_interval_of_the_register_that_cannot_be_is_refused() -> None:
    for entry, interval, problem in (
        ("prev-cancer-hens09", "", "prev-cancer-hens09 is 0 and has no upper end"),
        ("prev-cancer-deyo", "1-2%", "prev-cancer-deyo: 0.66% is not within 1-2%"),
        ("prev-cancer-deyo", "up to 2%", "prev-cancer-deyo: 'up to 2%' is no figure to calculate"),
    ):
        made = tables((SHARE, entry))
        found = refusal(made, changed(entry, interval=interval))
        assert found.startswith(f"{HERE}: {problem}"), interval
    at_its_end = changed("prev-cancer-deyo", interval="0.1-0.66%")
    assert refusal(tables(), at_its_end) == "they load"


def test_a_specificity_that_gives_no_ratio_is_refused() -> None:
    for present, specificity in ((True, "100%"), (False, "0%")):
        made = tables(("likelihood.finding.b.present", present))
        found = refusal(made, changed("ces-weak-spec", value=specificity))
        assert found == f"{B}: with a specificity of {specificity} there is no ratio"
