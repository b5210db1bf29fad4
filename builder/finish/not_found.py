"""Put the emergency signs into 404.html, and the words of the other languages: a host has one such page for all.

The signs are those of the self-check's page. The page can be shown at any depth, so their links lead where its own do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from pathlib import Path

    from builder.knowledge.languages import Language

NAME = "404.html"
SIGNS = re.compile(r'(?s)<div class="emergency">.*?</div>')
ARTICLE_END = "</article>"
CONTENT = re.compile(r"(?s)<h1\b.*(?=</article>)")
MARK_OF_HEADING = re.compile(r'<a class="headerlink".*?</a>')
HELP = re.compile(r'class="door" href="([^"]*\bget-help/)"')
LINK_TO_HELP = re.compile(r'href="\.\./get-help/')
BRIEF = re.compile(r"(?s)(?<=</h2>)\s*<p>.*?</p>")
WHOLE = re.compile(r'(?s)<noscript>(?:(?!</noscript>).)*?(<div class="signs">.*?</div>)')
"""The list that the check has for browsers without script; above it a screen has the brief one."""
BRIEF_LINE = re.compile(
    r'(?s)(class="call-row) call-brief(".*?)#now" data-numbers="([^"]*)">[^<]*<'
)
ID = re.compile(r'\sid="[^"]*"')


class NotFoundPageError(BuildError, ValueError):
    """A page is not made as this module expects; the message says which."""


def add_signs(site: Path, language: Language) -> None:
    """Put the signs of the self-check into the page of one language. Raises NotFoundPageError."""
    own = site / language.folder
    page = own / NAME
    check = own / "check/index.html"
    signs = MARK_OF_HEADING.sub("", _only(SIGNS, check))
    if whole := WHOLE.search(check.read_text("utf-8")):
        signs = BRIEF.sub(lambda _: f"\n{whole[1]}", signs, count=1)
    signs = BRIEF_LINE.sub(r'\1\2#numbers">\3<', signs)
    signs = LINK_TO_HELP.sub(f'href="{_only(HELP, page)}', signs)
    _only(SIGNS, page)
    text = SIGNS.sub(lambda _: ID.sub("", signs), page.read_text("utf-8"))
    page.write_text(text, "utf-8", newline="\n")


def join(site: Path, language: Language) -> None:
    """Move the words of a translation's page to the end of the site's. Raises NotFoundPageError."""
    page, own = site / NAME, site / language.folder / NAME
    words = re.sub(r"(</?)h1\b", r"\1h2", _only(CONTENT, own))
    before, end, after = page.read_text("utf-8").rpartition(ARTICLE_END)
    text = f'{before}<div lang="{language.code}">\n{words}</div>\n{end}{after}'
    page.write_text(text, "utf-8", newline="\n")
    own.unlink()


def _only(pattern: re.Pattern[str], page: Path) -> str:
    found = pattern.findall(page.read_text("utf-8"))
    if len(found) != 1:
        message = f"{page.name} of {page.parent.name}/ has {len(found)} places like {pattern.pattern!r}, not one"
        raise NotFoundPageError(message)
    text: str = found[0]
    return text
