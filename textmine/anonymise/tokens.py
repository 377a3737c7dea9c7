"""Words of a text as the finder sees them, and what it finds."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate

from textmine.anonymise.identifier import MASK
from textmine.anonymise.lexicon import Word
from textmine.anonymise.name_cues import TITLES

TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SENTENCE_START = frozenset('.!?:;•·*>|\n([{"“”„«–—-/…=#\x0b\x0c\u2028')

#: What is no part of a name behind a hyphen: "Salford-based", "Lowri-from-Powys"; but "Hyun-ju", "Anne-marie".
_TAIL = re.compile(
    r"(?:medium|language|speaking|first|based|led|wide|style|type|bound|facing|born|like|only|free|from|as|and|in|at|or|to|on|up|the|way|side|level|specific|related|"
    r"friendly|heavy|centric|esque|ish|speak|shaped|sized|area|north|south|east|west|[a-z]+ed|[a-z]{2,}ing)\b"
)

#: A name that was masked ends no clause; other brackets do.
_MASK_END = re.compile(rf"(?:{MASK.pattern})$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a person in a view: [start, end) without title or post-nominal.

    words: its words as written. title: "mr", "dr", ... or "". is_sure: certain enough to look for its words elsewhere.
    """

    start: int
    end: int
    words: tuple[str, ...]
    title: str = ""
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that may be a name: nothing here settles it. is_strong: it is
    flagged whatever else is known, and never settled from elsewhere ("Francis Report")."""

    start: int
    end: int
    word: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class NamesInText:
    """What `find` saw in one text."""

    mentions: tuple[Mention, ...]
    doubts: tuple[Doubt, ...]
    lower: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a run of capitalised words. is_first: of a sentence, line or bracket; is_joined: to the token before."""

    start: int
    end: int
    text: str
    word: Word
    is_first: bool
    is_joined: bool


class Intervals:
    """Whether an offset lies in one of the intervals; asked in ascending order."""

    def __init__(self, intervals: Iterable[tuple[int, int]]) -> None:
        self._left = sorted(intervals, reverse=True)

    def hit(self, offset: int) -> bool:
        """Whether one of them covers the offset."""
        left = self._left
        while left and left[-1][1] <= offset:
            left.pop()
        return bool(left) and left[-1][0] <= offset


class Cover:
    """Whether an interval touches one of many that do not overlap each other; asked in any order."""

    def __init__(self, intervals: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(intervals)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def touches(self, start: int, end: int) -> bool:
        """Whether [start, end) shares an offset with one of them."""
        i = bisect_left(self._starts, end) - 1
        return i >= 0 and self._ends[i] > start

    def holds(self, start: int, end: int) -> bool:
        """Whether one of them covers all of [start, end)."""
        i = bisect_right(self._starts, start) - 1
        return i >= 0 and self._ends[i] >= end


def trim(written: str, end: int) -> tuple[str, int]:
    """Without a possessive, a contraction or a lower-case tail: "Priya's", "Priya'll", "Salford-based"."""
    head = written
    for mark in ("'s", "'S", "'ll", "'d", "'ve", "'re", "'m"):
        if written.endswith(mark):
            head = written[: -len(mark)]
            break
    if "-" in head:
        first, _, tail = head.partition("-")
        if first[:1].isupper() and len(first) > 1 and _TAIL.match(tail):
            head = first
    return head, end - (len(written) - len(head))


def joins(gap: str, before: Token) -> bool:
    """Whether what stands between two words leaves them one name."""
    if gap in (" ", "  "):
        return True
    if gap in (". ", "."):  # "Mr. Simard", "Mr.Simard", "J. Smith", "John F. Kennedy"
        return before.word.folded in TITLES or before.word.shape == "initial" or before.word.folded in ("ste", "st")
    return False


#: What Irish and Scottish surnames begin with, as a word of its own: "Mac Suibhne", "Ní Bhriain".
_PREFIXES = frozenset({"mac", "mc", "nic", "ni", "ui", "mhic", "o"})


def joined_prefixes(run: list[Token]) -> list[Token]:
    """The run with such a prefix and the word after it made one surname."""
    out: list[Token] = []
    for token in run:
        before = out[-1] if out else None
        if (
            before is not None and token.is_joined and token.word.shape == "Cap" and before.word.folded in _PREFIXES
            and (before.word.shape == "Cap" or before.text == "Ó") and not token.word.is_never_name
        ):  # fmt: skip
            word = replace(
                token.word, folded=f"{before.word.folded} {token.word.folded}", is_given_name=False, is_surname=True, is_rare=False,
                is_ordinary=False, is_place=False, is_organisation=False,
            )  # fmt: skip
            text = f"{before.text} {token.text}"
            out[-1] = Token(before.start, token.end, text, word, before.is_first, before.is_joined)
        else:
            out.append(token)
    return out


def is_first(text: str, start: int) -> bool:
    """Whether a word is the first of a sentence, a line or a bracket."""
    i = start - 1
    while i >= 0 and text[i] in " '\"“‘":
        i -= 1
    return i < 0 or text[i] in _SENTENCE_START


def clause_starts(left: str) -> bool:
    """Whether the text before ends a clause, as before somebody is addressed."""
    stripped = left.rstrip(" '\"“")
    return not stripped or (stripped[-1] in ".!?,;:—–-\n)]…|/" and not _MASK_END.search(stripped))


def lower_clause_starts(left: str) -> bool:
    """The same for text in lower case, where joining words begin a clause too."""
    stripped = left.rstrip(" ")
    return (
        not stripped
        or (stripped[-1] in ".!?,;:—–-\n)]" and not _MASK_END.search(stripped))
        or stripped.endswith((" and", " that", " but", " as", " when", " because", " if"))
    )
