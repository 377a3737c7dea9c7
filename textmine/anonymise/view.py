"""A text as it is searched: normalised, with the way back to the text as given.

Identifiers hide behind invisible characters, look-alike letters, mojibake and HTML entities. They are found in the
normalised text and masked in the given one.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

_LOOKALIKES = dict(
    zip(
        "АВЕКМНОРСТУХІЈЅԌԜаеорсухіјѕԁһԛԝАΒΕΖΗΙΚΜΝΟΡΤΥΧονıɡ",
        "ABEKMHOPCTYXIJSGWaeopcyxijsdhqwABEZHIKMNOPTYXovig",
        strict=True,
    )
)
_APOSTROPHES = dict.fromkeys("‘’‛ʼʹ´`′＇", "'")
_HYPHENS = dict.fromkeys("‐‑‒⁃−﹣－", "-")
_SPACES = dict.fromkeys(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "
)
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"


def _compatible() -> dict[str, str]:
    """Full-width forms, mathematical alphabets and the like: the letters and digits they stand for, one for one."""
    ranges = ((0x2100, 0x2150), (0x2460, 0x24F0), (0xFF01, 0xFF5F), (0x1D400, 0x1D800))
    table = {}
    for first, last in ranges:
        for point in range(first, last):
            plain = unicodedata.normalize("NFKC", chr(point))
            if len(plain) == 1 and plain.isascii():
                table[chr(point)] = plain
    return table


_ONE_FOR_ONE = str.maketrans({**_compatible(), **_LOOKALIKES, **_APOSTROPHES, **_HYPHENS, **_SPACES})
# What UTF-8 read as cp1252 looks like: a lead byte's character and the continuation bytes' characters.
_TAIL = "[\u0080-\u00bf" + "".join(bytes([b]).decode("cp1252", "ignore") for b in range(0x80, 0xA0)) + "']"
_ODD = re.compile(
    rf"(?P<entity>&(?:#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z]{{2,8}}\d?);)"
    rf"|(?P<mojibake>[ÂÃÄÅ]{_TAIL}|â{_TAIL}{_TAIL})"
    rf"|(?P<combined>[^\W\d_][{_INVISIBLE}]*[\u0300-\u036f]+)"
    rf"|(?P<invisible>[{_INVISIBLE}]+)"
    r"|(?P<ligature>[ﬀ-ﬆ…]|[ŒœÆæ](?=\B))"
)


@dataclass(frozen=True, slots=True)
class View:
    """The normalised text and, where lengths differ, the pieces that lead back.

    text: what is searched. pieces: (start in text, end in text, start as given, end as given) of every place where the two
    differ in length, in order.
    """

    text: str
    pieces: tuple[tuple[int, int, int, int], ...] = ()
    _ends: list[int] = field(default_factory=list, repr=False)

    def given(self, start: int, end: int) -> tuple[int, int]:
        """The interval of the given text that [start, end) of `text` stands for; a partly covered piece is covered whole."""
        if not self.pieces:
            return start, end
        return self._given(start, at_end=False), self._given(end, at_end=True)

    def _given(self, offset: int, *, at_end: bool) -> int:
        # The last piece that begins at or before the offset (for an end: that begins before it) decides the shift.
        starts = self._ends
        i = bisect_right(starts, offset - 1 if at_end else offset) - 1
        if i < 0:
            return offset
        _, to, given_from, given_to = self.pieces[i]
        if offset < to:
            return given_to if at_end else given_from
        return given_to + offset - to


def normalise(text: str) -> View:
    """The view of `text`: NFC letters, plain quotes, hyphens and spaces, nothing invisible, entities and mojibake decoded."""
    if text.isascii() and "&" not in text and "\t" not in text and "`" not in text:
        return View(text)
    plain = text.translate(_ONE_FOR_ONE)
    out: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    at = length = 0
    for odd in _ODD.finditer(plain):
        replacement = _replacement(odd, text)
        if replacement is None:
            continue
        out.append(plain[at : odd.start()])
        length += odd.start() - at
        out.append(replacement)
        pieces.append((length, length + len(replacement), odd.start(), odd.end()))
        length += len(replacement)
        at = odd.end()
    if not pieces:
        return View(plain)
    out.append(plain[at:])
    return View("".join(out), tuple(pieces), [p[0] for p in pieces])


def _replacement(odd: re.Match[str], text: str) -> str | None:
    found = odd.group()
    match odd.lastgroup:
        case "entity":
            plain = html.unescape(found)
            return None if plain == found else plain.translate(_ONE_FOR_ONE)
        case "mojibake":
            try:
                decoded = text[odd.start() : odd.end()].encode("cp1252").decode("utf-8")
            except UnicodeError:
                try:
                    decoded = text[odd.start() : odd.end()].encode("latin-1").decode("utf-8")
                except UnicodeError:
                    return None
            return decoded.translate(_ONE_FOR_ONE)
        case "combined":
            return unicodedata.normalize("NFC", re.sub(f"[{_INVISIBLE}]", "", found))
        case "invisible":
            return ""
        case _:
            return unicodedata.normalize("NFKC", found) if found not in "ŒœÆæ" else found


def fold(word: str) -> str:
    """Lower case without accents: how names are compared ("Siân" and "sian" are one)."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_SPECIAL))
    return "".join(c for c in plain if not unicodedata.combining(c))


_SPECIAL = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "’": "'"}
)
