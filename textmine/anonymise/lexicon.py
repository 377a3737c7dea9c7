"""What is known about words before a corpus is read: names, ordinary words, places, organisations, cues.

The lists are plain text in `data/`, one entry a line; each says where it comes from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from textmine.anonymise.view import fold


def _lines(name: str) -> list[str]:
    text = (files("textmine.anonymise") / "data" / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


_LONG = {ord(letter): pair for letter, pair in (("ö", "oe"), ("ü", "ue"), ("ä", "ae"), ("ø", "oe"), ("å", "aa"))}


def _keys(name: str) -> set[str]:
    """How a name may be written: folded, with its accented letters lost, and "ö" as "oe"."""
    if name.isascii():
        return {name.lower()}
    lost = "".join(c for c in name if c.isascii())
    return {fold(name), fold(lost), fold(name.translate(_LONG))}


def _names(name: str) -> frozenset[str]:
    return frozenset(key for line in _lines(name) for key in _keys(line) if len(key) > 1)


def _more_names(name: str, ordinary: frozenset[str]) -> frozenset[str]:
    """Those of a long list; a name that reads like an ordinary word without its accents ("Đỗ") counts with them alone."""
    return frozenset(
        key
        for line in _lines(name)
        for key in _keys(line)
        if len(key) > 1 and (key not in ordinary or key == line.lower())
    )


@dataclass(frozen=True, slots=True)
class Word:
    """What is known of one word as written.

    folded: see `fold`. is_given_name, is_surname: it stands in a list; is_rare: only in the long ones, which prove less.
    is_ordinary: it is a common word in lower case.
    is_place, is_organisation: it is the name of one (a word of several-word names does not count). is_never_name: a word that is written
    with a capital and is no name (weekdays, nationalities, roles). shape: "Cap", "UPPER", "lower", "camel" or "initial".
    """

    folded: str
    is_given_name: bool
    is_surname: bool
    is_rare: bool
    is_ordinary: bool
    is_place: bool
    is_organisation: bool
    is_never_name: bool
    shape: str

    @property
    def is_name(self) -> bool:
        """Whether it stands in a list of names."""
        return self.is_given_name or self.is_surname

    @property
    def is_plain_name(self) -> bool:
        """Whether it is a name and nothing else."""
        return self.is_name and not (self.is_ordinary or self.is_place or self.is_organisation or self.is_never_name)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing at all is known of it."""
        return not (self.is_name or self.is_ordinary or self.is_place or self.is_organisation or self.is_never_name)


@dataclass(frozen=True)
class Lexicon:
    """All lists, folded, and the words looked up so far."""

    given: frozenset[str]
    surnames: frozenset[str]
    given_more: frozenset[str]
    surnames_more: frozenset[str]
    ordinary: frozenset[str]
    places: frozenset[str]
    place_phrases: frozenset[str]
    organisations: frozenset[str]
    organisation_phrases: frozenset[str]
    never: frozenset[str]
    acronyms: frozenset[str]
    nicknames: dict[str, str]
    forms: dict[str, set[str]]
    shorts: dict[str, set[str]]
    _by_writing: dict[str, Word] = field(default_factory=dict, repr=False)

    def word(self, written: str) -> Word:
        """What is known of a word as written (without a possessive 's)."""
        known = self._by_writing.get(written)
        if known is None:
            if len(self._by_writing) > 500_000:
                self._by_writing.clear()
            known = self._by_writing[written] = self._look_up(written)
        return known

    def _look_up(self, written: str) -> Word:
        folded = fold(written)
        parts = folded.split("-") if "-" in folded else []
        given = folded in self.given or (len(parts) == 2 and all(p in self.given for p in parts))
        surname = folded in self.surnames or any(p in self.surnames for p in parts) or _surname_shape(written)
        rare = not (given or surname)
        if rare:
            given, surname = folded in self.given_more, folded in self.surnames_more
        ordinary = (
            folded in self.ordinary
            or (bool(parts) and all(p in self.ordinary for p in parts))
            or folded.endswith("n't")
            or (bool(parts) and len(parts[0]) == 1 and written[2:].islower())
            or (folded.endswith("ly") and len(folded) > 6 and not (given or surname))
            or (
                not (given or surname) and (self._derived(folded) or (not parts and _ENDING.search(folded) is not None))
            )
        )
        place = (
            folded in self.places
            or (bool(parts) and all(p in self.places for p in parts))
            or folded.startswith(("saint-", "sainte-", "st-", "ste-"))
        )
        never = folded in self.never or (folded.endswith("days") and folded[:-1] in self.never)
        return Word(
            folded,
            given,
            surname,
            rare and (given or surname),
            ordinary,
            place,
            folded in self.organisations,
            never,
            shape(written),
        )

    def _derived(self, folded: str) -> bool:
        """Whether it is built from an ordinary word ("minuted", "homeward")."""
        for ending, back in (
            ("ed", ""),
            ("ed", "e"),
            ("wards", ""),
            ("ward", ""),
            ("ness", ""),
            ("less", ""),
            ("ing", ""),
            ("ing", "e"),
        ):
            stem = folded.removesuffix(ending)
            if stem != folded and len(stem) > 3 and stem + back in self.ordinary:
                return True
        return False

    def formal(self, given: str) -> str:
        """The formal name of a folded given name ("bob" -> "robert"); itself where it has none."""
        return self.nicknames.get(given, given)


#: How English nouns and verbs end, and few names that are in no list.
_ENDING = re.compile(
    r"(?:tions?|ments?|ness|ship|isms?|ists?|olog(?:y|ies)|ograph(?:y|ies)|ometry|ectomy|otomy|itis|grams?|[^k]ery|abil?ity|"
    r"ances?|ences?|ible|able|ical|ional|mental|urial|ous|ised|ized|ising|izing)$"
)


def shape(written: str) -> str:
    """ "Cap", "UPPER", "lower", "camel" (a capital inside, unless a name is written so) or "initial" (one letter)."""
    if len(written) == 1:
        return "initial" if written.isupper() else "lower"
    if written.islower():
        return "lower"
    pieces = written.replace("'", "-").split("-")
    if all(len(piece) == 1 and piece.isupper() for piece in pieces):  # "Cerys M-D"
        return "initial"
    if written[:2] == "Mc" and len(written) == 3 and written[2].isupper():  # "Eilidh McC"
        return "initial"
    if written.isupper():
        return "UPPER"
    if pieces[0].islower() and pieces[0] in ("d", "l", "o", "al", "el", "de"):
        pieces = pieces[1:]
    if not pieces or not pieces[0][:1].isupper():
        return "lower" if not any(c.isupper() for c in written[1:]) else "camel"
    for piece in pieces:
        inner = piece[1:]
        if inner and not inner.islower() and not _inner_capital(piece):
            return "camel" if not piece.isupper() else "Cap"
    return "Cap"


_CAPITAL_PREFIXES = (
    "Mc",
    "Mac",
    "De",
    "Di",
    "Du",
    "La",
    "Le",
    "Van",
    "Von",
    "Fitz",
    "Del",
    "Al",
    "El",
    "Ap",
    "Ó",
    "O",
    "Mhic",
    "Ní",
)


def _inner_capital(piece: str) -> bool:
    """Whether a capital inside is how such names are written: McPherson, LeBlanc, DeSouza, FitzGerald."""
    return any(
        piece.startswith(p) and len(piece) > len(p) + 2 and piece[len(p)].isupper() and piece[len(p) + 1 :].islower()
        for p in _CAPITAL_PREFIXES
    )


def _surname_shape(written: str) -> bool:
    """Whether it is built as only surnames are: McX, O'X, X-Y of capitals with Mc/O'."""
    for piece in written.split("-"):
        if (
            len(piece) > 4
            and piece.startswith(("Mc", "Mac", "Fitz"))
            and piece[2 if piece[1] == "c" else 3 if piece[0] == "M" else 4].isupper()
        ):
            return True
        if len(piece) > 4 and piece[1] == "'" and piece[0] in "OoDdÓ" and piece[2].isupper():
            return True
    return False


@cache
def lexicon() -> Lexicon:
    """The lists, read once a process."""
    phrases = {" ".join(key.split()) for name in ("places", "geonames") for line in _lines(name) for key in _keys(line)}
    nicknames: dict[str, str] = {}
    forms: dict[str, set[str]] = defaultdict(set)
    shorts: dict[str, set[str]] = defaultdict(set)
    for line in _lines("nicknames"):
        formal, *short = (fold(w) for w in line.split())
        for nick in short:
            nicknames.setdefault(nick, formal)
            forms[nick].add(formal)
            shorts[formal].add(nick)
    organisations = {fold(line) for line in _lines("organisations")}
    given = _names("given") | frozenset(nicknames)
    ordinary = frozenset(fold(w) for name in ("ordinary", "words") for w in _lines(name))
    return Lexicon(
        given=given,
        surnames=_names("surnames"),
        given_more=_more_names("given_more", ordinary),
        surnames_more=_more_names("surnames_more", ordinary),
        ordinary=ordinary,
        places=frozenset(p for p in phrases if " " not in p),
        place_phrases=frozenset(p for p in phrases if " " in p),
        organisations=frozenset(o for o in organisations if " " not in o),
        organisation_phrases=frozenset(o for o in organisations if " " in o),
        never=frozenset(key for w in _lines("capitalised") for key in _keys(w)),
        acronyms=frozenset(_lines("acronyms")),
        nicknames=nicknames,
        forms=dict(forms),
        shorts=dict(shorts),
    )
