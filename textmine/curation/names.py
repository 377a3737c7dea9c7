"""Names of themes and of people, as people tell them from others."""

from __future__ import annotations

import re
import unicodedata

from textmine.wording import one_line


def plain_name(name: str) -> str:
    """A name of a code as `read_as` gives it, without the number that an export puts behind one of two."""
    return re.sub(r" \(\d+\)$", "", read_as(name))


def read_as(name: str) -> str:
    """A name as people tell it from others: without case, forms of letters and signs that cannot be seen."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", one_line(name)) if unicodedata.category(c) != "Cf")
    return " ".join(seen.split()).casefold()
