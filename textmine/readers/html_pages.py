"""Web pages: headings, paragraphs, list items and cells as a browser shows them; Podcasting 2.0's <cite> says who speaks."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from textmine.readers.blocks import many, note
from textmine.readers.draft import Block, word_set
from textmine.readers.html_chats import chat
from textmine.readers.page_furniture import without_furniture
from textmine.readers.source import MAX_NOTE, Source
from textmine.readers.text_transcripts import clock, speaker
from textmine.records import Document

_NO_TEXT = word_set(
    "script style head template noscript svg math object iframe select textarea button canvas audio video"
)
_BLOCK = word_set(
    """address article aside blockquote body caption center cite dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead time
    tr ul"""
)
_KINDS = {**dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"), "li": "item", "td": "cell", "th": "cell"}
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_TIME = re.compile(r"\s*(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?\s*")


#: The kind of a block of an earlier mail, as mail programs mark it.
QUOTED = "quoted"
_QUOTE = re.compile(r"\b(?:gmail_quote|yahoo_quoted|protonmail_quote|zmail_extra|moz-cite-prefix|gmail_attr)", re.I)


class TooDeep(ValueError):
    """A page in which elements lie in each other thousands deep."""


def read_html(source: Source) -> list[Document]:
    """A .html file. Turn.place is "paragraph 7", or the time that a transcript gives: "00:01:05".

    What a browser does not show (scripts, what is hidden) is no text; hidden text is counted in a warning.
    """
    hidden: list[str] = []
    try:
        root = _tree(_page(source))
    except TooDeep as error:
        raise source.fail("the page is nested too deeply", "Copy its text into a .docx or .txt file") from error
    if root is None:
        return []
    found = chat(root, lambda element: "\n".join(text for _, text in _Walk(hidden).blocks(element)))
    furniture = without_furniture(root)
    blocks = list(_blocks(root, hidden))
    if hidden:
        source.warn(f"hidden text was left out ({many(len(hidden), 'place')})")
    if furniture:
        source.warn(f"not read: {many(furniture, 'word')} around the text (menus, contents, foot of the page)")
    if found is not None:
        messages, words = found
        if words:
            source.warn(
                f"not read: {many(words, 'word')} of the chat program in and between the messages (pictures, replies, who joined)"
            )
        blocks += messages
    return note(source, blocks)


def _page(source: Source) -> str:
    """The page as text, in the character set that it declares, where that is not UTF-8."""
    data = source.data(MAX_NOTE)
    declared = re.search(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", data[:4096], re.I)
    name = declared[1].decode("ascii", "ignore").casefold() if declared else ""
    if (
        name
        and name not in ("utf-8", "utf8", "utf-16", "unicode", "iso-8859-1", "us-ascii")
        and b"\0" not in data[:4096]
    ):
        try:
            return data.decode(codecs.lookup(name).name)
        except (LookupError, UnicodeDecodeError, AttributeError):
            pass  # it declares what it is not, as many pages do
    return source.text(MAX_NOTE, long_lines=True)


def html_blocks(page: str, hidden: list[str], *, every_quote: bool = False) -> Iterator[Block]:
    """The blocks of a page; `hidden` is filled with a name for each element that is not shown. Raises TooDeep.

    every_quote: each <blockquote> is of an earlier mail, not only those that a mail program marks as such.
    """
    root = _tree(page)
    if root is None:
        return iter(())
    for quote in root.iter("blockquote") if every_quote else ():
        quote.set("type", "cite")
    return _blocks(root, hidden)


def _tree(page: str) -> Any:
    """The root of a page, None if there is nothing in it. Raises TooDeep."""
    from lxml import etree, html

    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page.replace("\0", "").lstrip("\ufeff"))
    try:
        parser = html.HTMLParser(huge_tree=True, remove_comments=True)
        # A fragment of several elements is given one root, as else lxml drops what stands before the first.
        root = html.document_fromstring(page, parser) if re.search(r"<html\b", page[:5000], re.I) else html.fragment_fromstring(
            page, create_parent="div", parser=parser
        )  # fmt: skip
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    if any("depth" in entry.message.casefold() for entry in parser.error_log):  # libxml2 drops what is deeper
        raise TooDeep
    return root


def _blocks(root: Any, hidden: list[str]) -> Iterator[Block]:
    named = any(True for _ in root.iter("cite")) and any(True for _ in root.iter("time"))
    who: str | None = None
    place, number = "", 0
    for kind, text in _Walk(hidden).blocks(root):
        if named and kind == "cite" and text.endswith(":"):
            who, place = speaker(text.rstrip(": ")), ""
        elif named and kind == "time" and _TIME.fullmatch(text):
            place = clock(text.strip())
        elif text:
            number += 1
            yield Block(
                text, place or f"paragraph {number}", who, kind=kind if kind not in ("cite", "time") else "text"
            )


def _is_quoted(element: Any) -> bool:
    """Whether a mail program put an earlier mail into this element."""
    cited = element.tag == "blockquote" and (element.get("type") or "").casefold() == "cite"
    return cited or _QUOTE.search(element.get("class") or "") is not None


class _Walk:
    """The text of a page in its order, without recursion: a hostile page is nested a million deep."""

    def __init__(self, hidden: list[str]) -> None:
        self.hidden = hidden
        self.part: list[str] = []

    def blocks(self, root: Any) -> Iterator[tuple[str, str]]:
        """(kind, text) of each block."""
        kinds = ["text"]
        pre = quoted = 0
        around: list[bool] = []  # boxes of earlier mails; what the writer answers stands in them below what they quote
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, leaves = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if leaves:
                if tag in _BLOCK:
                    kind = kinds.pop()
                    yield from self._block(QUOTED if quoted else kind)
                pre -= tag == "pre"
                if _is_quoted(element):
                    if tag == "blockquote":
                        quoted -= 1 + any(around[-1:])
                        around[-1:] = [False] * len(around[-1:])
                    else:
                        quoted -= around.pop()
                self._add(element.tail, pre)
                continue
            if not tag or tag in _NO_TEXT or self._is_hidden(element):
                self._add(element.tail, pre)
                continue
            if tag == "br":
                self.part.append("\n")
                self._add(element.tail, pre)
                continue
            if tag in _BLOCK:
                yield from self._block(QUOTED if quoted else kinds[-1])
                # A paragraph in a list item or cell is of its kind.
                inside = kinds[-1] if kinds[-1] in ("item", "cell") and tag in ("p", "div") else "text"
                kinds.append(tag if tag in ("cite", "time") else _KINDS.get(tag, inside))
            pre += tag == "pre"
            if _is_quoted(element):
                quoted += 1
                around += [True] * (tag != "blockquote")
            self._add(element.text, pre)
            stack.append((element, True))
            stack += [(child, False) for child in reversed(element)]
        yield from self._block("text")

    def _is_hidden(self, element: Any) -> bool:
        shown = not (_HIDDEN.search(element.get("style") or "") or element.get("hidden") is not None)
        if not shown and "".join(element.itertext()).strip():
            self.hidden.append(str(element.tag))
        return not shown

    def _add(self, text: str | None, pre: int) -> None:
        if text:
            self.part.append(text if pre else re.sub(r"[ \t\r\n\f]+", " ", text))

    def _block(self, kind: str) -> Iterator[tuple[str, str]]:
        text = "\n".join(" ".join(line.split(" ")).strip() for line in "".join(self.part).split("\n"))
        text = re.sub(r"[ \t]{2,}", " ", re.sub(r"\n{2,}", "\n", text)).strip()
        self.part.clear()
        if text:
            yield kind, text
