"""Numbers that count the lines of a page in its margin, each line's or every fifth: they are the page's, not the text's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

#: Every how many lines a number may stand, the likelier first.
STEPS = (1, 5, 10, 2, 3, 4)

#: Lines of the heads and feet of two pages that may stand between two numbers, and are not counted.
BETWEEN_PAGES = 6

_AT_START = re.compile(r"\s*(?P<number>\d{1,4})\s+(?=\S)")
_AT_END = re.compile(r"(?<=\S)\s+(?P<number>\d{1,4})\s*$")
_ALONE = re.compile(r"\s*(?P<number>\d{1,4})\s*")


@dataclass(frozen=True, slots=True)
class _Number:
    """A number at the edge of a line: its page, its line there, how many lines of text stand before it in all, and its value."""

    page: int
    line: int
    before: int
    value: int


def without_line_numbers(pages: Sequence[Sequence[str]]) -> list[list[str | None]]:
    """The lines of these pages without numbers that count them; None for a line that holds nothing else.

    Such numbers go up by the same step, and as many lines on: most of those that there should be are there, at least four (five where
    every line has one). They may begin anew on each page. Empty lines may be counted or not.
    """
    out: list[list[str | None]] = [list(page) for page in pages]
    for edge in (_AT_START, _AT_END):
        for counts_empty in (False, True):
            found, lines = _numbers(pages, edge, counts_empty=counts_empty)
            for step in STEPS:
                counting = _counting(found, step)
                on = {n.page for n in counting}
                expected = sum(n for page, n in enumerate(lines) if page in on) / step
                if len(counting) < (5 if step == 1 else 4) or len(counting) < (0.8 if step == 1 else 0.5) * expected:
                    continue
                for n in counting:
                    line = pages[n.page][n.line]
                    bare = "\f" * line.startswith("\f") + edge.sub("", line, count=1)
                    out[n.page][n.line] = None if _ALONE.fullmatch(line) else bare
                return out
    return [_without_columns(page) for page in pages]


def _numbers(
    pages: Sequence[Sequence[str]], edge: re.Pattern[str], *, counts_empty: bool
) -> tuple[list[_Number], list[int]]:
    """The numbers at this edge of lines, or alone on one, and how many lines of text each page has."""
    found, lines = list[_Number](), list[int]()
    before = 0
    for page, rows in enumerate(pages):
        first = before
        for line, row in enumerate(rows):
            alone = _ALONE.fullmatch(row)
            match = alone or (edge.match(row) if edge is _AT_START else edge.search(row[-40:]))
            if match:
                found.append(_Number(page, line, before, int(match["number"])))
            before += not alone and (counts_empty or bool(row.strip()))
        lines.append(before - first)
    return found, lines


def _counting(numbers: Sequence[_Number], step: int) -> list[_Number]:
    """Of these numbers, those that go up by `step` as many lines on, and the first of a page that begins to count anew."""
    fitting = [n for n in numbers if n.value % step == 0]
    out = set[_Number]()
    for i, a in enumerate(fitting):
        for b in fitting[i + 1 : i + 1 + step + BETWEEN_PAGES]:
            lines = b.before - a.before
            if lines > step + BETWEEN_PAGES:
                break
            goes_on = b.value - a.value == step and lines == step
            # From the last of a page to the first of the next.
            next_page = a.page < b.page and b == fitting[i + 1] and lines > step and b.value - a.value == step
            if goes_on or next_page:
                out |= {a, b}
    return sorted(out, key=lambda n: (n.page, n.line))


def _without_columns(page: Sequence[str]) -> list[str | None]:
    """The page without numbers on lines of their own in a row, as a PDF gives those of its margin."""
    out: list[str | None] = []
    run: list[str] = []
    for line in [*page, ""]:
        if _ALONE.fullmatch(line):
            run.append(line)
            continue
        values = list(map(int, run))
        counts = len(run) > 3 and values[1] > values[0] and len({b - a for a, b in pairwise(values)}) == 1
        out += [None] * len(run) if counts else run
        run = []
        out.append(line)
    return out[:-1]
