"""The gate: what is left after masking that a person should look at before it is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from textmine.anonymise.identifier import masks
from textmine.anonymise.lexicon import lexicon
from textmine.anonymise.name_cues import TITLES, WEAK_LOWER
from textmine.anonymise.tokens import Cover, Doubt
from textmine.records import CleanDocument

_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_REMNANT = re.compile(r"[^\s@,;()\[\]]+@[^\s@,;()\[\]]+\.\w+|(?<![\w£$€.,])(?:\d[ -]?){9,}\d(?!\w)")
#: The kinds of flag that cover a whole line, in which a few words are doubtful.
ODD_CASE = ("lower case", "capitals")
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


def doubtful_words(text: str) -> Iterator[tuple[int, int]]:
    """The words of a text in odd case that may be names: what is to be hidden of it where the rest may count."""
    acronyms = lexicon().acronyms
    masked = Cover(masks(text))
    for word in _LETTERS.finditer(text):
        written = word.group()
        if (
            len(written) > 2
            and written not in acronyms
            and _may_be_name(written.lower())
            and not masked.touches(*word.span())
        ):
            yield word.span()


def hidden_words(document: CleanDocument) -> list[tuple[int, int]]:
    """What of a clean text takes no part in themes while flags are open: what they cover, of lines in odd case the doubtful words."""
    text, out = document.text, []
    for flag in document.flags:
        if flag.kind in ODD_CASE:
            out += [(flag.start + a, flag.start + b) for a, b in doubtful_words(text[flag.start : flag.end])]
        else:
            out.append((flag.start, flag.end))
    return sorted(out)


def lines_in_odd_case(text: str, turns: Sequence[tuple[int, int]], masked: Cover) -> Iterator[tuple[int, int, str]]:
    """Lines of eight words and more all in lower case or all in capitals that hold a word outside of the masks nobody knows.

    There a capital cannot tell a name; with ordinary words alone there is none to tell.
    """
    for start, end in turns:
        for line in re.finditer(r"[^\n]+", text[start:end]):
            letters = line.group()
            if letters == letters.lower():
                kind = ODD_CASE[0]
            elif letters == letters.upper():
                kind = ODD_CASE[1]
            else:
                continue
            first = start + line.start()
            doubtful = (first + a for a, _ in doubtful_words(letters))
            if len(_LETTERS.findall(letters)) >= 8 and any(not masked.touches(at, at + 1) for at in doubtful):
                yield first, start + line.end(), kind
