"""Write the whole self-check as one HTML file that works from a USB stick: `uv run build.py single-file`.

The file has no address and no server: nothing can be fetched, and no module loaded. So the scripts of the page
are put one after the other, each in a function of its own; the runtime's files stand in the page as text
(gzip, base64); and Python's worker is a classic one, made of that text (theme/single-file/page.js).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from builder.knowledge.site_content import load_register
from builder.publish.offline import SITE
from builder.runtime.pyodide import RUNTIME, read_manifest
from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterator

OUT = Path("dist")
TEMPLATE = "theme/single-file/page.html.jinja"
FIRST = Path("theme/single-file/page.js")
SCRIPTS = Path("docs/assets/js")
ENTRIES = ("check.mjs", "offline.mjs")

HERE = "https://self-check.invalid/"
"""Where the scripts think they are; nothing has this address, and nothing asks for it."""

IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w.-]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?function|class|const|let) (\w+)", re.MULTILINE)
LEFT_OVER = re.compile(r"^\s*(?:import\b(?!\()|export\b).*", re.MULTILINE)
LOADER_END = re.compile(r"export\{(\w+) as loadPyodide,\w+ as version\};?")
DYNAMIC_IMPORT = "import(address("
CLOSING = re.compile(r"</(?=script)", re.IGNORECASE)
ADDRESS = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)"')


class SingleFileError(BuildError, ValueError):
    """The page has something that cannot be put into one file; the message says what and where."""


def write(root: Path) -> Path:
    """Write the file from the built site, named after its content, and return its path. Raises SingleFileError."""
    path = root / OUT / f"{load_register().content.meta.name}.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(single_file(root), "utf-8", newline="\n")
    return path


def single_file(root: Path) -> str:
    """Return the text of the file. Raises SingleFileError."""
    page = (root / SITE / "check/index.html").read_text("utf-8")
    styles = [
        (root / SITE / "check" / href).resolve().read_text("utf-8")
        for href in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    ]
    script = (root / FIRST).read_text("utf-8") + linked(root / SCRIPTS, ENTRIES)
    address = _only(r'<link rel="canonical" href="([^"]+)"', page)
    article = _only(r'(?s)<article class="md-content__inner[^>]*>(.*?)</article>', page)
    article = re.sub(r'<script [^>]*src="[^>]*></script>|<noscript>.*?</noscript>', "", article)
    environment = Environment(
        loader=FileSystemLoader(root),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  all that comes in is HTML of our own site
        trim_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(
        language=_only(r'<html lang="([^"]+)"', page),
        policy=policy(script, styles),
        head=[
            _only(rf"(<{tag} {start}[^>]*>(?:[^<]*</{tag}>)?)", page)
            for tag, start in (
                ("meta", 'name="content-date"'),
                ("script", 'type="application/json" id="site-words"'),
            )
        ],
        title=_only(r"<title>(.*?)</title>", page),
        styles=styles,
        article=ADDRESS.sub(
            lambda found: f'{found[1]}{_outside(address, found[2])}"',
            article.replace('data-runtime="../', f'data-runtime="{HERE}'),
        ),
        files=json.dumps(dict(_files(root)), separators=(",", ":")),
        interpreter=CLOSING.sub("<\\\\/", _interpreter(root)),
        worker=CLOSING.sub("<\\\\/", _worker(root)),
        script=script,
    )


def linked(folder: Path, entries: tuple[str, ...]) -> str:
    """Return modules and all that they import as one script, each in a function of its own, in order.

    Raises SingleFileError for an import or export in a form that is not known here.
    """
    done: dict[str, str] = {}

    def add(name: str) -> None:
        if name in done:
            return
        text = (folder / name).read_text("utf-8")
        for _, imported in IMPORT.findall(text):
            add(imported)
        names = [found[1] for found in EXPORT.findall(text)]
        text = IMPORT.sub(
            lambda found: f'const {{{found[1].replace(" as ", ": ")}}} = modules["{found[2]}"];\n',
            text,
        )
        text = EXPORT.sub(r"\1 \2", text).replace(
            "import.meta.url", json.dumps(f"{HERE}assets/js/{name}")
        )
        if strange := LEFT_OVER.search(text):
            raise SingleFileError(f"{SCRIPTS}/{name}: {strange[0]!r} cannot be put into one file")
        done[name] = (
            f'modules["{name}"] = (() => {{\n{text}\nreturn {{ {", ".join(names)} }};\n}})();\n'
        )

    for entry in entries:
        add(entry)
    script = f'"use strict";\n{{\nconst modules = {{}};\n{"".join(done.values())}}}\n'
    if CLOSING.search(script):
        raise SingleFileError(f"{SCRIPTS}: '</script' in a script would end it")
    return script


def policy(script: str, styles: list[str]) -> str:
    """Return a policy that allows this script, these styles and Python's worker, and nothing else at all."""
    allowed = " ".join(map(_hash, styles))
    return (
        f"default-src 'none'; script-src {_hash(script)} 'wasm-unsafe-eval'; style-src {allowed}; "
        "img-src data:; worker-src blob:; form-action 'none'; base-uri 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _files(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the address of each file that the worker fetches, and its content as text."""
    manifest = read_manifest(root)
    for name in (*(file.path for file in manifest.files), manifest.code):
        content = gzip.compress((root / RUNTIME / name).read_bytes(), 9, mtime=0)
        yield f"{HERE}runtime/{name}", base64.b64encode(content).decode()


def _interpreter(root: Path) -> str:
    """Return Pyodide's two scripts as parts of a classic one: the interpreter, then what loads it."""
    folder = root / RUNTIME / read_manifest(root).index
    loader, changes = LOADER_END.subn(
        r"globalThis.loadPyodide=\1;", (folder / "pyodide.mjs").read_text("utf-8")
    )
    if changes != 1:
        raise SingleFileError(
            "pyodide.mjs exports something else: see LOADER_END in builder/publish/single_file.py"
        )
    return f"{(folder / 'pyodide.asm.js').read_text('utf-8')}\n(() => {{\n{loader}\n}})();\n"


def _worker(root: Path) -> str:
    text = (root / SCRIPTS / "worker.mjs").read_text("utf-8")
    if DYNAMIC_IMPORT not in text:
        raise SingleFileError(f"{SCRIPTS}/worker.mjs has no {DYNAMIC_IMPORT!r}")
    return f"(() => {{\n{text.replace(DYNAMIC_IMPORT, '(async () => globalThis)((')}\n}})();\n"


def _outside(page: str, href: str) -> str:
    """Return a link of the page as one that works from anywhere."""
    return href if href.startswith("#") else urljoin(page, href)


def _only(pattern: str, page: str) -> str:
    found = re.findall(pattern, page)
    if len(found) != 1:
        raise SingleFileError(f"check/index.html has {len(found)} places like {pattern!r}, not one")
    text: str = found[0]
    return text
