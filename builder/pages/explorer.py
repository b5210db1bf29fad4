"""The likelihood explorer on its page: a form for the page's Python, and tables of every single result.

The tables are made at build by the function that the page's Python calls, so that both say the same. A
number that was calculated stands in a <span data-calculated="setting/finding">, and the page's tests hold
each of them against the explorer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.knowledge.references import markdown
from builder.knowledge.site_content import ROOT
from builder.markup.partials import partial_html
from checker.tables import read_tables
from likelihood.explorer import CONTENT, build_explorer, explore
from likelihood.text import as_json, brief, short_ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.knowledge.references import References
    from checker import Content
    from likelihood.explorer import Explorer, Sign, Target

__all__ = ["shown"]


def shown(content: Content, references: References, part: str) -> str:
    """Return a part of the page: "form", or "results" or "refusals" of every target. Raises ContentError."""
    explorer = build_explorer(read_tables(CONTENT), content)
    if part == "form":
        return _form(explorer)
    make = {"results": _results, "refusals": _refusals}[part]
    return "\n\n".join(make(explorer, target, references) for target in explorer.targets.values())


def _form(explorer: Explorer) -> str:
    """Return the form as one block of raw HTML."""
    values = {
        "explorer": explorer,
        "content": explorer.content,
        "words": explorer.words,
        "ui": explorer.words["ui"],
    }
    return partial_html(ROOT, "explorer.html.jinja", values)


# --- Every single result -----------------------------------------------------------------------------------


def _results(explorer: Explorer, target: Target, references: References) -> str:
    words, ui = explorer.words["target"][target.id], explorer.words["ui"]
    signs = [sign for sign in explorer.signs.values() if sign.target == target.id]
    moved = [sign for sign in signs if sign.ratio]
    published = [sign for sign in signs if not sign.ratio]
    name = target.id.replace("_", "-")
    parts = [
        f"### {words['name']} {{ #{name} }}",
        f"{markdown(str(words['caution']))} {references.ref(*target.evidence)}",
        '<details class="explorer-all" markdown="1">',
        f"<summary>{ui['all']}</summary>",
        _moved(explorer, target, moved, name, references),
        "</details>",
    ]
    if published:
        rows = "".join(
            _row([_named(explorer, sign), _chance(explorer, sign, references)])
            for sign in published
        )
        parts.append(
            _table(
                f"{name}-published",
                str(ui["published_caption"]),
                [str(ui["findings"]), str(ui["chance"])],
                rows,
            )
        )
    return "\n\n".join(parts)


def _moved(
    explorer: Explorer, target: Target, signs: list[Sign], name: str, references: References
) -> str:
    ui, names = explorer.words["ui"], explorer.words["setting"]
    settings = [one for one in explorer.settings.values() if one.target == target.id]
    before = [str(ui["before"]), ""]
    rows = ""
    for sign in signs:
        cells = [_named(explorer, sign)]
        for setting in settings:
            outcome = explore(explorer, target.id, setting.id, [sign.id])
            if len(cells) == 1:
                figure = {
                    **as_json(explorer, outcome)["figures"][1],
                    "text": short_ratio(explorer, sign),
                }
                key = f"ratio/{sign.id}" if sign.is_calculated else ""
                cells.append(_cited(key, figure, references))
            cells.append(_calculated(f"{setting.id}/{sign.id}", brief(explorer, outcome)))
        rows += _row(cells)
    for setting in settings:
        outcome = explore(explorer, target.id, setting.id, [signs[0].id])
        figure = as_json(explorer, outcome)["figures"][0]
        key = f"share/{setting.id}" if setting.share.counts else ""
        before.append(_cited(key, figure, references))
    heads = [
        str(ui["findings"]),
        str(ui["ratio"]),
        *(str(names[one.id]["name"]) for one in settings),
    ]
    caption = str(ui["caption"])
    return _table(name, caption, heads, _row(before) + rows)


def _named(explorer: Explorer, sign: Sign) -> str:
    return markdown(str(explorer.words["finding"][sign.id]["name"]))


def _cited(key: str, figure: Mapping[str, Any], references: References) -> str:
    text = str(figure["text"])
    shown = _calculated(key, text) if key else markdown(text)
    return f"{shown}, {figure['mark']} {references.ref(*figure['evidence'])}"


def _chance(explorer: Explorer, sign: Sign, references: References) -> str:
    setting = next(one for one in explorer.settings.values() if one.target == sign.target)
    outcome = explore(explorer, sign.target, setting.id, [sign.id])
    return _cited("", as_json(explorer, outcome)["figures"][0], references)


def _calculated(key: str, text: str) -> str:
    return f'<span data-calculated="{key}">{markdown(text)}</span>'


def _row(cells: list[str]) -> str:
    inner = "".join(f'\n<td markdown="span">{cell}</td>' for cell in cells)
    return f'<tr markdown="1">{inner}\n</tr>\n'


def _table(name: str, caption: str, heads: list[str], rows: str) -> str:
    head = "".join(f'\n<th scope="col" markdown="span">{text}</th>' for text in heads)
    label = f"table-explorer-{name}"
    return (
        f'<p class="table-caption" id="{label}" markdown="span">{caption}</p>\n'
        f'<table aria-labelledby="{label}" data-search-exclude markdown="1">\n'
        f'<thead markdown="1">\n<tr markdown="1">{head}\n</tr>\n</thead>\n'
        f'<tbody markdown="1">\n{rows}</tbody>\n</table>'
    )


# --- What is refused ---------------------------------------------------------------------------------------


def _refusals(explorer: Explorer, target: Target, references: References) -> str:
    kinds, words = explorer.words["kind"], explorer.words["group"]
    reasons = dict.fromkeys(  # several groups may have the same one
        f"- *{kinds[group.kind]['title']}.* {words[group.id]['reason']} {references.ref(*group.evidence)}".rstrip()
        for group in explorer.groups.values()
        if group.target == target.id
    )
    return "\n".join([f"**{explorer.words['target'][target.id]['name']}**", "", *reasons])
