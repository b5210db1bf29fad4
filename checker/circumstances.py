"""When and where a summary is made. The page says so: the checker itself reads no clock and no address."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from checker.errors import CircumstanceError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Circumstances", "Moment", "read_circumstances"]

LATEST = 253_402_214_400
"""The start of the last day of the year 9999: later dates have no four-digit year."""
FURTHEST = 24 * 60
DAY = 86_400
LONGEST_ADDRESS = 500


@dataclass(frozen=True, slots=True)
class Moment:
    """A second since 1970 in UTC, and by how many minutes the local clock is ahead of UTC.

    :raises CircumstanceError: when it is not in the years 1970 to 9999, or more than a day ahead or behind
    """

    seconds: int
    offset: int = 0

    def __post_init__(self) -> None:
        """Refuse what no calendar can show."""
        if not (0 <= self.seconds <= LATEST and 0 <= self._local <= LATEST):
            raise CircumstanceError("now", self.seconds, f"a whole number from 0 to {LATEST}")
        if abs(self.offset) >= FURTHEST:
            raise CircumstanceError("offset", self.offset, f"minutes, less than {FURTHEST}")

    @property
    def _local(self) -> int:
        return self.seconds + 60 * self.offset

    def local(self) -> str:
        """Return the local date and time in words that need no locale.

        >>> Moment(1_795_269_900, 60).local()
        '2026-11-21, 15:05'
        """
        return time.strftime("%Y-%m-%d, %H:%M", time.gmtime(self._local))

    def iso(self) -> str:
        """Return the local date and time with its distance from UTC, as FHIR and ISO 8601 have it.

        >>> Moment(1_795_269_900, -210).iso()
        '2026-11-21T10:35:00-03:30'
        """
        hours, minutes = divmod(abs(self.offset), 60)
        sign = "-" if self.offset < 0 else "+"
        local = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(self._local))
        return f"{local}{sign}{hours:02}:{minutes:02}"

    def stamp(self) -> str:
        """Return the time in UTC as iCalendar has it.

        >>> Moment(1_795_269_900).stamp()
        '20261121T140500Z'
        """
        return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self.seconds))

    def date_after(self, days: int) -> str:
        """Return the local date so many days later, or the last one that has four digits.

        >>> Moment(1_795_269_900, 60).date_after(14)
        '2026-12-05'
        """
        later = min(self._local + DAY * days, LATEST)
        return time.strftime("%Y-%m-%d", time.gmtime(max(later, 0)))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When a summary is made, and the addresses of the site and of its pages in one language.

    Both addresses end with a slash, and they differ where the language is not the site's first.
    """

    moment: Moment
    site: str
    home: str


def read_circumstances(text: str) -> Circumstances:
    """Read ``{"now": seconds, "offset": minutes, "site": address, "home": address}`` from JSON.

    Without `home` the pages are those of the site's first language.

    :raises CircumstanceError: naming the one that cannot be used
    """
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict) or raw.keys() - {"home"} != {"now", "offset", "site"}:
        raise CircumstanceError("circumstances", text, "JSON with now, offset and site")
    now, offset = raw["now"], raw["offset"]
    for name, value in (("now", now), ("offset", offset)):
        if not _is_whole(value):
            raise CircumstanceError(name, value, "a whole number")
    site = _address(raw, "site")
    return Circumstances(
        Moment(now, offset), site, _address(raw, "home") if "home" in raw else site
    )


def _address(raw: Mapping[str, object], name: str) -> str:
    value = raw[name]
    if not isinstance(value, str) or not _is_address(value):
        expected = "an http or https address that ends with a slash"
        raise CircumstanceError(name, value, expected)
    return value


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_address(text: str) -> bool:
    return (
        text.startswith(("http://", "https://"))
        and text.endswith("/")
        and len(text) <= LONGEST_ADDRESS
        and text.isprintable()
        and not set(text) & set(' "<>\\^`{|}')
    )
