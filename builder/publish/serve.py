"""Serve the built site as GitHub Pages does, below a folder, and build again when a source changes."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, override
from urllib.parse import unquote, urlsplit

from watchfiles import watch

from builder.knowledge.mkdocs_config import local_address
from builder.knowledge.site_content import ROOT
from builder.tools.steps import BuildError

if TYPE_CHECKING:
    from pathlib import Path

HOST = "127.0.0.1"
LOCAL = urlsplit(local_address(ROOT))
PORT = LOCAL.port or 8000
BASE = LOCAL.path
SOURCES = (
    "docs",
    "theme",
    "checker",
    "likelihood",
    "builder",
    "mkdocs.yml",
    "build.py",
    "package-lock.json",
)

TYPES = {
    "": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml; charset=utf-8",
    ".zip": "application/zip",
}
"""Fixed here, because what Python's own table says depends on the machine."""


class PortTakenError(BuildError, OSError):
    """Another program listens where the site should be served."""

    def __str__(self) -> str:
        """Return the sentence alone, not the form that OSError gives it."""
        return str(self.args[0])


class Handler(SimpleHTTPRequestHandler):
    """Answers with the files of one folder, below BASE, and with 404.html for what is not there."""

    protocol_version = "HTTP/1.1"
    extensions_map = TYPES

    @override
    def translate_path(self, path: str) -> str:
        inside = unquote(urlsplit(path).path)
        if not inside.startswith(BASE):
            return f"{self.directory}/.no-such-file"
        return super().translate_path(path.removeprefix(BASE[:-1]))

    @override
    def do_GET(self) -> None:
        if self.path == "/":  # what a person types who knows the port alone
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", BASE)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            super().do_GET()

    @override
    def list_directory(self, path: object) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)

    @override
    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")  # a person who edits wants to see the newest
        super().end_headers()

    @override
    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        try:
            with open(f"{self.directory}/404.html", "rb") as file:  # noqa: PTH123 - directory is a str here
                page = file.read()
        except OSError:
            page = b""
        if code != HTTPStatus.NOT_FOUND or not page:
            super().send_error(code, message, explain)
            return
        self.send_response(code)
        self.send_header("Content-Type", TYPES[".html"])
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the person watches the build, not the requests."""


class QuietServer(ThreadingHTTPServer):
    """Says nothing when a browser hangs up, as browsers do when one goes on before a page is complete."""

    daemon_threads = True

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def listen(site: Path, port: int, handler: type[Handler] = Handler) -> QuietServer:
    """Return a server for the folder; port 0 takes a free one. Raises PortTakenError."""
    try:
        return QuietServer((HOST, port), partial(handler, directory=str(site)))
    except OSError as error:
        message = f"port {port} of {HOST} cannot be used ({error.strerror}): end the other program, or give --port"
        raise PortTakenError(message) from error


def serve(root: Path, port: int) -> None:
    """Serve site/ until Ctrl-C, and build again in a process of its own when a source changes.

    A build that fails says why and leaves the old site in place. Raises PortTakenError.
    """
    with listen(root / "site", port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stderr.write(
            f"Serving http://{HOST}:{server.server_port}{BASE} and watching the sources. End with Ctrl-C.\n"
        )
        present = [root / name for name in SOURCES if (root / name).exists()]
        for changes in watch(*present, raise_interrupt=False):
            names = sorted({path.rpartition("/")[2] for _, path in changes})
            sys.stderr.write(f"Changed: {', '.join(names[:3])}{' …' if len(names) > 3 else ''}\n")  # noqa: PLR2004
            subprocess.run([sys.executable, str(root / "build.py")], cwd=root, check=False)  # noqa: S603
        server.shutdown()
