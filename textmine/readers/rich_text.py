"""Rich Text Format: its paragraphs by striprtf, without what Word hides or has deleted."""

from __future__ import annotations

import re
from collections.abc import Callable

from textmine.readers.blocks import many, note
from textmine.readers.draft import Block
from textmine.readers.source import BROKEN, MAX_NOTE, Source
from textmine.records import Document

#: A file that is this much larger than a note holds pictures, which striprtf would walk through letter by letter.
MOST = 5 * MAX_NOTE

_GROUP = re.compile(r"\{[^{}\\]*(?:\\[^{}][^{}\\]*)*\}")
_HIDDEN = re.compile(r"\\(?:v|deleted)(?![a-z0-9-])")
_PICTURE = re.compile(r"\{\\(?:\*\\shppict|pict|\*\\blipuid|nonshppict)[^{}]*\}|(?<=[ \r\n}])[0-9a-fA-F\r\n]{2000,}")


def read_rtf(source: Source) -> list[Document]:
    """An .rtf file. Turn.place is "paragraph 7" (those with text are counted)."""
    data = source.data(MOST)
    source.expect(data.lstrip(), b"{\\rtf")
    from striprtf.striprtf import rtf_to_text

    # RTF is ASCII, other characters are escapes; bytes above that are of the code page which it names.
    rtf = _PICTURE.sub("", data.decode("cp1252", "replace"))
    notes = len(re.findall(r"\{\\footnote\b", rtf))
    rtf, hidden = _shown(rtf)
    to_text: Callable[..., str] = rtf_to_text
    try:
        text = to_text(rtf, encoding="cp1252", errors="replace")
    except BROKEN as error:
        raise source.fail("the file is damaged or cut short", "Copy it again, or open and save it again") from error
    if hidden:
        source.warn(f"hidden or deleted text was left out ({many(hidden, 'place')})")
    if notes:
        source.warn(f"not read: {many(notes, 'footnote')}; save it as .docx to have them")
    paragraphs = [p.replace("|", "\t").strip() if p.count("|") and p.endswith("|") else p for p in text.split("\n")]
    filled = [p for p in paragraphs if p.strip()]
    return note(source, [Block(p, f"paragraph {i}") for i, p in enumerate(filled, 1)])


def _shown(rtf: str) -> tuple[str, int]:
    """The file without its innermost groups that are hidden or deleted, and how many of them hold text."""
    hidden = 0

    def shown(group: re.Match[str]) -> str:
        nonlocal hidden
        mark = _HIDDEN.search(group[0])
        if not mark or "\\s" in group[0][:4]:  # a style that is hidden text says nothing
            return group[0]
        said = re.sub(r"\\'[0-9a-f]{2}|\\[a-z]+-?\d* ?|[{};\s]", "", group[0][mark.end() :])
        hidden += bool(said)
        return group[0][: mark.start()] + "}" if said else group[0]

    return _GROUP.sub(shown, rtf), hidden
