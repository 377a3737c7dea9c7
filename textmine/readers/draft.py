"""From what a format says (blocks of text) to a frozen Document: text is normalised here, once."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textmine.records import Document, Turn


@dataclass(frozen=True, slots=True)
class Block:
    """One turn, paragraph or cell on its way into a Document; its fields become those of a Turn.

    kind: "heading", "item" (of a list), "cell" or "text"; only attendee lists need it.
    """

    text: str
    place: str
    speaker: str | None = None
    role: str = ""
    kind: str = "text"
    question: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a note or transcript and where a person finds it ("line 12", "page 3", "paragraph 7")."""

    text: str
    place: str


def by_empty_lines(lines: Iterable[str]) -> list[list[str]]:
    """Lines in groups that empty ones part, each without white space around it."""
    out: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            out[-1].append(line.strip())
        elif out[-1]:
            out.append([])
    return [group for group in out if group]


def _replacements() -> dict[int, str | None]:
    """What normalise() replaces, by code point; None: removed."""
    table: dict[int, str | None] = {}
    table |= dict.fromkeys(c for c in range(0x20) if chr(c) not in "\t\n")
    table |= dict.fromkeys((0x0B, 0x0C, 0x0D, 0x2028, 0x2029), "\n")
    table[0x7F] = None
    # A C1 control in a text is a Windows-1252 character that someone decoded as Latin-1: \x92 was an apostrophe.
    for code in range(0x80, 0xA0):
        table[code] = bytes([code]).decode("cp1252", "ignore") or None
    invisible = (
        0xAD,
        0x34F,
        0x61C,
        0x180E,
        0xFEFF,
        0xFFFE,
        0xFFFF,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
    )
    table |= dict.fromkeys((*invisible, *range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)))
    # Half of a surrogate pair (JSON can spell one) is not a character and could not be written.
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    return table


_TABLE = _replacements()
_REPLACED = re.compile("[" + "".join(map(re.escape, map(chr, _TABLE))) + "]")


def normalise(text: str) -> str:
    """The text as it is frozen: newlines as \\n, no zero-width or control characters, cp1252 remains repaired, NFC.

    Idempotent. Spaces of any kind, also no-break spaces, stay as they are.
    """
    if _REPLACED.search(text):  # most texts have none, and to look is ten times as fast as to replace
        text = text.replace("\r\n", "\n").translate(_TABLE)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def word_set(words: str) -> frozenset[str]:
    """The words of a list that is written as one string, as is easiest to read."""
    return frozenset(words.split())


def one_line(text: str) -> str:
    """Normalised, with every run of white space made one space: for labels, column names, values of docvars."""
    return " ".join(normalise(text).split())


def make_document(
    file: str,
    blocks: Iterable[Block],
    *,
    place: str = "",
    docvars: Mapping[str, str] | None = None,
    people: Iterable[str] = (),
    authors: Iterable[str] = (),
) -> Document | None:
    """The Document of these blocks, in this order; blocks without text are left out, None if none is left.

    Its text is the turns' texts joined by a newline; id = sha256(file NUL place NUL text), 12 hexadecimal digits.
    """
    texts: list[str] = []
    turns: list[Turn] = []
    at = 0
    for block in blocks:
        text = normalise(block.text).strip()
        if not text:
            continue
        speaker = one_line(block.speaker or "") or None
        where, role, question = map(one_line, (block.place, block.role, block.question))
        turns.append(Turn(at, at + len(text), speaker, where, role, question))
        texts.append(text)
        at += len(text) + 1
    if not turns:
        return None
    text = "\n".join(texts)
    key = hashlib.sha256(f"{file}\0{place}\0{text}".encode()).hexdigest()[:12]
    return Document(key, file, place, text, tuple(turns), dict(docvars or {}), _distinct(people), _distinct(authors))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(one_line, names) if name))
