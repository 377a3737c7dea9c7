"""All identifiers that have a form, found in one pass over their patterns: the order of the table decides.

Our own patterns rather than Presidio's recognisers. Those miss what session notes hold (spaced and "[at]" addresses, written
dates of birth, street addresses, plates, registration numbers), accept one random ten-digit number in eleven as an NHS
number, and take longer than all of this package; benchmarks/anonymisation.py has the figures.
"""

from __future__ import annotations

import re

from textmine.anonymise.addresses import ADDRESSES
from textmine.anonymise.contacts import MACHINES, ONLINE
from textmine.anonymise.dates import DATES
from textmine.anonymise.identifier import Identifier
from textmine.anonymise.numbers import NUMBERS, PLATES

#: Where two overlap the earlier one wins.
_PATTERNS = (*ONLINE, *NUMBERS, *DATES, *ADDRESSES, *PLATES, *MACHINES)
_QUICK_LOOKS = {
    "0": re.compile(r"\d"),
    "code": re.compile(r"\d[A-Za-z]{2}\b"),
    "age": re.compile(r"\b(?:9\d|1[01]\d)\b|(?i:ninet|hundred)"),
}


def identifiers(text: str) -> list[Identifier]:
    """All identifiers in a normalised text, in order, without overlap; where two overlap the earlier kind in the table wins."""
    looks = {name: look.search(text) is not None for name, look in _QUICK_LOOKS.items()}
    found: list[Identifier] = []
    covered = bytearray()
    for pattern in _PATTERNS:
        has_look = looks.get(pattern.needs)
        if not (pattern.needs in text if has_look is None else has_look):
            continue
        for match in pattern.regex.finditer(text):
            group = "id" if "id" in pattern.regex.groupindex else 0
            start, end = match.span(group)
            if start == end or not pattern.holds(text, match):
                continue
            if not covered:
                covered = bytearray(len(text))
            if any(covered[start:end]):
                continue
            covered[start:end] = b"\1" * (end - start)
            found.append(Identifier(start, end, pattern.label, pattern.replacement))
    return sorted(found, key=lambda i: i.start)
