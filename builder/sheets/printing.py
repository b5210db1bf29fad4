"""Make a PDF of each sheet with headless Chromium, when this machine has one.

The same content gives the same bytes with the same Chromium and fonts: the two dates that Chromium writes
become the content's own. Without a browser the build says so in one line, and no page links to a PDF.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from builder.knowledge.languages import FIRST, languages
from builder.knowledge.site_content import load_register
from builder.markup.partials import PARTIALS
from builder.sheets.printables import sheet, sheets
from builder.tools import chromium
from builder.tools.steps import BuildError, Step

if TYPE_CHECKING:
    from builder.knowledge.languages import Language

OUT = Path(".build/print")
STYLES = ("docs/assets/css/tokens.css", "docs/assets/css/printables.css")
PAGE = "printable-page.html.jinja"
HEADING = re.compile(r"<h1>(.*?)</h1>")
DATES = re.compile(rb"(?<=Date \(D:)\d{14}")
SECONDS = 180
WAY_OUT = "to build without PDFs, set CHROMIUM to nothing"

FLAGS = (
    "--headless",
    *chromium.FLAGS,
    f"--host-resolver-rules={chromium.rules()}",
    "--no-pdf-header-footer",
)


class PrintingError(BuildError):
    """Chromium is there and made no PDF."""


def print_sheets(root: Path) -> None:
    """Write .build/print/<language>/<name>.pdf for each sheet, or nothing without a browser.

    Raises BuildError.
    """
    shutil.rmtree(root / OUT, ignore_errors=True)
    browser = chromium.find()
    if browser is None:
        sys.stderr.write(
            "build: no Chromium was found, so the PDFs of the sheets are left out "
            "(install one, or name one in CHROMIUM)\n"
        )
        return
    for language in languages(root):
        register = load_register(language)
        (root / OUT / language.code).mkdir(parents=True)
        for name in sheets(root):
            page = document(root, sheet(register, root, name, top=1), language.code)
            pdf = dated(print_page(browser, page), register.content.meta.date)
            (root / OUT / language.code / f"{name}.pdf").write_bytes(pdf)


def made(root: Path, language: Language = FIRST) -> list[Path]:
    """Return the PDFs of a language that the last build printed: none without a browser."""
    return sorted((root / OUT / language.code).glob("*.pdf"))


def document(root: Path, body: str, language: str) -> str:
    """Return a sheet as a whole page with its styles in it, named after its first heading."""
    environment = Environment(
        loader=FileSystemLoader(root / PARTIALS), autoescape=True, undefined=StrictUndefined
    )
    heading = HEADING.search(body)
    return environment.get_template(PAGE).render(
        language=language,
        title=Markup(heading[1] if heading else ""),  # noqa: S704  cut from our own HTML
        styles=[Markup((root / path).read_text("utf-8")) for path in STYLES],  # noqa: S704  our own
        body=Markup(body),  # noqa: S704  our own template
    )


def dated(pdf: bytes, day: str) -> bytes:
    """Return a PDF whose two dates are midnight of a day ("2026-11-21"); its length stays the same."""
    return DATES.sub(day.replace("-", "").encode() + b"000000", pdf)


def print_page(browser: str, page: str) -> bytes:
    """Return the PDF of one page of HTML. Raises PrintingError."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, "utf-8")
        command = [
            browser,
            *FLAGS,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ]
        try:
            done = subprocess.run(  # noqa: S603  the command is our own
                command, capture_output=True, timeout=SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PrintingError(f"{browser} did not print: {error}; {WAY_OUT}") from error
        if done.returncode or not target.is_file():
            raise PrintingError(
                f"{browser} did not print and ended with {done.returncode}; {WAY_OUT}"
            )
        return target.read_bytes()


PRINT = Step(
    # Two titles, so that a browser that comes or goes is noticed.
    "Printing the sheets" if chromium.find() else "Leaving out the PDFs",
    print_sheets,
    reads=(
        "checker",
        "docs/**/_data/*.toml",
        "docs/*/site.yml",
        "mkdocs.yml",
        "docs/assets/img/level-*.svg",
        *STYLES,
        "theme/partials/printable-*",
        "builder",
    ),
    writes=(str(OUT),),
    settings=("CHROMIUM", "SITE_URL"),
)
