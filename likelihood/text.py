"""What the likelihood explorer says: sentences with natural frequencies, where each figure comes from, a picture.

The words are those of ``content/<language>/likelihood.toml``. Nothing is decided here.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from checker.errors import ChoiceError
from likelihood.arithmetic import Estimate, Extent, people, scale_for

if TYPE_CHECKING:
    from likelihood.explorer import Explorer, Figure, Outcome, Sign

__all__ = ["PICTURED", "as_json", "brief", "read_choice", "short_ratio"]

PICTURED = 1_000
"""How many people a picture has."""

PARTIAL = ("neither", "share_only", "ratio_only")
"""What an interval covers when it does not cover both the share and the ratio."""

MOST_BYTES = 10_000
"""More than any choice can need."""


def read_choice(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Return target, setting and findings of ``{"target": id, "setting": id, "findings": [id]}``.

    :raises ChoiceError: when it is not JSON of this form

    >>> read_choice('{"target": "a", "setting": "b", "findings": ["c"]}')
    ('a', 'b', ('c',))
    """
    allowed = '{"target": id, "setting": id, "findings": [id]}'
    try:
        value = json.loads(text) if len(text) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        value = None
    match value:
        case {"target": str(target), "setting": str(setting), "findings": list(signs)} if all(
            isinstance(sign, str) for sign in signs
        ):
            return target, setting, tuple(signs)
    raise ChoiceError("choice", text, allowed)


def as_json(explorer: Explorer, outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON values, with all that the page shows of it."""
    target = explorer.words["target"][outcome.target.id]
    have = str(target["have"])
    share = outcome.setting.share.estimate
    result = outcome.after
    return {
        "target": outcome.target.id,
        "setting": outcome.setting.id,
        "findings": [sign.id for sign in outcome.signs],
        "before": "" if outcome.chance else _frequency(explorer, "before", share, have),
        "after": _after(explorer, outcome, have),
        "brief": brief(explorer, outcome),
        "estimate": None if result is None else _numbers(result),
        "remarks": _remarks(explorer, outcome),
        "refused": _refused(explorer, outcome),
        "caution": {"text": str(target["caution"]), "evidence": list(outcome.target.evidence)},
        "figures": _figures(explorer, outcome),
        "picture": None if result is None else _picture(explorer, result, have),
    }


def brief(explorer: Explorer, outcome: Outcome) -> str:
    """Return a result in a few words: "136 of 1,000 (85 to 212, from the share alone)"."""
    result = outcome.after
    if result is None:
        return ""
    scale = scale_for(result)
    low, high = people(result.least, scale), people(result.most, scale)
    ends = _say(explorer, "to", low=f"{low:,}", high=f"{high:,}")
    if result.point is None:
        return f"{ends} of {scale:,}"
    shown = f"{people(result.point, scale):,} of {scale:,}"
    covers = _covers(outcome)
    if outcome.chance:
        covers = "neither" if result.extent is Extent.NONE else "both"
    remark = _say(explorer, f"brief_{covers}") if covers in PARTIAL else ""
    if result.extent is not Extent.NONE:
        remark = f"{ends}, {remark}" if remark else ends
    return f"{shown} ({remark})"


def short_ratio(explorer: Explorer, sign: Sign) -> str:
    """Return the ratio of a finding that has one: "23.7 (no interval published)", "15.5, calculated"."""
    return _ratio_text(explorer, sign, sign.ratio, "from_rates_brief") if sign.ratio else ""


# --- Sentences ---------------------------------------------------------------------------------


def _say(explorer: Explorer, name: str, **values: object) -> str:
    return str(explorer.words["say"][name]).format(**values)


def _frequency(explorer: Explorer, name: str, estimate: Estimate, have: str) -> str:
    """Return both halves: how many of so many people have it, and how many do not."""
    scale = scale_for(estimate)
    if estimate.point is None:
        low, high = people(estimate.least, scale), people(estimate.most, scale)
        others, most_others = scale - high, scale - low
        values = {
            "low": f"{low:,}",
            "high": f"{high:,}",
            "others": f"{others:,}",
            "most_others": f"{most_others:,}",
        }
        return _say(explorer, f"{name}_range", scale=f"{scale:,}", have=have, **values)
    yes = people(estimate.point, scale)
    return _say(
        explorer, name, scale=f"{scale:,}", have=have, yes=f"{yes:,}", no=f"{scale - yes:,}"
    )


def _after(explorer: Explorer, outcome: Outcome, have: str) -> str:
    if outcome.after is None:
        return ""
    name = "after"
    if outcome.chance:
        name = "published" if len(outcome.signs) == 1 else "published_together"
    return _frequency(explorer, name, outcome.after, have)


def _remarks(explorer: Explorer, outcome: Outcome) -> list[str]:
    """Say what the interval covers, whether the figures belong together, and what is odd about the finding."""
    result = outcome.after
    notes = [
        str(explorer.words["finding"][sign.id]["note"])
        for sign in outcome.signs
        if "note" in explorer.words["finding"][sign.id]
    ]
    if result is None:
        return notes
    if outcome.chance:
        name = "chance_alone" if result.extent is Extent.NONE else "chance_interval"
        return [
            _say(explorer, name, **_ends(result)),
            _say(explorer, "own_studies"),
            *notes,
        ]
    (sign,) = outcome.signs
    same = {outcome.setting.share.evidence.source} == {
        figure.evidence.source for figure in sign.figures
    }
    return [
        *_extent(explorer, outcome, result),
        _say(explorer, "same_source" if same else "other_source"),
        *notes,
    ]


def _extent(explorer: Explorer, outcome: Outcome, result: Estimate) -> list[str]:
    if result.point is not None:
        return [_say(explorer, _covers(outcome), **_ends(result))]
    missing = {"share_only": ["ratio_missing"], "ratio_only": ["share_missing"]}
    said = ["range" if result.extent is Extent.RANGE else "none_found"]
    said += missing.get(_covers(outcome), [])
    return [_say(explorer, name) for name in said]


def _covers(outcome: Outcome) -> str:
    """Return of what the ends of a result are made: of the share, of the ratio, of both or of neither."""
    ratio = outcome.signs[0].ratio
    has_share = outcome.setting.share.estimate.extent is not Extent.NONE
    if ratio is None or ratio.extent is Extent.NONE:
        return "share_only" if has_share else "neither"
    return "both" if has_share else "ratio_only"


def _ends(result: Estimate) -> dict[str, str]:
    scale = scale_for(result)
    return {
        "low": f"{people(result.least, scale):,}",
        "high": f"{people(result.most, scale):,}",
        "scale": f"{scale:,}",
    }


def _refused(explorer: Explorer, outcome: Outcome) -> dict[str, Any] | None:
    if len(outcome.signs) == 1:
        return None
    kinds, groups = explorer.words["kind"], explorer.words["group"]
    reasons = [
        {
            "title": str(kinds[group.kind]["title"]),
            "reason": str(groups[group.id]["reason"]),
            "evidence": list(group.evidence),
        }
        for group in outcome.refusals
    ] or [
        {
            "title": str(kinds["untested"]["title"]),
            "reason": _say(explorer, "untested"),
            "evidence": [],
        }
    ]
    return {"title": _say(explorer, "refused"), "reasons": reasons}


# --- Where the figures come from ---------------------------------------------------------------


def _figures(explorer: Explorer, outcome: Outcome) -> list[dict[str, Any]]:
    """Return the figures behind a result; a published chance has no share before it, it has its own studies."""
    if outcome.chance:
        text = _figure_text(explorer, outcome.chance)
        return [_origin(explorer, "chance", text, outcome.chance)]
    share = outcome.setting.share
    shown = [_origin(explorer, "share", _figure_text(explorer, share), share)]
    sign = outcome.signs[0]
    if len(outcome.signs) == 1 and sign.ratio:
        text = _ratio_text(explorer, sign, sign.ratio, "from_rates")
        shown.append(_origin(explorer, "ratio", text, *sign.figures))
    return shown


def _origin(explorer: Explorer, name: str, text: str, *figures: Figure) -> dict[str, Any]:
    entries = {figure.evidence.id: figure.evidence for figure in figures}
    marks = dict.fromkeys(str(explorer.words["mark"][one.mark]) for one in entries.values())
    return {
        "name": _say(explorer, name),
        "text": text,
        "population": "; ".join(dict.fromkeys(one.population for one in entries.values())),
        "mark": ", ".join(marks),
        "evidence": list(entries),
    }


def _figure_text(explorer: Explorer, figure: Figure) -> str:
    one = figure.estimate
    if figure.counts:
        found, total = figure.counts
        shares = {"share": one.point or 0.0, "low": one.least, "high": one.most}
        texts = {name: f"{100 * share:.1f}%" for name, share in shares.items()}
        return _say(explorer, "counts", found=f"{found:,}", total=f"{total:,}", **texts)
    if figure.interval:
        return f"{_dashed(figure.text)} ({_dashed(figure.interval)})"
    if one.extent is Extent.RANGE:
        return _dashed(figure.text)
    return f"{_dashed(figure.text)} ({_say(explorer, 'no_interval')})"


def _ratio_text(explorer: Explorer, sign: Sign, ratio: Estimate, name: str) -> str:
    if not sign.is_calculated:
        return _figure_text(explorer, sign.figures[0])
    low, high = f"{ratio.least:.2g}", f"{ratio.most:.2g}"
    ends = _say(explorer, "to", low=low, high=high)
    sensitivity, specificity = (_figure_text(explorer, figure) for figure in sign.figures)
    return _say(
        explorer,
        name,
        ratio=ends if ratio.point is None else f"{ratio.point:.3g}",
        sensitivity=sensitivity,
        specificity=specificity,
    )


def _dashed(text: str) -> str:
    """Return a figure with real dashes, and a remark in parentheses after a comma."""
    return re.sub(r"(?<=[\d%])-(?=\d)", "\u2013", re.sub(r" \((.*)\)$", r", \1", text))


# --- The picture -------------------------------------------------------------------------------


def _picture(explorer: Explorer, result: Estimate, have: str) -> dict[str, Any]:
    best = result.least if result.point is None else result.point
    filled = people(best, PICTURED)
    outlined = people(result.most, PICTURED) - filled
    name = "picture_more" if outlined else "picture"
    if result.point is None:
        name = "picture_range"
    elif not filled:
        name = "picture_none"
    label = _say(
        explorer, name, scale=f"{PICTURED:,}", yes=f"{filled:,}", more=f"{outlined:,}", have=have
    )
    return {"people": PICTURED, "filled": filled, "outlined": outlined, "label": label}


def _numbers(result: Estimate) -> dict[str, float | None]:
    return {"point": result.point, "low": result.low, "high": result.high}
