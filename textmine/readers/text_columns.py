"""Which columns of a table people answered in their own words, learnt from the cells and from what is asked above them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from textmine.readers.cells import Table, is_blank, is_word
from textmine.readers.no_answers import codes_of

#: Cells that a column is judged by.
SAMPLE = 2000

#: How programs and people head a column of words of one's own.
_OPEN = re.compile(
    r"\b(?:please|pls)\b.{0,20}\b(?:specify|explain|describe|state|comment|elaborate|tell|give|say)\b|\(specify\)"
    r"|\bopen[- ]?ended\b|\bfree[- ]?text\b|\bverbatims?\b|\bcomments?\b|\banything else\b|\bin your own words\b",
    re.I,
)
#: Who somebody is, not what they say.
_IDENTITY = re.compile(
    r"(?:(?:first|last|full|your|sur|user|recipient)[ _]?)?names?|(?:your )?e-?mail.*|ip.?address|phone.*|telephone.*|mobile.*"
    r"|(?:home )?address|post ?code|recipient.*|job title|organi[sz]ation|employer|.{0,40}\bnames of\b.*"
    r"|(?:respondent|participant|interviewee|customer|patient|staff|case|record|response)(?:[ _-]?(?:id|code|no|number|ref|reference|name|key))?",
    re.I,
)
#: An address of mail, or of a computer.
_ADDRESS = re.compile(
    r"[^\s@]+@[^\s@]+\.\w{2,}|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{0,4}\b", re.I
)
_ALPHA = re.compile(r"[^\W\d_]")


@dataclass
class Column:
    """The cells of a column that hold an answer, at most SAMPLE, and what is asked in it."""

    asked: tuple[str, ...]
    cells: Sequence[str]
    marked: bool = False

    @cached_property
    def distinct(self) -> float:
        """The share of cells that differ from all before."""
        return len({cell.casefold() for cell in self.cells}) / max(len(self.cells), 1)

    @cached_property
    def words(self) -> float:
        """Words with a letter in them, per cell."""
        return sum(map(_words, self.cells)) / max(len(self.cells), 1)

    @cached_property
    def small(self) -> float:
        """Of the words after the first of a cell, how many begin with a small letter: names of people and places do not."""
        later = [word for cell in self.cells for word in cell.split()[1:] if _ALPHA.search(word)]
        return sum(word[0].islower() for word in later) / len(later) if later else 0.0

    @cached_property
    def names(self) -> float:
        """The share of cells that may be a name: two to four words, all with capitals."""
        return sum(
            2 <= len(w := cell.split()) <= 4 and all(x[0].isupper() and x[-1].isalpha() for x in w)
            for cell in self.cells
        ) / max(len(self.cells), 1)

    @cached_property
    def says_words(self) -> bool:
        """Whether half of the cells and more are words: no numbers, dates, addresses or codes."""
        return bool(self.cells) and sum(map(is_word, self.cells)) >= 0.5 * len(self.cells)

    @property
    def is_identity(self) -> bool:
        """Whether the header asks who somebody is, or the cells say so: addresses, or names, of which hardly one comes twice."""
        if any(_IDENTITY.fullmatch(asked.strip(" :*?")) for asked in self.asked):
            return True
        addresses = sum(_ADDRESS.search(cell) is not None for cell in self.cells)
        return addresses > 0.5 * len(self.cells) or (
            len(self.cells) >= 5 and self.distinct >= 0.9 and self.names >= 0.9
        )

    @property
    def reads_like_text(self) -> bool:
        """Whether people wrote these cells in their own words, whatever of."""
        return self.is_open or self.is_answer or is_free_text(self.cells)

    @property
    def is_asked(self) -> bool:
        """Whether the header is a question, or a task of five words and more."""
        return any(asked.rstrip(" *:").endswith("?") or len(asked.split()) >= 5 for asked in self.asked)

    @property
    def is_open(self) -> bool:
        """Whether the program or the header says that people answer in their own words, and the cells are not an option's name."""
        marked = self.marked or any(_OPEN.search(asked) for asked in self.asked)
        return marked and self.says_words and (len(self.cells) < 5 or self.distinct >= 0.3)

    @property
    def is_answer(self) -> bool:
        """Whether short answers stand under a question: nearly all differ, and they are phrases, not names."""
        return (
            self.is_asked and self.says_words and self.distinct >= 0.7 and self.words >= 2 and self.small >= 0.6
        ) and not self.is_identity


def column_of(table: Table, i: int) -> Column:
    """The column i of a table."""
    cells = (cell.strip() for row in table.rows if not row.hidden for cell in [row.cells[i]] if not is_blank(cell))
    sample = [cell[:2000] for cell, _ in zip(cells, range(SAMPLE), strict=False)]
    codes = codes_of(sample)
    sample = [cell for cell in sample if cell not in codes]
    return Column((table.header[i], *table.aliases.get(i, ())), sample, i in table.open)


def find_text_columns(columns: dict[int, Column]) -> tuple[list[int], str]:
    """(the columns of text, how sure: "" for sure, "likely" where a column is only the likeliest, "all" where none reads like text and
    all that hold words were taken).
    """
    sure = [i for i, c in columns.items() if c.is_open or (c.reads_like_text and not c.is_identity)]
    if sure:
        return sure, ""
    if len(columns) == 1:
        return list(columns), ""
    words = [i for i, c in columns.items() if c.says_words]
    likely = [
        i
        for i in words
        if not columns[i].is_identity
        and columns[i].distinct >= 0.7
        and columns[i].words >= 2
        and columns[i].small >= 0.2
    ]
    likely = [i for i in likely if len(columns[i].cells) >= 5]
    return (likely, "likely") if likely else (words, "all")


def is_free_text(cells: Iterable[str]) -> bool:
    """Whether a column reads as if people wrote it, judged by its first 2,000 cells that are not empty.

    Half of them have four words or more, or they have five on average and a passage of twelve is among them; and at
    least three in ten differ from all before (a question number or a category comes again and again).
    """
    sample = [cell for cell, _ in zip((c.strip() for c in cells if c.strip()), range(SAMPLE), strict=False)]
    if not sample:
        return False
    counts = sorted(map(_words, sample))
    long = counts[len(counts) // 2] >= 4 or (sum(counts) >= 5 * len(counts) and counts[-1] >= 12)
    return long and len(set(sample)) >= 0.3 * len(sample)


def _words(cell: str) -> int:
    return sum(any(ch.isalpha() for ch in word) for word in cell.split())
