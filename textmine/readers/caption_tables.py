"""Tables of captions (Whisper's tsv, a csv of Premiere, a sheet, a line of JSON each): one document of turns, not a document a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from textmine.readers.captions import Cue, lines_of
from textmine.readers.cells import Row, Table, is_datum
from textmine.readers.draft import one_line
from textmine.readers.spoken_turns import speaker

#: What the columns of such a table are called, without blanks and signs. Any other column that holds words makes it a table of its own kind.
_START = frozenset(
    "start starttime startms startsec startseconds begin begintime in inpoint timein from time timestamp timecode tc offset".split()
)
_END = frozenset("end endtime endms endsec endseconds stop out outpoint timeout to".split())
_SPEAKER = frozenset("speaker speakername speakerlabel name who participant".split())
_TEXT = frozenset("text transcript transcription content caption subtitle sentence utterance words dialogue".split())
_LENGTH = frozenset("duration dur length".split())
_BESIDE = _LENGTH | frozenset("id index no number nr n confidence score channel segment line track".split())
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,:;](\d{1,6}))?|(\d{1,9})(?:[.,](\d{1,9}))?")


def table_cues(table: Table, named: Sequence[str] = ()) -> list[Cue]:
    """The captions in the rows of a table that are not hidden, or none where it is of another kind.

    named: the columns of text that the user named; if another than that of the captions is among them, it is a table of its own kind.
    """
    rows = [row for row in table.rows if not row.hidden]
    keys = [_key(name) for name in table.header]
    start, end, who, text = (
        next((i for i, k in enumerate(keys) if k in kind), None) for kind in (_START, _END, _SPEAKER, _TEXT)
    )
    length = next((i for i, k in enumerate(keys) if k in _LENGTH), None)
    if start is None or text is None or (end is None and who is None and length is None):
        start, text = _learnt(rows)
    if start is None or text is None or not rows:
        return []
    if {one_line(name).casefold() for name in named} - {table.header[text].casefold()}:
        return []
    others = [i for i, key in enumerate(keys) if i not in (start, end, who, text)]
    if any(_says_more(row.cells[i], keys[i]) for i in others for row in rows):
        return []
    times = [_seconds(row.cells[start]) for row in rows]
    known = [t for t in times if t is not None]
    rising = sum(a <= b for a, b in pairwise(known))
    if len(known) < 0.9 * len(times) or rising < 0.9 * (len(known) - 1):
        return []
    scale = _scale(rows, start, text, known)
    cues: list[Cue] = []
    for row, time in zip(rows, times, strict=True):
        until = _seconds(row.cells[end]) if end is not None else None
        begin = time if time is not None else (cues[-1].end * scale if cues else 0.0)
        if end is None and length is not None and (lasts := _seconds(row.cells[length])) is not None:
            until = begin + lasts
        label = speaker(row.cells[who]) if who is not None else None
        cues.append(
            Cue(begin / scale, (begin if until is None else until) / scale, label, tuple(lines_of(row.cells[text])))
        )
    return cues


def _learnt(rows: Sequence[Row]) -> tuple[int | None, int | None]:
    """The columns of the start and of the words where no name says so: times that rise, beside pieces of sentences that run on from row to
    row. (None, None) where it is a table of another kind.
    """
    if len(rows) < 5:
        return None, None
    columns = [[row.cells[i].strip() for row in rows] for i in range(len(rows[0].cells))]
    words = [
        i for i, cells in enumerate(columns) if sum(bool(c) and not is_datum(c) for c in cells) >= 0.8 * len(cells)
    ]
    times = [i for i, cells in enumerate(columns) if _rise([_seconds(c) for c in cells])]
    if len(words) != 1 or not times:
        return None, None
    said = columns[words[0]]
    runs_on = sum(a[-1:].isalpha() and b[:1].islower() for a, b in pairwise(said))
    return (times[0], words[0]) if runs_on >= 0.25 * len(said) else (None, None)


def _rise(times: Sequence[float | None]) -> bool:
    """Whether these are times, each later than the one before, and no numbers of the rows."""
    known = [t for t in times if t is not None]
    return (
        len(known) == len(times)
        and all(a < b for a, b in pairwise(known))
        and {b - a for a, b in pairwise(known)} != {1.0}
    )


def _says_more(cell: str, key: str) -> bool:
    """Whether a cell beside the captions says something in words; one word ("left") may stand where it belongs to them."""
    return bool(cell.strip()) and not is_datum(cell) and (key not in _BESIDE or len(cell.split()) > 1)


def numbered_cues(rows: Sequence[Row]) -> list[Cue]:
    """The sentences of a table without header that has but their numbers beside them: 0, 1, 2, ..."""
    rows = [row for row in rows if any(row.cells)]
    if any(len(row.cells) != 2 for row in rows) or not all(row.cells[0].strip().isdecimal() for row in rows):
        return []
    numbers = [int(row.cells[0]) for row in rows]
    words = sum(len(row.cells[1].split()) for row in rows)
    if len(rows) < 2 or any(b - a != 1 for a, b in pairwise(numbers)) or numbers[0] > 1 or words < 4 * len(rows):
        return []
    return [
        Cue(0.0, 0.0, None, tuple(lines_of(row.cells[1])), alone=True, place=f"line {i}")
        for i, row in enumerate(rows, 1)
    ]


def _scale(rows: Sequence[Row], start: int, text: int, known: Sequence[float]) -> float:
    """1000 where the times are milliseconds: nobody speaks one word in five seconds from beginning to end."""
    words = sum(len(row.cells[text].split()) for row in rows)
    whole = all(row.cells[start].strip().isdecimal() for row in rows)
    return 1000.0 if whole and known[-1] - known[0] > 5 * max(words, 1) else 1.0


def _seconds(cell: str) -> float | None:
    found = _CLOCK.fullmatch(cell.strip())
    if not found:
        return None
    hours, minutes, seconds, rest, whole, fraction = found.groups()
    if whole is not None:
        return float(f"{whole}.{fraction or 0}")
    # A fourth field with two digits counts frames; for a place in a talk a second is enough.
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + (float(f"0.{rest}") if rest else 0.0)


def _key(cell: str) -> str:
    return re.sub(r"\([^)]*\)|[^a-z]", "", cell.casefold())
