"""What the likelihood explorer knows, and what follows from a choice of setting and findings.

Its knowledge is ``content/likelihood.toml``, which names entries of the
checker's evidence register, and ``content/<language>/likelihood.toml``, its words.

Findings are never multiplied. One finding has its result; several together
have only what a source gives for them, and otherwise a refusal with its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from checker.errors import ChoiceError, ContentError
from checker.loading import load_content
from checker.model import Mark
from checker.tables import field, file_named, read_tables, texts_at
from likelihood.arithmetic import Estimate, Extent, absent_ratio, after, present_ratio, wilson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.machinery import SourceFileLoader

    from checker.model import Content, Evidence
    from checker.tables import Table, Tables

    __loader__: SourceFileLoader

__all__ = [
    "CONTENT",
    "Explorer",
    "Figure",
    "Group",
    "Kind",
    "Outcome",
    "Setting",
    "Sign",
    "Target",
    "build_explorer",
    "explore",
    "load_explorer",
]

CONTENT = Path(__file__).parent / "content"
NAME = "likelihood"
"""The name of its files in ``content/`` and ``content/<language>/``."""

NUMBER = r"(\d+(?:\.\d+)?)(%?)"
WRITTEN = re.compile(rf"{NUMBER}(?:-{NUMBER})?(?: \(.*\))?")
"""How the register writes a figure or the ends of an interval: "0.66%", "0.39-1.12% (calculated)"."""


class Kind(StrEnum):
    """Why findings are not multiplied."""

    SAME = "same"
    DEPENDENT = "dependent"
    UNTESTED = "untested"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the register: its entry, its text and that of its interval, and both as numbers.

    `counts` are people found and people looked at, where the share was calculated from them.
    """

    evidence: Evidence
    text: str
    interval: str
    estimate: Estimate
    counts: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What is looked for; `evidence` is that of its caution."""

    id: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """How common a target is somewhere, before anything is asked."""

    id: str
    target: str
    share: Figure


@dataclass(frozen=True, slots=True)
class Sign:
    """A finding that is there (`present`) or is not, and the `figures` behind it.

    One figure is its `ratio` as published, two are sensitivity and specificity. Without a ratio
    the one figure is the chance that its source gives, which belongs to no setting.
    """

    id: str
    target: str
    present: bool
    ratio: Estimate | None
    figures: tuple[Figure, ...]

    @property
    def is_calculated(self) -> bool:
        """Tell whether the ratio was calculated from sensitivity and specificity."""
        return len(self.figures) > 1


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that are not multiplied, and why; of a dependent one, `around` is what holds the others.

    A published one has the `chance` that its source gives for several together.
    """

    id: str
    target: str
    kind: Kind
    signs: frozenset[str]
    around: str
    chance: Figure | None
    evidence: tuple[str, ...]

    def concerns(self, chosen: Iterable[str]) -> bool:
        """Tell whether two or more of the chosen findings are in this group."""
        inside = self.signs & set(chosen)
        return len(inside) > 1 and (not self.around or self.around in inside)


@dataclass(frozen=True, slots=True)
class Explorer:
    """All that the explorer knows, checked as a whole when it was loaded."""

    content: Content
    targets: Mapping[str, Target]
    settings: Mapping[str, Setting]
    signs: Mapping[str, Sign]
    groups: Mapping[str, Group]
    words: Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a choice.

    `after` is missing where several findings were chosen and no source gives a figure for them
    together. `refusals` are the groups that forbid to multiply; without one, and with several
    findings, the reason is that nobody tested them together.
    """

    target: Target
    setting: Setting
    signs: tuple[Sign, ...]
    after: Estimate | None
    chance: Figure | None
    refusals: tuple[Group, ...]


# --- What follows from a choice ----------------------------------------------------------------


def explore(explorer: Explorer, target: str, setting: str, signs: Iterable[str]) -> Outcome:
    """Return what one finding changes, or why several are not multiplied.

    :raises ChoiceError: when the target has no such setting or finding, or no finding was chosen
    """
    if target not in explorer.targets:
        raise ChoiceError("target", target, ", ".join(explorer.targets))
    settings = {key: one for key, one in explorer.settings.items() if one.target == target}
    if setting not in settings:
        raise ChoiceError("setting", setting, ", ".join(settings))
    known = {key: one for key, one in explorer.signs.items() if one.target == target}
    chosen = tuple(dict.fromkeys(signs))
    for sign in chosen:
        if sign not in known:
            raise ChoiceError("findings", sign, ", ".join(known))
    if not chosen:
        raise ChoiceError("findings", chosen, f"at least one of {', '.join(known)}")
    found, place = tuple(known[sign] for sign in chosen), settings[setting]
    if len(found) > 1:
        groups = tuple(one for one in explorer.groups.values() if one.concerns(chosen))
        chance = next(
            (one.chance for one in groups if one.chance and set(chosen) <= one.signs), None
        )
        result = chance.estimate if chance else None
        return Outcome(explorer.targets[target], place, found, result, chance, groups)
    (only,) = found
    if only.ratio is None:
        (chance,) = only.figures
        return Outcome(explorer.targets[target], place, found, chance.estimate, chance, ())
    result = after(place.share.estimate, only.ratio)
    return Outcome(explorer.targets[target], place, found, result, None, ())


# --- Loading -----------------------------------------------------------------------------------


@cache
def load_explorer(language: str = "en") -> Explorer:
    """Return the explorer with the words of one language.

    :raises UnknownLanguageError: when there are no words for it
    :raises ContentError: when the files do not fit together
    """
    return build_explorer(read_tables(CONTENT, __loader__), load_content(language))


def build_explorer(tables: Tables, content: Content) -> Explorer:
    """Turn tables into checked, frozen values.

    :raises ContentError: when the tables do not fit together, or with the register
    """
    table = file_named(tables, NAME)
    targets = {
        key: Target(key, _known(texts_at(one, "evidence", where), content, where))
        for key, one, where in _section(table, "target")
    }
    settings = {
        key: Setting(key, _target(one, targets, where), _share(one, content, where))
        for key, one, where in _section(table, "setting")
    }
    signs = {
        key: _sign((key, one, where), targets, content)
        for key, one, where in _section(table, "finding")
    }
    groups = {
        key: _group((key, one, where), targets, signs, content)
        for key, one, where in _section(table, "group")
    }
    for target in targets:
        for what, found in (("setting", settings), ("finding", signs)):
            if all(one.target != target for one in found.values()):
                raise ContentError(f"{NAME}.toml [target.{target}]", f"it has no {what}")
    words = file_named(tables, f"{content.language}/{NAME}")
    _check_words(words, content.language, (targets, settings, signs, groups))
    return Explorer(
        content=content,
        targets=MappingProxyType(targets),
        settings=MappingProxyType(settings),
        signs=MappingProxyType(signs),
        groups=MappingProxyType(groups),
        words=MappingProxyType(dict(words)),
    )


type Named = tuple[str, Table, str]
"""A table with its name, and its place for an error."""


def _section(table: Table, section: str, file: str = f"{NAME}.toml") -> Iterator[Named]:
    """Yield the tables of one kind."""
    for key, one in field(table, section, dict, file).items():
        where = f"{file} [{section}.{key}]"
        if not isinstance(one, dict):
            raise ContentError(where, f"it is {one!r}, expected a table")
        yield key, one, where


def _target(table: Table, targets: Mapping[str, Target], where: str) -> str:
    target = field(table, "target", str, where)
    if target not in targets:
        raise ContentError(where, f"target {target!r}, allowed: {', '.join(targets)}")
    return target


def _known(ids: Iterable[str], content: Content, where: str) -> tuple[str, ...]:
    return tuple(_entry(key, content, where).id for key in ids)


def _entry(key: str, content: Content, where: str) -> Evidence:
    if key not in content.evidence:
        raise ContentError(where, f"evidence {key!r} is not in evidence.toml")
    entry = content.evidence[key]
    if entry.mark is Mark.FROM_MEMORY:
        raise ContentError(where, f"{key} is from_memory and is not published")
    return entry


def _share(table: Table, content: Content, where: str) -> Figure:
    """Read how common something is; a share of none is known by its upper end alone."""
    share = _figure(table, "share", content, where)
    _check_share(share, where)
    one = share.estimate
    if one.point == 0:
        if one.high is None:
            raise ContentError(where, f"{share.evidence.id} is 0 and has no upper end")
        return replace(share, estimate=replace(one, point=None))
    return share


def _check_share(figure: Figure, where: str) -> None:
    if not 0 <= figure.estimate.least <= figure.estimate.most <= 1:
        raise ContentError(where, f"{figure.text!r} of {figure.evidence.id} is no share")


def _sign(named: Named, targets: Mapping[str, Target], content: Content) -> Sign:
    key, table, where = named
    target = _target(table, targets, where)
    present = field(table, "present", bool, where)
    given = {name for name in ("ratio", "sensitivity", "specificity", "chance") if name in table}
    if given not in ({"ratio"}, {"chance"}, {"sensitivity", "specificity"}):
        raise ContentError(
            where, "expected one of: ratio; chance; both sensitivity and specificity"
        )
    figures = {name: _figure(table, name, content, where) for name in sorted(given)}
    for name, figure in figures.items():
        if figure.evidence.mark not in {Mark.VERIFIED, Mark.CALCULATED}:
            raise ContentError(where, f"{figure.evidence.id} is not verified or calculated")
        if name != "ratio":
            _check_share(figure, where)
    ratio = figures["ratio"].estimate if "ratio" in figures else None
    if "sensitivity" in figures:
        ratio = _ratio(figures["sensitivity"], figures["specificity"], where, present=present)
    return Sign(key, target, present, ratio, tuple(figures.values()))


def _ratio(sensitivity: Figure, specificity: Figure, where: str, *, present: bool) -> Estimate:
    other = specificity.estimate
    if (other.most == 1) if present else (other.least == 0):
        raise ContentError(where, f"with a specificity of {specificity.text} there is no ratio")
    return (present_ratio if present else absent_ratio)(sensitivity.estimate, other)


def _group(
    named: Named, targets: Mapping[str, Target], signs: Mapping[str, Sign], content: Content
) -> Group:
    key, table, where = named
    target = _target(table, targets, where)
    kind = field(table, "kind", str, where)
    if kind not in set(Kind):
        raise ContentError(where, f"kind {kind!r}, allowed: {', '.join(Kind)}")
    members = texts_at(table, "findings", where)
    allowed = [sign.id for sign in signs.values() if sign.target == target]
    if len(members) < 2 or set(members) - set(allowed):  # noqa: PLR2004  it is about two or more
        raise ContentError(where, f"findings is {members!r}, expected two or more of {allowed}")
    around = field(table, "around", str, where, "")
    if around and around not in members:
        raise ContentError(where, f"around is {around!r}, expected one of its findings")
    if (kind == Kind.PUBLISHED) != ("chance" in table):
        raise ContentError(where, "a published group has a chance, no other has one")
    chance = _figure(table, "chance", content, where) if "chance" in table else None
    if chance:
        _check_share(chance, where)
    return Group(
        key,
        target,
        Kind(kind),
        frozenset(members),
        around,
        chance,
        _known(texts_at(table, "evidence", where), content, where),
    )


def _figure(table: Table, key: str, content: Content, where: str) -> Figure:
    """Return a figure of the register: the entry's own, one named text of it, or counts in it."""
    match table.get(key):
        case str(name):
            entry = _entry(name, content, where)
            return _read(entry, entry.value, entry.interval, where)
        case {"evidence": str(name), "value": str(value), **rest} if not rest:
            entry = _entry(name, content, where)
            _check_stands(value, entry, where)
            return _read(entry, value, "", where)
        case {"evidence": str(name), "found": int(found), "of": int(total), **rest} if not rest:
            entry = _entry(name, content, where)
            for number in (found, total):
                _check_stands(str(number), entry, where)
            if not 0 <= found <= total:
                raise ContentError(where, f"{key}: {found} of {total} is no share")
            return Figure(entry, "", "", wilson(found, total), (found, total))
    raise ContentError(
        where,
        f"{key} is {table.get(key)!r}, expected an evidence id, or evidence with value, "
        "or evidence with found and of",
    )


def _check_stands(text: str, entry: Evidence, where: str) -> None:
    whole = f"{entry.claim} {entry.value} {entry.population} {entry.note}".replace(",", "")
    if not re.search(rf"(?<![\d.]){re.escape(text)}(?!\d|\.\d)", whole):
        raise ContentError(where, f"{text!r} does not stand in {entry.id}")


def _read(entry: Evidence, value: str, interval: str, where: str) -> Figure:
    low, high = _ends(value, entry, where)
    if low != high:
        return Figure(entry, value, "", Estimate(None, low, high, Extent.RANGE))
    if not interval:
        return Figure(entry, value, "", Estimate(low))
    least, most = _ends(interval, entry, where)
    if not least <= low <= most:
        raise ContentError(where, f"{entry.id}: {value} is not within {interval}")
    return Figure(entry, value, interval, Estimate(low, least, most, Extent.INTERVAL))


def _ends(text: str, entry: Evidence, where: str) -> tuple[float, float]:
    """Return both ends of "0.39-1.12%", or the same number twice of "0.66%"."""
    found = WRITTEN.fullmatch(text)
    if not found:
        raise ContentError(where, f"{entry.id}: {text!r} is no figure to calculate with")
    low, percent, high, percent_too = found.groups()
    unit = 100 if percent or percent_too else 1
    return float(low) / unit, float(high or low) / unit


# --- Words -------------------------------------------------------------------------------------

WORDS_NEEDED: Mapping[str, tuple[str, ...]] = {
    "target": ("name", "have", "caution"),
    "setting": ("name",),
    "finding": ("name",),
    "group": ("reason",),
    "kind": ("title",),
}
"""Texts that every entry of a section has."""

PHRASES: Mapping[str, tuple[str, ...]] = {
    "say": (
        "before",
        "before_range",
        "after",
        "after_range",
        "published",
        "published_together",
        "both",
        "share_only",
        "ratio_only",
        "neither",
        "chance_interval",
        "chance_alone",
        "range",
        "none_found",
        "share_missing",
        "ratio_missing",
        "same_source",
        "other_source",
        "own_studies",
        "refused",
        "untested",
        "picture",
        "picture_more",
        "picture_range",
        "picture_none",
        "share",
        "ratio",
        "chance",
        "from_rates",
        "from_rates_brief",
        "to",
        "brief_neither",
        "brief_share_only",
        "brief_ratio_only",
        "no_interval",
        "counts",
    ),
    "mark": tuple(mark for mark in Mark if mark is not Mark.FROM_MEMORY),
}
"""Texts without which a result could not be put into words."""


def _check_words(words: Table, language: str, known: Iterable[Iterable[str]]) -> None:
    """Hold the words against the knowledge: nothing without words, no words without a thing."""
    things = (*known, [kind.value for kind in Kind])
    file = f"{language}/{NAME}.toml"
    for (section, fields), expected in zip(WORDS_NEEDED.items(), things, strict=True):
        texts = {key: (entry, where) for key, entry, where in _section(words, section, file)}
        if odd := set(texts) ^ set(expected):
            raise ContentError(f"{file} [{section}]", f"{sorted(odd)} stand on one side only")
        for entry, where in texts.values():
            for name in fields:
                field(entry, name, str, where)
    for section, names in PHRASES.items():
        entry = field(words, section, dict, file)
        for name in names:
            field(entry, name, str, f"{file} [{section}]")
