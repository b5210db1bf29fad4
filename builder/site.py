"""Turn the Markdown pages into the finished site."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
from pathlib import Path

from builder import policy, search_words, styles
from builder.pages import READS, render_pages
from builder.runtime import RUNTIME
from builder.steps import Step
from builder.toolchain import call

DOCS = Path(".build/docs")
PAGES = Path(".build/site")
JOINED = Path(".build/joined")

UNUSED = ("**/*.map", "assets/javascripts/lunr", "sitemap.xml.gz")
"""Nothing fetches these: source maps, search in other languages, a second copy of the site map."""

LAST_CHANGED = re.compile(r"\s*<lastmod>[^<]*</lastmod>")


def render(root: Path) -> None:
    """Write the pages as plain Markdown into an empty folder."""
    shutil.rmtree(root / DOCS, ignore_errors=True)
    render_pages(root, root / DOCS)


def build_pages(root: Path) -> None:
    """Run MkDocs on the rendered pages; a warning ends the build. Raises ToolFailedError."""
    meta = tomllib.loads((root / "checker/content/meta.toml").read_text("utf-8"))
    env = {
        **os.environ,
        "CONTENT_VERSION": str(meta["version"]),
        "LAST_CHECKED": str(meta["date"]),
        "VALID_DAYS": str(meta["valid_days"]),
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": "315532800",  # no time of day in any page: the same bytes at every build
    }
    command = (
        sys.executable,
        "-P",
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--site-dir",
        str(root / PAGES),
    )
    call(command, purpose="`mkdocs build --strict`", cwd=root, env=env)
    for pattern in UNUSED:
        for path in (root / PAGES).glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    sitemap = root / PAGES / "sitemap.xml"
    sitemap.write_text(LAST_CHANGED.sub("", sitemap.read_text("utf-8")), "utf-8", newline="\n")


def assemble(root: Path) -> None:
    """Join pages and runtime, and put the policy into each page. Raises PolicyError."""
    shutil.rmtree(root / JOINED, ignore_errors=True)
    shutil.copytree(root / PAGES, root / JOINED)
    shutil.copytree(root / RUNTIME, root / JOINED / "runtime")
    search_words.add(root, root / JOINED)
    styles.join(root / JOINED)
    policy.apply(root / JOINED)


RENDER = Step(
    "Rendering the pages",
    render,
    reads=(*READS, "builder/pages.py"),
    writes=(str(DOCS),),
    settings=("SITE_URL",),
)
BUILD = Step(
    "Building the site",
    build_pages,
    reads=(
        str(DOCS),
        "theme/overrides",
        "mkdocs.yml",
        "requirements.txt",
        "checker/content/meta.toml",
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
        "docs/_data/search_words.toml",
        "builder/policy.py",
        "builder/search_words.py",
        "builder/styles.py",
    ),
    writes=(str(JOINED),),
)
