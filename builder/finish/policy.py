"""Give every built page a content security policy, and refuse pages that it would not cover.

GitHub Pages sends no headers, so the policy is a meta tag, first in the head after the character set. The
few inline scripts of the theme are allowed by their hashes; scripts among a page's words, styles, handlers
and anything from another host are not allowed at all, and end the build with the page, the line and the
reason.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    type Attributes = list[tuple[str, str | None]]

RULES = (
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self' data:"),
    ("font-src", "'self'"),
    ("connect-src", "'self'"),
    (
        "worker-src",
        "'self' blob:",
    ),  # Python's worker starts from a blob, to be under this policy too
    ("manifest-src", "'self'"),
    ("form-action", "'none'"),
    ("base-uri", "'none'"),
    ("require-trusted-types-for", "'script'"),
    ("trusted-types", "default"),  # the one of theme/overrides/partials/trusted-types.js
)
RUNS_PYTHON = " data-runtime="
"""A page with this attribute runs Python, and only such a page may compile WebAssembly."""

SCRIPT_TYPES = frozenset({"", "module", "text/javascript", "application/javascript", "importmap"})
DATA_TYPES = frozenset({"application/json", "application/ld+json"})  # never executed
LOADING = frozenset(
    {"action", "background", "cite", "data", "formaction", "href", "manifest", "ping", "poster", "src", "srcset",
     "xlink:href"}
)  # fmt: skip
LEADING = frozenset({"a", "area"})
"""Elements whose href goes somewhere when a person asks for it, instead of loading something."""

NAMING = frozenset({"alternate", "author", "canonical", "license", "me", "next", "prev"})
"""Kinds of <link> that name an address and load nothing."""

HOST = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
SCRIPT_URL = re.compile(r"^[\s\x00-\x20]*(?:javascript|vbscript):", re.IGNORECASE)
CSS_ADDRESS = re.compile(
    r"""url\(\s*['"]?((?:[a-z][a-z0-9+.-]*:|//)[^'")]*)|@import\s*([^;]+)""", re.IGNORECASE
)


class PolicyError(BuildError, ValueError):
    """A built file holds something that the policy of this site forbids."""


@dataclass
class Page(HTMLParser):
    """What the policy has to know of one page; made by feeding it the page's text."""

    name: str
    hashes: list[str] = field(default_factory=list)
    insert_at: tuple[int, int] | None = None
    """Line and column of the place for the policy: after the character set, else at the start of the head."""

    _articles: int = 0
    _script: list[str] | None = None
    _attributes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Set up the parser."""
        super().__init__(convert_charrefs=True)

    def refuse(self, what: str) -> PolicyError:
        """Return the error for something at the parser's place."""
        return PolicyError(f"{self.name}:{self.getpos()[0]}: {what}")

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Check one element and remember what the policy needs of it."""
        values = {name: value or "" for name, value in attrs}
        self._check(tag, values)
        if tag == "head" or (tag == "meta" and "charset" in values):
            line, column = self.getpos()
            text = self.get_starttag_text() or ""
            *above, last = text.split("\n")
            self.insert_at = (line + len(above), len(last) + (0 if above else column))
        elif tag == "article":
            self._articles += 1
        elif tag == "script":
            if self.insert_at is None:
                raise self.refuse(
                    "<script> before the character set: the policy could not come first"
                )
            self._attributes = values
            self._script = []

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Check an element such as <br/>; in HTML the slash means nothing."""
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        """Collect the text of a script."""
        if self._script is not None:
            self._script.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Hash a script that has ended."""
        if tag == "article":
            self._articles -= 1
        if tag != "script" or self._script is None:
            return
        text, self._script = "".join(self._script), None
        kind = self._attributes.get("type", "").strip().lower()
        if "src" in self._attributes or kind in DATA_TYPES:
            return
        if kind not in SCRIPT_TYPES:
            raise self.refuse(f'<script type="{kind}">: allowed are JavaScript, JSON and JSON-LD')
        if self._articles:
            raise self.refuse(
                "inline <script> in <article>: words and pages bring none; use a file under docs/assets/js"
            )
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        self.hashes.append(f"'sha256-{digest}'")

    def _check(self, tag: str, values: dict[str, str]) -> None:
        if tag == "style":
            raise self.refuse("<style>: move it to a file under docs/assets/css")
        if tag == "base":
            raise self.refuse("<base>: it would move every relative address")
        if tag == "meta" and values.get("http-equiv"):
            raise self.refuse(
                f"<meta http-equiv={values['http-equiv']}>: only the build writes one, and only here"
            )
        for name, value in values.items():
            if name == "style":
                raise self.refuse(
                    f'style="{value}" on <{tag}>: move it to a file under docs/assets/css'
                )
            if name.startswith("on"):
                raise self.refuse(f"{name} on <{tag}>: listen in a file under docs/assets/js")
            if SCRIPT_URL.match(value):
                raise self.refuse(f"{name}={value!r} on <{tag}>: an address must not be a script")
            if name in LOADING and not self._stays_here(tag, name, value, values.get("rel", "")):
                raise self.refuse(
                    f"{name}={value!r} on <{tag}>: nothing may be loaded from another host"
                )

    @staticmethod
    def _stays_here(tag: str, name: str, value: str, relation: str) -> bool:
        if tag in LEADING and name == "href":
            return True
        if tag == "link" and relation and NAMING.issuperset(relation.lower().split()):
            return True
        if tag == "img" and value.lstrip().lower().startswith("data:image/"):
            return True
        addresses = value.split(",") if name == "srcset" else [value]
        return not any(HOST.match(address) for address in addresses)


def secured(name: str, text: str) -> str:
    """Return a page's HTML with its policy; `name` stands in the error. Raises PolicyError."""
    page = Page(name)
    page.feed(text)
    page.close()
    if page.insert_at is None:
        message = f"{name}: there is no <head> to put the policy in"
        raise PolicyError(message)
    line, column = page.insert_at
    lines = text.split("\n")
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy(page.hashes, RUNS_PYTHON in text)}">'
    lines[line - 1] = f"{lines[line - 1][:column]}{tag}{lines[line - 1][column:]}"
    return "\n".join(lines)


def policy(hashes: Iterable[str], runs_python: bool) -> str:  # noqa: FBT001 - named by its only caller
    """Return the policy of a page with these hashes of inline scripts."""
    extra = [*(["'wasm-unsafe-eval'"] if runs_python else []), *sorted(set(hashes))]
    return "; ".join(
        " ".join([rule, value, *(extra if rule == "script-src" else [])]) for rule, value in RULES
    )


def check_stylesheet(name: str, text: str) -> None:
    """Raise PolicyError when a stylesheet would load something from another host."""
    for address in CSS_ADDRESS.finditer(text):
        if address[2] or not address[1].lower().startswith("data:"):
            line = text.count("\n", 0, address.start()) + 1
            message = (
                f"{name}:{line}: {address[0][:80]!r}: a stylesheet may load files of this site only"
            )
            raise PolicyError(message)


def apply(site: Path) -> None:
    """Put the policy into every page of a built site, in place. Raises PolicyError at the first offence."""
    for path in sorted(site.rglob("*.css")):
        check_stylesheet(path.relative_to(site).as_posix(), path.read_text("utf-8"))
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        path.write_text(secured(name, path.read_text("utf-8")), "utf-8", newline="\n")
