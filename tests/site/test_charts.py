"""The charts show what the register holds, in words and for the eye, and fit their picture."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from builder.knowledge.quantities import QuantityError
from builder.knowledge.references import References
from builder.knowledge.site_content import load_register
from builder.markup.html_blocks import blocks
from builder.markup.html_tables import Row
from builder.pages.render import rendered
from builder.pictures import charts
from builder.pictures.chart_data import FILE, NARROW, WIDE, Chart, Size, load_all
from builder.pictures.chart_drawing import draw
from checker.model import Mark

if TYPE_CHECKING:
    from bs4 import Tag

ROOT = Path(__file__).resolve().parents[2]
REGISTER = load_register()
CHARTS = load_all(ROOT, REGISTER)
STYLES = (ROOT / "docs/assets/css/evidence.css").read_text("utf-8")


def drawn(chart: Chart, size: Size) -> Tag:
    svg = BeautifulSoup(draw(chart, size), "html.parser").svg
    assert svg is not None
    return svg


EACH = [
    pytest.param(chart, size, id=f"{chart.name}-{size.name}")
    for chart in CHARTS.values()
    for size in (WIDE, NARROW)
]


@pytest.mark.parametrize(("chart", "size"), EACH)
def test_a_chart_has_a_title_and_says_in_words_all_that_it_shows(chart: Chart, size: Size) -> None:
    svg = drawn(chart, size)
    name = f"chart-{chart.name}-{size.name}"
    assert svg["role"] == "img"
    assert svg["aria-labelledby"] == f"{name}-title {name}-desc"
    title, told = svg.select_one(f"#{name}-title"), svg.select_one(f"#{name}-desc")
    assert title is not None
    assert told is not None
    assert title.get_text() == chart.title
    for group in chart.groups:
        for point in group.points:
            assert f"{point.label} {point.words}" in told.get_text()
    for line in chart.lines:
        for week, value in zip(chart.weeks, line.values, strict=True):
            assert f"week {week} {value[0]:g} ({value[1]:g}\u2013{value[2]:g})" in told.get_text()


@pytest.mark.parametrize(("chart", "size"), EACH)
def test_each_figure_and_label_stands_in_the_picture_as_text(chart: Chart, size: Size) -> None:
    texts = [text.get_text() for text in drawn(chart, size).select("text")]
    for group in chart.groups:
        assert group.name in texts
        for point in group.points:
            assert point.label in texts
            assert point.words in texts
    for line in chart.lines:
        assert line.name in texts
        assert {f"{value[0]:g}" for value in line.values} <= set(texts)


@pytest.mark.parametrize(("chart", "size"), EACH)
def test_a_chart_can_stand_in_a_page_under_its_policy(chart: Chart, size: Size) -> None:
    svg = drawn(chart, size)
    known = set(re.findall(r"\.drawing(?: :is\()? ?\.([fs]-\w+)", STYLES))
    for tag in svg.find_all():
        assert "style" not in tag.attrs
        assert set(tag.get_attribute_list("class")) - {None} <= known
        assert tag.get("fill") in {None, "none"}
        assert tag.get("stroke") in {None, "none"}
        assert not tag.has_attr("id") or tag.name in {"title", "desc"}
        assert tag.name in {"title", "desc", "g", "path", "text"}


@pytest.mark.parametrize(("chart", "size"), EACH)
def test_text_is_large_enough_and_inside_the_picture(chart: Chart, size: Size) -> None:
    svg = drawn(chart, size)
    width, height = (float(part) for part in str(svg["viewbox"]).split()[2:])
    assert width == size.width
    for text in svg.select("text"):
        assert float(str(text["font-size"])) >= 12
        x, length = float(str(text["x"])), 0.5 * 13 * len(text.get_text())
        start = {"start": x, "middle": x - length / 2, "end": x - length}[
            str(text.get("text-anchor", "start"))
        ]
        assert start > -14, text
        assert start + length < width + 14, text
        assert 0 < float(str(text["y"])) < height


def test_lengths_start_at_zero_and_ratios_are_read_from_one() -> None:
    assert CHARTS["prevalence"].scale.low == CHARTS["spine"].scale.low == 0
    assert CHARTS["likelihood-ratios"].scale.base == 1


@pytest.mark.parametrize("chart", CHARTS.values(), ids=lambda chart: chart.name)
def test_the_scale_of_a_chart_holds_all_that_it_shows(chart: Chart) -> None:
    figures = [point.figure for group in chart.groups for point in group.points]
    ends = [end for one in figures for end in (one.point, one.low, one.high) if end is not None]
    ends += [end for line in chart.lines for value in line.values for end in value]
    assert ends
    assert all(chart.scale.low <= end <= chart.scale.high for end in ends)


def test_a_point_without_an_interval_says_so() -> None:
    for chart in CHARTS.values():
        for group in chart.groups:
            for point in group.points:
                one = point.figure
                open_ended = not one.interval and not one.spread
                honest = ("no interval", "calculated", "reported")
                assert not open_ended or point.words.endswith((*honest, "(calculated)"))
                if one.entry.mark is Mark.SECOND_HAND:
                    assert "reported" in point.words


def test_every_chart_is_on_a_page_with_its_sources_and_a_table() -> None:
    pages = "\n".join(rendered(ROOT).values())
    for chart in CHARTS.values():
        references = References(REGISTER)
        text = charts.chart(ROOT, REGISTER, references, chart.name)
        assert text.split("<details")[0] in pages, chart.name
        assert set(references.cited) == set(chart.evidence)
        source = text.partition("Sources: ")[2].partition("\n")[0]
        assert all(f"[^{key}]" in source for key in chart.evidence)
        rows = [one for one in blocks(text) if one.tag == "tr"][1:]
        said = "\n".join(one.text for one in rows)
        for group in chart.groups:
            for point in group.points:
                assert point.label in said
                assert point.figure.text in said


def test_the_short_name_of_a_source_takes_no_year_from_memory() -> None:
    text = charts.chart(ROOT, REGISTER, References(REGISTER), "likelihood-ratios")
    source = text.partition("Sources: ")[2].partition("\n")[0]
    assert "Henschke 2007" in source
    assert "Enthoven 2016" in source
    assert "2005" not in source


def test_the_numbers_of_an_axis_are_no_figures_and_those_of_the_chart_are() -> None:
    references = References(REGISTER)
    text = charts.chart(ROOT, REGISTER, references, "prevalence")
    pictures = [one for one in blocks(f"{text}\n{references.notes()}") if one.tag == "svg"]
    assert len(pictures) == 2
    for picture in pictures:
        assert "0.66%" in picture.text
        assert "prev-cancer-deyo" in picture.evidence
        assert " 2% " not in picture.text


def test_a_chart_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(QuantityError, match="'pie' is not there: allowed are likelihood-ratios, "):
        charts.chart(ROOT, REGISTER, References(REGISTER), "pie")


def test_a_table_of_a_course_has_a_row_for_each_time() -> None:
    table = charts._table(CHARTS["recovery"])
    assert table.columns == ("Week", "Persistent", "Acute")
    assert table.rows[1] == Row(
        ("6", "33 (29\u201338)", "23 (21\u201325)"), ("nat-persist", "nat-acute")
    )


def test_a_course_says_in_its_picture_what_it_measures() -> None:
    for size in (WIDE, NARROW):
        texts = [text.get_text() for text in drawn(CHARTS["recovery"], size).select("text")]
        scale = CHARTS["recovery"].scale
        assert {scale.title, *(label for _, label in scale.ticks)} <= set(texts)


def test_a_course_of_another_number_of_lines_is_refused(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.parent.mkdir(parents=True)
    text = (ROOT / FILE).read_text("utf-8")
    line = '[[recovery.line]]\nname = "Acute"\nid = "nat-acute"\n'
    assert line in text
    path.write_text(text.replace(line, line * 2), "utf-8")
    with pytest.raises(QuantityError, match="recovery: it has 3 lines; a course over weeks has 2"):
        load_all(tmp_path, REGISTER)
