"""mkdocs.yml, and what the other languages have instead of its texts: the frame round every page.

What MkDocs reads for a translation is mkdocs.yml with other folders and words; its values from the environment
stay as they are.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from builder.languages import CONFIG, FRAME, Language, address, compare, languages, pages
from builder.steps import BuildError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

ADDRESS = re.compile(r"https?://[^\s?#]+")
PIPELINE = ("trimmer", "stopWordFilter")
"""What the search does to words of a translation, by the rules of its language.

Not the stemmer: a word is looked for while it is typed, and "fiebre*" does not find the stem "fiebr".
"""
