"""Intervals, dates and quotes as a digest says them. Pure functions, `-> str`; what is said everywhere is in `wording`."""

from __future__ import annotations

import re

from textmine.digest.english import FRACTIONS, MONTHS
from textmine.wording import number, one_line, whole_percent

#: How far beyond a fraction a bound may lie and still be called by it (a fifth: up to 20.5 %).
_TOLERANCE = 0.005


def n_of(n: int, of: int, one: str = "place", many: str = "") -> str:
    """ "seven of nine places", "7 of 12 places", "both places", "all nine places", "the one place", "none of nine places"."""
    noun = one if of == 1 else many or one + "s"
    if n >= of:
        return f"the one {noun}" if of == 1 else f"both {noun}" if of == 2 else f"all {number(of)} {noun}"
    if n == 0:
        return f"none of {number(of)} {noun}"
    return f"{n} of {of} {noun}" if of > 9 else f"{number(n)} of {number(of)} {noun}"


def at_least_of(n: int, of: int) -> str:
    """ "at least seven of nine places", where the others may be meant as well; "both places", "all nine places" where none is left."""
    return n_of(n, of) if n >= of else f"at least {n_of(n, of)}"


def percent_range(low: float, high: float) -> str:
    """An interval of shares: "12% to 20%", "up to 3%", "about 5%"."""
    a, b = whole_percent(low), whole_percent(high)
    if a == b:
        return f"about {b}%" if b else "less than 1%"
    return f"up to {b}%" if a == 0 else f"{a}% to {b}%"


def share_range(low: float, high: float) -> str:
    """An interval of shares in words, widened to fractions that people use: "between a tenth and a fifth", "up to a tenth"."""
    above = next(f for f in FRACTIONS if f[0] >= high - _TOLERANCE)
    below = next(f for f in reversed(FRACTIONS) if f[0] <= low + _TOLERANCE)
    if below[0] >= above[0]:
        return "almost none" if below[0] == 0 else f"about {below[1]}" if below[0] < 1 else "almost all"
    if below[0] == 0:
        return f"up to {above[1]}" if above[0] < 1 else "anything from none to all"
    return f"between {below[1]} and {above[1]}" if above[0] < 1 else f"{below[1]} or more"


def points_range(low: float, high: float) -> str:
    """An interval of a change in percentage points, without its sign: "3 to 11 percentage points"."""
    a, b = sorted((whole_percent(abs(low)), whole_percent(abs(high))))
    return (
        f"up to {b} percentage points"
        if a == 0
        else f"{a} to {b} percentage points"
        if a < b
        else f"about {a} percentage points"
    )


def date(iso: str) -> str:
    """ "2018-04-01" -> "1 April 2018"; anything else stays as it is."""
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])-(\d{2})", iso)
    return f"{int(found[3])} {MONTHS[int(found[2]) - 1]} {found[1]}" if found else iso


def shorten(text: str, words: int) -> str:
    """The first whole sentences within `words` words; where not even one fits, its first clauses, or words, and "…"."""
    text = " ".join(text.split())
    if len(text.split()) <= words:
        return text
    head = " ".join(text.split()[:words])
    ends = [m.end() for m in re.finditer(r"[.!?][\"'”’)\]]*(?=\s)", head)]
    # A first sentence of two or three words ("Yes, it does.") is not the point.
    if ends and len(head[: ends[-1]].split()) >= words // 3:
        return head[: ends[-1]]
    clauses = [m.start() for m in re.finditer(r"[,;:](?=\s|$)|\s[–—-](?=\s|$)", head)]
    if clauses and len(head[: clauses[-1]].split()) >= words // 2:
        head = head[: clauses[-1]]
    return head.rstrip(" ,;:–—-") + " …"


def unquoted(text: str) -> str:
    """One line without the quotation marks that stand around the whole of it, and around nothing less."""
    plain = one_line(text)
    while (
        len(plain) > 1
        and plain[0] + plain[-1] in ("“”", '""', "‘’", "''")
        and not set(plain[1:-1]) & set(plain[0] + plain[-1])
    ):
        plain = plain[1:-1].strip()
    # A mark that has lost its other half, where a sentence was cut out of what somebody quoted.
    if plain[:1] in ("“", '"') and not set(plain[1:]) & set('”"'):
        return plain[1:].lstrip()
    if plain[-1:] in ("”", '"') and not set(plain[:-1]) & set('“"'):
        return plain[:-1].rstrip()
    return plain
