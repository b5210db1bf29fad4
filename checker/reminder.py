"""A calendar file (iCalendar, RFC 5545) with the day to check again.

It names no sign and no level: calendars are shared and synchronised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.texts import fill

if TYPE_CHECKING:
    from checker.circumstances import Moment
    from checker.model import Assessment, Content

__all__ = ["calendar", "recheck_date"]

LINE = 75
"""Most bytes of a line, its end not counted."""
HOUR = 9
"""When the calendar reminds, on the day."""
WORDS = "summary"


def recheck_date(assessment: Assessment, moment: Moment) -> str:
    """Return the day to check again.

    >>> from checker import assess, load_content
    >>> from checker.circumstances import Moment
    >>> recheck_date(assess(load_content(), {"danger": ["chest_pain"]}), Moment(0, 0))[:7]
    '1970-01'
    """
    return moment.date_after(assessment.level.recheck_days)


def calendar(content: Content, assessment: Assessment, moment: Moment, page: str) -> str:
    """Return the text of the file; `page` is the address of the check. Never fails."""
    words = content.words[WORDS]["calendar"]
    title, new = str(words["title"]), str(words["text_new"])
    text = f"{fill(str(words['text']), {'page': page})} {new}"
    day = recheck_date(assessment, moment).replace("-", "")
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{content.meta.name}//{content.language.upper()}",
        "BEGIN:VEVENT",
        f"UID:{moment.stamp()}-{day}@{content.meta.name}.invalid",
        f"DTSTAMP:{moment.stamp()}",
        f"DTSTART;VALUE=DATE:{day}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(text)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        f"TRIGGER:PT{HOUR}H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    """Return a value of type TEXT: no line break or separator in it is taken for one of the file's."""
    for old, new in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(old, new)
    return text


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 bytes, none of which ends inside a character."""
    pieces, piece = [], ""
    for character in line:
        if len(f"{piece}{character}".encode()) > LINE:
            pieces.append(piece)
            piece = " "
        piece += character
    return "\r\n".join([*pieces, piece])
