"""What the words around a run of capitalised words say of it: a firm, a role, a relation, somebody who does something."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from textmine.anonymise.lexicon import Lexicon, lexicon
from textmine.anonymise.name_cues import (
    ADDRESS_RIGHT,
    AUTHORED,
    BESIDE_LEFT,
    IN_PLACE_LEFT,
    IS_RIGHT,
    JOINING_LEFT,
    LEFT_CUE,
    MONTH_RIGHT,
    NOT_A_NAME_LEFT,
    PLACE_LEFT,
    PLURAL_LEFT,
    PRONOUN_RIGHT,
    RELATION_LEFT,
    RIGHT_CUE,
    ROLE_RIGHT,
    SUBJECT_RIGHT,
    THING_RIGHT,
)
from textmine.anonymise.tokens import Token, clause_starts

_LEFT, _RIGHT = 45, 40  # how far the words around are looked at


@dataclass(frozen=True, slots=True)
class Case:
    """A part of a run, and what stands around it.

    part: its tokens, initials and particles among them. title: "mr", "minister" or ""; is_titled: the title is of a person for
    certain. has_post_nominal: post-nominals follow. is_heading, in_capitals: the run is in title case, in capitals.
    """

    part: tuple[Token, ...]
    left: str
    right: str
    title: str = ""
    is_titled: bool = False
    has_post_nominal: bool = False
    is_heading: bool = False
    in_capitals: bool = False

    @property
    def core(self) -> tuple[Token, ...]:
        """The part without initials and particles."""
        return tuple(t for t in self.part if t.word.shape not in ("lower", "initial"))


class CaseReader:
    """Reads a text around its cases. roster: folded words of names that are known there."""

    def __init__(self, text: str, roster: frozenset[str]) -> None:
        self.text, self.roster = text, roster
        self.lexicon: Lexicon = lexicon()

    def around(self, part: tuple[Token, ...]) -> tuple[str, str]:
        """The text before and after a part."""
        start, end = part[0].start, part[-1].end
        return self.text[max(0, start - _LEFT) : start], self.text[end : end + _RIGHT]

    def is_firm(self, case: Case) -> bool:
        """Whether it reads as a firm that is called like a person ("Dr Foster", "Marie Curie"), and nothing here says a person."""
        phrase = " ".join(w for w in (case.title, *(t.word.folded for t in case.part)) if w)
        return phrase in self.lexicon.organisation_phrases and not (
            all(t.word.folded in self.roster for t in case.part)
            or case.has_post_nominal
            or LEFT_CUE.search(re.sub(r"\w+\.? ?$", "", case.left) if case.title else case.left)
            or RIGHT_CUE.match(case.right)
            or self.has_role(case)
        )

    def is_author(self, case: Case) -> bool:
        """Whether a surname of the roster stands before what a person writes or leads ("the Jones report")."""
        if not all(t.word.folded in self.roster and t.word.is_surname and not t.word.is_given_name for t in case.core):
            return False
        after = re.match(r"(?:'s)? (\w+)", case.right)
        return after is not None and after.group(1).casefold() in AUTHORED

    def has_role(self, case: Case) -> bool:
        """Whether a role follows that says who this is: "Sanj (ED consultant)"."""
        if PLACE_LEFT.search(case.left) or NOT_A_NAME_LEFT.search(case.left):
            return False
        end = case.part[-1].end
        return ROLE_RIGHT.match(self.text, end, end + 80) is not None

    def has_relation(self, start: int) -> bool:
        """Whether somebody's relation stands before, as in "his mate Tubs"."""
        return RELATION_LEFT.search(self.text, max(0, start - 30), start) is not None

    def shared_name(self, case: Case) -> str:
        """The name that several people share, as in "the two Helens"; "" if this is no plural of a name."""
        token = case.part[0]
        left = PLURAL_LEFT.search(case.left)
        if left is None or not token.text.endswith("s") or len(token.text) < 4 or token.word.shape != "Cap":
            return ""
        stem = self.lexicon.word(
            token.text[:-2] if token.text.endswith(("ses", "xes", "zes", "ches")) else token.text[:-1]
        )
        is_name = stem.is_plain_name or stem.folded in self.roster
        is_counted = left.group("number") is not None
        if is_counted and (is_name or (stem.is_given_name and not token.word.is_ordinary)):
            return stem.folded
        return stem.folded if is_name and token.word.is_unknown else ""

    def is_somebody(self, case: Case) -> bool:
        """Whether two unknown words are somebody: who speaks, is addressed, is owned to, or goes on as "he" or "she"."""
        called = clause_starts(case.left) and ADDRESS_RIGHT.match(case.right) is not None
        return called or self.is_spoken_of(case) or case.right.startswith("'s ")

    def is_owner(self, case: Case) -> bool:
        """Whether an unknown word has something, or something was done by it: "Semhar's guest", "both by Semhar."."""
        if NOT_A_NAME_LEFT.search(case.left) or THING_RIGHT.match(case.right):
            return False
        by = case.left.endswith(" by ") and case.right[:1] in ".,;:)\n"
        return by or re.match(r"'s [a-z]", case.right) is not None

    def is_spoken_of(self, case: Case) -> bool:
        """Whether a word is talked of as a person: as the subject of a clause, or as "he" or "she" just after."""
        if NOT_A_NAME_LEFT.search(case.left) or IN_PLACE_LEFT.search(case.left):
            return False
        subject = clause_starts(case.left) or JOINING_LEFT.search(case.left)
        if subject and (SUBJECT_RIGHT.match(case.right) or (case.part[0].word.is_name and IS_RIGHT.match(case.right))):
            return True
        end = case.part[-1].end
        return PRONOUN_RIGHT.match(self.text, end, end + 60) is not None

    def is_beside_place(self, case: Case) -> bool:
        """Whether a place stands before it in a list: "Lancaster and Preston"."""
        before = BESIDE_LEFT.search(case.left)
        if before is None:
            return False
        word = self.lexicon.word(before.group(1))
        return word.is_place and not word.is_given_name

    def _place_phrase(self, real: tuple[Token, ...]) -> bool:
        folded = [t.word.folded for t in real]
        return any(" ".join(folded[i : i + 2]) in self.lexicon.place_phrases for i in range(len(folded) - 1))

    def narrow(self, case: Case, part: tuple[Token, ...]) -> Case:
        """The case of a part of the part alone."""
        left, right = self.around(part)
        return replace(case, part=part, left=left, right=right, title="", is_titled=False)


def is_date(case: Case) -> bool:
    """Whether a month stands with a day or a year."""
    return MONTH_RIGHT.match(case.right) is not None and RIGHT_CUE.match(case.right) is None
