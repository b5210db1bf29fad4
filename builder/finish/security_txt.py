"""`.well-known/security.txt` (RFC 9116): where to report a vulnerability."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from typing import TYPE_CHECKING

from builder.knowledge.mkdocs_config import site_address

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SECURITY", "security_txt", "write"]

SECURITY = ".well-known/security.txt"
PAGE = "about/threat-model/"
MOST_DAYS = 364  # RFC 9116: less than a year


def write(root: Path, site: Path) -> None:
    """Write security.txt into a built site."""
    (site / SECURITY).parent.mkdir(exist_ok=True)
    (site / SECURITY).write_text(security_txt(root), "utf-8", newline="\n")


def security_txt(root: Path) -> str:
    """Return security.txt, which holds as long as the content does.

    The contact is SECURITY_CONTACT (an address such as https: or mailto:), else the security policy of the
    repository that GitHub builds, else the page of the site that says how to report.
    """
    meta = _meta(root)
    site = site_address(root)
    repository = os.environ.get("GITHUB_REPOSITORY")
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    contact = os.environ.get("SECURITY_CONTACT") or (
        f"{server}/{repository}/security/policy" if repository else f"{site}{PAGE}#report"
    )
    expires = _date(meta) + dt.timedelta(days=min(int(str(meta["valid_days"])), MOST_DAYS))
    return (
        f"Contact: {contact}\nExpires: {expires:%Y-%m-%dT%H:%M:%SZ}\nPreferred-Languages: en\n"
        f"Canonical: {site}{SECURITY}\nPolicy: {site}{PAGE}\n"
    )


def _meta(root: Path) -> dict[str, object]:
    return tomllib.loads((root / "checker/content/meta.toml").read_text("utf-8"))


def _date(meta: dict[str, object]) -> dt.date:
    return dt.date.fromisoformat(str(meta["date"]))
