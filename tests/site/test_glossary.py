"""The first use of a word on a page leads to its meaning, wherever a reader may be led away."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from builder.finish import glossary
from builder.finish.glossary import GlossaryError, linked, terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from builder.finish.glossary import Term

ROOT = Path(__file__).resolve().parents[2]


def made_up(folder: Path, *entries: tuple[str, str, str]) -> Sequence[Term]:
    (folder / "docs/_data").mkdir(parents=True)
    (folder / glossary.DATA).write_text(
        "\n".join(
            f'[[term]]\nid = "{key}"\nname = "{name}"\nmeaning = "A meaning."\nforms = [{forms}]\n'
            for key, name, forms in entries
        )
    )
    return terms(folder)


@pytest.fixture
def known(tmp_path: Path) -> Sequence[Term]:
    return made_up(
        tmp_path,
        ("mri", "MRI", '"MRI"'),
        ("pet", "PET", '"PET"'),
        ("cord", "Spinal cord", '"spinal cord"'),
        ("compression", "Cord compression", '"spinal cord compression"'),
    )


def links(html: str, known: Sequence[Term]) -> list[tuple[str, str]]:
    page = BeautifulSoup(linked(f"<article>{html}</article>", known, "../glossary/"), "html.parser")
    return [(str(a["href"]), a.get_text()) for a in page.select("a.term")]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>An MRI. Another MRI.</p><p>MRI</p>", [("../glossary/#mri", "MRI")]),
        ("<p>A pet, or PETs.</p>", []),
        ("<p>Spinal cord</p>", [("../glossary/#cord", "Spinal cord")]),
        ("<h2>MRI</h2><p><a href='x'>MRI</a></p>", []),
        ("<div class='emergency'><p>MRI</p></div>", []),
        ("<div class='footnote'><ol><li><p>MRI</p></li></ol></div>", []),
        ("<form><p>MRI</p></form><p>MRI &amp; more</p>", [("../glossary/#mri", "MRI")]),
        ("<ul><li>one<br>\nMRI</li></ul>", [("../glossary/#mri", "MRI")]),
        ("<p title='MRI'>x</p><!-- MRI -->", []),
    ],
)
def test_only_the_first_use_in_plain_text_becomes_a_link(
    html: str, found: list[tuple[str, str]], known: Sequence[Term]
) -> None:
    assert links(html, known) == found


def test_two_terms_never_share_letters(known: Sequence[Term]) -> None:
    html = linked("<article><p>spinal cord compression</p></article>", known, "g/")
    assert len(re.findall("<a ", html)) == html.count("</a>") == 1


def test_the_text_of_a_page_stays_as_it_was(site: Path) -> None:
    known = terms(ROOT)
    text = "<article><p>MRI &amp; <b>spinal</b> cord,\n spinal cord</p></article><p>MRI</p>"
    changed = linked(text, known, "../glossary/")
    assert re.sub(r'<a class="term"[^>]*>|</a>', "", changed) == text
    assert (site / "glossary/index.html").is_file()


def test_an_id_or_name_twice_ends_the_build(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=r"glossary\.toml: mri .* as id"):
        made_up(tmp_path, ("mri", "MRI", ""), ("mri", "MRI scan", ""))


def test_every_link_leads_to_a_meaning_and_says_it_and_no_page_has_one_twice(
    site: Path, soups: Mapping[Path, BeautifulSoup]
) -> None:
    page = BeautifulSoup((site / "glossary/index.html").read_text("utf-8"), "html.parser")
    meanings = {str(dt["id"]): dt.find_next("dd") for dt in page.select("dl.glossary dt")}
    used = set()
    for path, soup in soups.items():
        ids = []
        for link in soup.select("a.term"):
            target, _, key = str(link["href"]).partition("#")
            assert (path.parent / target / "index.html").resolve() == site / "glossary/index.html"
            meaning = meanings[key]
            assert meaning is not None
            assert link["title"] == meaning.get_text()
            ids.append(key)
        assert len(ids) == len(set(ids)), path
        used |= set(ids)
    without_forms = {term.id for term in terms(ROOT) if term.pattern is None}
    assert meanings.keys() - used == without_forms, "a word that no page uses"


def test_nobody_is_led_away_from_emergency_advice_or_a_tool(site: Path) -> None:
    for name in ("index.html", "get-help/index.html", "check/index.html", "diary/index.html"):
        assert 'class="term"' not in (site / name).read_text("utf-8"), name
