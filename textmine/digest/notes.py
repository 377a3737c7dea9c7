"""What people wrote into a digest stays when the digest is made again.

A note stands between `<!-- notes:KEY -->` and `<!-- /notes:KEY -->`. Everything else is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from textmine.errors import WriteError

_MARK = re.compile(r"<!-- (?P<end>/?)notes:(?P<key>[\w.:-]+) -->\n?")

#: Where notes go whose place the new digest no longer has.
HEADING = "## Notes from an earlier digest"


def slot(key: str) -> str:
    """The pair of markers of a key, with nothing between. Signs that a key cannot hold become "-"."""
    key = re.sub(r"[^\w.:]+", "-", key)
    return f"<!-- notes:{key} -->\n<!-- /notes:{key} -->"


def read_notes(text: str, where: Path) -> dict[str, str]:
    """Key -> what stands between its markers, exactly. A key that stands twice has both notes, in order.

    Raises WriteError where a marker has lost its other half, so that no note is lost in silence.
    """
    notes: dict[str, str] = {}
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        key, end = mark["key"], bool(mark["end"])
        if end != (opened is not None) or (opened and opened["key"] != key):
            line = text.count("\n", 0, mark.start()) + 1
            raise _damaged(key, f"{where}, line {line}")
        if opened:
            notes[key] = notes.get(key, "") + text[opened.end() : mark.start()]
        opened = None if end else mark
    if opened:
        raise _damaged(opened["key"], where)
    return notes


def keep_notes(fresh: str, notes: Mapping[str, str]) -> str:
    """A fresh digest with the notes of the one before, each between its markers; those without a place come at the end."""
    left = {key: note for key, note in notes.items() if note.strip()}

    def fill(mark: re.Match[str]) -> str:
        return mark[0] + left.pop(mark["key"], "") if not mark["end"] else mark[0]

    filled = _MARK.sub(fill, fresh)
    if not left:
        return filled
    homeless = "\n\n".join(f"<!-- notes:{key} -->\n{note}<!-- /notes:{key} -->" for key, note in left.items())
    return f"{filled.rstrip()}\n\n{HEADING}\n\n{homeless}\n"


def _damaged(key: str, where: object) -> WriteError:
    return WriteError(
        f"the notes {key!r} have lost one of their two markers",
        where,
        "Mend the markers or move the file, and run again",
    )
