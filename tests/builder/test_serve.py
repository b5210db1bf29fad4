import http.client
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest

from builder.publish.serve import HOST
from tests.conftest import Server, serving


class Reply(NamedTuple):
    status: int
    kind: str
    body: bytes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "check").mkdir()
    for name in ("index.html", "404.html", "check/index.html", "a.mjs", "a.wasm", "a.zip", "b"):
        (tmp_path / name).write_text(name, "utf-8")
    (tmp_path.parent / "outside.txt").write_text("outside", "utf-8")
    return tmp_path


def ask(server: Server, path: str) -> Reply:
    connection = http.client.HTTPConnection(HOST, int(server.origin.rpartition(":")[2]), timeout=10)
    connection.request("GET", path)
    reply = connection.getresponse()
    found = Reply(reply.status, reply.headers["Content-Type"] or "", reply.read())
    connection.close()
    return found


@pytest.mark.parametrize(
    ("path", "status", "kind", "body"),
    [
        ("/back-pain/", 200, "text/html; charset=utf-8", b"index.html"),
        ("/back-pain/?a=b", 200, "text/html; charset=utf-8", b"index.html"),
        ("/back-pain/check/", 200, "text/html; charset=utf-8", b"check/index.html"),
        ("/back-pain/a.mjs", 200, "text/javascript; charset=utf-8", b"a.mjs"),
        ("/back-pain/a.wasm", 200, "application/wasm", b"a.wasm"),
        ("/back-pain/a.zip", 200, "application/zip", b"a.zip"),
        ("/back-pain/b", 200, "application/octet-stream", b"b"),
        ("/back-pain/none", 404, "text/html; charset=utf-8", b"404.html"),
        ("/a.mjs", 404, "text/html; charset=utf-8", b"404.html"),
        ("/back-pain/../outside.txt", 404, "text/html; charset=utf-8", b"404.html"),
        ("/back-pain/%2e%2e/outside.txt", 404, "text/html; charset=utf-8", b"404.html"),
    ],
)
def test_each_address_is_answered_as_the_published_site_would(
    folder: Path, path: str, status: int, kind: str, body: bytes
) -> None:
    with serving(folder) as server:
        assert ask(server, path) == (status, kind, body)


def test_a_folder_without_a_slash_is_redirected(folder: Path) -> None:
    with serving(folder) as server:
        assert ask(server, "/back-pain/check").status == 301


def test_the_port_alone_leads_to_the_site(folder: Path) -> None:
    with serving(folder) as server:
        assert ask(server, "/").status == 302
        with urllib.request.urlopen(f"{server.origin}/") as reply:  # noqa: S310  our own server
            assert reply.url == server.url


def test_a_folder_without_a_page_is_not_listed(folder: Path) -> None:
    (folder / "check/index.html").unlink()
    with serving(folder) as server:
        assert ask(server, "/back-pain/check/").status == 404


def test_requests_are_recorded(folder: Path) -> None:
    with serving(folder) as server:
        ask(server, "/back-pain/a.mjs?x=1")
        assert [(r.method, r.path, r.query) for r in server.requests] == [("GET", "a.mjs", "x=1")]


def test_a_path_can_be_told_to_fail_and_to_heal(folder: Path) -> None:
    with serving(folder) as server:
        server.fail("a.mjs", 500)
        assert ask(server, "/back-pain/a.mjs").status == 500
        server.heal()
        assert ask(server, "/back-pain/a.mjs").status == 200


def test_a_corrupt_path_has_its_length_and_other_content(folder: Path) -> None:
    with serving(folder) as server:
        server.corrupt("a.wasm")
        body = ask(server, "/back-pain/a.wasm").body
        assert len(body) == len(b"a.wasm")
        assert body != b"a.wasm"
