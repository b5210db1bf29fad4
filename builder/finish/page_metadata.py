"""Read what a built page says of itself: in its head, in its foot, and its questions with their answers."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, override

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "h3"
ENDS_AN_ANSWER = frozenset({"h1", "h2", "h3", "h4"})
SILENT = frozenset({"sup", "script", "style", "svg"})
ARTICLE, END_OF_ARTICLE = "<article", "</article>"
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
    article: str = ""
    """Its text, as HTML."""

    def questions(self) -> list[tuple[str, str]]:
        """Return each heading of the third level in the text, and the text below it."""
        reader = _Questions()
        reader.feed(self.article)
        reader.close()
        return [
            (" ".join(question.split()), " ".join(answer.split()))
            for question, answer in reader.found
        ]


def read(path: Path) -> BuiltPage:
    """Return what the page in a file says of itself."""
    before, opening, rest = path.read_text("utf-8").partition(ARTICLE)
    article, closing, after = rest.rpartition(END_OF_ARTICLE)
    reader = _Frame(BuiltPage(article=opening + article + closing))
    reader.feed(before + after)
    reader.close()
    return reader.page


class _Frame(HTMLParser):
    """Fills a BuiltPage from the HTML round its article, which is not read: most pages are not asked for it."""

    def __init__(self, page: BuiltPage) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
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


class _Questions(HTMLParser):
    """Finds the questions of an article and what stands below each."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._silent = ""
        self._into = ""
        """Where text goes: "question", "answer" or nowhere."""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent:
            return
        classes = (dict(attrs).get("class") or "").split()
        if tag in SILENT or LEAVES in classes:
            self._silent = tag
        elif tag == QUESTION:
            self.found.append(("", ""))
            self._into = "question"
        elif tag in ENDS_AN_ANSWER or "footnote" in classes:
            self._into = ""

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif tag == QUESTION and self._into == "question":
            self._into = "answer"
        elif self._into:
            self.handle_data(" ")

    @override
    def handle_data(self, data: str) -> None:
        if self._silent or not self._into:
            return
        question, answer = self.found[-1]
        if self._into == "question":
            question += data
        else:
            answer += data
        self.found[-1] = (question, answer)
