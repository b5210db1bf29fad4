"""A page of pyodide-mkdocs-theme, the other way to have Python in a page of MkDocs, to measure ours against.

The theme asks a content delivery network for Pyodide and its libraries; here they are files beside the page, from
npm. Its environment is its own, because it pins an older click.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["MODULES", "VERSION", "write"]

MODULES = Path(__file__).with_name("node_modules")
VERSION = "5.7.0"
CONFIG = """\
site_name: Sample
site_url: http://127.0.0.1/
theme: {name: pyodide-mkdocs-theme}
plugins:
  - pyodide_macros: {project: {id: sample}, build: {ides_id_hash_mode: relative}}
"""
PAGE = "# A terminal\n\n{{ terminal() }}\n"

FOLDERS = {
    "pyodide/v0.25.0/full/": "pyodide-of-theme",
    "npm/jquery.terminal@2.43.1/": "jquery.terminal",
    "npm/jquery@3.7.1.js": "jquery/dist/jquery.min.js",
    "npm/lodash@4.17.20/": "lodash",
    "npm/mathjax@3/": "mathjax",
}
"""What the theme names -> what npm has of it; of jquery.terminal the version before."""

NETWORK = re.compile(r"https://cdn\.jsdelivr\.net/(?=npm/|pyodide/)")
HASH = re.compile(r',?\s*integrity: "[^"]*"')
MARK = """
<script>
  Object.defineProperty(globalThis, "pyodide", {
    set(python) {
      python.runPython("1 + 1");
      performance.mark("first-assessment");
      Object.defineProperty(globalThis, "pyodide", { value: python, writable: true });
    },
    configurable: true,
  });
</script>
"""
"""The theme tells nobody when Python has started, but it puts it there."""


def write(site: Path, base: str) -> None:
    """Build the page as check/index.html of a site that will be served below `base`, such as "/back-pain/"."""
    with TemporaryDirectory() as folder:
        source = Path(folder)
        (source / "docs").mkdir()
        (source / "mkdocs.yml").write_text(CONFIG, "utf-8")
        (source / "docs/index.md").write_text("# Sample\n", "utf-8")
        (source / "docs/check.md").write_text(PAGE, "utf-8")
        with_theme = ("--with", f"pyodide-mkdocs-theme=={VERSION}", "mkdocs", "build", "--quiet")
        command = ("uv", "run", "--no-project", "--isolated", *with_theme, "--site-dir", str(site))
        subprocess.run(command, cwd=source, check=True, capture_output=True)  # noqa: S603
    for path in (*site.rglob("*.html"), *site.glob("js-*/*.js")):
        text = HASH.sub("", NETWORK.sub(f"{base}cdn/", path.read_text("utf-8")))
        text = text.replace(
            "npm/jquery@3.7.1", "npm/jquery@3.7.1.js"
        )  # a name that says what it is
        path.write_text(text.replace("<head>", f"<head>{MARK}", 1), "utf-8")
    for name, package in FOLDERS.items():
        found, target = MODULES / package, site / "cdn" / name
        if found.is_dir():
            shutil.copytree(found, target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(found, target)
