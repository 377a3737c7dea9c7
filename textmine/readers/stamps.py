"""How a point in time is written in transcripts: clocks, dates with clocks, ranges, "12 minutes 3 seconds"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textmine.readers.draft import one_line

_DATE = r"(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-](?:\d{1,2}|[A-Za-z]{3})[./-]\d{2,4})"
#: "a.m.", "PM", "p. m.": also after a narrow no-break space, as phones write it.
_HALF = r"(?:\s?[AaPp]\.?\s?[Mm](?:\.|\b))"
_CLOCK = rf"\d{{1,2}}:\d{{1,2}}(?::\d{{1,2}}){{0,2}}(?:[.,]\d{{1,6}})?(?!\d){_HALF}?"
_ARROW = r"\s*(?:-{1,2}>|→|[-–—]|to)\s*"
_UNIT = r"(?:hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)"

#: A time of day or of a recording, with a named group `time`. `DATED` has a date too, as chats have; `SPOKEN` has words.
TIME = rf"(?P<time>(?:{_DATE},?\s)?{_CLOCK})(?:{_ARROW}{_CLOCK})?"
#: Between date and clock there may be a small word ("um", "à", "a las").
DATED = rf"(?P<time>{_DATE}(?:,?\s{{1,3}}(?:[^\W\d]{{1,3}}\.?\s){{0,2}}|T){_CLOCK})"
RANGE = rf"(?P<time>{_CLOCK}){_ARROW}{_CLOCK}"
SPOKEN = rf"(?P<time>\d{{1,3}}\s?{_UNIT}(?![^\W\d])(?:,?\s(?:and\s)?\d{{1,2}}\s?{_UNIT}(?![^\W\d])){{0,2}})"

#: Beside the time a page may say that a program speaks ("APP"), how somebody is (":palm_tree:"), and the time once more.
_ALONE = re.compile(
    rf"\s*(?:(?:APP|BOT|WORKFLOW|:[\w+-]{{1,40}}:)\s+){{0,2}}[*_]{{0,3}}[\[(<#]?\s*"
    rf"(?:{TIME}|{SPOKEN.replace('<time>', '<words>').removesuffix(')')}(?:{_CLOCK})?))\s*[\])>#]?[*_]{{0,3}}\s*"
)
#: A stamp that ends a paragraph: "[00:01:05]", f4's "#00:01:05-3#".
_AT_END = re.compile(rf"\s*(?:#(?P<f4>\d{{1,2}}:\d{{2}}:\d{{2}})(?:[.,-]\d{{1,3}})?#|[\[(]{TIME}[\])])\s*$")


def stamp_alone(line: str) -> str | None:
    """The time on a line that holds nothing else, as it is written, or None."""
    match = _ALONE.fullmatch(line) if len(line) < 80 else None
    return (match["time"] or match["words"]) if match else None


def split_end(text: str) -> tuple[str, str | None]:
    """A paragraph without the stamp that ends it, and that stamp."""
    match = _AT_END.search(text, max(0, len(text) - 40))
    return (text[: match.start()], match["f4"] or match["time"]) if match else (text, None)


def seconds(time: str) -> int:
    """Seconds since the start of the recording, or since midnight; a date is left out of account."""
    words = re.findall(r"(\d+)\s?(h|m|s)", time.casefold())
    if words and ":" not in time:
        return sum(int(n) * {"h": 3600, "m": 60, "s": 1}[unit] for n, unit in words)
    found = re.search(r"\d{1,3}(?::\d{1,2})+", time)
    parts = [int(part) for part in found[0].split(":")][:3] if found else [0]
    total = 0
    for part in parts:
        total = total * 60 + part
    half = re.search(rf"{_HALF}\s*$", time)
    if half:
        # On a clock of twelve hours two fields are hours and minutes.
        total *= 60 if len(parts) == 2 else 1
        hours, rest = divmod(total, 3600)
        afternoon = half[0].strip()[0] in "Pp"
        total = (hours % 12 + 12 * afternoon if hours <= 12 else hours) * 3600 + rest
    return total


def is_timetable(times: Sequence[str]) -> bool:
    """Whether these are the times of an agenda: all on a multiple of five minutes, also as hours of a day ("9:15")."""
    if all(seconds(time) % 300 == 0 for time in times):
        return True
    hours = [re.fullmatch(rf"(\d{{1,2}}):(\d{{2}}){_HALF}?", time.strip()) for time in times]
    return all(h is not None and 6 <= int(h[1]) <= 23 and int(h[2]) % 5 == 0 for h in hours)


def clock(time: str) -> str:
    """A time as a place, hh:mm:ss: "0:03", "00:00:03.120" and "3 seconds" are "00:00:03"; one with a date as written."""
    if re.match(_DATE, time):
        return one_line(time)
    total = seconds(time)
    return f"{total // 3600:02}:{total // 60 % 60:02}:{total % 60:02}"
