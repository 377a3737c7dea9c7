"""The gate: what is left after masking that a person should look at before it is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from textmine.anonymise.cues import TITLES, WEAK_LOWER
from textmine.anonymise.lexicon import lexicon
from textmine.anonymise.tokens import Cover, Doubt

_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_REMNANT = re.compile(r"[^\s@,;()\[\]]+@[^\s@,;()\[\]]+\.\w+|(?<![\w£$€.,])(?:\d[ -]?){9,}\d(?!\w)")


_COLOURS = frozenset("black white blue green red brown silver gold grey amber pink bronze".split())


def worth_a_look(doubt: Doubt, roster: frozenset[str], learned: Iterable[str]) -> bool:
    """Whether a doubt is flagged: an unknown capitalised word, or a name that is a word as well where a name is likely."""
    word = lexicon().word(doubt.word)
    if word.folded in roster or doubt.strong or word.folded in learned:
        return True
    if word.never or word.folded in TITLES or word.folded in ("st", "saint") or word.folded in _COLOURS:
        return False
    if word.organisation:
        return word.given
    if word.place:
        return word.given
    return word.unknown or word.name


def left_over(text: str) -> Iterator[tuple[int, int, str]]:
    """Remains of contacts and long numbers that no pattern took."""
    if "@" in text or _DIGIT.search(text):
        for match in _REMNANT.finditer(text):
            yield match.start(), match.end(), "number or address"


def _may_be_name(lower: str) -> bool:
    word = lexicon().word(lower)
    return (
        lower in WEAK_LOWER
        or word.unknown
        or (word.rare and not (word.ordinary or word.place or word.organisation or word.never))
    )


def odd_case(text: str, turns: Sequence[tuple[int, int]], masked: Cover) -> Iterator[tuple[int, int, str]]:
    """Lines of eight words and more all in lower case or all in capitals that hold a word outside of the masks nobody knows.

    There a capital cannot tell a name; with ordinary words alone there is none to tell.
    """
    known = lexicon()
    for start, end in turns:
        for line in re.finditer(r"[^\n]+", text[start:end]):
            found = line.group()
            if found == found.lower():
                kind = "lower case"
            elif found == found.upper():
                kind = "capitals"
            else:
                continue
            first = start + line.start()
            words = list(_LETTERS.finditer(found))
            if len(words) >= 8 and any(
                len(w.group()) > 2 and _may_be_name(w.group().lower()) and w.group() not in known.acronyms
                and not masked.touches(first + w.start(), first + w.end())
                for w in words
            ):  # fmt: skip
                yield first, start + line.end(), kind
