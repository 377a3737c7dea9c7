"""Plain data that flows between the stages. All offsets are Unicode code points from 0, end exclusive."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: The document variables every document and segment has; "" or UNKNOWN where nothing is known.
DOCVARS = ("locality", "region", "phase", "event", "date", "kind", "source")

#: What the docvar of a rating begins with: "rating_useful".
RATING = "rating_"

#: Where a locality or a phase could not be resolved. It is counted and listed, never guessed.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says at one go, or one block (paragraph, table cell) of a note.

    start, end: its text is document.text[start:end].
    speaker: the label in the source, None where unknown. role: what the source says of the speaker's role ("" if nothing).
    place: where a person finds it in the source: "row 12", "00:01:05", "page 3", "line 40", "paragraph 7".
    question: what a table's column asks; it is none of what is said.
    """

    start: int
    end: int
    speaker: str | None
    place: str
    role: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One file, or one row of a table, as read: its text normalised once and frozen.

    id: hash of file name, place and text; the same input has the same id on every machine.
    file: the path relative to the folder that was read, with forward slashes. place: "" or "row 12".
    docvars: what the source itself says (front matter or columns), unresolved.
    people: names the source lists (attendees, participants) besides the speakers. authors: who wrote and commented, by
    the file's own properties; they are in no text, and may be spoken of in it.
    """

    id: str
    file: str
    place: str
    text: str
    turns: tuple[Turn, ...]
    docvars: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Which columns of a table hold what. Empty: the reader finds the text columns itself, and the rest stays unset.

    ratings: name -> the column with its numbers. files: (pattern, what holds in place of all this in the files that it fits).
    is_shared: they are those of all files: what one of them lacks is told, and the rest of it read.
    """

    text: tuple[str, ...] = ()
    locality: str = ""
    phase: str = ""
    date: str = ""
    id: str = ""
    speaker: str = ""
    role: str = ""
    ratings: Mapping[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, TableColumns], ...] = ()
    is_shared: bool = False

    @property
    def rating_docvars(self) -> list[str]:
        """The docvars of the ratings of all files, sorted: each document has them, most often without a value."""
        return sorted({RATING + name for columns in (self, *(c for _, c in self.files)) for name in columns.ratings})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one file, and what it wants the user to know (never quoting the text)."""

    documents: tuple[Document, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """One masked identifier: [start, end) in the text as read became `replacement`."""

    start: int
    end: int
    label: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A passage of the clean text that a person should look at before it is quoted. kind: why, e.g. "capitalised"."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """A document that went through `anonymise`; only this type goes further.

    text, turns: anonymised; a turn's speaker is a pseudonym, its role is kept.
    spans: what was masked, in code points of the text as read, in order, without overlap. flags: in code points of `text`.
    """

    id: str
    file: str
    place: str
    text: str
    turns: tuple[Turn, ...]
    docvars: Mapping[str, str]
    spans: tuple[Span, ...] = ()
    flags: tuple[Flag, ...] = ()

    def source_offsets(self) -> OffsetMap:
        """The map from offsets of `text` back to offsets of the text as read."""
        return OffsetMap(self.spans)


class OffsetMap:
    """Offsets of an anonymised text -> offsets of the text as read.

    Outside replacements the map is a shift; an offset inside a replacement goes to the start of what was masked
    (`source`) or to its end (`source_end`), so that a mapped interval always covers whole masked identifiers.
    """

    def __init__(self, spans: tuple[Span, ...]) -> None:
        self._starts: list[int] = []  # of each replacement, in the clean text
        self._spans = spans
        shift = 0
        for span in spans:
            self._starts.append(span.start + shift)
            shift += len(span.replacement) - (span.end - span.start)

    def source(self, offset: int) -> int:
        """The offset in the text as read where `offset` of the clean text begins."""
        return self._map(offset, at_end=False)

    def source_end(self, offset: int) -> int:
        """The offset in the text as read where the interval that ends at `offset` of the clean text ends."""
        return self._map(offset, at_end=True)

    def _map(self, offset: int, *, at_end: bool) -> int:
        # At a replacement's first offset a start belongs to it and an end to the text before it.
        i = bisect_right(self._starts, offset - 1 if at_end else offset) - 1
        if i < 0:
            return offset
        span, inside = self._spans[i], offset - self._starts[i]
        if inside < len(span.replacement):
            return span.end if at_end else span.start
        return span.end + inside - len(span.replacement)


@dataclass(frozen=True, slots=True)
class Segment:
    """The unit that is coded: a few sentences of one turn. text == clean_document.text[start:end].

    question: what a table's column asks, for whoever reads the answer; it is never counted, coded or quoted.
    source_start, source_end: the same passage in the text as read.
    substantive: False for greetings, back-channel and other phatic text, and where it leads: these are kept and never coded.
    leads: it only leads the talk, as what an interviewer says and what a chair asks.
    flagged: an open anonymity flag touches it; it counts and is never quoted.
    """

    id: str
    document: str
    file: str
    place: str
    question: str
    speaker: str
    role: str
    start: int
    end: int
    source_start: int
    source_end: int
    text: str
    substantive: bool
    leads: bool
    flagged: bool


#: What a safe table says of a cell. The first two come with a figure, the second without a range; the third is below the limits;
#: the fourth has no figure for the sake of others.
SHOWN, NOT_ENOUGH, FEW, HELD_BACK = "shown", "not enough", "few or none", "not shown"
#: The mark of a theme whose passages are of many things: it is counted, and is none for readers.
MIXED = "mixed"

#: The statuses of cells that have a figure.
VISIBLE = (SHOWN, NOT_ENOUGH)


@dataclass(frozen=True, slots=True)
class SafeTable:
    """A table that went through `disclosure`; only this type is written for readers. Nobody else makes one."""

    frame: pd.DataFrame


@dataclass(frozen=True, slots=True)
class SafeQuote:
    """Words that may be shown to readers: anonymised, without open flags, placed no closer than the limits allow.

    where: the locality, or its region where too few people spoke there, or "". phase: likewise. id: of the sentence, by which
    `textmine show` finds it; it tells nothing of the passage.
    role: of the speaker, where several people of that role spoke there, or "".
    """

    text: str
    where: str
    phase: str
    id: str
    role: str = ""
