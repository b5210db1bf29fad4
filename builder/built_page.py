"""Read what a built page says of itself: in its head, in its foot, and its questions with their answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, override

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "h3"
ENDS_AN_ANSWER = frozenset({"h1", "h2", "h3", "h4"})
SILENT = frozenset({"sup", "script", "style", "svg"})
LEAVES = "headerlink"
"""The link beside a heading, which is no part of its words."""


@dataclass(slots=True)
class BuiltPage:
    """What a page says of itself. `address` is canonical, and empty where there is none."""

    title: str = ""
    description: str = ""
    address: str = ""
    site: str = ""
    """The name of the site."""

    language: str = "en"
    checked: str = ""
    """The day on which it was last checked, as YYYY-MM-DD."""

    version: str = ""
    questions: list[tuple[str, str]] = field(default_factory=list)
    """Each heading of the third level in the text, and the text below it."""


def read(path: Path) -> BuiltPage:
    """Return what the page in a file says of itself."""
    reader = _Reader()
    reader.feed(path.read_text("utf-8"))
    reader.close()
    page = reader.page
    page.questions = [
        (" ".join(question.split()), " ".join(answer.split()))
        for question, answer in page.questions
    ]
    return page


class _Reader(HTMLParser):
    """Fills a BuiltPage from its HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = BuiltPage()
        self._silent = ""
        self._into = ""
        """Where text goes: "question", "answer" or nowhere."""

        self._in_article = False

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if not self._in_article:
            self._read_frame(tag, values)
            return
        if self._silent:
            return
        if tag in SILENT or LEAVES in values.get("class", "").split():
            self._silent = tag
        elif tag == QUESTION:
            self.page.questions.append(("", ""))
            self._into = "question"
        elif tag in ENDS_AN_ANSWER or "footnote" in values.get("class", "").split():
            self._into = ""

    def _read_frame(self, tag: str, values: dict[str, str]) -> None:
        match tag, values.get("property") or values.get("name") or values.get("rel"):
            case "html", _:
                self.page.language = values.get("lang", "en")
            case "meta", "og:title":
                self.page.title = values["content"]
            case "meta", "og:site_name":
                self.page.site = values["content"]
            case "meta", "description":
                self.page.description = values["content"]
            case "meta", "content-version":
                self.page.version = values["content"]
            case "link", "canonical":
                self.page.address = values["href"]
            case "time", _:
                self.page.checked = values.get("datetime", "")
            case "article", _:
                self._in_article = True

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif tag == QUESTION and self._into == "question":
            self._into = "answer"
        elif tag == "article":
            self._in_article, self._into = False, ""
        elif self._into:
            self.handle_data(" ")

    @override
    def handle_data(self, data: str) -> None:
        if self._silent or not self._into:
            return
        question, answer = self.page.questions[-1]
        if self._into == "question":
            question += data
        else:
            answer += data
        self.page.questions[-1] = (question, answer)
