"""Numbers, shares and lists as a reader says them, and text made safe for one line of Markdown. Pure functions, `-> str`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~$@]|&(?=#?\w+;)|(?<=[Ww]{3})\.|:(?=//)")
_BLOCK_START = re.compile(r"^(?:[-+=](?=\s|[-+=]|$)|\d{1,9}(?=[.)](?:\s|$)))")


def number(n: int) -> str:
    """ "no", "one" to "nine", then figures: "1,204"."""
    return _SMALL[n] if 0 <= n < len(_SMALL) else f"{n:,}"


def counted(n: int, one: str, many: str = "") -> str:
    """A number with its noun: "one document", "12 documents". many: where the plural is not one + "s"."""
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share in 0..1 as whole per cent: "16%"; "less than 1%" and "more than 99%" where rounding would hide a few."""
    if 0 < share < 0.01:
        return "less than 1%"
    if 0.99 < share < 1:
        return "more than 99%"
    return f"{whole_percent(share)}%"


def whole_percent(share: float) -> int:
    """Per cent, halves up; the small term takes the noise of binary fractions away (0.285 is 29)."""
    return int(share * 100 + 0.5 + 1e-9)


def listed(items: Iterable[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    *head, last = list(items) or [""]
    return f"{', '.join(head)} and {last}" if head else last


def first_upper(text: str) -> str:
    """The text with its first letter as a capital, the rest as it was."""
    return text[:1].upper() + text[1:]


def one_line(text: str) -> str:
    """Text without line breaks, control characters, signs that turn the direction of writing, or lone surrogates."""
    plain = _BIDI.sub("", text.encode("utf-8", "replace").decode("utf-8"))
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in plain).split())


def escape(text: str) -> str:
    """One line of Markdown that reads as `one_line(text)` and can be nothing else: no markup, HTML, link, entity or block.

    By backslash, CommonMark 2.4 "Backslash escapes"; signs that matter only in some places are escaped only there, so that
    the source stays readable ("A&E" is not changed, "&amp;" is).
    """
    safe = _SPECIAL.sub(lambda m: "\\" + m[0], one_line(text))
    start = _BLOCK_START.match(safe)
    if start:
        cut = start.end() if start[0].isdigit() else 0
        safe = safe[:cut] + "\\" + safe[cut:]
    return safe
