"""Rich Text Format: its paragraphs by striprtf, without what Word hides or has deleted."""

from __future__ import annotations

import re
from collections.abc import Callable

from textmine.readers.blocks import is_more_than_a_page_number, many, note
from textmine.readers.draft import Block
from textmine.readers.source import BROKEN, MAX_NOTE, Source
from textmine.records import Document

#: A file that is this much larger than a note holds pictures, which striprtf would walk through letter by letter.
MOST = 5 * MAX_NOTE

_GROUP = re.compile(r"\{[^{}\\]*(?:\\[^{}][^{}\\]*)*\}")
_HIDDEN = re.compile(r"\\(?:v|deleted)(?![a-z0-9-])")
_PICTURE = re.compile(r"\{\\(?:\*\\shppict|pict|\*\\blipuid|nonshppict)[^{}]*\}|(?<=[ \r\n}])[0-9a-fA-F\r\n]{2000,}")


#: What stands beside the text, by the word that opens its group.
_BESIDE = {"footnote": "footnote", "shptxt": "text box", "annotation": "comment"}
_BESIDE |= {f"{margin}{side}": margin for margin in ("header", "footer") for side in ("", "l", "r", "f")}
_BESIDE_GROUP = re.compile(rf"\{{\s*(?:\\\*\s*)?\\(?P<word>{'|'.join(_BESIDE)})(?![a-z0-9-]) ?")
_BRACE = re.compile(r"\\.|[{}]", re.S)


def read_rtf(source: Source) -> list[Document]:
    """An .rtf file. Turn.place: "paragraph 7" (those with text are counted), "footnote 1", "text box 1"; headers, footers and comments
    are left out with a warning.
    """
    data = source.data(MOST)
    source.expect(data.lstrip(), b"{\\rtf")
    # RTF is ASCII, other characters are escapes; bytes above that are of the code page which it names.
    rtf, hidden = _shown(_PICTURE.sub("", data.decode("cp1252", "replace")))
    head = "".join(re.findall(r"\\ansicpg\d+|\\deff\d+", rtf[:2000]))
    beside: dict[str, list[str]] = {}
    try:
        text = _text(rtf)
        fonts = _group(rtf, rtf.find("{\\fonttbl")) if "{\\fonttbl" in rtf else ""
        for group in _BESIDE_GROUP.finditer(rtf):
            inner = _group(rtf, group.start())[group.end() - group.start() :]
            said = _text(f"{{\\rtf1\\ansi{head}{fonts} {inner}").strip()
            if is_more_than_a_page_number(said):
                beside.setdefault(_BESIDE[group["word"]], []).append(said)
    except BROKEN as error:
        raise source.fail("the file is damaged or cut short", "Copy it again, or open and save it again") from error
    if hidden:
        source.warn(f"hidden or deleted text was left out ({many(hidden, 'place')})")
    unread = [many(len(beside[kind]), kind) for kind in ("header", "footer", "comment") if kind in beside]
    if unread:
        source.warn(f"not read: {', '.join(unread)}")
    paragraphs = [p.replace("|", "\t").strip() if p.count("|") and p.endswith("|") else p for p in text.split("\n")]
    filled = [p for p in paragraphs if p.strip()]
    return note(
        source,
        [Block(p, f"paragraph {i}") for i, p in enumerate(filled, 1)],
        behind=[
            Block(t, f"{kind} {i}") for kind in ("text box", "footnote") for i, t in enumerate(beside.get(kind, ()), 1)
        ],
    )


def _text(rtf: str) -> str:
    from striprtf.striprtf import rtf_to_text

    to_text: Callable[..., str] = rtf_to_text
    return to_text(rtf, encoding="cp1252", errors="replace")


def _group(rtf: str, start: int) -> str:
    """The group that opens at `start`, with its braces; all that follows where it is never closed."""
    depth = 0
    for mark in _BRACE.finditer(rtf, start):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth == 0 and mark[0] == "}":
            return rtf[start : mark.end()]
    return rtf[start:]


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
