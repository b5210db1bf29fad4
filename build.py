"""Build the site: `uv run build.py`, or without uv `python3 build.py`. With `serve`, build, serve and watch it.

This is the table of contents: one line a step. Each step is a function in builder/, and is skipped when
nothing that it reads has changed.
"""

import sys

from builder import bootstrap

if sys.version_info[:2] != (3, 13):
    sys.exit(bootstrap.restart("Python 3.13 is needed, and this is " + sys.version.split()[0]))
try:
    from builder import command
    from builder.publish import offline, site
    from builder.runtime import pyodide
    from builder.sheets import printing
    from builder.tools import pins, toolchain
except ModuleNotFoundError as missing:
    sys.exit(bootstrap.restart(str(missing)))

STEPS = (
    pins.CHECK,  # uv's lock against the committed versions and hashes
    toolchain.NPM,  # `npm ci`, with Node from the PATH or from PyPI
    pyodide.INTERPRETER,  # Pyodide with a small, byte-compiled standard library
    pyodide.CHECKER,  # the checker and its content as one archive
    pyodide.CODE,  # the encoder of QR codes, for when one is wanted
    pyodide.EXPLORER,  # the likelihood explorer, for its own page
    pyodide.LIST,  # sizes and hashes of what the page fetches
    printing.PRINT,  # the sheets as PDF, where there is a Chromium
    site.RENDER,  # docs/ and the checker's content into plain Markdown
    site.BUILD,  # MkDocs, strict
    site.ASSEMBLE,  # pages and runtime together, each page with its policy
    offline.PUBLISH,  # the service worker with its list of files, and all of it into site/
)

if __name__ == "__main__":
    sys.exit(command.main(STEPS))
