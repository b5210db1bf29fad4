"""Keep Python's memory as it is once the checker is loaded, so that a later visit need not start it again.

Pyodide can write its memory and take it back. It is made by Node from the very files that a page fetches
(snapshot.mjs), and used by the worker only where the copy for offline use has it; everybody else, and whoever's
browser cannot take it back, starts Python as usual.
"""

from __future__ import annotations

import gzip
import hashlib
import tempfile
from pathlib import Path

from builder.runtime import (
    ARCHIVE,
    FOLDER,
    HASH_LENGTH,
    MEMORY,
    PYODIDE,
    RUNTIME,
    STDLIB,
    clear,
    only,
)
from builder.steps import Step
from builder.toolchain import call, find_node

SCRIPT = "builder/snapshot.mjs"


def take(root: Path) -> None:
    """Write the memory, compressed. The same runtime files give the same bytes.

    Raises RuntimeFilesError when one of them is missing, and ToolFailedError when Python does not start.
    """
    runtime = root / RUNTIME
    stdlib = only(runtime, "[0-9]*-*") / STDLIB
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "memory"
        inputs = (root / SCRIPT, root / PYODIDE, stdlib, only(runtime, "checker-*.zip"), file)
        command = (*find_node(root).node, *map(str, inputs))
        call(command, purpose="Taking Python's memory", cwd=root)
        memory = gzip.compress(file.read_bytes(), 9, mtime=0)
    clear(root, MEMORY)
    digest = hashlib.sha256(memory).hexdigest()[:HASH_LENGTH]
    (runtime / MEMORY.replace("*", digest)).write_bytes(memory)


SNAPSHOT = Step(
    "Taking Python's memory once the checker is loaded",
    take,
    reads=(FOLDER, ARCHIVE, SCRIPT),
    writes=(f"{RUNTIME}/{MEMORY}",),
)
