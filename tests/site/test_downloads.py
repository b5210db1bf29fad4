"""The evidence tables take each figure from the register, and their files hold exactly the rows of the pages."""

from __future__ import annotations

import csv
import io
import json
from copy import copy
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

from builder.evidence.export import SEVERAL, as_csv, as_json
from builder.evidence.tables import DATA, Cell, EvidenceTable, Kind, load, names
from builder.knowledge.quantities import QuantityError, Unit, Wanted, quantity, wanted
from builder.knowledge.site_content import load_register
from checker.model import Mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bs4 import Tag

ROOT = Path(__file__).resolve().parents[2]
REGISTER = load_register()
EVIDENCE = REGISTER.content.evidence
TABLES = {name: load(ROOT, REGISTER, name) for name in names(ROOT)}
SHARE, RATIO = Unit.SHARE, Unit.RATIO


# --- Figures of the register -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "unit", "text", "numbers"),
    [
        (Wanted("prev-serious-hens09"), SHARE, "0.9% (0.5\u20131.7%)", (0.9, 0.5, 1.7)),
        (Wanted("acc-hx-sens"), SHARE, "31% (13\u201358%, calculated, 4 of 13)", (31, 13, 58)),
        (Wanted("acc-wtloss-anycancer-sens"), SHARE, "2\u201347%", (None, 2, 47)),
        (Wanted("ces-sens"), SHARE, "19\u201343% (9\u201333% to 30\u201356%)", (None, 19, 43)),
        (Wanted("acc-bedrest-sens"), SHARE, ">90%", (90, None, None)),
        (Wanted("acc-night-harding"), SHARE, "0 of 213 (up to 1.8%, calculated)", (0, None, None)),
        (Wanted("fx-bace"), RATIO, "6.2 (2.8\u201313.5)", (6.2, 2.8, 13.5)),
        (Wanted("acc-hx-lr"), RATIO, "23.7", (23.7, None, None)),
        (Wanted("ces-sensory", "0.60"), SHARE, "60%", (60, None, None)),
        (Wanted("mm-bp-lr", "7.7", "5.4-11.0"), RATIO, "7.7 (5.4\u201311.0)", (7.7, 5.4, 11.0)),
        (Wanted("img-xr-sens", "0.995"), SHARE, "99.5%", (99.5, None, None)),
    ],
)
def test_a_figure_is_the_register_s_in_words_and_numbers(
    one: Wanted, unit: Unit, text: str, numbers: tuple[float | None, ...]
) -> None:
    found = quantity(REGISTER, one, unit, "here")
    assert found.text == text
    assert (found.point, found.low, found.high) == numbers


def test_a_range_across_studies_is_no_interval() -> None:
    assert quantity(REGISTER, Wanted("prev-ed-cancer"), SHARE, "here").spread
    assert not quantity(REGISTER, Wanted("prev-fx-hens09"), SHARE, "here").spread


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Wanted("no-such-id"), "here: no evidence has the id 'no-such-id'"),
        (Wanted("acc-age50"), "here: acc-age50 is from_memory and is not published"),
        (Wanted("ces-sensory", "0.61"), "here: '0.61' does not stand in the entry ces-sensory"),
        (Wanted("mm-bp-lr", "7.7", "5.4-11"), "'5.4-11' does not stand in the entry mm-bp-lr"),
        (Wanted("mm-bp-lr", "4.6", "4.2-6.0"), "'4.2-6.0' does not stand in the entry mm-bp-lr"),
        (Wanted("prev-global"), "here: prev-global has no value of its own"),
    ],
)
def test_a_figure_that_the_register_does_not_have_ends_the_build(
    one: Wanted, expected: str
) -> None:
    with pytest.raises(QuantityError) as caught:
        quantity(REGISTER, one, SHARE, "here")
    assert expected in str(caught.value)


@pytest.mark.parametrize("raw", [1, {"id": "a"}, {"id": "a", "value": "1", "note": "x"}, []])
def test_a_reference_is_an_id_or_an_id_with_a_value(raw: object) -> None:
    with pytest.raises(QuantityError, match="expected an evidence id, or id and value"):
        wanted(raw, "here")


# --- Data files --------------------------------------------------------------------------------------------------

HEAD = """caption = "C"
[[column]]
key = "a"
label = "A"
kind = "words"
[[column]]
key = "b"
label = "B"
kind = "{kind}"
[[row]]
a = "x"
"""


@pytest.mark.parametrize(
    ("kind", "row", "expected"),
    [
        ("share", 'c = "acc-hx-sens"', "row 1: unknown ['c']: allowed are a, b"),
        ("share", "", "row 1: names no evidence"),
        ("claim", 'b = "acc-age50"', "row 1: b: 'acc-age50' is not in the register"),
        ("listed", 'b = ["g-acr"]', "is not how a column of kind 'listed' is written"),
        ("listed", 'b = { evidence = ["no-such-id"] }', "'no-such-id' is not in the register"),
        ("words", "b = 3", "row 1: b: 3 is not how a column of kind 'words' is written"),
    ],
)
def test_a_data_file_that_is_wrong_is_named_with_its_row(
    tmp_path: Path, kind: str, row: str, expected: str
) -> None:
    (tmp_path / DATA).mkdir(parents=True)
    (tmp_path / DATA / "t.toml").write_text(HEAD.format(kind=kind) + row, "utf-8")
    with pytest.raises(QuantityError) as caught:
        load(tmp_path, REGISTER, "t")
    assert expected in str(caught.value)


def test_a_time_that_no_entry_of_the_row_states_is_refused(tmp_path: Path) -> None:
    (tmp_path / DATA).mkdir(parents=True)
    third = '[[column]]\nkey = "c"\nlabel = "C"\nkind = "soon"\n[[row]]'
    text = HEAD.format(kind="claim").replace("[[row]]", third)
    row = 'b = "g-qs56-24h"\nc = { says = "within 12 hours", hours = 12 }'
    (tmp_path / DATA / "t.toml").write_text(text + row, "utf-8")
    with pytest.raises(QuantityError, match="c: 12 stands in no entry of the row"):
        load(tmp_path, REGISTER, "t")


def test_a_table_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(QuantityError, match="'nothing' is not there: allowed are accuracy, "):
        load(ROOT, REGISTER, "nothing")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_no_row_stands_twice_and_none_is_from_memory(table: EvidenceTable) -> None:
    rows = [tuple(cell.text for cell in row.values()) for row in table.rows]
    assert len(rows) == len(set(rows))
    for row in table.rows:
        marks = {EVIDENCE[key].mark for key in table.evidence(row)}
        assert Mark.FROM_MEMORY not in marks
        if "mark" in row:
            words = REGISTER.words["marks"]
            assert row["mark"].text == ", ".join(words[m.value] for m in Mark if m in marks)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_what_is_second_hand_says_reported_by_in_its_cell(table: EvidenceTable) -> None:
    for row in table.rows:
        for key, cell in row.items():
            marks = {EVIDENCE[one].mark for one in cell.evidence}
            if marks == {Mark.SECOND_HAND}:
                assert "reported by" in cell.text, (table.name, key, cell.text)


def test_a_time_to_sort_by_rises_with_the_time_that_is_said() -> None:
    hours = {
        row["soon"].text: row["soon"].order
        for row in TABLES["urgency"].rows
        if row["soon"].order is not None
    }
    said = (
        "At once",
        "MRI within 4 hours",
        "Within 24 hours",
        "Blood count within 48 hours",
        "MRI within 1 week",
    )
    assert all(hours[sooner] < hours[later] for sooner, later in pairwise(said))


# --- The files and the pages ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown(site: Path, soups: Mapping[Path, BeautifulSoup]) -> Mapping[str, tuple[str, Tag]]:
    """Return each evidence table of the built site, with its page."""
    found: dict[str, tuple[str, Tag]] = {}
    for path, page in soups.items():
        for table in page.select("table[data-evidence-table]"):
            name = str(table["data-evidence-table"])
            assert name not in found, f"{name} stands on two pages"
            found[name] = (path.relative_to(site).as_posix(), table)
    return found


def words(tag: Tag) -> str:
    """Return what a cell says without the numbers of its footnotes; several texts with a semicolon."""
    tag = copy(tag)
    for note in tag.select("sup"):
        note.extract()
    items = [" ".join(item.get_text().split()) for item in tag.select(".item")]
    return "; ".join(items) if items else " ".join(tag.get_text().split())


def test_each_table_is_on_a_page(shown: Mapping[str, tuple[str, Tag]]) -> None:
    assert set(shown) == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_the_json_file_holds_exactly_the_rows_of_the_page(
    site: Path, shown: Mapping[str, tuple[str, Tag]], name: str
) -> None:
    _, table = shown[name]
    data = json.loads((site / f"assets/data/{name}.json").read_text("utf-8"))
    heads = [head.get_text(strip=True) for head in table.select("thead th")]
    assert [column["label"] for column in data["columns"]] == heads
    keys = [column["key"] for column in data["columns"]]
    on_page = [[words(cell) for cell in row.select("td")] for row in table.select("tbody tr")]
    in_file = [[said(row[key]) for key in keys] for row in data["rows"]]
    assert in_file == on_page


def said(value: Any) -> str:  # noqa: ANN401 - of a JSON file
    """Return a value of a JSON file as the page says it."""
    if isinstance(value, str):
        return value
    texts = []
    for figure in value:
        text = figure["value"] + (f" ({figure['interval']})" if figure["interval"] else "")
        entry = EVIDENCE[figure["evidence"]]
        assert figure["mark"] == entry.mark.value.replace("_", "-")
        if entry.mark is Mark.SECOND_HAND:
            text += f", reported by {REGISTER.reporters[entry.id]}"
        texts.append(text + (", calculated" if entry.mark is Mark.CALCULATED else ""))
    return "; ".join(texts)


@pytest.mark.parametrize("name", TABLES)
def test_the_csv_file_holds_the_rows_of_the_json_file(site: Path, name: str) -> None:
    data = json.loads((site / f"assets/data/{name}.json").read_text("utf-8"))
    text = (site / f"assets/data/{name}.csv").read_text("utf-8", newline="")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(data["rows"])
    for flat, row in zip(rows, data["rows"], strict=True):
        for column in data["columns"]:
            key, value = column["key"], row[column["key"]]
            if isinstance(value, str):
                assert flat[key] == value
                continue
            assert flat[key] == SEVERAL.join(one["value"] for one in value)
            assert flat[f"{key}_interval"] == SEVERAL.join(one["interval"] for one in value)
            assert flat[f"{key}_mark"] == SEVERAL.join(one["mark"] for one in value)
        ids = flat["evidence"].split()
        assert ids == [one["id"] for one in row["evidence"]]
        assert all(EVIDENCE[key].id == key for key in ids)
        assert flat["sources"]
        reporters = {REGISTER.reporters[key] for key in ids if REGISTER.reporters[key]}
        assert set(filter(None, flat["reported_by"].split(SEVERAL))) == reporters


def test_the_published_files_are_those_of_the_tables_and_no_others(site: Path) -> None:
    files = {path.name: path.read_text("utf-8", newline="") for path in (site / "assets/data").iterdir()}  # fmt: skip
    expected = {f"{name}.csv": as_csv(table, REGISTER) for name, table in TABLES.items()}
    expected |= {f"{name}.json": as_json(table, REGISTER) for name, table in TABLES.items()}
    assert files == expected


def test_a_json_file_says_its_version_licence_and_that_nobody_clinical_reviewed_it() -> None:
    data = json.loads(as_json(TABLES["accuracy"], REGISTER))
    assert data["content_version"] == REGISTER.content.meta.version
    assert data["licence"] == "CC-BY-4.0"
    assert "No clinician has reviewed this" in data["notice"]


def test_no_field_of_a_csv_file_can_be_taken_for_a_formula() -> None:
    for table in TABLES.values():
        for row in csv.reader(io.StringIO(as_csv(table, REGISTER))):
            assert [field for field in row if field.startswith(("=", "+", "-", "@", "\t"))] == []


@pytest.mark.parametrize("name", TABLES)
def test_each_table_has_links_to_its_files_on_this_site(
    site: Path, shown: Mapping[str, tuple[str, Tag]], name: str
) -> None:
    page, _ = shown[name]
    html = BeautifulSoup((site / page).read_text("utf-8"), "html.parser")
    links = {str(link["download"]): str(link["href"]) for link in html.select("a[download]")}
    for kind in ("csv", "json"):
        target = links[f"back-pain-red-flags-{name}.{kind}"]
        assert "//" not in target
        assert ((site / page).parent / target).resolve() == site / f"assets/data/{name}.{kind}"


def test_a_cell_of_a_guideline_that_is_left_out_says_not_seen() -> None:
    listed = [
        row[column.key]
        for row in TABLES["guidelines"].rows
        for column in TABLES["guidelines"].columns
        if column.kind is Kind.LISTED
    ]
    assert all(bool(cell.evidence) is cell.text.startswith("Listed") for cell in listed)
    assert Cell("Not seen", '<span class="not-seen">Not seen</span>') in listed
