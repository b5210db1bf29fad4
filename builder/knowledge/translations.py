"""Which English a translation was made from: what has changed since is named by the build, and on the page.

    uv run python -m builder.knowledge.translations es    the translation is up to date: write down the English of today

The record is docs/<language>/_data/made_from.toml. An English text that changes does not stop the build: it
may be a correction that cannot wait.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from builder.knowledge import languages, mkdocs_config
from builder.knowledge.languages import FIRST, Language, LanguageError
from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RECORD = "made_from"
CONTENT = "checker/content"
DIGITS = 12
HEAD = "# The English of each text, by its SHA-256: written by `uv run python -m builder.knowledge.translations`.\n\n"


def originals(root: Path, language: Language) -> dict[str, str]:
    """Return the fingerprint of each English text of which there is a translation.

    The texts are pages, the frame, and the entries of the word files: "checker/content/en/levels.toml [self_care]".
    """
    found: dict[str, str] = {}
    templates = languages.pages(root, FIRST)
    own = languages.pages(root, language)
    for page in own:
        found[templates[page]] = _digest((root / templates[page]).read_text("utf-8"))
    frame = mkdocs_config.frame(root, FIRST)
    nav = {key: title for key, title in frame["nav"].items() if key in own}
    found[languages.CONFIG] = _digest({**frame, "nav": nav})
    content = root / CONTENT
    words = [
        content / FIRST.code / path.relative_to(content / language.code)
        for path in sorted((content / language.code).rglob("*.toml"))
    ]
    folder = root / language.data
    data = [root / FIRST.data / path.relative_to(folder) for path in folder.rglob("*.toml")]
    for path in (*words, *(path for path in sorted(data) if path.is_file())):
        for key, entry in tomllib.loads(path.read_text("utf-8")).items():
            found[f"{path.relative_to(root).as_posix()} [{key}]"] = _digest(entry)
    return found


def older(root: Path, language: Language) -> list[str]:
    """Return the English texts that have changed since they were translated, or were never recorded."""
    if language.is_first:
        return []
    path = root / language.data / f"{RECORD}.toml"
    recorded: Mapping[str, object] = (
        tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    )
    now = originals(root, language)
    return [name for name, digest in now.items() if recorded.get(name) != digest]


def is_older(changed: Sequence[str], template: str) -> bool:
    """Tell whether a page, by its English template, or words that every page may show are older than the English."""
    return any(name == template or not name.endswith(".md") for name in changed)


def record(root: Path, language: Language) -> None:
    """Write down that a translation is of the English of now."""
    lines = [
        f"{json.dumps(name)} = {json.dumps(digest)}\n"
        for name, digest in originals(root, language).items()
    ]
    path = root / language.data / f"{RECORD}.toml"
    path.write_text(HEAD + "".join(lines), "utf-8", newline="\n")


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def main(codes: Sequence[str]) -> int:
    """Record the translations into these languages; return the exit status."""
    root = Path(__file__).resolve().parents[2]
    known = languages.translations(root)
    try:
        for code in codes:
            if Language(code) not in known:
                allowed = ", ".join(one.code for one in known) or "none yet"
                raise LanguageError(f"there is no translation into {code!r}: allowed are {allowed}")
            record(root, Language(code))
    except BuildError as error:
        sys.stderr.write(f"translations: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
