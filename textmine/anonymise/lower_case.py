"""Names in text without capitals, where lists and the words around are all there is to go by."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textmine.anonymise.judge import Judge
from textmine.anonymise.name_cues import (
    ASKED_LOWER,
    LEFT_CUE_LOWER,
    LOWER_INITIAL,
    LOWER_PERSON,
    LOWER_TITLE,
    LOWER_WORDS,
    RIGHT_CUE_LOWER,
    VOCATIVE_RIGHT,
    WEAK_BESIDE,
    WEAK_LEFT,
    WEAK_LOWER,
    WEAK_RIGHT,
)
from textmine.anonymise.tokens import Cover, Doubt, Intervals, Mention, lower_clause_starts

WEAK_GAP = re.compile(r"(?:, and |, | and | & | \+ |/)")
WEAK_GAP_BEFORE = re.compile(r"(?:, and |, | and | & | \+ |/)$")
_CAPITALISED = re.compile(r"[A-Z][a-z]")


class LowerCaseJudge(Judge):
    """Judges words in lower case as well. keep: folded words that are never names here; blocked: what is something else."""

    def __init__(
        self, text: str, roster: frozenset[str], blocked: Sequence[tuple[int, int]], keep: frozenset[str]
    ) -> None:
        super().__init__(text, roster)
        self.keep = keep - roster  # a word that is kept stays a name where somebody is called so
        self.blocked, self.blocked_cover = Intervals(blocked), Cover(blocked)
        self.lower: set[str] = set()
        self.weak: list[Doubt] = []
        self.lines: dict[int, bool] = {}

    def judge_lower(self, start: int, end: int, written: str) -> None:
        """A word in lower case that is in a list: a name where it is nothing else, or where a person is addressed."""
        word = self.lexicon.word(written)
        if word.folded in self.keep or self.blocked.hit(start):
            return
        if word.is_rare and not self.in_lower_case(start):
            return
        last = self.mentions[-1] if self.mentions else None
        goes_on = (
            last is not None and last.end == start - 1 and self.text[start - 1] in " _" and last.words[-1].islower()
        )
        left, right = self.text[max(0, start - 45) : start], self.text[end : end + 40]
        is_spoken_to = LEFT_CUE_LOWER.search(left) is not None
        is_speaker = RIGHT_CUE_LOWER.match(right) is not None
        title = match.group(1) if (match := LOWER_TITLE.search(left)) else ""
        if (
            word.is_rare
            and not (word.is_given_name and len(written) > 4)
            and not (is_spoken_to or is_speaker or title or goes_on)
        ):
            if word.is_plain_name and len(written) > 4:
                self.doubts.append(Doubt(start, end, written))
            return
        if word.is_plain_name and written not in LOWER_WORDS:
            if LOWER_INITIAL.match(self.text, end):  # "steve b"
                end += 2
            is_sure = word.is_given_name or word.folded in self.roster or goes_on or bool(title)
            if is_sure or ((is_spoken_to or is_speaker) and len(written) > 3):
                self.add_lower(start, end, title, is_sure=is_sure, after=last if goes_on else None)
            elif len(written) > 3:
                self.doubts.append(Doubt(start, end, written))
        elif goes_on and word.is_surname and not word.is_ordinary:
            self.add_lower(start, end, title, is_sure=False, after=last)
        elif (word.is_given_name or word.folded in self.roster) and (
            (is_spoken_to and VOCATIVE_RIGHT.match(right))
            or (lower_clause_starts(left) and (is_speaker or ASKED_LOWER.match(right)))
        ):
            self.add_lower(start, end, title, is_sure=False, after=None)
        elif written in WEAK_LOWER and self.in_lower_case(start):
            self.weak.append(Doubt(start, end, written))

    def add_weak_names(self) -> None:
        """Names that are words as well, in text without capitals ("asked mark what he thought. mark quiet")."""
        ends, starts = {m.end for m in self.mentions}, {m.start for m in self.mentions}
        sure: set[str] = set()
        for weak in self.weak:
            left, right = self.text[max(0, weak.start - 20) : weak.start], self.text[weak.end : weak.end + 20]
            before, after = WEAK_GAP_BEFORE.search(left), WEAK_GAP.match(right)
            if (
                WEAK_LEFT.search(left)
                or (before and weak.start - len(before.group()) in ends)
                or (after and weak.end + len(after.group()) in starts)
                or (lower_clause_starts(left) and WEAK_RIGHT.match(right))
            ):
                sure.add(weak.word)
        for weak in self.weak:
            left = self.text[max(0, weak.start - 20) : weak.start]
            if weak.word in sure and (WEAK_LEFT.search(left) or WEAK_BESIDE.search(left) or not left):
                self.mentions.append(Mention(weak.start, weak.end, (weak.word,)))

    def in_lower_case(self, start: int) -> bool:
        """Whether the line is written without capitals, but for abbreviations."""
        begin, end = self.text.rfind("\n", 0, start) + 1, self.text.find("\n", start)
        if begin not in self.lines:
            self.lines[begin] = _CAPITALISED.search(self.text[begin : end if end >= 0 else len(self.text)]) is None
        return self.lines[begin]

    def add_hyphenated(self, start: int, end: int, written: str) -> None:
        """ "priya-shah", as in an address of a page or a file."""
        first, _, last = written.partition("-")
        given, surname = self.lexicon.word(first), self.lexicon.word(last)
        is_name = {first, last} <= self.roster or (
            given.is_plain_name and given.is_given_name and surname.is_plain_name
        )
        if is_name and not self.blocked.hit(start):
            self.mentions.append(Mention(start, end, (first, last)))

    def add_addressed(self) -> None:
        """Words of no list where somebody is addressed or speaks ("thanks yusuf", "as marek said")."""
        starts = {m.start for m in self.mentions}
        for match in LOWER_PERSON.finditer(self.text):
            start, end = match.span(match.lastindex or 0)
            word = self.lexicon.word(self.text[start:end])
            if (
                word.is_unknown
                and word.folded not in self.keep
                and start not in starts
                and not self.blocked_cover.touches(start, end)
            ):
                self.mentions.append(Mention(start, end, (self.text[start:end],)))

    def add_lower(self, start: int, end: int, title: str, *, is_sure: bool, after: Mention | None) -> None:
        """A mention in lower case; `after`: the mention it goes on."""
        words = tuple(self.text[start:end].split())
        if after is None:
            self.mentions.append(Mention(start, end, words, title, is_sure))
        else:
            self.mentions[-1] = Mention(after.start, end, (*after.words, *words), after.title, after.is_sure)
