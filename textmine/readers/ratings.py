"""Ratings as people and survey programs write them ("4", "4/5", "4,5", "Very useful (5)") -> their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: A rating lies between -HIGHEST and HIGHEST: nothing longer, such as a telephone number, passes for one.
HIGHEST = 100

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_OF = re.compile(r"(?<=\d)\s*(?:/|out of|of)\s*\d+(?:[.,]\d+)?\s*$", re.I)


def read_rating(cell: str) -> float | None:
    """The one number in a cell, without the highest one that is possible ("4 out of 5"); None where there is none, or several."""
    cell = _OF.sub("", cell.strip())
    numbers = _NUMBER.findall(cell)
    if len(numbers) != 1:
        return None
    number = float(numbers[0].replace(",", ".")) * (-1 if cell[0] in "-\u2212" else 1)
    return number if abs(number) <= HIGHEST else None


def read_ratings(cells: Iterable[str]) -> tuple[list[str], list[int]]:
    """The ratings of a column as numbers are written ("4.5"; "" for none), and the positions of those that were not understood."""
    out, unread = [], []
    for at, cell in enumerate(cells):
        number = read_rating(cell)
        out.append("" if number is None else f"{number:g}")
        if cell.strip() and number is None:
            unread.append(at)
    return out, unread
