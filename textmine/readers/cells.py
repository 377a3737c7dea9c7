"""What a table is made of: rows of cells, the sheet they stand in, the table with its header; and what kind of thing a cell holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One row of cells as text; no cells at all: an empty line. place: where a person finds it, "row 12".

    merged: what the cell above says for cells it is merged with. hidden: it is not read, as nobody sees it in Excel (hidden by hand or
    by a filter), or as it is a trial of the survey.
    """

    place: str
    cells: Sequence[str]
    merged: Mapping[int, str] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in the source, with whatever is above its header. name: "" where there is but one.

    delimiter: between the cells of a text file. hidden: columns that nobody sees in Excel.
    """

    name: str
    rows: Sequence[Row]
    delimiter: str = ""
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header. first: the 0-based number of its first data row among all data rows of the file.

    aliases: other names of a column (the question under its code, the option under its question). open: columns that the program
    they come from calls answers in people's own words. left_out: what was not read so far -> how many.
    """

    name: str
    header: tuple[str, ...]
    rows: Sequence[Row]
    first: int = 0
    aliases: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    open: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    left_out: Mapping[str, int] = field(default_factory=dict)


_NUMBER = re.compile(r"[£$€]?\s?[-+]?\d[\d., \u00a0']*(?:[eE][-+]?\d+)?\s?[%£$€]?|true|false", re.I)
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ,].{0,30})?|\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?", re.I)
_CODE = re.compile(r"\S*(?:\d|@|://)\S*")


#: What stands in a cell that somebody, or a program, left without an answer; signs alone are none either.
_BLANK = re.compile(r"n\.?[/ .]?a\.?|#n/a|null|nan|<na>", re.I)


def is_blank(cell: str) -> bool:
    """Whether a cell holds no answer: nothing, a dash, dots, "n/a". "No" and a picture of a thumb are answers."""
    cell = cell.strip()
    return len(cell) < 12 and (all(c in "-–—_.…/\\?*\u00a0 " for c in cell) or _BLANK.fullmatch(cell) is not None)


def is_word(cell: str) -> bool:
    """Whether a cell says something in words: no number, date, time, truth value, address of mail or web, no code such as R_1a, and
    no single letter, which ticks or grades.
    """
    cell = cell.strip()
    return sum(c.isalpha() for c in cell[:40]) > 1 and not is_datum(cell)


def is_datum(cell: str) -> bool:
    """Whether a cell holds a number, date, time, truth value, address or code: what a header never is."""
    cell = cell.strip()
    return bool(cell) and bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell) or _CODE.fullmatch(cell))


def quote_name(name: str) -> str:
    """A column's name for a message. A header may turn out to be a row of what people wrote: cut to 40 characters."""
    return repr(name if len(name) <= 40 else name[:39] + "…")


def counted(n: int, what: str) -> str:
    """ "1 row without text", "2 rows without text"."""
    several = re.sub(r"\b(row|column|date|cell)\b", r"\1s", what, count=1)
    return f"{n:,} {what if n == 1 else several}"
