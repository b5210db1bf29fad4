import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from builder.finish import policy
from builder.tools import toolchain

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = {
    # 'self' would let through files that others put here, or that call back by name: this host has
    # neither, only what the build wrote.
    ("MEDIUM_MAYBE", "script-src", "'self'"),
}
"""What csp_evaluator finds in the policies and what is left as it is; nothing of severity HIGH may stand here."""

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def page(body: str = "", head: str = "") -> str:
    return (
        f'<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n{head}</head>\n'
        f"<body>{body}</body>\n</html>\n"
    )


def policy_of(text: str) -> dict[str, list[str]]:
    (found,) = POLICY.findall(text)
    rules = (rule.split() for rule in found.split("; "))
    return {name: values for name, *values in rules}


def test_the_policy_comes_right_after_the_character_set() -> None:
    text = policy.secured("x", page())
    assert '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy"' in text


def test_a_page_without_a_character_set_has_it_first_in_the_head() -> None:
    text = policy.secured("x", "<html><head><title>t</title></head></html>")
    assert text.startswith('<html><head><meta http-equiv="Content-Security-Policy"')


def test_the_rest_of_the_page_stays_as_it_was() -> None:
    before = page("<p>å &amp; ß</p>\r\n<script>1 < 2 && 3</script>")
    assert POLICY.sub("", policy.secured("x", before)) == before


def test_everything_is_forbidden_that_is_not_allowed() -> None:
    rules = policy_of(policy.secured("x", page()))
    assert rules == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "manifest-src": ["'self'"],
        "form-action": ["'none'"],
        "base-uri": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }


def test_only_a_page_that_runs_python_may_compile_webassembly() -> None:
    runs = policy.secured("x", page('<form data-runtime="../runtime/"></form>'))
    assert policy_of(runs)["script-src"] == ["'self'", "'wasm-unsafe-eval'"]


def test_an_inline_script_is_allowed_by_the_hash_of_its_exact_text() -> None:
    script = '\n  if (1 < 2 && "é") { x = "<b>&amp;" }\n'
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    text = policy.secured("x", page(f"<script>{script}</script>"))
    assert policy_of(text)["script-src"] == ["'self'", f"'sha256-{digest}'"]


def test_the_same_script_twice_has_one_hash() -> None:
    text = policy.secured("x", page("<script>a()</script><script>a()</script>"))
    assert len(policy_of(text)["script-src"]) == 2


@pytest.mark.parametrize(
    "body",
    [
        '<script type="application/json">{"a": 1}</script>',
        '<script id="d" type="application/ld+json">{}</script>',
        '<script src="a.js"></script>',
        '<script type="module" src="a.mjs"></script>',
        '<article><script type="module" src="a.mjs"></script><script type="application/json">{}</script></article>',
    ],
)
def test_data_and_files_need_no_hash(body: str) -> None:
    assert policy_of(policy.secured("x", page(body)))["script-src"] == ["'self'"]


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://elsewhere.example/">out</a>',
        '<a href="mailto:a@b.example">mail</a>',
        '<img src="data:image/svg+xml,%3Csvg/%3E" alt="">',
        '<link rel="canonical" href="https://own.example/page/">',
        '<img srcset="a.png 1x, b.png 2x" src="a.png" alt="">',
        '<script src="/back-pain/a.js"></script>',
        "<p>style= onclick= javascript: https://elsewhere.example/</p>",
    ],
)
def test_what_loads_nothing_from_elsewhere_passes(body: str) -> None:
    policy.secured("x", page(body))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<p style="color: red">', "style="),
        ('<svg><path STYLE="fill:red"/></svg>', "style="),
        ("<style>p {}</style>", "<style>"),
        ('<button onclick="a()">', "onclick"),
        ('<body onLoad="a()">', "onload"),
        ('<a href="javascript:a()">', "must not be a script"),
        ('<a href=" JavaScript:a()">', "must not be a script"),
        ('<a href="\tjava&#115;cript:a()">', "must not be a script"),
        ('<script src="https://elsewhere.example/a.js"></script>', "another host"),
        ('<script src="//elsewhere.example/a.js"></script>', "another host"),
        ('<script src="data:text/javascript,a()"></script>', "another host"),
        ('<img src="https://elsewhere.example/a.png" alt="">', "another host"),
        ('<img srcset="a.png 1x, https://elsewhere.example/a.png 2x" alt="">', "another host"),
        ('<link rel="stylesheet" href="https://elsewhere.example/a.css">', "another host"),
        ('<link rel="alternate stylesheet" href="https://elsewhere.example/a">', "another host"),
        ('<link rel="preconnect" href="https://elsewhere.example">', "another host"),
        ('<iframe src="https://elsewhere.example/"></iframe>', "another host"),
        ('<form action="https://elsewhere.example/">', "another host"),
        ('<a href="x" ping="https://elsewhere.example/">', "another host"),
        ('<video poster="https://elsewhere.example/a.png"></video>', "another host"),
        ('<svg><use xlink:href="https://elsewhere.example/a.svg#b"/></svg>', "another host"),
        ('<meta http-equiv="refresh" content="0; url=https://elsewhere.example/">', "http-equiv"),
        ('<base href="https://elsewhere.example/">', "<base>"),
        ('<script type="text/typescript">a()</script>', "text/typescript"),
        ("<article><p></p><script>a()</script></article>", "in <article>"),
    ],
)
def test_what_the_policy_forbids_ends_the_build(body: str, reason: str) -> None:
    with pytest.raises(policy.PolicyError, match=re.escape(reason)) as raised:
        policy.secured("some/page.html", page(f"\n\n{body}"))
    assert str(raised.value).startswith("some/page.html:8: ")
    assert "\n" not in str(raised.value)


def test_a_script_before_the_policy_ends_the_build() -> None:
    with pytest.raises(policy.PolicyError, match="could not come first"):
        policy.secured("x", "<script>a()</script><html><head></head></html>")


def test_a_page_without_a_head_ends_the_build() -> None:
    with pytest.raises(policy.PolicyError, match="no <head>"):
        policy.secured("x", "<p>text</p>")


def test_a_page_gets_its_policy_once() -> None:
    with pytest.raises(policy.PolicyError, match="http-equiv"):
        policy.secured("x", policy.secured("x", page()))


@pytest.mark.parametrize(
    "text",
    [
        "p { background: url(https://elsewhere.example/a.png) }",
        "p { background: url('//elsewhere.example/a.png') }",
        '@import "a.css";',
    ],
)
def test_a_stylesheet_that_loads_from_elsewhere_ends_the_build(text: str) -> None:
    with pytest.raises(policy.PolicyError, match=r"^a\.css:2: "):
        policy.check_stylesheet("a.css", f"\n{text}")


def test_a_stylesheet_may_use_files_and_data_of_its_own() -> None:
    policy.check_stylesheet(
        "a.css", "p { mask: url(a.svg); background: url('data:image/svg+xml,x') }"
    )


def test_every_built_page_has_a_policy_before_its_first_script(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 10
    for path in pages:
        text = path.read_text("utf-8")
        rules = policy_of(text)
        assert rules["default-src"] == ["'none'"]
        assert not {"'unsafe-inline'", "'unsafe-eval'"} & {
            v for rule in rules.values() for v in rule
        }
        before = text[: text.index("<meta http-equiv=")]
        assert "<script" not in before
        assert "<link" not in before


def evaluated(policies: list[str]) -> list[set[tuple[str, str, str]]]:
    node = toolchain.find_node(ROOT)
    found = toolchain.call(
        [*node.node, "tests/site/evaluate_policies.cjs"],
        purpose="Evaluating the policies",
        cwd=ROOT,
        env=node.environment(),
        text=json.dumps(policies),
    )
    return [{(f["severity"], f["directive"], f["value"]) for f in one} for one in json.loads(found)]


def test_csp_evaluator_finds_in_no_policy_more_than_what_is_accepted(site: Path) -> None:
    policies = sorted({POLICY.findall(path.read_text("utf-8"))[0] for path in site.rglob("*.html")})
    assert len(policies) >= 2  # the self-check's own is another
    assert set().union(*evaluated(policies)) == ACCEPTED
    assert all(severity not in {"HIGH", "SYNTAX", "MEDIUM"} for severity, *_ in ACCEPTED)


def test_webassembly_is_allowed_on_the_self_check_and_the_explorer_alone(site: Path) -> None:
    allowed = {
        path.relative_to(site).as_posix()
        for path in site.rglob("*.html")
        if "'wasm-unsafe-eval'" in policy_of(path.read_text("utf-8"))["script-src"]
    }
    kinds = {name.removesuffix("/index.html").rpartition("/")[2] for name in allowed}
    assert kinds == {"check", "explorer"}


def test_nothing_is_published_that_no_page_fetches(site: Path) -> None:
    assert list(site.rglob("*.map")) == []
    assert [path.parent.name for path in site.glob("assets/javascripts/**/*.js")] == ["javascripts"]
    assert not (site / "sitemap.xml.gz").exists()
    assert "lastmod" not in (site / "sitemap.xml").read_text("utf-8")
