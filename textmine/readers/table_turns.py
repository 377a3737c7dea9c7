"""A table that is a transcript: which column says when, which who, which what; by its header or by its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from textmine.readers.draft import Block, one_line
from textmine.readers.labels import could_be_label, looks_like_a_name, names_somebody, returning, sounds_spoken, talk
from textmine.readers.spoken_turns import speaker
from textmine.readers.stamps import clock, is_timetable, seconds, stamp_alone

#: What the columns are called in the languages that transcripts come in.
_TIME = re.compile(r"(?:time|start|begin|timestamp|time ?code|zeit|von|heure|début|hora|inicio)\b.*", re.I)
_WHO = re.compile(r"(?:speaker|name|who|participant|person|voice|sprecher\w*|locuteur|hablante)\b.*", re.I)
_SPEAKER = re.compile(r"(?:speaker|sprecher\w*|locuteur|hablante)\b", re.I)
_WHAT = re.compile(
    r"(?:content|text|transcript\w*|utterance|speech|dialogue|what (?:was|is) said|said|comment|inhalt|texte|texto)\b.*",
    re.I,
)


@dataclass(slots=True)
class Table:
    """The cells of a table, row by row; None is the rest of a cell that is merged downwards. place: "table 2"."""

    place: str
    rows: list[list[str | None]]


def tables_turns(tables: Sequence[Table]) -> tuple[dict[str, list[Block]], int]:
    """The turns of the tables that are the transcript, by their places: the longest one and those laid out as it is.

    And how many columns with something in them were not read.
    """
    found = {table.place: turns for table in tables if (turns := _turns(table)) is not None}
    if not found:
        return {}, 0
    layout, most = max(found.values(), key=lambda turns: len(turns[1]))
    rows = next(table.rows for table in tables if found.get(table.place) == (layout, most))
    others = {c for row in rows[1:] for c, cell in enumerate(row) if cell and cell.strip()} - set(layout[:3])
    return {place: turns for place, (columns, turns) in found.items() if columns == layout}, len(others)


def _turns(table: Table) -> tuple[tuple[int | None, ...], list[Block]] | None:
    """The columns (when, who, what, how many) and turns, one a row, of a table; None where it is something else.

    It has a column of text and one of labels, and a column of times that rise, or a header that says Speaker, or people
    who are named, come back and talk. A speaker's cell that is merged downwards goes on; one that is empty names nobody.
    A turn's place is its time, or else the row.
    """
    rows = [(number, list(map(_clean, row))) for number, row in enumerate(table.rows, 1)]
    rows = [(number, row) for number, row in rows if any(row)]
    width = max((len(row) for _, row in rows), default=0)
    if width < 2 or len(rows) < 2:
        return None
    rows = [(number, row + [""] * (width - len(row))) for number, row in rows]
    when, who, what, headed = _named(rows[0][1])
    body = rows[headed:]
    columns = [[row[c] or "" for _, row in body] for c in range(width)]
    if when is None:
        when = next((c for c in range(width) if c not in (who, what) and _are_times(columns[c])), None)
    if what is None:
        sizes = [0 if c in (when, who) else sum(len(cell.split()) for cell in columns[c]) for c in range(width)]
        what = max(range(width), key=sizes.__getitem__)
    timed = when is not None and _are_times(columns[when])
    said_by = headed and who is not None and _SPEAKER.match(rows[0][1][who] or "") is not None
    if who is None:
        who = next((c for c in range(what) if c != when and _are_labels(columns[c])), None)
    texts = [text for text in columns[what] if text]
    if not texts or who is None or not _are_labels(columns[who]):
        return None
    if not (timed or said_by or (who < what and _are_people(columns[who], columns[what]))):
        return None
    blocks, last = [], ""
    for number, row in body:
        said = row[what] or ""
        cell = row[who]
        last = last if cell is None else cell
        stamp = stamp_alone(row[when] or "") if when is not None else None
        place = clock(stamp) if stamp else f"{table.place} row {number}"
        if said:
            blocks.append(Block(said, place, speaker(last.rstrip(" :"))))
    return (when, who, what, width), blocks


def _clean(cell: str | None) -> str | None:
    return None if cell is None else one_line(cell)


def _named(header: Sequence[str | None]) -> tuple[int | None, int | None, int | None, int]:
    """The columns that the first row names, and how many rows the header takes: when, who, what, 0 or 1."""
    found = [
        next((c for c, cell in enumerate(header) if cell and len(cell) < 40 and pattern.fullmatch(cell)), None)
        for pattern in (_TIME, _WHO, _WHAT)
    ]
    named = len({c for c in found if c is not None})
    if named < 2 or named < sum(c is not None for c in found):
        return None, None, None, 0
    return found[0], found[1], found[2], 1


def _are_times(cells: Sequence[str]) -> bool:
    stamps = [stamp_alone(cell) for cell in cells if cell]
    times = [seconds(stamp) for stamp in stamps if stamp]
    if len(times) < 2 or len(times) < 0.8 * len(stamps):
        return False
    return all(a <= b for a, b in pairwise(times)) and not is_timetable([stamp for stamp in stamps if stamp])


def _are_labels(cells: Sequence[str]) -> bool:
    labels = [cell.rstrip(" :") for cell in cells if cell]
    return len(labels) > 1 and sum(map(could_be_label, labels)) >= 0.9 * len(labels)


def _are_people(cells: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether, with no time and no header that says so, these are people who talk: not topics, and no list of who does what."""
    pairs = [(cell.rstrip(" :"), text) for cell, text in zip(cells, texts, strict=True) if cell and text]
    labels, said = [label for label, _ in pairs], [text for _, text in pairs]
    named = sum(names_somebody(x) or looks_like_a_name(x) for x in labels)
    return named >= 0.6 * len(labels) and bool(returning(labels)) and sounds_spoken(said) and talk(labels, said) > 0
