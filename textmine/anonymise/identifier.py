"""An identifier that has a form, the pattern by which one is found, and the masks that stand in a text already."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: What a replacement looks like; text that matches is never masked again.
MASK = re.compile(
    r"\[(?:Person(?: \d+|(?: [A-Z][a-z]+){1,2})?|email|phone|NHS number|date of birth|postcode|address|handle|web page|number|IP address|"
    r"age over 89|role|place(?: in [^\[\]\n]{1,60})?|organisation|hospital|council|trust|university|school|commissioner|service|"
    r"redacted)\]"
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier in a view: [start, end), the label of its span and what replaces it."""

    start: int
    end: int
    label: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind. The identifier is the group "id" of the regex, or all of it; `holds` looks at what was found (text, match).

    needs: what a text without any of them does not hold: a string, or the name of a quick look in `patterns`.
    """

    label: str
    replacement: str
    regex: re.Pattern[str]
    needs: str = "0"
    holds: Callable[[str, re.Match[str]], bool] = lambda _text, _match: True


def masks(text: str) -> Iterator[tuple[int, int]]:
    """The replacements that stand in the text already."""
    if "[" in text:
        for match in MASK.finditer(text):
            yield match.span()
