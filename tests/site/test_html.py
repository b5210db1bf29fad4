"""Every built page is valid HTML, as the Nu Html Checker (npm: vnu-jar) sees it; it needs Java."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import give_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
CHECKER = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
EXCEPTIONS = tomllib.loads((Path(__file__).parent / "html_exceptions.toml").read_text("utf-8"))
NO_JAVA = "Java was not found for the HTML checker: install it (Debian: `apt-get install default-jre-headless`)"

type Message = Mapping[str, Any]


@pytest.fixture(scope="module")
def java() -> str:
    """Return the path of Java."""
    return shutil.which("java") or give_up(NO_JAVA)


def messages(java: str, folder: Path) -> Sequence[Message]:
    """Return what the checker says of all pages in a folder."""
    command = [
        java,
        "-Xss4m",
        "-jar",
        str(CHECKER),
        "--format",
        "json",
        "--skip-non-html",
        str(folder),
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.stderr.startswith("{"), done.stderr[:300]
    found: Sequence[Message] = json.loads(done.stderr)["messages"]
    return found


def is_excepted(message: Message, exception: Mapping[str, str]) -> bool:
    return (
        message["message"].startswith(exception["says"])
        and re.search(exception.get("on", ""), message["url"]) is not None
        and re.search(exception.get("of", ""), message.get("extract", "")) is not None
    )


def test_every_page_is_valid_html(java: str, site: Path) -> None:
    said = messages(java, site)
    listed = EXCEPTIONS["exception"]
    left = [
        f"{one['url'].rpartition('/site/')[2]}:{one.get('lastLine')}: {one['message']} {one.get('extract', '')!r}"
        for one in said
        if not any(is_excepted(one, exception) for exception in listed)
    ]
    assert left == []
    unused = [e["says"] for e in listed if not any(is_excepted(one, e) for one in said)]
    assert unused == [], "an exception that is no longer needed"
