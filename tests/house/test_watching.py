"""The watch over the browser must itself be seen to bark: each kind of breach is noticed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from builder.finish import policy
from tests.conftest import Server, Watched, serving


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "404.html").write_text("not found", "utf-8")
    (tmp_path / "i.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    return tmp_path


@pytest.fixture
def own_server(folder: Path) -> Iterator[Server]:
    with serving(folder) as served:
        yield served


@pytest.fixture
def own_page(browser: Browser, own_server: Server, watched: Watched) -> Iterator[Page]:
    context = browser.new_context(base_url=own_server.url)
    watched.watch(context)
    yield context.new_page()
    context.close()


def write(folder: Path, body: str, *, protected: bool = True) -> None:
    head = '<meta charset="utf-8"><title>t</title><link rel="icon" href="i.svg">'
    text = f"<html><head>{head}</head><body>{body}</body></html>"
    page = policy.secured("x", text) if protected else text
    (folder / "index.html").write_text(page, "utf-8")


def test_a_good_page_raises_no_alarm(
    folder: Path, own_page: Page, own_server: Server, watched: Watched
) -> None:
    write(folder, '<p>text</p><script src="a.js"></script>')
    (folder / "a.js").write_text("console.log('fine')", "utf-8")
    own_page.goto("", wait_until="networkidle")
    assert watched.outside(own_server.origin) == []
    assert watched.errors == []
    assert {request.path for request in own_server.requests} <= {"", "a.js", "i.svg"}


def test_a_request_to_another_host_is_noticed(
    folder: Path, own_page: Page, own_server: Server, watched: Watched
) -> None:
    write(folder, '<img src="http://elsewhere.example/a.png" alt="">', protected=False)
    own_page.goto("", wait_until="networkidle")
    assert watched.outside(own_server.origin) == ["http://elsewhere.example/a.png"]


@pytest.mark.parametrize(
    "script",
    [
        "fetch('http://elsewhere.example/')",
        "eval('1')",
        "document.body.setAttribute('style', 'color: red')",
        "new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))",
        "import('http://elsewhere.example/a.mjs')",
        "throw new Error('on purpose')",
    ],
)
def test_a_breach_of_the_policy_and_an_error_are_noticed(
    folder: Path, own_page: Page, watched: Watched, script: str
) -> None:
    write(folder, '<script src="a.js"></script>')
    (folder / "a.js").write_text(script, "utf-8")
    own_page.goto("", wait_until="networkidle")
    assert watched.errors != []


def test_a_worker_from_a_blob_is_under_the_policy_of_the_page(
    folder: Path, own_page: Page, own_server: Server, watched: Watched
) -> None:
    write(folder, '<output id="out"></output><script src="a.js"></script>')
    (folder / "a.js").write_text(
        """
        trustedTypes.createPolicy("default", { createScriptURL: (address) => address });
        const start = `import ${JSON.stringify(new URL("w.mjs", location).href)};`;
        const blob = URL.createObjectURL(new Blob([start], { type: "text/javascript" }));
        const worker = new Worker(blob, { type: "module" });
        worker.onmessage = (event) => { document.getElementById("out").textContent = event.data; };
        """,
        "utf-8",
    )
    (folder / "w.mjs").write_text(
        """
        const tried = [];
        try { eval("1"); tried.push("eval"); } catch {}
        try { await fetch("http://elsewhere.example/"); tried.push("fetch"); } catch {}
        postMessage(tried.join(" ") || "nothing got through");
        """,
        "utf-8",
    )
    own_page.goto("")
    own_page.get_by_text("nothing got through").wait_for()
    assert watched.outside(own_server.origin) == []
