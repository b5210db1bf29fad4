"""Texts that would be a script, or start one, if a page took them for more than a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAYLOADS = (
    '"\'><img src=x onerror="window.pwned=1">',
    "</script><script>window.pwned=1</script>",
    "<svg/onload=window.pwned=1>",
    "javascript:window.pwned=1",
    "{{constructor.constructor('window.pwned=1')()}}",
)
ALL = "".join(PAYLOADS)

MARKUP = """() => [...document.querySelectorAll("*")].filter((element) =>
  element.matches("img[src=x], svg[onload], [onerror]") ||
  (element.matches("script") && element.textContent.startsWith("window.pwned")) ||
  ["href", "src", "action", "formaction"].some((name) => /^\\s*javascript:/i.test(element.getAttribute(name)))
).map((element) => element.outerHTML)"""


def assert_text(page: Page) -> None:
    """Fail when a payload has run or has become part of the page's structure."""
    assert page.evaluate("window.pwned") is None
    assert page.evaluate(MARKUP) == []
