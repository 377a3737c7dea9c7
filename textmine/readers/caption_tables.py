"""Tables of captions (Whisper's tsv, a csv of Premiere or Descript): one document of turns, not a document a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from textmine.readers.captions import Cue, cue_document, lines_of
from textmine.readers.draft import one_line
from textmine.readers.source import MAX_LINE, Source
from textmine.readers.text_transcripts import speaker
from textmine.records import Document

#: What the columns of such a table are called, without blanks and signs. Any other column makes it a table of its own kind.
_START = frozenset(
    "start starttime startms startsec startseconds begin begintime in inpoint timein from time timestamp timecode tc offset".split()
)
_END = frozenset("end endtime endms endsec endseconds stop out outpoint timeout to".split())
_SPEAKER = frozenset("speaker speakername speakerlabel name who participant".split())
_TEXT = frozenset("text transcript transcription content caption subtitle sentence utterance words dialogue".split())
_BESIDE = frozenset("id index no number nr n duration dur length confidence score channel segment line track".split())
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,:;](\d{1,3}))?|(\d{1,9})(?:[.,](\d{1,9}))?")


def read_rows(source: Source, delimiter: str, otherwise: Callable[[Source], list[Document]]) -> list[Document]:
    """The one document of a .tsv or .csv file that holds captions or numbered sentences; else what `otherwise` reads."""
    said_before = len(source.warnings)
    cues = _cues(source, _table(source, delimiter))
    if cues:
        return cue_document(source, cues)
    del source.warnings[said_before:]  # the other reader says them itself
    return otherwise(source)


def _table(source: Source, delimiter: str) -> list[list[str]]:
    text = source.text().lstrip("\ufeff").replace("\0", "")
    first = text[:1000].split("\n", 1)[0]
    if delimiter == "\t" and "\t" in first:
        # Whisper's tsv knows no quotation marks: one that opens a sentence would swallow the rows below.
        return [line.split("\t") for line in text.split("\n") if line.strip()]
    delimiter = max(",;", key=first.count)
    if not set(map(_key, first.split(delimiter))) & _START:  # most tables: not read twice
        return []
    limit = csv.field_size_limit(MAX_LINE)
    try:
        return [row for row in csv.reader(text.split("\n"), delimiter=delimiter) if any(row)]
    except csv.Error:
        return []
    finally:
        csv.field_size_limit(limit)


def _cues(source: Source, rows: Sequence[Sequence[str]]) -> list[Cue]:
    """The captions in these rows, or none where they are a table of another kind."""
    if len(rows) < 2:
        return []
    keys = [_key(cell) for cell in rows[0]]
    start, end, who, text = (
        next((i for i, k in enumerate(keys) if k in kind), None) for kind in (_START, _END, _SPEAKER, _TEXT)
    )
    named = {one_line(name).casefold() for name in source.columns.text}
    if start is None or text is None or (end is None and who is None):
        return _numbered(source, rows)
    if any(key not in _START | _END | _SPEAKER | _TEXT | _BESIDE for key in keys):
        return []
    if named & {one_line(cell).casefold() for cell in rows[0]} - {one_line(rows[0][text]).casefold()}:
        return []
    times = [_seconds(row[start]) if start < len(row) else None for row in rows[1:]]
    known = [t for t in times if t is not None]
    rising = sum(a <= b for a, b in pairwise(known))
    if len(known) < 0.9 * len(times) or rising < 0.9 * (len(known) - 1):
        return []
    scale = _scale(rows[1:], start, text, known)
    cues: list[Cue] = []
    for row, time in zip(rows[1:], times, strict=True):
        until = _seconds(row[end]) if end is not None and end < len(row) else None
        begin = time if time is not None else (cues[-1].end * scale if cues else 0.0)
        label = speaker(row[who]) if who is not None and who < len(row) else None
        said = "\t".join(row[text:]) if text == len(keys) - 1 else row[text] if text < len(row) else ""
        cues.append(Cue(begin / scale, (begin if until is None else until) / scale, label, tuple(lines_of(said))))
    return cues


def _numbered(source: Source, rows: Sequence[Sequence[str]]) -> list[Cue]:
    """The sentences of a table without header that has but their numbers beside them: 0, 1, 2, ..."""
    if any(len(row) != 2 for row in rows) or not all(row[0].strip().isdecimal() for row in rows) or source.columns.text:
        return []
    numbers = [int(row[0]) for row in rows]
    words = sum(len(row[1].split()) for row in rows)
    if any(b - a != 1 for a, b in pairwise(numbers)) or numbers[0] > 1 or words < 4 * len(rows):
        return []
    return [
        Cue(0.0, 0.0, None, tuple(lines_of(row[1])), alone=True, place=f"line {i}") for i, row in enumerate(rows, 1)
    ]


def _scale(rows: Sequence[Sequence[str]], start: int, text: int, known: Sequence[float]) -> float:
    """1000 where the times are milliseconds: nobody speaks one word in five seconds from beginning to end."""
    words = sum(len(row[text].split()) for row in rows if text < len(row))
    whole = all(row[start].strip().isdecimal() for row in rows if start < len(row))
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
