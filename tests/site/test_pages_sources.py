"""What is cited is listed, what is listed is cited, and each link has an allowed form and leads somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from builder.knowledge.references import References, typographic
from builder.knowledge.site_content import load_register
from builder.pages.figure_check import figures
from builder.pages.render import cited, rendered
from checker.model import Mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
REGISTER = load_register()
EVIDENCE = REGISTER.content.evidence
SOURCES = REGISTER.content.sources
RAW: dict[str, dict[str, dict[str, Any]]] = {
    name: tomllib.loads((ROOT / f"checker/content/{name}.toml").read_text("utf-8"))
    for name in ("sources", "evidence")
}

IDENTIFIERS = (
    "doi.org",
    "pubmed.ncbi.nlm.nih.gov",
    "pmc.ncbi.nlm.nih.gov",
    "www.ncbi.nlm.nih.gov",
    "hdl.handle.net",
)
GUIDELINES = (
    "www.nice.org.uk", "acsearch.acr.org", "www.leitlinien.de", "www.kngf.nl", "hqontario.ca",
    "www.safetyandquality.gov.au", "gettingitrightfirsttime.co.uk", "www.csp.org.uk",
)  # fmt: skip
HEALTH_SERVICES = (
    "nhs.uk", "hscni.net", "nidirect.gov.uk", "nhs24.scot", "nhslothian.scot", "health.wa.gov.au", "healthify.nz",
    "healthinfo.org.nz", "healthforunder5s.co.uk", "mayoclinic.org",
)  # fmt: skip
CHARITIES_AND_SOCIETIES = (
    "aaos.org",
    "bestbeginnings.org.uk",
    "crtc.gc.ca",
    "medlineplus.gov",
    "cancerresearchuk.org", "macmillan.org.uk", "mariecurie.org.uk", "mamaacademy.org.uk", "asthmaandlung.org.uk",
    "theros.org.uk", "cancercouncil.com.au", "cancernz.org.nz", "cancer.org", "cancer.ca", "mypcnow.org",
    "pmmonline.org", "esceo.org",
)  # fmt: skip
PUBLISHERS = (
    "bmj.com", "bjgp.org", "ajnr.org", "ajemjournal.com", "jamaevidence.com", "orthobuzz.jbjs.org", "escholarship.org",
    "henw.org", "aafp.org", "medscape.co.uk", "emedicine.com", "fpnotebook.com", "gpnotebook.com",
    "medicines.org.uk", "getthediagnosis.org", "ausdoc.com.au", "psnews.com.au", "medicalindependent.ie", "nbr.co.nz",
)  # fmt: skip
AUTHORITIES = ("europa.eu", "fcc.gov")
ALLOWED = (
    *IDENTIFIERS,
    *GUIDELINES,
    *HEALTH_SERVICES,
    *CHARITIES_AND_SOCIETIES,
    *PUBLISHERS,
    *AUTHORITIES,
)
OWN_LINKS = ("https://creativecommons.org/licenses/by/4.0/",)


def is_allowed(address: str) -> bool:
    parts = urlsplit(address)
    host = parts.hostname or ""
    return parts.scheme == "https" and any(
        host == one or host.endswith(f".{one}") for one in ALLOWED
    )


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return rendered(ROOT)


@pytest.fixture(scope="module")
def built(site: Path, soups: Mapping[Path, BeautifulSoup]) -> dict[str, BeautifulSoup]:
    return {path.relative_to(site).as_posix(): soup for path, soup in soups.items()}


# --- The register ------------------------------------------------------------------------------------------


def test_each_source_stands_behind_an_entry() -> None:
    assert {entry.source for entry in EVIDENCE.values()} == set(SOURCES)


def test_each_entry_and_source_has_known_fields_only() -> None:
    for key, entry in RAW["evidence"].items():
        extra = set(entry) - {
            "claim", "population", "metric", "value", "ci", "source", "mark", "reported_by", "note"
        }  # fmt: skip
        assert extra == set(), key
    for key, source in RAW["sources"].items():
        assert set(source) - {"citation", "doi", "pmid", "pmc", "url", "seen"} == set(), key


def test_what_is_second_hand_names_who_reported_it() -> None:
    for key, entry in EVIDENCE.items():
        assert bool(REGISTER.reporters[key]) is (entry.mark is Mark.SECOND_HAND), key


def test_the_address_of_a_source_is_that_of_its_identifier() -> None:
    for key, source in RAW["sources"].items():
        if "doi" in source:
            assert source["url"] == f"https://doi.org/{source['doi']}", key
        elif "pmid" in source:
            assert source["url"] == f"https://pubmed.ncbi.nlm.nih.gov/{source['pmid']}/", key
        elif "pmc" in source:
            assert source["url"] == f"https://pmc.ncbi.nlm.nih.gov/articles/{source['pmc']}/", key


def test_each_address_of_a_source_is_of_an_allowed_form() -> None:
    wrong = {
        key: source.url
        for key, source in SOURCES.items()
        if source.url and not is_allowed(source.url)
    }
    assert wrong == {}


@pytest.mark.parametrize("name", ["sources", "evidence"])
def test_no_internal_remark_is_left_in_the_register(name: str) -> None:
    text = (ROOT / f"checker/content/{name}.toml").read_text("utf-8").lower()
    for word in (
        "stored file",
        "index id",
        "mirror",
        "re-confirmed",
        "downgraded",
        'from memory)"',
    ):
        assert word not in text or (name == "sources" and word.startswith("from memory")), word


def test_a_figure_from_memory_stands_in_no_claim() -> None:
    for entry in EVIDENCE.values():
        if entry.mark is Mark.FROM_MEMORY:
            assert list(figures(entry.claim)) == [], entry.id


# --- The pages ---------------------------------------------------------------------------------------------


def test_no_page_cites_what_is_known_only_from_memory() -> None:
    for page, ids in cited(ROOT).items():
        assert [key for key in ids if EVIDENCE[key].mark is Mark.FROM_MEMORY] == [], page


def test_each_note_of_each_page_is_used_and_each_mark_has_its_note(pages: dict[str, str]) -> None:
    for page, text in pages.items():
        notes = re.findall(r"^\[\^([\w-]+)\]: ", text, re.MULTILINE)
        marks = set(re.findall(r"\[\^([\w-]+)\](?!: )", text))
        assert len(notes) == len(set(notes)), page
        assert set(notes) == marks, page


def test_the_list_of_sources_holds_each_cited_source_once_and_no_other(
    pages: dict[str, str],
) -> None:
    content = REGISTER.content
    ids = {key for page in cited(ROOT).values() for key in page}
    for group in (content.questions, content.findings, content.rules):
        ids |= {key for one in group.values() for key in one.evidence}
    expected = {EVIDENCE[key].source for key in ids if EVIDENCE[key].mark is not Mark.FROM_MEMORY}
    listed = re.findall(r'<a id="source-(\w+)"></a>', pages["about/sources.md"])
    assert len(listed) == len(set(listed))
    assert set(listed) == expected


def test_each_listed_source_says_where_it_is_used(pages: dict[str, str]) -> None:
    for part in pages["about/sources.md"].split("<a id=")[1:]:
        entry = part.partition("\n## ")[0]
        used = any(word in entry for word in ("Pages: [", "Rules: [", "question or sign"))
        assert used, entry[:80]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.39-1.12%", "0.39\u20131.12%"),
        ("1998-99", "1998\u201399"),
        ("-21.3 to -5.7", "\u221221.3 to \u22125.7"),
        ("1-800-227-2345", "1-800-227-2345"),
        ("2026-11-21", "2026-11-21"),
        ("HLA-B27", "HLA-B27"),
        ("24-hour", "24-hour"),
    ],
)
def test_ranges_get_dashes_and_other_hyphens_stay(text: str, expected: str) -> None:
    assert typographic(text) == expected


def test_each_note_is_readable() -> None:
    references = References(REGISTER)
    for entry in EVIDENCE.values():
        if entry.mark is not Mark.FROM_MEMORY:
            references.ref(entry.id)
    for line in references.notes().splitlines():
        assert re.fullmatch(r"\[\^[\w-]+\]: \S.*", line), line
        assert ".." not in line.replace("...", ""), line
        assert "  " not in line, line


@pytest.mark.parametrize(
    "address",
    [
        "http://doi.org/10.1000/1",
        "https://example.com/",
        "https://doi.org.example.com/10.1000/1",
        "https://nhs.uk@example.com/",
        "https://en.wikipedia.org/wiki/Back_pain",
    ],
)
def test_an_address_of_another_form_is_not_allowed(address: str) -> None:
    assert not is_allowed(address)


# --- The built site ----------------------------------------------------------------------------------------


def test_each_link_out_of_the_site_is_of_an_allowed_form(built: dict[str, BeautifulSoup]) -> None:
    own = urlsplit(str(built["index.html"].select_one("link[rel=canonical]")["href"])).netloc  # type: ignore[index]
    wrong = {
        (name, address)
        for name, page in built.items()
        for link in page.select("a[href^='http']")
        if (address := str(link["href"])) not in OWN_LINKS
        and urlsplit(address).netloc != own
        and not is_allowed(address)
    }
    assert wrong == set()


def test_each_link_within_the_site_leads_to_a_page_and_an_anchor(
    built: dict[str, BeautifulSoup], site: Path
) -> None:
    ids = {name: {str(one["id"]) for one in page.select("[id]")} for name, page in built.items()}
    wrong = []
    for name, page in built.items():
        if name == "404.html":  # its addresses begin with the site's own folder
            continue
        for link in page.select("a[href]"):
            address = str(link["href"])
            if urlsplit(address).scheme or address.startswith("//"):
                continue
            path, anchor = urldefrag(urljoin(f"/{name}", address))
            target = unquote(path).lstrip("/")
            target = f"{target}index.html" if not target or target.endswith("/") else target
            if not (site / target).is_file() or (
                anchor and unquote(anchor) not in ids.get(target, set())
            ):
                wrong.append((name, address))
    assert wrong == []
