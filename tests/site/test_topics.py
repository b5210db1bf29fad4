"""Each sign, condition, cancer, test and treatment has one section of one shape, linked with the rules both ways."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from builder.knowledge import topics
from builder.knowledge.site_content import load_register
from builder.knowledge.topics import PARTS, SOURCES, Topic, TopicError, load, parse, uses
from builder.pages.render import rendered

ROOT = Path(__file__).resolve().parents[2]
CONTENT = load_register().content
TOPICS = load(ROOT, CONTENT)
READING = topics.readers(CONTENT)
KINDS = topics.kinds(ROOT)

FROM_THE_ARTICLES = {
    "cancer": {
        "spread-to-spine", "breast-cancer", "lung-cancer", "prostate-cancer", "kidney-cancer", "thyroid-cancer",
        "myeloma", "bone-sarcoma", "cord-tumours",
    },
    "test": {"examination", "x-ray", "mri", "ct", "pet", "biopsy", "esr", "crp", "calcium", "myeloma-tests"},
    "treatment": {
        "surgery", "radiotherapy", "systemic-treatment", "painkillers", "steroids", "nerve-blocks", "palliative-care",
        "bone-strengtheners",
    },
}  # fmt: skip
CONDITIONS = {
    "ordinary-back-pain", "sciatica", "spinal-stenosis", "cauda-equina", "cord-compression", "spinal-infection",
    "spinal-tuberculosis", "vertebral-fracture", "spinal-haematoma", "axial-spondyloarthritis", "coccyx-pain",
    "guillain-barre", "heart-attack", "aortic-aneurysm", "aortic-dissection", "pulmonary-embolism", "meningitis",
    "kidney-infection", "kidney-stone", "pancreatitis", "shingles", "ectopic-pregnancy", "back-pain-in-pregnancy",
    "back-pain-in-children", "sickle-cell", "high-calcium", "neutropenic-sepsis",
}  # fmt: skip


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return rendered(ROOT)


def section(pages: dict[str, str], topic: Topic) -> str:
    page = pages[f"look-up/{topic.page}.md"]
    _, found, rest = page.partition(f"\n## {topic.name} {{ #{topic.id} }}\n")
    assert found, topic.id
    return re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def rule_in_the_catalogue(pages: dict[str, str], rule: str) -> str:
    _, _, rest = pages["about/rules.md"].partition(f"{{ #{rule} }}")
    return re.split(r"^##", rest, maxsplit=1, flags=re.MULTILINE)[0]


def test_each_sign_that_a_reader_can_have_leads_to_a_section() -> None:
    explained = topics.of_findings(TOPICS)
    technical = {
        finding.id
        for finding in CONTENT.findings.values()
        if finding.quiet or finding.topic == "unsure"
    }
    assert set(CONTENT.findings) - technical - set(explained) == set()


def test_each_finding_is_explained_in_one_place() -> None:
    named = [finding for topic in TOPICS if topic.kind == "sign" for finding in topic.findings]
    assert sorted(named) == sorted(set(named))


def test_what_the_articles_name_has_a_section() -> None:
    for kind, ids in FROM_THE_ARTICLES.items():
        assert ids <= {topic.id for topic in TOPICS if topic.kind == kind}
    assert {topic.id for topic in TOPICS if topic.kind == "condition"} >= CONDITIONS


def test_each_section_has_its_parts_in_their_order(pages: dict[str, str]) -> None:
    for topic in TOPICS:
        headings = [
            *(PARTS[part] for part in PARTS if part in topic.texts or part == "do"),
            SOURCES,
        ]
        _, *parts = section(pages, topic).split("<h3>")
        assert [part.partition("</h3>")[0] for part in parts] == headings, topic.id
        for part in parts:
            assert len(re.findall(r"\w+", part.partition("</h3>")[2])) > 1, (topic.id, part)


def test_each_section_links_to_the_rules_that_use_it_and_they_link_back(
    pages: dict[str, str],
) -> None:
    for topic in TOPICS:
        found = uses(CONTENT, topic, READING)
        assert found, topic.id
        for use in found:
            assert f"](../about/rules.md#{use.rule.id})" in section(pages, topic)
            assert f"](../{topic.address})" in rule_in_the_catalogue(pages, use.rule.id)


def test_each_rule_that_reads_a_sign_leads_to_a_section() -> None:
    explained = topics.of_findings(TOPICS)
    led_from = {use.rule.id for topic in TOPICS for use in uses(CONTENT, topic, READING)}
    for rule in CONTENT.rules.values():
        names = set(re.findall(r"'(\w+)'", repr(rule.when)))
        assert rule.id in led_from or not names & set(explained), rule.id


def test_a_sign_shows_each_level_that_it_reaches_by_itself(pages: dict[str, str]) -> None:
    words = CONTENT.words["levels"]
    for topic in TOPICS:
        if topic.kind != "sign":
            continue
        head = section(pages, topic).partition("<h3>")[0]
        alone = {use.rule.level.id for use in uses(CONTENT, topic, READING) if use.alone}
        assert set(re.findall(r"level level-(\w+)", head)) == alone, topic.id
        assert all(str(words[level]["mark_word"]) in head for level in alone)


def test_the_index_names_every_section_once(pages: dict[str, str]) -> None:
    links = re.findall(
        r"^- \[[^\]]*\]\(([\w-]+\.md#[\w-]+)\)", pages["look-up/index.md"], re.MULTILINE
    )
    assert sorted(links) == sorted(topic.address.removeprefix("look-up/") for topic in TOPICS)


# --- Reading -----------------------------------------------------------------------------------------------

GOOD: dict[str, Any] = {"kind": "sign", "name": "A", **dict.fromkeys(PARTS, "Text.")}


def test_what_has_no_figure_leaves_the_part_out() -> None:
    without = {key: value for key, value in GOOD.items() if key != "common"}
    topic = parse("a", without, "page", "x.toml", CONTENT, KINDS)
    assert list(topic.texts) == [part for part in PARTS if part != "common"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"kind": "organ"}, r"x\.toml: \[a\]: expected a name, and a kind of sign, condition"),
        ({"what": " "}, r"missing are \['what'\]"),
        ({"colour": "red"}, r"not known are \['colour'\]"),
        ({"findings": ["no_such"]}, r"findings: 'no_such' is not there: allowed are chest_pain"),
        ({"rules": ["no-such"]}, r"rules: 'no-such' is not there: allowed are "),
        ({"also": "x"}, "also: expected a list of texts"),
    ],
)
def test_a_topic_that_is_none_says_where_and_what_is_expected(
    change: dict[str, Any], expected: str
) -> None:
    with pytest.raises(TopicError, match=expected):
        parse("a", GOOD | change, "page", "x.toml", CONTENT, KINDS)


def test_two_sections_of_one_name_end_the_build(tmp_path: Path) -> None:
    (tmp_path / topics.KINDS).parent.mkdir(parents=True)
    (tmp_path / topics.KINDS).write_bytes((ROOT / topics.KINDS).read_bytes())
    folder = tmp_path / topics.DATA
    folder.mkdir(parents=True)
    text = '[a]\nkind = "sign"\nname = "A"\n' + "".join(f'{part} = "T."\n' for part in PARTS)
    for page in ("one", "two"):
        (folder / f"{page}.toml").write_text(text, "utf-8")
    with pytest.raises(TopicError, match="'a' stands in one and in two"):
        load(tmp_path, CONTENT)
