"""LHC-Forms of the US National Library of Medicine: a form of somebody else that reads FHIR.

Its npm package is a ready bundle with 20 dependencies that only building it needs. So the archive alone is
fetched, by its hash and when these tests run, and the page's own package.json stays free of it.
"""

from __future__ import annotations

import base64
import hashlib
import re
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from playwright.sync_api import expect

from builder.tools.steps import BuildError
from builder.tools.toolchain import call, find_node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator, Page

    from tests.browser.check_page import Answer

VERSION = "40.1.3"
INTEGRITY = "sha512-WLruTm+BcVnafC0rSAQ3/cNqhxvclBUxyBG68aub/uha2NaK9H8ZZcEXTTuORuGzzCt0wa7fvhuieZtcDIdPzQ=="
"""As a lock file of npm has it; `npm view lforms@<version> dist.integrity` prints that of another version."""

ARCHIVE = f"lforms-{VERSION}.tgz"
KEPT = Path(".build/lforms")
PARTS = (
    "webcomponent/styles.css",
    "webcomponent/assets/lib/zone.min.js",
    "webcomponent/lhc-forms.js",
    "fhir/R4/lformsFHIR.min.js",
)
CHOSEN = re.compile(r"ant-(radio|checkbox)-wrapper-checked")
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>LHC-Forms</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="styles.css">
<script src="zone.min.js"></script>
<script defer src="lhc-forms.js"></script>
<script defer src="lformsFHIR.min.js"></script>
<div id="form"></div>
</html>
"""


class DifferentArchiveError(BuildError, ValueError):
    """The archive that npm fetched is not the one that is pinned here."""


def unpack(root: Path, folder: Path) -> None:
    """Write a page with LHC-Forms into the folder, after fetching the archive if it is not there yet.

    :raises BuildError: in one line, when npm is missing, cannot fetch it, or fetches something else
    """
    with tarfile.open(_archive(root)) as archive:
        for part in PARTS:
            content = archive.extractfile(f"package/dist/lforms/{part}")
            assert content is not None, part
            (folder / part.rpartition("/")[2]).write_bytes(content.read())
    (folder / "index.html").write_text(PAGE, "utf-8")


def _archive(root: Path) -> Path:
    kept = root / KEPT / ARCHIVE
    if kept.is_file() and integrity(kept) == INTEGRITY:
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    node = find_node(root)
    with tempfile.TemporaryDirectory(dir=kept.parent) as fresh:
        options = ("--ignore-scripts", "--no-update-notifier", "--loglevel=error")
        call(
            (*node.npm, "pack", f"lforms@{VERSION}", *options, f"--pack-destination={fresh}"),
            purpose=f"Fetching LHC-Forms by `npm pack lforms@{VERSION}`",
            cwd=root,
            env=node.environment(),
        )
        found = integrity(Path(fresh) / ARCHIVE)
        if found != INTEGRITY:
            raise DifferentArchiveError(
                f"npm fetched another lforms {VERSION} than the pinned one: {found} is not {INTEGRITY}"
            )
        (Path(fresh) / ARCHIVE).replace(kept)
    return kept


def integrity(path: Path) -> str:
    """Return the hash of a file as npm writes it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha512").digest()
    return f"sha512-{base64.b64encode(digest).decode()}"


@dataclass(frozen=True, slots=True)
class LhcForm:
    """A Questionnaire that LHC-Forms shows, answered by pointer and keyboard."""

    page: Page

    def show(self, questionnaire: Mapping[str, Any]) -> None:
        """Open the page and hand it the Questionnaire."""
        self.page.goto("index.html")
        self.page.evaluate(
            "asked => LForms.Util.addFormToPage(asked, 'form', {fhirVersion: 'R4'})",
            dict(questionnaire),
        )
        self.page.locator("wc-lhc-form .lhc-form-title").wait_for()

    def asked(self) -> list[str]:
        """Return the link ids of the questions that are shown, in order."""
        ids = [
            item.get_attribute("id") or ""
            for item in self.page.locator("lhc-item:visible:has(> lhc-item-question)").all()
        ]
        return [name.removeprefix("item-").removesuffix("/1") for name in ids]

    def option(self, question: str, option: str) -> Locator:
        """Return the label round the radio button or check box of an option."""
        return self.page.locator(f'label[id^="{question}/1|"][id$="|{question}.{option}"]')

    def answer(self, question: str, answer: Answer) -> None:
        """Give an answer to a question that is shown, or is about to be."""
        if isinstance(answer, int):
            number = self.page.locator(f'input[id="{question}/1"]')
            number.fill(str(answer))
            number.press("Tab")
            return
        for option in [answer] if isinstance(answer, str) else answer:
            label = self.option(question, option)
            label.click()
            # its radio buttons never are `checked`: it draws their state with a class
            try:
                expect(label).to_have_class(CHOSEN)
            except AssertionError:  # a press on a busy machine came before the form listened
                label.click()
                expect(label).to_have_class(CHOSEN)

    def errors(self) -> list[str] | None:
        """Return what is still wrong or not answered; None when the form is complete."""
        return cast("list[str] | None", self.page.evaluate("() => LForms.Util.checkValidity()"))

    def response(self) -> dict[str, Any]:
        """Return the QuestionnaireResponse."""
        return cast(
            "dict[str, Any]",
            self.page.evaluate("() => LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4')"),
        )
