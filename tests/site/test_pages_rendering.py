"""Pages are templates that become plain Markdown: what they may call, what ends the build, what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.interop import files as standards
from builder.pages import render
from builder.pages.render import PageError, render_pages, rendered
from checker import load_content

ROOT = Path(__file__).resolve().parents[2]


def project(folder: Path, **files: str) -> Path:
    """Make a project whose pages are given as docs__name=text; other files by their path."""
    (folder / "mkdocs.yml").write_bytes((ROOT / "mkdocs.yml").read_bytes())  # names the address
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path = path if path.suffix else path.with_suffix(".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_a_page_with_front_matter_and_heading_ids_stays_as_it_is(tmp_path: Path) -> None:
    text = (
        "---\ntitle: A page\n---\n\n# A page {#top}\n\n## Part { #part }\n\nText with a { brace.\n"
    )
    root = project(tmp_path, docs__a=text)
    assert rendered(root) == {"a.md": text}


def test_references_become_one_note_each_in_the_order_of_first_mention(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        docs__a='A {{ ref("acc-hx-lr", "prev-cancer-deyo") }} and B {{ ref("acc-hx-lr") }}.\n',
    )
    text = rendered(root)["a.md"]
    first, last = text.index("[^acc-hx-lr]:"), text.index("[^prev-cancer-deyo]:")
    assert text.startswith("A [^acc-hx-lr][^prev-cancer-deyo] and B [^acc-hx-lr].")
    assert first < last
    assert text.count("[^acc-hx-lr]:") == 1


def test_a_note_has_claim_population_value_interval_citation_address_and_mark(
    tmp_path: Path,
) -> None:
    text = rendered(project(tmp_path, docs__a='{{ ref("prev-cancer-deyo") }}'))["a.md"]
    for part in (
        "found to have cancer as the cause: 13 of 1,975: 0.66%",
        "(interval 0.39\u20131.12% (calculated, Wilson))",
        "US walk-in clinic",
        "*Verified:* read in the abstract.",
        "Deyo RA, Diehl AK.",
        "[doi:10.1007/BF02596337](<https://doi.org/10.1007/BF02596337>)",
    ):
        assert part in text


def test_what_was_read_elsewhere_says_by_whom_it_is_reported(tmp_path: Path) -> None:
    text = rendered(project(tmp_path, docs__a='X, {{ reported("acc-hx-ptp-pc") }}.'))["a.md"]
    assert text.startswith("X, reported by a medical news summary[^acc-hx-ptp-pc].")
    assert (
        "*Second-hand:* reported by a medical news summary; the source itself was not read." in text
    )


def test_own_arithmetic_says_so(tmp_path: Path) -> None:
    text = rendered(project(tmp_path, docs__a='{{ ref("acc-hx-ptp-calc") }}'))["a.md"]
    assert "*Calculated* by this project" in text


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('{{ ref("no-such-id") }}', "no evidence has the id 'no-such-id'"),
        ('{{ ref("surv-lung") }}', "surv-lung is from_memory and is not published: allowed are"),
        ('{{ reported("acc-hx-lr") }}', "acc-hx-lr is verified: write ref()"),
        ('{{ table("no-such-table") }}', "table 'no-such-table' is not there: allowed are"),
        ("{{ no_such_function() }}", "'no_such_function' is undefined"),
        ("{{ ref( }}", "unexpected"),
    ],
)
def test_a_mistake_ends_the_build_with_the_page_and_the_line(
    tmp_path: Path, call: str, expected: str
) -> None:
    root = project(tmp_path, docs__care__a=f"# Page\n\nFine.\n\nText {call}\n")
    with pytest.raises(PageError) as caught:
        rendered(root)
    message = str(caught.value)
    assert message.startswith("docs/care/a.md:5: ")
    assert expected in message
    assert "\n" not in message


def test_assets_are_copied_and_data_is_not(tmp_path: Path) -> None:
    root = project(tmp_path, docs__a="A", **{"docs/assets/x.css": "b{}", "docs/_data/t.toml": ""})
    out = tmp_path / "out"
    render_pages(root, out)
    generated = set(dict(standards.files(ROOT, load_content())))
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert written - generated == {"a.md", "assets/x.css"}


def test_a_second_rendering_writes_nothing_and_removes_what_is_gone(tmp_path: Path) -> None:
    root = project(tmp_path, docs__a="A", docs__old__b="B")
    out = tmp_path / "out"
    render_pages(root, out)
    before = (out / "a.md").stat().st_mtime_ns
    (root / "docs/old/b.md").unlink()
    render_pages(root, out)
    assert (out / "a.md").stat().st_mtime_ns == before
    assert not (out / "old").exists()


def test_rendering_twice_gives_the_same_text() -> None:
    assert rendered(ROOT) == rendered(ROOT)


def test_the_build_reads_every_module_that_makes_pages() -> None:
    assert "builder" in render.READS
