"""Who speaks in captions, where the name stands beside the cue: in its identifier (Webex) or in a note above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from textmine.readers.draft import one_line
from textmine.readers.labels import could_be_label, looks_like_a_name, names_somebody

#: The number of a cue before the name, a number of the user in brackets behind it, the number of a cue behind it.
_NUMBER = re.compile(r"#?\d+\s*[-–—:.)|/_]*\s*")
_USER = re.compile(r"\s*[(\[<{][^()\[\]<>{}]*[)\]>}]$")
_COUNT = re.compile(r"[-_/ #:.]*(\d+)$")
_NOTE = re.compile(r"NOTE\s+(?:(?:speaker|name|voice|participant)(?:\s?name)?\s*[:=]\s*)?(?P<name>\S.*)", re.I)
_QUOTES = "\"'“”„«» "


def names_of_cues(identifiers: Sequence[str], notes: Sequence[str]) -> list[str]:
    """The name of who speaks for each cue, "" where there is none.

    identifiers, notes: the line that stands above each cue, or a note ("NOTE Ann Lee"), "" for none. They are names where nearly all
    could be one, when the numbers that count the cues are taken off, and where they come back, as titles of chapters do not.
    """
    found = _people([_without_number(line) for line in identifiers])
    if any(found):
        return found
    said = [match["name"] if (match := _NOTE.fullmatch(note.strip())) else "" for note in notes]
    found = _people(said)
    who = ""
    return [who := name or who for name in found]  # a note holds until the next one


def _without_number(line: str) -> str:
    return _NUMBER.sub("", line.strip(), count=1) if line.strip()[:1] in "#0123456789" else line.strip()


def _people(lines: Sequence[str]) -> list[str]:
    """The names in these lines, "" for all where they hold none."""
    filled = [line for line in lines if line]
    nobody = [""] * len(lines)
    if len(filled) < 2:
        return nobody
    counts = [int(m[1]) if (m := _COUNT.search(line)) else -1 for line in filled]
    counted = all(a < b for a, b in pairwise(counts)) and counts[0] >= 0 and len(counts) > 2
    names = [_name(line, counted=counted) for line in lines]
    given = [name for name in names if name]
    kinds = set(given)
    if len(given) < 0.9 * len(filled) or any(":" in name or not could_be_label(name) for name in kinds):
        return nobody
    if len(kinds) == 1:  # one who speaks alone is named all along
        (name,) = kinds
        comes_back = len(given) >= 0.9 * len(lines) and (names_somebody(name) or looks_like_a_name(name))
    else:
        comes_back = len(kinds) <= 0.5 * len(given)
    return names if comes_back else nobody


def _name(line: str, *, counted: bool) -> str:
    bare = line
    while (user := _USER.search(bare)) and any(c.isdigit() for c in user[0]):
        bare = bare[: user.start()]
    if counted:
        bare = _COUNT.sub("", bare)
    return one_line(bare.strip(_QUOTES).rstrip(":"))
