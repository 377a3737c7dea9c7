"""A column of dates is read as a whole: one cell past the twelfth shows for all whether the day or the month comes first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_NAME = r"(?P<name>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"
_TIME = re.compile(r"[T ,]+\d{1,2}[:.h]\d{2}.*$|T\d{2}Z?$", re.I)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,. ]+", re.I)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d{2})(\d{2})")
_TWO = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_DAY_NAME = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/. ]+(?:of )?{_NAME}[-/., ]+(?P<year>\d{{4}}|\d{{2}})", re.I
)
_NAME_DAY = re.compile(rf"{_NAME}[-/. ]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/., ]+(?P<year>\d{{4}})", re.I)
_MONTH_ONLY = re.compile(rf"{_NAME}[-/., ']+(?P<year>\d{{4}}|\d{{2}})", re.I)
_MONTH_NUMBER = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{1,2})/(\d{4})")
#: Days since 30 December 1899, as Excel counts: 1982 to 2064.
_SERIAL = re.compile(r"[3-5]\d{4}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Dates:
    """A column of dates. values: in ISO form, or as written where not understood. order: "day", "month" or "" (it makes no difference).

    proven: whether a cell shows the order. unread: the 0-based numbers of cells that were not understood. months: how many name no day.
    """

    values: tuple[str, ...]
    order: str
    proven: bool
    unread: tuple[int, ...]
    months: int


def read_dates(cells: Sequence[str]) -> Dates:
    """The dates of a column. "03/04/2018" is read by what the others show; where they show both orders it is not read.

    Where nothing shows the order the day comes first, as in Britain. A month without a day is its first day. Whole numbers are days
    of Excel where every cell is one.
    """
    plain = [_WEEKDAY.sub("", _TIME.sub("", cell.strip())).strip() for cell in cells]
    pairs = [(int(m[1]), int(m[2])) for cell in set(plain) if (m := _TWO.fullmatch(cell))]
    day_first = any(12 < a <= 31 and b <= 12 for a, b in pairs)
    month_first = any(12 < b <= 31 and a <= 12 for a, b in pairs)
    both = day_first and month_first
    order = "" if not pairs or both else "month" if month_first else "day"
    # A telephone list has numbers too; only a column of nothing else is one of days.
    serial = all(_SERIAL.fullmatch(cell) for cell in plain if cell)
    known: dict[str, tuple[str, bool]] = {"": ("", False)}
    values: list[str] = []
    unread: list[int] = []
    months = 0
    for i, cell in enumerate(plain):
        if cell not in known:
            known[cell] = _read(cell, order, serial)
        value, is_month = known[cell]
        months += is_month
        if cell and not value:
            unread.append(i)
        values.append(value or cells[i].strip())
    unsure = any(a <= 12 and b <= 12 and a != b for a, b in pairs)
    return Dates(tuple(values), order, bool(day_first or month_first) or not unsure, tuple(unread), months)


def _read(cell: str, order: str, serial: bool) -> tuple[str, bool]:
    """(ISO date or "", whether it names a month only)."""
    if m := _ISO.fullmatch(cell):
        year, month, day = (int(a or b) for a, b in zip(m.groups()[:3], m.groups()[3:], strict=True))
        return _iso(year, month, day), False
    if m := _TWO.fullmatch(cell):
        a, b = int(m[1]), int(m[2])
        if order:
            day, month = (b, a) if order == "month" else (a, b)
        elif a > 12 or b > 12 or a == b:  # both orders in one column: only what is plain by itself
            day, month = (max(a, b), min(a, b))
        else:
            return "", False
        return _iso(_year(m[3]), month, day), False
    if m := _DAY_NAME.fullmatch(cell) or _NAME_DAY.fullmatch(cell):
        return _iso(_year(m["year"]), _MONTHS[m["name"][:3].lower()], int(m["day"])), False
    if m := _MONTH_ONLY.fullmatch(cell):
        return _iso(_year(m["year"]), _MONTHS[m["name"][:3].lower()], 1), True
    if m := _MONTH_NUMBER.fullmatch(cell):
        return _iso(int(m[1] or m[4]), int(m[2] or m[3]), 1), True
    if serial and _SERIAL.fullmatch(cell):
        return (dt.date(1899, 12, 30) + dt.timedelta(days=int(float(cell)))).isoformat(), False
    return "", False


def _year(written: str) -> int:
    year = int(written)
    return year if len(written) == 4 else 2000 + year if year < 69 else 1900 + year


def _iso(year: int, month: int, day: int) -> str:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""
