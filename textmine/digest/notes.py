"""What people wrote into a digest stays when the digest is made again.

A note stands between `<!-- notes:KEY -->` and `<!-- /notes:KEY -->`. Everything else is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from textmine.digest.english import NOTES
from textmine.errors import WriteError

_MARK = re.compile(r"<!-- (?P<end>/?)notes:(?P<key>[\w.:-]+) -->\n?")

#: What was a marker before somebody changed it. Words of the corpus have a backslash before such a sign.
_LIKE = re.compile(r"(?<!\\)<!\s*-{1,2}[^>\n]*\bnotes\s*:[^>\n]*>?", re.I)
#: Notes that every digest has a place for.
ALWAYS = ("top", "in-brief", "messages", "limits", "made")

#: Where notes go whose place the new digest no longer has.
HEADING = f"## {NOTES}"


def slot(key: str) -> str:
    """The pair of markers of a key, with nothing between. Signs that a key cannot hold become "-"."""
    key = re.sub(r"[^\w.:]+", "-", key)
    return f"<!-- notes:{key} -->\n<!-- /notes:{key} -->"


def read_notes(text: str, where: Path) -> dict[str, str]:
    """Key -> what stands between its markers, exactly. A key that stands twice has both notes, in order.

    Raises WriteError where a marker was changed or has lost its other half, so that no note is lost in silence.
    """
    for like in _LIKE.finditer(text):
        if not _MARK.match(text, like.start()):
            line = text.count("\n", 0, like.start()) + 1
            raise WriteError("a marker of notes was changed", f"{where}, line {line}",
                             "Write it as <!-- notes:KEY --> and <!-- /notes:KEY -->, or move the file, and run again")  # fmt: skip
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


def check_places(text: str, where: Path) -> None:
    """Raise WriteError where a digest has lost a place that every digest has for notes: what stood there would be lost."""
    for key in ALWAYS:
        if f"<!-- notes:{key} -->" not in text and f"<!-- /notes:{key} -->" not in text:
            raise WriteError(f"the markers of the notes {key!r} are gone, and what was written there cannot be told apart",
                             where, "Put them back or move the file, and run again")  # fmt: skip


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
