"""The gate: what is left after masking that a person should look at before it is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from textmine.anonymise.lexicon import lexicon
from textmine.anonymise.name_cues import TITLES, WEAK_LOWER
from textmine.anonymise.tokens import Cover, Doubt

_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_REMNANT = re.compile(r"[^\s@,;()\[\]]+@[^\s@,;()\[\]]+\.\w+|(?<![\w£$€.,])(?:\d[ -]?){9,}\d(?!\w)")
_COLOURS = frozenset("black white blue green red brown silver gold grey amber pink bronze".split())


def is_worth_a_look(doubt: Doubt, roster: frozenset[str], learned: Iterable[str]) -> bool:
    """Whether a doubt is flagged: an unknown capitalised word, or a name that is a word as well where a name is likely."""
    word = lexicon().word(doubt.word)
    if word.folded in roster or doubt.is_strong or word.folded in learned:
        return True
    if word.is_never_name or word.folded in TITLES or word.folded in ("st", "saint") or word.folded in _COLOURS:
        return False
    if word.is_organisation:
        return word.is_given_name
    if word.is_place:
        return word.is_given_name
    return word.is_unknown or word.is_name


def remnants(text: str) -> Iterator[tuple[int, int, str]]:
    """Remains of contacts and long numbers that no pattern took."""
    if "@" in text or _DIGIT.search(text):
        for match in _REMNANT.finditer(text):
            yield match.start(), match.end(), "number or address"


def _may_be_name(lower: str) -> bool:
    word = lexicon().word(lower)
    return (
        lower in WEAK_LOWER
        or word.is_unknown
        or (word.is_rare and not (word.is_ordinary or word.is_place or word.is_organisation or word.is_never_name))
    )


def lines_in_odd_case(text: str, turns: Sequence[tuple[int, int]], masked: Cover) -> Iterator[tuple[int, int, str]]:
    """Lines of eight words and more all in lower case or all in capitals that hold a word outside of the masks nobody knows.

    There a capital cannot tell a name; with ordinary words alone there is none to tell.
    """
    words_known = lexicon()
    for start, end in turns:
        for line in re.finditer(r"[^\n]+", text[start:end]):
            letters = line.group()
            if letters == letters.lower():
                kind = "lower case"
            elif letters == letters.upper():
                kind = "capitals"
            else:
                continue
            first = start + line.start()
            words = list(_LETTERS.finditer(letters))
            if len(words) >= 8 and any(
                len(w.group()) > 2 and _may_be_name(w.group().lower()) and w.group() not in words_known.acronyms
                and not masked.touches(first + w.start(), first + w.end())
                for w in words
            ):  # fmt: skip
                yield first, start + line.end(), kind
