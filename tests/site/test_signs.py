"""One list of signs, made from the rules: no page has a second one, or a speed that is not the rule's."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from builder.knowledge import emergency_lists, languages
from builder.knowledge.emergency_lists import WHOLE, SignError
from builder.knowledge.languages import FIRST
from builder.knowledge.mkdocs_config import frame
from builder.knowledge.site_content import load_register
from builder.knowledge.topics import load as load_topics
from builder.pages.render import rendered
from builder.sheets.printables import sheet

if TYPE_CHECKING:
    from builder.knowledge.languages import Language
    from checker import Content
    from checker.model import Rule

ROOT = Path(__file__).resolve().parents[2]
REGISTER = load_register()
CONTENT = REGISTER.content
LISTS = emergency_lists.load(ROOT, CONTENT)
LANGUAGES = languages.languages(ROOT)
MOST_WORDS = {"en": 15, "es": 18}

ON_HOME_BEFORE = {
    "saddle-change", "bladder-change", "bowel-change", "both-legs", "weak-or-unsteady-legs",
    "leg-weakness-getting-worse", "cancer-and-nerve-sign", "cancer-and-nerve-pain",
    "chest-pain-or-breathless", "collapse-or-shock", "sudden-severe-pain", "sudden-tummy-pain",
    "stiff-neck-or-rash", "confused-or-drowsy", "fever-and-nerve-sign", "unwell-on-cancer-treatment",
    "pregnancy-danger", "pregnancy-warning", "serious-injury", "small-injury-fragile-bones", "child-under-6",
    "child-with-warning-sign",
}  # fmt: skip
"""What the list on home told of when it was written by hand: a shorter one may not lose it."""
FIRST_SIGNS = {
    "chest-pain-or-breathless", "collapse-or-shock", "sudden-severe-pain", "sudden-tummy-pain",
    "saddle-change", "bladder-change", "weak-or-unsteady-legs", "leg-weakness-getting-worse",
    "cancer-and-nerve-sign", "cancer-and-nerve-pain",
}  # fmt: skip
NARROWING = {
    "en": {
        "and",
        "bad",
        "both",
        "constant",
        "heavy",
        "new",
        "newly",
        "only",
        "severe",
        "strong",
        "sudden",
        "very",
    },
    "es": {
        "dos",
        "fuerte",
        "mucho",
        "muy",
        "nuevo",
        "nueva",
        "nuevos",
        "repentino",
        "solo",
        "súbito",
        "y",
    },
}
"""Words that leave out some of those who have a sign: a short line may have none that its long ones have not."""
CARDS = {
    "index.md": ("box", "more"),
    "check.md": ("start",),
    "diary.md": ("start",),
    "questions.md": ("short",),
    "understand/nerve-signs.md": ("nerves",),
}
ANCHORS = {"emergency_now": "now", "same_day": "today"}
PARAGRAPHS = ("takeaways.md", "understand/ordinary-back-pain.md")


@pytest.fixture(scope="module")
def pages() -> dict[Language, dict[str, str]]:
    return {language: rendered(ROOT, language) for language in LANGUAGES}


def items(markdown: str) -> list[str]:
    return re.findall(r"^- (.*)$", markdown, re.MULTILINE)


def cards(markdown: str) -> list[str]:
    """Return the lines of all lists of signs on a page."""
    found = re.findall(r'<(section|div) class="signs" markdown>(.*?)</\1>', markdown, re.DOTALL)
    return [line for _, part in found for line in items(part)]


# --- The lists and the rules -------------------------------------------------------------------------------


@pytest.mark.parametrize("level", WHOLE)
def test_each_rule_that_needs_help_now_or_today_has_a_line_under_its_own_contact(
    level: str,
) -> None:
    told = {
        (rule.id, group.contact.id)
        for group in LISTS.groups(level)
        for line in group.lines
        for rule in line.rules
    }
    rules = [rule for rule in CONTENT.rules.values() if rule.level.id == level]
    assert told == {(rule.id, rule.contact.id) for rule in rules}


def with_rule(rule: Rule) -> Content:
    return replace(CONTENT, rules=MappingProxyType({**CONTENT.rules, rule.id: rule}))


def test_a_new_emergency_rule_without_a_line_ends_the_build_and_is_named() -> None:
    new = replace(CONTENT.rules["saddle-change"], id="cold-feet")
    with pytest.raises(SignError, match="cold-feet has no line"):
        emergency_lists.load(ROOT, with_rule(new))


def test_a_rule_that_reads_one_more_finding_ends_the_build_and_is_named() -> None:
    more = replace(CONTENT.rules["bladder-change"], findings=("bladder_new", "thirst"))
    with pytest.raises(SignError, match="bladder-change also reads thirst"):
        emergency_lists.load(ROOT, with_rule(more))


def test_a_line_gives_no_rule_the_speed_of_another() -> None:
    slower = replace(CONTENT.rules["leg-weakness-getting-worse"], level=CONTENT.levels["same_day"])
    with pytest.raises(SignError, match=r"weak-legs.*one speed to rules of emergency_now"):
        emergency_lists.load(ROOT, with_rule(slower))


def test_a_line_is_not_kept_when_its_rule_needs_no_help_today_any_more() -> None:
    milder = replace(CONTENT.rules["strip-of-rash"], level=CONTENT.levels["self_care"])
    with pytest.raises(SignError, match="strip-of-rash is of self_care, which has no list"):
        emergency_lists.load(ROOT, with_rule(milder))


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_a_line_is_short(language: Language) -> None:
    for line in emergency_lists.load(ROOT, load_register(language).content, language).lines:
        assert len(line.text.split()) <= MOST_WORDS[language.code], line.text


def test_the_short_list_has_lost_no_sign_that_home_had_and_begins_with_what_is_fastest() -> None:
    lines = LISTS.lines_of("short")
    assert {rule.id for line in lines for rule in line.rules} >= ON_HOME_BEFORE
    assert lines[0].rules[0].id == "chest-pain-or-breathless"
    assert [group.contact.id for group in LISTS.groups("short")][:2] == [
        "ambulance",
        "emergency_department",
    ]


def test_home_has_lost_no_sign_of_the_short_list_and_says_none_twice() -> None:
    box, more, short = (LISTS.lines_of(name) for name in ("box", "more", "short"))
    told = {
        (rule.id, sign) for line in (*box, *more) for rule in line.rules for sign in line.findings
    }
    assert told >= {
        (rule.id, sign) for line in short for rule in line.rules for sign in line.findings
    }
    assert not {line.text for line in box} & {line.text for line in more}


@pytest.mark.parametrize("name", ["box", "begin"])
def test_the_signs_that_are_common_and_fast_are_on_the_first_screen(name: str) -> None:
    told = {rule.id for line in LISTS.lines_of(name) for rule in line.rules}
    assert told >= FIRST_SIGNS
    assert LISTS.lines_of(name)[0].rules[0].id == "chest-pain-or-breathless"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_a_shorter_line_asks_for_nothing_that_the_lines_of_its_rules_do_not_ask_for(
    language: Language,
) -> None:
    own = emergency_lists.load(ROOT, load_register(language).content, language)

    def narrowing(*texts: str) -> set[str]:
        return set(re.findall(r"\w+", " ".join(texts).casefold())) & NARROWING[language.code]

    for line in (line for line in own.lines if line.short):
        whole = [one.text for one in own.lines if not one.short and {*one.rules} & {*line.rules}]
        assert narrowing(line.text) <= narrowing(*whole), line.text


def test_the_list_before_the_check_has_lost_no_sign_that_it_had() -> None:
    had = ON_HOME_BEFORE - {
        "pregnancy-danger",
        "pregnancy-warning",
        "serious-injury",
        "small-injury-fragile-bones",
        "child-under-6",
        "child-with-warning-sign",
    }
    assert {rule.id for line in LISTS.lines_of("start") for rule in line.rules} >= had


def test_chest_pain_is_the_first_sign_of_all_and_feeling_between_the_legs_the_first_for_the_hospital() -> (
    None
):
    first = {group.contact.id: group.lines[0].id for group in LISTS.groups("emergency_now")}
    assert next(iter(first.items())) == ("ambulance", "chest")
    assert first["emergency_department"] == "saddle"


# --- The pages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_the_start_of_the_check_says_its_signs_in_a_paragraph_after_where_to_go(
    pages: dict[Language, dict[str, str]], language: Language
) -> None:
    content = load_register(language).content
    own = emergency_lists.load(ROOT, content, language)
    before_button = pages[language]["check.md"].partition("<noscript")[0].casefold()
    for group in own.groups("begin"):
        told = "; ".join(line.text for line in group.lines)
        title = content.words["contacts"][group.contact.id]["title"]
        assert f"**{title}:** {told}.".casefold() in before_button


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_each_card_of_emergencies_is_the_list_and_nothing_else(
    pages: dict[Language, dict[str, str]], language: Language
) -> None:
    own = emergency_lists.load(ROOT, load_register(language).content, language)
    for page, names in CARDS.items():
        if page in pages[language]:
            groups = [group for name in names for group in own.groups(name)]
            expected = [line.text for group in groups for line in group.lines]
            assert cards(pages[language][page]) == expected, page


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_when_to_get_help_has_every_line_under_its_contact(
    pages: dict[Language, dict[str, str]], language: Language
) -> None:
    content = load_register(language).content
    own = emergency_lists.load(ROOT, content, language)
    page = pages[language]["get-help.md"]
    for level in WHOLE:
        for group in own.groups(level):
            title = content.words["contacts"][group.contact.id]["title"]
            section = page.partition(f"{{ #{ANCHORS[level]} }}")[2]
            rest = section.partition(f"### {title} ")[2]
            assert cards(rest.partition("\n### ")[0]) == [line.text for line in group.lines]


def test_a_list_in_a_paragraph_says_each_contact_before_its_signs(
    pages: dict[Language, dict[str, str]],
) -> None:
    for page in PARAGRAPHS:
        text = pages[FIRST][page].casefold()
        for group in LISTS.groups("brief"):
            title = str(CONTENT.words["contacts"][group.contact.id]["title"])
            told = "; ".join(line.text for line in group.lines)
            assert f"**{title}:** {told}.".casefold() in text, page


def test_no_page_writes_a_level_beside_signs_by_hand() -> None:
    for language in LANGUAGES:
        for name, template in languages.pages(ROOT, language).items():
            for number, line in enumerate((ROOT / template).read_text("utf-8").splitlines(), 1):
                if re.search(r"\{\{ level\(\"(?!self_care)", line) and not re.search(
                    r"^## |signs\.words\.any_one|lists\.|check-levels|print/leaflet", line + name
                ):
                    pytest.fail(f"{template}:{number}: give the level by how_soon(<rule>): {line}")


# --- What pages say of a speed -----------------------------------------------------------------------------

SPEED = re.compile(
    r"within 24 hours|\bsame day|within days|\bgo (?:\*\*)?now|get help (?:\*\*)?at once|: (?:\*\*)?(?:now|today)\b"
    r"|call (?:\*\*)?(?:now|today)|call an ambulance|help now\b"
    r"|\bthe check\b[^.]*\b(?:at once|emergency|ambulance|booked)\b",
    re.IGNORECASE,
)
NOT_OF_A_SIGN = (
    "may be needed the same day",  # a test
    "English standards ask for a scan of the whole spine within 24 hours",
    "within 24 hours.[^g-qs56-24h]",  # a scan
    "MRI within 24 hours",
    "we go now",
    "“Same day” signs",
    '"Same day" signs',
    "an answer means that you need help now",
    "Call an ambulance if you cannot get there safely",
    "call your emergency number or go to an emergency department now",  # thoughts of self-harm
    "[Get help now]",
    "[Upper back: get help now]",
    "it needs help now, because",
    "## Get help now",
    "signs that need help now",  # a title
)
PATIENTS = ("index.md", "check.md", "diary.md", "takeaways.md", "questions.md")


def test_prose_says_no_speed_of_a_sign_without_its_rule() -> None:
    for name, template in languages.pages(ROOT, FIRST).items():
        if name not in PATIENTS and not name.startswith(
            ("understand/", "care/", "print/", "clinicians/")
        ):
            continue
        text = (ROOT / template).read_text("utf-8").partition("\n---\n")[2]
        for line in re.sub(r"\{\{.*?\}\}", "", text).splitlines():
            if SPEED.search(line):
                left = re.sub(
                    "|".join(map(re.escape, NOT_OF_A_SIGN)), "", line, flags=re.IGNORECASE
                )
                assert not SPEED.search(left), (
                    f"{template}: give it by says(<words>, <rule>): {line}"
                )


def test_an_entry_of_the_look_up_leaves_each_speed_to_a_rule() -> None:
    for topic in load_topics(ROOT, CONTENT):
        for text in (*topic.texts.values(), *(act.sign for act in topic.acts)):
            left = re.sub("|".join(map(re.escape, NOT_OF_A_SIGN)), "", text, flags=re.IGNORECASE)
            assert not SPEED.search(left), (topic.id, text)


def test_a_condition_and_a_cancer_have_no_speed_of_their_own(
    pages: dict[Language, dict[str, str]],
) -> None:
    index = pages[FIRST]["look-up/index.md"]
    for topic in load_topics(ROOT, CONTENT):
        if topic.kind in {"condition", "cancer"}:
            (entry,) = re.findall(
                rf"^- \[[^\]]*\]\({topic.page}\.md#{topic.id}\)(.*)$", index, re.MULTILINE
            )
            page = pages[FIRST][f"look-up/{topic.page}.md"].partition(f"{{ #{topic.id} }}\n")[2]
            assert "level-" not in entry + page.partition("<h3>")[0], topic.id


BY_HAND = tomllib.loads(Path(__file__).with_name("speeds.toml").read_text("utf-8"))["said"]
LOWEST = ("routine_appointment", "self_care")
TELLS_A_SPEED = {
    "en": re.compile(r"urgent appointment|help now|phone today|book an appointment", re.IGNORECASE),
    "es": re.compile(r"cita urgente|ahora mismo|llame hoy|pida cita", re.IGNORECASE),
}
"""Of a result's lines: those that say only to come back name no sign."""


def written_by_hand(language: Language) -> set[tuple[str, str]]:
    """Return place and text of each line on signs to watch for, and of the strip above every page."""
    found = set()
    for level, fields in load_register(language).content.words["levels"].items():
        for field, value in fields.items():
            for text in [value] if isinstance(value, str) else value:
                if field.startswith("watch_for") or (
                    level in LOWEST
                    and field.startswith(("come_back", "by_when"))
                    and TELLS_A_SPEED[language.code].search(text)
                ):
                    found.add((f"{level}.{field}", text))
    strip = frame(ROOT, language)["words"]["strip"]
    return found | {("strip", strip)}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_each_speed_that_is_written_by_hand_is_held_against_rules(language: Language) -> None:
    tied = {(said["place"], said[language.code]) for said in BY_HAND}
    assert tied == written_by_hand(language)


@pytest.mark.parametrize("said", BY_HAND, ids=lambda said: f"{said['place']}: {said['en'][:40]}")
def test_a_speed_that_is_written_by_hand_is_that_of_its_rules(said: dict[str, Any]) -> None:
    for level, rules in said["says"].items():
        assert {rule: CONTENT.rules[rule].level.id for rule in rules} == dict.fromkeys(rules, level)
    place, _, field = said["place"].partition(".")
    if field.startswith("watch_for"):
        assert list(said["says"]) == [place]


def test_any_other_fever_is_one_of_no_rule_for_emergencies() -> None:
    """The line for today leaves them out, so those above it have to name them all."""
    named = {
        rule
        for said in BY_HAND
        if said["place"].startswith("emergency_now")
        for rule in said["says"]["emergency_now"]
    }
    with_fever = {
        rule.id
        for rule in CONTENT.rules.values()
        if rule.level.id == "emergency_now" and "fever" in rule.findings
    }
    assert with_fever <= named


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("call today", ["chest-pain-or-breathless"]),
        ("go **now**", ["one-leg-weak"]),
        ("call an ambulance", ["saddle-change"]),
        ("call an ambulance", ["saddle-change", "chest-pain-or-breathless"]),
        ("within days", ["getting-worse", "cancer-and-new-pain"]),
        ("soon", ["fever"]),
        ("today", ["no-such-rule"]),
    ],
)
def test_words_of_another_speed_than_the_rules_end_the_build(text: str, rules: list[str]) -> None:
    with pytest.raises(SignError):
        LISTS.says(text, *rules)


def test_a_contact_says_no_other_speed_than_the_rules_that_lead_to_it() -> None:
    """ "Phone ... now" over a list for today leaves the reader with two answers."""
    for rule in CONTENT.rules.values():
        title = str(CONTENT.words["contacts"][rule.contact.id]["title"])
        if re.search(r"\b(?:now|today)\b", title) and "urgent" not in title:
            LISTS.says(title, rule.id)


def test_words_of_the_rules_speed_stand_as_they_are() -> None:
    assert LISTS.says("**within 24 hours**", "cancer-and-new-pain") == "**within 24 hours**"
    assert LISTS.says("call an ambulance", "collapse-or-shock") == "call an ambulance"


def test_a_mark_of_rules_that_differ_ends_the_build() -> None:
    with pytest.raises(SignError, match="one level"):
        LISTS.how_soon("fever", "saddle-change")
    assert "level-same_day" in LISTS.how_soon("fever")


# --- On paper ----------------------------------------------------------------------------------------------


def test_the_wallet_card_names_sex_and_leaking_and_lost_feeling() -> None:
    card = sheet(REGISTER, ROOT, "wallet-card")
    text = {line.id: line.text for line in LISTS.lines}
    for line in ("sex", "bladder", "bowel"):
        assert text[line] in card
    assert "leaking" in text["bladder"]
    assert "cannot feel" in text["bowel"]


def test_the_leaflet_has_the_whole_list_of_emergencies() -> None:
    leaflet = sheet(REGISTER, ROOT, "leaflet").casefold()
    for line in (*LISTS.lines_of("emergency_now"), *LISTS.lines_of("leaflet_today")):
        assert line.text.casefold() in leaflet


def test_a_sheet_asks_for_no_list_that_is_not_there() -> None:
    with pytest.raises(SignError, match="'poster' is no list of signs: allowed are emergency_now"):
        LISTS.lines_of("poster")
