"""Make the site work without a network: the service worker with the list of the files that it keeps.

theme/offline/service-worker.js is published as sw.js, after three constants that are written here: the
name of this version, and two lists with the SHA-256 of each file. With OFFLINE=off in the environment
the kill switch is published in its place.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from builder.publish.site import JOINED
from builder.tools.steps import BuildError, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCES = Path("theme/offline")
WORKER = "service-worker.js"
KILL_SWITCH = "kill-switch.js"
PUBLISHED = "sw.js"

NEXT = Path(".build/next")
OLD = Path(".build/old")
SITE = Path("site")

RUNTIME = "runtime"
NOT_KEPT = (
    PUBLISHED,
    "sitemap.xml",
    "feed.xml",
    "llms.txt",
    "embed.js",  # for pages of other sites
    ".well-known/*",
    "assets/images/favicon.png",  # Material's own icon, which no page names
    "assets/img/card.png",  # the picture for links in other places
    f"{RUNTIME}/**/*.txt",  # licences, for people who look for them
)

MOST_BYTES = 9_000_000
"""What a device has to keep at most, as it is kept: pages and Python compressed."""

ID_LENGTH = 16


class OfflineError(BuildError, ValueError):
    """The site cannot be kept on a device as it is; the message says why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the service worker keeps: addresses below the site's root -> SHA-256."""

    site: Mapping[str, str]
    """Pages (a folder's address stands for its index.html) and all that they show."""

    runtime: Mapping[str, str]
    """Python's files and the checker."""


def kept(site: Path) -> Kept:
    """Return what a built site needs in order to work offline. Raises OfflineError."""
    unwanted = {path for pattern in NOT_KEPT for path in site.glob(pattern)}
    shown, runtime = dict[str, str](), dict[str, str]()
    for path in sorted(site.rglob("*")):
        if path.is_file() and path not in unwanted:
            inside = path.relative_to(site).parts[0] == RUNTIME
            shelf = runtime if inside else shown
            shelf[_address(site, path)] = _sha256(path)
    if not shown or not runtime:
        missing = f"{RUNTIME}/" if shown else "index.html"
        raise OfflineError(f"{site.name} has no {missing}: delete .build and build again")
    return Kept(shown, runtime)


def service_worker(source: str, files: Kept) -> str:
    """Return the text of sw.js. The same source and files give the same text."""
    lists = (
        f"const SITE = {json.dumps(files.site, indent=1)};\n"
        f"const RUNTIME = {json.dumps(files.runtime, indent=1)};\n\n"
        f"{source}"
    )
    build = hashlib.sha256(lists.encode()).hexdigest()[:ID_LENGTH]
    return f'const BUILD = "{build}";\n{lists}'


def write(sources: Path, site: Path, *, working: bool = True) -> None:
    """Write sw.js into a finished site: nothing of the site may change after this.

    With working=False it is the kill switch. Raises OfflineError.
    """
    source = (sources / (WORKER if working else KILL_SWITCH)).read_text("utf-8")
    text = service_worker(source, kept(site)) if working else source
    (site / PUBLISHED).write_text(text, "utf-8", newline="\n")


def publish(root: Path) -> None:
    """Give the joined site its service worker, and only then let it replace the published one."""
    for folder in (NEXT, OLD):
        shutil.rmtree(root / folder, ignore_errors=True)
    shutil.copytree(root / JOINED, root / NEXT)
    write(root / SOURCES, root / NEXT, working=os.environ.get("OFFLINE") != "off")
    if (root / SITE).exists():
        (root / SITE).rename(root / OLD)
    (root / NEXT).rename(root / SITE)
    shutil.rmtree(root / OLD, ignore_errors=True)


def _address(site: Path, path: Path) -> str:
    name = path.relative_to(site).as_posix()
    return name.removesuffix("index.html") if path.name == "index.html" else name


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


PUBLISH = Step(
    "Writing the service worker",
    publish,
    reads=(str(JOINED), str(SOURCES)),
    writes=(str(SITE),),
    settings=("OFFLINE",),
)
