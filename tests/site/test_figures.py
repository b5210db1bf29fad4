"""Each medical figure of the pages stands beside a reference that holds it, and the check sees what it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.markup.html_blocks import blocks
from builder.pages.figure_check import Fault, faults, figures, main
from builder.pages.render import rendered
from checker import load_content

ROOT = Path(__file__).resolve().parents[2]
CONTENT = load_content()


def found(text: str) -> list[Fault]:
    return list(faults([("a.md", text)], CONTENT))


def test_every_figure_of_every_page_has_a_source_beside_it() -> None:
    assert [str(fault) for fault in faults(rendered(ROOT).items(), CONTENT)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("About 80.4% had one", ["80.4%"]),
        ("between 0.1% and 3.5%", ["0.1%", "3.5%"]),
        ("from 2.5\u20135.1%", ["2.5-5.1%", "2.5-5.1%"]),
        ("37 per cent", ["37%"]),
        ("213 of 482 people", ["213 of 482"]),
        ("none of 1,172", ["none of 1_172"]),
        ("one in three", ["one in three"]),
        ("1 in 13 people", ["1 in 13"]),
        ("of 1,000 people, about 7 have it; 993 do not", ["7 of 1_000", "993 of 1_000"]),
        ("a likelihood ratio of 3", ["likelihood ratio of 3"]),
        ("15 times more likely", ["15 times"]),
        ("a temperature of 37.5 \u00b0C", ["37.5"]),
        ("619 million people", ["619 million"]),
        ("1,975 walked in", ["1_975"]),
        ("16 guidelines", ["16 guidelines"]),
        ("a median of 66 days", ["median of 66 days"]),
        ("half were well after 14 days", ["half were well after 14 days"]),
    ],
)
def test_what_is_a_figure(text: str, expected: list[str]) -> None:
    assert [figure.text for figure in figures(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "aged 60 or over",
        "within 24 hours, or after 4 weeks",
        "Call 999 or NHS 111",
        "0808 808 00 00, 13 11 20, 1-800-227-2345",
        "in November 2026, version 2026.11.1",
        "one of five levels",
        "Of 1,000 people at a first appointment",
        "1. Write it down",
        "Python 3.13.1",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert list(figures(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "It was 0.66%.[^prev-cancer-deyo]",
        "It was 13 of 1,975.[^prev-cancer-deyo]",
        "About 7 of 1,000 had cancer.[^prev-cancer-deyo]",
        "Fewer than 10 in 1,000 had cancer.[^prev-cancer-deyo]",
        "Of 1,000 people, fewer than 10 have cancer and more than 990 do not.[^prev-cancer-deyo]",
        "About 80% had a flag.[^anyflag-hens09]",
        "31% had it.[^acc-hx-sens]",
        "The other 0.40 look clear, as reported.[^img-xr-sens]",
        "- 0.66%[^prev-cancer-deyo]\n- 80.4%[^anyflag-hens09]\n",
        '<figure data-evidence="prev-cancer-deyo"><figcaption>0.66%</figcaption></figure>',
        "<figure><figcaption>0.66%</figcaption></figure>\n\nThe source.[^prev-cancer-deyo]",
        "Ring if:[^neut-temp]\n\n- it is 37.5 C, or\n- you shiver.",
    ],
)
def test_a_figure_may_stand_as_its_source_has_it_or_by_plain_arithmetic(text: str) -> None:
    assert found(_with_notes(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "It was 0.66%.",
        "It was 0.67%.[^prev-cancer-deyo]",
        "It was 13%.[^prev-cancer-deyo]",
        "It was 7 of 1,000.[^prev-cancer-deyo]",
        "About 8 of 1,000 had cancer.[^prev-cancer-deyo]",
        "Fewer than 1 in 1,000 had cancer.[^prev-cancer-deyo]",
        "80% had a flag.[^anyflag-hens09]",
        "It was 99.34%.[^prev-cancer-deyo]",
        "It was 0.66%.\n\nAnother paragraph.[^prev-cancer-deyo]",
        "- 0.66%\n- other[^prev-cancer-deyo]\n",
        "## The 80.4%\n\nText.[^anyflag-hens09]",
        "---\ntitle: The 80.4%\n---\n\nText.[^anyflag-hens09]",
    ],
)
def test_a_figure_without_its_source_is_found(text: str) -> None:
    assert len(found(_with_notes(text))) == 1


def test_a_second_hand_figure_says_that_it_is_reported_on_the_pages_that_tell_how_it_is_known() -> (
    None
):
    def told(page: str, text: str) -> list[Fault]:
        return list(faults([(page, _with_notes(text))], CONTENT))

    bare, reported = "It is 7%.[^acc-hx-ptp-pc]", "It is 7%, reported by a summary.[^acc-hx-ptp-pc]"
    assert "wants reported()" in str(told("clinicians/a.md", bare)[0])
    assert told("clinicians/a.md", reported) == told("understand/a.md", bare) == []


def test_the_caption_of_a_table_has_the_references_of_its_rows() -> None:
    text = (
        '<p markdown="span">0.66%</p>\n<table markdown="1">\n<tbody markdown="1">\n<tr markdown="1">\n'
        '<td markdown="span">x[^prev-cancer-deyo]</td>\n</tr>\n</tbody>\n</table>'
    )
    caption, row = blocks(_with_notes(text))
    assert caption.evidence == row.evidence == {"prev-cancer-deyo"}


def test_scripts_code_and_the_notes_themselves_are_not_read() -> None:
    assert (
        found(
            "<script>80.4%</script>\n\n`80.4%`\n\nText.[^anyflag-hens09]\n\n[^anyflag-hens09]: 80.4%\n"
        )
        == []
    )


def test_the_program_names_a_page_that_does_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-page.md"]) == 1
    assert "there is no page 'no-such-page.md': allowed are about/" in capsys.readouterr().err


def _with_notes(text: str) -> str:
    notes = "".join(f"\n[^{key}]: note" for key in CONTENT.evidence if f"[^{key}]" in text)
    return f"{text}\n{notes}\n"
