"""Codes of survey programs for "no answer" that stand as text among the answers: -9, 999, "(98) Don't know"; learnt from the column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from textmine.readers.cells import is_blank, is_word

#: A cell with more characters is no code.
LONGEST = 40

_PLAIN = re.compile(r"[-+−]?\d{1,5}(?:[.,]\d{1,3})?")
#: By convention such codes lie outside of what can be answered: below 0, or 7, 8 or 9 behind nines or alone repeated.
_OUTSIDE = r"(?:[-−]\d{1,4}|9{0,4}[789]|7{2,5}|8{2,5})(?:[.,]0+)?"
_CODE = re.compile(rf"[\[(]?\s?{_OUTSIDE}\s?[\])]?")
_LABELLED = re.compile(
    rf"(?:(?P<sure>[\[(]{_OUTSIDE}[\])])|{_OUTSIDE}(?:\s?[.:=)–-])?)\s?(?:[–:=-]\s)?(?P<label>[^\W\d][^.!?]{{0,30}})"
)


def codes_of(cells: Iterable[str]) -> frozenset[str]:
    """The cells of a column that are codes and no answers; none where no cell says something in words.

    A number by itself is one where it lies outside of what can be answered, and any number where half of the other cells are words. A
    number with its label is one where it stands in brackets, or comes more than once.
    """
    counts = Counter(cell for cell in map(str.strip, cells) if not is_blank(cell))
    short = {cell: n for cell, n in counts.items() if len(cell) <= LONGEST}
    codes = {cell for cell, n in short.items() if _CODE.fullmatch(cell) or _is_labelled(cell, n)}
    others = {cell: n for cell, n in counts.items() if cell not in codes}
    words = sum(n for cell, n in others.items() if is_word(cell))
    if not words:
        return frozenset()
    if 2 * words >= sum(others.values()):
        codes |= {cell for cell in others if _PLAIN.fullmatch(cell)}
    return frozenset(codes)


def _is_labelled(cell: str, n: int) -> bool:
    match = _LABELLED.fullmatch(cell)
    return match is not None and len(match["label"].split()) <= 4 and (match["sure"] is not None or n > 1)
