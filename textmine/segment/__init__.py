"""CleanDocument -> Segments: a few sentences of one turn; what is only phatic is marked and never coded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import pairwise

from textmine.records import CleanDocument, Segment, Turn
from textmine.segment.boundaries import bounded, sentences, trim
from textmine.segment.leading import is_asked, leading_turns
from textmine.segment.substance import MASK, PHATIC, content_words, is_no_answer, is_substantive

__all__ = [
    "FORMAT", "LONGEST_WORDS", "MASK", "PHATIC", "REST_WORDS", "SEGMENT_WORDS", "content_words", "is_no_answer", "is_substantive",
    "segment_id", "segments", "sentences",
]  # fmt: skip

# A segment is closed at the first sentence end after this many words: long enough to be about something,
# short enough to be about one thing. A rest shorter than REST_WORDS is not left alone.
SEGMENT_WORDS = 45
REST_WORDS = 12
# A sentence of more words is cut: nobody punctuated it.
LONGEST_WORDS = 120

#: Raised when documents are cut, segments or speakers named in another way, so that what was made before is made anew.
FORMAT = 7


def segments(document: CleanDocument, *, whole: bool = False, pipeline: str = "") -> list[Segment]:
    """The segments of a document, in order; together they hold every turn's text, and text[start:end] is each.

    whole: one segment for the whole document (a table row that is coded as it is).
    pipeline: name of an installed spaCy pipeline that splits sentences; "" is spaCy's own rule-based English.
    Raises InstallationError if the pipeline is not installed.
    """
    offsets = document.source_offsets()
    flags = sorted((f.start, f.end) for f in document.flags)
    out: list[Segment] = []
    is_note = not document.place and all(t.speaker is None for t in document.turns)
    has_marks = "?" in document.text
    kinds = dict(zip(document.turns, leading_turns(document.text, document.turns), strict=True))
    # Who answers the question of somebody who leads says what it asks for, in few words too.
    answering = {
        turn
        for before, turn in pairwise(document.turns)
        if kinds[before] and document.text[before.start : before.end].rstrip().endswith("?")
    }
    for turn, start, end in _passages(document, whole, pipeline):
        text = document.text[start:end]
        asked = document.turns if whole else (turn,)
        leads = kinds[turn] == "leads" or (kinds[turn] == "asks" and is_asked(text, has_marks=has_marks))
        out.append(
            Segment(
                id=segment_id(document.id, len(out) + 1),
                document=document.id,
                file=document.file,
                place=turn.place,
                question=" / ".join(dict.fromkeys(t.question for t in asked if t.question)),
                speaker=turn.speaker or "",
                role=turn.role,
                start=start,
                end=end,
                source_start=offsets.source(start),
                source_end=offsets.source_end(end),
                text=text,
                # A row of a table that names nobody is an answer: its column asks the question.
                substantive=is_substantive(
                    text, answer=turn in answering or (bool(document.place) and turn.speaker is None)
                )
                and not (is_note and _is_heading(text))
                and not leads,
                leads=leads,
                flagged=any(a < end and start < b for a, b in flags),
            )
        )
    return out


def segment_id(document: str, number: int) -> str:
    """The id of the n-th segment of a document: 16 hex digits that do not tell which segments share a document.

    Ids stand in digests, where the place of one quote must not tell that of another.
    """
    return hashlib.sha256(f"{document}-{number}".encode()).hexdigest()[:16]


def _is_heading(text: str) -> bool:
    """Whether a block of a note is only a heading or a label: up to six words without a full stop."""
    return len(text.split()) <= 6 and text[-1:] not in ".!?…\"”’')"


def _passages(document: CleanDocument, whole: bool, pipeline: str) -> Iterator[tuple[Turn, int, int]]:
    """(turn, start, end) of each segment."""
    if whole:
        if document.turns:
            yield document.turns[0], document.turns[0].start, document.turns[-1].end
        return
    for turn in document.turns:
        for start, end in _group(document.text[turn.start : turn.end], pipeline):
            yield turn, turn.start + start, turn.start + end


def _group(text: str, pipeline: str) -> Iterator[tuple[int, int]]:
    """Sentences of one turn, joined into passages of about SEGMENT_WORDS words."""
    if len(text.split()) <= SEGMENT_WORDS:  # most turns: no need to know its sentences
        start, end = trim(text, 0, len(text))
        if start < end:
            yield start, end
        return
    groups: list[tuple[int, int, int]] = []
    for start, end in bounded(text, sentences(text, pipeline=pipeline), LONGEST_WORDS, SEGMENT_WORDS):
        words = len(text[start:end].split())
        if groups and groups[-1][2] < SEGMENT_WORDS:
            groups[-1] = (groups[-1][0], end, groups[-1][2] + words)
        else:
            groups.append((start, end, words))
    if len(groups) > 1 and groups[-1][2] < REST_WORDS:
        rest = groups.pop()
        groups[-1] = (groups[-1][0], rest[1], groups[-1][2] + rest[2])
    yield from ((start, end) for start, end, _ in groups)
