"""Turn the Markdown pages into the finished site."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from builder.finish import (
    embed,
    feed,
    glossary,
    llms,
    material,
    not_found,
    page_metadata,
    policy,
    script_hashes,
    search_index,
    security_txt,
    structured_data,
    style_bundle,
    table_labels,
)
from builder.knowledge.languages import FIRST, languages, translations
from builder.knowledge.mkdocs_config import configuration, frame, site_address
from builder.knowledge.site_content import load_register
from builder.knowledge.translations import older
from builder.markup import call_numbers
from builder.pages.render import READS, render_pages
from builder.runtime.pyodide import MANIFEST, RUNTIME, read_manifest
from builder.tools import pins
from builder.tools.steps import Step
from builder.tools.toolchain import call

if TYPE_CHECKING:
    from builder.knowledge.languages import Language

RENDERED = (str(FIRST.rendered), f"{FIRST.rendered}-*")
PAGES = Path(".build/site")
JOINED = Path(".build/joined")
FOR_PROGRAMS = "docs/_data/for_programs.toml"

UNUSED = ("**/*.map", "sitemap.xml.gz", "**/partials/*.js")
"""Nothing fetches these: source maps, a second copy of the site map, and scripts that stand in the pages themselves."""
UNUSED_FOLDERS = ("assets/javascripts/lunr", "assets/javascripts/workers")
"""Material's own search, in whose place search.mjs is."""

SHARED = re.compile(r'(=\s*")((?:\.\./)*)(assets/|runtime/|feed\.xml"|manifest\.webmanifest")')
"""An address in a page that is the same for all languages, and stands at the root of the site."""

LAST_CHANGED = re.compile(r"\s*<lastmod>[^<]*</lastmod>")


def render(root: Path) -> None:
    """Write the pages of each language as plain Markdown into an empty folder."""
    for pattern in RENDERED:
        for folder in root.glob(pattern):
            shutil.rmtree(folder)
    for language in languages(root):
        render_pages(root, root / language.rendered, language)
        for name in older(root, language):
            sys.stderr.write(f"build: {language.code} is older than the English: {name}\n")


def build_pages(root: Path) -> None:
    """Run MkDocs on the rendered pages of each language; a warning ends the build.

    Raises ToolFailedError, or LanguageError when a language lacks a word.
    """
    for language in translations(root):
        (root / language.config).write_text(configuration(root, language), "utf-8", newline="\n")
    with ThreadPoolExecutor() as together:
        list(together.map(partial(_mkdocs, root), languages(root)))
    for folder in UNUSED_FOLDERS:
        shutil.rmtree(root / PAGES / folder)
    not_found.add_signs(root / PAGES, FIRST)
    for language in translations(root):
        shutil.move(root / _pages(language), root / PAGES / language.folder)
        not_found.add_signs(root / PAGES, language)
        not_found.join(root / PAGES, language)
        _share(root / PAGES, language)
    for pattern in UNUSED:
        for path in (root / PAGES).glob(pattern):
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
    sitemap = root / PAGES / "sitemap.xml"
    sitemap.write_text(LAST_CHANGED.sub("", sitemap.read_text("utf-8")), "utf-8", newline="\n")


def _share(site: Path, language: Language) -> None:
    """Let the pages of a translation use what stands at the root of the site, and join the site maps."""
    own = site / language.folder
    shutil.rmtree(own / "assets")
    (own / "sitemap.xml.gz").unlink()
    for path in own.rglob("*.html"):
        text = SHARED.sub(r"\1../\2\3", path.read_text("utf-8"))
        path.write_text(text, "utf-8", newline="\n")
    entries = (
        (own / "sitemap.xml").read_text("utf-8").partition("<url>")[2].rpartition("</urlset>")[0]
    )
    (own / "sitemap.xml").unlink()
    whole = (site / "sitemap.xml").read_text("utf-8")
    text = whole.replace("</urlset>", f"    <url>{entries}</urlset>")
    (site / "sitemap.xml").write_text(text, "utf-8", newline="\n")


def _pages(language: Language) -> Path:
    """Return where MkDocs writes the pages of a language: it empties that folder first, so each has its own."""
    return PAGES if language.is_first else PAGES.with_name(f"{PAGES.name}-{language.code}")


def environment(root: Path, language: Language) -> dict[str, str]:
    """Return the environment with what mkdocs.yml takes from it."""
    meta = tomllib.loads((root / "checker/content/meta.toml").read_text("utf-8"))
    site = site_address(root)
    help_page = f"{urlsplit(site).path}{language.folder}get-help/"
    return {
        **os.environ,
        "CONTENT_VERSION": str(meta["version"]),
        "LAST_CHECKED": str(meta["date"]),
        "VALID_DAYS": str(meta["valid_days"]),
        "CALL_NUMBERS": call_numbers.row(root, load_register(language), help_page),
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": "315532800",  # no time of day in any page: the same bytes at every build
        "SITE_URL": f"{site}{language.folder}",
        "SITE_ROOT": site,
    }


def _mkdocs(root: Path, language: Language) -> None:
    command = (
        sys.executable,
        "-P",
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--config-file",
        str(root / language.config),
        "--site-dir",
        str(root / _pages(language)),
    )
    call(
        command,
        purpose="`mkdocs build --strict`",
        cwd=root,
        env=environment(root, language),
    )


def assemble(root: Path) -> None:
    """Join pages and runtime, and put the policy into each page. Raises PolicyError."""
    shutil.rmtree(root / JOINED, ignore_errors=True)
    shutil.copytree(root / PAGES, root / JOINED)
    shutil.copytree(root / RUNTIME, root / JOINED / "runtime", ignore=lambda *_: [MANIFEST])
    complete(root, root / JOINED)
    style_bundle.join(root / JOINED)
    security_txt.write(root, root / JOINED)
    embed.write(root, root / JOINED)
    policy.apply(root / JOINED)
    script_hashes.name_by_content(root / JOINED, read_manifest(root))


def complete(root: Path, site: Path) -> None:
    """Add to the pages what only the whole site can say, for readers, searches and programs. Raises BuildError."""
    pages = {path: page_metadata.read(path) for path in sorted(site.rglob("*.html"))}
    pages = {path: page for path, page in pages.items() if page.address}
    said = tomllib.loads((root / FOR_PROGRAMS).read_text("utf-8"))
    translated = {}
    for language in translations(root):
        folder = site / language.folder
        own = {path: pages.pop(path) for path in list(pages) if path.is_relative_to(folder)}
        structured_data.add(own, own[folder / "index.html"], said["about"])
        search_index.write(root, site, own, language)
        translated[frame(root, language)["words"]["name"]] = own.values()
    by_address = {page.address: page for page in pages.values()}
    home = pages[site / "index.html"]
    search_index.write(root, site, pages)
    glossary.link(root, site)
    table_labels.label(site)
    material.mend(site)
    structured_data.add(pages, home, said["about"])
    history = load_register().history
    front = (site / "index.html").read_text("utf-8")
    for name, text in (
        (feed.NAME, feed.feed(history, home.site, home.address)),
        (llms.NAME, llms.text(front, by_address, home, said["notes"], translated)),
    ):
        (site / name).write_text(text, "utf-8", newline="\n")


RENDER = Step(
    "Rendering the pages",
    render,
    reads=READS,
    writes=RENDERED,
    settings=("SITE_URL",),
)
BUILD = Step(
    "Building the site",
    build_pages,
    reads=(
        *RENDERED,
        "docs/*/site.yml",
        "builder/knowledge/languages.py",
        "builder/knowledge/mkdocs_config.py",
        "builder/finish/not_found.py",
        "theme/overrides",
        "mkdocs.yml",
        pins.HASHES,
        "builder/markup/call_numbers.py",
        "checker/content/meta.toml",
        "checker/content/*/places.toml",
        "docs/**/_data/words.toml",
        call_numbers.ZONES,
    ),
    writes=(str(PAGES),),
    settings=("SITE_URL",),
)
ASSEMBLE = Step(
    "Putting the policy into the pages",
    assemble,
    reads=(
        str(PAGES),
        str(RUNTIME),
        FOR_PROGRAMS,
        "docs/_data/glossary.toml",
        "docs/**/_data/search_words.toml",
        "checker/content/history.toml",
        "builder",
        "docs/*/site.yml",
        "theme/embed",
        "checker/content/meta.toml",
        "mkdocs.yml",
        "package-lock.json",
    ),
    writes=(str(JOINED),),
    settings=("SITE_URL", "SECURITY_CONTACT", "GITHUB_REPOSITORY", "GITHUB_SERVER_URL"),
)
